/* Pictures in RTF: \pict, what kind it is, how large it is shown, and its bytes as digits (Rich
 * Text Format Specification 1.9.1, "Pictures"). */
#include "reader/album.h"

#include "reader/hex.h"
#include "reader/mapped.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const double mm_a_twip = 25.4 / 1440;

/* What the words before its bytes say of a picture. */
struct said {
    bool known; /* of a kind that is decoded */
    enum album_form form;
    long width, height;    /* twips; 0: not said */
    long scale_x, scale_y; /* percent */
    size_t raw;            /* bytes that follow as they are; 0: digits */
};

static void take_number(struct said *said, const char *word, long number)
{
    const struct {
        const char *word;
        long *into;
    } numbers[] = {{"picwgoal", &said->width},
                   {"pichgoal", &said->height},
                   {"picscalex", &said->scale_x},
                   {"picscaley", &said->scale_y}};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        if (strcmp(numbers[i].word, word) == 0) {
            *numbers[i].into = number;
        }
    }
    if (strcmp(word, "bin") == 0 && number > 0) {
        said->raw = (size_t)number;
        said->form = said->form == ALBUM_HEX ? ALBUM_PLAIN : ALBUM_BITMAP;
    }
}

static void take_word(struct said *said, const char *word, long number)
{
    static const struct {
        const char *word;
        enum album_form form;
    } kinds[] = {{"jpegblip", ALBUM_HEX}, {"pngblip", ALBUM_HEX}, {"dibitmap", ALBUM_HEX_BITMAP}};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (strcmp(kinds[i].word, word) == 0) {
            said->known = true;
            said->form = kinds[i].form;
        }
    }
    take_number(said, word, number);
}

/* A control word, without its backslash; returns where it ends, the blank behind it included. */
static size_t read_word(const struct bytes *text, size_t at, struct said *said)
{
    enum { WORD = 32, DIGITS = 9 };
    char word[WORD + 1] = "", digits[DIGITS + 1] = "";
    size_t size = 0, count = 0;
    for (; isalpha((int)bytes_u8(text, at)); at++) {
        word[size] = (char)bytes_u8(text, at);
        size += size < WORD - 1;
    }
    word[size] = '\0';
    for (; isdigit((int)bytes_u8(text, at)) || bytes_u8(text, at) == '-'; at++) {
        digits[count] = (char)bytes_u8(text, at);
        count += count < DIGITS - 1;
    }
    digits[count] = '\0';
    take_word(said, word, strtol(digits, NULL, 10));
    return at + (bytes_u8(text, at) == ' ');
}

/* Behind a group that begins there. */
static size_t skip_group(const struct bytes *text, size_t at)
{
    int depth = 0;
    do {
        unsigned c = bytes_u8(text, at++);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    } while (depth > 0 && at < text->size);
    return at;
}

/* Everything up to the picture's bytes, whose place is returned. */
static size_t read_words(const struct bytes *text, size_t at, struct said *said)
{
    while (at < text->size && said->raw == 0) {
        unsigned c = bytes_u8(text, at);
        if (c == '\\') {
            at = read_word(text, at + 1, said);
            at += at < text->size && bytes_u8(text, at) == '*';
        } else if (c == '{') {
            at = skip_group(text, at);
        } else if (c == '}' || hex_value(c) >= 0) {
            return at;
        } else {
            at++;
        }
    }
    return at;
}

/* Returns where the picture ends. */
static size_t take_picture(struct album *album, const struct bytes *text, size_t at)
{
    struct said said = {.scale_x = 100, .scale_y = 100};
    at = read_words(text, at, &said);
    const unsigned char *end =
        at < text->size ? memchr(text->data + at, '}', text->size - at) : NULL;
    size_t size = said.raw > 0 ? said.raw : end != NULL ? (size_t)(end - text->data) - at : 0;
    const struct bytes bytes = bytes_part(text, at, size);
    if (said.known) {
        double x = mm_a_twip * (double)said.scale_x / 100;
        double y = mm_a_twip * (double)said.scale_y / 100;
        album_add_bytes(album, &bytes, said.form,
                        (struct album_size){(double)said.width * x, (double)said.height * y});
    }
    return at + bytes.size;
}

void album_add_rtf(struct album *album, int fd, enum kind kind)
{
    static const char word[] = "\\pict";
    (void)kind;
    struct bytes text = {0};
    if (!mapped_open(fd, &text)) {
        return;
    }
    album_keep_mapped(album, &text);
    for (size_t at = 0; at < text.size;) {
        const unsigned char *hit = memmem(text.data + at, text.size - at, word, strlen(word));
        if (hit == NULL) {
            return;
        }
        at = (size_t)(hit - text.data) + strlen(word);
        if (!isalpha((int)bytes_u8(&text, at))) { /* \picture and \picprop are other words */
            at = take_picture(album, &text, at);
        }
    }
}

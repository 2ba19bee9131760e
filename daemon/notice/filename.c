#include "notice/filename.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "notice/display.h"

#include <ctype.h>
#include <locale.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wctype.h>

/* Longest extension, dot included, that is taken for one: ".jpeg", ".numbers". */
enum { EXTENSION = 9 };

/* What Windows reserves, and what a link or a checksum file would need to escape. */
static const struct {
    char reserved;
    const char *instead;
} replacements[] = {
    {'<', "＜"}, {'>', "＞"}, {':', "："}, {'"', "＂"}, {'/', "／"}, {'\\', "＼"},
    {'|', "｜"}, {'?', "？"}, {'*', "＊"}, {'#', "＃"}, {'%', "％"},
};

static const char *replacement(uint32_t character)
{
    for (size_t i = 0; i < COUNT_OF(replacements); i++) {
        if (character == (uint32_t)(unsigned char)replacements[i].reserved) {
            return replacements[i].instead;
        }
    }
    /* display_clean() leaves it where there was something harmful; the others have no width. */
    bool unseen = character == 0xFFFD || (character >= 0x200B && character <= 0x200D);
    return unseen ? "_" : NULL;
}

static char *replace_reserved(const char *text)
{
    CLEANUP_FREE char *clean = display_clean(text);
    struct buffer out = BUFFER_EMPTY;
    size_t size = strlen(clean);
    for (size_t at = 0, length = 0; at < size; at += length) {
        const char *instead = replacement(utf8_decode(clean + at, size - at, &length));
        buffer_add(&out, instead != NULL ? instead : clean + at,
                   instead != NULL ? strlen(instead) : length);
    }
    return buffer_steal(&out);
}

static void trim(char *text)
{
    size_t skip = strspn(text, " .");
    memmove(text, text + skip, strlen(text + skip) + 1);
    size_t size = strlen(text);
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '.')) {
        text[--size] = '\0';
    }
}

/* Where ".pdf" begins; the end of the name if it has no extension. */
static const char *extension(const char *name)
{
    const char *dot = strrchr(name, '.');
    const char *end = name + strlen(name);
    if (dot == NULL || dot == name || end - dot > EXTENSION || dot[1] == '\0') {
        return end;
    }
    for (const char *at = dot + 1; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at)) {
            return end;
        }
    }
    return dot;
}

/* Bytes at the beginning of the text that take at most `most` UTF-16 units. */
static size_t cut_units(const char *text, size_t size, size_t most)
{
    size_t at = 0;
    for (size_t length = 0, units = 0; at < size; at += length) {
        units += utf8_decode(text + at, size - at, &length) > 0xFFFF ? 2 : 1;
        if (units > most) {
            break;
        }
    }
    return at;
}

/* CON, CON.txt, com1: devices of Windows in any folder. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL"};
    size_t size = strcspn(name, ".");
    for (size_t i = 0; i < COUNT_OF(devices); i++) {
        if (size == 3 && strncasecmp(name, devices[i], 3) == 0) {
            return true;
        }
    }
    bool port = strncasecmp(name, "COM", 3) == 0 || strncasecmp(name, "LPT", 3) == 0;
    return size == 4 && port && isdigit((unsigned char)name[3]);
}

char *filename_clean(const char *text, size_t most)
{
    CLEANUP_FREE char *name = replace_reserved(text);
    trim(name);
    const char *tail = extension(name);
    CLEANUP_FREE char *stem = xstrndup(name, (size_t)(tail - name));
    size_t room = most - strlen(tail) - (is_device(name) ? 1 : 0);
    stem[cut_units(stem, strlen(stem), room)] = '\0';
    trim(stem);
    if (stem[0] == '\0') {
        return xasprintf("未命名%s", tail);
    }
    return xasprintf("%s%s%s", is_device(name) ? "_" : "", stem, tail);
}

/* --- paths that are taken -------------------------------------------------------------------- */

struct filename_set {
    void *root; /* a tree of tsearch(3), of folded paths */
    locale_t locale;
};

static int compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

struct filename_set *filename_set_new(void)
{
    struct filename_set *set = xcalloc(1, sizeof *set);
    set->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return set;
}

void filename_set_free(struct filename_set *set)
{
    if (set == NULL) {
        return;
    }
    tdestroy(set->root, free);
    if (set->locale != (locale_t)0) {
        freelocale(set->locale);
    }
    free(set);
}

static char *fold(const struct filename_set *set, const char *path)
{
    struct buffer out = BUFFER_EMPTY;
    size_t size = strlen(path);
    for (size_t at = 0, length = 0; at < size; at += length) {
        uint32_t character = utf8_decode(path + at, size - at, &length);
        char bytes[4];
        if (set->locale != (locale_t)0) {
            character = (uint32_t)towlower_l((wint_t)character, set->locale);
        }
        buffer_add(&out, bytes, utf8_encode(character, bytes));
    }
    return buffer_steal(&out);
}

static bool take(struct filename_set *set, const char *path)
{
    CLEANUP_FREE char *folded = fold(set, path);
    char **kept = tsearch(folded, &set->root, compare);
    if (kept == NULL) {
        abort(); /* out of memory */
    }
    bool added = *kept == folded;
    if (added) {
        folded = NULL;
    }
    return added;
}

char *filename_set_take(struct filename_set *set, const char *folder, const char *name)
{
    const char *tail = extension(name);
    char *path = xasprintf("%s/%s", folder, name);
    for (size_t number = 2; !take(set, path); number++) {
        free(path);
        path = xasprintf("%s/%.*s（%zu）%s", folder, (int)(tail - name), name, number, tail);
    }
    return path;
}

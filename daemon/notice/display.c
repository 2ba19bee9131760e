#include "notice/display.h"

#include "base/utf8.h"

#include <locale.h>
#include <pthread.h>
#include <string.h>
#include <wchar.h>

/* wcwidth(3) knows the width of a character only in a locale of UTF-8, and whatever the person's
 * locale is, our text is UTF-8. */
static locale_t utf8_locale;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_locale(void)
{
    utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static size_t character_width(uint32_t character)
{
    pthread_once(&once, make_locale);
    if (utf8_locale == (locale_t)0) {
        return character >= 0x1100 ? 2 : 1;
    }
    locale_t before = uselocale(utf8_locale);
    int width = wcwidth((wchar_t)character);
    uselocale(before);
    return width > 0 ? (size_t)width : 0;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x2028 || c == 0x2029;
}

static bool is_harmful(uint32_t c)
{
    bool control = c < ' ' || (c >= 0x7F && c < 0xA0);
    bool direction =
        c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || direction || c == 0xFEFF || c == UTF8_INVALID;
}

void display_add(struct buffer *out, const char *text)
{
    size_t size = strlen(text);
    bool blank = false;
    for (size_t at = 0, length = 0; at < size; at += length) {
        uint32_t character = utf8_decode(text + at, size - at, &length);
        if (is_blank(character)) {
            blank = true;
            continue;
        }
        if (blank && at > 0) {
            buffer_add_text(out, " ");
        }
        blank = false;
        char bytes[4];
        uint32_t shown = is_harmful(character) ? 0xFFFD : character;
        buffer_add(out, bytes, utf8_encode(shown, bytes));
    }
}

char *display_clean(const char *text)
{
    struct buffer out = BUFFER_EMPTY;
    display_add(&out, text);
    return buffer_steal(&out);
}

/* The length in bytes of the longest beginning that takes at most `limit` columns. */
static size_t fit(const char *text, size_t limit, size_t *width)
{
    size_t size = strlen(text);
    size_t at = 0;
    *width = 0;
    for (size_t length = 0; at < size; at += length) {
        size_t columns = character_width(utf8_decode(text + at, size - at, &length));
        if (*width + columns > limit) {
            break;
        }
        *width += columns;
    }
    return at;
}

size_t display_width(const char *text)
{
    size_t width = 0;
    fit(text, SIZE_MAX, &width);
    return width;
}

void display_add_cell(struct buffer *out, const char *text, size_t width, bool right)
{
    size_t used = 0;
    size_t bytes = fit(text, width, &used);
    bool cut = text[bytes] != '\0';
    if (cut && width > 0) {
        bytes = fit(text, width - 1, &used);
        used++;
    }
    if (right) {
        buffer_add_format(out, "%*s", (int)(width - used), "");
    }
    buffer_add(out, text, bytes);
    buffer_add_text(out, cut && width > 0 ? "…" : "");
    if (!right) {
        buffer_add_format(out, "%*s", (int)(width - used), "");
    }
}

static bool looks_like_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

void display_add_csv(struct buffer *out, const char *text, bool guard)
{
    bool quote = text[strcspn(text, ",\"\r\n")] != '\0';
    buffer_add_text(out, quote ? "\"" : "");
    buffer_add_text(out, guard && looks_like_formula(text) ? "'" : "");
    for (const char *at = text; *at != '\0'; at++) {
        buffer_add_text(out, *at == '"' ? "\"" : "");
        buffer_add(out, at, 1);
    }
    buffer_add_text(out, quote ? "\"" : "");
}

#include "reader/charset.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

/* Labels as they are met, and the converter that reads what is really meant by them. */
static const struct {
    const char *label;
    const char *converter;
} labels[] = {
    {"gb18030", "GB18030"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"ms936", "GB18030"},
    {"windows-936", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"euc-cn", "GB18030"},
    {"hz-gb-2312", "ISO-2022-CN"},
    {"big5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"shift_jis", "CP932"},
    {"windows-31j", "CP932"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-kr", "UHC"},
    {"ks_c_5601-1987", "UHC"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-15", "ISO-8859-15"},
    {"windows-1250", "WINDOWS-1250"},
    {"windows-1251", "WINDOWS-1251"},
    {"koi8-r", "KOI8-R"},
    {"euc-jp", "EUC-JP-MS"},
    {"euc-tw", "EUC-TW"},
    {"iso-2022-cn", "ISO-2022-CN"},
    {"tis-620", "TIS-620"},
    {"windows-1252", "WINDOWS-1252"},
    {"utf-16", "UTF-16"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"utf-7", "UTF-7"},
};

static iconv_t converters[COUNT_OF(labels)];
/* Not ours: poppler writes passwords in it, and finds its module loaded. */
static iconv_t latin1;
static bool prepared;

/* Labels of one converter share it, so that they can be compared. */
static iconv_t open_converter(size_t label)
{
    for (size_t i = 0; i < label; i++) {
        if (strcmp(labels[i].converter, labels[label].converter) == 0) {
            return converters[i];
        }
    }
    return iconv_open("UTF-8", labels[label].converter);
}

void charset_prepare(void)
{
    for (size_t i = 0; i < COUNT_OF(labels) && !prepared; i++) {
        converters[i] = open_converter(i);
    }
    latin1 = prepared ? latin1 : iconv_open("ISO-8859-1", "UTF-8");
    prepared = true;
}

static iconv_t converter_of(const char *label)
{
    charset_prepare();
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        if (strcasecmp(labels[i].label, label) == 0) {
            return converters[i];
        }
    }
    return (iconv_t)-1;
}

/* Converts all of it; returns how many bytes could not be. */
static size_t convert(iconv_t converter, const char *bytes, size_t size, struct buffer *out)
{
    size_t bad = 0;
    union { /* iconv() takes what it does not change without const */
        const char *read;
        char *pass;
    } in = {.read = bytes};
    iconv(converter, NULL, NULL, NULL, NULL);
    while (size > 0) {
        char block[4096];
        char *to = block;
        size_t room = sizeof block;
        size_t result = iconv(converter, &in.pass, &size, &to, &room);
        int number = errno;
        buffer_add(out, block, (size_t)(to - block));
        if (result == (size_t)-1 && number != E2BIG) {
            buffer_add_text(out, "\xEF\xBF\xBD");
            bad++;
            in.read++;
            size--;
        }
    }
    return bad;
}

bool charset_is_chinese_utf8(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        uint32_t c = utf8_decode(bytes + at, size - at, &length);
        bool mark = (c >= 0x2010 && c <= 0x2033) || (c >= 0x2100 && c <= 0x27BF) ||
                    (c >= 0x3000 && c <= 0x33FF) || (c >= 0xFE30 && c <= 0xFE4F) ||
                    (c >= 0xFF00 && c <= 0xFFEF) || c == 0xB7 || c == 0xD7 || c == 0xFEFF;
        if (c == UTF8_INVALID || (c >= 0x80 && !mark && !utf8_is_han(c))) {
            return false;
        }
        at += length;
    }
    return true;
}

/* Two bytes of the high half each, at least two of them Hanzi of GB 2312: by chance no text of
 * Western letters is so. */
static bool is_gb2312(const char *bytes, size_t size)
{
    size_t hanzi = 0;
    for (size_t at = 0; at < size; at++) {
        unsigned char first = (unsigned char)bytes[at];
        unsigned char second = at + 1 < size ? (unsigned char)bytes[at + 1] : 0;
        if (first < 0x80) {
            continue;
        }
        bool mark = first >= 0xA1 && first <= 0xA9;
        bool character = first >= 0xB0 && first <= 0xF7;
        if (!(mark || character) || second < 0xA1 || second == 0xFF) {
            return false;
        }
        hanzi += character;
        at++;
    }
    return hanzi >= 2;
}

/* UTF-16 with its mark, and UTF-8 with its mark. */
static const char *marked(const char **bytes, size_t *size)
{
    static const struct {
        const char *mark;
        size_t length;
        const char *label;
    } marks[] = {
        {"\xEF\xBB\xBF", 3, "utf-8"}, {"\xFF\xFE", 2, "utf-16le"}, {"\xFE\xFF", 2, "utf-16be"}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (*size >= marks[i].length && memcmp(*bytes, marks[i].mark, marks[i].length) == 0) {
            *bytes += marks[i].length;
            *size -= marks[i].length;
            return marks[i].label;
        }
    }
    return NULL;
}

/* UTF-8 as far as it is: cut or broken characters become U+FFFD. Returns how many bytes did. */
static size_t convert_utf8(const char *bytes, size_t size, struct buffer *out)
{
    size_t bad = 0;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        bool invalid = utf8_decode(bytes + at, size - at, &length) == UTF8_INVALID;
        if (invalid) {
            buffer_add_text(out, "\xEF\xBF\xBD");
        } else {
            buffer_add(out, bytes + at, length);
        }
        bad += invalid;
        at += length;
    }
    return bad;
}

/* Is it UTF-8, a few broken bytes borne? Text of another charset has few characters of several
 * bytes that fit by chance. */
static bool is_utf8(const char *bytes, size_t size)
{
    size_t fitting = 0, bad = 0;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        bad += utf8_decode(bytes + at, size - at, &length) == UTF8_INVALID;
        fitting += length > 1 ? length : 0;
        at += length;
    }
    return bad == 0 || fitting > 4 * bad;
}

/* Does the text say by itself that it is UTF-8, whatever its label? */
static bool overrides(iconv_t stated, const char *bytes, size_t size)
{
    if (stated == (iconv_t)-1) {
        return is_utf8(bytes, size);
    }
    if (stated == converter_of("iso-8859-1")) {
        return utf8_valid(bytes, size);
    }
    return stated == converter_of("gb18030") && charset_is_chinese_utf8(bytes, size);
}

/* Which converter's words to take: UTF-8 as it stands, the label's, or GB18030. */
static size_t decode(const char *label, const char *bytes, size_t size, struct buffer *out)
{
    iconv_t stated = label != NULL ? converter_of(label) : (iconv_t)-1;
    if (overrides(stated, bytes, size)) {
        return convert_utf8(bytes, size, out);
    }
    bool hidden = stated == converter_of("iso-8859-1") && is_gb2312(bytes, size);
    iconv_t chinese = converter_of("gb18030");
    size_t bad = convert(stated == (iconv_t)-1 || hidden ? chinese : stated, bytes, size, out);
    if (bad > 0 && stated != (iconv_t)-1) {
        CLEANUP_BUFFER struct buffer second = BUFFER_EMPTY;
        size_t worse = convert(chinese, bytes, size, &second);
        if (worse < bad) {
            buffer_clear(out);
            buffer_add(out, buffer_text(&second), second.size);
            bad = worse;
        }
    }
    return bad;
}

char *charset_decode(const char *label, const char *bytes, size_t size, bool *clean)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    const char *mark = marked(&bytes, &size);
    size_t bad = decode(mark != NULL ? mark : label, bytes, size, &out);
    size_t kept = 0;
    for (size_t i = 0; i < out.size; i++) {
        if (out.data[i] != '\0') {
            out.data[kept++] = out.data[i];
        }
    }
    if (out.data != NULL) {
        out.data[kept] = '\0';
    }
    if (clean != NULL) {
        *clean = bad == 0;
    }
    return buffer_steal(&out);
}

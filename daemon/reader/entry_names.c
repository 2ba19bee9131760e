#include "reader/entry_names.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "reader/charset.h"

#include <string.h>
#include <wchar.h>

enum {
    SETTLED = 12,      /* characters of one sort that leave no doubt */
    BIG5_LEAST = 4,    /* characters from which on Big5 is thought of */
    BIG5_EVIDENCE = 3, /* one of so many is rare in GB18030: no Chinese text of today is so */
};

static bool is_ascii(const char *name)
{
    while (*name != '\0' && (unsigned char)*name < 0x80) {
        name++;
    }
    return *name == '\0';
}

/* GB 2312 has its Han and marks in rows 1-9 and 16-87, both bytes above 0xA0. */
static bool in_gb2312(unsigned char lead, unsigned char trail)
{
    return trail >= 0xA1 && ((lead >= 0xA1 && lead <= 0xA9) || (lead >= 0xB0 && lead <= 0xF7));
}

/* Big5's level 1, the 5401 frequent characters, and its marks. */
static bool in_big5_level_1(unsigned char lead, unsigned char trail)
{
    return lead >= 0xA1 && lead <= 0xC6 && ((trail >= 0x40 && trail <= 0x7E) || trail >= 0xA1);
}

/* In both charsets a byte above 0x80 and the next one are a character; four-byte ones are rare. */
static void count_pairs(struct entry_names *names, const char *name)
{
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
        if (*at < 0x81) {
            continue;
        }
        unsigned char trail = at[1];
        names->common += in_gb2312(*at, trail);
        names->rare += !in_gb2312(*at, trail);
        names->big5_common += in_big5_level_1(*at, trail);
        names->big5_rare += !in_big5_level_1(*at, trail);
        at += trail != '\0';
    }
}

void entry_names_add(struct entry_names *names, const char *name)
{
    size_t size = strlen(name);
    if (is_ascii(name)) {
        return;
    }
    if (!utf8_valid(name, size)) {
        names->invalid = true;
        count_pairs(names, name);
    } else if (charset_is_chinese_utf8(name, size)) {
        names->certain = true;
    } else {
        names->strange = true;
    }
}

bool entry_names_settled(const struct entry_names *names)
{
    return names->invalid ? names->common + names->rare >= SETTLED
                          : names->certain && !names->strange;
}

const char *entry_names_charset(const struct entry_names *names)
{
    if (!names->invalid) {
        return names->certain || !names->strange ? "utf-8" : "gb18030";
    }
    bool big5 = names->big5_rare == 0 && names->big5_common >= BIG5_LEAST &&
                names->rare * BIG5_EVIDENCE >= names->common + names->rare;
    return big5 ? "big5" : "gb18030";
}

char *entry_names_decode(const char *charset, const char *name, bool *clean)
{
    char *decoded = charset_decode(charset, name, strlen(name), clean);
    /* Only now is a backslash one: before, it may be half of a character. */
    for (char *at = strchr(decoded, '\\'); at != NULL; at = strchr(at, '\\')) {
        *at = '/';
    }
    return decoded;
}

char *entry_names_bytes(const wchar_t *name)
{
    size_t size = name != NULL ? wcslen(name) : 0;
    CLEANUP_FREE char *bytes = xcalloc(size + 1, 1);
    for (size_t i = 0; i < size; i++) {
        if (name[i] > 0xFF) {
            return NULL;
        }
        bytes[i] = (char)(unsigned char)name[i];
    }
    return STEAL(bytes);
}

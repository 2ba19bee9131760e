#include "mailbox/names.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

/* The most usual first. Only the uses that can hold a unit's mail; the names are those of servers
 * and mail programs. */
static const struct {
    const char *special;
    const char *name;
} usual_names[] = {
    {"\\Junk", "Junk"},       {"\\Junk", "Spam"},       {"\\Junk", "Junk E-mail"},
    {"\\Junk", "Junk Email"}, {"\\Junk", "Bulk Mail"},  {"\\Junk", "垃圾邮件"},
    {"\\Junk", "垃圾箱"},     {"\\Trash", "Trash"},     {"\\Trash", "Deleted Messages"},
    {"\\Trash", "已删除"},    {"\\Sent", "Sent"},       {"\\Sent", "Sent Messages"},
    {"\\Sent", "已发送"},     {"\\Archive", "Archive"}, {"\\Archive", "归档"},
};

/* Converts a whole text; NULL where it cannot be. */
static char *convert(const char *to, const char *from, const char *text)
{
    iconv_t converter = iconv_open(to, from);
    if (converter == (iconv_t)-1) {
        return NULL;
    }
    char *source = xstrdup(text); /* iconv wants a pointer that it could write through */
    char *in = source;
    size_t in_left = strlen(text);
    /* a UTF-8 character becomes at most 2 x 16 bits in base 64 with & and - around */
    size_t out_left = 8 * in_left + 8;
    char *whole = xcalloc(1, out_left + 1);
    char *out = whole;
    bool failed = iconv(converter, &in, &in_left, &out, &out_left) == (size_t)-1 ||
                  iconv(converter, NULL, NULL, &out, &out_left) == (size_t)-1;
    iconv_close(converter);
    free(source);
    if (failed) {
        free(whole);
        return NULL;
    }
    return whole;
}

int names_encode(const char *name, char **encoded, struct error *error)
{
    char *converted = utf8_valid(name, strlen(name)) ? convert("UTF-7-IMAP", "UTF-8", name) : NULL;
    if (converted == NULL) {
        return error_set(error, ERROR_FOLDER,
                         "The folder name \"%s\" cannot be written as mail servers want it; "
                         "write it in UTF-8 in the configuration.",
                         name);
    }
    *encoded = converted;
    return 0;
}

char *names_decode(const char *encoded)
{
    CLEANUP_FREE char *decoded = convert("UTF-8", "UTF-7-IMAP", encoded);
    /* the converter drops what breaks off inside a shift ("R&D"): only the way back shows it */
    CLEANUP_FREE char *back = decoded != NULL ? convert("UTF-7-IMAP", "UTF-8", decoded) : NULL;
    return back != NULL && strcmp(back, encoded) == 0 ? STEAL(decoded) : xstrdup(encoded);
}

bool names_is_special(const char *configured)
{
    return configured[0] == '\\';
}

int names_usual(const char *special, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(usual_names); i++) {
        if (strcasecmp(usual_names[i].special, special) == 0 &&
            strcasecmp(usual_names[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

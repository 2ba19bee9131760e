/*
 * In which charset one archive's names are written. One archive was written by one program: all its
 * names are UTF-8, or none is. So they are looked at together before the first one is decoded.
 */
#ifndef BAOSONG_READER_ENTRY_NAMES_H
#define BAOSONG_READER_ENTRY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* What has been seen so far; zero-initialised. */
struct entry_names {
    bool invalid; /* a name that is no UTF-8 */
    bool strange; /* UTF-8, but of characters that nobody here writes: chance, maybe */
    bool certain; /* UTF-8 and Chinese beyond doubt */
    /* double bytes of the names that are no UTF-8, read as GB18030: characters of GB 2312, which
     * are those in use, and others; and read as Big5: its frequent characters, and others */
    size_t common, rare;
    size_t big5_common, big5_rare;
};

/* A name as it stands in the archive, with bytes above 0x7F or without. */
void entry_names_add(struct entry_names *names, const char *name);

/* What is still to come would hardly change the answer. */
bool entry_names_settled(const struct entry_names *names);

/*
 * A label for charset_decode(): "utf-8", "gb18030", or "big5" where the names make no sense in
 * GB18030 and perfect sense in Big5.
 */
const char *entry_names_charset(const struct entry_names *names);

/* Characters that each stand for the byte of their number, as those bytes; NULL for any others. The
 * caller frees it. */
char *entry_names_bytes(const wchar_t *name);

/* The name in UTF-8 with "/" between its parts, whatever separator the archiver wrote; *clean is
 * false where some of it could not be decoded. The caller frees it. */
char *entry_names_decode(const char *charset, const char *name, bool *clean);

#endif

/*
 * Bytes in the charsets of Chinese mail programs, archivers and offices -> UTF-8. Labels are not
 * believed further than they are true: GB2312 means GB18030 (WHATWG Encoding, 10.1), and a label
 * that does not fit its bytes is replaced by the rule: valid UTF-8, else GB18030.
 */
#ifndef BAOSONG_READER_CHARSET_H
#define BAOSONG_READER_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/* Loads the converters, which the confined process cannot do any more. Call it before. */
void charset_prepare(void);

/* Never fails; what cannot be decoded becomes U+FFFD, and *clean false (clean may be NULL). `label`
 * may be NULL. The caller frees the result. NULs are dropped. */
char *charset_decode(const char *label, const char *bytes, size_t size, bool *clean);

/* Valid UTF-8 whose every character beyond ASCII is CJK or its punctuation: too unlikely for
 * GB18030 bytes to be a chance. Pure ASCII is, too. */
bool charset_is_chinese_utf8(const char *bytes, size_t size);

#endif

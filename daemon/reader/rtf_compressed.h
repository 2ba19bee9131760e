/* The packed RTF of Outlook's mails [MS-OXRTFCP]. */
#ifndef BAOSONG_READER_RTF_COMPRESSED_H
#define BAOSONG_READER_RTF_COMPRESSED_H

#include <stddef.h>

/* The RTF, as far as it could be unpacked, at most LIMIT_TEXT_FILE bytes; NULL where it is none.
 * The caller frees it. */
char *rtf_decompress(const char *packed, size_t size, size_t *text_size);

#endif

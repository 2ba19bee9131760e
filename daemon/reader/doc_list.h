/* Automatic numbers of a .doc, [MS-DOC] 2.9.147 (LSTF), 2.9.150 (LVLF), 2.9.131 (LFO). */
#ifndef BAOSONG_READER_DOC_LIST_H
#define BAOSONG_READER_DOC_LIST_H

#include "reader/bytes.h"
#include "reader/numbering.h"

/* `lists` and `uses` are the offsets of PlfLst and PlfLfo in the table stream, 0 where there is
 * none. The uses are called by their position, from 1 on. Never NULL; the caller frees it. */
struct numbering *doc_lists_read(const struct bytes *table, size_t lists, size_t uses);

#endif

/* Automatic numbers of a .doc, [MS-DOC] 2.9.147 (LSTF), 2.9.150 (LVLF), 2.9.131 (LFO). */
#ifndef BAOSONG_READER_DOC_LIST_H
#define BAOSONG_READER_DOC_LIST_H

#include "reader/bytes.h"
#include "reader/numbering.h"

/* `lists` and `uses` are where the main stream says where PlfLst and PlfLfo stand in the table
 * stream, and how long they are. The uses are called by their position, from 1 on. Never NULL; the
 * caller frees it. */
struct numbering *doc_lists_read(const struct bytes *main, size_t lists, size_t uses,
                                 const struct bytes *table);

#endif

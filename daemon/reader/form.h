/*
 * The cells of a sheet that staff filled in (.xlsx, or CSV in UTF-8 or GB18030), as texts. It runs
 * in the confined process: `baosong-reader --sheet`, with the descriptors of reader/frames.h, sends
 *
 *   {"type":"row","row":3,"cells":["市发改委","","7.5"]}   a row that is not empty; rows from 1
 *   {"type":"fault","text":"..."}                          it cannot be read, and why (for people)
 *   {"type":"done"}
 *
 * Of a workbook the first sheet is read; a formula is its last result, a number as it is stored.
 */
#ifndef BAOSONG_READER_FORM_H
#define BAOSONG_READER_FORM_H

#include "base/error.h"

/* 0 also for the worst of files, which have a fault; -1 where the parent does not listen. */
int form_run(int file, int frames, struct error *error);

#endif

/*
 * The second look at a file that came as pictures: its whole text, read row by row, so that
 * sections and 字 can be judged. It takes seconds a page, and is done while nothing else waits.
 */
#ifndef BAOSONG_READER_RECOGNISE_H
#define BAOSONG_READER_RECOGNISE_H

#include "base/error.h"
#include "reader/orders.h"

/*
 * Describes the file in `file`, open for reading, at most orders->pages pages of it, and sends one
 * frame "file" with all that scan_describe finds and the text, then "done". Its path, name and
 * stored name say nothing; "recognise" stays true where the text could not be read. 0 also for the
 * worst of files; -1 when the job itself could not be done.
 */
int recognise_run(int file, int frames, const struct orders *orders, struct error *error);

#endif

/* Looks into a file of known kind: its text, title, outline, number (reader/document.h). */
#ifndef BAOSONG_READER_INSPECT_H
#define BAOSONG_READER_INSPECT_H

#include "reader/job.h"

/* `file` has its path, size, hash and kind; the rest is filled. The descriptor stays the caller's;
 * its offset is left anywhere. */
void inspect(struct job *job, int fd, struct described_file *file);

/* Only the text, outline and findings of a kind that is read without a job: all but PDF. */
void inspect_words(int fd, struct described_file *file);

#endif

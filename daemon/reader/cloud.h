/* Cloud attachments: a mail that brings a link where it should bring a file. */
#ifndef BAOSONG_READER_CLOUD_H
#define BAOSONG_READER_CLOUD_H

#include "reader/job.h"

/* Adds a cloud-link finding to the message for each such link in `text` that was not seen yet; the
 * detail names the file, the link and until when it holds, where that is said near it. */
void cloud_find(struct job *job, const char *text);

#endif

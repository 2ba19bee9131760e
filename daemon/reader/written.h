/* A self-report that a clerk wrote into the mail itself: it is kept as a file like any other. */
#ifndef BAOSONG_READER_WRITTEN_H
#define BAOSONG_READER_WRITTEN_H

#include "reader/container.h"

/*
 * Hands on as a file, DESCRIBED_WRITTEN, what the mail's own words say, before those that it
 * answers or passes on, if they are written as a report: sections under headings, each with a text
 * of its own. A letter that only lists what it brings is none, nor is a mail inside another, which
 * may be one of the office's own. UTF-8; the subject stands over the words.
 */
void written_leaf(struct container *container, const char *subject, const char *words);

#endif

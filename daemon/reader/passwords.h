/* Passwords that a mail states for its own archives: "解压密码：1234", "解压码 abc", "口令是…". */
#ifndef BAOSONG_READER_PASSWORDS_H
#define BAOSONG_READER_PASSWORDS_H

#include "reader/job.h"

/* Those that the office configured, for every mail: tried after what the mail itself states. Before
 * passwords_find(). */
void passwords_add_configured(struct job *job);

/* Adds what the texts (UTF-8; subject and bodies) state to the job's passwords, each once,
 * likeliest first. A false one costs no more than a try. */
void passwords_find(struct job *job, const char *const *texts, size_t count);

/* This one has opened something: it is tried first from now on, for it opens others as well. */
void passwords_prefer(struct job *job, size_t index);

#endif

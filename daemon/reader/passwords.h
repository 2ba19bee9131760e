/* Passwords that a mail states for its own archives: "解压密码：1234", "解压码 abc", "口令是…". */
#ifndef BAOSONG_READER_PASSWORDS_H
#define BAOSONG_READER_PASSWORDS_H

#include "reader/job.h"

/* Adds what `text` (UTF-8) states to the job's passwords, each once. */
void passwords_find(struct job *job, const char *text);

#endif

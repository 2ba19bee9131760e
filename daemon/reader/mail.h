/* Mail (RFC 5322, MIME) by GMime with file streams: memory does not grow with the message. */
#ifndef BAOSONG_READER_MAIL_H
#define BAOSONG_READER_MAIL_H

#include "reader/container.h"

/* What GMime loads once, while the process may still open files. */
void mail_prepare(void);

/* The message itself: fills the job's description, then hands on every leaf. */
void mail_read_top(struct container *top, int fd);

/* A mail that lies in a mail or an archive as a file. False where it is none. */
bool mail_read_attached(struct container *container, int fd);

#endif

/* Locked archives other than ZIP, by the passwords that the mail states or the office configured.
 */
#ifndef BAOSONG_READER_LOCKED_H
#define BAOSONG_READER_LOCKED_H

#include "reader/container.h"
#include "reader/unlock.h"

/*
 * Hands on what is in the archive if it is locked, wholly or in part, and one of the passwords
 * opens it. False where it is not, or none does; *lock says which, and the container whether it
 * needs a password still.
 */
bool locked_read(struct container *container, const struct archive_files *files, enum lock *lock);

#endif

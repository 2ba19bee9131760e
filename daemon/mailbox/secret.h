/*
 * The mailbox's password: read when a connection is made, so that a changed file needs no restart,
 * and kept only to be struck out of what servers say, for some repeat what they were sent.
 */
#ifndef BAOSONG_MAILBOX_SECRET_H
#define BAOSONG_MAILBOX_SECRET_H

#include "base/error.h"

enum { SECRET_FORMS = 3 };

/* Zero-initialise; secret_clear wipes and ends it. */
struct secret {
    char *password;
    char *forms[SECRET_FORMS]; /* as it travels: itself, and as SASL LOGIN and PLAIN send it */
};

/* Replaces what the secret held. The file's first line is the password. */
int secret_load(struct secret *secret, const char *path, const char *user, struct error *error);
void secret_clear(struct secret *secret);

/* Replaces every form of the password in `text`, which is owned by the caller, by "***", in place
 * and never longer than before. A secret that was not loaded changes nothing. */
void secret_strike(const struct secret *secret, char *text);

#endif

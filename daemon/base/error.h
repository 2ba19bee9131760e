/*
 * Errors: what happened, said once, in words.
 *
 * The one idiom of the house: a function that can fail takes a `struct error *` last, returns 0 and
 * leaves it alone on success, or returns -1 and fills it; its outputs are untouched on failure. The
 * text is a whole sentence for an administrator: what happened, why, and what to do. Callers may
 * put a sentence of context before it, never behind it.
 */
#ifndef BAOSONG_BASE_ERROR_H
#define BAOSONG_BASE_ERROR_H

#include <stdarg.h>

/* What a caller may have to tell apart; anything else is ERROR_FAILED. */
enum error_kind {
    ERROR_NONE,
    ERROR_FAILED,      /* the operation failed; trying again may help */
    ERROR_CONFIG,      /* a file that a person wrote is wrong */
    ERROR_USAGE,       /* a command was called wrongly */
    ERROR_NOT_FOUND,   /* the thing named does not exist */
    ERROR_LOGIN,       /* the server refused the user or the password */
    ERROR_CERTIFICATE, /* the server could not prove who it is */
    ERROR_NETWORK,     /* no connection, a time-out, a name that does not resolve */
    ERROR_PROTOCOL,    /* the other side does not keep to its protocol */
    ERROR_FOLDER,      /* a mail folder that was asked for does not exist or cannot be opened */
    ERROR_DISK,        /* no space, read-only, or the disk reports an error */
    ERROR_BUSY,        /* somebody else holds it: a second daemon, a locked database */
    ERROR_DATABASE,    /* the ledger is damaged, too new, or refuses */
    ERROR_LIMIT,       /* a bound of base/limits.h was reached */
};

enum {
    ERROR_TEXT_SIZE = 4096
}; /* bytes, with the final NUL; longer texts are cut at a character */

struct error {
    enum error_kind kind;
    char text[ERROR_TEXT_SIZE]; /* UTF-8 */
};

/* Fills *error and returns -1, so that `return error_set(...)` reads well. error may be NULL. */
int error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the words for errno appended, and ERROR_DISK for the disk's own errnos.
 */
int error_set_errno(struct error *error, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts a sentence and ": " before what the error already says; returns -1. */
int error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The exit status of sysexits(3) for an error, so that scripts and systemd can tell them apart. */
int error_exit_status(enum error_kind kind);

/* The word for a kind in JSON, frames and logs ("login"), and back (ERROR_FAILED if unknown). */
const char *error_kind_name(enum error_kind kind);
enum error_kind error_kind_from_name(const char *name);

#endif

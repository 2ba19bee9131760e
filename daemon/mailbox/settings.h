/* What the parent says at the start about the mailbox, checked. */
#ifndef BAOSONG_MAILBOX_SETTINGS_H
#define BAOSONG_MAILBOX_SETTINGS_H

#include "base/error.h"
#include "base/memory.h"
#include "campaign/config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct settings {
    enum mailbox_scheme scheme;
    char *url;
    char *path; /* of maildir and mbox */
    char *user;
    char *password_file;
    char *ca_file;        /* NULL: the system's */
    bool start_tls;       /* imap://: required */
    struct texts folders; /* as configured, UTF-8 */
    int64_t since;        /* UTC seconds or CLOCK_UNKNOWN */
    int64_t message_bytes;
    int64_t timeout; /* seconds */
    int64_t idle;    /* seconds after which an IDLE is said anew */
};

/* Reads a "start" frame (mailbox/protocol.h). */
int settings_from_json(const json_t *frame, struct settings **settings, struct error *error);
void settings_free(struct settings *settings);
DEFINE_CLEANUP(struct settings, settings_free)

/* Is the mailbox on a server? */
bool settings_remote(const struct settings *settings);

#endif

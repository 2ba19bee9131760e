/* Inside the IMAP source: the session that its parts share. */
#ifndef BAOSONG_MAILBOX_IMAP_SESSION_H
#define BAOSONG_MAILBOX_IMAP_SESSION_H

#include "mailbox/imap_stream.h"
#include "mailbox/source.h"

#include <libetpan/libetpan.h>

/* A message without a byte or over the limit, remembered from the listing. */
struct notable {
    uint32_t uid;
    uint64_t size;
};

struct imap {
    struct source source;
    struct workplace *workplace;
    mailimap *session; /* NULL: not connected */
    struct imap_stream stream;
    char *folder;              /* the open one, UTF-8 */
    uint32_t exists;           /* messages in it when it was opened */
    uint32_t first_new;        /* the UID from which to list; 0: list everything */
    bool size_mentioned;       /* the warning about wrong sizes has been given */
    bool no_idle;              /* the server does not offer IDLE, or refused it */
    struct folder_state inbox; /* of the folder that is waited on, when it was worked on */
    struct notable *notable;
    size_t notable_count;
};

/* Sets *error to what went wrong: `code` is libetpan's, `doing` completes "while ...". A refusal
 * (tagged NO or BAD) has the kind ERROR_FOLDER. Returns -1. */
int imap_fail(const struct imap *imap, int code, const char *doing, struct error *error);

/* Is it a tagged NO or BAD to the command that was sent last, after which the session goes on? */
bool imap_refused(const struct imap *imap, int code);

/* imap_folders.c: the server's folder for a special use; NULL in *name if there is none. */
int imap_find_special(struct imap *imap, const char *special, char **name, struct error *error);

/* imap_messages.c: the source's list and fetch. */
int imap_list(struct source *source, struct listing *listing, struct error *error);
int imap_fetch(struct source *source, const char *const *keys, size_t count, struct error *error);

/* imap_idle.c: the source's wait, and the folder that it waits on (NULL: it is not read at all). */
void imap_wait(struct source *source);
const char *imap_idle_folder(const struct settings *settings);

/* imap_messages.c: INTERNALDATE as UTC seconds; CLOCK_UNKNOWN where it is absent or no date. */
int64_t imap_internal_date(const struct mailimap_date_time *date);

#endif

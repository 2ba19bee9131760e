/* What the fetcher says to its parent and hears from it: the frames of mailbox/protocol.h. */
#ifndef BAOSONG_MAILBOX_PARENT_H
#define BAOSONG_MAILBOX_PARENT_H

#include "base/error.h"
#include "base/frame.h"
#include "base/hash.h"
#include "mailbox/secret.h"

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialise but for fd; parent_clear ends it. */
struct parent {
    int fd;
    struct frame_parser parser;
    struct secret secret; /* struck out of every text that leaves */
    bool ended;           /* it said quit, closed its end, or cannot be reached any more */
};

/* A folder as its server sees it; 0 where that is not known. */
struct folder_state {
    uint32_t uidvalidity;
    uint32_t uidnext;
    uint32_t exists;
    bool unchanged; /* since what the parent knows */
};

/* How the time of receipt was found out. */
enum receipt { RECEIPT_NONE, RECEIPT_INTERNALDATE, RECEIPT_MAILDIR, RECEIPT_MBOX };

/* A message that lies in the incoming folder. */
struct delivery {
    const char *key;
    int64_t received; /* UTC seconds or CLOCK_UNKNOWN */
    enum receipt receipt;
    uint64_t size; /* bytes */
    char stored[24];
    char sha256[HASH_TEXT_SIZE];
};

/* From now on the log of this process goes to this parent. */
void parent_take_log(struct parent *parent);
void parent_clear(struct parent *parent);

/* The next frame in *frame; the caller decrefs. After "quit" or a closed end it fails, and
 * parent->ended says that this is no error. */
int parent_receive(struct parent *parent, json_t **frame, struct error *error);

int parent_ready(struct parent *parent, struct error *error);
int parent_folder(struct parent *parent, const char *name, const struct folder_state *state,
                  struct error *error);
int parent_message(struct parent *parent, const char *folder, const struct delivery *delivery,
                   struct error *error);
int parent_gone(struct parent *parent, const char *folder, const char *key, struct error *error);
int parent_too_large(struct parent *parent, const char *folder, const char *key, uint64_t size,
                     struct error *error);
int parent_fetched(struct parent *parent, const char *folder, struct error *error);
int parent_folder_failed(struct parent *parent, const char *name, const struct error *why,
                         struct error *error);
int parent_changed(struct parent *parent, struct error *error);
/* `why` is NULL for a cycle that went well. */
int parent_cycle_end(struct parent *parent, const struct error *why, struct error *error);

/* Collects the entries of one folder into frames of LIMIT_LIST_BATCH. */
struct listing {
    struct parent *parent;
    const char *folder;
    int64_t since;   /* older entries are dropped; CLOCK_UNKNOWN: none */
    json_t *entries; /* not sent yet; NULL at the start */
};

int listing_add(struct listing *listing, const char *key, uint64_t size, int64_t received,
                struct error *error);
/* Sends what is left, then "listed". */
int listing_end(struct listing *listing, struct error *error);
void listing_clear(struct listing *listing);

#endif

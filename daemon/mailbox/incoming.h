/* A message on its way into the incoming folder: written and hashed in one pass, then durable. */
#ifndef BAOSONG_MAILBOX_INCOMING_H
#define BAOSONG_MAILBOX_INCOMING_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/hash.h"
#include "mailbox/parent.h"

#include <stdbool.h>
#include <stdint.h>

/* One file at a time. Zero-initialise but for folder, fd (-1) and limit; incoming_clear ends it. */
struct incoming {
    int folder;      /* open; not owned */
    uint64_t limit;  /* bytes of one message; what is beyond is counted but not kept */
    uint64_t number; /* of the file that was made last */
    int fd;          /* of the file being written; -1: none */
    char name[24];
    struct hash hash;
    uint64_t size; /* bytes so far, also those beyond the limit */
    struct buffer pending;
};

/* Begins a file under the next free number. */
int incoming_begin(struct incoming *incoming, struct error *error);
int incoming_add(struct incoming *incoming, const void *data, size_t size, struct error *error);
bool incoming_open(const struct incoming *incoming);
bool incoming_too_large(const struct incoming *incoming);
/* Makes the file durable and read-only and fills stored, size and sha256 of *delivery. */
int incoming_finish(struct incoming *incoming, struct delivery *delivery, struct error *error);
/* Drops the file being written, if there is one. */
void incoming_discard(struct incoming *incoming);
void incoming_clear(struct incoming *incoming);

#endif

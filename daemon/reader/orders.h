/*
 * What a job is told before it starts: what it is, the passwords that the office configured, and
 * the steps at which an earlier attempt at the same message came to an end, and which are therefore
 * left out. Orders come from the parent and are trusted; they travel as one frame.
 */
#ifndef BAOSONG_READER_ORDERS_H
#define BAOSONG_READER_ORDERS_H

#include "base/error.h"
#include "base/finding.h"
#include "base/limits.h"

#include <stdint.h>

struct avoided {
    int64_t step;           /* as the reader counted it (struct job) */
    enum finding_code code; /* what is said of the file that is not opened any further */
    const char *reason;     /* Chinese; a constant of the program */
};

struct orders {
    const char *const *passwords; /* borrowed */
    size_t password_count;
    struct avoided avoided[LIMIT_READER_AVOIDED];
    size_t avoided_count;
    unsigned pages; /* whose text is to be recognised, of one file; 0: a message is to be read */
};

/* Writes the frame; its size is bounded, so that a fresh pipe takes it without a reader. */
int orders_send(int fd, const struct orders *orders, struct error *error);

/* Orders as they were received, with their own memory. Zero-initialised; orders_clear ends it. */
struct received_orders {
    struct orders orders;
    char *passwords[LIMIT_CONFIGURED_PASSWORDS];
    char *reasons[LIMIT_READER_AVOIDED];
};

int orders_receive(int fd, struct received_orders *received, struct error *error);
void orders_clear(struct received_orders *received);

#endif

/*
 * A virus scanner, asked over its Unix socket: clamd(8), command INSTREAM. It is sent the bytes,
 * and never gets to open a file of ours.
 */
#ifndef BAOSONG_SERVICE_CLAMD_H
#define BAOSONG_SERVICE_CLAMD_H

#include "base/error.h"
#include "base/limits.h"
#include "campaign/config.h"

#include <stdatomic.h>
#include <stdint.h>

enum clamd_verdict { CLAMD_CLEAN, CLAMD_INFECTED, CLAMD_TOO_LARGE };

struct clamd_answer {
    enum clamd_verdict verdict;
    char name[LIMIT_SERVER_WORDS]; /* of what was found: "Eicar-Signature"; else empty */
};

/*
 * Asks about an open file of `size` bytes. ERROR_NETWORK: nobody is there, and it is not this
 * file's fault; ERROR_PROTOCOL: the answer did not come in time, or makes no sense; ERROR_DISK: the
 * file cannot be read. Gives up as soon as *stop is true (ERROR_BUSY).
 */
int clamd_scan(const struct clamd_config *config, int file, uint64_t size, const atomic_bool *stop,
               struct clamd_answer *answer, struct error *error);

/* Is it there? What it says of its version goes to `version`. */
int clamd_check(const struct clamd_config *config, char version[LIMIT_SERVER_WORDS],
                struct error *error);

#endif

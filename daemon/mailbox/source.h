/*
 * A mailbox as the fetcher sees it, whatever it is made of: IMAP, Maildir, mbox or a single .eml.
 *
 * An error of the kinds ERROR_FOLDER and ERROR_LIMIT concerns one folder, and the others go on; any
 * other ends the cycle, after which close() is called.
 */
#ifndef BAOSONG_MAILBOX_SOURCE_H
#define BAOSONG_MAILBOX_SOURCE_H

#include "base/error.h"
#include "base/memory.h"
#include "mailbox/incoming.h"
#include "mailbox/parent.h"
#include "mailbox/settings.h"

#include <stdbool.h>
#include <stddef.h>

/* What every source works with; outlives it. */
struct workplace {
    const struct settings *settings;
    struct parent *parent;
    struct incoming incoming;
    unsigned cycles; /* that went well so far */
};

/* What the ledger knows of a folder. */
struct known {
    const struct folder_state *state; /* NULL: it does not know the folder */
    bool reconcile;                   /* list everything all the same */
};

struct source;

struct source_methods {
    /* Makes it ready for a cycle: connected and logged in. */
    int (*begin)(struct source *source, struct error *error);
    /* The folder's own name in UTF-8 for a configured one; the caller frees it. NULL, without an
     * error, for a special use ("\\Junk") that no folder has. */
    int (*resolve)(struct source *source, const char *configured, char **name, struct error *error);
    /* Opens a folder for reading; state->unchanged may only be said if `known` allows it. */
    int (*open)(struct source *source, const char *name, const struct known *known,
                struct folder_state *state, struct error *error);
    /* Lists the open folder: at least what came since it was `known`. */
    int (*list)(struct source *source, struct listing *listing, struct error *error);
    /* Delivers messages of the open folder: says "message", "gone" or "too-large" for each. */
    int (*fetch)(struct source *source, const char *const *keys, size_t count, struct error *error);
    /* Waits until the parent speaks, and tells it (parent_changed) when new mail comes; returns at
     * once where it cannot wait. NULL: it never can. */
    void (*wait)(struct source *source);
    /* Gives the connection up. */
    void (*close)(struct source *source);
    /* Ends the source, politely where there is a connection. */
    void (*destroy)(struct source *source);
};

struct source {
    const struct source_methods *methods;
};

/* The source for settings->scheme; freed by source_free. */
struct source *source_new(struct workplace *workplace);
void source_free(struct source *source);
DEFINE_CLEANUP(struct source, source_free)

#endif

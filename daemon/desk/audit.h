/* The audit: is all that the ledger says true of the disk, and all on the disk known to it? */
#ifndef BAOSONG_DESK_AUDIT_H
#define BAOSONG_DESK_AUDIT_H

#include "desk/house.h"

enum audit_fault_kind {
    AUDIT_DATABASE, /* the ledger fails its own checks */
    AUDIT_MISSING,  /* the ledger names it, the store does not have it */
    AUDIT_WRONG,    /* its content is not what its name says */
    AUDIT_SIZE,     /* its size is not what the ledger says */
    AUDIT_FOREIGN,  /* in the store's folder, but not a file of the store */
    AUDIT_UNNAMED,  /* a right file that the ledger does not name: a remark, not a fault, since a
                       crash or a better reading leaves such files behind */
};
const char *audit_fault_name(enum audit_fault_kind kind); /* "missing" */

struct audit_fault {
    enum audit_fault_kind kind;
    char *subject; /* a SHA-256, or a path below the state folder */
    char *detail;  /* a sentence for an administrator */
};

/* What a folder of a mailbox held when it was last worked through. */
struct audit_folder {
    char *mailbox;
    char *folder;
    int64_t messages;
    int64_t uidvalidity;
};

struct audit {
    struct counts counts;
    size_t named;   /* different hashes that the ledger names */
    size_t stored;  /* files in the store */
    uint64_t bytes; /* of those */
    size_t faults_found;
    size_t remarks;
    struct audit_fault *faults; /* remarks included; at most LIMIT_AUDIT_FAULTS */
    size_t fault_count;
    struct audit_folder *folders;
    size_t folder_count;
};

/* What audit_repair() set going. */
struct audit_repair {
    size_t fetched;  /* raw messages that the next cycle fetches anew */
    size_t read;     /* messages that are read anew for the files in them */
    size_t hopeless; /* contents that no mailbox and no raw message of the store can bring */
};

/* Moves damaged files of the store to STATE/damaged and sets going what brings them, and missing
 * ones, back. A file in a message whose raw text is missing, too, takes a second audit after the
 * first cycle. */
int audit_repair(struct house *house, const struct audit *audit, struct audit_repair *repair,
                 struct error *error);

/* Re-hashes the whole store: slow. An error only where the audit itself could not be done. */
int audit_run(struct house *house, struct audit **audit, struct error *error);
void audit_free(struct audit *audit);
DEFINE_CLEANUP(struct audit, audit_free)

#endif

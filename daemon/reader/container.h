/*
 * Containers: whatever holds files (a mail, an archive, a mail in an archive). Each opener pulls
 * the bytes of its entries through here, so that the one budget of the message, the names and the
 * places in the job folder are kept in one place.
 */
#ifndef BAOSONG_READER_CONTAINER_H
#define BAOSONG_READER_CONTAINER_H

#include "base/hash.h"
#include "reader/job.h"

#include <sys/types.h>

struct container {
    struct job *job;
    const char *path;        /* UTF-8; "" for the message itself */
    unsigned depth;          /* 0 for the message itself */
    uint64_t packed;         /* bytes of the container, for the ratio; 0: no ratio to be kept */
    uint64_t unpacked;       /* bytes */
    unsigned leaves;         /* entries that went on as files or containers */
    unsigned junk;           /* entries dropped */
    struct volumes *volumes; /* kept aside (reader/volumes.h); NULL: none */
    const struct avoided *stopped; /* nothing more of it is looked at; says why */
    bool damaged;                  /* some of it could not be read */
    bool unreadable;               /* some of it is packed in a way that nothing here knows */
    bool encrypted;                /* some of it needs a password that nobody told */
    bool no_password_helps;        /* likewise, and nothing here could use one */
    bool unlocked;                 /* a password has opened it: what is broken then is no file */
    bool password_differs;         /* such were left out */
    bool over_budget;              /* some of it was left out */
    bool fragment;                 /* its end is not here */
};

/* Bytes of one entry, on disk under a number. */
struct spool {
    int fd; /* read and write; -1 when there is none */
    char name[LIMIT_STORED_NAME + 1];
    struct hash hash;
    bool archive;  /* it begins as one: hashed only if it stays a file after all */
    uint64_t size; /* bytes */
    char sha256[HASH_TEXT_SIZE];
};

/* Do so many more bytes stay within the budget? Whoever spools them is asked again. */
bool container_may_unpack(const struct container *container, size_t size);

/* Delivers the next bytes of an entry: how many, 0 at the end, -1 when they cannot be read. There
 * is room for PULL_LEAST bytes at least, for sources that give whole lines. */
enum { PULL_LEAST = 64 };
typedef ssize_t (*pull_function)(void *source, char *buffer, size_t size);

enum spool_result {
    SPOOL_WHOLE,
    SPOOL_BROKEN, /* the source failed; what came before is there */
    SPOOL_CUT,    /* over the budget; what came before is there */
};

/* May one more entry be looked at? Counts it; says so in the container when not. Of a mail the
 * others may be, whatever the answer is for one: what an earlier attempt did not survive there
 * becomes a file of that name (UTF-8; NULL: none is known) without its bytes. */
bool container_entry(struct container *container, const char *name);

/* Writes an entry into the job folder, hashing it. The caller ends it by container_leaf or
 * spool_discard. */
enum spool_result container_spool(struct container *container, pull_function pull, void *source,
                                  struct spool *spool);
/* The same for what is in memory. */
enum spool_result container_spool_bytes(struct container *container, const void *bytes, size_t size,
                                        struct spool *spool);
/* The same for a source that pushes: begin, then add until it is not SPOOL_WHOLE, then end. */
enum spool_result container_spool_begin(struct container *container, struct spool *spool);
enum spool_result container_spool_add(struct container *container, struct spool *spool,
                                      const void *block, size_t size);
void container_spool_end(struct spool *spool);
/* Closes it and removes its file. Bytes given back do count: they were work. */
void spool_discard(struct job *job, struct spool *spool);

/* An entry's bytes are not what they should be. */
void container_note_broken(struct container *container);

/* What the container knows of an entry beside its bytes. */
struct leaf_notes {
    bool broken; /* the bytes end early or fail their checksum */
    bool cut;    /* left out for the budget */
    bool name_undecodable;
    bool decoration;    /* if it is a picture */
    bool of_mail;       /* decoration whatever it is: the mail's own signature */
    bool inline_small;  /* a picture not offered as a file: decoration where it is tiny */
    bool volume;        /* has been kept aside once, for its name */
    bool fragment;      /* what a mail begins with: opened, and kept all the same */
    uint64_t findings;  /* more of them, as bits: nothing but a fragment is opened then */
    const char *detail; /* of those; NULL: none. Borrowed */
    const struct avoided *left_out; /* its bytes are not here; says why */
    const char *fallback; /* a type such as "application/pdf" for an entry without a name */
};

/*
 * Hands an entry on: opened where it is a container itself, otherwise described and sent. `name`
 * is UTF-8 as the sender wrote it, with "/" between its parts; NULL or empty gets one made up.
 * Takes over the spool.
 */
void container_leaf(struct container *container, const char *name, struct spool *spool,
                    const struct leaf_notes *notes);

/* The same for an entry of an archive, spooled with this result: unless that is the whole of it,
 * where not a byte came there is no file. */
void container_leaf_spooled(struct container *container, const char *name, struct spool *spool,
                            enum spool_result result, const struct leaf_notes *notes);

/* An entry is dropped that nobody means to send. */
void container_note_junk(struct container *container);

/* What is said beside that it is encrypted; NULL: nothing. A constant. */
const char *container_password_advice(const struct container *container);

/* All entries have been handed on: whoever made the container calls this before it is gone. */
void container_end(struct container *container);

#endif

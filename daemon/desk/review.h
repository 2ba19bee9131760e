/* What waits for a person: mails whose unit is not sure, mails that could not be read, files whose
 * task is not sure. */
#ifndef BAOSONG_DESK_REVIEW_H
#define BAOSONG_DESK_REVIEW_H

#include "desk/house.h"
#include "notice/catalogue.h"

struct review_guess {
    char *unit;    /* names as in the campaign */
    char *task;    /* NULL: only the unit is guessed */
    char *section; /* as in a match_row */
    char *where;   /* the same as people are told it; NULL: the file itself */
    double confidence;
    char *reason;
};

struct review_entry {
    int64_t message;
    int64_t file; /* 0: the message as a whole */
    int64_t received_at;
    char *from;
    char *subject;
    char *path;                     /* of the file; NULL for a message */
    enum catalogue_trouble trouble; /* of the message; TROUBLE_NONE for a file */
    char *note;                     /* why it waits: a clause for people; NULL for a file */
    struct review_guess *guesses;   /* best first */
    size_t guess_count;
    char *command; /* how to decide as the best guess says, a line for the shell */
};

struct review {
    struct review_entry *entries; /* oldest receipt first; files behind their message */
    size_t count;
};

/* Strings come from mails. The caller frees it. */
int review_load(struct house *house, struct review **review, struct error *error);
void review_free(struct review *review);
DEFINE_CLEANUP(struct review, review_free)

#endif

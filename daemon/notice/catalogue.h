/*
 * The catalogue: everything that came, briefly, with names for people: what a report needs beside
 * the board. Built by one walk through the ledger.
 */
#ifndef BAOSONG_NOTICE_CATALOGUE_H
#define BAOSONG_NOTICE_CATALOGUE_H

#include "ledger/ledger.h"

/* All strings are UTF-8 and owned by the catalogue; they come from mails: escape them. */
struct catalogue_file {
    int64_t id;
    int64_t message;
    int64_t received_at;
    char *path;
    const char *name;      /* last component of the path */
    char *units;           /* names joined by "、"; "" if of nobody */
    char *tasks;           /* "C1、F2（待核对）"; "" if unfiled */
    char *findings;        /* phrases joined by "；"; "" for none */
    char *document_number; /* NULL: none was seen */
    char sha256[HASH_TEXT_SIZE];
    uint64_t size;
    enum kind kind;
    enum verdict verdict;
    bool review; /* a match waits for a person */
};

/* Why a message stands in the list of those that a person must look at. */
enum catalogue_trouble {
    TROUBLE_NONE,
    TROUBLE_UNIT_REVIEW, /* the unit is not sure */
    TROUBLE_NOBODY,      /* no unit was found */
    TROUBLE_QUARANTINED, /* could not be read */
};

struct catalogue_mail {
    int64_t id;
    int64_t received_at;
    char *from;
    char *subject;
    char *note; /* a clause for people: the guesses and reasons, or why it could not be read */
    enum catalogue_trouble trouble;
};

/* A finding about which the sender can do something. */
struct catalogue_problem {
    enum finding_code code;
    char *units; /* names joined by "、"; "" if of nobody */
    char *what;  /* the file's name, or "邮件“主题”"; then what exactly, in brackets */
};

struct catalogue {
    struct catalogue_file *files; /* by id, ascending */
    size_t file_count;
    struct catalogue_mail *mails; /* those in trouble, oldest first, but for the others below */
    size_t mail_count;
    int64_t *others; /* ids of mails of nobody that report nothing */
    size_t other_count;
    struct catalogue_problem *problems; /* by receipt */
    size_t problem_count;
    size_t message_count; /* all messages */
    size_t review_files;  /* files of which a match waits for a person */
    size_t unfiled;       /* files of a sure unit that belong to no task, decoration left out */
};

int catalogue_load(struct ledger *ledger, struct catalogue **catalogue, struct error *error);
void catalogue_free(struct catalogue *catalogue);
DEFINE_CLEANUP(struct catalogue, catalogue_free)

/* The file of that id, or NULL. */
const struct catalogue_file *catalogue_file(const struct catalogue *catalogue, int64_t id);

/* What trouble a message is in. */
enum catalogue_trouble catalogue_trouble(const struct message_row *row);
const char *catalogue_trouble_chinese(enum catalogue_trouble trouble); /* "单位待确认" */

/* The clause for a message in trouble; the caller frees it. */
char *catalogue_note(const struct message_row *row);

#endif

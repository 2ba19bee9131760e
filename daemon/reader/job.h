/*
 * One job of the confined reader: what it was given, what it has told, and what it may still spend.
 * Everything here runs in the confined process only.
 */
#ifndef BAOSONG_READER_JOB_H
#define BAOSONG_READER_JOB_H

#include "base/error.h"
#include "base/limits.h"
#include "reader/description.h"
#include "reader/orders.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ocr;
struct zip_whole;

struct job {
    int folder;                  /* the job folder; borrowed */
    int frames;                  /* frames go out here; borrowed */
    const struct orders *orders; /* borrowed */
    unsigned next_name;
    int64_t steps;     /* told of so far */
    uint64_t size;     /* bytes of the raw message */
    uint64_t unpacked; /* bytes, entries and files of the whole message, however nested */
    unsigned entries;
    unsigned files;
    unsigned junk;
    unsigned log_lines;
    size_t told_text;                /* bytes of text and sections sent so far */
    struct description *description; /* of the message; its files are sent, not kept */
    char **passwords;                /* that the mail itself states, likeliest first */
    size_t password_count;
    size_t configured_passwords; /* those of them that the office configured */
    uint64_t key_blocks;         /* that were hashed to make keys of passwords */
    struct ocr *ocr;             /* NULL until a page needs it */
    bool ocr_missing;
    struct zip_whole *zip_whole; /* NULL until an entry needs it */
    long look_seconds; /* of CPU of the process, after which no more pages are looked at */
    bool failed;       /* the job cannot be finished: no disk, no parent; `error` says why */
    struct error error;
};

/* Frames. A parent that does not listen any more makes the job fail. */
void job_send_message(struct job *job);
/* Past LIMIT_TOLD_TEXT a file is told of without its words, with the finding that says so. */
void job_send_file(struct job *job, struct described_file *file);
void job_send_done(struct job *job);
/* Past LIMIT_READER_LOG_LINES nothing is sent any more. */
void job_log(struct job *job, const char *text);

/* Marks the job as failed; the first reason stands. */
void job_fail(struct job *job, const struct error *error);

/* A finding of the whole message, said once for each code. */
void job_note(struct job *job, enum finding_code code, const char *detail);

/*
 * Tells the parent that a new step begins, which may crash or never end on hostile bytes. What is
 * not NULL says that an earlier attempt did not survive this step: leave it out. The same message
 * and orders give the same steps.
 */
const struct avoided *job_step(struct job *job);
/* The same for what is no file of its own: false where it is left out, which is then noted with
 * `what` (Chinese) that was. */
bool job_may(struct job *job, const char *what);

/*
 * Likewise, of a page that must be done within LIMIT_PAGE_CPU seconds of CPU: the kernel ends the
 * process where it is not (SIGPROF), and the next attempt leaves out this page alone. Libraries
 * cannot be stopped otherwise while they draw. job_page_end ends the time, also of an avoided one.
 */
const struct avoided *job_page(struct job *job);
void job_page_end(void);

/* Works through the message at `message`. 0 also for the worst of mails; -1 when the job itself
 * could not be done. */
int job_run(int message, int folder, int frames, const struct orders *orders, struct error *error);

/* Frees what it owns, as job_run does in the end. */
void job_clear(struct job *job);

#endif

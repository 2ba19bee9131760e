/*
 * The judge: descriptions in, judgements out. Pure functions: no I/O, no clock, no database, the
 * same answer for the same input, so that everything can be judged again at any time.
 */
#ifndef BAOSONG_JUDGE_JUDGE_H
#define BAOSONG_JUDGE_JUDGE_H

#include "base/finding.h"
#include "base/memory.h"
#include "campaign/campaign.h"
#include "reader/description.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- what people have decided about one message ---------------------------------------------- */

enum verdict { VERDICT_NONE, VERDICT_ACCEPTED, VERDICT_REJECTED };

/* An obligation: indexes into campaign->units and into that unit's tasks. */
struct obligation {
    int unit;
    int task;
};

struct file_decision {
    size_t file;  /* index in the description */
    bool refiled; /* then `tasks` is the whole truth about this file, also when empty */
    struct obligation *tasks;
    size_t task_count;
    enum verdict verdict;
};

struct decisions {
    bool assigned; /* then `units` is the whole truth, also when empty (a mail of nobody) */
    int *units;
    size_t unit_count;
    struct file_decision *files; /* only files that somebody decided about */
    size_t file_count;
};

void decisions_clear(struct decisions *decisions);

/* --- the input ------------------------------------------------------------------------------- */

/* Where the time of receipt comes from, best first. */
enum receipt { RECEIPT_INTERNALDATE, RECEIPT_MAILDIR, RECEIPT_MBOX, RECEIPT_NONE };
const char *receipt_name(enum receipt receipt); /* "internaldate", as in frames and the ledger */
bool receipt_from_name(const char *name, enum receipt *receipt);

/* What another mail, or what we wrote ourselves, has to do with this one. */
enum tie {
    TIE_SENDER,   /* a mail of the same sender, which people assigned to the unit */
    TIE_THREAD,   /* the nearest mail of its thread of which the unit is known */
    TIE_NOTICE,   /* instead of that: what we wrote to the unit, and it answers */
    TIE_ANCESTOR, /* a mail farther back in its thread */
    TIE_SUBJECT,  /* an earlier mail with its subject, which says that it answers or forwards one */
    TIE_HISTORY,  /* an earlier mail of the same sender that was surely of the unit */
    TIE_COUNT
};

struct tied {
    enum tie tie;
    int unit; /* index into campaign->units */
};

struct submission {
    const struct description *description;
    enum receipt receipt;
    int64_t delivered;  /* what the mailbox said, UTC seconds; CLOCK_UNKNOWN if nothing */
    int64_t first_seen; /* when it was first fetched, UTC seconds */
    bool quarantined;   /* it could not be read to its end: what is missing is not known */
    const struct texts *authserv_ids; /* servers that are believed about senders; NULL: none */
    const struct tied *tied;          /* what is known of the mails it has to do with; each once */
    size_t tied_count;
    bool colleague; /* the sender is of the office itself, and forwards what others wrote */
    const struct decisions *decisions; /* NULL: nobody decided anything */
    /* One a file of the description: where its bytes came before in another mail; NULL: nowhere, or
     * nobody looked. */
    const char *const *earlier;
};

/* --- the judgement --------------------------------------------------------------------------- */

enum unit_state { UNIT_NONE, UNIT_REVIEW, UNIT_SURE };
const char *unit_state_name(enum unit_state state); /* "none", "review", "sure" */

enum match_state { MATCH_REVIEW, MATCH_SURE, MATCH_PERSON };
const char *match_state_name(enum match_state state); /* "review", "sure", "person" */

struct unit_guess {
    int unit;
    double confidence; /* 0..1 */
    bool person;       /* a person said so */
    char *reason;      /* one line of Chinese: "主题写有“市环保局”" */
};

/* A file, or a section of a self-report, proves a task of a unit. */
struct match {
    size_t file;
    int section; /* index in the file's sections, 0 in a report without any; -1: the file itself */
    char *heading; /* of the section, or the title of such a report; NULL: the file itself */
    struct obligation obligation;
    enum match_state state;
    double confidence;
    uint32_t chars;   /* 字 of the section; 0 for a file */
    uint32_t kinds;   /* which of the task's requirements it is, as bits; 0: none, or not clear */
    unsigned portion; /* of the file, from 1: it alone is meant; 0: the file, or a section of it */
    char *part;       /* what that is called: "附件1 关于…的通知"; NULL: no portion */
    unsigned first_page,
        last_page;   /* where it stands in the file, from 1; 0: all of it, or unknown */
    uint32_t months; /* of a monthly task: which it reports, bit 0 is January; 0: it does not say */
    char *reason;    /* one line of Chinese: "文件夹“3、信用承诺”对应共性任务3" */
    bool unseen;     /* told by its name or title; on the picture or scan there may be more */
};

/* A finding that only the judge can see. */
struct judged_finding {
    int file; /* index; -1: of the message */
    struct finding finding;
    unsigned portion; /* as in a match */
};

struct judgement {
    int64_t received_at;        /* UTC seconds: the receipt that decides what is in time */
    enum unit_state unit_state; /* none: the mail is of nobody, or nobody knows */
    struct unit_guess *units;   /* best first; of several sure ones each counts (a joint mail) */
    size_t unit_count;
    bool submission; /* false: an inquiry, an advertisement, an auto-reply: nothing to file */
    struct match *matches;
    size_t match_count;
    struct judged_finding *findings;
    size_t finding_count;
};

/* A file that a person filed, from which the judge learns. */
struct lesson {
    int64_t event; /* the decision */
    char *path;    /* of the file */
    struct obligation obligation;
};

/*
 * What of a campaign the judge computes once: the words of names and tasks and their weights. Keeps
 * a pointer to the campaign, which must outlive it.
 */
struct judge;
struct judge *judge_new(const struct campaign *campaign);
void judge_free(struct judge *judge);
DEFINE_CLEANUP(struct judge, judge_free)

/* Replaces what the judge has learned; copies what it needs. Lessons of obligations that the
 * campaign does not have must not be among them. */
void judge_teach(struct judge *judge, const struct lesson *lessons, size_t count);
/* The words of a path that a lesson is about; "" if it teaches nothing. The caller frees. */
char *judge_phrase(const struct judge *judge, const char *path);

/* Never fails: what cannot be known is said to be so. The caller frees it. */
struct judgement *judge_message(const struct judge *judge, const struct submission *submission);
void judgement_free(struct judgement *judgement);
DEFINE_CLEANUP(struct judgement, judgement_free)

#endif

/*
 * The ledger: the account of what came, what it was read as, how it was judged and what people
 * decided. STATE/ledger.db, SQLite; the only room with SQL. Every function below that changes
 * something is one transaction (BEGIN IMMEDIATE ... COMMIT), durable when it returns 0; all steps
 * of the work are queued by message.state, so a crash at any point repeats at most one of them.
 *
 * Ids are the ledger's row ids, above 0. Times are UTC seconds. A ledger belongs to one thread.
 */
#ifndef BAOSONG_LEDGER_LEDGER_H
#define BAOSONG_LEDGER_LEDGER_H

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "campaign/campaign.h"
#include "judge/board.h"
#include "judge/judge.h"
#include "reader/description.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;

enum ledger_mode {
    LEDGER_CREATE,   /* made where it is missing, upgraded where it is old */
    LEDGER_EXISTING, /* must be there; upgraded where it is old */
};

/* Opens STATE/ledger.db: pragmas are set and read back, the schema is brought up to date in one
 * transaction; a newer one is refused. */
int ledger_open(const char *state_dir, enum ledger_mode mode, struct ledger **ledger,
                struct error *error);
void ledger_close(struct ledger *ledger);
DEFINE_CLEANUP(struct ledger, ledger_close)

/* Changes whenever somebody else (a `baosong` command) committed: PRAGMA data_version. */
int ledger_version(struct ledger *ledger, int64_t *version, struct error *error);

/* PRAGMA integrity_check and foreign_key_check; ERROR_DATABASE with what is wrong. */
int ledger_check(struct ledger *ledger, struct error *error);

/* A consistent copy of the ledger while it is in use (the online backup of SQLite). */
int ledger_backup(struct ledger *ledger, const char *path, struct error *error);

/* The same of a ledger file that we have not opened, and that stays as it is, old schema included.
 * *found is false where there is none, which is an error where `found` is NULL. `path` must not be
 * there yet. */
int ledger_copy(const char *from, const char *path, bool *found, struct error *error);

/* --- mailboxes ------------------------------------------------------------------------------- */

/* The watermark of a folder: what the server said when it was last worked through to its end. */
struct folder_mark {
    char *name; /* UTF-8 */
    int64_t uidvalidity;
    int64_t uidnext;
    int64_t exists;
};

int ledger_folder_marks(struct ledger *ledger, const char *mailbox, struct folder_mark **marks,
                        size_t *count, struct error *error);
void folder_marks_free(struct folder_mark *marks, size_t count);

/* One message as a folder lists it. Known is what has the same key, size and time there. */
struct listed {
    char *key;
    int64_t size;
    int64_t delivered; /* CLOCK_UNKNOWN if the folder does not say */
};

/* Sets known[i] for each of the entries; the array is the caller's. */
int ledger_known(struct ledger *ledger, const char *mailbox, const char *folder,
                 int64_t uidvalidity, const struct listed *entries, size_t count, bool *known,
                 struct error *error);

/* A message that lies in the store and now enters the ledger. */
struct arrival {
    const char *folder; /* NULL with key NULL: imported, no mailbox */
    int64_t uidvalidity;
    const char *key;
    int64_t size;  /* as the folder lists it */
    int64_t bytes; /* of the raw message in the store; 0: as listed (some servers list another) */
    enum receipt receipt;
    int64_t delivered;
    const char *sha256;
};

/*
 * Records them in one transaction, with the time `now` as first seen. A hash that is known is only
 * seen again at a new place; of two receipts of one mail the earlier one counts. *added is the
 * number of messages that were new.
 */
int ledger_record_arrivals(struct ledger *ledger, const char *mailbox,
                           const struct arrival *arrivals, size_t count, int64_t now, size_t *added,
                           struct error *error);

/* The folder was worked through: its watermark. How many messages the ledger knows in it under this
 * UIDVALIDITY is returned for the reconciliation. */
int ledger_record_folder(struct ledger *ledger, const char *mailbox, const struct folder_mark *mark,
                         int64_t now, int64_t *known, struct error *error);

/* --- the way of a message -------------------------------------------------------------------- */

enum message_state { MESSAGE_FETCHED, MESSAGE_READ, MESSAGE_JUDGED, MESSAGE_QUARANTINED };
const char *message_state_name(enum message_state state); /* "fetched" */

/* A message that waits for the next step. */
struct waiting {
    int64_t id;
    int attempts; /* times that reading it has begun */
    uint64_t size;
    char sha256[HASH_TEXT_SIZE];
};

/* At most `limit` messages in that state: those to be read as they were found, those to be judged
 * as they came. The caller frees the array. */
int ledger_waiting(struct ledger *ledger, enum message_state state, size_t limit,
                   struct waiting **waiting, size_t *count, struct error *error);

/* Reading begins: counted before it is tried, so that a message that kills us is noticed. */
int ledger_begin_reading(struct ledger *ledger, int64_t message, struct error *error);

/* What the reader said, all of it replacing what an earlier reading said; state read. The files are
 * already in the store. People's decisions about files of the same path and hash stay. */
int ledger_record_reading(struct ledger *ledger, int64_t message,
                          const struct description *description, struct error *error);

/* It cannot be read: state quarantined, with the reason for people (Chinese) and what was read of
 * it before (may be NULL). It is still judged for its unit. */
int ledger_quarantine(struct ledger *ledger, int64_t message, const char *reason,
                      const struct description *partial, struct error *error);

/* Everything the judge needs of one message, owned by the caller. */
struct case_file {
    int64_t message;
    int64_t revision; /* of the facts below; the ledger's own */
    struct description *description;
    int64_t *file_ids;            /* of description->files */
    struct submission submission; /* points into this struct */
    struct decisions decisions;
    struct tied *tied;
    size_t tied_count;
    char **earlier; /* one a file: as submission.earlier */
};

/* The campaign translates the names of units and tasks, which is what the ledger keeps; names that
 * the campaign no longer has are left out. ERROR_NOT_FOUND for an unknown message. */
int ledger_load_case(struct ledger *ledger, const struct campaign *campaign, int64_t message,
                     struct case_file **case_file, struct error *error);
void case_file_free(struct case_file *case_file);
DEFINE_CLEANUP(struct case_file, case_file_free)

/* The judgement replaces the former one; state judged (a quarantined one stays quarantined). Where
 * the facts have changed since they were loaded (a person decided meanwhile), nothing is written
 * and the message goes on waiting. Later mails that may follow it are set back. */
int ledger_record_judgement(struct ledger *ledger, const struct campaign *campaign,
                            const struct case_file *case_file, const struct judgement *judgement,
                            struct error *error);

/* Sets messages back, to be read (also quarantined ones, attempts forgotten) or judged again; 0 as
 * message means all. *count is how many. */
int ledger_read_again(struct ledger *ledger, int64_t message, size_t *count, struct error *error);
int ledger_judge_again(struct ledger *ledger, int64_t message, size_t *count, struct error *error);

/* The messages that hold this file, for an audit that misses it; as ledger_waiting. */
int ledger_holders(struct ledger *ledger, const char *sha256, struct waiting **waiting,
                   size_t *count, struct error *error);

/* Forgets where the raw message with this hash was seen, and the watermarks of those folders, so
 * that the next cycle lists them whole and fetches it anew; what was read and judged stays. *count
 * is 0 where no raw message has this hash, or it was seen in no folder. */
int ledger_fetch_again(struct ledger *ledger, const char *sha256, size_t *count,
                       struct error *error);

/* Text that stands for the campaign's content (its hash); when it changed since the last time,
 * everything is set back to be judged again, in the same transaction. */
int ledger_use_campaign(struct ledger *ledger, const struct campaign *campaign,
                        const char *campaign_hash, bool *changed, struct error *error);

/* --- text that is still to be recognised -------------------------------------------------------
 */

/* A scanned report in the queue of the background work. */
struct recognition {
    int64_t file, message;
    int attempts;   /* that have begun */
    unsigned pages; /* that are enough; 0: as many as are configured */
    char sha256[HASH_TEXT_SIZE];
};

/* The oldest that waits; *found is false where none does. */
int ledger_next_recognition(struct ledger *ledger, struct recognition *next, bool *found,
                            struct error *error);
/* An attempt begins: counted before it is made. */
int ledger_begin_recognition(struct ledger *ledger, int64_t file, struct error *error);
/* What was read (its text, sections, seals, and what the first look had not seen), or NULL when
 * nothing could be: a finding. The message waits to be judged again. Nothing is written where the
 * message was read anew meanwhile. */
int ledger_record_recognition(struct ledger *ledger, const struct recognition *of,
                              const struct described_file *read, struct error *error);

/* --- what a virus scanner says ---------------------------------------------------------------- */

/* A content that no scanner has seen yet. */
struct scan {
    char sha256[HASH_TEXT_SIZE];
    int attempts; /* that gave no answer */
};

/* The next that waits; *found is false where none does. */
int ledger_next_scan(struct ledger *ledger, struct scan *next, bool *found, struct error *error);
/* It gave no answer: later, behind the others. */
int ledger_postpone_scan(struct ledger *ledger, const char *sha256, struct error *error);
/* What came of it; `detail` is the name of what was found, or why it could not be scanned. Then it
 * is a finding of all that hold this content, and they wait to be judged again. */
enum scan_result { SCAN_CLEAN, SCAN_INFECTED, SCAN_IMPOSSIBLE };
int ledger_record_scan(struct ledger *ledger, const char *sha256, enum scan_result result,
                       const char *detail, int64_t now, struct error *error);

/* --- the account ----------------------------------------------------------------------------- */

struct account {
    struct fact *facts;
    size_t fact_count;
    struct waiver *waivers;
    size_t waiver_count;
    struct extension *extensions;
    size_t extension_count;
};

int ledger_account(struct ledger *ledger, const struct campaign *campaign, struct account *account,
                   struct error *error);
void account_clear(struct account *account);
/* What a board is made from; points into the account. */
struct board_input account_input(const struct account *account);

/* Keeps the standings of a board for the public view; unchanged ones are not written. */
int ledger_record_standings(struct ledger *ledger, const struct board *board, int64_t now,
                            struct error *error);

/* --- people ---------------------------------------------------------------------------------- */

enum event_verb {
    EVENT_ASSIGN,
    EVENT_REFILE,
    EVENT_ACCEPT,
    EVENT_REJECT,
    EVENT_WAIVE,
    EVENT_EXTEND
};
const char *event_verb_name(enum event_verb verb); /* "assign" */

/* What a person decided. Only the members that the verb needs are set. */
struct event {
    enum event_verb verb;
    int64_t at;
    const char *author; /* "zhang@office" */
    const char *reason; /* --because; NULL where none is asked for */
    int64_t message;    /* assign */
    int64_t file;       /* refile, accept, reject */
    const int *units;   /* assign: all of them; waive, extend: one */
    size_t unit_count;
    const struct obligation *tasks; /* refile: all of them; waive: one */
    size_t task_count;
    int stage;        /* extend */
    int64_t deadline; /* extend */
};

/* Appends the event and sets the messages it touches back to be judged again: the one it is about,
 * and after `assign` also the others of that sender and the replies, which learn from it. Events
 * are never changed or removed. *message is the one it is about (0: none). */
int ledger_record_event(struct ledger *ledger, const struct campaign *campaign,
                        const struct event *event, int64_t *message, struct error *error);

/* Takes a decision back (it is no longer in force), or forgets only what was learned from it. Both
 * are recorded, and what was judged by it is set back. ERROR_NOT_FOUND for an unknown decision,
 * ERROR_USAGE for one that was taken back already. *message is the one it was about (0: none). */
enum revocation { REVOKE_DECISION, REVOKE_LESSON };
struct revoking {
    enum revocation scope;
    int64_t event;
    int64_t at;
    const char *author;
    const char *reason; /* NULL: none given */
};
int ledger_revoke(struct ledger *ledger, const struct revoking *revoking, int64_t *message,
                  struct error *error);

/* What the judge learns from the files that people filed; the caller frees with
 * ledger_lessons_free(). */
int ledger_lessons(struct ledger *ledger, const struct campaign *campaign, struct lesson **lessons,
                   size_t *count, struct error *error);
void ledger_lessons_free(struct lesson *lessons, size_t count);

/* One thing learned from a decision that is in force, for people; oldest first. */
struct learned_row {
    int64_t event, at;
    const char *author;
    const char *address; /* mails from it are of the targets; NULL: a file's name is meant */
    const char *path;    /* files of such names belong to the targets */
    const char *targets; /* units, or tasks of units, in Chinese */
};
int ledger_each_learned(struct ledger *ledger,
                        int (*each)(const struct learned_row *row, void *context), void *context,
                        struct error *error);

/* --- listings -------------------------------------------------------------------------------- */

struct match_row {
    char *unit; /* names, as in the campaign */
    char *task;
    char *state; /* match_state_name */
    char *reason;
    char *section; /* heading, or what a report without any is called; NULL: the file itself */
    char *part;    /* what a paper is called that is bound into the file; NULL: all of it */
    unsigned first_page, last_page; /* where it stands in the file; 0: all of it, or not known */
    double confidence;
    uint32_t chars;
};

struct file_row {
    int64_t id;
    struct described_file file; /* without text and sections */
    enum verdict verdict;
    struct match_row *matches;
    size_t match_count;
    struct finding *findings; /* the reader's and the judge's */
    size_t finding_count;
};

struct unit_row {
    char *name;
    double confidence;
    bool person;
    char *reason;
};

struct message_row {
    int64_t id;
    enum message_state state;
    int64_t received_at; /* judged; before that what the mailbox said, or when it was first seen */
    char *from, *from_name, *subject, *message_id;
    char sha256[HASH_TEXT_SIZE];
    uint64_t size;
    enum unit_state unit_state;
    bool submission;
    bool bounce;             /* says that a mail of ours came back */
    char *quarantine_reason; /* NULL unless quarantined */
    struct unit_row *units;  /* the sure ones; under review the guesses */
    size_t unit_count;
    struct file_row *files;
    size_t file_count;
    struct finding *findings;
    size_t finding_count;
};

/* Calls `each` for every message, oldest receipt first, with files and matches; a nonzero return
 * ends it. message: only that one, or 0. The row is valid during the call. */
int ledger_each_message(struct ledger *ledger, int64_t message,
                        int (*each)(const struct message_row *row, void *context), void *context,
                        struct error *error);

/* The message that a file belongs to; ERROR_NOT_FOUND. A file is known by its id. */
int ledger_message_of_file(struct ledger *ledger, int64_t file, int64_t *message,
                           struct error *error);

struct counts {
    int64_t fetched, read, judged, quarantined;
    int64_t files;
    int64_t unit_review;  /* messages whose unit waits for a person */
    int64_t file_review;  /* files with a match that waits for a person */
    int64_t unfiled;      /* files of a sure unit that no task was found for */
    int64_t recognitions; /* scanned reports whose text is still to be recognised */
    int64_t last_arrival; /* first_seen of the newest; CLOCK_UNKNOWN if none */
};
int ledger_counts(struct ledger *ledger, struct counts *counts, struct error *error);

/* Calls `each` for every hash that must be in the store, raw messages and files alike. */
int ledger_each_stored(struct ledger *ledger,
                       int (*each)(const char *sha256, uint64_t size, void *context), void *context,
                       struct error *error);

/* Every event, newest first: for `show` and the event view. */
struct event_row {
    int64_t id, at;
    char *verb, *author, *reason, *subject; /* subject: what it was about, in Chinese */
    int64_t message, file;                  /* 0: none */
    char *unit;                             /* of one about no message; NULL else */
    bool undone;                            /* taken back, no longer in force */
    int64_t undone_at;                      /* CLOCK_UNKNOWN: not */
    char *undone_because;                   /* NULL: no reason given */
};
int ledger_each_event(struct ledger *ledger, int64_t message,
                      int (*each)(const struct event_row *row, void *context), void *context,
                      struct error *error);

#endif

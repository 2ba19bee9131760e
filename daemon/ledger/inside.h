/* What the files of this room share. */
#ifndef BAOSONG_LEDGER_INSIDE_H
#define BAOSONG_LEDGER_INSIDE_H

#include "ledger/ledger.h"
#include "ledger/outbox.h"
#include "ledger/sql.h"

struct ledger {
    struct sql *sql;
    char *path;
    char *notice_domain; /* right side of the Message-IDs of notices; NULL: none are wanted */
};

/* Enumerations that are kept by name; ERROR_DATABASE for a name that is none. */
int ledger_receipt_from_name(const char *name, enum receipt *receipt, struct error *error);
int ledger_unit_state_from_name(const char *name, enum unit_state *state, struct error *error);
int ledger_match_state_from_name(const char *name, enum match_state *state, struct error *error);
int ledger_message_state_from_name(const char *name, enum message_state *state,
                                   struct error *error);

int ledger_notice_kind(const char *name, enum notice_kind *kind, struct error *error);
int ledger_notice_state(const char *name, enum notice_state *state, struct error *error);

/* A new Message-ID (RFC 5322) without <>; the caller frees it. */
char *ledger_new_message_id(const struct ledger *ledger);
/* The state in which a letter begins. */
const char *ledger_state_of(const struct letter *letter);

/* All inside a transaction of the caller: */

/* Queues the letters, all with these attachments. */
int ledger_insert_letters(struct ledger *ledger, const struct letter *letters, size_t count,
                          struct attachments attachments, int64_t now, struct error *error);

/* What the judgement of this message depends on has changed: it waits to be judged again. */
int ledger_set_back(struct ledger *ledger, int64_t message, struct error *error);

/* Mails that came later and may follow this one's unit, as replies to it, as its sender's, by their
 * subject, or that hold the same files: see ledger_load_case(). They wait to be judged again. */
int ledger_set_back_followers(struct ledger *ledger, int64_t message, struct error *error);

/* What other mails, and notices, have to do with a case: submission.tied. */
int ledger_load_ties(struct ledger *ledger, const struct campaign *campaign,
                     struct case_file *case_file, struct error *error);
/* Which mails it says that it answers. */
int ledger_record_links(struct ledger *ledger, int64_t message,
                        const struct description *description, struct error *error);

/* ERROR_NOT_FOUND unless there is such a message. */
int ledger_need_message(struct ledger *ledger, int64_t message, struct error *error);

/* The description as it was recorded, with the ids of its files (the caller frees both). */
int ledger_load_description(struct ledger *ledger, int64_t message,
                            struct description **description, int64_t **file_ids,
                            struct error *error);

/* Names -> indexes; false for a unit or task that the campaign does not have. */
bool ledger_find_obligation(const struct campaign *campaign, const char *unit, const char *task,
                            struct obligation *out);

/* The column "verdict": accept, reject or NULL. */
enum verdict ledger_verdict(const struct rows *rows);

/* A row of files, of a query for these columns; or of findings. */
#define LEDGER_FILE_COLUMNS                                                                        \
    " path, name, sha256, size, kind, pages, chars, title, scan, seal, document_number,"           \
    " number_confidence, number_unclear, issuer, rotation, decoration, text_layer, page_width,"    \
    " page_height, signatures"
void ledger_take_file(const struct rows *rows, struct described_file *file);
void ledger_take_finding(const struct rows *rows, struct finding **findings, size_t *count);

/* The file of a message at a position; NULL where there is none. */
typedef struct described_file *file_at_position(void *context, int64_t position);
/* What belongs to the files of a message: each row of a query about it (?1), to the file that the
 * column "file_position" names. */
int ledger_load_parts(struct ledger *ledger, const char *text, int64_t message,
                      file_at_position *file_at, void *context,
                      void (*take)(const struct rows *rows, struct described_file *file),
                      struct error *error);

/* What was seen on the pages of a file; and the seals of all files of a message. */
int ledger_record_pages(struct ledger *ledger, int64_t file, const struct described_file *from,
                        struct error *error);
int ledger_record_seals(struct ledger *ledger, int64_t file, const struct described_file *from,
                        struct error *error);
int ledger_load_seals(struct ledger *ledger, int64_t message, file_at_position *file_at,
                      void *context, struct error *error);
int ledger_record_sections(struct ledger *ledger, int64_t file, const struct described_file *from,
                           struct error *error);
/* The papers that are bound into a file; likewise. */
int ledger_record_portions(struct ledger *ledger, int64_t file, const struct described_file *from,
                           struct error *error);
int ledger_load_portions(struct ledger *ledger, int64_t message, file_at_position *file_at,
                         void *context, struct error *error);
/* Puts a content into the queue of the virus scanner, unless an answer is known. */
int ledger_want_scan(struct ledger *ledger, const char *sha256, struct error *error);
/* What the scanner said before, as findings of a message (0: none) and of all that hold a content
 * (NULL: none). */
int ledger_add_scan_findings(struct ledger *ledger, int64_t message, const char *sha256,
                             struct error *error);
/* Wants the scans of a message recognised that its judgement could not place: their first pages. */
int ledger_want_undecided(struct ledger *ledger, int64_t message, struct error *error);
/* The same for one file, unless its text is known or was wanted before. */
int ledger_want_glance(struct ledger *ledger, int64_t file, struct error *error);
/* Puts a file into the queue of recognition, or takes it out. */
int ledger_want_recognition(struct ledger *ledger, int64_t file, bool wanted, struct error *error);

/* ERROR_DATABASE: rows of a message contradict each other. */
int ledger_misfit(int64_t message, struct error *error);

/* Notices are wanted; their text is written when the account is up to date. A receipt that is asked
 * for again changes nothing; an unwritten notice of decisions about the same message or unit tells
 * of the new one, too, and waits from then on. Nothing is done in a ledger whose notices are not
 * used. */
int ledger_want_receipt(struct ledger *ledger, int64_t message, int64_t now, struct error *error);
struct told {
    int64_t message;  /* 0: it is about a unit */
    const char *unit; /* NULL: about a message */
    int64_t event;
    int64_t revocation; /* by which the event was taken back; 0: it was not */
    int64_t at;
};
int ledger_want_decision(struct ledger *ledger, const struct told *told, struct error *error);

/* Whoever learns from a decision about this message: its sender's other mails, the replies to it,
 * and every mail with a file of which it is not known what it is. */
int ledger_set_back_learners(struct ledger *ledger, int64_t message, struct error *error);

/* Where the message is a bounce: what it says, and which notice it is about. */
int ledger_record_bounce(struct ledger *ledger, int64_t message,
                         const struct description *description, struct error *error);

/* What people decided about a message, from its events. */
int ledger_load_decisions(struct ledger *ledger, const struct campaign *campaign, int64_t message,
                          const int64_t *file_ids, size_t file_count, struct decisions *decisions,
                          struct error *error);

#endif

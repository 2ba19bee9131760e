/*
 * The outbox in the ledger. A notice is wanted in the transaction of what it tells, written when
 * the account is up to date, then sent. Each has an `occasion`, which exists once: whatever is
 * repeated after a crash, nothing is told twice.
 */
#ifndef BAOSONG_LEDGER_OUTBOX_H
#define BAOSONG_LEDGER_OUTBOX_H

#include "ledger/ledger.h"

enum notice_kind {
    NOTICE_RECEIPT,  /* answers a mail */
    NOTICE_DECISION, /* what people decided about a mail afterwards, or about a unit */
    NOTICE_REMINDER,
    NOTICE_REPORT,
    NOTICE_ALERT,
};
const char *notice_kind_name(enum notice_kind kind); /* "receipt" */

enum notice_state {
    NOTICE_WANTED,  /* to be written */
    NOTICE_QUEUED,  /* to be sent */
    NOTICE_SENDING, /* handed to the server, which has not answered */
    NOTICE_SENT,
    NOTICE_BOUNCED,    /* was sent, and came back */
    NOTICE_SUPPRESSED, /* is not sent, for a reason */
    NOTICE_FAILED,     /* cannot be sent */
    NOTICE_CANCELLED,  /* by a person */
};
const char *notice_state_name(enum notice_state state); /* "wanted" */

/* From now on this ledger wants notices; `domain` is the right side of their Message-IDs. *since is
 * when that was so for the first time, or `chosen` if that is not CLOCK_UNKNOWN, but not before the
 * ledger was last brought back from a backup: mails received before are old ones. */
int ledger_use_outbox(struct ledger *ledger, const char *domain, int64_t chosen, int64_t now,
                      int64_t *since, struct error *error);

/* --- writing --------------------------------------------------------------------------------- */

/* A mail to be queued. Strings are the caller's; UTF-8. */
struct letter {
    enum notice_kind kind;
    const char *occasion; /* of a wanted one: NULL, it has its own */
    const char *unit;     /* NULL: none */
    const char *recipient;
    const char *subject;
    const char *body;
    const char *html;        /* NULL: text only */
    const char *in_reply_to; /* Message-ID without <>; NULL: none */
    int64_t expires_at;      /* CLOCK_UNKNOWN: never */
    const char *suppressed;  /* NULL, or why it is only recorded and not sent */
};

/* A file that goes with letters. */
struct attachment {
    const char *name;       /* of the file, UTF-8 */
    const char *type;       /* MIME type */
    const char *content_id; /* "cid:..." by which the HTML shows it; NULL: it does not */
    const void *content;
    size_t size;
};
struct attachments {
    const struct attachment *at;
    size_t count;
};

struct wanted_notice {
    int64_t id;
    enum notice_kind kind;
    int64_t message; /* 0: it is about a unit */
    char *unit;      /* owned; NULL: it is about a message */
    int64_t event;   /* the first decision it tells of; 0: it began with one that was taken back */
    int64_t since;   /* when that was: it tells of all that came after */
    int64_t wanted_at;
    bool recognising; /* scanned pages of its message are still to be read */
    bool scanning;    /* no virus scanner has seen all of its files, if there is one */
};

void wanted_notices_free(struct wanted_notice *wanted, size_t count);

/* Notices to be written, oldest first, at most `limit`; the caller frees them. */
int ledger_wanted_notices(struct ledger *ledger, size_t limit, struct wanted_notice **wanted,
                          size_t *count, struct error *error);

/* What decides whether a mail is answered, beside what its row in the listing says. */
struct answer_facts {
    bool auto_submitted;
    bool imported; /* by a person: it was never seen in a mailbox */
    int64_t first_seen;
};
int ledger_answer_facts(struct ledger *ledger, int64_t message, struct answer_facts *facts,
                        struct error *error);

/* Has the sender of the message got its receipt, or will he? */
int ledger_receipt_given(struct ledger *ledger, int64_t message, bool *given, struct error *error);

/* Writes a wanted notice: it is queued, or suppressed as the letter says. Where it goes to several
 * people, further letters have an occasion of their own. */
int ledger_write_notice(struct ledger *ledger, int64_t id, const struct letter *letters,
                        size_t count, int64_t now, struct error *error);

/* Receipts and decisions that were written to this address since then, suppressed ones not counted:
 * for the cap of a day. */
int ledger_answers_to(struct ledger *ledger, const char *recipient, int64_t since, int64_t *count,
                      struct error *error);

/* Has a person said that this address writes for the unit (by an assign of one of its mails)? */
int ledger_sender_confirmed(struct ledger *ledger, const char *address, const char *unit,
                            bool *confirmed, struct error *error);

/* Was this moment of the schedule worked through? */
int ledger_round_done(struct ledger *ledger, const char *occasion, bool *done, struct error *error);

/* Works a moment through: its letters are queued, unless it was already. The attachments go with
 * each of them. */
int ledger_queue_round(struct ledger *ledger, const char *occasion, const struct letter *letters,
                       size_t count, struct attachments attachments, int64_t now,
                       struct error *error);

/* Drops the content of files all of whose letters were done with before then; their names stay. */
int ledger_drop_attachments(struct ledger *ledger, int64_t before, int64_t now,
                            struct error *error);

/* --- alerts ---------------------------------------------------------------------------------- */

/* Something is wrong (`text`: a sentence for staff), or no longer (NULL). Told by ledger_tell. */
int ledger_set_alert(struct ledger *ledger, const char *key, const char *text, int64_t now,
                     struct error *error);

/* Alerts that follow from the ledger itself: quarantined messages, notices that cannot be sent, an
 * outbox that does not move since `stuck_before`. */
int ledger_find_alerts(struct ledger *ledger, int64_t stuck_before, int64_t now,
                       struct error *error);

struct alert_row {
    char *key;
    char *text;
    int64_t since;
    bool ended;
};

/* Those that staff do not know of: new ones (`reach/...` after LIMIT_ALERT_PATIENCE only), and
 * ended ones that had been told. */
int ledger_untold_alerts(struct ledger *ledger, int64_t now, struct alert_row **alerts,
                         size_t *count, struct error *error);
void alert_rows_free(struct alert_row *alerts, size_t count);

/* Queues the letters that tell exactly these alerts, and notes that they are told. */
int ledger_tell_alerts(struct ledger *ledger, const struct alert_row *alerts, size_t alert_count,
                       const struct letter *letters, size_t count, int64_t now,
                       struct error *error);

/* --- sending --------------------------------------------------------------------------------- */

struct enclosure {
    char *name, *type;
    char *content_id; /* NULL: an attachment */
    char *content;    /* NULL: not loaded */
    size_t size;
};

struct notice {
    int64_t id;
    int64_t queued_at;
    int64_t next_attempt;
    int64_t expires_at; /* CLOCK_UNKNOWN: never */
    int64_t done_at;    /* CLOCK_UNKNOWN: not yet */
    int64_t message;    /* 0: none */
    int64_t bounce;     /* the message that says that it came back; 0: it did not */
    enum notice_kind kind;
    enum notice_state state;
    int attempts;
    int uncertain;
    char *occasion;
    char *unit; /* NULL: none */
    char *recipient;
    char *subject;
    char *body;
    char *html; /* NULL: text only */
    char *message_id;
    char *in_reply_to;            /* NULL: none */
    char *reason;                 /* NULL: none */
    struct enclosure *enclosures; /* loaded for one that is to be sent */
    size_t enclosure_count;
    char *enclosed; /* the names of the files, joined by "、"; NULL: none */
};
void notice_clear(struct notice *notice);

/* Does it answer a mail of its recipient (RFC 3834)? */
bool notice_is_answer(const struct notice *notice);

/* The next one to be sent at `now`, whole, alerts and answers before the rest; *found false: none,
 * and *next is when there will be one (CLOCK_UNKNOWN: never). */
int ledger_next_notice(struct ledger *ledger, int64_t now, bool *found, struct notice *notice,
                       int64_t *next, struct error *error);

/* Its text is now handed to the server. Recorded before, so that a crash does not forget it. */
int ledger_notice_sending(struct ledger *ledger, int64_t id, struct error *error);

/* The server does not have it after all; it waits as before. */
int ledger_notice_unsent(struct ledger *ledger, int64_t id, struct error *error);

/* The end: sent, suppressed or failed, with the reason of the latter two. */
int ledger_end_notice(struct ledger *ledger, int64_t id, enum notice_state state,
                      const char *reason, int64_t now, struct error *error);

/* Not now, but at `at`. `uncertain`: the server may have it already. */
int ledger_postpone_notice(struct ledger *ledger, int64_t id, int64_t at, bool uncertain,
                           const char *reason, struct error *error);

/*
 * After a crash: notices that were being sent, about which nobody knows whether the server has
 * them. Each is sent once more, under the same Message-ID; where that had been done before it is
 * given up, for a third copy helps nobody.
 */
int ledger_recover_notices(struct ledger *ledger, int64_t now, size_t *repeated, size_t *given_up,
                           struct error *error);

struct outbox_counts {
    int64_t waiting; /* wanted, queued or being sent */
    int64_t stuck;   /* of those that are written: before `stuck_before`, and not for later */
    int64_t failed;
    int64_t sent;
};
int ledger_outbox_counts(struct ledger *ledger, int64_t stuck_before, struct outbox_counts *counts,
                         struct error *error);

/* The ledger is an old copy that was brought back: what it had still to send may have been sent,
 * and the mails that come anew were answered before. Notices begin now. */
int ledger_restart_notices(struct ledger *ledger, int64_t now, struct error *error);

/* An address from which a notice came back, and nothing since shows that it works: no mail from it,
 * and none to it that stayed there. */
struct dead_address {
    char *address;
    char *unit;      /* to which the notice was; NULL: to nobody's address, or to staff */
    char *reason;    /* what the server says */
    int64_t came_at; /* when we were told */
};
struct dead_addresses {
    struct dead_address *at;
    size_t count;
};
int ledger_dead_addresses(struct ledger *ledger, struct dead_addresses *dead, struct error *error);
void dead_addresses_clear(struct dead_addresses *dead);

/* --- people ---------------------------------------------------------------------------------- */

/* Calls `each` for every notice, newest last; id: only that one, or 0. A nonzero return ends it. */
int ledger_each_notice(struct ledger *ledger, int64_t id,
                       int (*each)(const struct notice *notice, void *context), void *context,
                       struct error *error);

/* ERROR_NOT_FOUND; ERROR_USAGE with what state it is in, where that cannot be done. */
int ledger_cancel_notice(struct ledger *ledger, int64_t id, int64_t now, struct error *error);
int ledger_retry_notice(struct ledger *ledger, int64_t id, int64_t now, struct error *error);

#endif

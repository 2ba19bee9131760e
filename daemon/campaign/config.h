/* The configuration of an installation: conf/baosong.yaml, read and checked like a campaign. */
#ifndef BAOSONG_CAMPAIGN_CONFIG_H
#define BAOSONG_CAMPAIGN_CONFIG_H

#include "base/error.h"
#include "base/log.h"
#include "base/memory.h"
#include "campaign/campaign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mailbox_scheme { MAILBOX_IMAPS, MAILBOX_IMAP, MAILBOX_MAILDIR, MAILBOX_MBOX };

struct mailbox_config {
    char *name; /* by which the ledger knows it: user@host, without the port, or the path */
    enum mailbox_scheme scheme;
    char *url;  /* imaps://host[:port], imap://host[:port], maildir:PATH, mbox:PATH */
    char *path; /* of maildir and mbox, absolute; else NULL */
    char *user;
    /* Absolute; a `credential` becomes $CREDENTIALS_DIRECTORY/NAME, or, where systemd has not set
     * the variable, credentials/NAME beside the configuration, which only root may read. */
    char *password_file;
    char *ca_file;  /* trust only these; NULL: the system's */
    bool start_tls; /* imap://: STARTTLS required (the default); false: plain, only by choice */
    struct texts
        folders;   /* names in UTF-8, or "\\Junk" by special use; INBOX and \Junk by default */
    int64_t poll;  /* seconds, at least 60, 120 by default */
    int64_t since; /* UTC seconds: older mail is not fetched; CLOCK_UNKNOWN: all. The day begins
                      where it begins first on Earth, since the campaign's zone is not known here */
};

enum smtp_auth {
    SMTP_PASSWORD, /* SASL LOGIN or PLAIN, whatever the server offers */
    SMTP_XOAUTH2,  /* the password file holds an access token */
};

struct smtp_config {
    char *url;  /* smtps://host[:port], smtp://host[:port] */
    char *user; /* NULL with password_file NULL: no login */
    char *password_file;
    char *ca_file;
    char *from;
    bool start_tls; /* smtp://: STARTTLS required (the default); false: plain, only by choice */
    enum smtp_auth auth;
    int64_t per_minute; /* mails sent at most; default 10 */
    int64_t timeout;    /* seconds that the server may be silent; default 120 */
};

enum receipts { RECEIPTS_REGISTERED, RECEIPTS_ALL, RECEIPTS_OFF };

struct days {
    int *at; /* ascending */
    size_t count;
};

struct notices_config {
    enum receipts receipts;
    bool reminders;
    bool daily_report;
    int64_t since;      /* UTC seconds: mails received from then on are answered, also when they are
                           found in an old mailbox; CLOCK_UNKNOWN: from the first start on */
    struct days before; /* days before a deadline on which is reminded; default 1, 3, 7 */
    struct days after;  /* days after it; default 1 */
    int64_t report_at;  /* seconds of the day; default 08:30 */
    int64_t decision_delay;   /* seconds of quiet after a person's last decision about a mail until
                                 its sender is told; default 600 */
    int64_t keep_attachments; /* days for which the files of mails that went out are kept; default
                                 30 */
    char *templates;          /* absolute folder of their texts; NULL: those that are built in */
};

struct limits_config {
    int64_t min_free_bytes; /* fetching stops below; default 1 GiB */
    int64_t message_bytes;  /* larger mails are not fetched but reported; default LIMIT_MESSAGE */
    int64_t ocr_pages;      /* of a scanned report that are recognised */
    int64_t reader_seconds; /* wall time for one message; default LIMIT_READER_WALL */
};

/* The virus scanner clamd(8), on this machine. */
struct clamd_config {
    char *socket;      /* absolute path of its Unix socket */
    int64_t timeout;   /* seconds for one file; default 120 */
    int64_t max_bytes; /* of a file that is sent to it: its own StreamMaxLength; default 100 MB */
};

struct config {
    char *path;          /* of the file itself, for messages */
    char *campaign_path; /* absolute: relative ones are taken from the file's folder */
    char *state_dir;     /* absolute likewise */
    struct mailbox_config *mailboxes;
    size_t mailbox_count;
    struct smtp_config *smtp;   /* NULL: nothing is sent */
    struct clamd_config *clamd; /* NULL: nothing is scanned */
    struct texts staff;
    struct texts authserv_ids; /* servers whose Authentication-Results are believed, lower case */
    struct notices_config notices;
    struct limits_config limits;
    struct texts passwords;   /* tried on every locked file, after those that the mail states */
    int64_t readers;          /* how many at once; default the number of processors */
    enum log_level log_level; /* of the service; default info */
};

/* Reads and checks the file; messages as campaign_load. Does not read the campaign. */
int config_load(const char *path, struct config **config, struct error *error);
void config_free(struct config *config);
DEFINE_CLEANUP(struct config, config_free)

#endif

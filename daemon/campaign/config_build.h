/* A configuration file as it was written, and what the files config*.c share. */
#ifndef BAOSONG_CAMPAIGN_CONFIG_BUILD_H
#define BAOSONG_CAMPAIGN_CONFIG_BUILD_H

#include "campaign/config.h"
#include "campaign/schema.h"

/* How to log in somewhere. */
struct draft_login {
    struct said user, password_file, credential, ca_file;
};

struct draft_mailbox {
    size_t line;
    struct said url;
    struct draft_login login;
    struct said_texts folders;
    struct said_number poll, since, start_tls;
};

struct draft_smtp {
    size_t line;
    struct said url, from;
    struct draft_login login;
    struct said_number start_tls, auth, per_minute, timeout;
};

struct draft_notices {
    size_t line;
    struct said_number receipts, reminders, daily_report, since, report_at, decision_delay;
    struct said_number keep_attachments;
    struct said_numbers before, after;
    struct said templates;
};

struct config_build {
    const char *folder; /* of the file, absolute: relative paths begin there */
    struct faults *faults;
};

extern const struct schema draft_mailbox_schema;
extern const struct schema draft_smtp_schema;
extern const struct schema draft_notices_schema;

/* The mailbox of a draft; with a fault it has holes and is only good for config_free. */
void build_mailbox(struct config_build *build, const struct draft_mailbox *draft,
                   struct mailbox_config *mailbox);

/* NULL for what was not said. */
struct smtp_config *build_smtp(struct config_build *build, const struct draft_smtp *draft);
void build_smtp_free(struct smtp_config *smtp);

struct notices_config build_notices(struct config_build *build, const struct draft_notices *draft);
void build_notices_clear(struct notices_config *notices);

/* A fault unless it is a mail address; what was not said is fine. */
void build_check_address(struct config_build *build, const char *key, struct said said);

/* An absolute copy of a path; NULL for what was not said. */
char *build_path(const struct config_build *build, struct said said);
/*
 * Where the password is, absolute, or NULL. A credential is a file of $CREDENTIALS_DIRECTORY, which
 * systemd sets for the service alone; without it, it is where the service's unit takes it from,
 * credentials/ beside the configuration, which root may read.
 */
char *build_password_file(struct config_build *build, const struct draft_login *login);

/*
 * Checks "SCHEME://HOST[:PORT]" behind its "SCHEME://" at `rest`, and returns the host, in lower
 * case, which the caller frees; NULL with a fault. Never repeats what could be a password.
 */
char *build_host(struct config_build *build, struct said url, const char *rest);

#endif

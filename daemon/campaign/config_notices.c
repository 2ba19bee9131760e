/* The parts `smtp` and `notices` of a configuration: how and when people are told. */
#include "base/clock.h"
#include "base/limits.h"
#include "campaign/build.h"
#include "campaign/config_build.h"
#include "campaign/values.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    PER_MINUTE_DEFAULT = 10, /* mails: 163 and QQ lock out who sends more */
    PER_MINUTE_MOST = 600,
    TIMEOUT_DEFAULT = 120, /* seconds; RFC 5321 4.5.3.2 allows more, a person waits for less */
    TIMEOUT_MOST = 600,
    DELAY_DEFAULT = 600, /* seconds: somebody goes through the files of one mail */
    DELAY_MOST = 86400,
    REPORT_DEFAULT = 8 * 3600 + 30 * 60, /* seconds of the day */
    DAYS_MOST = 60,
    KEEP_DEFAULT = 30, /* days */
    KEEP_MOST = 3650,
};

static const char *const receipts[] = {"registered", "all", "off"}; /* as enum receipts */
static const char *const auths[] = {"password", "xoauth2"};         /* as enum smtp_auth */

#define AT(type, field) .offset = offsetof(struct type, field)

static const struct key smtp_keys[] = {
    {"url", KEY_TEXT, KEY_REQUIRED, AT(draft_smtp, url), "smtps://smtp.example.com"},
    {"user", KEY_TEXT, KEY_OPTIONAL, AT(draft_smtp, login.user), "office@example.com"},
    {"password_file", KEY_TEXT, KEY_OPTIONAL, AT(draft_smtp, login.password_file),
     "/etc/baosong/password"},
    {"credential", KEY_TEXT, KEY_OPTIONAL, AT(draft_smtp, login.credential), "mailbox-password"},
    {"ca_file", KEY_TEXT, KEY_OPTIONAL, AT(draft_smtp, login.ca_file), "/etc/baosong/ca.pem"},
    {"from", KEY_TEXT, KEY_REQUIRED, AT(draft_smtp, from), "office@example.com"},
    {"start_tls", KEY_NUMBER, KEY_OPTIONAL, AT(draft_smtp, start_tls), "yes", value_yes_no},
    {"auth", KEY_CHOICE, KEY_OPTIONAL, AT(draft_smtp, auth), "password", .choices = auths,
     .choice_count = COUNT_OF(auths)},
    {"per_minute", KEY_NUMBER, KEY_OPTIONAL, AT(draft_smtp, per_minute), "10", value_number, 1,
     PER_MINUTE_MOST},
    {"timeout", KEY_NUMBER, KEY_OPTIONAL, AT(draft_smtp, timeout), "2min", value_duration, 1,
     TIMEOUT_MOST},
};
const struct schema draft_smtp_schema = {"smtp", smtp_keys, COUNT_OF(smtp_keys),
                                         sizeof(struct draft_smtp)};

static const struct key notices_keys[] = {
    {"receipts", KEY_CHOICE, KEY_OPTIONAL, AT(draft_notices, receipts), "registered",
     .choices = receipts, .choice_count = COUNT_OF(receipts)},
    {"reminders", KEY_NUMBER, KEY_OPTIONAL, AT(draft_notices, reminders), "yes", value_yes_no},
    {"daily_report", KEY_NUMBER, KEY_OPTIONAL, AT(draft_notices, daily_report), "yes",
     value_yes_no},
    {"since", KEY_NUMBER, KEY_OPTIONAL, AT(draft_notices, since), "2017-11-13", value_since},
    {"remind_before", KEY_NUMBERS, KEY_OPTIONAL, AT(draft_notices, before), "[7, 3, 1]",
     value_number, 0, DAYS_MOST},
    {"remind_after", KEY_NUMBERS, KEY_OPTIONAL, AT(draft_notices, after), "[1]", value_number, 1,
     DAYS_MOST},
    {"report_at", KEY_NUMBER, KEY_OPTIONAL, AT(draft_notices, report_at), "08:30",
     value_time_of_day},
    {"decision_delay", KEY_NUMBER, KEY_OPTIONAL, AT(draft_notices, decision_delay), "10min",
     value_duration, 0, DELAY_MOST},
    {"keep_attachments", KEY_NUMBER, KEY_OPTIONAL, AT(draft_notices, keep_attachments), "30",
     value_number, 1, KEEP_MOST},
    {"templates", KEY_TEXT, KEY_OPTIONAL, AT(draft_notices, templates), "notices"},
};
const struct schema draft_notices_schema = {"notices", notices_keys, COUNT_OF(notices_keys),
                                            sizeof(struct draft_notices)};

static int64_t or_default(struct said_number said, int64_t fallback)
{
    return said.line > 0 ? said.number : fallback;
}

/* --- smtp ------------------------------------------------------------------------------------ */

static const char *smtp_rest(const char *url)
{
    static const char *const prefixes[] = {"smtps://", "smtp://"};
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        if (strncmp(url, prefixes[i], strlen(prefixes[i])) == 0) {
            return url + strlen(prefixes[i]);
        }
    }
    return NULL;
}

static void check_smtp_url(struct config_build *build, struct said url)
{
    const char *rest = url.text != NULL ? smtp_rest(url.text) : NULL;
    if (rest != NULL) {
        free(build_host(build, url, rest));
    } else if (url.text != NULL) {
        faults_add(build->faults, url.line,
                   "\"url\" of smtp is of no kind known here; write smtps://HOST or smtp://HOST");
    }
}

struct smtp_config *build_smtp(struct config_build *build, const struct draft_smtp *draft)
{
    if (draft->line == 0) {
        return NULL;
    }
    struct smtp_config *smtp = xcalloc(1, sizeof *smtp);
    *smtp = (struct smtp_config){.url = build_text(draft->url),
                                 .user = build_text(draft->login.user),
                                 .password_file = build_password_file(build, &draft->login),
                                 .ca_file = build_path(build, draft->login.ca_file),
                                 .from = build_text(draft->from),
                                 .start_tls = or_default(draft->start_tls, true) != 0,
                                 .auth = (enum smtp_auth)or_default(draft->auth, SMTP_PASSWORD),
                                 .per_minute = or_default(draft->per_minute, PER_MINUTE_DEFAULT),
                                 .timeout = or_default(draft->timeout, TIMEOUT_DEFAULT)};
    check_smtp_url(build, draft->url);
    build_check_address(build, "from", draft->from);
    if ((smtp->user == NULL) != (smtp->password_file == NULL)) {
        faults_add(build->faults, draft->line,
                   "smtp has a %s; write both user: and password_file: (or credential:), or none",
                   smtp->user != NULL ? "user but no password" : "password but no user");
    }
    return smtp;
}

void build_smtp_free(struct smtp_config *smtp)
{
    if (smtp != NULL) {
        free(smtp->url);
        free(smtp->user);
        free(smtp->password_file);
        free(smtp->ca_file);
        free(smtp->from);
        free(smtp);
    }
}

/* --- notices --------------------------------------------------------------------------------- */

static int compare_days(const void *left, const void *right)
{
    const int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Ascending. */
static struct days build_days(const struct said_numbers *said, const int *usual, size_t usual_count)
{
    bool given = said->line > 0;
    size_t count = given ? said->count : usual_count;
    struct days days = {.at = xcalloc(count, sizeof *days.at), .count = count};
    for (size_t i = 0; i < count; i++) {
        days.at[i] = given ? (int)said->at[i].number : usual[i];
    }
    if (count > 0) {
        qsort(days.at, count, sizeof *days.at, compare_days);
    }
    return days;
}

/* A folder that is named must be there; the usual one need not. */
static char *build_templates(struct config_build *build, struct said said)
{
    CLEANUP_FREE char *folder =
        said.text != NULL ? build_path(build, said) : xasprintf("%s/notices", build->folder);
    struct stat status;
    bool there = stat(folder, &status) == 0 && S_ISDIR(status.st_mode);
    if (said.text != NULL && !there) {
        faults_add(build->faults, said.line,
                   "the folder %s is not there; make it, or remove \"templates\" to use the texts "
                   "that are built in",
                   folder);
    }
    return there ? STEAL(folder) : NULL;
}

struct notices_config build_notices(struct config_build *build, const struct draft_notices *draft)
{
    static const int before[] = {1, 3, 7};
    static const int after[] = {1};
    return (struct notices_config){
        .receipts = (enum receipts)or_default(draft->receipts, RECEIPTS_REGISTERED),
        .reminders = or_default(draft->reminders, true) != 0,
        .daily_report = or_default(draft->daily_report, true) != 0,
        .since = or_default(draft->since, CLOCK_UNKNOWN),
        .before = build_days(&draft->before, before, COUNT_OF(before)),
        .after = build_days(&draft->after, after, COUNT_OF(after)),
        .report_at = or_default(draft->report_at, REPORT_DEFAULT),
        .decision_delay = or_default(draft->decision_delay, DELAY_DEFAULT),
        .keep_attachments = or_default(draft->keep_attachments, KEEP_DEFAULT),
        .templates = build_templates(build, draft->templates)};
}

void build_notices_clear(struct notices_config *notices)
{
    free(notices->before.at);
    free(notices->after.at);
    free(notices->templates);
}

#include "command/check_online.h"

#include "base/clock.h"
#include "base/files.h"
#include "notice/smtp.h"
#include "service/clamd.h"
#include "service/work.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

/* What is tried, one after the other. */
struct trial {
    const struct config *config;
    const struct campaign *campaign;
    struct error first; /* the first failure; kind ERROR_NONE if there is none */
};

static void tell(struct trial *trial, const char *what, const char *good, const struct error *why)
{
    fprintf(stderr, "%s: %s\n", what, why != NULL ? why->text : good);
    if (why != NULL && trial->first.kind == ERROR_NONE) {
        error_set(&trial->first, why->kind, "%s: %s", what, why->text);
    }
}

/* --- passwords ------------------------------------------------------------------------------- */

/* A password that others may read is no secret; the service says so, too, each time. */
static void try_password(struct trial *trial, const char *who, const char *path)
{
    struct error error = {0};
    struct stat status;
    CLEANUP_FREE char *what = xasprintf("password of %s", who);
    if (path == NULL) {
        return;
    }
    if (stat(path, &status) != 0 || access(path, R_OK) != 0) {
        bool none = errno == ENOENT;
        error_set(&error, ERROR_CONFIG, "%s cannot be read: %s; %s", path, strerror(errno),
                  none ? "write the password into this file, and chmod 600"
                       : "passwords belong to root, so run this with sudo");
        tell(trial, what, "", &error);
    } else if ((status.st_mode & S_IROTH) != 0) {
        error_set(&error, ERROR_CONFIG, "%s can be read by everybody; chmod 600 %s", path, path);
        tell(trial, what, "", &error);
    } else {
        tell(trial, what, "only those who need it can read it", NULL);
    }
}

static void try_passwords(struct trial *trial)
{
    for (size_t i = 0; i < trial->config->mailbox_count; i++) {
        try_password(trial, trial->config->mailboxes[i].name,
                     trial->config->mailboxes[i].password_file);
    }
    if (trial->config->smtp != NULL) {
        try_password(trial, trial->config->smtp->url, trial->config->smtp->password_file);
    }
}

/* --- servers --------------------------------------------------------------------------------- */

static void try_mailboxes(struct trial *trial)
{
    for (size_t i = 0; i < trial->config->mailbox_count; i++) {
        struct error error = {0};
        CLEANUP_FREE char *what = xasprintf("mailbox %s", trial->config->mailboxes[i].name);
        const bool good = service_check_mailbox(&trial->config->mailboxes[i], &error) == 0;
        tell(trial, what, "login and folders are fine", good ? NULL : &error);
    }
}

static void try_smtp(struct trial *trial)
{
    struct error error = {0};
    if (trial->config->smtp == NULL) {
        tell(trial, "sending", "nothing is sent (no smtp)", NULL);
        return;
    }
    const bool good = smtp_check(trial->config->smtp, &error) == 0;
    tell(trial, "sending", "connection and login are fine", good ? NULL : &error);
}

static void try_clamd(struct trial *trial)
{
    struct error error = {0};
    char version[LIMIT_SERVER_WORDS] = "";
    if (trial->config->clamd == NULL) {
        tell(trial, "virus scanner", "nothing is scanned (no clamd)", NULL);
        return;
    }
    const bool good = clamd_check(trial->config->clamd, version, &error) == 0;
    tell(trial, "virus scanner", version, good ? NULL : &error);
}

/* --- this machine ---------------------------------------------------------------------------- */

/* The kernel knows whether something keeps its clock right (ntp_adjtime(3)). */
static void try_clock(struct trial *trial)
{
    struct timex state = {0};
    char now[CLOCK_TEXT_SIZE];
    clock_rfc3339(clock_now(), now);
    if (clock_now() < trial->campaign->stages[0].deadline - (int64_t)366 * 86400) {
        struct error error = {0};
        error_set(&error, ERROR_FAILED,
                  "it is %s here, more than a year before the first deadline; set the clock "
                  "(timedatectl)",
                  now);
        tell(trial, "clock", "", &error);
    } else if (adjtimex(&state) == TIME_ERROR) {
        CLEANUP_FREE char *alone =
            xasprintf("%s, but nothing keeps it right; times of receipt come from the mail server, "
                      "reminders and reports from this clock (timedatectl set-ntp yes)",
                      now);
        tell(trial, "clock", alone, NULL);
    } else {
        tell(trial, "clock", now, NULL);
    }
}

static void try_zone(struct trial *trial)
{
    CLEANUP_FREE char *good = xasprintf(
        "%s, as the campaign says; the machine's own does not matter", trial->campaign->time_zone);
    tell(trial, "time zone", good, NULL);
}

static void try_disk(struct trial *trial)
{
    struct error error = {0};
    uint64_t bytes = 0;
    const char *folder = trial->config->state_dir;
    const uint64_t least = (uint64_t)trial->config->limits.min_free_bytes;
    if (files_make_folder(folder, 0700, &error) != 0 ||
        files_free_space(folder, &bytes, &error) != 0) {
        tell(trial, "disk", "", &error);
        return;
    }
    if (access(folder, W_OK) != 0) {
        error_set_errno(&error, errno,
                        "this user may not write to %s; run it as the service's user", folder);
    } else if (bytes < least) {
        error_set(&error, ERROR_DISK,
                  "%s has %" PRIu64 " MB free, less than min_free_bytes (%" PRIu64
                  " MB): nothing would be fetched",
                  folder, bytes >> 20, least >> 20);
    }
    CLEANUP_FREE char *good = xasprintf("%s has %" PRIu64 " MB free", folder, bytes >> 20);
    tell(trial, "disk", good, error.kind != ERROR_NONE ? &error : NULL);
}

int check_online(const struct config *config, const struct campaign *campaign, struct error *error)
{
    static void (*const tries[])(struct trial *) = {
        try_passwords, try_mailboxes, try_smtp, try_clamd, try_clock, try_zone, try_disk};
    struct trial trial = {.config = config, .campaign = campaign};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        tries[i](&trial);
    }
    if (trial.first.kind == ERROR_NONE) {
        return 0;
    }
    *error = trial.first;
    return -1;
}

#include "campaign/config.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "campaign/build.h"
#include "campaign/config_build.h"
#include "campaign/values.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct draft_limits {
    size_t line;
    struct said_number min_free_bytes, message_bytes, reader_seconds, ocr_pages;
};

struct draft_clamd {
    size_t line;
    struct said socket;
    struct said_number timeout, max_bytes;
};

struct draft_config {
    size_t line;
    struct said campaign, state_dir;
    struct said_groups mailboxes; /* struct draft_mailbox */
    struct draft_smtp smtp;
    struct draft_clamd clamd;
    struct said_texts staff, authserv_ids;
    struct draft_notices notices;
    struct draft_limits limits;
    struct said_texts passwords;
    struct said_number readers, log_level;
};

/* --- what the file may say ---------------------------------------------------------------------*/

enum {
    MIN_FREE_DEFAULT = 1 << 30, /* bytes */
    MIN_FREE_LEAST = 16 << 20,  /* bytes: SQLite's log and one step's work */
    MESSAGE_LEAST = 1 << 20,    /* bytes: a scanned page */
    READERS_MOST = 64,
    SCAN_TIMEOUT_DEFAULT = 120,     /* seconds; clamd itself gives up after as much (MaxScanTime) */
    SCAN_BYTES_DEFAULT = 100 << 20, /* bytes; StreamMaxLength of clamd, as it is delivered */
};

#define AT(type, field) .offset = offsetof(struct type, field)
#define KEYS_OF(array) .keys = (array), .key_count = COUNT_OF(array)

static const char *const log_levels[] = {"error", "warning", "info",
                                         "debug"}; /* as enum log_level */

static const struct key limits_keys[] = {
    {"min_free_bytes", KEY_NUMBER, KEY_OPTIONAL, AT(draft_limits, min_free_bytes), "1GiB",
     value_bytes, MIN_FREE_LEAST, INT64_C(1) << 50},
    {"message_bytes", KEY_NUMBER, KEY_OPTIONAL, AT(draft_limits, message_bytes), "200MB",
     value_bytes, MESSAGE_LEAST, (int64_t)LIMIT_MESSAGE},
    {"reader_seconds", KEY_NUMBER, KEY_OPTIONAL, AT(draft_limits, reader_seconds), "5min",
     value_duration, 1, LIMIT_READER_WALL},
    {"ocr_pages", KEY_NUMBER, KEY_OPTIONAL, AT(draft_limits, ocr_pages), "30", value_number, 1,
     LIMIT_OCR_PAGES},
};
static const struct schema limits_schema = {"limits", KEYS_OF(limits_keys),
                                            sizeof(struct draft_limits)};

static const struct key clamd_keys[] = {
    {"socket", KEY_TEXT, KEY_REQUIRED, AT(draft_clamd, socket), "/run/clamav/clamd.ctl"},
    {"timeout", KEY_NUMBER, KEY_OPTIONAL, AT(draft_clamd, timeout), "2min", value_duration, 1,
     LIMIT_SCAN_TIMEOUT},
    {"max_bytes", KEY_NUMBER, KEY_OPTIONAL, AT(draft_clamd, max_bytes), "100MiB", value_bytes, 1,
     (int64_t)LIMIT_UNPACKED},
};
static const struct schema clamd_schema = {"clamd", KEYS_OF(clamd_keys),
                                           sizeof(struct draft_clamd)};

static const struct key config_keys[] = {
    {"campaign", KEY_TEXT, KEY_REQUIRED, AT(draft_config, campaign), "huangshi-2017.yaml"},
    {"state_dir", KEY_TEXT, KEY_REQUIRED, AT(draft_config, state_dir), "/var/lib/baosong"},
    {"mailboxes", KEY_GROUPS, KEY_OPTIONAL, AT(draft_config, mailboxes),
     "and below it a list of mailboxes", .schema = &draft_mailbox_schema},
    {"smtp", KEY_GROUP, KEY_OPTIONAL, AT(draft_config, smtp), "and below it url:, from: ...",
     .schema = &draft_smtp_schema},
    {"clamd", KEY_GROUP, KEY_OPTIONAL, AT(draft_config, clamd),
     "and below it socket: /run/clamav/clamd.ctl", .schema = &clamd_schema},
    {"staff", KEY_TEXTS, KEY_OPTIONAL, AT(draft_config, staff), "[somebody@example.com]"},
    {"authserv_ids", KEY_TEXTS, KEY_OPTIONAL, AT(draft_config, authserv_ids), "[mx.example.cn]"},
    {"notices", KEY_GROUP, KEY_OPTIONAL, AT(draft_config, notices), "{reminders: yes}",
     .schema = &draft_notices_schema},
    {"limits", KEY_GROUP, KEY_OPTIONAL, AT(draft_config, limits), "{min_free_bytes: 1GiB}",
     .schema = &limits_schema},
    {"passwords", KEY_TEXTS, KEY_OPTIONAL, AT(draft_config, passwords), "[\"12345\"]"},
    {"readers", KEY_NUMBER, KEY_OPTIONAL, AT(draft_config, readers), "2", value_number, 1,
     READERS_MOST},
    {"log_level", KEY_CHOICE, KEY_OPTIONAL, AT(draft_config, log_level), "info",
     .choices = log_levels, .choice_count = COUNT_OF(log_levels)},
};
static const struct schema config_schema = {"configuration", KEYS_OF(config_keys),
                                            sizeof(struct draft_config)};

/* --- parts -------------------------------------------------------------------------------------*/

char *build_path(const struct config_build *build, struct said said)
{
    if (said.text == NULL) {
        return NULL;
    }
    return said.text[0] == '/' ? xstrdup(said.text) : xasprintf("%s/%s", build->folder, said.text);
}

static void check_credential(struct config_build *build, struct said name)
{
    for (const char *at = name.text; *at != '\0'; at++) {
        if (*at == '/' || *at == ':' || *at < ' ') {
            faults_add(build->faults, name.line,
                       "the credential \"%s\" must be a name, as in LoadCredential=NAME:PATH of "
                       "the service, not a path; for a path write password_file:",
                       name.text);
            return;
        }
    }
}

char *build_password_file(struct config_build *build, const struct draft_login *login)
{
    if (login->credential.text == NULL) {
        return build_path(build, login->password_file);
    }
    check_credential(build, login->credential);
    if (login->password_file.text != NULL) {
        faults_add(build->faults, login->credential.line,
                   "both \"credential\" and \"password_file\" (line %zu) are given; keep one",
                   login->password_file.line);
    }
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    return folder != NULL ? xasprintf("%s/%s", folder, login->credential.text)
                          : xasprintf("%s/credentials/%s", build->folder, login->credential.text);
}

void build_check_address(struct config_build *build, const char *key, struct said said)
{
    if (said.text != NULL && !value_is_address(said.text)) {
        faults_add(build->faults, said.line,
                   "\"%s\" in \"%s\" is not a mail address; write one like office@example.com",
                   said.text, key);
    }
}

static void build_mailboxes(struct config_build *build, const struct said_groups *said,
                            struct config *config)
{
    const struct draft_mailbox *drafts = said->at;
    config->mailbox_count = said->count;
    config->mailboxes = xcalloc(said->count, sizeof *config->mailboxes);
    for (size_t i = 0; i < said->count; i++) {
        build_mailbox(build, &drafts[i], &config->mailboxes[i]);
        for (size_t j = 0; j < i; j++) {
            const char *mine = config->mailboxes[i].name, *other = config->mailboxes[j].name;
            if (mine != NULL && other != NULL && strcmp(mine, other) == 0) {
                faults_add(build->faults, drafts[i].line,
                           "the mailbox %s stands twice (first in line %zu); name all its folders "
                           "in one",
                           mine, drafts[j].line);
                break;
            }
        }
    }
}

static int64_t or_default(struct said_number said, int64_t fallback)
{
    return said.line > 0 ? said.number : fallback;
}

static struct clamd_config *build_clamd(const struct config_build *build,
                                        const struct draft_clamd *draft)
{
    if (draft->line == 0) {
        return NULL;
    }
    struct clamd_config *clamd = xcalloc(1, sizeof *clamd);
    *clamd = (struct clamd_config){.socket = build_path(build, draft->socket),
                                   .timeout = or_default(draft->timeout, SCAN_TIMEOUT_DEFAULT),
                                   .max_bytes = or_default(draft->max_bytes, SCAN_BYTES_DEFAULT)};
    return clamd;
}

static void build_numbers(const struct draft_config *draft, struct config *config)
{
    const struct draft_limits *limits = &draft->limits;
    config->limits = (struct limits_config){
        .min_free_bytes = or_default(limits->min_free_bytes, MIN_FREE_DEFAULT),
        .message_bytes = or_default(limits->message_bytes, (int64_t)LIMIT_MESSAGE),
        .reader_seconds = or_default(limits->reader_seconds, LIMIT_READER_WALL),
        .ocr_pages = or_default(limits->ocr_pages, LIMIT_OCR_PAGES_DEFAULT)};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t usual = processors < 1 ? 1 : processors > READERS_MOST ? READERS_MOST : processors;
    config->readers = or_default(draft->readers, usual);
    config->log_level = (enum log_level)or_default(draft->log_level, LOG_LEVEL_INFO);
}

static void check_passwords(const struct config_build *build, const struct said_texts *said)
{
    if (said->count > LIMIT_CONFIGURED_PASSWORDS) {
        faults_add(build->faults, said->line, "\"passwords\" has %zu entries; at most %d are tried",
                   said->count, LIMIT_CONFIGURED_PASSWORDS);
    }
    for (size_t i = 0; i < said->count; i++) {
        const char *text = said->at[i].text; /* NULL: something else is wrong with it, and told */
        if (text != NULL && strlen(text) > LIMIT_PASSWORD) {
            faults_add(build->faults, said->at[i].line,
                       "a password in \"passwords\" has %zu bytes; at most %d are possible",
                       strlen(text), LIMIT_PASSWORD);
        }
    }
}

static void build_config(struct config_build *build, const struct draft_config *draft,
                         struct config *config)
{
    config->campaign_path = build_path(build, draft->campaign);
    config->state_dir = build_path(build, draft->state_dir);
    build_mailboxes(build, &draft->mailboxes, config);
    config->smtp = build_smtp(build, &draft->smtp);
    config->clamd = build_clamd(build, &draft->clamd);
    config->notices = build_notices(build, &draft->notices);
    config->staff = build_texts(&draft->staff);
    for (size_t i = 0; i < draft->staff.count; i++) {
        build_check_address(build, "staff", draft->staff.at[i]);
    }
    config->authserv_ids = build_texts(&draft->authserv_ids);
    for (size_t i = 0; i < config->authserv_ids.count; i++) {
        utf8_lower_ascii(config->authserv_ids.at[i]);
    }
    config->passwords = build_texts(&draft->passwords);
    check_passwords(build, &draft->passwords);
    build_numbers(draft, config);
}

/* --- in and out --------------------------------------------------------------------------------*/

/* The folder of a file, absolute; the caller frees it. NULL with *error. */
static char *folder_of(const char *path, struct error *error)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    char *folder = realpath(dirname(copy), NULL);
    if (folder == NULL) {
        error_set_errno(error, errno, "%s: its folder cannot be found", path);
    }
    return folder;
}

int config_load(const char *path, struct config **config, struct error *error)
{
    CLEANUP(cleanup_yaml_file_free)
    struct yaml_file *file = NULL;
    if (yaml_file_open(path, "configuration file", &file, error) != 0) {
        return -1;
    }
    CLEANUP_FREE char *folder = folder_of(path, error);
    if (folder == NULL) {
        return -1;
    }
    struct draft_config draft = {0};
    schema_read(file, yaml_file_root(file), &config_schema, &draft);
    CLEANUP(cleanup_config_free)
    struct config *read = xcalloc(1, sizeof *read);
    struct config_build build = {.folder = folder, .faults = &file->faults};
    read->path = xstrdup(path);
    build_config(&build, &draft, read);
    if (faults_report(&file->faults, path, error) != 0) {
        return -1;
    }
    *config = STEAL(read);
    return 0;
}

static void free_mailbox(struct mailbox_config *mailbox)
{
    free(mailbox->name);
    free(mailbox->url);
    free(mailbox->path);
    free(mailbox->user);
    free(mailbox->password_file);
    free(mailbox->ca_file);
    build_texts_free(&mailbox->folders);
}

void config_free(struct config *config)
{
    if (config == NULL) {
        return;
    }
    for (size_t i = 0; i < config->mailbox_count; i++) {
        free_mailbox(&config->mailboxes[i]);
    }
    free(config->mailboxes);
    build_smtp_free(config->smtp);
    if (config->clamd != NULL) {
        free(config->clamd->socket);
        free(config->clamd);
    }
    build_notices_clear(&config->notices);
    build_texts_free(&config->staff);
    build_texts_free(&config->authserv_ids);
    build_texts_free(&config->passwords);
    free(config->path);
    free(config->campaign_path);
    free(config->state_dir);
    free(config);
}

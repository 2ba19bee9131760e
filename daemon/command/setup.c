/*
 * `baosong setup`: the questions that a new administrator has, each answer tried at once, and a
 * configuration in the end. Nothing is overwritten, and nothing is written before all is right.
 */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "campaign/campaign.h"
#include "campaign/config.h"
#include "campaign/values.h"
#include "command/ask.h"
#include "command/command.h"
#include "command/output.h"
#include "command/providers.h"
#include "service/work.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_NAME "mailbox-password"

/* The answers; all owned. */
struct setup {
    char *address;
    char *imap;
    char *smtp;
    char *ca_file; /* "": the system's authorities */
    char *password;
    char *campaign;
    char *since; /* "": all mail */
    char *staff; /* separated by blanks; "": nobody */
    char *sending;
};

static void setup_clear(struct setup *setup)
{
    char **const all[] = {&setup->address,  &setup->imap,  &setup->smtp,  &setup->ca_file,
                          &setup->campaign, &setup->since, &setup->staff, &setup->sending};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        free(*all[i]);
    }
    if (setup->password != NULL) {
        explicit_bzero(setup->password, strlen(setup->password));
        free(setup->password);
    }
}

/* --- the configuration ----------------------------------------------------------------------- */

/* In single quotes YAML leaves everything as it is but the quote itself. */
static void add_value(struct buffer *out, const char *key, const char *value)
{
    buffer_add_format(out, "%s: '", key);
    for (const char *c = value; *c != '\0'; c++) {
        buffer_add(out, *c == '\'' ? "''" : c, *c == '\'' ? 2 : 1);
    }
    buffer_add_text(out, "'\n");
}

/* `login` is "credential" or "password_file", with `password` its value. */
static void add_login(struct buffer *out, const struct setup *setup, const char *indent,
                      const char *login, const char *password)
{
    CLEANUP_FREE char *user = xasprintf("%suser", indent);
    CLEANUP_FREE char *key = xasprintf("%s%s", indent, login);
    CLEANUP_FREE char *authority = xasprintf("%sca_file", indent);
    add_value(out, user, setup->address);
    add_value(out, key, password);
    if (*setup->ca_file != '\0') {
        add_value(out, authority, setup->ca_file);
    }
}

static void add_staff(struct buffer *out, const char *staff)
{
    buffer_add_text(out, "\n# Who gets the daily report and the alerts.\nstaff: [");
    const char *mark = "";
    for (const char *at = staff; *at != '\0'; mark = ", ") {
        size_t size = strcspn(at, " ");
        buffer_add_format(out, "%s'%.*s'", mark, (int)size, at);
        at += size + strspn(at + size, " ");
    }
    buffer_add_text(out, "]\n");
}

static void render(const struct setup *setup, const char *state_dir, const char *login,
                   const char *password, struct buffer *out)
{
    buffer_add_text(
        out, "# Written by `baosong setup`. baosong.yaml(5) says what else there is; check a "
             "change with\n# `baosong check --online`.\n");
    add_value(out, "campaign", setup->campaign);
    add_value(out, "state_dir", state_dir);
    buffer_add_text(out, "\nmailboxes:\n");
    add_value(out, "  - url", setup->imap);
    add_login(out, setup, "    ", login, password);
    if (*setup->since != '\0') {
        add_value(out, "    since", setup->since);
    }
    if (strcmp(setup->sending, "yes") == 0) {
        buffer_add_text(out, "\nsmtp:\n");
        add_value(out, "  url", setup->smtp);
        add_login(out, setup, "  ", login, password);
        add_value(out, "  from", setup->address);
    }
    add_staff(out, setup->staff);
}

/* --- trying it ------------------------------------------------------------------------------- */

/* Loads the configuration as it will be, from a folder of its own, and logs in. */
static int try_in(const char *folder, const struct setup *setup, struct error *error)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    CLEANUP_FREE char *path = xasprintf("%s/baosong.yaml", folder);
    CLEANUP_FREE char *password = xasprintf("%s/" PASSWORD_NAME, folder);
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    render(setup, folder, "password_file", password, &text);
    if (files_replace(password, setup->password, strlen(setup->password), 0600, error) != 0 ||
        files_replace(path, text.data, text.size, 0600, error) != 0 ||
        config_load(path, &config, error) != 0) {
        return -1;
    }
    printf("  trying to log in to %s ...\n", setup->imap);
    fflush(stdout);
    return service_check_mailbox(&config->mailboxes[0], error);
}

/* Signals wait until the password is off the disk again. */
static int try_login(const struct setup *setup, struct error *error)
{
    char folder[] = "/tmp/baosong-setup-XXXXXX";
    sigset_t ending, before;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, &before);
    int result = -1;
    if (mkdtemp(folder) == NULL) {
        error_set_errno(error, errno, "cannot make a temporary folder");
    } else {
        struct error ignored;
        result = try_in(folder, setup, error);
        (void)files_remove_tree(folder, &ignored);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result;
}

/* --- the questions --------------------------------------------------------------------------- */

static int check_address(const char *answer, void *context, struct error *error)
{
    (void)context;
    return value_is_address(answer)
               ? 0
               : error_set(error, ERROR_USAGE,
                           "that is no mail address; write one like office@163.com");
}

static int check_provider(const char *answer, void *context, struct error *error)
{
    (void)context;
    int64_t number = 0;
    if (value_number(answer, &number, error) != 0) {
        return -1;
    }
    return number >= 1 && number <= (int64_t)provider_count
               ? 0
               : error_set(error, ERROR_USAGE, "write a number from 1 to %zu", provider_count);
}

static int check_imap(const char *answer, void *context, struct error *error)
{
    (void)context;
    return strncmp(answer, "imaps://", 8) == 0 || strncmp(answer, "imap://", 7) == 0
               ? 0
               : error_set(error, ERROR_USAGE,
                           "write imaps://HOST, or imap://HOST for a server with STARTTLS");
}

static int check_smtp(const char *answer, void *context, struct error *error)
{
    (void)context;
    return strncmp(answer, "smtps://", 8) == 0 || strncmp(answer, "smtp://", 7) == 0
               ? 0
               : error_set(error, ERROR_USAGE,
                           "write smtps://HOST, or smtp://HOST for a server with STARTTLS");
}

static int check_file(const char *answer, void *context, struct error *error)
{
    (void)context;
    if (*answer == '\0') {
        return 0;
    }
    return answer[0] == '/' && access(answer, R_OK) == 0
               ? 0
               : error_set(error, ERROR_USAGE, "give the whole path of a file that can be read");
}

static int check_campaign(const char *answer, void *context, struct error *error)
{
    (void)context;
    CLEANUP_FREE char *path = realpath(answer, NULL);
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    if (campaign_load(path != NULL ? path : answer, &campaign, error) != 0) {
        return -1;
    }
    struct campaign_counts counts = campaign_count(campaign);
    printf("  %s: %zu units, %zu obligations\n", campaign->title, counts.units, counts.obligations);
    return 0;
}

static int check_since(const char *answer, void *context, struct error *error)
{
    (void)context;
    int64_t since = 0;
    return *answer == '\0' ? 0 : value_since(answer, &since, error);
}

static int check_staff(const char *answer, void *context, struct error *error)
{
    for (const char *at = answer; *at != '\0';) {
        size_t size = strcspn(at, " ");
        CLEANUP_FREE char *address = xstrndup(at, size);
        if (check_address(address, context, error) != 0) {
            return -1;
        }
        at += size + strspn(at + size, " ");
    }
    return 0;
}

static int check_yes_no(const char *answer, void *context, struct error *error)
{
    (void)context;
    return strcmp(answer, "yes") == 0 || strcmp(answer, "no") == 0
               ? 0
               : error_set(error, ERROR_USAGE, "write yes or no");
}

/* The provider by the address, or by asking. */
static int choose_provider(const struct setup *setup, const struct provider **provider,
                           struct error *error)
{
    *provider = provider_of(setup->address);
    if (*provider == NULL) {
        printf("  Who keeps this mailbox?\n");
        for (size_t i = 0; i < provider_count; i++) {
            printf("  %2zu  %s\n", i + 1, providers[i].name);
        }
        CLEANUP_FREE char *number = NULL;
        if (ask("  Its number", NULL, false, check_provider, NULL, &number, error) != 0) {
            return -1;
        }
        *provider = &providers[strtoul(number, NULL, 10) - 1];
    }
    printf("  %s\n", (*provider)->name);
    if ((*provider)->oddity != NULL) {
        printf("  %s\n", (*provider)->oddity);
    }
    return 0;
}

static int ask_servers(struct setup *setup, const struct provider *provider, struct error *error)
{
    const char *domain = strrchr(setup->address, '@') + 1;
    CLEANUP_FREE char *imap = xasprintf("imaps://imap.%s", domain);
    CLEANUP_FREE char *smtp = xasprintf("smtps://smtp.%s", domain);
    if (provider->imap != NULL) {
        setup->imap = xstrdup(provider->imap);
        setup->smtp = xstrdup(provider->smtp);
        setup->ca_file = xstrdup("");
        return 0;
    }
    if (ask("  IMAP server", imap, false, check_imap, NULL, &setup->imap, error) != 0 ||
        ask("  SMTP server", smtp, false, check_smtp, NULL, &setup->smtp, error) != 0) {
        return -1;
    }
    return ask("  File with the certificate of its own authority, if it has one", "", false,
               check_file, NULL, &setup->ca_file, error);
}

static int check_password(const char *answer, void *context, struct error *error)
{
    struct setup *setup = context;
    setup->password = xstrdup(answer);
    int result = try_login(setup, error);
    if (result != 0) {
        explicit_bzero(setup->password, strlen(setup->password));
        free(STEAL(setup->password));
    }
    return result;
}

static int ask_mailbox(struct setup *setup, struct error *error)
{
    const struct provider *provider = NULL;
    CLEANUP_FREE char *password = NULL;
    if (ask("1. The address of the mailbox that units write to", NULL, false, check_address, NULL,
            &setup->address, error) != 0 ||
        choose_provider(setup, &provider, error) != 0 || ask_servers(setup, provider, error) != 0 ||
        ask("2. Its password or authorisation code (not shown)", NULL, true, check_password, setup,
            &password, error) != 0) {
        return -1;
    }
    explicit_bzero(password, strlen(password));
    printf("  login and folders are fine\n");
    return 0;
}

static int ask_all(struct setup *setup, const char *folder, struct error *error)
{
    CLEANUP_FREE char *shipped = xasprintf("%s/huangshi-2017.yaml", folder);
    CLEANUP_FREE char *campaign = NULL;
    setup->campaign = xstrdup(shipped); /* for the trial; the answer comes later */
    setup->since = xstrdup("");
    setup->staff = xstrdup("");
    setup->sending = xstrdup("no");
    if (ask_mailbox(setup, error) != 0 ||
        ask("3. The campaign file", shipped, false, check_campaign, NULL, &campaign, error) != 0) {
        return -1;
    }
    free(setup->campaign);
    setup->campaign = realpath(campaign, NULL);
    struct {
        const char *question, *fallback;
        ask_check *check;
        char **to;
    } rows[] = {
        {"4. The day from which mail counts, such as 2017-11-13 (empty: all mail)", "", check_since,
         &setup->since},
        {"5. Addresses of the staff who get reports and alerts, with blanks between (empty: none)",
         "", check_staff, &setup->staff},
        {"   Send receipts, reminders and reports from this mailbox (yes or no)", "no",
         check_yes_no, &setup->sending},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        free(STEAL(*rows[i].to));
        if (ask(rows[i].question, rows[i].fallback, false, rows[i].check, NULL, rows[i].to,
                error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* --- writing --------------------------------------------------------------------------------- */

static int refuse_existing(const char *config, const char *password, struct error *error)
{
    const char *const paths[] = {config, password};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        if (access(paths[i], F_OK) == 0) {
            return error_set(
                error, ERROR_USAGE,
                "%s is there already, and setup overwrites nothing; change it by hand, "
                "move it away, or choose another place with --config",
                paths[i]);
        }
    }
    return 0;
}

/* As root it is systemd that hands the password to the service; else the service reads the file. */
static int write_all(const struct setup *setup, const char *config, const char *password,
                     const char *state_dir, struct error *error)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    CLEANUP_FREE char *copy = xstrdup(password);
    const bool root = geteuid() == 0;
    render(setup, state_dir, root ? "credential" : "password_file",
           root ? PASSWORD_NAME : "credentials/" PASSWORD_NAME, &text);
    if (files_make_folder(dirname(copy), 0700, error) != 0 ||
        files_create(password, setup->password, strlen(setup->password), 0600, error) != 0) {
        return -1;
    }
    if (files_create(config, text.data, text.size, 0644, error) != 0) {
        unlink(password);
        return -1;
    }
    printf("\nWritten: %s and %s\nNext: baosong check; then systemctl enable --now baosongd\n"
           "The first run reads the whole mailbox and sends nothing about what is old.\n",
           config, password);
    return output_flush(stdout, error);
}

/* /etc/baosong/NAME/baosong.yaml belongs to the instance NAME of the service. */
static char *state_for(const char *folder)
{
    static const char base[] = "/etc/baosong";
    const bool ours = strncmp(folder, base, sizeof base - 1) == 0;
    return ours ? xasprintf("/var/lib/baosong%s", folder + sizeof base - 1)
                : xasprintf("%s/state", folder);
}

int command_setup(const struct invocation *invocation, struct error *error)
{
    CLEANUP(setup_clear)
    struct setup setup = {0};
    CLEANUP_FREE char *copy = xstrdup(invocation->config);
    const char *parent = dirname(copy);
    if (files_make_folder(parent, 0755, error) != 0) {
        return -1;
    }
    CLEANUP_FREE char *folder = realpath(parent, NULL);
    CLEANUP_FREE char *password = xasprintf("%s/credentials/" PASSWORD_NAME, folder);
    CLEANUP_FREE char *state_dir = state_for(folder);
    if (refuse_existing(invocation->config, password, error) != 0 ||
        ask_all(&setup, folder, error) != 0) {
        return -1;
    }
    return write_all(&setup, invocation->config, password, state_dir, error);
}

/* The configuration: the one that is shipped, what its keys mean, and every fault in one. */
#include "campaign_files.h"

#include "base/clock.h"
#include "base/limits.h"
#include "campaign/config.h"

#include <fcntl.h>

static const char right[] = "campaign: test.yaml\n"                                  /* 1 */
                            "state_dir: /tmp/state\n"                                /* 2 */
                            "mailboxes:\n"                                           /* 3 */
                            "  - url: imaps://imap.example.com\n"                    /* 4 */
                            "    user: office@example.com\n"                         /* 5 */
                            "    password_file: secret\n"                            /* 6 */
                            "  - url: maildir:mail\n"                                /* 7 */
                            "    poll: 90s\n"                                        /* 8 */
                            "smtp:\n"                                                /* 9 */
                            "  url: smtps://smtp.example.com:465\n"                  /* 10 */
                            "  from: office@example.com\n"                           /* 11 */
                            "staff: [wang@example.com]\n"                            /* 12 */
                            "notices: {receipts: all, reminders: no}\n"              /* 13 */
                            "limits: {min_free_bytes: 2GiB, message_bytes: 200MB}\n" /* 14 */
                            "readers: 3\n"                                           /* 15 */
                            "log_level: warning\n"                                   /* 16 */
                            "clamd: {socket: clamd.ctl, timeout: 30s}\n";            /* 17 */

static const struct wrong wrongs[] = {
    {"readers:", "reader:", 15, {"unknown key \"reader\"; did you mean \"readers\"?"}},
    {"campaign: test.yaml\n", "", 1, {"\"campaign\" of this configuration is missing"}},
    {"password_file: secret",
     "password_file: secret\n    password: geheim",
     7,
     {"unknown key \"password\"; did you mean \"password_file\""}},
    {"readers: 3", "readers: 0", 15, {"\"readers\" is 0", "from 1 to 64"}},
    {"log_level: warning", "log_level: loud", 16, {"one of: error, warning, info, debug"}},
    {"socket: clamd.ctl, ", "", 17, {"\"socket\" of this clamd is missing"}},
    {"timeout: 30s", "timeout: 20min", 17, {"\"timeout\""}},
    {"readers: 3", "readers: many", 15, {"\"many\" is not a whole number"}},
    {"receipts: all", "receipts: some", 13, {"one of: registered, all, off"}},
    {"reminders: no", "reminders: maybe", 13, {"neither yes nor no"}},
    {"reminders: no", "report_at: 8:30", 13, {"\"8:30\" is not a time of day", "08:30"}},
    {"reminders: no", "report_at: 24:00", 13, {"not a time of day"}},
    {"reminders: no", "remind_before: [7, 99]", 13, {"from 0 to 60"}},
    {"reminders: no", "since: yesterday", 13, {"yesterday"}},
    {"reminders: no", "templates: nowhere", 13, {"nowhere is not there", "built in"}},
    {"from: office@example.com",
     "from: office@example.com\n  per_minute: 0",
     12,
     {"from 1 to 600"}},
    {"from: office@example.com",
     "from: office@example.com\n  auth: oauth",
     12,
     {"password, xoauth2"}},
    {"2GiB", "2GiG", 14, {"\"2GiG\" is not a size", "200MB, 1GiB"}},
    {"2GiB", "1MB", 14, {"\"min_free_bytes\" is 1MB", "from 16777216 to"}},
    {"200MB", "600MiB", 14, {"\"message_bytes\" is 600MiB", "to 536870912"}},
    {"[wang@example.com]", "[wang]", 12, {"\"wang\" in \"staff\" is not a mail address"}},
    {"staff: [wang@example.com]", "passwords: [\"\"]", 12, {"has an empty text"}},
    {"staff: [wang@example.com]",
     "passwords: [a2345678901234567890123456789012345678901234567890123456789012345]",
     12,
     {"has 65 bytes", "at most 64"}},
    {"staff: [wang@example.com]", "passwords: x", 12, {"\"passwords\" must be a list"}},
    {"[wang@example.com]", "wang@example.com", 12, {"\"staff\" must be a list"}},
    /* times */
    {"90s", "59s", 8, {"\"poll\" is 59 seconds", "1min"}},
    {"90s", "2days", 8, {"\"2days\" is not a length of time", "2min, 1h"}},
    {"90s", "2d", 8, {"\"poll\" is 172800 seconds"}},
    {"poll: 90s", "since: 2017-02-29", 8, {"\"since\"", "there is no day 2017-02-29"}},
    {"poll: 90s", "since: yesterday", 8, {"\"yesterday\" is not a date", "2017-11-22"}},
    /* urls */
    {"imaps://imap", "https://imap", 4, {"no kind known here", "imaps://HOST", "mbox:PATH"}},
    {"imaps://", "imaps://office:geheim@", 4, {"would be shown in logs", "password_file:"}},
    {"imaps://", "imaps://office@", 4, {"user: and password_file:"}},
    {".com\n", ".com/INBOX\n", 4, {"\"folders\""}},
    {".com\n", ".com:0\n", 4, {"no right host and port", "imaps://imap.example.com:993"}},
    {".com\n", ".com:99999\n", 4, {"no right host and port"}},
    {".com\n", ".com:imap\n", 4, {"no right host and port"}},
    {"imap.example.com", "", 4, {"no right host and port"}},
    {"imap.example.com", "im ap", 4, {"no right host and port"}},
    {"imap.example.com", "'[::1'", 4, {"no right host and port"}},
    {"maildir:mail", "'maildir:'", 7, {"has no path"}},
    {"smtps://", "imaps://", 10, {"\"url\" of smtp", "smtps://HOST"}},
    {"smtps://", "smtps://office:geheim@", 10, {"would be shown in logs"}},
    /* logins */
    {"    user: office@example.com\n", "", 4, {"\"user\" of this mailbox is missing"}},
    {"    password_file: secret\n", "", 4, {"has no password", "password_file:", "credential:"}},
    {"password_file: secret", "credential: /etc/secret", 6, {"must be a name", "password_file:"}},
    {"password_file: secret",
     "password_file: secret\n    credential: secret",
     7,
     {"both \"credential\" and \"password_file\" (line 6)"}},
    {"poll: 90s", "user: office", 8, {"\"user\" is for a mailbox on a server"}},
    {"poll: 90s", "start_tls: no", 8, {"\"start_tls\" is for a mailbox on a server"}},
    {"password_file: secret",
     "password_file: secret\n    start_tls: yes",
     7,
     {"\"start_tls\" is for imap:// only"}},
    {"  from:", "  user: office\n  from:", 10, {"smtp has a user but no password"}},
    {"  from:", "  password_file: secret\n  from:", 10, {"smtp has a password but no user"}},
    {"from: office@example.com", "from: office", 11, {"\"from\" is not a mail address"}},
    /* folders, and the same mailbox again */
    {"poll: 90s", "folders: [INBOX, \\Junc]", 8, {"\"\\Junc\"", "did you mean \"\\Junk\""}},
    {"poll: 90s", "folders: []", 8, {"no folder is named"}},
    {"maildir:mail\n    poll: 90s", "mbox:mail\n    folders: [INBOX]", 8, {"has no folders"}},
    {"maildir:mail\n",
     "imaps://IMAP.example.com:993\n    user: office@example.com\n    credential: other\n",
     7,
     {"office@example.com@imap.example.com stands twice", "line 4"}},
};

static bool refused(const struct wrong *wrong)
{
    struct error error = {0};
    struct config *config = NULL;
    CLEANUP_FREE char *text = edited(right, wrong->find, wrong->put);
    CLEANUP_FREE char *path = write_file("baosong.yaml", text, strlen(text));
    if (config_load(path, &config, &error) == 0) {
        print_error("nothing was said about \"%s\"\n", wrong->put);
        config_free(config);
        return false;
    }
    assert_null(config);
    assert_int_equal(error.kind, ERROR_CONFIG);
    assert_null(strstr(error.text, "geheim"));
    return has_words(wrong, path, error.text);
}

static void test_every_fault_is_told(void **state)
{
    (void)state;
    size_t told = 0;
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        told += refused(&wrongs[i]);
    }
    assert_int_equal(told, COUNT_OF(wrongs));
}

/* The file's right form with one edit; the path is relative, as people call commands. */
static struct config *load(const char *find, const char *put)
{
    struct error error = {0};
    struct config *config = NULL;
    CLEANUP_FREE char *text = edited(right, find, put);
    free(write_file("baosong.yaml", text, strlen(text)));
    CLEANUP_FD int before = open(".", O_RDONLY | O_DIRECTORY);
    assert_int_equal(chdir(test_folder), 0);
    int result = config_load("baosong.yaml", &config, &error);
    assert_int_equal(fchdir(before), 0);
    if (result != 0) {
        fail_msg("%s", error.text);
    }
    return config;
}

static void expect_in_folder(const char *path, const char *name)
{
    CLEANUP_FREE char *expected = xasprintf("%s/%s", test_folder, name);
    assert_string_equal(path, expected);
}

static void test_what_is_said(void **state)
{
    (void)state;
    CLEANUP(cleanup_config_free)
    struct config *config = load("", "");
    expect_in_folder(config->campaign_path, "test.yaml");
    assert_string_equal(config->state_dir, "/tmp/state");
    assert_int_equal(config->mailbox_count, 2);
    const struct mailbox_config *imap = &config->mailboxes[0], *maildir = &config->mailboxes[1];
    assert_string_equal(imap->name, "office@example.com@imap.example.com");
    assert_int_equal(imap->scheme, MAILBOX_IMAPS);
    assert_string_equal(imap->url, "imaps://imap.example.com");
    expect_in_folder(imap->password_file, "secret");
    assert_null(imap->path);
    assert_int_equal(maildir->scheme, MAILBOX_MAILDIR);
    expect_in_folder(maildir->path, "mail");
    assert_string_equal(maildir->name, maildir->path);
    assert_int_equal(maildir->poll, 90);
    assert_string_equal(config->smtp->url, "smtps://smtp.example.com:465");
    assert_null(config->smtp->user);
    assert_string_equal(config->staff.at[0], "wang@example.com");
    assert_int_equal(config->notices.receipts, RECEIPTS_ALL);
    assert_false(config->notices.reminders);
    assert_int_equal(config->limits.min_free_bytes, INT64_C(2) << 30);
    assert_int_equal(config->limits.message_bytes, 200000000);
    assert_int_equal(config->readers, 3);
    assert_int_equal(config->log_level, LOG_LEVEL_WARNING);
    assert_non_null(config->clamd);
    assert_int_equal(config->clamd->socket[0], '/');
    assert_int_equal(config->clamd->timeout, 30);
    assert_int_equal(config->clamd->max_bytes, 100 << 20);
}

static void test_defaults(void **state)
{
    (void)state;
    struct error error = {0};
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    static const char least[] = "campaign: /c.yaml\nstate_dir: state\nmailboxes:\n"
                                "  - {url: 'imap://[::1]:143', user: u, password_file: /p}\n";
    CLEANUP_FREE char *path = write_file("least.yaml", least, strlen(least));
    assert_int_equal(config_load(path, &config, &error), 0);
    assert_string_equal(config->campaign_path, "/c.yaml");
    expect_in_folder(config->state_dir, "state");
    const struct mailbox_config *mailbox = &config->mailboxes[0];
    assert_string_equal(mailbox->name, "u@[::1]");
    assert_int_equal(mailbox->scheme, MAILBOX_IMAP);
    assert_true(mailbox->start_tls);
    assert_int_equal(mailbox->poll, 120);
    assert_int_equal(mailbox->since, CLOCK_UNKNOWN);
    assert_int_equal(mailbox->folders.count, 2);
    assert_string_equal(mailbox->folders.at[0], "INBOX");
    assert_string_equal(mailbox->folders.at[1], "\\Junk");
    assert_null(mailbox->ca_file);
    assert_null(config->smtp);
    assert_int_equal(config->staff.count, 0);
    assert_int_equal(config->notices.receipts, RECEIPTS_REGISTERED);
    assert_true(config->notices.reminders && config->notices.daily_report);
    assert_int_equal(config->notices.before.count, 3);
    assert_int_equal(config->notices.before.at[2], 7);
    assert_int_equal(config->notices.after.count, 1);
    assert_int_equal(config->notices.report_at, 8 * 3600 + 1800);
    assert_int_equal(config->notices.since, CLOCK_UNKNOWN);
    assert_null(config->notices.templates);
    assert_int_equal(config->limits.min_free_bytes, 1 << 30);
    assert_int_equal(config->limits.message_bytes, (int64_t)LIMIT_MESSAGE);
    assert_int_equal(config->limits.reader_seconds, LIMIT_READER_WALL);
    assert_in_range(config->readers, 1, 64);
    assert_int_equal(config->log_level, LOG_LEVEL_INFO);
    assert_null(config->clamd);
}

static void test_choices(void **state)
{
    (void)state;
    CLEANUP(cleanup_config_free)
    struct config *plain =
        load("imaps://imap.example.com\n", "imap://IMAP.example.com\n    start_tls: no\n");
    assert_false(plain->mailboxes[0].start_tls);
    assert_string_equal(plain->mailboxes[0].name, "office@example.com@imap.example.com");
    CLEANUP(cleanup_config_free)
    struct config *mbox = load("maildir:mail", "mbox:/var/mail/x");
    assert_int_equal(mbox->mailboxes[1].scheme, MAILBOX_MBOX);
    assert_string_equal(mbox->mailboxes[1].path, "/var/mail/x");
    CLEANUP(cleanup_config_free)
    struct config *off = load("receipts: all", "receipts: off");
    assert_int_equal(off->notices.receipts, RECEIPTS_OFF);
    CLEANUP(cleanup_config_free)
    struct config *days = load("reminders: no", "remind_before: [2, 9, 5], remind_after: []");
    assert_int_equal(days->notices.before.at[0], 2);
    assert_int_equal(days->notices.before.at[2], 9);
    assert_int_equal(days->notices.after.count, 0);
    CLEANUP(cleanup_config_free)
    struct config *folders = load("poll: 90s", "folders: [INBOX, 考核材料, \\Archive]");
    assert_string_equal(folders->mailboxes[1].folders.at[1], "考核材料");
}

/* No zone on Earth loses the first mail of the day, whatever zone this machine is in. */
static void test_since(void **state)
{
    (void)state;
    static const char *const zones[] = {"UTC", "Asia/Shanghai", "America/Los_Angeles"};
    int64_t midnight_in_china = 0;
    assert_int_equal(clock_parse_rfc3339("2017-11-13T00:00:00+08:00", &midnight_in_china, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        assert_int_equal(clock_use_zone(zones[i], NULL), 0);
        CLEANUP(cleanup_config_free)
        struct config *config = load("poll: 90s", "since: 2017-11-13");
        assert_int_equal(config->mailboxes[1].since, midnight_in_china - 6 * INT64_C(3600));
    }
}

static void test_credential(void **state)
{
    (void)state;
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x", 1), 0);
    CLEANUP(cleanup_config_free)
    struct config *service = load("password_file: secret", "credential: mailbox-password");
    assert_string_equal(service->mailboxes[0].password_file, "/run/credentials/x/mailbox-password");
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
    CLEANUP(cleanup_config_free)
    struct config *person = load("password_file: secret", "credential: mailbox-password");
    CLEANUP_FREE char *beside = xasprintf("%s/credentials/mailbox-password", test_folder);
    assert_string_equal(person->mailboxes[0].password_file, beside);
}

static void test_shipped_file(void **state)
{
    (void)state;
    struct error error = {0};
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    if (config_load("conf/baosong.yaml", &config, &error) != 0 ||
        campaign_load(config->campaign_path, &campaign, &error) != 0) {
        fail_msg("%s", error.text);
        return;
    }
    assert_string_equal(config->state_dir, "/var/lib/baosong");
    assert_int_equal(config->mailbox_count, 1);
    assert_int_equal(config->mailboxes[0].scheme, MAILBOX_IMAPS);
    assert_string_equal(config->mailboxes[0].folders.at[1], "\\Junk");
    assert_null(config->smtp); /* a first run sends nothing */
}

/* What is commented out in the shipped file must be right too once somebody removes the "# ". */
static void test_shipped_examples(void **state)
{
    (void)state;
    struct error error = {0};
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    assert_int_equal(files_read("conf/baosong.yaml", LIMIT_CONFIG_FILE, &data, &size, &error), 0);
    static const char *const edits[][2] = {
        {"# smtp:\n", "smtp:\n"},
        {"#   url: smtps", "  url: smtps"},
        {"#   user: HSX", "  user: HSX"},
        {"#   credential:", "  credential:"},
        {"#   from: HSX", "  from: HSX"},
        {"staff: []\n# staff:", "staff:"},
        {"# readers: 2", "readers: 2"},
        {"# log_level: info", "log_level: debug"},
        {"# clamd:\n#   socket:", "clamd:\n  socket:"},
        {"# ca_file:", "ca_file:"},
        {"credential: mailbox-password\n    # password_file:", "password_file:"},
    };
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        char *next = edited(data, edits[i][0], edits[i][1]);
        free(data);
        data = next;
    }
    CLEANUP_FREE char *path = write_file("full.yaml", data, strlen(data));
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    if (config_load(path, &config, &error) != 0) {
        fail_msg("%s", error.text);
        return;
    }
    assert_string_equal(config->smtp->from, "HSXYB2016@163.com");
    assert_string_equal(config->mailboxes[0].ca_file, "/etc/baosong/ca.pem");
    assert_int_equal(config->staff.count, 2);
    assert_int_equal(config->readers, 2);
    assert_int_equal(config->log_level, LOG_LEVEL_DEBUG);
    assert_string_equal(config->clamd->socket, "/run/clamav/clamd.ctl");
}

static void test_missing_file(void **state)
{
    (void)state;
    struct error error = {0};
    struct config *config = NULL;
    assert_int_equal(config_load("/nowhere/baosong.yaml", &config, &error), -1);
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nowhere/baosong.yaml: there is no such file"));
    assert_non_null(strstr(error.text, "configuration file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_since),
        cmocka_unit_test(test_credential),
        cmocka_unit_test(test_shipped_file),
        cmocka_unit_test(test_shipped_examples),
        cmocka_unit_test(test_missing_file),
        cmocka_unit_test(test_every_fault_is_told),
    };
    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}

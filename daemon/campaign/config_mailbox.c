#include "campaign/config_build.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "campaign/build.h"
#include "campaign/nearest.h"
#include "campaign/values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    POLL_LEAST = 60, /* seconds: providers lock out who asks more often */
    POLL_DEFAULT = 120,
    POLL_MOST = 86400,
};

#define AT(field) .offset = offsetof(struct draft_mailbox, field)

static const struct key mailbox_keys[] = {
    {"url", KEY_TEXT, KEY_REQUIRED, AT(url), "imaps://imap.example.com"},
    {"user", KEY_TEXT, KEY_OPTIONAL, AT(login.user), "office@example.com"},
    {"password_file", KEY_TEXT, KEY_OPTIONAL, AT(login.password_file), "/etc/baosong/password"},
    {"credential", KEY_TEXT, KEY_OPTIONAL, AT(login.credential), "mailbox-password"},
    {"ca_file", KEY_TEXT, KEY_OPTIONAL, AT(login.ca_file), "/etc/baosong/ca.pem"},
    {"folders", KEY_TEXTS, KEY_OPTIONAL, AT(folders), "[INBOX, \\Junk]"},
    {"poll", KEY_NUMBER, KEY_OPTIONAL, AT(poll), "2min", value_duration},
    {"since", KEY_NUMBER, KEY_OPTIONAL, AT(since), "2017-11-13", value_since},
    {"start_tls", KEY_NUMBER, KEY_OPTIONAL, AT(start_tls), "yes", value_yes_no},
};
const struct schema draft_mailbox_schema = {"mailbox", mailbox_keys, COUNT_OF(mailbox_keys),
                                            sizeof(struct draft_mailbox)};

static const struct {
    const char *prefix;
    enum mailbox_scheme scheme;
    bool server;
} schemes[] = {
    {"imaps://", MAILBOX_IMAPS, true},
    {"imap://", MAILBOX_IMAP, true},
    {"maildir:", MAILBOX_MAILDIR, false},
    {"mbox:", MAILBOX_MBOX, false},
};

/* --- url ---------------------------------------------------------------------------------------*/

/* "[::1]:993" or "host:993": the length of the host; the port, if any, begins behind it. */
static size_t host_length(const char *text)
{
    if (text[0] == '[') {
        const char *end = strchr(text, ']');
        return end != NULL ? (size_t)(end - text) + 1 : 0;
    }
    return strcspn(text, ":");
}

static bool is_host(const char *text, size_t size)
{
    bool bracketed = text[0] == '[';
    for (size_t i = 0; i < size; i++) {
        bool bracket = bracketed && (i == 0 || i + 1 == size);
        bool right = isalnum((unsigned char)text[i]) || text[i] == '-' || text[i] == '.' ||
                     (bracketed && text[i] == ':');
        if (!bracket && !right) {
            return false;
        }
    }
    return size > (bracketed ? 2 : 0);
}

static bool is_port(const char *text)
{
    int64_t port = 0;
    return *text == '\0' ||
           (*text == ':' && value_number(text + 1, &port, NULL) == 0 && port >= 1 && port <= 65535);
}

char *build_host(struct config_build *build, struct said url, const char *rest)
{
    if (strchr(rest, '@') != NULL) {
        faults_add(build->faults, url.line,
                   "a user or password in \"url\" would be shown in logs; write the url without "
                   "it, and user: and password_file: (or credential:) beside it");
        return NULL;
    }
    size_t size = host_length(rest);
    if (strchr(rest, '/') != NULL) {
        faults_add(build->faults, url.line,
                   "\"url\" ends with its host or port; a folder is written under \"folders\"");
    } else if (!is_host(rest, size) || !is_port(rest + size)) {
        faults_add(build->faults, url.line,
                   "\"%s\" has no right host and port; write one like %.*simap.example.com:993",
                   url.text, (int)(rest - url.text), url.text);
    } else {
        char *host = xstrndup(rest, size);
        utf8_lower_ascii(host);
        return host;
    }
    return NULL;
}

/* --- a mailbox on a server ---------------------------------------------------------------------*/

static void build_server(struct config_build *build, const struct draft_mailbox *draft,
                         const char *rest, struct mailbox_config *mailbox)
{
    CLEANUP_FREE char *host = build_host(build, draft->url, rest);
    mailbox->url = xstrdup(draft->url.text);
    mailbox->user = build_text(draft->login.user);
    mailbox->password_file = build_password_file(build, &draft->login);
    mailbox->ca_file = build_path(build, draft->login.ca_file);
    if (mailbox->user == NULL) {
        faults_add(build->faults, draft->line,
                   "\"user\" of this mailbox is missing; write user: office@example.com");
    }
    if (mailbox->password_file == NULL) {
        faults_add(build->faults, draft->line,
                   "this mailbox has no password; write password_file: with the path of a file "
                   "that holds it, or credential: with the name of one of systemd's");
    }
    if (mailbox->scheme == MAILBOX_IMAPS && draft->start_tls.line > 0) {
        faults_add(build->faults, draft->start_tls.line,
                   "\"start_tls\" is for imap:// only; imaps:// is encrypted from the start");
    }
    if (host != NULL && mailbox->user != NULL) {
        mailbox->name = xasprintf("%s@%s", mailbox->user, host);
    }
}

/* --- a mailbox on this machine -----------------------------------------------------------------*/

static void refuse_login(struct config_build *build, const struct draft_mailbox *draft)
{
    const struct {
        const char *name;
        size_t line;
    } keys[] = {{"user", draft->login.user.line},
                {"password_file", draft->login.password_file.line},
                {"credential", draft->login.credential.line},
                {"ca_file", draft->login.ca_file.line},
                {"start_tls", draft->start_tls.line}};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (keys[i].line > 0) {
            faults_add(build->faults, keys[i].line,
                       "\"%s\" is for a mailbox on a server; remove it for maildir: and mbox:",
                       keys[i].name);
        }
    }
}

static void build_local(struct config_build *build, const struct draft_mailbox *draft,
                        const char *rest, struct mailbox_config *mailbox)
{
    refuse_login(build, draft);
    if (mailbox->scheme == MAILBOX_MBOX && draft->folders.line > 0) {
        faults_add(build->faults, draft->folders.line,
                   "an mbox file has no folders; remove \"folders\"");
    }
    if (*rest == '\0') {
        faults_add(build->faults, draft->url.line,
                   "\"%s\" has no path; write one like %s/var/mail/office", draft->url.text,
                   draft->url.text);
        return;
    }
    mailbox->path = build_path(build, (struct said){.text = rest, .line = draft->url.line});
    mailbox->name = xstrdup(mailbox->path);
    mailbox->url =
        xasprintf("%.*s%s", (int)(rest - draft->url.text), draft->url.text, mailbox->path);
}

/* --- what all have -----------------------------------------------------------------------------*/

/* Special uses (RFC 6154), by which a folder is found whatever its name. */
static void check_folder(struct config_build *build, struct said folder)
{
    static const char *const uses[] = {"\\All",  "\\Archive", "\\Drafts", "\\Flagged",
                                       "\\Junk", "\\Sent",    "\\Trash"};
    if (folder.text == NULL || folder.text[0] != '\\') {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        if (strcmp(folder.text, uses[i]) == 0) {
            return;
        }
    }
    CLEANUP_FREE char *question = build_question(folder.text, uses, COUNT_OF(uses));
    faults_add(build->faults, folder.line,
               "\"%s\" is no special use of a folder; %swrite \\Junk or another of RFC 6154, or "
               "the folder's name",
               folder.text, question);
}

static void build_folders(struct config_build *build, const struct draft_mailbox *draft,
                          struct mailbox_config *mailbox)
{
    static struct said usual[] = {{"INBOX", 0}, {"\\Junk", 0}};
    struct said_texts folders = draft->folders;
    if (folders.line == 0) {
        folders = (struct said_texts){.at = usual, .count = COUNT_OF(usual)};
    } else if (folders.count == 0) {
        faults_add(build->faults, folders.line,
                   "no folder is named; write [INBOX, \\Junk], or remove the line");
    }
    for (size_t i = 0; i < folders.count; i++) {
        check_folder(build, folders.at[i]);
    }
    mailbox->folders = build_texts(&folders);
}

static void build_times(struct config_build *build, const struct draft_mailbox *draft,
                        struct mailbox_config *mailbox)
{
    mailbox->poll = draft->poll.line > 0 ? draft->poll.number : POLL_DEFAULT;
    mailbox->since = draft->since.line > 0 ? draft->since.number : CLOCK_UNKNOWN;
    if (mailbox->poll < POLL_LEAST || mailbox->poll > POLL_MOST) {
        faults_add(build->faults, draft->poll.line,
                   "\"poll\" is %lld seconds; write from 1min (providers lock out who asks more "
                   "often) to 1day",
                   (long long)mailbox->poll);
    }
}

void build_mailbox(struct config_build *build, const struct draft_mailbox *draft,
                   struct mailbox_config *mailbox)
{
    mailbox->start_tls = draft->start_tls.line == 0 || draft->start_tls.number != 0;
    build_folders(build, draft, mailbox);
    build_times(build, draft, mailbox);
    for (size_t i = 0; i < COUNT_OF(schemes) && draft->url.text != NULL; i++) {
        size_t size = strlen(schemes[i].prefix);
        if (strncmp(draft->url.text, schemes[i].prefix, size) == 0) {
            mailbox->scheme = schemes[i].scheme;
            (schemes[i].server ? build_server : build_local)(build, draft, draft->url.text + size,
                                                             mailbox);
            return;
        }
    }
    if (draft->url.text != NULL) {
        faults_add(build->faults, draft->url.line,
                   "\"url\" is of no kind known here; write imaps://HOST, imap://HOST, "
                   "maildir:PATH or mbox:PATH");
    }
}

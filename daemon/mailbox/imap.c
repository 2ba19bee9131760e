#include "mailbox/imap.h"

#include "base/limits.h"
#include "base/log.h"
#include "mailbox/imap_connect.h"
#include "mailbox/imap_session.h"
#include "mailbox/names.h"

#include <stdlib.h>
#include <string.h>

/* libetpan says "protocol" for a BAD, but also for an answer to some other command, after which
 * nothing that comes can be believed. */
static bool answered_bad(const struct imap *imap)
{
    const MMAPString *heard = imap->session->imap_stream_buffer;
    char answer[32];
    int size = snprintf(answer, sizeof answer, "C%d BAD", imap->session->imap_tag);
    return memmem(heard->str, heard->len, answer, (size_t)size) != NULL;
}

bool imap_refused(const struct imap *imap, int code)
{
    /* each command has its own code for a NO */
    static const int refusals[] = {MAILIMAP_ERROR_EXTENSION, MAILIMAP_ERROR_EXAMINE,
                                   MAILIMAP_ERROR_FETCH,     MAILIMAP_ERROR_UID_FETCH,
                                   MAILIMAP_ERROR_LIST,      MAILIMAP_ERROR_CUSTOM_COMMAND};
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        if (refusals[i] == code) {
            return true;
        }
    }
    return code == MAILIMAP_ERROR_PROTOCOL && answered_bad(imap);
}

static int refusal(const struct imap *imap, const char *doing, struct error *error)
{
    const char *url = imap->workplace->settings->url;
    char words[LIMIT_SERVER_WORDS] = "";
    if (imap->session->imap_response != NULL) {
        snprintf(words, sizeof words, "%s", imap->session->imap_response);
    }
    if (strcasestr(words, "unsafe login") != NULL) {
        return error_set(error, ERROR_LOGIN,
                         "The server of %s let %s log in but refuses to show a folder (it says: "
                         "\"%s\"). 163, 126 and yeah.net do so when they do not trust the program: "
                         "switch on IMAP in the web settings of the mailbox, use a client "
                         "authorisation code (授权码) as the password, and confirm the login "
                         "there if it is asked for.",
                         url, imap->workplace->settings->user, words);
    }
    return error_set(error, ERROR_FOLDER,
                     "The server of %s refused while %s (it says: \"%s\"). Check the folders of "
                     "this mailbox in the configuration.",
                     url, doing, words);
}

int imap_fail(const struct imap *imap, int code, const char *doing, struct error *error)
{
    const char *url = imap->workplace->settings->url;
    if (imap_refused(imap, code)) {
        return refusal(imap, doing, error);
    }
    if (imap->stream.error.kind != ERROR_NONE) {
        return error_set(error, imap->stream.error.kind, "The server of %s, while %s: %s", url,
                         doing, imap->stream.error.text);
    }
    if (code == MAILIMAP_ERROR_STREAM || code == MAILIMAP_ERROR_FATAL) {
        return error_set(error, ERROR_NETWORK,
                         "The server of %s ended the session while %s; it is tried again.", url,
                         doing);
    }
    return error_set(error, ERROR_PROTOCOL,
                     "The server of %s answered with something that is not IMAP while %s; it is "
                     "tried again. If it stays so, its administrator must look at it.",
                     url, doing);
}

static void close_session(struct source *source)
{
    struct imap *imap = (struct imap *)source;
    if (imap->session == NULL) {
        return;
    }
    /* without a stream libetpan does not try to say goodbye to a server that does not listen */
    if (imap->session->imap_stream != NULL) {
        mailstream_close(imap->session->imap_stream);
        imap->session->imap_stream = NULL;
    }
    mailimap_free(imap->session);
    imap->session = NULL;
}

/* RFC 2971. 163, 126 and yeah.net want it after the login, and only as short strings. */
static int identify(struct imap *imap, struct error *error)
{
    static char pairs[][2][16] = {
        {"name", "baosong"}, {"version", BAOSONG_VERSION}, {"vendor", "baosong"}};
    struct mailimap_id_params_list *ours = mailimap_id_params_list_new_empty();
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        mailimap_id_params_list_add_name_value(ours, pairs[i][0], pairs[i][1]); /* copies */
    }
    struct mailimap_id_params_list *theirs = NULL;
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
    int code = mailimap_id(imap->session, ours, &theirs);
    mailimap_id_params_list_free(ours);
    if (code == MAILIMAP_NO_ERROR) {
        mailimap_id_params_list_free(theirs);
        return 0;
    }
    /* a server that does not know ID says BAD and is none the worse */
    return imap_refused(imap, code) ? 0
                                    : imap_fail(imap, code, "introducing ourselves (ID)", error);
}

static void no_progress(size_t current, size_t maximum, void *context)
{
    (void)current;
    (void)maximum;
    (void)context;
}

static int connect_session(struct imap *imap, struct error *error)
{
    const struct workplace *workplace = imap->workplace;
    CURL *curl = NULL;
    if (imap_connect(workplace->settings, workplace->parent, &curl, error) != 0) {
        return -1;
    }
    mailstream *stream =
        imap_stream_open(&imap->stream, curl, workplace->parent->fd, workplace->settings->timeout);
    imap->session = mailimap_new(0, NULL);
    if (imap->session == NULL) {
        abort();
    }
    mailstream_low_set_timeout(mailstream_get_low(stream), (time_t)workplace->settings->timeout);
    mailimap_set_163_workaround_enabled(imap->session, 1); /* tags that begin with a letter */
    /* libetpan calls the handler of messages only where there is one for progress, too */
    mailimap_set_progress_callback(imap->session, no_progress, no_progress, NULL);
    int code = mailimap_connect(imap->session, stream);
    if (code != MAILIMAP_NO_ERROR_AUTHENTICATED && code != MAILIMAP_NO_ERROR_NON_AUTHENTICATED) {
        return imap_fail(imap, code, "beginning the session", error);
    }
    return identify(imap, error);
}

/* The connection of the last cycle, if it still lives; else, without a word, a new one. */
static int begin(struct source *source, struct error *error)
{
    struct imap *imap = (struct imap *)source;
    if (imap->session != NULL) {
        imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
        if (mailimap_noop(imap->session) == MAILIMAP_NO_ERROR) {
            return 0;
        }
        close_session(source);
    }
    if (connect_session(imap, error) != 0) {
        close_session(source);
        return -1;
    }
    return 0;
}

static int resolve(struct source *source, const char *configured, char **name, struct error *error)
{
    if (names_is_special(configured)) {
        return imap_find_special((struct imap *)source, configured, name, error);
    }
    *name = xstrdup(strcasecmp(configured, "INBOX") == 0 ? "INBOX" : configured);
    return 0;
}

/* 163 says 1 for every folder for ever, so 1 promises nothing. */
static bool validity_means_something(uint32_t uidvalidity)
{
    return uidvalidity > 1;
}

/* Decides what has to be listed. */
static void compare(struct imap *imap, const struct known *known, struct folder_state *state)
{
    const struct folder_state *before = known->state;
    imap->first_new = 0;
    state->unchanged = false;
    if (before == NULL || known->reconcile || !validity_means_something(state->uidvalidity) ||
        before->uidvalidity != state->uidvalidity || before->uidnext == 0) {
        return;
    }
    imap->first_new = before->uidnext;
    state->unchanged = before->uidnext == state->uidnext && before->exists == state->exists;
}

static int open_folder(struct source *source, const char *name, const struct known *known,
                       struct folder_state *state, struct error *error)
{
    struct imap *imap = (struct imap *)source;
    CLEANUP_FREE char *encoded = NULL;
    if (names_encode(name, &encoded, error) != 0) {
        return -1;
    }
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
    int code = mailimap_examine(imap->session, encoded);
    if (code != MAILIMAP_NO_ERROR) {
        CLEANUP_FREE char *doing = xasprintf("opening the folder \"%s\"", name);
        return imap_fail(imap, code, doing, error);
    }
    const struct mailimap_selection_info *info = imap->session->imap_selection_info;
    if (info->sel_exists > LIMIT_FOLDER_MESSAGES) {
        return error_set(error, ERROR_LIMIT,
                         "The folder \"%s\" has %u messages; at most %d are worked on. Move old "
                         "mail away.",
                         name, info->sel_exists, LIMIT_FOLDER_MESSAGES);
    }
    free(imap->folder);
    imap->folder = xstrdup(name);
    imap->exists = info->sel_exists;
    imap->notable_count = 0;
    *state = (struct folder_state){.uidvalidity = info->sel_uidvalidity,
                                   .uidnext = info->sel_uidnext,
                                   .exists = info->sel_exists};
    compare(imap, known, state);
    if (strcmp(name, "INBOX") == 0) {
        imap->inbox = *state;
    }
    return 0;
}

static void destroy(struct source *source)
{
    struct imap *imap = (struct imap *)source;
    if (imap->session != NULL) {
        mailimap_logout(imap->session);
    }
    close_session(source);
    free(imap->folder);
    free(imap->notable);
    free(imap);
}

struct source *imap_new(struct workplace *workplace)
{
    static const struct source_methods methods = {
        .begin = begin,
        .resolve = resolve,
        .open = open_folder,
        .list = imap_list,
        .fetch = imap_fetch,
        .wait = imap_wait,
        .close = close_session,
        .destroy = destroy,
    };
    struct imap *imap = xcalloc(1, sizeof *imap);
    *imap = (struct imap){.source = {.methods = &methods}, .workplace = workplace};
    return &imap->source;
}

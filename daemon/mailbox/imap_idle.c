/*
 * Waiting for mail between two cycles (IDLE, RFC 2177), spoken by hand: libetpan cannot wait on a
 * stream like ours. Nothing is fetched here; the parent hears "changed" and begins a cycle.
 * Whatever goes wrong costs the connection, which the next cycle makes anew; the mailbox is still
 * polled.
 */
#include "mailbox/imap_session.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "mailbox/names.h"

#include <stdlib.h>
#include <string.h>

#define TAG "W"
#define TAGGED_OK TAG " OK"

/* One wait of one folder. */
struct watch {
    struct imap *imap;
    uint32_t exists;
    bool told;     /* the parent knows that something has changed */
    bool offered;  /* the server said that it knows IDLE */
    unsigned left; /* lines that may still come */
};

/* --- lines -------------------------------------------------------------------------------------*/

static int say(const struct imap *imap, const char *line, struct error *error)
{
    mailstream *stream = imap->session->imap_stream;
    const size_t size = strlen(line);
    if (mailstream_write(stream, line, size) != (ssize_t)size || mailstream_flush(stream) != 0) {
        *error = imap->stream.error;
        return -1;
    }
    return 0;
}

/* The next line, owned by the session; NULL with *error. */
static const char *hear(struct watch *watch, struct error *error)
{
    struct imap *imap = watch->imap;
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
    const char *line = mailstream_read_line_remove_eol(imap->session->imap_stream,
                                                       imap->session->imap_stream_buffer);
    if (line == NULL) {
        *error = imap->stream.error;
        return NULL;
    }
    if (watch->left == 0 || strncasecmp(line, "* BYE", 5) == 0) {
        error_set(error, ERROR_PROTOCOL, "The server %s",
                  watch->left == 0 ? "says far too much." : "ended the connection.");
        return NULL;
    }
    watch->left--;
    return line;
}

static bool is_tagged(const char *line)
{
    return strncmp(line, TAG " ", sizeof TAG) == 0;
}

/* --- what the server says unasked --------------------------------------------------------------*/

static void tell_changed(struct watch *watch)
{
    struct error ignored; /* a parent that is gone is noticed as soon as it is listened to */
    if (!watch->told) {
        watch->told = true;
        (void)parent_changed(watch->imap->workplace->parent, &ignored);
    }
}

/* "* 23 EXISTS": more than before is new mail; "* 7 EXPUNGE": one less. */
static void heed_number(struct watch *watch, const char *line)
{
    char *word = NULL;
    const unsigned long number = strtoul(line + 2, &word, 10);
    if (strcasecmp(word, " EXISTS") == 0 && number <= UINT32_MAX) {
        if (number > watch->exists) {
            tell_changed(watch);
        }
        watch->exists = (uint32_t)number;
    } else if (strcasecmp(word, " EXPUNGE") == 0 && watch->exists > 0) {
        watch->exists--;
    }
}

static void heed(struct watch *watch, const char *line)
{
    if (strncasecmp(line, "* CAPABILITY ", 13) == 0) {
        const char *found = strcasestr(line, " IDLE");
        watch->offered = found != NULL && (found[5] == ' ' || found[5] == '\0');
    } else if (strncmp(line, "* ", 2) == 0) {
        heed_number(watch, line);
    }
}

/* Heeds lines up to the tagged one; *good says whether that is an OK. */
static int finish(struct watch *watch, bool *good, struct error *error)
{
    const char *line;
    while ((line = hear(watch, error)) != NULL) {
        if (is_tagged(line)) {
            *good = strncasecmp(line, TAGGED_OK, sizeof TAGGED_OK - 1) == 0;
            return 0;
        }
        heed(watch, line);
    }
    return -1;
}

/* --- one IDLE after the other ------------------------------------------------------------------*/

/* Heeds the server until the parent speaks (*over) or it is time to say DONE. */
static int listen_on(struct watch *watch, bool *over, struct error *error)
{
    struct imap *imap = watch->imap;
    const double until = clock_monotonic() + (double)imap->workplace->settings->idle;
    for (;;) {
        enum imap_wait woken = IMAP_WAIT_SERVER;
        if (imap->session->imap_stream->read_buffer_len == 0) {
            woken = imap_stream_wait(&imap->stream, imap->workplace->parent->fd,
                                     until - clock_monotonic());
        }
        if (woken != IMAP_WAIT_SERVER) {
            *over = woken == IMAP_WAIT_PARENT;
            return 0;
        }
        const char *line = hear(watch, error);
        if (line == NULL) {
            return -1;
        }
        if (is_tagged(line)) {
            return error_set(error, ERROR_PROTOCOL, "The server ended the waiting by itself.");
        }
        heed(watch, line);
    }
}

/* Says IDLE and hears the "+"; *refused if the server will not. */
static int begin_idle(struct watch *watch, bool *refused, struct error *error)
{
    if (say(watch->imap, TAG " IDLE\r\n", error) != 0) {
        return -1;
    }
    const char *line;
    while ((line = hear(watch, error)) != NULL) {
        if (*line == '+' || is_tagged(line)) {
            *refused = *line != '+';
            return 0;
        }
        heed(watch, line);
    }
    return -1;
}

static int idle(struct watch *watch, struct error *error)
{
    bool over = false;
    while (!over) {
        bool refused = false, good = false;
        watch->left = LIMIT_IDLE_LINES;
        if (begin_idle(watch, &refused, error) != 0) {
            return -1;
        }
        if (refused) {
            watch->imap->no_idle = true;
            return 0;
        }
        if (listen_on(watch, &over, error) != 0 || say(watch->imap, "DONE\r\n", error) != 0 ||
            finish(watch, &good, error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* --- which folder, and whether -----------------------------------------------------------------*/

const char *imap_idle_folder(const struct settings *settings)
{
    for (size_t i = 0; i < settings->folders.count; i++) {
        if (strcasecmp(settings->folders.at[i], "INBOX") == 0) {
            return "INBOX";
        }
    }
    return NULL;
}

/* Asked by hand as well: libetpan crashes where the untagged answer is missing. */
static int ask_whether_offered(struct watch *watch, struct error *error)
{
    bool good = false;
    if (say(watch->imap, TAG " CAPABILITY\r\n", error) != 0 || finish(watch, &good, error) != 0) {
        return -1;
    }
    watch->imap->no_idle = !watch->offered;
    return 0;
}

/* Opens the folder again: another one may be open since, and mail may have come since. */
static int open_again(struct watch *watch, struct error *error)
{
    struct imap *imap = watch->imap;
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
    int code = mailimap_examine(imap->session, "INBOX");
    if (code != MAILIMAP_NO_ERROR) {
        return imap_fail(imap, code, "opening the folder \"INBOX\" to wait for mail", error);
    }
    const struct mailimap_selection_info *now = imap->session->imap_selection_info;
    watch->exists = now->sel_exists;
    if (now->sel_exists != imap->inbox.exists || now->sel_uidnext != imap->inbox.uidnext) {
        tell_changed(watch);
    }
    return 0;
}

static int wait_for_mail(struct imap *imap, struct error *error)
{
    struct watch watch = {.imap = imap, .left = LIMIT_IDLE_LINES};
    if (ask_whether_offered(&watch, error) != 0) {
        return -1;
    }
    if (imap->no_idle) {
        log_info("The server does not offer IDLE; it is asked for new mail at intervals.");
        return 0;
    }
    return open_again(&watch, error) == 0 ? idle(&watch, error) : -1;
}

void imap_wait(struct source *source)
{
    struct imap *imap = (struct imap *)source;
    struct error error = {0};
    if (imap->session == NULL || imap->no_idle ||
        imap_idle_folder(imap->workplace->settings) == NULL) {
        return;
    }
    imap->stream.parent_fd =
        -1; /* when the parent speaks, what was begun is still ended in order */
    const int result = wait_for_mail(imap, &error);
    imap->stream.parent_fd = imap->workplace->parent->fd;
    if (result != 0) {
        log_info("The connection was lost while waiting for mail: %s", error.text);
        source->methods->close(source);
    }
}

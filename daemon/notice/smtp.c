#include "notice/smtp.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "mailbox/secret.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How far a mail has come, by the last command that was sent. */
enum smtp_stage {
    STAGE_SERVER, /* connection, TLS, greeting, login: nothing of this mail */
    STAGE_MAIL,
    STAGE_RCPT,
    STAGE_DATA, /* the command, not yet the text */
    STAGE_TEXT, /* the text is on its way */
    STAGE_END,  /* all of it is, and the dot */
};

struct smtp {
    const struct smtp_config *config;
    const atomic_bool *stop;
    CURL *curl;
    struct secret secret;
    char *url;           /* with the domain of `from`, by which we greet */
    bool no_null_sender; /* the server refused MAIL FROM:<> */
    /* of the mail under way */
    const struct smtp_mail *mail;
    size_t sent;
    enum smtp_stage stage;
    double stop_seen; /* monotonic, when we saw that we shall stop; 0: not yet */
    bool refused_by_us;
    bool leaving; /* QUIT was said: what is answered now is not about the mail */
    int reply;    /* code of the server's last reply; 0: none */
    char words[LIMIT_SERVER_WORDS];
};

struct smtp *smtp_new(const struct smtp_config *config, const atomic_bool *stop)
{
    struct smtp *smtp = xcalloc(1, sizeof *smtp);
    smtp->config = config;
    smtp->stop = stop;
    smtp->url = xasprintf("%s/%s", config->url, strrchr(config->from, '@') + 1);
    return smtp;
}

void smtp_close(struct smtp *smtp)
{
    if (smtp->curl != NULL) {
        curl_easy_cleanup(smtp->curl);
        smtp->curl = NULL;
    }
    secret_clear(&smtp->secret);
}

void smtp_free(struct smtp *smtp)
{
    if (smtp != NULL) {
        smtp_close(smtp);
        free(smtp->url);
        free(smtp);
    }
}

/* --- what happens on the wire ---------------------------------------------------------------- */

static void keep_command(struct smtp *smtp, const char *line, size_t size)
{
    static const struct {
        const char *verb;
        enum smtp_stage stage;
    } verbs[] = {{"MAIL ", STAGE_MAIL}, {"RCPT ", STAGE_RCPT}, {"DATA", STAGE_DATA}};
    smtp->leaving = size >= 4 && strncasecmp(line, "QUIT", 4) == 0;
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        size_t length = strlen(verbs[i].verb);
        if (size >= length && strncasecmp(line, verbs[i].verb, length) == 0) {
            smtp->stage = verbs[i].stage;
            smtp->reply = 0;
            smtp->words[0] = '\0';
        }
    }
}

/* Three digits (RFC 5321, 4.2); the line has no end that a string function could see. */
static bool is_reply(const char *line, size_t size)
{
    for (size_t i = 0; i < 3; i++) {
        if (i >= size || line[i] < '0' || line[i] > '9') {
            return false;
        }
    }
    return true;
}

static void keep_reply(struct smtp *smtp, const char *line, size_t size)
{
    while (size > 0 && (line[size - 1] == '\r' || line[size - 1] == '\n')) {
        size--;
    }
    if (smtp->leaving || !is_reply(line, size)) {
        return;
    }
    size_t kept = size < sizeof smtp->words ? size : sizeof smtp->words - 1;
    smtp->reply = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    memcpy(smtp->words, line, kept);
    smtp->words[kept] = '\0';
    if (smtp->secret.password != NULL) {
        secret_strike(&smtp->secret, smtp->words);
    }
}

static int watch(CURL *curl, curl_infotype type, char *data, size_t size, void *context)
{
    (void)curl;
    if (type == CURLINFO_HEADER_OUT) {
        keep_command(context, data, size);
    } else if (type == CURLINFO_HEADER_IN) {
        keep_reply(context, data, size);
    }
    return 0;
}

static size_t read_text(char *to, size_t size, size_t count, void *context)
{
    struct smtp *smtp = context;
    const struct smtp_mail *mail = smtp->mail;
    if (smtp->stage < STAGE_TEXT) {
        if (mail->handing_over(mail->context) != 0) {
            smtp->refused_by_us = true;
            return CURL_READFUNC_ABORT;
        }
        smtp->stage = STAGE_TEXT;
        smtp->reply = 0;
        smtp->words[0] = '\0';
    }
    size_t rest = mail->size - smtp->sent, room = size * count;
    size_t given = rest < room ? rest : room;
    memcpy(to, mail->text + smtp->sent, given);
    smtp->sent += given;
    if (smtp->sent == mail->size) {
        smtp->stage = STAGE_END;
    }
    return given;
}

/* What is being handed over has some seconds left, for otherwise nobody knows what became of it. */
static int watch_stop(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                      curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    struct smtp *smtp = context;
    if (!atomic_load(smtp->stop)) {
        return 0;
    }
    smtp->stop_seen = smtp->stop_seen > 0 ? smtp->stop_seen : clock_monotonic();
    return smtp->stage < STAGE_TEXT || clock_monotonic() - smtp->stop_seen > LIMIT_SMTP_STOP ? 1
                                                                                             : 0;
}

/* --- options --------------------------------------------------------------------------------- */

static void set_security(CURL *curl, const struct smtp_config *config)
{
    bool plain = strncmp(config->url, "smtp://", strlen("smtp://")) == 0 && !config->start_tls;
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (config->ca_file != NULL) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->ca_file);
    }
    /* GnuTLS would trust what is in this folder beside ca_file */
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static int set_login(struct smtp *smtp, struct error *error)
{
    const struct smtp_config *config = smtp->config;
    if (config->user == NULL) {
        return 0;
    }
    if (secret_load(&smtp->secret, config->password_file, config->user, error) != 0) {
        return -1;
    }
    curl_easy_setopt(smtp->curl, CURLOPT_USERNAME, config->user);
    switch (config->auth) {
    case SMTP_PASSWORD:
        curl_easy_setopt(smtp->curl, CURLOPT_PASSWORD, smtp->secret.password);
        break;
    case SMTP_XOAUTH2:
        curl_easy_setopt(smtp->curl, CURLOPT_XOAUTH2_BEARER, smtp->secret.password);
        curl_easy_setopt(smtp->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
        break;
    }
    return 0;
}

static int open_curl(struct smtp *smtp, struct error *error)
{
    const long timeout = (long)smtp->config->timeout;
    if (smtp->curl != NULL) {
        return 0;
    }
    smtp->curl = curl_easy_init();
    if (smtp->curl == NULL) {
        abort();
    }
    CURL *curl = smtp->curl;
    curl_easy_setopt(curl, CURLOPT_URL, smtp->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout * LIMIT_SMTP_TIMEOUTS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, timeout);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_text);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, smtp);
    set_security(curl, smtp->config);
    return set_login(smtp, error);
}

/* --- the outcome ----------------------------------------------------------------------------- */

static const struct {
    CURLcode code;
    enum error_kind kind;
    const char *what; /* follows "The mail server URL " */
} rows[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ERROR_NETWORK,
     "cannot be found: its name does not resolve. Check the host in smtp.url, and the DNS"},
    {CURLE_COULDNT_CONNECT, ERROR_NETWORK,
     "does not accept the connection. Check host and port in smtp.url, and the firewall"},
    {CURLE_OPERATION_TIMEDOUT, ERROR_NETWORK, "did not answer in time"},
    {CURLE_LOGIN_DENIED, ERROR_LOGIN,
     "refused the login. Check smtp.user and its password; 163, 126 and QQ want the client "
     "authorisation code (授权码) from their web settings"},
    {CURLE_PEER_FAILED_VERIFICATION, ERROR_CERTIFICATE,
     "could not prove who it is; nothing was sent. If it has an authority of its own, name its "
     "certificate in smtp.ca_file"},
    {CURLE_USE_SSL_FAILED, ERROR_CERTIFICATE,
     "does not offer STARTTLS, so nothing was sent. Use smtps:// in smtp.url; start_tls: no "
     "allows it without protection"},
    {CURLE_SSL_CONNECT_ERROR, ERROR_PROTOCOL,
     "does not speak TLS 1.2 or newer there. Check the port in smtp.url: smtps:// usually has "
     "465, smtp:// 587"},
    {CURLE_SSL_CACERT_BADFILE, ERROR_CONFIG,
     "cannot be trusted: smtp.ca_file cannot be read as certificates"},
    {CURLE_WEIRD_SERVER_REPLY, ERROR_PROTOCOL, "does not answer as an SMTP server does"},
};

static void explain(const struct smtp *smtp, CURLcode code, struct error *error)
{
    bool refused = smtp->reply >= 400 && code != CURLE_LOGIN_DENIED;
    const char *what = refused ? "refused" : "broke off the connection";
    enum error_kind kind = ERROR_NETWORK;
    for (size_t i = 0; i < COUNT_OF(rows) && !refused; i++) {
        if (rows[i].code == code) {
            what = rows[i].what;
            kind = rows[i].kind;
        }
    }
    error_set(error, kind, "The mail server %s %s (%s).", smtp->config->url, what,
              smtp->words[0] != '\0' ? smtp->words : curl_easy_strerror(code));
}

/* It is our address that it does not like, and every other mail would fare the same; but 552 is
 * about the size of this one (RFC 1870). */
static bool sender_refused(const struct smtp *smtp)
{
    return smtp->stage == STAGE_MAIL && smtp->reply >= 500 && smtp->reply != 552;
}

/* Nothing but a reply of the server's to this very mail decides about the mail. */
static enum delivery judge_outcome(const struct smtp *smtp, CURLcode code)
{
    if (code == CURLE_OK) {
        return DELIVERY_SENT;
    }
    if (code == CURLE_ABORTED_BY_CALLBACK && smtp->stage < STAGE_TEXT) {
        return smtp->refused_by_us ? DELIVERY_LATER : DELIVERY_STOPPED;
    }
    if (smtp->stage == STAGE_SERVER || sender_refused(smtp)) {
        return DELIVERY_NO_SERVER;
    }
    if (smtp->reply >= 500) {
        return DELIVERY_REFUSED;
    }
    if (smtp->reply >= 400 && smtp->reply != 421) {
        return DELIVERY_LATER;
    }
    return smtp->stage == STAGE_END && smtp->reply == 0 ? DELIVERY_UNCERTAIN : DELIVERY_DROPPED;
}

static enum delivery try_once(struct smtp *smtp, const struct smtp_mail *mail, bool null_sender,
                              struct error *error)
{
    if (open_curl(smtp, error) != 0) {
        smtp_close(smtp);
        return DELIVERY_NO_SERVER;
    }
    CLEANUP_FREE char *recipient = xasprintf("<%s>", mail->recipient);
    CLEANUP_FREE char *sender = null_sender ? xstrdup("") : xasprintf("<%s>", smtp->config->from);
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    smtp->mail = mail;
    smtp->sent = 0;
    smtp->stage = STAGE_SERVER;
    smtp->reply = 0;
    smtp->refused_by_us = false;
    smtp->leaving = false;
    smtp->words[0] = '\0';
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->size);
    CURLcode code = curl_easy_perform(smtp->curl);
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    enum delivery outcome = judge_outcome(smtp, code);
    if (outcome != DELIVERY_SENT) {
        explain(smtp, code, error);
        smtp_close(smtp);
    }
    return outcome;
}

enum delivery smtp_send(struct smtp *smtp, const struct smtp_mail *mail, struct error *error)
{
    bool null_sender = mail->answer && !smtp->no_null_sender;
    enum delivery outcome = try_once(smtp, mail, null_sender, error);
    if (null_sender && sender_refused(smtp)) {
        smtp->no_null_sender = true;
        outcome = try_once(smtp, mail, false, error);
    }
    return outcome;
}

int smtp_check(const struct smtp_config *config, struct error *error)
{
    static const atomic_bool never = false;
    CLEANUP(cleanup_smtp_free)
    struct smtp *smtp = smtp_new(config, &never);
    if (open_curl(smtp, error) != 0) {
        return -1;
    }
    curl_easy_setopt(smtp->curl, CURLOPT_CONNECT_ONLY, 1L);
    const CURLcode code = curl_easy_perform(smtp->curl);
    if (code != CURLE_OK) {
        explain(smtp, code, error);
        return -1;
    }
    return 0;
}

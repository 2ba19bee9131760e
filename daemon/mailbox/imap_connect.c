#include "mailbox/imap_connect.h"

#include "base/limits.h"
#include "base/memory.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* What the server said last, for a person. */
struct server_words {
    char text[LIMIT_SERVER_WORDS];
};

/* Keeps the last line that is an answer, without its tag; "+" lines carry only SASL's base 64. */
static size_t keep_words(char *line, size_t size, size_t count, void *context)
{
    struct server_words *words = context;
    const size_t length = size * count;
    const char *blank = memchr(line, ' ', length);
    if (blank == NULL || line[0] == '+') {
        return length;
    }
    size_t rest = length - (size_t)(blank + 1 - line);
    while (rest > 0 && (blank[rest] == '\r' || blank[rest] == '\n')) {
        rest--;
    }
    rest = rest < sizeof words->text - 1 ? rest : sizeof words->text - 1;
    memcpy(words->text, blank + 1, rest);
    words->text[rest] = '\0';
    return length;
}

static bool contains(const char *text, const char *const *needles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasestr(text, needles[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* curl says "login denied" for every NO, but some of them heal by waiting (RFC 5530). */
static int explain_login(const struct settings *settings, const char *server_words,
                         struct error *error)
{
    static const char *const passing[] = {"[UNAVAILABLE]", "[INUSE]",   "[LIMIT]",
                                          "[SERVERBUG]",   "temporar",  "try again",
                                          "too many",      "try later", "internal error"};
    if (contains(server_words, passing, COUNT_OF(passing))) {
        return error_set(error, ERROR_NETWORK,
                         "The server of %s cannot let anybody log in just now (it says: \"%s\"); "
                         "it is tried again.",
                         settings->url, server_words);
    }
    if (strncasecmp(server_words, "NO", 2) != 0 && strncasecmp(server_words, "BAD", 3) != 0) {
        return error_set(error, ERROR_LOGIN,
                         "The server of %s offers no way to log in with a password (its last "
                         "words: \"%s\"). Ask its administrator which way it wants.",
                         settings->url, server_words);
    }
    return error_set(error, ERROR_LOGIN,
                     "The server of %s refused the login of %s (it says: \"%s\"). Check user and "
                     "password_file; 163, 126 and QQ want the client authorisation code "
                     "(授权码) from their web settings, not the password of the web page.",
                     settings->url, settings->user, server_words);
}

static int explain_certificate(const struct settings *settings, const char *curl_words,
                               struct error *error)
{
    if (strcasestr(curl_words, "does not match") != NULL) {
        return error_set(error, ERROR_CERTIFICATE,
                         "The server of %s shows a certificate of another host name (%s). "
                         "Check the host in url; the password was not sent.",
                         settings->url, curl_words);
    }
    return error_set(error, ERROR_CERTIFICATE,
                     "The certificate of the server of %s was not issued by a trusted authority, "
                     "or is out of date (%s). If the server has an authority of its own, name "
                     "its certificate in ca_file (now: %s); the password was not sent.",
                     settings->url, curl_words,
                     settings->ca_file != NULL ? settings->ca_file : "the system's");
}

static const struct {
    CURLcode code;
    enum error_kind kind;
    const char *what; /* follows "The server of URL " */
} rows[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ERROR_NETWORK,
     "cannot be found: its name does not resolve. Check the host in url, and the DNS"},
    {CURLE_COULDNT_RESOLVE_PROXY, ERROR_NETWORK,
     "cannot be reached: the name of the proxy does not resolve"},
    {CURLE_COULDNT_CONNECT, ERROR_NETWORK,
     "does not accept the connection. Check host and port in url, and the firewall"},
    {CURLE_OPERATION_TIMEDOUT, ERROR_NETWORK,
     "did not answer in time. Check host and port in url, and the firewall; it is tried again"},
    {CURLE_GOT_NOTHING, ERROR_NETWORK, "closed the connection at once; it is tried again"},
    {CURLE_SEND_ERROR, ERROR_NETWORK, "broke the connection; it is tried again"},
    {CURLE_RECV_ERROR, ERROR_NETWORK, "broke the connection; it is tried again"},
    {CURLE_SSL_CONNECT_ERROR, ERROR_PROTOCOL,
     "does not speak TLS 1.2 or newer there. Check the port in url: imaps:// usually has 993, "
     "imap:// with STARTTLS 143"},
    {CURLE_USE_SSL_FAILED, ERROR_CERTIFICATE,
     "does not offer STARTTLS, so the password would travel unprotected and was not sent. Use "
     "imaps:// in url; start_tls: false allows it without protection"},
    {CURLE_WEIRD_SERVER_REPLY, ERROR_PROTOCOL,
     "does not answer as an IMAP server does. Check host and port in url"},
    {CURLE_REMOTE_ACCESS_DENIED, ERROR_NETWORK, "sent the connection away; it is tried again"},
    {CURLE_SSL_CACERT_BADFILE, ERROR_CONFIG,
     "cannot be trusted by anything: the file named by ca_file cannot be read as certificates"},
    {CURLE_URL_MALFORMAT, ERROR_CONFIG, "cannot be found: url is not imaps://host[:port]"},
    {CURLE_UNSUPPORTED_PROTOCOL, ERROR_CONFIG, "cannot be used: url is not imaps:// or imap://"},
};

int imap_connect_explain(const struct settings *settings, CURLcode code, const char *curl_words,
                         const char *server_words, struct error *error)
{
    if (code == CURLE_LOGIN_DENIED) {
        return explain_login(settings, server_words, error);
    }
    if (code == CURLE_PEER_FAILED_VERIFICATION) {
        return explain_certificate(settings, curl_words, error);
    }
    const char *words = *curl_words != '\0' ? curl_words : curl_easy_strerror(code);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].code == code) {
            return error_set(error, rows[i].kind, "The server of %s %s (%s).", settings->url,
                             rows[i].what, words);
        }
    }
    return error_set(error, ERROR_NETWORK,
                     "The connection to the server of %s failed (%s); it is tried again.",
                     settings->url, words);
}

/* Ends the attempt when the parent has ended. */
static int watch_parent(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                        curl_off_t up)
{
    (void)down_total, (void)down, (void)up_total, (void)up;
    const struct parent *parent = context;
    struct pollfd wait = {.fd = parent->fd, .events = POLLIN};
    return poll(&wait, 1, 0) != 0 ? 1 : 0;
}

static void set_security(CURL *curl, const struct settings *settings)
{
    const bool plain = settings->scheme == MAILBOX_IMAP && !settings->start_tls;
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file != NULL) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file);
    }
    /* GnuTLS would trust what is in this folder beside ca_file; without one it holds only what the
     * system's file holds, loaded a second time */
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static void set_options(CURL *curl, const struct settings *settings, struct parent *parent,
                        struct server_words *words)
{
    const long timeout = (long)settings->timeout;
    curl_easy_setopt(curl, CURLOPT_URL, settings->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, parent->secret.password);
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, timeout);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 3 * timeout); /* connecting, TLS and login together */
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_words);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, words);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch_parent);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, parent);
    set_security(curl, settings);
}

/* Takes away what would dangle or must not stay once the connection is up. */
static void settle(CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, NULL);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, NULL);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, NULL);
}

int imap_connect(const struct settings *settings, struct parent *parent, CURL **curl,
                 struct error *error)
{
    if (secret_load(&parent->secret, settings->password_file, settings->user, error) != 0) {
        return -1;
    }
    CURL *made = curl_easy_init();
    if (made == NULL) {
        abort();
    }
    struct server_words words = {""};
    char curl_words[CURL_ERROR_SIZE] = "";
    set_options(made, settings, parent, &words);
    curl_easy_setopt(made, CURLOPT_ERRORBUFFER, curl_words);
    CURLcode code = curl_easy_perform(made);
    settle(made);
    if (code != CURLE_OK) {
        curl_easy_cleanup(made);
        return imap_connect_explain(settings, code, curl_words, words.text, error);
    }
    *curl = made;
    return 0;
}

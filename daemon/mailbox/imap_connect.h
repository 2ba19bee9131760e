/*
 * A connection to an IMAP server, up to and with the login: names, proxies, TLS with a verified
 * certificate and host name, STARTTLS and SASL are libcurl's work.
 */
#ifndef BAOSONG_MAILBOX_IMAP_CONNECT_H
#define BAOSONG_MAILBOX_IMAP_CONNECT_H

#include "base/error.h"
#include "mailbox/parent.h"
#include "mailbox/settings.h"

#include <curl/curl.h>

/*
 * Connects and logs in; the caller owns *curl, a handle for curl_easy_send and curl_easy_recv.
 * Reads the password into parent->secret. Errors: ERROR_CONFIG (password or CA file), ERROR_LOGIN,
 * ERROR_CERTIFICATE (also: no STARTTLS, for then nobody has proved anything), ERROR_NETWORK,
 * ERROR_PROTOCOL.
 */
int imap_connect(const struct settings *settings, struct parent *parent, CURL **curl,
                 struct error *error);

/* What imap_connect says after curl's `code`. `curl_words` are curl's own words, `server_words` the
 * server's last line, both "" where there are none. */
int imap_connect_explain(const struct settings *settings, CURLcode code, const char *curl_words,
                         const char *server_words, struct error *error);

#endif

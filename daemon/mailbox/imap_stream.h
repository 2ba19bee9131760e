/*
 * The bytes between libetpan and a server: libcurl's authenticated connection as a libetpan stream,
 * with bounds on silence, on slowness and on what a server may say, and an end when the parent
 * ends.
 */
#ifndef BAOSONG_MAILBOX_IMAP_STREAM_H
#define BAOSONG_MAILBOX_IMAP_STREAM_H

#include "base/error.h"

#include <curl/curl.h>
#include <libetpan/libetpan.h>
#include <stddef.h>
#include <stdint.h>

struct imap_stream {
    CURL *curl;
    curl_socket_t socket;
    int parent_fd; /* readable: the parent speaks out of turn or is gone, so give up; -1: ignored */
    int64_t timeout;
    const char *greeting; /* what is handed out before the first byte of the server */
    int ahead;            /* a byte that was read while waiting; -1: none */
    uint64_t received;    /* bytes in this command */
    uint64_t body;        /* of these, bytes of message bodies */
    uint64_t allowance;   /* how many others there may be */
    double window_start;
    uint64_t window_bytes;
    struct error error; /* why it failed; kind ERROR_NONE as long as it did not */
};

enum imap_wait { IMAP_WAIT_SERVER, IMAP_WAIT_PARENT, IMAP_WAIT_TIME };

/* Waits until there is something to read from the server (its end, too), the parent speaks or has
 * ended, or `seconds` are over. What libetpan has read but not used the caller must look at first.
 */
enum imap_wait imap_stream_wait(struct imap_stream *stream, int parent_fd, double seconds);

/* Begins a command to which the server may answer `allowance` bytes beside message bodies. */
void imap_stream_command(struct imap_stream *stream, uint64_t allowance);

/*
 * A stream for mailimap_connect(), which begins with a greeting that says the login is done. Takes
 * over `curl`; `stream` stays the caller's and must outlive the result. mailstream_close() ends it.
 */
mailstream *imap_stream_open(struct imap_stream *stream, CURL *curl, int parent_fd,
                             int64_t timeout);

#endif

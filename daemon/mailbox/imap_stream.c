#include "mailbox/imap_stream.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    BUFFER_SIZE = 64 << 10, /* bytes: fewer calls than with 4 KiB, no gain beyond */
    WINDOW_TIMEOUTS = 4,    /* the average speed is looked at over so many time-outs */
};

static int fail(struct imap_stream *stream, enum error_kind kind, const char *text)
{
    return error_set(&stream->error, kind, "%s", text);
}

static int wait_for(struct imap_stream *stream, short events)
{
    struct pollfd waits[] = {{.fd = stream->socket, .events = events},
                             {.fd = stream->parent_fd, .events = POLLIN}};
    int ready;
    do {
        ready = poll(waits, 2, (int)stream->timeout * 1000);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        return error_set(&stream->error, ERROR_NETWORK,
                         "The server said nothing for %lld seconds; it is tried again.",
                         (long long)stream->timeout);
    }
    return waits[1].revents != 0 ? fail(stream, ERROR_FAILED, "The parent ended.") : 0;
}

/* Too slow on the whole, or a flood of lines that are no message? */
static int check_bounds(struct imap_stream *stream, size_t got)
{
    stream->received += got;
    stream->window_bytes += got;
    if (stream->received - stream->body > stream->allowance + 2 * (uint64_t)BUFFER_SIZE) {
        return fail(stream, ERROR_PROTOCOL,
                    "The server answers far more than was asked; something is wrong with it.");
    }
    const double window = (double)(stream->timeout * WINDOW_TIMEOUTS);
    if (clock_monotonic() - stream->window_start < window) {
        return 0;
    }
    if ((double)stream->window_bytes < window * LIMIT_NETWORK_RATE) {
        return error_set(&stream->error, ERROR_NETWORK,
                         "The server is too slow: %llu bytes in %.0f seconds; it is tried again.",
                         (unsigned long long)stream->window_bytes, window);
    }
    log_info("still receiving: %llu bytes so far", (unsigned long long)stream->received);
    stream->window_start = clock_monotonic();
    stream->window_bytes = 0;
    return 0;
}

/* Fills the buffer while there is something: TLS hands out at most 16 KiB at a time. */
static size_t read_more(struct imap_stream *stream, char *buffer, size_t got, size_t size)
{
    size_t more = 0;
    while (got < size &&
           curl_easy_recv(stream->curl, buffer + got, size - got, &more) == CURLE_OK && more > 0) {
        got += more;
    }
    return got;
}

static ssize_t read_greeting(struct imap_stream *stream, void *buffer, size_t size)
{
    size_t left = strlen(stream->greeting);
    size_t got = left < size ? left : size;
    memcpy(buffer, stream->greeting, got);
    stream->greeting += got;
    return (ssize_t)got;
}

static int lost(struct imap_stream *stream, CURLcode code)
{
    return error_set(&stream->error, ERROR_NETWORK,
                     "The server closed the connection after %llu bytes (%s); it is tried again.",
                     (unsigned long long)stream->received,
                     code == CURLE_OK ? "without a word" : curl_easy_strerror(code));
}

/* The end of the stream must be -1, never 0: libetpan's literals would wait for ever. */
static ssize_t driver_read(mailstream_low *low, void *buffer, size_t size)
{
    struct imap_stream *stream = low->data;
    if (*stream->greeting != '\0') {
        return read_greeting(stream, buffer, size);
    }
    if (stream->ahead >= 0) {
        *(char *)buffer = (char)stream->ahead;
        stream->ahead = -1;
        return 1;
    }
    for (;;) {
        size_t got = 0;
        CURLcode code = curl_easy_recv(stream->curl, buffer, size, &got);
        if (code == CURLE_OK && got > 0) {
            got = read_more(stream, buffer, got, size);
            return check_bounds(stream, got) == 0 ? (ssize_t)got : -1;
        }
        if (code != CURLE_AGAIN) {
            return lost(stream, code);
        }
        if (wait_for(stream, POLLIN) != 0) { /* only now: TLS may hold what poll cannot see */
            return -1;
        }
    }
}

static ssize_t driver_write(mailstream_low *low, const void *data, size_t size)
{
    struct imap_stream *stream = low->data;
    for (;;) {
        size_t put = 0;
        CURLcode code = curl_easy_send(stream->curl, data, size, &put);
        if (code == CURLE_OK) {
            return (ssize_t)put;
        }
        if (code != CURLE_AGAIN) {
            return lost(stream, code);
        }
        if (wait_for(stream, POLLOUT) != 0) {
            return -1;
        }
    }
}

static int driver_close(mailstream_low *low)
{
    struct imap_stream *stream = low->data;
    shutdown(stream->socket, SHUT_RDWR); /* curl's own farewell could wait for a silent server */
    return 0;
}

static int driver_fd(mailstream_low *low)
{
    return ((struct imap_stream *)low->data)->socket;
}

static void driver_free(mailstream_low *low)
{
    struct imap_stream *stream = low->data;
    curl_easy_cleanup(stream->curl);
    stream->curl = NULL;
    free(low);
}

static void driver_cancel(mailstream_low *low)
{
    (void)low;
}

static struct mailstream_cancel *driver_get_cancel(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static carray *driver_certificates(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static int driver_no_idle(mailstream_low *low)
{
    (void)low;
    return -1;
}

/* Is there a byte, or the end? TLS may hold what poll cannot see, and what poll sees may be TLS's
 * own, so one is read. An end is left to the next read. */
static bool look_ahead(struct imap_stream *stream)
{
    char byte = 0;
    size_t got = 0;
    if (stream->ahead >= 0) {
        return true;
    }
    const CURLcode code = curl_easy_recv(stream->curl, &byte, 1, &got);
    if (code == CURLE_OK && got == 1) {
        stream->ahead = (unsigned char)byte;
    }
    return code != CURLE_AGAIN;
}

enum imap_wait imap_stream_wait(struct imap_stream *stream, int parent_fd, double seconds)
{
    const double until = clock_monotonic() + seconds;
    while (!look_ahead(stream)) {
        struct pollfd waits[] = {{.fd = parent_fd, .events = POLLIN},
                                 {.fd = stream->socket, .events = POLLIN}};
        const double left = until - clock_monotonic();
        const int ready = left > 0 ? poll(waits, 2, (int)(left * 1000) + 1) : 0;
        if (ready == 0) {
            return IMAP_WAIT_TIME;
        }
        if (waits[0].revents != 0) {
            return IMAP_WAIT_PARENT;
        }
    }
    return IMAP_WAIT_SERVER;
}

void imap_stream_command(struct imap_stream *stream, uint64_t allowance)
{
    stream->received = 0;
    stream->body = 0;
    stream->allowance = allowance;
    stream->window_start = clock_monotonic();
    stream->window_bytes = 0;
}

mailstream *imap_stream_open(struct imap_stream *stream, CURL *curl, int parent_fd, int64_t timeout)
{
    static mailstream_low_driver driver = {
        .mailstream_read = driver_read,
        .mailstream_write = driver_write,
        .mailstream_close = driver_close,
        .mailstream_get_fd = driver_fd,
        .mailstream_free = driver_free,
        .mailstream_cancel = driver_cancel,
        .mailstream_get_cancel = driver_get_cancel,
        .mailstream_get_certificate_chain = driver_certificates,
        .mailstream_setup_idle = driver_no_idle,
        .mailstream_unsetup_idle = driver_no_idle,
        .mailstream_interrupt_idle = driver_no_idle,
    };
    *stream = (struct imap_stream){
        .curl = curl,
        .parent_fd = parent_fd,
        .timeout = timeout,
        .greeting = "* PREAUTH ready\r\n",
        .ahead = -1,
    };
    curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &stream->socket);
    imap_stream_command(stream, LIMIT_IMAP_RESPONSE);
    mailstream_low *low = mailstream_low_new(stream, &driver);
    mailstream *result = low != NULL ? mailstream_new(low, BUFFER_SIZE) : NULL;
    if (result == NULL) {
        abort();
    }
    return result;
}

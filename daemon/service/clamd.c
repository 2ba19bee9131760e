#include "service/clamd.h"

#include "base/clock.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A conversation. Commands begin with z and end with NUL, and so do the answers then. */
struct talk {
    const struct clamd_config *config;
    const atomic_bool *stop; /* NULL: nobody stops it */
    int socket;
    double until; /* monotonic */
    bool hung_up; /* it takes no more; its reason may still be read */
};

static int begin(struct talk *talk, struct error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = talk->config->socket;
    if (strlen(path) >= sizeof address.sun_path) {
        return error_set(error, ERROR_CONFIG, "the path of the socket %s is too long", path);
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    talk->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (talk->socket < 0) {
        return error_set_errno(error, errno, "cannot make a socket");
    }
    if (connect(talk->socket, (const struct sockaddr *)&address, sizeof address) != 0) {
        return error_set(error, ERROR_NETWORK, "clamd cannot be reached at %s: %s", path,
                         strerror(errno));
    }
    talk->until = clock_monotonic() + (double)talk->config->timeout;
    return 0;
}

static void end(struct talk *talk)
{
    if (talk->socket >= 0) {
        close(talk->socket);
    }
}

/* Until the socket is ready; looks every second whether we are to stop. */
static int wait_for(struct talk *talk, short events, struct error *error)
{
    enum { LOOK = 1000 }; /* milliseconds */
    for (;;) {
        if (talk->stop != NULL && atomic_load(talk->stop)) {
            return error_set(error, ERROR_BUSY, "the service is being stopped");
        }
        double rest = talk->until - clock_monotonic();
        if (rest <= 0) {
            return error_set(error, ERROR_PROTOCOL, "clamd did not answer within %lld s",
                             (long long)talk->config->timeout);
        }
        struct pollfd one = {.fd = talk->socket, .events = events};
        if (poll(&one, 1, rest * 1000 < LOOK ? (int)(rest * 1000) + 1 : LOOK) > 0) {
            return 0;
        }
    }
}

static int put(struct talk *talk, const void *data, size_t size, struct error *error)
{
    const char *at = data;
    while (size > 0 && !talk->hung_up) {
        ssize_t put = send(talk->socket, at, size, MSG_NOSIGNAL);
        if (put > 0) {
            at += put;
            size -= (size_t)put;
        } else if (errno == EAGAIN || errno == EINTR) {
            if (wait_for(talk, POLLOUT, error) != 0) {
                return -1;
            }
        } else {
            talk->hung_up = true;
        }
    }
    return 0;
}

/* One answer, up to its NUL or the end, as printable ASCII. */
static int get(struct talk *talk, char text[LIMIT_SERVER_WORDS], struct error *error)
{
    size_t size = 0;
    while (size < LIMIT_SERVER_WORDS - 1) {
        ssize_t got = recv(talk->socket, text + size, 1, 0);
        if (got == 0 || (got > 0 && text[size] == '\0')) {
            break;
        }
        if (got > 0) {
            const bool printable = text[size] >= ' ' && text[size] <= '~';
            text[size] = (char)(printable ? text[size] : '?');
            size++;
        } else if (errno != EAGAIN && errno != EINTR) {
            break;
        } else if (wait_for(talk, POLLIN, error) != 0) {
            return -1;
        }
    }
    text[size] = '\0';
    return size > 0 ? 0 : error_set(error, ERROR_PROTOCOL, "clamd hung up without an answer");
}

/* Pieces, each behind its length in network order; an empty one is the end. */
static int put_file(struct talk *talk, int file, struct error *error)
{
    enum { PIECE = 64 << 10 };
    CLEANUP_FREE char *piece = xmalloc(PIECE);
    for (;;) {
        ssize_t got = read(file, piece, PIECE);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, errno, "a stored file cannot be read");
        }
        const uint32_t length = htonl((uint32_t)got);
        if (put(talk, &length, sizeof length, error) != 0 ||
            put(talk, piece, (size_t)got, error) != 0) {
            return -1;
        }
        if (got == 0 || talk->hung_up) {
            return 0;
        }
    }
}

/* "stream: OK", "stream: NAME FOUND", "INSTREAM size limit exceeded. ERROR". */
static int understand(const char *text, struct clamd_answer *answer, struct error *error)
{
    static const char begin[] = "stream: ", found[] = " FOUND";
    const size_t size = strlen(text), edges = strlen(begin) + strlen(found);
    if (strcmp(text, "stream: OK") == 0) {
        answer->verdict = CLAMD_CLEAN;
        return 0;
    }
    if (size > edges && strncmp(text, begin, strlen(begin)) == 0 &&
        strcmp(text + size - strlen(found), found) == 0) {
        answer->verdict = CLAMD_INFECTED;
        memcpy(answer->name, text + strlen(begin), size - edges);
        answer->name[size - edges] = '\0';
        return 0;
    }
    if (strstr(text, "size limit exceeded") != NULL) {
        answer->verdict = CLAMD_TOO_LARGE;
        return 0;
    }
    return error_set(error, ERROR_PROTOCOL, "clamd says \"%s\"", text);
}

static int converse(struct talk *talk, int file, struct clamd_answer *answer, struct error *error)
{
    static const char command[] = "zINSTREAM";
    char text[LIMIT_SERVER_WORDS];
    return begin(talk, error) != 0 || put(talk, command, sizeof command, error) != 0 ||
                   put_file(talk, file, error) != 0 || get(talk, text, error) != 0
               ? -1
               : understand(text, answer, error);
}

int clamd_scan(const struct clamd_config *config, int file, uint64_t size, const atomic_bool *stop,
               struct clamd_answer *answer, struct error *error)
{
    struct talk talk = {.config = config, .stop = stop, .socket = -1};
    *answer = (struct clamd_answer){.verdict = CLAMD_TOO_LARGE};
    if (size > (uint64_t)config->max_bytes) {
        return 0;
    }
    int result = converse(&talk, file, answer, error);
    end(&talk);
    return result;
}

int clamd_check(const struct clamd_config *config, char version[LIMIT_SERVER_WORDS],
                struct error *error)
{
    static const char command[] = "zVERSION";
    struct talk talk = {.config = config, .socket = -1};
    int result = begin(&talk, error) != 0 || put(&talk, command, sizeof command, error) != 0
                     ? -1
                     : get(&talk, version, error);
    end(&talk);
    return result;
}

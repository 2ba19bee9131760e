#include "reader/source.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HEAD = 16384 /* bytes by which beginning and line ends are judged */ };

/* --- line ends ------------------------------------------------------------------------------- */

enum line_ends { ENDS_FINE, ENDS_CR, ENDS_CR_CR_LF };

static enum line_ends line_ends_of(const char *head, size_t size)
{
    size_t cr = 0, lf = 0, doubled = 0;
    for (size_t i = 0; i < size; i++) {
        cr += head[i] == '\r';
        lf += head[i] == '\n';
        doubled += i >= 2 && head[i] == '\n' && head[i - 1] == '\r' && head[i - 2] == '\r';
    }
    if (lf == 0 && cr > 0) {
        return ENDS_CR;
    }
    return doubled > 0 && doubled == lf ? ENDS_CR_CR_LF : ENDS_FINE;
}

/* Reads a file and mends its line ends: a CR becomes a line end, or goes. */
struct mender {
    int fd;
    off_t at, end;
    enum line_ends ends;
};

static ssize_t pull_mended(void *from, char *buffer, size_t size)
{
    struct mender *mender = from;
    off_t left = mender->end - mender->at;
    ssize_t got = pread(mender->fd, buffer, (off_t)size < left ? size : (size_t)left, mender->at);
    size_t kept = 0;
    for (ssize_t i = 0; i < got; i++) {
        if (buffer[i] != '\r') {
            buffer[kept++] = buffer[i];
        } else if (mender->ends == ENDS_CR) {
            buffer[kept++] = '\n';
        }
    }
    mender->at += got > 0 ? got : 0;
    /* a block of nothing but CRs is no end */
    return got > 0 && kept == 0 ? pull_mended(from, buffer, size) : got < 0 ? -1 : (ssize_t)kept;
}

/* --- the beginning --------------------------------------------------------------------------- */

/* RFC 5322, 3.6.8: visible ASCII up to a colon. */
static bool is_header(const char *line)
{
    size_t size = 0;
    while (line[size] > ' ' && line[size] < 0x7F && line[size] != ':') {
        size++;
    }
    return size > 0 && line[size] == ':';
}

static size_t line_size(const char *line)
{
    size_t size = strcspn(line, "\r\n");
    size += line[size] == '\r';
    return size + (line[size] == '\n');
}

/* Bytes before the first header; none where no header follows them. */
static size_t skip_before_headers(const char *head)
{
    const char *at = head;
    at += strncmp(at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    at += strspn(at, " \t\r\n");
    if (strncmp(at, "From ", 5) == 0 || strncmp(at, ">From ", 6) == 0) {
        at += line_size(at);
    }
    return is_header(at) ? (size_t)(at - head) : 0;
}

/* --- both ------------------------------------------------------------------------------------ */

static size_t read_head(int fd, char head[HEAD + 1])
{
    ssize_t got = pread(fd, head, HEAD, 0);
    size_t size = got > 0 ? (size_t)got : 0;
    head[size] = '\0';
    return size;
}

static int mended_copy(struct source *source, struct container *container, int fd, off_t end,
                       enum line_ends ends)
{
    struct mender mender = {.fd = fd, .end = end, .ends = ends};
    container_spool(container, pull_mended, &mender, &source->copy);
    return source->copy.fd;
}

/* How the last line ends. GMime leaves a CR in the last part where the closing boundary itself has
 * no line end: such a mail is whole, and gets it. */
struct tail {
    bool cut;      /* in the middle of a line */
    bool boundary; /* which is a boundary */
};

static struct tail tail_of(int fd, off_t end)
{
    enum { TAIL = 200 /* bytes: a boundary has at most 70 (RFC 2046, 5.1.1) */ };
    char tail[TAIL + 1] = "";
    off_t begin = end > TAIL ? end - TAIL : 0;
    ssize_t got = pread(fd, tail, TAIL, begin);
    size_t size = got > 0 ? (size_t)got : 0;
    const char *line = memrchr(tail, '\n', size);
    bool cut = size > 0 && tail[size - 1] != '\n';
    return (struct tail){.cut = cut,
                         .boundary = cut && line != NULL && strncmp(line + 1, "--", 2) == 0};
}

/* Takes over `raw`. */
static GMimeStream *with_line_end(GMimeStream *raw)
{
    GMimeStream *whole = g_mime_stream_cat_new();
    GMimeStream *line_end = g_mime_stream_mem_new_with_buffer("\r\n", 2);
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(whole), raw);
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(whole), line_end);
    g_object_unref(line_end);
    g_object_unref(raw);
    return whole;
}

static off_t end_of(int fd, off_t most)
{
    off_t end = lseek(fd, 0, SEEK_END);
    return end < most ? end : most;
}

bool source_open(struct source *source, struct container *container, int fd, off_t most)
{
    char head[HEAD + 1];
    size_t size = read_head(fd, head);
    enum line_ends ends = line_ends_of(head, size);
    if (ends != ENDS_FINE) {
        fd = mended_copy(source, container, fd, end_of(fd, most), ends);
        read_head(fd, head);
    }
    off_t begin = (off_t)skip_before_headers(head), end = end_of(fd, most);
    int own = end > 0 ? dup(fd) : -1; /* the stream closes what it is given */
    if (own < 0) {
        return false;
    }
    const struct tail tail = tail_of(fd, end);
    source->cut = tail.cut && !tail.boundary;
    source->stream = g_mime_stream_mmap_new_with_bounds(own, PROT_READ, MAP_PRIVATE, begin, end);
    if (tail.boundary) {
        source->stream = with_line_end(source->stream);
    }
    return true;
}

void source_close(struct source *source, struct container *container)
{
    if (source->stream != NULL) {
        g_object_unref(source->stream);
    }
    spool_discard(container->job, &source->copy);
}

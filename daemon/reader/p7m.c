#include "reader/p7m.h"

#include "base/buffer.h"
#include "reader/mail.h"
#include "reader/range.h"

#include <ksba.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* --- knowing it ------------------------------------------------------------------------------ */

#define PKCS7 "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07" /* RFC 5652: 1.2.840.113549.1.7... */

bool p7m_is(const char *head, size_t size)
{
    /* a SEQUENCE, its length in at most four bytes, and the name of what it is */
    bool sequence = size > 20 && head[0] == '\x30';
    const char *name = sequence ? memmem(head, 16, PKCS7, sizeof PKCS7 - 1) : NULL;
    if (name == NULL) {
        return false;
    }
    char type = name[sizeof PKCS7 - 1];
    /* data (1) that is there: its name is followed by [0]; a SEQUENCE of 11 bytes has but the name
     */
    const char *data = memmem(head, size, PKCS7 "\x01\xA0", sizeof PKCS7 + 1);
    bool holds = data != NULL && data[-1] != 11;
    return type == '\3' || (type == '\2' && holds);
}

/* --- reading it ------------------------------------------------------------------------------ */

struct cms {
    int fd;
    struct buffer content; /* never longer than the file that it lies in */
};

static int read_some(void *from, char *buffer, size_t size, size_t *got)
{
    const struct cms *cms = from;
    ssize_t result = buffer != NULL ? read(cms->fd, buffer, size) : 0;
    *got = result > 0 ? (size_t)result : 0;
    return result > 0 ? 0 : -1;
}

static int write_some(void *to, const void *data, size_t size)
{
    struct cms *cms = to;
    buffer_add(&cms->content, data, size);
    return 0;
}

/* libksba does not go on without one. */
static void hash_nothing(void *nothing, const void *data, size_t size)
{
    (void)nothing;
    (void)data;
    (void)size;
}

/* Walks through; true when the content came whole. */
static bool parse(ksba_cms_t parser, bool *encrypted)
{
    ksba_stop_reason_t stop = KSBA_SR_RUNNING;
    bool whole = false;
    while (ksba_cms_parse(parser, &stop) == 0 && stop != KSBA_SR_READY && !whole) {
        *encrypted = *encrypted || ksba_cms_get_content_type(parser, 0) == KSBA_CT_ENVELOPED_DATA;
        whole = stop == KSBA_SR_END_DATA || *encrypted;
    }
    return whole;
}

static bool read_cms(struct cms *cms, bool *encrypted)
{
    ksba_cms_t parser = NULL;
    ksba_reader_t reader = NULL;
    ksba_writer_t writer = NULL;
    bool ready = ksba_cms_new(&parser) == 0 && ksba_reader_new(&reader) == 0 &&
                 ksba_writer_new(&writer) == 0 && ksba_reader_set_cb(reader, read_some, cms) == 0 &&
                 ksba_writer_set_cb(writer, write_some, cms) == 0 &&
                 ksba_cms_set_reader_writer(parser, reader, writer) == 0;
    ksba_cms_set_hash_function(parser, hash_nothing, NULL);
    bool whole = ready && parse(parser, encrypted);
    ksba_cms_release(parser);
    ksba_reader_release(reader);
    ksba_writer_release(writer);
    return whole;
}

/* --- handing on what was in it --------------------------------------------------------------- */

/* A mail's part begins with its headers, and with these. */
static bool is_entity(const struct buffer *content)
{
    static const char *const first[] = {"Content-", "MIME-Version:"};
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        if (strncasecmp(buffer_text(content), first[i], strlen(first[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* "合同.pdf.p7m" holds "合同.pdf"; the caller frees it. */
static char *name_inside(const struct container *container)
{
    const char *slash = strrchr(container->path, '/');
    char *name = xstrdup(slash != NULL ? slash + 1 : container->path);
    char *dot = strrchr(name, '.');
    if (dot != NULL && strcasecmp(dot, ".p7m") == 0) {
        *dot = '\0';
    }
    return name;
}

static void hand_on(struct container *container, const struct cms *cms)
{
    struct memory source = {.at = buffer_text(&cms->content), .left = cms->content.size};
    struct spool spool = {.fd = -1};
    CLEANUP_FREE char *name = name_inside(container);
    if (!container_entry(container, name)) {
        return;
    }
    enum spool_result result = container_spool(container, memory_pull, &source, &spool);
    if (result == SPOOL_WHOLE && is_entity(&cms->content)) {
        mail_read_attached(container, spool.fd);
        spool_discard(container->job, &spool);
        return;
    }
    const struct leaf_notes notes = {.broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    container_leaf(container, name, &spool, &notes);
}

bool p7m_read(struct container *container, int fd)
{
    struct cms cms = {.fd = fd};
    bool at_start = lseek(fd, 0, SEEK_SET) == 0;
    bool whole = at_start && read_cms(&cms, &container->encrypted);
    bool some = cms.content.size > 0;
    container->damaged = container->damaged || !whole;
    if (some) {
        hand_on(container, &cms);
    }
    buffer_free(&cms.content);
    return some || container->encrypted;
}

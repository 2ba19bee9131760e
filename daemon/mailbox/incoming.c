#include "mailbox/incoming.h"

#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE_BLOCK = 64 << 10 }; /* bytes gathered before the kernel is called */

static int explain(struct error *error)
{
    return error_prefix(error, "A mail cannot be written into the incoming folder; look at the "
                               "disk of state_dir");
}

int incoming_begin(struct incoming *incoming, struct error *error)
{
    do {
        incoming->number++;
        snprintf(incoming->name, sizeof incoming->name, "%" PRIu64, incoming->number);
        incoming->fd = openat(incoming->folder, incoming->name,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    } while (incoming->fd < 0 && errno == EEXIST);
    if (incoming->fd < 0) {
        error_set_errno(error, errno, "cannot make the file %s", incoming->name);
        return explain(error);
    }
    hash_start(&incoming->hash);
    incoming->size = 0;
    buffer_clear(&incoming->pending);
    return 0;
}

static int write_pending(struct incoming *incoming, struct error *error)
{
    if (files_write_all(incoming->fd, incoming->pending.data, incoming->pending.size, error) != 0) {
        return explain(error);
    }
    buffer_clear(&incoming->pending);
    return 0;
}

int incoming_add(struct incoming *incoming, const void *data, size_t size, struct error *error)
{
    incoming->size += size;
    if (incoming_too_large(incoming)) {
        return 0;
    }
    hash_add(&incoming->hash, data, size);
    buffer_add(&incoming->pending, data, size);
    return incoming->pending.size < WRITE_BLOCK ? 0 : write_pending(incoming, error);
}

bool incoming_open(const struct incoming *incoming)
{
    return incoming->fd >= 0;
}

bool incoming_too_large(const struct incoming *incoming)
{
    return incoming->size > incoming->limit;
}

static int make_durable(struct incoming *incoming, struct error *error)
{
    if (write_pending(incoming, error) != 0) {
        return -1;
    }
    if (fchmod(incoming->fd, 0400) != 0) {
        error_set_errno(error, errno, "cannot make the file read-only");
        return explain(error);
    }
    if (files_sync(incoming->fd, incoming->name, error) != 0) {
        return explain(error);
    }
    return 0;
}

int incoming_finish(struct incoming *incoming, struct delivery *delivery, struct error *error)
{
    if (make_durable(incoming, error) != 0) {
        incoming_discard(incoming);
        return -1;
    }
    close(STEAL_FD(incoming->fd));
    memcpy(delivery->stored, incoming->name, sizeof delivery->stored);
    delivery->size = incoming->size;
    hash_end(&incoming->hash, delivery->sha256);
    return 0;
}

void incoming_discard(struct incoming *incoming)
{
    if (incoming_open(incoming)) {
        unlinkat(incoming->folder, incoming->name, 0);
        close(STEAL_FD(incoming->fd));
    }
}

void incoming_clear(struct incoming *incoming)
{
    incoming_discard(incoming);
    buffer_free(&incoming->pending);
}

#include "mailbox/mbox.h"

#include "base/clock.h"
#include "base/limits.h"
#include "mailbox/names.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_SIZE = 48, KEY_DIGITS = 16 };

struct mbox {
    struct source source;
    struct workplace *workplace;
    bool single;          /* an .eml */
    FILE *file;           /* NULL: none */
    struct stat opened;   /* as the file was when it was opened */
    struct stat finished; /* as it was when the parent wanted nothing more of it */
    uint32_t exists;
};

static const char inbox[] = "INBOX";

static bool is_eml(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcasecmp(dot, ".eml") == 0;
}

static int begin_cycle(struct source *source, struct error *error)
{
    const char *path = ((struct mbox *)source)->workplace->settings->path;
    if (access(path, R_OK) != 0) {
        error_set_errno(error, errno, "The mailbox file %s cannot be read", path);
        error->kind = ERROR_CONFIG;
        return -1;
    }
    return 0;
}

static int resolve(struct source *source, const char *configured, char **name, struct error *error)
{
    if (names_is_special(configured)) {
        *name = NULL;
        return 0;
    }
    if (strcasecmp(configured, inbox) != 0) {
        return error_set(error, ERROR_FOLDER,
                         "The file %s has no folders; only INBOX can be configured for it.",
                         ((struct mbox *)source)->workplace->settings->path);
    }
    *name = xstrdup(inbox);
    return 0;
}

/* What delivers into an mbox locks it, and half a mail would be taken for a whole one. File
 * systems without locks are read without. The lock is only held while the file is read. */
static int lock(struct mbox *mbox, struct error *error)
{
    const double until = clock_monotonic() + LIMIT_MBOX_LOCK;
    struct flock region = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    while (fcntl(fileno(mbox->file), F_SETLK, &region) != 0) {
        if (errno != EACCES && errno != EAGAIN && errno != EINTR) {
            return 0;
        }
        if (clock_monotonic() > until) {
            return error_set(error, ERROR_BUSY,
                             "The mbox %s is locked by another program; it is tried again.",
                             mbox->workplace->settings->path);
        }
        usleep(100000);
    }
    return 0;
}

static void unlock(struct mbox *mbox)
{
    struct flock region = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    fcntl(fileno(mbox->file), F_SETLK, &region);
}

/* Reads all messages from the beginning, under the lock. */
static int read_all(struct mbox *mbox, const struct mbox_reader *reader, struct error *error)
{
    if (lock(mbox, error) != 0) {
        return -1;
    }
    rewind(mbox->file);
    int result = mbox_read(mbox->file, false, reader, error);
    unlock(mbox);
    return result;
}

static void close_file(struct source *source)
{
    struct mbox *mbox = (struct mbox *)source;
    cleanup_file(&mbox->file);
    mbox->file = NULL;
}

static int count_begin(void *context, uint64_t offset, int64_t date, struct error *error)
{
    (void)offset;
    (void)date;
    uint32_t *count = context;
    if (++*count > LIMIT_FOLDER_MESSAGES) {
        return error_set(error, ERROR_LIMIT, "The mbox has more than %d messages.",
                         LIMIT_FOLDER_MESSAGES);
    }
    return 0;
}

static int ignore_bytes(void *context, const void *data, size_t size, struct error *error)
{
    (void)context;
    (void)data;
    (void)size;
    (void)error;
    return 0;
}

static int ignore_end(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return 0;
}

static int count_messages(struct mbox *mbox, struct error *error)
{
    uint32_t count = 0;
    const struct mbox_reader counter = {&count, count_begin, ignore_bytes, ignore_end};
    if (!mbox->single && read_all(mbox, &counter, error) != 0) {
        return error_prefix(error, "%s", mbox->workplace->settings->path);
    }
    mbox->exists = mbox->single ? 1 : count;
    return 0;
}

static bool same_file(const struct stat *left, const struct stat *right)
{
    return left->st_dev == right->st_dev && left->st_ino == right->st_ino &&
           left->st_size == right->st_size && left->st_mtim.tv_sec == right->st_mtim.tv_sec &&
           left->st_mtim.tv_nsec == right->st_mtim.tv_nsec;
}

static int open_file(struct source *source, const char *name, const struct known *known,
                     struct folder_state *state, struct error *error)
{
    (void)name;
    struct mbox *mbox = (struct mbox *)source;
    const char *path = mbox->workplace->settings->path;
    close_file(source);
    mbox->file = fopen(path, "re");
    if (mbox->file == NULL || fstat(fileno(mbox->file), &mbox->opened) != 0 ||
        !S_ISREG(mbox->opened.st_mode)) {
        return error_set(error, ERROR_FOLDER, "The mailbox file %s cannot be opened: %s.", path,
                         mbox->file == NULL ? strerror(errno) : "it is not an ordinary file");
    }
    bool same = same_file(&mbox->opened, &mbox->finished);
    if (!same && count_messages(mbox, error) != 0) {
        return -1;
    }
    *state = (struct folder_state){.exists = mbox->exists};
    state->unchanged =
        same && !known->reconcile && known->state != NULL && known->state->exists == mbox->exists;
    return 0;
}

/* One pass over messages, for listing and for delivering. */
struct pass {
    struct mbox *mbox;
    struct listing *listing; /* NULL: deliver */
    struct hash hash;
    uint64_t offset;
    int64_t date;
};

static void make_key(const struct pass *pass, const char *sha256, char key[KEY_SIZE])
{
    snprintf(key, KEY_SIZE, "%" PRIu64 "-%.*s", pass->offset, (int)KEY_DIGITS, sha256);
}

static int list_begin(void *context, uint64_t offset, int64_t date, struct error *error)
{
    (void)error;
    struct pass *pass = context;
    pass->offset = offset;
    pass->date = date;
    hash_start(&pass->hash);
    return 0;
}

static int list_bytes(void *context, const void *data, size_t size, struct error *error)
{
    (void)error;
    hash_add(&((struct pass *)context)->hash, data, size);
    return 0;
}

static int list_end(void *context, struct error *error)
{
    struct pass *pass = context;
    char sha256[HASH_TEXT_SIZE], key[KEY_SIZE];
    hash_end(&pass->hash, sha256);
    make_key(pass, sha256, key);
    return listing_add(pass->listing, key, pass->hash.size, pass->date, error);
}

static int list(struct source *source, struct listing *listing, struct error *error)
{
    struct mbox *mbox = (struct mbox *)source;
    if (mbox->single) {
        return listing_add(listing, "1", (uint64_t)mbox->opened.st_size, CLOCK_UNKNOWN, error);
    }
    struct pass pass = {.mbox = mbox, .listing = listing};
    const struct mbox_reader reader = {&pass, list_begin, list_bytes, list_end};
    return read_all(mbox, &reader, error);
}

static int deliver_begin(void *context, uint64_t offset, int64_t date, struct error *error)
{
    struct pass *pass = context;
    list_begin(pass, offset, date, error);
    return incoming_begin(&pass->mbox->workplace->incoming, error);
}

static int deliver_bytes(void *context, const void *data, size_t size, struct error *error)
{
    struct pass *pass = context;
    list_bytes(pass, data, size, error);
    return incoming_add(&pass->mbox->workplace->incoming, data, size, error);
}

/* Says what became of the message that lies in incoming: it, or another one that has taken its
 * place in the file since it was listed. */
static int hand_over(struct pass *pass, const char *wanted, struct error *error)
{
    struct workplace *workplace = pass->mbox->workplace;
    struct delivery delivery = {.key = wanted, .received = pass->date};
    delivery.receipt = pass->date == CLOCK_UNKNOWN ? RECEIPT_NONE : RECEIPT_MBOX;
    char sha256[HASH_TEXT_SIZE], key[KEY_SIZE];
    hash_end(&pass->hash, sha256);
    make_key(pass, sha256, key);
    if (!pass->mbox->single && strcmp(key, wanted) != 0) {
        incoming_discard(&workplace->incoming);
        return parent_gone(workplace->parent, inbox, wanted, error);
    }
    if (incoming_too_large(&workplace->incoming)) {
        uint64_t size = workplace->incoming.size;
        incoming_discard(&workplace->incoming);
        return parent_too_large(workplace->parent, inbox, wanted, size, error);
    }
    if (incoming_finish(&workplace->incoming, &delivery, error) != 0) {
        return -1;
    }
    return parent_message(workplace->parent, inbox, &delivery, error);
}

static int read_single(struct pass *pass, struct error *error)
{
    char block[64 << 10];
    rewind(pass->mbox->file);
    if (deliver_begin(pass, 0, CLOCK_UNKNOWN, error) != 0) {
        return -1;
    }
    for (size_t got; (got = fread(block, 1, sizeof block, pass->mbox->file)) > 0;) {
        if (deliver_bytes(pass, block, got, error) != 0) {
            return -1;
        }
    }
    return ferror(pass->mbox->file)
               ? error_set_errno(error, errno, "the mail cannot be read to its end")
               : 0;
}

/* True where the key is of this mbox and a message can still begin there. */
static bool seek_key(struct mbox *mbox, const char *key)
{
    char *end = NULL;
    errno = 0;
    unsigned long long offset = strtoull(key, &end, 10);
    return errno == 0 && end != key && *end == '-' &&
           offset < (unsigned long long)mbox->opened.st_size &&
           fseeko(mbox->file, (off_t)offset, SEEK_SET) == 0;
}

static int fetch_one(struct mbox *mbox, const char *key, struct error *error)
{
    struct pass pass = {.mbox = mbox};
    const struct mbox_reader reader = {&pass, deliver_begin, deliver_bytes, ignore_end};
    if (!mbox->single && !seek_key(mbox, key)) {
        return parent_gone(mbox->workplace->parent, inbox, key, error);
    }
    struct error why;
    int result =
        mbox->single ? read_single(&pass, &why) : mbox_read(mbox->file, true, &reader, &why);
    if (result == 0) {
        return hand_over(&pass, key, error);
    }
    incoming_discard(&mbox->workplace->incoming);
    if (why.kind == ERROR_FOLDER) { /* no message begins there any more */
        return parent_gone(mbox->workplace->parent, inbox, key, error);
    }
    *error = why;
    return -1;
}

static int fetch(struct source *source, const char *const *keys, size_t count, struct error *error)
{
    struct mbox *mbox = (struct mbox *)source;
    if (count == 0) {
        mbox->finished = mbox->opened;
        return 0;
    }
    if (lock(mbox, error) != 0) {
        return -1;
    }
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        result = fetch_one(mbox, keys[i], error);
    }
    unlock(mbox);
    return result;
}

static void destroy(struct source *source)
{
    close_file(source);
    free(source);
}

struct source *mbox_new(struct workplace *workplace)
{
    static const struct source_methods methods = {
        .begin = begin_cycle,
        .resolve = resolve,
        .open = open_file,
        .list = list,
        .fetch = fetch,
        .close = close_file,
        .destroy = destroy,
    };
    struct mbox *mbox = xcalloc(1, sizeof *mbox);
    *mbox = (struct mbox){.source = {.methods = &methods},
                          .workplace = workplace,
                          .single = is_eml(workplace->settings->path)};
    return &mbox->source;
}

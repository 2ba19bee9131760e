#include "reader/locked.h"

#include "reader/archive.h"
#include "reader/passwords.h"
#include "reader/rar_unlock.h"
#include "reader/sevenzip.h"

static const struct lock_format formats[] = {{rar_lock_of, rar_unlock},
                                             {sevenzip_lock_of, sevenzip_unlock}};

enum {
    PROBES = 3,     /* files that are looked at: one, where all of them have the same password */
    MOST_FITS = 40, /* times that an archive is unpacked to find where its data end */
    MOST_ZEROS = 3, /* zeros that data are tried to end with; an eighth ends with one */
};

/* What was before files were looked at that are to be unpacked anew: it does not count. */
struct look {
    uint64_t unpacked;
    bool over_budget;
};

static struct look look_begin(const struct container *container)
{
    return (struct look){.unpacked = container->unpacked, .over_budget = container->over_budget};
}

static void look_end(struct container *container, struct look before)
{
    container->unpacked = before.unpacked;
    container->over_budget = before.over_budget;
}

/* Where nothing says so itself, the checksum of one file tells whether it is the right one. */
static bool is_right(struct container *container, const struct lock_format *format,
                     const struct archive_files *files, struct keyring *keyring)
{
    const struct look before = look_begin(container);
    bool right = false, more = true;
    for (unsigned i = 1; i <= PROBES && more && !right; i++) {
        struct unlocked probe = {0};
        more = format->unlock(files, keyring, i, &probe);
        right = more && archive_is_sound(container, &probe);
        unlocked_clear(&probe);
    }
    look_end(container, before);
    return right;
}

/* Tries how the data of its entries must end for all of them to be sound. */
static void fit(struct container *container, const struct lock_format *format,
                const struct archive_files *files, struct keyring *keyring,
                struct unlocked *unlocked)
{
    const struct look before = look_begin(container);
    CLEANUP_FREE unsigned char *zeros = xcalloc(unlocked->seal_count + 1, 1);
    for (unsigned i = 0; i < MOST_FITS && unlocked->loose; i++) {
        size_t sound = archive_sound_entries(container, unlocked);
        if (sound >= unlocked->seal_count || zeros[sound]++ == MOST_ZEROS) {
            break;
        }
        unlocked_clear(unlocked);
        unlocked->zeros = zeros;
        format->unlock(files, keyring, 0, unlocked);
    }
    look_end(container, before);
    unlocked->zeros = NULL;
}

static bool try_password(struct container *container, const struct lock_format *format,
                         const struct archive_files *files, const char *password)
{
    struct keyring keyring = {.job = container->job, .password = password};
    struct unlocked unlocked = {0};
    bool right = format->unlock(files, &keyring, 0, &unlocked) &&
                 (unlocked.proven || is_right(container, format, files, &keyring));
    container->no_password_helps |= keyring.refused;
    if (right) {
        fit(container, format, files, &keyring, &unlocked);
        container->damaged |= !archive_read_unlocked(container, &unlocked);
        container->encrypted |= unlocked.left;
        container->over_budget |= unlocked.cut;
    }
    unlocked_clear(&unlocked);
    return right;
}

static bool try_passwords(struct container *container, const struct lock_format *format,
                          const struct archive_files *files)
{
    struct job *job = container->job;
    for (size_t i = 0; i < job->password_count && container->stopped == NULL; i++) {
        if (try_password(container, format, files, job->passwords[i])) {
            passwords_prefer(job, i);
            return true;
        }
    }
    container->encrypted = !container->unreadable; /* no password would help that */
    return false;
}

bool locked_read(struct container *container, const struct archive_files *files, enum lock *lock)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const struct lock_state state = formats[i].lock_of(files);
        container->no_password_helps |= state.unknown;
        *lock = state.lock;
        if (*lock != LOCK_NONE) {
            return try_passwords(container, &formats[i], files);
        }
    }
    return false;
}

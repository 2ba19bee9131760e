/* The store: takes what is what it claims to be, once, and nothing else. */
#include "ledger_world.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

struct shop {
    struct world *world;
    struct store *store;
    int job; /* open folder in incoming/, as a child's */
};

static int setup(void **state)
{
    struct shop *shop = xcalloc(1, sizeof *shop);
    void *world = NULL;
    world_setup_empty(&world);
    shop->world = world;
    must(shop->world, store_open(shop->world->folder, &shop->store, &shop->world->error));
    CLEANUP_FREE char *job = xasprintf("%s/job", store_incoming(shop->store));
    must(shop->world, files_make_folder(job, 0700, &shop->world->error));
    shop->job = files_open_folder(job, &shop->world->error);
    assert_true(shop->job >= 0);
    *state = shop;
    return 0;
}

static int teardown(void **state)
{
    struct shop *shop = *state;
    void *world = shop->world;
    close(shop->job);
    store_close(shop->store);
    free(shop);
    return world_teardown(&world);
}

static void put(const struct shop *shop, const char *name, const char *content)
{
    CLEANUP_FD int fd = openat(shop->job, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
}

static struct store_item item(const struct shop *shop, const char *name, const char *content)
{
    return (struct store_item){shop->job, name, hash_of(content), strlen(content)};
}

static int take(struct shop *shop, struct store_item one)
{
    return store_take(shop->store, &one, 1, &shop->world->error);
}

static bool is_right(struct shop *shop, const char *content)
{
    bool right = false;
    must(shop->world, store_verify(shop->store, hash_of(content), &right, &shop->world->error));
    return right;
}

static bool in_job(const struct shop *shop, const char *name)
{
    return faccessat(shop->job, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void test_takes_and_gives(void **state)
{
    struct shop *shop = *state;
    put(shop, "0", "one");
    put(shop, "1", "two");
    put(shop, "2", "");
    struct store_item items[] = {item(shop, "0", "one"), item(shop, "1", "two"),
                                 item(shop, "2", "")};
    must(shop->world, store_take(shop->store, items, 3, &shop->world->error));
    assert_true(is_right(shop, "one") && is_right(shop, "two") && is_right(shop, ""));
    assert_false(in_job(shop, "0"));

    CLEANUP_FREE char *path = store_path(shop->store, hash_of("one"));
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0400);
    CLEANUP_FD int fd = store_open_file(shop->store, hash_of("two"), &shop->world->error);
    char content[8] = "";
    assert_int_equal(read(fd, content, sizeof content), 3);
    assert_string_equal(content, "two");
}

/* The step may have to be repeated after a crash, and one file may come twice. */
static void test_repeating_changes_nothing(void **state)
{
    struct shop *shop = *state;
    put(shop, "0", "one");
    must(shop->world, take(shop, item(shop, "0", "one")));
    must(shop->world, take(shop, item(shop, "0", "one")));
    put(shop, "0", "one");
    put(shop, "1", "one");
    struct store_item items[] = {item(shop, "0", "one"), item(shop, "1", "one")};
    must(shop->world, store_take(shop->store, items, 2, &shop->world->error));
    assert_false(in_job(shop, "0") || in_job(shop, "1"));
    assert_true(is_right(shop, "one"));
}

static void test_lies_are_refused(void **state)
{
    struct shop *shop = *state;
    put(shop, "0", "one");
    struct store_item longer = item(shop, "0", "one");
    longer.size = 4;
    must_fail(shop->world, take(shop, longer), ERROR_PROTOCOL);
    must_fail(shop->world, take(shop, item(shop, "0", "two")), ERROR_PROTOCOL);
    must_fail(shop->world, take(shop, item(shop, "missing", "three")), ERROR_PROTOCOL);
    assert_false(is_right(shop, "one") || is_right(shop, "two") || is_right(shop, "three"));
    /* A lie about what the store has already is one all the same. */
    must(shop->world, take(shop, item(shop, "0", "one")));
    put(shop, "0", "other");
    must_fail(shop->world, take(shop, item(shop, "0", "one")), ERROR_PROTOCOL);
    assert_true(is_right(shop, "one"));
}

static void test_only_plain_files(void **state)
{
    struct shop *shop = *state;
    put(shop, "real", "one");
    assert_int_equal(symlinkat("real", shop->job, "soft"), 0);
    assert_int_equal(mkfifoat(shop->job, "pipe", 0600), 0);
    assert_int_equal(mkdirat(shop->job, "folder", 0700), 0);
    must_fail(shop->world, take(shop, item(shop, "soft", "one")), ERROR_PROTOCOL);
    must_fail(shop->world, take(shop, item(shop, "pipe", "one")), ERROR_PROTOCOL);
    must_fail(shop->world, take(shop, item(shop, "folder", "one")), ERROR_PROTOCOL);
    assert_int_equal(linkat(shop->job, "real", shop->job, "hard", 0), 0);
    must_fail(shop->world, take(shop, item(shop, "hard", "one")), ERROR_PROTOCOL);
    assert_int_equal(unlinkat(shop->job, "hard", 0), 0);
    must(shop->world, take(shop, item(shop, "real", "one")));
}

static void test_names_stay_in_their_folder(void **state)
{
    struct shop *shop = *state;
    static const char *const names[] = {"../job/0", "", ".", "..", "/etc/passwd", NULL};
    put(shop, "0", "one");
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        must_fail(shop->world, take(shop, item(shop, names[i], "one")), ERROR_PROTOCOL);
    }
    struct store_item odd = item(shop, "0", "one");
    odd.sha256 = "../../../../etc/passwd";
    must_fail(shop->world, take(shop, odd), ERROR_PROTOCOL);
    assert_true(in_job(shop, "0"));
    must_fail(shop->world,
              store_open_file(shop->store, "../../../../etc/passwd", &shop->world->error),
              ERROR_NOT_FOUND);
}

static void test_still_being_written(void **state)
{
    struct shop *shop = *state;
    put(shop, "0", "one");
    CLEANUP_FD int writer = openat(shop->job, "0", O_WRONLY | O_CLOEXEC);
    CLEANUP_FD int reader = openat(shop->job, "0", O_RDONLY | O_CLOEXEC);
    if (fcntl(reader, F_SETLEASE, F_RDLCK) == 0 || errno != EAGAIN) {
        skip(); /* a file system without leases */
    }
    must_fail(shop->world, take(shop, item(shop, "0", "one")), ERROR_PROTOCOL);
    assert_false(is_right(shop, "one"));
    close(STEAL_FD(writer));
    must(shop->world, take(shop, item(shop, "0", "one")));
}

static void test_files_of_another_user(void **state)
{
    struct shop *shop = *state;
    struct stat status;
    if (geteuid() != 0) {
        skip();
    }
    put(shop, "0", "one");
    assert_int_equal(fchownat(shop->job, "0", 65534, 65534, 0), 0);
    must(shop->world, take(shop, item(shop, "0", "one")));
    CLEANUP_FREE char *path = store_path(shop->store, hash_of("one"));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_uid, 0);
    assert_int_equal(status.st_gid, getegid());
}

static void test_damage_is_seen_and_healed(void **state)
{
    struct shop *shop = *state;
    CLEANUP_FREE char *path = store_path(shop->store, hash_of("one"));
    put(shop, "0", "one");
    must(shop->world, take(shop, item(shop, "0", "one")));
    assert_int_equal(chmod(path, 0600), 0);
    must(shop->world, files_replace(path, "on", 2, 0400, &shop->world->error));
    assert_false(is_right(shop, "one"));
    put(shop, "0", "one");
    must(shop->world, take(shop, item(shop, "0", "one")));
    assert_true(is_right(shop, "one"));
}

static void test_cleaning(void **state)
{
    struct shop *shop = *state;
    CLEANUP_FREE char *precious = world_path(shop->world, "precious");
    CLEANUP_FREE char *kept = xasprintf("%s/file", precious);
    must(shop->world, files_make_folder(precious, 0700, &shop->world->error));
    must(shop->world, files_replace(kept, "x", 1, 0600, &shop->world->error));
    assert_int_equal(symlinkat(precious, shop->job, "link"), 0);
    put(shop, "0", "one");
    must(shop->world, store_clean_incoming(shop->store, &shop->world->error));
    CLEANUP_FREE char *job = xasprintf("%s/job", store_incoming(shop->store));
    assert_int_equal(access(job, F_OK), -1);
    assert_int_equal(access(store_incoming(shop->store), F_OK), 0);
    assert_int_equal(access(kept, F_OK), 0);
}

#define SHOP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_takes_and_gives),
        SHOP_TEST(test_repeating_changes_nothing),
        SHOP_TEST(test_lies_are_refused),
        SHOP_TEST(test_only_plain_files),
        SHOP_TEST(test_names_stay_in_their_folder),
        SHOP_TEST(test_still_being_written),
        SHOP_TEST(test_files_of_another_user),
        SHOP_TEST(test_damage_is_seen_and_healed),
        SHOP_TEST(test_cleaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

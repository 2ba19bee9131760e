/* A folder that is ours to fill: what is taken for ours, and what never is. */
#include "support.h"

#include "base/files.h"
#include "desk/target.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"

static char root[] = "/tmp/test-desk-target.XXXXXX";

static int set_up(void **state)
{
    (void)state;
    memcpy(root + strlen(root) - 6, "XXXXXX", 6);
    return mkdtemp(root) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return files_remove_tree(root, NULL);
}

static char *below(const char *path)
{
    return xasprintf("%s/%s", root, path);
}

static void write_file(const char *path, const char *text)
{
    CLEANUP_FREE char *full = below(path);
    struct error error = {0};
    assert_int_equal(files_replace(full, text, strlen(text), 0644, &error), 0);
}

static bool exists(const char *path)
{
    CLEANUP_FREE char *full = below(path);
    struct stat status;
    return lstat(full, &status) == 0;
}

static struct target *open_target(const char *folder)
{
    CLEANUP_FREE char *path = below(folder);
    struct target *target = NULL;
    struct error error = {0};
    if (target_open(path, "small", &target, &error) != 0) {
        fail_msg("%s", error.text);
    }
    return target;
}

static void refuse(const char *folder, const char *purpose, enum error_kind kind, const char *words)
{
    CLEANUP_FREE char *path = below(folder);
    struct target *target = NULL;
    struct error error = {0};
    assert_int_equal(target_open(path, purpose, &target, &error), -1);
    assert_null(target);
    assert_int_equal(error.kind, kind);
    if (strstr(error.text, words) == NULL) {
        fail_msg("\"%s\" is not in: %s", words, error.text);
    }
}

static void test_whose_folder(void **state)
{
    (void)state;
    write_file("letter.txt", "mine");
    refuse("", "small", ERROR_USAGE, "was not made by baosong");
    assert_false(exists(".baosong"));
    struct target *target = open_target("new/deep");
    refuse("new/deep", "small", ERROR_BUSY, "Another baosong");
    struct manifest nothing = {0};
    struct error error = {0};
    assert_int_equal(target_record(target, &nothing, &error), 0);
    target_close(target);
    refuse("new/deep", "other", ERROR_USAGE, "of another campaign (small)");
    target_close(open_target("new/deep"));
}

/* A list that somebody wrote must not lead us out of the folder. */
static void test_lists_refused(void **state)
{
    (void)state;
    static const struct {
        const char *list, *words;
    } cases[] = {
        {"hello\n", "is not a list of baosong's"},
        {"baosong dossier 1 small\n" HELLO "  ../letter\n", "did not write"},
        {"baosong dossier 1 small\n" HELLO "  a/../../letter\n", "did not write"},
        {"baosong dossier 1 small\n" HELLO "  /etc/passwd\n", "did not write"},
        {"baosong dossier 1 small\n" HELLO "  a//b\n", "did not write"},
        {"baosong dossier 1 small\n" HELLO "  a/\n", "did not write"},
        {"baosong dossier 1 small\nabc  a\n", "did not write"},
    };
    target_close(open_target("ours"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        write_file("ours/.baosong/manifest", cases[i].list);
        refuse("ours", "small", ERROR_USAGE, cases[i].words);
    }
}

static bool copy(struct target *target, const char *path, const char *sha256)
{
    CLEANUP_FREE char *from = below("source");
    CLEANUP_FD int fd = open(from, O_RDONLY | O_CLOEXEC);
    bool right = false;
    struct error error = {0};
    if (target_copy(target, path, fd, sha256, 1511366400, &right, &error) != 0) {
        fail_msg("%s", error.text);
    }
    return right;
}

static void test_copies_what_is_right(void **state)
{
    (void)state;
    enum target_state look = TARGET_OTHER;
    struct error error = {0};
    write_file("source", "hello");
    CLEANUP(cleanup_target_close)
    struct target *target = open_target("ours");
    assert_int_equal(target_look(target, "甲/乙/a.pdf", 5, 1511366400, &look, &error), 0);
    assert_int_equal(look, TARGET_ABSENT);
    assert_false(copy(target, "甲/乙/a.pdf", OTHER));
    assert_false(exists("ours/甲"));
    assert_false(exists("ours/.baosong/part"));
    assert_true(copy(target, "甲/乙/a.pdf", HELLO));
    assert_int_equal(target_look(target, "甲/乙/a.pdf", 5, 1511366400, &look, &error), 0);
    assert_int_equal(look, TARGET_RIGHT);
    assert_int_equal(target_look(target, "甲/乙/a.pdf", 6, 1511366400, &look, &error), 0);
    assert_int_equal(look, TARGET_OTHER);
}

static void test_removes_only_its_own(void **state)
{
    (void)state;
    bool removed = true;
    struct error error = {0};
    write_file("source", "hello");
    CLEANUP(cleanup_target_close)
    struct target *target = open_target("ours");
    assert_true(copy(target, "甲/乙/a.pdf", HELLO));
    assert_int_equal(target_remove(target, "甲/乙/a.pdf", OTHER, &removed, &error), 0);
    assert_false(removed);
    assert_true(exists("ours/甲/乙/a.pdf"));
    write_file("ours/甲/mine.txt", "mine");
    assert_int_equal(target_remove(target, "甲/乙/a.pdf", HELLO, &removed, &error), 0);
    assert_true(removed);
    assert_false(exists("ours/甲/乙"));
    assert_true(exists("ours/甲/mine.txt"));
    assert_int_equal(target_remove(target, "甲/乙/a.pdf", HELLO, &removed, &error), 0);
    assert_true(removed);
}

/* A link in the folder is not followed, neither to write nor to remove. */
static void test_follows_no_links(void **state)
{
    (void)state;
    bool removed = false, right = false;
    enum target_state look = TARGET_RIGHT;
    struct error error = {0};
    write_file("source", "hello");
    CLEANUP_FREE char *elsewhere = below("elsewhere");
    assert_int_equal(mkdir(elsewhere, 0755), 0);
    write_file("elsewhere/a.pdf", "hello");
    CLEANUP(cleanup_target_close)
    struct target *target = open_target("ours");
    CLEANUP_FREE char *link = below("ours/甲");
    assert_int_equal(symlink(elsewhere, link), 0);
    CLEANUP_FREE char *from = below("source");
    CLEANUP_FD int fd = open(from, O_RDONLY | O_CLOEXEC);
    assert_int_equal(target_copy(target, "甲/b.pdf", fd, HELLO, 0, &right, &error), -1);
    assert_int_equal(target_look(target, "甲/a.pdf", 5, 0, &look, &error), 0);
    assert_int_equal(look, TARGET_ABSENT);
    target_remove(target, "甲/a.pdf", HELLO, &removed, &error);
    assert_true(exists("elsewhere/a.pdf"));
    assert_false(exists("elsewhere/b.pdf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whose_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lists_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_copies_what_is_right, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_removes_only_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_follows_no_links, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Landlock: what is named stays usable, everything else is refused, in a child of its own. */
#include "base/landlock.h"

#include "base/files.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    char *root;
    char *allowed;
    char *readable;
    char *file;
};

static char *join(const char *folder, const char *name)
{
    return xasprintf("%s/%s", folder, name);
}

static int setup(void **state)
{
    struct world *world = xcalloc(1, sizeof *world);
    const char *base = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
    world->root = join(base, "landlock-XXXXXX");
    assert_non_null(mkdtemp(world->root));
    world->allowed = join(world->root, "allowed");
    world->readable = join(world->root, "readable");
    world->file = join(world->readable, "file");
    assert_int_equal(mkdir(world->allowed, 0700), 0);
    assert_int_equal(mkdir(world->readable, 0700), 0);
    struct error error;
    assert_int_equal(files_replace(world->file, "x", 1, 0600, &error), 0);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    struct error error;
    assert_int_equal(files_remove_tree(world->root, &error), 0);
    free(world->root);
    free(world->allowed);
    free(world->readable);
    free(world->file);
    free(world);
    return 0;
}

/* errno of opening, 0 where it works. */
static int try_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    int number = fd < 0 ? errno : 0;
    if (fd >= 0) {
        close(fd);
    }
    return number;
}

/* Runs `body` in a child, whose exit status is the number of the check that failed; 0 for none. */
static int in_child(int (*body)(const struct world *), const struct world *world)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(body(world));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int check_files(const struct world *world)
{
    const struct landlock_rule rules[] = {
        {.path = world->allowed, .write = true},
        {.path = world->readable},
        {.path = "/nonexistent/at/all", .optional = true},
    };
    struct error error;
    if (landlock_confine(rules, COUNT_OF(rules), 0, &error) != 0) {
        return 1;
    }
    CLEANUP_FREE char *made = join(world->allowed, "made");
    CLEANUP_FREE char *forbidden = join(world->readable, "forbidden");
    CLEANUP_FREE char *beside = join(world->root, "beside");
    const int refused[] = {try_open(forbidden, O_WRONLY | O_CREAT),
                           try_open(beside, O_WRONLY | O_CREAT), try_open("/etc/passwd", O_RDONLY),
                           try_open(world->file, O_WRONLY)};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        if (refused[i] != EACCES) {
            return 10 + (int)i;
        }
    }
    if (try_open(made, O_WRONLY | O_CREAT) != 0 || try_open(world->file, O_RDONLY) != 0) {
        return 20;
    }
    return unlink(made) == 0 && unlink(world->file) == -1 && errno == EACCES ? 0 : 21;
}

static void test_only_what_is_named(void **state)
{
    assert_int_equal(in_child(check_files, *state), 0);
}

/* A folder by its descriptor, a file by its path. */
static int check_descriptor(const struct world *world)
{
    struct error error;
    CLEANUP_FD int folder = files_open_folder(world->allowed, &error);
    const struct landlock_rule rules[] = {{.fd = folder, .write = true}, {.path = world->file}};
    if (folder < 0 || landlock_confine(rules, COUNT_OF(rules), 0, &error) != 0) {
        return 1;
    }
    CLEANUP_FD int made = openat(folder, "made", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (made < 0 || try_open(world->file, O_RDONLY) != 0) {
        return 2;
    }
    return try_open(world->readable, O_RDONLY | O_DIRECTORY) == EACCES ? 0 : 3;
}

static void test_open_folder(void **state)
{
    assert_int_equal(in_child(check_descriptor, *state), 0);
}

static int check_missing(const struct world *world)
{
    const struct landlock_rule rules[] = {{.path = "/nonexistent/at/all"}};
    struct error error = {0};
    if (landlock_confine(rules, 1, 0, &error) == 0 || strstr(error.text, "/nonexistent") == NULL) {
        return 1;
    }
    return try_open(world->file, O_RDONLY) == 0 ? 0 : 2;
}

static void test_missing_path_is_an_error(void **state)
{
    assert_int_equal(in_child(check_missing, *state), 0);
}

static int connect_errno(uint16_t port)
{
    CLEANUP_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd, (const struct sockaddr *)&to, sizeof to) == 0 ? 0 : errno;
}

static int check_tcp(const struct world *world)
{
    (void)world;
    struct error error;
    /* port 1 has no server: the kernel refuses, unless Landlock does so first */
    if (connect_errno(1) != ECONNREFUSED || landlock_confine(NULL, 0, LANDLOCK_NO_TCP, &error)) {
        return 1;
    }
    return connect_errno(1) == EACCES ? 0 : 2;
}

static void test_no_tcp(void **state)
{
    if (syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1) < 4) {
        skip();
    }
    assert_int_equal(in_child(check_tcp, *state), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_what_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(test_open_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_path_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_tcp, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The fetcher's confinement: what it needs works, everything else is refused, in a child. */
#include "base/files.h"
#include "mailbox/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char *root;

static char *in_root(const char *name)
{
    return xasprintf("%s/%s", root, name);
}

static int setup(void **state)
{
    (void)state;
    root = xasprintf("%s/confine-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(root));
    const char *const folders[] = {"incoming", "credentials", "box", "other"};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        CLEANUP_FREE char *path = in_root(folders[i]);
        CLEANUP_FREE char *file = xasprintf("%s/file", path);
        struct error error;
        assert_int_equal(mkdir(path, 0700), 0);
        assert_int_equal(files_replace(file, "x", 1, 0600, &error), 0);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(files_remove_tree(root, &error), 0);
    free(root);
    return 0;
}

/* errno of opening "name" below the root, or an absolute path; 0 where it works. */
static int try_open(const char *name, int flags)
{
    CLEANUP_FREE char *path = name[0] == '/' ? xstrdup(name) : in_root(name);
    CLEANUP_FD int fd = open(path, flags | O_CLOEXEC, 0600);
    return fd < 0 ? errno : 0;
}

/* Port 1 has no server: who may connect is refused by the kernel, who may not by Landlock. */
static int try_connect(void)
{
    CLEANUP_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(1)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd, (const struct sockaddr *)&to, sizeof to) == 0 ? 0 : errno;
}

struct attempt {
    const char *name;
    int flags;
    int expected;
};

/* Confines itself, then tries everything: 0, or the number of the attempt that went wrong. */
static int confined(const struct settings *settings, const struct attempt *attempts, size_t count)
{
    struct error error;
    CLEANUP_FREE char *incoming = in_root("incoming");
    CLEANUP_FD int folder = files_open_folder(incoming, &error);
    if (confine(settings, folder, &error) != 0) {
        return 100;
    }
    for (size_t i = 0; i < count; i++) {
        if (try_open(attempts[i].name, attempts[i].flags) != attempts[i].expected) {
            return (int)i + 1;
        }
    }
    return 0;
}

static int status_of(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_with_a_server(void **state)
{
    (void)state;
    static const struct attempt attempts[] = {
        {"incoming/new", O_WRONLY | O_CREAT, 0},
        {"credentials/file", O_RDONLY, 0},
        {"/etc/nsswitch.conf", O_RDONLY, 0},
        {"credentials/file", O_WRONLY, EACCES},
        {"credentials/new", O_WRONLY | O_CREAT, EACCES},
        {"other/file", O_RDONLY, EACCES},
        {"other/new", O_WRONLY | O_CREAT, EACCES},
        {"/etc/hosts", O_WRONLY, EACCES},
    };
    CLEANUP_FREE char *password = in_root("credentials/file");
    const struct settings settings = {.scheme = MAILBOX_IMAPS, .password_file = password};
    pid_t child = fork();
    if (child == 0) {
        int failed = confined(&settings, attempts, COUNT_OF(attempts));
        _exit(failed != 0 ? failed : try_connect() == ECONNREFUSED ? 0 : 50);
    }
    assert_int_equal(status_of(child), 0);
}

static void test_with_a_folder(void **state)
{
    (void)state;
    static const struct attempt attempts[] = {
        {"incoming/new", O_WRONLY | O_CREAT, 0}, {"box/file", O_RDONLY, 0},
        {"box/file", O_WRONLY, EACCES},          {"box/new", O_WRONLY | O_CREAT, EACCES},
        {"credentials/file", O_RDONLY, EACCES},  {"/etc/passwd", O_RDONLY, EACCES},
    };
    CLEANUP_FREE char *path = in_root("box");
    const struct settings settings = {.scheme = MAILBOX_MAILDIR, .path = path};
    pid_t child = fork();
    if (child == 0) {
        _exit(confined(&settings, attempts, COUNT_OF(attempts)));
    }
    assert_int_equal(status_of(child), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_with_a_server, setup, teardown),
        cmocka_unit_test_setup_teardown(test_with_a_folder, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

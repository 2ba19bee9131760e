/* Which descriptors a child gets, whatever numbers they have here. */
#include "base/memory.h"
#include "service/child.h"
#include "support.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A program beside this one, as our own lie beside each other: it says what it reads from 3 and 5
 * into 4. The caller frees the path. */
static char *write_program(const char *name)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(length > 0);
    self[length] = '\0';
    char *path = xasprintf("%s/%s", dirname(self), name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("#!/bin/sh\n(cat <&3; cat <&5) >&4\n", file);
    fclose(file);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static int holding(const char *text, int number)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(write(pipes[1], text, strlen(text)), strlen(text));
    close(pipes[1]);
    assert_int_equal(dup2(pipes[0], number), number);
    close(pipes[0]);
    return number;
}

/* `first` and `third` are read by the child, in this order, `second` is written. */
static void check_numbers(const char *program, int first, int second, int third)
{
    int pipes[2];
    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    int back = fcntl(pipes[0], F_DUPFD_CLOEXEC, 300);
    int there = fcntl(pipes[1], F_DUPFD_CLOEXEC, 300);
    close(pipes[0]);
    close(pipes[1]);
    assert_int_equal(dup2(there, second), second);
    close(there);
    const struct child_descriptor passed[] = {
        {holding("one ", first), 3}, {second, 4}, {holding("two", third), 5}};
    pid_t pid = 0;
    struct error error = {0};
    if (child_start(program, NULL, passed, COUNT_OF(passed), &pid, &error) != 0) {
        fail_msg("%s", error.text);
    }
    for (size_t i = 0; i < COUNT_OF(passed); i++) {
        close(passed[i].from);
    }
    char said[20] = "";
    size_t size = 0;
    for (ssize_t got = 0; (got = read(back, said + size, sizeof said - 1 - size)) > 0;) {
        size += (size_t)got;
    }
    close(back);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_string_equal(said, "one two");
}

static void test_descriptors(void **state)
{
    (void)state;
    static const char name[] = "child-that-copies";
    CLEANUP_FREE char *path = write_program(name);
    static const int numbers[][3] = {
        {20, 21, 22},    {22, 21, 20},    {104, 103, 105},
        {105, 104, 103}, {103, 105, 104}, {204, 203, 205},
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        check_numbers(name, numbers[i][0], numbers[i][1], numbers[i][2]);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descriptors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

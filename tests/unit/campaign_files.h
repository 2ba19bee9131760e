/* Files that a person wrote wrongly, for the tests of what is said about them. */
#ifndef BAOSONG_TESTS_CAMPAIGN_FILES_H
#define BAOSONG_TESTS_CAMPAIGN_FILES_H

#include "support.h"

#include "base/error.h"
#include "base/files.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One edit of a right file, and what must be said about it. */
struct wrong {
    const char *find; /* the first one is replaced; NULL: `put` is the whole file */
    const char *put;
    size_t line;          /* that must be named; 0: none */
    const char *words[4]; /* that must stand in the message */
};

static char test_folder[] = "/tmp/baosong-test-XXXXXX";

static inline int make_test_folder(void **state)
{
    (void)state;
    return mkdtemp(test_folder) != NULL ? 0 : -1;
}

static inline int remove_test_folder(void **state)
{
    (void)state;
    return files_remove_tree(test_folder, NULL);
}

/* Writes a file into the test's folder; the caller frees its path. */
static inline char *write_file(const char *name, const void *data, size_t size)
{
    struct error error = {0};
    char *path = xasprintf("%s/%s", test_folder, name);
    if (files_replace(path, data, size, 0644, &error) != 0) {
        fail_msg("%s", error.text);
    }
    return path;
}

/* The text with the first `find` replaced; the caller frees it. */
static inline char *edited(const char *text, const char *find, const char *put)
{
    if (find == NULL) {
        return xstrdup(put);
    }
    const char *at = strstr(text, find);
    if (at == NULL) {
        fail_msg("the right file has no \"%s\"", find);
        return NULL;
    }
    return xasprintf("%.*s%s%s", (int)(at - text), text, put, at + strlen(find));
}

/* Is the message of this line alone, and has it the words? Says what it lacks if not. */
static inline bool has_words(const struct wrong *wrong, const char *path, const char *message)
{
    CLEANUP_FREE char *where =
        wrong->line > 0 ? xasprintf("%s:%zu: ", path, wrong->line) : xasprintf("%s: ", path);
    if (strncmp(message, where, strlen(where)) != 0 || strchr(message, '\n') != NULL) {
        print_error("expected one fault \"%s...\", but got: %s\n", where, message);
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(wrong->words) && wrong->words[i] != NULL; i++) {
        if (strstr(message, wrong->words[i]) == NULL) {
            print_error("expected \"%s\" in: %s\n", wrong->words[i], message);
            return false;
        }
    }
    return true;
}

#endif

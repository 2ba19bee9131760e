#include "desk/manifest.h"

#include "base/buffer.h"
#include "base/files.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static const char mark[] = "baosong dossier 1 ";

enum { SEPARATOR = 2 }; /* blanks between hash and path, as in sha256sum(1) */

void manifest_add(struct manifest *manifest, const char *path, const char *sha256)
{
    struct manifest_entry entry = {.path = xstrdup(path)};
    memcpy(entry.sha256, sha256, strnlen(sha256, HASH_TEXT_SIZE - 1));
    manifest->entries = xgrow(manifest->entries, manifest->count, sizeof entry);
    manifest->entries[manifest->count++] = entry;
}

static int compare(const void *left, const void *right)
{
    const struct manifest_entry *a = left;
    const struct manifest_entry *b = right;
    int order = strcmp(a->path, b->path);
    return order != 0 ? order : strcmp(a->sha256, b->sha256);
}

void manifest_sort(struct manifest *manifest)
{
    if (manifest->count == 0) {
        return;
    }
    qsort(manifest->entries, manifest->count, sizeof *manifest->entries, compare);
    size_t kept = 1;
    for (size_t i = 1; i < manifest->count; i++) {
        if (compare(&manifest->entries[kept - 1], &manifest->entries[i]) == 0) {
            free(manifest->entries[i].path);
        } else {
            manifest->entries[kept++] = manifest->entries[i];
        }
    }
    manifest->count = kept;
}

bool manifest_has(const struct manifest *manifest, const char *path, const char *sha256)
{
    size_t low = 0, high = manifest->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct manifest_entry *entry = &manifest->entries[middle];
        int order = strcmp(entry->path, path);
        order = order == 0 && sha256 != NULL ? strcmp(entry->sha256, sha256) : order;
        if (order == 0) {
            return true;
        }
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

void manifest_clear(struct manifest *manifest)
{
    for (size_t i = 0; i < manifest->count; i++) {
        free(manifest->entries[i].path);
    }
    free(manifest->entries);
    *manifest = (struct manifest){0};
}

/* --- the file -------------------------------------------------------------------------------- */

/* Components that are neither empty nor "." nor "..". */
static bool is_below(const char *path)
{
    for (const char *at = path;; at++) {
        size_t size = strcspn(at, "/");
        if (size == 0 || (size == 1 && at[0] == '.') || (size == 2 && strncmp(at, "..", 2) == 0)) {
            return false;
        }
        at += size;
        if (*at == '\0') {
            return true;
        }
    }
}

static bool take_line(struct manifest *manifest, const char *line)
{
    char sha256[HASH_TEXT_SIZE] = "";
    size_t digits = HASH_TEXT_SIZE - 1;
    if (strlen(line) <= digits + SEPARATOR || strncmp(line + digits, "  ", SEPARATOR) != 0) {
        return false;
    }
    memcpy(sha256, line, digits);
    if (!hash_text_valid(sha256) || !is_below(line + digits + SEPARATOR)) {
        return false;
    }
    manifest_add(manifest, line + digits + SEPARATOR, sha256);
    return true;
}

int manifest_load(struct manifest *manifest, const char *file, const char *purpose,
                  struct error *error)
{
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    if (files_read(file, LIMIT_MANIFEST, &text, &size, error) != 0) {
        return -1;
    }
    char *rest = text;
    const char *head = strsep(&rest, "\n");
    if (strncmp(head, mark, strlen(mark)) != 0) {
        return error_set(error, ERROR_CONFIG, "%s is not a list of baosong's", file);
    }
    if (strcmp(head + strlen(mark), purpose) != 0) {
        return error_set(error, ERROR_CONFIG, "%s is of another campaign (%s)", file,
                         head + strlen(mark));
    }
    for (const char *line; (line = strsep(&rest, "\n")) != NULL;) {
        if (line[0] != '\0' && !take_line(manifest, line)) {
            return error_set(error, ERROR_CONFIG, "%s has a line that baosong did not write: %s",
                             file, line);
        }
    }
    manifest_sort(manifest);
    return 0;
}

int manifest_save(const struct manifest *manifest, const char *file, const char *purpose,
                  struct error *error)
{
    enum { MODE = 0644 };
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    buffer_add_format(&out, "%s%s\n", mark, purpose);
    for (size_t i = 0; i < manifest->count; i++) {
        buffer_add_format(&out, "%s  %s\n", manifest->entries[i].sha256, manifest->entries[i].path);
    }
    return files_replace(file, buffer_text(&out), out.size, MODE, error);
}

#include "desk/filled.h"

#include "base/files.h"
#include "base/json.h"
#include "base/limits.h"
#include "notice/display.h"
#include "reader/frames.h"
#include "service/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Faults told at once: more than these nobody mends in one go. */
enum { FAULTS_TOLD = 20 };

/* --- what the reader says --------------------------------------------------------------------- */

struct reading {
    struct filled *sheet;
    struct frame_parser parser;
    bool done;
};

/* A line without blanks around it, also without the wide ones of Chinese keyboards. */
static char *trimmed(const char *text)
{
    static const char wide[] = "\xE3\x80\x80";
    CLEANUP_FREE char *clean = display_clean(text);
    char *from = clean;
    while (*from == ' ' || strncmp(from, wide, strlen(wide)) == 0) {
        from += *from == ' ' ? 1 : strlen(wide);
    }
    size_t size = strlen(from);
    for (;;) {
        if (size > 0 && from[size - 1] == ' ') {
            size--;
        } else if (size >= strlen(wide) &&
                   memcmp(from + size - strlen(wide), wide, strlen(wide)) == 0) {
            size -= strlen(wide);
        } else {
            return xstrndup(from, size);
        }
    }
}

static int take_row(struct filled *sheet, const json_t *frame, struct error *error)
{
    int64_t number = 0;
    json_t *cells = NULL;
    if (json_get_integer(frame, "row", 1, INT32_MAX, &number, error) != 0 ||
        json_opt_array(frame, "cells", LIMIT_SHEET_COLUMNS, &cells, error) != 0) {
        return -1;
    }
    if (sheet->row_count >= LIMIT_SHEET_ROWS) {
        return error_set(error, ERROR_PROTOCOL, "the reader tells more rows than it may");
    }
    sheet->rows = xgrow(sheet->rows, sheet->row_count, sizeof *sheet->rows);
    struct filled_row *row = &sheet->rows[sheet->row_count++];
    *row = (struct filled_row){.number = (size_t)number, .count = json_array_size(cells)};
    row->cells = xcalloc(row->count + 1, sizeof *row->cells);
    for (size_t i = 0; i < row->count; i++) {
        const char *text = json_string_value(json_array_get(cells, i));
        row->cells[i] = trimmed(text != NULL ? text : "");
    }
    return 0;
}

static int take_frame(struct reading *reading, const json_t *frame, struct error *error)
{
    const char *type = NULL;
    const char *text = NULL;
    if (json_get_string(frame, "type", 16, &type, error) != 0) {
        return -1;
    }
    if (strcmp(type, "row") == 0) {
        return take_row(reading->sheet, frame, error);
    }
    if (strcmp(type, "fault") == 0) {
        return json_get_string(frame, "text", LIMIT_REASON, &text, error) == 0
                   ? error_set(error, ERROR_USAGE, "%s：%s", reading->sheet->path, text)
                   : -1;
    }
    reading->done = strcmp(type, "done") == 0;
    return 0;
}

static int take_bytes(struct reading *reading, const char *data, size_t size, struct error *error)
{
    frame_parser_add(&reading->parser, data, size);
    for (;;) {
        json_t *frame = NULL;
        if (frame_parser_next(&reading->parser, &frame, error) != 0) {
            return -1;
        }
        if (frame == NULL) {
            return 0;
        }
        int result = take_frame(reading, frame, error);
        json_decref(frame);
        if (result != 0) {
            return -1;
        }
    }
}

static int listen_to(int frames, struct reading *reading, struct error *error)
{
    struct pollfd input = {.fd = frames, .events = POLLIN};
    char block[65536];
    for (;;) {
        int ready = poll(&input, 1, LIMIT_SHEET_WALL * 1000);
        ssize_t got = ready > 0 ? read(frames, block, sizeof block) : -1;
        if (ready == 0) {
            return error_set(error, ERROR_LIMIT, "reading %s takes too long", reading->sheet->path);
        }
        if (got < 0 && errno != EINTR) {
            return error_set_errno(error, errno, "the reader cannot be heard");
        }
        if (got == 0) {
            return reading->done ? 0
                                 : error_set(error, ERROR_LIMIT,
                                             "%s cannot be read: the confined reader was stopped",
                                             reading->sheet->path);
        }
        if (got > 0 && take_bytes(reading, block, (size_t)got, error) != 0) {
            return -1;
        }
    }
}

static int read_confined(int file, int folder, struct reading *reading, struct error *error)
{
    int ends[2];
    pid_t child = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(error, errno, "a pipe cannot be made");
    }
    const struct child_descriptor passed[] = {
        {file, READER_MESSAGE_FD}, {folder, READER_FOLDER_FD}, {ends[1], READER_FRAMES_FD}};
    int started = child_start("baosong-reader", "--sheet", passed, COUNT_OF(passed), &child, error);
    close(ends[1]);
    CLEANUP_FD int frames = ends[0];
    if (started != 0) {
        return -1;
    }
    int result = listen_to(frames, reading, error);
    if (result != 0) {
        kill(child, SIGKILL);
    }
    waitpid(child, NULL, 0);
    return result;
}

int filled_read(const char *path, struct filled **sheet, struct error *error)
{
    CLEANUP(cleanup_filled_free)
    struct filled *made = xcalloc(1, sizeof *made);
    made->path = xstrdup(path);
    CLEANUP_FD int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return error_set_errno(error, errno, "%s cannot be opened", path);
    }
    char place[] = "/tmp/baosong-sheet-XXXXXX";
    if (mkdtemp(place) == NULL) {
        return error_set_errno(error, errno, "a temporary folder cannot be made");
    }
    CLEANUP_FD int folder = files_open_folder(place, error);
    struct reading reading = {.sheet = made};
    int result = folder < 0 ? -1 : read_confined(file, folder, &reading, error);
    frame_parser_free(&reading.parser);
    files_remove_tree(place, NULL);
    if (result == 0) {
        *sheet = STEAL(made);
    }
    return result;
}

void filled_free(struct filled *sheet)
{
    if (sheet == NULL) {
        return;
    }
    for (size_t i = 0; i < sheet->row_count; i++) {
        for (size_t c = 0; c < sheet->rows[i].count; c++) {
            free(sheet->rows[i].cells[c]);
        }
        free(sheet->rows[i].cells);
    }
    free(sheet->rows);
    free(sheet->path);
    free(sheet);
}

/* --- cells ------------------------------------------------------------------------------------ */

const char *filled_cell(const struct filled_row *row, size_t column)
{
    return column < row->count ? row->cells[column] : "";
}

int filled_find(const struct filled_row *row, const char *heading)
{
    for (size_t i = 0; i < row->count; i++) {
        if (strcmp(row->cells[i], heading) == 0) {
            return (int)i;
        }
    }
    return -1;
}

char *filled_reason(const struct filled *sheet, const char *reason)
{
    const char *slash = strrchr(sheet->path, '/');
    CLEANUP_FREE char *name = display_clean(slash != NULL ? slash + 1 : sheet->path);
    return reason != NULL ? xstrdup(reason) : xasprintf("导入%s", name);
}

/* --- faults ----------------------------------------------------------------------------------- */

/* 27 -> "AB" */
static char *column_name(int column)
{
    return column < 26 ? xasprintf("%c", 'A' + column)
                       : xasprintf("%c%c", 'A' + column / 26 - 1, 'A' + column % 26);
}

void filled_fault(struct filled_faults *faults, const struct filled_row *row, int column,
                  const char *format, ...)
{
    if (faults->count++ >= FAULTS_TOLD) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    CLEANUP_FREE char *text = xvasprintf(format, arguments);
    va_end(arguments);
    CLEANUP_FREE char *letters = column >= 0 ? column_name(column) : xstrdup("");
    buffer_add_format(&faults->text, "\n  %s%s%zu%s：%s", column < 0 ? "第" : "", letters,
                      row->number, column < 0 ? "行" : "", text);
}

int filled_faults_report(const struct filled_faults *faults, const struct filled *sheet,
                         struct error *error)
{
    if (faults->count == 0) {
        return 0;
    }
    if (faults->count > FAULTS_TOLD) {
        return error_set(error, ERROR_USAGE,
                         "%s 有%zu处错误，没有导入任何内容：%s\n  （只列出前%d处）", sheet->path,
                         faults->count, buffer_text(&faults->text), FAULTS_TOLD);
    }
    return error_set(error, ERROR_USAGE, "%s 有%zu处错误，没有导入任何内容：%s", sheet->path,
                     faults->count, buffer_text(&faults->text));
}

void filled_faults_clear(struct filled_faults *faults)
{
    buffer_free(&faults->text);
    *faults = (struct filled_faults){0};
}

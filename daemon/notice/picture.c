#include "notice/picture.h"

#include "base/clock.h"
#include "notice/display.h"
#include "notice/matrix.h"
#include "notice/palette.h"
#include "notice/wording.h"

#include <stdlib.h>
#include <string.h>

/* Pixels. Fits a page of A4 in width and a mail of 760 px. */
enum {
    MARGIN = 12,
    ROW = 17,
    SQUARE = 15, /* in a column of ROW */
    NAME = 190,  /* width of the names */
    SCORE = 44,  /* width of "12/21" */
    TITLE_SIZE = 16,
    TEXT_SIZE = 12,
    SMALL_SIZE = 10,
    TOP = 136, /* height of what stands above the first row */
    BAR = 16,
    LEAST_WIDTH = 560,
};
enum { BLACK = 0x000000, GREY = 0x595959, WHITE = 0xFFFFFF, LINE = 0xF2F2F2 };

static struct picture_shape *add(struct picture *picture, struct picture_shape shape)
{
    picture->shapes = xgrow(picture->shapes, picture->count, sizeof shape);
    picture->shapes[picture->count] = shape;
    return &picture->shapes[picture->count++];
}

static void add_box(struct picture *picture, double x, double y, double width, double height,
                    uint32_t colour)
{
    add(picture,
        (struct picture_shape){.x = x, .y = y, .width = width, .height = height, .colour = colour});
}

static struct picture_shape *add_text(struct picture *picture, double x, double y, double size,
                                      uint32_t colour, const char *text)
{
    return add(picture,
               (struct picture_shape){
                   .x = x, .y = y, .height = size, .colour = colour, .text = display_clean(text)});
}

/* Cuts a name that would run into the squares; a Chinese character is as wide as it is high. */
static char *fitting(const char *text, size_t columns)
{
    struct buffer out = BUFFER_EMPTY;
    display_add_cell(&out, text, columns, false);
    char *cut = buffer_steal(&out);
    for (size_t end = strlen(cut); end > 0 && cut[end - 1] == ' '; end--) {
        cut[end - 1] = '\0';
    }
    return cut;
}

/* --- above the board ------------------------------------------------------------------------- */

/* How all obligations stand, as one bar, and what its colours mean. */
static void add_bar(struct picture *picture, const struct report *report, double y)
{
    double width = picture->width - 2 * MARGIN;
    double x = MARGIN;
    double legend = MARGIN;
    for (int i = 0; i < STANDING_COUNT; i++) {
        size_t count = report->cells[i];
        if (count == 0) {
            continue;
        }
        double share = width * (double)count / (double)report->obligations;
        add_box(picture, x, y, share, BAR, palette[i].strong);
        x += share;
        CLEANUP_FREE char *text = xasprintf("%s %zu", standing_chinese((enum standing)i), count);
        add_box(picture, legend, y + BAR + 8, 10, 10, palette[i].strong);
        add_text(picture, legend + 14, y + BAR + 17, TEXT_SIZE, BLACK, text);
        legend += 14 + (double)display_width(text) * TEXT_SIZE / 2 + 14;
    }
}

static void add_head(struct picture *picture, const struct report *report)
{
    char deadline[CLOCK_TEXT_SIZE];
    char now[CLOCK_TEXT_SIZE];
    CLEANUP_FREE char *when =
        xasprintf("截止%s，统计至%s", wording_deadline(report->stage->deadline, deadline),
                  clock_chinese(report->now, now));
    CLEANUP_FREE char *units = xasprintf("单位%zu家：已齐%zu家，部分报送%zu家，未报送%zu家",
                                         report->campaign->unit_count, report->units[UNIT_COMPLETE],
                                         report->units[UNIT_PARTIAL], report->units[UNIT_SILENT]);
    CLEANUP_FREE char *title = xasprintf("%s 报送情况", report->stage->title);
    add_text(picture, MARGIN, MARGIN + TITLE_SIZE, TITLE_SIZE, BLACK, title)->bold = true;
    add_text(picture, MARGIN, MARGIN + 36, TEXT_SIZE, GREY, when);
    add_text(picture, MARGIN, MARGIN + 53, TEXT_SIZE, GREY, units);
    add_bar(picture, report, MARGIN + 60);
}

/* --- the board ------------------------------------------------------------------------------- */

static double column_x(size_t column)
{
    return MARGIN + NAME + SCORE + (double)column * ROW;
}

static void add_column_heads(struct picture *picture, const struct matrix *matrix)
{
    const struct {
        const char *text;
        size_t column, end;
    } groups[] = {{"共性任务", 0, matrix->common}, {"职能任务", matrix->common, matrix->columns}};
    for (size_t g = 0; g < COUNT_OF(groups); g++) {
        for (size_t column = groups[g].column; column < groups[g].end; column++) {
            CLEANUP_FREE char *number = xasprintf("%zu", column - groups[g].column + 1);
            add_text(picture, column_x(column) + SQUARE / 2.0, TOP - 4, SMALL_SIZE, GREY, number)
                ->anchor = ANCHOR_MIDDLE;
        }
        if (groups[g].column < groups[g].end) {
            add_text(picture, column_x(groups[g].column) + 2, TOP - 17, SMALL_SIZE, GREY,
                     groups[g].text);
        }
    }
}

static void add_square(struct picture *picture, size_t column, double y, enum standing state)
{
    double x = column_x(column);
    add_box(picture, x, y + 1, SQUARE, SQUARE, palette[state].strong);
    if (palette[state].mark[0] != '\0') {
        uint32_t colour = state == STANDING_DEFICIENT ? BLACK : WHITE;
        add_text(picture, x + SQUARE / 2.0, y + SQUARE - 3, SMALL_SIZE, colour, palette[state].mark)
            ->anchor = ANCHOR_MIDDLE;
    }
}

static void add_unit(struct picture *picture, const struct report *report,
                     const struct matrix *matrix, size_t u, double y)
{
    const struct unit *unit = &report->campaign->units[u];
    const struct board_unit *standing = &report->board->units[u];
    CLEANUP_FREE char *name = fitting(unit->name, 2 * NAME / TEXT_SIZE - 2);
    CLEANUP_FREE char *score = xasprintf("%zu/%zu", standing->complete, unit->task_count);
    bool silent = standing->state == UNIT_SILENT;
    add_text(picture, MARGIN, y + 13, TEXT_SIZE, silent ? GREY : BLACK, name)->bold = !silent;
    add_text(picture, column_x(0) - 6, y + 13, TEXT_SIZE, silent ? GREY : BLACK, score)->anchor =
        ANCHOR_END;
    for (size_t t = 0; t < unit->task_count; t++) {
        add_square(picture, matrix_column(matrix, unit, t), y, standing->cells[t].state);
    }
}

/* The units by category, so that those with the same tasks stand together. */
static double add_category(struct picture *picture, const struct report *report,
                           const struct matrix *matrix, const struct category *category, double y)
{
    add_box(picture, MARGIN, y + 2, picture->width - 2 * MARGIN, ROW - 2, LINE);
    add_text(picture, MARGIN + 4, y + 14, TEXT_SIZE, GREY, category->title);
    y += ROW + 2;
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (report->campaign->units[u].category == category) {
            add_unit(picture, report, matrix, u, y);
            y += ROW;
        }
    }
    return y + 4;
}

struct picture *picture_new(const struct report *report)
{
    struct picture *picture = xcalloc(1, sizeof *picture);
    struct matrix matrix = matrix_of(report->campaign);
    double width = column_x(matrix.columns) + MARGIN;
    picture->width = width > LEAST_WIDTH ? width : LEAST_WIDTH;
    size_t background = picture->count;
    add_box(picture, 0, 0, picture->width, 0, WHITE);
    add_head(picture, report);
    add_column_heads(picture, &matrix);
    double y = TOP;
    for (size_t i = 0; i < report->campaign->category_count; i++) {
        y = add_category(picture, report, &matrix, &report->campaign->categories[i], y);
    }
    picture->height = y + MARGIN;
    picture->shapes[background].height = picture->height;
    return picture;
}

void picture_free(struct picture *picture)
{
    if (picture == NULL) {
        return;
    }
    for (size_t i = 0; i < picture->count; i++) {
        free(picture->shapes[i].text);
    }
    free(picture->shapes);
    free(picture);
}

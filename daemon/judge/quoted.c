#include "judge/quoted.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "judge/numbering.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE_BYTES = 900,  /* of a line that are looked at: the longest task, and what introduces it */
    LEAST_PAIRS = 7,   /* of a task: a shorter one is in too many sentences */
    WINDOW_SHARE = 3,  /* a task's words stand within so many halves of its length */
    OUTRIGHT_REST = 6, /* characters that a line may have beside the task alone */
};

/* The share of a task's pairs of characters that a line must have. */
#define QUOTED 0.8

static const char *const lead_ins[] = {"任务要求", "工作任务", "任务内容", "考核内容", "工作要求",
                                       "任务",     "内容",     ":",        " ",        NULL};

/* --- one line against the tasks ------------------------------------------------------------ */

/* The pairs of neighbouring Han characters of a text. */
struct pairs {
    uint64_t *at; /* freed by its owner */
    size_t count;
};

enum { FILTER_BITS = 1024 };

/* Which pairs a line may have: a bit for many of them. */
struct filter {
    uint64_t bits[FILTER_BITS / 64];
};

static uint64_t *bit_of(struct filter *filter, uint64_t pair, uint64_t *bit)
{
    uint64_t hash = (pair * UINT64_C(0x9E3779B97F4A7C15)) >> 54;
    *bit = UINT64_C(1) << (hash % 64);
    return &filter->bits[hash / 64];
}

/* Pairs across whatever stands between the characters. */
static struct pairs pairs_of(const char *plain)
{
    struct pairs pairs = {.at = xcalloc(strlen(plain) / 3 + 1, sizeof *pairs.at)};
    uint32_t before = 0;
    for (size_t length = 0; *plain != '\0'; plain += length) {
        uint32_t c = plain_next(plain, &length);
        if (utf8_is_han(c)) {
            if (before != 0) {
                pairs.at[pairs.count++] = (uint64_t)before << 32 | c;
            }
            before = c;
        }
    }
    return pairs;
}

/* The tasks as lines are compared with them. */
struct originals {
    const struct filing *filing;
    struct pairs *tasks; /* one a task */
};

static struct originals originals_of(const struct filing *filing)
{
    size_t count = filing->unit->task_count;
    struct originals originals = {filing, xcalloc(count + 1, sizeof *originals.tasks)};
    for (size_t i = 0; i < count; i++) {
        CLEANUP_FREE char *plain = plain_text(filing->unit->tasks[i]->text, LINE_BYTES);
        originals.tasks[i] = pairs_of(plain);
    }
    return originals;
}

static void originals_clear(struct originals *originals)
{
    for (size_t i = 0; i < originals->filing->unit->task_count; i++) {
        free(originals->tasks[i].at);
    }
    free(originals->tasks);
}

/* The share of a task's pairs that the line begins with. */
static double share_of(const struct pairs *task, const struct pairs *line)
{
    size_t window = task->count * WINDOW_SHARE / 2, found = 0;
    struct filter filter = {{0}};
    uint64_t bit = 0;
    for (size_t i = 0; i < line->count && i < window; i++) {
        *bit_of(&filter, line->at[i], &bit) |= bit;
    }
    for (size_t i = 0; i < task->count; i++) {
        found += (*bit_of(&filter, task->at[i], &bit) & bit) != 0;
    }
    return task->count >= LEAST_PAIRS ? (double)found / (double)task->count : 0;
}

/* The task of which a line has most; -1 if it repeats none. */
static int quoted_task(const struct originals *originals, const char *words, size_t *chars)
{
    struct pairs line = pairs_of(words);
    double most = QUOTED;
    int best = -1;
    for (size_t i = 0; i < originals->filing->unit->task_count; i++) {
        double share = share_of(&originals->tasks[i], &line);
        if (share >= most) {
            most = share;
            best = (int)i;
            *chars = originals->tasks[i].count + 1;
        }
    }
    free(line.at);
    return best;
}

/* Bytes of a line up to the stop behind so many of its Han characters; all of it if none is there.
 */
static size_t label_size(const char *line, size_t han)
{
    static const char *const stops[] = {"。", "：", ":", "；", ";", NULL};
    size_t seen = 0, length = 0;
    for (const char *at = line; *at != '\0'; at += length) {
        size_t stop = plain_starts_with_any(at, stops);
        if (stop > 0 && 10 * seen >= 9 * han) {
            return (size_t)(at - line) + stop;
        }
        seen += utf8_is_han(utf8_decode(at, strlen(at), &length));
    }
    return strlen(line);
}

/* Does the line repeat a task, in a place where it introduces something? Behind a number, or
 * alone. */
static int task_of_line(const struct originals *originals, const char *line, size_t *size)
{
    CLEANUP_FREE char *plain = plain_text(line, LINE_BYTES);
    const char *words = plain + number_parse(plain).end;
    for (size_t step = 0; (step = plain_starts_with_any(words, lead_ins)) > 0;) {
        words += step;
    }
    size_t chars = 0, han = plain_han_count(words);
    int task = quoted_task(originals, words, &chars);
    *size = task >= 0 ? label_size(line, plain_han_count(plain) - han + chars) : 0;
    return words > plain || han <= chars + OUTRIGHT_REST ? task : -1;
}

/* --- the report ---------------------------------------------------------------------------- */

/* A heading of the report's own that repeats no task: 二、存在的问题. */
static bool is_heading(const struct described_file *file, const char *line)
{
    for (size_t i = 0; i < file->section_count; i++) {
        if (strcmp(file->sections[i].heading, line) == 0) {
            return true;
        }
    }
    return false;
}

struct gathering {
    struct quotes quotes;
    struct quote open; /* label NULL: none */
    struct buffer text;
};

static void end_quote(struct gathering *gathering)
{
    CLEANUP_FREE char *text = buffer_steal(&gathering->text);
    struct quote *quote = &gathering->open;
    if (quote->label != NULL && plain_han_count(text) > 0) {
        struct quotes *quotes = &gathering->quotes;
        quote->text = STEAL(text);
        quotes->at = xgrow(quotes->at, quotes->count, sizeof *quotes->at);
        quotes->at[quotes->count++] = *quote;
    } else {
        free(quote->label);
    }
    gathering->text = BUFFER_EMPTY;
    *quote = (struct quote){0};
}

static void take_line(struct gathering *gathering, const struct originals *originals,
                      const struct described_file *file, const char *line)
{
    size_t size = 0;
    int task = task_of_line(originals, line, &size);
    if (task >= 0) {
        end_quote(gathering);
        gathering->open =
            (struct quote){.task = (size_t)task, .label = xstrndup(line, size), .text = NULL};
        line += size;
    } else if (is_heading(file, line)) {
        end_quote(gathering);
    }
    if (gathering->open.label != NULL) {
        buffer_add_format(&gathering->text, "%s\n", line);
    }
}

struct quotes quotes_read(const struct filing *filing, const struct described_file *file)
{
    struct gathering gathering = {.text = BUFFER_EMPTY};
    struct originals originals = originals_of(filing);
    for (const char *at = file->text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        CLEANUP_FREE char *line = xstrndup(at, size);
        take_line(&gathering, &originals, file, line);
        at += size + (at[size] == '\n');
    }
    end_quote(&gathering);
    buffer_free(&gathering.text);
    originals_clear(&originals);
    return gathering.quotes;
}

void quotes_clear(struct quotes *quotes)
{
    for (size_t i = 0; i < quotes->count; i++) {
        free(quotes->at[i].label);
        free(quotes->at[i].text);
    }
    free(quotes->at);
    *quotes = (struct quotes){0};
}

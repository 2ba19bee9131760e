#include "judge/quoted.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "judge/hypothesis.h"
#include "judge/numbering.h"
#include "judge/plain.h"
#include "judge/topics.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE_BYTES = 900,  /* of a line that are looked at: the longest task, and what introduces it */
    LEAST_TASK = 8,    /* characters: a shorter one is in too many sentences */
    WINDOW_SHARE = 3,  /* a task's words stand within so many halves of its length */
    OUTRIGHT_REST = 6, /* characters that a line may have beside the task alone */
};

#define LIKELY 0.5 /* of the best task's words: others that it may be */
#define QUOTED 0.8 /* the share of a task's words that a line must have */

static const char *const lead_ins[] = {"任务要求", "工作任务", "任务内容", "考核内容", "工作要求",
                                       "任务",     "内容",     ":",        " ",        NULL};

/* --- one line against the tasks ------------------------------------------------------------ */

/* The share of a task's words that the line begins with. */
static double share_of(const char *task, const char *line)
{
    size_t han = plain_han_count(task);
    size_t window = utf8_cut(line, strlen(line), strlen(task) * WINDOW_SHARE / 2);
    CLEANUP_FREE char *begin = xstrndup(line, window);
    return han >= LEAST_TASK ? hypothesis_overlap(task, begin) : 0;
}

/* The task of which a line has most; -1 if it repeats none. */
static int quoted_task(const struct filing *filing, const char *words, size_t *chars)
{
    size_t count = filing->unit->task_count;
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    unit_topics_score(filing->topics, words, 1, scores);
    int first = filing_best(filing, scores, NULL), best = -1;
    double most = QUOTED;
    for (size_t i = 0; first >= 0 && i < count; i++) {
        if (scores[i].words < LIKELY * scores[first].words) {
            continue;
        }
        CLEANUP_FREE char *task = plain_text(filing->unit->tasks[i]->text, LINE_BYTES);
        double share = share_of(task, words);
        if (share >= most) {
            most = share;
            best = (int)i;
            *chars = plain_han_count(task);
        }
    }
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
static int task_of_line(const struct filing *filing, const char *line, size_t *size)
{
    CLEANUP_FREE char *plain = plain_text(line, LINE_BYTES);
    const char *words = plain + number_parse(plain).end;
    for (size_t step = 0; (step = plain_starts_with_any(words, lead_ins)) > 0;) {
        words += step;
    }
    size_t chars = 0, han = plain_han_count(words);
    int task = quoted_task(filing, words, &chars);
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
    *quote = (struct quote){0};
}

static void take_line(struct gathering *gathering, const struct filing *filing,
                      const struct described_file *file, const char *line)
{
    size_t size = 0;
    int task = task_of_line(filing, line, &size);
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
    for (const char *at = file->text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        CLEANUP_FREE char *line = xstrndup(at, size);
        take_line(&gathering, filing, file, line);
        at += size + (at[size] == '\n');
    }
    end_quote(&gathering);
    buffer_free(&gathering.text);
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

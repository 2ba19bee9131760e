#include "notice/answer.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "notice/display.h"
#include "notice/gaps.h"
#include "notice/page.h"
#include "notice/wording.h"

#include <stdlib.h>
#include <string.h>

/* Names in one cell before "等": more of them nobody reads. */
enum { FILES_NAMED = 5 };

static bool is_sure(const struct answer *answer)
{
    return answer->row->unit_state == UNIT_SURE && answer->row->unit_count > 0;
}

/* The units the mail is of, as the campaign knows them; -1 for one that it no longer has. */
static int unit_at(const struct answer *answer, size_t index)
{
    return campaign_find_unit(answer->campaign, answer->row->units[index].name);
}

/* --- what was recognised --------------------------------------------------------------------- */

static bool proves(const struct file_row *file, const char *unit, const char *task, bool *review)
{
    bool found = false;
    *review = true;
    for (size_t i = 0; i < file->match_count; i++) {
        const struct match_row *match = &file->matches[i];
        if (strcmp(match->unit, unit) == 0 && strcmp(match->task, task) == 0) {
            found = true;
            *review = *review && strcmp(match->state, match_state_name(MATCH_REVIEW)) == 0;
        }
    }
    return found && file->verdict != VERDICT_REJECTED;
}

/* Nobody could open it, so nobody knows whether it is what it is taken for. */
static bool is_closed(const struct file_row *file)
{
    static const uint64_t closing = FINDING_BIT(FINDING_ENCRYPTED) | FINDING_BIT(FINDING_DAMAGED) |
                                    FINDING_BIT(FINDING_EMPTY) | FINDING_BIT(FINDING_UNREADABLE) |
                                    FINDING_BIT(FINDING_MISSING_VOLUME);
    uint64_t found = 0;
    for (size_t i = 0; i < file->finding_count; i++) {
        found |= FINDING_BIT(file->findings[i].code);
    }
    return (found & closing) != 0 && file->verdict != VERDICT_ACCEPTED;
}

/* Is it surely for the task, by what is in it? */
static bool is_taken(const struct file_row *file, bool review)
{
    return !review && !is_closed(file);
}

/* A row for a task that some file of the mail is for. */
static void add_task(const struct answer *answer, const struct unit *unit, const struct task *task,
                     struct page *page)
{
    struct file_names all = {.text = BUFFER_EMPTY, .most = FILES_NAMED};
    struct file_names open = all; /* what a person has to look at */
    for (size_t i = 0; i < answer->row->file_count; i++) {
        const struct file_row *file = &answer->row->files[i];
        bool review = false;
        if (proves(file, unit->name, task->id, &review)) {
            wording_add_name(&all, file->file.name);
            if (!is_taken(file, review)) {
                wording_add_name(&open, file->file.name);
            }
        }
    }
    if (all.count > 0) {
        CLEANUP_FREE char *title = wording_task(task);
        CLEANUP_FREE char *first =
            answer->row->unit_count > 1 ? xasprintf("%s%s", unit->name, title) : xstrdup(title);
        CLEANUP_FREE char *state = open.count == all.count ? xstrdup("待工作人员核对")
                                   : open.count > 0
                                       ? xasprintf("已归入；%s待核对", wording_names(&open))
                                       : xstrdup("已归入");
        page_row(page, (const char *const[]){first, wording_names(&all), state});
    }
    buffer_free(&all.text);
    buffer_free(&open.text);
}

/* Files that no row above names. */
static bool is_left(const struct answer *answer, const struct file_row *file)
{
    return !file->file.decoration && (!is_sure(answer) || file->match_count == 0);
}

static void add_rest(const struct answer *answer, struct page *page)
{
    struct file_names names = {.text = BUFFER_EMPTY, .most = FILES_NAMED};
    for (size_t i = 0; i < answer->row->file_count; i++) {
        if (is_left(answer, &answer->row->files[i])) {
            wording_add_name(&names, answer->row->files[i].file.name);
        }
    }
    if (names.count > 0) {
        CLEANUP_FREE char *line =
            xasprintf("%s%zu个文件（%s%s），%s", is_sure(answer) ? "另有" : "收到", names.count,
                      buffer_text(&names.text), names.count > FILES_NAMED ? "等" : "",
                      is_sure(answer) ? "暂未对应到任务，由工作人员核对。"
                                      : "报送单位和任务由工作人员核对。");
        page_line(page, line);
    }
    buffer_free(&names.text);
}

static void add_material(const struct answer *answer, struct page *page)
{
    static const char *const headings[] = {"任务", "材料", "情况"};
    if (is_sure(answer)) {
        struct page table = {0};
        page_table_start(&table, headings);
        for (size_t u = 0; u < answer->row->unit_count; u++) {
            int index = unit_at(answer, u);
            const struct unit *unit = index >= 0 ? &answer->campaign->units[index] : NULL;
            for (size_t t = 0; unit != NULL && t < unit->task_count; t++) {
                add_task(answer, unit, unit->tasks[t], &table);
            }
        }
        page_table_end(&table);
        if (table.text.size > 0) {
            buffer_add_text(&page->text, buffer_text(&table.text));
            buffer_add_text(&page->html, buffer_text(&table.html));
        }
        page_clear(&table);
    }
    add_rest(answer, page);
    if (page->text.size == 0) {
        page_line(page, answer->row->quarantine_reason != NULL
                            ? "邮件已完整保存，但未能读取其中的材料"
                            : "没有收到任何附件");
    }
}

/* --- what the sender should do --------------------------------------------------------------- */

static void add_problem(struct page *page, size_t *count, const char *what,
                        const struct finding *finding)
{
    const char *advice = finding_advice(finding->code);
    if (advice == NULL || ++*count > LIMIT_NOTICE_LINES) {
        return;
    }
    CLEANUP_FREE char *line =
        what != NULL ? xasprintf("“%s”%s。%s", what, finding_chinese(finding->code), advice)
                     : xasprintf("%s。%s", finding_chinese(finding->code), advice);
    page_item(page, line);
}

static void add_problems(const struct answer *answer, struct page *page)
{
    const struct message_row *row = answer->row;
    size_t count = 0;
    if (row->quarantine_reason != NULL) {
        page_item(page,
                  "整封邮件未能读取。请将材料压缩为 ZIP，或转换为 PDF，分成几封邮件重新报送。");
    }
    for (size_t i = 0; i < row->finding_count; i++) {
        add_problem(page, &count, NULL, &row->findings[i]);
    }
    for (size_t i = 0; i < row->file_count; i++) {
        const struct file_row *file = &row->files[i];
        for (size_t f = 0; f < file->finding_count && !file->file.decoration; f++) {
            add_problem(page, &count, file->file.path, &file->findings[f]);
        }
    }
    if (count > LIMIT_NOTICE_LINES) {
        CLEANUP_FREE char *rest = xasprintf("以及另外%zu个问题", count - LIMIT_NOTICE_LINES);
        page_item(page, rest);
    }
}

/* --- time and gaps --------------------------------------------------------------------------- */

static int64_t deadline_of(const struct answer *answer, size_t stage)
{
    int unit = is_sure(answer) ? unit_at(answer, 0) : -1;
    return unit >= 0 ? answer->boards[stage]->units[unit].deadline
                     : answer->campaign->stages[stage].deadline;
}

static char *timely(const struct answer *answer)
{
    const struct campaign *campaign = answer->campaign;
    char deadline[CLOCK_TEXT_SIZE];
    size_t stage = 0;
    while (stage < campaign->stage_count &&
           answer->row->received_at >= deadline_of(answer, stage)) {
        stage++;
    }
    if (stage == campaign->stage_count) {
        wording_deadline(deadline_of(answer, stage - 1), deadline);
        return xasprintf("%s已于%s截止，本次报送已逾期。", campaign->stages[stage - 1].title,
                         deadline);
    }
    wording_deadline(deadline_of(answer, stage), deadline);
    return stage == 0 ? xasprintf("在%s截止时间%s以前，属按时报送。", campaign->stages[stage].title,
                                  deadline)
                      : xasprintf("已过%s的截止时间，作为%s（截止时间%s）的材料。",
                                  campaign->stages[stage - 1].title, campaign->stages[stage].title,
                                  deadline);
}

static void add_missing(const struct answer *answer, struct page *page, struct values *values)
{
    for (size_t i = 0; is_sure(answer) && i < answer->row->unit_count; i++) {
        int unit = unit_at(answer, i);
        if (unit < 0 || !answer->known[unit]) {
            continue;
        }
        size_t stage = gaps_open_stage(answer->boards, answer->campaign, (size_t)unit, answer->now);
        const struct board *board = answer->boards[stage];
        char deadline[CLOCK_TEXT_SIZE];
        gaps_list(board, (size_t)unit, answer->row->unit_count > 1, page);
        free(values->text[VALUE_DEADLINE]);
        values->text[VALUE_DEADLINE] =
            xstrdup(wording_deadline(board->units[unit].deadline, deadline));
    }
}

/* --- all of it ------------------------------------------------------------------------------- */

static void set_page(struct values *values, enum placeholder value, struct page *page)
{
    values->text[value] = buffer_steal(&page->text);
    values->html[value] = buffer_steal(&page->html);
    page_clear(page);
}

static char *unit_names(const struct answer *answer)
{
    struct buffer names = BUFFER_EMPTY;
    for (size_t i = 0; is_sure(answer) && i < answer->row->unit_count; i++) {
        buffer_add_text(&names, i > 0 ? "、" : "");
        buffer_add_text(&names, answer->row->units[i].name);
    }
    if (names.size == 0) {
        buffer_add_text(&names, "发件单位");
    }
    return buffer_steal(&names);
}

static char *short_subject(const char *subject)
{
    CLEANUP_FREE char *clean = display_clean(subject);
    size_t size = strlen(clean);
    size_t cut = utf8_cut(clean, size, LIMIT_SUBJECT_REPEATED);
    return size == 0     ? xstrdup("（无主题）")
           : cut == size ? STEAL(clean)
                         : xasprintf("%.*s……", (int)cut, clean);
}

void answer_values(const struct answer *answer, struct values *values)
{
    char time[CLOCK_TEXT_SIZE];
    struct page material = {0}, problems = {0}, missing = {0};
    add_material(answer, &material);
    add_problems(answer, &problems);
    add_missing(answer, &missing, values);
    set_page(values, VALUE_MATERIAL, &material);
    set_page(values, VALUE_PROBLEMS, &problems);
    set_page(values, VALUE_MISSING, &missing);
    gaps_common_values(answer->campaign, answer->now, values);
    values->text[VALUE_UNIT] = unit_names(answer);
    values->text[VALUE_NUMBER] = xasprintf("%lld", (long long)answer->row->id);
    values->text[VALUE_RECEIVED] = xstrdup(clock_chinese(answer->row->received_at, time));
    values->text[VALUE_SUBJECT] = short_subject(answer->row->subject);
    values->text[VALUE_TIMELY] = timely(answer);
}

/* A sentence with its end, whether the person wrote one or not. */
static char *with_reason(const char *before, const char *what, const char *after, const char *why)
{
    static const char *const ends[] = {"。", "！", "？"};
    size_t size = why != NULL ? strlen(why) : 0;
    bool ended = size == 0;
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t length = strlen(ends[i]);
        ended = ended || (size >= length && strcmp(why + size - length, ends[i]) == 0);
    }
    return xasprintf("%s%s%s。%s%s%s", before, what, after, why != NULL ? "原因：" : "",
                     why != NULL ? why : "", ended ? "" : "。");
}

char *answer_decision(const struct event_row *event, const struct wanted_notice *wanted)
{
    /* In the second in which something was taken back, that is older. */
    bool later = event->at > wanted->since || (event->at == wanted->since && !event->undone);
    bool fresh = wanted->event != 0 ? event->id >= wanted->event : later;
    if (fresh) {
        return event->undone ? NULL : with_reason("", event->subject, "", event->reason);
    }
    return event->undone && event->undone_at >= wanted->since
               ? with_reason("撤销此前的决定（", event->subject, "）", event->undone_because)
               : NULL;
}

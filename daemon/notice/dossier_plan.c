/* Which file of the dossier lies where. */
#include "notice/dossier.h"

#include "base/clock.h"
#include "notice/filename.h"
#include "notice/wording.h"

#include <stdlib.h>
#include <string.h>

/* UTF-16 units of a name: with all folders a path stays under 170, so that with the folder that
 * people put it in it stays under the 260 of Windows. */
enum { STAGE_NAME = 20, ITEM_NAME = 28, UNIT_NAME = 24, TASK_NAME = 28, FILE_NAME = 60 };

/* That a content counts for a task of a unit. */
struct proof {
    const struct fact *fact;
    size_t order;   /* among all, in the order of the campaign */
    size_t content; /* in dossier->files */
    int stage;      /* the first that it came in time for; -1 for none */
};

struct plan {
    struct dossier *dossier;
    const struct board *const *boards;
    size_t board_count;
    struct proof *proofs; /* in the order of the campaign */
    size_t proof_count;
    size_t **starts; /* [unit][task]: its first proof; the next task's is its end */
};

/* --- what counts for which task -------------------------------------------------------------- */

static int stage_of(const struct plan *plan, const struct fact *fact)
{
    for (size_t s = 0; s < plan->board_count; s++) {
        if (fact->received_at < plan->boards[s]->units[fact->obligation.unit].deadline) {
            return (int)s;
        }
    }
    return -1;
}

/* Only what is sure, or what a person accepted, is evidence; and nobody is handed a virus. */
static bool counts(const struct fact *fact)
{
    if ((fact->findings & FINDING_BIT(FINDING_INFECTED)) != 0) {
        return false;
    }
    return fact->verdict == VERDICT_ACCEPTED ||
           (fact->verdict == VERDICT_NONE && fact->state != MATCH_REVIEW);
}

/* Facts about the same content, both of a section, of a paper or of all of the file, say the same:
 * the first, which is the earliest, is enough. */
static bool said_before(const struct cell *cell, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (counts(cell->facts[i]) && cell->facts[i]->section == cell->facts[at]->section &&
            cell->facts[i]->portion == cell->facts[at]->portion &&
            strcmp(cell->facts[i]->sha256, cell->facts[at]->sha256) == 0) {
            return true;
        }
    }
    return false;
}

static void collect_cell(struct plan *plan, const struct cell *cell)
{
    for (size_t i = 0; i < cell->fact_count; i++) {
        const struct fact *fact = cell->facts[i];
        bool known = catalogue_file(plan->dossier->catalogue, fact->file) != NULL;
        if (known && counts(fact) && !said_before(cell, i)) {
            plan->proofs = xgrow(plan->proofs, plan->proof_count, sizeof *plan->proofs);
            plan->proofs[plan->proof_count] = (struct proof){
                .fact = fact, .order = plan->proof_count, .stage = stage_of(plan, fact)};
            plan->proof_count++;
        }
    }
}

static void collect(struct plan *plan)
{
    const struct campaign *campaign = plan->dossier->campaign;
    plan->starts = xcalloc(campaign->unit_count, sizeof *plan->starts);
    for (size_t u = 0; u < campaign->unit_count; u++) {
        size_t tasks = campaign->units[u].task_count;
        plan->starts[u] = xcalloc(tasks + 1, sizeof **plan->starts);
        for (size_t t = 0; t < tasks; t++) {
            plan->starts[u][t] = plan->proof_count;
            collect_cell(plan, &plan->dossier->board->units[u].cells[t]);
        }
        plan->starts[u][tasks] = plan->proof_count;
    }
}

/* --- which folder a content lies in ---------------------------------------------------------- */

static void add_component(struct buffer *path, const char *text, size_t most)
{
    CLEANUP_FREE char *clean = filename_clean(text, most);
    buffer_add_format(path, "%s%s", path->size > 0 ? "/" : "", clean);
}

static void add_item(struct buffer *path, const struct item *item)
{
    CLEANUP_FREE char *name =
        item != NULL ? xasprintf("%02d %s", item->number, item->title) : xstrdup("99 其他");
    add_component(path, name, ITEM_NAME);
}

/* stage/item/unit/task; a self-report, which speaks of many tasks, stands before all items. */
static char *folder_of(const struct plan *plan, const struct proof *first, int stage, bool report)
{
    const struct campaign *campaign = plan->dossier->campaign;
    const struct unit *unit = &campaign->units[first->fact->obligation.unit];
    const struct task *task = unit->tasks[first->fact->obligation.task];
    struct buffer path = BUFFER_EMPTY;
    add_component(&path, stage >= 0 ? campaign->stages[stage].title : "逾期报送", STAGE_NAME);
    if (report) {
        add_component(&path, "00 自查报告", ITEM_NAME);
    } else if (campaign->item_count > 0) {
        add_item(&path, task->item_count > 0 ? task->items[0] : NULL);
    }
    add_component(&path, unit->name, UNIT_NAME);
    if (!report) {
        CLEANUP_FREE char *name = wording_task(task);
        add_component(&path, name, TASK_NAME);
    }
    return buffer_steal(&path);
}

static int by_content(const void *left, const void *right)
{
    const struct proof *a = *(struct proof *const *)left;
    const struct proof *b = *(struct proof *const *)right;
    int order = strcmp(a->fact->sha256, b->fact->sha256);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

/* `proofs` are all of one content, in the order of the campaign. */
static void add_content(struct plan *plan, struct proof **proofs, size_t count)
{
    struct dossier *dossier = plan->dossier;
    struct dossier_file file = {0};
    int stage = -1;
    bool report = false;
    for (size_t i = 0; i < count; i++) {
        const struct catalogue_file *from =
            catalogue_file(dossier->catalogue, proofs[i]->fact->file);
        file.from = file.from == NULL || from->id < file.from->id ? from : file.from;
        bool earlier = proofs[i]->stage >= 0 && (stage < 0 || proofs[i]->stage < stage);
        stage = earlier ? proofs[i]->stage : stage;
        report = report || proofs[i]->fact->section;
        proofs[i]->content = dossier->file_count;
    }
    file.folder = folder_of(plan, proofs[0], stage, report);
    dossier->bytes += file.from->size;
    dossier->files = xgrow(dossier->files, dossier->file_count, sizeof file);
    dossier->files[dossier->file_count++] = file;
}

static void place_contents(struct plan *plan)
{
    CLEANUP_FREE struct proof **sorted = xcalloc(plan->proof_count + 1, sizeof(struct proof *));
    for (size_t i = 0; i < plan->proof_count; i++) {
        sorted[i] = &plan->proofs[i];
    }
    qsort(sorted, plan->proof_count, sizeof(struct proof *), by_content);
    for (size_t from = 0, to = 0; from < plan->proof_count; from = to) {
        while (to < plan->proof_count &&
               strcmp(sorted[to]->fact->sha256, sorted[from]->fact->sha256) == 0) {
            to++;
        }
        add_content(plan, sorted + from, to - from);
    }
}

static int by_arrival(const void *left, const void *right)
{
    const struct dossier_file *a = *(struct dossier_file *const *)left;
    const struct dossier_file *b = *(struct dossier_file *const *)right;
    return (a->from->id > b->from->id) - (a->from->id < b->from->id);
}

/* In the order of arrival, so that what comes later does not rename what is there. */
static void name_files(struct dossier *dossier)
{
    CLEANUP(cleanup_filename_set_free)
    struct filename_set *taken = filename_set_new();
    CLEANUP_FREE struct dossier_file **sorted =
        xcalloc(dossier->file_count + 1, sizeof(struct dossier_file *));
    for (size_t i = 0; i < dossier->file_count; i++) {
        sorted[i] = &dossier->files[i];
    }
    qsort(sorted, dossier->file_count, sizeof(struct dossier_file *), by_arrival);
    for (size_t i = 0; i < dossier->file_count; i++) {
        CLEANUP_FREE char *name = filename_clean(sorted[i]->from->name, FILE_NAME);
        sorted[i]->path = filename_set_take(taken, sorted[i]->folder, name);
    }
}

/* --- the lines of the index ------------------------------------------------------------------ */

static void add_line(struct dossier *dossier, struct dossier_line line)
{
    dossier->lines = xgrow(dossier->lines, dossier->line_count, sizeof line);
    dossier->lines[dossier->line_count++] = line;
}

static void add_obligation(struct plan *plan, const struct item *item, size_t u, size_t t)
{
    size_t start = plan->starts[u][t];
    size_t end = plan->starts[u][t + 1];
    struct dossier_line line = {.item = item, .unit = u, .task = t, .stage = -1};
    if (start == end || plan->proofs == NULL) {
        add_line(plan->dossier, line);
        return;
    }
    for (size_t i = start; i < end; i++) {
        line.file = &plan->dossier->files[plan->proofs[i].content];
        line.section = plan->proofs[i].fact->section;
        line.first_page = plan->proofs[i].fact->first_page;
        line.last_page = plan->proofs[i].fact->last_page;
        line.stage = plan->proofs[i].stage;
        line.received_at = plan->proofs[i].fact->received_at;
        add_line(plan->dossier, line);
    }
}

static bool belongs(const struct task *task, const struct item *item)
{
    for (size_t i = 0; i < task->item_count; i++) {
        if (task->items[i] == item) {
            return true;
        }
    }
    return item == NULL && task->item_count == 0;
}

static void add_lines_of_item(struct plan *plan, const struct item *item)
{
    const struct campaign *campaign = plan->dossier->campaign;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        for (size_t t = 0; t < campaign->units[u].task_count; t++) {
            if (belongs(campaign->units[u].tasks[t], item)) {
                add_obligation(plan, item, u, t);
            }
        }
    }
}

/* --- what is left out ------------------------------------------------------------------------ */

static int find_content(const void *key, const void *element)
{
    return strcmp(key, ((const struct dossier_file *)element)->from->sha256);
}

const struct dossier_file *dossier_find(const struct dossier *dossier, const char *sha256)
{
    return dossier->file_count == 0 ? NULL
                                    : bsearch(sha256, dossier->files, dossier->file_count,
                                              sizeof *dossier->files, find_content);
}

static const char *why_not(const struct catalogue_file *file)
{
    if (file->verdict == VERDICT_REJECTED) {
        return "未予认可";
    }
    if (file->units[0] == '\0') {
        return "单位未定";
    }
    return file->review ? "任务待核对" : "未归入任务";
}

static void add_rest(struct dossier *dossier)
{
    const struct catalogue *catalogue = dossier->catalogue;
    for (size_t i = 0; i < catalogue->file_count; i++) {
        const struct catalogue_file *file = &catalogue->files[i];
        dossier->last_mail =
            file->received_at > dossier->last_mail ? file->received_at : dossier->last_mail;
        if (dossier_find(dossier, file->sha256) == NULL) {
            dossier->rest = xgrow(dossier->rest, dossier->rest_count, sizeof *dossier->rest);
            dossier->rest[dossier->rest_count++] = (struct dossier_rest){file, why_not(file)};
        }
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

static void plan_clear(struct plan *plan)
{
    for (size_t u = 0; u < plan->dossier->campaign->unit_count; u++) {
        free(plan->starts[u]);
    }
    free(plan->starts);
    free(plan->proofs);
}

struct dossier *dossier_new(const struct board *const *boards, size_t board_count,
                            const struct catalogue *catalogue)
{
    struct dossier *dossier = xcalloc(1, sizeof *dossier);
    dossier->board = boards[board_count - 1];
    dossier->campaign = dossier->board->campaign;
    dossier->catalogue = catalogue;
    dossier->last_mail = CLOCK_UNKNOWN;
    struct plan plan = {.dossier = dossier, .boards = boards, .board_count = board_count};
    collect(&plan);
    place_contents(&plan);
    name_files(dossier);
    for (size_t i = 0; i < dossier->campaign->item_count; i++) {
        add_lines_of_item(&plan, &dossier->campaign->items[i]);
    }
    add_lines_of_item(&plan, NULL);
    add_rest(dossier);
    plan_clear(&plan);
    return dossier;
}

void dossier_free(struct dossier *dossier)
{
    if (dossier == NULL) {
        return;
    }
    for (size_t i = 0; i < dossier->file_count; i++) {
        free(dossier->files[i].folder);
        free(dossier->files[i].path);
    }
    free(dossier->files);
    free(dossier->lines);
    free(dossier->rest);
    free(dossier);
}

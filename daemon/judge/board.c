#include "judge/board.h"

#include "base/buffer.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

/* What an obligation has, of those facts that are looked at. */
struct tally {
    bool section;       /* of a self-report */
    bool evidence;      /* any file */
    bool good_evidence; /* one without a finding that makes it deficient, or accepted */
    bool long_enough;   /* the sections together, or a person accepted one */
    bool unsure;        /* facts that wait for a person */
    bool kind_unclear;  /* good evidence that does not say what kind it is, or which month */
    bool month_unclear;
    uint32_t kinds;
    uint32_t months;
    uint32_t chars;
    uint64_t findings;
};

/* One obligation while it is judged. */
struct matter {
    const struct campaign *campaign;
    const struct task *task;
    struct cell *cell;
    int64_t deadline; /* of the unit */
};

/* Which facts are looked at. */
struct view {
    int64_t deadline;
    bool unsure_too;
};

static bool sure(const struct fact *fact)
{
    return fact->state != MATCH_REVIEW || fact->verdict == VERDICT_ACCEPTED;
}

static bool counts(const struct fact *fact, struct view view)
{
    return fact->verdict != VERDICT_REJECTED && fact->received_at < view.deadline &&
           (sure(fact) || view.unsure_too);
}

static int compare_copies(const void *one, const void *other)
{
    const struct fact *a = *(const struct fact *const *)one;
    const struct fact *b = *(const struct fact *const *)other;
    int order = strcmp(a->sha256, b->sha256);
    return order != 0 ? order : (a->file > b->file) - (a->file < b->file);
}

/* 字 of the sections that count: of a report that came twice, those of one copy. */
static uint32_t count_chars(const struct cell *cell, struct view view, const bool *superseded)
{
    CLEANUP_FREE const struct fact **sections =
        xcalloc(cell->fact_count + 1, sizeof(const struct fact *));
    size_t count = 0;
    for (size_t i = 0; i < cell->fact_count; i++) {
        if (cell->facts[i]->section && counts(cell->facts[i], view) && !superseded[i]) {
            sections[count++] = cell->facts[i];
        }
    }
    qsort(sections, count, sizeof(const struct fact *), compare_copies);
    uint32_t chars = 0;
    const struct fact *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (first == NULL || strcmp(first->sha256, sections[i]->sha256) != 0) {
            first = sections[i];
        }
        chars += sections[i]->file == first->file ? sections[i]->chars : 0;
    }
    return chars;
}

/* --- versions -------------------------------------------------------------------------------- */

/* What cannot be opened replaces nothing. */
#define BROKEN                                                                                     \
    (FINDING_BIT(FINDING_ENCRYPTED) | FINDING_BIT(FINDING_DAMAGED) | FINDING_BIT(FINDING_EMPTY) |  \
     FINDING_BIT(FINDING_UNREADABLE))

struct version {
    const struct fact *fact;
    size_t index;
};

/* Versions of one file together, the oldest first. */
static int compare_versions(const void *one, const void *other)
{
    const struct fact *a = ((const struct version *)one)->fact;
    const struct fact *b = ((const struct version *)other)->fact;
    if (a->stem != b->stem) {
        return a->stem < b->stem ? -1 : 1;
    }
    if (a->section != b->section) {
        return a->section ? 1 : -1;
    }
    if (a->received_at != b->received_at) {
        return a->received_at < b->received_at ? -1 : 1;
    }
    return (a->message > b->message) - (a->message < b->message);
}

static bool is_version_of(const struct fact *one, const struct fact *other)
{
    return one->stem == other->stem && one->section == other->section &&
           one->message != other->message;
}

/* One flag a fact: a later mail brought the same file anew. The caller frees. */
static bool *find_superseded(const struct cell *cell, struct view view)
{
    bool *superseded = xcalloc(cell->fact_count + 1, sizeof *superseded);
    CLEANUP_FREE struct version *versions = xcalloc(cell->fact_count + 1, sizeof *versions);
    size_t count = 0;
    for (size_t i = 0; i < cell->fact_count; i++) {
        const struct fact *fact = cell->facts[i];
        if (fact->stem != 0 && counts(fact, view) && (fact->findings & BROKEN) == 0) {
            versions[count++] = (struct version){fact, i};
        }
    }
    if (count > 1) {
        qsort(versions, count, sizeof *versions, compare_versions);
    }
    /* From the newest back: it stands for all versions that other mails brought before. */
    const struct fact *newest = NULL;
    for (size_t i = count; i > 0; i--) {
        const struct fact *fact = versions[i - 1].fact;
        bool same =
            newest != NULL && newest->stem == fact->stem && newest->section == fact->section;
        newest = same ? newest : fact;
        superseded[versions[i - 1].index] = same && is_version_of(newest, fact);
    }
    return superseded;
}

/* --- one cell -------------------------------------------------------------------------------- */

static void tally_evidence(const struct campaign *campaign, const struct fact *fact,
                           struct tally *tally)
{
    bool accepted = fact->verdict == VERDICT_ACCEPTED;
    bool good = accepted || (fact->findings & campaign->deficient) == 0;
    tally->evidence = true;
    tally->good_evidence |= good;
    tally->kinds |= good ? fact->kinds : 0;
    tally->months |= good ? fact->months : 0;
    tally->kind_unclear |= good && fact->kinds == 0;
    tally->month_unclear |= good && fact->months == 0;
}

static struct tally tally_cell(const struct matter *matter, struct view view)
{
    const struct cell *cell = matter->cell;
    struct tally tally = {0};
    CLEANUP_FREE bool *superseded = find_superseded(cell, view);
    for (size_t i = 0; i < cell->fact_count; i++) {
        const struct fact *fact = cell->facts[i];
        tally.unsure |= !sure(fact) && counts(fact, (struct view){view.deadline, true});
        if (!counts(fact, view) || superseded[i]) {
            continue;
        }
        tally.findings |= fact->findings;
        if (fact->section) {
            tally.section = true;
            tally.long_enough |= fact->verdict == VERDICT_ACCEPTED;
        } else {
            tally_evidence(matter->campaign, fact, &tally);
        }
    }
    tally.chars = tally.section ? count_chars(cell, view, superseded) : 0;
    tally.long_enough |= (int64_t)tally.chars >= matter->campaign->report.min_chars;
    return tally;
}

static bool counts_anything(const struct tally *tally)
{
    return tally->section || tally->evidence;
}

/* Kinds of evidence that have not come; none where a file may be any of them. */
static uint32_t lacking_kinds(const struct matter *matter, const struct tally *tally)
{
    size_t count = matter->task->requirement_count;
    bool several = count > 1 && tally->good_evidence && !tally->kind_unclear;
    return several ? ((UINT32_C(1) << count) - 1) & ~tally->kinds : 0;
}

/* Months that ended before the deadline and were not reported; likewise. */
static uint32_t lacking_months(const struct matter *matter, const struct tally *tally)
{
    if (matter->task->period == NULL || !tally->good_evidence || tally->month_unclear) {
        return 0;
    }
    const int64_t *ends = matter->campaign->month_ends;
    uint32_t due = 0;
    for (int i = 0; i < 12; i++) {
        bool asked = matter->task->first_month > 0 && i + 1 >= matter->task->first_month;
        due |= asked && ends[i] <= matter->deadline ? UINT32_C(1) << i : 0;
    }
    return due & ~tally->months;
}

/* What is lacking, as findings; nothing is said of an obligation for which nothing came. */
static uint64_t lacking(const struct matter *matter, const struct tally *tally)
{
    uint64_t findings = 0;
    if (tally->section && !tally->evidence) {
        findings |= FINDING_BIT(FINDING_NO_EVIDENCE);
    }
    if (tally->evidence && !tally->section) {
        findings |= FINDING_BIT(FINDING_NO_REPORT);
    }
    if (tally->section && !tally->long_enough) {
        findings |= FINDING_BIT(FINDING_REPORT_TOO_SHORT);
    }
    if (lacking_kinds(matter, tally) != 0) {
        findings |= FINDING_BIT(FINDING_EVIDENCE_INCOMPLETE);
    }
    if (lacking_months(matter, tally) != 0) {
        findings |= FINDING_BIT(FINDING_MONTH_MISSING);
    }
    return findings;
}

/* Files with faults beside a good one do no harm; where only faulty ones came, nothing proves it.
 */
static bool complete(const struct matter *matter, const struct tally *tally)
{
    return counts_anything(tally) && (tally->good_evidence || !tally->evidence) &&
           (lacking(matter, tally) & matter->campaign->deficient) == 0;
}

/* Review stands before late: what came in time may yet turn out to be what was asked for. */
static enum standing cell_standing(const struct matter *matter, const struct tally *counted)
{
    if (complete(matter, counted)) {
        return STANDING_COMPLETE;
    }
    if (counted->unsure) {
        struct tally hoped = tally_cell(matter, (struct view){matter->deadline, true});
        if (complete(matter, &hoped) || !counts_anything(counted)) {
            return STANDING_REVIEW;
        }
    }
    struct tally ever = tally_cell(matter, (struct view){INT64_MAX, false});
    if (complete(matter, &ever)) {
        return STANDING_LATE;
    }
    return counts_anything(counted) ? STANDING_DEFICIENT : STANDING_MISSING;
}

/* The stage was over when a person decided about something that bears on it. */
static bool decided_late(const struct cell *cell, int64_t deadline)
{
    for (size_t i = 0; i < cell->fact_count; i++) {
        const struct fact *fact = cell->facts[i];
        if (fact->received_at < deadline && fact->decided_at != CLOCK_UNKNOWN &&
            fact->decided_at >= deadline) {
            return true;
        }
    }
    return false;
}

static void judge_cell(const struct board *board, const struct board_unit *unit,
                       const struct task *task, struct cell *cell)
{
    struct matter matter = {board->campaign, task, cell, unit->deadline};
    struct view view = {unit->deadline, false};
    struct tally counted = tally_cell(&matter, view);
    cell->superseded = find_superseded(cell, view);
    cell->report_chars = counted.chars;
    cell->lacking_kinds = lacking_kinds(&matter, &counted);
    cell->lacking_months = lacking_months(&matter, &counted);
    cell->findings = counted.findings | lacking(&matter, &counted);
    cell->changed_late |= decided_late(cell, unit->deadline);
    if (cell->state != STANDING_WAIVED) {
        cell->state = cell_standing(&matter, &counted);
    }
}

char *cell_lacking(const struct cell *cell, const struct task *task)
{
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < task->requirement_count; i++) {
        if ((cell->lacking_kinds & UINT32_C(1) << i) != 0) {
            buffer_add_format(&out, "%s%s", out.size > 0 ? "、" : "", task->requirements[i].name);
        }
    }
    for (int month = 1; month <= 12; month++) {
        if ((cell->lacking_months & UINT32_C(1) << (month - 1)) != 0) {
            buffer_add_format(&out, "%s%d月月报", out.size > 0 ? "、" : "", month);
        }
    }
    return buffer_steal(&out);
}

/* --- the board ------------------------------------------------------------------------------- */

/* Did anything come in time that was not rejected, understood or not? */
static bool heard_of(const struct board_unit *unit, const struct cell *cell)
{
    for (size_t i = 0; i < cell->fact_count; i++) {
        if (cell->facts[i]->verdict != VERDICT_REJECTED &&
            cell->facts[i]->received_at < unit->deadline) {
            return true;
        }
    }
    return false;
}

static void judge_unit(const struct board *board, size_t index)
{
    struct board_unit *unit = &board->units[index];
    size_t tasks = board->campaign->units[index].task_count;
    bool heard = false;
    for (size_t i = 0; i < tasks; i++) {
        struct cell *cell = &unit->cells[i];
        judge_cell(board, unit, board->campaign->units[index].tasks[i], cell);
        unit->complete += cell->state == STANDING_COMPLETE || cell->state == STANDING_WAIVED;
        heard |= heard_of(unit, cell);
    }
    unit->state = unit->complete == tasks ? UNIT_COMPLETE : heard ? UNIT_PARTIAL : UNIT_SILENT;
}

/* The cell of an obligation; NULL where a changed campaign has it no more. */
static struct cell *find_cell(const struct board *board, struct obligation obligation)
{
    const struct campaign *campaign = board->campaign;
    if (obligation.unit < 0 || (size_t)obligation.unit >= campaign->unit_count ||
        obligation.task < 0 ||
        (size_t)obligation.task >= campaign->units[obligation.unit].task_count) {
        return NULL;
    }
    return &board->units[obligation.unit].cells[obligation.task];
}

static int compare_facts(const void *one, const void *other)
{
    const struct fact *a = *(const struct fact *const *)one;
    const struct fact *b = *(const struct fact *const *)other;
    if (a->received_at != b->received_at) {
        return a->received_at < b->received_at ? -1 : 1;
    }
    if (a->file != b->file) {
        return a->file < b->file ? -1 : 1;
    }
    return a < b ? -1 : a > b;
}

static void place_facts(struct board *board, const struct board_input *input)
{
    for (size_t i = 0; i < input->fact_count; i++) {
        struct cell *cell = find_cell(board, input->facts[i].obligation);
        if (cell != NULL) {
            cell->facts = xgrow(cell->facts, cell->fact_count, sizeof(const struct fact *));
            cell->facts[cell->fact_count++] = &input->facts[i];
        }
    }
    for (size_t i = 0; i < board->campaign->unit_count; i++) {
        for (size_t j = 0; j < board->campaign->units[i].task_count; j++) {
            struct cell *cell = &board->units[i].cells[j];
            if (cell->fact_count > 1) { /* NOLINT(clang-analyzer-core.NullDereference) */
                qsort(cell->facts, cell->fact_count, sizeof(const struct fact *), compare_facts);
            }
        }
    }
}

static void place_decisions(struct board *board, const struct board_input *input)
{
    for (size_t i = 0; i < input->extension_count; i++) {
        const struct extension *extension = &input->extensions[i];
        if (extension->stage == board->stage && extension->unit >= 0 &&
            (size_t)extension->unit < board->campaign->unit_count) {
            board->units[extension->unit].deadline = extension->deadline;
            board->units[extension->unit].extended_late =
                extension->decided_at >= board->campaign->stages[board->stage].deadline;
        }
    }
    for (size_t i = 0; i < input->waiver_count; i++) {
        struct cell *cell = find_cell(board, input->waivers[i].obligation);
        if (cell != NULL) {
            cell->state = STANDING_WAIVED;
            cell->changed_late = input->waivers[i].decided_at >=
                                 board->units[input->waivers[i].obligation.unit].deadline;
        }
    }
}

struct board *board_new(const struct campaign *campaign, int stage, const struct board_input *input)
{
    struct board *board = xcalloc(1, sizeof *board);
    board->campaign = campaign;
    board->stage = stage;
    board->units = xcalloc(campaign->unit_count + 1, sizeof *board->units);
    for (size_t i = 0; i < campaign->unit_count; i++) {
        board->units[i].deadline = campaign->stages[stage].deadline;
        board->units[i].cells =
            xcalloc(campaign->units[i].task_count + 1, sizeof *board->units[i].cells);
    }
    place_facts(board, input);
    /* A cell is zero, complete, until it is judged; a waiver marks it before. */
    place_decisions(board, input);
    for (size_t i = 0; i < campaign->unit_count; i++) {
        judge_unit(board, i);
    }
    return board;
}

void board_free(struct board *board)
{
    if (board == NULL) {
        return;
    }
    for (size_t i = 0; i < board->campaign->unit_count; i++) {
        for (size_t j = 0; j < board->campaign->units[i].task_count; j++) {
            free(board->units[i].cells[j].facts);
            free(board->units[i].cells[j].superseded);
        }
        free(board->units[i].cells);
    }
    free(board->units);
    free(board);
}

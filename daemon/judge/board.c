#include "judge/board.h"

#include <stdlib.h>
#include <string.h>

/* What an obligation has, of those facts that are looked at. */
struct tally {
    bool section;       /* of a self-report */
    bool evidence;      /* any file */
    bool good_evidence; /* one without a finding that makes it deficient, or accepted */
    bool long_enough;   /* the sections together, or a person accepted one */
    bool unsure;        /* facts that wait for a person */
    uint32_t chars;
    uint64_t findings;
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
static uint32_t count_chars(const struct cell *cell, struct view view)
{
    CLEANUP_FREE const struct fact **sections =
        xcalloc(cell->fact_count + 1, sizeof(const struct fact *));
    size_t count = 0;
    for (size_t i = 0; i < cell->fact_count; i++) {
        if (cell->facts[i]->section && counts(cell->facts[i], view)) {
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

static void tally_fact(const struct campaign *campaign, const struct fact *fact,
                       struct tally *tally)
{
    bool accepted = fact->verdict == VERDICT_ACCEPTED;
    tally->findings |= fact->findings;
    if (!fact->section) {
        tally->evidence = true;
        tally->good_evidence |= accepted || (fact->findings & campaign->deficient) == 0;
        return;
    }
    tally->section = true;
    tally->long_enough |= accepted;
}

static struct tally tally_cell(const struct campaign *campaign, const struct cell *cell,
                               struct view view)
{
    struct tally tally = {0};
    for (size_t i = 0; i < cell->fact_count; i++) {
        const struct fact *fact = cell->facts[i];
        tally.unsure |= !sure(fact) && counts(fact, (struct view){view.deadline, true});
        if (counts(fact, view)) {
            tally_fact(campaign, fact, &tally);
        }
    }
    tally.chars = tally.section ? count_chars(cell, view) : 0;
    tally.long_enough |= (int64_t)tally.chars >= campaign->report.min_chars;
    return tally;
}

static bool counts_anything(const struct tally *tally)
{
    return tally->section || tally->evidence;
}

/* What is lacking, as findings; nothing is said of an obligation for which nothing came. */
static uint64_t lacking(const struct tally *tally)
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
    return findings;
}

/* Files with faults beside a good one do no harm; where only faulty ones came, nothing proves it.
 */
static bool complete(const struct campaign *campaign, const struct tally *tally)
{
    return counts_anything(tally) && (tally->good_evidence || !tally->evidence) &&
           (lacking(tally) & campaign->deficient) == 0;
}

/* Review stands before late: what came in time may yet turn out to be what was asked for. */
static enum standing cell_standing(const struct campaign *campaign, const struct cell *cell,
                                   const struct tally *counted, int64_t deadline)
{
    if (complete(campaign, counted)) {
        return STANDING_COMPLETE;
    }
    if (counted->unsure) {
        struct tally hoped = tally_cell(campaign, cell, (struct view){deadline, true});
        if (complete(campaign, &hoped) || !counts_anything(counted)) {
            return STANDING_REVIEW;
        }
    }
    struct tally ever = tally_cell(campaign, cell, (struct view){INT64_MAX, false});
    if (complete(campaign, &ever)) {
        return STANDING_LATE;
    }
    return counts_anything(counted) ? STANDING_DEFICIENT : STANDING_MISSING;
}

static void judge_cell(const struct board *board, const struct board_unit *unit, struct cell *cell)
{
    struct tally counted = tally_cell(board->campaign, cell, (struct view){unit->deadline, false});
    cell->report_chars = counted.chars;
    cell->findings = counted.findings | lacking(&counted);
    if (cell->state != STANDING_WAIVED) {
        cell->state = cell_standing(board->campaign, cell, &counted, unit->deadline);
    }
}

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
        judge_cell(board, unit, cell);
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
    for (size_t i = 0; i < input->waiver_count; i++) {
        struct cell *cell = find_cell(board, input->waivers[i].obligation);
        if (cell != NULL) {
            cell->state = STANDING_WAIVED;
        }
    }
    for (size_t i = 0; i < input->extension_count; i++) {
        const struct extension *extension = &input->extensions[i];
        if (extension->stage == board->stage && extension->unit >= 0 &&
            (size_t)extension->unit < board->campaign->unit_count) {
            board->units[extension->unit].deadline = extension->deadline;
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
        }
        free(board->units[i].cells);
    }
    free(board->units);
    free(board);
}

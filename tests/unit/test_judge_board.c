/* Standings: deadlines to the second, extensions, kinds of evidence, months, versions, late words.
 */
#include "judge/board.h"
#include "judge/revision.h"
#include "mail_case.h"
#include "support.h"

/* 2017-11-23T00:00:00+08:00 and 2017-12-16T00:00:00+08:00, the first instants that are too late. */
enum { MIDTERM = 1511366400, FINAL = 1513353600, DAY = 86400 };

static struct campaign *campaign;

static struct obligation obligation_of(const char *unit, const char *task)
{
    struct obligation to = {.unit = campaign_find_unit(campaign, unit)};
    assert_true(to.unit >= 0);
    to.task = unit_find_task(&campaign->units[to.unit], task);
    assert_true(to.task >= 0);
    return to;
}

static struct fact fact_of(const char *unit, const char *task, bool section, int64_t received)
{
    static int64_t next = 1;
    struct fact fact = {.message = next,
                        .file = next,
                        .received_at = received,
                        .obligation = obligation_of(unit, task),
                        .state = MATCH_SURE,
                        .section = section,
                        .chars = section ? 1000 : 0,
                        .decided_at = CLOCK_UNKNOWN};
    snprintf(fact.sha256, sizeof fact.sha256, "%064lld", (long long)next++);
    return fact;
}

/* The cell of the first fact's obligation; the board lives until it is asked the next time. */
static struct board *asked;

static const struct cell *cell_of(const struct board_input *input, const char *stage)
{
    board_free(asked);
    asked = board_new(campaign, campaign_find_stage(campaign, stage), input);
    const struct obligation *to = &input->facts[0].obligation;
    return &asked->units[to->unit].cells[to->task];
}

static const struct cell *cell_with(const struct fact *facts, size_t count, const char *stage)
{
    return cell_of(&(const struct board_input){.facts = facts, .fact_count = count}, stage);
}

static const struct {
    int64_t section, evidence; /* received; 0: not sent */
    enum standing midterm, final;
} arrivals[] = {
    {MIDTERM - 1, MIDTERM - 1, STANDING_COMPLETE, STANDING_COMPLETE},
    {MIDTERM - 1, MIDTERM, STANDING_LATE, STANDING_COMPLETE},
    {MIDTERM, MIDTERM, STANDING_LATE, STANDING_COMPLETE},
    {FINAL - 1, FINAL - 1, STANDING_LATE, STANDING_COMPLETE},
    {FINAL, FINAL, STANDING_LATE, STANDING_LATE},
    {MIDTERM - 1, 0, STANDING_DEFICIENT, STANDING_DEFICIENT},
    {0, MIDTERM - 1, STANDING_DEFICIENT, STANDING_DEFICIENT},
    {0, MIDTERM, STANDING_MISSING, STANDING_DEFICIENT},
    {MIDTERM - 1, FINAL, STANDING_LATE, STANDING_LATE},
};

static void check_arrivals(const char *zone)
{
    struct error error;
    assert_int_equal(clock_use_zone(zone, &error), 0);
    for (size_t i = 0; i < COUNT_OF(arrivals); i++) {
        struct fact facts[2];
        size_t count = 0;
        if (arrivals[i].section != 0) {
            facts[count++] = fact_of("市环保局", "C13", true, arrivals[i].section);
        }
        if (arrivals[i].evidence != 0) {
            facts[count++] = fact_of("市环保局", "C13", false, arrivals[i].evidence);
        }
        assert_int_equal(cell_with(facts, count, "midterm")->state, arrivals[i].midterm);
        assert_int_equal(cell_with(facts, count, "final")->state, arrivals[i].final);
    }
}

/* The deadlines are those of the campaign's zone, whatever the process uses afterwards. */
static void test_deadlines(void **state)
{
    (void)state;
    check_arrivals("America/New_York");
    check_arrivals("Asia/Shanghai");
}

static void test_extension(void **state)
{
    (void)state;
    struct fact facts[] = {fact_of("市环保局", "C13", true, MIDTERM + DAY),
                           fact_of("市环保局", "C13", false, MIDTERM + DAY)};
    struct extension extension = {
        .unit = facts[0].obligation.unit, .stage = 0, .deadline = MIDTERM + 2 * DAY};
    struct board_input input = {
        .facts = facts, .fact_count = 2, .extensions = &extension, .extension_count = 1};
    for (int late = 0; late < 2; late++) {
        extension.decided_at = late ? MIDTERM : MIDTERM - 1;
        assert_int_equal(cell_of(&input, "midterm")->state, STANDING_COMPLETE);
        assert_int_equal(asked->units[extension.unit].extended_late, late);
        assert_int_equal(asked->units[extension.unit].deadline, MIDTERM + 2 * DAY);
    }
    assert_int_equal(asked->units[extension.unit + 1].deadline, MIDTERM);
}

/* What people decide after the deadline counts, and is shown as such. */
static void test_late_words(void **state)
{
    (void)state;
    struct fact facts[] = {fact_of("市环保局", "C13", true, MIDTERM - DAY),
                           fact_of("市环保局", "C13", false, MIDTERM - DAY)};
    struct waiver waiver = {obligation_of("市环保局", "C13"), MIDTERM - 1};
    for (int late = 0; late < 2; late++) {
        facts[1].state = MATCH_PERSON;
        facts[1].decided_at = late ? MIDTERM : MIDTERM - 1;
        const struct cell *cell = cell_with(facts, 2, "midterm");
        assert_int_equal(cell->state, STANDING_COMPLETE);
        assert_int_equal(cell->changed_late, late);
        waiver.decided_at = facts[1].decided_at;
        struct board_input input = {
            .facts = facts, .fact_count = 1, .waivers = &waiver, .waiver_count = 1};
        cell = cell_of(&input, "midterm");
        assert_int_equal(cell->state, STANDING_WAIVED);
        assert_int_equal(cell->changed_late, late);
    }
}

/* C1 asks for a plan, main points and a schedule. */
static const struct {
    uint32_t kinds[2];
    const char *lacking;
} evidence[] = {
    {{1, 2}, "年度计划"}, {{6, 1}, ""}, {{7, 7}, ""}, {{2, 2}, "信用建设方案、年度计划"},
    {{2, 0}, ""}, /* of the other nobody knows what it is */
};

static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(evidence); i++) {
        struct fact facts[] = {fact_of("市环保局", "C1", true, MIDTERM - DAY),
                               fact_of("市环保局", "C1", false, MIDTERM - DAY),
                               fact_of("市环保局", "C1", false, MIDTERM - DAY)};
        facts[1].kinds = evidence[i].kinds[0];
        facts[2].kinds = evidence[i].kinds[1];
        const struct cell *cell = cell_with(facts, 3, "midterm");
        const struct obligation *to = &facts[0].obligation;
        CLEANUP_FREE char *lacking = cell_lacking(cell, campaign->units[to->unit].tasks[to->task]);
        assert_string_equal(lacking, evidence[i].lacking);
        bool told = (cell->findings & FINDING_BIT(FINDING_EVIDENCE_INCOMPLETE)) != 0;
        assert_int_equal(told, *lacking != '\0');
        assert_int_equal(cell->state, STANDING_COMPLETE);
    }
}

static void test_months(void **state)
{
    (void)state;
    enum { OCTOBER = 1 << 9, NOVEMBER = 1 << 10 };
    struct fact facts[] = {fact_of("市民政局", "F5", true, MIDTERM - DAY),
                           fact_of("市民政局", "F5", false, MIDTERM - DAY)};
    facts[1].months = OCTOBER;
    assert_int_equal(cell_with(facts, 2, "midterm")->lacking_months, 0);
    assert_int_equal(cell_with(facts, 2, "final")->lacking_months, NOVEMBER);
    facts[1].months = NOVEMBER;
    assert_int_equal(cell_with(facts, 2, "midterm")->lacking_months, OCTOBER);
    facts[1].months = 0; /* it does not say */
    assert_int_equal(cell_with(facts, 2, "final")->lacking_months, 0);
}

static void test_versions(void **state)
{
    (void)state;
    struct fact facts[] = {fact_of("市环保局", "C1", true, MIDTERM - DAY),
                           fact_of("市环保局", "C1", false, MIDTERM - DAY),
                           fact_of("市环保局", "C1", false, MIDTERM + DAY)};
    facts[1].stem = revision_stem("附件7.docx");
    facts[2].stem = revision_stem("附件7（以此件为准）.pdf");
    facts[1].findings = FINDING_BIT(FINDING_NO_SEAL);
    const struct cell *cell = cell_with(facts, 3, "midterm");
    assert_true((cell->findings & FINDING_BIT(FINDING_NO_SEAL)) != 0);
    assert_false(cell->superseded[1]);
    cell = cell_with(facts, 3, "final");
    assert_true((cell->findings & FINDING_BIT(FINDING_NO_SEAL)) == 0);
    assert_true(cell->superseded[1] && !cell->superseded[2]);
    facts[2].findings = FINDING_BIT(FINDING_DAMAGED); /* what cannot be opened replaces nothing */
    assert_false(cell_with(facts, 3, "final")->superseded[1]);
    facts[2].findings = 0;
    facts[2].message = facts[1].message; /* two of one mail stand beside each other */
    assert_false(cell_with(facts, 3, "final")->superseded[1]);
}

/* A report that comes anew is counted once, by its later version. */
static void test_report_anew(void **state)
{
    (void)state;
    struct fact facts[] = {fact_of("市环保局", "C1", true, MIDTERM - DAY),
                           fact_of("市环保局", "C1", true, MIDTERM + DAY)};
    facts[0].stem = facts[1].stem = revision_stem("自查报告.docx");
    facts[1].chars = 600;
    assert_int_equal(cell_with(facts, 2, "midterm")->report_chars, 1000);
    assert_int_equal(cell_with(facts, 2, "final")->report_chars, 600);
}

static const struct {
    const char *one, *other;
    bool same;
} names[] = {
    {"附件7.docx", "附件7（以此件为准）.pdf", true},
    {"自查报告（11.21定稿）.docx", "自查报告.doc", true},
    {"环保领域黑名单.xlsx", "环保领域黑名单（更新）.xlsx", true},
    {"1.工作要点（最终版）.pdf", "1.工作要点.pdf", true},
    {"附件7.docx", "附件8.docx", false},
    {"承诺书（甲公司）.pdf", "承诺书（乙公司）.pdf", false},
    {"10月月报.xlsx", "11月月报.xlsx", false},
};

static void test_stems(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        uint64_t one = revision_stem(names[i].one);
        assert_int_not_equal(one, 0);
        assert_int_equal(one == revision_stem(names[i].other), names[i].same);
    }
    assert_int_equal(revision_stem("IMG_2031.jpg"), 0);
    assert_int_equal(revision_stem("扫描件001.pdf"), 0);
}

static int open_campaign(void **state)
{
    (void)state;
    struct error error;
    return campaign_load("conf/huangshi-2017.yaml", &campaign, &error);
}

static int close_campaign(void **state)
{
    (void)state;
    board_free(asked);
    campaign_free(campaign);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deadlines),   cmocka_unit_test(test_extension),
        cmocka_unit_test(test_late_words),  cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_months),      cmocka_unit_test(test_versions),
        cmocka_unit_test(test_report_anew), cmocka_unit_test(test_stems),
    };
    return cmocka_run_group_tests(tests, open_campaign, close_campaign);
}

/* The campaign that is shipped: it loads as it stands, and nothing of the document is missing. */
#include "campaign/campaign.h"

#include "base/clock.h"
#include "base/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct campaign *campaign;

static int load(void **state)
{
    (void)state;
    struct error error = {0};
    if (campaign_load("conf/huangshi-2017.yaml", &campaign, &error) != 0) {
        fprintf(stderr, "%s\n", error.text);
        return -1;
    }
    return 0;
}

static int unload(void **state)
{
    (void)state;
    campaign_free(campaign);
    return 0;
}

static const struct unit *unit_called(const char *name)
{
    int found = campaign_find_unit(campaign, name);
    if (found < 0) {
        fail_msg("no unit is called %s", name);
    }
    return &campaign->units[found];
}

static const struct task *task_of(const char *unit, const char *id)
{
    const struct unit *owner = unit_called(unit);
    int found = unit_find_task(owner, id);
    assert_true(found >= 0);
    return owner->tasks[found];
}

static void test_counts(void **state)
{
    (void)state;
    struct campaign_counts counts = campaign_count(campaign);
    assert_int_equal(counts.units, 67);
    assert_int_equal(counts.common_tasks, 17);
    assert_int_equal(counts.functional_tasks, 139);
    assert_int_equal(counts.obligations, 1023);
    assert_int_equal(counts.items, 18);
    assert_int_equal(counts.stages, 2);
    assert_int_equal(counts.base_points, 100);
    assert_int_equal(counts.bonus_points, 20);
    assert_int_equal(counts.deduction_points, 20);
    assert_int_equal(campaign_obligation_count(campaign), 1023);
    assert_int_equal(campaign->task_count, 17 + 127); /* joint rows once */
}

static void test_head(void **state)
{
    (void)state;
    assert_string_equal(campaign->id, "huangshi-2017");
    assert_string_equal(campaign->document_number, "黄信用办〔2017〕24号");
    assert_string_equal(campaign->mailbox, "HSXYB2016@163.com");
    assert_int_equal(campaign->year, 2017);
    assert_int_equal(campaign->report.about_chars, 1000);
    assert_int_equal(campaign->report.min_chars, 800);
    uint64_t deficient = FINDING_BIT(FINDING_ENCRYPTED) | FINDING_BIT(FINDING_DAMAGED) |
                         FINDING_BIT(FINDING_EMPTY) | FINDING_BIT(FINDING_UNREADABLE) |
                         FINDING_BIT(FINDING_NO_REPORT) | FINDING_BIT(FINDING_NO_EVIDENCE) |
                         FINDING_BIT(FINDING_CLOUD_LINK) | FINDING_BIT(FINDING_INFECTED);
    assert_int_equal(campaign->deficient, deficient);
}

static void test_requirements(void **state)
{
    (void)state;
    const struct task *plans = task_of("市环保局", "C1");
    assert_int_equal(plans->requirement_count, 3);
    assert_string_equal(plans->requirements[2].name, "年度计划");
    assert_int_equal(plans->requirements[2].form, FORM_ISSUED);
    assert_int_equal(plans->first_month, 1);
    assert_int_equal(task_of("市审计局", "C2")->requirement_count, 4);
    assert_int_equal(task_of("市民政局", "F5")->first_month, 10);
    assert_int_equal(task_of("市环保局", "C6")->requirement_count, 0);
    assert_string_equal(unit_called("市发改委")->parts.at[0], "市物价局");
    assert_int_equal(campaign_find_unit(campaign, "市物价局"), -1);
}

/* Functional tasks of each unit that has some, as the list of tasks says, faults resolved. */
static const struct {
    const char *unit;
    size_t functional;
} functional[] = {
    {"市发改委", 8},
    {"市经信委", 1},
    {"市商务委", 5},
    {"市科技局", 2},
    {"市公安局", 1},
    {"市民政局", 7},
    {"市司法局", 2},
    {"市财政局", 2},
    {"市人社局", 6},
    {"市环保局", 4},
    {"市建委", 3},
    {"市交通运输局", 4},
    {"市水利水产局", 2},
    {"市教育局", 4},
    {"市农业局", 3},
    {"市文新广局", 3},
    {"市公共资源交易监管局", 6},
    {"市卫计委", 3},
    {"市食药监局", 3},
    {"市工商局", 9},
    {"市质监局", 4},
    {"市公积金中心", 1},
    {"市安监局", 4},
    {"市统计局", 1},
    {"市城管局", 2},
    {"市电子政务办", 1},
    {"市房产局", 4},
    {"市体育局", 3},
    {"市国税局", 4},
    {"市地税局", 4},
    {"黄石邮政管理局", 2},
    {"市委宣传部（文明办）", 1},
    {"黄石日报传媒集团", 1},
    {"市人行", 5},
    {"市检察院", 3},
    {"市法院", 3},
    {"市编办", 4},
    {"市国资公司", 3},
    {"市政务服务中心", 2},
    {"市政务督查室", 1},
    {"团市委", 2},
    {"大冶市", 1},
    {"市城投集团", 1},
    {"市供电公司", 1},
    {"市移动通信公司", 1},
    {"市联通公司", 1},
    {"市昆仑燃气公司", 1},
};

static size_t functional_of(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(functional); i++) {
        if (strcmp(functional[i].unit, name) == 0) {
            return functional[i].functional;
        }
    }
    return 0;
}

static void test_each_unit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(functional); i++) {
        unit_called(functional[i].unit);
    }
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct unit *unit = &campaign->units[i];
        size_t common = unit->category->common ? 17 : 0;
        assert_int_equal(unit->task_count, common + functional_of(unit->name));
        for (size_t t = 0; t < unit->task_count; t++) {
            char id[8];
            snprintf(id, sizeof id, "%c%zu", t < common ? 'C' : 'F',
                     t < common ? t + 1 : t - common + 1);
            assert_string_equal(unit->tasks[t]->id, id);
            assert_int_equal(unit->tasks[t]->common, t < common);
            assert_int_equal(unit_find_task(unit, id), (int)t);
        }
    }
}

static void test_categories(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        size_t units, obligations;
        bool common, graded;
    } expected[] = {{"district", 7, 120, true, true},
                    {"type1", 14, 238, true, true},
                    {"type2", 31, 636, true, true},
                    {"outside", 15, 29, false, false}};
    assert_int_equal(campaign->category_count, COUNT_OF(expected));
    for (size_t c = 0; c < COUNT_OF(expected); c++) {
        const struct category *category = &campaign->categories[c];
        size_t units = 0, obligations = 0;
        for (size_t i = 0; i < campaign->unit_count; i++) {
            bool mine = campaign->units[i].category == category;
            units += mine;
            obligations += mine ? campaign->units[i].task_count : 0;
        }
        assert_string_equal(category->id, expected[c].id);
        assert_int_equal(category->common, expected[c].common);
        assert_int_equal(category->graded, expected[c].graded);
        assert_int_equal(units, expected[c].units);
        assert_int_equal(obligations, expected[c].obligations);
    }
}

static void test_items(void **state)
{
    (void)state;
    static const int points[] = {8, 6, 9, 9, 9, 9, 4, 10, 5, 10, 3, 10, 8, 5, 10, 5, 10, 10};
    for (size_t i = 0; i < campaign->item_count; i++) {
        const struct item *item = &campaign->items[i];
        assert_int_equal(item->number, (int)i + 1);
        assert_int_equal(item->points, points[i]);
        assert_int_equal(item->kind, i < 13 ? ITEM_BASE : i < 16 ? ITEM_BONUS : ITEM_DEDUCTION);
        assert_true(item->keywords.count > 0);
    }
}

/* Whoever reads a board or a file name needs words; every task has them, and a few for its title.
 */
static void test_every_task_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < campaign->task_count; i++) {
        const struct task *task = campaign->tasks[i];
        assert_non_null(task->evidence);
        assert_true(task->item_count > 0);
        assert_true(task->keywords.count >= 4);
        assert_true(strlen(task->title) <= (size_t)3 * 16);
        assert_true(strlen(task->text) >= strlen(task->title) / 2);
    }
}

/* Where the document is at fault, what was made of it. */
static void test_resolved_faults(void **state)
{
    (void)state;
    assert_non_null(strstr(task_of("市公积金中心", "F1")->text, "公积金"));
    assert_non_null(strstr(task_of("市电子政务办", "F1")->text, "政务外网"));
    assert_non_null(strstr(task_of("市民政局", "F3")->text, "存量代码转换"));
    assert_string_equal(task_of("市民政局", "F5")->period, "monthly");
    assert_string_equal(task_of("市编办", "F3")->period, "monthly");
    assert_string_equal(task_of("市工商局", "F6")->period, "monthly");
    assert_null(task_of("市工商局", "F7")->period);
    assert_non_null(strstr(task_of("阳新县", "C7")->text, "信用门户网站"));
    assert_non_null(strstr(task_of("阳新县", "c4")->text, "干部考核"));
    assert_int_equal(task_of("市环保局", "F1")->items[0]->number, 5);
    assert_int_equal(task_of("市建委", "F1")->items[0]->number, 4);
    assert_int_equal(task_of("市国资公司", "F3")->items[0]->number, 16);
    assert_ptr_equal(task_of("市国税局", "F3"), task_of("市地税局", "F3"));
}

static void test_names(void **state)
{
    (void)state;
    static const char *const same[][2] = {{"市行政服务中心", "市政务服务中心"},
                                          {"市商委", "市商务委"},
                                          {"市人民银行", "市人行"},
                                          {"市文广新局", "市文新广局"},
                                          {"市城发集团", "市城投集团"},
                                          {"中国资公司", "市国资公司"},
                                          {"黄石市环境保护局", "市环保局"},
                                          {"市公共资源交易监督管理局", "市公共资源交易监管局"},
                                          {"市中级人民法院", "市法院"},
                                          {"黄石市经济技术开发区管委会", "开发区"}};
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        assert_string_equal(unit_called(same[i][0])->name, same[i][1]);
    }
    assert_ptr_not_equal(unit_called("市国资委"), unit_called("市国资公司"));
    assert_ptr_not_equal(unit_called("市统计局"), unit_called("国家统计局黄石调查队"));
    assert_string_equal(unit_called("国家统计局黄石调查队")->full_name, "国家统计局黄石调查队");
    assert_int_equal(campaign_find_unit(campaign, "市气象局"), -1);
    assert_int_equal(unit_find_task(unit_called("市审计局"), "F1"), -1);
}

/* The last second of 22 November in Huangshi, whatever zone the machine is in. */
static void test_stages(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    int64_t deadline = campaign->stages[0].deadline;
    assert_string_equal(clock_rfc3339(deadline, text), "2017-11-23T00:00:00+08:00");
    assert_string_equal(clock_rfc3339(campaign->stages[1].deadline, text),
                        "2017-12-16T00:00:00+08:00");
    assert_int_equal(campaign_find_stage(campaign, "midterm"), 0);
    assert_int_equal(campaign_find_stage(campaign, "final"), 1);
    assert_int_equal(campaign_find_stage(campaign, "third"), -1);
    assert_int_equal(campaign_stage_at(campaign, deadline - 1), 0);
    assert_int_equal(campaign_stage_at(campaign, deadline), 1);
    assert_int_equal(campaign_stage_at(campaign, campaign->stages[1].deadline), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_requirements),
        cmocka_unit_test(test_each_unit),
        cmocka_unit_test(test_categories),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_every_task_is_told),
        cmocka_unit_test(test_resolved_faults),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_stages),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

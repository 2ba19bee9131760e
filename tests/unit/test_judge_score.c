/* Results: the rules of points, by tables. */
#include "support.h"

#include "judge/score.h"

#include <string.h>

/* Base items of 50, 30 and 20 points, a bonus of 15, a deduction of 15; limits of 10 each. The unit
 * has tasks of the first item only; its category has the second. */
enum { BASE50, BASE30, BASE20, BONUS, DEDUCTION, ITEMS };

static struct item items[ITEMS] = {
    [BASE50] = {.number = 1, .points = 50, .kind = ITEM_BASE},
    [BASE30] = {.number = 2, .points = 30, .kind = ITEM_BASE},
    [BASE20] = {.number = 3, .points = 20, .kind = ITEM_BASE},
    [BONUS] = {.number = 4, .points = 15, .kind = ITEM_BONUS},
    [DEDUCTION] = {.number = 5, .points = 15, .kind = ITEM_DEDUCTION},
};
static const struct item *of_task[] = {&items[BASE50]};
static const struct item *of_category[] = {&items[BASE30]};
static const struct task task = {.items = of_task, .item_count = 1};
static const struct task *tasks[] = {&task};
static const struct category category = {.items = of_category, .item_count = 1};
static const struct unit unit = {.category = &category, .tasks = tasks, .task_count = 1};
static char a[] = "A", b[] = "B", c[] = "C";
static struct grade grades[] = {{.id = a, .from = 9000}, {.id = b, .from = 8000}, {.id = c}};
static const struct campaign campaign = {
    .items = items,
    .item_count = ITEMS,
    .results = {.bonus_limit = 1000, .deduction_limit = 1000, .grades = grades, .grade_count = 3}};

#define NONE                                                                                       \
    {                                                                                              \
        SCORE_OPEN, 0                                                                              \
    }
#define NOT                                                                                        \
    {                                                                                              \
        SCORE_NOT_INVOLVED, 0                                                                      \
    }
#define PTS(hundredths)                                                                            \
    {                                                                                              \
        SCORE_POINTS, (hundredths)                                                                 \
    }

static void test_units(void **state)
{
    (void)state;
    static const struct {
        struct score_entry entries[ITEMS];
        int64_t base, bonus, deduction, total;
        size_t open;
        const char *grade;
    } cases[] = {
        /* all of it */
        {{PTS(5000), PTS(3000), PTS(2000), NONE, NONE}, 10000, 0, 0, 10000, 0, "A"},
        /* nobody said anything: two items wait, and the third waits for them */
        {{NONE, NONE, NONE, NONE, NONE}, 0, 0, 0, 0, 3, NULL},
        {{PTS(5000), NONE, NONE, NONE, NONE}, 5000, 0, 0, 5000, 2, NULL},
        /* the third is pro rata by itself: 20 * 72 / 80 = 18 */
        {{PTS(4500), PTS(2700), NONE, NONE, NONE}, 9000, 0, 0, 9000, 0, "A"},
        {{PTS(4500), PTS(2700), NOT, NONE, NONE}, 9000, 0, 0, 9000, 0, "A"},
        /* 20 * 71.99 / 80 = 17.9975 -> 18.00, so 89.99 */
        {{PTS(4499), PTS(2700), NONE, NONE, NONE}, 8999, 0, 0, 8999, 0, "B"},
        /* staff may say that it is involved */
        {{PTS(4500), PTS(2700), PTS(0), NONE, NONE}, 7200, 0, 0, 7200, 0, "C"},
        /* or that another is not: 50 + (30 + 20) * 40 / 50 */
        {{PTS(4000), NOT, NONE, NONE, NONE}, 8000, 0, 0, 8000, 0, "B"},
        /* involved in nothing: nothing to go by */
        {{NOT, NOT, NOT, NONE, NONE}, 0, 0, 0, 0, 3, NULL},
        /* caps */
        {{PTS(4000), PTS(2400), PTS(1600), PTS(1000), NONE}, 8000, 1000, 0, 9000, 0, "A"},
        {{PTS(4000), PTS(2400), PTS(1600), PTS(1001), NONE}, 8000, 1000, 0, 9000, 0, "A"},
        {{PTS(4000), PTS(2400), PTS(1600), PTS(1500), PTS(1500)}, 8000, 1000, 1000, 8000, 0, "B"},
        {{PTS(4000), PTS(2400), PTS(1600), NONE, PTS(1)}, 8000, 0, 1, 7999, 0, "C"},
        {{PTS(5000), PTS(3000), PTS(2000), PTS(250), PTS(1200)}, 10000, 250, 1000, 9250, 0, "A"},
        /* nothing earned, all taken away */
        {{PTS(0), PTS(0), NONE, NONE, PTS(1500)}, 0, 0, 1000, -1000, 0, "C"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(score_clear)
        struct unit_score score = score_unit(&campaign, &unit, cases[i].entries);
        assert_int_equal(score.base, cases[i].base);
        assert_int_equal(score.bonus, cases[i].bonus);
        assert_int_equal(score.deduction, cases[i].deduction);
        assert_int_equal(score.total, cases[i].total);
        assert_int_equal(score.open, cases[i].open);
        assert_int_equal(score.grade == NULL, cases[i].grade == NULL);
        if (score.grade != NULL) {
            assert_string_equal(score.grade->id, cases[i].grade);
        }
    }
}

static void test_pro_rata(void **state)
{
    (void)state;
    static const struct {
        int64_t points, obtained, available, result;
    } cases[] = {
        {900, 8700, 8700, 900},  {900, 0, 8700, 0},        {900, 7830, 8700, 810},
        {100, 1, 3, 33},         {100, 2, 3, 67},          {100, 1, 8, 13},
        {100, 1, 200, 1},        {100, 1, 201, 0},         {1300, 6543, 8700, 978},
        {400, 9999, 10000, 400}, {1300, 8699, 8700, 1300},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(score_pro_rata(cases[i].points, cases[i].obtained, cases[i].available),
                         cases[i].result);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t points; /* -1: refused */
        const char *back;
    } cases[] = {
        {"7.5", 750, "7.5"},
        {"7.50", 750, "7.5"},
        {"90", 9000, "90"},
        {"0", 0, "0"},
        {"0.05", 5, "0.05"},
        {"100", 10000, "100"},
        {"+3", 300, "3"},
        {"1e1", 1000, "10"},
        {"7.4999999999999996", 750, "7.5"},
        {"8.3499999999999996", 835, "8.35"},
        {"7.125", -1, NULL},
        {"-1", -1, NULL},
        {"", -1, NULL},
        {"八", -1, NULL},
        {"7,5", -1, NULL},
        {"7.5分", -1, NULL},
        {" 7", -1, NULL},
        {"nan", -1, NULL},
        {"inf", -1, NULL},
        {"0x10", -1, NULL},
        {"1e9", -1, NULL},
        {"..", -1, NULL},
        {"1.2.3", -1, NULL},
        {"99999999999999999999999999", -1, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t points = -1;
        char text[SCORE_TEXT_SIZE];
        assert_int_equal(score_parse(cases[i].text, &points), cases[i].points >= 0);
        assert_int_equal(points, cases[i].points);
        if (points >= 0) {
            assert_string_equal(score_text(points, text), cases[i].back);
        }
    }
    char text[SCORE_TEXT_SIZE];
    assert_string_equal(score_text(-1005, text), "-10.05");
}

static void test_involved(void **state)
{
    (void)state;
    static const bool expected[ITEMS] = {true, true, false, true, true};
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(score_involved(&unit, &items[i]), expected[i]);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_pro_rata),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_involved),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}

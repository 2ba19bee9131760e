/* What people call units, tasks, stages and days. */
#include "support.h"

#include "desk/decide.h"
#include "desk/names.h"
#include "office.h"

#include <unistd.h>

static int set_up(void **state)
{
    *state = office_new();
    return 0;
}

static int tear_down(void **state)
{
    office_free(*state);
    return 0;
}

static void assert_says(const struct error *error, const char *text)
{
    if (strstr(error->text, text) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error->text, text);
    }
}

static void test_unit(void **state)
{
    const struct campaign *campaign = &((struct office *)*state)->campaign;
    struct error error = {0};
    int unit = -1;
    assert_int_equal(names_unit(campaign, "教育局", &unit, &error), 0);
    assert_int_equal(unit, EDUCATION);
    assert_int_equal(names_unit(campaign, "黄石市国有资产经营有限公司", &unit, &error), 0);
    assert_int_equal(unit, ASSETS_COMPANY);

    /* Part of two names: both are suggested, none is taken. */
    unit = -1;
    assert_int_equal(names_unit(campaign, "国资", &unit, &error), -1);
    assert_int_equal(unit, -1);
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_says(&error, "市国资委, 市国资公司");
    assert_int_equal(names_unit(campaign, "市教肓局", &unit, &error), -1);
    assert_says(&error, "did you mean: 市教育局?");
    assert_int_equal(names_unit(campaign, "", &unit, &error), -1);
    assert_int_equal(names_unit(campaign, "火星人民政府", &unit, &error), -1);
    assert_says(&error, "baosong status");
}

static void test_task(void **state)
{
    const struct campaign *campaign = &((struct office *)*state)->campaign;
    struct error error = {0};
    int task = -1;
    assert_int_equal(names_task(campaign, EDUCATION, "f1", &task, &error), 0);
    assert_int_equal(task, 2);
    assert_int_equal(names_task(campaign, ASSETS_OFFICE, "F1", &task, &error), -1);
    assert_int_equal(task, 2);
    assert_says(&error, "市国资委 has no task \"F1\"; its tasks are: C1 C2");
}

static void test_stage(void **state)
{
    const struct campaign *campaign = &((struct office *)*state)->campaign;
    struct error error = {0};
    int stage = -1;
    assert_int_equal(names_stage(campaign, NULL, office_midterm - 1, &stage, &error), 0);
    assert_int_equal(stage, 0);
    assert_int_equal(names_stage(campaign, NULL, office_midterm, &stage, &error), 0);
    assert_int_equal(stage, 1);
    assert_int_equal(names_stage(campaign, NULL, office_final + 1, &stage, &error), 0);
    assert_int_equal(stage, 1);
    assert_int_equal(names_stage(campaign, "midterm", office_final, &stage, &error), 0);
    assert_int_equal(stage, 0);
    assert_int_equal(names_stage(campaign, "first", 0, &stage, &error), -1);
    assert_says(&error, "midterm, final");
}

static void test_last_day(void **state __attribute__((unused)))
{
    struct error error = {0};
    int64_t deadline = 0;
    assert_int_equal(names_last_day("2017-11-22", &deadline, &error), 0);
    assert_int_equal(deadline, office_midterm);
    assert_int_equal(names_last_day("2017-12-31", &deadline, &error), 0);
    char text[CLOCK_TEXT_SIZE];
    assert_string_equal(clock_rfc3339(deadline, text), "2018-01-01T00:00:00+08:00");
    static const char *const wrong[] = {"2017-02-30", "2017/11/22", "tomorrow", "", "2017-11-22x"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(names_last_day(wrong[i], &deadline, &error), -1);
        assert_int_equal(error.kind, ERROR_USAGE);
    }
}

static void test_author(void **state __attribute__((unused)))
{
    setenv("SUDO_USER", "zhang", 1);
    CLEANUP_FREE char *author = decide_author();
    unsetenv("SUDO_USER");
    /* Only root was made root by somebody; anybody else could claim to be anyone. */
    assert_int_equal(strncmp(author, "zhang@", 6) == 0, getuid() == 0);
    assert_non_null(strchr(author, '@'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unit),   cmocka_unit_test(test_task),
        cmocka_unit_test(test_stage),  cmocka_unit_test(test_last_day),
        cmocka_unit_test(test_author),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Values as people write them, and the words that they probably meant. */
#include "support.h"

#include "base/clock.h"
#include "base/memory.h"
#include "campaign/nearest.h"
#include "campaign/values.h"

#include <string.h>

enum { REFUSED = -7 }; /* what no parser here can return */

typedef int parser(const char *text, int64_t *out, struct error *error);

static const struct {
    parser *parse;
    const char *text;
    int64_t value;
} values[] = {
    {value_number, "0", 0},
    {value_number, "1000", 1000},
    {value_number, "9223372036854775807", INT64_MAX},
    {value_number, "9223372036854775808", REFUSED},
    {value_number, "-1", REFUSED},
    {value_number, "+1", REFUSED},
    {value_number, " 1", REFUSED},
    {value_number, "1 ", REFUSED},
    {value_number, "0x10", REFUSED},
    {value_number, "", REFUSED},
    {value_number, "１", REFUSED},
    {value_yes_no, "yes", 1},
    {value_yes_no, "True", 1},
    {value_yes_no, "NO", 0},
    {value_yes_no, "false", 0},
    {value_yes_no, "1", REFUSED},
    {value_yes_no, "", REFUSED},
    {value_duration, "90", 90},
    {value_duration, "90s", 90},
    {value_duration, "2min", 120},
    {value_duration, "2 min", 120},
    {value_duration, "1h", 3600},
    {value_duration, "1day", 86400},
    {value_duration, "min", REFUSED},
    {value_duration, "1.5h", REFUSED},
    {value_duration, "9223372036854775807h", REFUSED},
    {value_bytes, "0", 0},
    {value_bytes, "200MB", 200000000},
    {value_bytes, "1 GiB", INT64_C(1) << 30},
    {value_bytes, "3TiB", INT64_C(3) << 40},
    {value_bytes, "1kB", 1000},
    {value_bytes, "1gib", REFUSED},
    {value_bytes, "9000000000TiB", REFUSED},
    {value_bytes, "-1MB", REFUSED},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct error error = {0};
        int64_t value = REFUSED;
        int result = values[i].parse(values[i].text, &value, &error);
        if (value != values[i].value || (result == 0) != (value != REFUSED)) {
            fail_msg("\"%s\" became %lld (%s)", values[i].text, (long long)value, error.text);
        }
        assert_true(result == 0 || error.text[0] != '\0');
    }
}

/* A date is in time until midnight, also on the two days of the year that are not 24 hours long. */
static void test_deadlines(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *text, *first_too_late;
    } deadlines[] = {
        {"Asia/Shanghai", "2017-11-22", "2017-11-23T00:00:00+08:00"},
        {"Asia/Shanghai", "2017-12-31", "2018-01-01T00:00:00+08:00"},
        {"Asia/Shanghai", "2016-02-28", "2016-02-29T00:00:00+08:00"},
        {"Asia/Shanghai", "2017-11-22 17:30", "2017-11-22T17:30:00+08:00"},
        {"Asia/Shanghai", "2017-11-22 00:00", "2017-11-22T00:00:00+08:00"},
        {"Asia/Shanghai", "2017-11-22 24:00", "2017-11-23T00:00:00+08:00"},
        {"Europe/Berlin", "2017-03-26", "2017-03-27T00:00:00+02:00"},
        {"Europe/Berlin", "2017-10-29", "2017-10-30T00:00:00+01:00"},
        {"Asia/Shanghai", "2017-11-31", NULL},
        {"Asia/Shanghai", "2017-11-22 24:01", NULL},
        {"Asia/Shanghai", "2017-11-22 17", NULL},
        {"Asia/Shanghai", "2017-11-22 17:30:00", NULL},
        {"Asia/Shanghai", "2017-11-22T17:30", NULL},
        {"Asia/Shanghai", "2017-11-2", NULL},
        {"Asia/Shanghai", "", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(deadlines); i++) {
        char text[CLOCK_TEXT_SIZE];
        int64_t instant = 0;
        assert_int_equal(clock_use_zone(deadlines[i].zone, NULL), 0);
        int result = value_deadline(deadlines[i].text, &instant, NULL);
        assert_int_equal(result, deadlines[i].first_too_late != NULL ? 0 : -1);
        if (result == 0) {
            assert_string_equal(clock_rfc3339(instant, text), deadlines[i].first_too_late);
        }
    }
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const right[] = {"a@b.cn", "HSXYB2016@163.com",
                                        "zhang.min+x@huangshi.gov.cn", "1234567@qq.com",
                                        "a@x-y.example"};
    static const char *const wrong[] = {
        "",         "a",        "@b.cn",   "a@",      "a@b",     "a@b..cn",       "a@.cn",
        "a@b.cn ",  "a b@c.cn", "a@@b.cn", "某@b.cn", "a@b.cn>", "a@b.cn,c@d.cn", "<a@b.cn>",
        "a@b_c.cn", "a\n@b.cn"};
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        assert_true(value_is_address(right[i]));
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(value_is_address(wrong[i]));
    }
    CLEANUP_FREE char *longest = xasprintf("%0250d@b.cn", 1);
    assert_false(value_is_address(longest));
}

static void test_ids(void **state)
{
    (void)state;
    assert_true(value_is_id("midterm"));
    assert_true(value_is_id("type-1"));
    assert_false(value_is_id(""));
    assert_false(value_is_id("Midterm"));
    assert_false(value_is_id("中期"));
    assert_false(value_is_id("a b"));
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const keys[] = {"deadline", "title", "id", "市发改委", "市国资委"};
    static const struct {
        const char *word, *meant;
    } slips[] = {{"dedline", "deadline"},
                 {"daedline", "deadline"},
                 {"Title", "title"},
                 {"titles", "title"},
                 {"di", "id"},
                 {"市发改局", "市发改委"},
                 {"市国资", "市国资委"},
                 {"xyzzy", NULL},
                 {"", NULL},
                 {"市气象台", NULL}};
    for (size_t i = 0; i < COUNT_OF(slips); i++) {
        const char *meant = nearest_word(slips[i].word, keys, COUNT_OF(keys));
        if (slips[i].meant == NULL) {
            assert_null(meant);
        } else {
            assert_non_null(meant);
            assert_string_equal(meant, slips[i].meant);
        }
    }
    assert_null(nearest_word("deadline", keys, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),    cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_ids),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

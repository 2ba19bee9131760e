/* One layer prints all listings: aligned text, safe CSV, valid JSON. */
#include "support.h"

#include "base/clock.h"
#include "base/json.h"
#include "command/output.h"

#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
    {.key = "id", .heading = "编号", .right = true},
    {.key = "unit", .heading = "单位", .width = 8},
    {.key = "at", .heading = "收到时间", .show = show_time},
    {.key = "files", .heading = "文件"},
};

static json_t *make_row(int id, const char *unit, const char *at, const char *file)
{
    json_t *row = json_object();
    json_set(row, "id", json_integer(id));
    json_set(row, "unit", json_text(unit));
    json_set(row, "at", json_text(at));
    json_t *files = json_array();
    json_append(files, json_text(file));
    json_append(files, json_text("乙"));
    json_set(row, "files", files);
    return row;
}

/* What the table prints of two rows; the caller frees it. */
static char *print(enum format format, size_t rows)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct table *table = table_new(out, format, columns, COUNT_OF(columns));
    if (rows > 0) {
        table_add(table, make_row(-7, "市发改委", "2017-11-21T16:42:10+08:00", "甲"));
    }
    if (rows > 1) {
        table_add(table, make_row(12, "市公共资源局", NULL, "=1+1,\"x\"\n二"));
    }
    struct error error = {0};
    assert_int_equal(table_end(table, &error), 0);
    table_free(table);
    fclose(out);
    return text;
}

static void test_text(void **state __attribute__((unused)))
{
    CLEANUP_FREE char *text = print(FORMAT_TEXT, 2);
    assert_string_equal(text, "编号  单位      收到时间                文件\n"
                              "  -7  市发改委  2017年11月21日16时42分  甲、乙\n"
                              "  12  市公共…                           =1+1,\"x\" 二、乙\n");
}

static void test_csv(void **state __attribute__((unused)))
{
    CLEANUP_FREE char *text = print(FORMAT_CSV, 2);
    assert_string_equal(text, "\xEF\xBB\xBF"
                              "编号,单位,收到时间,文件\r\n"
                              "-7,市发改委,2017年11月21日16时42分,甲、乙\r\n"
                              "12,市公共资源局,,\"'=1+1,\"\"x\"\" 二、乙\"\r\n");
}

static void test_formulas(void **state __attribute__((unused)))
{
    static const char *const texts[] = {"=1", "+1", "-1", "@SUM(1)"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char *text = NULL;
        size_t size = 0;
        struct error error;
        FILE *out = open_memstream(&text, &size);
        struct table *table = table_new(out, FORMAT_CSV, &columns[1], 1);
        json_t *row = json_object();
        json_set(row, "unit", json_text(texts[i]));
        table_add(table, row);
        assert_int_equal(table_end(table, &error), 0);
        table_free(table);
        fclose(out);
        CLEANUP_FREE char *expected = xasprintf("\xEF\xBB\xBF单位\r\n'%s\r\n", texts[i]);
        assert_string_equal(text, expected);
        free(text);
    }
}

static void test_json(void **state __attribute__((unused)))
{
    for (size_t rows = 0; rows <= 2; rows++) {
        CLEANUP_FREE char *text = print(FORMAT_JSON, rows);
        json_t *array = json_loads(text, 0, NULL);
        assert_true(json_is_array(array));
        assert_int_equal(json_array_size(array), rows);
        assert_true(rows == 0 || strstr(text, "市发改委") != NULL); /* UTF-8, not \u5e02 */
        if (rows == 2) {
            const json_t *files = json_object_get(json_array_get(array, 1), "files");
            assert_string_equal(json_string_value(json_array_get(files, 0)), "=1+1,\"x\"\n二");
        }
        json_decref(array);
    }
}

/* A full disk is not success. */
static void test_full(void **state __attribute__((unused)))
{
    FILE *out = fopen("/dev/full", "w");
    assert_non_null(out);
    struct error error = {0};
    struct table *table = table_new(out, FORMAT_TEXT, columns, COUNT_OF(columns));
    assert_int_equal(table_end(table, &error), -1);
    assert_int_equal(error.kind, ERROR_DISK);
    table_free(table);
    fclose(out);
}

int main(void)
{
    struct error error;
    if (clock_use_zone("Asia/Shanghai", &error) != 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text), cmocka_unit_test(test_csv),  cmocka_unit_test(test_formulas),
        cmocka_unit_test(test_json), cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

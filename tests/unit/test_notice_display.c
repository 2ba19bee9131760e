/* Widths, cutting and cleaning of what stands in columns. */
#include "support.h"

#include "base/memory.h"
#include "notice/display.h"

#include <stdlib.h>

static void test_width(void **state __attribute__((unused)))
{
    assert_int_equal(display_width(""), 0);
    assert_int_equal(display_width("abc"), 3);
    assert_int_equal(display_width("市发改委"), 8);
    assert_int_equal(display_width("C1（方案）"), 10);
    assert_int_equal(display_width("e\xCC\x81"), 1); /* a combining accent takes no column */
}

static void test_clean(void **state __attribute__((unused)))
{
    static const struct {
        const char *dirty, *clean;
    } rows[] = {
        {"材料 通知.pdf", "材料 通知.pdf"},
        {"一\r\n\t 二", "一 二"},
        {"\033[31m红", "\xEF\xBF\xBD[31m红"},
        {"a\xE2\x80\xAEtxt.exe", "a\xEF\xBF\xBDtxt.exe"}, /* NOLINT: right-to-left override */
        {"\xC2\x9B", "\xEF\xBF\xBD"},                     /* CSI as one character */
        {"\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *clean = display_clean(rows[i].dirty);
        assert_string_equal(clean, rows[i].clean);
    }
}

static void test_cell(void **state __attribute__((unused)))
{
    static const struct {
        const char *text;
        size_t width;
        bool right;
        const char *cell;
    } rows[] = {
        {"市发改委", 10, false, "市发改委  "}, {"7", 3, true, "  7"},
        {"市发改委", 8, false, "市发改委"},    {"市发改委", 7, false, "市发改…"},
        {"市发改委", 6, false, "市发… "},      {"abc", 0, false, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
        display_add_cell(&out, rows[i].text, rows[i].width, rows[i].right);
        assert_string_equal(buffer_text(&out), rows[i].cell);
        assert_int_equal(display_width(buffer_text(&out)), rows[i].width);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Folder names: modified UTF-7 both ways, and what special uses are usually called. */
#include "mailbox/names.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    const char *utf8;
    const char *utf7;
} pairs[] = {
    {"INBOX", "INBOX"},
    {"垃圾邮件", "&V4NXPpCuTvY-"},
    {"已发送", "&XfJT0ZAB-"},
    {"Tom & Jerry", "Tom &- Jerry"},
    {"&", "&-"},
    {"", ""},
    {"a垃b", "a&V4M-b"},
    {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501, 5.1.3 */
    {"😀", "&2D3eAA-"},
};

static void test_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct error error;
        CLEANUP_FREE char *encoded = NULL;
        assert_int_equal(names_encode(pairs[i].utf8, &encoded, &error), 0);
        assert_string_equal(encoded, pairs[i].utf7);
        CLEANUP_FREE char *decoded = names_decode(pairs[i].utf7);
        assert_string_equal(decoded, pairs[i].utf8);
    }
}

static void test_what_is_neither(void **state)
{
    (void)state;
    struct error error = {0};
    char *encoded = NULL;
    assert_int_equal(names_encode("\xCE\xC4\xBC\xFE", &encoded, &error), -1);
    assert_null(encoded);
    assert_int_equal(error.kind, ERROR_FOLDER);
    CLEANUP_FREE char *kept = names_decode("R&D");
    assert_string_equal(kept, "R&D");
}

static void test_special_uses(void **state)
{
    (void)state;
    assert_true(names_is_special("\\Junk"));
    assert_false(names_is_special("Junk"));
    const char *const junk[] = {"Junk",       "spam",      "Junk E-mail",
                                "Junk Email", "Bulk Mail", "垃圾邮件"};
    for (size_t i = 0; i < COUNT_OF(junk); i++) {
        assert_true(names_usual("\\Junk", junk[i]) >= 0);
        assert_int_equal(names_usual("\\Sent", junk[i]), -1);
    }
    assert_true(names_usual("\\Junk", "Junk") < names_usual("\\Junk", "Spam"));
    assert_int_equal(names_usual("\\Junk", "INBOX"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_ways),
        cmocka_unit_test(test_what_is_neither),
        cmocka_unit_test(test_special_uses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

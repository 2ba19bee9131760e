/* base/: UTF-8, buffers, JSON, findings and kinds. */
#include "support.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/finding.h"
#include "base/json.h"
#include "base/kind.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void counts_characters_as_people_do(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t chars;
    } rows[] = {
        {"", 0},
        {"  \r\n\t　", 0},
        {"信用承诺", 4},
        {"信用承诺，已签订。", 9},
        {"2017年11月22日", 6},
        {"共签订承诺书 312 份", 8},
        {"PPP 项目 (Public-Private)", 8},
        {"黄信用办〔2017〕24号", 9},
        {"𠮷野家", 3},
        {"坏\xFF字", 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (utf8_count_characters(rows[i].text) != rows[i].chars) {
            fail_msg("%s: %u", rows[i].text, utf8_count_characters(rows[i].text));
        }
    }
}

static void refuses_what_is_not_utf8(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",     "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xE4\xBF", "\xFF",     "a\xC3",
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
    }
    assert_true(utf8_valid("信用𠮷", strlen("信用𠮷")));
    assert_true(utf8_valid("", 0));
}

static void encodes_what_it_decodes(void **state)
{
    (void)state;
    static const uint32_t characters[] = {'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        char out[4];
        size_t written = utf8_encode(characters[i], out), read = 0;
        assert_int_equal(utf8_decode(out, written, &read), characters[i]);
        assert_int_equal(read, written);
    }
    char out[4];
    assert_int_equal(utf8_encode(0xD800, out), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
}

static void cuts_only_between_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut("信用", 6, 6), 6);
    assert_int_equal(utf8_cut("信用", 6, 5), 3);
    assert_int_equal(utf8_cut("信用", 6, 2), 0);
    assert_int_equal(utf8_cut("ab", 2, 1), 1);
}

static void finds_characters_in_a_set(void **state)
{
    (void)state;
    assert_true(utf8_is_one_of(0x7528, "信用"));
    assert_false(utf8_is_one_of(0x6237, "信用"));
    assert_false(utf8_is_one_of('a', ""));
}

static void knows_how_texts_begin_and_end(void **state)
{
    (void)state;
    assert_true(utf8_begins_with("黄石市教育局", "黄石市"));
    assert_true(utf8_begins_with("局", ""));
    assert_false(utf8_begins_with("黄石", "黄石市"));
    assert_false(utf8_begins_with("市黄石市", "黄石市"));
    static const char *const words[] = {"局", "委员会"};
    assert_true(utf8_ends_with("黄石市教育局", "教育局"));
    assert_true(utf8_ends_with("局", "局"));
    assert_true(utf8_ends_with("局", ""));
    assert_false(utf8_ends_with("局", "教育局"));
    assert_false(utf8_ends_with("教育局文件", "教育局"));
    assert_true(utf8_ends_with_any("市卫生健康委员会", words, COUNT_OF(words)));
    assert_false(utf8_ends_with_any("局长", words, COUNT_OF(words)));
}

static void blanks_are_taken_out(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {" 奖 状  ", "奖状"}, {"奖状", "奖状"}, {"   ", ""}, {"", ""}, {"奖　状", "奖　状"}};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP_FREE char *text = xstrdup(texts[i][0]);
        utf8_drop_blanks(text);
        assert_string_equal(text, texts[i][1]);
    }
}

static void buffers_grow_and_give(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer = BUFFER_EMPTY;
    assert_string_equal(buffer_text(&buffer), "");
    for (int i = 0; i < 1000; i++) {
        buffer_add_format(&buffer, "%d,", i);
    }
    assert_int_equal(buffer.size, 3890);
    buffer_consume(&buffer, 3886);
    assert_string_equal(buffer_text(&buffer), "999,");
    CLEANUP_FREE char *text = buffer_steal(&buffer);
    assert_string_equal(text, "999,");
    assert_int_equal(buffer.size, 0);
}

static void errors_are_cut_at_characters(void **state)
{
    (void)state;
    struct error error = {0};
    char text[3 * ERROR_TEXT_SIZE];
    for (size_t i = 0; i + 3 < sizeof text; i += 3) {
        memcpy(text + i, "报", 4);
    }
    assert_int_equal(error_set(&error, ERROR_DISK, "%s", text), -1);
    assert_int_equal(error.kind, ERROR_DISK);
    assert_int_equal(strlen(error.text) % 3, 0);
    assert_true(utf8_valid(error.text, strlen(error.text)));
    error_set(&error, ERROR_LOGIN, "no");
    error_prefix(&error, "mailbox %d", 7);
    assert_string_equal(error.text, "mailbox 7: no");
    assert_int_equal(error_kind_from_name(error_kind_name(ERROR_LOGIN)), ERROR_LOGIN);
    assert_int_equal(error_kind_from_name("nonsense"), ERROR_FAILED);
}

static void json_is_not_believed(void **state)
{
    (void)state;
    json_t *object = json_pack("{s:s,s:i,s:n,s:[i,i],s:f}", "text", "信用", "number", 7, "none",
                               "list", 1, 2, "real", 0.5);
    const char *text = NULL;
    int64_t number = -5;
    double real = 0;
    json_t *list = NULL;
    struct error error = {0};
    assert_int_equal(json_get_string(object, "text", 6, &text, &error), 0);
    assert_string_equal(text, "信用");
    assert_int_equal(json_get_string(object, "text", 5, &text, &error), -1);
    assert_int_equal(json_get_string(object, "number", 9, &text, &error), -1);
    assert_int_equal(json_get_string(object, "none", 9, &text, &error), -1);
    assert_int_equal(json_get_integer(object, "number", 0, 6, &number, &error), -1);
    assert_int_equal(number, -5);
    assert_int_equal(json_get_integer(object, "number", 7, 7, &number, &error), 0);
    assert_int_equal(json_opt_integer(object, "absent", 0, 9, 3, &number, &error), 0);
    assert_int_equal(number, 3);
    assert_int_equal(json_opt_array(object, "list", 1, &list, &error), -1);
    assert_int_equal(json_opt_array(object, "list", 2, &list, &error), 0);
    assert_int_equal(json_opt_real(object, "real", 0.6, 1, 0, &real, &error), -1);
    json_decref(object);
}

static void json_text_takes_any_bytes(void **state)
{
    (void)state;
    json_t *value = json_text("a\xFF b");
    assert_string_equal(json_string_value(value), "a\xEF\xBF\xBD b");
    json_decref(value);
    assert_true(json_is_null(json_text(NULL)));
}

static void names_lead_back_to_codes(void **state)
{
    (void)state;
    for (int i = 0; i < FINDING_COUNT; i++) {
        enum finding_code code = FINDING_COUNT;
        assert_true(finding_from_name(finding_name((enum finding_code)i), &code));
        assert_int_equal(code, i);
        assert_true(strlen(finding_chinese(code)) > 0);
    }
    for (int i = 0; i < KIND_COUNT; i++) {
        enum kind kind = KIND_COUNT;
        assert_true(kind_from_name(kind_name((enum kind)i), &kind));
        assert_int_equal(kind, i);
    }
    enum finding_code code;
    assert_false(finding_from_name("no-such", &code));
}

static void findings_are_bounded(void **state)
{
    (void)state;
    struct finding *findings = NULL;
    size_t count = 0;
    for (int i = 0; i < LIMIT_FINDINGS + 5; i++) {
        finding_add(&findings, &count, FINDING_EMPTY, "x");
    }
    assert_int_equal(count, LIMIT_FINDINGS);
    findings_free(findings, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_characters_as_people_do),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(encodes_what_it_decodes),
        cmocka_unit_test(cuts_only_between_characters),
        cmocka_unit_test(finds_characters_in_a_set),
        cmocka_unit_test(knows_how_texts_begin_and_end),
        cmocka_unit_test(blanks_are_taken_out),
        cmocka_unit_test(buffers_grow_and_give),
        cmocka_unit_test(errors_are_cut_at_characters),
        cmocka_unit_test(json_is_not_believed),
        cmocka_unit_test(json_text_takes_any_bytes),
        cmocka_unit_test(names_lead_back_to_codes),
        cmocka_unit_test(findings_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Small readers of binary formats: bytes whose offsets a stranger chose, and numbers with formats.
 */
#include "reader/bytes.h"
#include "reader/doc_format.h"
#include "reader/number_format.h"
#include "reader/ofd.h"
#include "reader/utf16.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void test_bytes_outside(void **state)
{
    (void)state;
    static const unsigned char data[] = {1, 2, 3, 4, 5};
    const struct bytes bytes = {data, sizeof data};
    assert_int_equal(bytes_u16(&bytes, 0), 0x0201);
    assert_int_equal(bytes_u32(&bytes, 1), 0x05040302);
    assert_int_equal(bytes_u32(&bytes, 2), 0);
    assert_int_equal(bytes_u16(&bytes, 4), 0);
    assert_int_equal(bytes_u8(&bytes, 5), 0);
    assert_int_equal(bytes_u8(&bytes, SIZE_MAX), 0);
    assert_null(bytes_at(&bytes, 3, SIZE_MAX));
    assert_null(bytes_at(&bytes, SIZE_MAX, 2));
    assert_non_null(bytes_at(&bytes, 5, 0));
    assert_int_equal(bytes_part(&bytes, 3, SIZE_MAX).size, 2);
    assert_int_equal(bytes_part(&bytes, SIZE_MAX, 3).size, 0);
}

static void test_utf16(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *text;
    } rows[] = {
        {"\x2D\x4E\x87\x65", 4, "中文"},
        {"\x42\xD8\xB7\xDF", 4, "𠮷"},         /* a pair */
        {"\xB7\xDF\x2D\x4E", 4, "中"},         /* its second half alone */
        {"\x42\xD8\x2D\x4E", 4, "中"},         /* its first half alone */
        {"\x42\xD8\x42\xD8\xB7\xDF", 6, "𠮷"}, /* the half that is followed counts */
        {"\x2D\x4E\0\0\x87\x65", 6, "中文"},   /* NULs are none */
        {"\x2D\x4E\x87", 3, "中"},             /* cut */
        {"", 0, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
        const struct bytes bytes = {(const unsigned char *)rows[i].bytes, rows[i].size};
        utf16_add(&out, &bytes);
        assert_string_equal(buffer_text(&out), rows[i].text);
    }
}

#define MODIFICATIONS(text)                                                                        \
    &(const struct bytes)                                                                          \
    {                                                                                              \
        (const unsigned char *)(text), sizeof(text) - 1                                            \
    }

/* Modifications of every size of operand, among them the ones that are asked for. */
static void test_modifications(void **state)
{
    (void)state;
    struct doc_paragraph paragraph = {.list_level = -1};
    doc_paragraph_apply(MODIFICATIONS("\x16\x24\x01"         /* in a table */
                                      "\x08\xD6\x05\0abcd"   /* a table, its size in two bytes */
                                      "\x15\xC6\x02\x01\x02" /* tabs, their size in one */
                                      "\x40\x26\x01"         /* outline level 2 */
                                      "\x0B\x46\x03\0"       /* list 3 */
                                      "\x0A\x26\x02"         /* its third level */
                                      "\x17\x24\x01"),       /* the end of a row */
                        &paragraph);
    assert_true(paragraph.in_table && paragraph.row_end);
    assert_int_equal(paragraph.outline, 2);
    assert_int_equal(paragraph.list, 4);
    assert_int_equal(paragraph.list_level, 2);
    struct doc_character character = {0};
    doc_character_apply(MODIFICATIONS("\x03\x6A\1\2\3\4"   /* four bytes */
                                      "\x35\x08\x81"       /* bold, other than the style */
                                      "\x3C\x08\x01"       /* hidden */
                                      "\x09\x6A\1\0\x28\0" /* a sign of another font */
                                      "\x00\x08"),         /* cut: says nothing */
                        &character);
    assert_int_equal(character.bold, TOGGLE_OTHER);
    assert_true(character.hidden && character.symbol);
    assert_false(character.deleted);
}

static void test_number_formats(void **state)
{
    (void)state;
    static const struct {
        unsigned number;
        const char *code;
        enum number_kind kind;
    } rows[] = {
        {0, NULL, NUMBER_PLAIN},
        {14, NULL, NUMBER_DATE},
        {22, NULL, NUMBER_DATE_TIME},
        {20, NULL, NUMBER_TIME},
        {9, NULL, NUMBER_PERCENT},
        {31, NULL, NUMBER_DATE},
        {57, NULL, NUMBER_DATE},
        {44, NULL, NUMBER_PLAIN},
        {0, "yyyy\"年\"m\"月\"d\"日\"", NUMBER_DATE},
        {0, "[$-804]yyyy/m/d h:mm", NUMBER_DATE_TIME},
        {0, "m\\-d", NUMBER_DATE},
        {0, "[h]:mm:ss", NUMBER_TIME},
        {0, "h:mm AM/PM", NUMBER_TIME},
        {0, "0.00%", NUMBER_PERCENT},
        {0, "General", NUMBER_PLAIN},
        {0, "#,##0.00\"元\"", NUMBER_PLAIN},
        {0, "0.00E+00", NUMBER_PLAIN},
        {0, "\"day\"0", NUMBER_PLAIN},
        {0, "", NUMBER_PLAIN},
        {0, "\"day never ends", NUMBER_PLAIN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (number_format_kind(rows[i].number, rows[i].code) != rows[i].kind) {
            fail_msg("%u \"%s\"", rows[i].number, rows[i].code != NULL ? rows[i].code : "");
        }
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        double number;
        enum number_kind kind;
        bool from_1904;
        const char *text;
    } rows[] = {
        {43061, NUMBER_DATE, false, "2017-11-22"},
        {41599, NUMBER_DATE, true, "2017-11-22"},
        {43061.6958333333, NUMBER_DATE_TIME, false, "2017-11-22 16:42"},
        {0.5, NUMBER_TIME, false, "12:00"},
        {1, NUMBER_DATE, false, "1900-01-01"},
        {59, NUMBER_DATE, false, "1900-02-28"},
        {61, NUMBER_DATE, false, "1900-03-01"},
        {42429, NUMBER_DATE, false, "2016-02-29"},
        {2958465, NUMBER_DATE, false, "9999-12-31"},
        {2958466, NUMBER_DATE, false, "2958466"},
        {-1, NUMBER_DATE, false, "-1"},
        {0.767, NUMBER_PERCENT, false, "76.7%"},
        {1286, NUMBER_PLAIN, false, "1286"},
        {12.5, NUMBER_PLAIN, false, "12.5"},
        {1e300, NUMBER_PERCENT, false, "1e+300"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
        number_format_add(&out, rows[i].number, rows[i].kind, rows[i].from_1904);
        assert_string_equal(buffer_text(&out), rows[i].text);
    }
}

static void test_places_of_parts(void **state)
{
    (void)state;
    static const struct {
        const char *from, *location, *name;
    } rows[] = {
        {"Doc_0/Document.xml", "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"},
        {"Doc_0/Document.xml", "/Doc_0/Signs/Signatures.xml", "Doc_0/Signs/Signatures.xml"},
        {"Doc_0/Document.xml", "./a.xml", "Doc_0/a.xml"},
        {"OFD.xml", "Doc_0/Document.xml", "Doc_0/Document.xml"},
        {"", "/Doc_0/Document.xml", "Doc_0/Document.xml"},
        {"Doc_0/Document.xml", NULL, "Doc_0/"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *name = ofd_resolve(rows[i].from, rows[i].location);
        assert_string_equal(name, rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_outside), cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_modifications), cmocka_unit_test(test_number_formats),
        cmocka_unit_test(test_numbers),       cmocka_unit_test(test_places_of_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

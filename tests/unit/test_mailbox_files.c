/* Maildir names and times, and mbox files in their dialects. */
#include "base/buffer.h"
#include "base/clock.h"
#include "mailbox/maildir.h"
#include "mailbox/mbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NOW = 1511340000 }; /* 2017-11-22 08:40 UTC */

static void test_maildir_time(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int64_t modified;
        int64_t expected;
    } rows[] = {
        {"1511253730.M1P2.host:2,S", NOW, 1511253730}, /* copied later */
        {"1511253730.M1P2.host", 1511250000, 1511250000},
        {"1511253730", NOW, NOW},   /* no dot: not a delivery's name */
        {"9999999999.x", NOW, NOW}, /* from the future */
        {"12.x", NOW, NOW},         /* before any Maildir */
        {"cur", NOW, NOW},
        {"99999999999999999999999.x", NOW, NOW}, /* beyond any number */
        {"-5.x", NOW, NOW},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(maildir_delivered(rows[i].name, rows[i].modified, NOW), rows[i].expected);
    }
}

static void test_maildir_key(void **state)
{
    (void)state;
    CLEANUP_FREE char *plain = maildir_key("1511253730.M1P2.host,S=5:2,RS");
    assert_string_equal(plain, "1511253730.M1P2.host,S=5");
    CLEANUP_FREE char *odd = maildir_key("\xCE\xC4:2,");
    CLEANUP_FREE char *same = maildir_key("\xCE\xC4:2,S");
    CLEANUP_FREE char *other = maildir_key("\xCE\xC5:2,");
    assert_memory_equal(odd, "sha256-", 7);
    assert_string_equal(odd, same);
    assert_string_not_equal(odd, other);
}

static void test_from_lines(void **state)
{
    (void)state;
    const struct {
        const char *line;
        int64_t expected; /* CLOCK_UNKNOWN: no From_ line */
    } rows[] = {
        {"From a@b Tue Nov 21 16:42:10 2017", 1511282530},
        {"From - Tue Nov 21 16:42:10 2017", 1511282530},
        {"From a@b  Tue Nov  1 06:02:01 2017", 1509516121},
        {"From a b Tue Nov 21 16:42:10 2017", 1511282530},
        {"From a@b Tue Nov 21 16:42:10 2017 +0800", 1511253730},
        {"From a@b Tue Nov 21 16:42:10 +0800 2017", 1511253730},
        {"From a@b Tue Nov 21 16:42:10 CST 2017", 1511282530},
        {"From a@b Tue Nov 21 16:42 2017", 1511282520},
        {"From a@b Tue Nov 21 16:42:10 2017 remote from x", 1511282530},
        {"From Monday on we work.", CLOCK_UNKNOWN},
        {"From ", CLOCK_UNKNOWN},
        {"From a@b Tue Nov 99 16:42:10 2017", CLOCK_UNKNOWN},
        {"From a@b Tue Nov 21 16:42:10", CLOCK_UNKNOWN},
        {"from a@b Tue Nov 21 16:42:10 2017", CLOCK_UNKNOWN},
        {">From a@b Tue Nov 21 16:42:10 2017", CLOCK_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t date = CLOCK_UNKNOWN;
        bool found = mbox_from_line(rows[i].line, strlen(rows[i].line), &date);
        assert_int_equal(found, rows[i].expected != CLOCK_UNKNOWN);
        assert_int_equal(date, rows[i].expected);
    }
}

/* Writes what is read as "offset:body|" for each message. */
static int note_begin(void *context, uint64_t offset, int64_t date, struct error *error)
{
    (void)date;
    (void)error;
    buffer_add_format(context, "%llu:", (unsigned long long)offset);
    return 0;
}

static int note_bytes(void *context, const void *data, size_t size, struct error *error)
{
    (void)error;
    buffer_add(context, data, size);
    return 0;
}

static int note_end(void *context, struct error *error)
{
    (void)error;
    buffer_add_text(context, "|");
    return 0;
}

#define FROM "From a@b Tue Nov 21 16:42:10 2017\n"

static int read_text(const char *text, bool only_one, struct buffer *out, struct error *error)
{
    const struct mbox_reader reader = {out, note_begin, note_bytes, note_end};
    char *copy = xstrdup(text);
    FILE *file = fmemopen(copy, strlen(copy), "r");
    int result = mbox_read(file, only_one, &reader, error);
    fclose(file);
    free(copy);
    return result;
}

static void test_messages(void **state)
{
    (void)state;
    const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {FROM "S: 1\n\nx\n\n" FROM "S: 2\n\ny\n", "0:S: 1\n\nx\n|43:S: 2\n\ny\n|"},
        {FROM "S: 1\n\nx\n" FROM "no blank line before\n",
         "0:S: 1\n\nx\n" FROM "no blank line before\n|"},
        {FROM "S: 1\n\n>From me\n>>From you\n>Fro\n> From\n",
         "0:S: 1\n\nFrom me\n>From you\n>Fro\n> From\n|"},
        {FROM "S: 1\r\n\r\nx\r\n\r\n" FROM "S: 2\n", "0:S: 1\r\n\r\nx\r\n|47:S: 2\n|"},
        {FROM "S: 1\n\nx\n\n\n\n", "0:S: 1\n\nx\n\n\n|"},
        {FROM "S: 1\n\nFrom Monday on we work\n", "0:S: 1\n\nFrom Monday on we work\n|"},
        {FROM "no end of line", "0:no end of line|"},
        {FROM, "0:|"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
        struct error error = {0};
        assert_int_equal(read_text(rows[i].text, false, &out, &error), 0);
        assert_string_equal(buffer_text(&out), rows[i].expected);
    }
}

static void test_only_one(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct error error = {0};
    assert_int_equal(read_text(FROM "a\n\n" FROM "b\n", true, &out, &error), 0);
    assert_string_equal(buffer_text(&out), "0:a\n|");
}

static void test_no_mbox(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct error error = {0};
    assert_int_equal(read_text("Subject: x\n\nFrom\n", false, &out, &error), -1);
    assert_int_equal(error.kind, ERROR_FOLDER);
    assert_non_null(strstr(error.text, "no mbox"));
}

/* A line far longer than the reader's buffer, with a mark inside that is no line's beginning. */
static void test_long_line(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY, out = BUFFER_EMPTY, expected = BUFFER_EMPTY;
    buffer_add_text(&text, FROM);
    for (size_t i = 0; i < 20000; i++) {
        buffer_add_text(&expected, "0123456789>From ");
    }
    buffer_add_text(&text, buffer_text(&expected));
    struct error error = {0};
    assert_int_equal(read_text(buffer_text(&text), false, &out, &error), 0);
    assert_int_equal(out.size, expected.size + 3); /* "0:" and "|" */
    assert_memory_equal(out.data + 2, expected.data, expected.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maildir_time), cmocka_unit_test(test_maildir_key),
        cmocka_unit_test(test_from_lines),   cmocka_unit_test(test_messages),
        cmocka_unit_test(test_only_one),     cmocka_unit_test(test_no_mbox),
        cmocka_unit_test(test_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

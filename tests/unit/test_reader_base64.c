/* Base64 as it comes: broken into lines, by relays, and by programs that count wrongly. */
#include "base/memory.h"
#include "reader/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *marks;
    const char *bytes;
} cases[] = {
    {"", ""},
    {"5L+h55So", "信用"},
    {"5L+h55SoYQ==", "信用a"},
    {"5L+h55SoYWI=", "信用ab"},
    {"5L+h\r\n55So\r\nYQ==\r\n", "信用a"},
    {"5L\r\n+h 55\tSo", "信用"},
    {"5L+h!55So", "信用"},
    {"5L+h\xA0"
     "55So",
     "信用"},
    /* without padding, with too little or too much of it */
    {"YQ", "a"},
    {"YWI", "ab"},
    {"YQ=", "a"},
    {"YWI==", "ab"},
    {"YQ==\r\n====", "a"},
    /* a mark too many holds nothing */
    {"5L+h5", "信"},
    {"5L+h=55So", "信用"},
    /* what a relay writes behind the end */
    {"YQ==\r\n-- \r\nScanned", "a"},
    /* the alphabet of web addresses is not that of mail */
    {"YW-Jj_", "abc"},
};

/* The bytes when they are asked for in blocks of that size. */
static char *decode(const char *marks, size_t block)
{
    GMimeStream *raw = g_mime_stream_mem_new_with_buffer(marks, strlen(marks));
    GMimeStream *stream = base64_stream_new(raw);
    GByteArray *bytes = g_byte_array_new();
    CLEANUP_FREE char *some = xmalloc(block);
    while (!g_mime_stream_eos(stream)) {
        ssize_t got = g_mime_stream_read(stream, some, block);
        assert_true(got >= 0);
        g_byte_array_append(bytes, (const guint8 *)some, (guint)got);
    }
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    g_object_unref(stream);
    g_object_unref(raw);
    return (char *)g_byte_array_free(bytes, FALSE);
}

static void test_base64(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t block = 1; block <= strlen(cases[i].marks) + 1; block++) {
            char *bytes = decode(cases[i].marks, block);
            if (strcmp(bytes, cases[i].bytes) != 0) {
                fail_msg("\"%s\" in blocks of %zu is \"%s\", not \"%s\"", cases[i].marks, block,
                         bytes, cases[i].bytes);
            }
            g_free(bytes);
        }
    }
}

/* A mail of many blocks, in lines of every length, so that each group is cut at each place. */
static void test_long(void **state)
{
    (void)state;
    enum { SIZE = 60000 };
    CLEANUP_FREE char *bytes = xmalloc(SIZE + 1);
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i * 7 % 255 + 1);
    }
    bytes[SIZE] = '\0';
    char *marks = g_base64_encode((const guchar *)bytes, SIZE);
    for (size_t line = 1; line < 100; line += 3) {
        GString *lines = g_string_new(NULL);
        for (size_t at = 0; at < strlen(marks); at += line) {
            CLEANUP_FREE char *some = xstrndup(marks + at, line);
            g_string_append_printf(lines, "%s\r\n", some);
        }
        char *decoded = decode(lines->str, 4096);
        assert_string_equal(decoded, bytes);
        g_free(decoded);
        g_string_free(lines, TRUE);
    }
    g_free(marks);
}

int main(void)
{
    g_mime_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_base64), cmocka_unit_test(test_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

/* The bytes when the marks come in blocks of that size. */
static char *decode(const char *marks, size_t block)
{
    GMimeFilter *filter = base64_filter_new();
    GByteArray *bytes = g_byte_array_new();
    size_t size = strlen(marks), got = 0, space = 0;
    char *out = NULL;
    for (size_t at = 0; at < size; at += block) {
        CLEANUP_FREE char *some = xstrndup(marks + at, block);
        g_mime_filter_filter(filter, some, strlen(some), 0, &out, &got, &space);
        g_byte_array_append(bytes, (const guint8 *)out, (guint)got);
    }
    char none[1];
    g_mime_filter_complete(filter, none, 0, 0, &out, &got, &space);
    g_byte_array_append(bytes, (const guint8 *)out, (guint)got);
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    g_object_unref(filter);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_base64)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

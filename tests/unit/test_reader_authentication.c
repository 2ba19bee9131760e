/* Authentication-Results as servers write them, and as nobody should. */
#include "support.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "reader/authentication.h"

#include <stdlib.h>
#include <string.h>

static char *read_mail(const char *headers)
{
    CLEANUP_FREE char *text = xasprintf("%s\nFrom: a@b.cn\n\nbody\n", headers);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    char *told = authentication_read(message);
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    return told;
}

static const struct {
    const char *headers;
    const char *told;
} rows[] = {
    {"Subject: x", ""},
    {"Authentication-Results: mx.qq.com; spf=pass smtp.mailfrom=a@b.cn; dkim=none",
     "mx.qq.com spf=pass dkim=none"},
    {"Authentication-Results: MX.Office.CN 1;\n\tSPF=Fail (sender; not allowed) "
     "smtp.mailfrom=b.cn;\n"
     "\tdmarc=fail (p=\\) reject) header.from=b.cn",
     "mx.office.cn spf=fail dmarc=fail"},
    {"Authentication-Results: (a; (nested) comment) mx.cn; spf = pass", "mx.cn spf=pass"},
    {"Authentication-Results: mx.cn; none", "mx.cn"},
    {"Authentication-Results: mx.cn; iprev=pass; auth=pass; x-spf=fail; spfx=fail", "mx.cn"},
    {"Authentication-Results: mx.cn; dkim=pass reason=\"good; spf=fail\"; spf=pass",
     "mx.cn dkim=pass spf=pass"},
    {"Authentication-Results: new.cn; spf=pass\nAuthentication-Results: old.cn; spf=fail",
     "new.cn spf=pass\nold.cn spf=fail"},
    {"authentication-results: mx.cn;spf=fail", "mx.cn spf=fail"},
    {"Authentication-Results: ; spf=pass", ""},
    {"Authentication-Results:", ""},
    {"Authentication-Results: mx.cn; spf=", "mx.cn spf="},
    {"Authentication-Results: mx.cn; spf (never closed", "mx.cn"},
};

static void test_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *told = read_mail(rows[i].headers);
        assert_string_equal(told, rows[i].told);
    }
}

static void test_bounds(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer many = BUFFER_EMPTY;
    buffer_add_text(&many, "Authentication-Results: mx.cn");
    for (int i = 0; i < 5000; i++) {
        buffer_add_text(&many, "; spf=fail");
    }
    CLEANUP_FREE char *told = read_mail(buffer_text(&many));
    assert_int_equal(strlen(told),
                     strlen("mx.cn") + LIMIT_AUTHENTICATION_RESULTS * strlen(" spf=fail"));
}

int main(void)
{
    g_mime_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

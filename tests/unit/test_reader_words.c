/* Words of headers and the charsets behind their labels, where a whole mail would say too little.
 */
#include "base/memory.h"
#include "reader/charset.h"
#include "reader/header.h"
#include "reader/html.h"
#include "reader/kind.h"
#include "reader/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GBK "\xD0\xC5\xD3\xC3" /* 信用 */

static const struct {
    const char *raw;
    const char *text;
    bool dirty;
} headers[] = {
    {"plain", "plain", false},
    {"", "", false},
    {"=?utf-8?B?5L+h55So?=", "信用", false},
    {"=?utf-8?q?=E4=BF=A1=E7=94=A8_a?=", "信用 a", false},
    {"=?UTF-8?B?5L+h?= =?UTF-8?B?55So?=", "信用", false},
    {"=?UTF-8?B?5L+h?=\r\n =?UTF-8?B?55So?=", "信用", false},
    {"=?UTF-8?B?5L8=?= =?UTF-8?B?oeeUqA==?=", "信用", false},
    {"=?utf-8?Q?=E4=BF?= =?utf-8?Q?=A1?=", "信", false},
    {"=?gb2312?B?0MU=?= a =?gb2312?B?08M=?=", "信 a 用", false},
    {"a=?gb2312?B?0MU=?=b", "a信b", false},
    {"=?gb18030?B?gTCBMA==?=", "\xC2\x80", false},
    {"=?utf-8?B?5L+h55So", "=?utf-8?B?5L+h55So", false},
    {"=?utf-8?X?abc?=", "=?utf-8?X?abc?=", false},
    {"=?utf-8?B?\?=", "", false},
    {"=?utf-8?B?5L+h 55So?=", "信用", false},
    {"=?us-ascii?Q?a=20b?=", "a b", false},
    {"=?iso-8859-1?Q?Stra=DFe?=", "Straße", false},
    {"=?iso-8859-1?Q?Stra=C3=9Fe?=", "Straße", false},
    {"=?koi8-r?B?8NLJ18XU?=", "Привет", false},
    {GBK, "信用", false},
    {GBK " =?gb2312?B?0MU=?=", "信用 信", false},
    {"信用", "信用", false},
    {"=?utf-8?B?/////w==?=", "\uFFFD\uFFFD\uFFFD\uFFFD", true},
};

static void test_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        bool clean = true;
        CLEANUP_FREE char *text = header_decode(headers[i].raw, &clean);
        if (strcmp(text, headers[i].text) != 0 || clean == headers[i].dirty) {
            fail_msg("\"%s\" is \"%s\", not \"%s\"", headers[i].raw, text, headers[i].text);
        }
    }
}

static const struct {
    const char *raw;
    const char *value; /* of "filename"; NULL for none */
} parameters[] = {
    {"attachment", NULL},
    {"attachment; filename", NULL},
    {"attachment; filename=", NULL},
    {"attachment; filename=a", "a"},
    {"attachment;filename=\"a\"", "a"},
    {"attachment; xfilename=a", NULL},
    {"attachment; filename*=utf-8''%E4%BF%A1", "信"},
    {"attachment; filename*=utf-8'zh'%E4%BF%A1; filename=a", "信"},
    {"attachment; filename=a; filename*=utf-8''%E4%BF%A1", "信"},
    {"attachment; filename*0=a; filename*1=b", "ab"},
    {"attachment; filename*1=b; filename*0=a", "ab"},
    {"attachment; filename*0*=gbk''%D0; filename*1*=%C5", "信"},
    {"attachment; filename*0*=utf-8''%E4%BF%A1; filename*1=%20.pdf", "信%20.pdf"},
    {"attachment; filename*0=a; filename*2=c", "a"},
    {"attachment; filename*=%D0%C5", "信"},
    {"attachment; filename*=utf-8''a%", "a%"},
    {"attachment; filename=\"a;b\"; size=3", "a;b"},
    {"attachment; filename=\"a\\\"b\"", "a\"b"},
    {"attachment; filename=\"C:\\a\\b.doc\"", "C:\\a\\b.doc"},
    {"attachment; filename=\"=?utf-8?B?5L+h?=\r\n\t=?utf-8?B?55So?=\"", "信用"},
    {"attachment; filename=a b c; x=y", "a b c"},
    {";;;;filename=a", "a"},
    {"attachment; filename=\"", NULL},
};

static void test_parameters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(parameters); i++) {
        bool clean = true;
        CLEANUP_FREE char *value = header_parameter(parameters[i].raw, "filename", &clean);
        const char *expected = parameters[i].value;
        if ((value == NULL) != (expected == NULL) ||
            (value != NULL && strcmp(value, expected) != 0)) {
            fail_msg("%s: \"%s\", not \"%s\"", parameters[i].raw, value, expected);
        }
    }
}

static const struct {
    const char *label;
    const char *bytes;
    const char *text;
} charsets[] = {
    {"gb2312", "\xE9\x46", "镕"},                   /* not of GB 2312, but of GBK */
    {"gb2312", "\xE4\xBF\xA1\xE7\x94\xA8", "信用"}, /* UTF-8 all the same */
    {"utf-8", GBK, "信用"},
    {"utf8", "\xE4\xBF\xA1\xE7\x94\xA8\xE4", "信用\uFFFD"}, /* cut off */
    {"us-ascii", GBK, "信用"},
    {"iso-8859-1", GBK, "信用"},
    {"iso-8859-1", "caf\xE9", "café"},
    {"windows-1252", "\x80 \xE9t\xE9", "€ été"},
    {"big5", "\xAB\x48\xA5\xCE", "信用"},
    {"shift_jis", "\x83\x65\x83\x58", "テス"},
    {"no-such-thing", GBK, "信用"},
    {"", GBK, "信用"},
    {NULL, "\xEF\xBB\xBF\xE4\xBF\xA1", "信"},
    {NULL, "abc", "abc"},
};

static void test_charsets(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(charsets); i++) {
        CLEANUP_FREE char *text =
            charset_decode(charsets[i].label, charsets[i].bytes, strlen(charsets[i].bytes), NULL);
        if (strcmp(text, charsets[i].text) != 0) {
            fail_msg("%s: \"%s\", not \"%s\"", charsets[i].label, text, charsets[i].text);
        }
    }
}

static const struct {
    const char *label;
    const char *page;
    const char *text;
} pages[] = {
    {NULL, "<meta charset=big5><p>\xAB\x48\xA5\xCE", "信用"},
    {"iso-8859-1", "<meta http-equiv=x content='text/html; charset=big5'><p>\xAB\x48\xA5\xCE",
     "信用"},
    {"utf-8", "<meta charset=gb2312><p>\xE4\xBF\xA1", "信"}, /* the mail's label is the newer one */
    {"gb2312", "<meta charset=utf-8><p>" GBK, "信用"},
    {NULL, "<p>" GBK, "信用"},
    {NULL, "<p>\xE4\xBF\xA1<style>p{}</style><script>x()</script><!-- c -->&nbsp;a&amp;b",
     "信\u00A0a&b"},
};

static void test_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        CLEANUP_FREE char *page = html_decode(pages[i].label, pages[i].page, strlen(pages[i].page));
        CLEANUP_FREE char *text = html_to_text(page, false);
        CLEANUP_FREE char *line = names_clean_line(text, 1000);
        CLEANUP_FREE char *expected = names_clean_line(pages[i].text, 1000);
        assert_string_equal(line, expected);
    }
}

/* A text is one wherever its beginning ends, by which it is told, in the middle of a character or
 * not; what is no text is none. */
static void test_kind_of_text(void **state)
{
    (void)state;
    static const struct {
        const char *first, *character, *name;
        enum kind kind;
    } texts[] = {
        {"", "信", "utf-8.txt", KIND_TEXT},
        {"\xEF\xBB\xBF", "信", "marked.txt", KIND_TEXT},
        {"\xEF\xBB\xBF"
         "a",
         "信", "marked and shifted.txt", KIND_TEXT},
        {"ab", "信", "shifted.txt", KIND_TEXT},
        {"", "\xD0\xC5", "gbk.txt", KIND_TEXT},
        {"a", "\xD0\xC5", "gbk and shifted.txt", KIND_TEXT},
        {"a", "𠀀", "four bytes.txt", KIND_TEXT},
        {"", "\x01\x02\x03", "bytes.txt", KIND_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP(cleanup_file)
        FILE *file = tmpfile();
        assert_non_null(file);
        fputs(texts[i].first, file);
        for (size_t j = 0; j < 3000; j++) {
            fputs(texts[i].character, file);
        }
        fflush(file);
        if (kind_of_file(fileno(file), texts[i].name) != texts[i].kind) {
            fail_msg("%s", texts[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),      cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_charsets),     cmocka_unit_test(test_pages),
        cmocka_unit_test(test_kind_of_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

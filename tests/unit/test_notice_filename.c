/* Names of files that every system takes, and that never meet. */
#include "support.h"

#include "base/utf8.h"
#include "notice/filename.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 12 };

static void test_clean(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"信用承诺书.pdf", "信用承诺书.pdf"},
        {"../../etc/passwd", "／..／etc／pass"},
        {"a/b\\c:d*e?f", "a／b＼c：d＊e？f"},
        {"<x>|\"#%\"", "＜x＞｜＂＃％＂"},
        {"  . 名 .. ", "名"},
        {"", "未命名"},
        {"..", "未命名"},
        {"...pdf", "pdf"},
        {".bashrc", "bashrc"},
        {"CON", "_CON"},
        {"con.txt", "_con.txt"},
        {"Lpt9.doc", "_Lpt9.doc"},
        {"COM10.doc", "COM10.doc"},
        {"CONSOLE", "CONSOLE"},
        {"一\n二\t三", "一 二 三"},
        {"文\xE2\x80\xAE" /* NOLINT: right-to-left override */
         "fdp.exe",
         "文_fdp.exe"},
        {"零\xE2\x80\x8B宽", "零_宽"},
        {"坏\xFF字节", "坏_字节"},
        {"关于进一步加强社会信用体系建设工作的通知.docx", "关于进一步加强.docx"},
        {"一二三四五六七八九十一二三四", "一二三四五六七八九十一二"},
        {"一二三四五六七八九. 十一二三", "一二三四五六七八九. 十"},
        {"名.后缀太长不是后缀吧真的不是", "名.后缀太长不是后缀吧真"},
        {"𠮷𠮷𠮷𠮷𠮷𠮷𠮷.pdf", "𠮷𠮷𠮷𠮷.pdf"},
        {"=1+1.xlsx", "=1+1.xlsx"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP_FREE char *clean = filename_clean(cases[i].from, MOST);
        assert_string_equal(clean, cases[i].to);
    }
}

/* Whatever bytes come, what Windows refuses does not come out. */
static void test_any_bytes(void **state)
{
    (void)state;
    srand(20171113);
    for (int round = 0; round < 20000; round++) {
        char text[40] = "";
        size_t size = (size_t)(rand() % 39);
        for (size_t i = 0; i < size; i++) {
            text[i] = (char)(1 + rand() % 255);
        }
        CLEANUP_FREE char *clean = filename_clean(text, 30);
        size_t length = strlen(clean);
        assert_true(length > 0 && length <= 255 && utf8_valid(clean, length));
        assert_null(strpbrk(clean, "<>:\"/\\|?*#%"));
        assert_true(clean[0] != '.' && clean[0] != ' ');
        assert_true(clean[length - 1] != '.' && clean[length - 1] != ' ');
        for (size_t i = 0; i < length; i++) {
            assert_true((unsigned char)clean[i] >= ' ' && clean[i] != 0x7F);
        }
    }
}

static void test_taken(void **state)
{
    (void)state;
    static const struct {
        const char *folder, *name, *path;
    } cases[] = {
        {"甲", "通知.pdf", "甲/通知.pdf"},
        {"甲", "通知.pdf", "甲/通知（2）.pdf"},
        {"乙", "通知.pdf", "乙/通知.pdf"},
        {"甲", "通知.PDF", "甲/通知（3）.PDF"},
        {"甲", "通知（2）.pdf", "甲/通知（2）（2）.pdf"},
        {"甲", "ÀB", "甲/ÀB"},
        {"甲", "àb", "甲/àb（2）"},
    };
    CLEANUP(cleanup_filename_set_free)
    struct filename_set *set = filename_set_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP_FREE char *path = filename_set_take(set, cases[i].folder, cases[i].name);
        assert_string_equal(path, cases[i].path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

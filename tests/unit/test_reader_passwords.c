/* Passwords as clerks write them into subjects and bodies. */
#include "reader/passwords.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void clear(struct job *job)
{
    for (size_t i = 0; i < job->password_count; i++) {
        free(job->passwords[i]);
    }
    free(job->passwords);
}

static bool offers(const struct job *job, const char *password)
{
    for (size_t i = 0; i < job->password_count; i++) {
        if (strcmp(job->passwords[i], password) == 0) {
            return true;
        }
    }
    return false;
}

/* `password` NULL: nothing is to be found. */
static const struct {
    const char *text;
    const char *password;
} cases[] = {
    {"密码：1234", "1234"},
    {"密码:1234", "1234"},
    {"密码 1234", "1234"},
    {"密码1234。", "1234"},
    {"解压码 abc", "abc"},
    {"解压密码为：Hs2017!", "Hs2017!"},
    {"附件已加密，解压密码为hsjtj2017，请查收。", "hsjtj2017"},
    {"口令是 xyxy", "xyxy"},
    {"打开口令：xyxy", "xyxy"},
    {"密码是“aB3$”", "aB3$"},
    {"（压缩包密码：20171122）", "20171122"},
    {"压缩包密码 20171122，谢谢", "20171122"},
    {"密码均为：\n8888", "8888"},
    {"各压缩文件密码统一为【hs】", "hs"},
    {"密　码：1234", "1234"},
    {"密码：１２３４ａｂ", "1234ab"},
    {"pwd: x1y2", "x1y2"},
    {"Password: Passw0rd.", "Passw0rd"},
    {"PASSWORD=secret", "secret"},
    {"解压：1234", "1234"},
    {"密码是单位拼音首字母hsjtj，小写", "hsjtj"},
    {"密码：黄石信用", "黄石信用"},
    {"密码为黄石2017", "黄石2017"},
    {"密码是6个8", "888888"},
    {"密码：六个0", "000000"},
    {"密码为本人手机号。\n联系人：张三 13812345678", "13812345678"},
    {"密码是联系电话后六位，电话：0714-6543210", "543210"},
    {"密码是联系人手机后四位：张三，13812345678", "5678"},
    {"密码：a，b。", "a"},
    {"密码(1234)", "1234"},
    {"密码--1234", "--1234"},
    {"材料见附件", NULL},
    {"", NULL},
    {"密码", NULL},
    {"电话 13812345678", NULL},
};

static void test_passwords_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct job job = {0};
        passwords_find(&job, &cases[i].text, 1);
        if (cases[i].password == NULL ? job.password_count > 0 : !offers(&job, cases[i].password)) {
            fail_msg("\"%s\": %zu offered, not %s", cases[i].text, job.password_count,
                     cases[i].password);
        }
        clear(&job);
    }
}

static void test_likeliest_comes_first(void **state)
{
    (void)state;
    const char *const texts[] = {"关于报送材料（密码箱3号）",
                                 "系统登录密码：admin\n解压密码：2017"};
    struct job job = {0};
    passwords_find(&job, texts, COUNT_OF(texts));
    assert_true(job.password_count >= 2);
    assert_string_equal(job.passwords[0], "2017");
    clear(&job);
}

static void test_configured_come_last(void **state)
{
    (void)state;
    static const char *const configured[] = {"office1", "office2"};
    const struct orders orders = {.passwords = configured, .password_count = 2};
    const char *const texts[] = {"密码：2017", "密码：2018"};
    struct job job = {.orders = &orders};
    passwords_add_configured(&job);
    passwords_find(&job, &texts[0], 1);
    passwords_find(&job, &texts[1], 1);
    static const char *const order[] = {"2017", "2018", "office1", "office2"};
    assert_int_equal(job.password_count, COUNT_OF(order));
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        assert_string_equal(job.passwords[i], order[i]);
    }
    passwords_prefer(&job, 1);
    assert_string_equal(job.passwords[0], "2018");
    clear(&job);
}

static void test_each_once_and_bounded(void **state)
{
    (void)state;
    char many[20000] = "";
    for (int i = 0; i < 1000; i++) {
        snprintf(many + strlen(many), sizeof many - strlen(many), "密码：p%d ", i % 500);
    }
    const char *const texts[] = {many, many};
    struct job job = {0};
    passwords_find(&job, texts, COUNT_OF(texts));
    assert_int_equal(job.password_count, LIMIT_PASSWORDS);
    assert_string_equal(job.passwords[0], "p0");
    assert_string_equal(job.passwords[LIMIT_PASSWORDS - 1], "p19");
    clear(&job);
}

static void test_long_words_cost_little(void **state)
{
    (void)state;
    size_t size = 300000;
    char *text = xmalloc(size + 1);
    for (size_t i = 0; i < size; i += 3) {
        memcpy(text + i, "pwd", 3);
    }
    text[size] = '\0';
    const char *const texts[] = {text};
    struct job job = {0};
    passwords_find(&job, texts, 1); /* a quadratic search would take hours */
    clear(&job);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passwords_are_found),    cmocka_unit_test(test_likeliest_comes_first),
        cmocka_unit_test(test_configured_come_last),   cmocka_unit_test(test_each_once_and_bounded),
        cmocka_unit_test(test_long_words_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Notices in words: templates and their faults, the mail around them, and who is not answered. */
#include "campaign_files.h"

#include "base/clock.h"
#include "notice/compose.h"
#include "notice/outbox.h"
#include "notice/refusal.h"
#include "notice/templates.h"
#include "notice/wording.h"

/* --- templates ------------------------------------------------------------------------------- */

static const char right[] = "主题：第{编号}号\r\n"
                            "\n"
                            "{单位}：已收到{{这样}}\n"
                            "{如有 还缺}\n"
                            "还缺：\n"
                            "{还缺}\n"
                            "{以上}\n"
                            "完\n";

static const struct wrong wrongs[] = {
    {"主题：第{编号}号", "第{编号}号", 1, {"the first line must say", "主题："}},
    {"第{编号}号", "", 1, {"the first line must say"}},
    {"{单位}", "{单 位}", 3, {"{单 位} means nothing here", "{单位}", "{{"}},
    {"{编号}", "{还缺}", 1, {"{还缺} means nothing here"}}, /* a block in a subject */
    {"{单位}", "{通报}", 3, {"{通报} means nothing here"}}, /* of another kind of notice */
    {"{单位}", "{单位", 3, {"has no }"}},
    {"{如有 还缺}", "{如有 还却}", 4, {"{还却} means nothing here"}},
    {"{以上}\n", "", 4, {"has no end"}},
    {"{如有 还缺}\n", "", 6, {"{以上} ends nothing"}},
    {"还缺：\n", "{如有 单位}\n", 5, {"inside another one (line 4)"}},
    {"完", "\xcd\xea", 8, {"not UTF-8"}},
};

static int load(const char *text, struct templates **templates, struct error *error)
{
    CLEANUP_FREE char *path = write_file("receipt.txt", text, strlen(text));
    return templates_load(test_folder, templates, error);
}

static void test_faults(void **state)
{
    (void)state;
    bool good = true;
    CLEANUP_FREE char *path = xasprintf("%s/receipt.txt", test_folder);
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        CLEANUP_FREE char *text = edited(right, wrongs[i].find, wrongs[i].put);
        struct error error = {0};
        struct templates *templates = NULL;
        assert_int_equal(load(text, &templates, &error), -1);
        good = has_words(&wrongs[i], path, error.text) && good;
        assert_int_equal(error.kind, ERROR_CONFIG);
    }
    assert_true(good);
}

static void test_render(void **state)
{
    (void)state;
    CLEANUP(cleanup_templates_free)
    struct templates *templates = NULL;
    struct error error = {0};
    if (load(right, &templates, &error) != 0) {
        fail_msg("%s", error.text);
    }
    CLEANUP(values_clear)
    struct values values = {0};
    values.text[VALUE_NUMBER] = xstrdup("12");
    values.text[VALUE_UNIT] = xstrdup("<市>&{编号}");
    values.text[VALUE_MISSING] = xstrdup("");
    CLEANUP(words_of_notice_clear)
    struct words_of_notice words = {0};
    templates_render(templates, TEMPLATE_RECEIPT, &values, &words);
    assert_string_equal(words.subject, "第12号");
    assert_string_equal(words.body, "<市>&{编号}：已收到{这样}}\n完\n");
    assert_non_null(strstr(words.html, "&lt;市&gt;&amp;{编号}："));
    assert_null(strstr(words.html, "<市>"));
    words_of_notice_clear(&words);
    free(values.text[VALUE_MISSING]);
    values.text[VALUE_MISSING] = xstrdup("一项");
    templates_render(templates, TEMPLATE_RECEIPT, &values, &words);
    assert_string_equal(words.body, "<市>&{编号}：已收到{这样}}\n还缺：\n一项\n完\n");
}

/* What is shipped and built in has no fault; a folder that is not there is fine. */
static void test_built_in(void **state)
{
    (void)state;
    static const char *const folders[] = {NULL, "/nowhere", "conf/notices"};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        CLEANUP(cleanup_templates_free)
        struct templates *templates = NULL;
        struct error error = {0};
        if (templates_load(folders[i], &templates, &error) != 0) {
            fail_msg("%s", error.text);
        }
    }
}

/* --- the mail around them -------------------------------------------------------------------- */

static void expect_header(const char *text, size_t used, const char *encoded)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    compose_header_text(text, used, &out);
    assert_string_equal(buffer_text(&out), encoded);
}

static void test_header_text(void **state)
{
    (void)state;
    expect_header("plain words", 9, "plain words");
    expect_header("", 9, "");
    expect_header("a\r\nBcc: b@c", 9, "a Bcc: b@c");
    expect_header("=?UTF-8?B?eA==?=", 9, "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=");
    expect_header("回执", 9, "=?UTF-8?B?5Zue5omn?=");
    /* never cut inside a character, never a line over 76 */
    expect_header("一二三四五六七八九十一二三四五六七八九十", 9,
                  "=?UTF-8?B?5LiA5LqM5LiJ5Zub5LqU5YWt5LiD5YWr5Lmd5Y2B5LiA5LqM?=\r\n "
                  "=?UTF-8?B?5LiJ5Zub5LqU5YWt5LiD5YWr5Lmd5Y2B?=");
}

static char recipient[] = "clerk@edu.gov.cn", subject[] = "通报", body[] = "正文\n.\n",
            message_id[] = "1@x.cn", name[] = "缺报 通报'\";.xlsx", type[] = "application/x",
            content[] = "PK\0\1", page[] = "<img src=\"cid:1@x.cn\">", picture[] = "board.png",
            content_id[] = "1@x.cn", thread[] = "a\r\nBcc: x";

static void test_mail(void **state)
{
    (void)state;
    struct enclosure enclosures[] = {
        {.name = name, .type = type, .content = content, .size = 4},
        {.name = picture, .type = type, .content_id = content_id, .content = content, .size = 4}};
    struct notice notice = {.queued_at = 1511366400,
                            .kind = NOTICE_REPORT,
                            .recipient = recipient,
                            .subject = subject,
                            .body = body,
                            .message_id = message_id,
                            .in_reply_to = thread,
                            .html = page,
                            .enclosures = enclosures,
                            .enclosure_count = 2};
    struct sender sender = {.address = "office@x.cn", .name = "Office \"A\"", .replies = "r@x.cn"};
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    assert_int_equal(clock_use_zone("Asia/Shanghai", NULL), 0);
    compose_mail(&notice, &sender, &out);
    static const char *const there[] = {
        "Date: Thu, 23 Nov 2017 00:00:00 +0800\r\n",
        "From: <office@x.cn>\r\n",
        "To: <clerk@edu.gov.cn>\r\n",
        "Reply-To: <r@x.cn>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "\r\n filename*=UTF-8''%E7%BC%BA%E6%8A%A5%20%E9%80%9A%E6%8A%A5%27%22%3B.xlsx\r\n",
        "\r\n\r\nUEsAAQ==\r\n--",
        "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"=_",
        "Content-ID: <1@x.cn>\r\nContent-Disposition: inline;\r\n filename*=UTF-8''board.png\r\n",
        "\r\n\r\n5q2j5paHCi4K\r\n--"};
    for (size_t i = 0; i < COUNT_OF(there); i++) {
        if (strstr(buffer_text(&out), there[i]) == NULL) {
            fail_msg("no \"%s\" in %s", there[i], buffer_text(&out));
        }
    }
    assert_null(strstr(buffer_text(&out), "Bcc"));
    CLEANUP_BUFFER struct buffer again = BUFFER_EMPTY;
    compose_mail(&notice, &sender, &again);
    assert_string_equal(buffer_text(&out), buffer_text(&again));
}

/* --- who is not answered --------------------------------------------------------------------- */

static char from[] = "office@x.cn", inbox[] = "inbox@x.cn", login[] = "Login@163.com";

static void test_refusal(void **state)
{
    (void)state;
    struct mailbox_config mailbox = {.user = login};
    struct smtp_config smtp = {.from = from};
    struct config config = {.mailboxes = &mailbox, .mailbox_count = 1, .smtp = &smtp};
    struct campaign campaign = {.mailbox = inbox};
    const struct answer_case good = {.address = "clerk@edu.gov.cn",
                                     .submission = true,
                                     .known = true,
                                     .received_at = 1000,
                                     .first_seen = 1010,
                                     .since = 1000};
    assert_null(answer_refusal(&config, &campaign, &good));
    static const char *const nobodys[] = {"",
                                          "clerk",
                                          "office@x.cn",
                                          "inbox@x.cn",
                                          "login@163.com",
                                          "noreply@x.cn",
                                          "no-reply@x.cn",
                                          "NO_REPLY@x.cn",
                                          "mailer-daemon@x.cn",
                                          "postmaster@x.cn",
                                          "bounces+1=2@x.cn",
                                          "list-request@x.cn",
                                          "owner-list@x.cn",
                                          "a b@x.cn",
                                          "a@x.cn\r\nBcc: b@x.cn",
                                          "<a@x.cn>"};
    for (size_t i = 0; i < COUNT_OF(nobodys); i++) {
        struct answer_case answer = good;
        answer.address = nobodys[i];
        if (answer_refusal(&config, &campaign, &answer) == NULL) {
            fail_msg("\"%s\" would be answered", nobodys[i]);
        }
    }
    struct answer_case cases[] = {good, good, good, good, good, good, good, good};
    cases[0].auto_submitted = true;
    cases[1].imported = true;
    cases[2].submission = false;
    cases[3].known = false;
    cases[4].received_at = 999;
    cases[5].first_seen = 1000 + 15 * 86400;
    cases[6].answers = 20;
    cases[7].doubtful = true;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_non_null(answer_refusal(&config, &campaign, &cases[i]));
    }
    config.notices.receipts = RECEIPTS_ALL;
    assert_null(answer_refusal(&config, &campaign, &cases[3]));
    cases[2].means_to_report = true; /* somebody forgot the attachment */
    assert_null(answer_refusal(&config, &campaign, &cases[2]));
    cases[2].known = false;
    assert_non_null(answer_refusal(&config, &campaign, &cases[2]));
    assert_true(answer_means_to_report("市教育局报送材料"));
    assert_false(answer_means_to_report("Re: 【回执】第1号：市教育局报送材料已收到"));
    assert_false(answer_means_to_report("请问何时开会"));
    config.notices.receipts = RECEIPTS_OFF;
    assert_non_null(answer_refusal(&config, &campaign, &good));
}

static void test_delay(void **state)
{
    (void)state;
    static const int64_t delays[] = {60, 120, 240, 480, 960, 1920, 3840, 7680, 14400, 14400};
    for (size_t i = 0; i < COUNT_OF(delays); i++) {
        assert_int_equal(outbox_delay((int)i + 1), delays[i]);
    }
    assert_int_equal(outbox_delay(1000000), 14400);
}

/* --- places in reports ------------------------------------------------------------------------ */

/* A report without sections goes by its title or by its file's name, and is no section of itself.
 */
static void test_section(void **state)
{
    (void)state;
    static const struct {
        const char *section, *title, *name, *said;
    } sections[] = {
        {"二、信用承诺", "市环保局自查报告", "自查报告.docx", "报告章节“二、信用承诺”"},
        {"市环保局自查报告", "市环保局自查报告", "报告.docx", "报告“市环保局自查报告”"},
        {"双公示情况说明", "", "双公示情况说明.txt", "报告“双公示情况说明”"},
        {"二、信用承诺", "", "信用承诺.txt", "报告章节“二、信用承诺”"},
    };
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        CLEANUP_FREE char *title = xstrdup(sections[i].title);
        CLEANUP_FREE char *path = xstrdup(sections[i].name);
        struct described_file file = {.title = title, .name = path};
        CLEANUP_FREE char *said = wording_section(sections[i].section, &file);
        assert_string_equal(said, sections[i].said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),   cmocka_unit_test(test_render),
        cmocka_unit_test(test_built_in), cmocka_unit_test(test_header_text),
        cmocka_unit_test(test_mail),     cmocka_unit_test(test_refusal),
        cmocka_unit_test(test_delay),    cmocka_unit_test(test_section),
    };
    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}

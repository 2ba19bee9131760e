/* Whose a mail is: what speaks for a unit, and what speaks for nobody. */
#include "mail_case.h"
#include "support.h"

static const char *units_of(const struct judgement *judgement, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < judgement->unit_count && judgement->unit_state == UNIT_SURE; i++) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%s%s", i > 0 ? " " : "",
                 world.campaign->units[judgement->units[i].unit].name);
    }
    return out;
}

/* One file whose name says nothing comes with each. "": not sure; NULL as units: of nobody. */
static const struct {
    const char *from_name, *subject, *body;
    const char *units;
} mails[] = {
    /* names, short names, aliases */
    {"", "市环保局信用材料", "", "市环保局"},
    {"", "环保局自查报告", "", "市环保局"},
    {"", "黄石市环境保护局报送材料", "", "市环保局"},
    {"市国资公司", "材料", "", "市国资公司"},
    {"西塞山区信用办", "回复：补充材料", "", "西塞山区"},
    {"", "市国资委信用材料", "", "市国资委"},
    {"", "国家统计局黄石调查队报送材料", "", "国家统计局黄石调查队"},
    {"", "市统计局信用材料", "", "市统计局"},
    {"", "黄石港区教育局材料", "", "黄石港区"},
    /* one wrong character in a long name; a short one is not guessed */
    {"", "黄石市环竟保护局报送材料", "", "市环保局"},
    {"", "黄石市城乡建没委员会报送材料", "", "市建委"},
    {"", "市体育教局材料", "", ""},
    /* bodies under a unit */
    {"", "市物价局信用材料", "", "市发改委"},
    {"公路局李科", "材料", "", "市交通运输局"},
    /* people's names as senders; the mail says it */
    {"李志强", "材料", "信用办：\n我是市教育局的，材料见附件。\n市教育局  李志强", "市教育局"},
    {"小石头", "教育局信用材料（一）", "老师您好，我是市教育局的。", "市教育局"},
    /* the office itself is whom one writes to */
    {"", "材料", "市发改委：现报送材料。", ""},
    {"", "致市发改委信用办", "请查收。", ""},
    /* joint */
    {"", "市国税局、市地税局联合报送材料", "", "市国税局 市地税局"},
    /* another unit, named later, does not matter */
    {"", "市环保局材料", "其中一份名单由市工商局提供。", "市环保局"},
    /* two that nobody joined */
    {"市工商局", "市质监局材料", "", ""},
};

static void test_evidence(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mails); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of(mails[i].from_name, mails[i].subject, mails[i].body);
        mail_add(mail, KIND_PDF, "附件.pdf", "", "");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        char units[200];
        if (strcmp(units_of(judgement, units, sizeof units), mails[i].units) != 0) {
            fail_msg("mail %zu, %s: \"%s\", not \"%s\"", i, mails[i].subject, units,
                     mails[i].units);
        }
    }
}

static void test_signed_papers(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("林海", "材料", "黄石市林业局的信用材料");
    mail_add(mail, KIND_DOCX, "1.docx", "工作要点", "现印发给你们。\n黄石市林业局\n2017年3月6日\n");
    mail_add(mail, KIND_XLSX, "2.xlsx", "档案", "一人一档\n填报单位：黄石市林业局\n");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    char units[200];
    assert_string_equal(units_of(judgement, units, sizeof units), "市林业局");
}

static void test_what_is_known_of_the_sender(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("", "补充材料", "");
    mail_add(mail, KIND_PDF, "附件.pdf", "", "");
    int unit = campaign_find_unit(world.campaign, "市水利水产局");
    struct submission submission = {.description = mail,
                                    .receipt = RECEIPT_INTERNALDATE,
                                    .delivered = 1511000000,
                                    .first_seen = 1511000000};
    static const enum unit_state expected[] = {UNIT_NONE, UNIT_REVIEW, UNIT_SURE, UNIT_SURE};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        /* nothing; earlier mails; the mail it answers; a person's word about earlier mails */
        submission.history_units = submission.thread_units = submission.sender_units = &unit;
        submission.history_unit_count = i == 1;
        submission.thread_unit_count = i == 2;
        submission.sender_unit_count = i == 3;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_message(world.judge, &submission);
        assert_int_equal(judgement->unit_state, expected[i]);
        assert_true(expected[i] == UNIT_NONE || judgement->units[0].unit == unit);
    }
}

static const struct {
    const char *from, *subject, *body;
} nobodys[] = {
    {"mailer-daemon@mx.example", "Undelivered Mail Returned to Sender", "市环保局"},
    {"postmaster@163.example", "系统退信", ""},
    {"a@163.example", "自动回复: 关于报送材料的通知", "市建委李工出差在外"},
    {"b@qq.example", "咨询信用修复怎么办理", "请问需要哪些材料？我单位被市工商局列入名录。"},
    {"c@sohu.example", "信用评级优惠通知", "代开发票，退订回复TD，市国税局认可。"},
};

static void test_mails_of_nobody(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(nobodys); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", nobodys[i].subject, nobodys[i].body);
        set_text(&mail->from, nobodys[i].from);
        mail_add(mail, KIND_DOCX, "附件.docx", "附件", "");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        assert_false(judgement->submission);
        assert_int_equal(judgement->unit_state, UNIT_NONE);
        assert_int_equal(judgement->match_count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_signed_papers),
        cmocka_unit_test(test_what_is_known_of_the_sender),
        cmocka_unit_test(test_mails_of_nobody),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

/* Whose a mail is: what speaks for a unit, and what speaks for nobody. */
#include "judge/thread.h"
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
    {"昆仑燃气客服部", "报送台账", "黄石昆仑燃气  骆娟", "市昆仑燃气公司"},
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

/* What is known of other mails: each tie and its unit, up to three; a colleague forwards anybody's.
 * Units are those of a sure mail, or the first guess. */
static const struct {
    struct {
        enum tie tie;
        const char *unit;
    } ties[3];
    size_t count;
    bool colleague;
    enum unit_state state;
    const char *unit;
} known[] = {
    {{{0}}, 0, false, UNIT_NONE, ""},
    {{{TIE_HISTORY, "市水利水产局"}}, 1, false, UNIT_REVIEW, "市水利水产局"},
    {{{TIE_THREAD, "市水利水产局"}}, 1, false, UNIT_SURE, "市水利水产局"},
    {{{TIE_NOTICE, "市水利水产局"}}, 1, false, UNIT_SURE, "市水利水产局"},
    {{{TIE_SENDER, "市水利水产局"}}, 1, false, UNIT_SURE, "市水利水产局"},
    {{{TIE_ANCESTOR, "市水利水产局"}}, 1, false, UNIT_REVIEW, "市水利水产局"},
    {{{TIE_SUBJECT, "市水利水产局"}}, 1, false, UNIT_REVIEW, "市水利水产局"},
    /* two that agree */
    {{{TIE_HISTORY, "市林业局"}, {TIE_SUBJECT, "市林业局"}}, 2, false, UNIT_SURE, "市林业局"},
    {{{TIE_HISTORY, "市林业局"}, {TIE_ANCESTOR, "市林业局"}}, 2, false, UNIT_SURE, "市林业局"},
    /* the nearer mail counts; what stands farther back, or has the subject, rivals nobody */
    {{{TIE_THREAD, "市林业局"}, {TIE_ANCESTOR, "市审计局"}}, 2, false, UNIT_SURE, "市林业局"},
    {{{TIE_NOTICE, "市林业局"}, {TIE_SUBJECT, "市审计局"}}, 2, false, UNIT_SURE, "市林业局"},
    /* but the sender's other mails may: 一个人替两家报 */
    {{{TIE_THREAD, "市林业局"}, {TIE_HISTORY, "市审计局"}}, 2, false, UNIT_REVIEW, "市林业局"},
    /* many have the same subject */
    {{{TIE_SUBJECT, "市林业局"}, {TIE_SUBJECT, "市审计局"}, {TIE_SUBJECT, "市教育局"}},
     3,
     false,
     UNIT_NONE,
     ""},
    /* what a colleague forwarded before */
    {{{TIE_HISTORY, "市林业局"}, {TIE_SENDER, "市林业局"}}, 2, true, UNIT_NONE, ""},
    {{{TIE_HISTORY, "市林业局"}, {TIE_THREAD, "市审计局"}}, 2, true, UNIT_SURE, "市审计局"},
};

static void test_what_is_known_of_other_mails(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", "补充材料", "");
        mail_add(mail, KIND_PDF, "附件.pdf", "", "");
        struct tied tied[COUNT_OF(known[0].ties)];
        for (size_t j = 0; j < known[i].count; j++) {
            int unit = campaign_find_unit(world.campaign, known[i].ties[j].unit);
            tied[j] = (struct tied){known[i].ties[j].tie, unit};
        }
        struct submission submission = submission_of(mail);
        submission.tied = tied;
        submission.tied_count = known[i].count;
        submission.colleague = known[i].colleague;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_message(world.judge, &submission);
        const char *unit =
            judgement->unit_count > 0 ? world.campaign->units[judgement->units[0].unit].name : "";
        if (judgement->unit_state != known[i].state || strcmp(unit, known[i].unit) != 0) {
            fail_msg("%zu: %s %s", i, unit_state_name(judgement->unit_state), unit);
        }
    }
}

static const struct {
    const char *subject, *topic;
    enum thread_mark mark;
} subjects[] = {
    {"市林业局自查报告", "市林业局自查报告", THREAD_NEW},
    {"Re: 市林业局自查报告", "市林业局自查报告", THREAD_ANSWER},
    {"RE：回复: 答复：市林业局自查报告 ", "市林业局自查报告", THREAD_ANSWER},
    {"回复：转发：市林业局自查报告", "市林业局自查报告", THREAD_ANSWER},
    {"转发: Re:市林业局自查报告", "市林业局自查报告", THREAD_FORWARD},
    {"Fwd: 市林业局自查报告", "市林业局自查报告", THREAD_FORWARD},
    {"Re[2]: 市林业局自查报告", "市林业局自查报告", THREAD_ANSWER},
    {"回复(3)：市林业局自查报告", "市林业局自查报告", THREAD_ANSWER},
    {"回复市林业局自查报告", "回复市林业局自查报告", THREAD_NEW},
    {"Report: 市林业局自查报告", "report: 市林业局自查报告", THREAD_NEW},
    {"回复：补充材料", "", THREAD_ANSWER}, /* anybody's */
    {"Re: Re:", "", THREAD_ANSWER},
    {"", "", THREAD_NEW},
};

static void test_subjects(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        enum thread_mark mark = THREAD_NEW;
        CLEANUP_FREE char *topic = thread_topic(subjects[i].subject, &mark);
        if (strcmp(topic, subjects[i].topic) != 0 || mark != subjects[i].mark) {
            fail_msg("%s: %s %d", subjects[i].subject, topic, (int)mark);
        }
    }
}

/* Mails that somebody of the office forwards, who says nothing of his own: "": nobody knows whose.
 */
static const struct {
    const char *subject, *body, *units;
} forwarded[] = {
    {"转发：材料",
     "请处理\n------------------ 原始邮件 ------------------\n"
     "发件人: \"市林业局办公室\" <lyj@mail.example>;\n发送时间: 2017年11月20日\n",
     "市林业局"},
    {"Fw: 材料", "> From: lin <lyj@mail.example>\n> Subject: 市林业局信用材料\n> To: a@b.cn\n",
     "市林业局"},
    {"转发：材料", "发件人：林海 <lyj@mail.example>\n主题：材料\n", ""},
    /* an answer quotes whom it answers */
    {"回复：材料", "请查收\n发件人：市林业局 <lyj@mail.example>\n", ""},
    /* who says whose it is, is believed first */
    {"转发：市审计局材料", "\n发件人：市林业局 <lyj@mail.example>\n", "市审计局"},
    /* words below are the mail's own */
    {"转发：材料", "\n发件人：林海 <lyj@mail.example>\n\n市林业局的同志说\n", ""},
};

static void test_forwarded_mails(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forwarded); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", forwarded[i].subject, forwarded[i].body);
        mail_add(mail, KIND_PDF, "附件.pdf", "", "");
        struct submission submission = submission_of(mail);
        submission.colleague = true;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_message(world.judge, &submission);
        char units[200];
        if (strcmp(units_of(judgement, units, sizeof units), forwarded[i].units) != 0) {
            fail_msg("%zu: \"%s\", not \"%s\"", i, units, forwarded[i].units);
        }
        submission.colleague = false;
        CLEANUP(cleanup_judgement_free)
        struct judgement *others = judge_message(world.judge, &submission);
        assert_true(others->unit_state != UNIT_SURE || i == 4);
    }
}

/* What is quoted below the sender's own words; "": it tells nobody who sends. */
static const struct {
    const char *body, *units;
} quoted[] = {
    {"缺的补上\n\n-----原始邮件-----\n发件人:\"黄石信用办\" <HSXYB2016@163.com>\n"
     "收件人: zhoujh@mail.example\n主题: 提醒\n\n市林业局：你单位13、15项材料不足，请补充。\n",
     "市林业局"},
    {"缺的补上\n> From: hsxyb2016@163.com\n> \n> 市林业局：\n> 请补充。\n", "市林业局"},
    /* a letter of somebody else */
    {"见附件\n-----原始邮件-----\n发件人: <lyz@163.example>\n市林业局：请提供。\n", ""},
    /* to all of them */
    {"补\n-----原始邮件-----\n发件人: <HSXYB2016@163.com>\n各有关单位：市林业局做得好。\n", ""},
};

static void test_quoted_letters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(quoted); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", "补充", quoted[i].body);
        mail_add(mail, KIND_PDF, "附件.pdf", "", "");
        struct submission submission = submission_of(mail);
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_message(world.judge, &submission);
        char units[200];
        units_of(judgement, units, sizeof units);
        if (strcmp(units, quoted[i].units) != 0 ||
            (units[0] != '\0') != (judgement->unit_state == UNIT_SURE)) {
            fail_msg("%zu: \"%s\", not \"%s\"", i, units, quoted[i].units);
        }
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

/* What a company was served with says who punished it, not who writes. */
static void test_petitions(void **state)
{
    (void)state;
    static const char *const headers[] = {"信用修复申请", "材料"};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail =
            mail_of("鑫旺泰工贸", headers[i], "我公司被市安监局罚款，已经整改，请予审核。");
        struct described_file *served =
            mail_add(mail, KIND_IMAGE, "处罚决定书.jpg", "行政处罚决定书",
                     "罚款贰万元。\n黄石市安全生产监督管理局\n");
        set_text(&served->document_number, "黄安监罚〔2017〕37号");
        mail_add(mail, KIND_PDF, "复查意见书.pdf", "黄石市安全生产监督管理局复查意见书",
                 "整改合格。\n黄石市安全生产监督管理局\n");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        assert_int_equal(judgement->submission, i > 0);
        assert_int_equal(judgement->unit_state, i > 0 ? UNIT_SURE : UNIT_NONE);
    }
}

/* A report in the mail itself is a unit's submission; a letter from nobody is none, however it is
 * built. */
static void test_written_reports(void **state)
{
    (void)state;
    static const char *const titles[] = {"社会信用体系建设自查报告",
                                         "市环保局社会信用体系建设自查报告"};
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("", titles[i], "");
        struct described_file *file =
            mail_add(mail, KIND_TEXT, "邮件正文.txt", titles[i], "自查情况如下。");
        file_add_section(file, "一、制定年度计划", "印发工作要点。");
        file_add_section(file, "二、双公示", "公示87条。");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        assert_int_equal(judgement->submission, i > 0);
        assert_int_equal(judgement->match_count > 0, i > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_signed_papers),
        cmocka_unit_test(test_what_is_known_of_other_mails),
        cmocka_unit_test(test_subjects),
        cmocka_unit_test(test_forwarded_mails),
        cmocka_unit_test(test_quoted_letters),
        cmocka_unit_test(test_mails_of_nobody),
        cmocka_unit_test(test_petitions),
        cmocka_unit_test(test_written_reports),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

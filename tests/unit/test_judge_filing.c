/* What files prove: what numbers stand for, lessons, rules. */
#include "judge/lessons.h"
#include "judge/numbering.h"
#include "judge/plain.h"
#include "judge/rules.h"
#include "mail_case.h"
#include "support.h"

/* --- what they stand for --------------------------------------------------------------------- */

enum { MOST_FILES = 12 };

/* All are mails of 市环保局, whose functional tasks are 红黑名单, 分级分类, 备忘录, 试点. */
static const struct {
    const char *what;
    const char *paths[MOST_FILES];
    const char *tasks[MOST_FILES];
} submissions[] = {
    {"common tasks",
     {"3、信用承诺.pdf", "6、双公示.xlsx", "9、诚信宣传.jpg", "12、扫描件.pdf"},
     {"C3", "C6", "C9", "C12"}},
    {"items",
     {"2.诚信教育/IMG_1.jpg", "9.双公示及网站/友情链接.png", "12.联合奖惩/案例.docx",
      "13.工作推进/扫描件1.pdf"},
     {"C9", "C8", "C17", "?C10 ?F4"}},
    {"functional tasks, by their folder",
     {"职能任务/1/扫描件.pdf", "职能任务/2/扫描件.pdf", "职能任务/3/扫描件.pdf"},
     {"F1", "F2", "F3"}},
    {"what the sender says against words",
     {"共性任务10/考核办法.pdf", "共性任务15/承诺书公示.png"},
     {"C10", "?C3 ?C15"}},
    {"no numbering", {"信用承诺书.pdf", "领导小组文件.pdf", "通讯录.xlsx"}, {"C3", "C10", ""}},
    {"numbers that only count", {"1.pdf", "2.pdf", "3.pdf"}, {"", "", ""}},
    {"numbers that only count pictures",
     {"3、承诺书.pdf", "6、双公示.xlsx", "9、诚信宣传.jpg", "论坛照片/1.jpg", "12.jpg"},
     {"C3", "C6", "C9", "?C9", "C12"}},
    {"two of the tasks that a number means",
     {"第9项/网站专栏和链接.docx", "第9项/双公示.xlsx"},
     {"C7 C8", "C6"}},
    {"a folder for functional tasks",
     {"共性任务9/环保诚信企业.pdf", "职能任务1/红黑名单.pdf"},
     {"C9", "F1"}},
    {"the number that the sender says, against words of a field",
     {"共性任务17/环境失信企业贷款被拒.docx", "共性任务3/承诺书.pdf"},
     {"C17", "C3"}},
    {"plans and rules are no cases",
     {"联合奖惩实施方案.pdf", "联合惩戒备忘录.pdf", "联合奖惩案例.docx"},
     {"F3", "F3", "C17"}},
    {"numbers inside numbered folders",
     {"2甲科/（3）承诺书.pdf", "2甲科/（14）证明.jpg", "3乙科/（9）诚信宣传.docx",
      "3乙科/（6）双公示.xls", "3乙科/（10）领导小组.pdf"},
     {"C3", "C14", "C9", "C6", "C10"}},
    {"the kind is said inside a numbered folder",
     {"2甲科/共性17 银行贷款.doc", "2甲科/职能1 名单.xls"},
     {"C17", "F1"}},
    {"numbers of a family that many names bear out, and some do not",
     {"1工作计划.pdf", "3承诺书.pdf", "6双公示.xls", "8链接.png", "9宣传.jpg", "10领导小组.pdf",
      "11经费.doc", "12报道.doc", "14无失信证明.pdf", "15承诺书公示.pdf", "16联合奖惩.doc",
      "4.pdf"},
     {"C1", "C3", "C6", "C8", "C9", "C10", "C11", "C12", "C14", "?C3 ?C15", "?C17 ?C16", "C4"}},
    {"a folder that says the kind, without a number",
     {"共性/信用承诺/等级评定.pdf", "职能/红黑名单.xls"},
     {"C3", "F1"}},
    {"words that hesitate between two tasks, in a numbered folder",
     {"共性任务16/环境违法企业红名单信用评价等级评定.pdf", "共性任务3/承诺书.pdf"},
     {"C16", "C3"}},
    {"departments that are counted",
     {"01办公室/年度计划.pdf", "01办公室/领导小组.pdf", "02人事科/双公示.xls",
      "04监察科/政务公开.xls", "03监察科/承诺书.pdf"},
     {"C1", "C10", "C6", "C15", "C3"}},
    {"what lies under an item for something else",
     {"2.诚信教育/诚信宣传.jpg", "3.政务诚信/失信被执行人自查.doc", "9.双公示/双公示.xls",
      "12.联合奖惩/联合奖惩案例.docx"},
     {"C9", "C14", "C6", "C17"}},
    {"what lies in a folder for several things",
     {"网站、双公示和数据/双公示.xls", "网站、双公示和数据/3.pdf"},
     {"C6", "?C6"}},
    {"files of persons and of enterprises",
     {"干部诚信档案.xlsx", "机构诚信档案.xlsx", "企业诚信档案.xlsx"},
     {"C4", "C5", "C5"}},
};

static enum kind kind_of_name(const char *path)
{
    return strstr(path, ".jpg") != NULL || strstr(path, ".png") != NULL ? KIND_IMAGE : KIND_PDF;
}

static void check_submission(size_t at)
{
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "市环保局信用材料", "");
    for (size_t i = 0; i < MOST_FILES && submissions[at].paths[i] != NULL; i++) {
        const char *path = submissions[at].paths[i];
        mail_add(mail, kind_of_name(path), path, "", "");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < MOST_FILES && submissions[at].paths[i] != NULL; i++) {
        char tasks[100];
        if (strcmp(tasks_of(judgement, i, tasks, sizeof tasks), submissions[at].tasks[i]) != 0) {
            fail_msg("%s: %s is \"%s\", not \"%s\"", submissions[at].what, submissions[at].paths[i],
                     tasks, submissions[at].tasks[i]);
        }
    }
}

static void test_hypotheses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(submissions); i++) {
        check_submission(i);
    }
}

/* 市民政局 prints 1, 2, 4 to 8: folders may go by that, or by the place in the list. */
static void test_printed(void **state)
{
    (void)state;
    static const struct {
        const char *paths[2], *tasks[2];
    } numbered[] = {
        {{"职能4/存量代码转换情况.doc", "职能6/代码进度月报8月.doc"}, {"F3", "F5"}},
        {{"职能3/存量代码转换情况.doc", "职能5/代码进度月报8月.doc"}, {"F3", "F5"}},
    };
    for (size_t i = 0; i < COUNT_OF(numbered); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市民政局", "信用材料", "");
        mail_add(mail, KIND_DOC, numbered[i].paths[0], "", "");
        mail_add(mail, KIND_DOC, numbered[i].paths[1], "", "");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        for (size_t j = 0; j < 2; j++) {
            char tasks[100];
            assert_string_equal(tasks_of(judgement, j, tasks, sizeof tasks), numbered[i].tasks[j]);
        }
    }
}

/* What a paper is whose name says nothing, or whose issuer is another. */
static const struct {
    const char *path, *title, *text, *tasks;
    enum kind kind;
} texts[] = {
    {"证明.pdf", "", "兹证明我局未被各级人民法院纳入失信被执行人名单，诚信履约。", "C14", KIND_PDF},
    {"扫描件001.pdf", "", "今天下午召开会议，有关同志参加。", "", KIND_PDF},
    {"新增联合惩戒案例.doc", "案例",
     "银行依据环境信用评价结果拒贷，企业环境信用被评为红色，等级评定、信用评价、分类监管、信用等级"
     "。",
     "C17", KIND_PDF},
    {"共性任务11/市财政局通知.pdf", "关于下达专项经费的通知", "市环保局：现下达专项经费。", "C11",
     KIND_PDF},
    {"共性任务11/市财政局通知.pdf", "关于下达专项经费的通知", "的通知市环保局：现下达专项经费。",
     "C11", KIND_PDF},
    {"共性任务11/市财政局通知.pdf", "关于下达专项经费的通知", "市水利局：现下达专项经费。", "?C11",
     KIND_PDF},
    {"共性任务11/市财政局通知.pdf", "关于下达专项经费的通知",
     "各省、自治区、直辖市环保局：现下达专项经费。", "?C11", KIND_PDF},
    {"市信用办24号文.pdf",
     "关于印发社会信用体系建设示范城市中期评估任务分解暨2017年县（市）区、市直部门绩效考核方案的通"
     "知",
     "大冶市、阳新县，市环保局：现印发给你们。", "?C10", KIND_PDF},
    {"共性任务17/市农业局来函.pdf", "", "", "C17", KIND_PDF},
    {"共性任务17/市农业局名单.pdf", "", "", "?C17", KIND_PDF},
    {"审查案例.doc", "不予发放补贴", "信用审查未通过。", "C2", KIND_DOC},
    {"审查.doc", "不予发放补贴", "信用审查未通过。", "?C2", KIND_DOC},
    {"案例/甲公司.doc", "甲公司处理情况", "予以查处、曝光。", "?C16", KIND_DOC},
    {"甲公司.doc", "甲公司处理情况", "予以查处、曝光。", "C16", KIND_DOC},
    {"失信案例.doc", "限制失信被执行人任职案例", "失信被执行人王某被限制任职，予以联合惩戒。",
     "C17", KIND_DOC},
    {"信用信息归集管理条例.pdf", "", "为规范信用信息归集，制定本条例。", "?C5", KIND_PDF},
    {"局网.jpg", "", "环保局门户网站 信用建设专栏 友情链接 信用中国 信用湖北", "C7 C8", KIND_IMAGE},
    {"植树活动.jpg", "", "", "?C9", KIND_IMAGE},
    {"植树活动/IMG_0001.jpg", "", "", "?C9", KIND_IMAGE},
    {"2016年度环保诚信企业红名单.xls", "", "", "F1", KIND_XLS},
    {"2016年工作要点.pdf", "", "", "?C1", KIND_PDF},
    {"诚信集市.jpg", "", "", "C9", KIND_IMAGE},
    {"网站截图.jpg", "", "", "C7 C8", KIND_IMAGE},
    {"信用专栏截图.docx", "", "图1是信用专栏。图2是首页的链接。", "C7 C8", KIND_DOCX},
    {"信用专栏截图.docx", "", "设有政策、双公示、链接、典型四个栏目。", "C7", KIND_DOCX},
    {"信用专栏截图.xls", "信用专栏统计", "栏目 双公示 36条", "C7", KIND_XLS},
    {"机关.jpg", "", "", "", KIND_IMAGE},
    {"宣传/植树.jpg", "", "", "C9", KIND_IMAGE},
    {"诚信集市.pdf", "", "", "", KIND_PDF},
    {"网站1.jpg", "", "", "?C7 ?C8", KIND_IMAGE},
    {"首页.png", "", "友情链接 信用中国 信用湖北 信用黄石", "C8", KIND_IMAGE},
    {"首页.png", "", "诚信环保 红黑榜 信用评价 承诺公示 链接 信用中国 信用湖北 信用黄石", "C7 C8",
     KIND_IMAGE},
    {"首页.png", "", "诚信环保 承诺公示 链接 信用中国 信用湖北 信用黄石", "C7 C8", KIND_IMAGE},
    {"首页.png", "", "政务公开 红黑榜 链接 信用中国 信用湖北 信用黄石", "C8", KIND_IMAGE},
    {"通知.pdf", "关于调整信用工作领导小组的通知", "局长任组长，安排工作经费8万元。", "C10 C11",
     KIND_PDF},
    {"通知.pdf", "关于调整信用工作领导小组的通知", "局长任组长，经费由财务科统筹。", "C10",
     KIND_PDF},
    {"案例/跑路事件处置.doc", "某公司卷款跑路事件处置及公开情况", "", "C16", KIND_DOC},
    {"附件9：三类清单及案例.docx", "信用信息使用事项清单及应用案例",
     "一、信用承诺：申报项目；\n二、信用审查：评审奖励；\n三、信用报告：遴选机构。\n", "C2",
     KIND_DOCX},
    {"信用扶贫做法.docx", "", "", "C13", KIND_DOCX},
    {"联盟.docx", "打造诚信商圈——某区的探索", "", "C13", KIND_DOCX},
    {"查询信用报告的做法.docx", "", "", "C2", KIND_DOCX},
    {"截图1.png", "信用建设专栏", "信用建设专栏 行政许可", "C7", KIND_IMAGE},
    {"案例.doc", "阳新县某建材有限公司联合惩戒案例", "", "C17", KIND_DOC},
    {"案例.doc", "大冶市新世纪酒店联合惩戒案例", "", "C17", KIND_DOC},
    {"案例.doc", "阳新县人民政府关于联合惩戒的案例", "", "?C17", KIND_DOC},
    {"案例.doc", "市工商局对某公司的联合惩戒案例", "", "?C17", KIND_DOC},
    {"环保红黑名单/事件处置.pdf", "关于失信事件查处情况的通报", "", "C16", KIND_PDF},
    {"无.txt", "双公示零报告说明", "双公示：无。无失信。", "C6", KIND_TEXT},
    {"红黑名单/环境违法企业处置通报.pdf", "关于失信事件查处情况的通报", "", "?F1 ?C16", KIND_PDF},
    {"第18项/失信事件处置.docx", "严重失信事件处置情况及政务公开", "查处、曝光。", "C16",
     KIND_DOCX},
    {"诚信经营承诺书12份.pdf", "企业诚信经营承诺书", "", "C3", KIND_PDF},
    {"中国环境报.jpg", "", "环境信用", "C12", KIND_IMAGE},
    {"通告.pdf", "关于案件查处和账户惩戒情况的通告", "查处案件 曝光 约谈", "C16", KIND_PDF},
};

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市环保局", "市环保局信用材料", "");
        mail_add(mail, texts[i].kind, texts[i].path, texts[i].title, texts[i].text);
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        char tasks[100];
        assert_string_equal(tasks_of(judgement, 0, tasks, sizeof tasks), texts[i].tasks);
    }
}

/* No task of theirs asks for cases: there 案例 says nothing. */
static void test_no_cases_asked(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("团市委", "团市委信用材料", "");
    mail_add(mail, KIND_DOCX, "志愿者诚信联合激励案例.docx", "", "");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    char tasks[100];
    assert_string_equal(tasks_of(judgement, 0, tasks, sizeof tasks), "F1");
}

/* --- what people teach ----------------------------------------------------------------------- */

static void test_lessons(void **state)
{
    (void)state;
    int unit = campaign_find_unit(world.campaign, "市环保局");
    int task = unit_find_task(&world.campaign->units[unit], "C14");
    char path[] = "材料.zip/关于黑水站的复函（2016）.pdf";
    struct lesson lesson = {.event = 7, .path = path, .obligation = {unit, task}};
    static const struct {
        const char *name, *tasks;
    } taught[] = {
        {"关于黑水站的复函2.pdf", "C14"},
        {"黑水站的复函.pdf", ""},
        {"黄环发〔2017〕33号.pdf", ""},
    };
    for (int turn = 0; turn < 3; turn++) {
        /* before the lesson, with it, and when it is forgotten */
        judge_teach(world.judge, &lesson, turn == 1);
        for (size_t i = 0; i < COUNT_OF(taught); i++) {
            CLEANUP(cleanup_description_free)
            struct description *mail = mail_of("市环保局", "市环保局材料", "");
            mail_add(mail, KIND_PDF, taught[i].name, "", "");
            CLEANUP(cleanup_judgement_free)
            struct judgement *judgement = judge_mail(&world, mail);
            char tasks[100];
            assert_string_equal(tasks_of(judgement, 0, tasks, sizeof tasks),
                                turn == 1 ? taught[i].tasks : "");
        }
    }
}

static void test_phrases(void **state)
{
    (void)state;
    static const struct {
        const char *path, *phrase;
    } phrases[] = {
        {"材料.zip/3、企业承诺书（12家）.pdf", "企业承诺书家"},
        {"承诺书照片/IMG_2031.jpg", "承诺书照片"},
        {"黄教发〔2017〕33号.pdf", ""},
        {"黄教发〔2017〕33号 工作要点.pdf", "工作要点"},
        {"1.pdf", ""},
    };
    for (size_t i = 0; i < COUNT_OF(phrases); i++) {
        CLEANUP_FREE char *phrase = judge_phrase(world.judge, phrases[i].path);
        assert_string_equal(phrase, phrases[i].phrase);
    }
}

/* --- rules ----------------------------------------------------------------------------------- */

static void test_months(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t months;
    } named[] = {
        {"10月代码转换信息", 1 << 9},
        {"十月月报", 1 << 9},
        {"2017年11月进度表", 1 << 10},
        {"1-3月报表", 7},
        {"9月至10月", 1 << 8 | 1 << 9},
        {"11月20日会议", 0},
        {"月报表", 0},
        {"13月", 0},
    };
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        assert_int_equal(rules_months(named[i].name), named[i].months);
    }
}

static bool finds(const struct judgement *judgement, enum finding_code code)
{
    for (size_t i = 0; i < judgement->finding_count; i++) {
        if (judgement->findings[i].file == 0 && judgement->findings[i].finding.code == code) {
            return true;
        }
    }
    return false;
}

/* The main points of the year's work are an issued document: a PDF with seal and number. */
static const struct {
    enum kind kind;
    double seal;
    const char *number, *text;
    bool unclear; /* the number */
    bool wrong_format, no_seal, seal_unknown, no_number, number_unknown;
} papers[] = {
    {KIND_PDF, 0.9, "黄环发〔2017〕8号", "各科室：", false, false, false, false, false, false},
    {KIND_PDF, 0.1, "黄环发〔2017〕8号", "各科室：", false, false, true, false, false, false},
    {KIND_PDF, 0.4, "黄环发〔2017〕8号", "各科室：", false, false, false, true, false, false},
    {KIND_PDF, -1, "黄环发〔2017〕8号", "各科室：", false, false, false, true, false, false},
    {KIND_PDF, 0.9, NULL, "各科室：", false, false, false, false, true, false},
    {KIND_PDF, 0.9, NULL, "各科室：", true, false, false, false, false, true},
    {KIND_PDF, -1, NULL, "", false, false, false, true, false, false}, /* that nobody has read */
    {KIND_DOCX, -1, NULL, "各科室：", false, true, false, false, false, false},
};

static void test_issued(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市环保局", "市环保局材料", "");
        struct described_file *file =
            mail_add(mail, papers[i].kind, "共性任务1/工作要点.pdf", "", papers[i].text);
        file->seal = papers[i].seal;
        file->document_number = papers[i].number != NULL ? xstrdup(papers[i].number) : NULL;
        file->number_unclear = papers[i].unclear;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        assert_int_equal(finds(judgement, FINDING_WRONG_FORMAT), papers[i].wrong_format);
        assert_int_equal(finds(judgement, FINDING_NO_SEAL), papers[i].no_seal);
        assert_int_equal(finds(judgement, FINDING_SEAL_UNKNOWN), papers[i].seal_unknown);
        assert_int_equal(finds(judgement, FINDING_NO_DOCUMENT_NUMBER), papers[i].no_number);
        assert_int_equal(finds(judgement, FINDING_NUMBER_UNKNOWN), papers[i].number_unknown);
        assert_int_equal(judgement->match_count, 1);
        assert_int_equal(judgement->matches[0].kinds, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hypotheses), cmocka_unit_test(test_no_cases_asked),
        cmocka_unit_test(test_lessons),    cmocka_unit_test(test_texts),
        cmocka_unit_test(test_printed),    cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_months),     cmocka_unit_test(test_issued),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

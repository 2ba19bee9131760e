/* Lists of what was sent, and what a report or a letter cites by number. */
#include "mail_case.h"
#include "support.h"

struct paper_tasks {
    const char *path, *tasks;
};

/* Adds papers to a mail, whose reports and lists stand before them and prove nothing. */
static void check_papers(struct description *mail, enum kind kind, const struct paper_tasks *papers,
                         size_t count)
{
    size_t before = mail->file_count;
    for (size_t i = 0; i < count; i++) {
        mail_add(mail, kind, papers[i].path, "", "");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < mail->file_count; i++) {
        char tasks[100];
        const char *expected = i < before ? "" : papers[i - before].tasks;
        if (strcmp(tasks_of(judgement, i, tasks, sizeof tasks), expected) != 0) {
            fail_msg("%s is \"%s\", not \"%s\"", mail->files[i].path, tasks, expected);
        }
    }
}

/* A list whose numbers have cells of their own; one of what is made public is evidence. */
static void test_listed(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "市环保局信用材料", "");
    struct described_file *list =
        mail_add(mail, KIND_DOCX, "00 证据目录.docx", "市环保局自查报告证据目录",
                 "编号\n材料名称\n页数\n材料2\n信用承诺书\n3\n材料3\n领导小组文件\n5\n材料4\n"
                 "双公示统计\n2\n");
    file_add_section(list, "市环保局自查报告证据目录", "编号");
    mail_add(mail, KIND_PDF, "2.pdf", "", "");
    mail_add(mail, KIND_PDF, "3.pdf", "", "");
    mail_add(mail, KIND_DOCX, "政务文件公开目录.docx", "2017年政务文件公开目录",
             "1.黄环发〔2017〕1号\n2.黄环发〔2017〕2号\n3.黄环发〔2017〕3号\n");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    static const char *const expected[] = {"", "C3", "C10", "C15"};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        char tasks[100];
        assert_string_equal(tasks_of(judgement, i, tasks, sizeof tasks), expected[i]);
    }
}

static void test_contents(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "市环保局信用材料", "");
    mail_add(mail, KIND_DOCX, "目录.docx", "佐证材料目录",
             "佐证材料目录\n1.企业信用承诺书\n2.领导小组文件\n3.双公示截图\n"
             "4.某某公司材料（共性任务17）\n");
    mail_add(mail, KIND_PDF, "1.pdf", "", "");
    mail_add(mail, KIND_PDF, "2.pdf", "", "");
    mail_add(mail, KIND_IMAGE, "3.png", "", "");
    mail_add(mail, KIND_PDF, "某某公司材料.pdf", "", "");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    static const char *const expected[] = {"", "C3", "C10", "C6", "C17"};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        char tasks[100];
        assert_string_equal(tasks_of(judgement, i, tasks, sizeof tasks), expected[i]);
    }
}

/* A table whose cells are lines, with the tasks' numbers in its last column; and offices that stand
 * in several lines. */
static void test_column_of_tasks(void **state)
{
    (void)state;
    static const struct paper_tasks papers[] = {
        {"001.pdf", "C1"},         {"007.jpg", "C7 C8"},       {"009-1.jpg", "C9"},
        {"009-2.jpg", "C9"},       {"甲/10办公室.pdf", "C10"}, {"乙/15办公室.doc", "C15"},
        {"丙/办公室说明.pdf", ""},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    mail_add(
        mail, KIND_DOC, "卷内目录.doc", "卷内目录",
        "卷内目录\n件号\n责任者\n题名\n对应任务\n001\n法规科\n甲\n一\n007\n信息中心\n乙\n7、8\n"
        "009\n宣教中心\n6·25照片\n九\n10\n丙\n办公室\n10\n15\n丁\n办公室\n15\n");
    check_papers(mail, KIND_PDF, papers, COUNT_OF(papers));
}

/* Numbers that count the files, beside a report that numbers the tasks: words are not outvoted. */
static void test_counted_files(void **state)
{
    (void)state;
    static const char *const headings[] = {
        "任务1 年度计划", "任务2 信用信息使用", "任务3 承诺",
        "任务4 诚信档案", "任务5 信用记录",     "任务6 双公示",
        "任务7、8 网站",  "任务9 宣传活动",     "任务10 组织领导"};
    static const struct paper_tasks papers[] = {
        {"2信用工作计划.pdf", "C1"}, {"5缴存承诺书.pdf", "C3"},       {"6职工诚信档案.xls", "C4"},
        {"9诚信宣传.jpg", "C9"},     {"7欠缴单位信用记录.xls", "C5"}, {"10领导小组.pdf", "C10"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市公积金中心", "信用材料", "");
    struct described_file *report = mail_add(mail, KIND_DOCX, "1报告.docx", "自查报告", "");
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        file_add_section(report, headings[i], "全部完成。");
    }
    check_papers(mail, KIND_PDF, papers, COUNT_OF(papers));
}

/* "（见材料14-15）" behind a heading, and a list of contents on one line that knows it otherwise.
 */
static void test_cited(void **state)
{
    (void)state;
    static const struct paper_tasks papers[] = {
        {"01 方案.pdf", "C1"},      {"02 分解表.xls", "?C1 ?C10"}, {"03 甲.pdf", "C9"},
        {"04 乙.jpg", "C9"},        {"05 网站.docx", "C7 C8"},     {"06 丙.doc", "C13"},
        {"07 督查通报.pdf", "C10"}, {"08 承诺书.pdf", "C3"},       {"09 失信惩戒.pdf", "C17"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *report = mail_add(mail, KIND_DOCX, "自查报告.docx", "自查报告", "");
    file_add_section(report, "一、年度计划", "（见材料1-2）");
    file_add_section(report, "二、诚信文化活动", "（见材料3-4）");
    file_add_section(report, "三、网站专栏及链接", "（见材料5）");
    file_add_section(report, "四、探索创新", "（见材料6）");
    file_add_section(report, "五、诚信履约与联合惩戒", "（见材料9）");
    mail_add(
        mail, KIND_DOCX, "目录.docx", "佐证材料目录",
        "佐证材料目录\n材料1 工作方案；材料2 任务分解表；材料3-4 活动；材料6 某某；材料7 督查\n");
    check_papers(mail, KIND_PDF, papers, COUNT_OF(papers));
}

/* A list that names files which cameras and scanners named: what their names stand for. Its own
 * numbers count lines. */
static void test_named_in_list(void **state)
{
    (void)state;
    static const struct paper_tasks papers[] = {
        {"材料.zip/DOC001.pdf", "C10"},     {"材料.zip/DOC002.pdf", "C11"},
        {"材料.zip/DOC011.jpg", "C9"},      {"材料.zip/DOC012.jpg", "C9"},
        {"材料.zip/IMG_0001.jpg", ""},      {"材料.zip/扫描件003.pdf", "C6"},
        {"材料.zip/A01.doc", "C3"},         {"材料.zip/A10-1.jpg", "C8"},
        {"材料.zip/A10(2).jpg", "C8"},      {"材料.zip/CCI20171120_0004.pdf", "C14"},
        {"材料.zip/CCI20171120.pdf", "C1"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    mail_add(mail, KIND_XLSX, "清单.xlsx", "佐证材料清单",
             "编号\t文件名\t任务\n1 DOC001 领导小组 2 DOC002.pdf 专项经费\n"
             "3\tDOC011-013\t诚信宣传活动\n4\t双公示\t扫描件003\nA01\t信用承诺书\nA10\t友情链接\n"
             "CCI20171120.pdf\t年度工作计划\nCCI20171120_0004.pdf\t无失信说明\n");
    check_papers(mail, KIND_IMAGE, papers, COUNT_OF(papers));
}

/* A list that is a table, of which each cell is a line; what it says itself of a task is believed
 * before a title. */
static void test_list_in_cells(void **state)
{
    (void)state;
    static const struct paper_tasks papers[] = {
        {"材料.zip/01.pdf", "C1"},
        {"材料.zip/02.jpg", "C7 C8"},
        {"材料.zip/03.pdf", "C3"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市质监局", "信用材料", "");
    mail_add(mail, KIND_DOCX, "材料.zip/目录.docx", "佐证材料目录",
             "编号\n材料名称\n对应任务\n01\n2017年要点\n共性1\n02\n网站\n共性7、8\n"
             "03\n产品质量信用分级承诺书\n共性3\n");
    check_papers(mail, KIND_PDF, papers, COUNT_OF(papers));
}

/* Where numbers list tasks one by one, what does not say which is for all of them. */
static void test_listed_numbers(void **state)
{
    (void)state;
    static const struct paper_tasks papers[] = {
        {"7、8/网页.png", "C7 C8"}, {"7、8/友情链接.png", "C8"}, {"7+8截图.jpg", "C7 C8"},
        {"3/承诺书.jpg", "C3"},     {"9/诚信宣传.jpg", "C9"},    {"10/领导小组.jpg", "C10"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    check_papers(mail, KIND_IMAGE, papers, COUNT_OF(papers));
}

/* "附件5-2" is the second of what chapter five cites, and "附件1-2" is no range beside it. */
static void test_cited_parts(void **state)
{
    (void)state;
    static const struct paper_tasks papers[] = {
        {"附件1-1.pdf", "C1"},          {"附件1-2.pdf", "C10"},  {"附件1-3.doc", "C11"},
        {"附件5-1/某某商店.pdf", "C3"}, {"附件5-1/1.jpg", "C3"}, {"附件5-2.xls", "C4"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *report = mail_add(mail, KIND_DOCX, "自查报告.docx", "自查报告", "");
    file_add_section(
        report, "一、工作机制",
        "印发工作要点（附件1-1），成立领导小组（附件1-2），安排专项经费28万元（附件1-3）。");
    file_add_section(report, "五、承诺与档案", "信用承诺（附件5-1），公务员诚信档案（附件5-2）。");
    check_papers(mail, KIND_PDF, papers, COUNT_OF(papers));
}

/* "附件清单：" on one line at the end of a report, which is a report all the same. */
static void test_list_in_report(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *report =
        mail_add(mail, KIND_DOCX, "自查报告（含附件目录）.docx", "自查报告",
                 "自查报告\n1.信用承诺书样本\n2.领导小组文件\n3.友情链接截图\n");
    file_add_section(report, "一、双公示", "全部上网。");
    file_add_section(report, "附件清单：1.信用承诺书样本 2.领导小组文件 3.友情链接截图", "");
    mail_add(mail, KIND_PDF, "附件2/扫描件.pdf", "", "");
    mail_add(mail, KIND_IMAGE, "附件3/1.jpg", "", "");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    char tasks[100];
    bool of_section = false;
    for (size_t i = 0; i < judgement->match_count; i++) {
        of_section |= judgement->matches[i].file == 0 && judgement->matches[i].section == 0;
    }
    assert_true(of_section);
    assert_string_equal(tasks_of(judgement, 1, tasks, sizeof tasks), "C10");
    assert_string_equal(tasks_of(judgement, 2, tasks, sizeof tasks), "C8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listed),          cmocka_unit_test(test_contents),
        cmocka_unit_test(test_column_of_tasks), cmocka_unit_test(test_counted_files),
        cmocka_unit_test(test_cited),           cmocka_unit_test(test_named_in_list),
        cmocka_unit_test(test_list_in_cells),   cmocka_unit_test(test_listed_numbers),
        cmocka_unit_test(test_cited_parts),     cmocka_unit_test(test_list_in_report),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

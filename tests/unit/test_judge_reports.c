/* Reports of other shapes: without headings, as tables, photographed, one a task. */
#include "mail_case.h"
#include "support.h"

/* What the sections of a file are surely about; each file has one. */
static void check_file(const struct judgement *judgement, size_t file, const char *section,
                       const char *evidence)
{
    char said[100] = "";
    char proven[100] = "";
    for (size_t i = 0; i < judgement->match_count; i++) {
        const struct match *match = &judgement->matches[i];
        char *tasks = match->section >= 0 ? said : proven;
        if (match->file == file && match->state == MATCH_SURE) {
            size_t used = strlen(tasks);
            snprintf(tasks + used, sizeof said - used, "%s%s", used > 0 ? " " : "",
                     matched_task(match));
            assert_int_equal(match->heading != NULL, match->section >= 0);
            assert_true(match->heading == NULL || *match->heading != '\0');
        }
    }
    assert_string_equal(said, section);
    assert_string_equal(proven, evidence);
}

/* A report that runs on says what it is about; what is not done yet, or is lacking, is not. */
static void test_runs_on(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *report = mail_add(
        mail, KIND_PDF, "汇报.pdf", "市环保局关于信用体系建设工作情况的汇报",
        "年初印发信用体系建设工作要点，成立信用工作领导小组。一是推行信用承诺，签订信用承诺书"
        "54份。二是为干部建立公务员诚信档案。三是双公示全部报送。四是开展诚信宣传教育活动。"
        "信用专栏正在建设。存在的不足：联合奖惩案例尚未形成，没有落实信用工作专项经费。");
    report->chars = 1200;
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "C1 C3 C4 C6 C9 C10", "");
}

/* Half a page that reports on all of the work, and says of two tasks that they are not the unit's.
 */
static void test_half_a_page(void **state)
{
    (void)state;
    static const char text[] =
        "我局无行政许可和行政处罚职能。一是成立信用工作领导小组，建立了工作台账。二是农资门店签订"
        "信用承诺书26份。三是为干部建立公务员诚信档案17份。四是开展诚信宣传教育活动。"
        "红黑名单和联合惩戒不涉及。";
    static const struct {
        const char *title, *section;
    } papers[] = {{"市供销社关于社会信用体系建设有关工作的情况说明", "C3 C4 C9 C10"},
                  {"市供销社信用体系建设经费和人员情况说明", ""}};
    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市供销社", "信用材料", "");
        struct described_file *paper = mail_add(mail, KIND_DOC, "说明.doc", papers[i].title, text);
        paper->chars = 180;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        char said[100] = "";
        for (size_t j = 0; j < judgement->match_count; j++) {
            const struct match *match = &judgement->matches[j];
            if (match->section >= 0 && match->state == MATCH_SURE) {
                snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s",
                         *said != '\0' ? " " : "", matched_task(match));
            }
        }
        assert_string_equal(said, papers[i].section);
    }
}

/* What has been tried with success is summed up, too, and is no report. */
static void test_practices_summed_up(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *practice =
        mail_add(mail, KIND_DOCX, "做法.docx", "市环保局信用评价创新做法总结",
                 "签订信用承诺书54份。双公示全部报送。开展诚信宣传教育活动。联合奖惩案例3件。");
    practice->chars = 1200;
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "", "C13");
}

/* A table that is filled in instead of a report: each row is a section, whether the cells of a row
 * stand on one line or on several. One that does not go through the tasks is evidence. */
static void test_tables(void **state)
{
    (void)state;
    static const struct {
        const char *unit, *path, *text, *section, *evidence;
    } tables[] = {
        {"市环保局", "自查情况表.xls",
         "序号\t任务\t完成情况\n1\t年度计划\t已印发\n2\t三类清单\t12项\n3\t信用承诺\t54份\n"
         "4\t诚信档案\t已建\n5\t信用记录归集\t已报\n6\t创新\t无\n",
         "C1 C2 C3 C4 C5", ""},
        {"市环保局", "任务完成情况表.doc",
         "序号\n任务\n完成情况\n1\n年度计划\n已印发\n2\n三类清单\n12项\n3\n信用承诺\n54份\n"
         "4\n诚信档案\n已建\n5\n信用记录归集\n已报\n",
         "C1 C2 C3 C4 C5", ""},
        {"市环保局", "自查表.xls",
         "共性任务\t完成情况\n任务1 工作方案\t已印发\n任务2 三类清单\t12项\n任务3 信用承诺\t54份\n"
         "任务7、8 网站\t设专栏并链接\n任务16 严重失信\t暂无\n职能1\t环境信用\t评价62家\n",
         "C1 C2 C3 C7 C8 F1", ""},
        {"市环保局", "自查情况表.xls",
         "序号\t任务\t情况\n1\t要点\t已印发\n3\t承诺书\t54份\n4\t诚信档案\t已建\n"
         "9\t诚信教育\t两次\n职能任务\n1\t环境红黑名单\t12家\n",
         "C1 C3 C4 C9 F1", ""},
        {"市环保局", "任务完成情况表.doc",
         "序号\n任务\n类别\n完成情况\n1\n年度计划\n共性任务\n已印发\n2\n三类清单\n共性任务\n12项\n"
         "3\n信用承诺\n共性任务\n54份\n4\n诚信档案\n共性任务\n已建\n5\n信用记录归集\n共性任务\n已报"
         "\n",
         "C1 C2 C3 C4 C5", ""},
        {"市环保局", "自查情况表.xls",
         "职能部门\t任务\t情况\n1\t年度计划\t已印发\n2\t三类清单\t12项\n职能部门\t政策法规科\n"
         "3\t信用承诺\t54份\n4\t诚信档案\t已建\n任务5、信用记录归集\t已报\n",
         "C1 C2 C3 C4 C5", ""},
        {"市环保局", "自查表.xlsx",
         "填表人：小童\n行号及项目\t完成情况\nR1 年度计划\t已印发\nR2 信用承诺\t54份\n"
         "R3 诚信档案\t已建\nR4 双公示\t已报\nR5 网站链接\t已加\nR6 未填\t经费\n",
         "C1 C3 C4 C6 C8", ""},
        {"市环保局", "信用承诺书签订完成情况表.xls",
         "序号\t企业\t承诺书\n1\t甲公司\t已签\n2\t乙公司\t已签\n3\t丙公司\t已签\n"
         "4\t丁公司\t已签\n5\t戊公司\t已签\n",
         "", "C3"},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of(tables[i].unit, "信用材料", "");
        bool sheet = strstr(tables[i].path, ".xls") != NULL;
        mail_add(mail, sheet ? KIND_XLS : KIND_DOC, tables[i].path, "", tables[i].text);
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        check_file(judgement, 0, tables[i].section, tables[i].evidence);
    }
}

/* A code that one section alone names is of that; a longer one is another, and one that two name
 * tells nothing. */
static void test_codes(void **state)
{
    (void)state;
    static const struct {
        const char *path, *tasks;
    } files[] = {
        {"R1.txt", "C15"},
        {"R10.txt", "C9"},
        {"R2a.txt", ""},
        {"R3.txt", ""},
        {"R4/微信图片_1.jpg", "C12"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *report =
        mail_add(mail, KIND_DOCX, "自查报告.docx", "市环保局信用体系建设自查报告", "");
    report->chars = 1000;
    file_add_section(report, "一、政务公开", "全部公开，见R1。又见R3。");
    file_add_section(report, "二、诚信宣传教育活动", "两次，见R10和R3。");
    file_add_section(report, "三、媒体报道", "12篇（R4）。");
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        bool picture = strstr(files[i].path, ".jpg") != NULL;
        mail_add(mail, picture ? KIND_IMAGE : KIND_TEXT, files[i].path, "", "");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check_file(judgement, i + 1, "", files[i].tasks);
    }
}

/* Who reports each task by itself: beside the evidence lies what is said of it, with or without
 * headings, which name no task. */
static void check_statements(bool headed)
{
    static const struct {
        const char *path, *title, *section, *evidence;
    } files[] = {
        {"材料.zip/共性任务1/情况说明.docx", "年度计划情况说明", "C1", ""},
        {"材料.zip/共性任务1/2017年工作要点.pdf", "", "", "C1"},
        {"材料.zip/共性任务3/情况说明.docx", "信用承诺情况说明", "C3", ""},
        {"材料.zip/共性任务3/承诺书.pdf", "", "", "C3"},
        {"材料.zip/共性任务6/情况说明.docx", "双公示情况说明", "C6", ""},
        {"材料.zip/共性任务6/双公示.xls", "", "", "C6"},
        {"材料.zip/共性任务9/自查报告.docx", "", "C9", ""},
        {"材料.zip/共性任务7-8/情况说明及目录.docx", "网站情况", "C7 C8", ""},
        {"材料.zip/共性任务2/填报说明.docx", "三类清单填报说明", "", "C2"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        bool table = strstr(files[i].path, ".xls") != NULL;
        struct described_file *file = mail_add(mail, table ? KIND_XLS : KIND_DOCX, files[i].path,
                                               files[i].title, files[i].title);
        file->chars = 900;
        if (headed && *files[i].section != '\0') {
            file_add_section(file, "一、完成情况", "按要求全部完成。");
            file_add_section(file, "二、下一步打算", "");
        }
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check_file(judgement, i, files[i].section, files[i].evidence);
    }
}

static void test_statements(void **state)
{
    (void)state;
    check_statements(false);
    check_statements(true);
}

/* All of a report on one thing is about it; what is beside says nothing more. */
static void test_special_report(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市统计局", "信用材料", "");
    struct described_file *report =
        mail_add(mail, KIND_DOCX, "专题报告.docx",
                 "关于落实统计领域严重违法失信企业联合惩戒备忘录工作的专题报告", "");
    report->chars = 900;
    file_add_section(report, "一、签订备忘录的情况", "9家单位共同签署。");
    file_add_section(report, "二、下一步打算", "");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "F1", "");
}

/* Each folder has one of the same name: those whose headings name the field are statements, too,
 * and of two tasks each section tells its own. */
static void test_statement_in_each_folder(void **state)
{
    (void)state;
    static const struct {
        const char *path, *title, *first, *second, *sections;
    } files[] = {
        {"③承诺/说明.doc", "关于信用承诺的说明", "一、完成情况", "二、做法", "C3 C3"},
        {"④档案/说明.doc", "关于公务人员诚信档案的说明", "一、完成情况", "二、效果", "C4 C4"},
        {"⑥公示/说明.doc", "关于双公示的说明", "一、完成情况", "", "C6"},
        {"⑨活动/说明.doc", "关于诚信宣传教育的说明", "一、进社区", "二、环境信用分级", "C9 C9"},
        {"⑩⑪机制/说明.doc", "关于工作机制的说明", "一、领导小组", "二、专项经费", "C10 C11"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct described_file *file =
            mail_add(mail, KIND_DOC, files[i].path, files[i].title, files[i].title);
        file->chars = 600;
        file_add_section(file, files[i].first, "按要求全部完成。");
        if (*files[i].second != '\0') {
            file_add_section(file, files[i].second, "按要求全部完成。");
        }
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check_file(judgement, i, files[i].sections, "");
    }
}

/* "…建设情况" with headings is a statement beside others, and none without. */
static void test_plain_statement(void **state)
{
    (void)state;
    static const char *const titles[] = {"关于信用承诺的情况说明", "关于双公示的情况说明",
                                         "环境信用红黑名单建设情况", "诚信宣传教育开展情况"};
    static const char *const sections[] = {"C3", "C6", "F1", ""};
    static const char *const evidence[] = {"", "", "", "C9"};
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        CLEANUP_FREE char *path = xasprintf("G0%zua.docx", i + 1);
        struct described_file *file = mail_add(mail, KIND_DOCX, path, titles[i], titles[i]);
        file->chars = 900;
        if (*sections[i] != '\0') {
            file_add_section(file, "做了什么", "按要求全部完成。");
            file_add_section(file, "存在不足", "");
        }
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        check_file(judgement, i, sections[i], evidence[i]);
    }
}

/* What another unit reported, sent along to be looked at, is for a person. */
static void test_report_of_another(void **state)
{
    (void)state;
    static const char *const titles[] = {"阳新县人民政府关于信用体系建设的自查报告",
                                         "大冶市人民政府关于信用体系建设的自查报告"};
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("阳新县", "阳新县信用材料", "");
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        CLEANUP_FREE char *path = xasprintf("%zu/自查报告.doc", i);
        struct described_file *file = mail_add(mail, KIND_DOC, path, titles[i], titles[i]);
        file->chars = 900;
        file_add_section(file, "一、信用承诺", "全部签订。");
        file_add_section(file, "二、双公示", "均已报送。");
        file_add_section(file, "三、诚信宣传教育", "开展活动。");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "C3 C6 C9", "");
    check_file(judgement, 1, "", "");
}

/* What a department tells of its share of the work; of one task alone it is evidence. */
static void test_share(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *share =
        mail_add(mail, KIND_DOC, "办公室.doc", "办公室2017年信用工作情况", "");
    share->chars = 900;
    file_add_section(share, "第一，领导小组", "按月登记工作台账。");
    file_add_section(share, "第二，媒体报道", "刊发12篇。");
    struct described_file *one = mail_add(mail, KIND_DOC, "宣教.doc", "诚信宣传活动小结", "");
    one->chars = 900;
    file_add_section(one, "第一，诚信宣传", "开展活动。");
    file_add_section(one, "第二，效果", "很好。");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "C10 C12", "");
    check_file(judgement, 1, "", "C9");
}

/* Pages of a report that were photographed one by one, by their names or their folder; what lies
 * there and is an issued paper, or shows no text, is none. */
static void test_photographed_report(void **state)
{
    (void)state;
    static const struct {
        const char *path, *heading, *number, *section, *evidence;
        uint32_t chars;
    } files[] = {
        {"材料.zip/自查报告1.jpg", "一、制定年度工作要点", NULL, "C1", "", 300},
        {"材料.zip/自查报告/IMG_0002.jpg", "二、信用承诺制度", NULL, "C3", "", 300},
        {"材料.zip/自查报告/IMG_0003.jpg", "三、双公示", "黄环发〔2017〕3号", "", "C6", 300},
        {"材料.zip/自查报告/IMG_0004.jpg", "四、政务公开", NULL, "", "C15", 20},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct described_file *file =
            mail_add(mail, KIND_IMAGE, files[i].path, "", files[i].heading);
        file->chars = files[i].chars;
        file->document_number = files[i].number != NULL ? xstrdup(files[i].number) : NULL;
        file_add_section(file, files[i].heading, "");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check_file(judgement, i, files[i].section, files[i].evidence);
    }
}

/* Files that are numbered as the report's own sections are, below a folder that only says 共性, and
 * without one. */
static void test_chapters(void **state)
{
    (void)state;
    static const char *const folders[] = {"材料.zip/共性/", "材料.zip/"};
    static const struct {
        const char *heading, *name, *tasks;
    } chapters[] = {
        {"1、年度计划", "1 甲.pdf", "C1"},
        {"2、三类清单和案例", "2 三类清单.docx", "C2"},
        {"3、信用承诺", "3 承诺书.pdf", "C3"},
        {"4、双公示、网站链接", "4 双公示.png", "C6"},
        {"5、领导小组、经费", "5 领导小组.pdf", "C10"},
        {"6、媒体报道", "6 乙.doc", "C12"},
        {"7、政务公开", "7 政务公开.doc", "C15"},
        {"8、联合奖惩", "8 丙.docx", "C17"},
    };
    for (size_t folder = 0; folder < COUNT_OF(folders); folder++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市环保局", "信用材料", "");
        struct described_file *report = mail_add(mail, KIND_DOCX, "自查报告.docx", "自查报告", "");
        for (size_t i = 0; i < COUNT_OF(chapters); i++) {
            file_add_section(report, chapters[i].heading, "");
        }
        for (size_t i = 0; i < COUNT_OF(chapters); i++) {
            CLEANUP_FREE char *path = xasprintf("%s%s", folders[folder], chapters[i].name);
            mail_add(mail, KIND_DOC, path, "", "");
        }
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        for (size_t i = 0; i < COUNT_OF(chapters); i++) {
            check_file(judgement, i + 1, "", chapters[i].tasks);
        }
    }
}

/* With one task any plan goes through all of them; what is told to the office calls itself so. */
static void test_one_task(void **state)
{
    (void)state;
    static const char *const headings[] = {"1 工作机制", "2 报送数量", "3 数据质量"};
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市供电公司", "用电信用信息", "");
    struct described_file *statement =
        mail_add(mail, KIND_DOCX, "用电信用信息报送情况说明.docx", "情况说明", "");
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        file_add_section(statement, headings[i], "");
    }
    struct described_file *plan =
        mail_add(mail, KIND_DOCX, "用电信用信息报送方案.docx", "用电信用信息报送方案", "");
    for (size_t i = 0; i < 2 * COUNT_OF(headings); i++) {
        file_add_section(plan, headings[i % COUNT_OF(headings)], "");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "F1 F1 F1", "");
    for (size_t i = 0; i < judgement->match_count; i++) {
        assert_true(judgement->matches[i].file == 0 || judgement->matches[i].section < 0);
    }
}

/* What seems to be evidence is, for a task that the report speaks of and nothing else proves. */
static void test_wanting(void **state)
{
    (void)state;
    static const struct {
        const char *other, *tasks;
    } mails[] = {{"承诺书.pdf", "C1"}, {"年度计划.pdf", ""}};
    for (size_t i = 0; i < COUNT_OF(mails); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市环保局", "信用材料", "");
        struct described_file *report =
            mail_add(mail, KIND_DOCX, "自查报告.docx", "市环保局信用体系建设自查报告", "");
        file_add_section(report, "一、制定年度计划", "");
        file_add_section(report, "二、信用承诺制度", "");
        file_add_section(report, "三、双公示", "");
        mail_add(mail, KIND_PDF, "双公示.pdf", "", "");
        mail_add(mail, KIND_PDF, mails[i].other, "", "");
        mail_add(mail, KIND_PDF, "安排.pdf", "2017年安排", "信用工作要点和年度计划由办公室起草。");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        check_file(judgement, 3, "", mails[i].tasks);
    }
}

/* A unit with one task: what speaks of credit is about that. */
static void test_only_task(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市文明办", "文明办材料", "");
    mail_add(mail, KIND_PDF, "12号.pdf", "2017年全市诚信建设主题实践活动方案", "培育诚信风尚。");
    mail_add(mail, KIND_PDF, "13号.pdf", "志愿者午餐补助发放表", "共发放3000元。");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_file(judgement, 0, "", "F1");
    check_file(judgement, 1, "", "");
}

/* The assessment of other work, in which nothing speaks of credit. */
static void test_other_work(void **state)
{
    (void)state;
    static const char *const texts[] = {"节能目标考核评分：能耗统计20分，垃圾分类15分。",
                                        "信用工作目标考核评分：信用承诺20分，双公示15分。"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市环保局", "材料", "");
        struct described_file *file =
            mail_add(mail, KIND_XLS, "2017年目标考核表.xls", "年度目标考核评分表", texts[i]);
        file->chars = 80;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        check_file(judgement, 0, "", i > 0 ? "C10" : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_on),
        cmocka_unit_test(test_half_a_page),
        cmocka_unit_test(test_practices_summed_up),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_special_report),
        cmocka_unit_test(test_statement_in_each_folder),
        cmocka_unit_test(test_plain_statement),
        cmocka_unit_test(test_report_of_another),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_photographed_report),
        cmocka_unit_test(test_chapters),
        cmocka_unit_test(test_one_task),
        cmocka_unit_test(test_wanting),
        cmocka_unit_test(test_only_task),
        cmocka_unit_test(test_other_work),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

/* Which tasks the sections of self-reports are about. */
#include "mail_case.h"
#include "support.h"

struct said_of {
    const char *heading, *text, *tasks;
    unsigned level;
};

static const struct said_of sections[] = {
    {"一、加强领导，建立机制", "成立领导小组，明确专职人员1名，制定2017年工作计划。", "C1 C10 C11",
     1},
    {"二、推行信用承诺", "组织企业签订信用承诺书。", "C3", 1},
    {"三、信用专栏建设和网站链接情况", "", "C7 C8", 1},
    {"四、双公示", "全部报送。", "C6", 1},
    {"五、其他工作", "宣传报道及政务公开见附件10。", "C12 C15", 1},
    {"六、存在的问题", "联合奖惩案例偏少。", "", 1},
};

/* Its own functional tasks stand between the common ones, some of which share a heading. */
static const struct said_of mixed[] = {
    {"一、工作要点", "", "C1", 1},
    {"二、信用承诺", "", "C3", 1},
    {"三、信息归集与公开", "网站链接见附件10。", "C5 C6 C7 C8 C15", 1},
    {"四、落实联合惩戒备忘录", "", "C17 F3", 1},
    {"五、队伍建设", "为干部建立档案。", "", 1},
    {"六、职能任务完成情况", "", "", 1},
    {"（一）红黑名单", "发布名单。", "F1", 2},
    {"（二）分级分类监管", "分为四级。", "F2", 2},
};

/* A report of a district that follows the items, none of them numbered. */
static const struct said_of by_items[] = {
    {"一、高位推动，贯彻落实国家、省、市决策部署", "", "C1", 1},
    {"二、推进诚信教育和诚信文化建设", "", "C9", 1},
    {"三、推进政务诚信", "建立公务员诚信档案。", "C4 C14", 1},
    {"四、优化环境，推进商务、社会诚信", "", "C3 C5", 1},
    {"五、司法公信和代码换发", "", "", 1},
    {"六、信息归集共享、双公示与网站建设", "", "C5 C6 C7 C8", 1},
    {"七、守信联合激励、失信联合惩戒", "", "C17", 1},
    {"八、分工明确，扎实推进", "", "C10", 1},
    {"九、保障有力，宣传到位", "区财政安排专项经费30万元。", "C11 C12", 1},
    {"十、探索“信用+社区”", "", "C13", 1},
    {"十一、加强舆论监测和政务公开", "", "C15 C16", 1},
};

/* Words of items stand in headings of tasks, too: 安全生产. What parts an item does not follow it.
 */
static const struct said_of by_tasks[] = {
    {"第1条 早部署", "3月印发《公积金行业诚信建设2017年实施意见》。", "C1", 1},
    {"第6条 双公示", "均已报送。", "C6", 1},
    {"第7条 专栏", "官网有专栏。", "C7", 1},
    {"第8条 链接", "三个网站都链了。", "C8", 1},
    {"第15条 政务公开", "全部公开。", "C15", 1},
    {"职能第1条 安全生产红黑名单", "两期名单。", "", 1},
    {"职能第2条 安全生产分级分类", "分为四级。", "", 1},
};

/* Departments tell who reports, not of what; funds that were misused are not those for the work. */
static const struct said_of by_departments[] = {
    {"一、办公室", "按月登记工作台账。", "C10", 1},
    {"二、宣传中心", "媒体报道12篇。", "C12", 1},
    {"三、法规科", "签订信用承诺书54份。", "C3", 1},
    {"四、监察科", "查处并公开失信事件一起，追回专项经费3万元。", "C16", 1},
    {"五、其他需要说明的", "探索创新没有。", "", 1},
    {"六、有没有做双公示？", "均已报送。", "C6", 1},
    {"七、还有什么没做到？", "政务公开还少。", "", 1},
};

/* 任务三 that only counts: most of its words are another task's. */
static const struct said_of counted[] = {
    {"任务一：信用承诺", "全部签订。", "C3", 1},
    {"任务二：双公示", "均已报送。", "C6", 1},
    {"任务三：公务员诚信档案", "全部建立。", "C4", 1},
    {"任务四：内部提高", "加强学习。", "", 1},
};
static const struct said_of counted_items[] = {
    {"第1项 信用承诺", "全部签订。", "C3", 1},
    {"第2项 双公示", "均已报送。", "C6", 1},
    {"第3项 公务员诚信档案", "全部建立。", "C4", 1},
    {"第5项 内部提高", "加强学习。", "", 1},
};

/* Headings that name tasks by number, by the printed one too, and by words of one piece each. */
static const struct said_of told[] = {
    {"第一部分 职能任务", "", "", 1},
    {"职能1：社会组织红黑名单", "", "F1", 2},
    {"职能4：存量代码转换", "", "F3", 2},
    {"职能8：信用产品落地", "", "F7", 2},
    {"第二部分 共性任务", "", "", 1},
    {"（一）有关工作（共性1、10、11）", "", "C1 C10 C11", 2},
    {"（二）清单、承诺、档案", "", "C2 C3 C4", 2},
    {"（三）归集、公示（任务5-6）", "", "C5 C6", 2},
};

static const struct said_of told_both[] = {
    {"一、宣传和名单（共性9、职能1、2）", "", "C9 F1 F2", 1},
    {"二、承诺（共性3）", "", "C3", 1},
    {"三、公示（共性6）", "", "C6", 1},
};

/* A task that a file proves, and that the report only touches on. */
static const struct said_of touched[] = {
    {"一、加强组织领导", "落实企业环境信用评价专项经费20万元。", "C10 C11", 1},
    {"二、信用承诺", "组织企业签订信用承诺书。", "C3", 1},
    {"三、企业环境信用评价", "分为四级。", "F2", 1},
    {"四、双公示", "", "C6", 1},
    {"五、政务公开", "", "C15", 1},
};

/* Tasks that no heading names stand with those that they are often written about with, if a file
 * proves them. */
static const struct said_of merged[] = {
    {"一、领导重视，安排部署", "制定工作方案，成立领导小组，配备工作人员。", "C1 C10 C11", 1},
    {"二、信用承诺", "", "C3", 1},
    {"三、宣传引导", "", "C9", 1},
    {"四、双公示", "", "C6", 1},
    {"五、政务公开", "", "C15", 1},
    {"六、联合惩戒", "", "C17", 1},
};

/* A text that says what was done, and nothing of the proven task, leaves that out. */
static const struct said_of left_out[] = {
    {"一、领导重视，安排部署", "制定工作方案，成立领导小组。", "C1 C10", 1},
    {"二、信用承诺", "", "C3", 1},
    {"三、宣传引导", "", "C9", 1},
    {"四、双公示", "", "C6", 1},
    {"五、政务公开", "", "C15", 1},
    {"六、失信事件处置", "某企业造假一案，处理结果在黄石日报公布。", "C16", 1},
};

static const struct said_of with_press[] = {
    {"一、领导重视，安排部署", "制定工作方案，成立领导小组。", "C1 C10", 1},
    {"二、信用承诺", "", "C3", 1},
    {"三、宣传引导", "", "C9 C12", 1},
    {"四、双公示", "", "C6", 1},
    {"五、政务公开", "", "C15", 1},
    {"六、联合惩戒", "", "C17", 1},
};

/* The same where a short word has a heading for itself. */
static const struct said_of guaranteed[] = {
    {"一、制定计划", "制定工作方案。", "C1", 1},
    {"二、信用承诺", "", "C3", 1},
    {"三、宣传", "", "C9", 1},
    {"四、双公示", "", "C6", 1},
    {"五、强化保障抓落实", "", "C11", 1},
    {"六、联合惩戒", "", "C17", 1},
};

/* 信息公开 of two of its mates takes in the third; nobody assumes what only gives extra points. */
static const struct said_of open_and_closed[] = {
    {"一、领导重视，安排部署", "成立领导小组。", "C1 C10", 1},
    {"二、信用承诺书", "", "C3", 1},
    {"三、双公示、政务公开等阳光操作", "各科室分工负责。", "C6 C7 C8 C15", 1},
    {"四、宣传报道", "", "C12", 1},
    {"五、联合惩戒案例", "", "C17", 1},
};

/* All that a unit with one task reports, is about it. */
static const struct said_of only_one[] = {
    {"一、加强组织领导", "由营销部牵头。", "F1", 1},
    {"二、报送情况", "累计报送118万条。", "F1", 1},
    {"三、下一步打算", "", "", 1},
};

/* What stands below problems proves nothing, nor does a section that says that there is nothing. */
static const struct said_of lacking[] = {
    {"一、主要做法", "", "", 1},
    {"（一）制定年度工作要点", "", "C1", 2},
    {"（二）推行信用承诺", "", "C3", 2},
    {"二、存在的问题", "", "", 1},
    {"（一）信用信息归集难", "", "", 2},
    {"三、探索创新情况", "暂无。", "", 1},
    {"四、抓短板，经费和机构", "", "", 1},
    {"五、补短板，深入开展诚信教育", "", "C9", 1},
    {"六、说难处", "信用经费没有单列。", "", 1},
};

/* The column, which a file proves, is where its mate is that stands behind it in the list; then the
 * two others are, too. */
static const struct said_of in_order[] = {
    {"一、制定年度工作要点", "", "C1", 1},
    {"二、信用承诺制度", "", "C3", 1},
    {"三、联合惩戒案例", "", "C17", 1},
    {"四、诚信宣传教育活动", "", "C9", 1},
    {"五、经费机构人员保障", "", "C11", 1},
    {"六、晒权晒罚，政务公开", "规范运行，接受监督。", "C6 C7 C8 C15", 1},
};

/* The same, whose first sentence says all that was done: nothing else is there by habit. */
static const struct said_of led[] = {
    {"一、领导重视，安排部署", "成立领导小组。", "C1 C10", 1},
    {"二、信用承诺书", "", "C3", 1},
    {"三、阳光操作", "报送双公示120条，推进政务公开。", "C6 C15", 1},
    {"四、宣传报道", "", "C12", 1},
    {"五、联合惩戒案例", "", "C17", 1},
};

/* 联合惩戒 and the memorandum about it, which shares its words, in one section. */
static const struct said_of neighbours[] = {
    {"一、制定年度工作要点", "", "C1", 1},  {"二、信用承诺制度", "", "C3", 1},
    {"三、经费机构人员保障", "", "C11", 1}, {"四、双公示", "", "C6", 1},
    {"五、联合惩戒", "", "C17 F3", 1},
};

/* The sites that are to be linked are those to which is reported. */
static const struct said_of reported_to[] = {
    {"一、工作要点和领导小组", "", "C1 C10", 1},
    {"二、推动信息归集共享", "行政处罚全部上报信用湖北、信用中国。", "C5", 1},
    {"三、信用承诺制度", "", "C3", 1},
    {"四、信用专栏", "设有专栏并链接三级信用网站。", "C7 C8", 1},
    {"五、联合惩戒案例", "", "C17", 1},
};

/* What stands above sections is none, though it has the words of one below it. */
static const struct said_of framed[] = {
    {"一、制定年度工作要点", "", "C1", 1},
    {"二、信用承诺制度", "", "C3", 1},
    {"三、加强政务诚信", NULL, "", 1},
    {"（一）建立干部职工诚信档案", "", "C4", 2},
    {"（二）诚信履约和政务公开", "", "C14 C15", 2},
    {"四、联合惩戒案例", "", "C17", 1},
};

/* Where something was published is not what is linked; nor is a closing about what its chapter is.
 */
static const struct said_of published[] = {
    {"一、制定年度工作要点", "", "C1", 1},
    {"二、信用承诺制度", "", "C3", 1},
    {"三、双公示", "许可129件、处罚7件，均在信用湖北公示。", "C6", 1},
    {"四、媒体报道", "在信用黄石、湖北日报等发稿12篇。", "C12", 1},
    {"五、联合惩戒案例", "两家企业失信，在东楚晚报曝光。", "C17", 1},
    {"六、三类清单", "竞标前通过信用平台核查。", "C2", 1},
    {"七、公开与宣传", NULL, "", 1},
    {"（一）政务公开", "", "C15", 2},
    {"（二）诚信文化宣传", "", "C9", 2},
    {"（三）结束语", "继续努力。", "", 2},
};

/* A word that two tasks share does not take one of them into a section about the other. */
static const struct said_of shared_word[] = {
    {"一、制定年度工作要点", "", "C1", 1},
    {"二、信用承诺制度", "", "C3", 1},
    {"三、干部队伍诚信建设", "", "C4 C14", 1},
    {"四、双公示", "", "C6", 1},
    {"五、联合惩戒", "协助法院惩戒失信被执行人12名。", "C17", 1},
};

/* A section about nothing else that has a word of a functional task, which a file proves. */
static const struct said_of hinted[] = {
    {"一、制定年度工作要点", "印发全市企业环境工作要点。", "C1", 1},
    {"二、信用承诺制度", "", "C3", 1},
    {"三、双公示", "", "C6", 1},
    {"四、以分级促精准", "评为四级。", "F2", 1},
    {"五、联合惩戒案例", "", "C17", 1},
};

/* The tasks that sections of the report, the first file, are surely about. */
static void check_sections(const struct judgement *judgement, const struct said_of *said,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char tasks[100] = "";
        for (size_t j = 0; j < judgement->match_count; j++) {
            const struct match *match = &judgement->matches[j];
            if (match->section == (int)i && match->state == MATCH_SURE) {
                size_t used = strlen(tasks);
                snprintf(tasks + used, sizeof tasks - used, "%s%s", used > 0 ? " " : "",
                         matched_task(match));
            }
        }
        assert_string_equal(tasks, said[i].tasks);
    }
}

static struct description *mail_with_report(const char *unit, const struct said_of *said,
                                            size_t count)
{
    struct description *mail = mail_of(unit, "信用材料", "");
    struct described_file *report = mail_add(mail, KIND_DOCX, "自查报告.docx", "自查报告", "");
    for (size_t i = 0; i < count; i++) {
        const char *text = said[i].text != NULL ? said[i].text : "";
        file_add_section(report, said[i].heading, text);
        report->sections[i].level = said[i].level;
        bool none = strcmp(text, "暂无。") == 0;
        report->sections[i].chars = said[i].text == NULL ? 0 : none ? 3 : report->sections[i].chars;
    }
    return mail;
}

static void test_sections(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        const struct said_of *said;
        size_t count;
        const char *proof;
    } reports[] = {
        {"市环保局", sections, COUNT_OF(sections), NULL},
        {"市环保局", mixed, COUNT_OF(mixed), "联合惩戒案例.pdf"},
        {"市环保局", touched, COUNT_OF(touched), "专项经费批复.pdf"},
        {"市环保局", merged, COUNT_OF(merged), "专项经费批复.pdf"},
        {"市环保局", left_out, COUNT_OF(left_out), "专项经费批复.pdf"},
        {"市环保局", with_press, COUNT_OF(with_press), "媒体报道截图.pdf"},
        {"市环保局", guaranteed, COUNT_OF(guaranteed), "专项经费批复.pdf"},
        {"市环保局", open_and_closed, COUNT_OF(open_and_closed), NULL},
        {"市供电公司", only_one, COUNT_OF(only_one), NULL},
        {"黄石港区", by_items, COUNT_OF(by_items), NULL},
        {"市公积金中心", by_tasks, COUNT_OF(by_tasks), "公积金行业诚信建设2017年实施意见.pdf"},
        {"市环保局", by_departments, COUNT_OF(by_departments), NULL},
        {"市环保局", counted, COUNT_OF(counted), NULL},
        {"市环保局", counted_items, COUNT_OF(counted_items), NULL},
        {"市民政局", told, COUNT_OF(told), NULL},
        {"市民政局", told_both, COUNT_OF(told_both), NULL},
        {"市环保局", lacking, COUNT_OF(lacking), NULL},
        {"市环保局", in_order, COUNT_OF(in_order), "信用专栏.pdf"},
        {"市环保局", led, COUNT_OF(led), NULL},
        {"市环保局", reported_to, COUNT_OF(reported_to), "友情链接.pdf"},
        {"市环保局", framed, COUNT_OF(framed), NULL},
        {"市环保局", published, COUNT_OF(published), NULL},
        {"市环保局", shared_word, COUNT_OF(shared_word), "未被列入失信被执行人证明.pdf"},
        {"市环保局", hinted, COUNT_OF(hinted), "企业环境信用分级监管办法.pdf"},
        {"市食药监局", neighbours, COUNT_OF(neighbours), "联合惩戒合作备忘录.pdf"},
    };
    for (size_t i = 0; i < COUNT_OF(reports); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail =
            mail_with_report(reports[i].unit, reports[i].said, reports[i].count);
        if (reports[i].proof != NULL) {
            mail_add(mail, KIND_PDF, reports[i].proof, "", "");
        }
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        check_sections(judgement, reports[i].said, reports[i].count);
    }
}

/* Who has little to report writes a letter; what another reports for him is none of his. */
static void test_letter(void **state)
{
    (void)state;
    static const struct said_of said[] = {
        {"一、关于信用承诺", "签订承诺书25份。", "C3", 1},
        {"二、关于市场主体信用档案", "建立25户。", "C5", 1},
        {"三、关于其他共性任务", "年度计划、经费由办公室统一报送，我办不单独报送。", "", 1},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    struct described_file *letter =
        mail_add(mail, KIND_DOC, "函.doc", "市环保局关于报送社会信用体系建设工作情况的函", "");
    letter->chars = 600;
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        file_add_section(letter, said[i].heading, said[i].text);
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    check_sections(judgement, said, COUNT_OF(said));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections),
        cmocka_unit_test(test_letter),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

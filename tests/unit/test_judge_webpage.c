/* Pictures of web pages, and whose papers they are that units send. */
#include "mail_case.h"
#include "support.h"

/* What pictures of web sites show, by what they are called and by what can be read on them. */
static void test_web_pages(void **state)
{
    (void)state;
    static const struct {
        const char *path, *title, *text, *tasks;
        bool unseen;
    } pictures[] = {
        {"信息归集/局网站.png", "", "", "C7 C8", true},
        {"媒体/市环保局中新网.jpg", "", "", "?C12", false},
        {"信用环保专栏.jpg", "", "", "C7", true},
        {"信用环保专栏2.jpg", "红黑名单公示", "红黑名单 双公示 友情链接 信用中国 信用湖北", "C7 C8",
         false},
        {"双公示截图.jpg", "填报- Internet Explorer", "友情链接 信用中国 信用湖北 信用专栏", "C6",
         false},
        {"截图/QQ截图2.png", "环保局- 360安全浏览器",
         "*首页\n*诚信环保\n*政务公开\n友情链接：信用中国 信用湖北 信用黄石", "C7 C8", false},
        {"截图/QQ截图3.png", "环保局- 360安全浏览器",
         "*政务公开\n*办事服务\n友情链接：信用中国 信用湖北 信用黄石", "C8", false},
        {"图片4.png", "市环保局门户网站- Internet Explorer",
         "*网站导航\n*部门网站\n*信用网站：\n友情链接：信用中国 信用湖北 信用黄石", "C8", false},
        {"截图/QQ截图4.png", "环保局- Internet Explorer",
         "*政策法规\n*红黑名单\n*双公示\n[2017-11-08]我局召开信用体系建设会", "C7", false},
        {"截图/IMG_3.jpg", "环保局网信用环保专栏红黑名单- Internet Explorer",
         "*信用环保专栏\n*红黑名单\n链接：信用中国 信用湖北 信用黄石", "C7 C8", false},
        {"双公示/QQ截图5.png", "环保局- Internet Explorer",
         "http://\n行政许可双公示\n行政处罚双公示\n决定书文号", "C6", false},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        mail_add(mail, KIND_IMAGE, pictures[i].path, pictures[i].title, pictures[i].text);
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        char tasks[100];
        bool unseen = false;
        for (size_t j = 0; j < judgement->match_count; j++) {
            unseen |= judgement->matches[j].file == i && judgement->matches[j].unseen;
        }
        if (strcmp(tasks_of(judgement, i, tasks, sizeof tasks), pictures[i].tasks) != 0 ||
            unseen != pictures[i].unseen) {
            fail_msg("%s is \"%s\" %d", pictures[i].path, tasks, unseen);
        }
    }
}

/* Whose papers they are: a ministry's is for a person; what a task asks for by name is its own. */
static void test_issuers(void **state)
{
    (void)state;
    static const struct {
        const char *path, *title, *tasks;
    } papers[] = {
        {"任务2/1.pdf",
         "市政府办公室关于印发加强公务人员诚信建设建立公务人员诚信档案实施方案的通知", "F2"},
        {"公务人员诚信档案.pdf", "民政部关于公务人员诚信档案的指导意见", "?"},
        {"29号.pdf", "关于印发《市人社局信用人社2017年实施方案》的通知", "C1"},
        {"社保数据.xls", "2017年社保信用数据报送明细", "F5"},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市人社局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        mail_add(mail, KIND_PDF, papers[i].path, papers[i].title, "");
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(papers); i++) {
        char tasks[100];
        tasks_of(judgement, i, tasks, sizeof tasks);
        if (strncmp(tasks, papers[i].tasks, strlen(papers[i].tasks)) != 0) {
            fail_msg("%s is \"%s\"", papers[i].title, tasks);
        }
    }
}

/* What a unit's own name says stands on all its papers, and tells none of them from the others. */
static void test_words_of_a_name(void **state)
{
    (void)state;
    char tasks[100];
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市公积金中心", "信用材料", "");
    mail_add(mail, KIND_PDF, "公积金佐证/14/证明.pdf", "证明", "");
    mail_add(mail, KIND_PDF, "公积金佐证/1/10号.pdf",
             "关于印发《2017年住房公积金信用体系建设工作计划》的通知", "");
    mail_add(mail, KIND_XLS, "公积金佐证/公积金数据.xls", "公积金信用数据报送台账", "");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    tasks_of(judgement, 0, tasks, sizeof tasks);
    assert_true(*tasks == '\0' || *tasks == '?'); /* for a person */
    assert_string_equal(tasks_of(judgement, 1, tasks, sizeof tasks), "C1");
    assert_string_equal(tasks_of(judgement, 2, tasks, sizeof tasks), "F1");
}

/* Units that share their tasks do not share their names. */
static void test_words_of_each_name(void **state)
{
    (void)state;
    static const struct {
        const char *unit, *tasks;
    } senders[] = {{"市供电公司", ""}, {"市城投集团", "F1"}};
    for (size_t i = 0; i < COUNT_OF(senders); i++) {
        char tasks[100];
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of(senders[i].unit, "信用材料", "");
        mail_add(mail, KIND_PDF, "供电十项措施.pdf", "优质服务十项措施", "");
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        assert_string_equal(tasks_of(judgement, 0, tasks, sizeof tasks), senders[i].tasks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_web_pages),
        cmocka_unit_test(test_issuers),
        cmocka_unit_test(test_words_of_a_name),
        cmocka_unit_test(test_words_of_each_name),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

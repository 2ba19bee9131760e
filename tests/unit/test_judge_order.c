/* Files numbered in the order of the tasks or of the report: what their neighbours leave open. */
#include "mail_case.h"
#include "support.h"

/* A file without a word of its task between two that are sure. */
struct numbered {
    const char *path, *title, *tasks;
};

static void check(const struct numbered *files, size_t count, bool reported)
{
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    if (reported) {
        struct described_file *report =
            mail_add(mail, KIND_DOCX, "自查报告.docx", "市环保局信用体系建设自查报告", "");
        report->chars = 2000;
        file_add_section(report, "一、双公示", "全部报送。");
        file_add_section(report, "二、诚信宣传教育", "开展活动。");
        file_add_section(report, "三、公务员诚信档案", "全部建立。");
        file_add_section(report, "四、年度计划", "已经印发。");
        file_add_section(report, "五、信用承诺", "全部签订。");
        file_add_section(report, "六、联合奖惩案例", "两起。");
    }
    for (size_t i = 0; i < count; i++) {
        mail_add(mail, KIND_PDF, files[i].path, files[i].title, files[i].title);
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < count; i++) {
        expect_tasks(judgement, i + reported, files[i].path, files[i].tasks);
    }
}

/* A title that could be of two tasks; between the neighbours one of them is left. */
static const char two[] = "干部诚信档案宣传教育";

static void test_as_asked(void **state)
{
    (void)state;
    const struct numbered files[] = {
        {"附1.pdf", "2017年信用工作要点", "C1"},
        {"附2.pdf", "信用承诺书", "C3"},
        {"附3.pdf", two, "C4"},
        {"附4.pdf", "双公示统计", "C6"},
        {"附5.pdf", "友情链接截图", "C8"},
        {"附6.pdf", "信用工作领导小组", "C10"},
        {"附7.pdf", "信用专项经费批复", "C11"},
        {"附8.pdf", "联合惩戒案例", "C17"},
    };
    check(files, COUNT_OF(files), false);
}

static void test_as_reported(void **state)
{
    (void)state;
    const struct numbered files[] = {
        {"附1.pdf", "双公示统计", "C6"},
        {"附2.pdf", "诚信宣传教育活动", "C9"},
        {"附3.pdf", two, "C9"},
        {"附4.pdf", "诚信宣传教育讲座", "C9"},
        {"附5.pdf", "公务员诚信档案", "C4"},
        {"附6.pdf", "2017年信用工作要点", "C1"},
        {"附7.pdf", "信用承诺书", "C3"},
        {"附8.pdf", "联合惩戒案例", "C17"},
    };
    check(files, COUNT_OF(files), true);
}

/* Numbers in no order tell nothing, nor does a place at the end. */
static void test_no_order(void **state)
{
    (void)state;
    const struct numbered files[] = {
        {"附1.pdf", "联合惩戒案例", "C17"},
        {"附2.pdf", "信用承诺书", "C3"},
        {"附3.pdf", two, ""},
        {"附4.pdf", "双公示统计", "C6"},
        {"附5.pdf", "2017年信用工作要点", "C1"},
        {"附6.pdf", "信用工作领导小组", "C10"},
        {"附7.pdf", "友情链接截图", "C8"},
        {"附8.pdf", "信用专项经费批复", "C11"},
    };
    check(files, COUNT_OF(files), false);
    const struct numbered last[] = {
        {"附1.pdf", "2017年信用工作要点", "C1"},
        {"附2.pdf", "信用承诺书", "C3"},
        {"附4.pdf", "双公示统计", "C6"},
        {"附5.pdf", "友情链接截图", "C8"},
        {"附6.pdf", "信用工作领导小组", "C10"},
        {"附7.pdf", "信用专项经费批复", "C11"},
        {"附8.pdf", two, ""},
    };
    check(last, COUNT_OF(last), false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_asked),
        cmocka_unit_test(test_as_reported),
        cmocka_unit_test(test_no_order),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

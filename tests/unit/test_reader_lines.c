/* Headings that no known numbering marks: what a report has in common, and what it only seems to.
 */
#include "base/buffer.h"
#include "base/limits.h"
#include "reader/outline.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static const char body[] =
    "我局认真贯彻落实市委市政府关于社会信用体系建设的部署要求，明确分管领导和责任科室，"
    "确保各项任务落到实处。";

/* The headings of a text whose lines end with \n, "TEXT" for some prose; the caller frees them. */
static char *headings_of(const char *lines)
{
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct paragraph plain = {0};
    while (*lines != '\0') {
        size_t size = strcspn(lines, "\n");
        CLEANUP_FREE char *line = xstrndup(lines, size);
        outline_add(outline, strcmp(line, "TEXT") == 0 ? body : line, &plain);
        lines += size + (lines[size] == '\n');
    }
    struct described_file file = {0};
    outline_finish(outline, &file);
    struct buffer told = {0};
    for (size_t i = 0; i < file.section_count; i++) {
        buffer_add_format(&told, "%u %s\n", file.sections[i].level, file.sections[i].heading);
    }
    described_file_clear(&file);
    buffer_add_text(&told, "");
    return buffer_steal(&told);
}

static void test_marks(void **state)
{
    (void)state;
    static const char *const heads[][3] = {
        {"No.1 年度计划", "No.2 信用承诺", "No.3 双公示"},
        {"——年度计划", "——信用承诺", "——双公示"},
        {"〈年度计划〉", "〈信用承诺〉", "〈双公示〉"},
        {"年度计划：", "信用承诺：", "双公示："},
        {"1年度计划", "2信用承诺", "3双公示"},
        {"01年度计划", "02信用承诺", "03双公示"},
        {"1/ 年度计划", "2/ 信用承诺", "3/ 双公示"},
        {"Ⅰ. 年度计划", "Ⅱ. 信用承诺", "Ⅲ. 双公示"},
        {"甲之一、年度计划", "乙之二、信用承诺", "丙之三、双公示"},
        {"（A）年度计划", "（B）信用承诺", "（C）双公示"},
        {"年度计划（一）", "信用承诺（二）", "双公示（三）"},
        {"“双公示”", "《暂行办法》", "网站专栏"},
        {"*年度计划", "*信用承诺", "*双公示"},
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        const char *const *head = heads[i];
        CLEANUP_FREE char *lines =
            xasprintf("自查报告\n市信用办：\nTEXT\n%s\nTEXT\n%s\nTEXT\n%s\nTEXT\n某市某局\n"
                      "2017年11月20日\n",
                      head[0], head[1], head[2]);
        CLEANUP_FREE char *told = headings_of(lines);
        CLEANUP_FREE char *right = xasprintf("3 %s\n3 %s\n3 %s\n", head[0], head[1], head[2]);
        assert_string_equal(told, right);
    }
}

/* Numbers that do not count on, two lines alone, sentences, dates, names below a text: no headings.
 */
static void test_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "自查报告\n12家企业\nTEXT\n30家企业\nTEXT\n7家企业\nTEXT\n",
        "自查报告\nTEXT\n信用承诺\nTEXT\n双公示\nTEXT\n",
        "自查报告\n年度计划；\nTEXT\n信用承诺，\nTEXT\n双公示。\nTEXT\n",
        "自查报告\n11月1日\nTEXT\n11月2日\nTEXT\n11月3日\nTEXT\n",
        "自查报告\nTEXT\n张三\n李四\n王五\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP_FREE char *told = headings_of(texts[i]);
        assert_string_equal(told, "");
    }
}

/* Below a heading without a text of its own they part it; above "1. ..." they gather it. */
static void test_levels(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *told;
    } rows[] = {
        {"自查报告\n一、机制\n年度计划\nTEXT\n领导小组\nTEXT\n二、业务\nTEXT\n信用承诺\nTEXT\n",
         "1 一、机制\n2 年度计划\n2 领导小组\n1 二、业务\n"},
        {"自查报告\n机制方面\n1. 年度计划\nTEXT\n2. 领导小组\nTEXT\n业务方面\n1. 信用承诺\nTEXT\n"
         "氛围方面\nTEXT\n",
         "2 机制方面\n3 1. 年度计划\n3 2. 领导小组\n2 业务方面\n3 1. 信用承诺\n2 氛围方面\n"},
        {"自查报告\n一、机制\n#1 年度计划\nTEXT\n#2 领导小组\nTEXT\n二、业务\n#3 信用承诺\nTEXT\n",
         "1 一、机制\n2 #1 年度计划\n2 #2 领导小组\n1 二、业务\n2 #3 信用承诺\n"},
        /* Behind words that announce them "1." heads sections. */
        {"自查报告\n一、共性任务\n各项任务分述如下。\n1. 年度计划\nTEXT\n2. 领导小组\nTEXT\n"
         "二、职能任务\nTEXT\n",
         "1 一、共性任务\n3 1. 年度计划\n3 2. 领导小组\n1 二、职能任务\n"},
        {"举证说明\n第一组　证明计划\nTEXT\n第二组　证明承诺\nTEXT\n",
         "1 第一组　证明计划\n1 第二组　证明承诺\n"},
        /* A line above a list is no heading, and its items are none. */
        {"自查报告\n一、机制\nTEXT\n具体做法\n1. 年度计划\nTEXT\n2. "
         "领导小组\nTEXT\n二、业务\nTEXT\n",
         "1 一、机制\n1 二、业务\n"},
        {"自查报告\n一、机制\n（一）年度计划\nTEXT\n附件清单\n1. 方案\n2. 要点\n",
         "1 一、机制\n2 （一）年度计划\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *told = headings_of(rows[i].lines);
        assert_string_equal(told, rows[i].told);
    }
}

/* No section is deeper than one may be, however many kinds of marks there are. */
static void test_many_marks(void **state)
{
    (void)state;
    static const char marks[] = "#~&=+@%$^|";
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    for (size_t i = 0; i < 3 * strlen(marks); i++) {
        CLEANUP_FREE char *line = xasprintf("%c信用工作", marks[i / 3]);
        outline_add(outline, line, &(struct paragraph){0});
        outline_add(outline, body, &(struct paragraph){0});
    }
    struct described_file file = {0};
    outline_finish(outline, &file);
    assert_true(file.section_count > LIMIT_HEADING_LEVELS);
    for (size_t i = 0; i < file.section_count; i++) {
        assert_in_range(file.sections[i].level, 1, LIMIT_HEADING_LEVELS);
    }
    described_file_clear(&file);
}

/* As many as there can be: each is compared with all, and that must not take long. */
static void test_many(void **state)
{
    (void)state;
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    for (size_t i = 0; i < LIMIT_SECTIONS + 10; i++) {
        CLEANUP_FREE char *line = xasprintf("%zu.%c工作", i, (char)('!' + i % 15));
        outline_add(outline, line, &(struct paragraph){0});
        outline_add(outline, body, &(struct paragraph){0});
    }
    struct described_file file = {0};
    outline_finish(outline, &file);
    assert_true(file.section_count <= LIMIT_SECTIONS);
    described_file_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),  cmocka_unit_test(test_none),
        cmocka_unit_test(test_levels), cmocka_unit_test(test_many_marks),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

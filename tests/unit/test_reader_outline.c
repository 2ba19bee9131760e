/* Headings, titles and 字: what counts as one, and what only looks like it. */
#include "base/limits.h"
#include "base/utf8.h"
#include "reader/docx_number.h"
#include "reader/numbering.h"
#include "reader/outline.h"
#include "reader/portion.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void test_numbering_levels(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        unsigned level;
    } rows[] = {
        {"第一部分 职能任务", 1},
        {"第十二章 附则", 1},
        {"第3项 政务诚信", 1},
        {"第17、18项 政府失信及监测", 1},
        {"第七至九项 公示和公开", 1},
        {"任务7、8：网站", 2},
        {"第17、", 0},
        {"第3至5条规定的企业应当", 0},
        {"任务1、2016年度计划制定情况", 2},
        {"职能1、三类清单", 2},
        {"共性任务3、一是签订承诺书", 2},
        {"补充一、三类清单", 2},
        {"亮点一：红黑榜亮起来", 2},
        {"问题2：使用面不宽", 2},
        {"职能1 社会组织红黑名单", 2},
        {"职能1", 2},
        {"共性任务第10项", 2},
        {"共性任务第9、12项：宣传", 2},
        {"职能任务第1项（税务红黑名单）", 2},
        {"共性任务第10批", 0},
        {"任务3个月内完成", 0},
        {"重点1条、2条道路", 0},
        {"壹、严管中介", 1},
        {"拾贰、一房二卖", 1},
        {"㈠制定计划", 2},
        {"⒊信用承诺", 3},
        {"⑵归集", 4},
        {"经验做法值得推广", 0},
        {"第一，建班子", 5},
        {"其二，管考核", 5},
        {"一、基本情况", 1},
        {"十一、组织领导", 1},
        {"一 、基本情况", 1},
        {"七 网站", 1},
        {"十 月份", 0},
        {"一．基本情况", 1},
        {"一是加强领导", 5},
        {"是否公示", 0},
        {"甲、从业单位信用评价", 1},
        {"甲、乙双方", 0},
        {"（乙）差别执法", 2},
        {"A.计划与机构", 3},
        {"A级企业", 0},
        {"【双公示】", 3},
        {"【双公示】许可4件", 0},
        {"★ 试点示范：从湖师大做起", 6},
        {"◎档案建立", 6},
        {"二〇一七年工作", 0},
        {"（一）制定计划", 2},
        {"(十二)联合奖惩", 2},
        {"（一", 0},
        {"（略）", 0},
        {"1.制定方案", 3},
        {"2、使用信用信息", 3},
        {"7—8、网站", 3},
        {"10-12月份", 0},
        {"３．信用承诺", 3},
        {"12)归集", 3},
        {"1. 2017年计划", 3},
        {"2017.11.22", 0},
        {"2017年工作", 0},
        {"1.5万元", 0},
        {"12.5%的企业", 0},
        {"100.归集", 0},
        {"1.1制定方案", 4},
        {"1.1 制定方案", 4},
        {"1.2.3 归集", 5},
        {"（1）归集", 4},
        {"(3) 归集", 4},
        {"①归集", 5},
        {"1 归集", 3},
        {"3 月", 0},
        {"12 份承诺书", 0},
        {"7 abc", 0},
        {"", 0},
        {"信用承诺", 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (outline_numbering_level(rows[i].line) != rows[i].level) {
            fail_msg("\"%s\" has level %u, not %u", rows[i].line,
                     outline_numbering_level(rows[i].line), rows[i].level);
        }
    }
}

static void test_contents_lines(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool contents;
    } rows[] = {
        {"一、基本情况…………………1", true},
        {"一、基本情况........12", true},
        {"（一）组织领导\t3", true},
        {"二、主要做法 · · · · · 15", true},
        {"一、基本情况", false},
        {"2017年11月共报送12", false},
        {"共计…3", false},
        {"…………3", false},
        {"归集信息\t1234", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (outline_contents_line(rows[i].line) != rows[i].contents) {
            fail_msg("\"%s\"", rows[i].line);
        }
    }
}

static void test_number_formats(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        unsigned number;
        const char *text;
    } rows[] = {
        {"chineseCounting", 1, "一"},
        {"chineseCounting", 10, "十"},
        {"chineseCounting", 12, "十二"},
        {"chineseCounting", 20, "二十"},
        {"chineseCountingThousand", 110, "一百一十"},
        {"chineseCountingThousand", 105, "一百零五"},
        {"japaneseCounting", 31, "三十一"},
        {"chineseCounting", 2000, "二千"},
        {"ideographDigital", 12, "一二"},
        {"ideographDigital", 10, "一〇"},
        {"chineseLegalSimplified", 12, "壹拾贰"},
        {"ideographTraditional", 3, "丙"},
        {"ideographZodiac", 12, "亥"},
        {"decimalEnclosedCircleChinese", 3, "③"},
        {"decimalEnclosedCircle", 21, "21"},
        {"decimalEnclosedParen", 2, "⑵"},
        {"decimalEnclosedFullstop", 1, "⒈"},
        {"ideographEnclosedCircle", 2, "㈡"},
        {"decimalFullWidth", 12, "１２"},
        {"decimalZero", 7, "07"},
        {"decimal", 42, "42"},
        {"upperLetter", 27, "AA"},
        {"lowerLetter", 2, "b"},
        {"upperRoman", 14, "XIV"},
        {"lowerRoman", 9, "ix"},
        {"bullet", 5, ""},
        {"none", 5, ""},
        {"thai", 5, "5"},
        {"chineseCounting", 0, "〇"},
        {"upperRoman", 4000000000U, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
        docx_number_add(&out, rows[i].format, rows[i].number);
        assert_string_equal(buffer_text(&out), rows[i].text);
    }
}

static void expect_label(struct numbering *numbering, long use, int level, const char *expected)
{
    CLEANUP_BUFFER struct buffer label = BUFFER_EMPTY;
    numbering_label(numbering, use, level, &label);
    assert_string_equal(buffer_text(&label), expected);
}

/* Uses of a list count on together, unless one begins anew; deeper levels begin anew below. */
static void test_numbering(void **state)
{
    (void)state;
    CLEANUP(cleanup_numbering_free)
    struct numbering *numbering = numbering_new();
    struct numbering_level *levels = numbering_add_list(numbering, 7);
    levels[0] = (struct numbering_level){.format = "chineseCounting", .text = "%1、", .start = 1};
    levels[1] = (struct numbering_level){.format = "chineseCounting", .text = "（%2）", .start = 1};
    levels[2] = (struct numbering_level){.format = "decimal", .text = "%1.%2.%3", .start = 5};
    levels[3] = (struct numbering_level){.format = "bullet", .text = "●", .start = 1};
    numbering_add_use(numbering, 1, 7);
    numbering_add_use(numbering, 2, 7);
    numbering_add_use(numbering, 3, 7)[0] = 1;
    expect_label(numbering, 1, 0, "一、");
    expect_label(numbering, 1, 1, "（一）");
    expect_label(numbering, 1, 1, "（二）");
    expect_label(numbering, 1, 2, "一.二.5");
    expect_label(numbering, 2, 0, "二、");
    expect_label(numbering, 2, 1, "（一）");
    expect_label(numbering, 2, 3, "");
    expect_label(numbering, 3, 0, "一、");
    expect_label(numbering, 3, 0, "二、");
    expect_label(numbering, 1, -1, "三、");
    expect_label(numbering, 9, 0, "");
    expect_label(numbering, 1, 9, "");
}

/* --- outlines -------------------------------------------------------------------------------- */

struct row {
    const char *text;
    struct paragraph paragraph;
};

#define BODY                                                                                                                                     \
    "我局认真贯彻落实市委市政府关于社会信用体系建设的部署要求，明确分管领导和责任科室，确保各项任" \
    "务落到实处。"
enum { BODY_CHARS = 52 };

/* Adds the rows and says what came out: "level heading chars" of each section, a line each. */
static char *sections_of(const struct row *rows, size_t count, char **title)
{
    struct described_file file = {0};
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    for (size_t i = 0; i < count; i++) {
        outline_add(outline, rows[i].text, &rows[i].paragraph);
    }
    outline_finish(outline, &file);
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < file.section_count; i++) {
        buffer_add_format(&out, "%u %s %u\n", file.sections[i].level, file.sections[i].heading,
                          file.sections[i].chars);
    }
    *title = xstrdup(file.title);
    described_file_clear(&file);
    return buffer_steal(&out);
}

static void expect_outline(const struct row *rows, size_t count, const char *title,
                           const char *sections)
{
    CLEANUP_FREE char *told_title = NULL;
    CLEANUP_FREE char *told = sections_of(rows, count, &told_title);
    assert_string_equal(told, sections);
    assert_string_equal(told_title, title);
}

static void test_mixed_report(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"黄石市某局文件", {0}},
        {"某局发〔2017〕12号", {0}},
        {"关于社会信用体系建设的自查报告", {.bold = true}},
        {BODY, {0}},
        {"目　录", {0}},
        {"一、组织领导………………1", {0}},
        {"二、信用承诺\t2", {0}},
        {"一、组织领导", {.contents = true}},
        {"一、组织领导", {0}},
        {BODY, {0}},
        {"（一）建立机制", {0}},
        {BODY, {0}},
        {"项目", {.cell = true}},
        {"一、数量", {.cell = true}},
        {"1.成立专班", {0}},
        {"二、信用承诺。" BODY, {0}},
        {"职能任务完成情况", {.bold = true}},
        {BODY, {0}},
        {"三、信用名单；", {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "关于社会信用体系建设的自查报告",
                   "1 一、组织领导 52\n"
                   "2 （一）建立机制 64\n"
                   "1 二、信用承诺。 52\n"
                   "3 职能任务完成情况 59\n");
}

/* Titles of several lines, with whoever issued it and the number above them. */
static void test_titles(void **state)
{
    (void)state;
    enum { LINES = 5 };
    static const struct {
        const char *lines[LINES], *title;
    } rows[] = {
        {{"黄石市某局", "黄某函〔2017〕86号", "黄石市某局关于公布2017年",
          "第三季度重大违法行为的通告", BODY},
         "黄石市某局关于公布2017年第三季度重大违法行为的通告"},
        {{"关于印发《信用工作", "方案》的通知", "各科室：", BODY},
         "关于印发《信用工作方案》的通知"},
        {{"关于信用工作的安排", "各科室：", BODY}, "关于信用工作的安排"},
        {{"黄石市某局公告", "2017年第3号", BODY}, "黄石市某局公告"},
        {{"黄石市信用信息公示管理办法", "黄政规〔2017〕3号", "各县（市）、区人民政府：", BODY},
         "黄石市信用信息公示管理办法"},
        {{"关于信用工作的总结", "一、核查信用报告", BODY}, "关于信用工作的总结"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct row lines[LINES] = {{0}};
        size_t count = 0;
        while (count < LINES && rows[i].lines[count] != NULL) {
            lines[count].text = rows[i].lines[count];
            count++;
        }
        CLEANUP_FREE char *title = NULL;
        CLEANUP_FREE char *told = sections_of(lines, count, &title);
        assert_string_equal(title, rows[i].title);
    }
}

/* Where nothing stands above them, plain "1." lines head sections, if text follows. */
static void test_plain_numbers(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"自查报告", {0}},      {"1. 制定方案", {0}}, {BODY, {0}},
        {"2. 信用承诺", {0}},   {BODY, {0}},          {"3. 红名单企业", {0}},
        {"4. 黑名单企业", {0}}, {"5. 其他企业", {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "自查报告", "3 1. 制定方案 52\n3 2. 信用承诺 72\n");
}

/* Right below an upper heading they go on to head sections; in a section's text they are a list. */
static void test_plain_numbers_below(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"自查报告", {0}},      {"一、共性任务", {0}}, {"1. 制定方案", {0}},  {BODY, {0}},
        {"2. 信用承诺", {0}},   {BODY, {0}},           {"二、职能任务", {0}}, {BODY, {0}},
        {"1. 红名单企业", {0}}, {BODY, {0}},           {"三、其他", {0}},     {"1. 甲企业", {0}},
        {"2. 乙企业", {0}},     {BODY, {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "自查报告",
                   "1 一、共性任务 0\n3 1. 制定方案 52\n3 2. 信用承诺 52\n"
                   "1 二、职能任务 111\n1 三、其他 62\n");
}

/* A line below such a number that only names the papers is its text. */
static void test_short_text(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"自查报告", {0}},    {"一、共性任务", {0}},   {"1. 制定方案", {0}}, {"见佐证01。", {0}},
        {"2. 信用承诺", {0}}, {"见佐证02、03。", {0}}, {BODY, {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "自查报告",
                   "1 一、共性任务 0\n3 1. 制定方案 5\n3 2. 信用承诺 59\n");
}

/* Short lines above a text head sections where nothing else does, if there are several. */
static void test_bare_lines(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"补充说明", {0}},
        {"市信用办：", {0}},
        {BODY, {0}},
        {"关于经费人员", {0}},
        {BODY, {0}},
        {"关于政务公开", {0}},
        {BODY, {0}},
        {"关于信用评价", {0}},
        {BODY, {0}},
        {"黄石市房产局", {0}},
        {"2017年12月13日", {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "补充说明",
                   "3 关于经费人员 52\n3 关于政务公开 52\n3 关于信用评价 64\n");
    expect_outline(rows, 7, "补充说明", "");
    static const struct row sentences[] = {
        {"工作总结", {0}}, {"工作之一", {0}}, {"三月印发了全年的要点。", {0}},
        {BODY, {0}},       {"工作之二", {0}}, {"所有单位都提交了承诺书。", {0}},
        {BODY, {0}},       {"工作之三", {0}}, {"全部查询了信用记录。", {0}},
    };
    expect_outline(sentences, COUNT_OF(sentences), "工作总结",
                   "3 工作之一 63\n3 工作之二 64\n3 工作之三 10\n");
    static const struct row numbered[] = {
        {"补充说明", {0}},     {BODY, {0}}, {"一、基本情况", {0}}, {BODY, {0}},
        {"关于经费人员", {0}}, {BODY, {0}}, {"关于政务公开", {0}}, {BODY, {0}},
        {"关于信用评价", {0}}, {BODY, {0}},
    };
    expect_outline(numbered, COUNT_OF(numbered), "补充说明", "1 一、基本情况 226\n");
}

/* Headings with a full stop, where a text stands below them; else they are items of a list. */
static void test_stopped_headings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"自查报告", {0}},         {"一、坚持高位推进", {0}},
        {"（一）组织有力。", {0}}, {BODY, {0}},
        {"（二）谋划在先。", {0}}, {BODY, {0}},
        {"二、其他", {0}},         {BODY, {0}},
        {"（一）甲企业。", {0}},   {"（二）乙企业。", {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "自查报告",
                   "1 一、坚持高位推进 0\n2 （一）组织有力。 52\n2 （二）谋划在先。 52\n"
                   "1 二、其他 66\n");
}

/* What counts off heads sections where it stands alone and nothing stands above it. */
static void test_counted_off(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"自查报告", {0}}, {"一是抓统筹", {0}}, {BODY, {0}}, {"二是抓投入", {0}}, {BODY, {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "自查报告", "5 一是抓统筹 52\n5 二是抓投入 52\n");
    static const struct row below[] = {
        {"自查报告", {0}}, {"一、共性任务", {0}}, {BODY, {0}}, {"一是抓统筹", {0}}, {BODY, {0}},
    };
    expect_outline(below, COUNT_OF(below), "自查报告", "1 一、共性任务 109\n");
}

static void test_styles(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"自查报告", {.level = 1}}, {BODY, {0}}, {"组织领导", {.level = 1}}, {BODY, {0}},
        {"工作机制", {.level = 2}}, {BODY, {0}},
    };
    expect_outline(rows, COUNT_OF(rows), "自查报告", "1 组织领导 52\n2 工作机制 52\n");
}

static void test_counting(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t chars;
    } rows[] = {
        {"信用", 2},  {"信用，承诺。", 6}, {"2017年11月", 4}, {"baosong系统v2", 4},
        {"a b c", 3}, {" 　\t\n", 0},      {"《办法》", 4},   {"50%", 2},
        {"𠮷𡈽", 2},  {"——", 2},           {"", 0},           {BODY, BODY_CHARS},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(utf8_count_characters(rows[i].text), rows[i].chars);
    }
}

/* --- papers bound into one file --------------------------------------------------------------- */

static void test_labels(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool label;
    } rows[] = {
        {"附件1", true},
        {"附件：", false},
        {"附件", true},
        {"附 件 2", true},
        {"附件三", true},
        {"（附件3）", true},
        {"附件3：企业信用承诺书", true},
        {"附件3-1 台账", true},
        {"附件3企业信用承诺书", true},
        {"佐证材料二、双公示", true},
        {"佐证材料", true},
        {"佐证材料目录", false},
        {"附件：1.工作方案", false},
        {"附件3所列的承诺书共12份。", false},
        {"见附件3", false},
        {"附件清单", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (portion_label(rows[i].line) != rows[i].label) {
            fail_msg("\"%s\"", rows[i].line);
        }
    }
}

/* Paragraphs with their pages, a "^" before those at the top: what begins there. */
static void test_portions(void **state)
{
    (void)state;
    static const struct {
        unsigned page;
        const char *text, *begins; /* NULL: nothing */
    } rows[] = {
        {1, "^市林业局自查报告", "title 1"},
        {1, "一、信用承诺", NULL},
        {1, BODY "见附件1。", NULL},
        {2, "^（二）双公示", NULL},
        {2, BODY, NULL},
        {2, "附件1", NULL}, /* a list of annexes */
        {3, "^附件1", "label 3"},
        {3, "黄林发〔2017〕12号", NULL},
        {3, "关于印发《工作要点》的通知", NULL},
        {4, "^" BODY, NULL},
        {5, "^黄林发〔2017〕15号", "head 5"},
        {5, "关于开展宣传的通知", NULL},
        {6, "^附件2：台账", "label 6"},
        {7, "^附件2：台账", NULL}, /* on each page of it */
    };
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct paragraph paragraph = {.page = rows[i].page, .top = rows[i].text[0] == '^'};
        outline_add(outline, rows[i].text + paragraph.top, &paragraph);
    }
    struct described_file file = {.pages = 8};
    outline_finish(outline, &file);
    size_t found = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].begins != NULL) {
            assert_true(found < file.portion_count);
            const struct portion *portion = &file.portions[found++];
            char said[32];
            snprintf(said, sizeof said, "%s %u", portion_mark_name(portion->mark),
                     portion->first_page);
            assert_string_equal(said, rows[i].begins);
        }
    }
    assert_int_equal(file.portion_count, found);
    assert_int_equal(file.portions[1].last_page, 4);
    assert_int_equal(file.portions[3].last_page, 8);
    assert_string_equal(file.portions[1].document_number, "黄林发〔2017〕12号");
    assert_int_equal(file.section_count, 2);
    assert_int_equal(file.portions[1].sections, 2);
    assert_int_equal(file.sections[1].page, 2);
    /* What is enclosed is not what the report says below its last heading. */
    assert_int_equal(file.sections[1].chars, BODY_CHARS + 3);
    described_file_clear(&file);
}

/* What is too much is left out, and nothing is said of where the last one that is kept ends. */
static void test_too_many_portions(void **state)
{
    (void)state;
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    for (unsigned page = 1; page <= LIMIT_PORTIONS + 5; page++) {
        CLEANUP_FREE char *label = xasprintf("附件%u", page);
        outline_add(outline, label, &(struct paragraph){.page = page, .top = true});
    }
    struct described_file file = {.pages = LIMIT_PORTIONS + 9};
    outline_finish(outline, &file);
    assert_int_equal(file.portion_count, LIMIT_PORTIONS);
    assert_int_equal(file.portions[LIMIT_PORTIONS - 1].last_page, LIMIT_PORTIONS);
    described_file_clear(&file);
}

/* Where nobody knows of pages: a line of its own, and not one of a list. */
static void test_portions_without_pages(void **state)
{
    (void)state;
    static const char *const lines[] = {"一、信用承诺", BODY, "附件1：方案", "附件2：清单", BODY,
                                        "附件1",        BODY, "附件2",       "清单",        NULL};
    static const struct paragraph plain = {0};
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    for (size_t i = 0; lines[i] != NULL; i++) {
        outline_add(outline, lines[i], &plain);
    }
    struct described_file file = {0};
    outline_finish(outline, &file);
    assert_int_equal(file.portion_count, 2);
    assert_string_equal(file.portions[0].head, "附件1\n" BODY);
    assert_string_equal(file.portions[1].head, "附件2\n清单");
    assert_int_equal(file.portions[1].last_page, 0);
    described_file_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbering_levels),
        cmocka_unit_test(test_contents_lines),
        cmocka_unit_test(test_number_formats),
        cmocka_unit_test(test_numbering),
        cmocka_unit_test(test_mixed_report),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_plain_numbers),
        cmocka_unit_test(test_plain_numbers_below),
        cmocka_unit_test(test_short_text),
        cmocka_unit_test(test_bare_lines),
        cmocka_unit_test(test_stopped_headings),
        cmocka_unit_test(test_counted_off),
        cmocka_unit_test(test_styles),
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_portions),
        cmocka_unit_test(test_portions_without_pages),
        cmocka_unit_test(test_too_many_portions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The staff report: its numbers and sentences, and that nothing from a mail breaks out of it. */
#include "support.h"

#include "notice/report.h"
#include "notice/wording.h"
#include "office.h"

#include <zip.h>

#define EVIL "=HYPERLINK(\"http://x\")<script>&"

#define EVIL_HTML "=HYPERLINK(&quot;http://x&quot;)&lt;script&gt;&amp;"

static char evil_path[] = "材料.zip/" EVIL ".pdf";
static char evil_subject[] = EVIL;
static char sender[] = "a@b";
static char note[] = "没有看出是哪个单位";
static char education[] = "市教育局";
static char task_c1[] = "C1";
static char nothing[] = "";
static char gone[] = "gone@b";
static char *addresses[] = {sender};

static struct fact make_fact(int64_t file, int unit, int task, enum match_state state,
                             int64_t received_at)
{
    struct fact fact = {.message = 1,
                        .file = file,
                        .received_at = received_at,
                        .obligation = {unit, task},
                        .state = state};
    memset(fact.sha256, 'a' + (int)file, HASH_TEXT_SIZE - 1);
    return fact;
}

struct fixture {
    struct office *office;
    struct fact facts[4];
    struct extension extension;
    struct board *board;
    struct catalogue_file files[3];
    struct catalogue_mail mail;
    struct catalogue_problem problem;
    int64_t others[2];
    struct catalogue catalogue;
    struct dead_address dead_at[2];
    struct dead_addresses dead;
    struct report report;
};

/* 市教育局: C1 complete, C2 deficient (no seal), F1 in review; 市国资委: C1 late; 市国资公司:
 * silent, with an extension. */
static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->office = office_new();
    f->facts[0] = make_fact(1, EDUCATION, 0, MATCH_SURE, office_midterm - 1);
    f->facts[1] = make_fact(2, EDUCATION, 1, MATCH_SURE, office_midterm - 1);
    f->facts[1].findings = FINDING_BIT(FINDING_NO_SEAL) | FINDING_BIT(FINDING_MACRO);
    f->facts[2] = make_fact(1, EDUCATION, 2, MATCH_REVIEW, office_midterm - 1);
    f->facts[3] = make_fact(3, ASSETS_OFFICE, 0, MATCH_SURE, office_midterm);
    f->extension =
        (struct extension){.unit = ASSETS_COMPANY, .stage = 0, .deadline = office_midterm + 86400};
    struct board_input input = {
        .facts = f->facts, .fact_count = 4, .extensions = &f->extension, .extension_count = 1};
    f->board = board_new(&f->office->campaign, 0, &input);
    for (int i = 0; i < 3; i++) {
        f->files[i] = (struct catalogue_file){.id = i + 1,
                                              .message = 1,
                                              .received_at = office_midterm - 1,
                                              .path = evil_path,
                                              .name = strchr(evil_path, '/') + 1,
                                              .units = education,
                                              .tasks = task_c1,
                                              .findings = nothing,
                                              .kind = KIND_PDF};
    }
    f->mail = (struct catalogue_mail){.id = 7,
                                      .received_at = office_midterm,
                                      .from = sender,
                                      .subject = evil_subject,
                                      .note = note,
                                      .trouble = TROUBLE_NOBODY};
    f->problem = (struct catalogue_problem){
        .code = FINDING_ENCRYPTED, .units = nothing, .what = evil_subject};
    f->others[0] = 3;
    f->others[1] = 5;
    f->catalogue = (struct catalogue){.problems = &f->problem,
                                      .problem_count = 1,
                                      .review_files = 2,
                                      .files = f->files,
                                      .file_count = 3,
                                      .mails = &f->mail,
                                      .mail_count = 1,
                                      .others = f->others,
                                      .other_count = 2,
                                      .message_count = 9,
                                      .unfiled = 5};
    report_init(&f->report, f->board, &f->catalogue, office_midterm + 8 * INT64_C(3600) + 1800);
    /* The second address is no longer the unit's. */
    for (int i = 0; i < 2; i++) {
        f->dead_at[i] = (struct dead_address){.address = i == 0 ? sender : gone,
                                              .unit = education,
                                              .reason = evil_subject,
                                              .came_at = office_midterm};
    }
    f->dead = (struct dead_addresses){.at = f->dead_at, .count = 2};
    f->report.dead = &f->dead;
    f->office->campaign.units[EDUCATION].addresses = (struct texts){.at = addresses, .count = 1};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    f->office->campaign.units[EDUCATION].addresses = (struct texts){0};
    board_free(f->board);
    office_free(f->office);
    free(f);
    return 0;
}

static void assert_contains(const struct buffer *out, const char *text)
{
    if (strstr(buffer_text(out), text) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", text, buffer_text(out));
    }
}

static void test_numbers(void **state)
{
    const struct fixture *f = *state;
    assert_int_equal(f->report.obligations, 6);
    assert_int_equal(f->report.units[UNIT_COMPLETE], 0);
    assert_int_equal(f->report.units[UNIT_PARTIAL], 1);
    assert_int_equal(f->report.units[UNIT_SILENT], 2);
    assert_int_equal(f->report.cells[STANDING_COMPLETE], 1);
    assert_int_equal(f->report.cells[STANDING_DEFICIENT], 1);
    assert_int_equal(f->report.cells[STANDING_REVIEW], 1);
    assert_int_equal(f->report.cells[STANDING_LATE], 1);
    assert_int_equal(f->report.cells[STANDING_MISSING], 2);
    assert_int_equal(f->report.late_units, 1);
}

static void test_text(void **state)
{
    const struct fixture *f = *state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    assert_int_equal(report_text(&f->report, &out, NULL), 0);
    assert_contains(&out, "截止2017年11月22日24时；统计至2017年11月23日8时30分");
    assert_contains(&out, "部分报送（已完成/应报送）（1家）：市教育局（1/3）。");
    assert_contains(&out, "不合要求：共性任务2（信用承诺<红黑>）：没有看到公章。");
    assert_contains(&out, "市国资公司（已同意延至2017年11月23日24时）");
    assert_contains(&out, "未报送的单位缺全部任务，不逐项列出。");
    assert_contains(&out, "逾期报送：共性任务1（工作方案）：2017年11月23日0时00分收到");
    assert_contains(&out, "7号邮件");
    assert_contains(&out, "任务待核对的文件2个，未归入任何任务的文件5个。");
    assert_contains(&out, "已加密，无法打开（1个）。");
    assert_contains(
        &out, "另有2封邮件不属于任何单位，也不是报送材料（自动回复、咨询、广告等）：3、5号。\n");
    assert_contains(&out, "七、邮箱不通（1个，");
    assert_contains(&out, "市教育局，a@b，2017年11月23日0时00分退回：" EVIL "。\n");
    assert_null(strstr(buffer_text(&out), "gone@b"));
}

static void test_html(void **state)
{
    const struct fixture *f = *state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    assert_int_equal(report_html(&f->report, &out, NULL), 0);
    assert_null(strstr(buffer_text(&out), "<script"));
    assert_contains(&out, "=HYPERLINK(&quot;http://x&quot;)&lt;script&gt;&amp;");
    assert_contains(&out, "信用承诺&lt;红黑&gt;");
    assert_contains(&out, "单位未定：" EVIL_HTML "</td>");
    assert_contains(&out, "退回：" EVIL_HTML "</td>");
    assert_contains(&out, "也不是报送材料（自动回复、咨询、广告等）：3、5号。</p>");
    /* What mail programs drop or block, and what would make a telephone scroll sideways. */
    static const char *const unwanted[] = {"<style", "<img", "<svg", "url(", "http://", "class="};
    for (size_t i = 0; i < COUNT_OF(unwanted); i++) {
        const char *found = strstr(buffer_text(&out), unwanted[i]);
        found = found != NULL && strncmp(found, "http://www.w3.org/TR/", 21) == 0
                    ? strstr(found + 1, unwanted[i])
                    : found;
        found = found != NULL && strncmp(found, "http://x&quot;", 14) == 0 ? NULL : found;
        assert_null(found);
    }
}

/* In a mail the picture is shown by its Content-ID, and by nothing else. */
static void test_html_with_picture(void **state)
{
    const struct fixture *f = *state;
    struct report report = f->report;
    report.picture = "1\"><script>@x.cn";
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    assert_int_equal(report_html(&report, &out, NULL), 0);
    assert_contains(&out, "<img src=\"cid:1&quot;&gt;&lt;script&gt;@x.cn\" width=\"736\"");
    assert_null(strstr(buffer_text(&out), "<script"));
}

/* What came late and does not do was not received in time, though the unit did send it. */
static void test_missing(void **state)
{
    const struct fixture *f = *state;
    struct fact late = make_fact(1, ASSETS_COMPANY, 0, MATCH_SURE, office_midterm + 90000);
    late.findings = FINDING_BIT(FINDING_NO_SEAL);
    struct board_input input = {.facts = &late, .fact_count = 1};
    CLEANUP(cleanup_board_free)
    struct board *board = board_new(&f->office->campaign, 0, &input);
    CLEANUP_FREE char *sent = wording_cell(board, ASSETS_COMPANY, 0, &f->catalogue);
    CLEANUP_FREE char *silent = wording_cell(board, EDUCATION, 0, &f->catalogue);
    assert_int_equal(board->units[ASSETS_COMPANY].cells[0].state, STANDING_MISSING);
    assert_string_equal(sent, "截止时间以前未收到材料");
    assert_string_equal(silent, "未收到材料");
}

/* The file version is the same with the board drawn: a square for each obligation. */
static void test_html_file(void **state)
{
    const struct fixture *f = *state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    assert_int_equal(report_html_file(&f->report, &out, NULL), 0);
    assert_null(strstr(buffer_text(&out), "<script"));
    assert_contains(&out, "<svg ");
    size_t squares = 0;
    for (const char *at = buffer_text(&out); (at = strstr(at, "width=\"15.0\"")) != NULL; at++) {
        squares++;
    }
    assert_int_equal(squares, f->report.obligations);
}

static void test_csv(void **state)
{
    const struct fixture *f = *state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    assert_int_equal(report_csv(&f->report, &out, NULL), 0);
    assert_memory_equal(out.data, "\xEF\xBB\xBF单位,", 10);
    assert_contains(&out, "市教育局,市直部门,共性任务2（信用承诺<红黑>）,不合要求,没有看到公章,"
                          "信用承诺<红黑>的要求,2017年11月22日24时\r\n");
    assert_contains(&out, "市国资公司,市直部门,职能任务1（企业诚信）,未报送,未收到材料,"
                          "企业诚信的要求,2017年11月23日24时\r\n");
    assert_null(strstr(buffer_text(&out), "共性任务1（工作方案）,已完成"));
}

static void test_picture(void **state)
{
    const struct fixture *f = *state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct error error = {0};
    if (report_png(&f->report, &out, &error) != 0) {
        fail_msg("%s", error.text);
    }
    static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    assert_true(out.size > 5000);
    assert_memory_equal(out.data, signature, sizeof signature);
}

/* A member of the workbook as text; the caller frees it. */
static char *read_member(const struct buffer *book, const char *name)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(book->data, book->size, 0, &error);
    assert_non_null(source);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    assert_non_null(zip);
    zip_stat_t status;
    assert_int_equal(zip_stat(zip, name, 0, &status), 0);
    char *text = xcalloc(1, status.size + 1);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_non_null(file);
    assert_int_equal(zip_fread(file, text, status.size), (zip_int64_t)status.size);
    zip_fclose(file);
    zip_discard(zip);
    return text;
}

static void test_workbook(void **state)
{
    const struct fixture *f = *state;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct error error = {0};
    assert_int_equal(report_xlsx(&f->report, &out, &error), 0);
    static const char *const sheets[] = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
                                         "xl/worksheets/sheet3.xml"};
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        CLEANUP_FREE char *sheet = read_member(&out, sheets[i]);
        assert_null(strstr(sheet, "<f>"));
        assert_null(strstr(sheet, "<hyperlink"));
        assert_non_null(strstr(sheet, "<autoFilter"));
        assert_non_null(strstr(sheet, "state=\"frozen\""));
    }
    CLEANUP_FREE char *strings = read_member(&out, "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "=HYPERLINK(\"http://x\")&lt;script&gt;&amp;.pdf"));
    assert_non_null(strstr(strings, "职能任务1（各单位不同）"));
}

/* A folder for the workbook that cannot be had is an error, and nothing is written. */
static void test_workbook_without_room(void **state)
{
    const struct fixture *f = *state;
    const char *before = getenv("TMPDIR");
    CLEANUP_FREE char *kept = before != NULL ? xstrdup(before) : NULL;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct error error = {0};
    setenv("TMPDIR", "/nonexistent", 1);
    int result = report_xlsx(&f->report, &out, &error);
    if (kept != NULL) {
        setenv("TMPDIR", kept, 1);
    } else {
        unsetenv("TMPDIR");
    }
    assert_int_equal(result, -1);
    assert_int_equal(out.size, 0);
    assert_non_null(strstr(error.text, "/nonexistent/baosong-workbook"));
}

static void test_wording(void **state)
{
    const struct fixture *f = *state;
    char text[CLOCK_TEXT_SIZE];
    assert_string_equal(wording_deadline(office_midterm, text), "2017年11月22日24时");
    assert_string_equal(wording_deadline(office_midterm - 7 * INT64_C(3600), text),
                        "2017年11月22日17时00分");
    const struct cell *cell = &f->board->units[EDUCATION].cells[2];
    CLEANUP_FREE char *files = wording_files(cell, &f->catalogue);
    assert_string_equal(files, EVIL ".pdf");
    assert_int_equal(fact_role(&f->facts[0], office_midterm), FACT_COUNTS);
    assert_int_equal(fact_role(&f->facts[2], office_midterm), FACT_WAITS);
    assert_int_equal(fact_role(&f->facts[3], office_midterm), FACT_LATE);
    struct fact refused = f->facts[0];
    refused.verdict = VERDICT_REJECTED;
    assert_int_equal(fact_role(&refused, office_midterm), FACT_REJECTED);
    CLEANUP_FREE char *size = wording_size(1536);
    assert_string_equal(size, "1.5 KB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_html_file),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_picture),
        cmocka_unit_test(test_workbook),
        cmocka_unit_test(test_workbook_without_room),
        cmocka_unit_test(test_wording),
        cmocka_unit_test(test_html_with_picture),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

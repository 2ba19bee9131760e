/* Papers that are bound into one file: which of the signs at the tops of pages are meant. */
#include "judge/bundle.h"
#include "mail_case.h"
#include "support.h"

#define MOST 8

struct sign {
    enum portion_mark mark;
    unsigned page;
    const char *head;
};

/* A file of 20 pages; what is bound into it, as "first-last", doubtful ones with a "?". */
static const struct {
    const char *about;
    enum bundle_kind kind;
    struct sign signs[MOST];
    const char *bound;
} files[] = {
    {"nothing", BUNDLE_REPORT, {{0}}, ""},
    {"the report itself", BUNDLE_REPORT, {{PORTION_TITLE, 1, "市林业局自查报告"}}, ""},
    {"a report with a red head", BUNDLE_REPORT, {{PORTION_HEAD, 1, "黄林文〔2017〕3号"}}, ""},
    {"its annexes",
     BUNDLE_REPORT,
     {{PORTION_TITLE, 1, "市林业局自查报告"},
      {PORTION_LABEL, 4, "附件1"},
      {PORTION_LABEL, 9, "附件2：承诺书"},
      {PORTION_LABEL, 10, "附件5"}},
     "4-8 9-9 10-20"},
    {"red heads and titles inside an annex belong to it",
     BUNDLE_REPORT,
     {{PORTION_LABEL, 4, "附件1"},
      {PORTION_HEAD, 5, "黄林发〔2017〕12号"},
      {PORTION_TITLE, 7, "任务分工表"},
      {PORTION_LABEL, 9, "附件2"}},
     "4-8 9-20"},
    {"papers with heads, each with annexes of its own",
     BUNDLE_REPORT,
     {{PORTION_HEAD, 4, "黄林发〔2017〕12号"},
      {PORTION_LABEL, 6, "附件1"},
      {PORTION_LABEL, 7, "附件2"},
      {PORTION_HEAD, 8, "黄林发〔2017〕15号"},
      {PORTION_LABEL, 9, "附件1"}},
     "4-7 8-20"},
    {"annexes that begin anew are of several papers, whose heads nobody saw",
     BUNDLE_REPORT,
     {{PORTION_LABEL, 6, "附件1"}, {PORTION_LABEL, 7, "附件1"}},
     ""},
    {"papers with nothing but titles: maybe",
     BUNDLE_REPORT,
     {{PORTION_TITLE, 2, "取得了明显成效"},
      {PORTION_TITLE, 4, "企业信用承诺书"},
      {PORTION_TITLE, 6, "企业信用承诺书（甲公司）"}},
     "?4-5 ?6-20"},
    {"a title behind a head is another paper",
     BUNDLE_REPORT,
     {{PORTION_HEAD, 4, "黄林发〔2017〕12号"}, {PORTION_TITLE, 6, "企业信用承诺书"}},
     "4-5 6-20"},
    {"evidence alone",
     BUNDLE_ANY,
     {{PORTION_LABEL, 1, "佐证材料一"}, {PORTION_LABEL, 3, "佐证材料二"}},
     "1-2 3-20"},
    {"one label is no collection", BUNDLE_ANY, {{PORTION_LABEL, 1, "附件1"}}, ""},
    {"several papers with heads",
     BUNDLE_ANY,
     {{PORTION_HEAD, 1, "黄林发〔2017〕12号"}, {PORTION_HEAD, 5, "黄林发〔2017〕15号"}},
     "1-4 5-20"},
    {"one paper with its annex",
     BUNDLE_ANY,
     {{PORTION_HEAD, 1, "黄林发〔2017〕12号"},
      {PORTION_LABEL, 5, "附件1"},
      {PORTION_LABEL, 6, "附件2"}},
     ""},
    {"one paper by its name",
     BUNDLE_PAPER,
     {{PORTION_LABEL, 4, "附件1"}, {PORTION_LABEL, 5, "附件2"}},
     ""},
    {"a document that knows no pages",
     BUNDLE_REPORT,
     {{PORTION_LABEL, 0, "附件1"}, {PORTION_LABEL, 0, "附件2"}},
     "0-0 0-0"},
};

static void describe(const struct bound *bound, size_t count, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%s%s%u-%u", i > 0 ? " " : "",
                 bound[i].doubtful ? "?" : "", bound[i].first_page, bound[i].last_page);
    }
}

/* What is bound into a file of these signs, and a section of this heading (NULL: none). */
static void check(const char *about, enum bundle_kind kind, const struct sign *signs,
                  const char *heading, const char *bound_in)
{
    struct portion portions[MOST];
    struct section section = {.heading = (char *)(uintptr_t)heading, .chars = 240};
    struct described_file file = {
        .portions = portions, .sections = &section, .section_count = heading != NULL};
    for (const struct sign *sign = signs; sign->head != NULL; sign++) {
        portions[file.portion_count++] = (struct portion){.mark = sign->mark,
                                                          .first_page = sign->page,
                                                          .head = (char *)(uintptr_t)sign->head,
                                                          .text = (char *)(uintptr_t) ""};
    }
    file.pages = file.portion_count > 0 && portions[0].first_page == 0 ? 0 : 20;
    size_t count = 0;
    CLEANUP_FREE struct bound *bound = bundle_open(&file, kind, &count);
    char found[200];
    describe(bound, count, found, sizeof found);
    if (strcmp(found, bound_in) != 0) {
        fail_msg("%s: \"%s\", not \"%s\"", about, found, bound_in);
    }
}

static void test_which_are_meant(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check(files[i].about, files[i].kind, files[i].signs, NULL, files[i].bound);
    }
}

static void test_annexes_in_the_midst_of_pages(void **state)
{
    (void)state;
    static const struct sign signs[] = {{PORTION_LABEL, 12, "附件6：诚信档案样表"}, {0}};
    check("they are sections, and so is that at a page's top by chance", BUNDLE_REPORT, signs,
          "附件7：双公示统计表", "");
    check("a section that is the annex", BUNDLE_REPORT, signs, "附件6：诚信档案样表", "12-20");
    check("another section", BUNDLE_REPORT, signs, "六、宣传", "12-20");
}

static const struct {
    const char *head, *number, *name, *title;
} heads[] = {
    {"附件2\n企业信用承诺书\n本企业承诺", NULL, "附件2 企业信用承诺书", "企业信用承诺书"},
    {"附件2：企业信用承诺书\n本企业承诺", NULL, "附件2：企业信用承诺书", "企业信用承诺书"},
    {"附件3-1 台账", NULL, "附件3-1 台账", "台账"},
    {"佐证材料三、双公示截图", NULL, "佐证材料三、双公示截图", "双公示截图"},
    {"附件1\n黄林发〔2017〕12号\n关于印发工作要点的通知", "黄林发〔2017〕12号",
     "附件1 关于印发工作要点的通知", "关于印发工作要点的通知"},
    {"黄林发(2017〕12号\n关于印发《2017年工作\n要点》的通知\n各科室：", "黄林发〔2017〕12号",
     "关于印发《2017年工作要点》的通知", "关于印发《2017年工作要点》的通知"},
    {"企业/个人信用承诺书", NULL, "企业 个人信用承诺书", "企业/个人信用承诺书"},
    {"附件4", NULL, "附件4 ", ""},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct portion portion = {.head = (char *)(uintptr_t)heads[i].head,
                                  .document_number = (char *)(uintptr_t)heads[i].number};
        CLEANUP_FREE char *name = bundle_name(&portion);
        CLEANUP_FREE char *title = bundle_title(&portion);
        assert_string_equal(name, heads[i].name);
        assert_string_equal(title, heads[i].title);
    }
}

/* Where seals are seen, of a file of so many pages: what is known of some of them. */
static const struct {
    double file;
    unsigned pages, seal_page, first, last;
    double seal;
} seals[] = {
    {0.9, 9, 4, 4, 6, 0.9},   {0.9, 9, 4, 5, 6, 0},  {0.9, 9, 4, 1, 4, 0.9},
    {0, 9, 0, 4, 6, 0},       {-1, 9, 0, 4, 6, -1},  {0.9, 50, 4, 40, 41, -1},
    {0.9, 50, 4, 3, 45, 0.9}, {0, 50, 0, 50, 50, 0}, {0.9, 0, 4, 0, 0, -1},
};

static void test_seals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(seals); i++) {
        struct seal_mark mark = {.page = seals[i].seal_page, .confidence = 0.9};
        struct described_file file = {.seal = seals[i].file,
                                      .pages = seals[i].pages,
                                      .seals = &mark,
                                      .seal_count = seals[i].seal_page > 0};
        struct bound bound = {.first_page = seals[i].first, .last_page = seals[i].last};
        double seal = bundle_seal(&file, &bound);
        if (seal < seals[i].seal || seal > seals[i].seal) {
            fail_msg("%zu: %f", i, seal);
        }
    }
}

static void add_portion(struct described_file *file, unsigned page, unsigned last, const char *head)
{
    file->portions = xgrow(file->portions, file->portion_count, sizeof *file->portions);
    file->portions[file->portion_count++] = (struct portion){.mark = PORTION_LABEL,
                                                             .first_page = page,
                                                             .last_page = last,
                                                             .sections = 2,
                                                             .head = xstrdup(head),
                                                             .text = xstrdup(head)};
}

/* A report of two sections with three annexes; a plan's headings are no sections of it. */
static struct description *whole_mail(void)
{
    struct description *mail = mail_of("市林业局", "市林业局材料", "");
    struct described_file *file =
        mail_add(mail, KIND_PDF, "自查报告.pdf", "市林业局自查报告",
                 "市林业局自查报告\n一、制定年度计划\n见附件1。\n二、推行信用承诺制度\n见附件2。\n"
                 "附件1\n关于印发工作要点的通知\n一、双公示\n附件2\n企业信用承诺书\n");
    file->pages = 9;
    file->seal = 0.9;
    file->seals = xcalloc(1, sizeof *file->seals);
    file->seals[file->seal_count++] = (struct seal_mark){.page = 6, .confidence = 0.9};
    file_add_section(file, "一、制定年度计划", "见附件1。");
    file_add_section(file, "二、推行信用承诺制度", "见附件2。");
    file_add_section(file, "一、双公示", "报送双公示信息。");
    file->sections[0].page = 1;
    file->sections[1].page = 2;
    file->sections[2].page = 4;
    add_portion(file, 4, 5, "附件1\n关于印发工作要点的通知");
    add_portion(file, 6, 9, "附件2\n企业信用承诺书");
    return mail;
}

static void test_a_whole_submission(void **state)
{
    (void)state;
    static const struct {
        const char *task;
        int section;
        unsigned portion, first, last;
    } expected[] = {
        {"C1", 0, 0, 1, 2}, {"C3", 1, 0, 2, 3}, {"C1", -1, 1, 4, 5}, {"C3", -1, 2, 6, 9}};
    CLEANUP(cleanup_description_free)
    struct description *mail = whole_mail();
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    assert_int_equal(judgement->match_count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct match *match = &judgement->matches[i];
        assert_string_equal(matched_task(match), expected[i].task);
        assert_int_equal(match->state, MATCH_SURE);
        assert_int_equal(match->section, expected[i].section);
        assert_int_equal(match->portion, expected[i].portion);
        assert_int_equal(match->first_page, expected[i].first);
        assert_int_equal(match->last_page, expected[i].last);
    }
    /* The plan has neither a number nor a seal; the seal on page 6 is another's. */
    size_t findings = 0;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct judged_finding *found = &judgement->findings[i];
        bool of_plan = found->finding.code == FINDING_NO_SEAL ||
                       found->finding.code == FINDING_NO_DOCUMENT_NUMBER;
        assert_true(!of_plan || (found->portion == 1 && found->file == 0));
        findings += of_plan;
    }
    assert_int_equal(findings, 2);
}

/* A person's word is about the file, and nothing else is said of it then. */
static void test_a_person_files_it(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *mail = whole_mail();
    struct obligation task = {campaign_find_unit(world.campaign, "市林业局"), 4};
    struct file_decision decision = {.refiled = true, .tasks = &task, .task_count = 1};
    struct decisions decisions = {.files = &decision, .file_count = 1};
    struct submission submission = submission_of(mail);
    submission.decisions = &decisions;
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_message(world.judge, &submission);
    assert_int_equal(judgement->match_count, 1);
    assert_int_equal(judgement->matches[0].state, MATCH_PERSON);
    assert_int_equal(judgement->matches[0].portion, 0);
}

/* Statements that are bound into one file are papers of that file, each on its pages. */
static void test_bound_statements(void **state)
{
    (void)state;
    static const char *const tasks[] = {"C3", "C6", "C9"};
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市林业局", "市林业局材料", "");
    struct described_file *file = mail_add(mail, KIND_PDF, "佐证材料.pdf", "", "");
    file->pages = 6;
    file->chars = 900;
    add_portion(file, 1, 2, "附件1\n共性任务3信用承诺情况说明");
    add_portion(file, 3, 4, "附件2\n共性任务6双公示情况说明");
    add_portion(file, 5, 6, "附件3\n共性任务9诚信宣传情况说明");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    assert_int_equal(judgement->match_count, COUNT_OF(tasks));
    for (size_t i = 0; i < COUNT_OF(tasks); i++) {
        const struct match *match = &judgement->matches[i];
        assert_string_equal(matched_task(match), tasks[i]);
        assert_int_equal(match->file, 0);
        assert_int_equal(match->portion, i + 1);
        assert_int_equal(match->first_page, 2 * i + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_are_meant),
        cmocka_unit_test(test_annexes_in_the_midst_of_pages),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_seals),
        cmocka_unit_test(test_a_whole_submission),
        cmocka_unit_test(test_a_person_files_it),
        cmocka_unit_test(test_bound_statements),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

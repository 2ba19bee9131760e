/* Every fault that a person can make in a campaign file is told with its line and the right form.
 */
#include "campaign_files.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "campaign/campaign.h"

static const char right[] =
    "campaign: test-2017\n"                                            /* 1 */
    "title: 测试考核\n"                                                /* 2 */
    "document: 测信〔2017〕1号\n"                                      /* 3 */
    "issuer: 市信用办\n"                                               /* 4 */
    "mailbox: office@example.gov.cn\n"                                 /* 5 */
    "time_zone: Asia/Shanghai\n"                                       /* 6 */
    "year: 2017\n"                                                     /* 7 */
    "report: {about: 1000, min: 800}\n"                                /* 8 */
    "deficient: [encrypted, damaged]\n"                                /* 9 */
    "stages:\n"                                                        /* 10 */
    "  - {id: midterm, title: 中期, deadline: 2017-11-22}\n"           /* 11 */
    "  - {id: final, title: 年终, deadline: 2017-12-15}\n"             /* 12 */
    "items:\n"                                                         /* 13 */
    "  - {number: 1, title: 部署, points: 8, kind: base}\n"            /* 14 */
    "  - {number: 2, title: 加分, points: 5, kind: bonus}\n"           /* 15 */
    "categories:\n"                                                    /* 16 */
    "  - {id: district, title: 县区, common: yes, graded: yes}\n"      /* 17 */
    "  - {id: outside, title: 其他, common: no, graded: no}\n"         /* 18 */
    "units:\n"                                                         /* 19 */
    "  - name: 东区\n"                                                 /* 20 */
    "    category: district\n"                                         /* 21 */
    "    aliases: [东区政府]\n"                                        /* 22 */
    "    addresses: [DQ@example.gov.cn]\n"                             /* 23 */
    "  - name: 西区\n"                                                 /* 24 */
    "    category: district\n"                                         /* 25 */
    "  - name: 市银行\n"                                               /* 26 */
    "    full_name: 测试市银行\n"                                      /* 27 */
    "    category: outside\n"                                          /* 28 */
    "    document_prefixes: [测银]\n"                                  /* 29 */
    "common:\n"                                                        /* 30 */
    "  - id: C1\n"                                                     /* 31 */
    "    title: 方案\n"                                                /* 32 */
    "    text: 制定方案\n"                                             /* 33 */
    "    items: [1, 2]\n"                                              /* 34 */
    "  - id: C2\n"                                                     /* 35 */
    "    title: 承诺\n"                                                /* 36 */
    "    text: 实施承诺\n"                                             /* 37 */
    "    categories: [district]\n"                                     /* 38 */
    "functional:\n"                                                    /* 39 */
    "  - units: [市银行]\n"                                            /* 40 */
    "    tasks:\n"                                                     /* 41 */
    "      - {id: F1, title: 名单, text: 报送名单}\n"                  /* 42 */
    "      - {id: F2, title: 案例, text: 报送案例, period: monthly}\n" /* 43 */
    "  - units: [东区, 西区]\n"                                        /* 44 */
    "    tasks:\n"                                                     /* 45 */
    "      - {id: F1, title: 试点, text: 开展试点}\n";                 /* 46 */

static const struct wrong wrongs[] = {
    /* keys */
    {"deadline: 2017-12-15",
     "deadline: 2017-12-15, dedline: 1",
     12,
     {"unknown key \"dedline\"; did you mean \"deadline\"?",
      "Known keys here: id, title, deadline"}},
    {"issuer:", "isuer: 甲\nissuer:", 4, {"\"isuer\"", "did you mean \"issuer\""}},
    {"year: 2017\n", "year: 2017\nxyzzy: 1\n", 8, {"unknown key \"xyzzy\"; Known keys here: camp"}},
    {", deadline: 2017-11-22", "", 11, {"\"deadline\" of this stage is missing", "2017-11-22"}},
    {"issuer: 市信用办\n", "", 1, {"\"issuer\" of this campaign is missing"}},
    {"issuer: 市信用办", "issuer:", 4, {"\"issuer\" of this campaign has no value"}},
    {"issuer: 市信用办", "issuer: ''", 4, {"\"issuer\" has an empty text"}},
    {"issuer: 市信用办", "issuer: \"a\\nb\"", 4, {"line break", "one line"}},
    {"title: 测试考核\n",
     "title: 测试考核\ntitle: 再一次\n",
     3,
     {"\"title\" stands here twice", "line 2"}},
    {"title: 测试考核", "[a, b]: 测试", 2, {"a key must be a word, not a list"}},
    {"min: 800}",
     "min: 800, together: [{tasks: [C1, C9]}]}",
     8,
     {"there is no common task \"C9\"; write an id that stands under \"common\""}},
    {"min: 800}",
     "min: 800, together: [{tasks: [C1, C2, C2]}, {tasks: [C2]}]}",
     8,
     {"the task C2 stands twice in a group of \"together\"; leave one out"}},
    /* types */
    {"[东区, 西区]",
     "东区",
     44,
     {"\"units\" must be a list, not a single value", "write units: ["}},
    {"[东区, 西区]", "[东区, [西区]]", 44, {"\"units\" must be one text, not a list"}},
    {"{about: 1000, min: 800}", "1000", 8, {"\"report\" must be a group of keys"}},
    {"title: 测试考核", "title: {a: b}", 2, {"\"title\" must be one text, not a group of keys"}},
    {"year: 2017",
     "year: [2017]",
     7,
     {"\"year\" must be one value, not a list", "write year: 2017"}},
    {"kind: bonus", "kind: [bonus]", 15, {"\"kind\" must be one word, not a list"}},
    {"points: 8", "points: 八", 14, {"\"points\"", "\"八\" is not a whole number", "like 10"}},
    {"points: 8", "points: 8.5", 14, {"\"8.5\" is not a whole number"}},
    {"points: 8", "points: 8000", 14, {"\"points\" is 8000", "from 0 to 1000"}},
    {"year: 2017", "year: 217", 7, {"\"year\" is 217", "from 2000 to 2199"}},
    {"kind: bonus", "kind: extra", 15, {"\"kind\" is \"extra\"", "one of: base, bonus, deduction"}},
    {"period: monthly", "period: weekly", 43, {"\"period\" is \"weekly\"", "monthly"}},
    {"common: no", "common: nein", 18, {"\"common\"", "\"nein\" is neither yes nor no"}},
    {"title: 测试考核", "title: !mine 测试考核", 2, {"the tag !mine", "remove it"}},
    /* head */
    {"campaign: test-2017", "campaign: Test 2017", 1, {"\"Test 2017\" cannot be an id", "a-z"}},
    {"office@example.gov.cn",
     "office at example",
     5,
     {"\"office at example\" is not a mail address"}},
    {"Asia/Shanghai", "Asia/Huangshi", 6, {"time zone \"Asia/Huangshi\"", "Asia/Shanghai"}},
    {"encrypted",
     "encripted",
     9,
     {"\"encripted\"", "not the code of a finding", "did you mean \"encrypted\""}},
    {"year: 2017\n",
     "year: 2017\ncalendar: {opens: 9:00}\n",
     8,
     {"\"9:00\" is not a time of day", "08:30"}},
    {"year: 2017\n",
     "year: 2017\ncalendar: {opens: 18:00, closes: 17:00}\n",
     8,
     {"\"closes\" is not after \"opens\""}},
    {"year: 2017\n",
     "year: 2017\ncalendar: {holidays: [2017-10-01, 2017-10-32]}\n",
     8,
     {"\"holidays\"", "2017-10-32"}},
    {"min: 800", "min: 1800", 8, {"\"min\" (1800) is more than \"about\" (1000)"}},
    /* stages */
    {"2017-11-22", "2017-11-31", 11, {"\"deadline\"", "there is no day 2017-11-31"}},
    {"2017-11-22", "22.11.2017", 11, {"\"deadline\"", "2017-11-22"}},
    {"2017-11-22", "2017-11-22 25:00", 11, {"\"deadline\"", "2017-11-22 17:00"}},
    {"2017-12-15", "2017-11-22", 12, {"not after that of the stage before it", "line 11", "order"}},
    {"id: final", "id: midterm", 12, {"the stage id \"midterm\" stands twice", "line 11"}},
    {"stages:\n  - {id: midterm, title: 中期, deadline: 2017-11-22}\n"
     "  - {id: final, title: 年终, deadline: 2017-12-15}\n",
     "stages: []\n",
     10,
     {"there is no stage"}},
    /* items, categories */
    {"kind: base}\n",
     "kind: base}\n  - {number: 1, title: 又, points: 1, kind: base}\n",
     15,
     {"the item number 1 stands twice", "line 14"}},
    {"items: [1, 2]", "items: [1, 3]", 34, {"there is no item 3", "\"items\""}},
    {"items: [1, 2]", "items: [1, 二]", 34, {"\"items\"", "\"二\" is not a whole number"}},
    {"category: outside",
     "category: outsid",
     28,
     {"unknown category \"outsid\"", "did you mean \"outside\""}},
    {"categories: [district]",
     "categories: [county, district]",
     38,
     {"unknown category \"county\""}},
    {"categories: [district]", "categories: [outside]", 38, {"has no common tasks", "common: yes"}},
    {"units:",
     "  - {id: district, title: 又, common: no, graded: no}\nunits:",
     19,
     {"category id \"district\" stands twice", "line 17"}},
    /* units */
    {"full_name: 测试市银行",
     "aliases: [东区政府]",
     27,
     {"alias \"东区政府\" also stands at the unit 东区 (alias, line 22)"}},
    {"full_name: 测试市银行",
     "full_name: 西区",
     27,
     {"full name \"西区\" also stands at the unit 西区 (name, line 24)", "one unit only"}},
    {"  - name: 西区",
     "  - name: 东区\n    category: district\n  - name: 西区",
     24,
     {"name \"东区\" also stands at the unit 东区 (name, line 20)"}},
    {"aliases: [东区政府]",
     "aliases: [东区]",
     22,
     {"alias \"东区\" stands at this unit already (name, line 20)"}},
    {"[DQ@example.gov.cn]",
     "[dq@]",
     23,
     {"\"dq@\" is not a mail address", "office@example.gov.cn"}},
    {"document_prefixes: [测银]",
     "addresses: [DQ@example.gov.cn]",
     29,
     {"address \"DQ@example.gov.cn\" also stands at the unit 东区"}},
    {"aliases: [东区政府]",
     "document_prefixes: [测银]",
     29,
     {"document prefix \"测银\" also stands at the unit 东区", "line 22"}},
    /* tasks, and who has them */
    {"id: C2", "id: C1", 35, {"the task id \"C1\" stands twice", "line 31", "write C2"}},
    {"id: C2", "id: C3", 35, {"\"C3\" is not the id of task number 2", "write C2"}},
    {"id: F2", "id: F1", 43, {"the task id \"F1\" stands twice", "line 42", "write F2"}},
    {"id: F2", "id: C2", 43, {"\"C2\" is not the id of task number 2", "write F2"}},
    {"[东区, 西区]", "[]", 44, {"nobody has the tasks of this block", "list of units is empty"}},
    {"[东区, 西区]", "[东区, 西去]", 44, {"no unit is called \"西去\"", "did you mean \"西区\""}},
    {"[东区, 西区]", "[东区, 市银行]", 44, {"市银行 has functional tasks already", "line 40"}},
    {"[东区, 西区]", "[东区, 东区政府]", 44, {"东区政府 has functional tasks already", "line 44"}},
    {"tasks:\n      - {id: F1, title: 试点, text: 开展试点}\n",
     "tasks: []\n",
     45,
     {"this block has no task"}},
    {"categories: [district]", "categories: []", 38, {"nobody has the common task C2"}},
    {"  - units: [市银行]\n    tasks:\n      - {id: F1, title: 名单, text: 报送名单}\n"
     "      - {id: F2, title: 案例, text: 报送案例, period: monthly}\n",
     "",
     26,
     {"the unit 市银行 has no task", "give it a task"}},
    /* YAML */
    {"    category: outside", "\tcategory: outside", 28, {"a tab at the beginning of the line"}},
    {"title: 测试考核", "title: @测试", 2, {"this is not YAML", "'single quotes'"}},
    {"title: 测试考核", "title: 甲: 乙", 2, {"this is not YAML", "indentation"}},
    {"title: 测试考核", "title: \"\\J\"", 2, {"unknown escape", "'single quotes'"}},
    {"title: 测试考核", "title: *nobody", 2, {"this is not YAML", "undefined alias"}},
    {"[东区, 西区]", "[东区, 西区", 45, {"this is not YAML", "closing bracket ]"}},
    {"title: 测试考核", "title: \x01", 2, {"control characters"}},
    {"title: 测试考核",
     "title: \xb2\xe2\xca\xd4",
     2,
     {"not UTF-8", "GBK", "save the file as UTF-8"}},
    {"issuer:", "---\nissuer:", 5, {"a second document begins here"}},
    {"[1, 2]", "&a [1, *a]", 34, {"an alias inside", "without end"}},
    {NULL, "", 1, {"the file is empty"}},
    {NULL, "# nothing yet\n", 1, {"the file is empty"}},
    {NULL, "- a\n- b\n", 1, {"must consist of lines \"key: value\""}},
    /* results and contacts */
    {"stages:\n",
     "results:\n  grades: [{id: A, title: 优, from: 90}]\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}]\nstages:\n",
     11,
     {"totals below 90 have no grade", "from: 0"}},
    {"stages:\n",
     "results:\n  grades: [{id: A, title: 优, from: 90}, {id: B, title: 良, from: 95}, {id: C, "
     "title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}]\nstages:\n",
     11,
     {"write the best grade first"}},
    {"stages:\n",
     "results:\n  grades: [{id: A, title: 优, from: 90}, {id: A, title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}]\nstages:\n",
     11,
     {"the grade id \"A\" stands twice"}},
    {"stages:\n",
     "results:\n  grades: []\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}]\nstages:\n",
     11,
     {"there is no grade"}},
    {"stages:\n",
     "results:\n  grades: [{id: C, title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [districts, district], recipients: [办]}]\nstages:\n",
     12,
     {"unknown category \"districts\""}},
    {"stages:\n",
     "results:\n  grades: [{id: C, title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [district, outside], recipients: [办]}]\nstages:\n",
     12,
     {"the units of \"outside\" are not graded"}},
    {"stages:\n",
     "results:\n  grades: [{id: C, title: 差, from: 0}]\n"
     "  lists: []\nstages:\n",
     20,
     {"are graded, but no list of \"results\" has them"}},
    {"stages:\n",
     "results:\n  grades: [{id: C, title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}, {title: 甲, categories: "
     "[district], recipients: [办]}]\nstages:\n",
     20,
     {"more than one list"}},
    {"stages:\n",
     "results:\n  due: soon\n  grades: [{id: C, title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}]\nstages:\n",
     11,
     {"\"due\": "}},
    {"stages:\n",
     "results:\n  bonus_limit: -1\n  grades: [{id: C, title: 差, from: 0}]\n"
     "  lists: [{title: 甲, categories: [district], recipients: [办]}]\nstages:\n",
     11,
     {"\"bonus_limit\""}},
    {"stages:\n", "contacts: {due: 2017-13-01}\nstages:\n", 10, {"\"due\": "}},
    {"common: yes, graded: yes}",
     "common: yes, graded: yes, items: [3]}",
     17,
     {"there is no item 3"}},
};

static bool refused(const struct wrong *wrong, const char *text)
{
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *path = write_file("campaign.yaml", text, strlen(text));
    if (campaign_load(path, &campaign, &error) == 0) {
        print_error("nothing was said about \"%s\"\n", wrong->put);
        campaign_free(campaign);
        return false;
    }
    assert_null(campaign);
    assert_int_equal(error.kind, ERROR_CONFIG);
    return has_words(wrong, path, error.text);
}

static void test_every_fault_is_told(void **state)
{
    (void)state;
    size_t told = 0;
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        CLEANUP_FREE char *text = edited(right, wrongs[i].find, wrongs[i].put);
        told += refused(&wrongs[i], text);
    }
    assert_int_equal(told, COUNT_OF(wrongs));
}

static struct campaign *load_right(const char *text)
{
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *path = write_file("campaign.yaml", text, strlen(text));
    if (campaign_load(path, &campaign, &error) != 0) {
        fail_msg("%s", error.text);
    }
    return campaign;
}

static void test_right_file(void **state)
{
    (void)state;
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = load_right(right);
    struct campaign_counts counts = campaign_count(campaign);
    assert_int_equal(counts.units, 3);
    assert_int_equal(counts.common_tasks, 2);
    assert_int_equal(counts.functional_tasks, 4);
    assert_int_equal(counts.obligations, 8);
    assert_string_equal(campaign->units[0].addresses.at[0], "dq@example.gov.cn");
    assert_string_equal(campaign->units[0].full_name, "东区");
    assert_int_equal(campaign_find_unit(campaign, "测试市银行"), 2);
}

/* What YAML offers and people use: a byte order mark, anchors, other quotes, block texts. */
static void test_ways_of_writing(void **state)
{
    (void)state;
    static const struct {
        const char *find, *put;
    } ways[] = {
        {"campaign:", "\xef\xbb\xbf"
                      "campaign:"},
        {"campaign:", "%YAML 1.1\n---\ncampaign:"},
        {"points: 8", "points: '8'"},
        {"title: 测试考核", "title: |\n  测试考核\n"},
        {"title: 测试考核", "title: '测试: 考核 # 一'"},
        {"aliases: [东区政府]", "aliases:"},
        {"aliases: [东区政府]", "aliases: ~"},
        {"[1, 2]", "&both [1, 2]\n    evidence: 文件\n    keywords: [文件]"},
        {"2017-11-22", "2017-11-22 17:30"},
        {"  - name: 西区\n    category: district", "  - name: 西区\n    category: &d district"},
        {"items:\n  - {number: 1, title: 部署, points: 8, kind: base}\n",
         "items:\n  # 说明\n  - number: 1\n    title: 部署\n    points: 8\n    kind: base\n"},
    };
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        CLEANUP_FREE char *text = edited(right, ways[i].find, ways[i].put);
        campaign_free(load_right(text));
    }
}

/* A common task that only some categories have. */
static void test_results(void **state)
{
    (void)state;
    static const char rules[] =
        "contacts: {due: 2017-11-13}\n"
        "results:\n"
        "  due: 2017-12-20\n"
        "  bonus_limit: 10\n"
        "  grades: [{id: A, title: 优, from: 90}, {id: C, title: 差, from: 0}]\n"
        "  lists: [{title: 县区结果, categories: [district], recipients: [甲办, 乙办]}]\n"
        "stages:\n";
    struct error error = {0};
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *text = edited(right, "stages:\n", rules);
    CLEANUP_FREE char *path = write_file("results.yaml", text, strlen(text));
    assert_int_equal(campaign_load(path, &campaign, &error), 0);
    assert_int_equal(campaign->contacts_due, 1510588800);
    assert_int_equal(campaign->results.due, 1513785600);
    assert_int_equal(campaign->results.bonus_limit, 1000);
    assert_true(campaign->results.deduction_limit == INT64_MAX);
    assert_int_equal(campaign->results.grade_count, 2);
    assert_int_equal(campaign->results.grades[0].from, 9000);
    assert_int_equal(campaign->results.list_count, 1);
    assert_string_equal(campaign->results.lists[0].recipients.at[1], "乙办");
    assert_ptr_equal(campaign->results.lists[0].categories[0], &campaign->categories[0]);
}

static void test_task_of_some_categories(void **state)
{
    (void)state;
    CLEANUP_FREE char *text = edited(right, "{id: outside, title: 其他, common: no",
                                     "{id: outside, title: 其他, common: yes");
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = load_right(text);
    const struct unit *bank = &campaign->units[2];
    assert_int_equal(unit_find_task(bank, "C1"), 0);
    assert_int_equal(unit_find_task(bank, "C2"), -1);
    assert_int_equal(unit_find_task(bank, "F1"), 1);
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;
    for (; *text != '\0'; text++) {
        lines += *text == '\n';
    }
    return lines;
}

static void test_all_faults_at_once(void **state)
{
    (void)state;
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *one = edited(right, "points: 8", "points: x");
    CLEANUP_FREE char *two = edited(one, "2017-12-15", "2017-12-32");
    CLEANUP_FREE char *three = edited(two, "[东区, 西区]", "[南区]");
    CLEANUP_FREE char *path = write_file("campaign.yaml", three, strlen(three));
    assert_int_equal(campaign_load(path, &campaign, &error), -1);
    assert_int_equal(count_lines(error.text), 3);
    const char *second = strchr(error.text, '\n') + 1;
    const char *third = strchr(second, '\n') + 1;
    assert_non_null(strstr(error.text, "campaign.yaml:12: "));
    assert_non_null(strstr(second, "campaign.yaml:14: "));
    assert_non_null(strstr(third, "campaign.yaml:44: "));
}

/* Forty faults: some twenty lines at most, each whole, and the number of the others. */
static void test_many_faults(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *text = xstrdup(right);
    for (int i = 0; i < MANY; i++) {
        char *longer = xasprintf("%sno%d: 1\n", text, i);
        free(text);
        text = longer;
    }
    CLEANUP_FREE char *path = write_file("campaign.yaml", text, strlen(text));
    assert_int_equal(campaign_load(path, &campaign, &error), -1);
    size_t shown = count_lines(error.text) - 1;
    const char *last = strrchr(error.text, '\n') + 1;
    CLEANUP_FREE char *rest = xasprintf("and %zu more faults; mend these first", MANY - shown);
    assert_in_range(shown, 1, LIMIT_CONFIG_FAULTS);
    assert_string_equal(last, rest);
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *missing = xasprintf("%s/none.yaml", test_folder);
    assert_int_equal(campaign_load(missing, &campaign, &error), -1);
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, "none.yaml: there is no such file"));
    assert_int_equal(campaign_load(test_folder, &campaign, &error), -1);
    assert_int_equal(error.kind, ERROR_CONFIG);
    assert_non_null(strstr(error.text, "this is a folder"));
    assert_int_equal(campaign_load("/dev/null", &campaign, &error), -1);
    assert_non_null(strstr(error.text, "not an ordinary file"));
}

/* As somebody who may not: root may read everything. */
static void test_unreadable_file(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_FREE char *path = write_file("secret.yaml", right, strlen(right));
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(chmod(test_folder, 0755), 0);
    uid_t before = geteuid();
    assert_true(before != 0 || seteuid(NOBODY) == 0);
    int result = campaign_load(path, &campaign, &error);
    assert_int_equal(seteuid(before), 0);
    assert_int_equal(result, -1);
    assert_non_null(strstr(error.text, "this user may not read the campaign file"));
}

/* Aliases of aliases, a list too long, brackets without end: an answer, and soon. */
static void test_floods(void **state)
{
    (void)state;
    static const char tens[] = "[a, a, a, a, a, a, a, a, a, a]";
    struct error error = {0};
    struct campaign *campaign = NULL;
    CLEANUP_BUFFER struct buffer list = BUFFER_EMPTY;
    for (size_t i = 0; i <= LIMIT_CONFIG_LIST; i++) {
        buffer_add_text(&list, "a, ");
    }
    CLEANUP_FREE char *words = xasprintf("items: [1, 2]\n    keywords: [%s]", buffer_text(&list));
    CLEANUP_FREE char *longest = edited(right, "items: [1, 2]", words);
    struct wrong too_long = {NULL, NULL, 35, {"\"keywords\" has 2001 entries; at most 2000"}};
    assert_true(refused(&too_long, longest));

    char *unit = xasprintf("units:\n  - &u\n    name: 南区\n    category: district\n"
                           "    aliases: &w [%.*s%s]\n",
                           3 * 1900, buffer_text(&list), tens);
    for (int i = 0; i < 300; i++) {
        char *more = xasprintf("%s  - *u\n", unit);
        free(unit);
        unit = more;
    }
    CLEANUP_FREE char *bomb = edited(right, "units:\n", unit);
    free(unit);
    CLEANUP_FREE char *path = write_file("bomb.yaml", bomb, strlen(bomb));
    assert_int_equal(campaign_load(path, &campaign, &error), -1);

    enum { DEEP = 200000 };
    CLEANUP_FREE char *deep = xmalloc(DEEP);
    memset(deep, '[', DEEP);
    CLEANUP_FREE char *deep_path = write_file("deep.yaml", deep, DEEP);
    assert_int_equal(campaign_load(deep_path, &campaign, &error), -1);
    assert_non_null(strstr(error.text, "deep.yaml:1: more than 200 brackets are open here"));
}

/* Cut anywhere, the file that is shipped is either right or refused with a line. */
static void test_cut_files(void **state)
{
    (void)state;
    enum { CUTS = 150 };
    struct error error = {0};
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    assert_int_equal(files_read("conf/huangshi-2017.yaml", LIMIT_CONFIG_FILE, &data, &size, &error),
                     0);
    for (size_t i = 0; i < CUTS; i++) {
        struct campaign *campaign = NULL;
        CLEANUP_FREE char *path = write_file("cut.yaml", data, size * i / CUTS + i % 3);
        if (campaign_load(path, &campaign, &error) != 0) {
            assert_non_null(strstr(error.text, "cut.yaml:"));
            assert_null(campaign);
        }
        campaign_free(campaign);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_file),
        cmocka_unit_test(test_every_fault_is_told),
        cmocka_unit_test(test_ways_of_writing),
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_task_of_some_categories),
        cmocka_unit_test(test_all_faults_at_once),
        cmocka_unit_test(test_many_faults),
        cmocka_unit_test(test_files_that_cannot_be_read),
        cmocka_unit_test(test_unreadable_file),
        cmocka_unit_test(test_floods),
        cmocka_unit_test(test_cut_files),
    };
    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}

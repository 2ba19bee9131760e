/* Reports that repeat the tasks as they are printed, each before what was done about it. */
#include "mail_case.h"
#include "support.h"

#include "base/buffer.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char done[] = "我局按要求逐项落实，成立专班，明确责任，已经全部完成，材料附后。";

/* The first tasks of the unit and what is said of each: # is its number, @ its text as printed, $
 * what was done. The caller frees. */
static char *report_of(const char *form, size_t count)
{
    const struct unit *unit = &world.campaign->units[0];
    struct buffer text = BUFFER_EMPTY;
    buffer_add_text(&text, "市发改委自查报告\n");
    for (size_t i = 0; i < count; i++) {
        for (const char *at = form; *at != '\0'; at++) {
            if (*at == '#') {
                buffer_add_format(&text, "%zu", i + 1);
            } else if (*at == '@') {
                buffer_add_text(&text, unit->tasks[i]->text);
            } else if (*at == '$') {
                buffer_add_text(&text, done);
            } else {
                buffer_add(&text, at, 1);
            }
        }
    }
    return buffer_steal(&text);
}

/* The tasks of its sections, each with the 字 of that. */
static void check(const struct judgement *judgement, size_t count)
{
    size_t sections = 0;
    for (size_t i = 0; i < judgement->match_count; i++) {
        const struct match *match = &judgement->matches[i];
        CLEANUP_FREE char *task = xasprintf("C%zu", sections + 1);
        if (match->section >= 0 && match->state == MATCH_SURE) {
            assert_string_equal(matched_task(match), task);
            assert_true(strstr(match->heading, "我局") == NULL);
            assert_in_range(match->chars, 25, 40);
            sections++;
        }
    }
    assert_int_equal(sections, count);
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *form;
        size_t count;
    } rows[] = {
        {"#、@。\n$\n", 17}, {"#、@：\n$\n", 17},
        {"#、@。$\n", 17},   {"（#）任务要求：@\n完成情况：$\n", 17},
        {"@\n$\n", 17},      {"任务#：@。\n$\n", 17},
        {"#、@。\n$\n", 4},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP(cleanup_description_free)
        struct description *mail = mail_of("市发改委", "信用材料", "");
        CLEANUP_FREE char *text = report_of(rows[i].form, rows[i].count);
        struct described_file *report =
            mail_add(mail, KIND_DOCX, "自查报告.docx", "市发改委自查报告", text);
        report->chars = 2000;
        CLEANUP(cleanup_judgement_free)
        struct judgement *judgement = judge_mail(&world, mail);
        check(judgement, rows[i].count);
    }
}

/* What stands under headings of its own is not lost, nor taken for the last task's. */
static void test_beside_headings(void **state)
{
    (void)state;
    CLEANUP_FREE char *text = report_of("#、@。\n$\n", 17);
    CLEANUP_FREE char *whole =
        xasprintf("%s二、存在的问题\n经费不足。\n三、PPP领域政务诚信\n%s\n", text, done);
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市发改委", "信用材料", "");
    struct described_file *report =
        mail_add(mail, KIND_DOCX, "自查报告.docx", "市发改委自查报告", whole);
    report->chars = 2000;
    file_add_section(report, "二、存在的问题", "经费不足。");
    file_add_section(report, "三、PPP领域政务诚信", done);
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    size_t common = 0, functional = 0;
    for (size_t i = 0; i < judgement->match_count; i++) {
        const struct match *match = &judgement->matches[i];
        common += match->section >= 0 && match->state == MATCH_SURE && *matched_task(match) == 'C';
        functional += match->section >= 0 && strcmp(matched_task(match), "F2") == 0;
        assert_true(match->heading == NULL || strcmp(match->heading, "二、存在的问题") != 0);
    }
    assert_int_equal(common, 17);
    assert_int_equal(functional, 1);
}

/* Where each stands below a heading, that parts the report and names its sections. */
static void test_below_headings(void **state)
{
    (void)state;
    static const char *const headings[] = {"（一）计划", "（二）清单", "（三）承诺", "（四）档案"};
    const struct unit *unit = &world.campaign->units[0];
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市发改委", "信用材料", "");
    struct described_file *report =
        mail_add(mail, KIND_DOCX, "自查报告.docx", "市发改委自查报告", "");
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        CLEANUP_FREE char *below = xasprintf("%s。\n%s\n", unit->tasks[i]->text, done);
        buffer_add_format(&text, "%s\n%s", headings[i], below);
        file_add_section(report, headings[i], below);
    }
    free(report->text);
    report->text = buffer_steal(&text);
    report->chars = 2000;
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    bool told[COUNT_OF(headings)] = {false};
    for (size_t i = 0; i < judgement->match_count; i++) {
        const struct match *match = &judgement->matches[i];
        if (match->section >= 0) {
            assert_in_range(match->section, 0, COUNT_OF(headings) - 1);
            assert_string_equal(match->heading, headings[match->section]);
            CLEANUP_FREE char *task = xasprintf("C%d", match->section + 1);
            told[match->section] |= strcmp(task, matched_task(match)) == 0;
        }
    }
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        assert_true(told[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_beside_headings),
        cmocka_unit_test(test_below_headings),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

/* Command lines: what is understood, and what is refused with which words. */
#include "support.h"

#include "base/memory.h"
#include "command/command.h"

#include <string.h>
#include <sysexits.h>

enum { WORDS = 8 };

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    fail_msg("no command %s", name);
    return NULL;
}

static int parse(const char *const *words, struct invocation *invocation, struct error *error)
{
    static char copies[WORDS][100];
    static char *argv[WORDS + 1];
    int argc = 0;
    for (; argc < WORDS && words[argc] != NULL; argc++) {
        memcpy(copies[argc], words[argc], strlen(words[argc]) + 1);
        argv[argc] = copies[argc];
    }
    argv[argc] = NULL;
    *invocation = (struct invocation){0};
    *error = (struct error){0};
    return arguments_parse(find(words[0]), argc, argv, invocation, error);
}

static void test_understood(void **state __attribute__((unused)))
{
    struct invocation got;
    struct error error;
    assert_int_equal(parse((const char *[WORDS]){"status", "--stage", "final", "--unit=市发改委",
                                                 "--format", "json"},
                           &got, &error),
                     0);
    assert_string_equal(got.stage, "final");
    assert_string_equal(got.unit, "市发改委");
    assert_int_equal(got.format, FORMAT_JSON);

    /* Options may stand behind operands, and may be shortened. */
    assert_int_equal(
        parse((const char *[WORDS]){"reject", "12", "--bec", "盖章不清"}, &got, &error), 0);
    assert_int_equal(got.operand_count, 1);
    assert_string_equal(got.operands[0], "12");
    assert_string_equal(got.because, "盖章不清");

    assert_int_equal(parse((const char *[WORDS]){"reprocess", "--all"}, &got, &error), 0);
    assert_true(got.all);
    assert_int_equal(parse((const char *[WORDS]){"assign", "--help"}, &got, &error), 0);
    assert_true(got.help);
}

static void test_refused(void **state __attribute__((unused)))
{
    static const struct {
        const char *words[WORDS];
        const char *says;
    } rows[] = {
        {{"status", "--stagee", "final"}, "did you mean --stage?"},
        {{"status", "-x"}, "no option \"-x\""},
        {{"status", "--stage"}, "--stage needs a value"},
        {{"status", "--out", "x"}, "no option \"--out\""},
        {{"status", "extra"}, "\"extra\" is too much"},
        {{"status", "--format", "xlsx"}, "it can write: text, json, csv"},
        {{"report", "--format", "json"}, "it can write: text, csv, html, xlsx, png"},
        {{"show"}, "usage: baosong show MESSAGE"},
        {{"assign", "3"}, "usage: baosong assign MESSAGE UNIT..."},
        {{"reject", "3"}, "needs a reason"},
        {{"extend", "u", "s", "--because", "x"}, "usage: baosong extend UNIT STAGE DATE"},
        {{"reprocess"}, "usage: baosong reprocess"},
        {{"reprocess", "3", "--all"}, "\"3\" is too much"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct invocation got;
        struct error error;
        assert_int_equal(parse(rows[i].words, &got, &error), -1);
        assert_int_equal(error.kind, ERROR_USAGE);
        if (strstr(error.text, rows[i].says) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", error.text, rows[i].says);
        }
    }
}

/* The table keeps to what the rest of the program takes for granted. */
static void test_table(void **state __attribute__((unused)))
{
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        assert_true(i == 0 || strcmp(commands[i - 1].name, command->name) < 0);
        assert_int_equal(command->needs & ~command->takes, 0);
        assert_true(command->least <= command->most);
        assert_int_equal((command->takes & OPTION_FORMAT) != 0, command->formats != 0);
        assert_non_null(command->run);
    }
}

static void test_unknown_command(void **state __attribute__((unused)))
{
    char name[] = "statsu";
    char *argv[] = {name, NULL};
    assert_int_equal(command_main("/nonexistent", 1, argv), EX_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_understood),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unknown_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is due when: tables of moments through the campaign of 2017. */
#include "support.h"

#include "base/buffer.h"
#include "notice/schedule.h"
#include "office.h"

struct world {
    struct office *office;
    struct board *boards[2];
    struct extension extension; /* 市国资公司, midterm, until 2017-11-27 */
    struct notices_config notices;
    int64_t since;
};

static int before[] = {1, 3, 7};
static int after[] = {1, 5};

static int64_t instant(const char *text)
{
    int64_t time = 0;
    CLEANUP_FREE char *full = xasprintf("%s:00+08:00", text);
    assert_int_equal(clock_parse_rfc3339(full, &time, NULL), 0);
    return time;
}

static int64_t holiday[1], workday[1];

static int set_up(void **state)
{
    struct world *world = xcalloc(1, sizeof *world);
    world->office = office_new();
    struct campaign *campaign = &world->office->campaign;
    holiday[0] = instant("2017-12-08T00:00");
    workday[0] = instant("2017-11-25T00:00");
    campaign->calendar = (struct calendar){.opens = 8 * 3600 + 1800,
                                           .closes = 17 * 3600 + 1800,
                                           .holidays = {holiday, 1},
                                           .workdays = {workday, 1}};
    world->extension =
        (struct extension){.unit = ASSETS_COMPANY, .deadline = instant("2017-11-28T00:00")};
    struct board_input input = {.extensions = &world->extension, .extension_count = 1};
    world->boards[0] = board_new(campaign, 0, &input);
    world->boards[1] = board_new(campaign, 1, &input);
    world->notices = (struct notices_config){.reminders = true,
                                             .daily_report = true,
                                             .before = {before, COUNT_OF(before)},
                                             .after = {after, COUNT_OF(after)},
                                             .report_at = 8 * 3600 + 1800};
    world->since = instant("2017-11-01T00:00");
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    board_free(world->boards[0]);
    board_free(world->boards[1]);
    office_free(world->office);
    free(world);
    return 0;
}

/* "midterm-3 final+1 daily midterm!": what is due, in short; the extended deadline with a *. */
static char *due_at(const struct world *world, const char *now, bool current)
{
    struct buffer out = BUFFER_EMPTY;
    CLEANUP_FREE struct due *due = NULL;
    size_t count = 0;
    struct schedule_input input = {.campaign = &world->office->campaign,
                                   .notices = &world->notices,
                                   .boards = world->boards,
                                   .since = world->since,
                                   .current = current};
    schedule_due(&input, instant(now), &due, &count);
    for (size_t i = 0; i < count; i++) {
        const char *stage = world->office->stages[due[i].stage].id;
        bool extended = due[i].deadline == world->extension.deadline;
        buffer_add_text(&out, i > 0 ? " " : "");
        switch (due[i].kind) {
        case DUE_REMINDER:
        case DUE_OVERDUE:
            buffer_add_format(&out, "%s%s%c%d", stage, extended ? "*" : "",
                              due[i].kind == DUE_REMINDER ? '-' : '+', due[i].days);
            break;
        case DUE_DAILY:
            buffer_add_text(&out, "daily");
            break;
        case DUE_DEADLINE:
            buffer_add_format(&out, "%s!", stage);
            break;
        }
    }
    return buffer_steal(&out);
}

static const struct {
    const char *now;
    const char *due;
} table[] = {
    /* the first days: reports only, on working days, from 08:30 on until midnight */
    {"2017-11-01T08:29", ""},
    {"2017-11-01T08:30", "daily"},
    {"2017-11-01T23:59", "daily"},
    {"2017-11-02T00:00", ""},
    {"2017-11-04T12:00", ""}, /* Saturday */
    {"2017-11-05T12:00", ""}, /* Sunday */
    {"2017-11-14T17:29", "daily"},
    /* seven days before Wednesday, 22 November */
    {"2017-11-15T08:29", ""},
    {"2017-11-15T08:30", "midterm-7 daily"},
    {"2017-11-15T17:30", "daily"}, /* people went home */
    {"2017-11-16T09:00", "midterm-7 daily"},
    /* three days before is a Sunday: on Friday; seven before the extended Monday: that Monday */
    {"2017-11-17T09:00", "midterm-3 daily"},
    {"2017-11-18T09:00", ""},
    {"2017-11-20T09:00", "midterm-3 midterm*-7 daily"},
    {"2017-11-21T09:00", "midterm-1 midterm*-7 daily"},
    {"2017-11-22T16:00", "midterm-1 midterm*-7 daily"},
    {"2017-11-22T23:59", "daily"},
    /* over, but for the extended unit */
    {"2017-11-23T00:00", "midterm!"},
    {"2017-11-23T08:30", "midterm+1 midterm*-7 midterm! daily"},
    {"2017-11-24T09:00", "midterm+1 midterm*-3 midterm! daily"},
    /* a Saturday on which people work; and the day before the extended deadline is a Sunday */
    {"2017-11-25T09:00", "midterm+1 midterm*-1 midterm! daily"},
    {"2017-11-26T09:00", "midterm!"},
    {"2017-11-27T09:00", "midterm+5 midterm*-1 midterm! daily"},
    {"2017-11-28T09:00", "midterm+5 midterm*+1 daily"},
    {"2017-12-01T09:00", "midterm+5 midterm*+1 daily"},
    {"2017-12-02T09:00", ""},
    {"2017-12-04T09:00", "midterm*+5 daily"},
    {"2017-12-06T09:00", "midterm*+5 daily"},
    /* seven days before 15 December is a holiday here: the day before it */
    {"2017-12-07T09:00", "midterm*+5 final-7 daily"},
    {"2017-12-08T09:00", ""},
    {"2017-12-11T09:00", "final-7 daily"},
    {"2017-12-12T09:00", "final-3 daily"},
    {"2017-12-14T09:00", "final-1 daily"},
    {"2017-12-15T09:00", "final-1 daily"},
    {"2017-12-16T00:00", "final!"},
    {"2017-12-18T09:00", "final+1 final! daily"},
    {"2017-12-20T09:00", "final+5 final! daily"},
    {"2017-12-21T09:00", "final+5 daily"},
    {"2017-12-22T09:00", "final+5 daily"},
    /* and then it is over for good */
    {"2017-12-25T09:00", ""},
    {"2018-03-01T09:00", ""},
    {"2026-11-25T09:00", ""},
};

static void test_the_campaign(void **state)
{
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        CLEANUP_FREE char *due = due_at(*state, table[i].now, true);
        if (strcmp(due, table[i].due) != 0) {
            fail_msg("%s: due is \"%s\", not \"%s\"", table[i].now, due, table[i].due);
        }
    }
}

static void expect(struct world *world, const char *now, bool current, const char *wanted)
{
    CLEANUP_FREE char *due = due_at(world, now, current);
    assert_string_equal(due, wanted);
}

/* A mailbox that cannot be read makes everybody seem silent: nobody is told so. */
static void test_not_current(void **state)
{
    expect(*state, "2017-11-21T09:00", false, "");
    expect(*state, "2017-11-21T09:31", false, "daily");
    expect(*state, "2017-11-23T00:30", false, "");
    expect(*state, "2017-11-23T01:00", false, "midterm!");
}

/* What was before our time is not made up for. */
static void test_since(void **state)
{
    struct world *world = *state;
    world->since = instant("2017-11-23T09:00");
    expect(world, "2017-11-23T09:05", true, "");
    expect(world, "2017-11-24T09:05", true, "midterm*-3 daily");
    world->since = instant("2017-11-24T12:00");
    expect(world, "2017-11-24T13:00", true, "");
}

static void test_off(void **state)
{
    struct world *world = *state;
    world->notices.reminders = false;
    expect(world, "2017-11-21T09:00", true, "daily");
    world->notices.reminders = true;
    world->notices.daily_report = false;
    expect(world, "2017-11-23T09:00", true, "midterm+1 midterm*-7");
    world->notices.before.count = world->notices.after.count = 0;
    expect(world, "2017-11-23T09:00", true, "");
}

static void test_occasions_differ(void **state)
{
    struct world *world = *state;
    struct schedule_input input = {.campaign = &world->office->campaign,
                                   .notices = &world->notices,
                                   .boards = world->boards,
                                   .since = world->since,
                                   .current = true};
    CLEANUP_FREE struct due *due = NULL;
    size_t count = 0;
    schedule_due(&input, instant("2017-11-23T09:00"), &due, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(due[i].occasion, due[j].occasion);
        }
    }
    assert_int_equal(count, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_campaign, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_current, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_since, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_off, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_occasions_differ, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

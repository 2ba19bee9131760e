/* The outbox in the ledger: what is wanted once is told once, whatever is repeated. */
#include "ledger_world.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "ledger/outbox.h"

static int set_up(void **state)
{
    int64_t since = 0;
    world_setup(state);
    struct world *world = *state;
    must(world,
         ledger_use_outbox(world->ledger, "x.cn", CLOCK_UNKNOWN, NOW, &since, &world->error));
    assert_int_equal(since, NOW);
    return 0;
}

static void expect_since(struct world *world, int64_t chosen, int64_t expected)
{
    int64_t since = 0;
    must(world, ledger_use_outbox(world->ledger, "x.cn", chosen, NOW + 9, &since, &world->error));
    assert_int_equal(since, expected);
}

static void judge(struct world *world, int64_t message)
{
    CLEANUP(cleanup_case_file_free)
    struct case_file *case_file = load_case(world, message);
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = usual_judgement();
    must(world, ledger_record_judgement(world->ledger, world->campaign, case_file, judgement,
                                        &world->error));
}

static int64_t judged_message(struct world *world, const char *content)
{
    int64_t message = new_message(world, content);
    read_as(world, message, usual_description());
    judge(world, message);
    return message;
}

static size_t wanted(struct world *world, struct wanted_notice *first)
{
    struct wanted_notice *found = NULL;
    size_t count = 0;
    must(world, ledger_wanted_notices(world->ledger, 100, &found, &count, &world->error));
    if (count > 0) {
        *first = found[0];
        first->unit = NULL;
    }
    wanted_notices_free(found, count);
    return count;
}

static struct letter letter_to(const char *recipient, const char *occasion)
{
    return (struct letter){.kind = NOTICE_REMINDER,
                           .occasion = occasion,
                           .recipient = recipient,
                           .subject = "主题",
                           .body = "正文",
                           .expires_at = CLOCK_UNKNOWN};
}

/* --- wanted ---------------------------------------------------------------------------------- */

static void test_a_judgement_wants_one_receipt(void **state)
{
    struct world *world = *state;
    struct wanted_notice first = {0};
    size_t count = 0;
    int64_t message = judged_message(world, "one");
    assert_int_equal(wanted(world, &first), 1);
    assert_int_equal(first.message, message);
    must(world, ledger_judge_again(world->ledger, 0, &count, &world->error));
    judge(world, message);
    assert_int_equal(wanted(world, &first), 1);
    struct letter letter = letter_to("a@x.cn", NULL);
    letter.suppressed = "不发";
    must(world, ledger_write_notice(world->ledger, first.id, &letter, 1, NOW, &world->error));
    assert_int_equal(wanted(world, &first), 0);
    expect(world, "SELECT state || reason || kind FROM notice", "suppressed不发receipt");
    must(world, ledger_write_notice(world->ledger, first.id, &letter, 1, NOW, &world->error));
}

/* A scan that is still to be read holds its receipt up. */
static void test_scans_are_waited_for(void **state)
{
    struct world *world = *state;
    struct wanted_notice first = {0};
    (void)judged_message(world, "one");
    assert_int_equal(wanted(world, &first), 1);
    assert_false(first.recognising);
    meddle(world, "INSERT INTO recognitions (file) SELECT max(id) FROM files");
    assert_int_equal(wanted(world, &first), 1);
    assert_true(first.recognising);
}

static void test_without_outbox_nothing_is_wanted(void **state)
{
    struct world *world = *state;
    struct wanted_notice first = {0};
    (void)judged_message(world, "one");
    assert_int_equal(wanted(world, &first), 0);
}

static void reject(struct world *world, int64_t file, int64_t at)
{
    int64_t message = 0;
    struct event event = {
        .verb = EVENT_REJECT, .at = at, .author = "a@b", .reason = "没有盖章", .file = file};
    must(world,
         ledger_record_event(world->ledger, world->campaign, &event, &message, &world->error));
}

/* Decisions about one mail are one notice, as long as it is not written; then another. */
static void test_decisions_are_gathered(void **state)
{
    struct world *world = *state;
    struct wanted_notice first = {0};
    (void)judged_message(world, "one");
    reject(world, 1, NOW);
    reject(world, 2, NOW + 60);
    expect(world, "SELECT count(*) FROM notices WHERE kind = 'decision'", "1");
    expect(world, "SELECT event || '/' || next_attempt FROM notices WHERE kind = 'decision'",
           "1/1511250060");
    assert_int_equal(wanted(world, &first), 2);
    meddle(world, "UPDATE notices SET state = 'sent', done_at = 1, recipient = 'a'");
    reject(world, 1, NOW + 90);
    expect(world, "SELECT count(*) FROM notices WHERE kind = 'decision'", "2");
}

static void extend(struct world *world, int unit, int64_t at)
{
    int64_t message = 0;
    struct event event = {.verb = EVENT_EXTEND,
                          .at = at,
                          .author = "a@b",
                          .reason = "同意",
                          .units = &unit,
                          .unit_count = 1,
                          .deadline = NOW + 99999};
    must(world,
         ledger_record_event(world->ledger, world->campaign, &event, &message, &world->error));
    assert_int_equal(message, 0);
}

/* What is decided about a unit is gathered by unit, and taking it back is told, too. */
static void test_what_is_decided_about_a_unit(void **state)
{
    struct world *world = *state;
    int64_t message = 0;
    static const char all[] = "SELECT group_concat(occasion || ' ' || next_attempt, ';') FROM"
                              " (SELECT * FROM notices ORDER BY id)";
    extend(world, EDUCATION, NOW);
    extend(world, EDUCATION, NOW + 60);
    expect(world, all, "decision/unit/市教育局/1 1511250060");
    meddle(world, "UPDATE notices SET state = 'sent', done_at = 1, recipient = 'a'");
    struct revoking revoking = {
        .scope = REVOKE_DECISION, .event = 1, .at = NOW + 90, .author = "a@b"};
    must(world, ledger_revoke(world->ledger, &revoking, &message, &world->error));
    struct wanted_notice first = {0};
    assert_int_equal(wanted(world, &first), 1);
    assert_int_equal(first.event, 0);
    assert_int_equal(first.since, NOW + 90);
    expect(world, "SELECT occasion FROM notices WHERE state = 'wanted'",
           "decision/unit/市教育局/undone/1");
    const struct letter letters[] = {letter_to("a@x.cn", NULL), letter_to("b@x.cn", "d/b")};
    for (int i = 0; i < 2; i++) {
        must(world, ledger_write_notice(world->ledger, first.id, letters, 2, NOW, &world->error));
    }
    expect(world, "SELECT group_concat(recipient) FROM notices WHERE state = 'queued'",
           "a@x.cn,b@x.cn");
}

static void test_confirmed(void **state)
{
    struct world *world = *state;
    int64_t message = judged_message(world, "one"), about = 0;
    bool confirmed = true;
    must(world, ledger_sender_confirmed(world->ledger, "jyj@example.cn", "市教育局", &confirmed,
                                        &world->error));
    assert_false(confirmed);
    int unit = EDUCATION;
    struct event event = {.verb = EVENT_ASSIGN,
                          .at = NOW,
                          .author = "a@b",
                          .message = message,
                          .units = &unit,
                          .unit_count = 1};
    must(world, ledger_record_event(world->ledger, world->campaign, &event, &about, &world->error));
    must(world, ledger_sender_confirmed(world->ledger, "jyj@example.cn", "市教育局", &confirmed,
                                        &world->error));
    assert_true(confirmed);
    must(world, ledger_sender_confirmed(world->ledger, "jyj@example.cn", "市国资委", &confirmed,
                                        &world->error));
    assert_false(confirmed);
}

/* What a backup had still to say may have been said since. */
static void test_a_restored_ledger_begins_anew(void **state)
{
    struct world *world = *state;
    struct wanted_notice first = {0};
    expect_since(world, CLOCK_UNKNOWN, NOW);
    expect_since(world, NOW - 1000, NOW - 1000);
    (void)judged_message(world, "one");
    must(world, ledger_restart_notices(world->ledger, NOW + 50, &world->error));
    assert_int_equal(wanted(world, &first), 0);
    expect_since(world, CLOCK_UNKNOWN, NOW + 50);
    expect_since(world, NOW - 1000, NOW + 50);
    expect_since(world, NOW + 1000, NOW + 1000);
}

/* --- rounds ---------------------------------------------------------------------------------- */

static bool next(struct world *world, int64_t now, struct notice *notice, int64_t *later)
{
    bool found = false;
    must(world, ledger_next_notice(world->ledger, now, &found, notice, later, &world->error));
    return found;
}

static void test_a_round_is_worked_once(void **state)
{
    struct world *world = *state;
    bool done = true;
    struct letter letters[] = {letter_to("a@x.cn", "r/1/a"), letter_to("b@x.cn", "r/1/b")};
    const struct attachment files[] = {
        {.name = "n", .type = "t", .content = "a\0b", .size = 3},
        {.name = "p", .type = "t", .content_id = "1@x.cn", .content = "c", .size = 1}};
    const struct attachments attachments = {.at = files, .count = 2};
    must(world, ledger_round_done(world->ledger, "r/1", &done, &world->error));
    assert_false(done);
    for (int i = 0; i < 2; i++) {
        must(world,
             ledger_queue_round(world->ledger, "r/1", letters, 2, attachments, NOW, &world->error));
    }
    must(world, ledger_round_done(world->ledger, "r/1", &done, &world->error));
    assert_true(done);
    expect(world, "SELECT count(*) || '/' || count(DISTINCT message_id) FROM notices", "2/2");
    expect(world, "SELECT group_concat(name || hex(content)) FROM attachments", "n610062,p63");
    struct notice notice = {0};
    int64_t later = 0;
    assert_true(next(world, NOW, &notice, &later));
    assert_int_equal(notice.enclosure_count, 2);
    assert_string_equal(notice.enclosed, "n、p");
    assert_null(notice.enclosures[0].content_id);
    assert_string_equal(notice.enclosures[1].content_id, "1@x.cn");
    assert_int_equal(notice.enclosures[0].size, 3);
    assert_memory_equal(notice.enclosures[0].content, "a\0b", 3);
    notice_clear(&notice);
}

/* Files go when all letters with them are done with for long enough, and not before. */
static void test_old_files_are_dropped(void **state)
{
    struct world *world = *state;
    struct letter letters[] = {letter_to("a@x.cn", "r/1/a"), letter_to("b@x.cn", "r/1/b")};
    const struct attachment file = {.name = "n", .type = "t", .content = "abc", .size = 3};
    const struct attachments files = {.at = &file, .count = 1};
    static const char left[] = "SELECT length(content) FROM attachments";
    must(world, ledger_queue_round(world->ledger, "r/1", letters, 2, files, NOW, &world->error));
    must(world, ledger_end_notice(world->ledger, 1, NOTICE_FAILED, "x", NOW, &world->error));
    must(world, ledger_drop_attachments(world->ledger, NOW + 99, NOW + 99, &world->error));
    expect(world, left, "3"); /* the second is still queued */
    must(world, ledger_end_notice(world->ledger, 2, NOTICE_SENT, NULL, NOW + 50, &world->error));
    must(world, ledger_drop_attachments(world->ledger, NOW + 50, NOW + 99, &world->error));
    expect(world, left, "3"); /* not long enough */
    must(world, ledger_retry_notice(world->ledger, 1, NOW + 60, &world->error));
    must(world, ledger_drop_attachments(world->ledger, NOW + 99, NOW + 99, &world->error));
    expect(world, left, "3"); /* the first is queued again */
    must(world, ledger_end_notice(world->ledger, 1, NOTICE_FAILED, "x", NOW + 70, &world->error));
    must(world, ledger_drop_attachments(world->ledger, NOW + 71, NOW + 99, &world->error));
    expect(world, left, "0");
    expect(world, "SELECT name || dropped_at FROM attachments", "n1511250099");
    assert_int_not_equal(ledger_retry_notice(world->ledger, 1, NOW + 99, &world->error), 0);
    assert_int_equal(world->error.kind, ERROR_USAGE);
    assert_non_null(strstr(world->error.text, "keep_attachments"));
    assert_int_not_equal(ledger_retry_notice(world->ledger, 2, NOW + 99, &world->error), 0);
    assert_non_null(strstr(world->error.text, "is sent"));
}

/* --- sending --------------------------------------------------------------------------------- */

static void test_order_and_time(void **state)
{
    struct world *world = *state;
    struct letter letters[] = {letter_to("a@x.cn", "1"), letter_to("b@x.cn", "2")};
    letters[1].kind = NOTICE_ALERT;
    must(world, ledger_queue_round(world->ledger, "r", letters, 2, (struct attachments){0}, NOW,
                                   &world->error));
    CLEANUP(notice_clear)
    struct notice notice = {0};
    int64_t later = 0;
    assert_false(next(world, NOW - 1, &notice, &later));
    assert_int_equal(later, NOW);
    assert_true(next(world, NOW, &notice, &later));
    assert_string_equal(notice.recipient, "b@x.cn"); /* an alert does not wait its turn */
    must(world,
         ledger_postpone_notice(world->ledger, notice.id, NOW + 60, false, "忙", &world->error));
    notice_clear(&notice);
    assert_true(next(world, NOW, &notice, &later));
    assert_string_equal(notice.recipient, "a@x.cn");
    must(world, ledger_end_notice(world->ledger, notice.id, NOTICE_SENT, NULL, NOW, &world->error));
    notice_clear(&notice);
    assert_false(next(world, NOW, &notice, &later));
    assert_int_equal(later, NOW + 60);
}

static void test_cut_off_twice_is_the_end(void **state)
{
    struct world *world = *state;
    size_t repeated = 0, given_up = 0;
    struct letter letter = letter_to("a@x.cn", "1");
    must(world, ledger_queue_round(world->ledger, "r", &letter, 1, (struct attachments){0}, NOW,
                                   &world->error));
    for (size_t i = 0; i < 2; i++) {
        must(world, ledger_notice_sending(world->ledger, 1, &world->error));
        must(world,
             ledger_recover_notices(world->ledger, NOW, &repeated, &given_up, &world->error));
        assert_int_equal(repeated, 1 - i);
        assert_int_equal(given_up, i);
    }
    expect(world, "SELECT state || attempts FROM notice", "failed2");
}

static void bounce_comes(struct world *world, const char *content, const char *returned,
                         const char *recipient)
{
    struct description *bounce = description_new();
    set_text(&bounce->from, "mailer-daemon@x.cn");
    set_text(&bounce->bounced_id, returned);
    set_text(&bounce->bounced_to, recipient);
    set_text(&bounce->bounced_why, "5.1.1 no such user");
    bounce->auto_submitted = true;
    read_as(world, new_message(world, content), bounce);
}

/* By the Message-ID alone; only one that names none is matched by the address. */
static void test_what_comes_back(void **state)
{
    struct world *world = *state;
    struct letter letters[] = {letter_to("a@x.cn", "1"), letter_to("a@x.cn", "2"),
                               letter_to("b@x.cn", "3")};
    CLEANUP(dead_addresses_clear)
    struct dead_addresses dead = {0};
    static const char states[] = "SELECT group_concat(state) FROM notices";
    letters[0].unit = "市教育局";
    must(world, ledger_queue_round(world->ledger, "r", letters, 3, (struct attachments){0}, NOW,
                                   &world->error));
    bounce_comes(world, "early", "", "a@x.cn");
    expect(world, states, "queued,queued,queued");
    meddle(world, "UPDATE notices SET state = 'sent', done_at = 1511250000,"
                  " message_id = 'n' || id || '@x.cn'");
    bounce_comes(world, "of another program", "n9@x.cn", "a@x.cn");
    expect(world, states, "sent,sent,sent");
    bounce_comes(world, "first", "n1@x.cn", "other@x.cn");
    expect(world, states, "bounced,sent,sent");
    must(world, ledger_dead_addresses(world->ledger, &dead, &world->error));
    assert_int_equal(dead.count, 0); /* a later one has stayed there for years */
    bounce_comes(world, "nameless", "", "a@x.cn");
    expect(world, states, "bounced,bounced,sent");
    bounce_comes(world, "once more", "", "a@x.cn");
    expect(world, states, "bounced,bounced,sent");
    must(world, ledger_dead_addresses(world->ledger, &dead, &world->error));
    assert_int_equal(dead.count, 1);
    assert_string_equal(dead.at[0].address, "a@x.cn");
    assert_string_equal(dead.at[0].reason, "5.1.1 no such user");
    must(world, ledger_retry_notice(world->ledger, 2, NOW, &world->error));
    must(world, ledger_cancel_notice(world->ledger, 1, NOW, &world->error));
    expect(world, "SELECT group_concat(state || coalesce(bounce, '')) FROM notices",
           "cancelled3,queued,sent");
}

/* --- alerts ---------------------------------------------------------------------------------- */

/* "+key" for each new one, "-key" for each that is over; they are told. */
static char *told(struct world *world, int64_t now)
{
    struct buffer out = BUFFER_EMPTY;
    struct alert_row *alerts = NULL;
    size_t count = 0;
    must(world, ledger_find_alerts(world->ledger, now - 3600, now, &world->error));
    must(world, ledger_untold_alerts(world->ledger, now, &alerts, &count, &world->error));
    for (size_t i = 0; i < count; i++) {
        buffer_add_format(&out, "%s%s", alerts[i].ended ? "-" : "+", alerts[i].key);
    }
    must(world, ledger_tell_alerts(world->ledger, alerts, count, NULL, 0, now, &world->error));
    alert_rows_free(alerts, count);
    return buffer_steal(&out);
}

static void expect_told(struct world *world, int64_t now, const char *wanted_alerts)
{
    CLEANUP_FREE char *alerts = told(world, now);
    assert_string_equal(alerts, wanted_alerts);
}

static void set(struct world *world, const char *key, const char *text, int64_t now)
{
    must(world, ledger_set_alert(world->ledger, key, text, now, &world->error));
}

static void test_an_alert_is_told_once_and_when_it_is_over(void **state)
{
    struct world *world = *state;
    set(world, "login/a", "坏", NOW);
    set(world, "login/a", "坏", NOW + 1);
    expect_told(world, NOW, "+login/a");
    expect_told(world, NOW, "");
    set(world, "login/a", NULL, NOW);
    set(world, "login/a", "坏", NOW); /* back before anybody was told that it was over */
    expect_told(world, NOW, "");
    set(world, "login/a", NULL, NOW);
    expect_told(world, NOW, "-login/a");
    expect_told(world, NOW, "");
    set(world, "login/b", "坏", NOW);
    set(world, "login/b", NULL, NOW); /* never told, so no all-clear */
    expect_told(world, NOW, "");
    set(world, "reach/a", "坏", NOW);
    expect_told(world, NOW + 3599, "");
    expect_told(world, NOW + 3600, "+reach/a");
}

static void test_alerts_of_the_ledger_itself(void **state)
{
    struct world *world = *state;
    size_t count = 0;
    int64_t message = new_message(world, "one");
    must(world, ledger_begin_reading(world->ledger, message, &world->error));
    must(world, ledger_quarantine(world->ledger, message, "读不出", NULL, &world->error));
    expect_told(world, NOW, "+quarantine/1");
    must(world, ledger_read_again(world->ledger, message, &count, &world->error));
    expect_told(world, NOW, "-quarantine/1");
    struct letter letter = letter_to("a@x.cn", "1");
    must(world, ledger_queue_round(world->ledger, "r", &letter, 1, (struct attachments){0}, NOW,
                                   &world->error));
    expect_told(world, NOW + 3599, "");
    expect_told(world, NOW + 3600, "+outbox");
    must(world, ledger_end_notice(world->ledger, 1, NOTICE_FAILED, "550", NOW, &world->error));
    expect_told(world, NOW + 3600, "-outbox+undeliverable/1");
    must(world, ledger_retry_notice(world->ledger, 1, NOW + 3600, &world->error));
    expect_told(world, NOW + 3600, "-undeliverable/1"); /* it has only now been asked for */
    expect_told(world, NOW + 7199, "");
    must(world, ledger_postpone_notice(world->ledger, 1, NOW + 99999, false, "451", &world->error));
    expect_told(world, NOW + 7199, "+outbox");
}

static void test_people(void **state)
{
    struct world *world = *state;
    struct letter letter = letter_to("a@x.cn", "1");
    must(world, ledger_queue_round(world->ledger, "r", &letter, 1, (struct attachments){0}, NOW,
                                   &world->error));
    must(world, ledger_cancel_notice(world->ledger, 1, NOW, &world->error));
    must_fail(world, ledger_cancel_notice(world->ledger, 1, NOW, &world->error), ERROR_USAGE);
    must_fail(world, ledger_cancel_notice(world->ledger, 7, NOW, &world->error), ERROR_NOT_FOUND);
    must(world, ledger_retry_notice(world->ledger, 1, NOW, &world->error));
    must(world, ledger_end_notice(world->ledger, 1, NOTICE_SENT, NULL, NOW, &world->error));
    must_fail(world, ledger_retry_notice(world->ledger, 1, NOW, &world->error), ERROR_USAGE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_judgement_wants_one_receipt),
        cmocka_unit_test_setup_teardown(test_without_outbox_nothing_is_wanted, world_setup,
                                        world_teardown),
        TEST(test_scans_are_waited_for),
        TEST(test_decisions_are_gathered),
        TEST(test_what_is_decided_about_a_unit),
        TEST(test_confirmed),
        TEST(test_a_restored_ledger_begins_anew),
        TEST(test_a_round_is_worked_once),
        TEST(test_old_files_are_dropped),
        TEST(test_order_and_time),
        TEST(test_cut_off_twice_is_the_end),
        TEST(test_an_alert_is_told_once_and_when_it_is_over),
        TEST(test_alerts_of_the_ledger_itself),
        TEST(test_what_comes_back),
        TEST(test_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

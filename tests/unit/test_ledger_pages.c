/* What was seen on the pages of files goes into the ledger and comes back the same. */
#include "ledger_world.h"

#include <cmocka.h>

static struct described_file *scan_of(struct description *description)
{
    return &description->files[1];
}

static void add_seal(struct described_file *file, unsigned page, double confidence, bool grey)
{
    file->seals = xgrow(file->seals, file->seal_count, sizeof *file->seals);
    file->seals[file->seal_count++] = (struct seal_mark){
        .page = page, .x_mm = 140.5, .y_mm = 220.25, .confidence = confidence, .grey = grey};
}

/* The usual mail, its scan with all that can be seen on pages. */
static struct description *sealed_description(void)
{
    struct description *description = usual_description();
    struct described_file *scan = scan_of(description);
    scan->number_confidence = 0.75;
    scan->issuer = xstrdup("黄石市教育局");
    scan->number_unclear = true;
    scan->rotation = 270;
    add_seal(scan, 3, 0.9, false);
    add_seal(scan, 1, 0.4, true);
    return description;
}

static void test_comes_back(void **state)
{
    struct world *world = *state;
    int64_t message = new_message(world, "1");
    read_as(world, message, sealed_description());
    CLEANUP(cleanup_case_file_free)
    struct case_file *case_file = load_case(world, message);
    CLEANUP(cleanup_description_free)
    struct description *told = sealed_description();
    json_t *before = described_file_to_json(scan_of(told));
    json_t *after = described_file_to_json(scan_of(case_file->description));
    assert_true(json_equal(before, after));
    json_decref(before);
    json_decref(after);
    assert_int_equal(case_file->description->files[0].seal_count, 0);
    expect(world, "SELECT group_concat(page || colour) FROM seal", "3red,1grey");
}

static void test_reading_again_replaces(void **state)
{
    struct world *world = *state;
    int64_t message = new_message(world, "1");
    size_t count = 0;
    read_as(world, message, sealed_description());
    must(world, ledger_read_again(world->ledger, message, &count, &world->error));
    read_as(world, message, usual_description());
    expect(world, "SELECT count(*) FROM seals", "0");
    expect(world, "SELECT issuer || rotation FROM file WHERE position = 1", "0");
}

static int compare_listed(const struct message_row *row, void *context)
{
    bool *seen = context;
    *seen = true;
    assert_int_equal(row->file_count, 2);
    const struct described_file *scan = &row->files[1].file;
    assert_int_equal(scan->seal_count, 2);
    assert_int_equal(scan->seals[0].page, 3);
    assert_true(scan->seals[1].grey);
    assert_string_equal(scan->issuer, "黄石市教育局");
    assert_int_equal(scan->rotation, 270);
    return 0;
}

static void test_is_listed(void **state)
{
    struct world *world = *state;
    int64_t message = new_message(world, "1");
    bool seen = false;
    read_as(world, message, sealed_description());
    must(world, ledger_each_message(world->ledger, message, compare_listed, &seen, &world->error));
    assert_true(seen);
}

/* --- the queue of recognition ---------------------------------------------------------------- */

static struct description *wanting_description(void)
{
    struct description *description = usual_description();
    scan_of(description)->recognise = true;
    return description;
}

static bool next_is(struct world *world, struct recognition *next)
{
    bool found = false;
    must(world, ledger_next_recognition(world->ledger, next, &found, &world->error));
    return found;
}

/* A message that was judged, whose scan is in the queue, and its recognition begun. */
static int64_t begin(struct world *world, struct recognition *next)
{
    int64_t message = new_message(world, "1");
    read_as(world, message, wanting_description());
    judge_usually(world, message);
    assert_true(next_is(world, next));
    assert_int_equal(next->message, message);
    must(world, ledger_begin_recognition(world->ledger, next->file, &world->error));
    return message;
}

static void test_only_what_is_wanted_waits(void **state)
{
    struct world *world = *state;
    struct recognition next;
    int64_t message = new_message(world, "1");
    assert_false(next_is(world, &next));
    read_as(world, message, usual_description());
    assert_false(next_is(world, &next));
    size_t count = 0;
    must(world, ledger_read_again(world->ledger, message, &count, &world->error));
    read_as(world, message, wanting_description());
    assert_true(next_is(world, &next));
    assert_int_equal(next.attempts, 0);
    expect(world, "SELECT recognition FROM file WHERE position = 1", "waiting");
    /* while it waits to be read again, its files are not certain */
    must(world, ledger_read_again(world->ledger, message, &count, &world->error));
    assert_false(next_is(world, &next));
}

static void test_attempts_count(void **state)
{
    struct world *world = *state;
    struct recognition next;
    begin(world, &next);
    assert_true(next_is(world, &next));
    assert_int_equal(next.attempts, 1);
}

static void test_text_is_added(void **state)
{
    struct world *world = *state;
    struct recognition next;
    int64_t message = begin(world, &next);
    CLEANUP(cleanup_description_free)
    struct description *second = sealed_description();
    struct described_file *read = scan_of(second);
    set_text(&read->text, "全文");
    read->chars = 1200;
    add_section(read, "一、方案", 800);
    assert_int_equal(waiting_count(world, MESSAGE_READ), 0);
    must(world, ledger_record_recognition(world->ledger, &next, read, &world->error));
    assert_int_equal(waiting_count(world, MESSAGE_READ), 1);
    assert_false(next_is(world, &next));
    expect(world, "SELECT body || chars || issuer || rotation FROM file WHERE position = 1",
           "全文1200黄石市教育局270");
    expect(world, "SELECT recognition FROM file WHERE position = 1", "done");
    CLEANUP(cleanup_case_file_free)
    struct case_file *case_file = load_case(world, message);
    const struct described_file *now = scan_of(case_file->description);
    assert_int_equal(now->section_count, 1);
    assert_int_equal(now->seal_count, 2);
}

/* What the first look had read stays where the second one says less. */
static void test_nothing_is_lost(void **state)
{
    struct world *world = *state;
    struct recognition next;
    begin(world, &next);
    CLEANUP(cleanup_description_free)
    struct description *second = usual_description();
    struct described_file *read = scan_of(second);
    set_text(&read->text, "");
    free(STEAL(read->document_number));
    set_text(&read->issuer, "");
    read->seal = -1;
    must(world, ledger_record_recognition(world->ledger, &next, read, &world->error));
    expect(world, "SELECT body || document_number || seal FROM file WHERE position = 1",
           "scan黄教〔2017〕5号0.5");
}

static void test_failure_is_a_finding(void **state)
{
    struct world *world = *state;
    struct recognition next;
    begin(world, &next);
    must(world, ledger_record_recognition(world->ledger, &next, NULL, &world->error));
    expect(world, "SELECT count(*) FROM finding WHERE code = 'unreadable' AND file IS NOT NULL",
           "1");
    expect(world, "SELECT recognition FROM file WHERE position = 1", "failed");
    assert_int_equal(waiting_count(world, MESSAGE_READ), 1);
}

/* Read anew while it was recognised: what comes then is about the past. */
static void test_stale_result_is_dropped(void **state)
{
    struct world *world = *state;
    struct recognition next;
    size_t count = 0;
    int64_t message = begin(world, &next);
    must(world, ledger_read_again(world->ledger, message, &count, &world->error));
    read_as(world, message, wanting_description());
    CLEANUP(cleanup_description_free)
    struct description *second = sealed_description();
    set_text(&scan_of(second)->text, "旧文");
    must(world, ledger_record_recognition(world->ledger, &next, scan_of(second), &world->error));
    expect(world, "SELECT body FROM file WHERE position = 1", "scan");
    expect(world, "SELECT recognition FROM file WHERE position = 1", "waiting");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_only_what_is_wanted_waits),
        WORLD_TEST(test_attempts_count),
        WORLD_TEST(test_text_is_added),
        WORLD_TEST(test_nothing_is_lost),
        WORLD_TEST(test_failure_is_a_finding),
        WORLD_TEST(test_stale_result_is_dropped),
        WORLD_TEST(test_comes_back),
        WORLD_TEST(test_reading_again_replaces),
        WORLD_TEST(test_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

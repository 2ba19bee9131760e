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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(test_comes_back),
        WORLD_TEST(test_reading_again_replaces),
        WORLD_TEST(test_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

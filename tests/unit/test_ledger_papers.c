/* Points and contacts: the last entry about a thing is in force, and none is ever lost. */
#include "ledger_world.h"

#include "ledger/inside.h"
#include "ledger/papers.h"

#include <cmocka.h>

static struct item items[] = {{.number = 1, .points = 50, .kind = ITEM_BASE},
                              {.number = 7, .points = 50, .kind = ITEM_BASE}};
static const struct entry_note note = {.at = NOW, .author = "a@b", .reason = "导入打分表.xlsx"};

static int set_up(void **state)
{
    int result = world_setup(state);
    struct world *world = *state;
    world->campaign->items = items;
    world->campaign->item_count = COUNT_OF(items);
    return result;
}

static size_t record(struct world *world, size_t unit, size_t item, enum score_state state,
                     int64_t points)
{
    struct score_row row = {unit, item, {state, points}};
    size_t added = 0;
    must(world, ledger_record_scores(world->ledger, world->campaign, &row, 1, &note, &added,
                                     &world->error));
    return added;
}

static void test_scores(void **state)
{
    struct world *world = *state;
    assert_int_equal(record(world, EDUCATION, 1, SCORE_POINTS, 4550), 1);
    assert_int_equal(record(world, EDUCATION, 1, SCORE_POINTS, 4550), 0);
    assert_int_equal(record(world, EDUCATION, 1, SCORE_POINTS, 4000), 1);
    assert_int_equal(record(world, ASSETS_OFFICE, 0, SCORE_NOT_INVOLVED, 0), 1);
    assert_int_equal(record(world, ASSETS_OFFICE, 1, SCORE_POINTS, 0), 1);
    assert_int_equal(record(world, ASSETS_OFFICE, 1, SCORE_OPEN, 0), 1);
    assert_int_equal(record(world, ASSETS_COMPANY, 0, SCORE_OPEN, 0), 0);
    CLEANUP_FREE struct score_entry *entries = NULL;
    must(world, ledger_scores(world->ledger, world->campaign, &entries, &world->error));
    assert_int_equal(entries[EDUCATION * 2 + 1].state, SCORE_POINTS);
    assert_int_equal(entries[EDUCATION * 2 + 1].points, 4000);
    assert_int_equal(entries[(size_t)EDUCATION * 2].state, SCORE_OPEN);
    assert_int_equal(entries[(size_t)ASSETS_OFFICE * 2].state, SCORE_NOT_INVOLVED);
    assert_int_equal(entries[ASSETS_OFFICE * 2 + 1].state, SCORE_OPEN);
    expect(world, "SELECT count(*) FROM score", "5");
    expect(world, "SELECT group_concat(points) FROM score WHERE in_force AND item = 7", "40.0");
    expect(world, "SELECT DISTINCT author || reason FROM score", "a@b导入打分表.xlsx");
}

static struct contact person(size_t unit, const char *name, const char *address)
{
    struct contact contact = {
        .unit = unit, .name = xstrdup(name), .post = xstrdup(""), .telephone = xstrdup("123456")};
    if (address != NULL) {
        contact.addresses.at = xcalloc(1, sizeof(char *));
        contact.addresses.at[contact.addresses.count++] = xstrdup(address);
    }
    return contact;
}

/* Takes over what the contacts own. */
static void name(struct world *world, const struct contact *contacts, size_t count)
{
    struct contacts owned = {.at = xcalloc(count, sizeof *contacts), .count = count};
    memcpy(owned.at, contacts, count * sizeof *contacts);
    must(world, ledger_record_contacts(world->ledger, world->campaign, owned.at, count, &note,
                                       &world->error));
    contacts_clear(&owned);
}

static void test_contacts(void **state)
{
    struct world *world = *state;
    const struct contact first[] = {person(EDUCATION, "张三", "a@b.cn"),
                                    person(ASSETS_OFFICE, "李四", NULL),
                                    person(EDUCATION, "王五", "c@d.cn")};
    name(world, first, COUNT_OF(first));
    const struct contact second[] = {person(EDUCATION, "赵六", "e@f.cn")};
    name(world, second, COUNT_OF(second));
    CLEANUP(contacts_clear)
    struct contacts contacts = {0};
    must(world, ledger_contacts(world->ledger, world->campaign, &contacts, &world->error));
    assert_int_equal(contacts.count, 2);
    assert_string_equal(contacts_of(&contacts, EDUCATION)->name, "赵六");
    assert_string_equal(contacts_of(&contacts, EDUCATION)->addresses.at[0], "e@f.cn");
    assert_string_equal(contacts_of(&contacts, ASSETS_OFFICE)->telephone, "123456");
    assert_null(contacts_of(&contacts, ASSETS_COMPANY));
    expect(world, "SELECT count(*) FROM contact", "4");
    expect(world, "SELECT group_concat(addresses) FROM contact WHERE NOT in_force",
           "a@b.cn,c@d.cn");
}

/* Mails from an address that comes or goes are judged again. */
static void test_addresses_set_back(void **state)
{
    struct world *world = *state;
    read_as(world, new_message(world, "1"), usual_description());
    expect(world, "SELECT revision FROM messages", "1");
    const struct contact named[] = {person(EDUCATION, "张三", "jyj@example.cn")};
    name(world, named, 1);
    expect(world, "SELECT revision FROM messages", "2");
    const struct contact other[] = {person(EDUCATION, "张三", "other@example.cn")};
    name(world, other, 1);
    expect(world, "SELECT revision FROM messages", "3");
    const struct contact none[] = {person(ASSETS_OFFICE, "李四", NULL)};
    name(world, none, 1);
    expect(world, "SELECT revision FROM messages", "3");
}

static void test_entries_stay(void **state)
{
    struct world *world = *state;
    record(world, EDUCATION, 0, SCORE_POINTS, 1);
    const struct contact named[] = {person(EDUCATION, "张三", "a@b.cn")};
    name(world, named, 1);
    static const char *const tries[] = {"UPDATE score_entries SET points = 2",
                                        "DELETE FROM score_entries", "DELETE FROM contacts",
                                        "UPDATE contacts SET name = '李四'"};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct error error = {0};
        assert_int_equal(sql_script(world->ledger->sql, tries[i], &error), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_scores, set_up, world_teardown),
        cmocka_unit_test_setup_teardown(test_contacts, set_up, world_teardown),
        cmocka_unit_test_setup_teardown(test_addresses_set_back, set_up, world_teardown),
        cmocka_unit_test_setup_teardown(test_entries_stay, set_up, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* `baosong learned`: what the judge learned from people, and --forget to have it forgotten. */
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"

#include <inttypes.h>

static const struct column columns[] = {
    {.key = "event", .heading = "决定", .right = true},
    {.key = "at", .heading = "时间", .show = show_time},
    {.key = "author", .heading = "处理人", .width = 24},
    {.key = "kind", .heading = "类别"},
    {.key = "words", .heading = "学到的字样", .width = 40},
    {.key = "targets", .heading = "归属"},
};

struct listing {
    struct house *house;
    struct table *table;
};

static int add_row(const struct learned_row *learned, void *context)
{
    const struct listing *listing = context;
    bool address = learned->address != NULL;
    CLEANUP_FREE char *words =
        address ? xstrdup(learned->address) : judge_phrase(listing->house->judge, learned->path);
    if (*words == '\0') {
        return 0; /* a name that says nothing teaches nothing */
    }
    json_t *row = json_object();
    json_set(row, "event", json_integer(learned->event));
    json_set(row, "at", output_time(learned->at));
    json_set(row, "author", json_text(learned->author));
    json_set(row, "kind", json_text(address ? "发件地址" : "文件名"));
    json_set(row, "words", json_text(words));
    json_set(row, "targets", json_text(learned->targets));
    table_add(listing->table, row);
    return 0;
}

static int list(struct house *house, enum format format, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, format, columns, COUNT_OF(columns));
    struct listing listing = {house, table};
    if (ledger_each_learned(house->ledger, add_row, &listing, error) != 0) {
        return -1;
    }
    return table_end(table, error);
}

int command_learned(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int64_t event = 0;
    if (working_open(invocation, &house, error) != 0) {
        return -1;
    }
    if (invocation->forget == NULL) {
        return list(house, invocation->format, error);
    }
    if (names_event(invocation->forget, &event, error) != 0 ||
        decide_revoke(house, event, REVOKE_LESSON, invocation->because, error) != 0) {
        return -1;
    }
    printf("不再采用从第%" PRId64 "号决定学到的内容，该决定本身仍然有效。\n", event);
    return working_end(house, error);
}

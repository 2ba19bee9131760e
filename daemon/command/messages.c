/* `baosong messages`: everything that came. */
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "command/rows.h"
#include "desk/house.h"

static const struct column columns[] = {
    {.key = "id", .heading = "编号", .right = true},
    {.key = "received_at", .heading = "收到时间", .show = show_time},
    {.key = "units", .heading = "单位", .width = 32},
    {.key = "from", .heading = "发件人", .width = 32},
    {.key = "subject", .heading = "主题", .width = 48},
    {.key = "file_count", .heading = "文件", .right = true},
    {.key = "phrase", .heading = "情况"},
};

struct printing {
    struct table *table;
    enum format format;
};

/* A flat row: without the files, which a table does not show. */
static json_t *flat_row(const struct message_row *message)
{
    json_t *row = json_object();
    json_set(row, "id", json_integer(message->id));
    json_set(row, "received_at", output_time(message->received_at));
    json_t *units = json_array();
    for (size_t i = 0; i < message->unit_count && message->unit_state == UNIT_SURE; i++) {
        json_append(units, json_text(message->units[i].name));
    }
    json_set(row, "units", units);
    json_set(row, "from", json_text(message->from));
    json_set(row, "subject", json_text(message->subject));
    json_set(row, "file_count", json_integer((json_int_t)message->file_count));
    json_set(row, "phrase", json_text(message_phrase(message)));
    return row;
}

static int print_message(const struct message_row *row, void *context)
{
    const struct printing *printing = context;
    table_add(printing->table, printing->format == FORMAT_JSON ? message_json(row) : flat_row(row));
    return 0;
}

int command_messages(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    if (house_open(invocation->config, &house, error) != 0) {
        return -1;
    }
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, invocation->format, columns, COUNT_OF(columns));
    struct printing printing = {.table = table, .format = invocation->format};
    if (ledger_each_message(house->ledger, 0, print_message, &printing, error) != 0) {
        return -1;
    }
    return table_end(table, error);
}

/* `baosong outbox`: what was told to whom, what waits to be sent, and what could not be. */
#include "ledger/outbox.h"
#include "base/clock.h"
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "desk/house.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    enum notice_kind kind;
    const char *chinese;
} kinds[] = {{NOTICE_RECEIPT, "回执"},
             {NOTICE_DECISION, "处理结果"},
             {NOTICE_REMINDER, "催报"},
             {NOTICE_REPORT, "缺报通报"},
             {NOTICE_ALERT, "告警"}};

static const struct {
    enum notice_state state;
    const char *chinese;
} states[] = {{NOTICE_WANTED, "待生成"},    {NOTICE_QUEUED, "待发"},
              {NOTICE_SENDING, "正在发"},   {NOTICE_SENT, "已发出"},
              {NOTICE_SUPPRESSED, "不发"},  {NOTICE_FAILED, "未能送达"},
              {NOTICE_CANCELLED, "已取消"}, {NOTICE_BOUNCED, "被退回"}};

static char *show_kind(const json_t *value)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (strcmp(notice_kind_name(kinds[i].kind), json_string_value(value)) == 0) {
            return xstrdup(kinds[i].chinese);
        }
    }
    return xstrdup(json_string_value(value));
}

static char *show_state(const json_t *value)
{
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (strcmp(notice_state_name(states[i].state), json_string_value(value)) == 0) {
            return xstrdup(states[i].chinese);
        }
    }
    return xstrdup(json_string_value(value));
}

static const struct column columns[] = {
    {.key = "id", .heading = "编号", .right = true},
    {.key = "queued_at", .heading = "生成时间", .show = show_time},
    {.key = "kind", .heading = "类别", .show = show_kind},
    {.key = "recipient", .heading = "收件人", .width = 32},
    {.key = "subject", .heading = "主题", .width = 48},
    {.key = "state", .heading = "情况", .show = show_state},
    {.key = "reason", .heading = "原因", .width = 60},
};

static json_t *notice_json(const struct notice *notice)
{
    json_t *row = json_object();
    json_set(row, "id", json_integer(notice->id));
    json_set(row, "queued_at", output_time(notice->queued_at));
    json_set(row, "kind", json_text(notice_kind_name(notice->kind)));
    json_set(row, "occasion", json_text(notice->occasion));
    json_set(row, "message", notice->message != 0 ? json_integer(notice->message) : json_null());
    json_set(row, "bounce", notice->bounce != 0 ? json_integer(notice->bounce) : json_null());
    json_set(row, "unit", json_text(notice->unit));
    json_set(row, "recipient", json_text(notice->recipient));
    json_set(row, "subject", json_text(notice->subject));
    json_set(row, "message_id", json_text(notice->message_id));
    json_set(row, "state", json_text(notice_state_name(notice->state)));
    json_set(row, "attempts", json_integer(notice->attempts));
    json_set(row, "uncertain", json_integer(notice->uncertain));
    json_set(row, "next_attempt", output_time(notice->next_attempt));
    json_set(row, "done_at", output_time(notice->done_at));
    json_set(row, "attachment", json_text(notice->enclosed));
    json_set(row, "reason", json_text(notice->reason));
    return row;
}

/* --- list ------------------------------------------------------------------------------------ */

static int add_row(const struct notice *notice, void *context)
{
    table_add(context, notice_json(notice));
    return 0;
}

static int list(struct house *house, const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, invocation->format, columns, COUNT_OF(columns));
    if (ledger_each_notice(house->ledger, 0, add_row, table, error) != 0) {
        return -1;
    }
    return table_end(table, error);
}

/* --- one of them ----------------------------------------------------------------------------- */

struct showing {
    enum format format;
    bool found;
    json_t *object; /* FORMAT_JSON */
};

static void print_notice(const struct notice *notice)
{
    json_t *row = notice_json(notice);
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        CLEANUP_FREE char *text = column_text(&columns[i], row);
        if (*text != '\0') {
            printf("%s：%s\n", columns[i].heading, text);
        }
    }
    printf("\n%s", notice->body);
    if (notice->enclosed != NULL) {
        printf("\n附件：%s\n", notice->enclosed);
    }
    json_decref(row);
}

static int show_notice(const struct notice *notice, void *context)
{
    struct showing *showing = context;
    showing->found = true;
    if (showing->format == FORMAT_JSON) {
        showing->object = notice_json(notice);
        json_set(showing->object, "text", json_text(notice->body));
        json_set(showing->object, "html", json_text(notice->html));
        return 0;
    }
    print_notice(notice);
    return 0;
}

static int show(struct house *house, const struct invocation *invocation, int64_t id,
                struct error *error)
{
    struct showing showing = {.format = invocation->format};
    if (ledger_each_notice(house->ledger, id, show_notice, &showing, error) != 0) {
        return -1;
    }
    if (!showing.found) {
        return error_set(error, ERROR_NOT_FOUND,
                         "there is no notice %lld; `baosong outbox` lists them", (long long)id);
    }
    return showing.object != NULL ? output_json(stdout, showing.object, error)
                                  : output_flush(stdout, error);
}

/* --- what is to be done ---------------------------------------------------------------------- */

static int parse_id(const char *text, int64_t *id, struct error *error)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || number <= 0 || end == text || *end != '\0') {
        return error_set(error, ERROR_USAGE,
                         "\"%s\" is not the number of a notice; `baosong outbox` lists them", text);
    }
    *id = number;
    return 0;
}

static int act(struct house *house, const struct invocation *invocation, struct error *error)
{
    const char *verb = invocation->operands[0];
    bool shows = strcmp(verb, "show") == 0, cancels = strcmp(verb, "cancel") == 0;
    if (!shows && !cancels && strcmp(verb, "retry") != 0) {
        return error_set(error, ERROR_USAGE,
                         "outbox cannot \"%s\"; it can show, cancel or retry a notice", verb);
    }
    if (invocation->operand_count < 2) {
        return error_set(error, ERROR_USAGE, "Which notice? Write baosong outbox %s NUMBER", verb);
    }
    for (size_t i = 1; i < invocation->operand_count; i++) {
        int64_t id = 0;
        if (parse_id(invocation->operands[i], &id, error) != 0 ||
            (shows     ? show(house, invocation, id, error)
             : cancels ? ledger_cancel_notice(house->ledger, id, clock_now(), error)
                       : ledger_retry_notice(house->ledger, id, clock_now(), error)) != 0) {
            return -1;
        }
    }
    return 0;
}

int command_outbox(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    if (house_open(invocation->config, &house, error) != 0) {
        return -1;
    }
    return invocation->operand_count == 0 ? list(house, invocation, error)
                                          : act(house, invocation, error);
}

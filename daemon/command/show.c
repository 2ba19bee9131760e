/* `baosong show`: one message with all that is known of it. */
#include "base/clock.h"
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "command/rows.h"
#include "desk/names.h"
#include "notice/wording.h"

#include <inttypes.h>
#include <string.h>

/* Columns of one level of the tree. */
enum { INDENT = 2 };

/* From here on a seal is said to be there. */
static const double sure_seal = 0.6;

static void print_field(const char *label, const char *text)
{
    printf("%s：", label);
    output_clean(stdout, text);
    printf("\n");
}

static void print_findings(const struct finding *findings, size_t count, int indent)
{
    for (size_t i = 0; i < count; i++) {
        const char *advice = finding_advice(findings[i].code);
        printf("%*s问题：%s", indent, "", finding_chinese(findings[i].code));
        if (findings[i].detail != NULL) {
            printf("（");
            output_clean(stdout, findings[i].detail);
            printf("）");
        }
        printf("。%s\n", advice != NULL ? advice : "");
    }
}

/* --- the message ----------------------------------------------------------------------------- */

static void print_units(const struct message_row *row)
{
    bool sure = row->unit_state == UNIT_SURE;
    if (row->unit_count == 0) {
        print_field("单位", row->submission ? "没有看出是哪个单位" : "无");
        return;
    }
    for (size_t i = 0; i < row->unit_count; i++) {
        const struct unit_row *unit = &row->units[i];
        printf("%s：%s（", sure ? "单位" : "可能的单位", unit->name);
        output_clean(stdout, unit->reason);
        if (unit->person) {
            printf("；人工确定）\n");
        } else {
            printf("；把握%.0f%%）\n", 100 * unit->confidence);
        }
    }
}

static void print_message(const struct message_row *row)
{
    char time[CLOCK_TEXT_SIZE];
    printf("%" PRId64 "号邮件，%s\n", row->id, message_phrase(row));
    print_field("主题", row->subject);
    printf("发件人：");
    output_clean(stdout, row->from_name);
    printf("%s<", row->from_name[0] != '\0' ? " " : "");
    output_clean(stdout, row->from);
    printf(">\n收到时间：%s\n", clock_chinese(row->received_at, time));
    CLEANUP_FREE char *size = wording_size(row->size);
    printf("大小：%s\n", size);
    print_field("邮件标识", row->message_id);
    printf("校验值：%s\n", row->sha256);
    if (row->quarantine_reason != NULL) {
        print_field("未能读取的原因", row->quarantine_reason);
    }
    print_units(row);
    print_findings(row->findings, row->finding_count, 0);
}

/* --- the tree of its files ------------------------------------------------------------------- */

/* Bytes of the folders that both paths share, up to and with the last "/". */
static size_t shared_folders(const char *left, const char *right)
{
    size_t shared = 0;
    for (size_t i = 0; left[i] != '\0' && left[i] == right[i]; i++) {
        if (left[i] == '/') {
            shared = i + 1;
        }
    }
    return shared;
}

/* Prints the folders of `path` that the file before it did not lie in; returns the depth. */
static int print_folders(const char *path, const char *before)
{
    size_t shared = shared_folders(path, before);
    int depth = 1;
    for (const char *at = path, *slash; (slash = strchr(at, '/')) != NULL; at = slash + 1) {
        if ((size_t)(slash - path) >= shared) {
            CLEANUP_FREE char *name = xstrndup(at, (size_t)(slash - at));
            printf("%*s", depth * INDENT, "");
            output_clean(stdout, name);
            printf("/\n");
        }
        depth++;
    }
    return depth;
}

/* "，附件1，第4页至第5页" */
static void print_place(const struct match_row *match)
{
    if (match->part != NULL) {
        printf("，文件中的“");
        output_clean(stdout, match->part);
        printf("”");
    }
    if (match->first_page > 0) {
        CLEANUP_FREE char *pages = wording_pages(match->first_page, match->last_page);
        printf("，%s", pages);
    }
}

static void print_match(const struct match_row *match, const struct described_file *file,
                        bool joint, int indent)
{
    static const char *const words[][2] = {
        {"sure", "归入"}, {"review", "可能是"}, {"person", "人工归入"}};
    const char *word = "归入";
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        word = strcmp(words[i][0], match->state) == 0 ? words[i][1] : word;
    }
    printf("%*s%s%s%s", indent, "", word, joint ? match->unit : "", match->task);
    if (match->section != NULL) {
        CLEANUP_FREE char *section = wording_section(match->section, file);
        printf("，");
        output_clean(stdout, section);
        printf("%" PRIu32 "字", match->chars);
    }
    print_place(match);
    printf("（");
    output_clean(stdout, match->reason);
    printf("，把握%.0f%%）\n", 100 * match->confidence);
}

/* Only what is as good as sure is said; the JSON has the rest. */
static void print_seal(const struct described_file *file)
{
    if (file->seal_count > 0 && file->seal >= sure_seal) {
        printf("，第%u%s有%s公章", file->seals[0].page,
               kind_has_pages(file->kind) ? "页" : "幅图片", file->seals[0].grey ? "黑白的" : "");
    } else if (file->scan && file->seal < 0) {
        printf("，看不出有无公章");
    }
}

static void print_file(const struct file_row *row, const char *before, bool joint)
{
    const struct described_file *file = &row->file;
    int indent = INDENT * print_folders(file->path, before);
    const char *slash = strrchr(file->path, '/');
    CLEANUP_FREE char *size = wording_size(file->size);
    printf("%*s[%" PRId64 "] ", indent, "", row->id);
    output_clean(stdout, slash != NULL ? slash + 1 : file->path);
    printf("（%s，%s", kind_chinese(file->kind), size);
    if (file->pages > 0) {
        printf("，%u页", file->pages);
    }
    if (file->text_layer == TEXT_LAYER_SCAN || file->text_layer == TEXT_LAYER_MIXED) {
        printf("，%s", file->text_layer == TEXT_LAYER_SCAN ? "扫描件" : "部分页为扫描件");
    }
    if (file->signatures > 0) {
        printf("，含电子签名%u个（未验证）", file->signatures);
    }
    if (file->document_number != NULL) {
        printf("，");
        output_clean(stdout, file->document_number);
    }
    print_seal(file);
    printf("）%s\n", verdict_phrase(row->verdict));
    for (size_t i = 0; i < row->match_count; i++) {
        print_match(&row->matches[i], file, joint, indent + INDENT);
    }
    if (row->match_count == 0) {
        printf("%*s%s\n", indent + INDENT, "",
               file->decoration ? "邮件中的装饰图片" : "未归入任务");
    }
    print_findings(row->findings, row->finding_count, indent + INDENT);
}

static int print_text(const struct message_row *row, void *context __attribute__((unused)))
{
    print_message(row);
    printf("文件%zu个：\n", row->file_count);
    const char *before = "";
    for (size_t i = 0; i < row->file_count; i++) {
        print_file(&row->files[i], before, row->unit_count > 1);
        before = row->files[i].file.path;
    }
    return 0;
}

static int print_event(const struct event_row *event, void *context)
{
    bool *printed = context;
    char time[CLOCK_TEXT_SIZE];
    printf("%s  第%lld号 %s %s%s：", *printed ? "" : "人工处理记录：\n", (long long)event->id,
           clock_chinese(event->at, time), event->author, event->undone ? "（已撤销）" : "");
    *printed = true;
    output_clean(stdout, event->subject);
    if (event->reason != NULL) {
        printf("。理由：");
        output_clean(stdout, event->reason);
    }
    printf("\n");
    return 0;
}

/* --- JSON and CSV ---------------------------------------------------------------------------- */

static int keep_message(const struct message_row *row, void *context)
{
    json_t **object = context;
    *object = message_json(row);
    return 0;
}

static int keep_event(const struct event_row *event, void *context)
{
    json_t *object = json_object();
    json_set(object, "id", json_integer(event->id));
    json_set(object, "at", output_time(event->at));
    json_set(object, "verb", json_text(event->verb));
    json_set(object, "undone", json_boolean(event->undone));
    json_set(object, "author", json_text(event->author));
    json_set(object, "subject", json_text(event->subject));
    json_set(object, "reason", json_text(event->reason));
    json_set(object, "file", event->file > 0 ? json_integer(event->file) : json_null());
    json_append(context, object);
    return 0;
}

static int print_json(struct house *house, int64_t message, struct error *error)
{
    json_t *object = NULL;
    json_t *events = json_array();
    if (ledger_each_message(house->ledger, message, keep_message, &object, error) != 0 ||
        ledger_each_event(house->ledger, message, keep_event, events, error) != 0) {
        json_decref(object);
        json_decref(events);
        return -1;
    }
    json_set(object, "events", events);
    return output_json(stdout, object, error);
}

static const struct column columns[] = {
    {.key = "id", .heading = "文件号"},     {.key = "path", .heading = "文件"},
    {.key = "kind", .heading = "类型"},     {.key = "size", .heading = "字节"},
    {.key = "tasks", .heading = "任务"},    {.key = "problems", .heading = "问题"},
    {.key = "sha256", .heading = "校验值"},
};

static int add_files(const struct message_row *row, void *context)
{
    for (size_t i = 0; i < row->file_count; i++) {
        const struct file_row *file = &row->files[i];
        json_t *flat = file_json(file);
        json_t *tasks = json_array();
        json_t *problems = json_array();
        for (size_t m = 0; m < file->match_count; m++) {
            json_append(tasks, json_text(file->matches[m].task));
        }
        for (size_t f = 0; f < file->finding_count; f++) {
            json_append(problems, json_text(finding_chinese(file->findings[f].code)));
        }
        json_set(flat, "kind", json_text(kind_chinese(file->file.kind)));
        json_set(flat, "tasks", tasks);
        json_set(flat, "problems", problems);
        table_add(context, flat);
    }
    return 0;
}

static int print_csv(struct house *house, int64_t message, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_CSV, columns, COUNT_OF(columns));
    if (ledger_each_message(house->ledger, message, add_files, table, error) != 0) {
        return -1;
    }
    return table_end(table, error);
}

int command_show(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int64_t message = 0;
    if (house_open(invocation->config, &house, error) != 0 ||
        names_message(house, invocation->operands[0], &message, error) != 0) {
        return -1;
    }
    if (invocation->format == FORMAT_JSON) {
        return print_json(house, message, error);
    }
    if (invocation->format == FORMAT_CSV) {
        return print_csv(house, message, error);
    }
    bool printed = false;
    if (ledger_each_message(house->ledger, message, print_text, NULL, error) != 0 ||
        ledger_each_event(house->ledger, message, print_event, &printed, error) != 0) {
        return -1;
    }
    return output_flush(stdout, error);
}

#include "notice/templates.h"

#include "base/buffer.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "campaign/faults.h"
#include "notice/html.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- what there is --------------------------------------------------------------------------- */

#define BIT(value) (UINT32_C(1) << (value))
#define ALWAYS (BIT(VALUE_CAMPAIGN) | BIT(VALUE_OFFICE) | BIT(VALUE_MAILBOX) | BIT(VALUE_TODAY))
#define OF_MAIL                                                                                    \
    (ALWAYS | BIT(VALUE_UNIT) | BIT(VALUE_NUMBER) | BIT(VALUE_RECEIVED) | BIT(VALUE_SUBJECT) |     \
     BIT(VALUE_MISSING) | BIT(VALUE_DEADLINE))
#define OF_STAGE                                                                                   \
    (ALWAYS | BIT(VALUE_UNIT) | BIT(VALUE_STAGE) | BIT(VALUE_DEADLINE) | BIT(VALUE_MISSING) |      \
     BIT(VALUE_OBLIGATIONS) | BIT(VALUE_COMPLETE) | BIT(VALUE_LACKING))
#define BLOCKS                                                                                     \
    (BIT(VALUE_MATERIAL) | BIT(VALUE_PROBLEMS) | BIT(VALUE_MISSING) | BIT(VALUE_DECISIONS) |       \
     BIT(VALUE_REPORT) | BIT(VALUE_TROUBLES) | BIT(VALUE_SOLVED))

static const char *const placeholder_names[VALUE_COUNT] = {
    [VALUE_CAMPAIGN] = "考核",       [VALUE_OFFICE] = "办公室",      [VALUE_MAILBOX] = "邮箱",
    [VALUE_TODAY] = "日期",          [VALUE_UNIT] = "单位",          [VALUE_NUMBER] = "编号",
    [VALUE_RECEIVED] = "收到时间",   [VALUE_SUBJECT] = "邮件主题",   [VALUE_TIMELY] = "是否按时",
    [VALUE_MATERIAL] = "收到的材料", [VALUE_PROBLEMS] = "需要处理",  [VALUE_MISSING] = "还缺",
    [VALUE_DEADLINE] = "截止时间",   [VALUE_DECISIONS] = "处理结果", [VALUE_STAGE] = "阶段",
    [VALUE_LEFT] = "剩余时间",       [VALUE_OBLIGATIONS] = "应报数", [VALUE_COMPLETE] = "完成数",
    [VALUE_LACKING] = "缺报数",      [VALUE_NOW] = "统计时间",       [VALUE_REPORT] = "通报",
    [VALUE_HEADLINE] = "主要问题",   [VALUE_TROUBLES] = "新问题",    [VALUE_SOLVED] = "已恢复",
};

static const struct {
    const char *name;
    uint32_t values; /* BITs of the placeholders that mean something there */
    bool html;
} kinds[TEMPLATE_COUNT] = {
    [TEMPLATE_RECEIPT] = {"receipt",
                          OF_MAIL | BIT(VALUE_TIMELY) | BIT(VALUE_MATERIAL) | BIT(VALUE_PROBLEMS),
                          true},
    [TEMPLATE_DECISION] = {"decision", OF_MAIL | BIT(VALUE_DECISIONS), true},
    [TEMPLATE_ADJUSTMENT] = {"adjustment",
                             ALWAYS | BIT(VALUE_UNIT) | BIT(VALUE_DECISIONS) | BIT(VALUE_MISSING) |
                                 BIT(VALUE_DEADLINE),
                             true},
    [TEMPLATE_REMINDER] = {"reminder", OF_STAGE | BIT(VALUE_LEFT), true},
    [TEMPLATE_OVERDUE] = {"overdue", OF_STAGE, true},
    [TEMPLATE_REPORT] = {"report",
                         ALWAYS | BIT(VALUE_STAGE) | BIT(VALUE_DEADLINE) | BIT(VALUE_NOW) |
                             BIT(VALUE_REPORT),
                         false},
    [TEMPLATE_ALERT] = {"alert",
                        ALWAYS | BIT(VALUE_HEADLINE) | BIT(VALUE_TROUBLES) | BIT(VALUE_SOLVED),
                        false},
};

/* Compiled in from conf/notices: { name, text }. */
static const struct {
    const char *name;
    const char *text;
} built_in[] = {
#include "notices.inc"
};

enum part_type { PART_TEXT, PART_VALUE, PART_IF, PART_END };

struct part {
    enum part_type type;
    enum placeholder value; /* PART_VALUE, PART_IF */
    char *text;             /* PART_TEXT */
};

struct parts {
    struct part *at;
    size_t count;
};

struct templates {
    struct parts subject[TEMPLATE_COUNT];
    struct parts body[TEMPLATE_COUNT];
    struct parts html[TEMPLATE_COUNT];
};

/* --- reading --------------------------------------------------------------------------------- */

struct reading {
    struct faults *faults;
    size_t line;
    uint32_t allowed;
    bool open;        /* behind an {如有 ...} */
    size_t open_line; /* where that stands */
};

static void add_part(struct parts *parts, struct part part)
{
    parts->at = xgrow(parts->at, parts->count, sizeof *parts->at);
    parts->at[parts->count++] = part;
}

static void add_text(struct parts *parts, const char *text, size_t size)
{
    if (size > 0) {
        add_part(parts, (struct part){.type = PART_TEXT, .text = xstrndup(text, size)});
    }
}

/* The names that mean something here, for people. */
static char *allowed_names(uint32_t allowed)
{
    struct buffer names = BUFFER_EMPTY;
    for (int i = 0; i < VALUE_COUNT; i++) {
        if ((allowed & BIT(i)) != 0) {
            buffer_add_format(&names, "%s{%s}", names.size > 0 ? " " : "", placeholder_names[i]);
        }
    }
    return buffer_steal(&names);
}

static bool find_value(const struct reading *reading, const char *name, enum placeholder *value)
{
    for (int i = 0; i < VALUE_COUNT; i++) {
        if (strcmp(placeholder_names[i], name) == 0 && (reading->allowed & BIT(i)) != 0) {
            *value = (enum placeholder)i;
            return true;
        }
    }
    CLEANUP_FREE char *names = allowed_names(reading->allowed);
    faults_add(reading->faults, reading->line,
               "{%s} means nothing here; what can stand here is %s (a brace itself is written {{)",
               name, names);
    return false;
}

static void take_condition(struct reading *reading, const char *name, struct parts *parts)
{
    enum placeholder value = VALUE_COUNT;
    if (reading->open) {
        faults_add(reading->faults, reading->line,
                   "{如有 %s} stands inside another one (line %zu); end that first with {以上}",
                   name, reading->open_line);
    } else if (find_value(reading, name, &value)) {
        add_part(parts, (struct part){.type = PART_IF, .value = value});
    }
    reading->open = true;
    reading->open_line = reading->line;
}

static void take_word(struct reading *reading, const char *word, struct parts *parts)
{
    static const char condition[] = "如有";
    enum placeholder value = VALUE_COUNT;
    if (strncmp(word, condition, strlen(condition)) == 0) {
        const char *name = word + strlen(condition);
        name += strncmp(name, "　", strlen("　")) == 0 ? strlen("　") : strspn(name, " ");
        take_condition(reading, name, parts);
    } else if (strcmp(word, "以上") == 0) {
        if (!reading->open) {
            faults_add(reading->faults, reading->line,
                       "{以上} ends nothing; there is no {如有 ...} before it");
        }
        reading->open = false;
        add_part(parts, (struct part){.type = PART_END});
    } else if (find_value(reading, word, &value)) {
        add_part(parts, (struct part){.type = PART_VALUE, .value = value});
    }
}

/* Takes one line, without its end. */
static void read_line(struct reading *reading, const char *line, size_t size, struct parts *parts)
{
    const char *end = line + size;
    for (const char *at = line; at < end;) {
        const char *brace = memchr(at, '{', (size_t)(end - at));
        if (brace == NULL) {
            add_text(parts, at, (size_t)(end - at));
            return;
        }
        add_text(parts, at, (size_t)(brace - at));
        if (brace + 1 < end && brace[1] == '{') {
            add_text(parts, brace, 1);
            at = brace + 2;
            continue;
        }
        const char *close = memchr(brace, '}', (size_t)(end - brace));
        if (close == NULL || memchr(brace + 1, '{', (size_t)(close - brace - 1)) != NULL) {
            faults_add(reading->faults, reading->line,
                       "a { has no } behind it in its line; write {名称}, or {{ for a brace");
            return;
        }
        CLEANUP_FREE char *word = xstrndup(brace + 1, (size_t)(close - brace - 1));
        take_word(reading, word, parts);
        at = close + 1;
    }
}

/* A condition alone in its line takes the end of the line with it. */
static bool is_mark(const char *line, size_t size)
{
    static const char *const marks[] = {"{如有", "{以上}"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (size >= strlen(marks[i]) && strncmp(line, marks[i], strlen(marks[i])) == 0 &&
            memchr(line, '}', size) == line + size - 1) {
            return true;
        }
    }
    return false;
}

static void read_lines(struct reading *reading, const char *text, struct parts *parts)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        size_t content = size > 0 && text[size - 1] == '\r' ? size - 1 : size;
        if (!utf8_valid(text, content)) {
            faults_add(reading->faults, reading->line,
                       "this line is not UTF-8; save the file as UTF-8");
        } else {
            read_line(reading, text, content, parts);
        }
        if (!is_mark(text, content)) {
            add_text(parts, "\n", 1);
        }
        text += size + (text[size] == '\n');
        reading->line++;
    }
    if (reading->open) {
        faults_add(reading->faults, reading->open_line,
                   "{如有 ...} has no end; write {以上} behind what depends on it");
    }
}

/* --- one file -------------------------------------------------------------------------------- */

/* The line "主题：..."; returns what stands behind it. */
static const char *read_subject(struct reading *reading, const char *text, struct parts *parts)
{
    static const char *const marks[] = {"主题：", "主题:"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        size_t mark = strlen(marks[i]);
        size_t size = strcspn(text, "\r\n");
        if (strncmp(text, marks[i], mark) == 0 && size > mark + strspn(text + mark, " ")) {
            struct reading subject = *reading;
            subject.allowed &= ~BLOCKS;
            if (utf8_valid(text, size)) {
                read_line(&subject, text + mark, size - mark, parts);
            }
            text += size;
            text += strncmp(text, "\r\n", 2) == 0 ? 2 : *text == '\n';
            reading->line++;
            return text;
        }
    }
    faults_add(reading->faults, reading->line,
               "the first line must say what the mail is about: 主题：...");
    return text;
}

static const char *skip_empty_lines(struct reading *reading, const char *text)
{
    while (*text == '\n' || strncmp(text, "\r\n", 2) == 0) {
        text += *text == '\n' ? 1 : 2;
        reading->line++;
    }
    return text;
}

static int read_template(struct templates *templates, int kind, bool html, const char *path,
                         const char *text, struct error *error)
{
    CLEANUP(faults_free)
    struct faults faults = {0};
    struct reading reading = {.faults = &faults, .line = 1, .allowed = kinds[kind].values};
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; /* Windows' Notepad puts it there */
    }
    if (!html) {
        text = read_subject(&reading, text, &templates->subject[kind]);
    }
    text = skip_empty_lines(&reading, text);
    read_lines(&reading, text, html ? &templates->html[kind] : &templates->body[kind]);
    if (*text == '\0') {
        faults_add(&faults, reading.line,
                   "there is no text; write one, or remove the file to use "
                   "the one that is built in");
    }
    return faults_report(&faults, path, error);
}

const char *const *templates_file_names(size_t *count)
{
    static const char *names[COUNT_OF(built_in)];
    for (size_t i = 0; i < COUNT_OF(built_in); i++) {
        names[i] = built_in[i].name;
    }
    *count = COUNT_OF(built_in);
    return names;
}

static const char *built_in_text(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(built_in); i++) {
        if (strcmp(built_in[i].name, name) == 0) {
            return built_in[i].text;
        }
    }
    abort();
}

static int load_one(const char *folder, int kind, bool html, struct templates *templates,
                    struct error *error)
{
    CLEANUP_FREE char *name = xasprintf("%s.%s", kinds[kind].name, html ? "html" : "txt");
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder != NULL ? folder : "", name);
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    if (folder == NULL || (access(path, F_OK) != 0 && errno == ENOENT)) {
        return read_template(templates, kind, html, name, built_in_text(name), error);
    }
    if (files_read(path, LIMIT_TEMPLATE, &text, &size, error) != 0) {
        error->kind = ERROR_CONFIG;
        return -1;
    }
    if (strlen(text) != size) {
        return error_set(error, ERROR_CONFIG,
                         "%s: is not a text: it has bytes of zero; save it as UTF-8", path);
    }
    return read_template(templates, kind, html, path, text, error);
}

int templates_load(const char *folder, struct templates **templates, struct error *error)
{
    CLEANUP(cleanup_templates_free)
    struct templates *made = xcalloc(1, sizeof *made);
    for (int kind = 0; kind < TEMPLATE_COUNT; kind++) {
        if (load_one(folder, kind, false, made, error) != 0 ||
            (kinds[kind].html && load_one(folder, kind, true, made, error) != 0)) {
            return -1;
        }
    }
    *templates = STEAL(made);
    return 0;
}

static void free_parts(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        free(parts->at[i].text);
    }
    free(parts->at);
}

void templates_free(struct templates *templates)
{
    if (templates == NULL) {
        return;
    }
    for (int kind = 0; kind < TEMPLATE_COUNT; kind++) {
        free_parts(&templates->subject[kind]);
        free_parts(&templates->body[kind]);
        free_parts(&templates->html[kind]);
    }
    free(templates);
}

/* --- rendering ------------------------------------------------------------------------------- */

static void add_value(const struct values *values, enum placeholder value, bool html,
                      struct buffer *out)
{
    const char *text = values->text[value];
    if (html && values->html[value] != NULL) {
        buffer_add_text(out, values->html[value]);
    } else if (html && text != NULL) {
        html_text(out, text);
    } else if (text != NULL) {
        buffer_add_text(out, text);
    }
}

static char *render(const struct parts *parts, const struct values *values, bool html)
{
    struct buffer out = BUFFER_EMPTY;
    bool skip = false;
    for (size_t i = 0; i < parts->count; i++) {
        const struct part *part = &parts->at[i];
        switch (part->type) {
        case PART_IF:
            skip = values->text[part->value] == NULL || values->text[part->value][0] == '\0';
            break;
        case PART_END:
            skip = false;
            break;
        case PART_TEXT:
            if (!skip) {
                buffer_add_text(&out, part->text);
            }
            break;
        case PART_VALUE:
            if (!skip) {
                add_value(values, part->value, html, &out);
            }
            break;
        }
    }
    return buffer_steal(&out);
}

void templates_render(const struct templates *templates, enum template_kind kind,
                      const struct values *values, struct words_of_notice *words)
{
    words->subject = render(&templates->subject[kind], values, false);
    words->body = render(&templates->body[kind], values, false);
    words->html = NULL;
    if (kinds[kind].html) {
        CLEANUP_FREE char *inner = render(&templates->html[kind], values, true);
        struct buffer page = BUFFER_EMPTY;
        html_start(&page, words->subject);
        buffer_add_text(&page, inner);
        html_end(&page);
        words->html = buffer_steal(&page);
    }
}

void words_of_notice_clear(struct words_of_notice *words)
{
    free(words->subject);
    free(words->body);
    free(words->html);
    *words = (struct words_of_notice){0};
}

void values_clear(struct values *values)
{
    for (int i = 0; i < VALUE_COUNT; i++) {
        free(values->text[i]);
        free(values->html[i]);
    }
    *values = (struct values){0};
}

#include "notice/catalogue.h"

#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum catalogue_trouble catalogue_trouble(const struct message_row *row)
{
    if (row->state == MESSAGE_QUARANTINED) {
        return TROUBLE_QUARANTINED;
    }
    /* What came back is told with the notice that it was. */
    if (row->state != MESSAGE_JUDGED || row->unit_state == UNIT_SURE || row->bounce) {
        return TROUBLE_NONE;
    }
    return row->unit_state == UNIT_REVIEW ? TROUBLE_UNIT_REVIEW : TROUBLE_NOBODY;
}

const char *catalogue_trouble_chinese(enum catalogue_trouble trouble)
{
    switch (trouble) {
    case TROUBLE_NONE:
        break;
    case TROUBLE_UNIT_REVIEW:
        return "单位待确认";
    case TROUBLE_NOBODY:
        return "不属于任何单位";
    case TROUBLE_QUARANTINED:
        return "邮件未能读取";
    }
    return "";
}

char *catalogue_note(const struct message_row *row)
{
    struct buffer out = BUFFER_EMPTY;
    if (row->quarantine_reason != NULL) {
        buffer_add_text(&out, row->quarantine_reason);
    }
    for (size_t i = 0; i < row->unit_count && row->unit_state == UNIT_REVIEW; i++) {
        const struct unit_row *guess = &row->units[i];
        buffer_add_format(&out, "%s可能是%s（%s）", out.size > 0 ? "；" : "", guess->name,
                          guess->reason);
    }
    if (out.size == 0) {
        buffer_add_text(&out, row->submission ? "没有看出是哪个单位" : "不是报送材料的邮件");
    }
    return buffer_steal(&out);
}

static char *join_units(const struct message_row *row)
{
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < row->unit_count && row->unit_state == UNIT_SURE; i++) {
        buffer_add_text(&out, i > 0 ? "、" : "");
        buffer_add_text(&out, row->units[i].name);
    }
    return buffer_steal(&out);
}

static bool waits(const struct match_row *match)
{
    return strcmp(match->state, match_state_name(MATCH_REVIEW)) == 0;
}

static char *join_tasks(const struct message_row *row, const struct file_row *file)
{
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < file->match_count; i++) {
        const struct match_row *match = &file->matches[i];
        buffer_add_text(&out, i > 0 ? "、" : "");
        if (row->unit_count > 1) {
            buffer_add_format(&out, "%s ", match->unit);
        }
        buffer_add_text(&out, match->task);
        buffer_add_text(&out, waits(match) ? "（待核对）" : "");
    }
    return buffer_steal(&out);
}

static char *join_findings(const struct finding *findings, size_t count)
{
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&out, i > 0 ? "；" : "");
        buffer_add_text(&out, finding_chinese(findings[i].code));
        if (findings[i].detail != NULL) {
            buffer_add_format(&out, "（%s）", findings[i].detail);
        }
    }
    return buffer_steal(&out);
}

/* `what` is what it was found in. Nobody mends a mail that reports nothing. */
static void add_problems(struct catalogue *catalogue, const struct message_row *row,
                         const char *what, const struct finding *findings, size_t count)
{
    for (size_t i = 0; i < count && (row->submission || row->quarantine_reason != NULL); i++) {
        if (finding_advice(findings[i].code) == NULL) {
            continue;
        }
        const char *detail = findings[i].detail;
        struct catalogue_problem problem = {
            .code = findings[i].code,
            .units = join_units(row),
            .what = detail != NULL ? xasprintf("%s（%s）", what, detail) : xstrdup(what),
        };
        catalogue->problems = xgrow(catalogue->problems, catalogue->problem_count, sizeof problem);
        catalogue->problems[catalogue->problem_count++] = problem;
    }
}

static void add_file(struct catalogue *catalogue, const struct message_row *row,
                     const struct file_row *from)
{
    struct catalogue_file file = {
        .id = from->id,
        .message = row->id,
        .received_at = row->received_at,
        .path = xstrdup(from->file.path),
        .units = join_units(row),
        .tasks = join_tasks(row, from),
        .findings = join_findings(from->findings, from->finding_count),
        .document_number =
            from->file.document_number != NULL ? xstrdup(from->file.document_number) : NULL,
        .size = from->file.size,
        .kind = from->file.kind,
        .verdict = from->verdict,
    };
    memcpy(file.sha256, from->file.sha256, sizeof file.sha256);
    for (size_t i = 0; i < from->match_count && from->verdict == VERDICT_NONE; i++) {
        file.review = file.review || waits(&from->matches[i]);
    }
    const char *slash = strrchr(file.path, '/');
    file.name = slash != NULL ? slash + 1 : file.path;
    bool sure = row->unit_state == UNIT_SURE && row->submission;
    add_problems(catalogue, row, file.name, from->findings, from->finding_count);
    catalogue->review_files += file.review;
    catalogue->unfiled += sure && from->match_count == 0;
    catalogue->files = xgrow(catalogue->files, catalogue->file_count, sizeof file);
    catalogue->files[catalogue->file_count++] = file;
}

static void add_mail(struct catalogue *catalogue, const struct message_row *row,
                     enum catalogue_trouble trouble)
{
    struct catalogue_mail mail = {
        .id = row->id,
        .received_at = row->received_at,
        .from = xstrdup(row->from),
        .subject = xstrdup(row->subject),
        .note = catalogue_note(row),
        .trouble = trouble,
    };
    catalogue->mails = xgrow(catalogue->mails, catalogue->mail_count, sizeof mail);
    catalogue->mails[catalogue->mail_count++] = mail;
}

static int add_message(const struct message_row *row, void *context)
{
    struct catalogue *catalogue = context;
    catalogue->message_count++;
    for (size_t i = 0; i < row->file_count; i++) {
        if (!row->files[i].file.decoration) {
            add_file(catalogue, row, &row->files[i]);
        }
    }
    CLEANUP_FREE char *name = xasprintf("邮件“%s”", row->subject);
    add_problems(catalogue, row, name, row->findings, row->finding_count);
    enum catalogue_trouble trouble = catalogue_trouble(row);
    if (trouble == TROUBLE_NOBODY && !row->submission) {
        catalogue->others =
            xgrow(catalogue->others, catalogue->other_count, sizeof *catalogue->others);
        catalogue->others[catalogue->other_count++] = row->id;
    } else if (trouble != TROUBLE_NONE) {
        add_mail(catalogue, row, trouble);
    }
    return 0;
}

static int compare_files(const void *left, const void *right)
{
    const struct catalogue_file *a = left;
    const struct catalogue_file *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

int catalogue_load(struct ledger *ledger, struct catalogue **catalogue, struct error *error)
{
    CLEANUP(cleanup_catalogue_free)
    struct catalogue *made = xcalloc(1, sizeof *made);
    if (ledger_each_message(ledger, 0, add_message, made, error) != 0) {
        return -1;
    }
    if (made->file_count > 0) {
        qsort(made->files, made->file_count, sizeof *made->files, compare_files);
    }
    *catalogue = STEAL(made);
    return 0;
}

const struct catalogue_file *catalogue_file(const struct catalogue *catalogue, int64_t id)
{
    struct catalogue_file key = {.id = id};
    return catalogue->file_count == 0
               ? NULL
               : bsearch(&key, catalogue->files, catalogue->file_count, sizeof key, compare_files);
}

void catalogue_free(struct catalogue *catalogue)
{
    if (catalogue == NULL) {
        return;
    }
    for (size_t i = 0; i < catalogue->file_count; i++) {
        struct catalogue_file *file = &catalogue->files[i];
        free(file->path);
        free(file->units);
        free(file->tasks);
        free(file->findings);
        free(file->document_number);
    }
    for (size_t i = 0; i < catalogue->mail_count; i++) {
        free(catalogue->mails[i].from);
        free(catalogue->mails[i].subject);
        free(catalogue->mails[i].note);
    }
    for (size_t i = 0; i < catalogue->problem_count; i++) {
        free(catalogue->problems[i].units);
        free(catalogue->problems[i].what);
    }
    free(catalogue->files);
    free(catalogue->mails);
    free(catalogue->others);
    free(catalogue->problems);
    free(catalogue);
}

#include "command/rows.h"

#include "base/json.h"
#include "command/output.h"
#include "judge/board.h"
#include "notice/catalogue.h"
#include "reader/seal_marks.h"

json_t *finding_code_array(const struct finding *findings, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_append(array, json_text(finding_name(findings[i].code)));
    }
    return array;
}

json_t *finding_detail_array(const struct finding *findings, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object();
        json_set(object, "code", json_text(finding_name(findings[i].code)));
        json_set(object, "text", json_text(finding_chinese(findings[i].code)));
        json_set(object, "detail", json_text(findings[i].detail));
        json_append(array, object);
    }
    return array;
}

json_t *finding_bit_array(uint64_t findings)
{
    json_t *array = json_array();
    for (int code = 0; code < FINDING_COUNT; code++) {
        if ((findings & FINDING_BIT(code)) != 0) {
            json_append(array, json_text(finding_name((enum finding_code)code)));
        }
    }
    return array;
}

/* [3, 7], from 1; null: all of the file, or not known. */
static json_t *page_range(const struct match_row *match)
{
    if (match->first_page == 0) {
        return json_null();
    }
    json_t *pages = json_array();
    json_append(pages, json_integer(match->first_page));
    json_append(pages, json_integer(match->last_page));
    return pages;
}

static json_t *match_json(const struct match_row *match)
{
    json_t *object = json_object();
    json_set(object, "unit", json_text(match->unit));
    json_set(object, "task", json_text(match->task));
    json_set(object, "state", json_text(match->state));
    json_set(object, "confidence", json_real(match->confidence));
    json_set(object, "reason", json_text(match->reason));
    json_set(object, "section", json_text(match->section));
    json_set(object, "part", json_text(match->part));
    json_set(object, "pages", page_range(match));
    if (match->section != NULL) {
        json_set(object, "chars", json_integer(match->chars));
    }
    return object;
}

json_t *file_json(const struct file_row *row)
{
    const struct described_file *file = &row->file;
    json_t *object = json_object();
    json_set(object, "id", json_integer(row->id));
    json_set(object, "path", json_text(file->path));
    json_set(object, "sha256", json_text(file->sha256));
    json_set(object, "size", json_integer((json_int_t)file->size));
    json_set(object, "kind", json_text(kind_name(file->kind)));
    json_set(object, "pages", json_integer(file->pages));
    json_set(object, "chars", json_integer(file->chars));
    json_set(object, "title", json_text(file->title));
    json_set(object, "scan", json_boolean(file->scan));
    json_set(object, "text_layer", json_text(text_layer_name(file->text_layer)));
    json_set(object, "signatures", json_integer(file->signatures));
    json_set(object, "seal", file->seal < 0 ? json_null() : json_real(file->seal));
    json_set(object, "seals", seal_marks_to_json(file->seals, file->seal_count));
    json_set(object, "document_number", json_text(file->document_number));
    json_set(object, "document_number_confidence",
             file->document_number != NULL ? json_real(file->number_confidence) : json_null());
    json_set(object, "issuer", json_text(file->issuer));
    json_set(object, "rotation", json_integer(file->rotation));
    json_set(object, "decoration", json_boolean(file->decoration));
    json_set(object, "verdict", json_text(verdict_name(row->verdict)));
    json_t *matches = json_array();
    for (size_t i = 0; i < row->match_count; i++) {
        json_append(matches, match_json(&row->matches[i]));
    }
    json_set(object, "matches", matches);
    json_set(object, "findings", finding_code_array(row->findings, row->finding_count));
    json_set(object, "finding_details", finding_detail_array(row->findings, row->finding_count));
    return object;
}

/* The units a message is of; what is only guessed stands in "guesses". */
static void set_units(json_t *object, const struct message_row *row)
{
    json_t *units = json_array();
    json_t *guesses = json_array();
    for (size_t i = 0; i < row->unit_count; i++) {
        const struct unit_row *unit = &row->units[i];
        if (row->unit_state == UNIT_SURE) {
            json_append(units, json_text(unit->name));
        }
        json_t *guess = json_object();
        json_set(guess, "unit", json_text(unit->name));
        json_set(guess, "confidence", json_real(unit->confidence));
        json_set(guess, "person", json_boolean(unit->person));
        json_set(guess, "reason", json_text(unit->reason));
        json_append(guesses, guess);
    }
    json_set(object, "units", units);
    json_set(object, "unit_state", json_text(unit_state_name(row->unit_state)));
    json_set(object, "unit_details", guesses);
}

json_t *message_json(const struct message_row *row)
{
    json_t *object = json_object();
    json_set(object, "id", json_integer(row->id));
    json_set(object, "state", json_text(message_state_name(row->state)));
    json_set(object, "received_at", output_time(row->received_at));
    json_set(object, "from", json_text(row->from));
    json_set(object, "from_name", json_text(row->from_name));
    json_set(object, "subject", json_text(row->subject));
    json_set(object, "message_id", json_text(row->message_id));
    json_set(object, "sha256", json_text(row->sha256));
    json_set(object, "size", json_integer((json_int_t)row->size));
    set_units(object, row);
    json_set(object, "submission", json_boolean(row->submission));
    json_set(object, "quarantine_reason", json_text(row->quarantine_reason));
    json_t *files = json_array();
    for (size_t i = 0; i < row->file_count; i++) {
        json_append(files, file_json(&row->files[i]));
    }
    json_set(object, "files", files);
    json_set(object, "findings", finding_code_array(row->findings, row->finding_count));
    json_set(object, "finding_details", finding_detail_array(row->findings, row->finding_count));
    return object;
}

const char *message_phrase(const struct message_row *row)
{
    switch (row->state) {
    case MESSAGE_FETCHED:
        return "等待读取";
    case MESSAGE_READ:
        return "等待归档";
    case MESSAGE_QUARANTINED:
        return catalogue_trouble_chinese(TROUBLE_QUARANTINED);
    case MESSAGE_JUDGED:
        break;
    }
    enum catalogue_trouble trouble = catalogue_trouble(row);
    if (trouble != TROUBLE_NONE) {
        return catalogue_trouble_chinese(trouble);
    }
    return row->submission ? "已归档" : "不是报送材料";
}

const char *verdict_phrase(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_NONE:
        break;
    case VERDICT_ACCEPTED:
        return "已认可";
    case VERDICT_REJECTED:
        return "未予认可";
    }
    return "";
}

const char *verdict_name(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_NONE:
        break;
    case VERDICT_ACCEPTED:
        return "accepted";
    case VERDICT_REJECTED:
        return "rejected";
    }
    return "none";
}

char *show_standing(const json_t *value)
{
    enum standing standing = STANDING_MISSING;
    const char *name = json_string_value(value);
    bool known = name != NULL && standing_from_name(name, &standing);
    return xstrdup(known ? standing_chinese(standing) : "");
}

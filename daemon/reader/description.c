#include "reader/description.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "reader/seal_marks.h"

#include <stdlib.h>
#include <string.h>

/* The plain texts of a struct: the same rows write them and check them when they come back. */
struct text_member {
    const char *key;
    size_t offset;
    size_t limit; /* bytes */
};

static const struct text_member file_texts[] = {
    {"path", offsetof(struct described_file, path), LIMIT_PATH},
    {"name", offsetof(struct described_file, name), LIMIT_PATH},
    {"title", offsetof(struct described_file, title), LIMIT_HEADER},
    {"text", offsetof(struct described_file, text), LIMIT_FILE_TEXT},
    {"issuer", offsetof(struct described_file, issuer), LIMIT_HEADER},
};

static const struct text_member message_texts[] = {
    {"subject", offsetof(struct description, subject), LIMIT_HEADER},
    {"from", offsetof(struct description, from), LIMIT_HEADER},
    {"from_name", offsetof(struct description, from_name), LIMIT_HEADER},
    {"message_id", offsetof(struct description, message_id), LIMIT_HEADER},
    {"in_reply_to", offsetof(struct description, in_reply_to), LIMIT_HEADER},
    {"references", offsetof(struct description, references), LIMIT_HEADER},
    {"authentication", offsetof(struct description, authentication), LIMIT_HEADER},
    {"bounced_id", offsetof(struct description, bounced_id), LIMIT_HEADER},
    {"bounced_to", offsetof(struct description, bounced_to), LIMIT_HEADER},
    {"bounced_why", offsetof(struct description, bounced_why), LIMIT_HEADER},
    {"text", offsetof(struct description, text), LIMIT_BODY_TEXT},
};

static char **text_at(void *object, const struct text_member *member)
{
    return (char **)(void *)((char *)object + member->offset);
}

static void texts_to_json(json_t *json, const void *object, const struct text_member *members,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = NULL;
        memcpy(&text, (const char *)object + members[i].offset, sizeof text);
        json_set(json, members[i].key, json_text(text != NULL ? text : ""));
    }
}

static int texts_from_json(const json_t *json, void *object, const struct text_member *members,
                           size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = NULL;
        if (json_opt_string(json, members[i].key, members[i].limit, "", &text, error) != 0) {
            return -1;
        }
        char **slot = text_at(object, &members[i]);
        free(*slot);
        *slot = xstrdup(text);
    }
    return 0;
}

/* --- the layer of text ----------------------------------------------------------------------- */

static const char *const layer_names[TEXT_LAYER_COUNT] = {
    [TEXT_LAYER_TEXT] = "text", [TEXT_LAYER_SCAN] = "scan", [TEXT_LAYER_MIXED] = "mixed"};

const char *text_layer_name(enum text_layer layer)
{
    return layer_names[layer];
}

bool text_layer_from_name(const char *name, enum text_layer *layer)
{
    for (int i = 0; i < TEXT_LAYER_COUNT; i++) {
        if (name == NULL ? layer_names[i] == NULL
                         : layer_names[i] != NULL && strcmp(layer_names[i], name) == 0) {
            *layer = (enum text_layer)i;
            return true;
        }
    }
    return false;
}

/* --- papers bound into one file ----------------------------------------------------------------
 */

static const char *const mark_names[PORTION_MARK_COUNT] = {
    [PORTION_LABEL] = "label", [PORTION_HEAD] = "head", [PORTION_TITLE] = "title"};

const char *portion_mark_name(enum portion_mark mark)
{
    return mark_names[mark];
}

bool portion_mark_from_name(const char *name, enum portion_mark *mark)
{
    for (int i = 0; i < PORTION_MARK_COUNT; i++) {
        if (strcmp(mark_names[i], name) == 0) {
            *mark = (enum portion_mark)i;
            return true;
        }
    }
    return false;
}

/* --- life ------------------------------------------------------------------------------------ */

struct description *description_new(void)
{
    struct description *description = xcalloc(1, sizeof *description);
    for (size_t i = 0; i < COUNT_OF(message_texts); i++) {
        *text_at(description, &message_texts[i]) = xstrdup("");
    }
    description->date = CLOCK_UNKNOWN;
    description->received = CLOCK_UNKNOWN;
    return description;
}

static void clear_sections(struct described_file *file)
{
    for (size_t i = 0; i < file->section_count; i++) {
        free(file->sections[i].heading);
        free(file->sections[i].text);
    }
    free(file->sections);
    file->sections = NULL;
    file->section_count = 0;
    for (size_t i = 0; i < file->portion_count; i++) {
        free(file->portions[i].head);
        free(file->portions[i].text);
        free(file->portions[i].document_number);
    }
    free(file->portions);
    file->portions = NULL;
    file->portion_count = 0;
}

static void cut(char *text, size_t limit)
{
    if (text != NULL) {
        text[utf8_cut(text, strlen(text), limit)] = '\0';
    }
}

void described_file_fit(struct described_file *file)
{
    for (size_t i = 0; i < COUNT_OF(file_texts); i++) {
        cut(*text_at(file, &file_texts[i]), file_texts[i].limit);
    }
    for (size_t i = 0; i < file->section_count; i++) {
        cut(file->sections[i].heading, LIMIT_HEADER);
        cut(file->sections[i].text, LIMIT_SECTION_TEXT);
    }
    for (size_t i = 0; i < file->portion_count; i++) {
        cut(file->portions[i].head, LIMIT_PORTION_HEAD);
        cut(file->portions[i].text, LIMIT_PORTION_TEXT);
        cut(file->portions[i].document_number, LIMIT_HEADER);
    }
    for (size_t i = 0; i < file->finding_count; i++) {
        cut(file->findings[i].detail, LIMIT_FINDING_DETAIL);
    }
    cut(file->document_number, LIMIT_HEADER);
}

void described_file_drop_words(struct described_file *file)
{
    clear_sections(file);
    free(file->text);
    file->text = xstrdup("");
}

bool described_is_written(const struct described_file *file)
{
    return strcmp(file->path, DESCRIBED_WRITTEN) == 0;
}

void described_file_clear(struct described_file *file)
{
    for (size_t i = 0; i < COUNT_OF(file_texts); i++) {
        free(*text_at(file, &file_texts[i]));
    }
    clear_sections(file);
    findings_free(file->findings, file->finding_count);
    free(file->seals);
    free(file->document_number);
    free(file->stored);
    *file = (struct described_file){0};
}

void description_free(struct description *description)
{
    if (description == NULL) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(message_texts); i++) {
        free(*text_at(description, &message_texts[i]));
    }
    for (size_t i = 0; i < description->file_count; i++) {
        described_file_clear(&description->files[i]);
    }
    free(description->files);
    findings_free(description->findings, description->finding_count);
    free(description);
}

/* --- to JSON --------------------------------------------------------------------------------- */

/* The number of the document and how sure its characters are; both null where there is none. */
static void number_to_json(json_t *json, const struct described_file *file)
{
    bool none = file->document_number == NULL;
    json_set(json, "document_number", json_text(file->document_number));
    json_set(json, "document_number_confidence",
             none ? json_null() : json_real(file->number_confidence));
}

static void findings_to_json(json_t *json, const struct finding *findings, size_t count)
{
    json_t *codes = json_array();
    json_t *details = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *detail = json_object();
        json_set(detail, "code", json_text(finding_name(findings[i].code)));
        json_set(detail, "detail", json_text(findings[i].detail));
        json_append(codes, json_text(finding_name(findings[i].code)));
        json_append(details, detail);
    }
    json_set(json, "findings", codes);
    json_set(json, "finding_details", details);
}

static json_t *sections_to_json(const struct described_file *file)
{
    json_t *sections = json_array();
    for (size_t i = 0; i < file->section_count; i++) {
        json_t *section = json_object();
        json_set(section, "heading", json_text(file->sections[i].heading));
        json_set(section, "chars", json_integer(file->sections[i].chars));
        json_set(section, "level", json_integer(file->sections[i].level));
        json_set(section, "page", json_integer(file->sections[i].page));
        json_append(sections, section);
    }
    return sections;
}

static json_t *portions_to_json(const struct described_file *file)
{
    json_t *portions = json_array();
    for (size_t i = 0; i < file->portion_count; i++) {
        const struct portion *portion = &file->portions[i];
        json_t *json = json_object();
        json_set(json, "mark", json_text(portion_mark_name(portion->mark)));
        json_set(json, "first_page", json_integer(portion->first_page));
        json_set(json, "last_page", json_integer(portion->last_page));
        json_set(json, "sections_before", json_integer(portion->sections));
        json_set(json, "head", json_text(portion->head));
        json_set(json, "document_number", json_text(portion->document_number));
        json_append(portions, json);
    }
    return portions;
}

static json_t *page_size_to_json(const struct described_file *file)
{
    if (file->page_width == 0 || file->page_height == 0) {
        return json_null();
    }
    json_t *size = json_object();
    json_set(size, "width_mm", json_integer(file->page_width));
    json_set(size, "height_mm", json_integer(file->page_height));
    return size;
}

json_t *described_file_to_json(const struct described_file *file)
{
    json_t *json = json_object();
    texts_to_json(json, file, file_texts, COUNT_OF(file_texts));
    json_set(json, "size", json_integer((json_int_t)file->size));
    json_set(json, "sha256", json_text(file->sha256));
    json_set(json, "kind", json_text(kind_name(file->kind)));
    json_set(json, "pages", json_integer(file->pages));
    json_set(json, "chars", json_integer(file->chars));
    json_set(json, "scan", json_boolean(file->scan));
    json_set(json, "text_layer", json_text(text_layer_name(file->text_layer)));
    json_set(json, "page_size", page_size_to_json(file));
    json_set(json, "signatures", json_integer(file->signatures));
    json_set(json, "seal", file->seal < 0 ? json_null() : json_real(file->seal));
    json_set(json, "seals", seal_marks_to_json(file->seals, file->seal_count));
    number_to_json(json, file);
    json_set(json, "rotation", json_integer(file->rotation));
    json_set(json, "recognise", json_boolean(file->recognise));
    json_set(json, "document_number_unclear", json_boolean(file->number_unclear));
    json_set(json, "decoration", json_boolean(file->decoration));
    json_set(json, "sections", sections_to_json(file));
    json_set(json, "portions", portions_to_json(file));
    findings_to_json(json, file->findings, file->finding_count);
    return json;
}

static void time_to_json(json_t *json, const char *key, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];
    json_set(json, key, json_text(time == CLOCK_UNKNOWN ? "" : clock_rfc3339(time, text)));
}

json_t *description_to_json(const struct description *description)
{
    json_t *json = json_object();
    texts_to_json(json, description, message_texts, COUNT_OF(message_texts));
    time_to_json(json, "date", description->date);
    time_to_json(json, "received", description->received);
    json_set(json, "auto_submitted", json_boolean(description->auto_submitted));
    json_t *files = json_array();
    for (size_t i = 0; i < description->file_count; i++) {
        json_append(files, described_file_to_json(&description->files[i]));
    }
    json_set(json, "files", files);
    findings_to_json(json, description->findings, description->finding_count);
    return json;
}

/* --- from JSON that is not trusted ----------------------------------------------------------- */

static int findings_from_json(const json_t *json, struct finding **findings, size_t *count,
                              struct error *error)
{
    json_t *details = NULL;
    if (json_opt_array(json, "finding_details", LIMIT_FINDINGS, &details, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(details); i++) {
        const json_t *each = json_array_get(details, i);
        const char *name = NULL, *detail = NULL;
        enum finding_code code = FINDING_COUNT;
        if (json_get_string(each, "code", LIMIT_HEADER, &name, error) != 0 ||
            json_opt_string(each, "detail", LIMIT_FINDING_DETAIL, NULL, &detail, error) != 0) {
            return -1;
        }
        if (!finding_from_name(name, &code)) {
            return error_set(error, ERROR_PROTOCOL, "\"%.40s\" is no finding", name);
        }
        finding_add(findings, count, code, detail);
    }
    return 0;
}

static int section_from_json(const json_t *json, struct section *section, struct error *error)
{
    const char *heading = NULL, *text = NULL;
    int64_t chars = 0, level = 0, page = 0;
    if (json_get_string(json, "heading", LIMIT_HEADER, &heading, error) != 0 ||
        json_opt_string(json, "text", LIMIT_SECTION_TEXT, "", &text, error) != 0 ||
        json_get_integer(json, "chars", 0, UINT32_MAX, &chars, error) != 0 ||
        json_get_integer(json, "level", 1, LIMIT_HEADING_LEVELS, &level, error) != 0 ||
        json_opt_integer(json, "page", 0, INT32_MAX, 0, &page, error) != 0) {
        return -1;
    }
    *section = (struct section){.heading = xstrdup(heading),
                                .text = xstrdup(text),
                                .chars = (uint32_t)chars,
                                .level = (unsigned)level,
                                .page = (unsigned)page};
    return 0;
}

static int sections_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    json_t *sections = NULL;
    if (json_opt_array(json, "sections", LIMIT_SECTIONS, &sections, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(sections); i++) {
        file->sections = xgrow(file->sections, file->section_count, sizeof *file->sections);
        if (section_from_json(json_array_get(sections, i), &file->sections[i], error) != 0) {
            return -1;
        }
        file->section_count++;
    }
    return 0;
}

static int portion_from_json(const json_t *json, size_t sections, struct portion *portion,
                             struct error *error)
{
    const char *mark = NULL, *head = NULL, *text = NULL, *number = NULL;
    int64_t first = 0, last = 0, before = 0;
    if (json_get_string(json, "mark", LIMIT_HEADER, &mark, error) != 0 ||
        json_get_string(json, "head", LIMIT_PORTION_HEAD, &head, error) != 0 ||
        json_opt_string(json, "text", LIMIT_PORTION_TEXT, "", &text, error) != 0 ||
        json_opt_string(json, "document_number", LIMIT_HEADER, NULL, &number, error) != 0 ||
        json_get_integer(json, "first_page", 0, INT32_MAX, &first, error) != 0 ||
        json_get_integer(json, "last_page", first, INT32_MAX, &last, error) != 0 ||
        json_get_integer(json, "sections_before", 0, (int64_t)sections, &before, error) != 0) {
        return -1;
    }
    *portion = (struct portion){
        .first_page = (unsigned)first, .last_page = (unsigned)last, .sections = (unsigned)before};
    if (!portion_mark_from_name(mark, &portion->mark)) {
        return error_set(error, ERROR_PROTOCOL, "\"%.20s\" begins no portion", mark);
    }
    portion->head = xstrdup(head);
    portion->text = xstrdup(text);
    portion->document_number = number != NULL ? xstrdup(number) : NULL;
    return 0;
}

static int portions_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    json_t *portions = NULL;
    if (json_opt_array(json, "portions", LIMIT_PORTIONS, &portions, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(portions); i++) {
        file->portions = xgrow(file->portions, file->portion_count, sizeof *file->portions);
        if (portion_from_json(json_array_get(portions, i), file->section_count, &file->portions[i],
                              error) != 0) {
            return -1;
        }
        file->portion_count++;
    }
    return 0;
}

/* A path is for people and for the judge; one that climbs or hides its last part is a lie. */
static bool path_is_sound(const char *path, const char *name)
{
    const char *last = path;
    for (const char *part = path;; part = last + 1) {
        size_t length = strcspn(part, "/");
        if (length == 0 || (length == 1 && part[0] == '.') ||
            (length == 2 && part[0] == '.' && part[1] == '.')) {
            return false;
        }
        last = part + length;
        if (*last == '\0') {
            return strcmp(part, name) == 0;
        }
    }
}

static int identity_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    const char *sha256 = NULL, *kind = NULL, *stored = NULL;
    int64_t size = 0;
    if (json_get_string(json, "sha256", HASH_TEXT_SIZE, &sha256, error) != 0 ||
        json_get_string(json, "kind", LIMIT_HEADER, &kind, error) != 0 ||
        json_get_integer(json, "size", 0, (int64_t)LIMIT_UNPACKED, &size, error) != 0 ||
        json_opt_string(json, "stored", LIMIT_STORED_NAME, NULL, &stored, error) != 0) {
        return -1;
    }
    if (!hash_text_valid(sha256) || !kind_from_name(kind, &file->kind)) {
        return error_set(error, ERROR_PROTOCOL, "a file has no right hash or kind");
    }
    if (stored != NULL && (stored[0] == '\0' || stored[strspn(stored, "0123456789")] != '\0')) {
        return error_set(error, ERROR_PROTOCOL, "\"stored\" is not only digits");
    }
    if (!path_is_sound(file->path, file->name)) {
        return error_set(error, ERROR_PROTOCOL, "a file's path and name do not agree, or climb");
    }
    memcpy(file->sha256, sha256, HASH_TEXT_SIZE);
    file->size = (uint64_t)size;
    file->stored = stored != NULL ? xstrdup(stored) : NULL;
    return 0;
}

/* What was seen on the pages: seals, the number, which way up they lie. */
static int seen_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    int64_t rotation = 0;
    if (json_opt_real(json, "seal", 0, 1, -1, &file->seal, error) != 0 ||
        seal_marks_from_json(json, "seals", &file->seals, &file->seal_count, error) != 0 ||
        json_opt_copy(json, "document_number", LIMIT_HEADER, &file->document_number, error) != 0 ||
        json_opt_real(json, "document_number_confidence", 0, 1, 0, &file->number_confidence,
                      error) != 0 ||
        json_opt_integer(json, "rotation", 0, 270, 0, &rotation, error) != 0) {
        return -1;
    }
    if (rotation % 90 != 0) {
        return error_set(error, ERROR_PROTOCOL, "\"rotation\" is no quarter turn");
    }
    file->rotation = (unsigned)rotation;
    return 0;
}

static int content_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    int64_t pages = 0, chars = 0;
    if (json_opt_integer(json, "pages", 0, INT32_MAX, 0, &pages, error) != 0 ||
        json_opt_integer(json, "chars", 0, UINT32_MAX, 0, &chars, error) != 0 ||
        json_opt_bool(json, "scan", false, &file->scan, error) != 0 ||
        json_opt_bool(json, "recognise", false, &file->recognise, error) != 0 ||
        json_opt_bool(json, "document_number_unclear", false, &file->number_unclear, error) != 0 ||
        json_opt_bool(json, "decoration", false, &file->decoration, error) != 0) {
        return -1;
    }
    file->pages = (unsigned)pages;
    file->chars = (uint32_t)chars;
    return 0;
}

static int page_size_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    const json_t *size = json_object_get(json, "page_size");
    int64_t width = 0, height = 0;
    if (size == NULL || json_is_null(size)) {
        return 0;
    }
    if (json_get_integer(size, "width_mm", 1, LIMIT_PAGE_SIZE, &width, error) != 0 ||
        json_get_integer(size, "height_mm", 1, LIMIT_PAGE_SIZE, &height, error) != 0) {
        return -1;
    }
    file->page_width = (unsigned)width;
    file->page_height = (unsigned)height;
    return 0;
}

static int pages_from_json(const json_t *json, struct described_file *file, struct error *error)
{
    const char *layer = NULL;
    int64_t signatures = 0;
    if (json_opt_string(json, "text_layer", LIMIT_HEADER, NULL, &layer, error) != 0 ||
        json_opt_integer(json, "signatures", 0, LIMIT_SIGNATURES, 0, &signatures, error) != 0 ||
        page_size_from_json(json, file, error) != 0) {
        return -1;
    }
    if (!text_layer_from_name(layer, &file->text_layer)) {
        return error_set(error, ERROR_PROTOCOL, "\"%.20s\" is no layer of text", layer);
    }
    file->signatures = (unsigned)signatures;
    return 0;
}

int described_file_from_json(const json_t *object, struct described_file *file, struct error *error)
{
    struct described_file made = {0};
    if (texts_from_json(object, &made, file_texts, COUNT_OF(file_texts), error) != 0 ||
        identity_from_json(object, &made, error) != 0 ||
        content_from_json(object, &made, error) != 0 ||
        pages_from_json(object, &made, error) != 0 || seen_from_json(object, &made, error) != 0 ||
        sections_from_json(object, &made, error) != 0 ||
        portions_from_json(object, &made, error) != 0 ||
        findings_from_json(object, &made.findings, &made.finding_count, error) != 0) {
        described_file_clear(&made);
        return -1;
    }
    *file = made;
    return 0;
}

static int time_from_json(const json_t *json, const char *key, int64_t *time, struct error *error)
{
    const char *text = NULL;
    if (json_opt_string(json, key, CLOCK_TEXT_SIZE, "", &text, error) != 0) {
        return -1;
    }
    if (text[0] == '\0') {
        *time = CLOCK_UNKNOWN;
        return 0;
    }
    if (clock_parse_rfc3339(text, time, NULL) != 0) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" is not a time", key);
    }
    return 0;
}

int description_from_json(const json_t *object, struct description **description,
                          struct error *error)
{
    CLEANUP(cleanup_description_free)
    struct description *made = description_new();
    if (texts_from_json(object, made, message_texts, COUNT_OF(message_texts), error) != 0 ||
        time_from_json(object, "date", &made->date, error) != 0 ||
        time_from_json(object, "received", &made->received, error) != 0 ||
        json_opt_bool(object, "auto_submitted", false, &made->auto_submitted, error) != 0 ||
        findings_from_json(object, &made->findings, &made->finding_count, error) != 0) {
        return -1;
    }
    *description = STEAL(made);
    return 0;
}

#include "desk/contacts.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "campaign/values.h"
#include "desk/decide.h"
#include "desk/filled.h"
#include "notice/forms.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The columns of the sheet. */
enum { UNIT, NAME, POST, TELEPHONE, ADDRESSES, COLUMNS };

static const struct {
    const char *names[4]; /* any of them */
    size_t most;          /* characters (字) of a cell */
} columns[COLUMNS] = {
    [UNIT] = {{FORM_UNIT, "单位名称", NULL}, LIMIT_REASON},
    [NAME] = {{FORM_NAME, "责任人", NULL}, 40},
    [POST] = {{FORM_POST, NULL}, 80},
    [TELEPHONE] = {{FORM_TELEPHONE, "电话", "手机", NULL}, 40},
    [ADDRESSES] = {{FORM_ADDRESSES, "电子邮箱", "邮箱地址", NULL}, 400},
};

struct reading {
    const struct campaign *campaign;
    const size_t *own_addresses; /* as in the house */
    const struct filled *sheet;
    const struct filled_row *head;
    int at[COLUMNS]; /* -1: the sheet has no such column */
    struct contacts contacts;
    struct filled_faults faults;
};

static void reading_clear(struct reading *reading)
{
    contacts_clear(&reading->contacts);
    filled_faults_clear(&reading->faults);
}

/* --- the headings ----------------------------------------------------------------------------- */

static int find_column(const struct filled_row *row, int column)
{
    for (size_t i = 0; columns[column].names[i] != NULL; i++) {
        int found = filled_find(row, columns[column].names[i]);
        if (found >= 0) {
            return found;
        }
    }
    return -1;
}

static int read_head(struct reading *reading, struct error *error)
{
    for (size_t i = 0; i < reading->sheet->row_count && reading->head == NULL; i++) {
        const struct filled_row *row = &reading->sheet->rows[i];
        if (find_column(row, UNIT) >= 0 && find_column(row, NAME) >= 0) {
            reading->head = row;
        }
    }
    if (reading->head == NULL) {
        return error_set(error, ERROR_USAGE,
                         "%s 没有“" FORM_UNIT "”和“" FORM_NAME
                         "”两列；请用 baosong contacts export 导出的表填写",
                         reading->sheet->path);
    }
    for (int column = 0; column < COLUMNS; column++) {
        reading->at[column] = find_column(reading->head, column);
    }
    return 0;
}

/* --- one row ---------------------------------------------------------------------------------- */

static const char *cell(const struct reading *reading, const struct filled_row *row, int column)
{
    return reading->at[column] >= 0 ? filled_cell(row, (size_t)reading->at[column]) : "";
}

/* Digits enough for a telephone, and nothing that is never in one; notes such as 转 are. */
static bool is_telephone(const char *text)
{
    size_t digits = 0;
    for (const char *at = text; *at != '\0'; at++) {
        digits += isdigit((unsigned char)*at) != 0;
        if ((unsigned char)*at < 0x80 && !isdigit((unsigned char)*at) &&
            strchr(" +-()/,;.", *at) == NULL) {
            return false;
        }
    }
    return digits >= 5;
}

/* Somebody else's registered address cannot be a contact of this unit. */
static const struct unit *owner_of(const struct reading *reading, const char *address)
{
    for (size_t u = 0; u < reading->campaign->unit_count; u++) {
        const struct unit *unit = &reading->campaign->units[u];
        for (size_t i = 0; i < reading->own_addresses[u]; i++) {
            if (strcmp(unit->addresses.at[i], address) == 0) {
                return unit;
            }
        }
    }
    return NULL;
}

static void take_address(struct reading *reading, const struct filled_row *row, const char *text,
                         struct contact *contact)
{
    CLEANUP_FREE char *address = xstrdup(text);
    utf8_lower_ascii(address);
    const struct unit *owner = owner_of(reading, address);
    if (!value_is_address(address)) {
        filled_fault(&reading->faults, row, reading->at[ADDRESSES],
                     "“%s”不是邮箱地址；应写成 fgw@example.gov.cn 的样子", text);
    } else if (owner != NULL && owner != &reading->campaign->units[contact->unit]) {
        filled_fault(&reading->faults, row, reading->at[ADDRESSES], "%s已登记为%s的邮箱", address,
                     owner->name);
    } else {
        contact->addresses.at =
            xgrow(contact->addresses.at, contact->addresses.count, sizeof(char *));
        contact->addresses.at[contact->addresses.count++] = STEAL(address);
    }
}

/* Separated by whatever people separate with. */
static void take_addresses(struct reading *reading, const struct filled_row *row,
                           struct contact *contact)
{
    static const char *const separators[] = {"，", "、", "；", "　"};
    CLEANUP_FREE char *text = xstrdup(cell(reading, row, ADDRESSES));
    for (size_t i = 0; i < COUNT_OF(separators); i++) {
        for (char *at; (at = strstr(text, separators[i])) != NULL;) {
            memset(at, ' ', strlen(separators[i]));
        }
    }
    char *rest = NULL;
    for (char *one = strtok_r(text, " ,;/", &rest); one != NULL;
         one = strtok_r(NULL, " ,;/", &rest)) {
        take_address(reading, row, one, contact);
    }
}

static bool is_filled(const struct reading *reading, const struct filled_row *row)
{
    for (int column = NAME; column < COLUMNS; column++) {
        if (cell(reading, row, column)[0] != '\0') {
            return true;
        }
    }
    return false;
}

static void check_cells(struct reading *reading, const struct filled_row *row)
{
    const char *telephone = cell(reading, row, TELEPHONE);
    for (int column = NAME; column < COLUMNS; column++) {
        if (utf8_count_characters(cell(reading, row, column)) > columns[column].most) {
            filled_fault(&reading->faults, row, reading->at[column], "内容太长");
        }
    }
    if (cell(reading, row, NAME)[0] == '\0') {
        filled_fault(&reading->faults, row, reading->at[NAME], "没有写姓名");
    }
    if (telephone[0] != '\0' && !is_telephone(telephone)) {
        filled_fault(&reading->faults, row, reading->at[TELEPHONE], "“%s”不像电话号码", telephone);
    }
}

static void read_row(struct reading *reading, const struct filled_row *row)
{
    const char *name = cell(reading, row, UNIT);
    if (!is_filled(reading, row)) {
        return; /* a unit that has not answered yet */
    }
    int unit = campaign_find_unit(reading->campaign, name);
    if (unit < 0) {
        filled_fault(&reading->faults, row, reading->at[UNIT],
                     "没有叫“%s”的单位；单位名称请照导出的表填写，不要改动", name);
        return;
    }
    check_cells(reading, row);
    struct contact contact = {.unit = (size_t)unit,
                              .name = xstrdup(cell(reading, row, NAME)),
                              .post = xstrdup(cell(reading, row, POST)),
                              .telephone = xstrdup(cell(reading, row, TELEPHONE))};
    take_addresses(reading, row, &contact);
    reading->contacts.at =
        xgrow(reading->contacts.at, reading->contacts.count, sizeof *reading->contacts.at);
    reading->contacts.at[reading->contacts.count++] = contact;
}

/* --- the whole -------------------------------------------------------------------------------- */

static size_t count_units(const struct reading *reading)
{
    size_t count = 0;
    for (size_t u = 0; u < reading->campaign->unit_count; u++) {
        count += contacts_of(&reading->contacts, u) != NULL;
    }
    return count;
}

static int record(struct house *house, const struct reading *reading, const char *reason,
                  struct error *error)
{
    size_t judged = 0;
    CLEANUP_FREE char *author = decide_author();
    CLEANUP_FREE char *imported = filled_reason(reading->sheet, reason);
    struct entry_note note = {.at = clock_now(), .author = author, .reason = imported};
    return ledger_record_contacts(house->ledger, house->campaign, reading->contacts.at,
                                  reading->contacts.count, &note, error) != 0
               ? -1
               : house_judge(house, &judged, error);
}

int contacts_import(struct house *house, const char *path, const char *reason, size_t *units,
                    struct error *error)
{
    CLEANUP(cleanup_filled_free)
    struct filled *sheet = NULL;
    if (decide_check_reason(reason, error) != 0 || filled_read(path, &sheet, error) != 0) {
        return -1;
    }
    CLEANUP(reading_clear)
    struct reading reading = {
        .campaign = house->campaign, .own_addresses = house->own_addresses, .sheet = sheet};
    if (read_head(&reading, error) != 0) {
        return -1;
    }
    for (const struct filled_row *row = reading.head + 1; row < sheet->rows + sheet->row_count;
         row++) {
        read_row(&reading, row);
    }
    if (filled_faults_report(&reading.faults, sheet, error) != 0) {
        return -1;
    }
    if (reading.contacts.count == 0) {
        return error_set(error, ERROR_USAGE, "%s 里没有填写任何责任人", path);
    }
    if (record(house, &reading, reason, error) != 0) {
        return -1;
    }
    *units = count_units(&reading);
    return 0;
}

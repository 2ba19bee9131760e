/* `baosong contacts`: who is responsible in each unit. */
#include "desk/contacts.h"
#include "base/files.h"
#include "base/json.h"
#include "command/actions.h"
#include "command/output.h"
#include "command/working.h"
#include "notice/forms.h"

/* --- the listing ------------------------------------------------------------------------------ */

static char *show_addresses(const json_t *value)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < json_array_size(value); i++) {
        buffer_add_format(&out, "%s%s", i > 0 ? " " : "",
                          json_string_value(json_array_get(value, i)));
    }
    return buffer_steal(&out);
}

static const struct column columns[] = {
    {.key = "unit", .heading = FORM_UNIT},
    {.key = "name", .heading = FORM_NAME},
    {.key = "post", .heading = FORM_POST},
    {.key = "telephone", .heading = FORM_TELEPHONE},
    {.key = "addresses", .heading = FORM_ADDRESSES, .show = show_addresses},
};

static json_t *contact_row(const struct campaign *campaign, size_t unit,
                           const struct contact *contact)
{
    json_t *row = json_object();
    json_t *addresses = json_array();
    for (size_t i = 0; contact != NULL && i < contact->addresses.count; i++) {
        json_append(addresses, json_text(contact->addresses.at[i]));
    }
    json_set(row, "unit", json_text(campaign->units[unit].name));
    json_set(row, "name", json_text(contact != NULL ? contact->name : NULL));
    json_set(row, "post", json_text(contact != NULL ? contact->post : NULL));
    json_set(row, "telephone", json_text(contact != NULL ? contact->telephone : NULL));
    json_set(row, "addresses", addresses);
    return row;
}

/* Every unit is listed: one that has nobody, with nothing. */
static int list_contacts(struct house *house, const struct invocation *invocation,
                         struct error *error)
{
    CLEANUP(contacts_clear)
    struct contacts contacts = {0};
    if (ledger_contacts(house->ledger, house->campaign, &contacts, error) != 0) {
        return -1;
    }
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, invocation->format, columns, COUNT_OF(columns));
    for (size_t u = 0; u < house->campaign->unit_count; u++) {
        if (contacts_of(&contacts, u) == NULL) {
            table_add(table, contact_row(house->campaign, u, NULL));
        }
        for (size_t i = 0; i < contacts.count; i++) {
            if (contacts.at[i].unit == u) {
                table_add(table, contact_row(house->campaign, u, &contacts.at[i]));
            }
        }
    }
    return table_end(table, error);
}

/* --- sheets ----------------------------------------------------------------------------------- */

static int export_contacts(struct house *house, const struct invocation *invocation,
                           struct error *error)
{
    enum { MODE = 0600 }; /* telephone numbers of people */
    CLEANUP(contacts_clear)
    struct contacts contacts = {0};
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    if (invocation->out == NULL) {
        return error_set(error, ERROR_USAGE, "Say where the sheet goes: --out FILE.xlsx");
    }
    if (ledger_contacts(house->ledger, house->campaign, &contacts, error) != 0 ||
        form_contacts(house->campaign, &contacts, &out, error) != 0) {
        return -1;
    }
    return files_replace(invocation->out, buffer_text(&out), out.size, MODE, error);
}

static int import_contacts(struct house *house, const struct invocation *invocation,
                           struct error *error)
{
    size_t units = 0;
    if (invocation->operand_count != 2) {
        return error_set(error, ERROR_USAGE, "Say which sheet: baosong contacts import FILE");
    }
    if (contacts_import(house, invocation->operands[1], invocation->because, &units, error) != 0) {
        return -1;
    }
    printf("已登记%zu个单位的责任人。\n", units);
    return working_end(house, error);
}

int command_contacts(const struct invocation *invocation, struct error *error)
{
    static const struct action actions[] = {
        {"list", list_contacts}, {"export", export_contacts}, {"import", import_contacts}};
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    const struct action *action = action_find(invocation, actions, COUNT_OF(actions), error);
    return action == NULL || working_open(invocation, &house, error) != 0
               ? -1
               : action->run(house, invocation, error);
}

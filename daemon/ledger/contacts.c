/* Who is responsible in each unit. */
#include "ledger/inside.h"
#include "ledger/papers.h"

#include <stdlib.h>
#include <string.h>

static void contact_clear(struct contact *contact)
{
    free(contact->name);
    free(contact->post);
    free(contact->telephone);
    for (size_t i = 0; i < contact->addresses.count; i++) {
        free(contact->addresses.at[i]);
    }
    free(contact->addresses.at);
}

void contacts_clear(struct contacts *contacts)
{
    for (size_t i = 0; i < contacts->count; i++) {
        contact_clear(&contacts->at[i]);
    }
    free(contacts->at);
    *contacts = (struct contacts){0};
}

const struct contact *contacts_of(const struct contacts *contacts, size_t unit)
{
    for (size_t i = 0; i < contacts->count; i++) {
        if (contacts->at[i].unit == unit) {
            return &contacts->at[i];
        }
    }
    return NULL;
}

/* --- recording -------------------------------------------------------------------------------- */

/* Mails from the addresses that are in force for a unit, before or after, wait to be judged. */
static int set_back_senders(struct ledger *ledger, const char *unit, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched' AND from_address IN ("
        " SELECT a.address FROM contact_addresses AS a JOIN contacts AS c"
        "  ON c.import = a.import AND c.position = a.position WHERE c.unit = ?1 AND c.import ="
        "   (SELECT max(import) FROM contacts WHERE unit = ?1))";
    return sql_run(ledger->sql, text, BIND(bind_text(unit)), error);
}

static int insert_contact(struct ledger *ledger, const struct campaign *campaign, int64_t import,
                          size_t position, const struct contact *contact, struct error *error)
{
    static const char text[] =
        "INSERT INTO contacts (import, position, unit, name, post, telephone)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    static const char address[] =
        "INSERT OR IGNORE INTO contact_addresses (import, position, address) VALUES (?1, ?2, ?3)";
    if (sql_run(ledger->sql, text,
                BIND(bind_integer(import), bind_integer((int64_t)position),
                     bind_text(campaign->units[contact->unit].name), bind_text(contact->name),
                     bind_text(contact->post), bind_text(contact->telephone)),
                error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < contact->addresses.count; i++) {
        if (sql_run(ledger->sql, address,
                    BIND(bind_integer(import), bind_integer((int64_t)position),
                         bind_text(contact->addresses.at[i])),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int set_back_all(struct ledger *ledger, const struct campaign *campaign,
                        const struct contact *contacts, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (set_back_senders(ledger, campaign->units[contacts[i].unit].name, error) != 0) {
            return -1;
        }
    }
    return 0;
}

int ledger_record_contacts(struct ledger *ledger, const struct campaign *campaign,
                           const struct contact *contacts, size_t count,
                           const struct entry_note *note, struct error *error)
{
    static const char text[] =
        "INSERT INTO contact_imports (at, author, reason) VALUES (?1, ?2, ?3) RETURNING id";
    int64_t import = 0;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        set_back_all(ledger, campaign, contacts, count, error) != 0 ||
        sql_number(ledger->sql, text,
                   BIND(bind_integer(note->at), bind_text(note->author), bind_text(note->reason)),
                   0, &import, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (insert_contact(ledger, campaign, import, i, &contacts[i], error) != 0) {
            return -1;
        }
    }
    return set_back_all(ledger, campaign, contacts, count, error) != 0
               ? -1
               : sql_commit(&changing, error);
}

/* --- asking ----------------------------------------------------------------------------------- */

static struct texts split(const char *addresses)
{
    struct texts texts = {0};
    CLEANUP_FREE char *copy = xstrdup(addresses != NULL ? addresses : "");
    char *rest = NULL;
    for (char *one = strtok_r(copy, " ", &rest); one != NULL; one = strtok_r(NULL, " ", &rest)) {
        texts.at = xgrow(texts.at, texts.count, sizeof *texts.at);
        texts.at[texts.count++] = xstrdup(one);
    }
    return texts;
}

static int by_unit(const void *left, const void *right)
{
    const struct contact *a = left;
    const struct contact *b = right;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

int ledger_contacts(struct ledger *ledger, const struct campaign *campaign,
                    struct contacts *contacts, struct error *error)
{
    static const char text[] = "SELECT unit, name, post, telephone, addresses FROM contact"
                               " WHERE in_force ORDER BY import, unit";
    struct contacts made = {0};
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        int unit = campaign_find_unit(campaign, row_text(&rows, "unit"));
        if (unit < 0) {
            continue;
        }
        made.at = xgrow(made.at, made.count, sizeof *made.at);
        made.at[made.count++] = (struct contact){.unit = (size_t)unit,
                                                 .name = row_copy(&rows, "name"),
                                                 .post = row_copy(&rows, "post"),
                                                 .telephone = row_copy(&rows, "telephone"),
                                                 .addresses = split(row_text(&rows, "addresses"))};
    }
    if (more != 0) {
        contacts_clear(&made);
        return -1;
    }
    if (made.count > 0) {
        qsort(made.at, made.count, sizeof *made.at, by_unit);
    }
    *contacts = made;
    return 0;
}

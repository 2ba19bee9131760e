/* What staff enter about units: points for items, and who is responsible. Entries are only ever
 * added; the last one about a thing is in force. Names that the campaign no longer has are left
 * out. */
#ifndef BAOSONG_LEDGER_PAPERS_H
#define BAOSONG_LEDGER_PAPERS_H

#include "judge/score.h"
#include "ledger/ledger.h"

/* Who entered something, when and why. */
struct entry_note {
    int64_t at;
    const char *author;
    const char *reason;
};

/* --- points ---------------------------------------------------------------------------------- */

/* The points of a unit for an item, by their indexes in the campaign. */
struct score_row {
    size_t unit;
    size_t item;
    struct score_entry entry;
};

/* Adds those that differ from what is in force, in one transaction; *added is how many. */
int ledger_record_scores(struct ledger *ledger, const struct campaign *campaign,
                         const struct score_row *rows, size_t count, const struct entry_note *note,
                         size_t *added, struct error *error);

/* What is in force: unit_count x item_count entries, a unit's items side by side. The caller frees
 * the array. */
int ledger_scores(struct ledger *ledger, const struct campaign *campaign,
                  struct score_entry **entries, struct error *error);

/* --- contacts -------------------------------------------------------------------------------- */

struct contact {
    size_t unit; /* index in the campaign */
    char *name;
    char *post; /* "" if not said, like the telephone */
    char *telephone;
    struct texts addresses; /* lower case */
};

struct contacts {
    struct contact *at; /* by unit, in the order of the campaign */
    size_t count;
};
void contacts_clear(struct contacts *contacts);
/* The first contact of a unit, or NULL. */
const struct contact *contacts_of(const struct contacts *contacts, size_t unit);

/* For each unit named the contacts replace those it had, in one transaction. Mails from addresses
 * that come or go are judged again. */
int ledger_record_contacts(struct ledger *ledger, const struct campaign *campaign,
                           const struct contact *contacts, size_t count,
                           const struct entry_note *note, struct error *error);

/* Those in force. The caller clears *contacts. */
int ledger_contacts(struct ledger *ledger, const struct campaign *campaign,
                    struct contacts *contacts, struct error *error);

#endif

#include "desk/audit.h"

/* Reads the messages again that hold this file, if their raw text is there. */
static int read_holders(struct house *house, const char *sha256, size_t *count, struct error *error)
{
    CLEANUP_FREE struct waiting *holders = NULL;
    size_t found = 0, set_back = 0;
    if (ledger_holders(house->ledger, sha256, &holders, &found, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < found; i++) {
        size_t one = 0;
        if (store_has(house->store, holders[i].sha256, holders[i].size) &&
            ledger_read_again(house->ledger, holders[i].id, &one, error) != 0) {
            return -1;
        }
        set_back += one;
    }
    *count = set_back;
    return 0;
}

static int repair_one(struct house *house, const char *sha256, struct audit_repair *repair,
                      struct error *error)
{
    size_t fetched = 0, read = 0;
    if (store_set_aside(house->store, sha256, error) != 0 ||
        ledger_fetch_again(house->ledger, sha256, &fetched, error) != 0 ||
        read_holders(house, sha256, &read, error) != 0) {
        return -1;
    }
    repair->fetched += fetched > 0;
    repair->read += read;
    repair->hopeless += fetched == 0 && read == 0;
    return 0;
}

int audit_repair(struct house *house, const struct audit *audit, struct audit_repair *repair,
                 struct error *error)
{
    *repair = (struct audit_repair){0};
    for (size_t i = 0; i < audit->fault_count; i++) {
        const struct audit_fault *fault = &audit->faults[i];
        const bool lost = fault->kind == AUDIT_MISSING || fault->kind == AUDIT_WRONG;
        if (lost && repair_one(house, fault->subject, repair, error) != 0) {
            return -1;
        }
    }
    return 0;
}

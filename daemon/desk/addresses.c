#include "desk/addresses.h"

#include "ledger/papers.h"

#include <stdlib.h>
#include <string.h>

/* What the campaign file says comes first; house->own_addresses keeps how many those are. */
static void forget_contacts(struct house *house)
{
    const struct campaign *campaign = house->campaign;
    bool first = house->own_addresses == NULL;
    if (first) {
        house->own_addresses = xcalloc(campaign->unit_count, sizeof *house->own_addresses);
    }
    for (size_t u = 0; u < campaign->unit_count; u++) {
        struct texts *addresses = &campaign->units[u].addresses;
        if (first) {
            house->own_addresses[u] = addresses->count;
        }
        while (addresses->count > house->own_addresses[u]) {
            free(addresses->at[--addresses->count]);
        }
    }
}

static void add_address(struct texts *addresses, const char *address)
{
    for (size_t i = 0; i < addresses->count; i++) {
        if (strcmp(addresses->at[i], address) == 0) {
            return;
        }
    }
    addresses->at = xreallocarray(addresses->at, addresses->count + 1, sizeof *addresses->at);
    addresses->at[addresses->count++] = xstrdup(address);
}

int addresses_join(struct house *house, struct error *error)
{
    CLEANUP(contacts_clear)
    struct contacts contacts = {0};
    if (ledger_contacts(house->ledger, house->campaign, &contacts, error) != 0) {
        return -1;
    }
    forget_contacts(house);
    for (size_t i = 0; i < contacts.count; i++) {
        const struct contact *contact = &contacts.at[i];
        for (size_t a = 0; a < contact->addresses.count; a++) {
            add_address(&house->campaign->units[contact->unit].addresses, contact->addresses.at[a]);
        }
    }
    return 0;
}

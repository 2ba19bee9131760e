/*
 * The house, opened: what every program but the two confined ones needs at hand. One for each
 * thread that works.
 */
#ifndef BAOSONG_DESK_HOUSE_H
#define BAOSONG_DESK_HOUSE_H

#include "base/error.h"
#include "base/memory.h"
#include "campaign/campaign.h"
#include "campaign/config.h"
#include "judge/judge.h"
#include "ledger/ledger.h"
#include "ledger/store.h"
#include "notice/templates.h"

struct rehearsal;

struct house {
    struct config *config;
    struct campaign *campaign;
    struct judge *judge;
    struct ledger *ledger;
    struct store *store;
    size_t *own_addresses; /* of each unit: how many the campaign file names (desk/addresses.h) */
    struct templates *templates; /* the texts of notices */
    int64_t notices_since; /* mails received before are old ones, and not answered; CLOCK_UNKNOWN
                              where no notices are sent */
    struct rehearsal *rehearsal; /* of one that is thrown away (desk/rehearsal.h); NULL else */
};

/*
 * Reads the configuration and the campaign, opens the ledger and the store (made where they are
 * missing), tells the ledger which campaign is in force, and uses the campaign's time zone and the
 * configured log level for the process. The caller closes it.
 */
int house_open(const char *config_path, struct house **house, struct error *error);
/* The same on a copy of the account in a folder of its own, which house_close() removes: whatever
 * is done in it leaves the state folder as it was. See desk/rehearsal.h. */
int house_rehearse(const char *config_path, struct house **house, struct error *error);
void house_close(struct house *house);
DEFINE_CLEANUP(struct house, house_close)

/* What people wrote: configuration, campaign, texts of notices. Touches nothing else: for --check.
 */
int house_check(const char *config_path, struct config **config, struct campaign **campaign,
                struct error *error);

/*
 * Judges everything that waits for it, then writes the standings of all stages to the ledger.
 * *count is how many messages were judged.
 */
int house_judge(struct house *house, size_t *count, struct error *error);

#endif

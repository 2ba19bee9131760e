/*
 * Which mails are not answered automatically, and why (RFC 3834, 2): whoever did not write himself,
 * who cannot read, and who is not ours. Pure.
 */
#ifndef BAOSONG_NOTICE_REFUSAL_H
#define BAOSONG_NOTICE_REFUSAL_H

#include "campaign/campaign.h"
#include "campaign/config.h"

#include <stdbool.h>
#include <stdint.h>

struct answer_case {
    const char *address; /* of the sender, lower case; "" if none */
    bool auto_submitted;
    bool imported;
    bool doubtful; /* the mail servers, or an address that imitates another, speak against him */
    bool submission;
    bool means_to_report; /* it says that it sends something, though it does not */
    bool known; /* the address is registered for a unit of the mail, or a person confirmed it */
    int64_t received_at;
    int64_t first_seen;
    int64_t since;   /* of the answers: mails received before are old ones */
    int64_t answers; /* that this address was given in the last day */
};

/* NULL: it is answered; else why not, a phrase for staff. */
const char *answer_refusal(const struct config *config, const struct campaign *campaign,
                           const struct answer_case *answer);

/* Is it an address of ours, of a mailbox that we read or from which we write? */
bool answer_is_ours(const struct config *config, const struct campaign *campaign,
                    const char *address);

/* Does a subject say that something is sent? Whoever forgot the attachment wants to know. */
bool answer_means_to_report(const char *subject);

#endif

#include "judge/sender.h"

#include "judge/receipt.h"

#include <stdlib.h>
#include <string.h>

/* --- what servers found out --------------------------------------------------------------------
 */

/* Is the line's first word one of the trusted servers? */
static bool of_trusted_server(const char *line, const struct texts *trusted)
{
    size_t size = strcspn(line, " \n");
    for (size_t i = 0; i < trusted->count; i++) {
        if (strlen(trusted->at[i]) == size && memcmp(trusted->at[i], line, size) == 0) {
            return true;
        }
    }
    return false;
}

/* The newest line of a trusted server, NULL if there is none. */
static const char *trusted_line(const struct submission *submission)
{
    if (submission->authserv_ids == NULL) {
        return NULL;
    }
    for (const char *line = submission->description->authentication; *line != '\0';) {
        if (of_trusted_server(line, submission->authserv_ids)) {
            return line;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return NULL;
}

/* Does " spf=fail" stand in the line as a whole word? */
static bool says(const char *line, const char *result)
{
    size_t size = strlen(result);
    const char *end = line + strcspn(line, "\n");
    for (const char *at = strchr(line, ' '); at != NULL && at < end; at = strchr(at + 1, ' ')) {
        if (strncmp(at + 1, result, size) == 0 && strchr(" \n", at[1 + size]) != NULL) {
            return true;
        }
    }
    return false;
}

bool sender_refuted(const struct submission *submission)
{
    const char *line = trusted_line(submission);
    if (line == NULL || says(line, "dmarc=pass")) {
        return false;
    }
    return says(line, "dmarc=fail") || (says(line, "spf=fail") && !says(line, "dkim=pass"));
}

/* --- addresses that look alike -----------------------------------------------------------------
 */

/* One character more, less, or another, or two exchanged: what the eye does not see. Numbers apart:
 * hsjtj01 and hsjtj02 are two colleagues. */
static bool nearly_equal(const char *one, const char *other)
{
    size_t same = 0;
    while (one[same] != '\0' && one[same] == other[same]) {
        same++;
    }
    const char *a = one + same, *b = other + same;
    if (*a != '\0' && *b != '\0' && strcmp(a + 1, b + 1) == 0) {
        return strchr("0123456789", *a) == NULL || strchr("0123456789", *b) == NULL;
    }
    bool exchanged = *a != '\0' && *b != '\0' && a[0] == b[1] && a[1] == b[0] && a[1] != '\0' &&
                     strcmp(a + 2, b + 2) == 0;
    return exchanged || (*a != '\0' && strcmp(a + 1, b) == 0) ||
           (*b != '\0' && strcmp(a, b + 1) == 0);
}

/* The registered address that this one imitates; NULL if it is registered itself, or like none. */
static const char *imitated(const struct campaign *campaign, const char *from, int *unit)
{
    const char *like = NULL;
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct texts *addresses = &campaign->units[i].addresses;
        for (size_t j = 0; j < addresses->count; j++) {
            if (strcmp(addresses->at[j], from) == 0) {
                return NULL;
            }
            if (like == NULL && nearly_equal(addresses->at[j], from)) {
                like = addresses->at[j];
                *unit = (int)i;
            }
        }
    }
    return like;
}

void sender_judge(const struct campaign *campaign, const struct submission *submission,
                  struct judgement *judgement)
{
    const char *from = submission->description->from;
    int unit = -1;
    if (sender_refuted(submission)) {
        judgement_add_finding(
            judgement, -1, FINDING_UNVERIFIED_SENDER,
            xasprintf("邮箱服务器查验，这封邮件不是从%s发出的，可能是冒名，请与单位核实",
                      from[0] != '\0' ? from : "所写的地址"));
        return;
    }
    const char *like = from[0] != '\0' ? imitated(campaign, from, &unit) : NULL;
    if (like != NULL) {
        judgement_add_finding(judgement, -1, FINDING_UNVERIFIED_SENDER,
                              xasprintf("发件地址%s与%s登记的%s相似而不相同，请核实", from,
                                        campaign->units[unit].name, like));
    }
}

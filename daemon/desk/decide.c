#include "desk/decide.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *decide_author(void)
{
    const char *name = getuid() == 0 ? getenv("SUDO_USER") : NULL;
    const struct passwd *entry = name == NULL || name[0] == '\0' ? getpwuid(getuid()) : NULL;
    CLEANUP_FREE char *number = xasprintf("uid%lu", (unsigned long)getuid());
    if (entry != NULL) {
        name = entry->pw_name;
    }
    if (name == NULL || name[0] == '\0' || !utf8_valid(name, strlen(name))) {
        name = number;
    }
    char host[HOST_NAME_MAX + 1] = "";
    if (gethostname(host, sizeof host - 1) != 0 || host[0] == '\0') {
        return xasprintf("%s@localhost", name);
    }
    return xasprintf("%s@%s", name, host);
}

int decide_check_reason(const char *reason, struct error *error)
{
    if (reason == NULL) {
        return 0;
    }
    size_t size = strlen(reason);
    if (!utf8_valid(reason, size) || utf8_count_characters(reason) == 0) {
        return error_set(error, ERROR_USAGE,
                         "The reason must be a sentence in UTF-8 that others will understand");
    }
    if (size > LIMIT_REASON) {
        return error_set(error, ERROR_USAGE, "The reason has %zu bytes; at most %d are kept", size,
                         LIMIT_REASON);
    }
    return 0;
}

static int judge_by_it(struct house *house, struct error *error)
{
    size_t judged = 0;
    if (house_judge(house, &judged, error) != 0) {
        return error_prefix(error, "The decision is recorded, but judging by it failed (it is "
                                   "made up for by the next cycle)");
    }
    return 0;
}

static int decide(struct house *house, struct event *event, struct error *error)
{
    if (decide_check_reason(event->reason, error) != 0) {
        return -1;
    }
    CLEANUP_FREE char *author = decide_author();
    event->author = author;
    event->at = clock_now();
    int64_t touched = 0;
    if (ledger_record_event(house->ledger, house->campaign, event, &touched, error) != 0) {
        return -1;
    }
    return judge_by_it(house, error);
}

int decide_assign(struct house *house, int64_t message, const int *units, size_t unit_count,
                  const char *reason, struct error *error)
{
    struct event event = {.verb = EVENT_ASSIGN,
                          .reason = reason,
                          .message = message,
                          .units = units,
                          .unit_count = unit_count};
    return decide(house, &event, error);
}

int decide_refile(struct house *house, int64_t file, const struct obligation *tasks,
                  size_t task_count, const char *reason, struct error *error)
{
    struct event event = {.verb = EVENT_REFILE,
                          .reason = reason,
                          .file = file,
                          .tasks = tasks,
                          .task_count = task_count};
    return decide(house, &event, error);
}

int decide_verdict(struct house *house, int64_t file, enum verdict verdict, const char *reason,
                   struct error *error)
{
    struct event event = {.verb = verdict == VERDICT_ACCEPTED ? EVENT_ACCEPT : EVENT_REJECT,
                          .reason = reason,
                          .file = file};
    return decide(house, &event, error);
}

int decide_waive(struct house *house, struct obligation obligation, const char *reason,
                 struct error *error)
{
    struct event event = {.verb = EVENT_WAIVE,
                          .reason = reason,
                          .units = &obligation.unit,
                          .unit_count = 1,
                          .tasks = &obligation,
                          .task_count = 1};
    return decide(house, &event, error);
}

int decide_extend(struct house *house, int unit, int stage, int64_t deadline, const char *reason,
                  struct error *error)
{
    const struct stage *extended = &house->campaign->stages[stage];
    if (deadline < extended->deadline) {
        char date[CLOCK_TEXT_SIZE];
        return error_set(error, ERROR_USAGE,
                         "The stage %s itself runs until the end of %s; an extension cannot end "
                         "before that",
                         extended->id, clock_date(extended->deadline - 1, date));
    }
    struct event event = {.verb = EVENT_EXTEND,
                          .reason = reason,
                          .units = &unit,
                          .unit_count = 1,
                          .stage = stage,
                          .deadline = deadline};
    return decide(house, &event, error);
}

int decide_revoke(struct house *house, int64_t event, enum revocation scope, const char *reason,
                  struct error *error)
{
    if (decide_check_reason(reason, error) != 0) {
        return -1;
    }
    CLEANUP_FREE char *author = decide_author();
    struct revoking revoking = {
        .scope = scope, .event = event, .at = clock_now(), .author = author, .reason = reason};
    int64_t touched = 0;
    if (ledger_revoke(house->ledger, &revoking, &touched, error) != 0) {
        return -1;
    }
    return judge_by_it(house, error);
}

#include "desk/decisions.h"

#include "base/limits.h"
#include "notice/answer.h"
#include "notice/page.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
    const struct wanted_notice *wanted;
    char **lines; /* newest first, as the ledger lists them */
    size_t count;
};

static int take_decision(const struct event_row *event, void *context)
{
    struct gathering *gathering = context;
    const struct wanted_notice *wanted = gathering->wanted;
    bool ours =
        wanted->message != 0 || (event->unit != NULL && strcmp(event->unit, wanted->unit) == 0);
    char *line = ours ? answer_decision(event, wanted) : NULL;
    if (line != NULL) {
        gathering->lines = xgrow(gathering->lines, gathering->count, sizeof *gathering->lines);
        gathering->lines[gathering->count++] = line;
    }
    return gathering->count >= LIMIT_NOTICE_LINES;
}

int decisions_values(struct house *house, const struct wanted_notice *wanted, struct values *values,
                     size_t *count, struct error *error)
{
    struct gathering gathering = {.wanted = wanted};
    struct page page = {0};
    int result =
        ledger_each_event(house->ledger, wanted->message, take_decision, &gathering, error);
    for (size_t i = gathering.count; i-- > 0;) {
        page_item(&page, gathering.lines[i]);
        free(gathering.lines[i]);
    }
    free(gathering.lines);
    values->text[VALUE_DECISIONS] = buffer_steal(&page.text);
    values->html[VALUE_DECISIONS] = buffer_steal(&page.html);
    page_clear(&page);
    *count = gathering.count;
    return result;
}

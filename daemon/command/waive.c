/* `baosong waive`: a unit need not report a task. */
#include "command/command.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"
#include "notice/wording.h"

int command_waive(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    struct obligation obligation = {0};
    if (working_open(invocation, &house, error) != 0 ||
        names_unit(house->campaign, invocation->operands[0], &obligation.unit, error) != 0 ||
        names_task(house->campaign, obligation.unit, invocation->operands[1], &obligation.task,
                   error) != 0 ||
        decide_waive(house, obligation, invocation->because, error) != 0) {
        return -1;
    }
    const struct unit *unit = &house->campaign->units[obligation.unit];
    CLEANUP_FREE char *task = wording_task(unit->tasks[obligation.task]);
    printf("已同意%s免报%s。\n", unit->name, task);
    return working_end(house, error);
}

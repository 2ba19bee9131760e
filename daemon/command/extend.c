/* `baosong extend`: a later deadline for one unit. */
#include "base/clock.h"
#include "command/command.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"
#include "notice/wording.h"

int command_extend(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int unit = 0;
    int stage = 0;
    int64_t deadline = 0;
    char *const *operands = invocation->operands;
    if (working_open(invocation, &house, error) != 0 ||
        names_unit(house->campaign, operands[0], &unit, error) != 0 ||
        names_stage(house->campaign, operands[1], clock_now(), &stage, error) != 0 ||
        names_last_day(operands[2], &deadline, error) != 0 ||
        decide_extend(house, unit, stage, deadline, invocation->because, error) != 0) {
        return -1;
    }
    char text[CLOCK_TEXT_SIZE];
    printf("已同意%s%s延期至%s。\n", house->campaign->units[unit].name,
           house->campaign->stages[stage].title, wording_deadline(deadline, text));
    return working_end(house, error);
}

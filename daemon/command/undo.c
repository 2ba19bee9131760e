/* `baosong undo`: a decision is taken back, and stays on record. */
#include "command/command.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"

#include <inttypes.h>

int command_undo(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int64_t event = 0;
    if (working_open(invocation, &house, error) != 0 ||
        names_event(invocation->operands[0], &event, error) != 0 ||
        decide_revoke(house, event, REVOKE_DECISION, invocation->because, error) != 0) {
        return -1;
    }
    printf("第%" PRId64 "号决定已撤销，有关邮件已重新归档。\n", event);
    return working_end(house, error);
}

/* `baosong reprocess`: read and judge again from what the store has. */
#include "command/command.h"
#include "command/working.h"
#include "desk/names.h"

int command_reprocess(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int64_t message = 0;
    size_t count = 0;
    if (working_open(invocation, &house, error) != 0 ||
        (!invocation->all && names_message(house, invocation->operands[0], &message, error) != 0) ||
        ledger_read_again(house->ledger, message, &count, error) != 0) {
        return -1;
    }
    printf("%zu message%s set back to be read again.\n", count, count == 1 ? "" : "s");
    fflush(stdout);
    struct work_result result = {0};
    bool left_to_service = false;
    if (working_run(house, NULL, 0, &result, &left_to_service, error) != 0) {
        return -1;
    }
    working_print(&result, left_to_service);
    return working_end(house, error);
}

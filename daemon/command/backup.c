/* `baosong backup`: a consistent copy of the ledger, while the service works. */
#include "command/command.h"
#include "command/output.h"
#include "desk/house.h"

#include <unistd.h>

int command_backup(const struct invocation *invocation, struct error *error)
{
    const char *path = invocation->operands[0];
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    if (access(path, F_OK) == 0) {
        return error_set(error, ERROR_USAGE,
                         "%s is there already; a backup overwrites nothing, so name another file",
                         path);
    }
    if (house_open(invocation->config, &house, error) != 0 ||
        ledger_backup(house->ledger, path, error) != 0) {
        return -1;
    }
    printf("The ledger was copied to %s.\n"
           "The mails and files themselves lie in %s/store; copy that folder, too.\n",
           path, house->config->state_dir);
    return output_flush(stdout, error);
}

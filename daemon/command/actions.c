#include "command/actions.h"

#include "base/buffer.h"

#include <string.h>

const struct action *action_find(const struct invocation *invocation, const struct action *actions,
                                 size_t count, struct error *error)
{
    if (invocation->operand_count == 0) {
        return &actions[0];
    }
    CLEANUP_BUFFER struct buffer names = BUFFER_EMPTY;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(actions[i].name, invocation->operands[0]) == 0) {
            if (invocation->dry_run && strcmp(actions[i].name, "import") != 0) {
                error_set(error, ERROR_USAGE, "--dry-run is for import alone");
                return NULL;
            }
            return &actions[i];
        }
        buffer_add_format(&names, "%s%s", i > 0 ? ", " : "", actions[i].name);
    }
    error_set(error, ERROR_USAGE, "\"%s\" is not one of: %s", invocation->operands[0],
              buffer_text(&names));
    return NULL;
}

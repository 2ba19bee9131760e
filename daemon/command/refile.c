/* `baosong refile`: a person says which tasks a file proves. */
#include "command/command.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"

#include <inttypes.h>

int command_refile(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP_FREE struct obligation *tasks = NULL;
    size_t count = 0;
    int64_t file = 0;
    if (working_open(invocation, &house, error) != 0 ||
        names_file(house, invocation->operands[0], &file, error) != 0 ||
        names_obligations(house, file, invocation->operands + 1, invocation->operand_count - 1,
                          &tasks, &count, error) != 0 ||
        decide_refile(house, file, tasks, count, invocation->because, error) != 0) {
        return -1;
    }
    printf("%" PRId64 "号文件已%s", file, count == 0 ? "确定为不归入任何任务" : "归入：");
    for (size_t i = 0; i < count; i++) {
        const struct unit *unit = &house->campaign->units[tasks[i].unit];
        printf("%s%s %s", i > 0 ? "、" : "", unit->name, unit->tasks[tasks[i].task]->id);
    }
    printf("。\n");
    return working_end(house, error);
}

/* `baosong accept` and `baosong reject`: a person's word on a file. */
#include "command/command.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"

#include <inttypes.h>

static int decide(const struct invocation *invocation, enum verdict verdict, const char *phrase,
                  struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int64_t file = 0;
    if (working_open(invocation, &house, error) != 0 ||
        names_file(house, invocation->operands[0], &file, error) != 0 ||
        decide_verdict(house, file, verdict, invocation->because, error) != 0) {
        return -1;
    }
    printf("%" PRId64 "号文件%s。\n", file, phrase);
    return working_end(house, error);
}

int command_accept(const struct invocation *invocation, struct error *error)
{
    return decide(invocation, VERDICT_ACCEPTED, "已认可", error);
}

int command_reject(const struct invocation *invocation, struct error *error)
{
    return decide(invocation, VERDICT_REJECTED, "未予认可，不再计入", error);
}

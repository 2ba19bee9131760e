/* `baosong assign`: a person says which units a message is from. */
#include "command/command.h"
#include "command/working.h"
#include "desk/decide.h"
#include "desk/names.h"

#include <inttypes.h>
#include <string.h>

/* The units named; the single word "none" is none at all. The array is the caller's. */
static int read_units(const struct campaign *campaign, const struct invocation *invocation,
                      int *units, size_t *count, struct error *error)
{
    size_t words = invocation->operand_count - 1;
    char *const *names = invocation->operands + 1;
    *count = 0;
    if (words == 1 && strcmp(names[0], "none") == 0) {
        return 0;
    }
    for (size_t i = 0; i < words; i++) {
        if (names_unit(campaign, names[i], &units[*count], error) != 0) {
            return -1;
        }
        bool twice = false;
        for (size_t before = 0; before < *count; before++) {
            twice = twice || units[before] == units[*count];
        }
        *count += !twice;
    }
    return 0;
}

int command_assign(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP_FREE int *units = xcalloc(invocation->operand_count, sizeof *units);
    size_t count = 0;
    int64_t message = 0;
    if (working_open(invocation, &house, error) != 0 ||
        names_message(house, invocation->operands[0], &message, error) != 0 ||
        read_units(house->campaign, invocation, units, &count, error) != 0 ||
        decide_assign(house, message, units, count, invocation->because, error) != 0) {
        return -1;
    }
    printf("%" PRId64 "号邮件已确定为", message);
    for (size_t i = 0; i < count; i++) {
        printf("%s%s", i > 0 ? "、" : "", house->campaign->units[units[i]].name);
    }
    printf("%s。\n", count == 0 ? "不属于任何单位" : "报送");
    return working_end(house, error);
}

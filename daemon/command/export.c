/* `baosong export`: the dossier for the evaluators, in a folder. */
#include "desk/export.h"
#include "base/clock.h"
#include "command/command.h"
#include "command/output.h"
#include "desk/names.h"

#include <unistd.h>

#define MIB (1024.0 * 1024.0)

/* On a terminal only: in a log such a line would be noise. */
static void tell(const struct export_progress *progress, void *context)
{
    (void)context;
    fprintf(stderr, "\r已复制%zu/%zu个文件，%.1f/%.1f MB ", progress->done, progress->files,
            (double)progress->bytes / MIB, (double)progress->size / MIB);
    if (progress->done == progress->files) {
        fputc('\n', stderr);
    }
}

static void print_result(const struct export_result *result, const char *folder)
{
    printf("考核材料已整理到%s：共%zu个文件，本次新放入%zu个，撤下%zu个。", folder, result->files,
           result->copied, result->removed);
    if (result->rest > 0) {
        printf("另有%zu个文件未收入，见索引.xlsx的“未收入的文件”。", result->rest);
    }
    if (result->kept > 0) {
        printf("有%zu个不再需要的文件被人改动过，仍留在原处。", result->kept);
    }
    printf("\n");
}

int command_export(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    int stage = 0;
    const char *folder = invocation->operands[0];
    struct export_result result = {0};
    if (house_open(invocation->config, &house, error) != 0 ||
        names_stage(house->campaign, invocation->stage, clock_now(), &stage, error) != 0 ||
        export_dossier(house, stage, folder, isatty(STDERR_FILENO) == 1 ? tell : NULL, NULL,
                       &result, error) != 0) {
        return -1;
    }
    print_result(&result, folder);
    if (output_flush(stdout, error) != 0) {
        return -1;
    }
    return result.damaged == 0
               ? 0
               : error_set(error, ERROR_DATABASE,
                           "%zu files could not be included, because the store no longer has "
                           "their content; `baosong audit` says which",
                           result.damaged);
}

/* `baosong backup` and `baosong restore`: the account and all that it names, while the service
 * works, and back again. */
#include "desk/backup.h"
#include "base/files.h"
#include "command/command.h"
#include "command/output.h"
#include "command/progress.h"
#include "command/working.h"
#include "notice/wording.h"
#include "service/lock.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int print_result(const struct backup_result *result, const char *done, struct error *error)
{
    CLEANUP_FREE char *size = wording_size(result->bytes);
    printf("%s %s: %zu files, %zu of them (%s) were copied.\n", done, result->ledger, result->named,
           result->copied, size);
    if (output_flush(stdout, error) != 0 || result->lacking == 0) {
        return result->lacking == 0 ? 0 : -1;
    }
    return error_set(error, ERROR_DISK,
                     "%zu files that the ledger names are missing or damaged where they were to be "
                     "copied from; `baosong audit` names them",
                     result->lacking);
}

/* The same of what was only looked at. */
static int print_look(const struct backup_result *result, const char *would, struct error *error)
{
    CLEANUP_FREE char *size = wording_size(result->bytes);
    printf("%s %s: %zu files, %zu of them (%s) to be copied, %zu missing or damaged where they "
           "would be copied from. Nothing was written.\n",
           would, result->ledger, result->named, result->copied, size, result->lacking);
    return output_flush(stdout, error);
}

/* A path that ends in .db, or a file that is there, is the ledger alone. */
static bool names_a_file(const char *path)
{
    const char *dot = strrchr(path, '.');
    struct stat status;
    return stat(path, &status) == 0 ? !S_ISDIR(status.st_mode)
                                    : dot != NULL && strcmp(dot, ".db") == 0;
}

static int backup_ledger(struct house *house, const char *path, struct error *error)
{
    if (access(path, F_OK) == 0) {
        return error_set(error, ERROR_USAGE,
                         "%s is there already; a backup overwrites nothing, so name another file, "
                         "or a folder for the ledger with all mails and files",
                         path);
    }
    if (ledger_backup(house->ledger, path, error) != 0) {
        return -1;
    }
    printf("The ledger was copied to %s, without the mails and files in %s/store; name a folder to "
           "have all.\n",
           path, house->config->state_dir);
    return output_flush(stdout, error);
}

int command_backup(const struct invocation *invocation, struct error *error)
{
    const char *path = invocation->operands[0];
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(backup_result_clear)
    struct backup_result result = {0};
    if (working_open(invocation, &house, error) != 0) {
        return -1;
    }
    if (invocation->dry_run) {
        return backup_look(house, path, &result, error) != 0
                   ? -1
                   : print_look(&result, "A backup would be", error);
    }
    if (names_a_file(path)) {
        return backup_ledger(house, path, error);
    }
    return backup_write(house, path, progress_show, &result, error) != 0
               ? -1
               : print_result(&result, "Backup", error);
}

int command_restore(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    CLEANUP(backup_result_clear)
    struct backup_result result = {0};
    if (house_check(invocation->config, &config, &campaign, error) != 0) {
        return -1;
    }
    if (invocation->dry_run) {
        return backup_look_restore(invocation->operands[0], config->state_dir, &result, error) != 0
                   ? -1
                   : print_look(&result, "It would be restored from", error);
    }
    if (files_make_folder(config->state_dir, 0700, error) != 0) {
        return -1;
    }
    CLEANUP_FD int lock = lock_take(config->state_dir, error);
    if (lock < 0 || backup_restore(invocation->operands[0], config->state_dir, progress_show,
                                   &result, error) != 0) {
        return -1;
    }
    return print_result(&result, "Restored from", error);
}

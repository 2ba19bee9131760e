/* The table of commands, and the way from a command line to one of them. */
#include "base/memory.h"
#include "campaign/nearest.h"
#include "command/command.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define LISTING (1U << FORMAT_TEXT | 1U << FORMAT_JSON | 1U << FORMAT_CSV)
#define REPORT                                                                                     \
    (1U << FORMAT_TEXT | 1U << FORMAT_HTML | 1U << FORMAT_XLSX | 1U << FORMAT_CSV |                \
     1U << FORMAT_PNG)
#define ANY_NUMBER SIZE_MAX

const struct command commands[] = {
    {.name = "accept",
     .usage = "FILE --because TEXT [--dry-run]",
     .summary = "count a file as good, whatever was found wrong with it",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .needs = OPTION_BECAUSE,
     .least = 1,
     .most = 1,
     .run = command_accept},
    {.name = "assign",
     .usage = "MESSAGE UNIT... [--because TEXT] [--dry-run]",
     .summary = "say which units a message is from (or none)",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .least = 2,
     .most = ANY_NUMBER,
     .run = command_assign},
    {.name = "audit",
     .usage = "[--repair] [--format text|json|csv]",
     .summary = "compare the ledger with the disk, every byte of it",
     .takes = OPTION_FORMAT | OPTION_REPAIR,
     .formats = LISTING,
     .run = command_audit},
    {.name = "backup",
     .usage = "FOLDER | FILE.db [--dry-run]",
     .summary =
         "copy ledger, mails and files to FOLDER (or the ledger alone), while the service works",
     .takes = OPTION_DRY_RUN,
     .least = 1,
     .most = 1,
     .run = command_backup},
    {.name = "check",
     .usage = "[--online] [--format text|json|csv]",
     .summary = "check the configuration and the campaign, and count them",
     .takes = OPTION_ONLINE | OPTION_FORMAT,
     .formats = LISTING,
     .run = command_check},
    {.name = "contacts",
     .usage =
         "[export --out FILE | import FILE [--because TEXT]] [--dry-run] [--format text|json|csv]",
     .summary = "list, or enter by a sheet, who is responsible in each unit",
     .takes = OPTION_DRY_RUN | OPTION_FORMAT | OPTION_OUT | OPTION_BECAUSE,
     .formats = LISTING,
     .most = 2,
     .run = command_contacts},
    {.name = "export",
     .usage = "FOLDER [--stage STAGE]",
     .summary = "write the dossier for the evaluators into a folder",
     .takes = OPTION_STAGE,
     .least = 1,
     .most = 1,
     .run = command_export},
    {.name = "extend",
     .usage = "UNIT STAGE DATE --because TEXT [--dry-run]",
     .summary = "give a unit until the end of DATE",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .needs = OPTION_BECAUSE,
     .least = 3,
     .most = 3,
     .run = command_extend},
    {.name = "health",
     .usage = "[--format text|json|csv]",
     .summary = "say whether the service is well; exit status 0 if it is, 1 if not",
     .takes = OPTION_FORMAT,
     .formats = LISTING,
     .run = command_health},
    {.name = "import",
     .usage = "PATH... [--dry-run]",
     .summary = "take in mails from .eml files, mbox files, Maildirs and folders",
     .takes = OPTION_DRY_RUN,
     .least = 1,
     .most = ANY_NUMBER,
     .run = command_import},
    {.name = "learned",
     .usage = "[--forget DECISION [--because TEXT]] [--dry-run] [--format text|json|csv]",
     .summary = "list what was learned from people's decisions, or forget it",
     .takes = OPTION_DRY_RUN | OPTION_FORGET | OPTION_BECAUSE | OPTION_FORMAT,
     .formats = LISTING,
     .run = command_learned},
    {.name = "messages",
     .usage = "[--format text|json|csv]",
     .summary = "list all messages",
     .takes = OPTION_FORMAT,
     .formats = LISTING,
     .run = command_messages},
    {.name = "metrics",
     .usage = "[--out FILE | --http]",
     .summary = "print the state of things for Prometheus",
     .takes = OPTION_OUT | OPTION_HTTP,
     .run = command_metrics},
    {.name = "missing",
     .usage = "[--stage STAGE] [--unit UNIT] [--format text|json|csv]",
     .summary = "list what units still have to send",
     .takes = OPTION_STAGE | OPTION_UNIT | OPTION_FORMAT,
     .formats = LISTING,
     .run = command_missing},
    {.name = "outbox",
     .usage = "[show NOTICE | cancel NOTICE... | retry NOTICE...] [--format text|json|csv]",
     .summary = "list, show, cancel or send again what people are told by mail",
     .takes = OPTION_FORMAT,
     .formats = LISTING,
     .most = ANY_NUMBER,
     .run = command_outbox},
    {.name = "refile",
     .usage = "FILE TASK... [--because TEXT] [--dry-run]",
     .summary = "say which tasks a file proves (or none)",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .least = 2,
     .most = ANY_NUMBER,
     .run = command_refile},
    {.name = "reject",
     .usage = "FILE --because TEXT [--dry-run]",
     .summary = "do not count a file",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .needs = OPTION_BECAUSE,
     .least = 1,
     .most = 1,
     .run = command_reject},
    {.name = "report",
     .usage = "[--stage STAGE] [--format text|html|xlsx|csv|png] [--out FILE] [--dossier FOLDER]",
     .summary = "write the staff report",
     .takes = OPTION_STAGE | OPTION_FORMAT | OPTION_OUT | OPTION_DOSSIER,
     .formats = REPORT,
     .run = command_report},
    {.name = "reprocess",
     .usage = "MESSAGE | --all [--dry-run]",
     .summary = "read and judge messages again",
     .takes = OPTION_DRY_RUN | OPTION_ALL,
     .least = 1,
     .most = 1,
     .run = command_reprocess},
    {.name = "restore",
     .usage = "FOLDER | FOLDER/ledger-TIME.db [--dry-run]",
     .summary = "bring back a backup; the service must not run",
     .takes = OPTION_DRY_RUN,
     .least = 1,
     .most = 1,
     .run = command_restore},
    {.name = "review",
     .usage = "[--format text|json|csv]",
     .summary = "list what waits for a person to decide",
     .takes = OPTION_FORMAT,
     .formats = LISTING,
     .run = command_review},
    {.name = "score",
     .usage = "[export --out FILE | import FILE [--because TEXT] | results FOLDER]"
              " [--dry-run] [--format text|json|csv]",
     .summary = "list results, enter points by a sheet, write the result lists",
     .takes = OPTION_DRY_RUN | OPTION_FORMAT | OPTION_OUT | OPTION_BECAUSE,
     .formats = LISTING,
     .most = 2,
     .run = command_score},
    {.name = "setup",
     .usage = "",
     .summary = "ask five questions, try each answer, and write a first configuration",
     .run = command_setup},
    {.name = "show",
     .usage = "MESSAGE [--format text|json|csv]",
     .summary = "show one message with all that is known of it",
     .takes = OPTION_FORMAT,
     .formats = LISTING,
     .least = 1,
     .most = 1,
     .run = command_show},
    {.name = "status",
     .usage = "[--stage STAGE] [--unit UNIT] [--format text|json|csv]",
     .summary = "show the board: how every unit and task stands",
     .takes = OPTION_STAGE | OPTION_UNIT | OPTION_FORMAT,
     .formats = LISTING,
     .run = command_status},
    {.name = "undo",
     .usage = "DECISION [--because TEXT] [--dry-run]",
     .summary = "take a decision back; show MESSAGE tells its number",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .least = 1,
     .most = 1,
     .run = command_undo},
    {.name = "waive",
     .usage = "UNIT TASK --because TEXT [--dry-run]",
     .summary = "free a unit from a task",
     .takes = OPTION_DRY_RUN | OPTION_BECAUSE,
     .needs = OPTION_BECAUSE,
     .least = 2,
     .most = 2,
     .run = command_waive},
};
const size_t command_count = COUNT_OF(commands);

void command_print_help(void)
{
    printf("usage: baosong [--config FILE] COMMAND ...\n\n"
           "Keeps the account of what units have reported by mail. The configuration is\n"
           "%s unless --config says otherwise.\n\n",
           BAOSONG_CONFIG);
    for (size_t i = 0; i < command_count; i++) {
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    printf("\n`baosong COMMAND --help` says more; so does baosong(1).\n");
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COUNT_OF(commands)];
    for (size_t i = 0; i < command_count; i++) {
        names[i] = commands[i].name;
    }
    const char *nearest = nearest_word(name, names, command_count);
    if (nearest != NULL) {
        fprintf(stderr,
                "baosong: There is no command \"%s\"; did you mean \"%s\"? See baosong --help\n",
                name, nearest);
    } else {
        fprintf(stderr, "baosong: There is no command \"%s\"; see baosong --help\n", name);
    }
    return EX_USAGE;
}

int command_main(const char *config, int argc, char **argv)
{
    const struct command *command = find_command(argv[0]);
    if (command == NULL) {
        return unknown_command(argv[0]);
    }
    struct invocation invocation = {.config = config};
    struct error error = {0};
    int result = arguments_parse(command, argc, argv, &invocation, &error);
    if (result == 0 && invocation.help) {
        printf("usage: baosong %s %s\n\n%s\n", command->name, command->usage, command->summary);
    } else if (result == 0) {
        result = command->run(&invocation, &error);
    }
    if (result != 0) {
        fflush(stdout);
        fprintf(stderr, "baosong: %s\n", error.text);
    }
    return result == 0 ? EX_OK : error_exit_status(error.kind);
}

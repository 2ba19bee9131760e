/*
 * `baosong`: one command a file. A command is described by a row of the table in dispatch.c; its
 * function gets the checked command line and prints to standard output.
 */
#ifndef BAOSONG_COMMAND_COMMAND_H
#define BAOSONG_COMMAND_COMMAND_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_CSV,
    FORMAT_HTML,
    FORMAT_XLSX,
    FORMAT_PNG,
    FORMAT_COUNT
};
const char *format_name(enum format format); /* "text" */

/* The options of all commands, as bits. */
enum option_bit {
    OPTION_STAGE = 1 << 0,
    OPTION_UNIT = 1 << 1,
    OPTION_BECAUSE = 1 << 2,
    OPTION_FORMAT = 1 << 3,
    OPTION_OUT = 1 << 4,
    OPTION_ONLINE = 1 << 5,
    OPTION_ALL = 1 << 6,
    OPTION_FORGET = 1 << 7,
    OPTION_HTTP = 1 << 20,
    OPTION_REPAIR = 1 << 21,
    OPTION_DOSSIER = 1 << 22,
    OPTION_DRY_RUN = 1 << 23,
};

/* A command line, understood. The texts belong to the process's argv. */
struct invocation {
    const char *config; /* path of the configuration */
    const char *stage;  /* NULL where not given, and so on */
    const char *unit;
    const char *because;
    const char *out;
    const char *dossier;
    const char *forget;
    enum format format;
    bool online;
    bool all;
    bool http;
    bool repair;
    bool dry_run;
    bool help;
    char *const *operands;
    size_t operand_count;
};

struct command {
    const char *name;
    const char *usage;   /* what follows the name */
    const char *summary; /* one line */
    unsigned takes;      /* OPTION bits that it knows; --config and --help it knows anyway */
    unsigned needs;      /* those that it cannot do without */
    unsigned formats;    /* bits 1 << FORMAT_x */
    size_t least;        /* operands */
    size_t most;
    int (*run)(const struct invocation *invocation, struct error *error);
};

/* The commands, by name. */
extern const struct command commands[];
extern const size_t command_count;

/*
 * Runs the command line behind the global options: argv[0] is the command's name. Prints errors
 * and returns the exit status of the process.
 */
int command_main(const char *config, int argc, char **argv);

/* What `baosong --help` prints: every command with its summary. */
void command_print_help(void);

/* Understands argv[1..] for the command; ERROR_USAGE with what is wrong. argv is permuted. */
int arguments_parse(const struct command *command, int argc, char **argv,
                    struct invocation *invocation, struct error *error);

int command_accept(const struct invocation *invocation, struct error *error);
int command_assign(const struct invocation *invocation, struct error *error);
int command_audit(const struct invocation *invocation, struct error *error);
int command_backup(const struct invocation *invocation, struct error *error);
int command_check(const struct invocation *invocation, struct error *error);
int command_contacts(const struct invocation *invocation, struct error *error);
int command_export(const struct invocation *invocation, struct error *error);
int command_extend(const struct invocation *invocation, struct error *error);
int command_health(const struct invocation *invocation, struct error *error);
int command_import(const struct invocation *invocation, struct error *error);
int command_learned(const struct invocation *invocation, struct error *error);
int command_messages(const struct invocation *invocation, struct error *error);
int command_metrics(const struct invocation *invocation, struct error *error);
int command_missing(const struct invocation *invocation, struct error *error);
int command_outbox(const struct invocation *invocation, struct error *error);
int command_refile(const struct invocation *invocation, struct error *error);
int command_reject(const struct invocation *invocation, struct error *error);
int command_report(const struct invocation *invocation, struct error *error);
int command_reprocess(const struct invocation *invocation, struct error *error);
int command_restore(const struct invocation *invocation, struct error *error);
int command_review(const struct invocation *invocation, struct error *error);
int command_score(const struct invocation *invocation, struct error *error);
int command_setup(const struct invocation *invocation, struct error *error);
int command_show(const struct invocation *invocation, struct error *error);
int command_status(const struct invocation *invocation, struct error *error);
int command_undo(const struct invocation *invocation, struct error *error);
int command_waive(const struct invocation *invocation, struct error *error);

#endif

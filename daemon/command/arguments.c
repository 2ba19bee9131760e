/* Command lines, by getopt_long(3) and a table of all options. */
#include "base/buffer.h"
#include "base/memory.h"
#include "campaign/nearest.h"
#include "command/command.h"

#include <getopt.h>
#include <string.h>

enum { CODE_CONFIG = 1 << 28, CODE_HELP }; /* above the OPTION bits */

static const struct {
    const char *name;
    int code;
    int argument;
} options[] = {
    {"stage", OPTION_STAGE, required_argument},     {"unit", OPTION_UNIT, required_argument},
    {"because", OPTION_BECAUSE, required_argument}, {"format", OPTION_FORMAT, required_argument},
    {"out", OPTION_OUT, required_argument},         {"dossier", OPTION_DOSSIER, required_argument},
    {"online", OPTION_ONLINE, no_argument},         {"all", OPTION_ALL, no_argument},
    {"forget", OPTION_FORGET, required_argument},   {"http", OPTION_HTTP, no_argument},
    {"repair", OPTION_REPAIR, no_argument},         {"dry-run", OPTION_DRY_RUN, no_argument},
    {"config", CODE_CONFIG, required_argument},     {"help", CODE_HELP, no_argument},
};

static const char *const format_names[FORMAT_COUNT] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv",
    [FORMAT_HTML] = "html", [FORMAT_XLSX] = "xlsx", [FORMAT_PNG] = "png",
};

const char *format_name(enum format format)
{
    return format_names[format];
}

static int parse_format(const struct command *command, const char *text, enum format *format,
                        struct error *error)
{
    CLEANUP_BUFFER struct buffer known = BUFFER_EMPTY;
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if ((command->formats & 1U << i) == 0) {
            continue;
        }
        if (strcmp(format_names[i], text) == 0) {
            *format = (enum format)i;
            return 0;
        }
        buffer_add_format(&known, "%s%s", known.size > 0 ? ", " : "", format_names[i]);
    }
    return error_set(error, ERROR_USAGE, "%s has no format \"%s\"; it can write: %s", command->name,
                     text, buffer_text(&known));
}

static int take(const struct command *command, int code, struct invocation *to, struct error *error)
{
    const struct {
        int code;
        const char **to;
    } texts[] = {{OPTION_STAGE, &to->stage},     {OPTION_UNIT, &to->unit},
                 {OPTION_BECAUSE, &to->because}, {OPTION_OUT, &to->out},
                 {OPTION_DOSSIER, &to->dossier}, {OPTION_FORGET, &to->forget},
                 {CODE_CONFIG, &to->config}};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (texts[i].code == code) {
            *texts[i].to = optarg;
        }
    }
    to->online = to->online || code == OPTION_ONLINE;
    to->all = to->all || code == OPTION_ALL;
    to->http = to->http || code == OPTION_HTTP;
    to->repair = to->repair || code == OPTION_REPAIR;
    to->dry_run = to->dry_run || code == OPTION_DRY_RUN;
    to->help = to->help || code == CODE_HELP;
    return code == OPTION_FORMAT ? parse_format(command, optarg, &to->format, error) : 0;
}

static int unknown_option(const struct command *command, const char *text,
                          const struct option *known, size_t count, struct error *error)
{
    if (strncmp(text, "--", 2) != 0) {
        return error_set(error, ERROR_USAGE, "%s has no option \"%s\"; see baosong %s --help",
                         command->name, text, command->name);
    }
    CLEANUP_FREE char *name = xstrndup(text + 2, strcspn(text + 2, "="));
    const char *names[COUNT_OF(options)];
    for (size_t i = 0; i < count; i++) {
        names[i] = known[i].name;
    }
    const char *nearest = nearest_word(name, names, count);
    if (nearest == NULL) {
        return error_set(error, ERROR_USAGE, "%s has no option \"--%s\"; see baosong %s --help",
                         command->name, name, command->name);
    }
    return error_set(error, ERROR_USAGE,
                     "%s has no option \"--%s\"; did you mean --%s? See baosong %s --help",
                     command->name, name, nearest, command->name);
}

/* The options of one command, for getopt_long; returns how many. */
static size_t select_options(const struct command *command, struct option *chosen)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        if (options[i].code >= CODE_CONFIG || (command->takes & (unsigned)options[i].code) != 0) {
            chosen[count++] = (struct option){
                .name = options[i].name, .has_arg = options[i].argument, .val = options[i].code};
        }
    }
    chosen[count] = (struct option){0};
    return count;
}

static int check_needs(const struct command *command, const struct invocation *given,
                       struct error *error)
{
    if ((command->needs & OPTION_BECAUSE) != 0 && given->because == NULL) {
        return error_set(error, ERROR_USAGE,
                         "%s needs a reason, which is kept with the decision: --because \"...\"",
                         command->name);
    }
    bool all = (command->takes & OPTION_ALL) != 0 && given->all;
    if (given->operand_count < command->least && !all) {
        return error_set(error, ERROR_USAGE, "Something is missing; usage: baosong %s %s",
                         command->name, command->usage);
    }
    if (given->operand_count > (all ? 0 : command->most)) {
        return error_set(error, ERROR_USAGE, "\"%s\" is too much; usage: baosong %s %s",
                         given->operands[all ? 0 : command->most], command->name, command->usage);
    }
    return 0;
}

int arguments_parse(const struct command *command, int argc, char **argv,
                    struct invocation *invocation, struct error *error)
{
    struct option chosen[COUNT_OF(options) + 1];
    size_t count = select_options(command, chosen);
    struct invocation read = *invocation;
    optind = 0; /* starts getopt anew: the global options were read with it before */
    opterr = 0;
    for (;;) {
        int at = optind > 0 ? optind : 1;
        int code = getopt_long(argc, argv, ":h", chosen, NULL);
        if (code == -1) {
            break;
        }
        if (code == ':') {
            return error_set(error, ERROR_USAGE, "%s needs a value; usage: baosong %s %s",
                             argv[optind - 1], command->name, command->usage);
        }
        if (code == '?') {
            const char *text = argv[optind > at ? optind - 1 : at];
            return unknown_option(command, text, chosen, count, error);
        }
        if (take(command, code == 'h' ? CODE_HELP : code, &read, error) != 0) {
            return -1;
        }
    }
    read.operands = argv + optind;
    read.operand_count = (size_t)(argc - optind);
    if (!read.help && check_needs(command, &read, error) != 0) {
        return -1;
    }
    *invocation = read;
    return 0;
}

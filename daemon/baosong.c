/* baosong: what staff and administrators ask of the house. */
#include "command/command.h"

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <sysexits.h>

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {0},
    };
    const char *config = BAOSONG_CONFIG;
    setlocale(LC_CTYPE, "");
    /* "+": what follows the command belongs to it. */
    for (int code; (code = getopt_long(argc, argv, "+c:hV", options, NULL)) != -1;) {
        switch (code) {
        case 'c':
            config = optarg;
            break;
        case 'h':
            command_print_help();
            return EX_OK;
        case 'V':
            printf("baosong %s\n", BAOSONG_VERSION);
            return EX_OK;
        default: /* getopt has said what is wrong */
            return EX_USAGE;
        }
    }
    if (optind == argc) {
        fprintf(stderr, "baosong: A command is missing; see baosong --help\n");
        return EX_USAGE;
    }
    return command_main(config, argc - optind, argv + optind);
}

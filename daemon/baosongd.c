/* baosongd: the service. Everything it does is in service/; this only reads its arguments. */
#include "base/log.h"
#include "desk/notices.h"
#include "desk/rehearsal.h"
#include "service/journal.h"
#include "service/lock.h"
#include "service/postman.h"
#include "service/scanner.h"
#include "service/service.h"
#include "service/work.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static const char usage_text[] =
    "usage: baosongd [--config FILE] [--once | --check | --dry-run]\n"
    "\n"
    "Reads the mailboxes, opens what came, judges it and keeps the account.\n"
    "\n"
    "  --config FILE  the configuration (default " BAOSONG_CONFIG ")\n"
    "  --once         one full cycle, then end: 0 when nothing failed\n"
    "  --dry-run      one full cycle on a copy of the account, which is thrown away: says what\n"
    "                 would arrive, be judged otherwise and be sent\n"
    "  --check        only see whether configuration and campaign are in order\n"
    "  --debug        say more in the log, whatever log_level says\n"
    "  --version      say which version this is\n";

struct arguments {
    const char *config;
    bool once;
    bool check;
    bool dry_run;
    bool debug;
};

/* Says why and which status to end with. */
static int failed(const struct error *error)
{
    log_error("%s", error->text);
    return error_exit_status(error->kind);
}

static int check(const struct arguments *arguments)
{
    struct error error = {0};
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    if (house_check(arguments->config, &config, &campaign, &error) != 0) {
        return failed(&error);
    }
    printf("%s and %s are in order\n", config->path, config->campaign_path);
    return EX_OK;
}

static int open_house(const struct arguments *arguments, struct house **house, int *lock,
                      struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *opened = NULL;
    if (house_open(arguments->config, &opened, error) != 0) {
        return -1;
    }
    if (arguments->debug) {
        log_set_level(LOG_LEVEL_DEBUG);
    }
    CLEANUP_FD int held = lock_take(opened->config->state_dir, error);
    if (held < 0 || store_clean_incoming(opened->store, error) != 0) {
        return -1;
    }
    *house = STEAL(opened);
    *lock = STEAL_FD(held);
    return 0;
}

/* What the virus scanner finds is judged at once; that it cannot be asked stops nothing. */
static int scan_once(struct house *house, struct error *unscanned, struct error *error)
{
    size_t again = 0;
    if (house->config->clamd == NULL) {
        return 0;
    }
    if (scanner_round(house, unscanned) != 0) {
        log_error("%s", unscanned->text);
    }
    return house_judge(house, &again, error);
}

static int work_once(struct house *house)
{
    struct error error = {0};
    struct work_result result = {0};
    const struct work work = {.mailboxes = house->config->mailboxes,
                              .mailbox_count = house->config->mailbox_count};
    if (service_work(house, &work, &result, &error) != 0) {
        return failed(&error);
    }
    struct error unscanned = {0};
    size_t sent = 0;
    if (scan_once(house, &unscanned, &error) != 0) {
        return failed(&error);
    }
    bool current = result.mailboxes_failed == 0;
    int posted =
        notices_work(house, current, &error) != 0 ? -1 : postman_round(house, &sent, &error);
    printf("%zu messages arrived, %zu read, %zu quarantined, %zu judged, %zu notices sent\n",
           result.arrived, result.read, result.quarantined, result.judged, sent);
    return posted != 0 ? failed(&error)
                       : error_exit_status(result.first.kind != ERROR_NONE ? result.first.kind
                                                                           : unscanned.kind);
}

/* All but the sending, on a copy; a service may run beside it. */
static int work_on_a_copy(const struct arguments *arguments)
{
    struct error error = {0};
    struct error unscanned = {0};
    struct work_result result = {0};
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    if (house_rehearse(arguments->config, &house, &error) != 0) {
        return failed(&error);
    }
    const struct work work = {.mailboxes = house->config->mailboxes,
                              .mailbox_count = house->config->mailbox_count};
    if (service_work(house, &work, &result, &error) != 0 ||
        scan_once(house, &unscanned, &error) != 0 ||
        notices_work(house, result.mailboxes_failed == 0, &error) != 0 ||
        rehearsal_tell(house, stdout, &error) != 0) {
        return failed(&error);
    }
    return error_exit_status(result.first.kind);
}

/* One configuration at a time: SIGHUP closes the house and opens it again with the new one. */
static int serve(const struct arguments *arguments)
{
    bool again = true;
    while (again) {
        struct error error = {0};
        CLEANUP(cleanup_house_close)
        struct house *house = NULL;
        CLEANUP_FD int lock = -1;
        if (open_house(arguments, &house, &lock, &error) != 0) {
            return failed(&error);
        }
        if (arguments->once) {
            return work_once(house);
        }
        if (service_run(house, &again, &error) != 0) {
            return failed(&error);
        }
    }
    return EX_OK;
}

static int parse(int argc, char **argv, struct arguments *arguments)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'}, {"once", no_argument, NULL, 'o'},
        {"check", no_argument, NULL, 'k'},        {"dry-run", no_argument, NULL, 'n'},
        {"debug", no_argument, NULL, 'd'},        {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "c:h", options, NULL)) != -1;) {
        switch (option) {
        case 'c':
            arguments->config = optarg;
            break;
        case 'o':
            arguments->once = true;
            break;
        case 'k':
            arguments->check = true;
            break;
        case 'n':
            arguments->dry_run = true;
            break;
        case 'd':
            arguments->debug = true;
            break;
        case 'v':
            puts("baosongd " BAOSONG_VERSION);
            exit(EX_OK);
        case 'h':
            fputs(usage_text, stdout);
            exit(EX_OK);
        default:
            return -1;
        }
    }
    return optind == argc && arguments->once + arguments->check + arguments->dry_run <= 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.config = BAOSONG_CONFIG};
    journal_begin();
    if (parse(argc, argv, &arguments) != 0) {
        fputs(usage_text, stderr);
        return EX_USAGE;
    }
    return arguments.check     ? check(&arguments)
           : arguments.dry_run ? work_on_a_copy(&arguments)
                               : serve(&arguments);
}

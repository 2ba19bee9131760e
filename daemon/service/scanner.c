#include "service/scanner.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "ledger/outbox.h"
#include "service/clamd.h"
#include "service/worker.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

struct scanner {
    const struct house *house;
    struct ledger *ledger;
    struct worker *worker; /* NULL while there is only one round */
    atomic_bool stop;
    double back_off;   /* seconds since it cannot be used, doubled each time; 0: it can */
    double not_before; /* monotonic */
};

/* What became of one turn. */
struct turn {
    bool asked;  /* there was something to ask */
    bool failed; /* the scanner cannot be used; `why` */
    struct error why;
};

/* --- one content ----------------------------------------------------------------------------- */

/* A content that the store has lost is the audit's matter; nobody can scan it. */
static int ask(struct scanner *scanner, const char *sha256, struct clamd_answer *answer,
               struct error *error)
{
    CLEANUP_FD int file = store_open_file(scanner->house->store, sha256, error);
    struct stat status;
    if (file < 0) {
        return -1;
    }
    if (fstat(file, &status) != 0) {
        return error_set_errno(error, errno, "a stored file cannot be looked at");
    }
    return clamd_scan(scanner->house->config->clamd, file, (uint64_t)status.st_size, &scanner->stop,
                      answer, error);
}

static int record_answer(struct scanner *scanner, const char *sha256,
                         const struct clamd_answer *answer, struct error *error)
{
    switch (answer->verdict) {
    case CLAMD_CLEAN:
        return ledger_record_scan(scanner->ledger, sha256, SCAN_CLEAN, NULL, clock_now(), error);
    case CLAMD_INFECTED:
        log_event(LOG_INFECTED, sha256, "the virus scanner found %s in the file %s", answer->name,
                  sha256);
        return ledger_record_scan(scanner->ledger, sha256, SCAN_INFECTED, answer->name, clock_now(),
                                  error);
    case CLAMD_TOO_LARGE:
        return ledger_record_scan(scanner->ledger, sha256, SCAN_IMPOSSIBLE,
                                  "文件超过病毒检查的大小上限", clock_now(), error);
    }
    return 0;
}

/* A content that the scanner does not survive shall not keep the others from it. */
static int record_failure(struct scanner *scanner, const struct scan *scan, const struct error *why,
                          struct error *error)
{
    if (why->kind == ERROR_NOT_FOUND) {
        return ledger_record_scan(scanner->ledger, scan->sha256, SCAN_IMPOSSIBLE,
                                  "存储中没有这个文件", clock_now(), error);
    }
    if (why->kind != ERROR_PROTOCOL) {
        return 0;
    }
    if (scan->attempts + 1 < LIMIT_SCAN_ATTEMPTS) {
        return ledger_postpone_scan(scanner->ledger, scan->sha256, error);
    }
    CLEANUP_FREE char *detail = xasprintf("病毒检查多次未得到结果：%s", why->text);
    return ledger_record_scan(scanner->ledger, scan->sha256, SCAN_IMPOSSIBLE, detail, clock_now(),
                              error);
}

/* Staff are told when it lasts. */
static int note_clamd(struct scanner *scanner, const struct turn *turn, struct error *error)
{
    if (turn->failed == (scanner->back_off > 0)) {
        return 0;
    }
    CLEANUP_FREE char *text = xasprintf(
        "病毒检查（clamd）无法进行：%s。邮件照常接收和归档，恢复后自动补查。", turn->why.text);
    return ledger_set_alert(scanner->ledger, "reach/clamd", turn->failed ? text : NULL, clock_now(),
                            error);
}

static void back_off(struct scanner *scanner, const struct turn *turn)
{
    double next = scanner->back_off > 0 ? scanner->back_off * 2 : LIMIT_SCAN_RETRY;
    if (!turn->failed) {
        scanner->back_off = 0;
        return;
    }
    if (scanner->back_off == 0) {
        log_warning("no file can be scanned for viruses, all else goes on: %s", turn->why.text);
    }
    scanner->back_off = next < LIMIT_BACK_OFF ? next : LIMIT_BACK_OFF;
    scanner->not_before = clock_monotonic() + scanner->back_off;
}

static int take_turn(struct scanner *scanner, struct turn *turn, struct error *error)
{
    struct scan scan = {0};
    struct clamd_answer answer = {0};
    if (ledger_next_scan(scanner->ledger, &scan, &turn->asked, error) != 0) {
        return -1;
    }
    if (!turn->asked) {
        return 0;
    }
    bool answered = ask(scanner, scan.sha256, &answer, &turn->why) == 0;
    turn->failed = !answered && turn->why.kind != ERROR_NOT_FOUND && turn->why.kind != ERROR_BUSY;
    if ((answered ? record_answer(scanner, scan.sha256, &answer, error)
                  : record_failure(scanner, &scan, &turn->why, error)) != 0 ||
        note_clamd(scanner, turn, error) != 0) {
        return -1;
    }
    back_off(scanner, turn);
    return 0;
}

/* --- the thread, and one round --------------------------------------------------------------- */

static int open_scanner(const struct house *house, struct scanner *scanner, struct error *error)
{
    scanner->house = house;
    return ledger_open(house->config->state_dir, LEDGER_EXISTING, &scanner->ledger, error);
}

static double turn(void *context)
{
    struct scanner *scanner = context;
    struct error error = {0};
    struct turn turn = {0};
    double rest = scanner->not_before - clock_monotonic();
    if (rest > 0) {
        return rest;
    }
    if (take_turn(scanner, &turn, &error) != 0) {
        log_error("no file can be scanned for viruses: %s", error.text);
        return LIMIT_SCAN_RETRY;
    }
    return turn.failed ? scanner->back_off : turn.asked ? 0 : -1;
}

int scanner_start(const struct house *house, struct scanner **scanner, struct error *error)
{
    *scanner = NULL;
    if (house->config->clamd == NULL) {
        return 0;
    }
    struct scanner *made = xcalloc(1, sizeof *made);
    if (open_scanner(house, made, error) != 0 ||
        worker_start(turn, made, &made->worker, error) != 0) {
        ledger_close(made->ledger);
        free(made);
        return -1;
    }
    *scanner = made;
    return 0;
}

void scanner_wake(struct scanner *scanner)
{
    if (scanner != NULL) {
        worker_wake(scanner->worker);
    }
}

bool scanner_stuck(const struct scanner *scanner)
{
    return scanner != NULL && worker_stuck(scanner->worker);
}

void scanner_stop(struct scanner *scanner)
{
    if (scanner != NULL) {
        atomic_store(&scanner->stop, true);
        worker_stop(scanner->worker);
        ledger_close(scanner->ledger);
        free(scanner);
    }
}

static int ask_all(struct scanner *scanner, struct error *error)
{
    for (;;) {
        struct turn turn = {0};
        if (take_turn(scanner, &turn, error) != 0) {
            return -1;
        }
        if (turn.failed) {
            *error = turn.why;
            return -1;
        }
        if (!turn.asked) {
            return 0;
        }
    }
}

int scanner_round(const struct house *house, struct error *error)
{
    struct scanner scanner = {0};
    if (house->config->clamd == NULL) {
        return 0;
    }
    int result = open_scanner(house, &scanner, error) != 0 ? -1 : ask_all(&scanner, error);
    ledger_close(scanner.ledger);
    return result;
}

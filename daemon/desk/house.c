#include "desk/house.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/log.h"
#include "desk/addresses.h"
#include "desk/rehearsal.h"
#include "ledger/outbox.h"
#include "notice/refusal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Rules of the judge are part of what a judgement rests on: raise it when they change, and every
 * message is judged again at the next start. */
#define JUDGE_RULES "15"

int house_check(const char *config_path, struct config **config, struct campaign **campaign,
                struct error *error)
{
    CLEANUP(cleanup_config_free)
    struct config *read = NULL;
    CLEANUP(cleanup_templates_free)
    struct templates *templates = NULL;
    if (config_load(config_path, &read, error) != 0 ||
        templates_load(read->notices.templates, &templates, error) != 0 ||
        campaign_load(read->campaign_path, campaign, error) != 0) {
        return -1;
    }
    *config = STEAL(read);
    return 0;
}

/* What the campaign file says, and by which rules it is judged, as one hash. */
static int fingerprint(const char *path, char text[HASH_TEXT_SIZE], struct error *error)
{
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    if (files_read(path, LIMIT_CONFIG_FILE, &data, &size, error) != 0) {
        return -1;
    }
    struct hash hash;
    hash_start(&hash);
    hash_add(&hash, JUDGE_RULES, sizeof JUDGE_RULES);
    hash_add(&hash, data, size);
    hash_end(&hash, text);
    return 0;
}

/* Says so where that is news: a ledger that is begun has no message to judge. */
static int say_judged_again(struct house *house, struct error *error)
{
    struct counts counts;
    if (ledger_counts(house->ledger, &counts, error) != 0) {
        return -1;
    }
    if (counts.read > 0) {
        log_info("the campaign %s or its rules are new: every message is judged again",
                 house->campaign->id);
    }
    return 0;
}

static int open_ledger(struct house *house, struct error *error)
{
    const char *state_dir = house->config->state_dir;
    char hash[HASH_TEXT_SIZE];
    bool changed = false;
    if (files_make_folder(state_dir, 0700, error) != 0 ||
        store_open(state_dir, &house->store, error) != 0 ||
        ledger_open(state_dir, LEDGER_CREATE, &house->ledger, error) != 0 ||
        fingerprint(house->config->campaign_path, hash, error) != 0 ||
        ledger_use_campaign(house->ledger, house->campaign, hash, &changed, error) != 0) {
        return -1;
    }
    return changed ? say_judged_again(house, error) : 0;
}

/* Without smtp nothing is ever wanted: no heap of old notices goes out when it is added later. */
static int open_outbox(struct house *house, struct error *error)
{
    const struct config *config = house->config;
    house->notices_since = CLOCK_UNKNOWN;
    if (config->smtp == NULL) {
        return 0;
    }
    const char *domain = strrchr(config->smtp->from, '@') + 1;
    return ledger_use_outbox(house->ledger, domain, config->notices.since, clock_now(),
                             &house->notices_since, error);
}

/* Of a house whose configuration and campaign are read. */
static int open_state(struct house *house, struct error *error)
{
    if (templates_load(house->config->notices.templates, &house->templates, error) != 0) {
        return -1;
    }
    log_set_level(house->config->log_level);
    house->judge = judge_new(house->campaign);
    return open_ledger(house, error) != 0 || open_outbox(house, error) != 0 ||
                   addresses_join(house, error) != 0
               ? -1
               : 0;
}

int house_open(const char *config_path, struct house **house, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *opened = xcalloc(1, sizeof *opened);
    if (house_check(config_path, &opened->config, &opened->campaign, error) != 0 ||
        open_state(opened, error) != 0) {
        return -1;
    }
    *house = STEAL(opened);
    return 0;
}

int house_rehearse(const char *config_path, struct house **house, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *opened = xcalloc(1, sizeof *opened);
    CLEANUP_FREE char *state_dir = NULL;
    if (house_check(config_path, &opened->config, &opened->campaign, error) != 0) {
        return -1;
    }
    state_dir = STEAL(opened->config->state_dir);
    if (rehearsal_prepare(state_dir, &opened->rehearsal, &opened->config->state_dir, error) != 0 ||
        open_state(opened, error) != 0 || store_look_behind(opened->store, state_dir, error) != 0 ||
        rehearsal_begin(opened->rehearsal, opened, error) != 0) {
        return -1;
    }
    *house = STEAL(opened);
    return 0;
}

void house_close(struct house *house)
{
    if (house == NULL) {
        return;
    }
    ledger_close(house->ledger);
    store_close(house->store);
    judge_free(house->judge);
    templates_free(house->templates);
    rehearsal_end(house->rehearsal);
    campaign_free(house->campaign);
    config_free(house->config);
    free(house->own_addresses);
    free(house);
}

/* Whoever reads the mailbox forwards to it what came elsewhere. */
static bool is_colleague(const struct house *house, const char *address)
{
    const struct texts *staff = &house->config->staff;
    bool found = answer_is_ours(house->config, house->campaign, address);
    for (size_t i = 0; i < staff->count; i++) {
        found = found || strcasecmp(staff->at[i], address) == 0;
    }
    return found;
}

static int judge_one(struct house *house, int64_t message, struct error *error)
{
    CLEANUP(cleanup_case_file_free)
    struct case_file *case_file = NULL;
    if (ledger_load_case(house->ledger, house->campaign, message, &case_file, error) != 0) {
        return -1;
    }
    case_file->submission.authserv_ids = &house->config->authserv_ids;
    case_file->submission.colleague = is_colleague(house, case_file->description->from);
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_message(house->judge, &case_file->submission);
    return ledger_record_judgement(house->ledger, house->campaign, case_file, judgement, error);
}

/* One by one as they came: each may set back later ones, which are then judged once, and after it.
 */
static int judge_waiting(struct house *house, size_t *count, struct error *error)
{
    for (;;) {
        CLEANUP_FREE struct waiting *first = NULL;
        size_t found = 0;
        if (ledger_waiting(house->ledger, MESSAGE_READ, 1, &first, &found, error) != 0) {
            return -1;
        }
        if (found == 0) {
            return 0;
        }
        if (judge_one(house, first->id, error) != 0) {
            return error_prefix(error, "message %lld", (long long)first->id);
        }
        (*count)++;
    }
}

static int record_standings(struct house *house, struct error *error)
{
    CLEANUP(account_clear)
    struct account account = {0};
    if (ledger_account(house->ledger, house->campaign, &account, error) != 0) {
        return -1;
    }
    struct board_input input = account_input(&account);
    for (size_t stage = 0; stage < house->campaign->stage_count; stage++) {
        CLEANUP(cleanup_board_free)
        struct board *board = board_new(house->campaign, (int)stage, &input);
        if (ledger_record_standings(house->ledger, board, clock_now(), error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int learn(struct house *house, struct error *error)
{
    struct lesson *lessons = NULL;
    size_t count = 0;
    if (ledger_lessons(house->ledger, house->campaign, &lessons, &count, error) != 0) {
        return -1;
    }
    judge_teach(house->judge, lessons, count);
    ledger_lessons_free(lessons, count);
    return 0;
}

int house_judge(struct house *house, size_t *count, struct error *error)
{
    *count = 0;
    if (addresses_join(house, error) != 0 || learn(house, error) != 0 ||
        judge_waiting(house, count, error) != 0) {
        return -1;
    }
    return record_standings(house, error);
}

#include "base/clock.h"
#include "base/finding.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "campaign/build.h"
#include "campaign/nearest.h"
#include "campaign/values.h"
#include "campaign/words.h"

#include <stdlib.h>
#include <string.h>

char *build_text(struct said said)
{
    return said.text != NULL ? xstrdup(said.text) : NULL;
}

struct texts build_texts(const struct said_texts *said)
{
    struct texts texts = {.at = xcalloc(said->count, sizeof(char *)), .count = 0};
    for (size_t i = 0; i < said->count; i++) {
        if (said->at[i].text != NULL) {
            texts.at[texts.count++] = xstrdup(said->at[i].text);
        }
    }
    return texts;
}

void build_texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        free(texts->at[i]);
    }
    free(texts->at);
}

char *build_question(const char *word, const char *const *words, size_t count)
{
    const char *meant = nearest_word(word, words, count);
    return meant != NULL ? xasprintf("did you mean \"%s\"? ", meant) : xstrdup("");
}

static void check_id(struct build *build, struct said id)
{
    if (id.text != NULL && !value_is_id(id.text)) {
        faults_add(build->faults, id.line,
                   "\"%s\" cannot be an id; write a-z, 0-9 and hyphens, as in midterm", id.text);
    }
}

static void check_address(struct build *build, struct said said)
{
    if (said.text != NULL && !value_is_address(said.text)) {
        faults_add(build->faults, said.line,
                   "\"%s\" is not a mail address; write one like office@example.gov.cn", said.text);
    }
}

/* --- the campaign itself -----------------------------------------------------------------------*/

static const char *const *finding_names(void)
{
    static const char *names[FINDING_COUNT];
    for (int code = 0; code < FINDING_COUNT; code++) {
        names[code] = finding_name((enum finding_code)code);
    }
    return names;
}

/* What carries a virus is good for nothing, whatever a campaign says. */
static void build_deficient(struct build *build)
{
    const struct said_texts *said = &build->draft->deficient;
    build->campaign->deficient = FINDING_BIT(FINDING_INFECTED);
    for (size_t i = 0; i < said->count; i++) {
        enum finding_code code = FINDING_COUNT;
        const char *name = said->at[i].text;
        if (name == NULL) {
            continue;
        }
        if (finding_from_name(name, &code)) {
            build->campaign->deficient |= FINDING_BIT(code);
            continue;
        }
        CLEANUP_FREE char *question = build_question(name, finding_names(), FINDING_COUNT);
        faults_add(build->faults, said->at[i].line,
                   "\"%s\" in \"deficient\" is not the code of a finding; %sthe codes are listed "
                   "in campaign(5)",
                   name, question);
    }
}

static void build_head(struct build *build)
{
    const struct draft_campaign *draft = build->draft;
    struct campaign *campaign = build->campaign;
    check_id(build, draft->id);
    check_address(build, draft->mailbox);
    campaign->id = build_text(draft->id);
    campaign->title = build_text(draft->title);
    campaign->document_number = build_text(draft->document);
    campaign->issuer = build_text(draft->issuer);
    campaign->mailbox = build_text(draft->mailbox);
    campaign->time_zone = build_text(draft->time_zone);
    campaign->year = (int)draft->year.number;
    campaign->report = (struct report_rules){.about_chars = draft->report.about.number,
                                             .min_chars = draft->report.min.number};
    if (draft->report.about.line > 0 && campaign->report.min_chars > campaign->report.about_chars) {
        faults_add(build->faults, draft->report.min.line,
                   "\"min\" (%lld) is more than \"about\" (%lld); write the smaller number as min",
                   (long long)campaign->report.min_chars, (long long)campaign->report.about_chars);
    }
    struct error error = {0};
    if (campaign->time_zone != NULL && clock_use_zone(campaign->time_zone, &error) != 0) {
        faults_add(build->faults, draft->time_zone.line, "%s", error.text);
    }
    for (int month = 1; month <= 12; month++) {
        bool last = month == 12;
        if (clock_from_date(campaign->year + last, last ? 1 : month + 1, 1,
                            &campaign->month_ends[month - 1], &error) != 0) {
            campaign->month_ends[month - 1] = CLOCK_UNKNOWN;
        }
    }
    build_deficient(build);
}

/* --- calendar ----------------------------------------------------------------------------------*/

static struct instants build_instants(struct build *build, const char *key,
                                      const struct said_texts *said)
{
    struct instants days = {.at = xcalloc(said->count, sizeof *days.at), .count = 0};
    for (size_t i = 0; i < said->count; i++) {
        struct error error = {0};
        if (said->at[i].text == NULL) {
            continue;
        }
        if (clock_parse_date(said->at[i].text, &days.at[days.count], &error) != 0) {
            faults_add(build->faults, said->at[i].line, "\"%s\": %s", key, error.text);
        } else {
            days.count++;
        }
    }
    return days;
}

static void build_calendar(struct build *build)
{
    enum { OPENS = 8 * 3600 + 1800, CLOSES = 17 * 3600 + 1800 };
    const struct draft_calendar *draft = &build->draft->calendar;
    struct calendar *calendar = &build->campaign->calendar;
    calendar->opens = draft->opens.line > 0 ? draft->opens.number : OPENS;
    calendar->closes = draft->closes.line > 0 ? draft->closes.number : CLOSES;
    calendar->holidays = build_instants(build, "holidays", &draft->holidays);
    calendar->workdays = build_instants(build, "workdays", &draft->workdays);
    if (calendar->opens >= calendar->closes) {
        faults_add(
            build->faults, draft->closes.line > 0 ? draft->closes.line : draft->line,
            "\"closes\" is not after \"opens\"; write the hours of a day, as in opens: 08:30 "
            "and closes: 17:30");
    }
}

/* --- stages ------------------------------------------------------------------------------------*/

static void check_ascending(struct build *build, size_t i)
{
    const struct draft_stage *drafts = build->draft->stages.at;
    const struct stage *stages = build->campaign->stages;
    if (i > 0 && stages[i - 1].deadline != CLOCK_UNKNOWN &&
        stages[i].deadline <= stages[i - 1].deadline) {
        faults_add(build->faults, drafts[i].deadline.line,
                   "the deadline %s is not after that of the stage before it (%s, line %zu); "
                   "write the stages in the order of their deadlines",
                   drafts[i].deadline.text, drafts[i - 1].deadline.text,
                   drafts[i - 1].deadline.line);
    }
}

static void build_stage(struct build *build, size_t i)
{
    const struct draft_stage *draft = (const struct draft_stage *)build->draft->stages.at + i;
    struct stage *stage = &build->campaign->stages[i];
    check_id(build, draft->id);
    *stage = (struct stage){
        .id = build_text(draft->id), .title = build_text(draft->title), .deadline = CLOCK_UNKNOWN};
    struct error error = {0};
    if (draft->deadline.text == NULL) {
        return;
    }
    if (value_deadline(draft->deadline.text, &stage->deadline, &error) != 0) {
        faults_add(build->faults, draft->deadline.line, "\"deadline\": %s", error.text);
        return;
    }
    check_ascending(build, i);
}

static void build_stages(struct build *build)
{
    struct campaign *campaign = build->campaign;
    struct words CLEANUP(words_free) ids = {0};
    const struct draft_stage *drafts = build->draft->stages.at;
    campaign->stage_count = build->draft->stages.count;
    campaign->stages = xcalloc(campaign->stage_count, sizeof *campaign->stages);
    for (size_t i = 0; i < campaign->stage_count; i++) {
        words_add(&ids, drafts[i].id, "the stage id", NULL);
        build_stage(build, i);
    }
    words_check(&ids, build->faults);
    if (build->draft->stages.line > 0 && campaign->stage_count == 0) {
        faults_add(build->faults, build->draft->stages.line,
                   "there is no stage; write at least one, with its deadline");
    }
}

/* --- items, categories -------------------------------------------------------------------------*/

static void check_number(struct build *build, size_t i)
{
    const struct draft_item *drafts = build->draft->items.at;
    for (size_t j = 0; j < i && drafts[i].number.line > 0; j++) {
        if (drafts[j].number.line > 0 && drafts[j].number.number == drafts[i].number.number) {
            faults_add(build->faults, drafts[i].number.line,
                       "the item number %lld stands twice (first in line %zu); each must be "
                       "another one",
                       (long long)drafts[i].number.number, drafts[j].number.line);
            return;
        }
    }
}

static void build_items(struct build *build)
{
    struct campaign *campaign = build->campaign;
    const struct draft_item *drafts = build->draft->items.at;
    campaign->item_count = build->draft->items.count;
    campaign->items = xcalloc(campaign->item_count, sizeof *campaign->items);
    for (size_t i = 0; i < campaign->item_count; i++) {
        check_number(build, i);
        campaign->items[i] = (struct item){.number = (int)drafts[i].number.number,
                                           .title = build_text(drafts[i].title),
                                           .points = (int)drafts[i].points.number,
                                           .kind = (enum item_kind)drafts[i].kind.number,
                                           .keywords = build_texts(&drafts[i].keywords)};
    }
}

static void build_category_items(struct build *build, const struct draft_category *draft,
                                 struct category *category)
{
    category->items = xcalloc(draft->items.count, sizeof(struct item *));
    for (size_t i = 0; i < draft->items.count; i++) {
        const struct item *item = build_item(build, &draft->items.at[i]);
        if (item != NULL) {
            category->items[category->item_count++] = item;
        }
    }
}

static void build_categories(struct build *build)
{
    struct campaign *campaign = build->campaign;
    struct words CLEANUP(words_free) ids = {0};
    const struct draft_category *drafts = build->draft->categories.at;
    campaign->category_count = build->draft->categories.count;
    campaign->categories = xcalloc(campaign->category_count, sizeof *campaign->categories);
    for (size_t i = 0; i < campaign->category_count; i++) {
        check_id(build, drafts[i].id);
        words_add(&ids, drafts[i].id, "the category id", NULL);
        campaign->categories[i] = (struct category){.id = build_text(drafts[i].id),
                                                    .title = build_text(drafts[i].title),
                                                    .common = drafts[i].common.number != 0,
                                                    .graded = drafts[i].graded.number != 0};
        build_category_items(build, &drafts[i], &campaign->categories[i]);
    }
    words_check(&ids, build->faults);
}

int build_find_category(const struct campaign *campaign, const char *id)
{
    for (size_t i = 0; i < campaign->category_count; i++) {
        if (campaign->categories[i].id != NULL && strcmp(campaign->categories[i].id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* --- units -------------------------------------------------------------------------------------*/

static const struct category *category_of(struct build *build, struct said said)
{
    const struct campaign *campaign = build->campaign;
    if (said.text == NULL) {
        return NULL;
    }
    int found = build_find_category(campaign, said.text);
    if (found < 0) {
        CLEANUP_FREE const char **ids = xcalloc(campaign->category_count, sizeof(char *));
        for (size_t i = 0; i < campaign->category_count; i++) {
            ids[i] = campaign->categories[i].id != NULL ? campaign->categories[i].id : "";
        }
        CLEANUP_FREE char *question = build_question(said.text, ids, campaign->category_count);
        faults_add(build->faults, said.line,
                   "unknown category \"%s\"; %swrite the id of one under \"categories\"", said.text,
                   question);
        return NULL;
    }
    return &campaign->categories[found];
}

static void build_unit(struct build *build, const struct draft_unit *draft, struct unit *unit)
{
    *unit = (struct unit){
        .name = build_text(draft->name),
        .full_name = build_text(draft->full_name.text != NULL ? draft->full_name : draft->name),
        .category = category_of(build, draft->category),
        .aliases = build_texts(&draft->aliases),
        .parts = build_texts(&draft->parts),
        .addresses = build_texts(&draft->addresses),
        .document_prefixes = build_texts(&draft->document_prefixes)};
    for (size_t i = 0; i < draft->addresses.count; i++) {
        check_address(build, draft->addresses.at[i]);
    }
    for (size_t i = 0; i < unit->addresses.count; i++) {
        utf8_lower_ascii(unit->addresses.at[i]);
    }
}

/* What a unit is called, where it writes from and how it numbers speak for one unit only. */
static void check_units(struct build *build)
{
    struct words CLEANUP(words_free) names = {0};
    struct words CLEANUP(words_free) addresses = {0};
    struct words CLEANUP(words_free) prefixes = {0};
    const struct draft_unit *drafts = build->draft->units.at;
    for (size_t i = 0; i < build->draft->units.count; i++) {
        const struct draft_unit *draft = &drafts[i];
        const char *owner = draft->name.text != NULL ? draft->name.text : "without a name";
        words_add(&names, draft->name, "name", owner);
        words_add(&names, draft->full_name, "full name", owner);
        words_add_all(&names, &draft->aliases, "alias", owner);
        words_add_all(&names, &draft->parts, "part", owner);
        words_add_all(&addresses, &draft->addresses, "address", owner);
        words_add_all(&prefixes, &draft->document_prefixes, "document prefix", owner);
    }
    words_check(&names, build->faults);
    words_check(&addresses, build->faults);
    words_check(&prefixes, build->faults);
}

static void build_units(struct build *build)
{
    struct campaign *campaign = build->campaign;
    const struct draft_unit *drafts = build->draft->units.at;
    campaign->unit_count = build->draft->units.count;
    campaign->units = xcalloc(campaign->unit_count, sizeof *campaign->units);
    for (size_t i = 0; i < campaign->unit_count; i++) {
        build_unit(build, &drafts[i], &campaign->units[i]);
    }
    check_units(build);
}

void build_parts(struct build *build)
{
    build_head(build);
    build_calendar(build);
    build_stages(build);
    build_items(build);
    build_categories(build);
    build_results(build);
    build_units(build);
}

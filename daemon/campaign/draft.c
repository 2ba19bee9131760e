#include "campaign/draft.h"

#include "base/memory.h"
#include "campaign/values.h"

#define AT(field) .offset = offsetof(struct DRAFT, field)
#define REQUIRED .required = KEY_REQUIRED
#define KEYS_OF(array) .keys = (array), .key_count = COUNT_OF(array)
#define CHOICES(array) .choices = (array), .choice_count = COUNT_OF(array)

const char *const draft_periods[] = {"monthly"};
const char *const draft_item_kinds[] = {"base", "bonus", "deduction"}; /* as enum item_kind */

/* as enum evidence_form */
const char *const draft_forms[] = {"any", "issued", "sealed", "list", "case", "picture"};

#define DRAFT draft_stage
static const struct key stage_keys[] = {
    {"id", KEY_TEXT, REQUIRED, AT(id), "midterm"},
    {"title", KEY_TEXT, REQUIRED, AT(title), "中期评估"},
    {"deadline", KEY_TEXT, REQUIRED, AT(deadline), "2017-11-22"},
};
static const struct schema stage_schema = {"stage", KEYS_OF(stage_keys), sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_item
static const struct key item_keys[] = {
    {"number", KEY_NUMBER, REQUIRED, AT(number), "1", value_number, 1, 999},
    {"title", KEY_TEXT, REQUIRED, AT(title), "工作推进"},
    {"points", KEY_NUMBER, REQUIRED, AT(points), "8", value_number, 0, 1000},
    {"kind", KEY_CHOICE, REQUIRED, AT(kind), "base", CHOICES(draft_item_kinds)},
    {"keywords", KEY_TEXTS, KEY_OPTIONAL, AT(keywords), "[领导小组, 台账]"},
};
static const struct schema item_schema = {"item", KEYS_OF(item_keys), sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_category
static const struct key category_keys[] = {
    {"id", KEY_TEXT, REQUIRED, AT(id), "district"},
    {"title", KEY_TEXT, REQUIRED, AT(title), "县（市）区"},
    {"common", KEY_NUMBER, REQUIRED, AT(common), "yes", value_yes_no},
    {"graded", KEY_NUMBER, REQUIRED, AT(graded), "yes", value_yes_no},
    {"items", KEY_NUMBERS, KEY_OPTIONAL, AT(items), "[7]", value_number},
};
static const struct schema category_schema = {"category", KEYS_OF(category_keys),
                                              sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_unit
static const struct key unit_keys[] = {
    {"name", KEY_TEXT, REQUIRED, AT(name), "市发改委"},
    {"full_name", KEY_TEXT, KEY_OPTIONAL, AT(full_name), "黄石市发展和改革委员会"},
    {"category", KEY_TEXT, REQUIRED, AT(category), "district"},
    {"aliases", KEY_TEXTS, KEY_OPTIONAL, AT(aliases), "[市发展改革委]"},
    {"parts", KEY_TEXTS, KEY_OPTIONAL, AT(parts), "[市物价局]"},
    {"addresses", KEY_TEXTS, KEY_OPTIONAL, AT(addresses), "[fgw@example.gov.cn]"},
    {"document_prefixes", KEY_TEXTS, KEY_OPTIONAL, AT(document_prefixes), "[黄发改]"},
};
static const struct schema unit_schema = {"unit", KEYS_OF(unit_keys), sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_requirement
static const struct key requirement_keys[] = {
    {"name", KEY_TEXT, REQUIRED, AT(name), "年度计划"},
    {"keywords", KEY_TEXTS, KEY_OPTIONAL, AT(keywords), "[年度计划, 工作计划]"},
    {"form", KEY_CHOICE, KEY_OPTIONAL, AT(form), "issued", CHOICES(draft_forms)},
};
static const struct schema requirement_schema = {"kind of evidence", KEYS_OF(requirement_keys),
                                                 sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_task
#define TASK_KEYS                                                                                  \
    {"id", KEY_TEXT, REQUIRED, AT(id), "C1"},                                                      \
        {"title", KEY_TEXT, REQUIRED, AT(title), "信用承诺"},                                      \
        {"text", KEY_TEXT, REQUIRED, AT(text), "制定并实施信用承诺制度"},                          \
        {"evidence", KEY_TEXT, KEY_OPTIONAL, AT(evidence), "制度文件（PDF扫描件）"},               \
        {"period", KEY_CHOICE, KEY_OPTIONAL, AT(period), "monthly", CHOICES(draft_periods)},       \
        {"first_month", KEY_NUMBER, KEY_OPTIONAL, AT(first_month), "10", value_number, 1, 12},     \
        {"printed", KEY_NUMBER, KEY_OPTIONAL, AT(printed), "4", value_number, 1, 99},              \
        {"requires",                                                                               \
         KEY_GROUPS,                                                                               \
         KEY_OPTIONAL,                                                                             \
         AT(requirements),                                                                         \
         "and below it a list of kinds of evidence",                                               \
         .schema = &requirement_schema},                                                           \
        {"items", KEY_NUMBERS, KEY_OPTIONAL, AT(items), "[4, 5]", value_number},                   \
    {                                                                                              \
        "keywords", KEY_TEXTS, KEY_OPTIONAL, AT(keywords), "[信用承诺, 承诺书]"             \
    }
static const struct key common_keys[] = {
    TASK_KEYS,
    {"categories", KEY_TEXTS, KEY_OPTIONAL, AT(categories), "[district]"},
};
static const struct key functional_keys[] = {TASK_KEYS};
static const struct schema common_schema = {"common task", KEYS_OF(common_keys),
                                            sizeof(struct DRAFT)};
static const struct schema functional_schema = {"functional task", KEYS_OF(functional_keys),
                                                sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_block
static const struct key block_keys[] = {
    {"units", KEY_TEXTS, REQUIRED, AT(units), "[市发改委]"},
    {"tasks", KEY_GROUPS, REQUIRED, AT(tasks), "and below it a list of tasks",
     .schema = &functional_schema},
};
static const struct schema block_schema = {"functional block", KEYS_OF(block_keys),
                                           sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_together
static const struct key together_keys[] = {
    {"tasks", KEY_TEXTS, REQUIRED, AT(tasks), "[C1, C10]"},
};
static const struct schema together_schema = {"group of tasks", KEYS_OF(together_keys),
                                              sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_report
static const struct key report_keys[] = {
    {"about", KEY_NUMBER, REQUIRED, AT(about), "1000", value_number, 0, 1000000},
    {"min", KEY_NUMBER, REQUIRED, AT(min), "800", value_number, 0, 1000000},
    {"together", KEY_GROUPS, KEY_OPTIONAL, AT(together), "and below it a list of groups of tasks",
     .schema = &together_schema},
    {"seldom", KEY_TEXTS, KEY_OPTIONAL, AT(seldom), "[C13]"},
};
static const struct schema report_schema = {"report", KEYS_OF(report_keys), sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_calendar
static const struct key calendar_keys[] = {
    {"opens", KEY_NUMBER, KEY_OPTIONAL, AT(opens), "08:30", value_time_of_day},
    {"closes", KEY_NUMBER, KEY_OPTIONAL, AT(closes), "17:30", value_time_of_day},
    {"holidays", KEY_TEXTS, KEY_OPTIONAL, AT(holidays), "[2017-10-01]"},
    {"workdays", KEY_TEXTS, KEY_OPTIONAL, AT(workdays), "[2017-09-30]"},
};
static const struct schema calendar_schema = {"calendar", KEYS_OF(calendar_keys),
                                              sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_contacts
static const struct key contacts_keys[] = {
    {"due", KEY_TEXT, REQUIRED, AT(due), "2017-11-13"},
};
static const struct schema contacts_schema = {"contacts", KEYS_OF(contacts_keys),
                                              sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_grade
static const struct key grade_keys[] = {
    {"id", KEY_TEXT, REQUIRED, AT(id), "A"},
    {"title", KEY_TEXT, REQUIRED, AT(title), "优秀"},
    {"from", KEY_NUMBER, REQUIRED, AT(from), "90", value_number, 0, 1000},
};
static const struct schema grade_schema = {"grade", KEYS_OF(grade_keys), sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_list
static const struct key list_keys[] = {
    {"title", KEY_TEXT, REQUIRED, AT(title), "县（市）区考核结果"},
    {"categories", KEY_TEXTS, REQUIRED, AT(categories), "[district]"},
    {"recipients", KEY_TEXTS, REQUIRED, AT(recipients), "[市综治办, 市发改委]"},
};
static const struct schema list_schema = {"result list", KEYS_OF(list_keys), sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_results
static const struct key results_keys[] = {
    {"due", KEY_TEXT, KEY_OPTIONAL, AT(due), "2017-12-20"},
    {"bonus_limit", KEY_NUMBER, KEY_OPTIONAL, AT(bonus_limit), "10", value_number, 0, 1000},
    {"deduction_limit", KEY_NUMBER, KEY_OPTIONAL, AT(deduction_limit), "10", value_number, 0, 1000},
    {"grades", KEY_GROUPS, REQUIRED, AT(grades), "and below it a list of grades",
     .schema = &grade_schema},
    {"lists", KEY_GROUPS, REQUIRED, AT(lists), "and below it a list of result lists",
     .schema = &list_schema},
};
static const struct schema results_schema = {"results", KEYS_OF(results_keys),
                                             sizeof(struct DRAFT)};
#undef DRAFT

#define DRAFT draft_campaign
#define LIST_OF(what) "and below it a list of " what
static const struct key campaign_keys[] = {
    {"campaign", KEY_TEXT, REQUIRED, AT(id), "huangshi-2017"},
    {"title", KEY_TEXT, REQUIRED, AT(title), "2017年绩效考核"},
    {"document", KEY_TEXT, KEY_OPTIONAL, AT(document), "黄信用办〔2017〕24号"},
    {"issuer", KEY_TEXT, REQUIRED, AT(issuer), "市信用办"},
    {"mailbox", KEY_TEXT, KEY_OPTIONAL, AT(mailbox), "office@example.gov.cn"},
    {"time_zone", KEY_TEXT, REQUIRED, AT(time_zone), "Asia/Shanghai"},
    {"year", KEY_NUMBER, REQUIRED, AT(year), "2017", value_number, 2000, 2199},
    {"report", KEY_GROUP, REQUIRED, AT(report), "{about: 1000, min: 800}",
     .schema = &report_schema},
    {"calendar", KEY_GROUP, KEY_OPTIONAL, AT(calendar), "{opens: 08:30, closes: 17:30}",
     .schema = &calendar_schema},
    {"deficient", KEY_TEXTS, REQUIRED, AT(deficient), "[encrypted, damaged]"},
    {"contacts", KEY_GROUP, KEY_OPTIONAL, AT(contacts), "{due: 2017-11-13}",
     .schema = &contacts_schema},
    {"results", KEY_GROUP, KEY_OPTIONAL, AT(results), "and below it its keys",
     .schema = &results_schema},
    {"stages", KEY_GROUPS, REQUIRED, AT(stages), LIST_OF("stages"), .schema = &stage_schema},
    {"items", KEY_GROUPS, KEY_OPTIONAL, AT(items), LIST_OF("items"), .schema = &item_schema},
    {"categories", KEY_GROUPS, REQUIRED, AT(categories), LIST_OF("categories"),
     .schema = &category_schema},
    {"units", KEY_GROUPS, REQUIRED, AT(units), LIST_OF("units"), .schema = &unit_schema},
    {"common", KEY_GROUPS, KEY_OPTIONAL, AT(common), LIST_OF("tasks"), .schema = &common_schema},
    {"functional", KEY_GROUPS, KEY_OPTIONAL, AT(functional), LIST_OF("blocks"),
     .schema = &block_schema},
};
const struct schema draft_campaign_schema = {"campaign", KEYS_OF(campaign_keys),
                                             sizeof(struct DRAFT)};

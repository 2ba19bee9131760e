/*
 * A campaign 考核: who reports what by when. Read from one YAML file in conf/, checked whole, and
 * never changed afterwards; everything below is owned by the campaign and lives as long as it does.
 */
#ifndef BAOSONG_CAMPAIGN_CAMPAIGN_H
#define BAOSONG_CAMPAIGN_CAMPAIGN_H

#include "base/error.h"
#include "base/memory.h"
#include "campaign/calendar.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct texts {
    char **at;
    size_t count;
};

/* A stage 阶段: a deadline up to which material counts; later stages are cumulative. */
struct stage {
    char *id;         /* "midterm" */
    char *title;      /* "第一阶段（中期评估）" */
    int64_t deadline; /* UTC seconds: the first instant that is too late */
};

enum item_kind { ITEM_BASE, ITEM_BONUS, ITEM_DEDUCTION };

/* An assessment item 考核项目. */
struct item {
    int number; /* as printed, 1.. */
    char *title;
    int points;
    enum item_kind kind;
    struct texts keywords;
};

/* What a kind of evidence has to look like. */
enum evidence_form {
    FORM_ANY,
    FORM_ISSUED,  /* an issued document: a PDF with seal and document number */
    FORM_SEALED,  /* a PDF with seal */
    FORM_LIST,    /* a list or a table */
    FORM_CASE,    /* a described case: Word or PDF */
    FORM_PICTURE, /* photographs, screenshots, films */
    FORM_COUNT
};

/* One of the kinds of evidence that a task asks for; each of them has to come. */
struct requirement {
    char *name;            /* "年度计划", as people read it */
    struct texts keywords; /* in a name or title they tell this kind; none: any evidence is it */
    enum evidence_form form;
};

/* A task 任务. Functional ones are shared by the units of a joint row. */
struct task {
    char *id;        /* "C1".. common, "F1".. by position in the unit's list */
    char *text;      /* as the document prints it, faults resolved */
    char *title;     /* a few words for boards and notices; never NULL */
    char *evidence;  /* what proves it, for people; NULL if the campaign does not say */
    char *period;    /* "monthly" or NULL */
    int first_month; /* of a monthly task: the first month of the year that is reported, 1..12 */
    int printed;     /* its number as the document prints it, which may skip or repeat */
    struct requirement *requirements;
    size_t requirement_count;
    bool common;
    const struct item **items; /* array of item_count, the items it is assessed under */
    size_t item_count;
    struct texts keywords; /* words that speak for this task beside its text */
    uint64_t together; /* a bit for each group of tasks that reports often have one section about */
    bool seldom;       /* many have nothing to report about it */
};

/* The number of its id: its place in its list, from 1. */
int task_position(const struct task *task);

/* A kind of unit: which of them have the common tasks, which are graded. */
struct category {
    char *id;
    char *title;
    bool common;
    bool graded;
    const struct item **items; /* that its units are assessed under although no task says so */
    size_t item_count;
};

struct unit {
    char *name;      /* the printed name, by which it is known everywhere: "市发改委" */
    char *full_name; /* "黄石市发展和改革委员会"; never NULL (the name, if none is given) */
    const struct category *category;
    struct texts aliases;   /* other names, without name and full_name */
    struct texts parts;     /* bodies under it that write in their own names: 市物价局 */
    struct texts addresses; /* registered mail addresses, lower case */
    struct texts document_prefixes; /* "黄发改": document numbers begin so */
    const struct task **tasks;      /* its obligations: common ones first, then functional */
    size_t task_count;
};

/* What a self-report must have. */
struct report_rules {
    int64_t about_chars; /* 字 asked for per task, for people: 1000 */
    int64_t min_chars;   /* fewer than these are the finding report-too-short */
};

/* A grade 等级. Points of results are hundredths of a point, so that all sums are exact. */
struct grade {
    char *id; /* "A" */
    char *title;
    int64_t from; /* hundredths: the least total of this grade */
};

/* A result list: who is told the results of which units. */
struct result_list {
    char *title;
    const struct category **categories;
    size_t category_count;
    struct texts recipients;
};

/* How points become results. */
struct result_rules {
    int64_t due;             /* UTC seconds: the first instant that is too late; CLOCK_UNKNOWN */
    int64_t bonus_limit;     /* hundredths that all bonus items together can give */
    int64_t deduction_limit; /* hundredths that all deduction items together can take */
    struct grade *grades;    /* best first; none: the campaign does not grade */
    size_t grade_count;
    struct result_list *lists;
    size_t list_count;
};

struct campaign {
    char *id;
    char *title;
    char *document_number;
    char *issuer;
    char *mailbox; /* the address units write to; NULL if not said */
    char *time_zone;
    int year;               /* of the work that is assessed */
    int64_t month_ends[12]; /* the first instant after each month of that year, UTC seconds */
    struct report_rules report;
    struct calendar calendar;
    uint64_t deficient;   /* FINDING_BITs that make an obligation deficient */
    int64_t contacts_due; /* UTC seconds, first instant too late; CLOCK_UNKNOWN: none asked for */
    struct result_rules results;
    struct stage *stages; /* by deadline, ascending */
    size_t stage_count;
    struct item *items;
    size_t item_count;
    struct category *categories;
    size_t category_count;
    struct unit *units; /* in the order of the file */
    size_t unit_count;
    struct task **tasks; /* all distinct tasks, common first */
    size_t task_count;
};

/*
 * Reads and checks a campaign file. Calls clock_use_zone() with its time zone, since the deadlines
 * are civil days there. On failure *error names the file, the line, the fault and the right form,
 * of all faults found (one a line, at most 20), not only of the first.
 */
int campaign_load(const char *path, struct campaign **campaign, struct error *error);
void campaign_free(struct campaign *campaign);
DEFINE_CLEANUP(struct campaign, campaign_free)

/* Index of a unit by name, full name or alias, exact; -1 if none. */
int campaign_find_unit(const struct campaign *campaign, const char *name);
/* Index in unit->tasks of a task id ("C1", "f2"); -1 if the unit does not have it. */
int unit_find_task(const struct unit *unit, const char *id);
/* Index of a stage by id; -1 if none. */
int campaign_find_stage(const struct campaign *campaign, const char *id);
/* The stage that is open at `time`: the first whose deadline is later, else the last one. */
int campaign_stage_at(const struct campaign *campaign, int64_t time);
/* Sum over all units of their tasks. */
size_t campaign_obligation_count(const struct campaign *campaign);

/* What a campaign comes to, for `baosong check`: a person sees at once when a line is missing. */
struct campaign_counts {
    size_t units;
    size_t common_tasks;
    size_t functional_tasks; /* once for each unit that has it, as the obligations are */
    size_t obligations;
    size_t items;
    size_t stages;
    int base_points;
    int bonus_points;
    int deduction_points;
};

struct campaign_counts campaign_count(const struct campaign *campaign);

#endif

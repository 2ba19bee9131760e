/* A campaign file as it was written, before its words are checked against each other. */
#ifndef BAOSONG_CAMPAIGN_DRAFT_H
#define BAOSONG_CAMPAIGN_DRAFT_H

#include "campaign/schema.h"

struct draft_stage {
    size_t line;
    struct said id, title, deadline;
};

struct draft_item {
    size_t line;
    struct said title;
    struct said_number number, points, kind;
    struct said_texts keywords;
};

struct draft_category {
    size_t line;
    struct said id, title;
    struct said_number common, graded;
    struct said_numbers items;
};

struct draft_unit {
    size_t line;
    struct said name, full_name, category;
    struct said_texts aliases, parts, addresses, document_prefixes;
};

struct draft_requirement {
    size_t line;
    struct said name;
    struct said_texts keywords;
    struct said_number form;
};

struct draft_task {
    size_t line;
    struct said id, title, text, evidence;
    struct said_number period, first_month, printed;
    struct said_groups requirements; /* struct draft_requirement */
    struct said_numbers items;
    struct said_texts keywords;
    struct said_texts categories; /* common tasks: only these have it; none: all */
};

/* The functional tasks of one unit, or of the units of a joint row. */
struct draft_block {
    size_t line;
    struct said_texts units;
    struct said_groups tasks; /* struct draft_task */
};

struct draft_together {
    size_t line;
    struct said_texts tasks;
};

struct draft_report {
    size_t line;
    struct said_number about, min;
    struct said_groups together; /* struct draft_together */
    struct said_texts seldom;
};

struct draft_calendar {
    size_t line;
    struct said_number opens, closes;
    struct said_texts holidays, workdays;
};

struct draft_contacts {
    size_t line;
    struct said due;
};

struct draft_grade {
    size_t line;
    struct said id, title;
    struct said_number from;
};

struct draft_list {
    size_t line;
    struct said title;
    struct said_texts categories, recipients;
};

struct draft_results {
    size_t line;
    struct said due;
    struct said_number bonus_limit, deduction_limit;
    struct said_groups grades; /* struct draft_grade */
    struct said_groups lists;  /* struct draft_list */
};

struct draft_campaign {
    size_t line;
    struct said id, title, document, issuer, mailbox, time_zone;
    struct said_number year;
    struct draft_report report;
    struct draft_calendar calendar;
    struct draft_contacts contacts;
    struct draft_results results;
    struct said_texts deficient;
    struct said_groups stages;     /* struct draft_stage */
    struct said_groups items;      /* struct draft_item */
    struct said_groups categories; /* struct draft_category */
    struct said_groups units;      /* struct draft_unit */
    struct said_groups common;     /* struct draft_task */
    struct said_groups functional; /* struct draft_block */
};

extern const struct schema draft_campaign_schema;
/* The words of draft_task.period, draft_item.kind and draft_requirement.form, by index. */
extern const char *const draft_periods[];
extern const char *const draft_item_kinds[];
extern const char *const draft_forms[];

#endif

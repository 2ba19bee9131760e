/* The self-report: its sections, the tasks they speak of, and the attachments they cite. */
#ifndef BAOSONG_JUDGE_REPORT_H
#define BAOSONG_JUDGE_REPORT_H

#include "judge/filing.h"

/* 字 of what is taken for a report that does not call itself one of all the work. */
enum { REPORT_LEAST = 300 };

/* A section with what was found out about it. */
struct heading {
    char *written; /* where no section of the file has it: a row, or the report; else NULL */
    char *plain;
    char *words; /* the heading without its number */
    char *text;  /* what stands below it, plain; as much as is known */
    struct number number;
    unsigned level;
    uint32_t chars;
    struct number also; /* those of the other kind: "（共性4、职能1）" */
    struct number told; /* the tasks that it names by number: "职能4：", "（共性9、12）" */
    int item;           /* it says itself that it is about this item (项目3); 0: it does not */
    bool idle;          /* problems, next steps: of no task */
    bool unparted;      /* a report without sections; its text goes through the tasks */
    bool quotes;        /* it repeats the task that it is about, as it is printed */
    bool stated;        /* such a one about single tasks, which its name or its folder tells */
    int restriction;    /* 0: none, 1: common tasks, 2: functional tasks, by a heading above it */
    struct score *said; /* by the heading */
    struct score *filled; /* by the text below it */
    double *mentioned;    /* how plainly a clause of that text names a task; one a task */
    double *touched;      /* how much a clause says of it, whatever else the clause names */
    double *led;          /* how plainly a clause of its first sentence does */
    bool leads;           /* each clause of that sentence does */
    double *hinted;       /* how many of its keywords have the heading's words */
    bool *worded;         /* the heading has a keyword of it, maybe inside another task's */
    bool *sure;           /* one a task of the unit: the section is about it */
    bool *perhaps;
    bool *placed; /* it is sure only as the likeliest place of a task that no section names */
};

struct outline {
    struct heading *at;
    size_t count;
    bool whole;    /* it goes through the tasks; a supplement does not */
    bool by_items; /* its sections follow the items of the assessment */
};

/*
 * Is this paper a self-report of the unit? Then its outline is returned, else an empty one. One
 * that has no headings is a single section.
 */
struct outline report_read(const struct filing *filing, const struct paper *paper);
void outline_clear(struct outline *outline);

/* It is about no task after all. */
void heading_forget(const struct filing *filing, struct heading *heading);

/* Is it surely about any task? */
bool heading_any_sure(const struct filing *filing, const struct heading *heading);

/* How many different tasks the sections are surely about. */
size_t outline_task_count(const struct filing *filing, const struct outline *outline);

/* The common tasks that its headings name by number, as a set of positions; and whether one is in
 * such a set. Positions of 64 and more never are. */
uint64_t outline_told(const struct outline *outline);
bool outline_tells(uint64_t told, int position);

/* Adds the matches of the sections. */
void report_file(struct filing *filing, size_t file, const struct outline *outline);

/* What words beside a number, in no section, are about. */
struct citation citation_of_words(const struct filing *filing, const char *words, int number);
/* Notes it unless its number is known or it is of no task; copies the heading and the line. */
void citation_add(struct filing *filing, struct citation citation, const char *heading);
void citations_clear(struct filing *filing);
/* What 附件5-1 is cited for, or else 附件5; NULL if neither is. */
const struct citation *citation_find(const struct filing *filing, int number, int part);

/* Notes what 附件N is cited for, in the outline and then in the mail's own words. */
void citations_of_outline(struct filing *filing, struct outline *outline);
/* Notes which papers with codes for names (R2a) one section alone names, of all the outlines (one a
 * paper). */
void citations_of_codes(struct filing *filing, const struct outline *outlines);
/* Notes that a section names the paper at `at` in its text; keeps a pointer to the paper. */
void citation_of_code(struct filing *filing, const struct heading *heading, const char *at,
                      const struct paper *paper);
void citations_of_mail(struct filing *filing, const char *body);

#endif

/* One unit's share of a message, while its files are filed. */
#ifndef BAOSONG_JUDGE_FILING_H
#define BAOSONG_JUDGE_FILING_H

#include "judge/papers.h"
#include "judge/room.h"

/* What plain numbers, and those of 附件, stand for in a submission. */
enum reading {
    READING_NONE,       /* they only count */
    READING_COMMON,     /* the common tasks */
    READING_FUNCTIONAL, /* the unit's functional tasks, by position */
    READING_PRINTED,    /* the same, by the numbers that the document prints */
    READING_ITEMS,      /* the assessment items */
    READING_CITED,      /* the attachments that the self-report cites */
    READING_CHAPTERS,   /* the sections of the self-report */
    READING_COUNT
};

/* How well a reading agrees with the words of the same names. */
struct hypothesis {
    enum reading reading;
    double agree;
    double against;
};

enum { CITATION_TASKS = 4 };

/* 附件N, cited in a self-report or in the mail; or a file that a list names. */
struct citation {
    int number;                /* 0: the list names the file */
    int part;                  /* of 附件5-1; 0: none */
    const struct paper *paper; /* that the list or a section names; NULL: it goes by the number */
    int tasks[CITATION_TASKS]; /* indexes in the unit's tasks */
    size_t task_count;
    bool sure;
    bool listed;   /* a list says so, not a report or the mail */
    bool of_base;  /* the list names DOC08, and the paper is DOC08_1 */
    bool said;     /* and it says 共性任务3 */
    bool disputed; /* each of two was sure of another task */
    char *heading; /* of the section that cites it, the list that has it; "" if the mail does */
    char *line;    /* of a list, without its number; NULL otherwise */
};

/* A numbered section of the self-report. */
struct chapter {
    int number;
    bool *tasks; /* one a task of the unit: it is about it */
};

struct filing {
    const struct judge *judge;
    const struct submission *submission;
    const struct papers *papers;
    struct judgement *judgement;
    int unit_index;
    const struct unit *unit;
    const struct unit_topics *topics;
    enum reading functional; /* by which of the two numbers of 职能4 go */
    struct citation *citations;
    size_t citation_count;
    struct chapter *chapters;
    size_t chapter_count;
    uint64_t told; /* common tasks that headings name by number (任务11), see outline_told() */
    bool listed;   /* a list of contents says what numbers mean */
    struct hypothesis families[NUMBER_ATTACHMENT + 1]; /* by enum number_family */
};

/* "共性任务3（信用承诺制度）"; the caller frees. */
char *filing_task_label(const struct filing *filing, size_t task);

/* Adds a match; takes over the reason. */
void filing_add_match(struct filing *filing, struct match match, size_t task, char *reason);

/* Zeroed scores, one a task of the unit; the caller frees. */
struct score *filing_scores(const struct filing *filing);

/* The task with the greatest score; *second the next one's score (NULL: not asked). -1 if none. */
int filing_best(const struct filing *filing, const struct score *scores, double *second);

/* Tasks of one item are neighbours: 信用信息归集 and 交通信用信息报送 may share a paper. */
bool tasks_are_neighbours(const struct task *one, const struct task *other);
/* Is the other a common task of that one's item, and of no other item? */
bool tasks_share_item(const struct task *other, const struct task *task);
/* Is the task one of at least three common ones into which one item is divided? */
bool filing_is_share(const struct filing *filing, const struct task *task);

#endif

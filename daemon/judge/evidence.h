/* What a file's path, name, title and text say about its task, and what follows from it. */
#ifndef BAOSONG_JUDGE_EVIDENCE_H
#define BAOSONG_JUDGE_EVIDENCE_H

#include "judge/filing.h"

struct evidence {
    const struct paper *paper;
    struct score *named;  /* by the file's name and title; one a task, as below */
    struct score *placed; /* by the folders it lies in */
    struct score *texted; /* by its text */
    struct score *total;
    int64_t *taught;  /* the decision from which a task was learned for such names; 0: none */
    bool called_case; /* its name or title says 案例 */
    const struct part *numbered; /* the part that carries the number that counts; NULL: none */
    struct number number;        /* with its family as the folders above it make it */
    const struct part *inner;    /* a plain number inside that one, which may be it instead */
};

/* Takes the inner number for the one that counts, where there is one. */
void evidence_turn_inward(struct evidence *evidence);

/* Does the task ask for cases? */
bool evidence_asks_case(const struct task *task);
/* Is the task about a column of web sites? */
bool evidence_asks_column(const struct task *task);

/* Likewise for links to other web sites. */
bool evidence_asks_links(const struct task *task);

/* Likewise for records that are gathered, and for reports in the press. */
bool evidence_asks_records(const struct task *task);
bool evidence_asks_press(const struct task *task);

/* Likewise for funds. */
bool evidence_asks_funds(const struct task *task);
/* Does the paper set up who leads the work, so that it may also say with what money? */
bool evidence_may_fund(const struct paper *paper);

struct evidence evidence_gather(const struct filing *filing, const struct paper *paper);
void evidence_clear(struct evidence *evidence);

enum { EVIDENCE_GUESSES = 3 };

/* What follows: up to three tasks, sure or not, each with its reason. */
struct conclusion {
    int tasks[EVIDENCE_GUESSES];
    size_t count;
    bool sure; /* all of them; else they are guesses, the best first */
    double confidence;
    char *reasons[EVIDENCE_GUESSES];
};

/* Is it only the folder that has words of the task, and does that name several things, as
 * 网站、双公示和数据, of which the paper may be any? */
bool evidence_lies_among_several(const struct evidence *evidence, int task);

/* Is the task about how the work for credit itself is planned, led and paid for, and the paper, as
 * 节能目标考核表, about other work? */
bool evidence_is_other_work(const struct task *task, const struct paper *paper);

/* Is it surely not evidence for the task, whatever its words: a case for what asks for none, a page
 * that shows another task, or one of the two above? */
bool evidence_is_refused(const struct filing *filing, const struct evidence *evidence, int task);

struct conclusion evidence_conclude(const struct filing *filing, const struct evidence *evidence);
/* Puts a task at its end, where there is room; takes over the reason. */
void conclusion_put(struct conclusion *conclusion, int task, char *reason);
/* It is surely of that task alone; takes over the reason. */
void conclusion_settle(struct conclusion *conclusion, int task, char *reason, double confidence);
void conclusion_clear(struct conclusion *conclusion);

#endif

/* What the number of a paper says, and why it was concluded that it proves a task. */
#ifndef BAOSONG_JUDGE_MEANING_H
#define BAOSONG_JUDGE_MEANING_H

#include "judge/evidence.h"

/* Words that say something by themselves, keywords that make a piece of a name speak, and how far
 * the best task must be before the next where two signals agree. */
#define EVIDENCE_STRONG 4.5
#define EVIDENCE_PIECE 2.5
#define EVIDENCE_LEAD 1.25

/* The tasks a number stands for. */
struct meaning {
    bool *tasks; /* one a task of the unit; the caller frees */
    size_t count;
    bool said;     /* 共性任务3, 职能任务2 */
    bool explicit; /* it says itself what it numbers, or the whole submission bears it out */
    bool listed; /* several tasks, of each of which the folder has words: only the paper can say */
    const struct citation *citation;
};

struct meaning meaning_read(const struct filing *filing, const struct evidence *evidence);

/* The task that scores plainly speak of: its keywords are enough for a piece of a name, and no
 * other task has nearly as much; -1 if there is none. */
int meaning_plain_task(const struct filing *filing, const struct score *scores);

/* "文件夹“3、信用承诺”对应共性任务3": what speaks for a task; the caller frees. */
char *meaning_reason(const struct meaning *meaning, const struct filing *filing,
                     const struct evidence *evidence, int task);

/* Adds a task with its reason, unless it is there already or there is no room. */
void conclusion_add(const struct filing *filing, const struct evidence *evidence,
                    const struct meaning *meaning, struct conclusion *conclusion, int task);

#endif

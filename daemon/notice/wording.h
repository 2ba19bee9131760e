/* The phrases of the house: how dates, tasks and standings are said to people, in Chinese. */
#ifndef BAOSONG_NOTICE_WORDING_H
#define BAOSONG_NOTICE_WORDING_H

#include "base/buffer.h"
#include "base/clock.h"
#include "judge/board.h"
#include "notice/catalogue.h"

/* How a fact bears on its obligation at a stage that ends at `deadline`. */
enum fact_role {
    FACT_COUNTS,   /* in time and sure */
    FACT_LATE,     /* sure, but it came at the deadline or later */
    FACT_WAITS,    /* in time or not, a person has to look */
    FACT_REJECTED, /* a person refused it */
};
enum fact_role fact_role(const struct fact *fact, int64_t deadline);

/* "2017年11月22日24时" for the midnight after it, else date, hour and minute; returns `text`. */
const char *wording_deadline(int64_t deadline, char text[CLOCK_TEXT_SIZE]);

/* The functions below return a string that the caller frees. */

/* Names of files in one line, no more than `most` of them; free the text with buffer_free(). */
struct file_names {
    struct buffer text;
    size_t count, most;
};

/* Adds one; NULL is counted, and not named. */
void wording_add_name(struct file_names *names, const char *name);

/* "甲.pdf、乙.doc等7个文件"; the text stays theirs, and nothing can be added. */
const char *wording_names(struct file_names *names);

/* "共性任务3（信用承诺）" */
char *wording_task(const struct task *task);

/* The findings of a set of bits, joined by "；"; "" for none. */
char *wording_findings(uint64_t findings);

/*
 * Why the cell of a unit's task is as it is, a clause for people: "没有看到公章",
 * "2017年11月24日收到，已过截止时间". The catalogue gives the files their names.
 */
char *wording_cell(const struct board *board, size_t unit, size_t task,
                   const struct catalogue *catalogue);

/* The files of a cell, each once, by name: "通知.pdf、台账.xlsx等5个文件"; "" for none. */
char *wording_files(const struct cell *cell, const struct catalogue *catalogue);

/* Where in a report: "报告章节“二、信用承诺”"; of one without sections, which goes by its title or
 * by the name of its file, "报告“市环保局自查报告”". */
char *wording_section(const char *section, const struct described_file *file);

/* "第3页", "第3页至第7页" */
char *wording_pages(unsigned first, unsigned last);
/* "12.3 MB" */
char *wording_size(uint64_t bytes);

#endif

/* The headings of a self-report, before anything is known of what they are about. */
#ifndef BAOSONG_JUDGE_OUTLINE_H
#define BAOSONG_JUDGE_OUTLINE_H

#include "judge/report.h"

enum { RESTRICT_NONE, RESTRICT_COMMON, RESTRICT_FUNCTIONAL };

/* Of which kind of tasks the heading says that it speaks: "职能任务完成情况". */
int heading_kind(const struct heading *heading);

/* Does its title say that it reports on all of the work: 社会信用体系建设有关工作的情况说明? One of
 * its 经费和人员 is of one task. */
bool outline_reports_on_all(const struct paper *paper);
/* Is its only heading its title, or hardly any of it below headings? */
bool outline_lacks_headings(const struct described_file *file);
/* Is it a report of some length that has no headings? */
bool outline_runs_on(const struct paper *paper);

/* Such a report as one section without a heading; outline_clear() frees it. */
struct outline outline_run_on(const struct filing *filing, const struct paper *paper);

/* A table that is filled in instead, each row as a section; without sections if the paper is none,
 * or has few rows. outline_clear() frees it. */
struct outline outline_of_rows(const struct filing *filing, const struct paper *paper);

/* A report that repeats the tasks as they are printed, each as a section; without sections if it
 * repeats few. outline_clear() frees it. */
struct outline outline_of_quotes(const struct filing *filing, const struct paper *paper);

/* The section that it is a subsection of; -1 if it is of none. */
int outline_around(const struct outline *outline, size_t index);

/* Does all that the section says stand in its subsections? */
bool outline_is_frame(const struct outline *outline, size_t index);

/* Is it one that is not about many tasks? */
bool outline_is_short(const struct outline *outline);

/* All sections of the paper; outline_clear() frees them. */
struct outline outline_read(const struct filing *filing, const struct paper *paper);

#endif

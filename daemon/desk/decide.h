/*
 * What people decide. Each records one event with author, time and reason, and judges again what it
 * touches; judging never undoes it. A reason may be NULL only where none is asked for.
 */
#ifndef BAOSONG_DESK_DECIDE_H
#define BAOSONG_DESK_DECIDE_H

#include "desk/house.h"

/* The person at the keyboard: "zhang@office", also behind sudo. The caller frees it. */
char *decide_author(void);

/* ERROR_USAGE for a reason that is no sentence for others; NULL is fine. */
int decide_check_reason(const char *reason, struct error *error);

/* The message is of these units and no others; of nobody when there are none. */
int decide_assign(struct house *house, int64_t message, const int *units, size_t unit_count,
                  const char *reason, struct error *error);

/* The file proves these tasks and no others. */
int decide_refile(struct house *house, int64_t file, const struct obligation *tasks,
                  size_t task_count, const char *reason, struct error *error);

/* The file is good, or no good, whatever its findings say. A reason is needed. */
int decide_verdict(struct house *house, int64_t file, enum verdict verdict, const char *reason,
                   struct error *error);

/* The unit need not report the task. A reason is needed. */
int decide_waive(struct house *house, struct obligation obligation, const char *reason,
                 struct error *error);

/* The unit's deadline of a stage: the first instant that is too late. A reason is needed. An
 * extension can be changed and taken back, but never ends before the stage's own deadline. */
int decide_extend(struct house *house, int unit, int stage, int64_t deadline, const char *reason,
                  struct error *error);

/* Takes the decision back, or forgets only what was learned from it. Both can be decided anew. */
int decide_revoke(struct house *house, int64_t event, enum revocation scope, const char *reason,
                  struct error *error);

#endif

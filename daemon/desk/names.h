/*
 * What people call things: units by any of their names, tasks, stages, messages and files. Errors
 * are ERROR_NOT_FOUND or ERROR_USAGE, and name what was probably meant.
 */
#ifndef BAOSONG_DESK_NAMES_H
#define BAOSONG_DESK_NAMES_H

#include "desk/house.h"

/* A unit by name, full name or alias; index into campaign->units. */
int names_unit(const struct campaign *campaign, const char *text, int *unit, struct error *error);

/* A task of the unit ("C1", "f2"); index into its tasks. */
int names_task(const struct campaign *campaign, int unit, const char *text, int *task,
               struct error *error);

/* A stage by id; NULL is the one that is open at `now`, else the last. */
int names_stage(const struct campaign *campaign, const char *text, int64_t now, int *stage,
                struct error *error);

/* A day "2017-11-24" that still counts: *deadline is the end of it, the first instant too late. */
int names_last_day(const char *text, int64_t *deadline, struct error *error);

/* A message by its number, or by at least eight digits of its SHA-256. */
int names_message(struct house *house, const char *text, int64_t *message, struct error *error);

/* A file likewise. One file may lie in many messages: then its hash is not enough. */
int names_file(struct house *house, const char *text, int64_t *file, struct error *error);

/* A decision by its number, as `baosong show` and `baosong learned` tell it. */
int names_event(const char *text, int64_t *event, struct error *error);

/*
 * The tasks that a file is to be filed under: each word is a task of every unit of the file's
 * message ("C1"), or of one unit ("市教育局:C1"); the single word "none" is no task at all. The
 * caller frees *tasks.
 */
int names_obligations(struct house *house, int64_t file, char *const *words, size_t word_count,
                      struct obligation **tasks, size_t *count, struct error *error);

#endif

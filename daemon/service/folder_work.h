/*
 * One mail folder in one cycle, as the parent sees it: what is listed is compared with the ledger,
 * what comes is stored and recorded in groups, and at the end the counts must agree.
 */
#ifndef BAOSONG_SERVICE_FOLDER_WORK_H
#define BAOSONG_SERVICE_FOLDER_WORK_H

#include "desk/house.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct folder_work;

/* From the frame "folder". house may be NULL: then nothing is wanted. `incoming` stays the
 * caller's. */
int folder_work_begin(struct house *house, const struct mailbox_config *mailbox, int incoming,
                      const json_t *frame, struct folder_work **work, struct error *error);
void folder_work_free(struct folder_work *work);

const char *folder_work_name(const struct folder_work *work);

/* From a frame "list": keeps the entries that the ledger does not know. */
int folder_work_list(struct folder_work *work, const json_t *frame, struct error *error);

/* The keys to be fetched, as a new JSON array; *more when there are too many for one round. Fails
 * with ERROR_DISK when there is no room for them. */
int folder_work_wanted(struct folder_work *work, json_t **keys, bool *more, struct error *error);

/* From a frame "message". Every so many are recorded; *added is how many of them were new. */
int folder_work_message(struct folder_work *work, const json_t *frame, size_t *added,
                        struct error *error);

/* One of the wanted messages does not come (gone, too large). */
void folder_work_skip(struct folder_work *work);

/* Records the rest and the folder's watermark, and reconciles the counts. */
int folder_work_end(struct folder_work *work, size_t *added, struct error *error);

#endif

/* Points of units for items: entered by sheets, turned into results by the campaign's rules. */
#ifndef BAOSONG_DESK_SCORES_H
#define BAOSONG_DESK_SCORES_H

#include "desk/house.h"
#include "ledger/papers.h"

/* ERROR_USAGE unless the campaign has rules for results. */
int scores_need_rules(const struct campaign *campaign, struct error *error);

/*
 * Enters what a sheet says (see notice/forms.h), all of it or nothing. A unit or item that is
 * unknown or not graded, points above the item's, or text instead of a number are ERROR_USAGE, each
 * with its cell. *added is how many entries differ from what was in force. `reason` NULL: the name
 * of the sheet.
 */
int scores_import(struct house *house, const char *path, const char *reason, size_t *added,
                  struct error *error);

#endif

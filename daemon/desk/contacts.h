/* Who is responsible in each unit: entered by sheets. */
#ifndef BAOSONG_DESK_CONTACTS_H
#define BAOSONG_DESK_CONTACTS_H

#include "desk/house.h"
#include "ledger/papers.h"

/*
 * Enters what a sheet says (see notice/forms.h), all of it or nothing, and judges again the mails
 * from addresses that came or went. For the units named in it the persons replace those known so
 * far; rows without a person are left out. What is wrong is ERROR_USAGE, each with its cell. *units
 * is how many units were named. `reason` NULL: the name of the sheet.
 */
int contacts_import(struct house *house, const char *path, const char *reason, size_t *units,
                    struct error *error);

#endif

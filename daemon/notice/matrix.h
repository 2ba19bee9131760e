/* Units x tasks on paper: common tasks have a column each, in their order; functional ones share
 * the column of their position behind them. */
#ifndef BAOSONG_NOTICE_MATRIX_H
#define BAOSONG_NOTICE_MATRIX_H

#include "campaign/campaign.h"

struct matrix {
    const struct campaign *campaign;
    size_t common;  /* columns of common tasks */
    size_t columns; /* all */
};

struct matrix matrix_of(const struct campaign *campaign);

/* The column, from 0, of a task of a unit (by its index there). */
size_t matrix_column(const struct matrix *matrix, const struct unit *unit, size_t task);

#endif

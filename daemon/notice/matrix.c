#include "notice/matrix.h"

struct matrix matrix_of(const struct campaign *campaign)
{
    struct matrix matrix = {.campaign = campaign};
    while (matrix.common < campaign->task_count && campaign->tasks[matrix.common]->common) {
        matrix.common++;
    }
    matrix.columns = matrix.common;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        for (size_t t = 0; t < campaign->units[u].task_count; t++) {
            size_t column = matrix_column(&matrix, &campaign->units[u], t);
            matrix.columns = column >= matrix.columns ? column + 1 : matrix.columns;
        }
    }
    return matrix;
}

size_t matrix_column(const struct matrix *matrix, const struct unit *unit, size_t task)
{
    size_t at = 0;
    if (unit->tasks[task]->common) {
        while (matrix->campaign->tasks[at] != unit->tasks[task]) {
            at++;
        }
        return at;
    }
    while (at < task && unit->tasks[at]->common) {
        at++;
    }
    return matrix->common + task - at;
}

/* What a picture of an office's home page shows beside its news: a column of credit matters, by its
 * name or by its menu, and links to the sites that a task names. */
#ifndef BAOSONG_JUDGE_HOMEPAGE_H
#define BAOSONG_JUDGE_HOMEPAGE_H

#include "judge/filing.h"

#include <stdbool.h>

struct homepage {
    bool column;
    bool links;
};

/* Both are false where the picture is of no web page. */
struct homepage homepage_read(const struct filing *filing, const struct paper *paper);

/* How many of the sites that a task names in quotation marks (“信用中国”) a plain text names. */
size_t homepage_count_sites(const struct task *task, const char *plain);

#endif

/* A report that repeats the tasks as the campaign prints them, each before what was done about it:
 * "3、制定并实施信用承诺制度且向信用办反馈报送信用承诺书。我局……". */
#ifndef BAOSONG_JUDGE_QUOTED_H
#define BAOSONG_JUDGE_QUOTED_H

#include "judge/filing.h"

struct quote {
    size_t task;
    char *label; /* what stands before the text, as written */
    char *text;  /* up to the next one, or a heading of the report's own */
};

struct quotes {
    struct quote *at;
    size_t count;
};

/* In their order, those that have a text; quotes_clear() frees them. */
struct quotes quotes_read(const struct filing *filing, const struct described_file *file);
void quotes_clear(struct quotes *quotes);

#endif

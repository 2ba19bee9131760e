/*
 * Papers that are bound into one file: a report with all its evidence in one PDF, or evidence alone
 * under a name that says nothing. What the reader saw at the tops of pages (struct portion) is
 * taken for what it is: 附件1, 附件2 ... of the report, other papers with heads or titles of their
 * own, or annexes of a paper that is one.
 */
#ifndef BAOSONG_JUDGE_BUNDLE_H
#define BAOSONG_JUDGE_BUNDLE_H

#include "reader/description.h"

#include <stdbool.h>
#include <stddef.h>

/* What the file that holds them is called. */
enum bundle_kind {
    BUNDLE_REPORT, /* a self-report; what follows it is evidence */
    BUNDLE_ANY,    /* nothing, or 佐证材料: it may be several papers */
    BUNDLE_PAPER,  /* it is one paper by its name */
};

struct bound {
    size_t portion;                 /* that begins it; index in the file's */
    unsigned first_page, last_page; /* 0: not known */
    bool doubtful; /* only a title says so, and nothing before it is surely another */
};

/* The papers, in order; *count is 0 for a file that is one paper. The caller frees. */
struct bound *bundle_open(const struct described_file *file, enum bundle_kind kind, size_t *count);

/* What such a paper is called: "附件2 企业信用承诺书"; its title alone. The caller frees both. */
char *bundle_name(const struct portion *portion);
char *bundle_title(const struct portion *portion);

/* As described_file.seal, of these pages alone. */
double bundle_seal(const struct described_file *file, const struct bound *bound);

/* Bytes of the file's text before the first of its papers: what the report itself says. */
size_t bundle_report_size(const struct described_file *file, const struct portion *first);

#endif

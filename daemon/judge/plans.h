/* Plans for the work on credit, by whatever name an office gives them. */
#ifndef BAOSONG_JUDGE_PLANS_H
#define BAOSONG_JUDGE_PLANS_H

#include "judge/filing.h"

/*
 * Does a plain text name one: "信用房产建设2017年实施方案", "诚信建设实施意见"? Not one of
 * something else: 信用分级分类监管实施方案.
 */
bool plans_named(const struct filing *filing, const char *plain);

/* Does it say that the office made one: "印发《2017年诚信建设实施意见》"? */
bool plans_made(const struct filing *filing, const char *plain);

/* The task that asks for such plans, and what one says of it, in *says; -1 if there is none. */
int plans_task(const struct filing *filing, struct score *says);

#endif

/* Sheets for staff to fill in (.xlsx), with what is known already. What they are read back by is
 * here, too, so that both say the same. */
#ifndef BAOSONG_NOTICE_FORMS_H
#define BAOSONG_NOTICE_FORMS_H

#include "base/buffer.h"
#include "judge/score.h"
#include "ledger/papers.h"

/* Headings, and words in cells. */
#define FORM_UNIT "单位"
#define FORM_CATEGORY "类别"
#define FORM_REMARK "备注"
#define FORM_NAME "姓名"
#define FORM_POST "职务"
#define FORM_TELEPHONE "联系电话"
#define FORM_ADDRESSES "邮箱"
#define FORM_NOT_INVOLVED "不涉及"
#define FORM_TAKEN_BACK "未评"

/* Who is responsible: a row for each person, and one for each unit that has none. */
int form_contacts(const struct campaign *campaign, const struct contacts *contacts,
                  struct buffer *out, struct error *error);

/* Points: the graded units down, the items across. `entries` as ledger_scores() gives them. */
int form_scores(const struct campaign *campaign, const struct score_entry *entries,
                struct buffer *out, struct error *error);

/* "4 商务诚信建设的举措和成效（9分）": the heading of an item; the caller frees it. */
char *form_item(const struct item *item);

#endif

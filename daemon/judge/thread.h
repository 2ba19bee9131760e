/* What a mail answers or forwards: by its subject, by the lines that mail programs put above the
 * words of others, and by what is known of the mails before it. */
#ifndef BAOSONG_JUDGE_THREAD_H
#define BAOSONG_JUDGE_THREAD_H

#include "judge/inquest.h"
#include "judge/judge.h"

/* What the outermost mark before a subject says. */
enum thread_mark { THREAD_NEW, THREAD_ANSWER, THREAD_FORWARD };

/*
 * The subject without such marks ("Re: ", "回复：", "转发："), plain; "" where what is left is too
 * short to tell one thread from another (补充材料). The caller frees it.
 */
char *thread_topic(const char *subject, enum thread_mark *mark);

/* Where the mail that is answered or forwarded begins in a body, or its end. */
const char *thread_own_words_end(const char *text);

/* Credits the units of the mails that this one is tied to. */
void thread_credit(struct inquest *inquest, const struct submission *submission);

/* Of a mail that is forwarded: who wrote it, as far as the lines above it say. */
void thread_credit_forwarded(struct inquest *inquest, const struct description *description);

/* Of a mail that quotes a letter of the office ("市统计局：你单位……"): the unit it was written to.
 */
void thread_credit_quoted(struct inquest *inquest, const struct description *description);

#endif

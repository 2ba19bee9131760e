/*
 * Which tasks a text speaks of: its two- and three-character words weighed by how few of the unit's
 * tasks share them (IDF), and the campaign's keywords as strong hits.
 */
#ifndef BAOSONG_JUDGE_TOPICS_H
#define BAOSONG_JUDGE_TOPICS_H

#include "campaign/campaign.h"

#include <stdbool.h>
#include <stddef.h>

/* The words of all tasks of a campaign. */
struct topics;
struct topics *topics_new(const struct campaign *campaign);
void topics_free(struct topics *topics);

/* The tasks of one unit, ready to be compared with texts. Keeps a pointer to the topics. */
struct unit_topics;
/* Do the topics of one unit serve the other, too: the same tasks, and names that hold the same of
 * their keywords? */
bool unit_topics_alike(const struct unit *one, const struct unit *other);
struct unit_topics *unit_topics_new(const struct topics *topics, const struct unit *unit);
void unit_topics_free(struct unit_topics *topics);

/* How much a text speaks of one task. */
struct score {
    double words;    /* of keywords and grams, no upper bound; a plain hit of a keyword is 3 to 8 */
    double keywords; /* the part of it that keywords gave */
};

/* Makes it count so many times as much. */
static inline void score_scale(struct score *score, double factor)
{
    score->words *= factor;
    score->keywords *= factor;
}

/* Adds `weight` times what the plain text says to scores[task_count of the unit]. */
void unit_topics_score(const struct unit_topics *topics, const char *plain, double weight,
                       struct score *scores);

/* Likewise, of a long text: what stands in it often does not count more often, and much text does
 * not make it say more. */
void unit_topics_score_text(const struct unit_topics *topics, const char *plain, double weight,
                            struct score *scores);

/* The same, if any keyword is in the text; else nothing is added, and false returned. */
bool unit_topics_score_named(const struct unit_topics *topics, const char *plain,
                             struct score *scores);

/* Is any keyword in the text? Without one no task is named, whatever its other words say. */
bool unit_topics_named(const struct unit_topics *topics, const char *plain);

/* The task whose keyword ends a phrase, as in Chinese the head does (信用承诺公示专栏), but for
 * what any paper may be called by (…情况统计); -1 if it is no task's, or several tasks'. */
int unit_topics_head(const struct unit_topics *topics, const char *plain);

/* Marks the tasks of which any keyword is in the text, also inside another's: 联合惩戒 in
 * 联合惩戒备忘录. `titled`: only those of whose titles it is (专栏, 链接), and not as one of a
 * list. */
void unit_topics_mark(const struct unit_topics *topics, const char *plain, bool titled,
                      bool *tasks);

/*
 * What a short piece may mean that has no keyword in it: of each of its words of two characters,
 * the share of a task's keywords that have it (保障: 经费保障, 人员保障). Added to scores[].words.
 */
void unit_topics_hint(const struct unit_topics *topics, const char *plain, struct score *scores);

/* Han characters of a plain text that no keyword of the marked tasks and no word of routine (情况,
 * 工作, 加强) covers. */
size_t unit_topics_uncovered(const struct unit_topics *topics, const char *plain,
                             const bool *tasks);

#endif

#include "judge/shots.h"

#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";

/* --- when a picture was taken ---------------------------------------------------------------- */

/* "IMG_20170926_101512.jpg": how many letters and digits come first, and what the digits are. */
struct shot {
    size_t letters;
    size_t digits;
    unsigned long long number;
    bool timed; /* more digits follow, as of the time behind a day */
};

static struct shot read_shot(const char *name)
{
    struct shot shot = {.letters = strcspn(name, digits)};
    const char *at = name + shot.letters;
    shot.digits = strspn(at, digits);
    shot.number = strtoull(at, NULL, 10);
    const char *behind = at + shot.digits;
    enum { TIME = 6 };
    shot.timed = (*behind == '_' || *behind == '-') && strspn(behind + 1, digits) >= TIME;
    return shot;
}

/* The day of "20170926101512", which a messenger writes in one. */
static unsigned long long day_of(const struct shot *shot)
{
    enum { DAY = 8 };
    unsigned long long day = shot->number;
    for (size_t i = DAY; i < shot->digits; i++) {
        day /= 10;
    }
    return day;
}

static bool is_day(unsigned long long day)
{
    return day > 20000101 && day < 21000101;
}

static bool are_near(unsigned long long one, unsigned long long other, unsigned long long most)
{
    return (one > other ? one - other : other - one) <= most;
}

bool shots_together(const char *name, const char *other)
{
    enum { COUNTER = 3, DAY = 8, SECONDS = 14, SOON = 20 /* pictures */ };
    enum { MILLISECONDS = 13, SOON_AFTER = 6 * 3600 * 1000 };
    struct shot one = read_shot(name), two = read_shot(other);
    if (one.letters != two.letters || one.digits != two.digits || one.timed != two.timed ||
        strncmp(name, other, one.letters) != 0 || one.digits < COUNTER || one.digits > SECONDS) {
        return false;
    }
    if (one.digits >= DAY && is_day(day_of(&one)) && is_day(day_of(&two))) {
        return day_of(&one) == day_of(&two);
    }
    if (one.digits == MILLISECONDS) {
        return are_near(one.number, two.number, SOON_AFTER);
    }
    return one.timed ? one.number == two.number : are_near(one.number, two.number, SOON);
}

/* --- what they show -------------------------------------------------------------------------- */

static bool is_shot(const struct evidence *evidence)
{
    return evidence->paper != NULL && evidence->paper->file->kind == KIND_IMAGE &&
           paper_name(evidence->paper)->nameless;
}

/* Is there nothing of any task that can be read on it? */
static bool says_nothing(const struct filing *filing, const struct evidence *evidence)
{
    const struct paper *paper = evidence->paper;
    return !unit_topics_named(filing->topics, paper->title_words) &&
           !unit_topics_named(filing->topics, paper->text_words) &&
           paper->file->document_number == NULL;
}

static bool are_same(const struct conclusion *one, const struct conclusion *other)
{
    return one->count == other->count &&
           memcmp(one->tasks, other->tasks, one->count * sizeof *one->tasks) == 0;
}

/* The sure picture that was taken with this one; -1 where there is none, or they disagree. */
static int leader_of(const struct filing *filing, const struct evidence *evidences,
                     const struct conclusion *conclusions, size_t follower)
{
    const struct paper *paper = evidences[follower].paper;
    int leader = -1;
    for (size_t i = 0; i < filing->papers->count; i++) {
        if (!is_shot(&evidences[i]) || !conclusions[i].sure ||
            !papers_lie_together(paper, evidences[i].paper) ||
            !shots_together(paper->file->name, evidences[i].paper->file->name)) {
            continue;
        }
        if (leader >= 0 && !are_same(&conclusions[leader], &conclusions[i])) {
            return -1;
        }
        leader = (int)i;
    }
    return leader;
}

static void follow(struct conclusion *conclusion, const struct conclusion *leader,
                   const char *leader_name)
{
    conclusion_clear(conclusion);
    for (size_t i = 0; i < leader->count; i++) {
        conclusion_put(conclusion, leader->tasks[i],
                       xasprintf("与“%s”是同一活动的照片", leader_name));
    }
    conclusion->sure = true;
    conclusion->confidence = 0.8;
}

void shots_follow(const struct filing *filing, const struct evidence *evidences,
                  struct conclusion *conclusions)
{
    size_t count = filing->papers->count;
    CLEANUP_FREE int *leaders = xcalloc(count + 1, sizeof *leaders);
    for (size_t i = 0; i < count; i++) {
        bool follows = !filing->listed && is_shot(&evidences[i]) && !conclusions[i].sure &&
                       says_nothing(filing, &evidences[i]);
        leaders[i] = follows ? leader_of(filing, evidences, conclusions, i) : -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (leaders[i] >= 0) {
            follow(&conclusions[i], &conclusions[leaders[i]],
                   evidences[leaders[i]].paper->file->name);
        }
    }
}

/* What the numbers of a submission stand for: the reading that its words agree with best. */
#ifndef BAOSONG_JUDGE_HYPOTHESIS_H
#define BAOSONG_JUDGE_HYPOTHESIS_H

#include "judge/filing.h"

/* A number beside words, as evidence for or against a reading. */
struct numbered {
    struct number number;
    const char *words;
    struct score *scores; /* what the words beside it say; one a task */
    char *kept;           /* the words, where they are its own to be freed; else NULL */
    bool heading;         /* of a section, not of a file or a folder */
};

/* Does a number stand for the task under a reading? */
bool hypothesis_means(const struct filing *filing, enum reading reading, int value, size_t task);

/* Does a number that says a kind of tasks (共性7、8, 职能4) stand for the task? */
bool hypothesis_number_means(const struct filing *filing, const struct number *number, size_t task);

/* Do the words name the item: its title or one of its keywords? */
bool hypothesis_item_named(const struct filing *filing, int number, const char *words);

/* Share of the words' two-character pieces that stand in a title. */
double hypothesis_overlap(const char *words, const char *title);

/* The best reading of the numbers; READING_NONE where none is borne out. */
struct hypothesis hypothesis_choose(const struct filing *filing, const struct numbered *numbered,
                                    size_t count);

/* How one reading agrees with them. */
struct hypothesis hypothesis_test(const struct filing *filing, enum reading reading,
                                  const struct numbered *numbered, size_t count);

/* Whether 职能4 is the fourth functional task or the one that is printed with a 4. */
enum reading hypothesis_functional(const struct filing *filing);

/* By which readings are compared: what agrees against what does not. */
double hypothesis_value(const struct hypothesis *hypothesis);

/* So well borne out that a number alone says the task. */
bool hypothesis_firm(const struct hypothesis *hypothesis);

#endif

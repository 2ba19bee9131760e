/* Numbers that clerks put before names: 3、 三、 （三） ③ 03 共性任务3 职能2 第4、5项 附件5. */
#ifndef BAOSONG_JUDGE_NUMBERING_H
#define BAOSONG_JUDGE_NUMBERING_H

#include <stdbool.h>
#include <stddef.h>

enum number_family {
    NUMBER_NONE,
    NUMBER_PLAIN,      /* 3、: of what, the whole submission must tell */
    NUMBER_COMMON,     /* 共性任务3 */
    NUMBER_FUNCTIONAL, /* 职能任务2 */
    NUMBER_ITEM,       /* 第4项, 考核项目4 */
    NUMBER_ATTACHMENT, /* 附件5 */
};

enum { NUMBER_VALUES = 8 }; /* of one name: "第4、5项" has two, "材料14-18" five */

struct number {
    enum number_family family;
    int values[NUMBER_VALUES];
    size_t count; /* 0: the family is named without a number (a folder 职能任务) */
    size_t end;   /* bytes of the plain text up to the first character after it */
    int part;     /* "附件5-1": 1, and values is 5; 0: none */
    int dashed;   /* "附件1-3" is read as a range up to 3; where parts are meant, as part 3 */
};

/* Does it name one of the two kinds of tasks? */
static inline bool number_names_kind(enum number_family family)
{
    return family == NUMBER_COMMON || family == NUMBER_FUNCTIONAL;
}

/* Reads the number of a plain name; family NUMBER_NONE if it has none. */
struct number number_parse(const char *plain);

/* In a submission whose numbers have parts, "1-3" is the third part of 1, no range. */
void number_take_part(struct number *number);

/* Reads digits or a Chinese numeral from 1 to 99; its bytes in *length; 0 if there is none. */
int number_value(const char *plain, size_t *length);

#endif

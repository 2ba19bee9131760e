/* Numbers that clerks put before names. */
#include "judge/numbering.h"
#include "judge/plain.h"
#include "support.h"

#include "base/memory.h"

#include <stdlib.h>

static const struct {
    const char *name;
    enum number_family family;
    int first, count;
} numbers[] = {
    {"3、信用承诺", NUMBER_PLAIN, 3, 1},
    {"三、信用承诺", NUMBER_PLAIN, 3, 1},
    {"（三）信用承诺", NUMBER_PLAIN, 3, 1},
    {"③信用承诺", NUMBER_PLAIN, 3, 1},
    {"⑦⑧网站", NUMBER_PLAIN, 7, 2},
    {"⑩、⑪机制", NUMBER_PLAIN, 10, 2},
    {"⑦③网站", NUMBER_PLAIN, 7, 1},
    {"03信用承诺", NUMBER_PLAIN, 3, 1},
    {"十三、经验做法", NUMBER_PLAIN, 13, 1},
    {"3-1 承诺书", NUMBER_PLAIN, 3, 1},
    {"3.2承诺书", NUMBER_PLAIN, 3, 1},
    {"（9）（12）最美", NUMBER_PLAIN, 9, 2},
    {"（9）（二）甲", NUMBER_PLAIN, 9, 2},
    {"7、8.网站", NUMBER_PLAIN, 7, 2},
    {"十七、十八、诚信履约", NUMBER_PLAIN, 17, 2},
    {"7+8网站", NUMBER_PLAIN, 7, 2},
    {"7+8", NUMBER_PLAIN, 7, 2},
    {"共性任务7+8", NUMBER_COMMON, 7, 2},
    {"共性任务3", NUMBER_COMMON, 3, 1},
    {"共性任务2、三类清单", NUMBER_COMMON, 2, 1},
    {"任务九、十、宣传", NUMBER_PLAIN, 9, 2},
    {"共性任务（三）信用承诺", NUMBER_COMMON, 3, 1},
    {"职能2", NUMBER_FUNCTIONAL, 2, 1},
    {"第4、5项", NUMBER_ITEM, 4, 2},
    {"考核项目8", NUMBER_ITEM, 8, 1},
    {"附件５", NUMBER_ATTACHMENT, 5, 1},
    {"附件4-1", NUMBER_ATTACHMENT, 4, 1},
    {"材料14—18 照片", NUMBER_ATTACHMENT, 14, 5},
    {"材料清单", NUMBER_NONE, 0, 0},
    {"资料3", NUMBER_ATTACHMENT, 3, 1},
    {"附件1-3", NUMBER_ATTACHMENT, 1, 3},
    {"职能任务", NUMBER_FUNCTIONAL, 0, 0},
    {"12家企业承诺书", NUMBER_NONE, 0, 0},
    {"2017年工作要点", NUMBER_NONE, 0, 0},
    {"1-10月数据", NUMBER_NONE, 0, 0},
    {"叁、信用承诺", NUMBER_PLAIN, 3, 1},
    {"拾柒、奖惩案例", NUMBER_PLAIN, 17, 1},
    {"共性任务第9、12项", NUMBER_COMMON, 9, 2},
    {"9.12.15宣传类", NUMBER_PLAIN, 9, 3},
    {"13.14.16.17其他", NUMBER_PLAIN, 13, 4},
    {"2017.11.22材料", NUMBER_NONE, 0, 0},
    {"第三批名单", NUMBER_NONE, 0, 0},
    {"三清单", NUMBER_NONE, 0, 0},
    {"IMG_2031", NUMBER_NONE, 0, 0},
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        CLEANUP_FREE char *plain = plain_text(numbers[i].name, SIZE_MAX);
        struct number number = number_parse(plain);
        if (number.family != numbers[i].family || (int)number.count != numbers[i].count ||
            (number.count > 0 && number.values[0] != numbers[i].first)) {
            fail_msg("%s: family %d, %zu values from %d", numbers[i].name, (int)number.family,
                     number.count, number.values[0]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Photographs taken together: by their names, and what follows for those that show nothing. */
#include "judge/shots.h"
#include "mail_case.h"
#include "support.h"

static void test_together(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        bool together;
    } pairs[] = {
        {"IMG_20170526_153012.jpg", "IMG_20170526_164410.jpg", true},
        {"IMG_20170526_153012.jpg", "IMG_20170616_094410.jpg", false},
        {"微信图片_20170923101512.jpg", "微信图片_20170923161530.jpg", true},
        {"微信图片_20170923101512.jpg", "微信图片_20170924101512.jpg", false},
        {"微信图片_20170926.jpg", "微信图片_20170926(2).jpg", true},
        {"mmexport1510812233445.jpg", "mmexport1510812299999.jpg", true},
        {"mmexport1510812233445.jpg", "mmexport1511900000000.jpg", false},
        {"P70411-093302.jpg", "P70411-094710.jpg", true},
        {"P70411-093302.jpg", "P70426-093302.jpg", false},
        {"IMG_0931.JPG", "IMG_0935.JPG", true},
        {"IMG_0931.JPG", "IMG_0990.JPG", false},
        {"IMG_0931.JPG", "DSC_0931.JPG", false},
        {"IMG_0931.JPG", "IMG_931.JPG", false},
        {"1.jpg", "2.jpg", false},
        {"活动.jpg", "活动.jpg", false},
        {"IMG_99999999999999999999.jpg", "IMG_99999999999999999998.jpg", false},
        {"", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        if (shots_together(pairs[i].one, pairs[i].other) != pairs[i].together ||
            shots_together(pairs[i].other, pairs[i].one) != pairs[i].together) {
            fail_msg("%s and %s", pairs[i].one, pairs[i].other);
        }
    }
}

static void test_followers(void **state)
{
    (void)state;
    static const char banner[] = "诚信伴我行主题宣传活动";
    static const struct {
        const char *path, *text, *tasks;
    } pictures[] = {
        {"照片/IMG_0931.JPG", banner, "C9"},
        {"照片/IMG_0935.JPG", "", "C9"},
        {"照片/IMG_0999.JPG", "", ""},
        {"别的/IMG_0936.JPG", "", ""},
        {"照片/IMG_0970.JPG", "双公示统计", "C6"},
        {"照片/公开.JPG", "", ""},
    };
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        mail_add(mail, KIND_IMAGE, pictures[i].path, pictures[i].text, pictures[i].text);
    }
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        expect_tasks(judgement, i, pictures[i].path, pictures[i].tasks);
    }
}

/* Two that were taken with it show different things: nobody knows which of them it is. */
static void test_they_disagree(void **state)
{
    (void)state;
    char tasks[100];
    CLEANUP(cleanup_description_free)
    struct description *mail = mail_of("市环保局", "信用材料", "");
    mail_add(mail, KIND_IMAGE, "照片/IMG_0931.JPG", "诚信主题宣传活动", "诚信主题宣传活动");
    mail_add(mail, KIND_IMAGE, "照片/IMG_0933.JPG", "", "");
    mail_add(mail, KIND_IMAGE, "照片/IMG_0935.JPG", "公务员诚信档案", "公务员诚信档案");
    CLEANUP(cleanup_judgement_free)
    struct judgement *judgement = judge_mail(&world, mail);
    tasks_of(judgement, 1, tasks, sizeof tasks);
    assert_true(*tasks == '\0' || *tasks == '?');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_together),
        cmocka_unit_test(test_followers),
        cmocka_unit_test(test_they_disagree),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}

/* Document numbers: every form that offices write, and what only looks like one. */
#include "support.h"

#include "base/memory.h"
#include "reader/docnumber.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void test_heads(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"黄政办发〔2017〕54号", "黄政办发〔2017〕54号"},
        {"黄政办发[2017]54号", "黄政办发〔2017〕54号"},
        {"黄政办发【2017】54号", "黄政办发〔2017〕54号"},
        {"黄政办发(2017)54号", "黄政办发〔2017〕54号"},
        {"黄政办发（2017）54号", "黄政办发〔2017〕54号"},
        {"黄政办发﹝2017﹞54号", "黄政办发〔2017〕54号"},
        {"黄政办发［2017］54号", "黄政办发〔2017〕54号"},
        {"黄政办发〈2017〉54号", "黄政办发〔2017〕54号"},
        {"黄 政 办 发 〔 2017 〕 54 号", "黄政办发〔2017〕54号"},
        {"黄政办发〔２０１７〕５４号", "黄政办发〔2017〕54号"},
        {"黄政办发〔2017〕第54号", "黄政办发〔2017〕54号"},
        {"黄教字〔2017〕第 18 号", "黄教字〔2017〕18号"},
        {"黄政发〔2017〕003号", "黄政发〔2017〕3号"},
        {"阳城管罚决字〔2018〕第0083号", "阳城管罚决字〔2018〕0083号"},
        {"(黄)食药监食罚〔2017〕26号", "（黄）食药监食罚〔2017〕26号"},
        {"（黄铁）食药监械听告〔2016〕2号", "（黄铁）食药监械听告〔2016〕2号"},
        {"西公（消）行罚决字〔2016〕0031号", "西公（消）行罚决字〔2016〕0031号"},
        {"取水（鄂黄）字〔2016〕第00027号", "取水（鄂黄）字〔2016〕00027号"},
        {"（冶）安监罚〔2016〕Y-14号", "（冶）安监罚〔2016〕Y-14号"},
        {"（2016）鄂0222民初2107号", "〔2016〕鄂0222民初2107号"},
        {"湖北省阳新县人民法院\n民事判决书\n（2016）鄂0222民初2107号", "〔2016〕鄂0222民初2107号"},
        {"（2015）鄂大冶刑初字第00312号", "〔2015〕鄂大冶刑初字第00312号"},
        {"（2017）最高法民终7号", "〔2017〕最高法民终7号"},
        {"（2018）鄂0202执336号之一", "〔2018〕鄂0202执336号之一"},
        {"（2017）黄政字第54号", "黄政字〔2017〕54号"},
        {"（黄政办发〔2017〕54号）", "黄政办发〔2017〕54号"},
        {"文号：黄政办发〔2017〕54号", "黄政办发〔2017〕54号"},
        {"发文字号: 黄政办发〔2017〕54号", "黄政办发〔2017〕54号"},
        {"黄石市环境保护局文件\n黄环发〔2017〕12号\n关于印发方案的通知", "黄环发〔2017〕12号"},
        {"黄石市环境保护局文件　　黄环发〔2017〕12号", "黄环发〔2017〕12号"},
        {"黄石市环境保护局文件 黄环发〔2017〕12号", "黄环发〔2017〕12号"},
        {"黄石市教育局　　黄教函〔2017〕7号", "黄教函〔2017〕7号"},
        {"黄环文〔2017〕12号    签发人：张三", "黄环文〔2017〕12号"},
        {"关于印发《方案》的通知\n黄信用办〔2017〕24号\n各单位：", "黄信用办〔2017〕24号"},
        {"鄂人社职管发〔2017〕12345号", "鄂人社职管发〔2017〕12345号"},
        {"下发〔2017〕39号", "下发〔2017〕39号"},
        {"黄石市国土资源局公告\n2017年第16号", "2017年第16号"},
        {"黄石市国土资源局公告\n（２０１７年第 16 号）", "2017年第16号"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *number = docnumber_find(rows[i][0]);
        if (number == NULL || strcmp(number, rows[i][1]) != 0) {
            fail_msg("%s gives %s", rows[i][0], number != NULL ? number : "none");
        }
    }
}

static void test_none(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "根据黄政发〔2016〕3号",
        "根据黄政发〔2016〕3号文件要求，我局制定本方案。",
        "关于印发黄政发〔2016〕3号",
        "转发鄂政发〔2016〕3号文件的通知",
        "下发黄政发〔2016〕3号",
        "《黄政发〔2016〕3号》",
        "“黄政发〔2016〕3号”",
        "各县（市）区人民政府，市政府各部门：\n黄政发〔2016〕3号",
        "为贯彻落实文件精神，现将有关事项通知如下。\n黄政发〔2016〕3号",
        "联系电话：0714-2017548号码",
        "统一社会信用代码：91420200MA2017548X",
        "信用代码（2017）54号码无",
        "〔2017〕54号",
        "2017年54号",
        "黄政办发〔2017〕54",
        "黄政办发〔1017〕54号",
        "黄政办发〔2017〕号",
        "黄政办发〔2017〕000号",
        "黄政办发〔2017〕1234567号",
        "被告不服（2016）鄂0222民初2107号民事判决",
        "第54号",
        "2017年第54期",
        "黄石市公告2017年第54号",
        "2017年第54号公告",
        "我局严格执行黄政发〔2016〕3号、黄政发〔2016〕4号文件",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *number = docnumber_find(rows[i]);
        if (number != NULL) {
            fail_msg("%s gives %s", rows[i], number);
        }
    }
}

/* What an OCR engine made of the line, the number, and how sure it may be. */
static void test_misread(void **state)
{
    (void)state;
    static const struct {
        const char *read;
        const char *number;
        double least, most;
    } rows[] = {
        {"黄 政 办 发 〔2017〕54 号", "黄政办发〔2017〕54号", 1, 1},
        {"黄政办发 (2017) 54号", "黄政办发〔2017〕54号", 1, 1},
        {"黄政办发12017〕54号", "黄政办发〔2017〕54号", 0.9, 0.99},
        {"黄政办发〔2017]]号", "黄政办发〔2017〕1号", 0.5, 0.9},
        {"黄政办发〔20l7〕54号", "黄政办发〔2017〕54号", 0.5, 0.9},
        {"黄政办发〔2O17〕54号", "黄政办发〔2017〕54号", 0.5, 0.9},
        {"黄政办发〔2017〕S4号", "黄政办发〔2017〕54号", 0.5, 0.9},
        {"黄政办发〔2017〕54吕", "黄政办发〔2017〕54号", 0.5, 0.9},
        {"石教发【2016]】219号", "石教发〔2016〕219号", 1, 1},
        {"长法办【〔【2015] 90号", "长法办〔2015〕90号", 1, 1},
        {"黄卫计发【2016] 5]1号", "黄卫计发〔2016〕51号", 0.6, 0.9},
        {"黄公管发[2017] 21]号", "黄公管发〔2017〕211号", 0.6, 0.9},
        {"荆人社发【2017] ?7号", "荆人社发〔2017〕7号", 0.9, 0.99},
        {"洛人社发【2017]j 221号", "洛人社发〔2017〕221号", 1, 1},
        {"西水利本【2017] 190号", "西水利函〔2017〕190号", 1, 1},
        {"黄政办图〔2017〕54号", "黄政办函〔2017〕54号", 1, 1},
        {"包信用办-(2016] -3号            签发大:-张志强", "包信用办〔2016〕3号", 0.9, 1},
        {"阳工商办发 [2017] 089q 号", "阳工商办发〔2017〕89号", 0.5, 0.8},
        {"阳工商办发 [2017] 08q9 号", "阳工商办发〔2017〕89号", 0.5, 0.8},
        {"阳工商办发 [2017] 099 号", "阳工商办发〔2017〕99号", 1, 1},
        {"黄政发〔2017〕1O0号", "黄政发〔2017〕100号", 0.5, 0.8},
        {"包财玫〔2015〕24号", "包财函〔2015〕24号", 1, 1},
        {"黄政办发2017〕54号", "黄政办发〔2017〕54号", 0.5, 0.8},
        {"黄国土资文[2 01.7] 17号", "黄国土资文〔2017〕17号", 0.9, 0.99},
        {"黄工商党发T2017 ) 56号", "黄工商党发〔2017〕56号", 0.9, 0.99},
        {"〔2017〕54号", "〔2017〕54号", 0.3, 0.6},
        {"黄环文〔2017〕12号 签发人:张三", "黄环文〔2017〕12号", 1, 1},
        {"铁政文【2017】〗55号", "铁政文〔2017〕55号", 1, 1},
        {"黄环发〔2017] 6夫", "黄环发〔2017〕6号", 0.6, 0.75},
        {"黄安委【2017] 355和天", "黄安委〔2017〕355号", 0.6, 0.75},
        {"治财，2017，18号", "治财〔2017〕18号", 0.8, 0.95},
        {"治财，2017 18号", "治财〔2017〕18号", 0.6, 0.7},
        {"黄工商党发[2017了.56号", "黄工商党发〔2017〕56号", 0.9, 1},
        {"黄环发〔2017] 6夫人", NULL, 0, 0},
        {"黄环发〔2017] 6月", NULL, 0, 0},
        {"黄环发〔2017] 6", NULL, 0, 0},
        {"黄环发〔2017 6夫", NULL, 0, 0},
        {"编号：2017-18号", NULL, 0, 0},
        {"2017年第54号公告", NULL, 0, 0},
        {"2017年11月22日", NULL, 0, 0},
        {"根据黄政发〔2016〕3号", NULL, 0, 0},
        {"黄石市人民政府办公室文件", NULL, 0, 0},
        {"0714-20171234567号", NULL, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double confidence = 0;
        CLEANUP_FREE char *number = docnumber_of_line(rows[i].read, &confidence);
        bool same = (number == NULL) == (rows[i].number == NULL) &&
                    (number == NULL || strcmp(number, rows[i].number) == 0);
        if (!same || confidence < rows[i].least - 1e-9 || confidence > rows[i].most + 1e-9) {
            fail_msg("%s gives %s, %.2f", rows[i].read, number != NULL ? number : "none",
                     confidence);
        }
    }
}

static void test_orders(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"铁山区人民政府令", "第19号", "铁山区人民政府令第19号"},
        {"黄 石 市 人 民 政 府 令", "第 8 号", "黄石市人民政府令第8号"},
        {"铁山区人民政府令", "第l9号", "铁山区人民政府令第19号"},
        {"铁山区人民政府邻", "第19号", "铁山区人民政府令第19号"},
        {"铁山区人民政府", "第19号", NULL},
        {"铁山区人民政府令", "第19号文件", NULL},
        {"铁山区人民政府令", "19号", NULL},
        {"命令", "第19号", NULL},
        {"铁山区人民政府令", "", NULL},
        {"", "第19号", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP_FREE char *number = docnumber_of_order(rows[i][0], rows[i][1]);
        bool same =
            rows[i][2] == NULL ? number == NULL : number != NULL && strcmp(number, rows[i][2]) == 0;
        if (!same) {
            fail_msg("%s / %s gives %s", rows[i][0], rows[i][1], number != NULL ? number : "none");
        }
    }
    CLEANUP_FREE char *found = docnumber_find("阳新县人民政府令\n\n第21号\n《阳新县管理办法》已经");
    assert_string_equal(found, "阳新县人民政府令第21号");
}

static void test_likely(void **state)
{
    (void)state;
    assert_true(docnumber_is_likely("黄编办[2017]的导", false));
    assert_true(docnumber_is_likely("黄土资发，2017 ; 7T2号", false));
    assert_true(docnumber_is_likely("鄂地黄供工2017本4号", false));
    assert_true(docnumber_is_likely("龙政必：=C250012791T7到", true));
    assert_false(docnumber_is_likely("龙政必：=C250012791T7到", false));
    assert_false(docnumber_is_likely("中共黄石市委", true));
    assert_false(docnumber_is_likely("2017年11月22日", false));
    assert_false(docnumber_is_likely("关于做好2017年诚信建设工作的通知", false));
    assert_false(docnumber_is_likely("各县（市）区人民政府，市直各单位：", false));
    assert_false(docnumber_is_likely("", false));
}

static void test_prefix(void **state)
{
    (void)state;
    assert_int_equal(docnumber_prefix("黄政办发〔2017〕54号"), strlen("黄政办发"));
    assert_int_equal(docnumber_prefix("〔2017〕54号"), 0);
    assert_int_equal(docnumber_prefix(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),   cmocka_unit_test(test_none),
        cmocka_unit_test(test_misread), cmocka_unit_test(test_orders),
        cmocka_unit_test(test_likely),  cmocka_unit_test(test_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The issuer's sign out of several readings of a number. */
#include "support.h"

#include "base/memory.h"
#include "reader/sign.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *readings[5];
    const char *issuer, *number;
    double agreed;
} rows[] = {
    /* all say the same: it is legible, whatever it is and whoever stands above */
    {{"科教发〔2017〕5号", "科教发〔2017〕5号"}, NULL, "科教发〔2017〕5号", 1},
    /* but for what no sign begins with */
    {{"草教发〔2017〕5号", "草教发〔2017〕5号"}, NULL, "荆教发〔2017〕5号", 1},
    {{"治超办〔2017〕5号", "治超办〔2017〕5号"}, NULL, "治超办〔2017〕5号", 1},
    {{"绵统字〔2017〕52号", "绵统字〔2017〕52号"}, "缠阳市统计局", "绵统字〔2017〕52号", 1},
    {{"鄂统字〔2017〕52号", "鄂统字〔2017〕52号"}, "湖北省统计局", "鄂统字〔2017〕52号", 1},
    /* a sign of the city's whole name says which it is, whatever stands above was read as */
    {{"鄂州建发〔2017〕3号", "鄂州建发〔2017〕3号", "雷州建发〔2017〕3号"},
     "中共吕州市城乡建设委员会",
     "鄂州建发〔2017〕3号",
     2 / 3.0},
    /* they differ in the first one: a place, and the one whose name stands above */
    {{"草商务发〔2017〕9号", "研商务发〔2017〕9号", "荆商务发〔2017〕9号", "草商务发〔2017〕9号"},
     NULL,
     "荆商务发〔2017〕9号",
     0.5},
    {{"突公通字〔2017〕411号", "宵公通字〔2017〕411号", "撒公通字〔2017〕411号"},
     "囊阳市公安局",
     "襄公通字〔2017〕411号",
     2 / 3.0},
    {{"斌公通字〔2017〕8号", "斌公通字〔2017〕8号", "石公通字〔2017〕8号"},
     "黄石市公安局",
     "黄公通字〔2017〕8号",
     2 / 3.0},
    /* nobody knows better: the most, then the first */
    {{"突公通字〔2017〕411号", "宵公通字〔2017〕411号", "宵公通字〔2017〕411号"},
     NULL,
     "宵公通字〔2017〕411号",
     2 / 3.0},
    {{"突公通字〔2017〕411号", "宵公通字〔2017〕411号"}, NULL, "突公通字〔2017〕411号", 0.5},
    /* the letterhead says all of the sign but what it begins with */
    {{"莉水利函〔2017〕3号"}, "荆州市水利局", "荆水利函〔2017〕3号", 1},
    {{"科水利函〔2017〕3号"}, "水利局", "科水利函〔2017〕3号", 1},
    /* a place that is taken for another place */
    {{"成民文〔2017〕20号", "成民文〔2017〕20号"}, "咸宁市民政局", "咸民文〔2017〕20号", 1},
    {{"成民文〔2017〕20号", "成民文〔2017〕20号"}, "成都市民政局", "成民文〔2017〕20号", 1},
    {{"惠公通字〔2017〕8号", "惠公通字〔2017〕8号"},
     "襄阳市公安局交通管理局",
     "襄公通字〔2017〕8号",
     1},
    {{"冈公积金文〔2017〕73号"}, "黄办市住房公积金管理中心", "冈公积金文〔2017〕73号", 1},
    {{"冈公积金文〔2017〕73号"}, "黄冈市住房公积金管理中心", "冈公积金文〔2017〕73号", 1},
    {{"洪府发〔2017〕7号"}, "南昌市人民政府", "洪府发〔2017〕7号", 1},
    {{"鄂工会〔2017〕7号"}, "黄石市总工会", "鄂工会〔2017〕7号", 1},
    {{"西教发〔2017〕7号"}, "黄石市西塞山区教育局", "西教发〔2017〕7号", 1},
    /* 咸 is taken for one as for the other */
    {{"威林文〔2017〕45号", "成林文〔2017〕45号"}, NULL, "咸林文〔2017〕45号", 0.5},
    {{"成林文〔2017〕45号", "威林文〔2017〕45号", "成林文〔2017〕45号"},
     NULL,
     "成林文〔2017〕45号",
     2 / 3.0},
    {{"成林文〔2017〕45号", "成林文〔2017〕45号"}, NULL, "成林文〔2017〕45号", 1},
    /* the province before the place */
    {{"鄂黄工商处字〔2017〕12号", "雷黄工商处字〔2017〕12号", "鄂黄工商处字〔2017〕12号"},
     "黄石市工商行政管理局",
     "鄂黄工商处字〔2017〕12号",
     2 / 3.0},
    {{"黄石政发〔2017〕12号", "黄石政发〔2017〕12号", "贵石政发〔2017〕12号"},
     "黄石市人民政府",
     "黄石政发〔2017〕12号",
     1},
    {{"辑人社发〔2017〕39号", "辑人社发〔2017〕39号"}, NULL, "鄂人社发〔2017〕39号", 1},
    /* a place in brackets is where it is */
    {{"（黄）食药监食罚〔2017〕26号", "（黄）食药监食罚〔2017〕26号"},
     "黄石市食品药品监督管理局",
     "（黄）食药监食罚〔2017〕26号",
     1},
    /* every reading has another one: the name has it, too */
    {{"黄供于〔2017〕22号", "黄供嘻〔2017〕22号", "黄供电〔2017〕22号", "黄供虽〔2017〕22号"},
     "国网湖北省电力公司黄石供电公司",
     "黄供电〔2017〕22号",
     0.5},
    /* of a sign of two it says nothing; 中共 is no place */
    {{"办字〔2017〕291号", "办字〔2017〕291号"}, "湖北省黄石市质量协会", "办字〔2017〕291号", 1},
    {{"中财党组〔2017〕9号", "荆财党组〔2017〕9号"},
     "中共荆州市财政局党组",
     "荆财党组〔2017〕9号",
     1},
    /* a county writes another character of its name than the first, which was misread, too */
    {{"治环函〔2017〕4号", "治环函〔2017〕4号", "冶环函〔2017〕4号"},
     "大治市环境保护局",
     "冶环函〔2017〕4号",
     2 / 3.0},
    {{"治环函〔2017〕4号"}, "大冶市环境保护局", "冶环函〔2017〕4号", 1},
    /* the name was misread, too, and does not tell where it is */
    {{"衷发改函〔2017〕27号", "衷发改函〔2017〕27号", "圳发改函〔2017〕27号"},
     "圳阳市发展和改革委员会",
     "襄发改函〔2017〕27号",
     2 / 3.0},
    /* what is read as another character each time */
    {{"黄侈函〔2017〕164号", "黄佬函〔2017〕164号", "黄镭函〔2017〕164号", "黄侈函〔2017〕164号"},
     "黄石市振华物业管理有限公司",
     "黄鑫函〔2017〕164号",
     0.5},
    {{"黄使函〔2017〕1号", "黄例函〔2017〕1号"}, NULL, "黄使函〔2017〕1号", 0.5},
    /* what the name holds is its own, also where it is no place that is known */
    {{"还政发〔2017〕33号", "还政发〔2017〕33号"},
     "大冶市还地桥镇人民政府",
     "还政发〔2017〕33号",
     1},
    {{"治文〔2017〕122号", "治文〔2017〕122号"}, "中共大冶市委", "冶文〔2017〕122号", 1},
    {{"研字〔2017〕3号", "研字〔2017〕3号"}, "黄石市政府研究室", "研字〔2017〕3号", 1},
    /* the second one: the whole name of the city */
    {{"黄右政发〔2017〕176号", "黄右政发〔2017〕176号"},
     "黄石市人民政府",
     "黄石政发〔2017〕176号",
     1},
    {{"百政办函〔2017〕111号", "百政办函〔2017〕111号"},
     "西塞山区人民政府办公室",
     "西政办函〔2017〕111号",
     1},
    {{"百政办函〔2017〕111号", "百政办函〔2017〕111号"},
     "百色市人民政府办公室",
     "百政办函〔2017〕111号",
     1},
    /* what is a place is not another one's because the letterhead was misread */
    {{"英政函〔2017〕267号", "英政函〔2017〕267号"}, "黄山县人民政府", "英政函〔2017〕267号", 1},
    {{"蔡政发〔2017〕63号", "蔡政发〔2017〕63号"}, "武汉市袭多区人民政府", "蔡政发〔2017〕63号", 1},
    {{"黄港政发〔2017〕6号", "黄港政发〔2017〕6号"},
     "黄石市黄石港区人民政府",
     "黄港政发〔2017〕6号",
     1},
    /* of a county that is known */
    {{"梨农发〔2017〕71号", "集农发〔2017〕71号", "梨农发〔2017〕71号"},
     "巢湖市农业局",
     "巢农发〔2017〕71号",
     1},
    {{"恪教函〔2017〕7号", "陪教函〔2017〕7号", "恪教函〔2017〕7号"},
     "大悟县教育局",
     "悟教函〔2017〕7号",
     1},
    /* the last one: what signs end in */
    {{"长安监衣〔2017〕8号", "长安监函〔2017〕8号", "长安监衣〔2017〕8号"},
     NULL,
     "长安监函〔2017〕8号",
     1 / 3.0 * 2},
    /* others are longer, and the serial is voted on, too */
    {{"黄教发〔2017〕3号", "和黄教发〔2017〕5号", "黄教发〔2017〕5号"},
     NULL,
     "黄教发〔2017〕5号",
     2 / 3.0},
    {{"〔2017〕56号", "〔2017〕56号", "黄工商党发〔2017〕56号"},
     "中共黄石市工商行政管理局委员会",
     "黄工商党发〔2017〕56号",
     1 / 3.0},
    {{"〔2017〕3号", "〔2017〕3号"}, "黄石市教育局", "〔2017〕3号", 1},
};

static void test_settle(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *readings[COUNT_OF(rows[0].readings)];
        size_t count = 0;
        for (; count < COUNT_OF(readings) && rows[i].readings[count] != NULL; count++) {
            readings[count] = xstrdup(rows[i].readings[count]);
        }
        double agreed = 0;
        CLEANUP_FREE char *number = sign_settle(readings, count, rows[i].issuer, &agreed);
        assert_string_equal(number, rows[i].number);
        assert_true(agreed > rows[i].agreed - 0.01 && agreed < rows[i].agreed + 0.01);
        for (size_t j = 0; j < count; j++) {
            free(readings[j]);
        }
    }
}

static void test_fits(void **state)
{
    (void)state;
    assert_true(sign_fits("黄水利函〔2017〕3号", "黄石市水利局"));
    assert_false(sign_fits("莉水利函〔2017〕3号", "荆州市水利局"));
    assert_false(sign_fits("黄水利函〔2017〕3号", "黄石市教育局"));
    assert_false(sign_fits("治水利函〔2017〕3号", "大治市水利局"));
    assert_false(sign_fits("黄水利函〔2017〕3号", NULL));
    assert_false(sign_fits("〔2017〕3号", "黄石市教育局"));
}

/* What is read as the name of an office, and what it is. */
static const char *const names[][2] = {
    {"大治市环境保护局关于做好信用工作的通知", "大冶市环境保护局关于做好信用工作的通知"},
    {"大治市人民政府令第37号", "大冶市人民政府令第37号"},
    {"中共大治市委办公室", "中共大冶市委办公室"},
    {"长治市环境保护局", "长治市环境保护局"},
    {"长阳自治县人民政府", "长阳自治县人民政府"},
    {"治理超限超载办公室", "治理超限超载办公室"},
    {"黄石市综治委", "黄石市综治委"},
    {"治", "治"},
    {"", ""},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CLEANUP_FREE char *name = sign_mend_name(xstrdup(names[i][0]));
        assert_string_equal(name, names[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settle),
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

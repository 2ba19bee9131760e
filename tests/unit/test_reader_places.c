/* What the signs of an office may begin with, by its name. */
#include "support.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "reader/places.h"

#include <cmocka.h>
#include <stdlib.h>

static const struct {
    const char *office, *signs; /* NULL: nobody knows */
} offices[] = {
    {"黄石市民政局", "黄石"},
    {"中共鄂州市委宣传部", "鄂州"},
    {"南昌市人民政府", "南昌洪"},
    {"张家口市教育局", "张家口"},
    {"恩施土家族苗族自治州人民政府", NULL},
    {"恩施州人民政府", "恩施"},
    /* the province, and a city in it */
    {"湖北省统计局", "鄂"},
    {"北京市统计局", "京"},
    {"湖北省黄石市质量协会", "黄石"},
    {"广西壮族自治区人民政府", "桂"},
    /* counties and districts have signs of their own; 市场 and 城市 are none */
    {"黄石市西塞山区人民政府", NULL},
    {"黄石港区人民政府", NULL},
    {"湖北省阳新县人民政府", NULL},
    {"黄石市市场监督管理局", "黄石"},
    {"黄石市城市管理局", "黄石"},
    /* no such place, or no office of it */
    {"吕州市住房和城乡建设委员会", NULL},
    {"威宁市民政局", NULL},
    {"黄石农商银行", NULL},
    {"水利局", NULL},
    {"", NULL},
};

static void test_signs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(offices); i++) {
        CLEANUP_FREE char *signs = places_signs_of(offices[i].office);
        if (offices[i].signs == NULL) {
            assert_null(signs);
        } else {
            assert_non_null(signs);
            assert_string_equal(signs, offices[i].signs);
        }
    }
}

static void test_sets(void **state)
{
    (void)state;
    assert_true(utf8_is_one_of(0x5188 /* 冈 */, places_signs));
    assert_true(utf8_is_one_of(0x6D2A /* 洪 */, places_signs));
    assert_true(utf8_is_one_of(0x51B6 /* 冶 */, places_signs));
    assert_false(utf8_is_one_of(0x8424 /* 萤 */, places_signs));
    assert_true(utf8_is_one_of(0x9102 /* 鄂 */, places_provinces));
    assert_false(utf8_is_one_of(0x9EC4 /* 黄 */, places_provinces));
    assert_true(places_name_begins(0x9EC4 /* 黄 */));
    assert_false(places_name_begins(0x5188 /* 冈 */));
}

/* Counties, also behind their province and city, and names of which one character was misread. */
static const struct {
    const char *office, *county, *mended; /* NULL: none */
} counties[] = {
    {"大冶市环境保护局", "大冶市", NULL},
    {"湖北省黄石市阳新县人民政府", "阳新县", NULL},
    {"武汉市蔡甸区人民政府", "蔡甸区", NULL},
    {"中共秭归县委", "秭归县", NULL},
    {"长阳土家族自治县人民政府", "长阳土家族自治县", NULL},
    {"黄石市人民政府", NULL, NULL},
    {"黄山县人民政府", NULL, NULL},
    {"稳归县社会信用体系建设领导小组办公室", NULL, "秭归县社会信用体系建设领导小组办公室"},
    {"湖北省稳归县教育局", NULL, "湖北省秭归县教育局"},
    /* 洪湖, 巢湖, 平湖 */
    {"梨湖市农业局", NULL, NULL},
    /* 襄阳, 枣阳 */
    {"囊阳市公安局", NULL, NULL},
    /* 南开区 is another one */
    {"黄石经开区管理委员会", NULL, NULL},
    {"经开区管理委员会", NULL, NULL},
    {"县", NULL, NULL},
    {"", NULL, NULL},
};

static void test_counties(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(counties); i++) {
        CLEANUP_FREE char *county = places_county_of(counties[i].office);
        CLEANUP_FREE char *mended = places_mended(counties[i].office);
        assert_string_equal(county != NULL ? county : "-",
                            counties[i].county != NULL ? counties[i].county : "-");
        assert_string_equal(mended != NULL ? mended : "-",
                            counties[i].mended != NULL ? counties[i].mended : "-");
    }
    assert_true(places_in_county(0x82F1 /* 英 */));
    assert_false(places_in_county(0x6444 /* 摄 */));
    assert_false(places_in_county(0x53BF /* 县 */));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_counties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "reader/places.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "reader/places_counties.h"

#include <stdlib.h>
#include <string.h>

/* Each is followed by a blank; behind "=" stand signs that are not of its name. */
#define PROVINCES                                                                                                               \
    "北京=京 天津=津 上海=沪申 重庆=渝 河北=冀 山西=晋 内蒙古=蒙 辽宁=辽 吉林=吉 黑龙江=黑 "   \
    "江苏=苏 浙江=浙 安徽=皖 福建=闽 江西=赣 山东=鲁 河南=豫 湖北=鄂 湖南=湘 广东=粤 广西=桂 " \
    "海南=琼 四川=川蜀 贵州=黔贵 云南=滇云 西藏=藏 陕西=陕秦 甘肃=甘陇 青海=青 宁夏=宁 "        \
    "新疆=新 "
/* Those that are called 市, 州, 地区 or 盟. */
#define CITIES                                                                                                                     \
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原=并 大同 阳泉 长治 "       \
    "晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 "         \
    "巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 "      \
    "辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 吉林 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 " \
    "鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭 南京 无锡 徐州 常州 "  \
    "苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波=甬 温州 嘉兴=禾 湖州 绍兴 金华 "  \
    "衢州 舟山 台州 丽水 合肥=庐 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆=宜 黄山 滁州 阜阳 宿州 "  \
    "六安 亳州 池州 宣城 福州=榕 厦门=鹭 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌=洪 景德镇 "     \
    "萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 "      \
    "泰安 威海 日照 莱芜 临沂 德州 聊城 滨州 菏泽 郑州 开封=汴 洛阳 平顶山 安阳 鹤壁 新乡 "      \
    "焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 "       \
    "荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架 长沙 株洲 湘潭 衡阳 邵阳 岳阳 "   \
    "常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州=穗 韶关 深圳 珠海 汕头 佛山 江门 湛江 "      \
    "茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁=邕 柳州 桂林 梧州 "  \
    "北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都=蓉 自贡 "      \
    "攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 "   \
    "甘孜 凉山 贵阳=筑 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 昆明 曲靖 玉溪 保山 "       \
    "昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 "    \
    "山南 那曲 阿里 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 "   \
    "天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 海北 黄南 海南 果洛 玉树 "      \
    "海西 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 "    \
    "阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 "
/* Counties that write another character than the first of their name: 大冶. */
#define COUNTIES "冶"

/* What is called 北京市, 湖北省, 广西壮族自治区; 黄石市, 恩施州. */
static const char *const province_kinds[] = {"省",         "市",         "自治区",
                                             "壮族自治区", "回族自治区", "维吾尔自治区"};
static const char *const city_kinds[] = {"市", "州", "地区", "盟"};

enum { COUNTY_FROM = 2, COUNTY_TO = 6 /* characters behind a city's name: 黄石市|西塞山区 */ };

const char places_signs[] = PROVINCES CITIES COUNTIES;
const char places_provinces[] =
    "京津沪申渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔贵滇云藏陕秦甘陇青宁新";

/* --- names ----------------------------------------------------------------------------------- */

/* A place of a list that a name begins with. */
struct place {
    size_t size;       /* bytes of its name; 0: none */
    const char *signs; /* behind "=" */
    size_t signs_size; /* bytes; 0: none but those of the name */
};

static struct place place_at(const char *name, const char *list)
{
    struct place found = {0};
    for (const char *at = list; *at != '\0'; at += strcspn(at, " ") + 1) {
        size_t size = strcspn(at, " =");
        if (size > found.size && strncmp(name, at, size) == 0) {
            const char *signs = at + size + (at[size] == '=');
            found = (struct place){size, signs, strcspn(signs, " ")};
        }
    }
    return found;
}

bool places_name_begins(uint32_t character)
{
    size_t length = 0;
    for (const char *at = CITIES; *at != '\0'; at += strcspn(at, " ") + 1) {
        if (utf8_decode(at, strlen(at), &length) == character) {
            return true;
        }
    }
    return false;
}

static const char *behind(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (utf8_begins_with(text, words[i])) {
            return text + strlen(words[i]);
        }
    }
    return NULL;
}

/* "西塞山区人民政府" behind 黄石市; 市场 and 城市 are no places. */
static bool names_county(const char *rest)
{
    static const char counties[] = "区县市旗";
    size_t length = 0;
    for (size_t at = 0, i = 0, size = strlen(rest); at < size && i <= COUNTY_TO;
         at += length, i++) {
        uint32_t c = utf8_decode(rest + at, size - at, &length);
        if (i >= COUNTY_FROM && utf8_is_one_of(c, counties)) {
            return true;
        }
    }
    return false;
}

static char *signs_of_city(const char *name)
{
    struct place city = place_at(name, CITIES);
    const char *rest =
        city.size > 0 ? behind(name + city.size, city_kinds, COUNT_OF(city_kinds)) : NULL;
    if (rest == NULL || names_county(rest)) {
        return NULL;
    }
    return xasprintf("%.*s%.*s", (int)city.size, name, (int)city.signs_size, city.signs);
}

const char *places_behind_party(const char *office)
{
    static const char party[] = "中共";
    return office + (utf8_begins_with(office, party) ? strlen(party) : 0);
}

char *places_signs_of(const char *office)
{
    const char *name = places_behind_party(office);
    struct place province = place_at(name, PROVINCES);
    const char *rest = province.size > 0
                           ? behind(name + province.size, province_kinds, COUNT_OF(province_kinds))
                           : NULL;
    if (rest == NULL) {
        return signs_of_city(name);
    }
    char *signs = signs_of_city(rest);
    if (signs == NULL && place_at(rest, CITIES).size == 0 && !names_county(rest)) {
        signs = xstrndup(province.signs, province.signs_size);
    }
    return signs;
}

/* --- counties -------------------------------------------------------------------------------- */

/* Where the name of a county can stand in that of an office: at its beginning, behind the province,
 * behind the city. */
struct starts {
    const char *at[4];
    size_t count;
};

static void add_behind(struct starts *starts, const char *name, const char *list,
                       const char *const *kinds, size_t kind_count)
{
    struct place place = place_at(name, list);
    const char *rest = place.size > 0 ? behind(name + place.size, kinds, kind_count) : NULL;
    if (rest != NULL && starts->count < COUNT_OF(starts->at)) {
        starts->at[starts->count++] = rest;
    }
}

static struct starts starts_of(const char *office)
{
    struct starts starts = {.at = {places_behind_party(office)}, .count = 1};
    add_behind(&starts, starts.at[0], PROVINCES, province_kinds, COUNT_OF(province_kinds));
    for (size_t i = 0, count = starts.count; i < count; i++) {
        add_behind(&starts, starts.at[i], CITIES, city_kinds, COUNT_OF(city_kinds));
    }
    return starts;
}

char *places_county_of(const char *office)
{
    struct starts starts = starts_of(office);
    for (size_t i = 0; i < starts.count; i++) {
        for (const char *const *list = places_counties; *list != NULL; list++) {
            size_t size = place_at(starts.at[i], *list).size;
            if (size > 0) {
                return xstrndup(starts.at[i], size);
            }
        }
    }
    return NULL;
}

bool places_in_county(uint32_t character)
{
    static const char kinds[] = "市县区旗自治族";
    bool found = false;
    for (const char *const *list = places_counties; *list != NULL && !found; list++) {
        found = utf8_is_one_of(character, *list);
    }
    return found && !utf8_is_one_of(character, kinds);
}

bool places_known(const char *office)
{
    CLEANUP_FREE char *signs = places_signs_of(office);
    CLEANUP_FREE char *county = places_county_of(office);
    return signs != NULL || county != NULL;
}

/* --- names that were misread ----------------------------------------------------------------- */

/* The places that a name may be of. */
struct suspects {
    const char *at; /* the last one, in its list */
    size_t size;    /* bytes of it */
    size_t count;
};

/* Does the name begin with the place, but for one character, which is not that of its kind? */
static bool begins_alike(const char *name, const char *place, size_t size)
{
    size_t at = 0, wrong = 0, length = 0, other = 0;
    bool same = false;
    for (; at < size && *name != '\0'; at += length, name += other) {
        uint32_t c = utf8_decode(place + at, size - at, &length);
        same = utf8_decode(name, strlen(name), &other) == c;
        wrong += same ? 0 : 1;
    }
    return at == size && same && wrong == 1;
}

/* `kind` follows the names of a list that have none. Of districts there are too many: 开发区 and
 * the like are none that is known. */
static void suspect(const char *name, const char *list, const char *kind, struct suspects *suspects)
{
    static const char district[] = "区";
    for (const char *at = list; *at != '\0'; at += strcspn(at, " ") + 1) {
        size_t size = strcspn(at, " =");
        CLEANUP_FREE char *place = xasprintf("%.*s%s", (int)size, at, kind);
        if (!utf8_ends_with(place, district) && begins_alike(name, place, strlen(place))) {
            *suspects = (struct suspects){at, size, suspects->count + 1};
        }
    }
}

static char *with_place(const char *office, const char *name, const struct suspects *suspects)
{
    const char *rest = name;
    for (size_t at = 0, length = 0, other = 0; at < suspects->size; at += length, rest += other) {
        utf8_decode(suspects->at + at, suspects->size - at, &length);
        utf8_decode(rest, strlen(rest), &other);
    }
    return xasprintf("%.*s%.*s%s", (int)(name - office), office, (int)suspects->size, suspects->at,
                     rest);
}

char *places_mended(const char *office)
{
    struct starts starts = starts_of(office);
    if (places_known(office)) {
        return NULL;
    }
    const char *name = starts.at[starts.count - 1];
    struct suspects suspects = {.count = 0};
    for (const char *const *list = places_counties; *list != NULL; list++) {
        suspect(name, *list, "", &suspects);
    }
    suspect(name, CITIES, "市", &suspects);
    return suspects.count == 1 ? with_place(office, name, &suspects) : NULL;
}

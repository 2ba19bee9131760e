#include "reader/sign.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "reader/docnumber.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    READINGS = 8,
    SIGN_CHARS = 16,
    NAME_PLACE = 4, /* characters at the beginning of a name that say where it is */
};

/* Where offices are: provinces' short names and the first characters of cities' names. */
static const char places[] = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔贵滇云藏陕秦甘陇青"
                             "宁新石唐邯邢保张承沧廊衡太大"
                             "阳长朔忻吕临运呼包乌赤通锡兴阿巴沈鞍抚本丹锦营阜盘铁朝葫四白松延哈齐"
                             "鸡鹤双伊佳七牡绥南无徐常连淮盐"
                             "扬镇泰宿杭温嘉湖绍金衢舟台丽合芜蚌马铜安黄滁六亳池宣福厦莆三泉漳龙九"
                             "景萍鹰宜上济淄枣东烟潍威日莱德"
                             "聊滨菏郑开洛平焦濮许漯商周驻信株邵岳益郴永怀娄广深珠汕韶佛江湛茂肇惠"
                             "梅河清中潮揭柳梧北防钦玉百贺来崇"
                             "海儋成自攀泸绵遂内乐眉达雅资凉遵毕昆曲昭普楚红文西怒迪拉昌林山那宝咸"
                             "渭汉榆兰天武酒庆定果银吴固克吐博"
                             "喀和塔十襄荆孝随恩仙潜神冶港";

/* What signs end in. */
static const char endings[] = "发函字文办通令电议纪任规报复";

/* What no place begins with, and what stands there instead: seen on scans. */
static const struct {
    const char *misread;
    uint32_t place;
} twins[] = {{"囊儒衷训", 0x8944 /* 襄 */}, {"莉草斌研", 0x8346 /* 荆 */}, {"录", 0x6CC9 /* 泉 */},
             {"缠", 0x7EF5 /* 绵 */},       {"稚锥", 0x9E64 /* 鹤 */},     {"毫", 0x4EB3 /* 亳 */},
             {"类", 0x5A04 /* 娄 */},       {"雇", 0x9E70 /* 鹰 */},       {"束", 0x67A3 /* 枣 */},
             {"哪", 0x9102 /* 鄂 */},       {"治", 0x51B6 /* 冶 */}};

/* Places that are taken for other places: the name above alone tells. */
static const struct {
    uint32_t place;
    const char *misread;
} rivals[] = {{0x54B8 /* 咸 */, "成内威"}};

/* --- characters ------------------------------------------------------------------------------ */

struct sign {
    uint32_t at[SIGN_CHARS];
    size_t count;
};

static struct sign sign_of(const char *number)
{
    struct sign sign = {.count = 0};
    size_t end = docnumber_prefix(number), length = 0;
    for (size_t at = 0; at < end && sign.count < SIGN_CHARS; at += length) {
        sign.at[sign.count++] = utf8_decode(number + at, end - at, &length);
    }
    return sign;
}

/* The place that was misread so; 0 for none. */
static uint32_t twin_of(uint32_t c)
{
    for (size_t i = 0; i < COUNT_OF(twins); i++) {
        if (utf8_is_one_of(c, twins[i].misread)) {
            return twins[i].place;
        }
    }
    return 0;
}

/* The place that a name or a sign begins with; 0 where it is none that is known. */
static uint32_t place_of(uint32_t c)
{
    uint32_t twin = twin_of(c);
    return twin != 0 ? twin : utf8_is_one_of(c, places) ? c : 0;
}

static bool is_rival(uint32_t c, uint32_t place)
{
    for (size_t i = 0; i < COUNT_OF(rivals); i++) {
        if (rivals[i].place == place && utf8_is_one_of(c, rivals[i].misread)) {
            return true;
        }
    }
    return false;
}

/* 中共 before it is no place. */
static uint32_t place_of_name(const char *name)
{
    static const char party[] = "中共";
    size_t length = 0;
    if (name != NULL && utf8_begins_with(name, party)) {
        name += strlen(party);
    }
    return name != NULL ? place_of(utf8_decode(name, strlen(name), &length)) : 0;
}

/* How many of the characters between the first and the last stand in the name? */
static size_t count_in(const struct sign *sign, const char *name)
{
    size_t count = 0;
    for (size_t i = 1; i + 1 < sign->count; i++) {
        count += utf8_is_one_of(sign->at[i], name);
    }
    return count;
}

static bool fits_but_first(const struct sign *sign, const char *issuer)
{
    return sign->count > 1 && count_in(sign, issuer) == sign->count - 2;
}

bool sign_fits(const char *number, const char *issuer)
{
    struct sign sign = sign_of(number);
    return issuer != NULL && fits_but_first(&sign, issuer) && utf8_is_one_of(sign.at[0], issuer) &&
           twin_of(sign.at[0]) == 0;
}

/* --- votes ----------------------------------------------------------------------------------- */

/* The readings that have a sign of the length that most of them have. */
struct ballot {
    struct sign signs[READINGS];
    size_t count;
};

static struct ballot ballot_of(char *const *numbers, size_t count)
{
    struct sign signs[READINGS] = {0};
    size_t votes[SIGN_CHARS + 1] = {0};
    count = count < READINGS ? count : READINGS;
    for (size_t i = 0; i < count; i++) {
        signs[i] = sign_of(numbers[i]);
        votes[signs[i].count]++;
    }
    size_t length = signs[0].count;
    for (size_t i = 0; i <= SIGN_CHARS; i++) {
        length = votes[i] > votes[length] ? i : length;
    }
    struct ballot ballot = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        if (signs[i].count == length) {
            ballot.signs[ballot.count++] = signs[i];
        }
    }
    return ballot;
}

static size_t votes_for(const struct ballot *ballot, size_t at, uint32_t c)
{
    size_t votes = 0;
    for (size_t i = 0; i < ballot->count; i++) {
        votes += ballot->signs[i].at[at] == c;
    }
    return votes;
}

/* The character that most readings have there, of those in `set` (NULL: of all); 0 for none. */
static uint32_t elected(const struct ballot *ballot, size_t at, const char *set)
{
    uint32_t best = 0;
    for (size_t i = 0; i < ballot->count; i++) {
        uint32_t c = ballot->signs[i].at[at];
        bool eligible = set == NULL || utf8_is_one_of(c, set);
        if (eligible && (best == 0 || votes_for(ballot, at, c) > votes_for(ballot, at, best))) {
            best = c;
        }
    }
    return best;
}

/* Is the place in the name? 大冶市 is 冶 in its numbers, 阳新县 阳. */
static bool names_place(const char *name, uint32_t place)
{
    size_t length = 0;
    for (size_t at = 0, i = 0, size = strlen(name); at < size && i < NAME_PLACE;
         at += length, i++) {
        if (place_of(utf8_decode(name + at, size - at, &length)) == place) {
            return true;
        }
    }
    return false;
}

/* The place that most readings have, one way or the other, and the name, too; 0 for none. */
static uint32_t confirmed_place(const struct ballot *ballot, const char *issuer)
{
    for (size_t i = 0; issuer != NULL && i < ballot->count; i++) {
        uint32_t place = place_of(ballot->signs[i].at[0]);
        size_t votes = 0;
        for (size_t j = 0; j < ballot->count; j++) {
            votes += place_of(ballot->signs[j].at[0]) == place;
        }
        if (place != 0 && 2 * votes > ballot->count && names_place(issuer, place)) {
            return place;
        }
    }
    return 0;
}

/* What an unclear first character is: whose name stands above, else a place. */
static uint32_t decided_first(const struct ballot *ballot, const struct sign *sign,
                              const char *issuer)
{
    uint32_t place = confirmed_place(ballot, issuer), voted = elected(ballot, 0, places);
    place = place != 0 ? place : place_of_name(issuer);
    bool related = issuer != NULL && count_in(sign, issuer) > 0;
    if (place != 0 && (related || votes_for(ballot, 0, place) > 0)) {
        return place;
    }
    return voted != 0 ? voted : sign->at[0];
}

static uint32_t decided(const struct ballot *ballot, const struct sign *sign, size_t at,
                        const char *issuer)
{
    if (at == 0) {
        return decided_first(ballot, sign, issuer);
    }
    const char *set = at + 1 == sign->count ? endings : issuer;
    uint32_t c = set != NULL ? elected(ballot, at, set) : 0;
    return c != 0 ? c : sign->at[at];
}

/* "莉水利函〔2017〕3号" of 荆州市水利局: all of the sign but its first character is found in the
 * name that stands large above it, and 莉 is no place. Of a sign of two characters nothing is found
 * there: "办字" may be one. */
static void agree_with_issuer(struct sign *sign, const char *issuer)
{
    if (sign->count < 3) {
        return;
    }
    uint32_t place = twin_of(sign->at[0]);
    if (issuer == NULL || place == 0 || !names_place(issuer, place)) {
        place = place_of_name(issuer);
    }
    bool misread = !utf8_is_one_of(sign->at[0], places) || is_rival(sign->at[0], place);
    if (place != 0 && misread && fits_but_first(sign, issuer)) {
        sign->at[0] = place;
    }
}

/* No sign begins with what is only taken for a place, but for 治超办 and 研究室. */
static void mend_place(struct sign *sign)
{
    static const char words[] = "治研";
    uint32_t twin = sign->count > 1 ? twin_of(sign->at[0]) : 0;
    if (twin != 0 && !utf8_is_one_of(sign->at[0], words)) {
        sign->at[0] = twin;
    }
}

static size_t votes_for_tail(char *const *numbers, size_t count, const char *tail)
{
    size_t votes = 0;
    for (size_t i = 0; i < count; i++) {
        votes += strcmp(tail, numbers[i] + docnumber_prefix(numbers[i])) == 0;
    }
    return votes;
}

/* Year and serial number, as most readings have them. */
static const char *tail_of(char *const *numbers, size_t count)
{
    const char *best = numbers[0] + docnumber_prefix(numbers[0]);
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        const char *tail = numbers[i] + docnumber_prefix(numbers[i]);
        size_t votes = votes_for_tail(numbers, count, tail);
        if (votes > most) {
            best = tail;
            most = votes;
        }
    }
    return best;
}

char *sign_settle(char *const *numbers, size_t count, const char *issuer, double *agreed)
{
    struct ballot ballot = ballot_of(numbers, count);
    struct sign sign = ballot.signs[0];
    size_t least = ballot.count;
    for (size_t i = 0; i < sign.count; i++) {
        sign.at[i] = elected(&ballot, i, NULL);
        size_t votes = votes_for(&ballot, i, sign.at[i]);
        least = votes < least ? votes : least;
    }
    struct sign settled = sign;
    for (size_t i = 0; i < sign.count; i++) {
        if (votes_for(&ballot, i, sign.at[i]) < ballot.count) {
            settled.at[i] = decided(&ballot, &sign, i, issuer);
        }
    }
    agree_with_issuer(&settled, issuer);
    mend_place(&settled);
    const char *tail = tail_of(numbers, count);
    size_t votes = votes_for_tail(numbers, count, tail);
    *agreed = (double)(votes < least ? votes : least) / (double)count;
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < settled.count; i++) {
        char character[4];
        buffer_add(&text, character, utf8_encode(settled.at[i], character));
    }
    buffer_add_text(&text, tail);
    return buffer_steal(&text);
}

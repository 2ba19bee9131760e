#include "reader/sign.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "reader/docnumber.h"
#include "reader/places.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    READINGS = 8,
    SIGN_CHARS = 16,
    GOLD_READINGS = 3, /* of one character, each another one */
    NAME_PLACE = 4,    /* characters at the beginning of a name that say where it is */
};

/* What signs end in. */
static const char endings[] = "发函字文办通令电议纪任规报复";

/* What no place begins with, and what stands there instead: seen on scans. */
static const struct {
    const char *misread;
    uint32_t place;
} twins[] = {{"囊儒衷训", 0x8944 /* 襄 */}, {"莉草斌研", 0x8346 /* 荆 */}, {"录", 0x6CC9 /* 泉 */},
             {"缠", 0x7EF5 /* 绵 */},       {"稚锥", 0x9E64 /* 鹤 */},     {"毫", 0x4EB3 /* 亳 */},
             {"类", 0x5A04 /* 娄 */},       {"雇", 0x9E70 /* 鹰 */},       {"束", 0x67A3 /* 枣 */},
             {"哪辑", 0x9102 /* 鄂 */},     {"治", 0x51B6 /* 冶 */},       {"菜", 0x8572 /* 蕲 */}};

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
    return twin != 0 ? twin : utf8_is_one_of(c, places_signs) ? c : 0;
}

static uint32_t first_of(const char *text)
{
    size_t length = 0;
    return utf8_decode(text, strlen(text), &length);
}

/* A copy of the name with the place in the place of the character at `at`. The caller frees it. */
static char *with_place(const char *name, size_t at, uint32_t place)
{
    char character[5] = "";
    size_t length = 0;
    utf8_decode(name + at, strlen(name + at), &length);
    utf8_encode(place, character);
    return xasprintf("%.*s%s%s", (int)at, name, character, name + at + length);
}

/* Of an office whose place is known: 石家庄, 大冶市. NULL else; the caller frees it. */
static char *signs_of_known(const char *name)
{
    char *signs = places_signs_of(name);
    return signs != NULL ? signs : places_county_of(name);
}

/* What the signs of the office begin with, also where the first character of its name was misread
 * (囊阳市公安局); NULL where its place is not known. The caller frees it. */
static char *signs_of(const char *issuer)
{
    const char *name = issuer != NULL ? places_behind_party(issuer) : "";
    uint32_t twin = twin_of(first_of(name));
    if (twin == 0) {
        return signs_of_known(name);
    }
    CLEANUP_FREE char *mended = with_place(name, 0, twin);
    return signs_of_known(mended);
}

/* Who stands in the letterhead. */
struct office {
    const char *name;  /* NULL: nobody */
    const char *signs; /* as of signs_of */
};

/* 冶 of the county 大冶市, 悟 of 大悟县; but 大 of 大连, which is more. */
static uint32_t first_telling(const char *signs)
{
    static const char *const counties[] = {"市", "县", "区"};
    size_t length = 0;
    uint32_t first = utf8_decode(signs, strlen(signs), &length);
    bool county = utf8_ends_with_any(signs, counties, COUNT_OF(counties));
    return county && first == 0x5927 /* 大 */ ? first_of(signs + length) : first;
}

/* What its sign begins with most likely. Where its signs are not known that is the first character
 * of its name, if places' names begin with it; else 0. */
static uint32_t likely_place(const struct office *issuer)
{
    if (issuer->signs != NULL) {
        return first_telling(issuer->signs);
    }
    const char *name = issuer->name != NULL ? places_behind_party(issuer->name) : "";
    uint32_t c = first_of(name), twin = twin_of(c);
    return twin != 0 ? twin : places_name_begins(c) ? c : 0;
}

char *sign_mend_name(char *name)
{
    static const char kinds[] = "市县"; /* 大治市; 自治县 is none */
    size_t from = (size_t)(places_behind_party(name) - name), size = strlen(name), length = 0;
    uint32_t before = 0;
    if (places_known(name)) {
        return name;
    }
    char *right = places_mended(name);
    if (right != NULL) {
        free(name);
        return right;
    }
    for (size_t at = from, i = 0; at < size && i < NAME_PLACE; at += length, i++) {
        uint32_t c = utf8_decode(name + at, size - at, &length), twin = twin_of(c);
        uint32_t next = first_of(name + at + length);
        if (twin != 0 && before != 0x81EA /* 自 */ && utf8_is_one_of(next, kinds)) {
            char *mended = with_place(name, at, twin);
            free(name);
            return mended;
        }
        before = c;
    }
    return name;
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

static bool fits(const struct sign *sign, const char *issuer)
{
    return issuer != NULL && fits_but_first(sign, issuer) && utf8_is_one_of(sign->at[0], issuer) &&
           twin_of(sign->at[0]) == 0;
}

bool sign_fits(const char *number, const char *issuer)
{
    struct sign sign = sign_of(number);
    return fits(&sign, issuer);
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
    votes[0] = 0; /* of those that have none the others know more */
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

/* The place that most readings have, one way or the other, and the name, too, where its place is
 * known; 0 for none. */
static uint32_t confirmed_place(const struct ballot *ballot, const struct office *issuer)
{
    for (size_t i = 0; i < ballot->count; i++) {
        uint32_t place = place_of(ballot->signs[i].at[0]);
        size_t votes = 0;
        for (size_t j = 0; j < ballot->count; j++) {
            votes += place_of(ballot->signs[j].at[0]) == place;
        }
        bool named = issuer->name != NULL && names_place(issuer->name, place);
        if (place != 0 && 2 * votes > ballot->count && (named || issuer->signs == NULL)) {
            return place;
        }
    }
    return 0;
}

/* 鄂州建发: the sign itself says which city it is of. */
static bool is_city(uint32_t first, uint32_t second)
{
    char name[16] = "";
    size_t size = utf8_encode(first, name);
    size += utf8_encode(second, name + size);
    memcpy(name + size, "市", sizeof "市");
    return places_known(name);
}

/* 咸 is taken for other places, for one of them as easily as for the next: where most readings do
 * not agree on one it is none of those. */
static bool is_all_over(const struct ballot *ballot)
{
    static const char all_over[] = "咸威成戚";
    uint32_t first = ballot->signs[0].at[0];
    bool differs = false;
    for (size_t i = 0; i < ballot->count; i++) {
        if (!utf8_is_one_of(ballot->signs[i].at[0], all_over)) {
            return false;
        }
        differs |= ballot->signs[i].at[0] != first;
    }
    return differs;
}

/* 鄂黄工商: what stands before the place is its province. 0 where none was read there. */
static uint32_t province_before(const struct ballot *ballot, const struct sign *sign,
                                const struct office *issuer)
{
    bool before = issuer->signs != NULL && sign->count > 2 &&
                  !utf8_is_one_of(sign->at[0], issuer->signs) &&
                  utf8_is_one_of(sign->at[1], issuer->signs);
    return before ? elected(ballot, 0, places_provinces) : 0;
}

/* What an unclear first character is: of the place of the office whose name stands above; else the
 * place that most have, or that the name may begin with. */
static uint32_t decided_first(const struct ballot *ballot, const struct sign *sign,
                              const struct office *issuer)
{
    uint32_t place = province_before(ballot, sign, issuer);
    place = place != 0 ? place : confirmed_place(ballot, issuer);
    if (place != 0) {
        return place;
    }
    const char *signs = issuer->signs;
    uint32_t voted = elected(ballot, 0, signs != NULL ? signs : places_signs);
    bool most = voted != 0 && 2 * votes_for(ballot, 0, voted) > ballot->count;
    if (!most && is_all_over(ballot)) {
        return 0x54B8; /* 咸 */
    }
    if (most && (signs != NULL || is_city(voted, sign->at[1]))) {
        return voted;
    }
    bool related = issuer->name != NULL && count_in(sign, issuer->name) > 0;
    place = likely_place(issuer);
    if (place != 0 && (related || votes_for(ballot, 0, place) > 0)) {
        return place;
    }
    return voted != 0 ? voted : sign->at[0];
}

/* 鑫, of which companies' names are full, is read as another character each time, most of them
 * under a roof. */
static bool is_gold(const struct ballot *ballot, size_t at)
{
    static const char like_gold[] = "使侈僵锚例佬镭盒针奢夺价奔舍奋鑫";
    size_t different = 0;
    for (size_t i = 0; i < ballot->count; i++) {
        uint32_t c = ballot->signs[i].at[at];
        if (!utf8_is_one_of(c, like_gold)) {
            return false;
        }
        size_t before = 0;
        while (before < i && ballot->signs[before].at[at] != c) {
            before++;
        }
        different += before == i;
    }
    return different >= GOLD_READINGS;
}

static uint32_t decided(const struct ballot *ballot, const struct sign *sign, size_t at,
                        const struct office *issuer)
{
    if (is_gold(ballot, at)) {
        return 0x946B; /* 鑫 */
    }
    if (at == 0) {
        return decided_first(ballot, sign, issuer);
    }
    const char *set = at + 1 == sign->count ? endings : issuer->name;
    uint32_t c = set != NULL ? elected(ballot, at, set) : 0;
    return c != 0 ? c : sign->at[at];
}

/* Does no office of that name begin its sign so: with what is no place, or another one's? What its
 * name holds is its own: 还政发 is of 大冶市还地桥镇. */
static bool is_foreign(uint32_t c, const struct office *issuer)
{
    bool place = utf8_is_one_of(c, places_signs) || places_in_county(c);
    bool possible = issuer->signs == NULL || utf8_is_one_of(c, issuer->signs) ||
                    utf8_is_one_of(c, places_provinces);
    bool trusted = issuer->signs != NULL || first_of(issuer->name) != c;
    bool named = trusted && utf8_is_one_of(c, issuer->name);
    return !named && !(place && possible);
}

/* "莉水利函〔2017〕3号" of 荆州市水利局: all of the sign but its first character is found in the
 * name that stands large above it, and 莉 is no place. Of a sign of two characters nothing is found
 * there: "办字" may be one. */
static void agree_on_first(struct sign *sign, const struct office *issuer)
{
    uint32_t place = twin_of(sign->at[0]);
    bool named = place != 0 && names_place(issuer->name, place);
    if (!named) {
        place = likely_place(issuer);
    }
    bool misread = place != 0 && sign->count > 2 && is_foreign(sign->at[0], issuer);
    if ((named || misread) && fits_but_first(sign, issuer->name)) {
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

/* 百政办函 of 西塞山区人民政府, and 黄右政发 of 黄石市人民政府: a sign may begin with the whole
 * name of the city. What it was taken for may be a place, too, but stands nowhere in the name. */
static void agree_on_name(struct sign *sign, const char *issuer)
{
    static const struct {
        const char *misread;
        uint32_t character;
    } likes[] = {{"百再四酉", 0x897F /* 西 */}, {"右厂古后", 0x77F3 /* 石 */}};
    const char *name = places_behind_party(issuer);
    for (size_t at = 0, length = 0; at < 2 && sign->count > 2; at++, name += length) {
        uint32_t named = utf8_decode(name, strlen(name), &length), c = sign->at[at];
        for (size_t i = 0; i < COUNT_OF(likes); i++) {
            bool alike = likes[i].character == named && utf8_is_one_of(c, likes[i].misread);
            sign->at[at] = alike && !utf8_is_one_of(c, issuer) ? named : sign->at[at];
        }
        if (sign->at[at] != named) {
            break;
        }
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

/* How many readings speak for the least certain character of the sign. The name above confirms a
 * sign that fits it, but for its last character; and that it has a character is as good as half of
 * the readings, where each has another one (供于, 供中, 供电 of 供电公司). */
static size_t support_of(const struct ballot *ballot, const struct sign *settled,
                         const struct office *issuer)
{
    size_t least = ballot->count, half = (ballot->count + 1) / 2;
    for (size_t i = fits(settled, issuer->name) ? settled->count - 1 : 0; i < settled->count; i++) {
        const char *name = i == 0 ? issuer->signs : issuer->name;
        bool named = name != NULL && utf8_is_one_of(settled->at[i], name);
        size_t votes = votes_for(ballot, i, elected(ballot, i, NULL));
        votes = named && votes < half ? half : votes;
        least = votes < least ? votes : least;
    }
    return least;
}

char *sign_settle(char *const *numbers, size_t count, const char *issuer, double *agreed)
{
    CLEANUP_FREE char *signs = signs_of(issuer);
    const struct office office = {.name = issuer, .signs = signs};
    struct ballot ballot = ballot_of(numbers, count);
    struct sign sign = ballot.signs[0];
    for (size_t i = 0; i < sign.count; i++) {
        sign.at[i] = elected(&ballot, i, NULL);
    }
    struct sign settled = sign;
    for (size_t i = 0; i < sign.count; i++) {
        if (votes_for(&ballot, i, sign.at[i]) < ballot.count) {
            settled.at[i] = decided(&ballot, &sign, i, &office);
        }
    }
    if (office.name != NULL) {
        agree_on_first(&settled, &office);
        agree_on_name(&settled, office.name);
    }
    mend_place(&settled);
    const char *tail = tail_of(numbers, count);
    size_t votes = votes_for_tail(numbers, count, tail);
    size_t support = support_of(&ballot, &settled, &office);
    *agreed = (double)(votes < support ? votes : support) / (double)count;
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < settled.count; i++) {
        char character[4];
        buffer_add(&text, character, utf8_encode(settled.at[i], character));
    }
    buffer_add_text(&text, tail);
    return buffer_steal(&text);
}

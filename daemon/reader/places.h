/*
 * Places whose offices number their documents: the provinces, prefectures and counties of China
 * (names of GB/T 2260, as of 2017), with the short names (简称) that offices use. What an OCR
 * engine makes of a letterhead is believed where it names one of them.
 */
#ifndef BAOSONG_READER_PLACES_H
#define BAOSONG_READER_PLACES_H

#include <stdbool.h>
#include <stdint.h>

/* What an office's sign begins with somewhere, as a set of characters: 黄 (黄石), 冈 (黄冈),
 * 鄂 (湖北), 洪 (南昌). */
extern const char places_signs[];

/* The short names of the provinces: a court in a city writes 鄂02, too. */
extern const char places_provinces[];

/* Does the name of a city or the like begin with it? Those of counties often do, too. */
bool places_name_begins(uint32_t character);

/*
 * What the sign of an office may begin with by its name, the likeliest first: "黄石" of
 * 黄石市民政局, "南昌洪" of 南昌市人民政府, "鄂" of 湖北省统计局. 中共, and the province before a
 * city, are passed over. NULL where the name begins with no place of these, or goes on with a
 * county or a district in it, which have signs of their own. The caller frees it.
 */
char *places_signs_of(const char *office);

/* The county or district, or the city of that rank, whose office it is, also behind its province
 * and city: "大冶市" of 湖北省黄石市大冶市环境保护局. NULL where it is of none. The caller frees
 * it. */
char *places_county_of(const char *office);

/* Does the name of a county, beside its kind, hold the character? Signs of counties begin with it.
 */
bool places_in_county(uint32_t character);

/* Is it the office of one of all these places? */
bool places_known(const char *office);

/* The name of an office of no known place with one character of the place set right: 稳归县教育局
 * is of 秭归县. NULL where it is known, and where no place would fit, or more than one. The caller
 * frees it. */
char *places_mended(const char *office);

/* The name of an office behind 中共, which is no place. */
const char *places_behind_party(const char *office);

#endif

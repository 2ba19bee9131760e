#include "judge/gazetteer.h"

#include "base/utf8.h"
#include "judge/lookup.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* Mentions of one text that are looked at: a list of all units is no evidence for any. */
enum { MAX_MENTIONS = 200 };

struct name {
    char *text;
    size_t size;
    uint64_t beginning; /* its first two characters */
    int unit;           /* -1: means more than one unit, so none */
    bool derived;
    bool part;
};

struct gazetteer {
    struct name *names; /* by their beginning, then the longest first */
    size_t count;
    struct lookup first; /* the first name with a beginning */
};

/* --- the names ------------------------------------------------------------------------------- */

/* Whose names are being added. */
struct owner {
    int unit;
    bool part;
};

static void add(struct gazetteer *gazetteer, struct owner owner, const char *text, bool derived)
{
    if (plain_han_count(text) < 2) {
        return;
    }
    struct name name = {.text = plain_text(text, SIZE_MAX),
                        .unit = owner.unit,
                        .derived = derived,
                        .part = owner.part};
    name.size = strlen(name.text);
    name.beginning = plain_beginning(name.text);
    gazetteer->names = xgrow(gazetteer->names, gazetteer->count, sizeof *gazetteer->names);
    gazetteer->names[gazetteer->count++] = name;
}

/* 物价局 without its city is an office; 法律援助中心 may be anybody's. */
static bool ends_as_office(const char *name)
{
    static const char *const ends[] = {"局", "委", "处", NULL};
    size_t size = strlen(name);
    for (size_t i = 0; ends[i] != NULL; i++) {
        if (size > strlen(ends[i]) && strcmp(name + size - strlen(ends[i]), ends[i]) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * What clerks write instead: of 市环保局 and 黄石市环境保护局 the forms 环保局, 黄石环保局. The
 * city's own name is what stands before 市 in the full name.
 */
static void add_short_forms(struct gazetteer *gazetteer, struct owner owner, const char *name,
                            const char *city)
{
    static const char shi[] = "市";
    const char *at = strstr(name, shi);
    const char *rest = at != NULL ? at + strlen(shi) : NULL;
    bool begins = at == name || (*city != '\0' && (size_t)(at - name) == strlen(city) &&
                                 plain_starts_with(name, city));
    if (rest == NULL || !begins || plain_han_count(rest) < 3) {
        return;
    }
    if (!owner.part || ends_as_office(rest)) {
        add(gazetteer, owner, rest, true);
    }
    if (*city != '\0') {
        CLEANUP_FREE char *with_city = xasprintf("%s%s", city, rest);
        CLEANUP_FREE char *in_full = xasprintf("%s市%s", city, rest);
        add(gazetteer, owner, with_city, false);
        add(gazetteer, owner, in_full, false);
    }
}

/* 黄石昆仑燃气 of 黄石昆仑燃气有限公司. */
static void add_company(struct gazetteer *gazetteer, struct owner owner, const char *name,
                        const char *city)
{
    static const char *const kinds[] = {"有限责任公司", "有限公司", "公司"};
    enum { LEAST = 3 }; /* Han characters beside the city's */
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (utf8_ends_with(name, kinds[i])) {
            CLEANUP_FREE char *stem = xstrndup(name, strlen(name) - strlen(kinds[i]));
            bool telling = plain_han_count(stem) >= plain_han_count(city) + LEAST;
            if (*city != '\0' && plain_starts_with(stem, city) && telling) {
                add(gazetteer, owner, stem, true);
            }
            return;
        }
    }
}

static void add_all_forms(struct gazetteer *gazetteer, struct owner owner, const char *name,
                          const char *city)
{
    add(gazetteer, owner, name, false);
    add_short_forms(gazetteer, owner, name, city);
    add_company(gazetteer, owner, name, city);
}

/* "黄石" of "黄石市环境保护局": what most full names begin with; "" if there is no such thing. */
static char *find_city(const struct campaign *campaign)
{
    char *best = xstrdup("");
    size_t best_count = 1;
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const char *full = campaign->units[i].full_name;
        const char *at = strstr(full, "市");
        size_t size = at != NULL ? (size_t)(at - full) : 0;
        size_t count = 0;
        for (size_t j = 0; size > 0 && j < campaign->unit_count; j++) {
            count += strncmp(campaign->units[j].full_name, full, size + strlen("市")) == 0;
        }
        if (count > best_count) {
            free(best);
            best = xstrndup(full, size);
            best_count = count;
        }
    }
    return best;
}

static int compare_names(const void *one, const void *other)
{
    const struct name *a = one;
    const struct name *b = other;
    if (a->beginning != b->beginning) {
        return a->beginning < b->beginning ? -1 : 1;
    }
    if (a->size != b->size) {
        return a->size > b->size ? -1 : 1;
    }
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->derived ? 1 : 0) - (b->derived ? 1 : 0);
}

/* One entry for each text; a listed name beats a short form, and what means two units means none.
 */
static void unite(struct gazetteer *gazetteer)
{
    size_t kept = 0;
    for (size_t i = 0; i < gazetteer->count; i++) {
        struct name *name = &gazetteer->names[i];
        struct name *last = kept > 0 ? &gazetteer->names[kept - 1] : NULL;
        if (last == NULL || strcmp(last->text, name->text) != 0) {
            gazetteer->names[kept++] = *name;
            continue;
        }
        if (last->unit != name->unit && last->derived == name->derived) {
            last->unit = -1;
        }
        free(name->text);
    }
    gazetteer->count = kept;
}

struct gazetteer *gazetteer_new(const struct campaign *campaign)
{
    struct gazetteer *gazetteer = xcalloc(1, sizeof *gazetteer);
    CLEANUP_FREE char *city = find_city(campaign);
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct unit *unit = &campaign->units[i];
        struct owner owner = {.unit = (int)i};
        add_all_forms(gazetteer, owner, unit->name, city);
        add_all_forms(gazetteer, owner, unit->full_name, city);
        for (size_t j = 0; j < unit->aliases.count; j++) {
            add_all_forms(gazetteer, owner, unit->aliases.at[j], city);
        }
        owner.part = true;
        for (size_t j = 0; j < unit->parts.count; j++) {
            add_all_forms(gazetteer, owner, unit->parts.at[j], city);
        }
    }
    if (gazetteer->count > 0) {
        qsort(gazetteer->names, gazetteer->count, sizeof *gazetteer->names, compare_names);
    }
    unite(gazetteer);
    gazetteer->first = lookup_new(gazetteer->count);
    for (size_t i = 0; i < gazetteer->count; i++) {
        uint64_t beginning = gazetteer->names[i].beginning;
        if (i == 0 || gazetteer->names[i - 1].beginning != beginning) {
            lookup_put(&gazetteer->first, beginning, (uint32_t)i);
        }
    }
    return gazetteer;
}

void gazetteer_free(struct gazetteer *gazetteer)
{
    if (gazetteer == NULL) {
        return;
    }
    for (size_t i = 0; i < gazetteer->count; i++) {
        free(gazetteer->names[i].text);
    }
    free(gazetteer->names);
    lookup_free(&gazetteer->first);
    free(gazetteer);
}

/* --- finding them ---------------------------------------------------------------------------- */

/* Characters after which a new word begins although they are Han: 由市环保局, 我局, 送交通局. */
static bool is_particle(uint32_t character)
{
    static const char particles[] = "是由的自和与及于送报向请同经对给让致在将被到我及各";
    for (size_t i = 0, length = 0; particles[i] != '\0'; i += length) {
        if (plain_next(particles + i, &length) == character) {
            return true;
        }
    }
    return false;
}

static bool begins_word(const char *text, size_t at, const struct mention *previous)
{
    if (previous != NULL && previous->to == at) {
        return false; /* 黄石港区教育局: the district's, not the city's */
    }
    uint32_t before = plain_before(text, at);
    return !utf8_is_han(before) || is_particle(before);
}

/* What may follow a name of two characters, which is otherwise part of another word (大冶有色). */
static bool ends_word(const char *rest)
{
    static const char *const followers[] = {"市",   "县",   "区",   "政府", "人民", "社会", "信用",
                                            "材料", "自查", "报送", "上报", "佐证", "资料", NULL};
    size_t length = 0;
    return !utf8_is_han(plain_next(rest, &length)) || plain_starts_with_any(rest, followers) > 0;
}

/* 委 of 国资委 may go on as 国资委员会, which is another's name if no listed name is so long. */
static bool goes_on(const char *text, const struct name *name)
{
    static const char wei[] = "委";
    const char *end = text + name->size;
    return strncmp(end - strlen(wei), wei, strlen(wei)) == 0 && plain_starts_with(end, "员会");
}

/* A city's department is named with 市, or the city before it; other letters make it another's. */
static bool starts_here(const char *text, size_t at, const struct name *name,
                        const struct mention *previous)
{
    if (name->derived || plain_starts_with(name->text, "市") || name->size <= 9) {
        return begins_word(text, at, previous);
    }
    return previous == NULL || previous->to != at || !utf8_is_han(plain_before(text, at));
}

/* `first`: the first of the names that begin as the text does there; so below. */
static const struct name *longest_at(const struct gazetteer *gazetteer, size_t first,
                                     const char *text, size_t at, const struct mention *previous)
{
    uint64_t beginning = gazetteer->names[first].beginning;
    for (size_t i = first; i < gazetteer->count && gazetteer->names[i].beginning == beginning;
         i++) {
        const struct name *name = &gazetteer->names[i];
        if (strncmp(name->text, text + at, name->size) == 0 &&
            starts_here(text, at, name, previous) && !goes_on(text + at, name) &&
            (name->size > 6 || ends_word(text + at + name->size))) {
            return name;
        }
    }
    return NULL;
}

/* Characters that differ, both texts being so many bytes of Han; 2 stands for any more. */
static unsigned differences(const char *one, const char *other, size_t size)
{
    unsigned count = 0;
    for (size_t at = 0; at < size && count < 2; at += 3) {
        size_t length = 0;
        if (!utf8_is_han(plain_next(one + at, &length)) ||
            !utf8_is_han(plain_next(other + at, &length))) {
            return 2;
        }
        count += memcmp(one + at, other + at, 3) != 0;
    }
    return count;
}

/*
 * The one name that a text misspells by a single character. Only long names: of two short ones
 * such as 市教育局 and 市体育局 each would be the other's misspelling.
 */
static const struct name *misspelt_at(const struct gazetteer *gazetteer, size_t first,
                                      const char *text, size_t at, const struct mention *previous)
{
    enum { LONG_NAME = 8 * 3 };
    const struct name *found = NULL;
    size_t left = strnlen(text + at, 128);
    uint64_t beginning = gazetteer->names[first].beginning;
    for (size_t i = first; i < gazetteer->count && gazetteer->names[i].beginning == beginning;
         i++) {
        const struct name *name = &gazetteer->names[i];
        if (name->size < LONG_NAME || name->size > left || name->unit < 0 ||
            differences(name->text, text + at, name->size) != 1 ||
            !starts_here(text, at, name, previous)) {
            continue;
        }
        if (found != NULL && found->unit != name->unit) {
            return NULL;
        }
        found = found == NULL ? name : found;
    }
    return found;
}

/* A newspaper is named in every list of press reports. */
static bool is_press(const struct name *name, const char *rest)
{
    static const char paper[] = "报";
    if (strcmp(name->text + name->size - strlen(paper), paper) != 0) {
        return false;
    }
    static const char *const words[] = {"报道", "刊", "头版", "记者", "讯", "第", "《", "20", NULL};
    return plain_starts_with_any(rest, words) > 0;
}

static struct mention *find(const struct gazetteer *gazetteer, const char *plain, bool typos,
                            size_t *count)
{
    struct mention *mentions = NULL;
    *count = 0;
    size_t length = 0;
    for (size_t at = 0; plain[at] != '\0' && *count < MAX_MENTIONS; at += length) {
        size_t next = 0;
        uint64_t beginning = (uint64_t)plain_next(plain + at, &length) << 21;
        beginning |= plain_next(plain + at + length, &next);
        uint32_t first = length == 3 ? lookup_get(&gazetteer->first, beginning) : LOOKUP_NONE;
        if (first == LOOKUP_NONE) {
            continue;
        }
        const struct mention *previous = *count > 0 ? &mentions[*count - 1] : NULL;
        const struct name *name = longest_at(gazetteer, first, plain, at, previous);
        bool typo = typos && name == NULL;
        name = typo ? misspelt_at(gazetteer, first, plain, at, previous) : name;
        if (name == NULL) {
            continue;
        }
        length = name->size;
        if (name->unit >= 0) {
            mentions = xgrow(mentions, *count, sizeof *mentions);
            mentions[(*count)++] =
                (struct mention){.unit = name->unit,
                                 .from = at,
                                 .to = at + name->size,
                                 .derived = name->derived,
                                 .typo = typo,
                                 .part = name->part,
                                 .press = is_press(name, plain + at + name->size)};
        }
    }
    return mentions;
}

struct mention *gazetteer_find(const struct gazetteer *gazetteer, const char *plain, size_t *count)
{
    return find(gazetteer, plain, true, count);
}

void gazetteer_mask(const struct gazetteer *gazetteer, char *plain)
{
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = find(gazetteer, plain, false, &count);
    for (size_t i = 0; i < count; i++) {
        memset(plain + mentions[i].from, ' ', mentions[i].to - mentions[i].from);
    }
}

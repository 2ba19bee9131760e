#include "reader/cloud.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/cloud_places.h"
#include "reader/names.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR = 5 /* lines around a link in which its file and its end are told */ };

/* A stretch of the text. */
struct span {
    const char *from, *to;
};

/* One address and where it stands: providers name it two to five times for one file. */
struct place {
    struct span first, last;
    struct span room; /* what lies between it and other files' addresses, at most NEAR lines */
};

/* --- addresses ------------------------------------------------------------------------------- */

/* Bytes of the address at `at`: up to what cannot belong to one. */
static size_t link_size(const char *at)
{
    size_t size = 0;
    while ((unsigned char)at[size] > ' ' && (unsigned char)at[size] < 0x7F &&
           strchr("<>\"'`|\\^{}", at[size]) == NULL) {
        size++;
    }
    while (size > 0 && strchr(".,;)]", at[size - 1]) != NULL) {
        size--;
    }
    return size;
}

/* The next address of a cloud at or behind `at`; false where there is none. */
static bool next_link(const char *at, struct span *found)
{
    for (at = strstr(at, "http"); at != NULL; at = strstr(at, "http")) {
        size_t size = link_size(at);
        CLEANUP_FREE char *link = xstrndup(at, size);
        bool web = strncmp(link, "http://", 7) == 0 || strncmp(link, "https://", 8) == 0;
        if (web && cloud_is_place(link)) {
            *found = (struct span){at, at + size};
            return true;
        }
        at += size > 0 ? size : 1;
    }
    return false;
}

static bool same(struct span a, struct span b)
{
    return a.to - a.from == b.to - b.from && memcmp(a.from, b.from, (size_t)(a.to - a.from)) == 0;
}

static const char *lines_back(const char *text, const char *at)
{
    for (int lines = 0; at > text; at--) {
        lines += at[-1] == '\n';
        if (lines == NEAR) {
            break;
        }
    }
    return at;
}

static const char *lines_on(const char *at)
{
    for (int lines = 0; *at != '\0' && lines < NEAR; at++) {
        lines += *at == '\n';
    }
    return at;
}

/* Follows the address at `first` to its last mention before another file's. */
static struct place place_of(const char *text, const char *from, struct span first)
{
    struct place place = {.first = first, .last = first};
    struct span next;
    const char *limit = lines_on(first.to);
    while (next_link(place.last.to, &next) && same(next, first)) {
        place.last = next;
        limit = lines_on(next.to);
    }
    if (next_link(place.last.to, &next) && next.from < limit) {
        limit = next.from;
    }
    const char *begin = lines_back(text, first.from);
    place.room = (struct span){begin > from ? begin : from, limit};
    return place;
}

/* --- the file's name ------------------------------------------------------------------------- */

/* Where a file's name begins that ends at `end`: behind the line's start, a blank or a bracket. */
static const char *name_start(struct span in, const char *end)
{
    static const char *const stops[] = {"：", "，", "、", "“", "《", "【", "　"};
    const char *start = end;
    while (start > in.from && strchr("\n\t<>:\"|*?", start[-1]) == NULL) {
        start--;
        for (size_t i = 0; i < COUNT_OF(stops); i++) {
            size_t length = strlen(stops[i]);
            if (strncmp(start, stops[i], length) == 0) {
                return start + length;
            }
        }
    }
    return start;
}

/* How long the ending of a file's name at the dot is; 0 where it is none. */
static size_t ending_size(const char *dot)
{
    static const char *const hosts[] = {".com", ".cn", ".net", ".org", ".gov", ".edu"};
    size_t size = 1;
    while (g_ascii_isalnum(dot[size])) {
        size++;
    }
    bool named = g_ascii_isalpha(dot[1]) || g_ascii_strncasecmp(dot, ".7z", 3) == 0;
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        named = named && g_ascii_strncasecmp(dot, hosts[i], size) != 0;
    }
    return named && size >= 3 && size <= 6 && dot[size] != '@' && dot[size] != '.' ? size : 0;
}

/* The last thing in the stretch that looks like a file's name; the caller frees it. */
static char *name_in(struct span in)
{
    for (const char *dot = in.to; dot > in.from;) {
        dot--;
        size_t size = *dot == '.' ? ending_size(dot) : 0;
        const char *start = size > 0 && dot + size <= in.to ? name_start(in, dot) : dot;
        if (start < dot) {
            CLEANUP_FREE char *name = xstrndup(start, (size_t)(dot - start) + size);
            return names_clean_line(name, LIMIT_FINDING_DETAIL / 4);
        }
    }
    return NULL;
}

/* Addresses have dots and dates, too: only the words around them are asked. */
static char *without_links(struct span in)
{
    char *text = xstrndup(in.from, (size_t)(in.to - in.from));
    for (char *at = strstr(text, "http"); at != NULL; at = strstr(at, "http")) {
        size_t size = link_size(at);
        memset(at, ' ', size > 0 ? size : 1);
        at++;
    }
    return text;
}

static char *name_among(struct span in)
{
    CLEANUP_FREE char *text = without_links(in);
    return name_in((struct span){text, text + strlen(text)});
}

/* Before its first address, else between its mentions, else behind the last. */
static char *find_name(const struct place *place)
{
    const struct span stretches[] = {{place->room.from, place->first.from},
                                     {place->first.to, place->last.from},
                                     {place->last.to, place->room.to}};
    for (size_t i = 0; i < COUNT_OF(stretches); i++) {
        char *name = stretches[i].from < stretches[i].to ? name_among(stretches[i]) : NULL;
        if (name != NULL) {
            return name;
        }
    }
    return NULL;
}

/* --- until when it holds --------------------------------------------------------------------- */

static const char *line_end(const char *at, const char *limit)
{
    const char *end = memchr(at, '\n', (size_t)(limit - at));
    return end != NULL ? end : limit;
}

/* "2017年", "2017-", "2017/": where a date begins in a line; NULL where none does. */
static const char *date_in(const char *line)
{
    const char *at = strstr(line, "20");
    while (at != NULL) {
        bool year = g_ascii_isdigit(at[2]) && g_ascii_isdigit(at[3]);
        if (year && (strncmp(at + 4, "年", strlen("年")) == 0 || at[4] == '-' || at[4] == '/')) {
            return at;
        }
        at = strstr(at + 2, "20");
    }
    return NULL;
}

/* The date at `date`: its numbers and what Chinese and computers put between them. */
static char *date_at(const char *date)
{
    static const char *const marks[] = {"年", "月", "日", "时", "分", ":", "-", "/", " ", "."};
    size_t size = 0;
    for (size_t step = 1; step > 0; size += step) {
        step = g_ascii_isdigit(date[size]) ? 1 : 0;
        for (size_t m = 0; m < COUNT_OF(marks) && step == 0; m++) {
            bool fits = strncmp(date + size, marks[m], strlen(marks[m])) == 0;
            step = fits ? strlen(marks[m]) : 0;
        }
    }
    CLEANUP_FREE char *found = xstrndup(date, size);
    return names_clean_line(found, 64);
}

/* "30天" in a line; NULL where there is none. */
static char *days_in(const char *line)
{
    const char *word = strstr(line, "天");
    const char *start = word;
    while (start != NULL && start > line && g_ascii_isdigit(start[-1])) {
        start--;
    }
    return start != NULL && start < word ? xasprintf("%.*s天", (int)(word - start), start) : NULL;
}

/* What a line that speaks of an end says of it; NULL where it says nothing. */
static char *end_in_line(const char *line)
{
    static const char *const words[] = {"到期", "过期", "有效", "失效", "剩余"};
    if (strstr(line, "无限期") != NULL || strstr(line, "永久有效") != NULL) {
        return xstrdup("不限");
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strstr(line, words[i]) != NULL) {
            const char *date = date_in(line);
            return date != NULL ? date_at(date) : days_in(line);
        }
    }
    return NULL;
}

static char *end_among(struct span in)
{
    CLEANUP_FREE char *text = without_links(in);
    const char *limit = text + strlen(text);
    for (const char *at = text; at < limit;) {
        const char *stop = line_end(at, limit);
        CLEANUP_FREE char *line = xstrndup(at, (size_t)(stop - at));
        char *end = end_in_line(line);
        if (end != NULL && end[0] != '\0') {
            return end;
        }
        free(end);
        at = stop + (stop < limit);
    }
    return NULL;
}

/* On the lines of its mentions first; what stands behind them may be the next file's. */
static char *find_end(const struct place *place)
{
    const char *line = place->first.from;
    while (line > place->room.from && line[-1] != '\n') {
        line--;
    }
    const char *last_line = line_end(place->last.to, place->room.to);
    const struct span stretches[] = {
        {line, last_line}, {place->room.from, line}, {last_line, place->room.to}};
    for (size_t i = 0; i < COUNT_OF(stretches); i++) {
        char *end = stretches[i].from < stretches[i].to ? end_among(stretches[i]) : NULL;
        if (end != NULL) {
            return end;
        }
    }
    return NULL;
}

/* "提取码：x4d3": what the place asks for; NULL where none is told. */
static char *find_code(const struct place *place)
{
    static const char *const words[] = {"提取码", "提取密码", "访问码", "访问密码", "密码"};
    CLEANUP_FREE char *text = without_links((struct span){place->first.to, place->room.to});
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const char *at = strstr(text, words[i]);
        if (at != NULL) {
            at += strlen(words[i]);
            at += strncmp(at, "：", strlen("：")) == 0 ? strlen("：") : 0;
            at += strspn(at, ": \t\n");
            size_t size = 0;
            while (g_ascii_isalnum(at[size])) {
                size++;
            }
            return size >= 3 && size <= 16 ? xstrndup(at, size) : NULL;
        }
    }
    return NULL;
}

/* --- the finding ----------------------------------------------------------------------------- */

static bool known(const struct description *description, const char *link)
{
    for (size_t i = 0; i < description->finding_count; i++) {
        const struct finding *finding = &description->findings[i];
        const char *found =
            finding->code == FINDING_CLOUD_LINK ? strstr(finding->detail, link) : NULL;
        if (found != NULL && link_size(found) == strlen(link)) {
            return true;
        }
    }
    return false;
}

static void add(struct job *job, const char *link, const struct place *place)
{
    CLEANUP_FREE char *file = find_name(place);
    CLEANUP_FREE char *end = find_end(place);
    CLEANUP_FREE char *code = find_code(place);
    CLEANUP_BUFFER struct buffer detail = BUFFER_EMPTY;
    if (file != NULL) {
        buffer_add_format(&detail, "《%s》 ", file);
    }
    buffer_add_text(&detail, link);
    if (code != NULL) {
        buffer_add_format(&detail, "，提取码%s", code);
    }
    if (end != NULL) {
        bool date = g_ascii_isdigit(end[0]) && strstr(end, "天") == NULL;
        buffer_add_format(&detail, date ? "，有效期至%s" : "，有效期%s", end);
    }
    finding_add(&job->description->findings, &job->description->finding_count, FINDING_CLOUD_LINK,
                buffer_text(&detail));
}

void cloud_find(struct job *job, const char *text)
{
    const char *from = text;
    struct span first;
    while (next_link(from, &first)) {
        const struct place place = place_of(text, from, first);
        size_t size = (size_t)(first.to - first.from);
        CLEANUP_FREE char *link =
            xstrndup(first.from, utf8_cut(first.from, size, LIMIT_FINDING_DETAIL / 2));
        if (!known(job->description, link)) {
            add(job, link, &place);
        }
        from = place.last.to;
    }
}

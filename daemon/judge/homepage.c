#include "judge/homepage.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "judge/evidence.h"
#include "judge/plain.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What only browsers and web pages say. */
static const char *const browser_words[] = {
    "浏览器",   "explorer", "http:",    "https:", "www.",     "友情链接",
    "相关链接", "常用链接", "网站链接", "页脚",   "当前位置", NULL};

/* Entries of a menu that are of credit matters, 政务公开 is in every menu; */
static const char *const credit_entries[] = {
    "双公示",   "红黑",     "黑名单",   "信用承诺", "承诺公示", "失信",     "信用动态", "诚信动态",
    "信用政策", "联合奖惩", "信用查询", "信用等级", "信用评价", "诚信故事", NULL};
/* and those that belong to such a column, but to others, too. */
static const char *const column_entries[] = {"政策法规", "政策文件", "制度文件",
                                             "典型案例", "工作动态", NULL};

size_t homepage_count_sites(const struct task *task, const char *plain)
{
    const char *cursor = task->text;
    size_t count = 0;
    for (char *site = NULL; (site = plain_between(&cursor, "“", "”")) != NULL; free(site)) {
        count += strstr(plain, site) != NULL;
    }
    return count;
}

/* The common task that asks for links; NULL if none does. */
static const struct task *task_of_links(const struct filing *filing)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        if (task->common && evidence_asks_links(task)) {
            return task;
        }
    }
    return NULL;
}

/* "信用住建", "诚信国企", "企业信用", "信用建设专栏": what a column is called, and nothing else. */
static bool is_column_name(const char *entry)
{
    enum { LEAST = 4, MOST = 6, MOST_OF_A_COLUMN = 10 };
    static const char *const credit[] = {"信用", "诚信", NULL};
    static const char *const columns[] = {"专栏", "栏目", "频道", "板块", NULL};
    if (utf8_ends_with(entry, "网站")) {
        return false; /* 信用网站: above the links to them */
    }
    size_t han = plain_han_count(entry);
    if (plain_contains_any(entry, columns)) {
        return han <= MOST_OF_A_COLUMN && plain_contains_any(entry, credit);
    }
    return han >= LEAST && han <= MOST &&
           (plain_starts_with_any(entry, credit) > 0 || utf8_ends_with(entry, "信用") ||
            utf8_ends_with(entry, "诚信"));
}

/* Between entries, or made of bullets by recognition. */
#define MARKS "|>:;,*.\" "

/* What has been seen of a menu: kinds of entries, as sets. */
struct menu {
    bool named;
    uint64_t credit;
    uint64_t others;
};

/* Adds the kind of an entry that is of one of these; false if it is of none. */
static bool add_kind(const char *entry, const char *const *kinds, uint64_t *set)
{
    for (size_t i = 0; kinds[i] != NULL; i++) {
        if (strstr(entry, kinds[i]) != NULL) {
            *set |= UINT64_C(1) << i;
            return true;
        }
    }
    return false;
}

/* One entry, or the last step of "首页>信用财政". A longer line is one of news, or a table's head.
 */
static void read_entry(const char *entry, struct menu *menu)
{
    enum { LONGEST_ENTRY = 6, LONGEST = 12 };
    size_t han = plain_han_count(entry);
    if (han == 0 || han > LONGEST) {
        return;
    }
    bool known = han <= LONGEST_ENTRY && (add_kind(entry, credit_entries, &menu->credit) ||
                                          add_kind(entry, column_entries, &menu->others));
    menu->named |= !known && is_column_name(entry);
}

static size_t count_kinds(uint64_t set)
{
    size_t count = 0;
    for (; set != 0; set &= set - 1) {
        count++;
    }
    return count;
}

/* Links stand last: ends the line where they begin, with that word or with the first of the sites.
 */
static void cut_links(const struct task *links, char *plain)
{
    char *word = strstr(plain, "链接");
    if (word != NULL) {
        *word = '\0';
    }
    const char *cursor = links->text;
    for (char *site = NULL; (site = plain_between(&cursor, "“", "”")) != NULL; free(site)) {
        char *at = strstr(plain, site);
        if (at != NULL) {
            *at = '\0';
        }
    }
}

/* A line may hold several entries. */
static void read_line(const struct task *links, const char *line, struct menu *menu)
{
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_FILE_TEXT);
    char *rest = NULL;
    cut_links(links, plain);
    plain_blank(plain, "。");
    for (char *entry = strtok_r(plain, MARKS, &rest); entry != NULL;
         entry = strtok_r(NULL, MARKS, &rest)) {
        read_entry(entry, menu);
    }
}

static struct menu read_menu(const struct task *links, const char *text)
{
    struct menu menu = {0};
    CLEANUP_FREE char *lines = xstrdup(text);
    char *rest = NULL;
    for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        read_line(links, line, &menu);
    }
    return menu;
}

static bool is_web_page(const struct paper *paper, const char *plain)
{
    CLEANUP_FREE char *title = plain_text(paper->file->title, LIMIT_HEADER);
    return paper->file->kind == KIND_IMAGE &&
           (plain_contains_any(plain, browser_words) || plain_contains_any(title, browser_words));
}

/* Forms and lists have words of credit, too: a menu has its column's name, or many kinds of them,
 * or stands above the links. */
static bool shows_column(const struct menu *menu, bool linked)
{
    enum { FEW = 2, MANY = 3 };
    size_t credit = count_kinds(menu->credit), others = count_kinds(menu->others);
    return (menu->named && (linked || credit + others > 0)) || credit >= MANY ||
           (credit >= FEW && (others > 0 || linked)) || (credit > 0 && others > 0 && linked);
}

/* Is it the home page of one of those sites itself? */
static bool is_linked_site(const struct task *links, const struct paper *paper)
{
    CLEANUP_FREE char *title = plain_text(paper->file->title, LIMIT_HEADER);
    const char *cursor = links->text;
    bool is = false;
    for (char *site = NULL; (site = plain_between(&cursor, "“", "”")) != NULL; free(site)) {
        is |= plain_starts_with(title, site);
    }
    return is;
}

struct homepage homepage_read(const struct filing *filing, const struct paper *paper)
{
    enum { SITES = 2 };
    const struct task *links = task_of_links(filing);
    CLEANUP_FREE char *plain = plain_text(paper->file->text, LIMIT_FILE_TEXT);
    if (links == NULL || !is_web_page(paper, plain) || is_linked_site(links, paper)) {
        return (struct homepage){0};
    }
    struct menu menu = read_menu(links, paper->file->text);
    bool linked = homepage_count_sites(links, plain) >= SITES;
    return (struct homepage){.column = shows_column(&menu, linked), .links = linked};
}

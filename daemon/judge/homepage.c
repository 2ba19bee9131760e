#include "judge/homepage.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "judge/evidence.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* What only browsers and web pages say. */
static const char *const page_words[] = {
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

/* What has been seen of a menu. */
struct menu {
    bool named;
    size_t credit;
    size_t others;
};

/* One entry, or the last step of "首页>信用财政". */
static void read_entry(const char *entry, struct menu *menu)
{
    enum { LONGEST = 12 };
    size_t han = plain_han_count(entry);
    if (han == 0 || han > LONGEST) {
        return; /* a line of news */
    }
    if (plain_contains_any(entry, credit_entries)) {
        menu->credit++;
    } else if (plain_contains_any(entry, column_entries)) {
        menu->others++;
    } else {
        menu->named |= is_column_name(entry);
    }
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
           (plain_contains_any(plain, page_words) || plain_contains_any(title, page_words));
}

struct homepage homepage_read(const struct filing *filing, const struct paper *paper)
{
    enum { SITES = 2, ENTRIES = 2 };
    const struct task *links = task_of_links(filing);
    CLEANUP_FREE char *plain = plain_text(paper->file->text, LIMIT_FILE_TEXT);
    if (links == NULL || !is_web_page(paper, plain)) {
        return (struct homepage){0};
    }
    struct menu menu = read_menu(links, paper->file->text);
    bool several = menu.credit >= ENTRIES || (menu.credit > 0 && menu.others > 0);
    bool linked = homepage_count_sites(links, plain) >= SITES;
    bool named = menu.named && (linked || menu.credit + menu.others > 0);
    return (struct homepage){.column = several || named, .links = linked};
}

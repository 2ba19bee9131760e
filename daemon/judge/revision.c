#include "judge/revision.h"

#include "judge/papers.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* What clerks write into the name of another version; the longest first. */
static const char *const marks[] = {
    "请以此件为准", "以此件为准", "以此为准", "征求意见稿", "最终版", "最新版", "更新版", "修订版",
    "修改版",       "正式版",     "修改稿",   "送审稿",     "定稿",   "终稿",   "更新",   "最终",
    "最新",         "修订",       "修改",     "正式",       "重发",   "重报",   "补充",   "盖章",
    "扫描件",       "扫描",       "副本",     "新版",       "new",    NULL};

static void remove_all(char *text, const char *word)
{
    size_t size = strlen(word);
    for (char *at = strstr(text, word); at != NULL; at = strstr(at, word)) {
        memmove(at, at + size, strlen(at + size) + 1);
    }
}

/* "(11.21)" and "(2)" tell days and copies, which marks leave behind; blanks tell nothing. */
static void remove_rests(char *text)
{
    for (char *open = strpbrk(text, "(["); open != NULL; open = strpbrk(open, "([")) {
        size_t size = 1 + strspn(open + 1, "0123456789.-_ ");
        if (open[size] != ')' && open[size] != ']') {
            open++;
            continue;
        }
        memmove(open, open + size + 1, strlen(open + size + 1) + 1);
    }
    remove_all(text, " ");
}

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    }
    return hash != 0 ? hash : 1;
}

uint64_t revision_stem(const char *name)
{
    size_t ending = papers_ending_size(name);
    CLEANUP_FREE char *bare = xstrndup(name, strlen(name) - ending);
    CLEANUP_FREE char *stem = plain_text(bare, SIZE_MAX);
    for (size_t i = 0; marks[i] != NULL; i++) {
        remove_all(stem, marks[i]);
    }
    remove_rests(stem);
    bool numbered = plain_starts_with(stem, "附件") && stem[strlen("附件")] != '\0';
    return numbered || !papers_is_nameless(stem) ? hash_of(stem) : 0;
}

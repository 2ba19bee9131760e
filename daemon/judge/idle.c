#include "judge/idle.h"

#include "base/utf8.h"
#include "judge/plain.h"

#include <string.h>

/* What is lacking, and what will be done: whatever stands below it proves nothing. */
static const char *const problem_words[] = {
    "存在的问题", "存在问题",     "主要问题", "说明的问题", "下一步",   "下步",     "打算",
    "不足",       "意见建议",     "工作建议", "困难",       "整改措施", "努力方向", "今后工作",
    "今后",       "的差距",       "未开展",   "没有开展",   "还差",     "未涉及",   "没做到",
    "未填",       "其他需要说明", "需努力",   NULL};

/* The same where it is all that the heading says; */
static const char *const asides[] = {"意见",     "建议",     "其他",     "关于其他",
                                     "总的情况", "几点考虑", "补正事项", "更正事项"};

/* or where it ends so: 说难处, but not 疑难处理. */
static const char *const ends[] = {"难处"};

static const char *const merit_words[] = {"主要成效", "工作成效", "取得成效", "取得的成效",
                                          "概况",     "结束语",   "结语",     NULL};

/* What stands over the sections about the tasks, of which it says nothing itself. */
static const char *const frame_words[] = {"主要做法", "工作亮点", "主要亮点", "亮点工作", NULL};

static bool is_aside(const char *words)
{
    for (size_t i = 0; i < COUNT_OF(asides); i++) {
        if (strcmp(words, asides[i]) == 0) {
            return true;
        }
    }
    return utf8_ends_with_any(words, ends, COUNT_OF(ends));
}

bool idle_problems(const struct heading *heading)
{
    bool short_of = strstr(heading->words, "短板") != NULL && strstr(heading->words, "补") == NULL;
    return is_aside(heading->words + strspn(heading->words, " ")) || short_of ||
           plain_contains_any(heading->words, problem_words) ||
           plain_starts_with(heading->words, "问题");
}

/* "年度计划、经费由办公室统一报送，我办不单独报送。" */
static bool another_reports(const char *sentence)
{
    static const char *const none[] = {"不单独报送", "不再单独报送", NULL};
    return strstr(sentence, "统一报送") != NULL && plain_contains_any(sentence, none);
}

/* "十三、探索创新：暂无。", "此项无相关工作。": a short section that says so, or any that begins
 * so. */
bool idle_empty(const struct heading *heading)
{
    enum { A_LINE = 60 /* 字 */ };
    static const char *const none[] = {"暂无",       "无。",           "无,",    "不涉及",
                                       "本项不涉及", "本项工作不涉及", "未开展", NULL};
    static const char *const of_it[] = {"无相关工作", "无相关业务", "没有相关工作", "没有相关业务",
                                        NULL};
    const char *said = heading->text + strspn(heading->text, " \n:");
    said += plain_starts_with(said, "答:") ? strlen("答:") : 0;
    if (plain_starts_with(said, "无") && strchr(" \n", said[strlen("无")]) != NULL) {
        return true; /* a cell of a table; strchr() finds the end, too */
    }
    const char *stop = strstr(said, "。");
    CLEANUP_FREE char *sentence =
        xstrndup(said, stop != NULL ? (size_t)(stop - said) : strlen(said));
    return (heading->chars <= A_LINE && plain_starts_with_any(said, none) > 0) ||
           (plain_han_count(sentence) <= A_LINE &&
            (plain_contains_any(sentence, of_it) || another_reports(sentence)));
}

bool idle_heading(const struct heading *heading)
{
    return idle_problems(heading) || idle_empty(heading) ||
           plain_contains_any(heading->words, merit_words);
}

bool idle_frame(const struct heading *heading)
{
    return plain_contains_any(heading->words, frame_words);
}

void idle_cut(char *text)
{
    for (size_t i = 0; problem_words[i] != NULL; i++) {
        char *problems = strstr(text, problem_words[i]);
        if (problems != NULL) {
            *problems = '\0';
        }
    }
}

#include "judge/mistakes.h"

#include "judge/evidence.h"
#include "judge/plain.h"

/* What a clause may name without speaking of the task: the sites that are to be linked stand
 * wherever something is published, reported or looked up (均在信用湖北公示); 信用平台 is where
 * records are looked up, too, a newspaper where somebody is exposed, and funds what is misused. */
struct mistake {
    bool (*of)(const struct task *task);
    const char *const *words; /* with one of these; NULL: whatever the clause says */
    const char *const *meant; /* unless there is one of these */
};

void mistakes_drop(const struct filing *filing, const char *clause, struct score *scores)
{
    static const char *const links[] = {"链",   "挂",   "入口",         "图标",
                                        "飘窗", "跳转", "三级信用网站", NULL};
    static const char *const looks_up[] = {"核查", "查询", "审查", "查验", NULL};
    static const char *const reports[] = {"归集", "推送", "报送", "上报", "录入", "上传",
                                          "档案", "记录", "对接", "共享", NULL};
    static const char *const exposes[] = {"曝光", "公告", "通报", "公布", "登报", "公开", NULL};
    static const char *const press[] = {"报道", "刊发", "刊登", "宣传", "发稿", "信息", NULL};
    static const char *const misuses[] = {"套取", "骗取", "截留", "挪用", "追回", "虚报", NULL};
    static const char *const funds[] = {"预算", "列支", "安排", "保障", NULL};
    static const struct mistake mistakes[] = {
        {evidence_asks_links, NULL, links},
        {evidence_asks_records, looks_up, reports},
        {evidence_asks_press, exposes, press},
        {evidence_asks_funds, misuses, funds},
    };
    for (size_t i = 0; i < COUNT_OF(mistakes); i++) {
        const struct mistake *mistake = &mistakes[i];
        bool may = mistake->words == NULL || plain_contains_any(clause, mistake->words);
        bool mistaken = may && !plain_contains_any(clause, mistake->meant);
        for (size_t j = 0; mistaken && j < filing->unit->task_count; j++) {
            if (mistake->of(filing->unit->tasks[j])) {
                scores[j] = (struct score){0};
            }
        }
    }
}

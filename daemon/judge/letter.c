#include "judge/letter.h"

#include "base/limits.h"
#include "judge/plain.h"

#include <stdlib.h>

static const char *const selling[] = {"发票",   "代开",     "退订",  "优惠",     "报价",   "贷款",
                                      "中奖",   "加盟",     "代办",  "服务费",   "培训费", "促销",
                                      "打折",   "免费试用", "诚招",  "点击领取", "刷单",   "会员价",
                                      "加微信", "邀请函",   "元/人", "报名费",   NULL};

static const char *const asking[] = {"咨询",     "请问",     "怎么办",   "如何办理", "哪里办",
                                     "需要哪些", "想申请",   "想了解",   "能否告知", "什么时候",
                                     "请教",     "办理流程", "信用修复", NULL};

static const char *const petitioning[] = {"信用修复", "异议",     "申诉", "投诉", "举报",
                                          "撤下",     "撤销公示", "求助", NULL};

/* How those speak of themselves who are no office. */
static const char *const private_writers[] = {"我公司", "我司",   "本公司", "我厂", "我店",
                                              "本人",   "我们店", "我企业", NULL};

/* Subject and body; the caller frees. */
static char *words_of(const struct description *description)
{
    CLEANUP_FREE char *subject = plain_text(description->subject, LIMIT_HEADER);
    CLEANUP_FREE char *body = plain_text(description->text, LIMIT_BODY_TEXT);
    return xasprintf("%s\n%s", subject, body);
}

/* One word may stand anywhere; two say what the mail is about. */
static bool says_twice(const struct description *description, const char *const *words)
{
    CLEANUP_FREE char *both = words_of(description);
    return plain_count_any(both, words) >= 2;
}

bool letter_advertises(const struct description *description)
{
    return says_twice(description, selling);
}

bool letter_asks(const struct description *description)
{
    return says_twice(description, asking);
}

bool letter_petitions(const struct description *description)
{
    CLEANUP_FREE char *subject = plain_text(description->subject, LIMIT_HEADER);
    CLEANUP_FREE char *both = words_of(description);
    bool petition =
        plain_contains_any(subject, petitioning) || says_twice(description, petitioning);
    return petition && plain_contains_any(both, private_writers);
}

bool letter_answers_by_itself(const struct description *description)
{
    static const char *const senders[] = {"mailer-daemon@", "postmaster@", NULL};
    static const char *const subjects[] = {"自动回复",
                                           "自动答复",
                                           "系统退信",
                                           "退信",
                                           "投递失败",
                                           "无法投递",
                                           "undelivered mail",
                                           "undeliverable",
                                           "delivery status notification",
                                           "failure notice",
                                           "out of office",
                                           "returned mail",
                                           NULL};
    CLEANUP_FREE char *subject = plain_text(description->subject, LIMIT_HEADER);
    return description->auto_submitted || plain_starts_with_any(description->from, senders) > 0 ||
           plain_starts_with_any(subject, subjects) > 0;
}

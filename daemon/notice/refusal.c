#include "notice/refusal.h"

#include "base/limits.h"
#include "campaign/values.h"

#include <string.h>
#include <strings.h>

/* A mailbox that a machine has, or that nobody reads; also the owners of mailing lists. */
static bool is_nobodys(const char *address)
{
    static const char *const begins[] = {"noreply",  "no-reply",     "no_reply",   "donotreply",
                                         "do-not-",  "do_not_reply", "postmaster", "mailer-daemon",
                                         "bounce",   "owner-",       "daemon@",    "nobody@",
                                         "listserv", "majordomo",    "auto-reply", "autoreply"};
    static const char *const ends[] = {"-owner@",   "-request@", "-bounces@", "-bounce@",
                                       "-noreply@", ".noreply@", "-no-reply@"};
    for (size_t i = 0; i < COUNT_OF(begins); i++) {
        if (strncasecmp(address, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        if (strcasestr(address, ends[i]) != NULL) {
            return true;
        }
    }
    return false;
}

bool answer_is_ours(const struct config *config, const struct campaign *campaign,
                    const char *address)
{
    bool ours = (config->smtp != NULL && strcasecmp(config->smtp->from, address) == 0) ||
                (campaign->mailbox != NULL && strcasecmp(campaign->mailbox, address) == 0);
    for (size_t i = 0; i < config->mailbox_count; i++) {
        const char *user = config->mailboxes[i].user;
        ours = ours || (user != NULL && strcasecmp(user, address) == 0);
    }
    return ours;
}

bool answer_means_to_report(const char *subject)
{
    static const char *const replies[] = {"re:",  "fw:",  "回复", "答复",
                                          "转发", "回执", "催报", "处理结果"};
    static const char *const words[] = {"报送", "自查", "佐证", "附件", "材料", "报告"};
    bool says = false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        says = says || strstr(subject, words[i]) != NULL;
    }
    for (size_t i = 0; i < COUNT_OF(replies); i++) {
        says = says && strcasestr(subject, replies[i]) == NULL;
    }
    return says;
}

const char *answer_refusal(const struct config *config, const struct campaign *campaign,
                           const struct answer_case *answer)
{
    const struct {
        bool refused;
        const char *reason;
    } reasons[] = {
        {config->notices.receipts == RECEIPTS_OFF, "按配置不发回执"},
        {answer->address[0] == '\0', "邮件没有发件人地址"},
        {!value_is_address(answer->address), "发件人地址不规范"},
        {answer_is_ours(config, campaign, answer->address), "发件人是本系统的邮箱"},
        {answer->auto_submitted, "对方邮件是自动发出的（自动回复、退信或群发）"},
        {answer->doubtful, "发件人未经核实，可能是冒名"},
        {is_nobodys(answer->address), "发件人是不收回信的邮箱"},
        {answer->imported, "邮件由工作人员导入，不是从邮箱收取的"},
        {answer->received_at < answer->since, "历史邮件：启用通知以前收到的"},
        {answer->first_seen - answer->received_at > LIMIT_ANSWER_AGE, "历史邮件：收取时已过久"},
        {!answer->known && config->notices.receipts == RECEIPTS_REGISTERED,
         "发件地址未登记，也未经确认"},
        {!answer->submission && !(answer->known && answer->means_to_report), "不是报送材料的邮件"},
        {answer->answers >= LIMIT_ANSWERS_A_DAY, "当天发给该地址的回执已达上限"},
    };
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (reasons[i].refused) {
            return reasons[i].reason;
        }
    }
    return NULL;
}

#include "service/alarms.h"

#include "base/clock.h"
#include "base/log.h"
#include "ledger/outbox.h"

#include <inttypes.h>

/* Takes over the text; NULL ends the alert. That it cannot be kept is only logged: the ledger's own
 * trouble is told by whoever works with it next. */
static void set(struct house *house, const char *kind, const char *which, char *text)
{
    CLEANUP_FREE char *kept = text;
    CLEANUP_FREE char *key = xasprintf("%s/%s", kind, which);
    struct error error = {0};
    if (ledger_set_alert(house->ledger, key, kept, clock_now(), &error) != 0) {
        log_error("an alert could not be kept: %s", error.text);
    }
}

/* What kind of trouble an error is; NULL for what is no alert of its own. */
static const struct trouble {
    enum error_kind kind;
    const char *key;
    const char *chinese; /* behind the mailbox's name */
} troubles[] = {
    {ERROR_LOGIN, "login", "拒绝登录，收不到新邮件"},
    {ERROR_CERTIFICATE, "login", "的服务器未能证明身份，没有登录，收不到新邮件"},
    {ERROR_CONFIG, "login", "的配置有误，收不到新邮件"},
    {ERROR_NETWORK, "reach", "一小时以上无法连接，收不到新邮件"},
    {ERROR_PROTOCOL, "reach", "一小时以上无法正常收取，收不到新邮件"},
    {ERROR_FOLDER, "reach", "有文件夹打不开，其中的邮件收不到"},
};

void alarms_cycle_over(struct house *house, const struct mailbox_config *mailbox,
                       const struct error *why)
{
    const struct trouble *trouble = NULL;
    for (size_t i = 0; why != NULL && i < COUNT_OF(troubles); i++) {
        trouble = troubles[i].kind == why->kind ? &troubles[i] : trouble;
    }
    if (why == NULL) {
        set(house, "login", mailbox->name, NULL);
        set(house, "reach", mailbox->name, NULL);
    }
    if (trouble != NULL) {
        set(house, trouble->key, mailbox->name,
            xasprintf("邮箱%s%s。（%s）", mailbox->name, trouble->chinese, why->text));
    }
    if (why == NULL || why->kind == ERROR_DISK) {
        alarms_stuck(house, why);
    }
}

void alarms_stuck(struct house *house, const struct error *why)
{
    bool disk = why != NULL && why->kind == ERROR_DISK;
    set(house, "disk", "full",
        disk ? xasprintf("磁盘空间不足，已停止收取邮件。（%s）", why->text) : NULL);
}

void alarms_reconciled(struct house *house, const struct mailbox_config *mailbox,
                       const char *folder, int64_t lacking)
{
    CLEANUP_FREE char *which = xasprintf("%s/%s", mailbox->name, folder);
    set(house, "reconcile", which,
        lacking > 0 ? xasprintf("邮箱%s的文件夹%s与台账对不上，有%" PRId64 "封邮件没有收到",
                                mailbox->name, folder, lacking)
                    : NULL);
}

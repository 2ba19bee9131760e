#include "command/providers.h"

#include "base/memory.h"

#include <string.h>

#define AUTHORISATION_CODE                                                                         \
    "Its password here is the client authorisation code (授权码) that the settings of its web " \
    "page "                                                                                        \
    "hand out after IMAP was switched on there; the password of the web page is refused."

const struct provider providers[] = {
    {"163 (NetEase)", " 163.com ", "imaps://imap.163.com", "smtps://smtp.163.com",
     AUTHORISATION_CODE},
    {"126 (NetEase)", " 126.com ", "imaps://imap.126.com", "smtps://smtp.126.com",
     AUTHORISATION_CODE},
    {"yeah.net (NetEase)", " yeah.net ", "imaps://imap.yeah.net", "smtps://smtp.yeah.net",
     AUTHORISATION_CODE},
    {"QQ mail", " qq.com foxmail.com ", "imaps://imap.qq.com", "smtps://smtp.qq.com",
     AUTHORISATION_CODE},
    {"139 (China Mobile)", " 139.com ", "imaps://imap.139.com", "smtps://smtp.139.com",
     AUTHORISATION_CODE},
    {"189 (China Telecom)", " 189.cn ", "imaps://imap.189.cn", "smtps://smtp.189.cn", NULL},
    {"sina", " sina.com sina.cn ", "imaps://imap.sina.com", "smtps://smtp.sina.com",
     AUTHORISATION_CODE},
    {"Aliyun mail", " aliyun.com ", "imaps://imap.aliyun.com", "smtps://smtp.aliyun.com", NULL},
    {"Outlook, Microsoft 365", " outlook.com hotmail.com live.com live.cn ",
     "imaps://outlook.office365.com", "smtp://smtp.office365.com:587",
     "Microsoft no longer lets programs log in with a password, unless the administrator of an "
     "organisation has kept it allowed; forward the mail to another mailbox if the login is "
     "refused."},
    {"Tencent Exmail (腾讯企业邮箱)", "", "imaps://imap.exmail.qq.com",
     "smtps://smtp.exmail.qq.com",
     "IMAP must be switched on in the settings of its web page; where logins are bound to WeChat, "
     "its "
     "password here is a client password made there."},
    {"Aliyun enterprise mail", "", "imaps://imap.qiye.aliyun.com", "smtps://smtp.qiye.aliyun.com",
     NULL},
    {"a server of the office (Coremail and others)", "", NULL, NULL,
     "Ask its administrator for the names of the IMAP and SMTP servers, whether IMAP is switched "
     "on "
     "for the mailbox, and for the certificate of its authority if it has one of its own."},
};
const size_t provider_count = COUNT_OF(providers);

const struct provider *provider_of(const char *address)
{
    const char *at = strrchr(address, '@');
    CLEANUP_FREE char *domain = xasprintf(" %s ", at != NULL ? at + 1 : address);
    for (size_t i = 0; i < provider_count; i++) {
        if (strcasestr(providers[i].domains, domain) != NULL) {
            return &providers[i];
        }
    }
    return NULL;
}

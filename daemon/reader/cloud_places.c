#include "reader/cloud_places.h"

#include "base/memory.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/*
 * The end of the host's name ("" for any), and what the rest of the address has in it. Providers
 * put their own front page into advertisements and footers: that alone is no file.
 */
static const struct {
    const char *host;
    const char *holds;
} places[] = {
    /* Tencent: 超大附件, 文件中转站, 微云, 微盘, 腾讯文档 */
    {"mail.qq.com", "ftn"},
    {"exmail.qq.com", "ftn"},
    {"ftn.qq.com", "/"},
    {"share.weiyun.com", "/"},
    {"weiyun.com", "share"},
    {"drive.weixin.qq.com", "/s"},
    {"doc.weixin.qq.com", "/"},
    {"docs.qq.com", "/"},
    /* NetEase: 163, 126, yeah.net and their enterprise mail */
    {"mail.163.com", "large-attachment"},
    {"mail.163.com", "xdownload"},
    {"mail.163.com", "filehub"},
    {"mail.126.com", "large-attachment"},
    {"mail.126.com", "xdownload"},
    {"mail.yeah.net", "large-attachment"},
    {"fs.163.com", "file="},
    {"dashi.163.com", "cloud-attachment"},
    {"edisk.qiye.163.com", "download"},
    {"qiye.163.com", "large-attachment"},
    {"qiye.163.com", "cloudattach"},
    /* Sina, China Mobile (139, 和彩云), China Telecom (天翼云盘) */
    {"mail.sina.com.cn", "filecenter"},
    {"mail.sina.com.cn", "disk"},
    {"mail.10086.cn", "largeattach"},
    {"mail.10086.cn", "download"},
    {"mail.10086.cn", "fs/"},
    {"mail.139.com", "download"},
    {"caiyun.139.com", "/i/"},
    {"caiyun.139.com", "/i?"},
    {"caiyun.139.com", "link"},
    {"yun.139.com", "link"},
    {"yun.139.com", "share"},
    {"cloud.189.cn", "/t/"},
    {"cloud.189.cn", "share"},
    {"cloud.189.cn", "download"},
    /* Coremail, at whatever host an office has it: 超大附件, 文件中转站 */
    {"", "/coremail/common/nf"},
    {"", "/coremail/s?func=nf"},
    {"", "share_link="},
    {"", "cloudattach"},
    /* file stores */
    {"pan.baidu.com", "/s/"},
    {"pan.baidu.com", "/share/"},
    {"yun.baidu.com", "/s/"},
    {"yun.baidu.com", "/share/"},
    {"aliyundrive.com", "/s/"},
    {"alipan.com", "/s/"},
    {"123pan.com", "/s/"},
    {"pan.quark.cn", "/s/"},
    {"pan.xunlei.com", "/s/"},
    {"115.com", "/s/"},
    {"jianguoyun.com", "/p/"},
    {"vdisk.weibo.com", "/s/"},
    {"yunpan.360.cn", "/surl"},
    {"yunpan.cn", "/"},
    {"ctfile.com", "/f"},
    {"lanzous.com", "/"},
    {"lanzoui.com", "/"},
    {"lanzoux.com", "/"},
    {"lanzou.com", "/"},
    {"wenshushu.cn", "/"},
    {"cowtransfer.com", "/s"},
    {"c-t.work", "/s"},
    {"kdocs.cn", "/l/"},
    {"1drv.ms", "/"},
};

bool cloud_is_place(const char *link)
{
    const char *mark = strstr(link, "://");
    if (mark == NULL) {
        return false;
    }
    const char *host = mark + 3;
    size_t size = strcspn(host, "/:?#");
    const char *rest = host + size;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        size_t length = strlen(places[i].host);
        bool fits = length <= size &&
                    strncasecmp(host + size - length, places[i].host, length) == 0 &&
                    (length == 0 || length == size || host[size - length - 1] == '.');
        bool is_more = strlen(rest) > 3; /* "/" and what a browser hangs on it */
        if (fits && is_more && strcasestr(rest, places[i].holds) != NULL) {
            return true;
        }
    }
    return false;
}

#include "reader/cloud.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/names.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Parts of addresses under which the large attachments and file stores of mail providers live. */
static const char *const places[] = {
    "mail.qq.com/cgi-bin/ftn",
    "wx.mail.qq.com/ftn",
    "mail.qq.com/ftn",
    "ftn.qq.com",
    "exmail.qq.com/ftn",
    "exmail.qq.com/cgi-bin/ftn",
    "large-attachment",
    "fs.163.com",
    "u.163.com",
    "mail.163.com/xdownload",
    "preview.mail.",
    "dashi.163.com",
    "filehub",
    "cloudattach",
    "/coremail/",
    "/cowork/",
    "/nfs/",
    "func=nf:",
    "pan.baidu.com",
    "yun.baidu.com",
    "share.weiyun.com",
    "weiyun.com/",
    "vdisk.weibo.com",
    "cloud.189.cn",
    "caiyun.139.com",
    "yun.139.com",
    "aliyundrive.com/s",
    "alipan.com/s",
    "123pan.com/s",
    "lanzou",
    "jianguoyun.com/p",
    "mail.sina.com.cn/disk",
    "mail.10086.cn/",
    "wenshushu.cn",
    "cowtransfer.com",
    "kdocs.cn/l",
    "drive.qq.com",
    "doc.weixin.qq.com",
};

enum { NEAR = 4 /* lines around a link in which its file and its end are named */ };

static bool is_cloud(const char *link)
{
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (strcasestr(link, places[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Bytes of the address at `at`: up to what cannot belong to one. */
static size_t link_size(const char *at)
{
    size_t size = 0;
    while ((unsigned char)at[size] > ' ' && (unsigned char)at[size] < 0x7F &&
           strchr("<>\"'`|\\^{}", at[size]) == NULL) {
        size++;
    }
    while (size > 0 && strchr(".,;)]", at[size - 1]) != NULL) {
        size--;
    }
    return size;
}

/* --- what is said near the link -------------------------------------------------------------- */

static char *lines_around(const char *text, const char *at, size_t size)
{
    const char *from = at, *to = at + size;
    for (int lines = 0; from > text && lines < NEAR; from--) {
        lines += from[-1] == '\n';
        if (lines == NEAR) {
            break;
        }
    }
    for (int lines = 0; *to != '\0' && lines < NEAR; to++) {
        lines += *to == '\n';
    }
    return xstrndup(from, (size_t)(to - from));
}

/* Addresses have dots and dates, too: only the words around them are asked. */
static void blank_links(char *text)
{
    for (char *at = strstr(text, "http"); at != NULL; at = strstr(at, "http")) {
        size_t size = link_size(at);
        memset(at, ' ', size > 0 ? size : 1);
        at++;
    }
}

/* Where a file's name begins that ends at `end`: at the line, a blank or a bracket before it. */
static const char *name_start(const char *text, const char *end)
{
    static const char *const stops[] = {"：", "（", "，", "、", "“", "《", "　"};
    const char *start = end;
    while (start > text && strchr("\n\t<>:\"|*?", start[-1]) == NULL) {
        start--;
        for (size_t i = 0; i < COUNT_OF(stops); i++) {
            size_t length = strlen(stops[i]);
            if (strncmp(start, stops[i], length) == 0) {
                return start + length;
            }
        }
    }
    return start;
}

static char *file_near(const char *around)
{
    static const char *const endings[] = {".zip",  ".rar", ".7z",   ".docx", ".doc", ".pdf",
                                          ".xlsx", ".xls", ".pptx", ".ppt",  ".wps", ".mp4",
                                          ".jpg",  ".ofd", ".tar",  ".gz",   ".avi", ".mov"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        const char *found = strcasestr(around, endings[i]);
        if (found != NULL) {
            const char *start = name_start(around, found);
            CLEANUP_FREE char *name = xstrndup(start, (size_t)(found - start) + strlen(endings[i]));
            return names_clean_line(name, LIMIT_FINDING_DETAIL / 4);
        }
    }
    return NULL;
}

/* The date in a line that speaks of an end; NULL where none does. */
static char *end_near(const char *around)
{
    static const char *const words[] = {"到期", "过期", "有效期", "失效", "有效至"};
    static const char *const marks[] = {"年", "月", "日", "时", "分", ":", "-", "/", " ", "."};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        const char *word = strstr(around, words[i]);
        const char *line = word;
        while (line != NULL && line > around && line[-1] != '\n') {
            line--;
        }
        const char *date = line != NULL ? strstr(line, "20") : NULL;
        if (date == NULL || date - line > (ptrdiff_t)strcspn(line, "\n")) {
            continue;
        }
        size_t size = 0;
        for (size_t step = 1; step > 0; size += step) {
            step = g_ascii_isdigit(date[size]) ? 1 : 0;
            for (size_t m = 0; m < COUNT_OF(marks) && step == 0; m++) {
                bool fits = strncmp(date + size, marks[m], strlen(marks[m])) == 0;
                step = fits ? strlen(marks[m]) : 0;
            }
        }
        CLEANUP_FREE char *found = xstrndup(date, size);
        return names_clean_line(found, 64);
    }
    return NULL;
}

static bool known(const struct description *description, const char *link)
{
    for (size_t i = 0; i < description->finding_count; i++) {
        const struct finding *finding = &description->findings[i];
        if (finding->code == FINDING_CLOUD_LINK && strstr(finding->detail, link) != NULL) {
            return true;
        }
    }
    return false;
}

static void add_link(struct job *job, const char *link, const char *text, const char *at)
{
    CLEANUP_FREE char *around = lines_around(text, at, strlen(link));
    blank_links(around);
    CLEANUP_FREE char *file = file_near(around);
    CLEANUP_FREE char *end = end_near(around);
    CLEANUP_BUFFER struct buffer detail = BUFFER_EMPTY;
    if (file != NULL) {
        buffer_add_format(&detail, "《%s》 ", file);
    }
    buffer_add(&detail, link, utf8_cut(link, strlen(link), LIMIT_FINDING_DETAIL / 2));
    if (end != NULL && end[0] != '\0') {
        buffer_add_format(&detail, "，有效期至%s", end);
    }
    finding_add(&job->description->findings, &job->description->finding_count, FINDING_CLOUD_LINK,
                buffer_text(&detail));
}

void cloud_find(struct job *job, const char *text)
{
    for (const char *at = strstr(text, "http"); at != NULL;) {
        size_t size = link_size(at);
        CLEANUP_FREE char *link = xstrndup(at, size);
        bool web = strncmp(link, "http://", 7) == 0 || strncmp(link, "https://", 8) == 0;
        if (web && is_cloud(link) && !known(job->description, link)) {
            add_link(job, link, text, at);
        }
        at = strstr(at + (size > 0 ? size : 1), "http");
    }
}

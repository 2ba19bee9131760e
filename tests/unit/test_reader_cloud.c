/* Cloud attachments as the mail programs of China's providers write them into a body. */
#include "reader/cloud.h"
#include "reader/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NETEASE "https://mail.163.com/large-attachment-download/index.html?file="
#define FTN "http://mail.qq.com/cgi-bin/ftnExs_download?k=2c62&t=exs_ftn_download&code="
#define EDISK "https://edisk.qiye.163.com/api/biz/attachment/download?identity="
#define SINA "https://mail.sina.com.cn/filecenter/download.php?id="

/* What a mail's text or page holds, and the details of the findings, each on a line. */
static const struct {
    const char *name;
    const char *text;
    const char *page;
    const char *findings;
} cases[] = {
    {.name = "163, a page",
     .page = "<div><b>从网易163邮箱发来的超大附件</b> <a class='bigattach-mailmaster-download' "
             "href='http://u.163.com/RcUw'>推荐客户端极速下载</a></div><div><div><a "
             "href='" NETEASE "A1'><img src='http://mimg.127.net/ico.gif'></a></div><div><div><a "
             "href='" NETEASE "A1'>佐证资料.rar</a><span> (80.96M, 2017年12月17日 0:49 "
             "到期)</span></div><div><a href='" NETEASE "A1'>下载</a></div></div></div>",
     .findings = "《佐证资料.rar》 " NETEASE "A1，有效期至2017年12月17日 0:49\n"},
    {.name = "126, a page with two files, one without an end",
     .page = "<b>从网易126邮箱发来的云附件</b><div><a href='" NETEASE "A1'></a><a href='" NETEASE
             "A1'>一.zip</a><span>(1.2M, 无限期)</span><a href='" NETEASE
             "A1'>下载</a></div><div><a href='" NETEASE "B2'></a><a href='" NETEASE
             "B2'>二（终稿）.docx</a><span>(3K, 2017年12月1日 10:00 到期)</span></div>",
     .findings = "《一.zip》 " NETEASE "A1，有效期不限\n《二（终稿）.docx》 " NETEASE
                 "B2，有效期至2017年12月1日 10:00\n"},
    {.name = "NetEase for enterprises",
     .page =
         "<b>从网易企业邮箱发来的云附件</b><div><a href='" EDISK "e7'><img></a><div><a href='" EDISK
         "e7' download='x'>现有工具对比.docx</a></div><div>20.49K&nbsp;|&nbsp;过期时间：2017年"
         "12月4日 23:48</div><a href='" EDISK "e7'><img></a><a "
         "href='https://mailh.qiye.163.com/edisk/api/preview?identity=e7'><img></a></div>",
     .findings = "《现有工具对比.docx》 " EDISK "e7，有效期至2017年12月4日 23:48\n"},
    {.name = "QQ, a text",
     .text = "请查收\n\n从QQ邮箱发来的超大附件\n\n佐证 资料.zip (128.03M, 2017年12月27日 21:59 "
             "到期)进入下载页面：" FTN "7684\n",
     .findings = "《佐证 资料.zip》 " FTN "7684，有效期至2017年12月27日 21:59\n"},
    {.name = "QQ, two in a text",
     .text =
         "从QQ邮箱发来的超大附件\n\n一.zip (128.03M, 2017年12月27日 21:59 到期)进入下载页面：" FTN
         "1\n二.rar (1.5G, 2017年12月28日 8:00 到期)进入下载页面：" FTN "2\n",
     .findings = "《一.zip》 " FTN "1，有效期至2017年12月27日 21:59\n《二.rar》 " FTN
                 "2，有效期至2017年12月28日 8:00\n"},
    {.name = "QQ, a page of the new kind",
     .page = "<a href='https://wx.mail.qq.com/ftn/download?func=3&amp;key=c7&amp;code=83'>总结.docx"
             "</a><p>(20M, 2017年12月9日 到期)</p>",
     .findings = "《总结.docx》 https://wx.mail.qq.com/ftn/download?func=3&key=c7&code=83，有效期至"
                 "2017年12月9日\n"},
    {.name = "Tencent for enterprises",
     .text = "从腾讯企业邮箱发来的超大附件\n\n材料.zip(65.38M, 2017年12月24日 17:21 "
             "到期)进入下载页面：http://exmail.qq.com/cgi-bin/ftnExs_download?k=00&code=ed\n",
     .findings = "《材料.zip》 http://exmail.qq.com/cgi-bin/ftnExs_download?k=00&code=ed，有效期至"
                 "2017年12月24日 17:21\n"},
    {.name = "Sina",
     .page =
         "<div id='att_container'><div style='font-size: 13px'>来自中转站 (有效时间到：2017-12-04 "
         "13:56:45)</div><div><span>台账.xls (2.3M)</span><a href='" SINA "9'>下载</a></div></div>",
     .findings = "《台账.xls》 " SINA "9，有效期至2017-12-04 13:56:45\n"},
    {.name = "Coremail of an office",
     .page =
         "<p>超大附件：</p><p>信用工作.zip [35.2MB]，2017-12-20 前有效</p><p><a "
         "href='http://mail.hs.gov.cn/coremail/common/nfFile.jsp?share_link=AB12&amp;uid=a%40b'>"
         "下载</a></p>",
     .findings = "《信用工作.zip》 http://mail.hs.gov.cn/coremail/common/"
                 "nfFile.jsp?share_link=AB12&uid=a%40b，有效期至2017-12-20\n"},
    {.name = "139",
     .page = "<a href='http://fs.mail.10086.cn/fs/download?key=1'>图片.rar</a> 有效期：30天",
     .findings = "《图片.rar》 http://fs.mail.10086.cn/fs/download?key=1，有效期30天\n"},
    {.name = "Weiyun",
     .text = "微云文件分享：佐证.7z 下载地址：https://share.weiyun.com/5abcDEF",
     .findings = "《佐证.7z》 https://share.weiyun.com/5abcDEF\n"},
    {.name = "Baidu with its code",
     .text = "链接：https://pan.baidu.com/s/1nvABcd 密码：x4d3",
     .findings = "https://pan.baidu.com/s/1nvABcd，提取码x4d3\n"},
    {.name = "Baidu, the code on the next line",
     .text =
         "通过百度网盘分享的文件：自查报告.zip\n链接: https://pan.baidu.com/s/1nv-Bcd \n提取码: "
         "a1b2\n复制这段内容后打开百度网盘手机App",
     .findings = "《自查报告.zip》 https://pan.baidu.com/s/1nv-Bcd，提取码a1b2\n"},
    {.name = "one file, in the text and in the page",
     .text = "一.zip 下载：" FTN "1",
     .page = "<a href='http://mail.qq.com/cgi-bin/"
             "ftnExs_download?k=2c62&amp;t=exs_ftn_download&amp;code=1'>一.zip</a>",
     .findings = "《一.zip》 " FTN "1\n"},
    {.name = "a full stop behind the address",
     .text = "见https://pan.baidu.com/s/1nvABcd.",
     .findings = "https://pan.baidu.com/s/1nvABcd\n"},
    {.name = "signatures, advertisements and front pages",
     .text = "网易邮箱 http://mail.163.com/ http://pan.baidu.com/ https://www.weiyun.com/ "
             "http://caiyun.139.com/ http://mail.10086.cn/ http://mail.qq.com/ "
             "http://mail.hs.gov.cn/coremail/ http://cloud.189.cn",
     .page = "<a href='http://weather.mail.qq.com/today'>天气预报</a><a "
             "href='http://u.163.com/zhifu'>网易大师</a><img "
             "src='http://mail.163.com/large-attachment-download/logo.png'><a "
             "href='http://www.huangshi.gov.cn/s/1'>市政府</a><a "
             "href='http://evil.cn/?pan.baidu.com/s/1'>x</a><a "
             "href='http://notpan.baidu.com.cn/s/1abc'>x</a>",
     .findings = ""},
};

static void test_cloud_attachments(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct job job = {.description = description_new()};
        CLEANUP_FREE char *page = html_to_text(cases[i].page != NULL ? cases[i].page : "", true);
        cloud_find(&job, page);
        cloud_find(&job, cases[i].text != NULL ? cases[i].text : "");
        char told[4000] = "";
        for (size_t f = 0; f < job.description->finding_count; f++) {
            const struct finding *finding = &job.description->findings[f];
            assert_int_equal(finding->code, FINDING_CLOUD_LINK);
            snprintf(told + strlen(told), sizeof told - strlen(told), "%s\n", finding->detail);
        }
        if (strcmp(told, cases[i].findings) != 0) {
            fail_msg("%s:\n%sis not\n%s", cases[i].name, told, cases[i].findings);
        }
        description_free(job.description);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cloud_attachments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/finding.h"

#include "base/limits.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *chinese;
    const char *advice;
} codes[FINDING_COUNT] = {
    [FINDING_ENCRYPTED] = {"encrypted", "已加密，无法打开",
                           "请在邮件正文中写明密码，或去掉密码后重新报送。"},
    [FINDING_DAMAGED] = {"damaged", "已损坏，无法完整打开", "请检查原文件后重新报送。"},
    [FINDING_EMPTY] = {"empty", "没有内容", "请检查原文件后重新报送。"},
    [FINDING_WRONG_FORMAT] = {"wrong-format", "格式不符合要求",
                              "请按要求转换为 Word 或 PDF 格式后重新报送。"},
    [FINDING_MACRO] = {"macro", "含有宏", "请去掉宏后重新报送。"},
    [FINDING_NO_SEAL] = {"no-seal", "没有看到公章", "请报送加盖公章的扫描件。"},
    [FINDING_NO_DOCUMENT_NUMBER] = {"no-document-number", "没有看到文号",
                                    "请报送有文号的正式文件扫描件。"},
    [FINDING_REPORT_TOO_SHORT] = {"report-too-short", "情况说明字数偏少",
                                  "请按每项任务1000字左右补充情况说明。"},
    [FINDING_NO_REPORT] = {"no-report", "没有自查报告中的情况说明",
                           "请在自查报告中补充该项任务的情况说明。"},
    [FINDING_NO_EVIDENCE] = {"no-evidence", "没有佐证资料", "请补充报送该项任务的佐证资料。"},
    [FINDING_CLOUD_LINK] = {"cloud-link", "只有网盘或超大附件的链接，没有收到文件",
                            "请将文件直接作为附件报送。"},
    [FINDING_MISSING_VOLUME] = {"missing-volume", "分卷压缩包不完整",
                                "请将全部分卷在同一封邮件中重新报送。"},
    [FINDING_OVER_BUDGET] = {"over-budget", "内容过多，未能全部打开", "请分成几封邮件重新报送。"},
    [FINDING_JUNK_DROPPED] = {"junk-dropped", "已略去系统自动生成的无用文件", NULL},
    [FINDING_UNREADABLE] = {"unreadable", "未能读取",
                            "请换成常见格式（Word、PDF、ZIP）后重新报送。"},
    [FINDING_NAME_UNDECODABLE] = {"name-undecodable", "文件名无法辨认", NULL},
    [FINDING_DATE_DISAGREES] = {"date-disagrees", "邮件中的时间与收到时间相差较大", NULL},
    [FINDING_DATE_FALLBACK] = {"date-fallback", "邮箱没有给出收到时间，采用了其他时间", NULL},
    [FINDING_UNVERIFIED_SENDER] = {"unverified-sender", "发件人未经核实", NULL},
    [FINDING_DUPLICATE] = {"duplicate", "与已报送的文件完全相同", NULL},
    [FINDING_OTHER_UNIT] = {"other-unit", "是其他单位的文件", NULL},
    [FINDING_SEAL_UNKNOWN] = {"seal-unknown", "有无公章需人工核对", NULL},
    [FINDING_NUMBER_UNKNOWN] = {"number-unknown", "文号需人工核对", NULL},
    [FINDING_EVIDENCE_INCOMPLETE] = {"evidence-incomplete", "佐证资料不全",
                                     "请补充报送所缺的佐证资料。"},
    [FINDING_MONTH_MISSING] = {"month-missing", "月报不全", "请补充报送所缺月份的月报。"},
    [FINDING_PREVIOUS_YEAR] = {"previous-year", "不是考核年度的文件", "请报送考核年度的文件。"},
    [FINDING_INFECTED] = {"infected", "含有病毒，请勿打开",
                          "请对电脑和文件查杀病毒，并将干净的文件重新报送。"},
    [FINDING_UNSCANNED] = {"unscanned", "未能检查是否含有病毒", NULL},
};

const char *finding_name(enum finding_code code)
{
    return codes[code].name;
}

bool finding_from_name(const char *name, enum finding_code *code)
{
    for (int i = 0; i < FINDING_COUNT; i++) {
        if (strcmp(codes[i].name, name) == 0) {
            *code = (enum finding_code)i;
            return true;
        }
    }
    return false;
}

const char *finding_chinese(enum finding_code code)
{
    return codes[code].chinese;
}

const char *finding_advice(enum finding_code code)
{
    return codes[code].advice;
}

void finding_add(struct finding **findings, size_t *count, enum finding_code code,
                 const char *detail)
{
    if (*count >= LIMIT_FINDINGS) {
        return;
    }
    *findings = xgrow(*findings, *count, sizeof **findings);
    (*findings)[(*count)++] =
        (struct finding){.code = code, .detail = detail != NULL ? xstrdup(detail) : NULL};
}

void findings_free(struct finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(findings[i].detail);
    }
    free(findings);
}

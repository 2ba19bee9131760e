#include "base/kind.h"

#include <string.h>

static const struct {
    const char *name;
    const char *chinese;
} kinds[KIND_COUNT] = {
    [KIND_UNKNOWN] = {"unknown", "无法识别的文件"},
    [KIND_PDF] = {"pdf", "PDF 文件"},
    [KIND_DOCX] = {"docx", "Word 文档"},
    [KIND_XLSX] = {"xlsx", "Excel 表格"},
    [KIND_PPTX] = {"pptx", "演示文稿"},
    [KIND_DOC] = {"doc", "Word 文档"},
    [KIND_XLS] = {"xls", "Excel 表格"},
    [KIND_PPT] = {"ppt", "演示文稿"},
    [KIND_WPS] = {"wps", "WPS 文档"},
    [KIND_OFD] = {"ofd", "OFD 文件"},
    [KIND_RTF] = {"rtf", "RTF 文档"},
    [KIND_TEXT] = {"text", "文本文件"},
    [KIND_HTML] = {"html", "网页文件"},
    [KIND_IMAGE] = {"image", "图片"},
    [KIND_VIDEO] = {"video", "视频"},
    [KIND_AUDIO] = {"audio", "音频"},
    [KIND_MESSAGE] = {"message", "邮件"},
    [KIND_ARCHIVE] = {"archive", "压缩包"},
};

const char *kind_name(enum kind kind)
{
    return kinds[kind].name;
}

bool kind_from_name(const char *name, enum kind *kind)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = (enum kind)i;
            return true;
        }
    }
    return false;
}

const char *kind_chinese(enum kind kind)
{
    return kinds[kind].chinese;
}

bool kind_has_pages(enum kind kind)
{
    return kind == KIND_PDF || kind == KIND_OFD || kind == KIND_IMAGE;
}

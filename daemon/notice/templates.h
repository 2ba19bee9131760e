/*
 * The texts of notices, as the office writes them: notices/NAME.txt and NAME.html beside the
 * configuration, or those that are built in where a file is not there.
 *
 * A .txt begins with the line "主题：..." and has the body behind it; a .html is the body as HTML.
 * {名称} stands for a value; the lines from {如有 名称} to {以上} are left out where it is empty;
 * {{ is a brace. Values are escaped in HTML, and cannot bring placeholders of their own.
 */
#ifndef BAOSONG_NOTICE_TEMPLATES_H
#define BAOSONG_NOTICE_TEMPLATES_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>

enum template_kind {
    TEMPLATE_RECEIPT,
    TEMPLATE_DECISION,
    TEMPLATE_ADJUSTMENT, /* of what a unit owes: waivers and extensions */
    TEMPLATE_REMINDER,
    TEMPLATE_OVERDUE,
    TEMPLATE_REPORT,
    TEMPLATE_ALERT,
    TEMPLATE_COUNT
};

/* What can stand in braces. Blocks are many lines, and not for a subject. */
enum placeholder {
    VALUE_CAMPAIGN,    /* 考核 */
    VALUE_OFFICE,      /* 办公室 */
    VALUE_MAILBOX,     /* 邮箱 */
    VALUE_TODAY,       /* 日期 */
    VALUE_UNIT,        /* 单位 */
    VALUE_NUMBER,      /* 编号 */
    VALUE_RECEIVED,    /* 收到时间 */
    VALUE_SUBJECT,     /* 邮件主题 */
    VALUE_TIMELY,      /* 是否按时 */
    VALUE_MATERIAL,    /* 收到的材料 */
    VALUE_PROBLEMS,    /* 需要处理 */
    VALUE_MISSING,     /* 还缺 */
    VALUE_DEADLINE,    /* 截止时间 */
    VALUE_DECISIONS,   /* 处理结果 */
    VALUE_STAGE,       /* 阶段 */
    VALUE_LEFT,        /* 剩余时间 */
    VALUE_OBLIGATIONS, /* 应报数 */
    VALUE_COMPLETE,    /* 完成数 */
    VALUE_LACKING,     /* 缺报数 */
    VALUE_NOW,         /* 统计时间 */
    VALUE_REPORT,      /* 通报 */
    VALUE_HEADLINE,    /* 主要问题 */
    VALUE_TROUBLES,    /* 新问题 */
    VALUE_SOLVED,      /* 已恢复 */
    VALUE_COUNT
};

/* Values by placeholder; NULL is empty. Of a block `html` is markup that is taken as it is, of
 * anything else NULL, and the text is escaped. Owned by whoever filled them. */
struct values {
    char *text[VALUE_COUNT];
    char *html[VALUE_COUNT];
};
void values_clear(struct values *values);

struct templates;

/*
 * Reads the texts of a folder; NULL: only those that are built in. A folder or file that is not
 * there is none; the rest is checked whole, and *error names file, line and what would be right.
 */
int templates_load(const char *folder, struct templates **templates, struct error *error);
void templates_free(struct templates *templates);
DEFINE_CLEANUP(struct templates, templates_free)

/* The names of all files that a folder of texts may hold. */
const char *const *templates_file_names(size_t *count);

/* A notice in words; all owned by whoever asked. */
struct words_of_notice {
    char *subject;
    char *body;
    char *html; /* NULL: this kind has none */
};
void words_of_notice_clear(struct words_of_notice *words);

void templates_render(const struct templates *templates, enum template_kind kind,
                      const struct values *values, struct words_of_notice *words);

#endif

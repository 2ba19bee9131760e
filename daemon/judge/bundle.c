#include "judge/bundle.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "judge/numbering.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* --- lines of a head ------------------------------------------------------------------------- */

/* The first line as it stands; the caller frees. */
static char *first_line(const struct portion *portion)
{
    return xstrndup(portion->head, strcspn(portion->head, "\n"));
}

/* What papers are called by their kind: at the end of a line that is a title, and says more. */
static bool names_kind(const char *line)
{
    static const char *const ends[] = {
        "通知", "意见", "方案", "办法",   "制度",   "要点",   "计划",   "承诺书", "总结",   "报告",
        "清单", "名单", "目录", "台账",   "一览表", "汇总表", "登记表", "情况表", "统计表", "公示",
        "公告", "函",   "批复", "纪要",   "细则",   "规定",   "决定",   "汇报",   "说明",   "案例",
        "简报", "协议", "证书", "备忘录", "倡议书", "公开信", "月报",   "月报表"};
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    size_t size = strlen(plain);
    if (size > 0 && plain[size - 1] == ')') { /* 承诺书（甲公司） */
        char *open = strrchr(plain, '(');
        size = open != NULL ? (size_t)(open - plain) : size;
        plain[size] = '\0';
    }
    size_t first = 0;
    plain_next(plain, &first);
    return utf8_ends_with_any(plain + first, ends, COUNT_OF(ends));
}

/* The number of 附件3, 佐证材料三; 0 for none. */
static int label_number(const char *line)
{
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    for (const char *at = plain; *at != '\0';) {
        size_t length = 0;
        int value = number_value(at, &length);
        if (value > 0) {
            return value;
        }
        plain_next(at, &length);
        at += length;
    }
    return 0;
}

/* Bytes of "附件3：" or "佐证材料三、" at the beginning of a line; 0 for another line. */
static size_t label_size(const char *line)
{
    size_t words = strspn(line, " (");
    static const char *const kinds[] = {"附件", "附 件", "佐证材料", "佐证资料", "证明材料", NULL};
    size_t kind = plain_starts_with_any(line + words, kinds);
    if (kind == 0) {
        return 0;
    }
    const char *at = line + words + kind;
    at += strspn(at, " ");
    for (size_t length = 0; number_value(at, &length) > 0 || *at == '-'; length = 0) {
        at += length > 0 ? length : 1;
    }
    at += strspn(at, " :.)]");
    at += plain_starts_with(at, "、") ? strlen("、") : 0;
    return (size_t)(at - line);
}

/* --- which are meant ------------------------------------------------------------------------- */

/* A paper at the very beginning is the file itself. */
static bool is_within(const struct portion *portion)
{
    return portion->first_page != 1;
}

static bool is_head(const struct portion *portion, enum bundle_kind kind)
{
    return portion->mark == PORTION_HEAD && (kind == BUNDLE_ANY || is_within(portion));
}

/* The number of a portion that is labelled. */
static int number_of(const struct portion *portion)
{
    CLEANUP_FREE char *line = first_line(portion);
    return label_number(line);
}

/* A section that 附件2：... heads, and no paper: it begins in the midst of a page. */
static bool is_annex_within(const struct described_file *file, const struct section *part)
{
    CLEANUP_FREE char *plain = plain_text(part->heading, LIMIT_HEADER);
    if (label_size(plain) == 0 || part->chars == 0) {
        return false; /* a line of the list of annexes has nothing under it */
    }
    int number = label_number(part->heading);
    for (size_t i = 0; i < file->portion_count; i++) {
        const struct portion *portion = &file->portions[i];
        if (portion->mark == PORTION_LABEL && number_of(portion) == number) {
            return false;
        }
    }
    return true;
}

static bool has_annex_within(const struct described_file *file)
{
    for (size_t i = 0; i < file->section_count; i++) {
        if (is_annex_within(file, &file->sections[i])) {
            return true;
        }
    }
    return false;
}

/*
 * 附件1, 附件2 ... go up through the whole file, and no other paper begins before the first: those
 * of a paper that is bound in begin after its head, and at 1 again with the next one. Where some
 * begin in the midst of a page, those at the top of one are there by chance: all are sections.
 */
static bool labels_lead(const struct described_file *file, enum bundle_kind kind)
{
    int before = 0;
    size_t labels = 0;
    for (size_t i = 0; i < file->portion_count; i++) {
        const struct portion *portion = &file->portions[i];
        if (is_head(portion, kind) && labels == 0) {
            return false;
        }
        if (portion->mark == PORTION_LABEL) {
            int number = number_of(portion);
            if (number != 0 && number <= before) {
                return false;
            }
            before = number;
            labels++;
        }
    }
    /* Who sends evidence alone numbers several. */
    return labels >= (kind == BUNDLE_ANY ? 2 : 1) && !has_annex_within(file);
}

static bool has_heads(const struct described_file *file, enum bundle_kind kind)
{
    size_t heads = 0;
    for (size_t i = 0; i < file->portion_count; i++) {
        heads += is_head(&file->portions[i], kind);
    }
    return heads >= (kind == BUNDLE_ANY ? 2 : 1);
}

static bool is_titled(const struct portion *portion)
{
    CLEANUP_FREE char *line = first_line(portion);
    return portion->mark == PORTION_TITLE && is_within(portion) && names_kind(line);
}

/* Does a paper begin there, where labels tell, or heads, or neither? */
static bool begins(const struct portion *portion, enum bundle_kind kind, bool labels, bool heads)
{
    if (labels) {
        return portion->mark == PORTION_LABEL;
    }
    return (heads && is_head(portion, kind)) ||
           (is_titled(portion) && (heads || kind == BUNDLE_REPORT));
}

struct bound *bundle_open(const struct described_file *file, enum bundle_kind kind, size_t *count)
{
    *count = 0;
    if (kind == BUNDLE_PAPER) {
        return NULL;
    }
    bool labels = labels_lead(file, kind);
    bool heads = has_heads(file, kind);
    struct bound *bound = xcalloc(file->portion_count + 1, sizeof *bound);
    bool sure = labels;
    for (size_t i = 0; i < file->portion_count; i++) {
        const struct portion *portion = &file->portions[i];
        if (!begins(portion, kind, labels, heads)) {
            continue;
        }
        sure |= is_head(portion, kind);
        if (*count > 0 && bound[*count - 1].first_page > 0) {
            bound[*count - 1].last_page = portion->first_page - 1;
        }
        bound[(*count)++] = (struct bound){.portion = i,
                                           .first_page = portion->first_page,
                                           .last_page = portion->first_page > 0 ? file->pages : 0,
                                           .doubtful = !sure};
    }
    return bound;
}

/* --- what they are --------------------------------------------------------------------------- */

/* A title that goes on in the next line: "关于印发《…工作", "要点》的通知". */
static char *whole_title(const char *line, const char *rest)
{
    rest += *rest == '\n';
    CLEANUP_FREE char *next = xstrndup(rest, strcspn(rest, "\n"));
    CLEANUP_FREE char *both = xasprintf("%s%s", line, next);
    bool broken = !names_kind(line) && names_kind(both) && plain_han_count(next) <= 20;
    return broken ? STEAL(both) : xstrdup(line);
}

char *bundle_title(const struct portion *portion)
{
    const char *line = portion->head;
    for (int lines = 0; lines < 4 && *line != '\0'; lines++) {
        size_t size = strcspn(line, "\n");
        CLEANUP_FREE char *written = xstrndup(line, size);
        CLEANUP_FREE char *plain = plain_text(written, LIMIT_HEADER);
        size_t label = lines == 0 ? label_size(plain) : 0;
        bool numbered = portion->document_number != NULL && strstr(plain, "号") != NULL &&
                        plain_han_count(plain) <= 12;
        const char *title = plain + label;
        if (!numbered && plain_han_count(title) >= 2) {
            return label > 0 ? xstrdup(title) : whole_title(written, line + size);
        }
        line += size + (line[size] == '\n');
    }
    return xstrdup("");
}

char *bundle_name(const struct portion *portion)
{
    CLEANUP_FREE char *line = first_line(portion);
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    CLEANUP_FREE char *title = bundle_title(portion);
    size_t label = label_size(plain);
    bool apart = label > 0 && plain[label] == '\0';
    char *name = apart ? xasprintf("%s %s", line, title) : xstrdup(label > 0 ? line : title);
    for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash, '/')) {
        *slash = ' '; /* it is no path */
    }
    return name;
}

double bundle_seal(const struct described_file *file, const struct bound *bound)
{
    double best = 0;
    if (bound->first_page == 0) {
        return -1;
    }
    for (size_t i = 0; i < file->seal_count; i++) {
        const struct seal_mark *seal = &file->seals[i];
        bool here = seal->page >= bound->first_page && seal->page <= bound->last_page;
        best = here && seal->confidence > best ? seal->confidence : best;
    }
    /* Of pages that nobody looked at, and of grey ones, nothing is known. */
    bool seen =
        file->seal >= 0 && (bound->last_page < LIMIT_SEAL_PAGES ||
                            (bound->first_page == file->pages && bound->last_page == file->pages));
    return best >= SEAL_SURE || seen ? best : -1;
}

size_t bundle_report_size(const struct described_file *file, const struct portion *first)
{
    CLEANUP_FREE char *line = first_line(first);
    CLEANUP_FREE char *alone = xasprintf("\n%s\n", line);
    const char *at = strstr(file->text, alone);
    /* A list of annexes may have the same line before: the last section's heading stands above. */
    const char *last = first->sections > 0 && first->sections <= file->section_count
                           ? strstr(file->text, file->sections[first->sections - 1].heading)
                           : NULL;
    while (at != NULL && last != NULL && at < last) {
        at = strstr(at + 1, alone);
    }
    return at != NULL ? (size_t)(at - file->text) + 1 : strlen(file->text);
}

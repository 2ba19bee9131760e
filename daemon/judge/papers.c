#include "judge/papers.h"

#include "base/utf8.h"
#include "judge/bundle.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* bytes of a file's text that are looked at: what a document is, it says at its beginning. */
enum { TEXT_LOOKED_AT = 2400 };
/* bytes of an ending such as ".docx"; a longer one is part of the name. */
enum { ENDING_SIZE = 6 };

/* --- parts of a path ------------------------------------------------------------------------- */

/* Bytes of ".docx" at the end, 0 if there is none. */
size_t papers_ending_size(const char *name)
{
    const char *dot = strrchr(name, '.');
    if (dot == NULL || dot == name || strlen(dot) > ENDING_SIZE) {
        return 0;
    }
    size_t letters =
        strspn(dot + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    bool digits_only = strspn(dot + 1, "0123456789") == letters;
    return letters > 0 && dot[1 + letters] == '\0' && !digits_only ? strlen(dot) : 0;
}

static bool is_container(const char *component)
{
    static const char *const endings[] = {".zip", ".rar", ".7z",  ".tar", ".gz", ".tgz",
                                          ".bz2", ".xz",  ".eml", ".msg", NULL};
    size_t size = papers_ending_size(component);
    for (size_t i = 0; size > 0 && endings[i] != NULL; i++) {
        if (strcasecmp(component + strlen(component) - size, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Names that cameras, scanners, messengers and desktops give. */
bool papers_is_nameless(const char *words)
{
    static const char *const given[] = {
        "邮件正文", "扫描全能王", "全能扫描王", "camscanner", "新文档",   "img",      "dsc",
        "mmexport", "微信图片",   "微信截图",   "qq图片",     "qq截图",   "扫描件",   "扫描",
        "scan",     "新建",       "无标题",     "未命名",     "图片",     "照片",     "截图",
        "文档",     "附件",       "材料",       "资料",       "佐证材料", "佐证资料", "附件材料",
        "证明材料", "证明",       "说明",       "情况说明",   "通知",     "文件",     "归档",
        "wp_",      "photo",      "image",      "未标题",     "副本",     "佐证",     "证据",
        "支撑材料", "相关材料",   NULL};
    size_t han = plain_han_count(words);
    words += strspn(words, "0123456789-_. "); /* of "8-1 证明" */
    for (size_t i = 0; given[i] != NULL; i++) {
        if (plain_starts_with(words, given[i])) {
            return han <= plain_han_count(given[i]) + (han > 0 && strpbrk(words, "()") != NULL);
        }
    }
    return han == 0;
}

char *papers_words(const struct gazetteer *gazetteer, const char *text, size_t limit)
{
    char *words = plain_text(text, limit);
    gazetteer_mask(gazetteer, words);
    return words;
}

/* "二、共性任务": the kind stands behind a number that only counts the kinds. */
static void adopt_kind(struct part *part)
{
    if (part->number.family != NUMBER_PLAIN || part->number.count == 0) {
        return;
    }
    struct number inner = number_parse(part->plain + part->number.end);
    if (number_names_kind(inner.family)) {
        inner.end += part->number.end;
        part->number = inner;
    }
}

static struct part make_part(const struct gazetteer *gazetteer, const char *component, bool last)
{
    bool container = !last && is_container(component);
    size_t size = strlen(component) - (last || container ? papers_ending_size(component) : 0);
    struct part part = {.written = xstrndup(component, size), .container = container};
    part.plain = plain_text(part.written, SIZE_MAX);
    part.number = number_parse(part.plain);
    adopt_kind(&part);
    /* An archive 共性任务（一） is the first of several, not the first task. */
    if (container && part.number.count > 0 && strchr(part.plain, '(') != NULL) {
        part.number.count = 0;
    }
    part.words = xstrdup(part.plain + (part.number.count > 0 ? part.number.end : 0));
    gazetteer_mask(gazetteer, part.words);
    part.nameless = papers_is_nameless(part.words);
    return part;
}

size_t papers_take_apart(const struct gazetteer *gazetteer, const char *path, struct part **parts)
{
    size_t count = 0;
    *parts = NULL;
    for (;;) {
        size_t size = strcspn(path, "/");
        bool last = path[size] == '\0';
        if (size > 0 || (last && count == 0)) {
            CLEANUP_FREE char *component = xstrndup(path, size);
            *parts = xgrow(*parts, count, sizeof **parts);
            (*parts)[count++] = make_part(gazetteer, component, last);
        }
        if (last) {
            return count;
        }
        path += size + 1;
    }
}

void papers_parts_free(struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(parts[i].written);
        free(parts[i].plain);
        free(parts[i].words);
    }
    free(parts);
}

/* --- papers ---------------------------------------------------------------------------------- */

/* What calls itself a self-report for sure. */
static const char *const report_words[] = {"自查报告",     "自评报告", "自查情况",
                                           "自查自评",     "自评材料", "自查总结",
                                           "自查自纠报告", "自查说明", NULL};

bool paper_is_sheet(const struct paper *paper)
{
    return paper->file->kind == KIND_XLS || paper->file->kind == KIND_XLSX;
}

bool paper_has_banner(const struct paper *paper)
{
    const struct described_file *file = paper->file;
    return file->kind == KIND_IMAGE && *file->title != '\0' && strcmp(file->title, file->text) == 0;
}

/* A page of a report that was photographed or scanned by itself: 自查报告2.jpg, 自查报告/IMG_3.jpg.
 */
static bool is_report_page(const struct paper *paper)
{
    enum { SOME_TEXT = 60 /* 字 */ };
    const struct part *folder = paper->part_count > 1 ? &paper->parts[paper->part_count - 2] : NULL;
    bool below = folder != NULL && !folder->container && paper_name(paper)->nameless &&
                 paper->file->document_number == NULL &&
                 utf8_ends_with_any(folder->plain, report_words, COUNT_OF(report_words) - 1);
    return paper->file->chars >= SOME_TEXT && !paper_has_banner(paper) &&
           (below || paper_calls_itself(paper, report_words));
}

static bool calls_itself_report(const struct paper *paper)
{
    static const char *const weaker[] = {"情况的报告",
                                         "情况报告",
                                         "工作报告",
                                         "工作总结",
                                         "总结报告",
                                         "情况汇报",
                                         "信用体系建设情况说明",
                                         "信用体系建设工作情况说明",
                                         "信用体系建设工作的情况说明",
                                         "信用建设工作情况说明",
                                         "信用工作情况说明",
                                         NULL};
    static const char *const supplements[] = {"补充说明", "补充报告",     "补充情况", "补充报送",
                                              "补报说明", "补充举证说明", "补报情况", NULL};
    if (paper_is_sheet(paper) || paper->form) {
        return false;
    }
    if (paper->file->kind == KIND_IMAGE) {
        return is_report_page(paper);
    }
    size_t sections = paper->file->section_count;
    return paper_calls_itself(paper, report_words) ||
           (sections >= 3 && paper_calls_itself(paper, weaker)) ||
           (sections >= 2 && paper_calls_itself(paper, supplements));
}

/* Who fills in a table instead: a row a task. */
static bool calls_itself_form(const struct paper *paper)
{
    static const char *const tables[] = {"完成情况表", "落实情况表", "进展情况表", "自查表",
                                         "自评表",     "自查情况表", NULL};
    return paper->file->kind != KIND_IMAGE &&
           (paper_calls_itself(paper, tables) ||
            (paper_is_sheet(paper) && paper_calls_itself(paper, report_words)));
}

/* 农村信用社 and 信用卡 are of banks. */
static bool names_credit(const char *plain)
{
    static const char *const credit[] = {"信用", "诚信", "失信", "守信", "征信", NULL};
    static const char *const banks[] = {"社", "联社", "合作", "卡", NULL};
    static const char first[] = "信用";
    for (const char *at = plain; *at != '\0'; at++) {
        size_t size = plain_starts_with_any(at, credit);
        bool bank = plain_starts_with(at, first) && plain_starts_with_any(at + size, banks) > 0;
        if (size > 0 && !bank) {
            return true;
        }
    }
    return false;
}

bool paper_speaks_of_credit(const struct paper *paper)
{
    bool speaks = names_credit(paper->file->text) || names_credit(paper->title);
    for (size_t i = 0; i < paper->part_count; i++) {
        const struct part *part = &paper->parts[i]; /* 信用材料 holds whatever was sent */
        bool last = i + 1 == paper->part_count;
        bool any = part->container || (!last && papers_gathers(part->plain));
        speaks |= !any && names_credit(part->plain);
    }
    return speaks;
}

bool paper_reports(const struct paper *paper)
{
    static const char *const ends[] = {"的报告",   "情况报告", "工作报告",   "汇报",     "综述",
                                       "总结",     "情况说明", "情况的说明", "情况的函", "自评",
                                       "回复",     "复函",     "小结",       "简况",     "自查",
                                       "完成情况", "工作情况"};
    return paper_is_called(paper, ends, COUNT_OF(ends));
}

bool paper_rules(const struct paper *paper)
{
    static const char *const ends[] = {"方案", "要点", "计划", "通知", "意见", "办法",   "制度",
                                       "细则", "规定", "公告", "通报", "决定", "备忘录", "案例"};
    return utf8_ends_with_any(paper->title, ends, COUNT_OF(ends));
}

bool paper_states(const struct paper *paper)
{
    enum { A_PARAGRAPH = 200 /* 字 */ };
    static const char *const ends[] = {"说明", "自查报告", "自评报告", "自查情况", "说明及目录"};
    /* What explains a document or a form tells nothing of what was done. */
    static const char *const explain[] = {"起草说明", "编制说明", "制定说明", "填报说明",
                                          "填表说明", "使用说明", "操作说明", "报送说明"};
    /* 红黑名单建设情况, with 做了什么 and 存在不足 */
    static const char *const weaker[] = {"情况"};
    enum { HEADINGS = 2 };
    const struct described_file *file = paper->file;
    bool states =
        paper_is_called(paper, ends, COUNT_OF(ends)) ||
        (file->section_count >= HEADINGS && paper_is_called(paper, weaker, COUNT_OF(weaker)));
    return paper->portion == 0 && states && !paper_is_called(paper, explain, COUNT_OF(explain)) &&
           file->chars >= A_PARAGRAPH && file->kind != KIND_IMAGE && !paper_is_sheet(paper);
}

/* Its title; of a table or a letter without one the first line that says something, if it is short
 * as titles are. */
static char *title_of(const struct described_file *file)
{
    enum { LINES = 3, LONGEST = 40 };
    if (*file->title != '\0') {
        return xstrdup(file->title);
    }
    const char *at = file->text;
    for (int line = 0; line < LINES && *at != '\0'; line++) {
        size_t size = strcspn(at, "\n");
        CLEANUP_FREE char *text = xstrndup(at, size);
        CLEANUP_FREE char *plain = plain_text(text, TEXT_LOOKED_AT);
        size_t han = plain_han_count(plain);
        if (han >= 4 && han <= LONGEST && strstr(plain, "。") == NULL) {
            return STEAL(text);
        }
        at += size + (at[size] == '\n');
    }
    return xstrdup("");
}

/* Where one attachment is the first part of another (附件5-1), each is a part (附件1-3), no range.
 */
static void part_attachments(struct papers *papers, bool apply)
{
    for (size_t i = 0; i < papers->count; i++) {
        const struct paper *paper = &papers->at[i];
        for (size_t j = 0; j < paper->part_count; j++) {
            struct number *number = &paper->parts[j].number;
            if (number->family != NUMBER_ATTACHMENT) {
                continue;
            }
            papers->parted |= number->part > 0;
            if (apply) {
                number_take_part(number);
            }
        }
    }
}

/* What a paper says in words, once its file and its parts are known. */
static void read_words(const struct gazetteer *gazetteer, struct paper *paper)
{
    CLEANUP_FREE char *title = title_of(paper->file);
    paper->title = plain_text(title, TEXT_LOOKED_AT);
    paper->title_words = papers_words(gazetteer, title, TEXT_LOOKED_AT);
    paper->text_words = papers_words(gazetteer, paper->file->text, TEXT_LOOKED_AT);
}

/* --- papers in one file ---------------------------------------------------------------------- */

bool papers_gathers(const char *plain)
{
    static const char *const gathers[] = {"佐证", "附件", "材料", "资料", "汇总", "合并", NULL};
    return plain_contains_any(plain, gathers);
}

static enum bundle_kind bundle_kind(const struct paper *paper)
{
    if (paper->named_report) {
        return BUNDLE_REPORT;
    }
    bool any = paper_name(paper)->nameless || papers_gathers(paper_name(paper)->plain);
    return any ? BUNDLE_ANY : BUNDLE_PAPER;
}

/* A copy of which only the members that are set anew are its own. */
static struct described_file *part_of(const struct described_file *file, char *title, char *text)
{
    struct described_file *part = xmalloc(sizeof *part);
    *part = *file;
    part->title = title;
    part->text = text;
    return part;
}

/* The report without what is bound behind it. */
static void cut_report(struct paper *paper, const struct portion *first)
{
    const struct described_file *file = paper->file;
    size_t size = bundle_report_size(file, first);
    paper->own = part_of(file, xstrdup(file->title), xstrndup(file->text, size));
    paper->own->chars = utf8_count_characters(paper->own->text);
    paper->own->section_count = first->sections;
    paper->last_page = first->first_page > 1 ? first->first_page - 1 : 0;
    paper->own->portion_count = 0;
    paper->file = paper->own;
}

/* The path of the folder that a file lies in, and behind it another name; the caller frees. */
static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? xasprintf("%.*s/%s", (int)(slash - path), path, name) : xstrdup(name);
}

static void add_bound(const struct gazetteer *gazetteer, struct papers *papers,
                      const struct described_file *file, size_t of, const struct bound *bound)
{
    const struct portion *portion = &file->portions[bound->portion];
    CLEANUP_FREE char *name = bundle_name(portion);
    CLEANUP_FREE char *path = beside(file->path, name);
    struct paper paper = {.own = part_of(file, bundle_title(portion), xstrdup(portion->text)),
                          .of = of,
                          .portion = (unsigned)bound->portion + 1,
                          .first_page = bound->first_page,
                          .last_page = bound->last_page,
                          .doubtful = bound->doubtful};
    paper.own->document_number = portion->document_number;
    paper.own->number_unclear = false; /* that is said of the first page of the file */
    paper.own->seal = bundle_seal(file, bound);
    paper.own->section_count = paper.own->portion_count = 0;
    paper.own->pages = bound->first_page > 0 ? bound->last_page - bound->first_page + 1 : 0;
    paper.file = paper.own;
    paper.part_count = papers_take_apart(gazetteer, path, &paper.parts);
    read_words(gazetteer, &paper);
    papers->at = xreallocarray(papers->at, papers->count + 1, sizeof *papers->at);
    papers->at[papers->count++] = paper;
}

static void open_bundle(const struct gazetteer *gazetteer, struct papers *papers, size_t index)
{
    const struct described_file *file = papers->at[index].file;
    enum bundle_kind kind = bundle_kind(&papers->at[index]);
    size_t count = 0;
    CLEANUP_FREE struct bound *bound = bundle_open(file, kind, &count);
    for (size_t i = 0; i < count; i++) {
        add_bound(gazetteer, papers, file, index, &bound[i]);
    }
    if (count > 0) {
        papers->at[index].bundle = true;
        cut_report(&papers->at[index], &file->portions[bound[0].portion]);
    }
}

struct papers papers_new(const struct gazetteer *gazetteer, const struct description *description)
{
    struct papers papers = {.count = description->file_count, .files = description->file_count};
    papers.at = xcalloc(papers.count + 1, sizeof *papers.at);
    for (size_t i = 0; i < papers.files; i++) {
        struct paper *paper = &papers.at[i];
        paper->of = i;
        paper->file = &description->files[i];
        paper->last_page = paper->file->pages;
        paper->part_count = papers_take_apart(gazetteer, paper->file->path, &paper->parts);
        read_words(gazetteer, paper);
        paper->form = calls_itself_form(paper);
        paper->named_report = calls_itself_report(paper);
    }
    for (size_t i = 0; i < papers.files; i++) {
        if (description->files[i].portion_count > 0) {
            open_bundle(gazetteer, &papers, i);
        }
    }
    part_attachments(&papers, false);
    if (papers.parted) {
        part_attachments(&papers, true);
    }
    return papers;
}

void papers_clear(struct papers *papers)
{
    for (size_t i = 0; i < papers->count; i++) {
        struct paper *paper = &papers->at[i];
        papers_parts_free(paper->parts, paper->part_count);
        free(paper->title);
        free(paper->title_words);
        free(paper->text_words);
        if (paper->own != NULL) {
            free(paper->own->title);
            free(paper->own->text);
            free(paper->own);
        }
    }
    free(papers->at);
    *papers = (struct papers){0};
}

size_t paper_folder_size(const struct paper *paper)
{
    const char *end = strrchr(paper->file->path, '/');
    return end != NULL ? (size_t)(end - paper->file->path) : 0;
}

bool papers_lie_together(const struct paper *one, const struct paper *other)
{
    size_t size = paper_folder_size(one);
    return size == paper_folder_size(other) &&
           strncmp(one->file->path, other->file->path, size) == 0;
}

const struct part *paper_name(const struct paper *paper)
{
    return &paper->parts[paper->part_count - 1];
}

bool paper_calls_itself(const struct paper *paper, const char *const *words)
{
    return plain_contains_any(paper_name(paper)->plain, words) ||
           plain_contains_any(paper->title, words);
}

bool paper_is_called(const struct paper *paper, const char *const *ends, size_t count)
{
    return utf8_ends_with_any(paper_name(paper)->plain, ends, count) ||
           utf8_ends_with_any(paper->title, ends, count);
}

char *paper_place(const struct paper *paper)
{
    const char *name = paper_name(paper)->written;
    if (paper->first_page == 0) {
        return xasprintf("“%s”：", name);
    }
    return paper->first_page == paper->last_page
               ? xasprintf("第%u页“%s”：", paper->first_page, name)
               : xasprintf("第%u页至第%u页“%s”：", paper->first_page, paper->last_page, name);
}

#include "reader/outline.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "reader/outline_lines.h"
#include "reader/portion.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADING_CHARS = 45, /* 字: a numbered line longer than this is a sentence, not a heading */
    BOLD_CHARS = 30,    /* 字: a bold paragraph longer than this is emphasis */
    TITLE_CHARS = 80,   /* 字: the first line of a document that is longer is not its title */
    TITLE_LINES = 12,   /* lines at the beginning among which the title is looked for */
    LIKE_TEXT = 40,     /* 字: what is as long as this below a line makes that a heading */
    A_SENTENCE = 10,    /* 字: so does a sentence below a line without a number */
    A_LINE = 20,        /* 字: or so much of one */
};

struct line {
    char *text;
    struct paragraph paragraph;
};

struct outline {
    struct buffer text;
    struct line head[TITLE_LINES]; /* the first lines, for the title */
    size_t head_count;
    struct section *sections;
    size_t section_count;
    struct buffer below; /* text under the newest heading */
    uint32_t chars;
    /* "1. 制定方案" without any emphasis: a heading only if what follows is text and not "2. ...";
     * and a short line without even a number. */
    char *doubtful;
    unsigned doubtful_level;
    bool upper;   /* there was a heading of the two upper kinds of number, or of a style */
    bool settled; /* the newest heading was a doubtful one */
    struct portions portions;
    bool closed;   /* another paper began: what follows is below no heading */
    unsigned page; /* of the newest paragraph */
};

struct outline *outline_new(void)
{
    return xcalloc(1, sizeof(struct outline));
}

void outline_free(struct outline *outline)
{
    if (outline == NULL) {
        return;
    }
    for (size_t i = 0; i < outline->head_count; i++) {
        free(outline->head[i].text);
    }
    for (size_t i = 0; i < outline->section_count; i++) {
        free(outline->sections[i].heading);
        free(outline->sections[i].text);
    }
    free(outline->sections);
    free(outline->doubtful);
    buffer_free(&outline->text);
    buffer_free(&outline->below);
    portions_clear(&outline->portions);
    free(outline);
}

bool outline_full(const struct outline *outline)
{
    return outline->text.size + 1 >= LIMIT_FILE_TEXT; /* a line end must fit, too */
}

/* --- paragraphs ------------------------------------------------------------------------------ */

/* Ends like a sentence: then a numbered line is an item of a list, not a heading. */
bool outline_ends_sentence(const char *text)
{
    static const char *const endings[] = {"。", "；", ";", "！", "，", "、"};
    return utf8_ends_with_any(text, endings, COUNT_OF(endings));
}

static unsigned heading_level(const char *text, const struct paragraph *paragraph)
{
    if (paragraph->cell || paragraph->title) {
        return 0;
    }
    uint32_t chars = utf8_count_characters(text);
    if (paragraph->level > 0) {
        return chars <= 2 * HEADING_CHARS ? paragraph->level : 0;
    }
    unsigned level = outline_numbering_level(text);
    if (level > 0 && chars <= HEADING_CHARS && !outline_ends_sentence(text)) {
        /* Without any emphasis only the two upper kinds of number are sure to head a section. */
        return level <= 2 || paragraph->bold ? level : 0;
    }
    bool mark =
        paragraph->bold && chars >= 2 && chars <= BOLD_CHARS && !outline_ends_sentence(text);
    return level == 0 && mark ? 3 : 0;
}

/* What was gathered under the newest heading is counted and kept. */
static void close_section(struct outline *outline)
{
    if (outline->section_count > 0) {
        struct section *section = &outline->sections[outline->section_count - 1];
        size_t size =
            utf8_cut(buffer_text(&outline->below), outline->below.size, LIMIT_SECTION_TEXT);
        free(section->text);
        section->text = xstrndup(buffer_text(&outline->below), size);
    }
    buffer_clear(&outline->below);
}

static void open_section(struct outline *outline, const char *heading, unsigned level)
{
    if (outline->section_count >= LIMIT_SECTIONS) {
        return;
    }
    close_section(outline);
    outline->sections = xgrow(outline->sections, outline->section_count, sizeof *outline->sections);
    outline->sections[outline->section_count++] = (struct section){
        .heading = xstrndup(heading, utf8_cut(heading, strlen(heading), LIMIT_PATH)),
        .level = level,
        .text = xstrdup(""),
        .page = outline->page};
    outline->closed = outline->settled = false;
}

/*
 * "三、信用承诺。我局在四类企业中推行…" in one paragraph: the heading ends at the first full stop
 * or colon, as many reports write it. Returns where the text begins, or NULL.
 */
static const char *run_in_heading(const char *text, const struct paragraph *paragraph)
{
    unsigned level = outline_numbering_level(text);
    if (paragraph->cell || level == 0 || level > 2) {
        return NULL;
    }
    static const char *const stops[] = {"。", "：", ":"};
    const char *first = NULL;
    for (size_t i = 0; i < COUNT_OF(stops); i++) {
        const char *stop = strstr(text, stops[i]);
        if (stop != NULL && (first == NULL || stop < first)) {
            first = stop + strlen(stops[i]);
        }
    }
    if (first == NULL || *first == '\0') {
        return NULL;
    }
    CLEANUP_FREE char *heading = xstrndup(text, (size_t)(first - text));
    return utf8_count_characters(heading) <= HEADING_CHARS ? first : NULL;
}

static void count_below(struct outline *outline, const char *text)
{
    if (outline->section_count > 0 && !outline->closed) {
        outline->sections[outline->section_count - 1].chars += utf8_count_characters(text);
        if (outline->below.size < LIMIT_SECTION_TEXT) {
            buffer_add_format(&outline->below, "%s\n", text);
        }
    }
}

/* What follows decides: a list goes on with the next number, a heading with its text. */
static void settle_doubt(struct outline *outline, const char *next)
{
    CLEANUP_FREE char *doubtful = STEAL(outline->doubtful);
    if (doubtful == NULL) {
        return;
    }
    unsigned level = outline_numbering_level(next);
    bool bare = outline->doubtful_level == LINE_OVER_TEXT;
    uint32_t chars = utf8_count_characters(next);
    /* 见佐证材料4。 */
    bool sentence = level == 0 && utf8_ends_with(next, "。") && (!bare || chars >= A_SENTENCE);
    /* The first line of a text, where a page is read line by line. */
    bool begun = level == 0 && chars >= A_LINE && strstr(next, "，") != NULL;
    bool text = chars >= LIKE_TEXT || sentence || begun;
    bool listed = bare && level > 0 && !outline_ends_sentence(next);
    if (text && level != outline->doubtful_level && !listed) {
        open_section(outline, doubtful, outline->doubtful_level);
        outline->upper |= outline->doubtful_level <= 2;
        outline->settled = !bare && outline->doubtful_level > 2;
    } else if (listed) {
        open_section(outline, doubtful, LINE_OVER_NUMBERS);
    } else {
        count_below(outline, doubtful);
    }
}

/* Does the text below the newest heading only say that more follows: "现分述如下。"? */
static bool announces(const struct outline *outline)
{
    enum { INTRODUCTION = 120 /* 字 */ };
    return outline->section_count > 0 &&
           outline->sections[outline->section_count - 1].chars <= INTRODUCTION &&
           strstr(buffer_text(&outline->below), "如下") != NULL;
}

/* Has the newest heading no text of its own yet? Lines that may turn out to be no headings
 * (具体做法) are of it. */
static bool awaits_text(const struct outline *outline)
{
    for (size_t i = outline->section_count; i-- > 0;) {
        const struct section *section = &outline->sections[i];
        if (section->chars > 0 || !line_is_provisional(section)) {
            return section->chars == 0 || announces(outline);
        }
    }
    return false;
}

/* Below an upper heading "1. ..." is an item of a list, unless it stands right under that heading
 * and has a text of its own; then those that go on from it are headings, too. */
static bool may_head(const struct outline *outline)
{
    return !outline->upper || (!outline->closed && (awaits_text(outline) || outline->settled));
}

/* Such a line; or any with a number and a full stop, which may be items of a list. */
static bool is_doubtful(const struct outline *outline, const char *text,
                        const struct paragraph *paragraph)
{
    uint32_t chars = utf8_count_characters(text);
    unsigned level = outline_numbering_level(text);
    if (paragraph->cell || level == 0 || (level > 2 && !may_head(outline))) {
        return false;
    }
    bool stops = utf8_ends_with(text, "。") && chars <= BOLD_CHARS;
    return stops || (level > 2 && chars <= HEADING_CHARS && !outline_ends_sentence(text));
}

/* "关于经费人员", "No.3 经费人员", alone on a line. */
static bool is_bare(const struct outline *outline, const char *text,
                    const struct paragraph *paragraph)
{
    bool another = outline->closed && outline->section_count > 0; /* paper, behind this one */
    return !another && !paragraph->cell && !paragraph->title && line_may_head(text);
}

static void doubt(struct outline *outline, const char *text, unsigned level)
{
    outline->doubtful = xstrdup(text);
    outline->doubtful_level = level;
}

static void structure(struct outline *outline, const char *text, const struct paragraph *paragraph)
{
    if (paragraph->contents) {
        return;
    }
    unsigned level = heading_level(text, paragraph);
    if (level > 0) {
        outline->upper = outline->upper || level <= 2;
        open_section(outline, text, level);
        return;
    }
    if (is_doubtful(outline, text, paragraph)) {
        doubt(outline, text, outline_numbering_level(text));
        return;
    }
    if (is_bare(outline, text, paragraph)) {
        doubt(outline, text, LINE_OVER_TEXT);
        return;
    }
    const char *body = run_in_heading(text, paragraph);
    if (body != NULL) {
        CLEANUP_FREE char *heading = xstrndup(text, (size_t)(body - text));
        open_section(outline, heading, outline_numbering_level(text));
        text = body;
    }
    count_below(outline, text);
}

/* The text between blanks at both ends, full-width ones too; the caller frees it. */
static char *trimmed(const char *text)
{
    static const char wide[] = "　";
    size_t step = sizeof wide - 1;
    for (;;) {
        if (strncmp(text, wide, step) == 0) {
            text += step;
        } else if (*text != '\0' && (unsigned char)*text <= ' ') {
            text++;
        } else {
            break;
        }
    }
    size_t size = strlen(text);
    for (;;) {
        if (size >= step && memcmp(text + size - step, wide, step) == 0) {
            size -= step;
        } else if (size > 0 && (unsigned char)text[size - 1] <= ' ') {
            size--;
        } else {
            return xstrndup(text, size);
        }
    }
}

static bool is_contents(const char *line)
{
    return outline_contents_line(line) || strcmp(line, "目录") == 0 || strcmp(line, "目 录") == 0 ||
           strcmp(line, "目　录") == 0 || strcmp(line, "目  录") == 0;
}

void outline_add(struct outline *outline, const char *text, const struct paragraph *paragraph)
{
    CLEANUP_FREE char *line = trimmed(text);
    if (line[0] == '\0') {
        return;
    }
    struct paragraph known = *paragraph;
    known.contents = known.contents || is_contents(line);
    outline->chars += utf8_count_characters(line);
    settle_doubt(outline, line);
    outline->page = known.page;
    outline->closed |=
        portions_add(&outline->portions, line, &known, (unsigned)outline->section_count);
    structure(outline, line, &known);
    if (!known.contents && outline->head_count < TITLE_LINES) {
        outline->head[outline->head_count++] =
            (struct line){.text = xstrdup(line), .paragraph = known};
    }
    if (!outline_full(outline)) {
        size_t room = LIMIT_FILE_TEXT - 1 - outline->text.size;
        buffer_add(&outline->text, line, utf8_cut(line, strlen(line), room));
        buffer_add_text(&outline->text, "\n");
    }
}

void outline_add_lines(struct outline *outline, const char *text)
{
    static const struct paragraph plain = {0};
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        CLEANUP_FREE char *line = xstrndup(text, size);
        outline_add(outline, line, &plain);
        text += size + (text[size] != '\0');
    }
}

/* --- the title ------------------------------------------------------------------------------- */

/* "黄政发〔2017〕3号", by its looks. */
static bool looks_like_number(const char *text)
{
    return strstr(text, "号") != NULL && utf8_count_characters(text) <= 24 &&
           (strstr(text, "〔") != NULL || strstr(text, "[") != NULL ||
            strstr(text, "（20") != NULL);
}

/* The red head and the number of an official document stand above its title. */
static bool above_title(const char *text)
{
    return (utf8_ends_with(text, "文件") && utf8_count_characters(text) <= 40) ||
           looks_like_number(text) || utf8_begins_with(text, "附件") ||
           utf8_begins_with(text, "签发人");
}

static bool fit_for_title(const struct line *line)
{
    return !line->paragraph.cell && utf8_count_characters(line->text) >= 2 &&
           utf8_count_characters(line->text) <= TITLE_CHARS;
}

static bool ends_title(const char *text)
{
    static const char *const kinds[] = {
        "通知", "通告", "公告", "通报", "公示", "意见", "决定", "批复", "请示", "报告", "的函",
        "汇报", "总结", "说明", "自评", "方案", "要点", "计划", "办法", "细则", "规定", "情况"};
    return utf8_ends_with_any(text, kinds, COUNT_OF(kinds));
}

static bool ends_as_office(const char *text)
{
    static const char *const offices[] = {"府", "局", "委", "办",   "室",   "会", "院",
                                          "组", "部", "队", "中心", "公司", "行", "所"};
    return utf8_ends_with_any(text, offices, COUNT_OF(offices));
}

/* A letterhead without 文件: the number stands below it. */
static bool is_letterhead(const struct outline *outline, size_t at)
{
    const char *text = outline->head[at].text;
    return at + 1 < outline->head_count && looks_like_number(outline->head[at + 1].text) &&
           strstr(text, "关于") == NULL && ends_as_office(text);
}

/* "关于公布2017年" goes on in the lines below, up to one that ends as titles do. */
static char *join_title(const struct outline *outline, size_t from)
{
    enum { MOST = 4 };
    const char *first = outline->head[from].text;
    CLEANUP_BUFFER struct buffer title = BUFFER_EMPTY;
    bool open = strstr(first, "关于") != NULL;
    for (size_t i = from; open && i < outline->head_count && i < from + MOST; i++) {
        const struct line *line = &outline->head[i];
        bool heading = i > from && (line->paragraph.level > 0 ||
                                    line->paragraph.bold != outline->head[from].paragraph.bold ||
                                    outline_numbering_level(line->text) > 0);
        if (!fit_for_title(line) || outline_ends_sentence(line->text) || heading ||
            utf8_ends_with(line->text, "：")) {
            break;
        }
        buffer_add_text(&title, line->text);
        if (ends_title(line->text)) {
            return buffer_steal(&title);
        }
    }
    return xstrdup(first);
}

/* The first line that can be one; behind a red head the title proper, joined over its lines. */
static char *find_title(const struct outline *outline)
{
    for (size_t i = 0; i < outline->head_count; i++) {
        if (outline->head[i].paragraph.title && fit_for_title(&outline->head[i])) {
            return xstrdup(outline->head[i].text);
        }
    }
    const struct line *fallback = NULL;
    for (size_t i = 0; i < outline->head_count; i++) {
        const struct line *line = &outline->head[i];
        if (!fit_for_title(line)) {
            continue;
        }
        fallback = fallback != NULL ? fallback : line;
        if (!above_title(line->text) && !is_letterhead(outline, i)) {
            return join_title(outline, i);
        }
    }
    return xstrdup(fallback != NULL ? fallback->text : "");
}

static void remove_section(struct outline *outline, size_t index)
{
    struct section *section = &outline->sections[index];
    free(section->heading);
    free(section->text);
    outline->section_count--;
    for (size_t i = 0; i < outline->portions.count; i++) {
        outline->portions.at[i].sections -= outline->portions.at[i].sections > index;
    }
    memmove(section, section + 1, (outline->section_count - index) * sizeof *section);
}

/* The section is a part of the one before it after all, if there is one. */
static void join_section(struct outline *outline, size_t index)
{
    struct section *section = &outline->sections[index];
    if (index > 0) {
        struct section *before = section - 1;
        char *both = xasprintf("%s%s\n%s", before->text, section->heading, section->text);
        both[utf8_cut(both, strlen(both), LIMIT_SECTION_TEXT)] = '\0';
        free(before->text);
        before->text = both;
        before->chars += utf8_count_characters(section->heading) + section->chars;
    }
    remove_section(outline, index);
}

/* Lines without a number that is known, now that all of them are. */
static void settle_lines(struct outline *outline)
{
    lines_settle(outline->sections, outline->section_count);
    for (size_t i = outline->section_count; i-- > 0;) {
        if (outline->sections[i].level == 0) {
            join_section(outline, i);
        }
    }
}

/* A title in bold letters, or in the style of a heading, heads the document and no section; so does
 * the red head above it. False if the first section is none of them. */
static bool drop_title_section(struct outline *outline, const char *title)
{
    struct section *first = outline->sections;
    if (outline->section_count < 2 || outline_numbering_level(first->heading) > 0 ||
        (strstr(title, first->heading) == NULL && !above_title(first->heading))) {
        return false;
    }
    remove_section(outline, 0);
    return true;
}

void outline_finish(struct outline *outline, struct described_file *file)
{
    settle_doubt(outline, "");
    close_section(outline);
    free(file->text);
    file->text = buffer_steal(&outline->text);
    file->chars = outline->chars;
    if (file->title == NULL || file->title[0] == '\0') {
        free(file->title);
        file->title = find_title(outline);
        file->title[utf8_cut(file->title, strlen(file->title), LIMIT_HEADER)] = '\0';
    }
    while (drop_title_section(outline, file->title)) { /* one line of it after the other */
    }
    settle_lines(outline);
    file->sections = STEAL(outline->sections);
    file->section_count = outline->section_count;
    outline->section_count = 0;
    portions_finish(&outline->portions, file);
}

#include "reader/written.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "reader/names.h"
#include "reader/outline.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum {
    REPORT_CHARS = 300, /* 字 of all of it: a letter is shorter */
    SECTION_CHARS = 40, /* 字 below a heading: "一、自查报告" in a list has none */
    SECTIONS_LEAST = 2, /* such headings */
};

/* "---- 转发的邮件 ----", "-----Original Message-----": dashes, and what stands between them. */
static bool is_ruled(const char *line)
{
    enum { LEAST = 3 };
    static const char *const words[] = {"原邮件", "原始邮件", "转发",
                                        "回复",   "Original", "Forwarded"};
    bool ruled = strspn(line, "-_") >= LEAST, said = false;
    for (size_t i = 0; ruled && i < COUNT_OF(words); i++) {
        said |= strstr(line, words[i]) != NULL;
    }
    return said;
}

/* What mail programs put above the mail that is answered or passed on; `line` has no blanks. */
static bool begins_quote(const char *line)
{
    static const char *const begin[] = {">",      "发件人：", "发件人:", "|发件人|",
                                        "寄件者", "From:",    "From：",  "原始邮件"};
    static const char *const end[] = {"写道：", "写道:", "wrote:"};
    for (size_t i = 0; i < COUNT_OF(begin); i++) {
        if (utf8_begins_with(line, begin[i])) {
            return true;
        }
    }
    return is_ruled(line) || utf8_ends_with_any(line, end, COUNT_OF(end));
}

/* Bytes up to the first line of another mail. */
static size_t own_size(const char *words)
{
    static const char wide[] = "　";
    const char *line = words;
    while (*line != '\0') {
        size_t size = strcspn(line, "\n");
        CLEANUP_FREE char *one = xstrndup(line, size);
        utf8_drop_blanks(one);
        const char *said = one;
        while (utf8_begins_with(said, wide)) {
            said += strlen(wide);
        }
        if (begins_quote(said)) {
            break;
        }
        line += size + (line[size] == '\n');
    }
    return (size_t)(line - words);
}

/* Is it a report, by how it is built? */
static bool reports(const char *words)
{
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    outline_add_lines(outline, words);
    struct described_file file = {0};
    outline_finish(outline, &file);
    size_t sections = 0;
    for (size_t i = 0; i < file.section_count; i++) {
        sections += file.sections[i].chars >= SECTION_CHARS;
    }
    bool enough = sections >= SECTIONS_LEAST && file.chars >= REPORT_CHARS;
    described_file_clear(&file);
    return enough;
}

void written_leaf(struct container *container, const char *subject, const char *words)
{
    if (container->depth > 0 || utf8_count_characters(words) < REPORT_CHARS ||
        !job_may(container->job, "邮件正文里的报告")) {
        return;
    }
    CLEANUP_FREE char *clean = names_clean_text(words, LIMIT_TEXT_FILE);
    CLEANUP_FREE char *own = g_strchomp(xstrndup(clean, own_size(clean)));
    if (!reports(own) || !container_entry(container, DESCRIBED_WRITTEN)) {
        return;
    }
    CLEANUP_FREE char *text = xasprintf("%s\n\n%s\n", subject, own);
    struct spool spool = {.fd = -1};
    const struct leaf_notes notes = {
        .cut = container_spool_bytes(container, text, strlen(text), &spool) == SPOOL_CUT};
    container_leaf(container, DESCRIBED_WRITTEN, &spool, &notes);
}

/*
 * Pages that came as files: HTML, a page saved with its pictures (RFC 2557), and what office
 * programs write as HTML or XML under the names .doc and .xls.
 */
#include "reader/document.h"

#include "base/limits.h"
#include "reader/charset.h"
#include "reader/html.h"
#include "reader/mapped.h"
#include "reader/outline.h"
#include "reader/saved_page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void describe_page(const char *html, struct described_file *file)
{
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    html_outline(html, outline);
    outline_finish(outline, file);
}

/* The charset that a page states for itself; the caller frees it. NULL where it states none. */
static char *stated_charset(const struct bytes *bytes)
{
    enum { HEAD = 4096 };
    size_t size = bytes->size < HEAD ? bytes->size : HEAD;
    CLEANUP_FREE char *head = xstrndup((const char *)bytes->data, size);
    const char *at = strcasestr(head, "charset=");
    if (at == NULL) {
        return NULL;
    }
    at += strlen("charset=");
    at += strspn(at, "\"' ");
    return xstrndup(at, strcspn(at, "\"' ;>\r\n"));
}

void html_describe(int fd, struct described_file *file)
{
    struct bytes bytes = {0};
    if (!mapped_open(fd, &bytes)) {
        return;
    }
    CLEANUP_FREE char *page = saved_page_html(&bytes);
    if (page == NULL) {
        struct bytes begin = bytes_part(&bytes, 0, LIMIT_TEXT_FILE);
        CLEANUP_FREE char *charset = stated_charset(&begin);
        page = charset_decode(charset, (const char *)begin.data, begin.size, NULL);
    }
    mapped_close(&bytes);
    describe_page(page, file);
}

/* --- XML of office programs ------------------------------------------------------------------ */

static bool mentions(const struct bytes *bytes, const char *word)
{
    enum { HEAD = 4096 };
    size_t size = bytes->size < HEAD ? bytes->size : HEAD;
    return size > 0 && memmem(bytes->data, size, word, strlen(word)) != NULL;
}

void markup_describe(int fd, struct described_file *file)
{
    static const struct {
        const char *word;
        void (*describe)(int fd, struct described_file *file);
    } sorts[] = {{"schemas.microsoft.com/office/word/2003/wordml", wordml_describe},
                 {"schemas.microsoft.com/office/2006/xmlPackage", wordml_describe},
                 {"urn:schemas-microsoft-com:office:spreadsheet", sheetml_describe}};
    void (*describe)(int, struct described_file *) = html_describe;
    struct bytes bytes = {0};
    if (!mapped_open(fd, &bytes)) {
        return;
    }
    /* A page that Word or Excel wrote names the same, but is a page. */
    bool page =
        mentions(&bytes, "<html") || mentions(&bytes, "<HTML") || mentions(&bytes, "MIME-Version");
    for (size_t i = 0; !page && i < COUNT_OF(sorts); i++) {
        if (mentions(&bytes, sorts[i].word)) {
            describe = sorts[i].describe;
            break;
        }
    }
    mapped_close(&bytes);
    describe(fd, file);
}

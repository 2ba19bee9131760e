/* A page as a document: its headings, bold lines and tables, to an outline. */
#include "reader/html.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <string.h>
#include <strings.h>

struct page {
    struct outline *outline;
    struct buffer line;
    struct paragraph paragraph;
};

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

static bool is_any(const xmlNode *node, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (is(node, *names)) {
            return true;
        }
    }
    return false;
}

static bool ends_line(const xmlNode *node)
{
    static const char *const names[] = {
        "p",  "div", "br", "tr", "li", "ul", "ol",         "h1",  "h2", "h3",    "h4",   "h5",
        "h6", "hr",  "dt", "dd", "dl", "td", "blockquote", "pre", "th", "table", "body", NULL};
    return is_any(node, names);
}

/* The head and foot of a page, where an office program has written them into a page of the web. */
static bool is_running(const xmlNode *node)
{
    xmlChar *title = is(node, "div") ? xmlGetProp(node, (const xmlChar *)"title") : NULL;
    bool running = title != NULL && (strcmp((const char *)title, "header") == 0 ||
                                     strcmp((const char *)title, "footer") == 0);
    xmlFree(title);
    return running;
}

static bool is_hidden(const xmlNode *node)
{
    static const char *const names[] = {"script", "style", "head", "title", "template", NULL};
    bool element = node->type == XML_ELEMENT_NODE;
    return element ? is_any(node, names) || is_running(node) : node->type != XML_TEXT_NODE;
}

static void finish_line(struct page *page)
{
    outline_add(page->outline, buffer_text(&page->line), &page->paragraph);
    buffer_clear(&page->line);
    page->paragraph = (struct paragraph){.bold = true};
}

/* What stands above a text says how it is shown. */
static struct paragraph look_up(const xmlNode *node)
{
    static const char *const strong[] = {"b", "strong", "th", NULL};
    static const char *const cells[] = {"td", "th", NULL};
    enum { LEVELS = 64 /* above it; what is farther away shapes no line */ };
    struct paragraph paragraph = {0};
    for (int level = 0; node != NULL && level < LEVELS; node = node->parent, level++) {
        const char *name = node->type == XML_ELEMENT_NODE ? (const char *)node->name : "";
        if ((name[0] == 'h' || name[0] == 'H') && name[1] >= '1' && name[1] <= '6' &&
            name[2] == '\0') {
            paragraph.level = (unsigned)(name[1] - '0');
        }
        paragraph.bold = paragraph.bold || is_any(node, strong);
        paragraph.cell = paragraph.cell || is_any(node, cells);
    }
    return paragraph;
}

/* Runs of blanks are one blank, as a browser shows them. */
static void add_text(struct page *page, const xmlNode *node)
{
    const char *text = (const char *)node->content;
    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0') {
        buffer_add_text(&page->line, page->line.size > 0 ? " " : "");
        return;
    }
    struct paragraph shown = look_up(node->parent);
    page->paragraph.level = shown.level;
    page->paragraph.cell = shown.cell;
    page->paragraph.bold = page->paragraph.bold && shown.bold;
    for (; *text != '\0'; text++) {
        bool blank = strchr(" \t\r\n", *text) != NULL;
        bool after = page->line.size == 0 || page->line.data[page->line.size - 1] == ' ';
        if (!blank || !after) {
            buffer_add(&page->line, blank ? " " : text, 1);
        }
    }
}

/* Along the links of the tree, not by recursion: pages nest as deep as their authors like. */
static void walk(struct page *page, const xmlNode *root)
{
    for (const xmlNode *node = root; node != NULL && !outline_full(page->outline);) {
        if (ends_line(node)) {
            finish_line(page);
        }
        if (node->type == XML_TEXT_NODE) {
            add_text(page, node);
        }
        if (!is_hidden(node) && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
            if (ends_line(node)) {
                finish_line(page);
            }
        }
        if (node == root) {
            break;
        }
        node = node->next;
    }
    finish_line(page);
}

void html_outline(const char *html, struct outline *outline)
{
    struct page page = {.outline = outline, .paragraph = {.bold = true}};
    htmlDocPtr document = html_parse(html);
    if (document != NULL) {
        walk(&page, xmlDocGetRootElement(document));
        xmlFreeDoc(document);
    }
    buffer_free(&page.line);
}

#include "reader/html.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "reader/charset.h"

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

enum { META_WINDOW = 1024 /* bytes in which a page must say its charset */ };

/* --- its charset ----------------------------------------------------------------------------- */

/* What <meta charset=X> or <meta content="text/html; charset=X"> says; NULL where neither is there.
 * The caller frees it. */
static char *stated_charset(const char *bytes, size_t size)
{
    CLEANUP_FREE char *head = xstrndup(bytes, size < META_WINDOW ? size : META_WINDOW);
    const char *meta = strcasestr(head, "<meta");
    const char *word = meta != NULL ? strcasestr(meta, "charset") : NULL;
    if (word == NULL) {
        return NULL;
    }
    word += strlen("charset");
    word += strspn(word, " \t\r\n=\"'");
    return xstrndup(word, strcspn(word, " \t\r\n\"'/>;"));
}

/* A label that says no more than that nobody thought of it. */
static bool says_nothing(const char *label)
{
    static const char *const idle[] = {"", "us-ascii", "iso-8859-1", "default", "unknown-8bit"};
    for (size_t i = 0; label != NULL && i < COUNT_OF(idle); i++) {
        if (strcasecmp(label, idle[i]) == 0) {
            return true;
        }
    }
    return label == NULL;
}

char *html_decode(const char *label, const char *bytes, size_t size)
{
    CLEANUP_FREE char *own = says_nothing(label) ? stated_charset(bytes, size) : NULL;
    return charset_decode(own != NULL ? own : label, bytes, size, NULL);
}

/* --- its text -------------------------------------------------------------------------------- */

static bool is_any(const xmlNode *node, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcasecmp((const char *)node->name, *names) == 0) {
            return true;
        }
    }
    return false;
}

static bool hidden(const xmlNode *node)
{
    static const char *const names[] = {"script", "style", "head", "title", "template", NULL};
    return node->type == XML_ELEMENT_NODE ? is_any(node, names) : node->type != XML_TEXT_NODE;
}

static bool breaks_line(const xmlNode *node)
{
    static const char *const names[] = {"p",  "div", "br", "tr", "li",    "ul", "ol",         "h1",
                                        "h2", "h3",  "h4", "h5", "h6",    "hr", "blockquote", "pre",
                                        "dt", "dd",  "dl", "td", "table", "th", NULL};
    return node->type == XML_ELEMENT_NODE && is_any(node, names);
}

static void end_line(struct buffer *out)
{
    while (out->size > 0 && out->data[out->size - 1] == ' ') {
        out->data[--out->size] = '\0';
    }
    if (out->size > 0 && out->data[out->size - 1] != '\n') {
        buffer_add_text(out, "\n");
    }
}

/* Runs of blanks are one blank, as a browser shows them. */
static void add_words(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        bool blank = strchr(" \t\r\n", *text) != NULL;
        bool after_blank = out->size == 0 || strchr(" \n", out->data[out->size - 1]) != NULL;
        if (!blank) {
            buffer_add(out, text, 1);
        } else if (!after_blank) {
            buffer_add(out, " ", 1);
        }
    }
}

static void add_link(struct buffer *out, xmlNode *node)
{
    xmlChar *address = xmlGetProp(node, (const xmlChar *)"href");
    if (address != NULL) {
        buffer_add_format(out, " <%s> ", (const char *)address);
        xmlFree(address);
    }
}

static void leave(struct buffer *out, xmlNode *node, bool links)
{
    if (breaks_line(node)) {
        end_line(out);
    } else if (links && node->type == XML_ELEMENT_NODE &&
               strcasecmp((const char *)node->name, "a") == 0) {
        add_link(out, node);
    }
}

/* By hand along the links of the tree, not by recursion: pages nest as deep as their authors like.
 */
static void walk(struct buffer *out, xmlNode *root, bool links)
{
    for (xmlNode *node = root; node != NULL;) {
        bool skip = hidden(node);
        if (breaks_line(node)) {
            end_line(out);
        }
        if (node->type == XML_TEXT_NODE && node->content != NULL) {
            add_words(out, (const char *)node->content);
        }
        if (!skip && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
            leave(out, node, links);
        }
        if (node == root) {
            return;
        }
        node = node->next;
    }
}

htmlDocPtr html_parse(const char *html)
{
    size_t size = strlen(html);
    return size == 0 || size > INT32_MAX
               ? NULL
               : htmlReadMemory(html, (int)size, NULL, "UTF-8",
                                HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                    HTML_PARSE_NONET | HTML_PARSE_COMPACT | XML_PARSE_HUGE);
}

char *html_to_text(const char *html, bool links)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    htmlDocPtr document = html_parse(html);
    if (document != NULL) {
        walk(&out, xmlDocGetRootElement(document), links);
        xmlFreeDoc(document);
    }
    return buffer_steal(&out);
}

/* Is "cid:" before it, and the end of an address behind it? */
static bool stands_as_cid(const char *html, const char *at, size_t length)
{
    return at - html >= 4 && strncasecmp(at - 4, "cid:", 4) == 0 &&
           strchr("\"' >\t\r\n)", at[length]) != NULL;
}

static bool shows(const char *html, const char *id)
{
    size_t length = strlen(id);
    for (const char *at = strstr(html, id); at != NULL && length > 0; at = strstr(at + 1, id)) {
        if (stands_as_cid(html, at, length)) {
            return true;
        }
    }
    return false;
}

bool html_shows(const char *html, const char *content_id)
{
    char *escaped = g_uri_escape_string(content_id, "!$&'()*+,;=:", FALSE);
    bool shown = shows(html, content_id) || (escaped != NULL && shows(html, escaped));
    g_free(escaped);
    return shown;
}

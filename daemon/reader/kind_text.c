#include "reader/kind_text.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "reader/charset.h"
#include "reader/kind_magic.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Text has no control characters but those that shape lines; the last character may be cut. */
static bool is_text(const char *decoded)
{
    size_t size = strlen(decoded), bad = 0;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        uint32_t c = utf8_decode(decoded + at, size - at, &length);
        bool control = c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A;
        bad += control || (c >= 0x7F && c < 0xA0) || c == 0xFFFD;
        at += length;
    }
    return bad <= 1 && size > 0;
}

/* --- mails and saved pages -------------------------------------------------------------------- */

/* The value of a header among the first lines, or NULL. */
static const char *find_header(const char *head, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = head; line != NULL;) {
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            return line + length + 1;
        }
        line = strchr(line, '\n');
        if (line != NULL && (*++line == '\n' || *line == '\r')) {
            return NULL; /* the header ends */
        }
    }
    return NULL;
}

static bool is_named_mail(const char *name)
{
    const char *dot = name != NULL ? strrchr(name, '.') : NULL;
    return dot != NULL && strcasecmp(dot, ".eml") == 0;
}

/* RFC 5322 headers from the first line on; a note that begins "From: " is no mail, unless its name
 * says so. */
static bool is_message(const char *head, const char *name)
{
    static const char *const names[] = {"Received", "Return-Path",  "From",        "To",
                                        "Subject",  "Date",         "Message-ID",  "MIME-Version",
                                        "Sender",   "Delivered-To", "Content-Type"};
    size_t first = strcspn(head, ": \t\r\n");
    unsigned known = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        known += find_header(head, names[i]) != NULL;
    }
    return head[first] == ':' && known >= (is_named_mail(name) ? 1 : 3);
}

/* Office writes the schemas of its elements into the page, and a line of it may break anywhere. */
static bool mentions_office(const char *head, const char *application)
{
    CLEANUP_FREE char *flat = xstrdup(head);
    char *to = flat;
    for (const char *from = head; *from != '\0'; from++) {
        if (from[0] == '=' && (from[1] == '\n' || from[1] == '\r')) {
            from += from[1] == '\r' && from[2] == '\n' ? 2 : 1;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return strstr(flat, application) != NULL;
}

/*
 * A page that a browser or Office saved with all that belongs to it (RFC 2557): a multipart/related
 * or a page alone, that nobody sent to anybody.
 */
static bool is_saved_page(const char *head)
{
    static const char *const sent[] = {"Received", "Return-Path", "To", "Message-ID", "Sender"};
    const char *type = find_header(head, "Content-Type");
    type = type != NULL ? type + strspn(type, " \t\r\n") : "";
    bool page =
        strncasecmp(type, "multipart/related", 17) == 0 ||
        find_header(head, "Snapshot-Content-Location") != NULL ||
        (strncasecmp(type, "text/html", 9) == 0 && find_header(head, "Content-Location") != NULL);
    for (size_t i = 0; i < COUNT_OF(sent); i++) {
        page = page && find_header(head, sent[i]) == NULL;
    }
    return page && find_header(head, "MIME-Version") != NULL;
}

static enum kind of_saved_page(const char *head)
{
    return mentions_office(head, "office:word")    ? KIND_DOC
           : mentions_office(head, "office:excel") ? KIND_XLS
                                                   : KIND_HTML;
}

/* --- pages ------------------------------------------------------------------------------------ */

static enum kind of_markup(const char *text)
{
    static const struct {
        const char *word;
        enum kind kind;
    } words[] = {{"progid=\"Word.Document\"", KIND_DOC},
                 {"progid=\"Excel.Sheet\"", KIND_XLS},
                 {"<!doctype html", KIND_HTML},
                 {"<html", KIND_HTML},
                 {"<head", KIND_HTML},
                 {"<body", KIND_HTML},
                 {"<svg", KIND_IMAGE}};
    /* What a page without any of these begins with. */
    static const char *const first[] = {"<table", "<div",  "<p>",    "<p ",   "<meta",
                                        "<title", "<font", "<style", "<span", "<br",
                                        "<h1",    "<h2",   "<h3",    "<ul",   "<center"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcasestr(text, words[i].word) != NULL) {
            return words[i].kind;
        }
    }
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        if (strncasecmp(text, first[i], strlen(first[i])) == 0) {
            return KIND_HTML;
        }
    }
    return KIND_TEXT;
}

static enum kind of_characters(const char *head, const char *name)
{
    const char *first = head + strspn(head, " \t\r\n");
    if (*first == '<') {
        return of_markup(first);
    }
    if (strncmp(first, "From ", 5) == 0) { /* the line of an mbox */
        first += strcspn(first, "\n");
        first += *first == '\n';
    }
    if (is_saved_page(first)) {
        return of_saved_page(first);
    }
    return is_message(first, name) ? KIND_MESSAGE : KIND_TEXT;
}

/* --- charsets --------------------------------------------------------------------------------- */

/* UTF-16 without a mark: of each two bytes of Latin one is zero, and always the same one. */
static const char *wide_label(const char *head, size_t size)
{
    size_t zeros[2] = {0, 0};
    if (magic_at(head, size, 0, "\xFF\xFE", 2) || magic_at(head, size, 0, "\xFE\xFF", 2)) {
        return NULL; /* charset_decode() sees the mark itself */
    }
    for (size_t i = 0; i < size; i++) {
        zeros[i % 2] += head[i] == '\0';
    }
    if (zeros[0] + zeros[1] < size / 4 || size < 8 || (zeros[0] > 0 && zeros[1] > 0)) {
        return NULL;
    }
    return zeros[1] > 0 ? "utf-16le" : "utf-16be";
}

/* Without the character that the end of the head cuts, if it is UTF-8. */
static size_t size_of_whole(const char *head, size_t size)
{
    enum { MOST_CUT = 3 };
    for (size_t cut = 0; cut <= MOST_CUT && cut < size; cut++) {
        if (utf8_valid(head, size - cut)) {
            return size - cut;
        }
    }
    return size;
}

enum kind kind_by_text(const char *head, size_t size, const char *name)
{
    const char *label = wide_label(head, size);
    bool marked = magic_at(head, size, 0, "\xFF\xFE", 2) || magic_at(head, size, 0, "\xFE\xFF", 2);
    bool wide = label != NULL || marked;
    if (!wide && memchr(head, '\0', size) != NULL) {
        return KIND_UNKNOWN;
    }
    size_t whole = wide ? size & ~(size_t)1 : size_of_whole(head, size);
    CLEANUP_FREE char *decoded = charset_decode(label, head, whole, NULL);
    return is_text(decoded) ? of_characters(decoded, name) : KIND_UNKNOWN;
}

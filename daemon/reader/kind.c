#include "reader/kind.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "reader/charset.h"
#include "reader/message.h"
#include "reader/ole.h"
#include "reader/package.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HEAD = 4096 /* bytes looked at */ };

struct magic {
    size_t offset;
    size_t size;
    const char *bytes;
    enum kind kind;
};

/* The first that fits decides; longer ones first where one begins like another. */
static const struct magic magics[] = {
    {0, 5, "{\\rtf", KIND_RTF},
    {0, 3, "\xFF\xD8\xFF", KIND_IMAGE},
    {0, 8, "\x89PNG\r\n\x1A\n", KIND_IMAGE},
    {0, 4, "GIF8", KIND_IMAGE},
    {0, 4, "II*\0", KIND_IMAGE},
    {0, 4, "MM\0*", KIND_IMAGE},
    {8, 4, "WEBP", KIND_IMAGE},
    {4, 8, "ftypheic", KIND_IMAGE},
    {4, 8, "ftypheix", KIND_IMAGE},
    {4, 8, "ftypmif1", KIND_IMAGE},
    {4, 8, "jP  \r\n\x87\n", KIND_IMAGE},
    {4, 8, "ftypM4A ", KIND_AUDIO},
    {4, 4, "ftyp", KIND_VIDEO},
    {4, 8, "moov\0\0\0", KIND_VIDEO},
    {8, 4, "AVI ", KIND_VIDEO},
    {0, 4, "\x1A\x45\xDF\xA3", KIND_VIDEO},
    {0, 4, "FLV\x01", KIND_VIDEO},
    {0, 8, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", KIND_VIDEO},
    {0, 4, "\0\0\x01\xBA", KIND_VIDEO},
    {0, 4, "\0\0\x01\xB3", KIND_VIDEO},
    {0, 4, ".RMF", KIND_VIDEO},
    {8, 4, "WAVE", KIND_AUDIO},
    {0, 3, "ID3", KIND_AUDIO},
    {0, 2, "\xFF\xFB", KIND_AUDIO},
    {0, 2, "\xFF\xF3", KIND_AUDIO},
    {0, 5, "#!AMR", KIND_AUDIO},
    {0, 4, "OggS", KIND_AUDIO},
    {0, 4, "fLaC", KIND_AUDIO},
    {0, 4, "MThd", KIND_AUDIO},
    {0, 7, "Rar!\x1A\x07\0", KIND_ARCHIVE},
    {0, 7, "Rar!\x1A\x07\x01", KIND_ARCHIVE},
    {0, 6, "7z\xBC\xAF\x27\x1C", KIND_ARCHIVE},
    {0, 3, "\x1F\x8B\x08", KIND_ARCHIVE},
    {0, 3, "BZh", KIND_ARCHIVE},
    {0, 6,
     "\xFD"
     "7zXZ\0",
     KIND_ARCHIVE},
    {0, 4, "\x28\xB5\x2F\xFD", KIND_ARCHIVE},
    {0, 4, "MSCF", KIND_ARCHIVE},
    {2, 3, "-lh", KIND_ARCHIVE},
    {257, 5, "ustar", KIND_ARCHIVE},
};

static bool starts(const char *head, size_t size, size_t offset, const char *bytes, size_t length)
{
    return size >= offset + length && memcmp(head + offset, bytes, length) == 0;
}

static bool is_bitmap(const char *head, size_t size)
{
    /* "BM" alone begins many a text; the four reserved bytes are zero. */
    return starts(head, size, 0, "BM", 2) && starts(head, size, 6, "\0\0\0\0", 4);
}

static enum kind by_magic(const char *head, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(magics); i++) {
        const struct magic *magic = &magics[i];
        if (starts(head, size, magic->offset, magic->bytes, magic->size)) {
            return magic->kind;
        }
    }
    /* ISO 32000-1, annex H.3.4.1: the header may stand anywhere in the first 1024 bytes. */
    size_t window = size < 1024 ? size : 1024;
    if (memmem(head, window, "%PDF-", 5) != NULL) {
        return KIND_PDF;
    }
    return is_bitmap(head, size) ? KIND_IMAGE : KIND_UNKNOWN;
}

/* --- text of several sorts ------------------------------------------------------------------- */

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

static bool has_header(const char *head, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = head; line != NULL;) {
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            return true;
        }
        line = strchr(line, '\n');
        if (line != NULL && (*++line == '\n' || *line == '\r')) {
            return false; /* the header ends */
        }
    }
    return false;
}

static bool is_named_mail(const char *name)
{
    const char *dot = name != NULL ? strrchr(name, '.') : NULL;
    return dot != NULL && strcasecmp(dot, ".eml") == 0;
}

/* RFC 5322 headers from the first line on; a note that begins "From: " is no mail, unless its name
 * says so. The line of an mbox may stand before them. */
static bool is_message(const char *head, const char *name)
{
    static const char *const names[] = {"Received", "Return-Path",  "From",        "To",
                                        "Subject",  "Date",         "Message-ID",  "MIME-Version",
                                        "Sender",   "Delivered-To", "Content-Type"};
    if (strncmp(head, "From ", 5) == 0) {
        head += strcspn(head, "\n");
        head += *head == '\n';
    }
    size_t first = strcspn(head, ": \t\r\n");
    unsigned known = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        known += has_header(head, names[i]);
    }
    return head[first] == ':' && known >= (is_named_mail(name) ? 1 : 3);
}

static enum kind of_text(const char *head, const char *name)
{
    static const struct {
        const char *word;
        enum kind kind;
    } words[] = {{"progid=\"Word.Document\"", KIND_DOC},
                 {"progid=\"Excel.Sheet\"", KIND_XLS},
                 {"<!doctype html", KIND_HTML},
                 {"<html", KIND_HTML}};
    const char *first = head + strspn(head, " \t\r\n");
    for (size_t i = 0; i < COUNT_OF(words) && *first == '<'; i++) {
        if (strcasestr(first, words[i].word) != NULL) {
            return words[i].kind;
        }
    }
    return is_message(head, name) ? KIND_MESSAGE : KIND_TEXT;
}

static enum kind by_text(const char *head, size_t size, const char *name)
{
    bool wide = starts(head, size, 0, "\xFF\xFE", 2) || starts(head, size, 0, "\xFE\xFF", 2);
    if (!wide && memchr(head, '\0', size) != NULL) {
        return KIND_UNKNOWN;
    }
    CLEANUP_FREE char *decoded = charset_decode(NULL, head, wide ? size & ~(size_t)1 : size, NULL);
    return is_text(decoded) ? of_text(decoded, name) : KIND_UNKNOWN;
}

/* A ZIP is an office document when it holds that document's main part. */
static enum kind package_kind(int fd)
{
    static const struct {
        const char *part;
        enum kind kind;
    } parts[] = {
        {"word/document.xml", KIND_DOCX},
        {"xl/workbook.xml", KIND_XLSX},
        {"ppt/presentation.xml", KIND_PPTX},
        {"OFD.xml", KIND_OFD},
    };
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    for (size_t i = 0; package != NULL && i < COUNT_OF(parts); i++) {
        if (package_has(package, parts[i].part)) {
            return parts[i].kind;
        }
    }
    return KIND_ARCHIVE;
}

enum kind kind_of_file(int fd, const char *name)
{
    char head[HEAD];
    ssize_t got = pread(fd, head, sizeof head, 0);
    size_t size = got > 0 ? (size_t)got : 0;
    if (starts(head, size, 0, "PK\3\4", 4) || starts(head, size, 0, "PK\5\6", 4) ||
        starts(head, size, 0, "PK\7\10PK", 6)) {
        return package_kind(fd);
    }
    if (starts(head, size, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) {
        return ole_kind(fd, name);
    }
    if (message_is_packed(head, size)) {
        return KIND_MESSAGE;
    }
    enum kind kind = by_magic(head, size);
    return kind != KIND_UNKNOWN || size == 0 ? kind : by_text(head, size, name);
}

#include "reader/names.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- text ------------------------------------------------------------------------------------ */

/* Characters that show nothing and mislead: controls, and the marks that turn the direction of
 * text, with which "gpj.exe" is made to look like a picture. */
static bool invisible(uint32_t c)
{
    return (c < ' ' && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xFEFF ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

char *names_clean_text(const char *text, size_t limit)
{
    CLEANUP_BUFFER struct buffer clean = BUFFER_EMPTY;
    size_t size = strlen(text);
    /* NFC may shrink a text to a third; what is cut off here can not come back into the limit. */
    for (size_t at = 0; at < size && clean.size < 4 * limit;) {
        size_t length = 0;
        char bytes[4];
        uint32_t character = utf8_decode(text + at, size - at, &length);
        at += length;
        if (character == '\r') {
            if (text[at] == '\n') {
                continue;
            }
            character = '\n';
        }
        if (character == UTF8_INVALID || !invisible(character)) {
            buffer_add(&clean, bytes, utf8_encode(character, bytes));
        }
    }
    char *normal = g_utf8_normalize(buffer_text(&clean), -1, G_NORMALIZE_DEFAULT_COMPOSE);
    char *result = xstrndup(normal, utf8_cut(normal, strlen(normal), limit));
    g_free(normal);
    return result;
}

static bool blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == 0xA0 || c == 0x3000;
}

char *names_clean_line(const char *text, size_t limit)
{
    CLEANUP_FREE char *clean = names_clean_text(text, 4 * limit);
    CLEANUP_BUFFER struct buffer line = BUFFER_EMPTY;
    size_t size = strlen(clean);
    bool gap = false;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        bool is_blank = blank(utf8_decode(clean + at, size - at, &length));
        if (!is_blank) {
            buffer_add(&line, " ", gap && line.size > 0 ? 1 : 0);
            buffer_add(&line, clean + at, length);
        }
        gap = is_blank;
        at += length;
    }
    const char *all = buffer_text(&line);
    return xstrndup(all, utf8_cut(all, line.size, limit));
}

/* --- paths ----------------------------------------------------------------------------------- */

enum { PART_LIMIT = 512 /* bytes: file systems end at 255, mail programs wherever they like */ };

/* A long part keeps its ending, by which people know what it is. */
static char *shortened(const char *part)
{
    size_t size = strlen(part);
    const char *dot = strrchr(part, '.');
    size_t ending = dot != NULL && strlen(dot) <= 16 ? strlen(dot) : 0;
    if (size <= PART_LIMIT) {
        return xstrdup(part);
    }
    return xasprintf("%.*s%s", (int)utf8_cut(part, size, PART_LIMIT - ending), part,
                     ending > 0 ? dot : "");
}

static void add_part(struct buffer *path, const char *part, size_t size)
{
    CLEANUP_FREE char *copy = xstrndup(part, size);
    CLEANUP_FREE char *clean = names_clean_line(copy, size);
    CLEANUP_FREE char *name = shortened(clean);
    bool empty = name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    /* "C:" of an absolute Windows name */
    bool drive = strlen(name) == 2 && name[1] == ':' && g_ascii_isalpha(name[0]);
    if (!empty && !drive) {
        buffer_add_text(path, path->size > 0 ? "/" : "");
        buffer_add_text(path, name);
    }
}

static const char *const endings[KIND_COUNT] = {
    [KIND_PDF] = ".pdf",   [KIND_DOCX] = ".docx",   [KIND_XLSX] = ".xlsx",  [KIND_PPTX] = ".pptx",
    [KIND_DOC] = ".doc",   [KIND_XLS] = ".xls",     [KIND_PPT] = ".ppt",    [KIND_WPS] = ".wps",
    [KIND_OFD] = ".ofd",   [KIND_RTF] = ".rtf",     [KIND_TEXT] = ".txt",   [KIND_HTML] = ".html",
    [KIND_IMAGE] = ".jpg", [KIND_MESSAGE] = ".eml", [KIND_ARCHIVE] = ".zip"};

/* Keeps the last part whole when the whole is too long: the middle is what nobody misses. */
static char *joined(const char *within, const char *own)
{
    size_t room = LIMIT_PATH - PART_LIMIT - 64;
    const char *last = strrchr(own, '/');
    if (within[0] == '\0' && strlen(own) <= room) {
        return xstrdup(own);
    }
    if (strlen(within) + strlen(own) <= room) {
        return xasprintf("%s/%s", within, own);
    }
    size_t kept = utf8_cut(within, strlen(within), room);
    while (kept > 0 && within[kept - 1] == '/') {
        kept--;
    }
    last = last != NULL ? last + 1 : own;
    return kept > 0 ? xasprintf("%.*s…/%s", (int)kept, within, last) : xstrdup(last);
}

char *names_path(const char *within, const char *name, enum kind kind, size_t before)
{
    CLEANUP_BUFFER struct buffer own = BUFFER_EMPTY;
    for (const char *part = name != NULL ? name : "";;) {
        size_t size = strcspn(part, "/");
        add_part(&own, part, size);
        if (part[size] == '\0') {
            break;
        }
        part += size + 1;
    }
    if (own.size == 0) {
        buffer_add_format(&own, "附件%zu%s", before + 1,
                          endings[kind] != NULL ? endings[kind] : "");
    }
    return joined(within, buffer_text(&own));
}

char *names_flat(const char *name)
{
    bool windows = (g_ascii_isalpha(name[0]) && name[1] == ':') || strncmp(name, "\\\\", 2) == 0;
    const char *last = strrchr(name, windows ? '\\' : '/');
    bool whole_path = windows || name[0] == '/';
    char *kept = xstrdup(whole_path && last != NULL && last[1] != '\0' ? last + 1 : name);
    for (char *at = kept; *at != '\0'; at++) {
        *at = (char)(*at == '/' ? '_' : *at);
    }
    return kept;
}

bool names_junk(const char *path)
{
    static const char *const names[] = {"Thumbs.db", ".DS_Store", "desktop.ini"};
    static const char *const folders[] = {"__MACOSX/", ".Spotlight-V100/", ".Trashes/"};
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *found = strstr(path, folders[i]);
        if (found != NULL && (found == path || found[-1] == '/')) {
            return true;
        }
    }
    return strncmp(name, "~$", 2) == 0 || strncmp(name, "._", 2) == 0;
}

char *names_of_compressed(const char *path)
{
    static const char *const packed[] = {".gz", ".bz2",  ".xz", ".zst", ".lz4",
                                         ".lz", ".lzma", ".z",  ".gzip"};
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t size = strlen(name);
    for (size_t i = 0; i < COUNT_OF(packed); i++) {
        size_t length = strlen(packed[i]);
        if (size > length && strcasecmp(name + size - length, packed[i]) == 0) {
            return xstrndup(name, size - length);
        }
    }
    return xstrdup(name);
}

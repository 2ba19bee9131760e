#include "reader/kind.h"

#include "base/memory.h"
#include "reader/kind_magic.h"
#include "reader/kind_package.h"
#include "reader/kind_text.h"
#include "reader/message.h"
#include "reader/ole.h"
#include "reader/signature.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    HEAD = 32768,     /* bytes looked at */
    TEXT_HEAD = 4096, /* bytes by which text is told from other bytes */
};

/* Sound in Microsoft's container for films; only its name tells without reading far into it. */
static bool named_as_sound(const char *name)
{
    const char *dot = name != NULL ? strrchr(name, '.') : NULL;
    return dot != NULL && strcasecmp(dot, ".wma") == 0;
}

static bool is_package(const char *head, size_t size)
{
    return magic_at(head, size, 0, "PK\3\4", 4) || magic_at(head, size, 0, "PK\5\6", 4) ||
           magic_at(head, size, 0, "PK\7\10PK", 6) || magic_at(head, size, 0, "PK00PK", 6);
}

/* What begins as nothing known may still be an archive: behind a program, or behind anything. */
static enum kind of_rest(int fd, const char *head, size_t size, const char *name)
{
    enum kind kind = KIND_UNKNOWN;
    if (!signature_is_program(head, size)) {
        kind = kind_by_text(head, size < TEXT_HEAD ? size : TEXT_HEAD, name);
        if (kind == KIND_HTML || kind == KIND_MESSAGE) {
            kind = kind_by_text(head, size, name); /* more of it shows who wrote it */
        }
    }
    if (kind != KIND_UNKNOWN) {
        return kind;
    }
    const struct signature signature = signature_of(fd);
    return signature.zip || signature.start > 0 || signature_is_disc(fd) ? KIND_ARCHIVE
                                                                         : KIND_UNKNOWN;
}

enum kind kind_of_file(int fd, const char *name)
{
    CLEANUP_FREE char *head = xmalloc(HEAD);
    ssize_t got = pread(fd, head, HEAD, 0);
    size_t size = got > 0 ? (size_t)got : 0;
    if (size == 0) {
        return KIND_UNKNOWN;
    }
    if (is_package(head, size)) {
        return kind_of_package(fd, name);
    }
    if (magic_at(head, size, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) {
        return ole_kind(fd, name);
    }
    if (message_is_packed(head, size)) {
        return KIND_MESSAGE;
    }
    enum kind kind = kind_by_magic(head, size);
    if (kind == KIND_VIDEO && named_as_sound(name)) {
        return KIND_AUDIO;
    }
    return kind != KIND_UNKNOWN ? kind : of_rest(fd, head, size, name);
}

bool kind_begins_as_archive(const char *head, size_t size)
{
    return is_package(head, size) || kind_by_magic(head, size) == KIND_ARCHIVE;
}

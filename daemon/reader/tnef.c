#include "reader/tnef.h"

#include "reader/body.h"
#include "reader/charset.h"
#include "reader/html.h"
#include "reader/mapi.h"
#include "reader/names.h"
#include "reader/rtf_compressed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* [MS-OXTNEF 2.1.3.2], without the type in the upper half. */
enum attribute {
    ATTRIBUTE_BODY = 0x800C,
    ATTRIBUTE_ATTACH_DATA = 0x800F,
    ATTRIBUTE_ATTACH_TITLE = 0x8010,
    ATTRIBUTE_ATTACH_BEGIN = 0x9002, /* attAttachRendData: each attachment begins with it */
    ATTRIBUTE_PROPERTIES = 0x9003,
    ATTRIBUTE_ATTACH_PROPERTIES = 0x9005,
    ATTRIBUTE_CODEPAGE = 0x9007,
};

enum { SIGNATURE = 0x223E9F78, OBJECT_ID = 16 /* bytes before an object: what class it is */ };

struct attachment {
    bool begun;
    char *title;     /* of the attribute, at most 8.3 in old programs */
    char *long_name; /* of the properties */
    struct range data, object;
};

struct tnef {
    struct container *container;
    char codepage[16]; /* a charset's label, "" while it is not known */
    struct body body;
    struct range rtf;
    struct attachment attachment; /* the one that is being read */
};

bool tnef_is(const char *head, size_t size)
{
    return size >= 4 && memcmp(head, "\x78\x9F\x3E\x22", 4) == 0;
}

static bool has_bytes(const struct range *range)
{
    return range->end > range->at;
}

/* A string as UTF-8, at most `limit` bytes of it; the caller frees it. */
static char *string_of(const struct tnef *tnef, const struct range *value, bool wide, size_t limit)
{
    size_t size = 0;
    CLEANUP_FREE char *bytes = range_read(value, limit, &size);
    const char *label = tnef->codepage[0] != '\0' ? tnef->codepage : NULL;
    return charset_decode(wide ? "utf-16le" : label, bytes, wide ? size & ~(size_t)1 : size, NULL);
}

/* --- attachments ----------------------------------------------------------------------------- */

static void attachment_clear(struct attachment *attachment)
{
    free(attachment->title);
    free(attachment->long_name);
    *attachment = (struct attachment){0};
}

static void hand_on(struct container *container, const char *name, struct range bytes)
{
    CLEANUP_FREE char *flat = name != NULL ? names_flat(name) : NULL;
    if (!container_entry(container, flat)) {
        return;
    }
    struct spool spool = {.fd = -1};
    enum spool_result result = container_spool(container, range_pull, &bytes, &spool);
    const struct leaf_notes notes = {.broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    container_leaf(container, flat, &spool, &notes);
}

/* An object (a mail, an OLE thing) is what was attached; the data beside it is but its icon. */
static void end_attachment(struct tnef *tnef)
{
    struct attachment *attachment = &tnef->attachment;
    const char *name = attachment->long_name != NULL ? attachment->long_name : attachment->title;
    bool object = has_bytes(&attachment->object);
    if (attachment->begun) {
        hand_on(tnef->container, name, object ? attachment->object : attachment->data);
    }
    attachment_clear(attachment);
}

static void take_attachment_property(void *context, unsigned id, unsigned type,
                                     const struct range *value)
{
    struct tnef *tnef = context;
    struct attachment *attachment = &tnef->attachment;
    bool text = type == MAPI_UNICODE || type == MAPI_STRING8;
    bool better = id == MAPI_ATTACH_LONG_FILENAME || attachment->long_name == NULL;
    if (text && better && (id == MAPI_ATTACH_LONG_FILENAME || id == MAPI_DISPLAY_NAME)) {
        free(attachment->long_name);
        attachment->long_name = string_of(tnef, value, type == MAPI_UNICODE, LIMIT_PATH);
    } else if (id == MAPI_ATTACH_DATA && type == MAPI_OBJECT) {
        attachment->object = *value;
        range_take(&attachment->object, OBJECT_ID);
    } else if (id == MAPI_ATTACH_DATA && type == MAPI_BINARY && !has_bytes(&attachment->data)) {
        attachment->data = *value;
    }
}

/* --- the text -------------------------------------------------------------------------------- */

static void take_message_property(void *context, unsigned id, unsigned type,
                                  const struct range *value)
{
    struct tnef *tnef = context;
    if (id == MAPI_BODY && (type == MAPI_UNICODE || type == MAPI_STRING8)) {
        CLEANUP_FREE char *text = string_of(tnef, value, type == MAPI_UNICODE, LIMIT_TEXT_FILE);
        buffer_add_text(&tnef->body.plain, text);
    } else if (id == MAPI_BODY_HTML && type != MAPI_OBJECT) {
        size_t size = 0;
        CLEANUP_FREE char *bytes = range_read(value, LIMIT_TEXT_FILE, &size);
        body_add_html(&tnef->body, type == MAPI_UNICODE ? "utf-16le" : NULL, bytes, size);
    } else if (id == MAPI_RTF_COMPRESSED && type == MAPI_BINARY) {
        tnef->rtf = *value;
    }
}

/* A text that is there as RTF only: a document, and read as one. */
static void hand_on_rtf(struct tnef *tnef)
{
    size_t size = 0, text_size = 0;
    CLEANUP_FREE char *packed = range_read(&tnef->rtf, LIMIT_TEXT_FILE, &size);
    CLEANUP_FREE char *text = rtf_decompress(packed, size, &text_size);
    static const char name[] = "正文.rtf";
    if (text == NULL || !container_entry(tnef->container, name)) {
        return;
    }
    struct memory source = {.at = text, .left = text_size};
    struct spool spool = {.fd = -1};
    enum spool_result result = container_spool(tnef->container, memory_pull, &source, &spool);
    const struct leaf_notes notes = {.broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    container_leaf(tnef->container, name, &spool, &notes);
}

/* Most often the mail beside it says the same. */
static void use_text(struct tnef *tnef)
{
    struct job *job = tnef->container->job;
    bool said = body_said(&tnef->body, job);
    if (!said) {
        body_use(&tnef->body, "", job);
    }
    if (body_blank(&tnef->body) && job->description->text[0] == '\0' && has_bytes(&tnef->rtf)) {
        hand_on_rtf(tnef);
    }
}

/* --- attributes ------------------------------------------------------------------------------ */

static void take_codepage(struct tnef *tnef, struct range value)
{
    uint32_t number = 0;
    if (range_number(&value, 4, &number)) {
        snprintf(tnef->codepage, sizeof tnef->codepage, "cp%u", number);
    }
}

static void take_attribute(struct tnef *tnef, unsigned id, struct range value)
{
    struct attachment *attachment = &tnef->attachment;
    bool sound = true;
    if (id == ATTRIBUTE_ATTACH_BEGIN) {
        end_attachment(tnef);
        attachment->begun = true;
    } else if (id == ATTRIBUTE_ATTACH_TITLE && attachment->title == NULL) {
        attachment->title = string_of(tnef, &value, false, LIMIT_PATH);
    } else if (id == ATTRIBUTE_ATTACH_DATA) {
        attachment->data = value;
    } else if (id == ATTRIBUTE_ATTACH_PROPERTIES) {
        sound = mapi_walk(&value, take_attachment_property, tnef);
    } else if (id == ATTRIBUTE_PROPERTIES) {
        sound = mapi_walk(&value, take_message_property, tnef);
    } else if (id == ATTRIBUTE_BODY && tnef->body.plain.size == 0) {
        CLEANUP_FREE char *text = string_of(tnef, &value, false, LIMIT_TEXT_FILE);
        buffer_add_text(&tnef->body.plain, text);
    } else if (id == ATTRIBUTE_CODEPAGE) {
        take_codepage(tnef, value);
    }
    tnef->container->damaged = tnef->container->damaged || !sound;
}

/* Level, name, size, bytes, checksum. False at the end. */
static bool next_attribute(struct tnef *tnef, struct range *stream)
{
    uint32_t id = 0, size = 0, checksum = 0;
    range_take(stream, 1); /* the level says no more than the name does */
    if (!range_number(stream, 4, &id) || !range_number(stream, 4, &size)) {
        return false;
    }
    bool whole = (off_t)size <= stream->end - stream->at;
    take_attribute(tnef, id & 0xFFFF, range_take(stream, size));
    tnef->container->damaged = tnef->container->damaged || !whole;
    return whole && range_number(stream, 2, &checksum);
}

bool tnef_read(struct container *container, int fd)
{
    struct tnef tnef = {.container = container};
    struct range stream = {.fd = fd, .end = lseek(fd, 0, SEEK_END)};
    uint32_t signature = 0, key = 0;
    if (!range_number(&stream, 4, &signature) || signature != SIGNATURE ||
        !range_number(&stream, 2, &key)) {
        container->damaged = true;
        return false;
    }
    while (next_attribute(&tnef, &stream)) {
    }
    end_attachment(&tnef);
    use_text(&tnef);
    body_clear(&tnef.body);
    return true;
}

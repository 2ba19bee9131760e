/*
 * .ppt and .dps, [MS-PPT]: a stream of records. The newest edit says which of the slides that the
 * stream still holds are those of today; their texts stand in the list of slides and in the slides.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/bytes.h"
#include "reader/charset.h"
#include "reader/embedded.h"
#include "reader/ole.h"
#include "reader/outline.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Types of records, 2.13.24. */
enum {
    RECORD_SLIDE = 0x03EE,
    RECORD_SLIDE_PERSIST = 0x03F3,
    RECORD_VBA_INFO_ATOM = 0x0400,
    RECORD_TEXT_CHARS = 0x0FA0,
    RECORD_TEXT_BYTES = 0x0FA8,
    RECORD_SLIDE_LIST = 0x0FF0,
    RECORD_USER_EDIT = 0x0FF5,
    RECORD_EMBEDDED = 0x1011,
    RECORD_PERSIST_DIRECTORY = 0x1772,
};

enum {
    HEADER = 8, /* bytes before each record */
    DEPTH = 24, /* records in records: groups of shapes nest, others do not */
    EDITS = 1000,
    PERSISTS = 100000, /* persistent objects: slides, masters, notes, embedded objects */
    TOKEN_ENCRYPTED = (int)0xF3D1C4DF,
};

struct record {
    unsigned type, instance;
    bool container;
    size_t at; /* of its content */
    struct bytes content;
};

struct deck {
    struct bytes stream;
    struct outline *outline;
    struct described_file *file;
    uint64_t *persists; /* offset of each persistent object + 1; 0: none */
    uint32_t document;  /* the persistent object that is the document */
};

/* The record at *at, and *at behind it; false at the end. */
static bool next_record(const struct bytes *bytes, size_t *at, struct record *record)
{
    if (bytes_at(bytes, *at, HEADER) == NULL) {
        return false;
    }
    unsigned head = bytes_u16(bytes, *at);
    *record =
        (struct record){.type = bytes_u16(bytes, *at + 2),
                        .instance = head >> 4,
                        .container = (head & 0xF) == 0xF,
                        .at = *at + HEADER,
                        .content = bytes_part(bytes, *at + HEADER, bytes_u32(bytes, *at + 4))};
    *at += HEADER + record->content.size;
    return true;
}

/* --- text ------------------------------------------------------------------------------------ */

/* Carriage returns end paragraphs, vertical tabs break lines in them. */
static void add_text(struct deck *deck, const struct record *record)
{
    static const struct paragraph plain = {0};
    const char *label = record->type == RECORD_TEXT_CHARS ? "utf-16le" : "windows-1252";
    CLEANUP_FREE char *text =
        charset_decode(label, (const char *)record->content.data, record->content.size, NULL);
    for (char *at = text; *at != '\0';) {
        size_t size = strcspn(at, "\r\v\n");
        bool last = at[size] == '\0';
        at[size] = '\0';
        outline_add(deck->outline, at, &plain);
        at += size + !last;
    }
}

static void walk_text(struct deck *deck, const struct bytes *bytes, int depth)
{
    struct record record;
    for (size_t at = 0; depth < DEPTH && next_record(bytes, &at, &record);) {
        if (record.type == RECORD_TEXT_CHARS || record.type == RECORD_TEXT_BYTES) {
            add_text(deck, &record);
        } else if (record.container) {
            walk_text(deck, &record.content, depth + 1);
        }
    }
}

/* The record of a persistent object; false where there is none. */
static bool persistent(const struct deck *deck, uint32_t number, struct record *record)
{
    size_t at = number < PERSISTS ? deck->persists[number] : 0;
    return at-- > 0 && next_record(&deck->stream, &at, record);
}

static void add_slide(struct deck *deck, uint32_t persist)
{
    struct record record;
    if (persistent(deck, persist, &record) && record.type == RECORD_SLIDE) {
        deck->file->pages++;
        walk_text(deck, &record.content, 0);
    }
}

/* The list of slides: for each its persistent object, then the text of its placeholders. */
static void walk_slide_list(struct deck *deck, const struct bytes *list)
{
    struct record record;
    uint32_t slide = PERSISTS;
    for (size_t at = 0; next_record(list, &at, &record);) {
        if (record.type == RECORD_SLIDE_PERSIST) {
            add_slide(deck, slide);
            slide = bytes_u32(&record.content, 0);
        } else if (record.type == RECORD_TEXT_CHARS || record.type == RECORD_TEXT_BYTES) {
            add_text(deck, &record);
        }
    }
    add_slide(deck, slide);
}

/* --- the newest edit ------------------------------------------------------------------------- */

/* Runs of persistent objects: a number and a count in one word, then their offsets. */
static void read_directory(struct deck *deck, uint32_t offset)
{
    struct record record;
    size_t at = offset;
    if (!next_record(&deck->stream, &at, &record) || record.type != RECORD_PERSIST_DIRECTORY) {
        return;
    }
    for (size_t i = 0; i + 4 <= record.content.size;) {
        uint32_t head = bytes_u32(&record.content, i);
        uint32_t first = head & 0xFFFFF, count = head >> 20;
        i += 4;
        for (uint32_t k = 0; k < count && i + 4 <= record.content.size; k++, i += 4) {
            /* The newest edit comes first: what it says stands. */
            if (first + k < PERSISTS && deck->persists[first + k] == 0) {
                deck->persists[first + k] = (uint64_t)bytes_u32(&record.content, i) + 1;
            }
        }
    }
}

static void read_edits(struct deck *deck, uint32_t offset)
{
    struct record record;
    for (int edits = 0; offset > 0 && edits < EDITS; edits++) {
        size_t at = offset;
        if (!next_record(&deck->stream, &at, &record) || record.type != RECORD_USER_EDIT) {
            return;
        }
        if (edits == 0) {
            deck->document = bytes_u32(&record.content, 16);
        }
        read_directory(deck, bytes_u32(&record.content, 12));
        offset = bytes_u32(&record.content, 8);
    }
}

static void walk_document(struct deck *deck, const struct bytes *bytes, int depth)
{
    struct record record;
    for (size_t at = 0; depth < DEPTH && next_record(bytes, &at, &record);) {
        if (record.type == RECORD_SLIDE_LIST && record.instance == 0) {
            walk_slide_list(deck, &record.content);
        } else if (record.type == RECORD_VBA_INFO_ATOM && bytes_u32(&record.content, 4) == 1) {
            document_note(deck->file, FINDING_MACRO);
        } else if (record.container && record.type != RECORD_SLIDE_LIST) {
            walk_document(deck, &record.content, depth + 1);
        }
    }
}

/* True when the newest edit led to the document. */
static bool read_document(struct deck *deck, uint32_t edit)
{
    struct record record;
    read_edits(deck, edit);
    if (!persistent(deck, deck->document, &record) || !record.container) {
        return false;
    }
    walk_document(deck, &record.content, 0);
    return true;
}

/* --- the file -------------------------------------------------------------------------------- */

static void describe_stream(GsfInfile *storage, struct deck *deck)
{
    size_t size = 0;
    CLEANUP_FREE unsigned char *user = ole_stream(storage, "Current User", LIMIT_PATH, &size);
    const struct bytes current = {user, user != NULL ? size : 0};
    if (bytes_u32(&current, 12) == (uint32_t)TOKEN_ENCRYPTED) {
        document_note(deck->file, FINDING_ENCRYPTED);
        return;
    }
    deck->persists = xcalloc(PERSISTS, sizeof *deck->persists);
    deck->outline = outline_new();
    if (!read_document(deck, bytes_u32(&current, 16))) {
        document_note(deck->file, FINDING_DAMAGED);
        walk_text(deck, &deck->stream, 0);
    }
    outline_finish(deck->outline, deck->file);
    outline_free(deck->outline);
    free(deck->persists);
}

/* PowerPoint 95 and 97 in one file: the newer half is a storage of its own. */
static GsfInfile *open_deck(int fd)
{
    GsfInfile *file = ole_open(fd);
    GsfInfile *newer = file != NULL ? ole_storage(file, "PP97_DUALSTORAGE") : NULL;
    if (newer != NULL) {
        ole_close(file);
        return newer;
    }
    return file;
}

void ppt_describe(int fd, struct described_file *file)
{
    size_t size = 0;
    CLEANUP(cleanup_ole_close)
    GsfInfile *storage = open_deck(fd);
    CLEANUP_FREE unsigned char *stream =
        storage != NULL ? ole_stream(storage, "PowerPoint Document", LIMIT_STREAM, &size) : NULL;
    if (stream == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    struct deck deck = {.stream = {stream, size}, .file = file};
    describe_stream(storage, &deck);
}

/* --- embedded objects ------------------------------------------------------------------------ */

/* Compound files of their own, deflated (instance 1) or not. */
static void take_embedded(struct container *container, const struct record *record)
{
    struct bytes plain = record->content;
    CLEANUP_FREE unsigned char *inflated = NULL;
    if (record->instance == 1) {
        uLongf size = bytes_u32(&record->content, 0);
        inflated = size <= LIMIT_EMBEDDED ? xcalloc(1, size + 1) : NULL;
        struct bytes packed = bytes_part(&record->content, 4, record->content.size);
        if (inflated == NULL || uncompress(inflated, &size, packed.data, packed.size) != Z_OK) {
            return;
        }
        plain = (struct bytes){inflated, size};
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *object = ole_open_bytes(plain.data, plain.size);
    if (object != NULL) {
        embedded_object(container, object);
    }
}

void ppt_embedded(struct container *container, GsfInfile *storage)
{
    size_t size = 0;
    CLEANUP_FREE unsigned char *stream =
        ole_stream(storage, "PowerPoint Document", LIMIT_STREAM, &size);
    const struct bytes bytes = {stream, stream != NULL ? size : 0};
    struct record record;
    for (size_t at = 0; next_record(&bytes, &at, &record);) {
        if (record.type == RECORD_EMBEDDED) {
            take_embedded(container, &record);
        }
    }
}

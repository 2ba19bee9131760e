#include "reader/sevenzip_streams.h"

#include "base/limits.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* --- taking ---------------------------------------------------------------------------------- */

unsigned sevenzip_take_byte(struct sevenzip_cursor *cursor)
{
    cursor->failed |= cursor->at >= cursor->bytes.size;
    return cursor->failed ? 0 : cursor->bytes.data[cursor->at++];
}

/* The first byte's leading ones say how many follow, lowest first; its other bits are the highest.
 */
uint64_t sevenzip_take_number(struct sevenzip_cursor *cursor)
{
    unsigned first = sevenzip_take_byte(cursor);
    uint64_t number = 0;
    unsigned shift = 0, mask = 0x80;
    for (; (first & mask) != 0; mask >>= 1, shift += 8) {
        number |= (uint64_t)sevenzip_take_byte(cursor) << shift;
    }
    return mask > 1 ? number | (uint64_t)(first & (mask - 1)) << shift : number;
}

void sevenzip_skip(struct sevenzip_cursor *cursor, uint64_t size)
{
    cursor->failed |= size > cursor->bytes.size - cursor->at;
    cursor->at += cursor->failed ? 0 : (size_t)size;
}

static struct bytes take_bytes(struct sevenzip_cursor *cursor, uint64_t size)
{
    size_t from = cursor->at;
    sevenzip_skip(cursor, size);
    return bytes_part(&cursor->bytes, from, cursor->at - from);
}

/* Fails over the limit: what is counted takes a byte each, at least. */
static size_t take_count(struct sevenzip_cursor *cursor, size_t most)
{
    uint64_t count = sevenzip_take_number(cursor);
    cursor->failed |= count > most;
    return cursor->failed ? 0 : (size_t)count;
}

static void expect(struct sevenzip_cursor *cursor, unsigned id)
{
    cursor->failed |= sevenzip_take_byte(cursor) != id;
}

/* Checksums of `count` streams: which of them have one, then theirs. Those are told to `take`. */
static void take_checksums(struct sevenzip_cursor *cursor, uint64_t count,
                           void (*take)(void *context, uint64_t index, uint32_t crc), void *context)
{
    bool all = sevenzip_take_byte(cursor) != 0;
    const struct bytes bits = take_bytes(cursor, all ? 0 : count / 8 + (count % 8 != 0));
    for (uint64_t i = 0; i < count && !cursor->failed; i++) {
        if (all || (bytes_u8(&bits, (size_t)(i / 8)) & (0x80U >> i % 8)) != 0) {
            const struct bytes crc = take_bytes(cursor, 4);
            take(context, i, bytes_u32(&crc, 0));
        }
    }
}

static void pass_over(void *context, uint64_t index, uint32_t crc)
{
    (void)context;
    (void)index;
    (void)crc;
}

/* --- packed streams -------------------------------------------------------------------------- */

static void read_pack_info(struct sevenzip_streams *streams, struct sevenzip_cursor *cursor)
{
    streams->pack_place = sevenzip_take_number(cursor);
    streams->pack_count = take_count(cursor, LIMIT_ENTRIES);
    streams->pack_sizes = xcalloc(streams->pack_count + 1, sizeof *streams->pack_sizes);
    unsigned id = sevenzip_take_byte(cursor);
    if (id == SEVENZIP_SIZE) {
        for (size_t i = 0; i < streams->pack_count; i++) {
            streams->pack_sizes[i] = sevenzip_take_number(cursor);
        }
        id = sevenzip_take_byte(cursor);
    }
    if (id == SEVENZIP_CRC) {
        take_checksums(cursor, streams->pack_count, pass_over, NULL);
        id = sevenzip_take_byte(cursor);
    }
    cursor->failed |= id != SEVENZIP_END;
}

/* --- folders --------------------------------------------------------------------------------- */

enum {
    CODER_ID_SIZE = 0x0F, /* bits of a coder's first byte */
    CODER_STREAMS = 0x10,
    CODER_PROPERTIES = 0x20,
    CODER_RESERVED = 0xC0,
};

static unsigned read_coder(struct sevenzip_coder *coder, struct sevenzip_cursor *cursor)
{
    unsigned flags = sevenzip_take_byte(cursor);
    cursor->failed |= (flags & CODER_RESERVED) != 0;
    coder->id = take_bytes(cursor, flags & CODER_ID_SIZE);
    coder->in = 1;
    if ((flags & CODER_STREAMS) != 0) {
        coder->in = (unsigned)take_count(cursor, SEVENZIP_STREAMS_IN);
        uint64_t out = sevenzip_take_number(cursor); /* of no known coder come more than one */
        cursor->failed |= coder->in == 0 || out != 1;
    }
    if ((flags & CODER_PROPERTIES) != 0) {
        coder->properties = take_bytes(cursor, sevenzip_take_number(cursor));
    }
    return coder->in;
}

static bool is_bound(const struct sevenzip_folder *folder, unsigned in)
{
    for (unsigned i = 0; i < folder->bind_count; i++) {
        if (folder->binds[i].in == in) {
            return true;
        }
    }
    return false;
}

static void read_packed(struct sevenzip_folder *folder, struct sevenzip_cursor *cursor, unsigned in)
{
    if (folder->packed_count == 1) {
        for (unsigned i = 0; i < in; i++) {
            folder->packed[0] = is_bound(folder, i) ? folder->packed[0] : i;
        }
        return;
    }
    for (unsigned i = 0; i < folder->packed_count; i++) {
        folder->packed[i] = (unsigned)take_count(cursor, in - 1);
    }
}

static void read_folder(struct sevenzip_folder *folder, struct sevenzip_cursor *cursor)
{
    unsigned in = 0;
    folder->coder_count = (unsigned)take_count(cursor, SEVENZIP_CODERS);
    for (unsigned i = 0; i < folder->coder_count && !cursor->failed; i++) {
        in += read_coder(&folder->coders[i], cursor);
    }
    cursor->failed |=
        folder->coder_count == 0 || in < folder->coder_count || in > SEVENZIP_STREAMS_IN;
    if (cursor->failed) {
        return;
    }
    folder->bind_count = folder->coder_count - 1;
    for (unsigned i = 0; i < folder->bind_count; i++) {
        folder->binds[i].in = (unsigned)take_count(cursor, in - 1);
        folder->binds[i].out = (unsigned)take_count(cursor, folder->coder_count - 1);
    }
    folder->packed_count = in - folder->bind_count;
    read_packed(folder, cursor, in);
}

static void take_folder_checksum(void *context, uint64_t index, uint32_t crc)
{
    struct sevenzip_streams *streams = context;
    streams->folders[index].has_crc = true;
    streams->folders[index].crc = crc;
}

static void read_folders(struct sevenzip_streams *streams, struct sevenzip_cursor *cursor)
{
    expect(cursor, SEVENZIP_FOLDER);
    size_t count = take_count(cursor, LIMIT_ENTRIES);
    expect(cursor, SEVENZIP_END); /* they are here, and in no other stream */
    while (streams->folder_count < count && !cursor->failed) {
        streams->folders = xgrow(streams->folders, streams->folder_count, sizeof *streams->folders);
        struct sevenzip_folder *folder = &streams->folders[streams->folder_count++];
        *folder = (struct sevenzip_folder){.files = 1};
        read_folder(folder, cursor);
    }
    expect(cursor, SEVENZIP_FOLDER_SIZES);
    for (size_t i = 0; i < streams->folder_count; i++) {
        for (unsigned j = 0; j < streams->folders[i].coder_count; j++) {
            streams->folders[i].sizes[j] = sevenzip_take_number(cursor);
        }
    }
    size_t from = cursor->at;
    unsigned id = sevenzip_take_byte(cursor);
    if (id == SEVENZIP_CRC) {
        take_checksums(cursor, streams->folder_count, take_folder_checksum, streams);
        streams->crcs = bytes_part(&cursor->bytes, from, cursor->at - from);
        id = sevenzip_take_byte(cursor);
    }
    cursor->failed |= id != SEVENZIP_END;
}

/* --- files in folders ------------------------------------------------------------------------ */

/* The size of the last file of a folder is what is left. */
static void skip_sizes(const struct sevenzip_streams *streams, struct sevenzip_cursor *cursor)
{
    for (size_t i = 0; i < streams->folder_count; i++) {
        for (uint64_t j = 1; j < streams->folders[i].files && !cursor->failed; j++) {
            sevenzip_take_number(cursor);
        }
    }
}

/* Those that no checksum of a whole folder is theirs already. */
static uint64_t count_unchecked(const struct sevenzip_streams *streams)
{
    uint64_t count = 0;
    for (size_t i = 0; i < streams->folder_count; i++) {
        const struct sevenzip_folder *folder = &streams->folders[i];
        count += folder->files == 1 && folder->has_crc ? 0 : folder->files;
    }
    return count;
}

static void read_substreams(struct sevenzip_streams *streams, struct sevenzip_cursor *cursor)
{
    size_t from = cursor->at;
    unsigned id = sevenzip_take_byte(cursor);
    if (id == SEVENZIP_SUBSTREAM_COUNT) {
        for (size_t i = 0; i < streams->folder_count; i++) {
            streams->folders[i].files = take_count(cursor, UINT32_MAX);
        }
        id = sevenzip_take_byte(cursor);
    }
    if (id == SEVENZIP_SIZE) {
        skip_sizes(streams, cursor);
        id = sevenzip_take_byte(cursor);
    }
    if (id == SEVENZIP_CRC) {
        take_checksums(cursor, count_unchecked(streams), pass_over, NULL);
        id = sevenzip_take_byte(cursor);
    }
    cursor->failed |= id != SEVENZIP_END;
    streams->substreams = bytes_part(&cursor->bytes, from, cursor->at - from);
}

/* Every packed stream belongs to one folder. */
static bool streams_fit(const struct sevenzip_streams *streams)
{
    size_t packed = 0;
    for (size_t i = 0; i < streams->folder_count; i++) {
        packed += streams->folders[i].packed_count;
    }
    return packed == streams->pack_count;
}

bool sevenzip_streams_read(struct sevenzip_streams *streams, struct sevenzip_cursor *cursor)
{
    unsigned id = sevenzip_take_byte(cursor);
    if (id == SEVENZIP_PACK_INFO) {
        read_pack_info(streams, cursor);
        id = sevenzip_take_byte(cursor);
    }
    if (id == SEVENZIP_FOLDERS_INFO) {
        read_folders(streams, cursor);
        id = sevenzip_take_byte(cursor);
    }
    if (id == SEVENZIP_SUBSTREAMS) {
        read_substreams(streams, cursor);
        id = sevenzip_take_byte(cursor);
    }
    cursor->failed |= id != SEVENZIP_END || !streams_fit(streams);
    return !cursor->failed;
}

void sevenzip_streams_clear(struct sevenzip_streams *streams)
{
    free(streams->pack_sizes);
    free(streams->folders);
    *streams = (struct sevenzip_streams){0};
}

/* --- writing --------------------------------------------------------------------------------- */

void sevenzip_put_byte(struct buffer *out, unsigned byte)
{
    char c = (char)(unsigned char)byte;
    buffer_add(out, &c, 1);
}

static void put_number(struct buffer *out, uint64_t number)
{
    unsigned more = 0, first = 0;
    while (more < 8 && number >> (7 * (more + 1)) != 0) {
        first |= 0x80U >> more;
        more++;
    }
    first |= more < 8 ? (unsigned)(number >> (8 * more)) : 0;
    sevenzip_put_byte(out, first);
    for (unsigned i = 0; i < more; i++) {
        sevenzip_put_byte(out, (unsigned)(number >> (8 * i)) & 0xFF);
    }
}

static void put_coder(struct buffer *out, const struct sevenzip_coder *coder)
{
    bool simple = coder->in == 1;
    bool plain = coder->properties.size == 0;
    sevenzip_put_byte(out, (unsigned)coder->id.size | (simple ? 0 : CODER_STREAMS) |
                               (plain ? 0 : CODER_PROPERTIES));
    buffer_add(out, coder->id.data, coder->id.size);
    if (!simple) {
        put_number(out, coder->in);
        put_number(out, 1);
    }
    if (!plain) {
        put_number(out, coder->properties.size);
        buffer_add(out, coder->properties.data, coder->properties.size);
    }
}

static void put_folder(struct buffer *out, const struct sevenzip_folder *folder)
{
    put_number(out, folder->coder_count);
    for (unsigned i = 0; i < folder->coder_count; i++) {
        put_coder(out, &folder->coders[i]);
    }
    for (unsigned i = 0; i < folder->bind_count; i++) {
        put_number(out, folder->binds[i].in);
        put_number(out, folder->binds[i].out);
    }
    for (unsigned i = 0; i < folder->packed_count && folder->packed_count > 1; i++) {
        put_number(out, folder->packed[i]);
    }
}

static void put_folders(struct buffer *out, const struct sevenzip_streams *streams)
{
    sevenzip_put_byte(out, SEVENZIP_FOLDERS_INFO);
    sevenzip_put_byte(out, SEVENZIP_FOLDER);
    put_number(out, streams->folder_count);
    sevenzip_put_byte(out, 0);
    for (size_t i = 0; i < streams->folder_count; i++) {
        put_folder(out, &streams->folders[i]);
    }
    sevenzip_put_byte(out, SEVENZIP_FOLDER_SIZES);
    for (size_t i = 0; i < streams->folder_count; i++) {
        for (unsigned j = 0; j < streams->folders[i].coder_count; j++) {
            put_number(out, streams->folders[i].sizes[j]);
        }
    }
    buffer_add(out, streams->crcs.data, streams->crcs.size);
    sevenzip_put_byte(out, SEVENZIP_END);
}

void sevenzip_streams_write(struct buffer *out, const struct sevenzip_streams *streams)
{
    sevenzip_put_byte(out, SEVENZIP_PACK_INFO);
    put_number(out, streams->pack_place);
    put_number(out, streams->pack_count);
    sevenzip_put_byte(out, SEVENZIP_SIZE);
    for (size_t i = 0; i < streams->pack_count; i++) {
        put_number(out, streams->pack_sizes[i]);
    }
    sevenzip_put_byte(out, SEVENZIP_END);
    put_folders(out, streams);
    if (streams->substreams.size > 0) {
        sevenzip_put_byte(out, SEVENZIP_SUBSTREAMS);
        buffer_add(out, streams->substreams.data, streams->substreams.size);
    }
    sevenzip_put_byte(out, SEVENZIP_END);
}

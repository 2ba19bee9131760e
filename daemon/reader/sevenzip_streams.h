/*
 * What the header of a 7z says of its packed streams and of the coders that they go through
 * (StreamsInfo in 7zFormat.txt of the LZMA SDK). Names and times of files are nothing to this.
 */
#ifndef BAOSONG_READER_SEVENZIP_STREAMS_H
#define BAOSONG_READER_SEVENZIP_STREAMS_H

#include "base/buffer.h"
#include "reader/bytes.h"

#include <stdbool.h>

/* Ids of the format's properties. */
enum {
    SEVENZIP_END = 0x00,
    SEVENZIP_HEADER = 0x01,
    SEVENZIP_ARCHIVE_PROPERTIES = 0x02,
    SEVENZIP_STREAMS = 0x04,
    SEVENZIP_FILES = 0x05,
    SEVENZIP_PACK_INFO = 0x06,
    SEVENZIP_FOLDERS_INFO = 0x07,
    SEVENZIP_SUBSTREAMS = 0x08,
    SEVENZIP_SIZE = 0x09,
    SEVENZIP_CRC = 0x0A,
    SEVENZIP_FOLDER = 0x0B,
    SEVENZIP_FOLDER_SIZES = 0x0C,
    SEVENZIP_SUBSTREAM_COUNT = 0x0D,
    SEVENZIP_ENCODED_HEADER = 0x17,
};

/* Coders of one folder, and streams that go into them or come out: four locked streams of BCJ2,
 * which has three packed by LZMA, make eight coders and eleven streams. */
enum { SEVENZIP_CODERS = 12, SEVENZIP_STREAMS_IN = 20 };

struct sevenzip_coder {
    struct bytes id; /* borrowed from the header, as are the properties */
    struct bytes properties;
    unsigned in; /* streams that go into it; one comes out */
};

/* Streams are numbered through all coders of the folder. */
struct sevenzip_bind {
    unsigned in, out; /* what comes out there goes in here */
};

/* A folder: coders that make one run of bytes of some packed streams. */
struct sevenzip_folder {
    struct sevenzip_coder coders[SEVENZIP_CODERS];
    struct sevenzip_bind binds[SEVENZIP_STREAMS_IN];
    unsigned packed[SEVENZIP_STREAMS_IN]; /* which streams in are packed ones, in their order */
    uint64_t sizes[SEVENZIP_CODERS];      /* bytes of each stream out */
    unsigned coder_count, bind_count, packed_count;
    bool has_crc;
    uint32_t crc;
    uint64_t files; /* that its bytes are cut into */
};

struct sevenzip_streams {
    uint64_t pack_place;  /* bytes from the end of the first header */
    uint64_t *pack_sizes; /* bytes; owned */
    size_t pack_count;
    struct sevenzip_folder *folders; /* owned */
    size_t folder_count;
    struct bytes crcs, substreams; /* as they stand in the header, borrowed */
};

/* A place in a header. Behind its end, and where something makes no sense, it has failed. */
struct sevenzip_cursor {
    struct bytes bytes;
    size_t at;
    bool failed;
};

unsigned sevenzip_take_byte(struct sevenzip_cursor *cursor);
uint64_t sevenzip_take_number(struct sevenzip_cursor *cursor);
void sevenzip_skip(struct sevenzip_cursor *cursor, uint64_t size);

/* Zero-initialise; sevenzip_streams_clear ends it. Reads behind the id, to the end that closes it;
 * false where the cursor has failed. */
bool sevenzip_streams_read(struct sevenzip_streams *streams, struct sevenzip_cursor *cursor);
/* Appends the same, in the same form. */
void sevenzip_streams_write(struct buffer *out, const struct sevenzip_streams *streams);
void sevenzip_streams_clear(struct sevenzip_streams *streams);

void sevenzip_put_byte(struct buffer *out, unsigned byte);

#endif

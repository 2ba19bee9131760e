#include "reader/kind_magic.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct magic {
    size_t offset;
    size_t size;
    const char *bytes;
    enum kind kind;
};

/* The first that fits decides; longer ones first where one begins like another. */
static const struct magic magics[] = {
    {0, 4, "{\\rt", KIND_RTF}, /* Word asks for no more */
    {0, 3, "\xFF\xD8\xFF", KIND_IMAGE},
    {0, 8, "\x89PNG\r\n\x1A\n", KIND_IMAGE},
    {0, 4, "GIF8", KIND_IMAGE},
    {0, 4, "II*\0", KIND_IMAGE},
    {0, 4, "MM\0*", KIND_IMAGE},
    {0, 4, "II+\0", KIND_IMAGE},
    {0, 4, "8BPS", KIND_IMAGE},
    {8, 4, "WEBP", KIND_IMAGE},
    {4, 8, "jP  \r\n\x87\n", KIND_IMAGE},
    {4, 8, "JXL \r\n\x87\n", KIND_IMAGE},
    {0, 4, "\xD7\xCD\xC6\x9A", KIND_IMAGE},   /* WMF with a place */
    {0, 6, "\x01\0\x09\0\0\x03", KIND_IMAGE}, /* WMF without */
    {40, 4, " EMF", KIND_IMAGE},
    {0, 8, "AT&TFORM", KIND_UNKNOWN}, /* DjVu: not mistaken for text */
    {8, 4, "AVI ", KIND_VIDEO},
    {0, 4, "\x1A\x45\xDF\xA3", KIND_VIDEO}, /* Matroska, WebM */
    {0, 4, "FLV\x01", KIND_VIDEO},
    {0, 8, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", KIND_VIDEO}, /* ASF: wmv, wma */
    {0, 4, "\0\0\x01\xBA", KIND_VIDEO},
    {0, 4, "\0\0\x01\xB3", KIND_VIDEO},
    {0, 4, ".RMF", KIND_VIDEO},
    {8, 4, "WAVE", KIND_AUDIO},
    {8, 4, "AIFF", KIND_AUDIO},
    {0, 3, "ID3", KIND_AUDIO},
    {0, 5, "#!AMR", KIND_AUDIO},
    {0, 7, "#!SILK_", KIND_AUDIO},
    {1, 7, "#!SILK_", KIND_AUDIO}, /* as WeChat writes it */
    {0, 4, "OggS", KIND_AUDIO},
    {0, 4, "fLaC", KIND_AUDIO},
    {0, 4, "MThd", KIND_AUDIO},
    {0, 7, "Rar!\x1A\x07\0", KIND_ARCHIVE},
    {0, 7, "Rar!\x1A\x07\x01", KIND_ARCHIVE},
    {0, 6, "7z\xBC\xAF\x27\x1C", KIND_ARCHIVE},
    {0, 3, "\x1F\x8B\x08", KIND_ARCHIVE},
    {0, 2, "\x1F\x9D", KIND_ARCHIVE},
    {4, 6, "1AY&SY", KIND_ARCHIVE},                   /* bzip2, with "BZh" and a digit before */
    {4, 6, "\x17\x72\x45\x38\x50\x90", KIND_ARCHIVE}, /* likewise, of nothing */
    {0, 6,
     "\xFD"
     "7zXZ\0",
     KIND_ARCHIVE},
    {0, 4, "\x28\xB5\x2F\xFD", KIND_ARCHIVE},
    {1, 3, "\x2A\x4D\x18", KIND_ARCHIVE}, /* a frame to be skipped first, as pzstd writes it */
    {0, 4, "\x04\x22\x4D\x18", KIND_ARCHIVE},
    {0, 5, "LZIP\x01", KIND_ARCHIVE},
    {0, 8, "MSCF\0\0\0\0", KIND_ARCHIVE},
    {0, 4, "\xED\xAB\xEE\xDB", KIND_ARCHIVE}, /* rpm */
    {0, 8, "!<arch>\n", KIND_ARCHIVE},        /* ar, deb */
    {2, 3, "-lh", KIND_ARCHIVE},
    {2, 3, "-lz", KIND_ARCHIVE},
    {7, 7, "**ACE**", KIND_ARCHIVE},
    {0, 2, "\x60\xEA", KIND_ARCHIVE}, /* ARJ */
    {257, 5, "ustar", KIND_ARCHIVE},
    /* what nothing here opens: said to be unreadable, with what to send instead */
    {0, 9, "\x89LZO\0\r\n\x1A\n", KIND_ARCHIVE}, /* lzop */
    {0, 4, "LRZI", KIND_ARCHIVE},
    {0, 7, "MSWIM\0\0", KIND_ARCHIVE},
    {0, 4, "xar!", KIND_ARCHIVE},
    {0, 4, "RE~^", KIND_ARCHIVE}, /* RAR before 1.5 */
    {0, 4, "ALZ\x01", KIND_ARCHIVE},
    {0, 4, "EGGA", KIND_ARCHIVE},
    {0, 4, "SIT!", KIND_ARCHIVE},
    {0, 7, "StuffIt", KIND_ARCHIVE},
    {20, 4, "\xDC\xA7\xC4\xFD", KIND_ARCHIVE}, /* zoo */
    {0, 5, "7kSt\xA0", KIND_ARCHIVE},          /* zpaq */
};

bool magic_at(const char *head, size_t size, size_t offset, const char *bytes, size_t length)
{
    return size >= offset + length && memcmp(head + offset, bytes, length) == 0;
}

/* --- formats that take more than a few bytes -------------------------------------------------- */

/* ISO/IEC 14496-12: a box "ftyp" with the brand. */
static enum kind of_media_file(const char *head, size_t size)
{
    static const char *const images[] = {"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm",
                                         "hevs", "mif1", "msf1", "avif", "avis", "jxl "};
    static const char *const audio[] = {"M4A ", "M4B ", "M4P "};
    static const char *const others[] = {"moov", "mdat", "wide"}; /* QuickTime of old */
    if (!magic_at(head, size, 4, "ftyp", 4)) {
        for (size_t i = 0; i < COUNT_OF(others); i++) {
            if (magic_at(head, size, 0, "\0\0", 2) && magic_at(head, size, 4, others[i], 4)) {
                return KIND_VIDEO;
            }
        }
        return KIND_UNKNOWN;
    }
    for (size_t i = 0; i < COUNT_OF(images); i++) {
        if (magic_at(head, size, 8, images[i], 4)) {
            return KIND_IMAGE;
        }
    }
    for (size_t i = 0; i < COUNT_OF(audio); i++) {
        if (magic_at(head, size, 8, audio[i], 4)) {
            return KIND_AUDIO;
        }
    }
    return KIND_VIDEO;
}

/* A frame header of MPEG audio or of AAC in ADTS; 0xFF 0xFE is rather the mark of UTF-16. */
static enum kind of_sound_frames(const char *head, size_t size)
{
    const unsigned char *at = (const unsigned char *)head;
    if (size < 4 || at[0] != 0xFF || at[1] >= 0xFE) {
        return KIND_UNKNOWN;
    }
    bool aac = (at[1] & 0xF6) == 0xF0;
    bool version = (at[1] & 0x18) != 0x08, layer = (at[1] & 0x06) != 0;
    bool rate = (at[2] & 0xF0) != 0xF0 && (at[2] & 0xF0) != 0 && (at[2] & 0x0C) != 0x0C;
    return aac || ((at[1] & 0xE0) == 0xE0 && version && layer && rate) ? KIND_AUDIO : KIND_UNKNOWN;
}

static enum kind of_transport_stream(const char *head, size_t size)
{
    enum { PACKET = 188 };
    for (size_t at = 0; at <= (size_t)4 * PACKET; at += PACKET) {
        if (at >= size || head[at] != 0x47) {
            return KIND_UNKNOWN;
        }
    }
    return KIND_VIDEO;
}

/* "BM" alone begins many a text; the four reserved bytes are zero. */
static enum kind of_bitmap(const char *head, size_t size)
{
    bool icon = magic_at(head, size, 0, "\0\0\x01\0", 4) && size > 22 && head[4] != 0 &&
                head[5] == 0 && head[9] == 0;
    bool bitmap = magic_at(head, size, 0, "BM", 2) && magic_at(head, size, 6, "\0\0\0\0", 4);
    return icon || bitmap ? KIND_IMAGE : KIND_UNKNOWN;
}

/* ISO 32000-1, annex H.3.4.1: the header may stand anywhere in the first 1024 bytes. */
static enum kind of_pdf(const char *head, size_t size)
{
    size_t window = size < 1024 ? size : 1024;
    return memmem(head, window, "%PDF-", 5) != NULL ? KIND_PDF : KIND_UNKNOWN;
}

static bool all_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isxdigit((unsigned char)text[i])) {
            return false;
        }
    }
    return true;
}

/* The portable headers of cpio are digits, 76 or 110 of them. */
static enum kind of_cpio(const char *head, size_t size)
{
    bool portable =
        size >= 110 &&
        (magic_at(head, size, 0, "070701", 6) || magic_at(head, size, 0, "070702", 6)) &&
        all_digits(head, 110);
    bool old = size >= 76 && magic_at(head, size, 0, "070707", 6) && all_digits(head, 76);
    bool binary = size >= 26 && magic_at(head, size, 0, "\xC7\x71", 2) && head[7] != 0;
    return portable || old || binary ? KIND_ARCHIVE : KIND_UNKNOWN;
}

/* Tar before POSIX has no mark but the sum of its header. */
static enum kind of_old_tar(const char *head, size_t size)
{
    enum { HEADER = 512, SUM = 148, SUM_SIZE = 8 };
    unsigned sum = 0;
    if (size < HEADER || head[0] == '\0') {
        return KIND_UNKNOWN;
    }
    for (size_t i = 0; i < HEADER; i++) {
        sum += i >= SUM && i < SUM + SUM_SIZE ? ' ' : (unsigned char)head[i];
    }
    char digits[SUM_SIZE + 1] = "";
    memcpy(digits, head + SUM, SUM_SIZE);
    char *end = NULL;
    unsigned long told = strtoul(digits, &end, 8);
    return end != digits && told == sum ? KIND_ARCHIVE : KIND_UNKNOWN;
}

/* A file of LZMA alone: properties, size of the dictionary, size of all, then always a zero. */
static enum kind of_lzma(const char *head, size_t size)
{
    uint64_t whole = 0;
    uint32_t dictionary = 0;
    if (size < 14 || head[0] != 0x5D || head[13] != 0) {
        return KIND_UNKNOWN;
    }
    for (size_t i = 0; i < 8; i++) {
        whole |= (uint64_t)(unsigned char)head[5 + i] << (8 * i);
        dictionary |= i < 4 ? (uint32_t)(unsigned char)head[1 + i] << (8 * i) : 0;
    }
    bool round = dictionary != 0 && (dictionary & (dictionary - 1)) == 0;
    return round && (whole == UINT64_MAX || whole < UINT64_C(1) << 38) ? KIND_ARCHIVE
                                                                       : KIND_UNKNOWN;
}

enum kind kind_by_magic(const char *head, size_t size)
{
    static enum kind (*const others[])(const char *head, size_t size) = {
        of_pdf,    of_media_file, of_sound_frames, of_transport_stream,
        of_bitmap, of_cpio,       of_lzma,         of_old_tar};
    for (size_t i = 0; i < COUNT_OF(magics); i++) {
        const struct magic *magic = &magics[i];
        if (magic_at(head, size, magic->offset, magic->bytes, magic->size)) {
            return magic->kind;
        }
    }
    enum kind kind = KIND_UNKNOWN;
    for (size_t i = 0; i < COUNT_OF(others) && kind == KIND_UNKNOWN; i++) {
        kind = others[i](head, size);
    }
    return kind;
}

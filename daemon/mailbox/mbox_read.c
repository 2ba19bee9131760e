#include "mailbox/mbox.h"

#include "base/clock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { PIECE = 64 << 10, FROM_LINE = 1000 }; /* bytes; a From_ line is never near as long */

/* A part of the file that ends where a line ends, or where the piece is full. */
struct piece {
    char data[PIECE];
    size_t size;
    bool starts_line;
    bool ends_line;
};

static const char from_mark[] = "From ";
enum { FROM_MARK = sizeof from_mark - 1 };

/* NOLINTBEGIN(cert-err34-c): the widths bound what sscanf converts. */
/* "Tue Nov 21 16:42:10 2017", with a zone as "+0800" before or behind the year, or none: UTC. */
static bool parse_date(const char *text, int64_t *date)
{
    struct tm parts = {0};
    int year = 0;
    const char *rest = strptime(text, "%a %b %d %H:%M:%S", &parts);
    if (rest == NULL) {
        rest = strptime(text, "%a %b %d %H:%M", &parts);
    }
    if (rest == NULL) {
        return false;
    }
    char before[8] = "", after[8] = "";
    if (sscanf(rest, " %4d %7s", &year, after) < 1 || year < 1000) {
        if (sscanf(rest, " %7s %4d", before, &year) != 2) {
            return false;
        }
    }
    if (year < 1970 || year > 9999) {
        return false;
    }
    parts.tm_year = year - 1900;
    int hours = 0, minutes = 0;
    char sign[2] = "+";
    const char *zone = before[0] != '\0' ? before : after;
    if (sscanf(zone, "%1[+-]%2d%2d", sign, &hours, &minutes) != 3) {
        hours = minutes = 0;
    }
    int64_t offset = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    *date = (int64_t)timegm(&parts) - (sign[0] == '-' ? -offset : offset);
    return true;
}
/* NOLINTEND(cert-err34-c) */

bool mbox_from_line(const char *line, size_t size, int64_t *date)
{
    if (size < FROM_MARK || size >= FROM_LINE || memcmp(line, from_mark, FROM_MARK) != 0) {
        return false;
    }
    CLEANUP_FREE char *text = xstrndup(line, size);
    /* the sender may hold blanks: the date begins at some word behind it */
    for (const char *at = text + FROM_MARK; (at = strchr(at, ' ')) != NULL; at++) {
        if (parse_date(at + strspn(at, " "), date)) {
            return true;
        }
    }
    return false;
}

static bool read_piece(FILE *file, struct piece *piece, bool starts_line)
{
    piece->size = 0;
    piece->starts_line = starts_line;
    piece->ends_line = false;
    while (piece->size < sizeof piece->data && !piece->ends_line) {
        int c = getc_unlocked(file);
        if (c == EOF) {
            break;
        }
        piece->data[piece->size++] = (char)c;
        piece->ends_line = c == '\n';
    }
    return piece->size > 0;
}

static size_t without_line_end(const struct piece *piece)
{
    size_t size = piece->size;
    if (size > 0 && piece->data[size - 1] == '\n') {
        size--;
    }
    if (size > 0 && piece->data[size - 1] == '\r') {
        size--;
    }
    return size;
}

/* mboxrd puts one ">" before every line of ">"s and "From ", mboxo only before "From ". */
static size_t quote_marks(const struct piece *piece)
{
    size_t marks = 0;
    while (piece->starts_line && marks < piece->size && piece->data[marks] == '>') {
        marks++;
    }
    bool quoted = marks > 0 && piece->size - marks >= FROM_MARK &&
                  memcmp(piece->data + marks, from_mark, FROM_MARK) == 0;
    return quoted ? 1 : 0;
}

struct progress {
    const struct mbox_reader *reader;
    uint64_t offset; /* of the piece in the file, bytes */
    char blank[2];   /* a blank line that may be the one before the next From_ line */
    size_t held;     /* its bytes; 0: none */
    bool in_message;
};

static int give_piece(struct progress *progress, const struct piece *piece, struct error *error)
{
    const struct mbox_reader *reader = progress->reader;
    if (progress->held > 0 &&
        reader->add(reader->context, progress->blank, progress->held, error) != 0) {
        return -1;
    }
    progress->held = 0;
    if (piece->starts_line && piece->ends_line && without_line_end(piece) == 0) {
        memcpy(progress->blank, piece->data, piece->size);
        progress->held = piece->size;
        return 0;
    }
    size_t skip = quote_marks(piece);
    return reader->add(reader->context, piece->data + skip, piece->size - skip, error);
}

static int end_message(struct progress *progress, struct error *error)
{
    progress->held = 0;
    if (!progress->in_message) {
        return 0;
    }
    progress->in_message = false;
    return progress->reader->end(progress->reader->context, error);
}

static int begin_message(struct progress *progress, int64_t date, struct error *error)
{
    progress->in_message = true;
    return progress->reader->begin(progress->reader->context, progress->offset, date, error);
}

/* Does a message begin here? Only behind a blank line, or where the file does. */
static bool begins(const struct progress *progress, const struct piece *piece, int64_t *date)
{
    return piece->starts_line && (progress->held > 0 || !progress->in_message) &&
           mbox_from_line(piece->data, without_line_end(piece), date);
}

int mbox_read(FILE *file, bool only_one, const struct mbox_reader *reader, struct error *error)
{
    struct piece piece = {.ends_line = true};
    struct progress progress = {.reader = reader, .offset = (uint64_t)ftello(file)};
    int64_t date = CLOCK_UNKNOWN;
    while (read_piece(file, &piece, piece.ends_line)) {
        if (begins(&progress, &piece, &date)) {
            if (progress.in_message && only_one) {
                break;
            }
            if (end_message(&progress, error) != 0 || begin_message(&progress, date, error) != 0) {
                return -1;
            }
        } else if (!progress.in_message) {
            return error_set(error, ERROR_FOLDER,
                             "The file is no mbox: where a mail should begin there is no line "
                             "\"From address date\".");
        } else if (give_piece(&progress, &piece, error) != 0) {
            return -1;
        }
        progress.offset += piece.size;
    }
    if (ferror(file)) {
        return error_set_errno(error, errno, "The mbox cannot be read to its end");
    }
    return end_message(&progress, error);
}

#include "reader/ocr.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

struct ocr {
    TessBaseAPI *engine;
};

void ocr_prepare(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    omp_set_max_active_levels(0);
}

struct ocr *ocr_new(void)
{
    TessBaseAPI *engine = TessBaseAPICreate();
    if (TessBaseAPIInit2(engine, NULL, "chi_sim", OEM_LSTM_ONLY) != 0) {
        TessBaseAPIDelete(engine);
        return NULL;
    }
    /* The debug file would be opened for every odd picture, and two blanks are a gap. */
    TessBaseAPISetVariable(engine, "debug_file", "/dev/null");
    TessBaseAPISetVariable(engine, "preserve_interword_spaces", "1");
    struct ocr *ocr = xmalloc(sizeof *ocr);
    ocr->engine = engine;
    return ocr;
}

void ocr_free(struct ocr *ocr)
{
    if (ocr != NULL) {
        TessBaseAPIEnd(ocr->engine);
        TessBaseAPIDelete(ocr->engine);
        free(ocr);
    }
}

/* --- the text -------------------------------------------------------------------------------- */

static bool is_wide(uint32_t c)
{
    return c >= 0x2E80 && c != UTF8_INVALID;
}

/* The mark as it is set beside Han characters: the engine knows the narrow ones only, and takes
 * brackets for those that nobody uses. What is no such mark stays. */
static uint32_t widened(uint32_t mark)
{
    static const uint32_t marks[][2] = {{'(', 0xFF08},
                                        {')', 0xFF09},
                                        {',', 0xFF0C},
                                        {':', 0xFF1A},
                                        {';', 0xFF1B},
                                        {'!', 0xFF01},
                                        {'?', 0xFF1F},
                                        {0x3008, 0xFF08 /* 〈 */},
                                        {0x3009, 0xFF09 /* 〉 */}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (mark == marks[i][0]) {
            return marks[i][1];
        }
    }
    return mark;
}

static uint32_t next_of(const char *line, size_t size, size_t at)
{
    size_t length = 0;
    while (at < size && line[at] == ' ') {
        at++;
    }
    return at < size ? utf8_decode(line + at, size - at, &length) : 0;
}

/* Appends a line; the engine puts a blank between any two Han characters, which says nothing. */
static void add_line(struct buffer *text, const char *line, size_t size)
{
    uint32_t before = 0;
    size_t blanks = 0;
    bool opened = false; /* by a wide bracket */
    for (size_t at = 0, length = 0; at < size; at += length) {
        uint32_t c = utf8_decode(line + at, size - at, &length);
        if (c == ' ' || c == UTF8_INVALID) {
            blanks += c == ' ';
            continue;
        }
        bool beside = is_wide(before) || (c == '(' && is_wide(next_of(line, size, at + length)));
        if (beside || (c == ')' && opened)) {
            c = widened(c);
        }
        opened = c == 0xFF08 || (opened && c != 0xFF09);
        bool joined = blanks == 1 && (is_wide(before) || is_wide(c));
        if (blanks > 0 && before != 0 && !joined) {
            buffer_add_text(text, blanks > 2 ? "  " : " ");
        }
        char character[4];
        buffer_add(text, character, utf8_encode(c, character));
        before = c;
        blanks = 0;
    }
}

/* The first line that says anything. */
static char *tidied(const char *text)
{
    struct buffer tidy = BUFFER_EMPTY;
    while (text != NULL && *text != '\0' && tidy.size == 0) {
        size_t size = strcspn(text, "\n");
        add_line(&tidy, text, size);
        text += size + (text[size] == '\n');
    }
    return buffer_steal(&tidy);
}

char *ocr_line(struct ocr *ocr, PIX *line, int dpi, double *confidence)
{
    TessBaseAPISetPageSegMode(ocr->engine, PSM_SINGLE_LINE);
    TessBaseAPISetImage2(ocr->engine, line);
    TessBaseAPISetSourceResolution(ocr->engine, dpi);
    char *text = TessBaseAPIGetUTF8Text(ocr->engine);
    char *tidy = tidied(text);
    int mean = TessBaseAPIMeanTextConf(ocr->engine);
    *confidence = tidy[0] != '\0' && mean > 0 ? mean / 100.0 : 0;
    TessDeleteText(text);
    TessBaseAPIClear(ocr->engine);
    return tidy;
}

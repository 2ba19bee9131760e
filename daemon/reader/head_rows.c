#include "reader/head_rows.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Pixels of a row's height. The engine was taught on the print of texts: titles are made as
     * small as that to be read, and letterheads, whose rows hold other things, too, not quite. */
    TEXT_PRINT = 34,
    TEXT_FITTING = 30,
    TITLE_PRINT = 60,
    NAME_FITTING = 45,
    SURE_SIZES = 2, /* other sizes at which a row in doubt is read */
};

/* What the engine sees where nothing is: 诚信和宣传. */
static const char made_up[] = "和";

/* The row as the engine reads it best, and larger or smaller than that by `scale`; NULL where it is
 * too narrow. */
static PIX *picture_of(const struct reading *reading, size_t row, float scale)
{
    const struct text_row *at = head_row(reading, row);
    PIX *picture = folio_row(reading->folio, at);
    int height = at->bottom - at->top;
    int fitting = height > TITLE_PRINT ? NAME_FITTING : height > TEXT_PRINT ? TEXT_FITTING : height;
    scale *= (float)fitting / (float)height;
    PIX *scaled = picture != NULL ? pixScale(picture, scale, scale) : NULL;
    pixDestroy(&picture);
    return scaled;
}

/* What an engine makes of dirt beside a row, and of the edge of the paper. */
static char *without_specks(char *text)
{
    static const char specks[] = ".'`-_~^*| ";
    size_t from = strspn(text, specks), size = strlen(text);
    while (size > from && strchr(specks, text[size - 1]) != NULL) {
        size--;
    }
    memmove(text, text + from, size - from);
    text[size - from] = '\0';
    return text;
}

/* "" where there is no picture; the caller frees it. */
static char *text_of(const struct reading *reading, PIX *picture, float scale, double *confidence)
{
    int dpi = (int)lroundf((float)reading->folio->dpi * scale);
    *confidence = 0;
    return picture != NULL ? without_specks(ocr_line(reading->ocr, picture, dpi, confidence))
                           : xstrdup("");
}

const char *head_text(struct reading *reading, size_t row)
{
    if (reading->texts[row] == NULL) {
        PIX *picture = picture_of(reading, row, 1);
        double *confidence = &reading->confidences[row];
        reading->texts[row] = text_of(reading, picture, 1, confidence);
        if (picture != NULL) {
            reading->head->legibility += *confidence;
            reading->head->rows++;
        }
        pixDestroy(&picture);
    }
    return reading->texts[row];
}

const char *head_other_text(struct reading *reading, size_t row, size_t size, double *confidence)
{
    static const float scales[HEAD_SIZES] = {1.33F, 0.87F, 0.65F, 2.0F};
    char **text = &reading->other_texts[row][size];
    double *known = &reading->other_confidences[row][size];
    if (*text == NULL) {
        PIX *picture = picture_of(reading, row, scales[size]);
        *text = text_of(reading, picture, scales[size], known);
        pixDestroy(&picture);
    }
    *confidence = *known;
    return *text;
}

/* Is it the other one, with what was made up in it? */
static bool adds_to(const char *text, const char *other)
{
    const size_t size = strlen(made_up), length = strlen(other);
    for (const char *at = strstr(text, made_up); at != NULL; at = strstr(at + size, made_up)) {
        size_t before = (size_t)(at - text);
        if (before <= length && strncmp(text, other, before) == 0 &&
            strcmp(at + size, other + before) == 0) {
            return true;
        }
    }
    return false;
}

/* Of the readings of a row the one to which another one only adds, or that another one confirms,
 * else the surest. */
static size_t surest_of(const char *const *texts, const double *confidences, size_t count)
{
    size_t best = 0;
    for (size_t i = 0; i < count * count; i++) {
        if (adds_to(texts[i / count], texts[i % count])) {
            return i % count;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (strcmp(texts[i], texts[j]) == 0) {
                return i;
            }
        }
        best = confidences[i] > confidences[best] ? i : best;
    }
    return best;
}

const char *head_surest_text(struct reading *reading, size_t row)
{
    const char *texts[1 + SURE_SIZES] = {head_text(reading, row)};
    double confidences[COUNT_OF(texts)] = {reading->confidences[row]};
    size_t count = 1;
    bool doubtful = true;
    for (size_t i = 0; doubtful && i < SURE_SIZES; i++, count++) {
        texts[count] = head_other_text(reading, row, i, &confidences[count]);
        doubtful = strcmp(texts[count], texts[0]) != 0 || strstr(texts[0], made_up) != NULL;
    }
    size_t surest = surest_of(texts, confidences, count);
    if (surest > 0) {
        free(reading->texts[row]);
        reading->texts[row] = xstrdup(texts[surest]);
        reading->confidences[row] = confidences[surest];
    }
    return reading->texts[row];
}

const struct text_row *head_row(const struct reading *reading, size_t row)
{
    return &reading->folio->rows[row];
}

bool head_is_office(const char *text)
{
    static const char *const kinds[] = {"政府", "委员会", "办公室", "局", "厅", "委", "院",
                                        "中心", "公司",   "协会",   "会", "处", "队", "社"};
    return utf8_ends_with_any(text, kinds, COUNT_OF(kinds));
}

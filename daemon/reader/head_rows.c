#include "reader/head_rows.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LARGE_PRINT = 60, /* pixels of a row's height: what is taller is made smaller to be read */
    SURE_SIZES = 2,   /* other sizes at which a row in doubt is read */
};

static const double sure = 0.9;       /* of a row that need not be read again */
static const char made_up[] = "信和"; /* "诚信宣传" is sometimes read as 诚信和宣传 */

/* The row as the engine reads it best: the print of a letterhead is too large for it. */
static PIX *picture_of(const struct reading *reading, const struct text_row *row)
{
    PIX *picture = folio_row(reading->folio, row);
    int height = row->bottom - row->top;
    if (picture != NULL && height > LARGE_PRINT) {
        float scale = (float)LARGE_PRINT / (float)height;
        PIX *smaller = pixScale(picture, scale, scale);
        pixDestroy(&picture);
        picture = smaller;
    }
    return picture;
}

const char *head_text(struct reading *reading, size_t row)
{
    if (reading->texts[row] == NULL) {
        PIX *picture = picture_of(reading, &reading->folio->rows[row]);
        double confidence = 0;
        reading->texts[row] =
            picture != NULL ? ocr_line(reading->ocr, picture, reading->folio->dpi, &confidence)
                            : xstrdup("");
        reading->confidences[row] = confidence;
        if (picture != NULL) {
            reading->head->legibility += confidence;
            reading->head->rows++;
        }
        pixDestroy(&picture);
    }
    return reading->texts[row];
}

static char *text_at(const struct reading *reading, size_t row, float scale, double *confidence)
{
    PIX *picture = folio_row(reading->folio, head_row(reading, row));
    PIX *scaled = picture != NULL ? pixScale(picture, scale, scale) : NULL;
    int dpi = (int)lroundf((float)reading->folio->dpi * scale);
    *confidence = 0;
    char *text = scaled != NULL ? ocr_line(reading->ocr, scaled, dpi, confidence) : xstrdup("");
    pixDestroy(&picture);
    pixDestroy(&scaled);
    return text;
}

const char *head_other_text(struct reading *reading, size_t row, size_t size, double *confidence)
{
    static const float scales[HEAD_SIZES] = {1.5F, 0.8F, 0.65F, 2.0F};
    char **text = &reading->other_texts[row][size];
    double *known = &reading->other_confidences[row][size];
    if (*text == NULL) {
        *text = text_at(reading, row, scales[size], known);
    }
    *confidence = *known;
    return *text;
}

/* Of the readings of a row the one that another one confirms, else the surest. */
static size_t surest_of(const char *const *texts, const double *confidences, size_t count)
{
    size_t best = 0;
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
    bool doubtful = confidences[0] < sure || strstr(texts[0], made_up) != NULL;
    for (size_t i = 0; doubtful && i < SURE_SIZES; i++, count++) {
        texts[count] = head_other_text(reading, row, i, &confidences[count]);
        doubtful = strcmp(texts[count], texts[0]) != 0;
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

#include "reader/seal_marks.h"

#include "base/json.h"
#include "base/limits.h"

#include <string.h>

const char *seal_colour_name(bool grey)
{
    return grey ? "grey" : "red";
}

json_t *seal_marks_to_json(const struct seal_mark *marks, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *mark = json_object();
        json_set(mark, "page", json_integer(marks[i].page));
        json_set(mark, "x_mm", json_real(marks[i].x_mm));
        json_set(mark, "y_mm", json_real(marks[i].y_mm));
        json_set(mark, "confidence", json_real(marks[i].confidence));
        json_set(mark, "colour", json_text(seal_colour_name(marks[i].grey)));
        json_append(array, mark);
    }
    return array;
}

static int mark_from_json(const json_t *json, struct seal_mark *mark, struct error *error)
{
    const char *colour = NULL;
    int64_t page = 0;
    if (json_get_integer(json, "page", 1, INT32_MAX, &page, error) != 0 ||
        json_opt_real(json, "x_mm", 0, LIMIT_PAGE_SIZE, 0, &mark->x_mm, error) != 0 ||
        json_opt_real(json, "y_mm", 0, LIMIT_PAGE_SIZE, 0, &mark->y_mm, error) != 0 ||
        json_opt_real(json, "confidence", 0, 1, 0, &mark->confidence, error) != 0 ||
        json_get_string(json, "colour", LIMIT_HEADER, &colour, error) != 0) {
        return -1;
    }
    mark->page = (unsigned)page;
    mark->grey = strcmp(colour, seal_colour_name(true)) == 0;
    if (!mark->grey && strcmp(colour, seal_colour_name(false)) != 0) {
        return error_set(error, ERROR_PROTOCOL, "\"%.20s\" is no colour of a seal", colour);
    }
    return 0;
}

int seal_marks_from_json(const json_t *object, const char *key, struct seal_mark **marks,
                         size_t *count, struct error *error)
{
    json_t *array = NULL;
    if (json_opt_array(object, key, LIMIT_SEALS, &array, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        *marks = xgrow(*marks, *count, sizeof **marks);
        struct seal_mark mark = {0};
        if (mark_from_json(json_array_get(array, i), &mark, error) != 0) {
            return -1;
        }
        (*marks)[(*count)++] = mark;
    }
    return 0;
}

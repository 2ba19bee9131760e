#include "base/json.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static bool absent(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value == NULL || json_is_null(value);
}

static int missing(struct error *error, const char *key)
{
    return error_set(error, ERROR_PROTOCOL, "\"%s\" is missing", key);
}

int json_opt_string(const json_t *object, const char *key, size_t limit, const char *fallback,
                    const char **out, struct error *error)
{
    if (absent(object, key)) {
        *out = fallback;
        return 0;
    }
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    if (text == NULL) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" is not a string", key);
    }
    if (json_string_length(value) > limit || strlen(text) != json_string_length(value)) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" has over %zu bytes, or a NUL in it", key,
                         limit);
    }
    *out = text;
    return 0;
}

int json_get_string(const json_t *object, const char *key, size_t limit, const char **out,
                    struct error *error)
{
    return absent(object, key) ? missing(error, key)
                               : json_opt_string(object, key, limit, NULL, out, error);
}

int json_opt_copy(const json_t *object, const char *key, size_t limit, char **out,
                  struct error *error)
{
    const char *text = NULL;
    if (json_opt_string(object, key, limit, NULL, &text, error) != 0) {
        return -1;
    }
    *out = text != NULL ? xstrdup(text) : NULL;
    return 0;
}

int json_opt_integer(const json_t *object, const char *key, int64_t lowest, int64_t highest,
                     int64_t fallback, int64_t *out, struct error *error)
{
    if (absent(object, key)) {
        *out = fallback;
        return 0;
    }
    const json_t *value = json_object_get(object, key);
    int64_t number = (int64_t)json_integer_value(value);
    if (!json_is_integer(value) || number < lowest || number > highest) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" is not a whole number from %lld to %lld",
                         key, (long long)lowest, (long long)highest);
    }
    *out = number;
    return 0;
}

int json_get_integer(const json_t *object, const char *key, int64_t lowest, int64_t highest,
                     int64_t *out, struct error *error)
{
    return absent(object, key) ? missing(error, key)
                               : json_opt_integer(object, key, lowest, highest, 0, out, error);
}

int json_opt_bool(const json_t *object, const char *key, bool fallback, bool *out,
                  struct error *error)
{
    const json_t *value = json_object_get(object, key);
    if (!absent(object, key) && !json_is_boolean(value)) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" is neither true nor false", key);
    }
    *out = absent(object, key) ? fallback : json_is_true(value);
    return 0;
}

int json_opt_real(const json_t *object, const char *key, double lowest, double highest,
                  double fallback, double *out, struct error *error)
{
    if (absent(object, key)) {
        *out = fallback;
        return 0;
    }
    const json_t *value = json_object_get(object, key);
    double number = json_number_value(value);
    if (!json_is_number(value) || !(number >= lowest && number <= highest)) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" is not a number from %g to %g", key, lowest,
                         highest);
    }
    *out = number;
    return 0;
}

int json_opt_array(const json_t *object, const char *key, size_t limit, json_t **out,
                   struct error *error)
{
    json_t *value = json_object_get(object, key);
    if (!absent(object, key) && (!json_is_array(value) || json_array_size(value) > limit)) {
        return error_set(error, ERROR_PROTOCOL, "\"%s\" is not an array of at most %zu", key,
                         limit);
    }
    *out = absent(object, key) ? NULL : value;
    return 0;
}

json_t *json_text(const char *text)
{
    if (text == NULL) {
        return json_null();
    }
    size_t size = strlen(text);
    if (utf8_valid(text, size)) {
        return json_string(text);
    }
    CLEANUP_BUFFER struct buffer clean = BUFFER_EMPTY;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        char character[4];
        uint32_t decoded = utf8_decode(text + at, size - at, &length);
        buffer_add(&clean, character, utf8_encode(decoded, character));
        at += length;
    }
    return json_string(buffer_text(&clean));
}

void json_set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) {
        abort();
    }
}

void json_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0) {
        abort();
    }
}

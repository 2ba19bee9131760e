/*
 * JSON with its types checked: what another process or an old ledger says is not believed. Each
 * getter returns 0 and the value, or -1 with the key and what is wrong with it. A key that is
 * missing or null is an error for json_get_*, and the given default for json_opt_*.
 */
#ifndef BAOSONG_BASE_JSON_H
#define BAOSONG_BASE_JSON_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The string stays owned by the object; at most `limit` bytes, and never a NUL inside. */
int json_get_string(const json_t *object, const char *key, size_t limit, const char **out,
                    struct error *error);
int json_opt_string(const json_t *object, const char *key, size_t limit, const char *fallback,
                    const char **out, struct error *error);
/* A copy that the caller frees; NULL where the key is missing or null. */
int json_opt_copy(const json_t *object, const char *key, size_t limit, char **out,
                  struct error *error);
int json_get_integer(const json_t *object, const char *key, int64_t lowest, int64_t highest,
                     int64_t *out, struct error *error);
int json_opt_integer(const json_t *object, const char *key, int64_t lowest, int64_t highest,
                     int64_t fallback, int64_t *out, struct error *error);
int json_opt_bool(const json_t *object, const char *key, bool fallback, bool *out,
                  struct error *error);
int json_opt_real(const json_t *object, const char *key, double lowest, double highest,
                  double fallback, double *out, struct error *error);
/* NULL in *out where the key is missing; at most `limit` elements. */
int json_opt_array(const json_t *object, const char *key, size_t limit, json_t **out,
                   struct error *error);

/* A JSON string, or null for NULL. Bytes that are not UTF-8 become U+FFFD, so it never fails. */
json_t *json_text(const char *text);
/* json_object_set_new that cannot fail. */
void json_set(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

#endif

#include "judge/prefix.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "judge/plain.h"
#include "reader/docnumber.h"
#include "reader/places.h"

#include <stdlib.h>
#include <string.h>

/* 贡林 may be 园林, as well: what is left must say more than one character. */
enum { REST_LEAST = 2 };

/* 黄林罚〔2017〕4号 of （黄）林罚〔2017〕4号; the caller frees. */
static char *without_brackets(const char *number)
{
    static const char *const brackets[] = {"（", "）", "(", ")", NULL};
    struct buffer text = BUFFER_EMPTY;
    for (const char *at = number; *at != '\0';) {
        size_t skip = plain_starts_with_any(at, brackets);
        if (skip == 0) {
            utf8_decode(at, strlen(at), &skip);
            buffer_add(&text, at, skip);
        }
        at += skip;
    }
    return buffer_steal(&text);
}

int prefix_owner(const struct campaign *campaign, const char *number)
{
    CLEANUP_FREE char *plain = without_brackets(number);
    int owner = -1;
    size_t longest = 0;
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct texts *prefixes = &campaign->units[i].document_prefixes;
        for (size_t j = 0; j < prefixes->count; j++) {
            size_t size = strlen(prefixes->at[j]);
            if (size > longest && plain_starts_with(plain, prefixes->at[j])) {
                owner = (int)i;
                longest = size;
            }
        }
    }
    return owner;
}

/* Is `prefix` what the number begins with, but for the first character of both? */
static bool differs_in_first(const char *number, const char *prefix)
{
    size_t first = 0, length = 0;
    utf8_decode(number, strlen(number), &first);
    utf8_decode(prefix, strlen(prefix), &length);
    return utf8_count_characters(prefix + length) >= REST_LEAST &&
           plain_starts_with(number + first, prefix + length);
}

/* Does the letterhead name an office whose signs do not begin as the prefix does? */
static bool is_elsewhere(const char *issuer, const char *prefix)
{
    CLEANUP_FREE char *signs = issuer != NULL ? places_signs_of(issuer) : NULL;
    size_t length = 0;
    return signs != NULL && !utf8_is_one_of(utf8_decode(prefix, strlen(prefix), &length), signs);
}

int prefix_misread_owner(const struct campaign *campaign, const struct described_file *file,
                         const char **prefix)
{
    const char *number = file->document_number;
    size_t length = 0;
    if (number == NULL || docnumber_prefix(number) == 0 ||
        !(file->scan || file->kind == KIND_IMAGE) || prefix_owner(campaign, number) >= 0 ||
        utf8_is_one_of(utf8_decode(number, strlen(number), &length), places_signs)) {
        return -1;
    }
    int owner = -1;
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct texts *prefixes = &campaign->units[i].document_prefixes;
        for (size_t j = 0; j < prefixes->count; j++) {
            if (!differs_in_first(number, prefixes->at[j])) {
                continue;
            }
            if (owner >= 0 && owner != (int)i) {
                return -1;
            }
            owner = (int)i;
            *prefix = prefixes->at[j];
        }
    }
    return owner >= 0 && !is_elsewhere(file->issuer, *prefix) ? owner : -1;
}

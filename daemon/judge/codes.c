/* Files with codes for names (R2a, HSZJ-XY-05) that the sections of the report name. */
#include "judge/report.h"

#include "judge/plain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool in_code(char character)
{
    return isalnum((unsigned char)character) || character == '-' || character == '_';
}

/* Letters, then digits, and nothing that tells what it is. */
static bool is_code(const struct part *part)
{
    enum { LEAST = 2, MOST = 14 };
    const char *name = part->plain;
    size_t size = strlen(name), letters = 0;
    while (isalpha((unsigned char)name[letters])) {
        letters++;
    }
    bool all = true;
    for (size_t i = 0; i < size; i++) {
        all &= in_code(name[i]);
    }
    return all && letters > 0 && size >= LEAST && size <= MOST &&
           strpbrk(name, "0123456789") != NULL;
}

/* Its own code, or that of the innermost folder that has one; NULL if there is none. */
static const struct part *code_of(const struct paper *paper)
{
    for (size_t i = paper->part_count; i > 0; i--) {
        if (is_code(&paper->parts[i - 1])) {
            return &paper->parts[i - 1];
        }
    }
    return NULL;
}

/* Where the text names the code, and no longer one (R1 in R10); NULL if it does not. */
static const char *find_code(const char *text, const char *code)
{
    size_t size = strlen(code);
    for (const char *at = strstr(text, code); at != NULL; at = strstr(at + 1, code)) {
        bool whole = (at == text || !in_code(at[-1])) && !in_code(at[size]);
        if (whole) {
            return at;
        }
    }
    return NULL;
}

/* The only section that names it; NULL if none does, or several. */
static const struct heading *section_naming(const struct outline *outline, const char *code)
{
    const struct heading *found = NULL;
    for (size_t i = 0; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        if (!heading->idle && find_code(heading->text, code) != NULL) {
            if (found != NULL) {
                return NULL;
            }
            found = heading;
        }
    }
    return found;
}

void citations_of_codes(struct filing *filing, const struct outline *outline)
{
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct paper *paper = &filing->papers->at[i];
        const struct part *code = code_of(paper);
        const struct heading *heading = code != NULL ? section_naming(outline, code->plain) : NULL;
        if (heading != NULL) {
            citation_of_code(filing, heading, find_code(heading->text, code->plain), paper);
        }
    }
}

/* Files with codes for names (R2a, HSZJ-XY-05) that the sections of the report name. */
#include "judge/report.h"

#include "judge/plain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of letters and digits at `at`, with what may stand between them. */
static size_t code_size(const char *at)
{
    size_t size = 0;
    while (isalnum((unsigned char)at[size]) || at[size] == '-' || at[size] == '_') {
        size++;
    }
    return size;
}

/* A letter first, and a digit somewhere; nothing that tells what it is. */
static bool is_code(const struct part *part)
{
    enum { LEAST = 2, MOST = 14 };
    const char *name = part->plain;
    size_t size = code_size(name);
    return name[size] == '\0' && isalpha((unsigned char)*name) && size >= LEAST && size <= MOST &&
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

/* A code, and the section that names it. */
struct code {
    const char *name;
    const struct heading *section; /* NULL: none */
    const char *at;                /* where it stands in its text */
    bool several;                  /* sections do */
};

struct word {
    const char *at;
    size_t size;
};

static int compare_codes(const void *one, const void *other)
{
    return strcmp(((const struct code *)one)->name, ((const struct code *)other)->name);
}

static int compare_word(const void *key, const void *member)
{
    const struct word *word = key;
    const char *name = ((const struct code *)member)->name;
    int order = strncmp(word->at, name, word->size);
    return order != 0 ? order : -(name[word->size] != '\0');
}

static struct code *find_code(struct code *codes, size_t count, const char *at, size_t size)
{
    const struct word word = {at, size};
    return count > 0 ? bsearch(&word, codes, count, sizeof *codes, compare_word) : NULL;
}

/* Those of all papers, each once, in their order; the caller frees. */
static struct code *collect_codes(const struct filing *filing, size_t *count)
{
    struct code *codes = xcalloc(filing->papers->count + 1, sizeof *codes);
    size_t found = 0;
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct part *part = code_of(&filing->papers->at[i]);
        if (part != NULL) {
            codes[found++].name = part->plain;
        }
    }
    qsort(codes, found, sizeof *codes, compare_codes);
    *count = 0;
    for (size_t i = 0; i < found; i++) {
        if (*count == 0 || strcmp(codes[*count - 1].name, codes[i].name) != 0) {
            codes[(*count)++] = codes[i];
        }
    }
    return codes;
}

/* Notes the codes that a section names: whole ones, so that R10 is not R1. */
static void read_section(const struct heading *heading, struct code *codes, size_t count)
{
    for (const char *at = heading->text; *at != '\0';) {
        size_t size = code_size(at);
        struct code *code = size > 0 ? find_code(codes, count, at, size) : NULL;
        if (code != NULL && code->section == NULL) {
            code->section = heading;
            code->at = at;
        } else if (code != NULL && code->section != heading) {
            code->several = true;
        }
        at += size > 0 ? size : 1;
    }
}

void citations_of_codes(struct filing *filing, const struct outline *outlines)
{
    size_t count = 0;
    CLEANUP_FREE struct code *codes = collect_codes(filing, &count);
    for (size_t i = 0; i < filing->papers->count && count > 0; i++) {
        for (size_t j = 0; j < outlines[i].count; j++) {
            if (!outlines[i].at[j].idle) {
                read_section(&outlines[i].at[j], codes, count);
            }
        }
    }
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct paper *paper = &filing->papers->at[i];
        const struct part *part = code_of(paper);
        const struct code *code =
            part != NULL ? find_code(codes, count, part->plain, strlen(part->plain)) : NULL;
        if (code != NULL && code->section != NULL && !code->several) {
            citation_of_code(filing, code->section, code->at, paper);
        }
    }
}

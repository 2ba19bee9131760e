#include "reader/numbering.h"

#include "reader/docx_number.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LISTS = 4000, USES = 8000 /* real documents that were edited for years have hundreds */ };

struct list {
    long id;
    struct numbering_level levels[NUMBERING_LEVELS];
    unsigned counters[NUMBERING_LEVELS];
    bool begun[NUMBERING_LEVELS];
};

struct use {
    long id;
    long list;
    int starts[NUMBERING_LEVELS]; /* -1: goes on */
    bool started[NUMBERING_LEVELS];
};

struct numbering {
    struct list *lists;
    size_t list_count;
    struct use *uses;
    size_t use_count;
};

struct numbering *numbering_new(void)
{
    return xcalloc(1, sizeof(struct numbering));
}

void numbering_free(struct numbering *numbering)
{
    if (numbering != NULL) {
        free(numbering->lists);
        free(numbering->uses);
        free(numbering);
    }
}

struct numbering_level *numbering_add_list(struct numbering *numbering, long id)
{
    if (numbering->list_count >= LISTS) {
        return NULL;
    }
    numbering->lists = xgrow(numbering->lists, numbering->list_count, sizeof *numbering->lists);
    struct list *list = &numbering->lists[numbering->list_count++];
    *list = (struct list){.id = id};
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        list->levels[i] = (struct numbering_level){.format = "decimal", .start = 1};
    }
    return list->levels;
}

int *numbering_add_use(struct numbering *numbering, long id, long list)
{
    if (numbering->use_count >= USES) {
        return NULL;
    }
    numbering->uses = xgrow(numbering->uses, numbering->use_count, sizeof *numbering->uses);
    struct use *use = &numbering->uses[numbering->use_count++];
    *use = (struct use){.id = id, .list = list};
    for (size_t i = 0; i < NUMBERING_LEVELS; i++) {
        use->starts[i] = -1;
    }
    return use->starts;
}

static struct use *find_use(struct numbering *numbering, long id)
{
    for (size_t i = 0; i < numbering->use_count; i++) {
        if (numbering->uses[i].id == id) {
            return &numbering->uses[i];
        }
    }
    return NULL;
}

static struct list *find_list(struct numbering *numbering, long id)
{
    for (size_t i = 0; i < numbering->list_count; i++) {
        if (numbering->lists[i].id == id) {
            return &numbering->lists[i];
        }
    }
    return NULL;
}

/* Goes on at this level; all higher ones have begun by now, all deeper ones begin anew. */
static void count(struct list *list, struct use *use, int level)
{
    for (int i = 0; i <= level; i++) {
        bool anew = i == level && use->starts[i] >= 0 && !use->started[i];
        if (!list->begun[i] || anew) {
            list->counters[i] = anew ? (unsigned)use->starts[i] : list->levels[i].start;
            list->begun[i] = true;
        } else if (i == level) {
            list->counters[i]++;
        }
    }
    use->started[level] = true;
    for (int i = level + 1; i < NUMBERING_LEVELS; i++) {
        list->begun[i] = false;
    }
}

/* "（%1）" with the counters put in. */
static void write_label(const struct list *list, int level, struct buffer *label)
{
    if (strcmp(list->levels[level].format, "bullet") == 0) {
        return;
    }
    for (const char *at = list->levels[level].text; *at != '\0'; at++) {
        if (at[0] == '%' && at[1] >= '1' && at[1] <= '9') {
            int which = *++at - '1';
            docx_number_add(label, list->levels[which].format, list->counters[which]);
        } else {
            buffer_add(label, at, 1);
        }
    }
}

void numbering_label(struct numbering *numbering, long id, int level, struct buffer *label)
{
    struct use *use = find_use(numbering, id);
    struct list *list = use != NULL ? find_list(numbering, use->list) : NULL;
    level = level < 0 ? 0 : level;
    if (list != NULL && level < NUMBERING_LEVELS) {
        count(list, use, level);
        write_label(list, level, label);
    }
}

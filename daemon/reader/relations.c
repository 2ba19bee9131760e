#include "reader/relations.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { RELATIONS = 5000 };

struct relation {
    char *id;
    char *type; /* NULL for none */
    char *target;
};

struct relations {
    struct relation *at;
    size_t count;
};

/* A target as it is written, from the folder of its part or from the top, as the name of a part. */
static char *resolve(const char *part, const char *target)
{
    const char *slash = strrchr(part, '/');
    size_t folder = target[0] == '/' || slash == NULL ? 0 : (size_t)(slash - part) + 1;
    target += strspn(target, "/");
    while (strncmp(target, "../", 3) == 0) {
        target += 3;
        while (folder > 0 && part[--folder] != '/') {
        }
        while (folder > 0 && part[folder - 1] != '/') {
            folder--;
        }
    }
    return xasprintf("%.*s%s", (int)folder, part, target);
}

struct relations *relations_read(zip_t *package, const char *part)
{
    struct relations *relations = xcalloc(1, sizeof *relations);
    const char *slash = strrchr(part, '/');
    int folder = slash != NULL ? (int)(slash - part) + 1 : 0;
    CLEANUP_FREE char *name = xasprintf("%.*s_rels/%s.rels", folder, part, part + folder);
    CLEANUP(cleanup_part_close)
    struct part *list = part_open(package, name);
    for (int type; list != NULL && relations->count < RELATIONS && (type = part_next(list)) >= 0;) {
        char *id = type == XML_READER_TYPE_ELEMENT ? part_attribute(list, "Id") : NULL;
        if (id == NULL) {
            continue;
        }
        CLEANUP_FREE char *target = part_attribute(list, "Target");
        relations->at = xgrow(relations->at, relations->count, sizeof *relations->at);
        relations->at[relations->count++] =
            (struct relation){.id = id,
                              .type = part_attribute(list, "Type"),
                              .target = resolve(part, target != NULL ? target : "")};
    }
    return relations;
}

void relations_free(struct relations *relations)
{
    if (relations != NULL) {
        for (size_t i = 0; i < relations->count; i++) {
            free(relations->at[i].id);
            free(relations->at[i].type);
            free(relations->at[i].target);
        }
        free(relations->at);
        free(relations);
    }
}

const char *relations_find(const struct relations *relations, const char *id)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (strcmp(relations->at[i].id, id) == 0) {
            return relations->at[i].target;
        }
    }
    return NULL;
}

const char *relations_next(const struct relations *relations, const char *type, size_t *at)
{
    while (*at < relations->count) {
        const struct relation *relation = &relations->at[(*at)++];
        if (relation->type != NULL && utf8_ends_with(relation->type, type)) {
            return relation->target;
        }
    }
    return NULL;
}

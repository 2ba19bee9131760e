#include "reader/ofd.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

char *ofd_resolve(const char *from, const char *location)
{
    const char *slash = strrchr(from, '/');
    location = location != NULL ? location : "";
    if (location[0] == '/' || slash == NULL) {
        return xstrdup(location + strspn(location, "/"));
    }
    location += strncmp(location, "./", 2) == 0 ? 2 : 0;
    return xasprintf("%.*s%s", (int)(slash - from) + 1, from, location);
}

/* The first document's; another has its own pages and is rare. */
static void take(struct part *part, char **into)
{
    if (*into == NULL) {
        *into = part_inner_text(part);
    }
}

void ofd_entry_read(zip_t *package, struct ofd_entry *entry)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "OFD.xml");
    const struct {
        const char *name;
        char **into;
    } members[] = {
        {"DocRoot", &entry->root}, {"Signatures", &entry->signatures}, {"Title", &entry->title}};
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        for (size_t i = 0; type == XML_READER_TYPE_ELEMENT && i < COUNT_OF(members); i++) {
            if (part_is(part, members[i].name)) {
                take(part, members[i].into);
                break;
            }
        }
    }
    for (size_t i = 0; i < 2; i++) { /* both are from the top, with or without a slash */
        if (*members[i].into != NULL) {
            char *name = ofd_resolve("", *members[i].into);
            free(*members[i].into);
            *members[i].into = name;
        }
    }
}

void ofd_entry_clear(struct ofd_entry *entry)
{
    free(entry->root);
    free(entry->signatures);
    free(entry->title);
}

size_t ofd_numbers(const char *text, double *numbers, size_t count)
{
    size_t there = 0;
    for (size_t i = 0; i < count; i++) {
        char *end = NULL;
        numbers[i] = text != NULL ? strtod(text, &end) : 0;
        numbers[i] = isfinite(numbers[i]) && fabs(numbers[i]) < LIMIT_PAGE_SIZE ? numbers[i] : 0;
        text = end != text ? end : NULL;
        there += text != NULL;
    }
    return there;
}

size_t ofd_attribute(const struct part *part, const char *name, double *numbers, size_t count)
{
    CLEANUP_FREE char *text = part_attribute(part, name);
    return ofd_numbers(text, numbers, count);
}

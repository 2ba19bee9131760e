/* Relations of a part of an office package to others (ECMA-376 part 2, 9.3). */
#ifndef BAOSONG_READER_RELATIONS_H
#define BAOSONG_READER_RELATIONS_H

#include "reader/package.h"

struct relations;

/* Those of the part of that name ("xl/workbook.xml"); none where it has none. Never NULL. */
struct relations *relations_read(zip_t *package, const char *part);
void relations_free(struct relations *relations);
DEFINE_CLEANUP(struct relations, relations_free)

/* The name of the part that a relation leads to, NULL for none. Owned by the relations. */
const char *relations_find(const struct relations *relations, const char *id);
/* The next one from *at on whose type ends so ("/aFChunk"), likewise; *at moves behind it. */
const char *relations_next(const struct relations *relations, const char *type, size_t *at);

#endif

/*
 * An office package: a ZIP of XML parts (ECMA-376 part 2; GB/T 33190 for .ofd). Its parts are read
 * as a stream of XML nodes, never wholly in memory, without entities, network or files.
 */
#ifndef BAOSONG_READER_PACKAGE_H
#define BAOSONG_READER_PACKAGE_H

#include "base/buffer.h"
#include "base/memory.h"

#include <libxml/xmlreader.h>
#include <stdbool.h>
#include <stdint.h>
#include <zip.h>

/* Opens the package behind a descriptor, which stays the caller's; NULL if it is no ZIP. */
zip_t *package_open(int fd);

/* Does it hold pictures, films or other files, which say something without a word? */
bool package_has_others(int fd);
void package_close(zip_t *package);
DEFINE_CLEANUP(zip_t, package_close)

/* Has it a part of this name? */
bool package_has(zip_t *package, const char *name);

/* The bytes of a part, to be pulled into a container; NULL if there is no such part, or it is
 * encrypted. The caller ends it with zip_fclose(). */
zip_file_t *package_bytes(zip_t *package, const char *name);

/* Adds the first `most` bytes of a part; false where there are none. */
bool package_take(zip_t *package, const char *name, size_t most, struct buffer *bytes);

/* One part, being read. */
struct part;

/* NULL if there is no such part, or it is encrypted. */
struct part *part_open(zip_t *package, const char *name);
/* XML that is a file of its own; the descriptor stays the caller's. */
struct part *part_open_file(int fd);
void part_close(struct part *part);
DEFINE_CLEANUP(struct part, part_close)

/* Moves to the next node: XML_READER_TYPE_*, or -1 at the end (also where the XML breaks off). */
int part_next(struct part *part);
/* The part broke off: not well-formed, damaged, or longer than anybody's. */
bool part_broken(const struct part *part);

/* Of the present node. The local name lives until the next one. */
const char *part_name(const struct part *part);
bool part_is(const struct part *part, const char *name);
bool part_empty(const struct part *part); /* <w:p/>: no end will come */
const char *part_text(const struct part *part);
/* An attribute by its local name, whatever its prefix; the caller frees it; NULL if absent. */
char *part_attribute(const struct part *part, const char *name);
/* The same, of those with a prefix: of <p:sldId id="256" r:id="rId2"> the second. */
char *part_prefixed(const struct part *part, const char *name);
/* The attribute as a whole number, or `fallback`. */
long part_number(const struct part *part, const char *name, long fallback);
/* An on/off property of OOXML (w:val absent means on). */
bool part_flag(const struct part *part);
/*
 * Everything in the present element, in order, its children's children too:
 *     for (int type, within = part_enter(part); part_within(part, within, &type);) ...
 * ends behind the element, or where the part breaks off.
 */
int part_enter(const struct part *part);
bool part_within(struct part *part, int within, int *type);
/* All text in the present element, which is passed over; the caller frees it. */
char *part_inner_text(struct part *part);
/* Passes over the present element with all that is in it. */
void part_skip(struct part *part);

#endif

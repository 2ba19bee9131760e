/* .ofd (GB/T 33190-2016): where its parts stand. */
#ifndef BAOSONG_READER_OFD_H
#define BAOSONG_READER_OFD_H

#include "reader/package.h"

/* What OFD.xml says of the first document; each NULL where it does not say. */
struct ofd_entry {
    char *root; /* name of its Document.xml */
    char *signatures;
    char *title;
};

/* Fills a zero-initialised entry. */
void ofd_entry_read(zip_t *package, struct ofd_entry *entry);
void ofd_entry_clear(struct ofd_entry *entry);

/* The name of a part that the part `from` calls `location` (NULL is as ""): from its own folder, or
 * from the top when it begins with "/". The caller frees it. */
char *ofd_resolve(const char *from, const char *location);

/* "0 0 210 297": `count` numbers; those that are not there, or lie on no page, stay 0. Returns how
 * many are there. */
size_t ofd_numbers(const char *text, double *numbers, size_t count);
/* The same for an attribute of the present element. */
size_t ofd_attribute(const struct part *part, const char *name, double *numbers, size_t count);

#endif

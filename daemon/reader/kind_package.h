/* ZIPs that are documents: what Office, WPS and others write are packages of parts (ECMA-376 part
 * 2, GB/T 33190, ODF), and files, not archives, for the people who send them. */
#ifndef BAOSONG_READER_KIND_PACKAGE_H
#define BAOSONG_READER_KIND_PACKAGE_H

#include "base/kind.h"

/* KIND_ARCHIVE where it is an archive after all; KIND_UNKNOWN for documents that nothing here
 * reads. `name` may be NULL. */
enum kind kind_of_package(int fd, const char *name);

#endif

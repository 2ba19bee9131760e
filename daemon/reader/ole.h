/* OLE2 compound files [MS-CFB]: which streams they hold, which tells the Office formats of 1997
 * apart. */
#ifndef BAOSONG_READER_OLE_H
#define BAOSONG_READER_OLE_H

#include "base/kind.h"

#include <stdbool.h>

/* What the names of streams say about a file. */
struct ole_facts {
    bool document, workbook, slides;
    bool package; /* an encrypted OOXML file */
    bool macros;
    bool encrypted; /* a .doc whose FIB says so */
};

/* False where the file's structure is broken; *facts is then what was seen before. */
bool ole_facts(int fd, struct ole_facts *facts);

enum kind ole_kind(int fd, const char *name);

#endif

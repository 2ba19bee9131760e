/*
 * MAPI properties as TNEF carries them [MS-OXTNEF 2.1.3.4], read where they lie in the file:
 * nothing of theirs is taken into memory but what is asked for.
 */
#ifndef BAOSONG_READER_MAPI_H
#define BAOSONG_READER_MAPI_H

#include "reader/range.h"

enum mapi_type {
    MAPI_STRING8 = 0x1E,
    MAPI_UNICODE = 0x1F,
    MAPI_OBJECT = 0x0D,
    MAPI_BINARY = 0x102
};

/* [MS-OXPROPS] */
enum mapi_id {
    MAPI_SUBJECT = 0x0037,
    MAPI_BODY = 0x1000,
    MAPI_RTF_COMPRESSED = 0x1009,
    MAPI_BODY_HTML = 0x1013,
    MAPI_DISPLAY_NAME = 0x3001,
    MAPI_ATTACH_DATA = 0x3701,
    MAPI_ATTACH_FILENAME = 0x3704,
    MAPI_ATTACH_LONG_FILENAME = 0x3707,
    MAPI_ATTACH_CONTENT_ID = 0x3712,
    MAPI_MESSAGE_CODEPAGE = 0x3FFD,
};

/* One property that has bytes; of several values the first. */
typedef void (*mapi_visitor)(void *context, unsigned id, unsigned type, const struct range *value);

/* False where the list breaks off or holds what is not known; what came before was visited. */
bool mapi_walk(struct range *list, mapi_visitor visit, void *context);

#endif

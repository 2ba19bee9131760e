/* Where the large attachments and file stores of China's mail providers live. */
#ifndef BAOSONG_READER_CLOUD_PLACES_H
#define BAOSONG_READER_CLOUD_PLACES_H

#include <stdbool.h>

/* Does the address lead to a file that somebody put there, not just to the place itself? */
bool cloud_is_place(const char *link);

#endif

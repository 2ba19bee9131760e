/* Multiparts whose boundary lies: wrong, missing, or closed before the last part. */
#ifndef BAOSONG_READER_SALVAGE_H
#define BAOSONG_READER_SALVAGE_H

#include <gmime/gmime.h>

/* Adds to a multipart the parts that its boundary did not find, by the boundary that stands before
 * headers in its text; where there is none, the text itself as a part. */
void salvage_parts(GMimeMultipart *multipart, GMimeParserOptions *options);

#endif

/* Files that are sent again in another version: 附件7.docx and 附件7（以此件为准）.pdf. */
#ifndef BAOSONG_JUDGE_REVISION_H
#define BAOSONG_JUDGE_REVISION_H

#include <stdint.h>

/* The same number for the names of all versions of a file, whatever their endings; 0 for a name
 * that says nothing (IMG_2031.jpg), which is no version of another. */
uint64_t revision_stem(const char *name);

#endif

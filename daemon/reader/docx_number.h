/* Automatic numbers as people see them (ECMA-376 part 1, 17.18.59 ST_NumberFormat). */
#ifndef BAOSONG_READER_DOCX_NUMBER_H
#define BAOSONG_READER_DOCX_NUMBER_H

#include "base/buffer.h"

/* Appends `number` in the format of that name ("chineseCounting"); nothing for bullets and none,
 * digits for a format that is not known. */
void docx_number_add(struct buffer *out, const char *format, unsigned number);

#endif

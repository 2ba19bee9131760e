/* Automatic numbers of .docx as people see them (ECMA-376 part 1, 17.18.59 ST_NumberFormat). */
#ifndef BAOSONG_READER_DOCX_NUMBER_H
#define BAOSONG_READER_DOCX_NUMBER_H

#include <stddef.h>

/* Appends `number` in the format of that name ("chineseCounting") to the text in `out`, as far as
 * it fits; "" for bullets and none. */
void docx_number_append(char *out, size_t size, const char *format, unsigned number);

#endif

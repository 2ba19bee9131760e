/* The formats of the cells of an .xlsx (ECMA-376 part 1, 18.8). */
#ifndef BAOSONG_READER_XLSX_FORMAT_H
#define BAOSONG_READER_XLSX_FORMAT_H

#include "reader/number_format.h"
#include "reader/package.h"

struct xlsx_formats;

/* Reads xl/styles.xml where it is; never NULL. */
struct xlsx_formats *xlsx_formats_read(zip_t *package);
void xlsx_formats_free(struct xlsx_formats *formats);
DEFINE_CLEANUP(struct xlsx_formats, xlsx_formats_free)

/* What a cell shows that names the style of that index. */
enum number_kind xlsx_formats_kind(const struct xlsx_formats *formats, long style);

#endif

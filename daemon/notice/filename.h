/* Names of files and folders that every system takes, made from what people wrote. */
#ifndef BAOSONG_NOTICE_FILENAME_H
#define BAOSONG_NOTICE_FILENAME_H

#include "base/memory.h"

#include <stddef.h>

/*
 * One component of a path, valid on Linux and Windows, of at most `most` UTF-16 units (a Chinese
 * character is one): reserved characters become their full-width forms, what steers a terminal or
 * turns the writing becomes "_", dots and blanks at the ends go, the names of devices (CON, LPT1)
 * get a "_" before them. A short extension is kept when the name is cut. Never empty, never "." or
 * "..". The caller frees it.
 */
char *filename_clean(const char *text, size_t most);

/* Paths that are taken; two that differ only in case are one, as they are on Windows. */
struct filename_set;
struct filename_set *filename_set_new(void);
void filename_set_free(struct filename_set *set);
DEFINE_CLEANUP(struct filename_set, filename_set_free)

/* FOLDER/NAME where it is free, else FOLDER/STEM（2）.EXT and so on; it is taken from then on. The
 * caller frees it. */
char *filename_set_take(struct filename_set *set, const char *folder, const char *name);

#endif

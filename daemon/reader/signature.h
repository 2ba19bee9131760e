/* How archives begin, where it takes more than a few bytes at the front to know: behind the program
 * of a self-extracting one, or behind anything else that was put before it. */
#ifndef BAOSONG_READER_SIGNATURE_H
#define BAOSONG_READER_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct signature {
    bool zip;      /* it begins as a ZIP, or ends as one */
    int64_t start; /* where another archive begins; 0 also where none was found */
};

struct signature signature_of(int fd);

/* Does a file that begins so run, on Windows or on Linux? */
bool signature_is_program(const char *head, size_t size);

/* The image of a CD (ISO 9660)? */
bool signature_is_disc(int fd);

#endif

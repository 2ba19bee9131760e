/*
 * The faults of a file that a person wrote: all of them are collected, so that they can be mended
 * in one go, and told as "FILE:LINE: what is wrong; what would be right", one a line.
 */
#ifndef BAOSONG_CAMPAIGN_FAULTS_H
#define BAOSONG_CAMPAIGN_FAULTS_H

#include "base/error.h"

#include <stddef.h>

struct fault {
    size_t line; /* from 1; 0: of the file as a whole */
    char *text;
};

/* Zero-initialised; faults_free ends it. */
struct faults {
    struct fault *at; /* by line */
    size_t kept;
    size_t count; /* with those that were not kept */
};

void faults_add(struct faults *faults, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* 0 if there are none; else -1 and *error (ERROR_CONFIG) with the first ones by line, whole lines
 * only, as many as an error can hold, and a count of the rest. */
int faults_report(const struct faults *faults, const char *path, struct error *error);

void faults_free(struct faults *faults);

#endif

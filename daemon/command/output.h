/*
 * Listings: rows as JSON objects, printed as a text table, as CSV or as JSON, by one table of
 * columns. JSON and CSV are written row by row; a text table when all widths are known.
 */
#ifndef BAOSONG_COMMAND_OUTPUT_H
#define BAOSONG_COMMAND_OUTPUT_H

#include "base/error.h"
#include "base/memory.h"
#include "command/command.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct column {
    const char *key;     /* in the row */
    const char *heading; /* for people */
    size_t width;        /* columns at most in a text table; 0: as many as needed */
    bool right;          /* a number */
    /* The value for people, as a new string; NULL: as it is. */
    char *(*show)(const json_t *value);
};

/* What people are shown of the row, as a new string: one line, so that a mail can neither draw on
 * the terminal nor break the rows; empty where the row says nothing. */
char *column_text(const struct column *column, const json_t *row);

struct table;

/* FORMAT_TEXT, FORMAT_JSON or FORMAT_CSV. `columns` must outlive it; they say nothing about JSON,
 * where rows are printed whole. */
struct table *table_new(FILE *out, enum format format, const struct column *columns, size_t count);
/* Takes over the reference to the row. */
void table_add(struct table *table, json_t *row);
/* Prints what is left. Fails where the output could not be written. */
int table_end(struct table *table, struct error *error);
void table_free(struct table *table);
DEFINE_CLEANUP(struct table, table_free)

/* Prints one JSON value, pretty, with a line end; takes over the reference. */
int output_json(FILE *out, json_t *value, struct error *error);

/* Prints text that may come from a mail, as one clean line without its end. */
void output_clean(FILE *out, const char *text);

/* Was all that was printed so far written? */
int output_flush(FILE *out, struct error *error);

/* An RFC 3339 time in the campaign's zone; null for CLOCK_UNKNOWN. */
json_t *output_time(int64_t time);
/* For columns: RFC 3339 -> 2017年11月21日16时42分. */
char *show_time(const json_t *value);
/* 0.97 -> 97% */
char *show_percent(const json_t *value);

#endif

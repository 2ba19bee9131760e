/*
 * The outline of a document: its paragraphs are added one after the other, and out come the text,
 * the title, the headings, and the 字 that stand below each. Shared by every kind of document, so
 * that a report counts the same as .docx and as PDF.
 */
#ifndef BAOSONG_READER_OUTLINE_H
#define BAOSONG_READER_OUTLINE_H

#include "reader/description.h"

#include <stdbool.h>

struct outline;

struct outline *outline_new(void);
void outline_free(struct outline *outline);
DEFINE_CLEANUP(struct outline, outline_free)

/* What the document itself says of a paragraph. */
struct paragraph {
    unsigned level; /* of a heading style or outline level, 1 the highest; 0: body text */
    bool bold;      /* all of it is bold */
    bool cell;      /* in a table: never a heading */
    bool title;     /* in the style Title */
    bool contents;  /* a line of a table of contents: neither a heading nor below one */
    unsigned page;  /* on which it begins, from 1; 0: not known */
    bool top;       /* the first on its page */
    bool red_head;  /* below a red head, the first that is not red */
};

/* Adds one paragraph; blank ones count for nothing. */
void outline_add(struct outline *outline, const char *text, const struct paragraph *paragraph);

/* Adds each line of a text as a plain paragraph. */
void outline_add_lines(struct outline *outline, const char *text);

/* Nothing more is wanted: the text is as long as it may be. The counts still go on. */
bool outline_full(const struct outline *outline);

/* Moves what was gathered into the file: text, chars, title (where it has none), sections. */
void outline_finish(struct outline *outline, struct described_file *file);

/*
 * The level that the numbering at the beginning of a line speaks for, by the order of official
 * documents (GB/T 9704-2012, 7.3.3): 第一部分/第一章 and 一、 are 1, （一） is 2, "1." 3, （1） and
 * "1.1" 4, ① and "1.1.1" 5; 0 for none. What clerks write instead stands with what it is like: 甲、
 * is 1, 职能1 and （甲） are 2, "A." and 【双公示】 3, 一是 and 第一， 5, a bullet 6.
 */
unsigned outline_numbering_level(const char *line);

/* Does a line end like a sentence, or a part of one? */
bool outline_ends_sentence(const char *line);

/* "一、组织领导…………3": a line of a table of contents, by its looks? */
bool outline_contents_line(const char *line);

#endif

/*
 * Papers that are bound into one file with others: where the next of them seems to begin. A page
 * that begins with "附件3", with a red head, a document number or a short line of its own does; of
 * formats that know no pages a line of its own that says "附件3". What of it is meant, the judge
 * says: a plan has annexes, too.
 */
#ifndef BAOSONG_READER_PORTION_H
#define BAOSONG_READER_PORTION_H

#include "reader/description.h"
#include "reader/outline.h"

/* "附件3", "附件三：信用承诺书", "佐证材料2 …": what a paper that is enclosed begins with, at most
 * a line long. */
bool portion_label(const char *line);

struct portions {
    struct portion *at;
    size_t count;
    size_t lines; /* of the newest one's head */
    bool list;    /* the last line was a label, too: a list of annexes is none of them */
};

/* Looks at the next paragraph; `sections` is how many headings stand before it. True if a paper
 * begins there that is not the one before it any more, by a sign that cannot be overlooked. */
bool portions_add(struct portions *portions, const char *line, const struct paragraph *paragraph,
                  unsigned sections);

/* Moves them into the file, each with its last page (0: not known) and its document number. */
void portions_finish(struct portions *portions, struct described_file *file);
void portions_clear(struct portions *portions);

#endif

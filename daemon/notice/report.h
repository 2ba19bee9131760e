/*
 * The staff report 缺报通报: what it says, and how it is written as text, HTML and XLSX. All of it
 * follows from the board and the catalogue.
 */
#ifndef BAOSONG_NOTICE_REPORT_H
#define BAOSONG_NOTICE_REPORT_H

#include "base/buffer.h"
#include "judge/board.h"
#include "ledger/outbox.h"
#include "ledger/papers.h"
#include "notice/catalogue.h"
#include "notice/dossier.h"

/* Borrowed parts must outlive it; nothing in it needs to be freed. */
struct report {
    const struct campaign *campaign;
    const struct board *board;
    const struct catalogue *catalogue;
    const struct dossier *dossier;     /* set it after report_init; NULL: no links into it */
    const char *dossier_folder;        /* where those who open the workbook have the dossier */
    const struct contacts *contacts;   /* set it after report_init; NULL: nothing is told of them */
    const struct dead_addresses *dead; /* likewise; of units and of others */
    const char *picture; /* Content-ID of report_png() in the same mail; NULL: it is not there */
    int64_t now;         /* UTC seconds: when the figures were taken */
    const struct stage *stage;
    size_t units[UNIT_STANDING_COUNT]; /* how many units stand so */
    size_t cells[STANDING_COUNT];      /* how many obligations stand so */
    size_t obligations;
    size_t problems[FINDING_COUNT]; /* how often each was found */
    size_t late_units;              /* units of which something came too late */
};

void report_init(struct report *report, const struct board *board,
                 const struct catalogue *catalogue, int64_t now);

/* How many cells of a unit stand so. */
size_t report_unit_cells(const struct report *report, size_t unit, enum standing standing);

/* The deadline of a unit differs from that of the stage. */
bool report_extended(const struct report *report, size_t unit);

/* Does the report tell who has no contact? The campaign asks for them, and they were loaded. */
bool report_tells_contacts(const struct report *report);
/* Adds the names of the units without a contact, joined by "、"; returns how many. */
size_t report_contactless(const struct report *report, struct buffer *names);

/* "另有2封邮件不属于任何单位，也不是报送材料（自动回复、咨询、广告等）：3、5号。"; "" for none. The
 * caller frees it. */
char *report_others(const struct report *report);

/* Is this dead address still one of its unit's? */
bool report_tells_dead(const struct report *report, const struct dead_address *dead);
/* The heading of that part, with its number; NULL: there are none to be told. Caller frees it. */
char *report_dead_heading(const struct report *report);

/* Adds the names of the units that miss a task although they sent something (those that are silent
 * stand in a list of their own), joined by "、"; returns how many. */
size_t report_missing_units(const struct report *report, const struct task *task,
                            struct buffer *names);

/* Is it worth telling what the unit misses task by task? Where nothing came, or nothing is missing,
 * its name says as much. */
bool report_has_details(const struct report *report, size_t unit);

/* Each adds a whole document to `out`; nothing on failure. */

int report_text(const struct report *report, struct buffer *out, struct error *error);
/* For a mail: tables and inline styles only. */
int report_html(const struct report *report, struct buffer *out, struct error *error);
/* For a browser: the same, with the board as a picture (SVG). */
int report_html_file(const struct report *report, struct buffer *out, struct error *error);
/* A workbook of three sheets: units x tasks, what is missing, all files. Bytes of an .xlsx. */
int report_xlsx(const struct report *report, struct buffer *out, struct error *error);
/* What is missing, a line for each unit and task; begins with a byte order mark. */
int report_csv(const struct report *report, struct buffer *out, struct error *error);
/* The board as a picture of one page. Some 100 ms of CPU and a look at the disk for a font: not for
 * an event loop. ERROR_NOT_FOUND where no font with Chinese characters is installed. */
int report_png(const struct report *report, struct buffer *out, struct error *error);

#endif

/* The board: the standing 完成情况 of every obligation at a stage, from what was filed. Pure. */
#ifndef BAOSONG_JUDGE_BOARD_H
#define BAOSONG_JUDGE_BOARD_H

#include "judge/judge.h"

/* One match as the ledger keeps it, with what decides whether it counts. */
struct fact {
    int64_t message; /* ids of the ledger */
    int64_t file;
    int64_t received_at;
    char sha256[HASH_TEXT_SIZE];
    struct obligation obligation;
    enum match_state state;
    bool section;   /* a section of a self-report, not evidence */
    uint32_t chars; /* of the section */
    uint32_t kinds; /* of evidence, and months, as in struct match */
    uint32_t months;
    unsigned first_page, last_page; /* where it stands in the file, as in struct match */
    unsigned portion;
    uint64_t stem;      /* of its name: revision_stem() */
    int64_t decided_at; /* when a person last decided about it; CLOCK_UNKNOWN if nobody did */
    uint64_t findings;  /* FINDING_BITs of the file, the reader's and the judge's */
    enum verdict verdict;
};

struct waiver {
    struct obligation obligation;
    int64_t decided_at;
};

struct extension {
    int unit;
    int stage;
    int64_t deadline; /* the first instant that is too late for this unit */
    int64_t decided_at;
};

enum standing {
    STANDING_COMPLETE,
    STANDING_LATE,
    STANDING_DEFICIENT,
    STANDING_REVIEW,
    STANDING_MISSING,
    STANDING_WAIVED,
    STANDING_COUNT
};
const char *standing_name(enum standing standing);    /* "complete" */
const char *standing_chinese(enum standing standing); /* "已完成" */
bool standing_from_name(const char *name, enum standing *standing);

enum unit_standing { UNIT_COMPLETE, UNIT_PARTIAL, UNIT_SILENT, UNIT_STANDING_COUNT };
const char *unit_standing_name(enum unit_standing standing);    /* "complete" */
const char *unit_standing_chinese(enum unit_standing standing); /* "已齐" */

/* One obligation at the stage. */
struct cell {
    enum standing state;
    uint32_t report_chars;     /* 字 of its sections that count, each section once */
    const struct fact **facts; /* what bears on it, oldest first, later than the deadline included;
                                  pointers into the facts given to board_new */
    size_t fact_count;
    bool *superseded;  /* one a fact: a later version of the file, that counts, has replaced it */
    uint64_t findings; /* FINDING_BITs of what counts, and of what is lacking */
    uint32_t lacking_kinds;  /* of the task's requirements, as bits */
    uint32_t lacking_months; /* of a monthly task; bit 0 is January */
    bool changed_late;       /* a person decided about it after the deadline */
};

struct board_unit {
    enum unit_standing state; /* silent: nothing at all came before its deadline */
    int64_t deadline;         /* with its extension */
    bool extended_late;       /* which was given after the stage's own deadline */
    struct cell *cells;       /* one for each of the unit's tasks, in their order */
    size_t complete;          /* cells complete or waived */
};

struct board {
    const struct campaign *campaign;
    int stage;
    struct board_unit *units; /* one for each of the campaign's units, in their order */
};

struct board_input {
    const struct fact *facts; /* must outlive the board */
    size_t fact_count;
    const struct waiver *waivers;
    size_t waiver_count;
    const struct extension *extensions;
    size_t extension_count;
};

/* "年度计划、9月月报": what a cell lacks of its kinds of evidence and months; "" for nothing. The
 * caller frees. */
char *cell_lacking(const struct cell *cell, const struct task *task);

struct board *board_new(const struct campaign *campaign, int stage,
                        const struct board_input *input);
void board_free(struct board *board);
DEFINE_CLEANUP(struct board, board_free)

#endif

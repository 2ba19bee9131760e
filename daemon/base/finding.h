/* Findings 问题: something wrong or notable about a message or a file, by its code. */
#ifndef BAOSONG_BASE_FINDING_H
#define BAOSONG_BASE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum finding_code {
    FINDING_ENCRYPTED,
    FINDING_DAMAGED,
    FINDING_EMPTY,
    FINDING_WRONG_FORMAT,
    FINDING_MACRO,
    FINDING_NO_SEAL,
    FINDING_NO_DOCUMENT_NUMBER,
    FINDING_REPORT_TOO_SHORT,
    FINDING_NO_REPORT,   /* evidence for the task, but no section of a self-report */
    FINDING_NO_EVIDENCE, /* a section of a self-report, but no evidence */
    FINDING_CLOUD_LINK,
    FINDING_MISSING_VOLUME,
    FINDING_OVER_BUDGET,
    FINDING_JUNK_DROPPED,
    FINDING_UNREADABLE,
    FINDING_NAME_UNDECODABLE,
    FINDING_DATE_DISAGREES,
    FINDING_DATE_FALLBACK,
    FINDING_UNVERIFIED_SENDER,
    FINDING_DUPLICATE,
    FINDING_OTHER_UNIT,
    FINDING_PREVIOUS_YEAR,
    FINDING_SEAL_UNKNOWN,        /* whether it has a seal could not be seen */
    FINDING_NUMBER_UNKNOWN,      /* nor whether it has a document number, or which */
    FINDING_EVIDENCE_INCOMPLETE, /* one of several kinds of evidence has not come */
    FINDING_MONTH_MISSING,       /* a monthly report lacks a month */
    FINDING_INFECTED,            /* a virus scanner found something */
    FINDING_UNSCANNED,           /* a virus scanner was asked, and could not say */
    FINDING_COUNT
};

struct finding {
    enum finding_code code;
    char *detail; /* UTF-8, owned; what exactly: a link, a count, a password tried; NULL for none */
};

/* "no-seal": the name in JSON, the ledger and the campaign file. */
const char *finding_name(enum finding_code code);
/* False for a name that is none. */
bool finding_from_name(const char *name, enum finding_code *code);
/* "没有加盖公章": a phrase for people. */
const char *finding_chinese(enum finding_code code);
/* What the sender should do about it, a whole sentence; NULL where there is nothing to do. */
const char *finding_advice(enum finding_code code);

/* A set of codes as bits. */
#define FINDING_BIT(code) (UINT64_C(1) << (code))

/* Adds to an array of *count; copies the detail (NULL for none); past LIMIT_FINDINGS it drops. */
void finding_add(struct finding **findings, size_t *count, enum finding_code code,
                 const char *detail);
void findings_free(struct finding *findings, size_t count);

#endif

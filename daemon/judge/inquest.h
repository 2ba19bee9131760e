/* What speaks for which unit, gathered while a message is looked at. */
#ifndef BAOSONG_JUDGE_INQUEST_H
#define BAOSONG_JUDGE_INQUEST_H

#include "judge/gazetteer.h"

enum source {
    SOURCE_ADDRESS,
    SOURCE_SENDER,
    SOURCE_THREAD,
    SOURCE_NOTICE,
    SOURCE_ANCESTOR,
    SOURCE_TOPIC,
    SOURCE_HISTORY,
    SOURCE_FORWARDED,
    SOURCE_QUOTED,
    SOURCE_SUBJECT,
    SOURCE_FROM,
    SOURCE_REPORT,
    SOURCE_CONTAINER,
    SOURCE_SIGNATURE,
    SOURCE_BODY,
    SOURCE_FILE_NAME,
    SOURCE_LETTERHEAD,
    SOURCE_ISSUER,
    SOURCE_DOCUMENT_NUMBER,
    SOURCE_COUNT
};

struct tally {
    double points[SOURCE_COUNT];
    double total;
    enum source best; /* that gave most */
    char *said;       /* what it said, for the reason */
    bool joint;       /* named beside others where the sender names itself */
    int unit;
};

struct inquest {
    const struct campaign *campaign;
    const struct gazetteer *gazetteer;
    struct tally *tallies; /* one a unit */
};

/* Adds what one piece of evidence is worth, up to the most that all of its kind can give. */
void inquest_credit(struct inquest *inquest, int unit, enum source source, double factor,
                    const char *said, size_t size);

/*
 * Credits the units that a plain text names: the first, and those joined with it, fully. Where the
 * sender names itself, units joined are joint senders.
 */
void inquest_credit_text(struct inquest *inquest, const char *text, enum source source,
                         bool names_sender);

/* The same, only for a unit that the text begins with; true if there is one. */
bool inquest_credit_beginning(struct inquest *inquest, const char *text, enum source source);

/* One line of Chinese: what spoke most for a unit. The caller frees. */
char *inquest_reason(const struct tally *tally);

#endif

/* The words of the judge's enums, and the ends of what it hands out. */
#include "judge/board.h"
#include "judge/judge.h"

#include <stdlib.h>
#include <string.h>

static const char *const receipt_names[] = {
    [RECEIPT_INTERNALDATE] = "internaldate",
    [RECEIPT_MAILDIR] = "maildir",
    [RECEIPT_MBOX] = "mbox",
    [RECEIPT_NONE] = "none",
};

static const char *const unit_state_names[] = {
    [UNIT_NONE] = "none",
    [UNIT_REVIEW] = "review",
    [UNIT_SURE] = "sure",
};

static const char *const match_state_names[] = {
    [MATCH_REVIEW] = "review",
    [MATCH_SURE] = "sure",
    [MATCH_PERSON] = "person",
};

static const struct {
    const char *name;
    const char *chinese;
} standing_words[STANDING_COUNT] = {
    [STANDING_COMPLETE] = {"complete", "已完成"},     [STANDING_LATE] = {"late", "逾期报送"},
    [STANDING_DEFICIENT] = {"deficient", "不合要求"}, [STANDING_REVIEW] = {"review", "待核对"},
    [STANDING_MISSING] = {"missing", "未报送"},       [STANDING_WAIVED] = {"waived", "免报"},
};

static const struct {
    const char *name;
    const char *chinese;
} unit_standing_words[UNIT_STANDING_COUNT] = {
    [UNIT_COMPLETE] = {"complete", "已齐"},
    [UNIT_PARTIAL] = {"partial", "部分报送"},
    [UNIT_SILENT] = {"silent", "未报送"},
};

const char *receipt_name(enum receipt receipt)
{
    return receipt_names[receipt];
}

bool receipt_from_name(const char *name, enum receipt *receipt)
{
    for (size_t i = 0; i < COUNT_OF(receipt_names); i++) {
        if (strcmp(name, receipt_names[i]) == 0) {
            *receipt = (enum receipt)i;
            return true;
        }
    }
    return false;
}

const char *unit_state_name(enum unit_state state)
{
    return unit_state_names[state];
}

const char *match_state_name(enum match_state state)
{
    return match_state_names[state];
}

const char *standing_name(enum standing standing)
{
    return standing_words[standing].name;
}

const char *standing_chinese(enum standing standing)
{
    return standing_words[standing].chinese;
}

bool standing_from_name(const char *name, enum standing *standing)
{
    for (size_t i = 0; i < STANDING_COUNT; i++) {
        if (strcmp(name, standing_words[i].name) == 0) {
            *standing = (enum standing)i;
            return true;
        }
    }
    return false;
}

const char *unit_standing_name(enum unit_standing standing)
{
    return unit_standing_words[standing].name;
}

const char *unit_standing_chinese(enum unit_standing standing)
{
    return unit_standing_words[standing].chinese;
}

void decisions_clear(struct decisions *decisions)
{
    for (size_t i = 0; i < decisions->file_count; i++) {
        free(decisions->files[i].tasks);
    }
    free(decisions->files);
    free(decisions->units);
    *decisions = (struct decisions){0};
}

void judgement_free(struct judgement *judgement)
{
    if (judgement == NULL) {
        return;
    }
    for (size_t i = 0; i < judgement->unit_count; i++) {
        free(judgement->units[i].reason);
    }
    for (size_t i = 0; i < judgement->match_count; i++) {
        free(judgement->matches[i].reason);
        free(judgement->matches[i].heading);
        free(judgement->matches[i].part);
    }
    for (size_t i = 0; i < judgement->finding_count; i++) {
        free(judgement->findings[i].finding.detail);
    }
    free(judgement->units);
    free(judgement->matches);
    free(judgement->findings);
    free(judgement);
}

#include "judge/receipt.h"

#include "base/clock.h"

/* Clocks of servers differ by minutes, never honestly by more than this, in seconds. */
enum { TOLERANCE = 3600 };

void judgement_add_finding(struct judgement *judgement, int file, enum finding_code code,
                           char *detail)
{
    judgement->findings =
        xgrow(judgement->findings, judgement->finding_count, sizeof *judgement->findings);
    judgement->findings[judgement->finding_count++] =
        (struct judged_finding){.file = file, .finding = {.code = code, .detail = detail}};
}

void judgement_add_paper_finding(struct judgement *judgement, const struct paper *paper,
                                 enum finding_code code, char *detail)
{
    judgement_add_finding(judgement, (int)paper->of, code, detail);
    if (paper->portion > 0) {
        CLEANUP_FREE char *where = paper_place(paper);
        struct judged_finding *added = &judgement->findings[judgement->finding_count - 1];
        added->portion = paper->portion;
        added->finding.detail = xasprintf("%s%s", where, detail != NULL ? detail : "");
        free(detail);
    }
}

static bool known(int64_t time)
{
    return time != CLOCK_UNKNOWN;
}

static bool disagree(int64_t one, int64_t other)
{
    return known(one) && known(other) && (one > other + TOLERANCE || other > one + TOLERANCE);
}

/* A sentence around two times. */
struct words {
    const char *before, *between, *after;
};

static void add(struct judgement *judgement, enum finding_code code, const struct words *words,
                int64_t first, int64_t second)
{
    char one[CLOCK_TEXT_SIZE];
    char other[CLOCK_TEXT_SIZE];
    judgement_add_finding(judgement, -1, code,
                          xasprintf("%s%s%s%s%s", words->before, clock_chinese(first, one),
                                    words->between, clock_chinese(second, other), words->after));
}

/* The server's own time stands; what contradicts it is only said. */
static int64_t trust_server(const struct submission *submission, struct judgement *judgement)
{
    int64_t delivered = submission->delivered;
    if (disagree(delivered, submission->description->received)) {
        add(judgement, FINDING_DATE_DISAGREES,
            &(const struct words){"邮箱记录的收到时间是", "，邮件经过的服务器记录的是",
                                  "，以邮箱记录为准"},
            delivered, submission->description->received);
    } else if (disagree(delivered, submission->description->date)) {
        add(judgement, FINDING_DATE_DISAGREES,
            &(const struct words){"邮箱收到时间是", "，邮件自己写的发送时间是", "，以收到时间为准"},
            delivered, submission->description->date);
    }
    return delivered;
}

static int64_t fall_back(const struct submission *submission, struct judgement *judgement)
{
    int64_t received = submission->description->received;
    bool header = known(received);
    int64_t time = header ? received : submission->first_seen;
    char text[CLOCK_TEXT_SIZE];
    judgement_add_finding(judgement, -1, FINDING_DATE_FALLBACK,
                          xasprintf("邮箱没有提供收到时间，以%s的%s为准",
                                    header ? "邮件经过的服务器记录" : "本系统首次看到邮件",
                                    clock_chinese(time, text)));
    return time;
}

/* A file's time is only as good as whoever copied the file: an earlier Received shows a copy. */
static int64_t trust_file(const struct submission *submission, struct judgement *judgement)
{
    int64_t received = submission->description->received;
    if (!disagree(submission->delivered, received) || received > submission->delivered) {
        return trust_server(submission, judgement);
    }
    add(judgement, FINDING_DATE_FALLBACK,
        &(const struct words){"邮件文件的时间是", "，邮件经过的服务器记录的是",
                              "，文件可能是复制来的，以服务器记录为准"},
        submission->delivered, received);
    return received;
}

int64_t receipt_judge(const struct submission *submission, struct judgement *judgement)
{
    if (!known(submission->delivered)) {
        return fall_back(submission, judgement);
    }
    switch (submission->receipt) {
    case RECEIPT_INTERNALDATE:
        return trust_server(submission, judgement);
    case RECEIPT_MAILDIR:
    case RECEIPT_MBOX:
        return trust_file(submission, judgement);
    case RECEIPT_NONE:
        break;
    }
    return fall_back(submission, judgement);
}

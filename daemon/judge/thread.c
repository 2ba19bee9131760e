#include "judge/thread.h"

#include "base/limits.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* --- the subject ----------------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum thread_mark mark;
} marks[] = {
    {"re", THREAD_ANSWER},    {"回复", THREAD_ANSWER},  {"答复", THREAD_ANSWER},
    {"回覆", THREAD_ANSWER},  {"fwd", THREAD_FORWARD},  {"fw", THREAD_FORWARD},
    {"转发", THREAD_FORWARD}, {"轉寄", THREAD_FORWARD}, {"转寄", THREAD_FORWARD},
};

/* Bytes of "re:", "回复 (2): " or "re[3]:" that a plain subject begins with; 0 if it does not. */
static size_t mark_size(const char *plain, enum thread_mark *mark)
{
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (plain_starts_with(plain, marks[i].word)) {
            const char *end = plain + strlen(marks[i].word);
            end += strspn(end, " ([0123456789])");
            *mark = marks[i].mark;
            return *end == ':' ? (size_t)(end + 1 - plain) : 0;
        }
    }
    return 0;
}

char *thread_topic(const char *subject, enum thread_mark *mark)
{
    enum { TELLING = 5 }; /* Han characters */
    CLEANUP_FREE char *plain = plain_text(subject, LIMIT_HEADER);
    const char *topic = plain;
    enum thread_mark inner = THREAD_NEW;
    *mark = THREAD_NEW;
    for (size_t size = 0; (size = mark_size(topic, &inner)) > 0;) {
        *mark = topic == plain ? inner : *mark;
        topic += size;
        topic += strspn(topic, " ");
    }
    size_t size = strlen(topic);
    while (size > 0 && topic[size - 1] == ' ') {
        size--;
    }
    return plain_han_count(topic) >= TELLING ? xstrndup(topic, size) : xstrdup("");
}

/* --- the mails before it --------------------------------------------------------------------- */

/* What such a mail is evidence of; whether all its units send this one, too. */
static const struct {
    enum source source;
    bool joint;
} ties[TIE_COUNT] = {
    [TIE_SENDER] = {SOURCE_SENDER, true},  [TIE_THREAD] = {SOURCE_THREAD, true},
    [TIE_NOTICE] = {SOURCE_NOTICE, false}, [TIE_ANCESTOR] = {SOURCE_ANCESTOR, false},
    [TIE_SUBJECT] = {SOURCE_TOPIC, false}, [TIE_HISTORY] = {SOURCE_HISTORY, true},
};

static size_t count_tied(const struct submission *submission, enum tie tie)
{
    size_t count = 0;
    for (size_t i = 0; i < submission->tied_count; i++) {
        count += submission->tied[i].tie == tie;
    }
    return count;
}

void thread_credit(struct inquest *inquest, const struct submission *submission)
{
    const char *from = submission->description->from;
    for (size_t i = 0; i < submission->tied_count; i++) {
        const struct tied *tied = &submission->tied[i];
        size_t count = count_tied(submission, tied->tie);
        /* A changed campaign may lack some. */
        bool known = tied->unit >= 0 && (size_t)tied->unit < inquest->campaign->unit_count;
        bool of_sender = tied->tie == TIE_SENDER || tied->tie == TIE_HISTORY;
        /* A colleague forwards the mails of many: others tell nothing of this one. */
        if (!known || (submission->colleague && of_sender)) {
            continue;
        }
        const char *said = of_sender ? from : "";
        inquest_credit(inquest, tied->unit, ties[tied->tie].source, 1 / (double)count, said,
                       strlen(said));
        inquest->tallies[tied->unit].joint |= count > 1 && ties[tied->tie].joint;
    }
}

/* --- the words of others --------------------------------------------------------------------- */

const char *thread_own_words_end(const char *text)
{
    static const char *const begins[] = {"原始邮件",
                                         "Original Message",
                                         "-- Original --",
                                         "\n发件人：",
                                         "\n发件人:",
                                         "\nFrom:",
                                         "\n>",
                                         NULL};
    const char *end = text + strlen(text);
    for (size_t i = 0; begins[i] != NULL; i++) {
        const char *at = strstr(text, begins[i]);
        end = at != NULL && at < end ? at : end;
    }
    return end;
}

/* The units that the line names, or whose registered addresses stand in it. */
static void credit_line(struct inquest *inquest, const char *plain)
{
    for (size_t i = 0; i < inquest->campaign->unit_count; i++) {
        const struct texts *addresses = &inquest->campaign->units[i].addresses;
        for (size_t j = 0; j < addresses->count; j++) {
            const char *at = strstr(plain, addresses->at[j]);
            size_t size = strlen(addresses->at[j]);
            bool whole = at != NULL && (at == plain || strchr(" <([:", at[-1]) != NULL) &&
                         strchr(" >)];,", at[size]) != NULL;
            if (whole) {
                inquest_credit(inquest, (int)i, SOURCE_FORWARDED, 1, addresses->at[j], size);
            }
        }
    }
    inquest_credit_text(inquest, plain, SOURCE_FORWARDED, true);
}

/* Lines above the words of another, and the first of his, that tell who wrote to whom. */
enum { TELLING_LINES = 12 };

/* The next line, plain and without the marks of a quotation; the caller frees it. */
static char *next_quoted(const char **text)
{
    size_t size = strcspn(*text, "\n");
    CLEANUP_FREE char *line = xstrndup(*text, size);
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    *text += size + ((*text)[size] == '\n');
    return xstrdup(plain + strspn(plain, "> "));
}

void thread_credit_forwarded(struct inquest *inquest, const struct description *description)
{
    static const char *const heads[] = {"发件人:", "from:", "主题:", "subject:", NULL};
    enum thread_mark mark = THREAD_NEW;
    free(thread_topic(description->subject, &mark));
    const char *at = thread_own_words_end(description->text);
    for (int i = 0; i < TELLING_LINES && *at != '\0' && mark == THREAD_FORWARD; i++) {
        CLEANUP_FREE char *line = next_quoted(&at);
        size_t head = plain_starts_with_any(line, heads);
        if (head > 0) {
            credit_line(inquest, line + head);
        }
    }
}

/* "市统计局：你单位……": the unit whose name the line is up to the colon; -1 for another line. */
static int addressee(const struct inquest *inquest, const char *plain, size_t *size)
{
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(inquest->gazetteer, plain, &count);
    bool addressed =
        count > 0 && mentions[0].from == 0 && plain_starts_with(plain + mentions[0].to, ":");
    *size = addressed ? mentions[0].to : 0;
    return addressed ? mentions[0].unit : -1;
}

void thread_credit_quoted(struct inquest *inquest, const struct description *description)
{
    static const char *const heads[] = {"发件人:", "from:", NULL};
    if (inquest->campaign->mailbox == NULL) {
        return;
    }
    CLEANUP_FREE char *mailbox = plain_text(inquest->campaign->mailbox, LIMIT_HEADER);
    bool ours = false;
    const char *at = thread_own_words_end(description->text);
    for (int i = 0; i < TELLING_LINES && *at != '\0'; i++) {
        CLEANUP_FREE char *line = next_quoted(&at);
        size_t size = 0;
        int unit = ours ? addressee(inquest, line, &size) : -1;
        if (unit >= 0) {
            inquest_credit(inquest, unit, SOURCE_QUOTED, 1, line, size);
            return;
        }
        ours |= plain_starts_with_any(line, heads) > 0 && strstr(line, mailbox) != NULL;
    }
}

/*
 * How fast everything is judged again, and the board is made: 10,000 messages with 100,000 files on
 * two threads, and 1,000 units with 30 tasks each. Beside it the plain approach for the same files,
 * the longest common substring of a file's name and each task's text.
 *
 * usage: judge_speed CAMPAIGN [MESSAGES]
 */
#include "base/clock.h"
#include "judge/board.h"
#include "judge/judge.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    FILES = 10,
    THREADS = 2,
    SECTIONS = 17,
    SECTION_BYTES = 1500,
    BOARD_UNITS = 1000,
    BOARD_TASKS = 30
};

static const struct {
    const char *before, *after;
} names[] = {
    {"共性任务", "/关于印发工作要点的通知.pdf"},
    {"佐证资料/", "、信用承诺书（甲公司）.pdf"},
    {"佐证资料/", "、双公示/填报截图.png"},
    {"附件", ".docx"},
    {"", ".诚信宣传活动/IMG_2031.jpg"},
    {"职能任务", "/红黑名单管理办法.pdf"},
    {"", "、联合惩戒案例.docx"},
    {"", "、领导小组.pdf"},
    {"扫描件00", ".pdf"},
};

/* Some 1,200 characters, as the reader keeps them of a paper of two pages. */
static char *paper_text(int seed)
{
    static const char *const sentences[] = {
        "各科室、局属各单位：现将工作要点印发给你们，请结合实际认真贯彻执行。",
        "本单位郑重承诺严格遵守法律法规，如违背承诺愿意接受失信惩戒。",
        "围绕这项工作，我局坚持问题导向和目标导向相统一，逐项研究、逐条落实。",
        "我局将信用工作纳入年度考核，建立工作台账，定期督办检查。",
        "对列入黑名单的企业，会同有关部门实施联合惩戒，并报送市公共信用信息平台。"};
    char *text = xstrdup("");
    for (int i = 0; i < 36; i++) {
        char *longer = xasprintf("%s%s\n", text, sentences[(seed * 7 + i) % 5]);
        free(text);
        text = longer;
    }
    return text;
}

static void add_file(struct description *mail, int message, int at)
{
    mail->files = xgrow(mail->files, mail->file_count, sizeof *mail->files);
    struct described_file *file = &mail->files[mail->file_count++];
    bool report = at == 0;
    size_t kind = (size_t)at % COUNT_OF(names);
    CLEANUP_FREE char *name =
        xasprintf("%s%d%s", names[kind].before, 1 + (message + at) % 17, names[kind].after);
    *file = (struct described_file){
        .path = xasprintf("材料.zip/%s", report ? "自查报告.docx" : name),
        .name = xstrdup(report ? "自查报告.docx" : name),
        .kind = report ? KIND_DOCX : KIND_PDF,
        .title = xstrdup(report ? "社会信用体系建设自查报告" : "关于印发《2017年工作要点》的通知"),
        .text = paper_text(message + at),
        .seal = -1};
    snprintf(file->sha256, sizeof file->sha256, "%064d", message * FILES + at);
    for (int i = 0; report && i < SECTIONS; i++) {
        static const char *const headings[] = {"制定年度计划", "推行信用承诺", "网站专栏和链接情况",
                                               "双公示", "存在的问题"};
        file->sections = xgrow(file->sections, file->section_count, sizeof *file->sections);
        file->sections[file->section_count++] =
            (struct section){.heading = xasprintf("（%d）%s", i + 1, headings[i % 5]),
                             .level = 1,
                             .chars = 400,
                             .text = paper_text(i)};
        file->sections[i].text[SECTION_BYTES] = 0;
    }
}

static struct description *make_mail(const struct campaign *campaign, int message)
{
    struct description *mail = description_new();
    const struct unit *unit = &campaign->units[(size_t)message % campaign->unit_count];
    free(mail->subject);
    mail->subject = xasprintf("%s信用体系建设材料", unit->name);
    for (int i = 0; i < FILES; i++) {
        add_file(mail, message, i);
    }
    return mail;
}

/* Seconds of CPU of this process: what others on the machine do does not matter. */
static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

struct share {
    const struct judge *judge;
    struct description **mails;
    size_t from, to, matches;
};

static void *judge_share(void *context)
{
    struct share *share = context;
    for (size_t i = share->from; i < share->to; i++) {
        struct submission submission = {.description = share->mails[i],
                                        .receipt = RECEIPT_INTERNALDATE,
                                        .delivered = 1511000000,
                                        .first_seen = 1511000000};
        struct judgement *judgement = judge_message(share->judge, &submission);
        share->matches += judgement->match_count;
        judgement_free(judgement);
    }
    return NULL;
}

static double judge_all(const struct judge *judge, struct description **mails, size_t count)
{
    struct share shares[THREADS];
    pthread_t threads[THREADS];
    double start = clock_monotonic();
    double busy = cpu();
    size_t matches = 0;
    for (size_t i = 0; i < THREADS; i++) {
        shares[i] = (struct share){judge, mails, count * i / THREADS, count * (i + 1) / THREADS, 0};
        if (pthread_create(&threads[i], NULL, judge_share, &shares[i]) != 0) {
            abort();
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        matches += shares[i].matches;
    }
    busy = cpu() - busy;
    printf("%zu messages with %zu files judged: %.2f s on %d threads, %.2f s of CPU on each (%zu "
           "matches)\n",
           count, count * FILES, clock_monotonic() - start, (int)THREADS, busy / THREADS, matches);
    return busy / THREADS;
}

/* --- the plain approach ---------------------------------------------------------------------- */

static int common_bytes(const char *one, const char *other)
{
    static int rows[2][4096];
    int best = 0;
    size_t width = strlen(other);
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; one[i] != '\0'; i++) {
        int *row = rows[i % 2], *above = rows[(i + 1) % 2];
        for (size_t j = 0; j < width && j + 1 < COUNT_OF(rows[0]); j++) {
            row[j + 1] = one[i] == other[j] ? above[j] + 1 : 0;
            best = row[j + 1] > best ? row[j + 1] : best;
        }
    }
    return best;
}

static void plain_approach(const struct campaign *campaign, struct description **mails,
                           size_t count, double seconds)
{
    enum { SAMPLE = 50 };
    size_t looked_at = count < SAMPLE ? count : SAMPLE;
    double start = cpu();
    volatile int sum = 0;
    for (size_t i = 0; i < looked_at; i++) {
        const struct unit *unit = &campaign->units[i % campaign->unit_count];
        for (size_t j = 0; j < mails[i]->file_count; j++) {
            for (size_t k = 0; k < unit->task_count; k++) {
                sum += common_bytes(mails[i]->files[j].name, unit->tasks[k]->text);
            }
        }
    }
    double all = (cpu() - start) * (double)count / (double)looked_at / THREADS;
    printf("the plain approach, names only: %.2f s on %d threads, %.1f times ours\n", all,
           (int)THREADS, all / seconds);
}

/* --- the board ------------------------------------------------------------------------------- */

static void make_board(const struct campaign *model)
{
    static struct task tasks[BOARD_TASKS];
    static const struct task *all[BOARD_TASKS];
    static char id[] = "C1";
    for (size_t i = 0; i < BOARD_TASKS; i++) {
        tasks[i] = (struct task){.id = id, .title = id, .first_month = 1};
        all[i] = &tasks[i];
    }
    struct campaign campaign = *model;
    campaign.unit_count = BOARD_UNITS;
    campaign.units = xcalloc(BOARD_UNITS, sizeof *campaign.units);
    size_t count = (size_t)BOARD_UNITS * BOARD_TASKS * 4;
    struct fact *facts = xcalloc(count, sizeof *facts);
    for (size_t i = 0; i < BOARD_UNITS; i++) {
        campaign.units[i] = model->units[i % model->unit_count];
        campaign.units[i].tasks = all;
        campaign.units[i].task_count = BOARD_TASKS;
    }
    for (size_t i = 0; i < count; i++) {
        facts[i] =
            (struct fact){.message = (int64_t)i / 30,
                          .file = (int64_t)i,
                          .received_at = 1511000000 + (int64_t)i,
                          .obligation = {(int)(i / 4 / BOARD_TASKS), (int)(i / 4 % BOARD_TASKS)},
                          .state = MATCH_SURE,
                          .section = i % 4 == 0,
                          .chars = 900,
                          .stem = i % 4 == 0 ? 0 : 1 + i % 3,
                          .decided_at = CLOCK_UNKNOWN};
        snprintf(facts[i].sha256, sizeof facts[i].sha256, "%064zu", i);
    }
    struct board_input input = {.facts = facts, .fact_count = count};
    double start = cpu();
    struct board *board = board_new(&campaign, 0, &input);
    printf("the board of %d units x %d tasks with %zu facts: %.0f ms of CPU\n", (int)BOARD_UNITS,
           (int)BOARD_TASKS, count, 1000 * (cpu() - start));
    board_free(board);
    free(facts);
    free(campaign.units);
}

int main(int argc, char **argv)
{
    struct campaign *campaign = NULL;
    struct error error = {0};
    size_t count = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    if (argc < 2 || campaign_load(argv[1], &campaign, &error) != 0) {
        fprintf(stderr, "usage: judge_speed CAMPAIGN [MESSAGES]\n%s\n", error.text);
        return 1;
    }
    struct judge *judge = judge_new(campaign);
    struct description **mails = xcalloc(count, sizeof *mails);
    for (size_t i = 0; i < count; i++) {
        mails[i] = make_mail(campaign, (int)i);
    }
    double seconds = judge_all(judge, mails, count);
    plain_approach(campaign, mails, count, seconds);
    make_board(campaign);
    for (size_t i = 0; i < count; i++) {
        description_free(mails[i]);
    }
    free(mails);
    judge_free(judge);
    campaign_free(campaign);
    return 0;
}

/* Mails in memory for tests of the judge, under the real campaign of conf/. */
#ifndef BAOSONG_TESTS_MAIL_CASE_H
#define BAOSONG_TESTS_MAIL_CASE_H

#include "base/clock.h"
#include "judge/judge.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

struct mail_case {
    struct campaign *campaign;
    struct judge *judge;
};

/* The group's own, made and freed by the two functions below. */
static struct mail_case world;

static inline int open_world(void **state)
{
    (void)state;
    struct error error;
    if (campaign_load("conf/huangshi-2017.yaml", &world.campaign, &error) != 0) {
        return -1;
    }
    world.judge = judge_new(world.campaign);
    return 0;
}

static inline int close_world(void **state)
{
    (void)state;
    judge_free(world.judge);
    campaign_free(world.campaign);
    return 0;
}

static inline void set_text(char **member, const char *text)
{
    free(*member);
    *member = xstrdup(text != NULL ? text : "");
}

static inline struct description *mail_of(const char *from_name, const char *subject,
                                          const char *body)
{
    struct description *mail = description_new();
    set_text(&mail->from, "someone@mail.example");
    set_text(&mail->from_name, from_name);
    set_text(&mail->subject, subject);
    set_text(&mail->text, body);
    return mail;
}

/* The file added, to be filled further; it stays valid until the next one is added. */
static inline struct described_file *mail_add(struct description *mail, enum kind kind,
                                              const char *path, const char *title, const char *text)
{
    mail->files = xgrow(mail->files, mail->file_count, sizeof *mail->files);
    struct described_file *file = &mail->files[mail->file_count++];
    const char *slash = strrchr(path, '/');
    *file = (struct described_file){.path = xstrdup(path),
                                    .name = xstrdup(slash != NULL ? slash + 1 : path),
                                    .kind = kind,
                                    .title = xstrdup(title),
                                    .text = xstrdup(text),
                                    .seal = -1};
    CLEANUP_FREE char *hash = xasprintf("%064zu", mail->file_count);
    memcpy(file->sha256, hash, HASH_TEXT_SIZE);
    return file;
}

static inline void file_add_section(struct described_file *file, const char *heading,
                                    const char *text)
{
    file->sections = xgrow(file->sections, file->section_count, sizeof *file->sections);
    file->sections[file->section_count++] = (struct section){
        .heading = xstrdup(heading), .level = 1, .chars = 300, .text = xstrdup(text)};
}

/* Of which nothing is known but the mail, to be filled further. */
static inline struct submission submission_of(const struct description *mail)
{
    return (struct submission){.description = mail,
                               .receipt = RECEIPT_INTERNALDATE,
                               .delivered = 1511000000,
                               .first_seen = 1511000000};
}

static inline struct judgement *judge_mail(const struct mail_case *under,
                                           const struct description *mail)
{
    struct submission submission = submission_of(mail);
    return judge_message(under->judge, &submission);
}

/* "C3": the task that a match proves. */
static inline const char *matched_task(const struct match *match)
{
    const struct unit *unit = &world.campaign->units[match->obligation.unit];
    return unit->tasks[match->obligation.task]->id;
}

/* The tasks of a file, "C3 C5"; with a mark before the guesses: "?C3". */
static inline const char *tasks_of(const struct judgement *judgement, size_t file, char *out,
                                   size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < judgement->match_count; i++) {
        const struct match *match = &judgement->matches[i];
        if (match->file == file && match->section < 0) {
            size_t used = strlen(out);
            snprintf(out + used, size - used, "%s%s%s", used > 0 ? " " : "",
                     match->state == MATCH_REVIEW ? "?" : "", matched_task(match));
        }
    }
    return out;
}

/* Fails unless the file is surely of these tasks; "": of none, for sure. */
static inline void expect_tasks(const struct judgement *judgement, size_t file, const char *path,
                                const char *expected)
{
    char tasks[100];
    tasks_of(judgement, file, tasks, sizeof tasks);
    bool unsure = *tasks == '\0' || *tasks == '?';
    if (*expected == '\0' ? !unsure : strcmp(tasks, expected) != 0) {
        fail_msg("%s is \"%s\", not \"%s\"", path, tasks, expected);
    }
}

#endif

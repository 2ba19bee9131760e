#include "reader/job.h"

#include "base/frame.h"
#include "base/json.h"
#include "base/utf8.h"
#include "reader/container.h"
#include "reader/mail.h"
#include "reader/ocr.h"
#include "reader/passwords.h"
#include "reader/zip_whole.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>

static void send_frame(struct job *job, json_t *frame, const char *type)
{
    struct error error = {0};
    json_set(frame, "type", json_text(type));
    if (job->failed) {
        json_decref(frame);
    } else if (frame_write(job->frames, frame, &error) != 0) {
        job_fail(job, &error);
    }
}

void job_send_message(struct job *job)
{
    json_t *frame = description_to_json(job->description);
    json_object_del(frame, "files");
    send_frame(job, frame, "message");
}

static size_t words_size(const struct described_file *file)
{
    size_t size = strlen(file->text);
    for (size_t i = 0; i < file->section_count; i++) {
        size += strlen(file->sections[i].heading) + strlen(file->sections[i].text);
    }
    for (size_t i = 0; i < file->portion_count; i++) {
        size += strlen(file->portions[i].head) + strlen(file->portions[i].text);
    }
    return size;
}

void job_send_file(struct job *job, struct described_file *file)
{
    described_file_fit(file);
    size_t words = words_size(file);
    if (job->told_text + words > LIMIT_TOLD_TEXT) {
        described_file_drop_words(file);
        finding_add(&file->findings, &file->finding_count, FINDING_OVER_BUDGET, NULL);
        words = 0;
    }
    job->told_text += words;
    json_t *frame = described_file_to_json(file);
    json_t *sections = json_object_get(frame, "sections");
    for (size_t i = 0; i < file->section_count; i++) {
        json_set(json_array_get(sections, i), "text", json_text(file->sections[i].text));
    }
    json_t *portions = json_object_get(frame, "portions");
    for (size_t i = 0; i < file->portion_count; i++) {
        json_set(json_array_get(portions, i), "text", json_text(file->portions[i].text));
    }
    json_set(frame, "stored", json_text(file->stored));
    send_frame(job, frame, "file");
}

void job_send_done(struct job *job)
{
    send_frame(job, json_object(), "done");
}

void job_log(struct job *job, const char *text)
{
    if (job->log_lines++ >= LIMIT_READER_LOG_LINES) {
        return;
    }
    CLEANUP_FREE char *line = xstrndup(text, utf8_cut(text, strlen(text), LIMIT_LOG_LINE / 4));
    json_t *frame = json_object();
    json_set(frame, "level", json_text("debug"));
    json_set(frame, "text", json_text(line));
    send_frame(job, frame, "log");
}

void job_fail(struct job *job, const struct error *error)
{
    if (!job->failed) {
        job->failed = true;
        job->error = *error;
    }
}

void job_note(struct job *job, enum finding_code code, const char *detail)
{
    struct description *description = job->description;
    for (size_t i = 0; i < description->finding_count; i++) {
        if (description->findings[i].code == code) {
            return;
        }
    }
    finding_add(&description->findings, &description->finding_count, code, detail);
}

static void note_junk(struct job *job)
{
    if (job->junk > 0) {
        CLEANUP_FREE char *detail = xasprintf("共%u个", job->junk);
        job_note(job, FINDING_JUNK_DROPPED, detail);
    }
}

void job_clear(struct job *job)
{
    for (size_t i = 0; i < job->password_count; i++) {
        free(job->passwords[i]);
    }
    free(job->passwords);
    ocr_free(job->ocr);
    zip_whole_free(job->zip_whole);
    description_free(job->description);
}

const struct avoided *job_step(struct job *job)
{
    job->steps++;
    json_t *frame = json_object();
    json_set(frame, "step", json_integer(job->steps));
    send_frame(job, frame, "at");
    for (size_t i = 0; i < job->orders->avoided_count; i++) {
        if (job->orders->avoided[i].step == job->steps) {
            return &job->orders->avoided[i];
        }
    }
    return NULL;
}

static void limit_time(time_t seconds)
{
    const struct itimerval limit = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_PROF, &limit, NULL);
}

const struct avoided *job_page(struct job *job)
{
    const struct avoided *avoided = job_step(job);
    limit_time(LIMIT_PAGE_CPU);
    return avoided;
}

void job_page_end(void)
{
    limit_time(0);
}

bool job_may(struct job *job, const char *what)
{
    const struct avoided *avoided = job_step(job);
    if (avoided != NULL) {
        CLEANUP_FREE char *detail = xasprintf("%s：%s", what, avoided->reason);
        job_note(job, avoided->code, detail);
    }
    return avoided == NULL;
}

int job_run(int message, int folder, int frames, const struct orders *orders, struct error *error)
{
    struct job job = {.folder = folder,
                      .frames = frames,
                      .orders = orders,
                      .look_seconds = LIMIT_LOOK_CPU,
                      .description = description_new()};
    struct container top = {.job = &job, .path = ""};
    struct stat status = {0};
    fstat(message, &status);
    job.size = (uint64_t)status.st_size;
    passwords_add_configured(&job);
    mail_read_top(&top, message);
    note_junk(&job);
    job_send_message(&job);
    job_send_done(&job);
    bool failed = job.failed;
    if (failed) {
        *error = job.error;
    }
    job_clear(&job);
    return failed ? -1 : 0;
}

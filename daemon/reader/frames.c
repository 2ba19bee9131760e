#include "reader/frames.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"

#include <signal.h>
#include <string.h>

/* The first word of a job: whatever fails later, there is a description to put it in. */
static struct description *description_of(struct reader_job *job)
{
    if (job->description == NULL) {
        job->description = description_new();
    }
    return job->description;
}

static bool stored_before(const struct description *description, const char *stored)
{
    for (size_t i = 0; i < description->file_count; i++) {
        if (strcmp(description->files[i].stored, stored) == 0) {
            return true;
        }
    }
    return false;
}

static int take_file(struct reader_job *job, const json_t *frame, struct error *error)
{
    struct description *description = description_of(job);
    const size_t most = LIMIT_FILES + LIMIT_FILES_RESERVE;
    if (description->file_count >= most) {
        return error_set(error, ERROR_PROTOCOL, "the reader told of more than %zu files", most);
    }
    struct described_file file = {0};
    if (described_file_from_json(frame, &file, error) != 0) {
        return -1;
    }
    if (file.stored == NULL || stored_before(description, file.stored)) {
        described_file_clear(&file);
        return error_set(error, ERROR_PROTOCOL,
                         "the reader told of a file without bytes of its own");
    }
    description->files =
        xgrow(description->files, description->file_count, sizeof *description->files);
    description->files[description->file_count++] = file;
    return 0;
}

/* A later one replaces an earlier one; the files told of meanwhile stay. */
static int take_message(struct reader_job *job, const json_t *frame, struct error *error)
{
    struct description *told = NULL;
    if (description_from_json(frame, &told, error) != 0) {
        return -1;
    }
    struct description *before = description_of(job);
    told->files = STEAL(before->files);
    told->file_count = before->file_count;
    before->file_count = 0;
    description_free(before);
    job->description = told;
    return 0;
}

static int take_log(struct reader_job *job, const json_t *frame, struct error *error)
{
    static const struct {
        const char *name;
        enum log_level level;
    } levels[] = {{"error", LOG_LEVEL_ERROR},
                  {"warning", LOG_LEVEL_WARNING},
                  {"info", LOG_LEVEL_INFO},
                  {"debug", LOG_LEVEL_DEBUG}};
    const char *name = NULL, *text = NULL;
    if (json_get_string(frame, "level", LIMIT_HEADER, &name, error) != 0 ||
        json_get_string(frame, "text", LIMIT_LOG_LINE, &text, error) != 0) {
        return -1;
    }
    if (job->log_lines++ >= LIMIT_READER_LOG_LINES) {
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (strcmp(levels[i].name, name) == 0) {
            log_write(levels[i].level, "reader: %s", text);
            return 0;
        }
    }
    return error_set(error, ERROR_PROTOCOL, "\"%.20s\" is no level of a log", name);
}

static int take_step(struct reader_job *job, const json_t *frame, struct error *error)
{
    int64_t step = 0;
    if (json_get_integer(frame, "step", job->step + 1, INT64_MAX, &step, error) != 0) {
        return -1;
    }
    job->step = step;
    return 0;
}

static int take_done(struct reader_job *job, const json_t *frame, struct error *error)
{
    (void)frame;
    (void)error;
    job->done = true;
    return 0;
}

static int take_frame(struct reader_job *job, const json_t *frame, struct error *error)
{
    static const struct {
        const char *type;
        int (*take)(struct reader_job *job, const json_t *frame, struct error *error);
    } types[] = {{"file", take_file},
                 {"message", take_message},
                 {"log", take_log},
                 {"at", take_step},
                 {"done", take_done}};
    const char *type = NULL;
    if (json_get_string(frame, "type", LIMIT_HEADER, &type, error) != 0) {
        return -1;
    }
    if (job->done) {
        return error_set(error, ERROR_PROTOCOL, "the reader spoke after it said that it was done");
    }
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (strcmp(types[i].type, type) == 0) {
            return types[i].take(job, frame, error);
        }
    }
    return error_set(error, ERROR_PROTOCOL, "\"%.20s\" is no type of frame", type);
}

int reader_job_feed(struct reader_job *job, const void *data, size_t size, struct error *error)
{
    job->told += size;
    if (job->told > LIMIT_TOLD) {
        return error_set(error, ERROR_PROTOCOL, "the reader told more than %u bytes", LIMIT_TOLD);
    }
    frame_parser_add(&job->parser, data, size);
    for (;;) {
        json_t *frame = NULL;
        if (frame_parser_next(&job->parser, &frame, error) != 0) {
            return -1;
        }
        if (frame == NULL) {
            return 0;
        }
        int result = take_frame(job, frame, error);
        json_decref(frame);
        if (result != 0) {
            return -1;
        }
    }
}

/* --- the end of a job ------------------------------------------------------------------------ */

/* libarchive ends the whole process so when it gets no memory; our own statuses are higher. */
enum { EXIT_OF_LIBARCHIVE = 1 };

enum reader_end reader_job_ending(const struct reader_job *job, int code, int status)
{
    static const struct {
        int signal;
        enum reader_end end;
    } signals[] = {{SIGXCPU, READER_CPU},    {SIGPROF, READER_CPU},    {SIGXFSZ, READER_OUTPUT},
                   {SIGABRT, READER_MEMORY}, {SIGTRAP, READER_MEMORY}, {SIGSYS, READER_FORBIDDEN}};
    bool exited = code == CLD_EXITED;
    if (exited && status == EXIT_OF_LIBARCHIVE) {
        return READER_MEMORY;
    }
    for (size_t i = 0; i < COUNT_OF(signals) && !exited; i++) {
        if (signals[i].signal == status) {
            return signals[i].end;
        }
    }
    return job->done && exited && status == 0 ? READER_DONE : READER_STOPPED;
}

static const struct {
    enum finding_code code;
    const char *reason;
} ends[] = {
    [READER_STOPPED] = {FINDING_UNREADABLE, "读取时程序意外中止"},
    [READER_CPU] = {FINDING_OVER_BUDGET, "读取所需的计算超过了限度"},
    [READER_OUTPUT] = {FINDING_OVER_BUDGET, "解开的内容超过了限度"},
    [READER_MEMORY] = {FINDING_OVER_BUDGET, "读取时程序中止，可能是所需的内存超过了限度"},
    [READER_FORBIDDEN] = {FINDING_UNREADABLE, "读取程序试图做不允许的操作，已被中止"},
    [READER_WALL] = {FINDING_OVER_BUDGET, "读取时间超过了限度"},
    [READER_LIED] = {FINDING_UNREADABLE, "读取程序给出的结果不符合约定"},
    [READER_UNTRUE] = {FINDING_UNREADABLE, "读取程序给出的结果前后不符"},
};

bool reader_job_avoid(const struct reader_job *job, enum reader_end end, struct orders *orders)
{
    bool telling = end == READER_STOPPED || end == READER_CPU || end == READER_OUTPUT ||
                   end == READER_MEMORY || end == READER_FORBIDDEN;
    if (!telling || job->step == 0 || orders->avoided_count == LIMIT_READER_AVOIDED) {
        return false;
    }
    for (size_t i = 0; i < orders->avoided_count; i++) {
        if (orders->avoided[i].step == job->step) {
            return false;
        }
    }
    orders->avoided[orders->avoided_count++] =
        (struct avoided){.step = job->step, .code = ends[end].code, .reason = ends[end].reason};
    return true;
}

const char *reader_job_break_off(struct reader_job *job, enum reader_end end)
{
    struct description *description = description_of(job);
    finding_add(&description->findings, &description->finding_count, ends[end].code,
                ends[end].reason);
    return ends[end].reason;
}

void reader_job_clear(struct reader_job *job)
{
    frame_parser_free(&job->parser);
    description_free(job->description);
    *job = (struct reader_job){0};
}

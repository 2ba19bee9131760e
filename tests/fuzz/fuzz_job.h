/*
 * Jobs of the reader without its confinement, for fuzzing: the bytes to be read lie in a memory
 * file, what it stores in a folder that is emptied after each run, and what it tells is believed
 * or not as the parent would.
 */
#ifndef BAOSONG_FUZZ_JOB_H
#define BAOSONG_FUZZ_JOB_H

#include "base/files.h"
#include "base/memory.h"
#include "reader/archive.h"
#include "reader/container.h"
#include "reader/frames.h"
#include "reader/job.h"
#include "reader/mail.h"

#include <fcntl.h>
#include <glib.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char fuzz_place[] = "/dev/shm/baosong-fuzz-XXXXXX";
static int fuzz_folder = -1;

static void fuzz_silence(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static void fuzz_end(void)
{
    files_remove_tree(fuzz_place, NULL);
}

/* Once: by fuzz_job, or in LLVMFuzzerInitialize where that is not called. */
static inline void fuzz_prepare(void)
{
    if (mkdtemp(fuzz_place) == NULL || (fuzz_folder = open(fuzz_place, O_RDONLY)) < 0) {
        abort();
    }
    atexit(fuzz_end);
    mail_prepare();
    archive_prepare();
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, fuzz_silence);
}

static inline GLogWriterOutput fuzz_handled(GLogLevelFlags level, const GLogField *fields,
                                            gsize count, gpointer context)
{
    (void)level, (void)fields, (void)count, (void)context;
    return G_LOG_WRITER_HANDLED;
}

/* Also once, where libraries complain of documents through GLib. */
static inline void fuzz_drop_log(void)
{
    g_log_set_writer_func(fuzz_handled, NULL, NULL);
}

/* An open file of these bytes; the caller closes it. */
static inline int fuzz_file(const void *data, size_t size)
{
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0) {
        abort();
    }
    return fd;
}

/* Aborts on a frame that the parent would not believe. */
static inline void fuzz_check_frames(int frames)
{
    struct reader_job told = {0};
    struct error error = {0};
    char block[65536];
    ssize_t got;
    lseek(frames, 0, SEEK_SET);
    while ((got = read(frames, block, sizeof block)) > 0) {
        if (reader_job_feed(&told, block, (size_t)got, &error) != 0) {
            fputs(error.text, stderr);
            abort();
        }
    }
    reader_job_clear(&told);
}

/* Runs `work` on the bytes with a job of its own. */
static inline void fuzz_job(const uint8_t *data, size_t size, void (*work)(struct job *job, int fd))
{
    if (fuzz_folder < 0) {
        fuzz_prepare();
    }
    CLEANUP_FD int fd = fuzz_file(data, size);
    CLEANUP_FD int frames = fuzz_file("", 0);
    static const struct orders none = {0};
    struct job job = {.folder = fuzz_folder,
                      .frames = frames,
                      .orders = &none,
                      .look_seconds = LIMIT_LOOK_CPU,
                      .size = size,
                      .description = description_new()};
    work(&job, fd);
    fuzz_check_frames(frames);
    for (unsigned i = 1; i <= job.next_name; i++) {
        char name[LIMIT_STORED_NAME + 1];
        snprintf(name, sizeof name, "%u", i);
        unlinkat(fuzz_folder, name, 0);
    }
    job_clear(&job);
}

#endif

/*
 * The reader's side and the parent's side of one job. The parent starts `baosong-reader --job` with
 * three open descriptors (reader/frames.h says which); the reader confines itself before it touches
 * the first byte of the message, then sends, in base/frame.h frames:
 *
 *   {"type":"file", ...}     one leaf, as soon as it is done; its bytes are in the job folder under
 *                            the name "stored" (digits only), closed, not yet synced
 *   {"type":"log","level":"warning","text":"..."}
 *   {"type":"message", ...}  the message itself: all of description_to_json but "files"
 *   {"type":"done"}          the last one; a reader that ends without it did not finish
 *
 * The "message" frame comes first as soon as the headers and body are known and may come again;
 * the last one counts.
 */
#ifndef BAOSONG_READER_FRAMES_H
#define BAOSONG_READER_FRAMES_H

#include "base/frame.h"
#include "reader/description.h"

enum {
    READER_MESSAGE_FD = 3, /* the raw message, open for reading */
    READER_FOLDER_FD = 4,  /* the job folder, O_DIRECTORY; empty at the start */
    READER_FRAMES_FD = 5,  /* frames out */
};

/* Collects the frames of one job. Zero-initialise; reader_job_clear ends it. */
struct reader_job {
    struct frame_parser parser;
    struct description *description; /* what has been said so far; NULL before the first frame */
    bool done;
    unsigned log_lines;
};

/* Takes bytes as they come. Fails with ERROR_PROTOCOL when the reader lies or floods: kill it.
 * What was already told stays in job->description. */
int reader_job_feed(struct reader_job *job, const void *data, size_t size, struct error *error);
void reader_job_clear(struct reader_job *job);

#endif

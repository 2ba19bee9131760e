/*
 * The reader's side and the parent's side of one job. The parent starts `baosong-reader --job` with
 * three open descriptors (reader/frames.h says which); the reader confines itself before it touches
 * the first byte of the message, then sends, in base/frame.h frames:
 *
 *   {"type":"file", ...}     one leaf, as soon as it is done; its bytes are in the job folder under
 *                            the name "stored" (digits only), closed, not yet synced
 *   {"type":"at","step":7}   what comes next may be what it dies of; steps count from 1
 *   {"type":"log","level":"warning","text":"..."}
 *   {"type":"message", ...}  the message itself: all of description_to_json but "files"
 *   {"type":"done"}          the last one; a reader that ends without it did not finish
 *
 * Before that it reads its orders (reader/orders.h) from a fourth one, to its end.
 *
 * The "message" frame comes first as soon as the headers and body are known and may come again;
 * the last one counts.
 */
#ifndef BAOSONG_READER_FRAMES_H
#define BAOSONG_READER_FRAMES_H

#include "base/frame.h"
#include "reader/description.h"
#include "reader/orders.h"

enum {
    READER_MESSAGE_FD = 3, /* the raw message, open for reading */
    READER_FOLDER_FD = 4,  /* the job folder, O_DIRECTORY; empty at the start */
    READER_FRAMES_FD = 5,  /* frames out */
    READER_ORDERS_FD = 6,  /* one frame in */
};

/* Collects the frames of one job. Zero-initialise; reader_job_clear ends it. */
struct reader_job {
    struct frame_parser parser;
    struct description *description; /* what has been said so far; NULL before the first frame */
    bool done;
    int64_t step; /* the last one told of; 0: none */
    unsigned log_lines;
    size_t told; /* bytes */
};

/* Takes bytes as they come. Fails with ERROR_PROTOCOL when the reader lies or floods: kill it.
 * What was already told stays in job->description. */
int reader_job_feed(struct reader_job *job, const void *data, size_t size, struct error *error);

/* How a job came to its end, as its parent sees it. */
enum reader_end {
    READER_DONE,
    READER_STOPPED,   /* ended without "done", and nobody knows why */
    READER_CPU,       /* the kernel killed it for its time of computing */
    READER_OUTPUT,    /* likewise for the bytes it wrote */
    READER_MEMORY,    /* it ended itself, as it does when there is no more memory */
    READER_FORBIDDEN, /* the kernel killed it for a call that it may not make */
    READER_WALL,      /* the parent killed it: too slow */
    READER_LIED,      /* likewise: bad framing, wrong values */
    READER_UNTRUE,    /* what it left in its folder is not what it had said */
};

/* From what waitid() says: CLD_* and the status. */
enum reader_end reader_job_ending(const struct reader_job *job, int code, int status);
/*
 * May the message be read again without what the reader was doing when it came to this end? Adds
 * that to the orders, and says so; the job must then be cleared and begun anew. Not where nobody
 * knows what it was, or where leaving it out has not helped.
 */
bool reader_job_avoid(const struct reader_job *job, enum reader_end end, struct orders *orders);
/* Ends a job that is not READER_DONE: its description (made if there is none) gets the one finding
 * that this costs. Returns the reason in Chinese, for people. */
const char *reader_job_break_off(struct reader_job *job, enum reader_end end);

void reader_job_clear(struct reader_job *job);

#endif

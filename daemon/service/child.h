/* Child processes: started with just the descriptors they are meant to have, never orphaned. */
#ifndef BAOSONG_SERVICE_CHILD_H
#define BAOSONG_SERVICE_CHILD_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

enum { CHILD_DESCRIPTORS = 8 }; /* that can be passed to one child */

/* A descriptor of ours that the child shall have under the number `to` (3 and up). */
struct child_descriptor {
    int from;
    int to;
};

/*
 * Starts one of our programs ("baosong-reader") with standard error inherited, standard input and
 * output empty, the given descriptors and no other. It is killed when this process dies. Our
 * programs lie beside our own executable, else in the folder for them (BAOSONG_LIBEXEC).
 */
int child_start(const char *program, const char *argument, const struct child_descriptor *passed,
                size_t count, pid_t *pid, struct error *error);

/* Nobody watches this child any more, which ends soon; child_reap() buries it then. */
void child_let_go(pid_t pid);
void child_reap(void);

/* How a child ended, for a log: "ended with status 1", "was killed by signal 9 (Killed)"; `text`
 * holds it. */
const char *child_ending(int code, int status, char *text, size_t size);

#endif

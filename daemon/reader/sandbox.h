/*
 * The confinement of the reader: after it, nothing can be reached but what is already open and a
 * few read-only folders of fonts and character maps. It fails closed: no sandbox, no reading.
 */
#ifndef BAOSONG_READER_SANDBOX_H
#define BAOSONG_READER_SANDBOX_H

#include "base/error.h"

/*
 * Limits on memory, CPU, files and processes; no new privileges; Landlock (write only beneath
 * `folder`); seccomp: a call that is not on the list kills the process (SIGSYS). For ever. Call it
 * before the first byte of the message is touched, and with no other thread.
 */
int sandbox_enter(int folder, struct error *error);

#endif

/* baosong-fetcher: one mailbox, read for the parent that started it (mailbox/protocol.h). */
#include "base/log.h"
#include "mailbox/fetcher.h"
#include "mailbox/protocol.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Was it started as it must be? */
static int inherited(void)
{
    struct stat parent, folder;
    return fstat(FETCHER_PARENT_FD, &parent) == 0 && S_ISSOCK(parent.st_mode) &&
           fstat(FETCHER_FOLDER_FD, &folder) == 0 && S_ISDIR(folder.st_mode);
}

int main(void)
{
    if (!inherited()) {
        fputs("baosong-fetcher is started by baosongd, which hands it a socket as descriptor 3 and "
              "a folder as descriptor 4; there is nothing to start by hand.\n",
              stderr);
        return error_exit_status(ERROR_USAGE);
    }
    signal(SIGPIPE, SIG_IGN);
    log_set_name("fetcher");
    const int flags = fcntl(FETCHER_PARENT_FD, F_GETFL);
    fcntl(FETCHER_PARENT_FD, F_SETFL, flags & ~O_NONBLOCK);
    fcntl(FETCHER_PARENT_FD, F_SETFD, FD_CLOEXEC);
    fcntl(FETCHER_FOLDER_FD, F_SETFD, FD_CLOEXEC);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct error error;
    const int result = fetcher_run(FETCHER_PARENT_FD, FETCHER_FOLDER_FD, &error);
    curl_global_cleanup();
    if (result != 0) {
        log_error("%s", error.text);
        return error_exit_status(error.kind);
    }
    return EXIT_SUCCESS;
}

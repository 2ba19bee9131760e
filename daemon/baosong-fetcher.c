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

#if defined(__SANITIZE_ADDRESS__)
/* The leak checker traces its process from outside, which a confined one does not allow. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

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

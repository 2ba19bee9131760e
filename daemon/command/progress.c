#include "command/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

void progress_show(size_t done, size_t all)
{
    static const double interval = 0.2; /* seconds */
    static double shown;
    const double now = clock_monotonic();
    if (!isatty(STDERR_FILENO) || (done < all && now - shown < interval)) {
        return;
    }
    shown = now;
    fprintf(stderr, "\r%zu of %zu (%zu%%)%s", done, all, done * 100 / all, done < all ? "" : "\n");
}

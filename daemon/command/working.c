#include "command/working.h"

#include "command/output.h"
#include "desk/rehearsal.h"
#include "service/lock.h"

#include <stdio.h>

int working_run(struct house *house, const struct mailbox_config *mailboxes, size_t count,
                struct work_result *result, bool *left_to_service, struct error *error)
{
    struct error busy = {0};
    CLEANUP_FD int lock = lock_take(house->config->state_dir, &busy);
    if (lock < 0 && busy.kind != ERROR_BUSY) {
        return error_set(error, busy.kind, "%s", busy.text);
    }
    struct work work = {.mailboxes = mailboxes, .mailbox_count = count, .fetch_only = lock < 0};
    *left_to_service = work.fetch_only;
    return service_work(house, &work, result, error);
}

void working_print(const struct work_result *result, bool left_to_service)
{
    if (left_to_service) {
        printf("baosongd is running; it reads and judges them in a moment.\n");
        return;
    }
    printf("%zu read, %zu judged", result->read, result->judged);
    if (result->quarantined > 0) {
        printf(", %zu could not be read (see baosong review)", result->quarantined);
    }
    printf(".\n");
}

int working_open(const struct invocation *invocation, struct house **house, struct error *error)
{
    return invocation->dry_run ? house_rehearse(invocation->config, house, error)
                               : house_open(invocation->config, house, error);
}

int working_end(struct house *house, struct error *error)
{
    return house->rehearsal != NULL && rehearsal_tell(house, stdout, error) != 0
               ? -1
               : output_flush(stdout, error);
}

#include "service/clerk.h"

#include "base/log.h"
#include "desk/addresses.h"
#include "desk/notices.h"
#include "service/worker.h"

#include <stdatomic.h>
#include <stdlib.h>

struct clerk {
    struct house *house;
    struct postman *postman;
    struct worker *worker;
    atomic_bool look; /* at the calendar, too */
    atomic_bool current;
};

int clerk_open(const struct house *house, struct clerk **clerk, struct error *error)
{
    *clerk = NULL;
    if (house->config->smtp == NULL) {
        return 0;
    }
    struct clerk *made = xcalloc(1, sizeof *made);
    if (house_open(house->config->path, &made->house, error) != 0) {
        free(made);
        return -1;
    }
    *clerk = made;
    return 0;
}

/* Contacts may have been imported since: whom to write to is looked up each time. */
static int write_notices(struct clerk *clerk, struct error *error)
{
    bool look = atomic_exchange(&clerk->look, false);
    if (addresses_join(clerk->house, error) != 0) {
        return -1;
    }
    return look ? notices_work(clerk->house, atomic_load(&clerk->current), error)
                : notices_answer(clerk->house, error);
}

static double turn(void *context)
{
    struct clerk *clerk = context;
    struct error error = {0};
    if (write_notices(clerk, &error) != 0) {
        log_error("%s", error.text);
    }
    postman_wake(clerk->postman);
    return -1;
}

int clerk_start(struct clerk *clerk, struct postman *postman, struct error *error)
{
    if (clerk == NULL) {
        return 0;
    }
    clerk->postman = postman;
    return worker_start(turn, clerk, &clerk->worker, error);
}

void clerk_answer(struct clerk *clerk)
{
    if (clerk != NULL) {
        worker_wake(clerk->worker);
    }
}

void clerk_look(struct clerk *clerk, bool current)
{
    if (clerk != NULL) {
        atomic_store(&clerk->current, current);
        atomic_store(&clerk->look, true);
        worker_wake(clerk->worker);
    }
}

bool clerk_stuck(const struct clerk *clerk)
{
    return clerk != NULL && worker_stuck(clerk->worker);
}

void clerk_stop(struct clerk *clerk)
{
    if (clerk != NULL) {
        worker_stop(clerk->worker);
        house_close(clerk->house);
        free(clerk);
    }
}

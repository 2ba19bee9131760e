#include "service/worker.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

struct worker {
    double (*turn)(void *context);
    void *context;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool woken; /* under the mutex */
    atomic_bool stop;
    atomic_llong beaten; /* monotonic seconds: when the thread last came round */
};

static void sleep_for(struct worker *worker, double seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    double rest = seconds < 0 || seconds > LIMIT_BACK_OFF ? LIMIT_BACK_OFF : seconds;
    until.tv_sec += (time_t)rest;
    until.tv_nsec += (long)((rest - (double)(time_t)rest) * 1e9);
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&worker->mutex);
    while (!worker->woken &&
           pthread_cond_timedwait(&worker->wake, &worker->mutex, &until) != ETIMEDOUT) {
    }
    worker->woken = false;
    pthread_mutex_unlock(&worker->mutex);
}

static void beat(struct worker *worker)
{
    atomic_store(&worker->beaten, (long long)clock_monotonic());
}

bool worker_stuck(const struct worker *worker)
{
    return (long long)clock_monotonic() - atomic_load(&worker->beaten) > LIMIT_WORKER_SILENCE;
}

static void *run(void *context)
{
    struct worker *worker = context;
    while (!atomic_load(&worker->stop)) {
        beat(worker);
        double rest = worker->turn(worker->context);
        if (rest != 0) {
            sleep_for(worker, rest);
        }
    }
    return NULL;
}

static void end(struct worker *worker)
{
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->mutex);
    free(worker);
}

int worker_start(double (*turn)(void *context), void *context, struct worker **worker,
                 struct error *error)
{
    struct worker *made = xcalloc(1, sizeof *made);
    made->turn = turn;
    made->context = context;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&made->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&made->mutex, NULL);
    beat(made);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int result = pthread_create(&made->thread, NULL, run, made);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (result != 0) {
        end(made);
        return error_set_errno(error, result, "cannot start a thread");
    }
    *worker = made;
    return 0;
}

void worker_wake(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    worker->woken = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->mutex);
}

void worker_stop(struct worker *worker)
{
    if (worker != NULL) {
        atomic_store(&worker->stop, true);
        worker_wake(worker);
        pthread_join(worker->thread, NULL);
        end(worker);
    }
}

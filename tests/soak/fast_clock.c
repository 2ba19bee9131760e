/*
 * A faster clock for the soak (LD_PRELOAD): all clocks run $SOAK_SPEED times as fast, from
 * $SOAK_BEGIN (of CLOCK_MONOTONIC) on, and what waits waits accordingly shorter.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library has none. */

static double speed = 1;
static double begin;       /* of CLOCK_MONOTONIC */
static double begin_of[8]; /* of each other clock at that moment */

static int (*next_gettime)(clockid_t, struct timespec *);

/* The next one reads the clock without a system call, which the confined reader may not make. */
static int real_gettime(clockid_t clock, struct timespec *now)
{
    if (next_gettime == NULL) {
        next_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    }
    return next_gettime(clock, now);
}

static double raw(clockid_t clock)
{
    struct timespec now = {0};
    real_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct timespec to_timespec(double seconds)
{
    return (struct timespec){.tv_sec = (time_t)seconds,
                             .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
}

__attribute__((constructor)) static void set_up(void)
{
    const char *fast = getenv("SOAK_SPEED"), *from = getenv("SOAK_BEGIN");
    if (fast == NULL || from == NULL) {
        return;
    }
    speed = strtod(fast, NULL);
    begin = strtod(from, NULL);
    double passed = raw(CLOCK_MONOTONIC) - begin;
    for (clockid_t clock = 0; clock < 8; clock++) {
        begin_of[clock] = raw(clock) - passed;
    }
}

static int scaled(clockid_t clock)
{
    return speed > 1 && (clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC ||
                         clock == CLOCK_BOOTTIME || clock == CLOCK_REALTIME_COARSE ||
                         clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_MONOTONIC_RAW);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!scaled(clock)) {
        return real_gettime(clock, now);
    }
    *now = to_timespec(begin_of[clock] + (raw(clock) - begin_of[clock]) * speed);
    return 0;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return out != NULL ? (*out = now.tv_sec) : now.tv_sec;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    *now = (struct timeval){.tv_sec = precise.tv_sec, .tv_usec = precise.tv_nsec / 1000};
    return 0;
}

/* From the fast clock's time back to the kernel's. */
static struct timespec real_instant(clockid_t clock, const struct timespec *fast)
{
    double at = (double)fast->tv_sec + (double)fast->tv_nsec / 1e9;
    return to_timespec(begin_of[clock] + (at - begin_of[clock]) / speed);
}

static struct timespec real_length(const struct timespec *fast)
{
    double length = ((double)fast->tv_sec + (double)fast->tv_nsec / 1e9) / speed;
    struct timespec real = to_timespec(length);
    if (real.tv_sec == 0 && real.tv_nsec == 0 && length > 0) {
        real.tv_nsec = 1;
    }
    return real;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
    static int (*next)(int, int, const struct itimerspec *, struct itimerspec *);
    if (next == NULL) {
        next = (int (*)(int, int, const struct itimerspec *, struct itimerspec *))dlsym(
            RTLD_NEXT, "timerfd_settime");
    }
    struct itimerspec real = *new;
    if (speed > 1 && (new->it_value.tv_sec != 0 || new->it_value.tv_nsec > 1)) {
        /* sd-event makes its timers of these two clocks; a wall clock's value is far greater */
        clockid_t clock = new->it_value.tv_sec > 1000000000 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
        real.it_value = (flags & TFD_TIMER_ABSTIME) != 0 ? real_instant(clock, &new->it_value)
                                                         : real_length(&new->it_value);
    }
    return next(fd, flags, &real, old);
}

int poll(struct pollfd *waits, nfds_t count, int timeout)
{
    static int (*next)(struct pollfd *, nfds_t, int);
    if (next == NULL) {
        next = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
    }
    return next(waits, count, timeout > 0 ? (int)((double)timeout / speed) + 1 : timeout);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    static int (*next)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (next == NULL) {
        next = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))dlvsym(
            RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    }
    struct timespec real = *until;
    if (speed > 1) {
        real = real_instant(until->tv_sec > 1000000000 ? CLOCK_REALTIME : CLOCK_MONOTONIC, until);
    }
    return next(condition, mutex, &real);
}

int nanosleep(const struct timespec *length, struct timespec *left)
{
    static int (*next)(const struct timespec *, struct timespec *);
    if (next == NULL) {
        next = (int (*)(const struct timespec *, struct timespec *))dlsym(RTLD_NEXT, "nanosleep");
    }
    struct timespec real = real_length(length);
    return next(&real, left);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

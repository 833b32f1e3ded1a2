/* Threads without a pool: they start with a call and end with it.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_getaffinity */
#include "core/jobs.h"

#include "core/cores.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

/* Starting and joining a thread pays from about this many steps on. */
static const double steps_worth_a_thread = 500000.0;
static const double report_interval = 50e-3, spin_at_most = 300e-6; /* seconds */
static const double hurry = 20e-3, patience = 50e-3;                /* between two ticks, likewise */

/* Threads beyond four a core, or four for each of so many, only take memory and time. */
enum { FEW_CORES = 16 };

/* The cores that the caller may use; false if the system does not say. */
static bool usable_set(cpu_set_t *set) { return sched_getaffinity(0, sizeof *set, set) == 0; }

unsigned chaosi_threads(uint32_t requested, uint64_t jobs, double iterations)
{
    double threads = 1.0 + iterations / steps_worth_a_thread;
    if (threads > (double)jobs)
        threads = (double)jobs;
    if (threads < 2.0) /* a small call does not ask how many cores there are */
        return 1;
    const unsigned cores = chaosi_cores(), most = cores > FEW_CORES ? 4 * cores : 4 * FEW_CORES,
                   asked = requested ? requested : cores, allowed = asked < most ? asked : most;
    return threads < allowed ? (unsigned)threads : allowed;
}

static void stop(chaosi_jobs *jobs, int code)
{
    int none = CHAOS_OK;
    atomic_compare_exchange_strong(&jobs->code, &none, code);
}

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) * 1e-9;
}

/* On the caller's thread. */
static void report(chaosi_jobs *jobs)
{
    if (seconds_since(&jobs->last) < report_interval)
        return;
    clock_gettime(CLOCK_MONOTONIC, &jobs->last);
    double done = (double)atomic_load_explicit(&jobs->done, memory_order_relaxed);
    if (done > jobs->total)
        done = jobs->total;
    const int asked = jobs->progress(jobs->user, done, jobs->total);
    if (asked == CHAOS_DISCARD)
        jobs->discarded = true;
    if (asked)
        stop(jobs, CHAOS_ECANCELED);
}

int chaosi_jobs_tick(chaosi_jobs *jobs, unsigned thread, uint64_t iterations)
{
    atomic_fetch_add_explicit(&jobs->done, iterations, memory_order_relaxed);
    if (thread == 0 && jobs->progress)
        report(jobs);
    return atomic_load_explicit(&jobs->code, memory_order_relaxed);
}

int chaosi_jobs_await(chaosi_jobs *jobs, unsigned thread, const _Atomic uint64_t *done, uint64_t least)
{
    enum { SPINS = 1000, YIELD = 16 };
    const struct timespec pause = { .tv_nsec = 20000L };
    int code = CHAOS_OK;
    for (unsigned i = 1; atomic_load_explicit(done, memory_order_acquire) < least && code == CHAOS_OK; i++) {
        if (i >= SPINS) {
            nanosleep(&pause, NULL);
            code = chaosi_jobs_tick(jobs, thread, 0);
            continue;
        }
        if (i % YIELD == 0)
            sched_yield();
        code = atomic_load_explicit(&jobs->code, memory_order_relaxed);
    }
    return code;
}

uint64_t chaosi_pace(uint64_t steps, uint64_t most, double *ticked)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    const double now = (double)time.tv_sec + 1e-9 * (double)time.tv_nsec,
                 taken = *ticked > 0.0 ? now - *ticked : hurry;
    *ticked = now;
    return taken > patience && steps > 1 ? steps / 2 : taken < hurry && steps < most ? 2 * steps : steps;
}

static void take_jobs(chaosi_jobs *jobs, unsigned thread)
{
    while (atomic_load_explicit(&jobs->code, memory_order_relaxed) == CHAOS_OK) {
        const uint64_t job = atomic_fetch_add_explicit(&jobs->next, 1, memory_order_relaxed);
        if (job >= jobs->count)
            return;
        const int code = jobs->work(jobs->ctx, thread, job);
        if (code != CHAOS_OK)
            stop(jobs, code);
    }
}

/* A new thread may have to wait for the caller's core while others are idle: in
 * virtual machines the kernel takes a halted core for a busy one. So workers start
 * on any core but the caller's, and may then run on all of them. */
typedef struct placement {
    cpu_set_t usable;
    pthread_attr_t elsewhere;
    bool known;
} placement;

typedef struct worker {
    pthread_t id;
    chaosi_jobs *jobs;
    const placement *where;
    unsigned thread;
} worker;

static void placement_init(placement *where)
{
    const int here = sched_getcpu();
    where->known = false;
    if (here < 0 || !usable_set(&where->usable) || pthread_attr_init(&where->elsewhere) != 0)
        return;
    cpu_set_t others = where->usable;
    CPU_CLR((size_t)here, &others);
    where->known =
        CPU_COUNT(&others) > 0 && pthread_attr_setaffinity_np(&where->elsewhere, sizeof others, &others) == 0;
    if (!where->known)
        pthread_attr_destroy(&where->elsewhere);
}

static void placement_free(placement *where)
{
    if (where->known)
        pthread_attr_destroy(&where->elsewhere);
}

static void *worker_main(void *arg)
{
    const worker *w = arg;
    if (w->where->known)
        sched_setaffinity(0, sizeof w->where->usable, &w->where->usable);
    chaosi_fpenv_enter(); /* the thread ends with it */
    take_jobs(w->jobs, w->thread);
    return NULL;
}

/* A sandbox that forbids placement may still allow threads. */
static bool start_worker(worker *w)
{
    return (w->where->known && pthread_create(&w->id, &w->where->elsewhere, worker_main, w) == 0) ||
           pthread_create(&w->id, NULL, worker_main, w) == 0;
}

/* Workers block all signals: they are for the host's threads. */
static unsigned start_workers(worker *workers, unsigned count, chaosi_jobs *jobs, const placement *where)
{
    sigset_t all, host;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &host);
    unsigned started = 0;
    for (; started < count; started++) {
        workers[started] = (worker){ .jobs = jobs, .where = where, .thread = started + 1 };
        if (!start_worker(&workers[started]))
            break;
    }
    pthread_sigmask(SIG_SETMASK, &host, NULL);
    return started;
}

/* The caller has run out of jobs, but the worker's last one may take long. Waking a
 * halted core takes as long as a small call, so the caller spins for a while first. */
static void join_worker(pthread_t id, chaosi_jobs *jobs)
{
    const struct timespec pause = { .tv_nsec = 200000L };
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (pthread_tryjoin_np(id, NULL) == EBUSY) {
        if (seconds_since(&start) < spin_at_most) {
            sched_yield();
        } else if (jobs->progress) {
            nanosleep(&pause, NULL);
            report(jobs);
        } else {
            pthread_join(id, NULL);
            return;
        }
    }
}

/* Where there is no memory for many there are fewer: results do not depend on it, and a call
 * whose masks say pending by now can't say that it wrote nothing. */
static int run_with_workers(chaosi_jobs *jobs, unsigned count)
{
    enum { FEW = 64 };
    worker few[FEW], *many = count > FEW ? calloc(count, sizeof *many) : NULL, *workers = many ? many : few;
    if (!many && count > FEW)
        count = FEW;
    placement where;
    placement_init(&where);
    const unsigned started = start_workers(workers, count, jobs, &where);
    take_jobs(jobs, 0);
    for (unsigned i = 0; i < started; i++)
        join_worker(workers[i].id, jobs);
    placement_free(&where);
    free(many);
    return atomic_load(&jobs->code);
}

int chaosi_jobs_run(chaosi_jobs *jobs, unsigned threads)
{
    if (jobs->last.tv_sec == 0)
        clock_gettime(CLOCK_MONOTONIC, &jobs->last);
    if (threads > 1)
        return run_with_workers(jobs, threads - 1);
    take_jobs(jobs, 0);
    return atomic_load(&jobs->code);
}

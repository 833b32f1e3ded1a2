#define _GNU_SOURCE /* sched_getaffinity */
#include "core/jobs.h"

#include "core/fpenv.h"
#include "core/memory.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

/* Starting and joining a thread costs about as much as this many steps. */
static const double steps_worth_a_thread = 500000.0;
static const long report_interval_ns = 50 * 1000000L;

static unsigned usable_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

unsigned chaosi_threads(uint32_t asked, uint64_t jobs, double iterations)
{
    double threads = asked ? asked : usable_cores();
    const double worth = 1.0 + iterations / steps_worth_a_thread, most = 4096.0;
    if (threads > most)
        threads = most;
    if (threads > worth)
        threads = worth;
    if (threads > (double)jobs)
        threads = (double)jobs;
    return threads < 1.0 ? 1 : (unsigned)threads;
}

static void stop(chaosi_jobs *jobs, int code)
{
    int none = CHAOS_OK;
    atomic_compare_exchange_strong(&jobs->code, &none, code);
}

/* On the caller's thread. */
static void report(chaosi_jobs *jobs)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double since = (double)(now.tv_sec - jobs->last.tv_sec) * 1e9 + (double)(now.tv_nsec - jobs->last.tv_nsec);
    if (since < (double)report_interval_ns)
        return;
    jobs->last = now;
    double done = (double)atomic_load_explicit(&jobs->done, memory_order_relaxed);
    if (done > jobs->total)
        done = jobs->total;
    if (jobs->progress(jobs->user, done, jobs->total))
        stop(jobs, CHAOS_ECANCELED);
}

int chaosi_jobs_tick(chaosi_jobs *jobs, unsigned thread, uint64_t iterations)
{
    atomic_fetch_add_explicit(&jobs->done, iterations, memory_order_relaxed);
    if (thread == 0 && jobs->progress)
        report(jobs);
    return atomic_load_explicit(&jobs->code, memory_order_relaxed);
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

typedef struct worker {
    pthread_t id;
    chaosi_jobs *jobs;
    unsigned thread;
} worker;

static void *worker_main(void *arg)
{
    const worker *w = arg;
    chaosi_fpenv_enter(); /* the thread ends with it */
    take_jobs(w->jobs, w->thread);
    atomic_fetch_sub_explicit(&w->jobs->running, 1, memory_order_release);
    return NULL;
}

/* Workers take no signals: those are the host's threads' affair. */
static unsigned start_workers(worker *workers, unsigned count, chaosi_jobs *jobs)
{
    sigset_t all, host;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &host);
    unsigned started = 0;
    for (; started < count; started++) {
        workers[started] = (worker){ .jobs = jobs, .thread = started + 1 };
        atomic_fetch_add(&jobs->running, 1);
        if (pthread_create(&workers[started].id, NULL, worker_main, &workers[started]) != 0) {
            atomic_fetch_sub(&jobs->running, 1);
            break;
        }
    }
    pthread_sigmask(SIG_SETMASK, &host, NULL);
    return started;
}

/* The caller has run out of jobs; the others' last ones may take long. */
static void wait_reporting(chaosi_jobs *jobs)
{
    const struct timespec pause = { .tv_nsec = 200000L };
    while (atomic_load_explicit(&jobs->running, memory_order_acquire) > 0) {
        nanosleep(&pause, NULL);
        report(jobs);
    }
}

int chaosi_jobs_run(chaosi_jobs *jobs, unsigned threads)
{
    clock_gettime(CLOCK_MONOTONIC, &jobs->last);
    worker *workers = threads > 1 ? calloc(threads - 1, sizeof *workers) : NULL;
    if (threads > 1 && !workers)
        return CHAOS_ENOMEM;
    const unsigned started = threads > 1 ? start_workers(workers, threads - 1, jobs) : 0;
    take_jobs(jobs, 0);
    if (started && jobs->progress)
        wait_reporting(jobs);
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i].id, NULL);
    free(workers);
    return atomic_load(&jobs->code);
}

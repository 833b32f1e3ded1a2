/* GSL's error handler belongs to the host.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "support.h"

#ifdef HAVE_GSL
#include <gsl/gsl_errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_int hosts_errors, other_errors;
static _Thread_local int my_thread_is_the_host;

static void hosts_handler(const char *reason, const char *file, int line, int number)
{
    (void)reason, (void)file, (void)line;
    if (my_thread_is_the_host && number == GSL_EDOM)
        atomic_fetch_add(&hosts_errors, 1);
    else
        atomic_fetch_add(&other_errors, 1);
}

/* Cycles good and bad, with overflow and NaN inside. */
static int cycles(void)
{
    static const double odd[] = { 1.4, 1e10, 1e154, -1e300, 1.7e308, 0 };
    const chaos_map *map = chaos_map_find("henon");
    for (size_t i = 0; i < LENGTH(odd); ++i)
        for (size_t k = 0; k < LENGTH(odd); ++k)
            for (uint64_t period = 1; period < 4; ++period) {
                double p[2] = { odd[i], 0.3 }, guess[2] = { odd[k], 0.1 }, points[8], m[4];
                int code = cycle_of(map, period, p, guess, points, m, NULL);
                if (code)
                    return code;
            }
    return CHAOS_OK;
}

static void *host(void *running)
{
    int *calls = malloc(sizeof *calls);
    my_thread_is_the_host = 1;
    for (*calls = 0; atomic_load((atomic_int *)running) || *calls < 1000; ++*calls)
        gsl_error("an error of the host's", __FILE__, __LINE__, GSL_EDOM);
    return calls;
}

START_TEST(the_hosts_handler_stays_and_works)
{
    gsl_error_handler_t *before = gsl_set_error_handler(hosts_handler);
    atomic_int running = 1;
    pthread_t thread;
    void *calls;
    atomic_store(&hosts_errors, 0);
    atomic_store(&other_errors, 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, host, &running), 0);
    int code = CHAOS_OK;
    for (uint64_t i = 0; i < 20 && !code; ++i)
        code = cycles();
    atomic_store(&running, 0);
    pthread_join(thread, &calls);
    gsl_error_handler_t *after = gsl_set_error_handler(before);
    must(code);
    ck_assert_msg(after == hosts_handler, "another handler is in place");
    ck_assert_int_eq(atomic_load(&hosts_errors), *(int *)calls);
    ck_assert_int_eq(atomic_load(&other_errors), 0);
    free(calls);
}
END_TEST

/* GSL's own handler prints and aborts; nothing of ours may reach it. */
START_TEST(the_default_handler_is_never_reached)
{
    gsl_error_handler_t *before = gsl_set_error_handler(NULL);
    must(cycles());
    gsl_error_handler_t *after = gsl_set_error_handler(before);
    ck_assert(after == NULL);
}
END_TEST

static void *cycles_in_a_thread(void *result)
{
    *(int *)result = cycles();
    return NULL;
}

/* Several of our calls at once leave it as it was, too. */
START_TEST(calls_side_by_side)
{
    gsl_error_handler_t *before = gsl_set_error_handler(hosts_handler);
    pthread_t threads[4];
    int results[4];
    atomic_store(&other_errors, 0);
    for (int i = 0; i < 4; ++i)
        pthread_create(&threads[i], NULL, cycles_in_a_thread, &results[i]);
    for (int i = 0; i < 4; ++i)
        pthread_join(threads[i], NULL);
    gsl_error_handler_t *after = gsl_set_error_handler(before);
    for (int i = 0; i < 4; ++i)
        ck_assert_int_eq(results[i], CHAOS_OK);
    ck_assert(after == hosts_handler);
    ck_assert_int_eq(atomic_load(&other_errors), 0);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* its allocator may be locked for good in a child */
static void *cycles_for_a_while(void *running)
{
    while (atomic_load((atomic_int *)running))
        cycles();
    return NULL;
}

/* A child that is born while other threads are inside GSL can still work, and has
 * the host's handler. */
START_TEST(children_of_a_fork_work)
{
    enum { THREADS = 3, FORKS = 300 };
    gsl_error_handler_t *before = gsl_set_error_handler(hosts_handler);
    atomic_int running = 1;
    pthread_t threads[THREADS];
    int failed = 0;
    for (int i = 0; i < THREADS; ++i)
        pthread_create(&threads[i], NULL, cycles_for_a_while, &running);
    for (int i = 0; i < FORKS && !failed; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            signal(SIGALRM, SIG_DFL); /* Check's own would end every process of this group */
            alarm(10);                /* rather than wait for ever */
            const int code = cycles();
            _exit(code || gsl_set_error_handler(NULL) != hosts_handler);
        }
        int status;
        failed = child < 0 || waitpid(child, &status, 0) != child || status != 0;
    }
    atomic_store(&running, 0);
    for (int i = 0; i < THREADS; ++i)
        pthread_join(threads[i], NULL);
    gsl_set_error_handler(before);
    ck_assert_msg(!failed, "a child hung or has another handler");
}
END_TEST
#endif
#endif

TCase *tcase_gsl_handler(void)
{
    TCase *tcase = tcase_create("gsl_handler");
#ifdef HAVE_GSL
    tcase_add_test(tcase, the_hosts_handler_stays_and_works);
    tcase_add_test(tcase, the_default_handler_is_never_reached);
    tcase_add_test(tcase, calls_side_by_side);
#ifndef __SANITIZE_ADDRESS__
    tcase_add_test(tcase, children_of_a_fork_work);
#endif
#endif
    return tcase;
}

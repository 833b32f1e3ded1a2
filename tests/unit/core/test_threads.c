/* A library in a host: calls from several threads, after fork, with signals.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h" /* _GNU_SOURCE, for cores */
#include "support.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POINTS = 400, STEPS = 20000 };

/* A call that is large enough for threads of its own. */
static int work(double *exponents, uint32_t threads)
{
    chaos_axis axis = { .size = sizeof axis, .name = "r", .count = POINTS, .start = 3.5, .stop = 4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    chaos_options options = with_threads(threads);
    return sweep_into(exponents, NULL, chaos_map_find("logistic"), &grid, &options,
                      "lyapunov:transient=100:steps=%d", STEPS);
}

struct worker {
    pthread_t thread;
    double exponents[POINTS];
    int code, wrong;
};
static double expected[POINTS];

static void *run(void *argument)
{
    struct worker *w = argument;
    for (uint32_t i = 0; i < 5; ++i) {
        memset(w->exponents, 0, sizeof w->exponents);
        w->code |= work(w->exponents, 1 + i % 3);
        w->wrong |= memcmp(w->exponents, expected, sizeof expected) != 0;
        /* Selection is atomic: it may change while others work. */
        const char *name = chaos_isa_at(i);
        if (name && !strstr(name, "-nofma"))
            chaos_isa_select(name, NULL);
    }
    return NULL;
}

START_TEST(four_host_threads_at_once)
{
    struct worker workers[4];
    memset(workers, 0, sizeof workers);
    must(work(expected, 1));
    for (int i = 0; i < 4; ++i)
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, run, &workers[i]), 0);
    for (int i = 0; i < 4; ++i)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < 4; ++i)
        ck_assert_msg(!workers[i].code && !workers[i].wrong, "thread %d: code %d, wrong %d", i,
                      workers[i].code, workers[i].wrong);
}
END_TEST

/* No pool that a child would miss. */
START_TEST(a_child_can_go_on)
{
    static double got[POINTS];
    must(work(expected, 3));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm((unsigned)patience(60));
        int code = work(got, 3);
        _exit(code == CHAOS_OK && memcmp(got, expected, sizeof got) == 0 ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
    must(work(got, 3));
    same_doubles(got, expected, POINTS, "the parent");
}
END_TEST

/* ---------------------------------------------------- what workers look like */

/* Linux tells the signals that a thread blocks, and the cores that it may use. */
struct tasks {
    int host[64], nhost, workers, open, kept_off;
    pthread_t caller;
    int elsewhere;
};

static int list_tasks(int *ids, int most)
{
    DIR *directory = opendir("/proc/self/task");
    int n = 0;
    if (!directory)
        return -1;
    for (struct dirent *entry; (entry = readdir(directory)) && n < most;)
        if (entry->d_name[0] != '.')
            ids[n++] = atoi(entry->d_name);
    closedir(directory);
    return n;
}

/* What /proc says of a thread after a field's name; nothing if it is gone meanwhile. */
static void status_of(int task, const char *field, char value[static 256])
{
    char path[64], line[256];
    const size_t length = strlen(field);
    value[0] = '\0';
    snprintf(path, sizeof path, "/proc/self/task/%d/status", task);
    FILE *file = fopen(path, "r");
    if (!file)
        return;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, field, length) == 0)
            strcpy(value, line + length);
    fclose(file);
}

static int takes_signals(int task)
{
    char mask[256];
    const unsigned long long wanted =
        1ull << (SIGINT - 1) | 1ull << (SIGTERM - 1) | 1ull << (SIGUSR1 - 1) | 1ull << (SIGALRM - 1);
    status_of(task, "SigBlk:", mask);
    return mask[0] && (strtoull(mask, NULL, 16) & wanted) != wanted;
}

static int kept_off(int task, int caller)
{
    char cores[256], callers[256];
    status_of(task, "Cpus_allowed:", cores);
    status_of(caller, "Cpus_allowed:", callers);
    return cores[0] && strcmp(cores, callers) != 0;
}

static int look_at_tasks(void *user, double done, double total)
{
    struct tasks *t = user;
    int ids[64], n = list_tasks(ids, 64);
    (void)done, (void)total;
    t->elsewhere |= !pthread_equal(pthread_self(), t->caller);
    for (int i = 0; i < n; ++i) {
        int host = 0;
        for (int h = 0; h < t->nhost; ++h)
            host |= t->host[h] == ids[i];
        if (!host) {
            ++t->workers;
            t->open += takes_signals(ids[i]);
            t->kept_off += kept_off(ids[i], t->host[0]);
        }
    }
    return 0;
}

/* Nor are they kept off any of the caller's cores. */
START_TEST(workers_block_signals)
{
    struct tasks tasks = { .caller = pthread_self() };
    tasks.nhost = list_tasks(tasks.host, 64);
    if (tasks.nhost < 1)
        return; /* no /proc here */
    double *out = doubles(4000);
    struct points *points = points_new(map_named("logistic"), 4000);
    for (int i = 0; i < 4000; ++i)
        points->params[i] = 3.6 + 1e-4 * i;
    chaos_options options = with_threads(3);
    options.progress = look_at_tasks;
    options.user = &tasks;
    must(chaos_iterate(points->map, 1500000, points_all(points), out, &options, &why));
    ck_assert(!tasks.elsewhere);
    ck_assert_msg(tasks.workers > 0, "no worker was seen");
    ck_assert_msg(tasks.open == 0, "%d of %d looks at a worker found signals open", tasks.open,
                  tasks.workers);
    ck_assert_msg(tasks.kept_off == 0, "%d of %d looks at a worker found other cores than the caller's",
                  tasks.kept_off, tasks.workers);
    free(out);
    points_free(points);
}
END_TEST

/* One thread means: this one. */
START_TEST(one_thread_is_the_callers)
{
    struct tasks tasks = { .caller = pthread_self() };
    tasks.nhost = list_tasks(tasks.host, 64);
    if (tasks.nhost < 1)
        return;
    double *out = doubles(1000);
    struct points *points = points_random(&(struct rng){ 1 }, map_named("tent"), 1000);
    chaos_options options = with_threads(1);
    options.progress = look_at_tasks;
    options.user = &tasks;
    must(chaos_iterate(points->map, 1000000, points_all(points), out, &options, &why));
    ck_assert_int_eq(tasks.workers, 0);
    free(out);
    points_free(points);
}
END_TEST

/* An absurd number of threads is a wish, not an order. */
START_TEST(many_threads_are_not_too_many)
{
    static double got[POINTS];
    must(work(expected, 1));
    must(work(got, 1000));
    same_doubles(got, expected, POINTS, "a thousand threads");
}
END_TEST

/* Of a host that has pinned its thread, too. */
START_TEST(two_threads_on_one_core)
{
    static double got[POINTS];
    cpu_set_t before, one;
    const int core = sched_getcpu();
    CPU_ZERO(&one);
    must(work(expected, 1));
    if (core < 0 || sched_getaffinity(0, sizeof before, &before) != 0)
        return;
    CPU_SET((size_t)core, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    must(work(got, 2));
    ck_assert_int_eq(sched_setaffinity(0, sizeof before, &before), 0);
    same_doubles(got, expected, POINTS, "two threads on one core");
}
END_TEST

TCase *tcase_threads(void)
{
    TCase *tcase = tcase_create("threads");
    tcase_add_test(tcase, four_host_threads_at_once);
    tcase_add_test(tcase, a_child_can_go_on);
    tcase_add_test(tcase, workers_block_signals);
    tcase_add_test(tcase, one_thread_is_the_callers);
    tcase_add_test(tcase, many_threads_are_not_too_many);
    tcase_add_test(tcase, two_threads_on_one_core);
    return tcase;
}

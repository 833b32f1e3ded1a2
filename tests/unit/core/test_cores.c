/* How many cores a call uses that is told nothing: the environment, the scheduler, control groups.
 *
 * SPDX-License-Identifier: MIT */
#include "config.h"
#include "support.h"

#include "core/cores.h"
#include "core/jobs.h"

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

/* Writes folder/path, with the folders on the way. */
static void put(const char *path, const char *text)
{
    char full[256];
    snprintf(full, sizeof full, "%s/%s", folder, path);
    for (char *slash = full + strlen(folder) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(full, 0700);
    }
    FILE *file = fopen(full, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static unsigned quota(const char *groups)
{
    char file[128];
    put("groups", groups);
    snprintf(file, sizeof file, "%s/groups", folder);
    return chaosi_quota(file, folder);
}

START_TEST(a_quota_is_of_the_group_and_those_around_it)
{
    strcpy(folder, "/tmp/chaos-cores-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_uint_eq(quota("0::/a/b\n"), 0);
    put("a/b/cpu.max", "max 100000\n");
    ck_assert_uint_eq(quota("0::/a/b\n"), 0);
    put("a/cpu.max", "250000 100000\n");
    ck_assert_uint_eq(quota("0::/a/b\n"), 3); /* two and a half */
    put("a/b/cpu.max", "50000 100000\n");
    ck_assert_uint_eq(quota("0::/a/b\n"), 1);
    ck_assert_uint_eq(quota("0::/a\n"), 3);
    ck_assert_uint_eq(quota("0::/ab\n"), 0);
    put("cpu.max", "200000 100000\n"); /* of a container, which sees itself as the root */
    ck_assert_uint_eq(quota("0::/\n"), 2);
    put("cpu.max", "garbage");
    ck_assert_uint_eq(quota("0::/\n"), 0);
    ck_assert_uint_eq(quota(""), 0);
    ck_assert_uint_eq(quota("no lines of that kind\n:\n::\n"), 0);
}
END_TEST

START_TEST(a_quota_of_the_first_version_too)
{
    strcpy(folder, "/tmp/chaos-cores-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    put("cpu/x/cpu.cfs_quota_us", "400000\n");
    ck_assert_uint_eq(quota("4:cpu,cpuacct:/x\n"), 0); /* without a period */
    put("cpu/x/cpu.cfs_period_us", "100000\n");
    ck_assert_uint_eq(quota("9:name=systemd:/\n4:cpuacct,cpu:/x\n3:cpuset:/x\n"), 4);
    ck_assert_uint_eq(quota("4:cpuset:/x\n5:cpuacct:/x\n"), 0);
    put("cpu/cpu.cfs_quota_us", "-1\n");
    put("cpu/cpu.cfs_period_us", "100000\n");
    ck_assert_uint_eq(quota("4:cpu:/\n"), 0);
    ck_assert_uint_eq(quota("4:cpu:/x/gone\n"), 4); /* seen from within a container */
}
END_TEST

START_TEST(the_environment_is_asked_first)
{
    static const struct {
        const char *text;
        unsigned threads; /* 0: as if there were no such variable */
    } cases[] = {
        { "1", 1 },  { "3", 3 },   { "999", 999 }, { "", 0 },    { "0", 0 },
        { "-2", 0 }, { "two", 0 }, { "2x", 0 },    { "1.5", 0 }, { "99999999999999999999", 2147483647 }
    };
    unsetenv("CHAOS_THREADS");
    const unsigned cores = chaosi_cores();
    cpu_set_t set;
    ck_assert_int_eq(sched_getaffinity(0, sizeof set, &set), 0);
    ck_assert(cores >= 1 && cores <= (unsigned)CPU_COUNT(&set));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("CHAOS_THREADS", cases[i].text, 1);
        const char *wrong;
        ck_assert_uint_eq(chaosi_threads_variable(&wrong), cases[i].threads);
        ck_assert_msg(!wrong == (cases[i].threads || !*cases[i].text), "CHAOS_THREADS=%s", cases[i].text);
        ck_assert_msg(chaosi_cores() == (cases[i].threads ? cases[i].threads : cores), "CHAOS_THREADS=%s: %u",
                      cases[i].text, chaosi_cores());
    }
    setenv("CHAOS_THREADS", "7", 1);
    ck_assert_uint_eq(chaosi_threads(0, 100, 1e12), 7);
    ck_assert_uint_eq(chaosi_threads(5, 100, 1e12), 5); /* the call itself knows best */
    ck_assert_uint_eq(chaosi_threads(0, 3, 1e12), 3);
    ck_assert_uint_eq(chaosi_threads(0, 100, 1e5), 1); /* not worth two */
    unsetenv("CHAOS_THREADS");
}
END_TEST

START_TEST(a_variable_that_is_no_number_is_refused)
{
    chaos_options options = { .size = sizeof options };
    const chaos_map *map = map_named("logistic");
    const chaos_batch batch = { .size = sizeof batch };
    chaos_error error;
    double out;
    setenv("CHAOS_THREADS", "2x", 1);
    ck_assert_int_eq(chaos_iterate(map, 9, &batch, &out, NULL, &error), CHAOS_EINVAL);
    ck_assert_str_eq(error.message, "CHAOS_THREADS must be a whole number of at least 1, got '2x'");
    ck_assert_str_eq(error.argument, "CHAOS_THREADS");
    options.threads = 1; /* which does not ask */
    ck_assert_int_eq(chaos_iterate(map, 9, &batch, &out, &options, &error), CHAOS_OK);
    unsetenv("CHAOS_THREADS");
}
END_TEST

TCase *tcase_cores(void)
{
    TCase *tcase = tcase_create("cores");
    tcase_add_test(tcase, a_quota_is_of_the_group_and_those_around_it);
    tcase_add_test(tcase, a_quota_of_the_first_version_too);
    tcase_add_test(tcase, the_environment_is_asked_first);
    tcase_add_test(tcase, a_variable_that_is_no_number_is_refused);
    return tcase;
}

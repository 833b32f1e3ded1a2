/* The test-suite of the library: one Check suite, one test case per subject.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <sys/wait.h>
#include <unistd.h>

/* Maps from files are compiled into a cache of the suite's own, in the working folder of the build. */
static char cache[] = "test-cache-XXXXXX";

static bool make_cache(void)
{
    char path[4096];
    if (!mkdtemp(cache) || !getcwd(path, sizeof path - sizeof cache - 1))
        return false;
    strcat(strcat(path, "/"), cache);
    return setenv("XDG_CACHE_HOME", path, 1) == 0;
}

static bool remove_cache(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf '%s'", cache);
    return system(command) == 0;
}

static TCase *(*const subjects[])(void) = {
#define TEST(name) tcase_##name,
#include "tests/unit/list.h"
#undef TEST
};

/* Of the subjects every jobs-th from `first` on, as a suite; how many checks failed. */
static int failed_of(size_t first, size_t jobs)
{
    Suite *suite = suite_create("libchaos");
    for (size_t i = first; i < LENGTH(subjects); i += jobs) {
        TCase *subject = subjects[i]();
        tcase_set_timeout(subject, patience(120));
        tcase_add_checked_fixture(subject, NULL, isa_default);
        suite_add_tcase(suite, subject);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed;
}

int main(void)
{
    const char *isa = chaos_isa_name();
    printf("libchaos %s on %s; CHAOS_TEST_SEED=%llu CHAOS_TEST_SCALE=%g\n", chaos_version(),
           isa ? isa : "nothing", (unsigned long long)test_seed(), test_scale());
    fflush(stdout);

    if (!make_cache()) {
        fprintf(stderr, "the folder of the build must be writable\n");
        return 1;
    }
    const size_t jobs = test_jobs();
    size_t first = jobs - 1;
    for (pid_t child; first > 0 && (child = fork()) != 0; --first)
        if (child < 0)
            return perror("fork"), 1;
    bool failed = failed_of(first, jobs) != 0;
    if (first > 0)
        return failed;
    for (int status; wait(&status) > 0;)
        failed |= status != 0;
    return !remove_cache() || failed;
}

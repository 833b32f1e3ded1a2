/* The test-suite of the library: one Check suite, one test case per subject.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

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
    Suite *suite = suite_create("libchaos");
    for (size_t i = 0; i < LENGTH(subjects); ++i) {
        TCase *subject = subjects[i]();
        tcase_set_timeout(subject, patience(120));
        tcase_add_checked_fixture(subject, NULL, isa_default);
        suite_add_tcase(suite, subject);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0 || !remove_cache();
}

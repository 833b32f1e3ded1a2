/* The test-suite of the library: one Check suite, one test case per subject.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static TCase *(*const subjects[])(void) = {
    tcase_isa,        tcase_maps,     tcase_textbook, tcase_iterate,     tcase_batch,    tcase_bits,
    tcase_derivative, tcase_lyapunov, tcase_status,   tcase_settled,     tcase_sweep,    tcase_measure,
    tcase_density,    tcase_moments,  tcase_period,   tcase_escape,      tcase_rotation, tcase_cycle,
    tcase_errors,     tcase_threads,  tcase_cancel,   tcase_catalogue,   tcase_text,     tcase_columns,
    tcase_function,   tcase_file,     tcase_fpenv,    tcase_gsl_handler,
};

int main(void)
{
    const char *isa = chaos_isa_name();
    printf("libchaos %s on %s; CHAOS_TEST_SEED=%llu CHAOS_TEST_SCALE=%g\n", chaos_version(),
           isa ? isa : "nothing", (unsigned long long)test_seed(), test_scale());
    fflush(stdout);

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
    return failed != 0;
}

/* Return times where they are known: of cycles, of rotations (three gaps), of an invariant density.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static double number(const struct measured *m, const char *name)
{
    return *(double *)output_at(m, array_named(m, name), 0);
}

static int whole(const struct measured *m, const char *name)
{
    return (int)*(int64_t *)output_at(m, array_named(m, name), 0);
}

static const uint64_t *times(const struct measured *m)
{
    return output_at(m, array_named(m, "recurrence_times"), 0);
}

static uint32_t status_of(const struct measured *m) { return *(uint32_t *)output_at(m, m->n - 1, 0); }

/* A cycle returns after its period each time, and after as many records as the map's iterates between them say. */
START_TEST(cycles_return_after_their_period)
{
    const chaos_map *map = map_named("logistic");
    const double r = 3.5; /* of period 4, two of its points above .6 */
    struct measured m =
        measured_at(map, &r, NULL, 1, "recurrence:region=x < 0.4:times=5:steps=1000:transient=4000");
    ck_assert(number(&m, "recurrence") == 4 && number(&m, "recurrence_stderr") == 0);
    ck_assert_int_eq(whole(&m, "recurrence_longest"), 4);
    ck_assert_int_eq(whole(&m, "recurrence_count"), 249);
    ck_assert_int_eq(whole(&m, "recurrence_first") <= 4 && whole(&m, "recurrence_first") > 0, 1);
    ck_assert(times(&m)[3] == 249 && times(&m)[0] + times(&m)[1] + times(&m)[2] + times(&m)[4] == 0);
    close_to(number(&m, "recurrence_kac"), 1, 0.01, "Kac");
    ck_assert_uint_eq(status_of(&m), 0);
    measured_free(&m);
    m = measured_at(map, &r, NULL, 1, "recurrence:region=x < 0.4:every=3:steps=100:transient=4000");
    ck_assert(number(&m, "recurrence") == 12);
    close_to(number(&m, "recurrence_kac"), 1, 0.05, "Kac");
    measured_free(&m);
}
END_TEST

/* Of a rotation by the golden mean an arc has three return times at the most, the longest of which is the sum of
 * the others, and the mean is one over its length. */
START_TEST(rotations_have_three_gaps)
{
    const double params[2] = { 0.6180339887498949, 0 }, theta = 0.02;
    struct measured m = measured_at(map_named("circle"), params, &theta, 1,
                                    "recurrence:region=theta < 0.07:times=100:steps=100000:transient=0");
    int gaps[4] = { 0 }, n = 0;
    for (int i = 0; i < 100; ++i)
        if (times(&m)[i]) {
            ck_assert_int_lt(n, 3);
            gaps[n++] = i + 1;
        }
    ck_assert_msg(n == 3 && gaps[0] + gaps[1] == gaps[2], "%d, %d, %d", gaps[0], gaps[1], gaps[2]);
    ck_assert_int_eq(whole(&m, "recurrence_longest"), gaps[2]);
    close_to(number(&m, "recurrence"), 1 / 0.07, 1e-3, "mean");
    static const double shares[] = { 0.05, 0.25, 0.5, 0.75, 0.95 };
    for (size_t i = 0; i < LENGTH(shares); ++i) {
        const int q = (int)((const double *)m.outputs[array_named(&m, "recurrence_quantiles")].data)[i];
        uint64_t up_to = 0, returns = (uint64_t)whole(&m, "recurrence_count");
        for (int n = 1; n <= q; ++n)
            up_to += (uint64_t)times(&m)[n - 1];
        ck_assert((double)up_to >= shares[i] * (double)returns);
        ck_assert((double)(up_to - (uint64_t)times(&m)[q - 1]) < shares[i] * (double)returns);
    }
    int first = 1;
    while (fmod(theta + first * params[0], 1) >= 0.07)
        ++first;
    ck_assert_int_eq(whole(&m, "recurrence_first"), first);
    measured_free(&m);
}
END_TEST

/* Of x' = 4x(1 - x) a third of the time is spent below 1/4. */
START_TEST(the_mean_is_one_over_the_measure)
{
    const double r = 4;
    struct measured m =
        measured_at(map_named("logistic"), &r, NULL, 1, "recurrence:region=x < 0.25:steps=200000:times=3");
    close_to(number(&m, "recurrence"), 3, 5 * number(&m, "recurrence_stderr"), "Kac");
    close_to(number(&m, "recurrence_kac"), 1, 1e-4, "Kac");
    ck_assert(number(&m, "recurrence_stderr") < 0.02);
    /* After 1: x < 1/4 twice in a row, which is sin^2 of an angle below pi/12: half of them. The rest in times 2 ... */
    const double all = whole(&m, "recurrence_count");
    close_to((double)times(&m)[0] / all, 0.5, 0.01, "at once");
    ck_assert(times(&m)[0] + times(&m)[1] + times(&m)[2] == (uint64_t)all);
    measured_free(&m);
}
END_TEST

/* One that never returns, one that is there once, one that stays away, one that escapes. */
START_TEST(few_returns_are_unresolved)
{
    chaos_map *map = parsed("x' = x + 1", NULL);
    const double at = -3;
    struct measured m = measured_at(map, NULL, &at, 1, "recurrence:region=x > 1e6:steps=100:transient=0");
    ck_assert(isnan(number(&m, "recurrence")) && isnan(number(&m, "recurrence_kac")));
    ck_assert(whole(&m, "recurrence_first") == -1 && whole(&m, "recurrence_longest") == -1);
    ck_assert_uint_eq(status_of(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    m = measured_at(map, NULL, &at, 1, "recurrence:region=x == 0:steps=100:transient=0");
    ck_assert(whole(&m, "recurrence_first") == 3 && whole(&m, "recurrence_count") == 0);
    ck_assert_uint_eq(status_of(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    m = measured_at(map, NULL, &at, 1, "recurrence:region=abs(x) < 3:steps=100:transient=0");
    ck_assert(number(&m, "recurrence") == 1 && whole(&m, "recurrence_count") == 4);
    ck_assert_uint_eq(status_of(&m), CHAOS_UNRESOLVED);
    measured_free(&m);
    m = measured_at(map, NULL, &at, 1, "recurrence:steps=50:transient=0"); /* everywhere */
    ck_assert(number(&m, "recurrence") == 1 && number(&m, "recurrence_kac") == 1);
    ck_assert_uint_eq(status_of(&m), 0);
    measured_free(&m);
    chaos_map_free(map);
    map = parsed("x' = 10*x", NULL);
    const double one = 1;
    m = measured_at(map, NULL, &one, 1, "recurrence:region=(x < 0) == 0:steps=1000:transient=0");
    ck_assert(isnan(number(&m, "recurrence")));
    ck_assert_uint_eq(status_of(&m), CHAOS_ESCAPED);
    measured_free(&m);
    chaos_map_free(map);
}
END_TEST

TCase *tcase_recurrence(void)
{
    TCase *tcase = tcase_create("recurrence");
    tcase_add_test(tcase, cycles_return_after_their_period);
    tcase_add_test(tcase, rotations_have_three_gaps);
    tcase_add_test(tcase, the_mean_is_one_over_the_measure);
    tcase_add_test(tcase, few_returns_are_unresolved);
    return tcase;
}

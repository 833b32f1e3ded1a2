/* Recurrence time entropy against its definition, and where it is known: of cycles and of rotations.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static double rte_at(const chaos_map *map, const double *params, const double *state, const char *options,
                     uint32_t *status)
{
    double value;
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    must(sweep_into(&value, status, map, &grid, NULL, "rte:%s", options));
    return value;
}

enum { STEPS = 400 };

static double deviation(const double *x, int columns)
{
    double mean = 0, square = 0;
    for (int j = 0; j < STEPS; ++j)
        mean += x[j * columns] / STEPS;
    for (int j = 0; j < STEPS; ++j)
        square += pow(x[j * columns] - mean, 2) / STEPS;
    return sqrt(square);
}

/* From the recurrence plot itself. */
static double plain(const double *x, int columns, double part)
{
    static char recurs[STEPS][STEPS];
    double counts[STEPS] = { 0 }, total = 0, entropy = 0;
    for (int a = 0; a < STEPS; ++a)
        for (int b = 0; b < STEPS; ++b) {
            recurs[a][b] = 1;
            for (int i = 0; i < columns; ++i)
                recurs[a][b] &=
                    fabs(x[a * columns + i] - x[b * columns + i]) <= part * deviation(x + i, columns);
        }
    for (int a = 0; a < STEPS; ++a)
        for (int b = 1; b < STEPS; ++b) {
            int length = 0;
            if (!recurs[a][b - 1] || recurs[a][b])
                continue;
            while (b + length < STEPS && !recurs[a][b + length])
                ++length;
            if (b + length < STEPS)
                ++counts[length], ++total;
        }
    for (int n = 0; n < STEPS; ++n)
        entropy -= counts[n] > 0 ? counts[n] / total * log(counts[n] / total) : 0;
    return entropy;
}

START_TEST(it_is_that_of_the_recurrence_plot)
{
    const chaos_map *map = map_named("henon");
    double orbit[STEPS][2], x[STEPS];
    uint32_t status;
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 20, STEPS, 1, points_all(points), orbit[0], NULL, &why));
    points_free(points);
    for (int j = 0; j < STEPS; ++j)
        x[j] = orbit[j][0] * orbit[j][1];
    close_to(rte_at(map, NULL, NULL, "transient=20:steps=400", &status), plain(orbit[0], 2, 0.1), 1e-10,
             "states");
    close_to(rte_at(map, NULL, NULL, "of=x*y:transient=20:steps=400:threshold=0.3", &status),
             plain(x, 1, 0.3), 1e-10, "an expression");
    ck_assert_uint_eq(status, 0);
}
END_TEST

/* A cycle has one recurrence time, and a fixed point none. */
START_TEST(cycles_have_no_entropy)
{
    const chaos_map *map = map_named("logistic");
    uint32_t status;
    for (double r = 2.8; r < 3.55; r += 0.35) { /* of periods 1, 2 and 4 */
        ck_assert_msg(rte_at(map, &r, NULL, "steps=200:transient=5000", &status) == 0, "r = %g", r);
        ck_assert_uint_eq(status, 0);
    }
}
END_TEST

/* Of a rotation the neighbourhood of a record is an arc: there are three times at the most. */
START_TEST(rotations_have_three_times)
{
    const chaos_map *map = map_named("circle");
    const double params[2] = { 0.6180339887498949, 0 };
    uint32_t status;
    const double entropy = rte_at(map, params, NULL, "steps=1000", &status);
    ck_assert_msg(entropy > 0.5 && entropy <= log(3) + 1e-12, "%g", entropy);
    ck_assert_uint_eq(status, 0);
}
END_TEST

/* In the sea of the standard map it is larger than on an island. */
START_TEST(chaos_has_more)
{
    const chaos_map *map = map_named("standard");
    const double k = 1.5, island[2] = { 3.14159265, 0.4 }, sea[2] = { 0.01, 0.01 };
    uint32_t status;
    const double regular = rte_at(map, &k, island, "steps=1000:transient=0", &status),
                 chaotic = rte_at(map, &k, sea, "steps=1000:transient=0", &status);
    ck_assert_msg(regular < 2.5 && chaotic > regular + 1.5, "%g, %g", regular, chaotic);
}
END_TEST

/* It is the same where an island lies across the angle's end. */
START_TEST(the_end_of_an_angle_is_no_border)
{
    chaos_map *map = parsed("p' = p + k*sin(theta - c); theta' = theta + p' mod 2*pi", NULL);
    uint32_t status;
    for (double k = 0.5; k < 2; k += 0.5) {
        const double inside = rte_at(map, (const double[]){ k, 0 }, (const double[]){ 0.3, M_PI + 0.1 },
                                     "of=theta:transient=0", &status),
                     across = rte_at(map, (const double[]){ k, M_PI }, (const double[]){ 0.3, 0.1 },
                                     "of=theta:transient=0", &status);
        close_to(across, inside, 1e-6, "k = %g", k);
    }
    chaos_map_free(map);
}
END_TEST

/* What only passes by has no recurrence times, which is not to have one alone. */
START_TEST(drifts_have_none)
{
    chaos_map *drift = parsed("x' = x + 0.001", NULL), *slow = parsed("x' = 0.999*x", NULL);
    uint32_t status;
    ck_assert(isnan(rte_at(drift, NULL, NULL, "steps=300", &status)));
    ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    ck_assert(isnan(rte_at(slow, NULL, NULL, "steps=300:transient=0", &status)));
    ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    chaos_map_free(drift);
    chaos_map_free(slow);
}
END_TEST

/* Squares of records neither overflow nor vanish. */
START_TEST(units_do_not_matter)
{
    chaos_map *map = parsed("x' = 3.9*x*(1 - x/k)", NULL);
    uint32_t status;
    double entropy[3];
    for (int i = 0; i < 3; ++i) {
        const double k = ldexp(1, 800 * (i - 1)), x = 0.3 * k;
        const chaos_grid grid = { .size = sizeof grid, .params = &k, .state = &x };
        const chaos_options options = { .size = sizeof options, .bound = INFINITY };
        struct measured m = measured_new(map, 1, "rte:steps=300");
        must(sweep_measured(map, &grid, &m, 1, &options));
        entropy[i] = *(double *)output_at(&m, 0, 0);
        status = *(uint32_t *)output_at(&m, 1, 0);
        ck_assert_uint_eq(status, 0);
        measured_free(&m);
    }
    close_to(entropy[0], entropy[1], 1e-12, "2^-800");
    close_to(entropy[2], entropy[1], 1e-12, "2^800");
    ck_assert(entropy[1] > 2);
    chaos_map_free(map);
}
END_TEST

START_TEST(few_lines_are_unresolved)
{
    const double r = 4, out = 5;
    uint32_t status;
    (void)rte_at(map_named("logistic"), &r, NULL, "steps=14:threshold=0.2", &status);
    ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    ck_assert(isnan(rte_at(map_named("logistic"), &r, NULL, "steps=10:threshold=1e-6", &status)));
    ck_assert_uint_eq(status, CHAOS_UNRESOLVED);
    ck_assert(isnan(rte_at(map_named("logistic"), &out, NULL, "steps=100", &status)));
    ck_assert_uint_eq(status, CHAOS_ESCAPED);
    ck_assert(isnan(rte_at(map_named("logistic"), &r, NULL, "of=sqrt(x - 0.5):steps=100", &status)));
    ck_assert_uint_eq(status, CHAOS_NONFINITE);
}
END_TEST

START_TEST(mistakes_are_named)
{
    static const struct refusal wrong[] = {
        { "henon", "rte:threshold=0", "threshold", "0" },
        { "henon", "rte:threshold=-1", "threshold", "-1" },
        { "henon", "rte:steps=9", "steps", "steps must be from 10 to 16777216, got 9" },
        { "henon", "rte:of=z", "of", "z" },
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

TCase *tcase_rte(void)
{
    TCase *tcase = tcase_create("rte");
    tcase_add_test(tcase, it_is_that_of_the_recurrence_plot);
    tcase_add_test(tcase, cycles_have_no_entropy);
    tcase_add_test(tcase, rotations_have_three_times);
    tcase_add_test(tcase, chaos_has_more);
    tcase_add_test(tcase, the_end_of_an_angle_is_no_border);
    tcase_add_test(tcase, drifts_have_none);
    tcase_add_test(tcase, units_do_not_matter);
    tcase_add_test(tcase, few_lines_are_unresolved);
    tcase_add_test(tcase, mistakes_are_named);
    return tcase;
}

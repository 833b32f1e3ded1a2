/* Box counts, entropies and dimensions of sets of which they are known.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum {
    DIMENSION,
    ERROR,
    RANGE,
    INFORMATION,
    INFORMATION_ERROR,
    INFORMATION_RANGE,
    COUNTS,
    ENTROPIES,
    STATUS
};

static double value(const struct measured *m, size_t output)
{
    return *(const double *)m->outputs[output].data;
}

/* Every third of a third of [0, 1] but the middle one, with shares 1 - p and p. */
static chaos_map *cantor(double p)
{
    char text[200];
    if (p == 0.5) /* a tent collapses there */
        return parsed("x' = x/3 + (y >= 0.5)*2/3; y' = 4*y*(1 - y)", NULL);
    snprintf(text, sizeof text, "x' = x/3 + (y >= %.17g)*2/3; y' = min(y/%.17g, (1 - y)/%.17g)", 1 - p, 1 - p,
             p);
    return parsed(text, NULL);
}

/* All boxes of all sizes by hand, and the entropies of the shares of records in them. */
START_TEST(counts_are_those_of_occupied_boxes)
{
    enum { STEPS = 1500, SIZES = 14, FINE = 1 << 6 };
    const chaos_map *map = map_named("henon");
    double orbit[STEPS][2], low[2] = { 9, 9 }, high[2] = { -9, -9 };
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 1000, STEPS, 1, points_all(points), orbit[0], NULL, &why));
    points_free(points);
    for (int n = 0; n < STEPS; ++n)
        for (int i = 0; i < 2; ++i) {
            low[i] = fmin(low[i], orbit[n][i]);
            high[i] = fmax(high[i], orbit[n][i]);
        }
    struct measured m = measured_at(map, NULL, NULL, 1, "box_dimension:steps=1500");
    for (int size = 1; size <= 6; ++size) {
        static int number[FINE * FINE];
        const int parts = 1 << size;
        double boxes = 0, entropy = 0;
        memset(number, 0, sizeof number);
        for (int n = 0; n < STEPS; ++n) {
            int at[2];
            for (int i = 0; i < 2; ++i)
                at[i] = (int)fmin((orbit[n][i] - low[i]) / (high[i] - low[i]) * parts, parts - 1);
            number[at[0] * FINE + at[1]]++;
        }
        for (int i = 0; i < FINE * FINE; ++i)
            if (number[i] > 0) {
                const double share = (double)number[i] / STEPS;
                boxes++;
                entropy -= share * log(share);
            }
        ck_assert_double_eq(chaos_measure_place(m.measure, CHAOS_DIM_SCALE, (uint64_t)(SIZES - size)),
                            1.0 / parts);
        ck_assert_double_eq(((const double *)m.outputs[COUNTS].data)[SIZES - size], boxes);
        close_to(((const double *)m.outputs[ENTROPIES].data)[SIZES - size],
                 entropy + (boxes - 1) / (2.0 * STEPS), 1e-12, "%d boxes a side", parts);
    }
    measured_free(&m);
}
END_TEST

static void check(const chaos_map *map, const double *params, const char *options, double box,
                  double information)
{
    char text[120];
    snprintf(text, sizeof text, "box_dimension:%s", options);
    struct measured m = measured_at(map, params, NULL, 1, text);
    const double expected[] = { box, information };
    for (size_t i = 0; i < 2; ++i) {
        const size_t first = i ? INFORMATION : DIMENSION;
        const double error = value(&m, first + 1), *range = m.outputs[first + 2].data;
        close_to(value(&m, first), expected[i], 1e-3 + 2.5 * error, "%s %s", chaos_map_formula(map), text);
        ck_assert_msg(error < 0.06, "%s %s: error %g", chaos_map_formula(map), text, error);
        ck_assert_msg(range[1] >= 16 * range[0], "%g to %g", range[0], range[1]);
    }
    ck_assert_uint_eq(*(const uint32_t *)m.outputs[STATUS].data, 0);
    measured_free(&m);
}

/* Cantor's set, with equal shares and with 1/4 and 3/4, whose information dimension is less. */
START_TEST(cantor_sets)
{
    const double third = log(2) / log(3), p = 0.25;
    chaos_map *even = cantor(0.5), *uneven = cantor(p);
    check(even, NULL, "steps=30000:of=x", third, third);
    check(uneven, NULL, "steps=60000:of=x", third, -(p * log(p) + (1 - p) * log(1 - p)) / log(3));
    check(even, NULL, "steps=60000", 1 + third, 1 + third); /* times an interval */
    chaos_map_free(even);
    chaos_map_free(uneven);
}
END_TEST

/* Henon's: D. A. Russell, J. D. Hanson, E. Ott, Phys. Rev. Lett. 45 (1980) 1175, 1.261 +- .003, and 1 + .41922/1.62319, for
 * the information dimension of an attractor in the plane is the Kaplan-Yorke dimension (L.-S. Young). The accumulation of
 * period doublings: P. Grassberger, J. Stat. Phys. 26 (1981) 173, .5380; the information dimension is .5171. */
START_TEST(attractors)
{
    const double feigenbaum = 3.569945671870945, four = 4, turns[] = { 0.6180339887498949, 0 };
    check(map_named("henon"), NULL, "steps=100000", 1.261, 1 + 0.41922 / 1.62319);
    check(map_named("logistic"), &feigenbaum, "steps=20000", 0.538, 0.5171);
    check(map_named("logistic"), &four, "steps=20000", 1, 1);
    check(map_named("circle"), turns, "steps=20000", 1, 1);
    check(map_named("cat"), NULL, "steps=40000", 2, 2);
}
END_TEST

START_TEST(cycles_have_none)
{
    const double r[] = { 2.5, 3.2, 3.5 };
    for (size_t i = 0; i < LENGTH(r); ++i) {
        struct measured m = measured_at(map_named("logistic"), &r[i], NULL, 1, "box_dimension:steps=1000");
        ck_assert_double_eq(value(&m, DIMENSION), 0);
        ck_assert_double_eq(value(&m, INFORMATION_ERROR), 0);
        ck_assert_double_eq(value(&m, COUNTS), (double)(UINT64_C(1) << i));
        ck_assert_uint_eq(*(const uint32_t *)m.outputs[STATUS].data, 0);
        measured_free(&m);
    }
}
END_TEST

START_TEST(no_scaling_range)
{
    chaos_map *noise = parsed("x' = uniform(); y' = uniform()", NULL), *gone = parsed("x' = 2*x + 1", NULL);
    static const struct {
        const char *options;
        uint32_t status;
    } cases[] = { { "steps=1000", CHAOS_UNRESOLVED }, { "steps=1000:of=log(x-0.5)", CHAOS_NONFINITE } };
    for (size_t i = 0; i < LENGTH(cases); ++i) {
        char text[60];
        snprintf(text, sizeof text, "box_dimension:%s", cases[i].options);
        struct measured m = measured_at(noise, NULL, NULL, 1, text);
        ck_assert(isnan(value(&m, DIMENSION)) && isnan(value(&m, INFORMATION_RANGE)));
        ck_assert_uint_eq(*(const uint32_t *)m.outputs[STATUS].data, cases[i].status);
        measured_free(&m);
    }
    struct measured m = measured_at(gone, NULL, NULL, 1, "box_dimension");
    ck_assert(isnan(value(&m, INFORMATION)) && isnan(value(&m, COUNTS)) && isnan(value(&m, ENTROPIES)));
    ck_assert_uint_eq(*(const uint32_t *)m.outputs[STATUS].data, CHAOS_ESCAPED);
    measured_free(&m);
    chaos_map_free(noise);
    chaos_map_free(gone);
}
END_TEST

START_TEST(options_that_are_refused)
{
    static const struct refusal wrong[] = {
        { "logistic", "box_dimension:steps=255", "steps", "steps must be from 256 to 16777216, got 255" },
        { "logistic", "box_dimension:steps=16777217", "steps",
          "steps must be from 256 to 16777216, got 16777217" },
        { "standard", "box_dimension:of=theta,p,k", "of", "there must be at most 2 expressions" },
    };
    are_refused(wrong, LENGTH(wrong));
}
END_TEST

TCase *tcase_box_dimension(void)
{
    TCase *tcase = tcase_create("box_dimension");
    tcase_add_test(tcase, counts_are_those_of_occupied_boxes);
    tcase_add_test(tcase, cantor_sets);
    tcase_add_test(tcase, attractors);
    tcase_add_test(tcase, cycles_have_none);
    tcase_add_test(tcase, no_scaling_range);
    tcase_add_test(tcase, options_that_are_refused);
    return tcase;
}

/* Covariant Lyapunov vectors where they are known, and what makes them covariant.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { MOST = 3 };

typedef struct covariant {
    double least[MOST - 1], mean[MOST - 1], exponents[MOST], vectors[MOST][MOST];
    uint32_t status;
} covariant;

static covariant covariant_at(const chaos_map *map, const double *params, const double *state,
                              const char *options)
{
    chaos_grid grid = { .size = sizeof grid, .params = params, .state = state };
    struct measured m = measured_new(map, 1, "clv:%s", options);
    covariant c;
    must(sweep_measured(map, &grid, &m, 1, NULL));
    const size_t dim = chaos_map_dim(map), vectors = array_named(&m, "clv_vectors"),
                 k = m.bytes[vectors] / dim / sizeof(double);
    ck_assert_uint_le(dim, MOST);
    memcpy(c.least, output_at(&m, array_named(&m, "clv_angle_min"), 0), (k - 1) * sizeof(double));
    memcpy(c.mean, output_at(&m, array_named(&m, "clv_angle_mean"), 0), (k - 1) * sizeof(double));
    memcpy(c.exponents, output_at(&m, array_named(&m, "clv_exponents"), 0), k * sizeof(double));
    for (size_t j = 0; j < k; ++j)
        memcpy(c.vectors[j], (double *)output_at(&m, vectors, 0) + j * dim, dim * sizeof(double));
    c.status = *(uint32_t *)output_at(&m, m.n - 1, 0);
    measured_free(&m);
    return c;
}

/* Two lines, in the plane: the sine of the angle between them. */
static double apart(const double *a, const double *b)
{
    return fabs(a[0] * b[1] - a[1] * b[0]) / (hypot(a[0], a[1]) * hypot(b[0], b[1]));
}

/* Of linear maps they are the eigenvectors, whatever the orbit. */
START_TEST(eigenvectors_of_linear_maps)
{
    const double golden = (sqrt(5) - 1) / 2, exponent = log((3 + sqrt(5)) / 2);
    covariant c = covariant_at(map_named("cat"), NULL, NULL, "steps=50");
    ck_assert_uint_eq(c.status, 0);
    close_to(c.exponents[0], exponent, 1e-12, "unstable");
    close_to(c.exponents[1], -exponent, 1e-12, "stable");
    close_to(apart(c.vectors[0], (double[2]){ 1, golden }), 0, 1e-14, "unstable direction");
    close_to(apart(c.vectors[1], (double[2]){ golden, -1 }), 0, 1e-14, "stable direction");
    close_to(c.least[0], 2 * atan(1), 1e-12, "a symmetric matrix");
    close_to(c.mean[0], 2 * atan(1), 1e-12, "a symmetric matrix");

    chaos_map *skew = parsed("x' = 3*x + y + 2*z; y' = 2*y + 5*z; z' = 0.25*z", NULL);
    const double zero[3] = { 0, 0, 0 }, third[3] = { -24.0 / 77, 20.0 / 7, -1 };
    c = covariant_at(skew, NULL, zero, "steps=50:count=all");
    close_to(c.exponents[0], log(3), 1e-13, "first");
    close_to(c.exponents[1], log(2), 1e-13, "second");
    close_to(c.exponents[2], log(0.25), 1e-13, "third");
    close_to(c.vectors[1][0], sqrt(0.5), 1e-13, "(1, -1, 0)");
    close_to(c.vectors[1][1], -sqrt(0.5), 1e-13, "(1, -1, 0)");
    for (int i = 0; i < 3; i += 2)
        close_to(c.vectors[2][i] / c.vectors[2][1], third[i] / third[1], 1e-13, "third, state %d", i);
    close_to(c.least[0], atan(1), 1e-13, "to the first axis");
    close_to(c.mean[1], asin(1 / sqrt(third[0] * third[0] + third[1] * third[1] + 1)), 1e-13,
             "to the plane of the first two");
    chaos_map_free(skew);
}
END_TEST

/* The derivative maps the vectors of a point to those of the next, whose growth has the exponents as its mean. */
START_TEST(covariant_on_the_henon_attractor)
{
    const chaos_map *map = map_named("henon");
    const double a = 1.4, b = 0.3,
                 start[2] = { chaos_map_state_default(map, 0), chaos_map_state_default(map, 1) };
    double exponents[2], x[2];
    covariant before = covariant_at(map, NULL, NULL, "transient=400:steps=2000");
    chaos_grid grid = { .size = sizeof grid };
    must(sweep_into(exponents, NULL, map, &grid, NULL, "lyapunov:count=2:transient=400:steps=2000"));
    close_to(before.exponents[0], exponents[0], 1e-12, "the first grows as Gram-Schmidt's");
    close_to(before.exponents[1], exponents[1], 1e-2, "the second, but for the angle at both ends");
    ck_assert_msg(before.least[0] > 0 && before.least[0] < 0.1 && before.mean[0] > 0.5,
                  "angles %g, %g: it has near tangencies", before.least[0], before.mean[0]);
    for (int n = 400; n < 440; ++n) {
        char text[40];
        snprintf(text, sizeof text, "transient=%d:steps=1", n + 1);
        memcpy(x, start, sizeof x);
        must(chaos_iterate_one(map, (uint64_t)n, (double[2]){ a, b }, x, NULL, &why));
        const covariant after = covariant_at(map, NULL, NULL, text);
        for (int j = 0; j < 2; ++j) {
            const double *v = before.vectors[j], image[2] = { -2 * a * x[0] * v[0] + v[1], b * v[0] };
            close_to(apart(image, after.vectors[j]), 0, 1e-9, "vector %d at %d", j, n);
            close_to(hypot(after.vectors[j][0], after.vectors[j][1]), 1, 1e-14, "length");
        }
        before = after;
    }
}
END_TEST

/* The standard map backwards is itself, seen by (theta, p) -> (-theta, p + k sin theta): that takes unstable directions to
 * stable ones. Few steps: the way back is known only so far. */
START_TEST(stable_is_unstable_backwards)
{
    enum { STEPS = 8 };
    const chaos_map *map = map_named("standard");
    const double k = 10;
    struct rng rng = rng_start("stable is unstable backwards");
    for (uint64_t i = 0; i < scaled(10); ++i) {
        double x[2] = { rng_between(&rng, 0, 6), rng_between(&rng, 0, 6) }, then[2] = { x[0], x[1] };
        must(chaos_iterate_one(map, STEPS, &k, then, NULL, &why));
        const double mirrored[2] = { -then[0], then[1] + k * sin(then[0]) };
        const covariant forth = covariant_at(map, &k, x, "transient=0:steps=1"),
                        back = covariant_at(map, &k, mirrored, "transient=8:steps=1");
        const double *u = back.vectors[0], image[2] = { -u[0], u[1] + k * cos(x[0]) * u[0] };
        close_to(apart(image, forth.vectors[1]), 0, 1e-5, "at (%g, %g)", x[0], x[1]);
    }
}
END_TEST

START_TEST(what_has_none)
{
    static const struct refusal wrong[] = {
        { "logistic", "clv", NULL, "two states" },
        { "henon", "clv:count=3", NULL, "at most 2" },
        { "henon", "clv:count=1", NULL, "from 2" },
        { "henon", "clv:settle=0", NULL, "from 1" },
        { "henon", "clv:steps=0", NULL, "from 1" },
        { "henon", "clv:steps=10000001", NULL, "at most 10000000" },
        { "henon", "clv:settle=1e9", NULL, "settle" },
        { "henon", "clv:steps=10:series=11", "series", "series must be at most steps, 10, got 11" },
    };
    are_refused(wrong, LENGTH(wrong));
    const covariant flat =
        covariant_at(map_named("henon"), (double[2]){ 1.4, 0 }, NULL, "steps=20:settle=20");
    ck_assert_uint_eq(flat.status, CHAOS_ZERO_DERIVATIVE);
    ck_assert(isnan(flat.least[0]) && isnan(flat.exponents[0]) && isnan(flat.vectors[1][1]));
    const covariant gone =
        covariant_at(map_named("henon"), NULL, (double[2]){ 5, 5 }, "transient=0:steps=20");
    ck_assert_uint_eq(gone.status, CHAOS_ESCAPED);
    ck_assert(isnan(gone.least[0]) && isnan(gone.exponents[0]) && isnan(gone.vectors[0][0]));
}
END_TEST

/* Each step maps the vectors of a series to the next ones; the first are those of the window's beginning, and the angles those
 * of which the least and the mean are known. */
START_TEST(series_along_an_orbit)
{
    enum { STEPS = 60 };
    const double a = 1.4, b = 0.3;
    const chaos_map *map = map_named("henon");
    double orbit[STEPS][2], least = 9, mean = 0;
    struct points *points = points_new(map, 1);
    must(chaos_orbit(map, 1000, STEPS, 1, points_all(points), orbit[0], NULL, &why));
    points_free(points);
    struct measured m = measured_at(map, NULL, NULL, 1, "clv:steps=60:series=60");
    const double(*v)[2][2] = m.outputs[array_named(&m, "clv_series")].data,
          *angles = m.outputs[array_named(&m, "clv_angles")].data;
    ck_assert(memcmp(v[0], m.outputs[array_named(&m, "clv_vectors")].data, sizeof v[0]) == 0);
    ck_assert_uint_eq(chaos_measure_iterate(m.measure, 3), 1003);
    for (int n = 0; n < STEPS; ++n) {
        close_to(sin(angles[n]), apart(v[n][0], v[n][1]), 1e-12, "angle %d", n);
        least = fmin(least, angles[n]);
        mean += angles[n] / STEPS;
        for (int j = 0; j < 2 && n + 1 < STEPS; ++j) {
            const double next[2] = { -2 * a * orbit[n][0] * v[n][j][0] + v[n][j][1], b * v[n][j][0] };
            close_to(apart(next, v[n + 1][j]), 0, 1e-9, "vector %d of %d", j, n);
        }
    }
    ck_assert_double_eq(least, *(double *)m.outputs[array_named(&m, "clv_angle_min")].data);
    close_to(mean, *(double *)m.outputs[array_named(&m, "clv_angle_mean")].data, 1e-12, "mean");
    measured_free(&m);
}
END_TEST

/* Squares of what grows by 1e300 each step the other way are no numbers. */
START_TEST(contraction_beyond_squares)
{
    const double b = 1e-300;
    covariant c = covariant_at(map_named("henon"), (double[2]){ 1.4, b }, NULL, "steps=200");
    ck_assert_uint_eq(c.status & (CHAOS_NONFINITE | CHAOS_ZERO_DERIVATIVE), 0);
    close_to(c.exponents[0] + c.exponents[1], log(b), 0.1, "sum, but for the angles at the ends");
    ck_assert(c.least[0] > 0 && c.mean[0] < 2);
}
END_TEST

TCase *tcase_clv(void)
{
    TCase *tcase = tcase_create("clv");
    tcase_add_test(tcase, eigenvectors_of_linear_maps);
    tcase_add_test(tcase, covariant_on_the_henon_attractor);
    tcase_add_test(tcase, stable_is_unstable_backwards);
    tcase_add_test(tcase, series_along_an_orbit);
    tcase_add_test(tcase, contraction_beyond_squares);
    tcase_add_test(tcase, what_has_none);
    return tcase;
}

/* Numbers of label arrays.
 *
 * SPDX-License-Identifier: MIT */
#include "support.h"

#include <math.h>
#include <string.h>

START_TEST(entropies)
{
    int32_t stripes[144], thirds[144];
    const uint64_t shape[2] = { 12, 12 };
    double entropy, boundary;
    for (int i = 0; i < 144; i++) {
        stripes[i] = i % 12 / 4;
        thirds[i] = i % 12 % 3;
    }
    must(chaos_basin_entropy(thirds, shape, 2, 3, &entropy, &boundary, NULL, &why));
    close_to(entropy, log(3.0), 1e-15, "three labels in each box");
    close_to(boundary, log(3.0), 1e-15, "on the boundary, too");
    must(chaos_basin_entropy(stripes, shape, 2, 4, &entropy, &boundary, NULL, &why));
    ck_assert_double_eq(entropy, 0.0);
    ck_assert(isnan(boundary));
    must(chaos_basin_entropy(stripes, shape, 2, 6, &entropy, &boundary, NULL,
                             &why)); /* a third and two of each */
    close_to(entropy, log(3.0) - 2.0 / 3.0 * log(2.0), 1e-15, "one and two thirds");
    must(chaos_basin_entropy(stripes, (const uint64_t[]){ 144 }, 1, 2, &entropy, NULL, NULL, &why));
    ck_assert_double_eq(entropy, 0.0);
}
END_TEST

/* A boundary point in no corner of a box: of boxes of n cells of 840 the part n / 840 has it. */
START_TEST(exponents)
{
    int32_t *labels = calloc(840 * 840, sizeof *labels);
    double exponent, error;
    for (int i = 0; i < 840 * 840; i++)
        labels[i] = i % 840 < 421;
    must(chaos_uncertainty_exponent(labels, (const uint64_t[]){ 840 }, 1, 1, 8, &exponent, &error, NULL,
                                    &why));
    close_to(exponent, 1.0, 1e-14, "a point on a line");
    ck_assert(error < 1e-7);
    must(chaos_uncertainty_exponent(labels, (const uint64_t[]){ 840, 840 }, 2, 0, 0, &exponent, NULL, NULL,
                                    &why));
    close_to(exponent, 1.0, 1e-14, "a line in a plane");
    for (int i = 0; i < 840 * 840; i++)
        labels[i] = hypot(i % 840 - 423.7, i / 840 - 410.3) < 283.1;
    must(chaos_uncertainty_exponent(labels, (const uint64_t[]){ 840, 840 }, 2, 0, 0, &exponent, &error, NULL,
                                    &why));
    close_to(exponent, 1.0, 2e-3, "a circle");
    memset(labels, 0, 840 * sizeof *labels);
    must(chaos_uncertainty_exponent(labels, (const uint64_t[]){ 840 }, 1, 0, 0, &exponent, &error, NULL,
                                    &why));
    ck_assert(isnan(exponent) && isnan(error));
    free(labels);
}
END_TEST

/* Of Attractors.jl's tests: 12 x 12 cells in stripes; and a random picture by the definition. */
START_TEST(boundaries)
{
    enum { N = 12, M = 40 };
    const uint64_t stripes[2] = { N, N }, shape[3] = { M, 7, 5 };
    static int32_t labels[M * 35];
    static uint8_t boundary[M * 35];
    double apart;
    struct rng rng = rng_start("boundaries");
    for (int i = 0; i < N * N; i++)
        labels[i] = i % N / 4;
    must(chaos_boundary_cells(labels, stripes, 2, boundary, NULL, &why));
    for (int i = 0; i < N * N; i++)
        ck_assert_uint_eq(boundary[i], i % 4 == 0 ? i % N != 0 : i % 4 == 3 ? i % N != N - 1 : 0);
    for (uint64_t within = 0; within < 5; within++) {
        must(chaos_wada(labels, stripes, 2, within, &apart, NULL, &why));
        ck_assert_double_eq(apart, within < 3 ? 24.0 / 144 : within == 3 ? 12.0 / 144 : 0.0);
    }
    for (int i = 0; i < N * N; i++)
        labels[i] = i % 3;
    must(chaos_wada(labels, stripes, 2, 1, &apart, NULL, &why));
    ck_assert_double_eq(apart, 0.0);
    for (int i = 0; i < M * 35; i++)
        labels[i] = (int32_t)(rng_next(&rng) % 12 == 0) + 1000 * (int32_t)(rng_next(&rng) % 400 == 0) * i;
    must(chaos_boundary_cells(labels, shape, 3, boundary, NULL, &why));
    for (int i = 0; i < M * 35; i++) {
        uint8_t expected = 0;
        for (int k = 0; k < M * 35; k++)
            expected |= abs(i / 35 - k / 35) <= 1 && abs(i / 5 % 7 - k / 5 % 7) <= 1 &&
                        abs(i % 5 - k % 5) <= 1 && labels[i] != labels[k];
        ck_assert_uint_eq(boundary[i], expected);
    }
    labels[0] = 5, labels[1] = 5, labels[2] = 6;
    ck_assert_int_eq(chaos_wada(labels, (const uint64_t[]){ 3 }, 1, 1, &apart, NULL, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "labels");
    ck_assert_int_eq(chaos_wada(labels, shape, 3, 1, NULL, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_wada(NULL, shape, 3, 1, &apart, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_boundary_cells(labels, shape, 3, NULL, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_boundary_cells(labels, shape, 9, boundary, NULL, &why), CHAOS_EINVAL);
}
END_TEST

/* Numbers of Attractors.jl's tests, for the same points: both ends of each interval. */
START_TEST(published)
{
    enum { N = 300, M = 251 };
    static const char *const names[2] = { "theta", "x" };
    static const double ends[2][2] = { { 0.0, 6.283185307179586 }, { -0.5, 0.5 } };
    chaos_map *map =
        parsed("theta' = (theta + 1.32*sin(2*theta) - 0.9*sin(4*theta) - x*sin(theta)) mod 2*pi; "
               "x' = -0.3*cos(theta)",
               NULL);
    double *values[2] = { doubles(N), doubles(N) }, entropy, boundary, exponent;
    int32_t *labels = malloc(N * N * sizeof *labels);
    for (uint64_t n = N; n >= M; n -= N - M) {
        const uint64_t shape[2] = { n, n };
        chaos_axis axes[2];
        chaos_result *result;
        for (int d = 0; d < 2; d++) {
            for (uint64_t i = 0; i < n; i++)
                values[d][i] = ends[d][0] + (double)i / (double)(n - 1) * (ends[d][1] - ends[d][0]);
            axes[d] =
                (chaos_axis){ .size = sizeof axes[d], .name = names[d], .count = n, .values = values[d] };
        }
        const chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes };
        must(chaos_basins(map, &grid, 0, labels, NULL, &result, NULL, &why));
        ck_assert_uint_eq(chaos_result_nrows(result, "rows"), 2);
        chaos_result_free(result);
        if (n == M) {
            must(chaos_uncertainty_exponent(labels, shape, 2, 3, 15, &exponent, NULL, NULL, &why));
            close_to(exponent, 0.25, 0.05, "the uncertainty exponent");
            break;
        }
        must(chaos_basin_entropy(labels, shape, 2, 6, &entropy, &boundary, NULL, &why));
        close_to(entropy, 0.41, 0.01, "the basin entropy");
        close_to(boundary, 0.605, 0.005, "the boundary's");
    }
    for (int d = 0; d < 2; d++)
        free(values[d]);
    free(labels);
    chaos_map_free(map);
}
END_TEST

START_TEST(wrong_arrays)
{
    const int32_t labels[12] = { 0 };
    const uint64_t shape[2] = { 3, 4 }, single[2] = { 1, 1 }, empty[2] = { 0, 4 },
                   vast[2] = { UINT64_C(1) << 40, UINT64_C(1) << 40 };
    const struct {
        const int32_t *labels;
        const uint64_t *shape;
        uint32_t ndim;
        uint64_t box, first, last;
        const char *entropy, *exponent; /* the argument that each finds wrong; NULL: none */
    } calls[] = {
        { NULL, shape, 2, 2, 1, 2, "labels", "labels" },   { labels, NULL, 2, 2, 1, 2, "shape", "shape" },
        { labels, shape, 0, 2, 1, 2, "ndim", "ndim" },     { labels, shape, 5, 2, 1, 2, "ndim", "ndim" },
        { labels, empty, 2, 2, 1, 2, "shape", "shape" },   { labels, vast, 2, 2, 1, 2, "shape", "shape" },
        { labels, shape, 2, 0, 0, 2, "box", "distances" }, { labels, shape, 2, 4, 1, 3, "box", "distances" },
        { labels, shape, 2, 1, 2, 2, NULL, "distances" },  { labels, shape, 2, 3, 0, 0, NULL, NULL },
        { labels, shape, 2, 3, 1, 2, NULL, NULL },         { labels, single, 2, 1, 0, 0, NULL, "labels" },
    };
    for (size_t i = 0; i < LENGTH(calls); i++) {
        chaos_error error;
        double x;
        int code = chaos_basin_entropy(calls[i].labels, calls[i].shape, calls[i].ndim, calls[i].box, &x, NULL,
                                       NULL, &error);
        ck_assert_int_eq(code, calls[i].entropy ? CHAOS_EINVAL : CHAOS_OK);
        if (code)
            ck_assert_str_eq(error.argument, calls[i].entropy);
        code = chaos_uncertainty_exponent(calls[i].labels, calls[i].shape, calls[i].ndim, calls[i].first,
                                          calls[i].last, &x, NULL, NULL, &error);
        ck_assert_int_eq(code, calls[i].exponent ? CHAOS_EINVAL : CHAOS_OK);
        if (code)
            ck_assert_str_eq(error.argument, calls[i].exponent);
    }
}
END_TEST

TCase *tcase_label_arrays(void)
{
    TCase *tcase = tcase_create("label_arrays");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, entropies);
    tcase_add_test(tcase, exponents);
    tcase_add_test(tcase, boundaries);
    tcase_add_test(tcase, published);
    tcase_add_test(tcase, wrong_arrays);
    return tcase;
}

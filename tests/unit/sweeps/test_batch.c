/* Batches: views with any stride, broadcasting, shapes, empty ones.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static double logistic_at(double r, double x, uint64_t steps)
{
    must(chaos_iterate_one(map_named("logistic"), steps, &r, &x, NULL, &why));
    return x;
}

/* r along one axis, backwards and unaligned; x along the other, 0 strides. */
START_TEST(views_have_any_stride)
{
    enum { ROWS = 5, COLUMNS = 7, STEPS = 97 };
    char bytes[1 + ROWS * 12 + 8];
    double starts[2 * COLUMNS], out[ROWS][COLUMNS];
    for (int i = 0; i < ROWS; ++i) {
        double r = 3.5 + 0.1 * i;
        memcpy(bytes + 1 + i * 12, &r, sizeof r);
    }
    for (int j = 0; j < 2 * COLUMNS; ++j)
        starts[j] = 0.05 + 0.06 * j;
    uint64_t shape[2] = { ROWS, COLUMNS };
    ptrdiff_t backwards[2] = { -12, 0 }, every_other[2] = { 0, 16 };
    chaos_view r = { bytes + 1 + (ROWS - 1) * 12, backwards }, x = { starts, every_other };
    chaos_batch batch = { .size = sizeof batch, .ndim = 2, .shape = shape, .params = &r, .states = &x };
    must(chaos_iterate(map_named("logistic"), STEPS, &batch, &out[0][0], NULL, &why));
    for (int i = 0; i < ROWS; ++i)
        for (int j = 0; j < COLUMNS; ++j) {
            double at;
            memcpy(&at, bytes + 1 + (ROWS - 1 - i) * 12, sizeof at);
            double expected = logistic_at(at, starts[2 * j], STEPS);
            same_doubles(&out[i][j], &expected, 1, "element %d, %d", i, j);
        }
}
END_TEST

START_TEST(defaults_and_broadcasts)
{
    const chaos_map *map = map_named("henon");
    uint64_t shape[3] = { 2, 1, 3 };
    double values[3] = { 1.1, 1.2, 1.3 }, out[6][2], expected[2];
    ptrdiff_t stride[3] = { 0, 123, 8 };
    chaos_view params[2] = { { values, stride }, { NULL, NULL } };
    chaos_batch batch = { .size = sizeof batch, .ndim = 3, .shape = shape, .params = params };
    must(chaos_iterate(map, 50, &batch, &out[0][0], NULL, &why));
    for (int i = 0; i < 6; ++i) {
        double p[2] = { values[i % 3], chaos_map_param_default(map, 1) };
        double ignored[2];
        default_point(map, ignored, expected);
        must(chaos_iterate_one(map, 50, p, expected, NULL, &why));
        same_doubles(out[i], expected, 2, "element %d", i);
    }

    /* stride NULL with data: one value for all. */
    chaos_view one[2] = { { &values[1], NULL }, { NULL, NULL } };
    batch.params = one;
    must(chaos_iterate(map, 50, &batch, &out[0][0], NULL, &why));
    for (int i = 1; i < 6; ++i)
        same_doubles(out[i], out[0], 2, "element %d", i);

    /* No dimension, nothing given: one default orbit. */
    batch = (chaos_batch){ .size = sizeof batch };
    double params2[2];
    default_point(map, params2, expected);
    must(chaos_iterate(map, 50, &batch, out[0], NULL, &why));
    must(chaos_iterate_one(map, 50, params2, expected, NULL, &why));
    same_doubles(out[0], expected, 2, "defaults");
}
END_TEST

START_TEST(thirty_two_dimensions)
{
    uint64_t shape[CHAOS_MAX_NDIM];
    ptrdiff_t stride[CHAOS_MAX_NDIM];
    double values[8] = { 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8 }, out[8];
    for (int d = 0; d < CHAOS_MAX_NDIM; ++d)
        shape[d] = 1, stride[d] = 0;
    shape[3] = shape[17] = shape[31] = 2;
    stride[3] = 8, stride[17] = 32, stride[31] = 16; /* not in memory's order */
    chaos_view r = { values, stride };
    chaos_batch batch = { .size = sizeof batch, .ndim = CHAOS_MAX_NDIM, .shape = shape, .params = &r };
    must(chaos_iterate(map_named("logistic"), 9, &batch, out, NULL, &why));
    for (int i = 0; i < 8; ++i) {
        double at = values[(i >> 2 & 1) + 4 * (i >> 1 & 1) + 2 * (i & 1)];
        double expected = logistic_at(at, chaos_map_state_default(map_named("logistic"), 0), 9);
        same_doubles(&out[i], &expected, 1, "element %d", i);
    }
}
END_TEST

START_TEST(empty_batches_write_nothing)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        uint64_t shape[3] = { 4, 0, UINT64_MAX };
        chaos_batch batch = { .size = sizeof batch, .ndim = 2, .shape = shape };
        double out = 2.385, error = 2.385;
        uint32_t status = 77;
        must(chaos_iterate(map, 10, &batch, &out, NULL, &why));
        must(chaos_orbit(map, 0, 10, 1, &batch, &out, NULL, &why));
        must(chaos_lyapunov(map, 0, 10, 1, &batch, &out, &error, &status, NULL, &why));
        must(batch_into(&out, &status, map, &batch, NULL, "final:steps=10"));
        ck_assert(out == 2.385 && error == 2.385 && status == 77);
    }
}
END_TEST

/* An input is read where it lies and never written. */
START_TEST(a_point_that_is_nan_is_alone)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        static const double odd[] = { NAN, INFINITY, -INFINITY };
        struct points *points = points_new(map, 19);
        uint64_t dim = points->dim;
        double *expected = doubles(dim), *out = doubles(19 * dim), *exponent = doubles(19);
        uint32_t status[19];
        must(chaos_iterate(map, 100, points_slice(points, 4, 1), expected, NULL, &why));
        for (int k = 0; k < 3; ++k) {
            points->states[(3 + k) * dim] = odd[k];
            if (points->nparams)
                points->params[(11 + k) * points->nparams] = odd[k];
        }
        must(chaos_iterate(map, 100, points_all(points), out, NULL, &why));
        must(chaos_lyapunov(map, 0, 100, 1, points_all(points), exponent, NULL, status, NULL, &why));
        for (int p = 0; p < 19; ++p) {
            int bad = (p >= 3 && p < 6) || (p >= 11 && p < 14 && points->nparams);
            ck_assert_msg(!!(status[p] & CHAOS_NONFINITE) == bad, "%s, point %d: status %u",
                          chaos_map_name(map), p, status[p]);
            if (bad) {
                for (uint64_t d = 0; d < dim; ++d)
                    ck_assert(isnan(out[(uint64_t)p * dim + d]));
                ck_assert(isnan(exponent[p]));
            } else
                same_doubles(out + (uint64_t)p * dim, expected, dim, "%s, point %d", chaos_map_name(map), p);
        }
        free(expected);
        free(out);
        free(exponent);
        points_free(points);
    }
}
END_TEST

TCase *tcase_batch(void)
{
    TCase *tcase = tcase_create("batch");
    tcase_add_test(tcase, views_have_any_stride);
    tcase_add_test(tcase, defaults_and_broadcasts);
    tcase_add_test(tcase, thirty_two_dimensions);
    tcase_add_test(tcase, empty_batches_write_nothing);
    tcase_add_test(tcase, a_point_that_is_nan_is_alone);
    return tcase;
}

/* Escape: the first iterate outside, exactly, whatever was skipped.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* The unbounded orbit, row by row, tells where it first is outside. */
static int64_t plain_escape(const chaos_map *map, const double *params, const double *start, uint64_t last,
                            double bound, uint32_t lift)
{
    chaos_options free_orbit = { .size = sizeof free_orbit, .bound = INFINITY, .lift = lift };
    uint64_t dim = chaos_map_dim(map);
    double *state = doubles(dim), *orbit = doubles((last + 1) * dim);
    int64_t first = -1;
    memcpy(state, start, dim * sizeof *state);
    must(chaos_orbit_next(map, last + 1, params, state, orbit, &free_orbit, &why));
    for (uint64_t n = 0; n <= last && first < 0; ++n)
        for (uint64_t d = 0; d < dim; ++d) {
            double x = orbit[n * dim + d];
            if (!isfinite(x) || ((lift || !(chaos_map_wrap(map, d) > 0)) && fabs(x) > bound))
                first = (int64_t)n;
        }
    free(state);
    free(orbit);
    return first;
}

/* Escape and orbit of a batch against that. */
static int check_as(struct points *points, uint64_t transient, uint64_t steps, double bound, uint32_t lift)
{
    const chaos_map *map = points->map;
    uint64_t count = points->count, dim = points->dim, last = transient + steps;
    int64_t *escape = calloc(count, sizeof *escape);
    uint32_t *status = calloc(count, sizeof *status);
    double *orbit = doubles(count * (last + 1) * dim), *final = doubles(count * dim);
    chaos_options options = { .size = sizeof options, .bound = bound, .lift = lift };
    double limit = bound > 0 ? bound : chaos_map_bound(map);
    int escapes = 0;
    must(batch_into(escape, status, map, points_all(points), &options, "escape:transient=%d:steps=%d",
                    (int)transient, (int)steps));
    must(batch_into(final, NULL, map, points_all(points), &options, "final:transient=%d:steps=%d",
                    (int)transient, (int)steps));
    must(chaos_orbit(map, 0, last + 1, 1, points_all(points), orbit, &options, &why));
    for (uint64_t p = 0; p < count; ++p) {
        int64_t first = plain_escape(map, points->params + p * points->nparams, points->states + p * dim,
                                     last, limit, lift);
        ck_assert_msg(escape[p] == first, "%s, point %d, bound %g, transient %d: %d, not %d",
                      chaos_map_name(map), (int)p, limit, (int)transient, (int)escape[p], (int)first);
        ck_assert_msg(!!(status[p] & CHAOS_ESCAPED) == (first >= 0), "%s, point %d: status %u",
                      chaos_map_name(map), (int)p, status[p]);
        ck_assert(!isnan(final[p * dim]) == (first < 0));
        for (uint64_t n = 0; n <= last; ++n)
            for (uint64_t d = 0; d < dim; ++d)
                if (isnan(orbit[(p * (last + 1) + n) * dim + d]) != (first >= 0 && n >= (uint64_t)first))
                    ck_abort_msg("%s, point %d: row %d, escape at %d", chaos_map_name(map), (int)p, (int)n,
                                 (int)first);
        escapes += first >= 0;
    }
    free(escape);
    free(status);
    free(orbit);
    free(final);
    return escapes;
}

static int check(struct points *points, uint64_t transient, uint64_t steps, double bound)
{
    return check_as(points, transient, steps, bound, 0);
}

/* All maps, from far and near, with the map's bound, with one inside the
 * attractor (orbits come back), with none. So many points that some vectors
 * are in flight together and others alone. */
START_TEST(escapes_are_exact)
{
    enum { COUNT = 45 };
    struct rng rng = rng_start("escape");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        for (uint64_t trial = 0; trial < scaled(12); ++trial) {
            struct points *points = points_random(&rng, map, COUNT);
            for (uint64_t s = 0; s < COUNT * points->dim; ++s)
                points->states[s] *= pow(2, rng_between(&rng, -1, 5));
            for (uint64_t p = 0; p < COUNT * points->nparams; ++p)
                points->params[p] *= rng_between(&rng, 0.9, 1.1);
            uint64_t transient = trial % 2 ? rng_below(&rng, 300) : 0;
            uint64_t steps = 1 + rng_below(&rng, 300);
            check(points, transient, steps, 0);
            check(points, transient, steps, INFINITY);
            check(points, transient, steps, rng_between(&rng, 0.2, 2));
            check_as(points, transient, steps, rng_between(&rng, 0.2, 20), 1); /* lifts come and go */
            points_free(points);
        }
    }
}
END_TEST

/* Slow escapes: through the hole near x = 1/2 after hundreds of steps. */
START_TEST(late_escapes)
{
    const chaos_map *map = map_named("logistic");
    struct rng rng = rng_start("late");
    struct points *points = points_new(map, 101);
    for (int i = 0; i < 101; ++i) {
        points->params[i] = 4 + pow(10, rng_between(&rng, -6, -1));
        points->states[i] = rng_between(&rng, 0, 1);
    }
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        int escapes = check(points, 0, 3000, 0);
        ck_assert_msg(escapes > 20 && escapes < 101, "%d of 101 escape", escapes);
        check(points, 1000, 2000, 0);
        check(points, 2999, 1, 0);
        check(points, 63, 2, 0);
    }
    points_free(points);
}
END_TEST

/* The tiles of larger grids have more lanes, whose orbits end at very different times and make room for each other: each time lands
 * at its own point, whatever threads and instruction set do. */
START_TEST(each_lands_where_it_belongs)
{
    static const uint64_t sizes[][2] = { { 1, 1 },    { 3, 5 },     { 9, 71 },
                                         { 90, 100 }, { 130, 140 }, { 180, 190 } };
    const chaos_map *map = map_named("complex_quadratic");
    const char *isa;
    for (size_t s = 0; s < LENGTH(sizes); s++) {
        const chaos_axis axes[] = {
            { .size = sizeof *axes, .name = "cx", .count = sizes[s][0], .start = -2, .stop = 0.6 },
            { .size = sizeof *axes, .name = "cy", .count = sizes[s][1], .start = -1.3, .stop = 1.2 },
        };
        const chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes };
        const uint64_t all = sizes[s][0] * sizes[s][1];
        int64_t *expected = calloc(all, sizeof *expected), *escape = calloc(all, sizeof *escape);
        uint32_t *status = calloc(all, sizeof *status);
        for (uint64_t p = 0; p < all; p++) {
            const double cx = chaos_axis_value(&axes[0], p / sizes[s][1]),
                         cy = chaos_axis_value(&axes[1], p % sizes[s][1]);
            double x = 0, y = 0;
            for (int64_t n = 1; n <= 300 && expected[p] == 0; n++) {
                const double next = x * x - y * y + cx;
                y = 2 * x * y + cy;
                x = next;
                expected[p] = fabs(x) <= 2 && fabs(y) <= 2 ? 0 : n;
            }
        }
        for (size_t k = 0; (isa = isa_at(k)); k++)
            for (uint32_t threads = 1; threads <= 2; threads++) {
                const chaos_options options = { .size = sizeof options, .threads = threads, .bound = 2 };
                must(sweep_into(escape, status, map, &grid, &options, "escape:transient=0:steps=300"));
                for (uint64_t p = 0; p < all; p++)
                    ck_assert_msg(escape[p] == (expected[p] ? expected[p] : -1) &&
                                      status[p] == (expected[p] ? CHAOS_ESCAPED : 0),
                                  "%s, %u threads, point %d of %d: %d and %u, not %d", isa, threads, (int)p,
                                  (int)all, (int)escape[p], status[p], (int)expected[p]);
            }
        free(expected);
        free(escape);
        free(status);
    }
}
END_TEST

/* A bound that orbits cross and come back from, also between two checks. */
START_TEST(a_bound_of_no_return_is_not_assumed)
{
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, 37);
    struct rng rng = rng_start("return");
    for (int i = 0; i < 37; ++i) {
        points->params[i] = 3.6 + 0.011 * i;
        points->states[i] = rng_between(&rng, 0.3, 0.7);
    }
    int escapes = check(points, 0, 2000, 0.9);
    ck_assert_int_gt(escapes, 5);
    check(points, 500, 500, 0.95);
    check(points, 0, 2000, 0.9749999);
    points_free(points);
}
END_TEST

/* Beyond is beyond: on the bound itself an orbit is inside. */
START_TEST(the_bound_is_inside)
{
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, 3);
    points->params[0] = points->params[1] = points->params[2] = 2;
    points->states[0] = 0.75;
    points->states[1] = nextafter(0.75, 1);
    points->states[2] = -0.75; /* -2.625 next */
    int64_t escape[3];
    chaos_options options = { .size = sizeof options, .bound = 0.75 };
    must(batch_into(escape, NULL, map, points_all(points), &options, "escape:transient=0:steps=100"));
    ck_assert_int_eq(escape[0], -1);
    ck_assert_int_eq(escape[1], 0);
    ck_assert_int_eq(escape[2], 1);
    points_free(points);
}
END_TEST

/* Angles have no bound, however small: they are on a circle. */
START_TEST(angles_do_not_escape)
{
    const chaos_map *map = map_named("standard");
    struct points *points = points_new(map, 5);
    chaos_options options = { .size = sizeof options, .bound = 0.1 };
    int64_t escape[5];
    must(batch_into(escape, NULL, map, points_all(points), &options, "escape:transient=0:steps=100"));
    for (int i = 0; i < 5; ++i)
        ck_assert_int_eq(escape[i], -1);
    points_free(points);
}
END_TEST

/* What comes after the last record was not asked for. */
START_TEST(the_last_record_is_the_end)
{
    const chaos_map *map = map_named("logistic");
    double r = 4.05, x = 0.3, rows[2];
    struct points *points = points_new(map, 1);
    points->params[0] = r, points->states[0] = x;
    int64_t first = plain_escape(map, &r, &x, 1000, chaos_map_bound(map), 0);
    ck_assert_int_gt(first, 2);
    for (int late = 0; late < 2; ++late) {
        uint32_t status;
        must(batch_into(rows, &status, map, points_all(points), NULL, "orbit:transient=0:steps=2:every=%d",
                        (int)first - late));
        ck_assert_int_eq(isnan(rows[1]) != 0, !late);
        ck_assert_msg(!!(status & CHAOS_ESCAPED) == !late, "every %d, escape at %d: status %u",
                      (int)first - late, (int)first, status);
    }
    points_free(points);
}
END_TEST

/* When, where and by which side orbits get into a region, which they may leave again, against the orbits themselves; some
 * escape first. */
static void check_region(struct points *points, uint64_t transient, uint64_t steps, uint32_t threads,
                         const char *region, bool (*inside)(const double *x, const double *p))
{
    const uint64_t count = points->count, dim = points->dim, rows = transient + steps + 1;
    double *orbit = doubles(count * rows * dim);
    const chaos_options options = with_threads(threads);
    struct measured m = measured_new(points->map, count,
                                     "escape:region=%s:sides=y < -0.1,x - x,y > 0.2:transient=%d:steps=%d",
                                     region, (int)transient, (int)steps);
    ck_assert_uint_eq(m.n, 4);
    must(batch_measured(points->map, points_all(points), &m, 1, &options));
    must(chaos_orbit(points->map, 0, rows, 1, points_all(points), orbit, NULL, &why));
    for (uint64_t p = 0; p < count; p++) {
        const double *own = orbit + p * rows * dim, nowhere[2] = { NAN, NAN };
        uint64_t n = transient;
        while (n < rows &&
               (isnan(own[n * dim]) || !inside(own + n * dim, points->params + p * points->nparams)))
            n++;
        ck_assert_msg(*(int64_t *)output_at(&m, 0, p) == (n < rows ? (int64_t)n : -1),
                      "%s, point %d: %d, not %d", region, (int)p, (int)*(int64_t *)output_at(&m, 0, p),
                      (int)n);
        same_doubles(output_at(&m, 1, p), n < rows ? own + n * dim : nowhere, dim, "state of point %d",
                     (int)p);
        const double y = n < rows ? own[n * dim + 1] : 0;
        ck_assert_int_eq(*(int64_t *)output_at(&m, 2, p), y < -0.1 ? 0 : y > 0.2 ? 2 : -1);
        ck_assert_uint_eq(*(uint32_t *)output_at(&m, 3, p),
                          n == rows && isnan(own[(rows - 1) * dim]) ? CHAOS_ESCAPED : 0);
    }
    measured_free(&m);
    free(orbit);
}

static bool far_right(const double *x, const double *p) { return x[0] > 0.9 * p[0]; }
static bool far_away(const double *x, const double *p) { return x[0] * x[0] + x[1] * x[1] > 4 + 0 * p[0]; }

START_TEST(regions_are_found_when_they_are_reached)
{
    const chaos_map *map = map_named("henon");
    struct rng rng = rng_start("regions");
    for (uint64_t count = 1; count < 300; count = 3 * count + 2) {
        struct points *points = points_random(&rng, map, count);
        for (uint64_t p = 0; p < count; p += 3)
            points->params[2 * p] = 1.45; /* most of these leave some day */
        for (uint32_t threads = 1; threads <= 2; threads++) {
            check_region(points, 0, 100, threads, "x > 0.9*a", far_right);
            check_region(points, 17, 31, threads, "x > 0.9*a", far_right);
            check_region(points, 0, 64, threads, "x^2 + y^2 > 4", far_away);
        }
        points_free(points);
    }
}
END_TEST

START_TEST(a_region_is_an_expression)
{
    const chaos_map *map = map_named("henon");
    char text[64];
    chaos_measure *m = measure_of(map, "escape:region=x > 1");
    chaos_measure_get(m, "transient", text, sizeof text);
    ck_assert_str_eq(text, "0"); /* not 1000: the way there is what counts */
    chaos_measure_get(m, "region", text, sizeof text);
    ck_assert_str_eq(text, "x > 1");
    chaos_measure_free(m);
    m = measure_of(map, "escape");
    ck_assert_uint_eq(chaos_measure_narrays(m), 2); /* no state */
    ck_assert(chaos_measure_set(m, "region", "z > 1", &why) == CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "region");
    ck_assert_msg(strstr(why.message, "no state or parameter 'z'") != NULL, "%s", why.message);
    chaos_measure_free(m);
    m = measure_of(map, "escape");
    must(chaos_measure_set(m, "sides", "x > 1", &why));
    ck_assert(chaos_measure_check(m, &why) == CHAOS_EINVAL);
    ck_assert_str_eq(why.message, "sides must be those of a region, got 'x > 1' and none");
    chaos_measure_free(m);
    m = measure_of(map, "escape:region=x > 1:sides=y > 0,y < 0");
    chaos_measure_element(m, CHAOS_DIM_COLUMN, 1, text, sizeof text);
    ck_assert_str_eq(text, "y"); /* the columns are those of the state there */
    ck_assert_uint_eq(chaos_measure_narrays(m), 4);
    chaos_measure_free(m);
    m = measure_of(map_named("logistic_ring"), "escape:region=sum(x[j])/N > 0.6");
    ck_assert(chaos_measure_set(m, "region", "x[i] > 1", &why) == CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "region must be one condition for all sites") != NULL, "%s",
                  why.message);
    chaos_measure_free(m);
}
END_TEST

/* One that escaped costs nothing more. */
START_TEST(escaped_orbits_cost_nothing)
{
    const chaos_map *map = map_named("henon");
    struct points *points = points_new(map, 64);
    double out[128];
    for (int i = 0; i < 64; ++i)
        points->states[2 * i] = 10 + i;
    double start = now();
    must(chaos_iterate(map, 1000000000000, points_all(points), out, NULL, &why));
    ck_assert(isnan(out[0]) && isnan(out[127]));
    must(chaos_iterate_one(map, 1000000000000, points->params, points->states, NULL, &why));
    ck_assert(isnan(points->states[0]) && isnan(points->states[1]));
    ck_assert_msg(now() - start < patience(2), "%g s", now() - start);
    points_free(points);
}
END_TEST

TCase *tcase_escape(void)
{
    TCase *tcase = tcase_create("escape");
    tcase_add_test(tcase, escapes_are_exact);
    tcase_add_test(tcase, late_escapes);
    tcase_add_test(tcase, each_lands_where_it_belongs);
    tcase_add_test(tcase, a_bound_of_no_return_is_not_assumed);
    tcase_add_test(tcase, the_bound_is_inside);
    tcase_add_test(tcase, angles_do_not_escape);
    tcase_add_test(tcase, the_last_record_is_the_end);
    tcase_add_test(tcase, regions_are_found_when_they_are_reached);
    tcase_add_test(tcase, a_region_is_an_expression);
    tcase_add_test(tcase, escaped_orbits_cost_nothing);
    return tcase;
}

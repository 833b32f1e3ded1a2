/* Attractors and basins.
 *
 * SPDX-License-Identifier: MIT */
#include "support.h"

#include <math.h>
#include <string.h>

static const char newton[] =
    "t = (x^2 + y^2)^2; x' = (2*x + (x^2 - y^2)/t)/3; y' = (2*y - 2*x*y/t)/3"; /* z - (z^3 - 1)/(3 z^2) */

/* A picture of n x n cells, [-2, 2] both ways, of a map's first two states. */
typedef struct picture {
    int32_t *labels;
    chaos_result *result;
} picture;

static picture draw(const chaos_map *map, uint64_t n, uint64_t max_steps, uint32_t threads)
{
    const chaos_axis axes[2] = {
        { .size = sizeof axes[0], .name = chaos_map_state(map, 0), .count = n, .start = -2.0, .stop = 2.0 },
        { .size = sizeof axes[0], .name = chaos_map_state(map, 1), .count = n, .start = -2.0, .stop = 2.0 },
    };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes };
    const chaos_options options = with_threads(threads);
    picture p = { .labels = malloc(n * n * sizeof *p.labels) };
    must(chaos_basins(map, &grid, max_steps, p.labels, NULL, &p.result, &options, &why));
    return p;
}

static void picture_free(picture *p)
{
    free(p->labels);
    chaos_result_free(p->result);
}

static void copy(const chaos_result *result, const char *table, const char *column, void *to, size_t bytes)
{
    must(chaos_result_copy(result, table, column, to, bytes, NULL, &why));
}

/* ---------------------------------------------------------------- exact facts */

/* x' = 1.5 x - x^3 has the attractors -sqrt(1/2) and sqrt(1/2); each orbit by itself says which. */
START_TEST(two_points)
{
    enum { N = 1000 };
    chaos_map *map = parsed("x' = 1.5*x - x^3", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = N, .start = -1.7, .stop = 1.7 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    int32_t labels[N];
    chaos_result *result;
    double points[2], share[2];
    uint64_t cells[2], others[3];
    uint64_t counted[3] = { 0 };
    must(chaos_basins(map, &grid, 0, labels, NULL, &result, NULL, &why));
    ck_assert_str_eq(chaos_result_kind(result), "basins");
    ck_assert_uint_eq(chaos_result_nrows(result, "rows"), 2);
    copy(result, "rows", "point", points, sizeof points);
    copy(result, "rows", "cells", cells, sizeof cells);
    copy(result, "rows", "share", share, sizeof share);
    copy(result, "others", "cells", others, sizeof others);
    close_to(points[0], -sqrt(0.5), 1e-12, "the lower point");
    close_to(points[1], sqrt(0.5), 1e-12, "the upper point");
    for (int i = 0; i < N; i++) {
        double x = chaos_cell_centre(&axis, (uint64_t)i);
        ck_assert_double_eq(x, -1.7 + (i + 0.5) * (3.4 / N));
        for (int k = 0; k < 1000 && fabs(x) < 1e10; k++)
            x = 1.5 * x - x * x * x;
        const int32_t expected = fabs(x) > 1e9 ? CHAOS_LABEL_ESCAPED : x > 0.0;
        ck_assert_msg(labels[i] == expected, "cell %d has label %d, not %d", i, labels[i], expected);
        counted[expected < 0 ? 2 : expected]++;
    }
    ck_assert(counted[2] > 0);
    ck_assert_mem_eq(cells, counted, sizeof cells);
    ck_assert_double_eq(share[0], (double)counted[0] / N);
    ck_assert_uint_eq(others[0], counted[2]);
    ck_assert_uint_eq(others[1] + others[2], 0);
    chaos_result_free(result);
    chaos_map_free(map);
}
END_TEST

/* Newton's method for the cube roots of one: a start's root by plain arithmetic; and the shares of a third of which
 * [-2, 2]^2 cuts off some, .3528, .3236, .3236. */
START_TEST(three_roots)
{
    enum { N = 300 };
    chaos_map *map = parsed(newton, NULL);
    picture p = draw(map, N, 0, 2);
    double points[3][2], share[3];
    ck_assert_uint_eq(chaos_result_nrows(p.result, "rows"), 3);
    copy(p.result, "rows", "point", points, sizeof points);
    copy(p.result, "rows", "share", share, sizeof share);
    close_to(share[2], 0.3528, 5e-4, "the share of 1");
    close_to(share[0], 0.3236, 5e-4, "the share of its neighbour");
    ck_assert_double_eq(share[0], share[1]);
    uint64_t wrong = 0;
    for (int i = 0; i < N * N; i += 7) {
        double x = -2.0 + (i / N + 0.5) * (4.0 / N), y = -2.0 + (i % N + 0.5) * (4.0 / N);
        for (int k = 0; k < 200; k++) {
            const double t = (x * x + y * y) * (x * x + y * y), u = (2.0 * x + (x * x - y * y) / t) / 3.0;
            y = (2.0 * y - 2.0 * x * y / t) / 3.0;
            x = u;
        }
        const int32_t label = p.labels[i];
        wrong += label < 0 || hypot(x - points[label][0], y - points[label][1]) > 1e-9;
    }
    ck_assert_uint_eq(wrong, 0);
    picture_free(&p);
    chaos_map_free(map);
}
END_TEST

static void expect_one(const char *name, const double *params, uint32_t kind, uint64_t period)
{
    const chaos_map *map = chaos_map_find(name);
    if (!map)
        return;
    const chaos_grid grid = { .size = sizeof grid, .starts = 500, .seed = 7, .params = params };
    int32_t labels[500];
    chaos_result *result;
    uint32_t got[1];
    uint64_t p[1];
    must(chaos_basins(map, &grid, 0, labels, NULL, &result, NULL, &why));
    ck_assert_uint_eq(chaos_result_nrows(result, "rows"), 1);
    copy(result, "rows", "kind", got, sizeof got);
    copy(result, "rows", "period", p, sizeof p);
    ck_assert_msg(got[0] == kind && p[0] == period, "%s: kind %u, period %llu", name, got[0],
                  (unsigned long long)p[0]);
    for (int i = 0; i < 500; i++)
        ck_assert(labels[i] == 0 || labels[i] == CHAOS_LABEL_ESCAPED);
    chaos_result_free(result);
}

START_TEST(kinds)
{
    expect_one("logistic", (const double[]){ 3.83 }, CHAOS_ATTRACTOR_CYCLE, 3);
    expect_one("logistic", (const double[]){ 3.9 }, CHAOS_ATTRACTOR_CHAOTIC, 0);
    expect_one("henon", NULL, CHAOS_ATTRACTOR_CHAOTIC, 0);
    expect_one("delayed_logistic", (const double[]){ 2.1 }, CHAOS_ATTRACTOR_QUASIPERIODIC, 0);
}
END_TEST

/* Where nothing attracts: areas are kept; or each point of a line is a limit set of its own. */
START_TEST(none)
{
    static const struct {
        const char *text, *conservative;
    } maps[] = {
        { "p' = (p + 0.9*sin(theta)) mod 2*pi; theta' = (theta + p') mod 2*pi", "\"conservative\": 1" },
        { "x' = x; y' = y/2", "\"conservative\": 0" },
    };
    for (size_t i = 0; i < LENGTH(maps); i++) {
        chaos_map *map = parsed(maps[i].text, NULL);
        picture p = draw(map, 10, 2000, 1);
        ck_assert_uint_eq(chaos_result_nrows(p.result, "rows"), 0);
        ck_assert_ptr_nonnull(strstr(chaos_result_recipe(p.result), maps[i].conservative));
        for (int k = 0; k < 100; k++)
            ck_assert_int_eq(p.labels[k], CHAOS_LABEL_UNRESOLVED);
        picture_free(&p);
        chaos_map_free(map);
    }
}
END_TEST

/* ----------------------------------------------------------------------- bits */

static void expect_same(const picture *a, const picture *b, uint64_t n, const char *how)
{
    same_bytes(a->labels, b->labels, n * n * sizeof *a->labels, "labels, %s", how);
    const uint64_t rows = chaos_result_nrows(a->result, "rows");
    ck_assert_uint_eq(rows, chaos_result_nrows(b->result, "rows"));
    static const char *const columns[] = { "point", "exponents", "exponents_error", "centre", "extent" };
    for (size_t i = 0; i < LENGTH(columns); i++) {
        const uint64_t count = chaos_result_elements(a->result, "rows", columns[i]);
        double *x = doubles(count), *y = doubles(count);
        copy(a->result, "rows", columns[i], x, count * sizeof *x);
        copy(b->result, "rows", columns[i], y, count * sizeof *y);
        same_doubles(x, y, count, "%s, %s", columns[i], how);
        free(x);
        free(y);
    }
}

START_TEST(bits)
{
    enum { N = 150 };
    chaos_map *const maps[] = { parsed(newton, NULL), parsed("x' = 1 - 1.4*x^2 + y; y' = 0.3*x", NULL),
                                parsed("x' = 1.1*y; y' = sin(x)*y + 0.3*x", NULL) };
    for (size_t m = 0; m < LENGTH(maps); m++) {
        picture first[FAMILIES] = { { NULL, NULL } };
        const char *isa;
        for (size_t i = 0; (isa = isa_at(i)); i++) {
            const int family = isa_family(isa, NULL);
            picture p = draw(maps[m], N, 500, 1 + i % 3);
            if (first[family].labels) {
                expect_same(&p, &first[family], N, isa);
                picture_free(&p);
            } else {
                first[family] = p;
            }
        }
        isa_default();
        for (int f = 0; f < FAMILIES; f++)
            picture_free(&first[f]);
        chaos_map_free(maps[m]);
    }
}
END_TEST

/* --------------------------------------------------------------------- stopping */

static int stop_soon(void *calls, double done, double total)
{
    ck_assert(done <= total);
    return ++*(int *)calls > 2;
}

START_TEST(stopped)
{
    enum { N = 300 };
    chaos_map *map = parsed("p' = (p + 0.9*sin(theta)) mod 2*pi; theta' = (theta + p') mod 2*pi", NULL);
    const chaos_axis axes[2] = {
        { .size = sizeof axes[0], .name = "p", .count = N, .stop = 6.0 },
        { .size = sizeof axes[0], .name = "theta", .count = N, .stop = 6.0 },
    };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes };
    int calls = 0;
    const chaos_options options = { .size = sizeof options, .progress = stop_soon, .user = &calls };
    int32_t *labels = malloc(N * N * sizeof *labels);
    chaos_result *result;
    const double start = now();
    ck_assert_int_eq(chaos_basins(map, &grid, UINT64_C(1) << 40, labels, NULL, &result, &options, &why),
                     CHAOS_ECANCELED);
    ck_assert(now() - start < patience(2.0));
    ck_assert_ptr_null(result);
    for (int i = 0; i < N * N; i++)
        ck_assert_int_eq(labels[i], CHAOS_LABEL_PENDING);
    free(labels);
    chaos_map_free(map);
}
END_TEST

/* --------------------------------------------------------------------- mistakes */

START_TEST(mistakes)
{
    chaos_map *map = parsed("a = 1.4; x' = 1 - a*x^2 + y; y' = 0.3*x", NULL),
              *timed = parsed("x' = x/2 + n", NULL), *noisy = parsed("x' = x/2 + normal()", NULL), *large;
    const double box[4] = { -2.0, 2.0, 1.0, -1.0 }, params[1] = { NAN }, state[2] = { INFINITY, 0.0 };
    const chaos_axis x = { .size = sizeof x, .name = "x", .count = 4, .start = -1.0, .stop = 1.0 },
                     a = { .size = sizeof a, .name = "a", .count = 4, .start = -1.0, .stop = 1.0 },
                     q = { .size = sizeof q, .name = "q", .count = 4 },
                     none = { .size = sizeof none, .name = "x" },
                     wide = { .size = sizeof wide, .name = "x", .count = 4, .start = -1e308, .stop = 1e308 };
    must(chaos_map_lattice("logistic_ring", 10001, &large, &why));
    const struct {
        const chaos_map *map;
        chaos_grid grid;
        uint64_t max_steps;
        const char *argument;
    } calls[] = {
        { NULL, { .naxes = 1, .axes = &x }, 0, "map" },
        { timed, { .naxes = 1, .axes = &x }, 0, "map" },
        { noisy, { .naxes = 1, .axes = &x }, 0, "map" },
        { large, { .starts = 10 }, 0, "map" },
        { map, { .naxes = 1, .axes = &a }, 0, "a" },
        { map, { .naxes = 1, .axes = &q }, 0, "axes" },
        { map, { .naxes = 1, .axes = &none }, 0, "x" },
        { map, { .naxes = 1, .axes = &wide }, 0, "x" },
        { map, { .naxes = 0 }, 0, "axes" },
        { map, { .naxes = 5, .axes = &x }, 0, "naxes" },
        { map, { .naxes = 1, .axes = &x, .first = 1 }, 0, "first" },
        { map, { .naxes = 1, .axes = &x, .count = 1 }, 0, "count" },
        { map, { .naxes = 1, .axes = &x, .seed = 1 }, 0, "seed" },
        { map, { .naxes = 1, .axes = &x, .box = box }, 0, "box" },
        { map, { .starts = 10 }, 0, "box" },
        { map, { .naxes = 1, .axes = &x, .params = params }, 0, "a" },
        { map, { .naxes = 1, .axes = &x, .state = state }, 0, "x" },
        { map, { .naxes = 1, .axes = &x }, UINT64_MAX, "max_steps" },
    };
    int32_t labels[4] = { 7, 7, 7, 7 };
    for (size_t i = 0; i < LENGTH(calls); i++) {
        chaos_grid grid = calls[i].grid;
        chaos_result *result = NULL;
        chaos_error error;
        grid.size = sizeof grid;
        ck_assert_int_eq(chaos_basins(calls[i].map, &grid, calls[i].max_steps, labels, NULL, &result, NULL,
                                      &error),
                         CHAOS_EINVAL);
        ck_assert_msg(strcmp(error.argument, calls[i].argument) == 0, "call %zu: %s: %s", i, error.argument,
                      error.message);
        ck_assert_ptr_null(result);
        ck_assert_int_eq(labels[0], 7);
    }
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &x };
    chaos_result *result;
    ck_assert_int_eq(chaos_basins(map, NULL, 0, labels, NULL, &result, NULL, NULL), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_basins(map, &grid, 0, NULL, NULL, &result, NULL, NULL), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_basins(map, &grid, 0, labels, NULL, NULL, NULL, NULL), CHAOS_EINVAL);
    ck_assert(isnan(chaos_cell_centre(&x, 4)) && isnan(chaos_cell_centre(NULL, 0)));
    chaos_map_free(map);
    chaos_map_free(timed);
    chaos_map_free(noisy);
    chaos_map_free(large);
}
END_TEST

/* Sites that nothing is said of start where a lattice starts, each elsewhere. */
START_TEST(a_lattice_with_its_own_starts)
{
    chaos_map *ring = NULL;
    must(chaos_map_lattice("logistic_ring", 3, &ring, &why));
    const chaos_axis axis = { .size = sizeof axis, .name = "x0", .count = 4, .start = 0.1, .stop = 0.9 };
    double state[3];
    int32_t labels[4], expected[4];
    chaos_result *result, *with_state;
    for (uint64_t i = 0; i < 3; i++)
        state[i] = chaos_map_state_default(ring, i);
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    must(chaos_basins(ring, &grid, 1000, labels, NULL, &result, NULL, &why));
    grid.state = state;
    must(chaos_basins(ring, &grid, 1000, expected, NULL, &with_state, NULL, &why));
    ck_assert_mem_eq(labels, expected, sizeof labels);
    ck_assert_str_eq(chaos_result_recipe(result), chaos_result_recipe(with_state));
    chaos_result_free(result);
    chaos_result_free(with_state);
    chaos_map_free(ring);
}
END_TEST

static int last_done(void *user, double done, double total)
{
    (void)total;
    *(double *)user = done;
    return 0;
}

/* x' = x - x^3 creeps to 0 as 1/sqrt(2 n): after some such orbits the others are no longer looked at for long. */
START_TEST(orbits_that_creep_do_not_take_long)
{
    enum { N = 100, STEPS = 2000 };
    chaos_map *map = parsed("x' = x - x^3", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = N, .start = -1.0, .stop = 1.0 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    double done = 0.0;
    const chaos_options options = {
        .size = sizeof options, .threads = 1, .progress = last_done, .user = &done
    };
    int32_t labels[N];
    chaos_result *result;
    must(chaos_basins(map, &grid, STEPS, labels, NULL, &result, &options, &why));
    ck_assert_msg(done < 1.5e9, "%g iterates for %d starts of %d", done, N, STEPS);
    chaos_result_free(result);
    chaos_map_free(map);
}
END_TEST

/* x' = x/2 comes to 0, whose cell, one of 4096 in the box of 1, reaches to 1/8192; beside it 1/16384 of the next one is
 * its own, too. Escapes are those of the measure. */
START_TEST(times_of_arrival)
{
    enum { N = 300 };
    chaos_map *map = parsed("x' = x > 1 ? 3*x : x/2", NULL);
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = N, .start = 0.01, .stop = 1.99 };
    const double box[2] = { 0, 1 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .box = box };
    int64_t times[N], escapes[N], other[N];
    int32_t labels[N], same[N];
    double starts[N];
    struct points *points = points_new(map, N);
    chaos_result *result;
    const char *isa;
    must(chaos_basins(map, &grid, 0, labels, times, &result, NULL, &why));
    chaos_result_free(result);
    for (uint64_t i = 0; i < N; ++i)
        points->states[i] = starts[i] = chaos_cell_centre(&axis, i);
    must(batch_into(escapes, NULL, map, points_all(points), NULL, "escape:transient=0:steps=1000"));
    for (int i = 0; i < N; ++i) {
        int64_t n = 0;
        for (double x = starts[i]; starts[i] < 1 && x > 1 / 8192.0; x /= 2)
            ++n;
        ck_assert_int_eq(labels[i], starts[i] < 1 ? 0 : CHAOS_LABEL_ESCAPED);
        if (starts[i] < 1)
            ck_assert_msg(times[i] == n || times[i] == n - 1, "%g: %d, not %d", starts[i], (int)times[i],
                          (int)n);
        else
            ck_assert_int_eq(times[i], escapes[i]);
    }
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        for (uint32_t threads = 1; threads < 4; threads++) {
            const chaos_options options = with_threads(threads);
            must(chaos_basins(map, &grid, 0, same, other, &result, &options, &why));
            ck_assert_mem_eq(other, times, sizeof times);
            chaos_result_free(result);
        }
    must(chaos_basins(map, &grid, 9, same, other, &result, NULL, &why));
    ck_assert_int_eq(same[N / 3], CHAOS_LABEL_UNRESOLVED);
    ck_assert_int_eq(other[N / 3], -1);
    chaos_result_free(result);
    points_free(points);
    chaos_map_free(map);
}
END_TEST

/* Each orbit by itself, in the cells of its own attractor: those that other orbits end in. Nothing is asked of the labels,
 * which are those without times. */
START_TEST(times_change_no_labels)
{
    enum { N = 60 };
    const chaos_map *map = map_named("henon");
    const chaos_axis axes[2] = {
        { .size = sizeof axes[0], .name = "x", .count = N, .start = -2.0, .stop = 2.0 },
        { .size = sizeof axes[0], .name = "y", .count = N, .start = -2.0, .stop = 2.0 },
    };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes };
    static int64_t times[N * N];
    static int32_t labels[N * N];
    chaos_result *result;
    picture plain = draw(map, N, 0, 1);
    must(chaos_basins(map, &grid, 0, labels, times, &result, NULL, &why));
    ck_assert_mem_eq(labels, plain.labels, sizeof labels);
    for (int i = 0; i < N * N; ++i)
        ck_assert_msg(times[i] >= 0 && times[i] < 100, "%d: %d", i, (int)times[i]);
    chaos_result_free(result);
    picture_free(&plain);
}
END_TEST

START_TEST(kinds_have_names)
{
    ck_assert_str_eq(chaos_attractor_name(CHAOS_ATTRACTOR_CYCLE), "cycle");
    ck_assert_str_eq(chaos_attractor_name(CHAOS_ATTRACTOR_QUASIPERIODIC), "quasi-periodic");
    ck_assert_str_eq(chaos_attractor_name(CHAOS_ATTRACTOR_CHAOTIC), "chaotic");
    ck_assert_ptr_null(chaos_attractor_name(3));
}
END_TEST

TCase *tcase_basins(void)
{
    TCase *tcase = tcase_create("basins");
    tcase_set_timeout(tcase, patience(60));
    tcase_add_test(tcase, kinds_have_names);
    tcase_add_test(tcase, a_lattice_with_its_own_starts);
    tcase_add_test(tcase, orbits_that_creep_do_not_take_long);
    tcase_add_test(tcase, two_points);
    tcase_add_test(tcase, times_of_arrival);
    tcase_add_test(tcase, times_change_no_labels);
    tcase_add_test(tcase, three_roots);
    tcase_add_test(tcase, kinds);
    tcase_add_test(tcase, none);
    tcase_add_test(tcase, bits);
    tcase_add_test(tcase, stopped);
    tcase_add_test(tcase, mistakes);
    return tcase;
}

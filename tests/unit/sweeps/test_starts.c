/* Random starts: where they are, that they depend on nothing else, and what pools them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { A = 5, STARTS = 37 };

static const double box[] = { -0.4, 0.6, 0.25, 0.25 };

static chaos_grid starts_of(const chaos_axis *axis, uint64_t starts)
{
    return (chaos_grid){
        .size = sizeof(chaos_grid), .naxes = 1, .axes = axis, .starts = starts, .seed = 11, .box = box
    };
}

static const chaos_axis henon_axis = {
    .size = sizeof henon_axis, .name = "a", .count = A, .start = 0.2, .stop = 1.4
};

static const double *all_starts(void)
{
    static double starts[A][STARTS][2];
    const chaos_grid grid = starts_of(&henon_axis, STARTS);
    must(sweep_into(starts, NULL, map_named("henon"), &grid, NULL, "orbit:transient=0:steps=1"));
    return &starts[0][0][0];
}

START_TEST(starts_fill_their_box)
{
    const double *x = all_starts();
    double sum = 0;
    for (int i = 0; i < A * STARTS; ++i) {
        ck_assert(x[2 * i] >= box[0] && x[2 * i] < box[1]);
        ck_assert(x[2 * i + 1] == box[2]);
        sum += x[2 * i];
        for (int k = 0; k < i; ++k)
            ck_assert(x[2 * k] != x[2 * i]);
    }
    close_to(sum / (A * STARTS), 0.1, 5 / sqrt(12.0 * A * STARTS), "mean");
}
END_TEST

/* Of fewer starts, of a part of the grid, of another grid with the same points: the same starts. */
START_TEST(a_start_is_its_own)
{
    double some[A][STARTS - 5][2], part[2 * STARTS][2];
    const double *all = all_starts();
    chaos_grid grid = starts_of(&henon_axis, STARTS - 5);
    must(sweep_into(some, NULL, map_named("henon"), &grid, NULL, "orbit:transient=0:steps=1"));
    for (int a = 0; a < A; ++a)
        same_doubles(some[a][0], all + 2 * a * STARTS, 2 * (STARTS - 5), "fewer, point %d", a);
    grid.starts = STARTS;
    grid.first = 2, grid.count = 2;
    must(sweep_into(part, NULL, map_named("henon"), &grid, NULL, "orbit:transient=0:steps=1"));
    same_doubles(part[0], all + 2 * 2 * STARTS, 2 * 2 * STARTS, "a part");
    grid.seed = 12;
    must(sweep_into(part, NULL, map_named("henon"), &grid, NULL, "orbit:transient=0:steps=1"));
    for (int i = 0; i < 2 * STARTS; ++i)
        ck_assert(part[i][0] != all[2 * 2 * STARTS + 2 * i]);
}
END_TEST

/* An axis of a state keeps its values, and a box is the map's view by default. */
START_TEST(axes_and_views)
{
    double x[3 * STARTS][2], low, high;
    const chaos_map *map = map_named("henon");
    const chaos_axis axis = { .size = sizeof axis, .name = "x", .count = 3, .start = 0.1, .stop = 0.3 };
    chaos_grid grid = starts_of(&axis, STARTS);
    grid.box = NULL;
    must(sweep_into(x, NULL, map, &grid, NULL, "orbit:transient=0:steps=1"));
    ck_assert(chaos_map_view(map, 1, &low, &high));
    for (int i = 0; i < 3 * STARTS; ++i) {
        ck_assert(x[i][0] == chaos_axis_value(&axis, (uint64_t)i / STARTS));
        ck_assert(x[i][1] >= low && x[i][1] < high && (i == 0 || x[i][1] != x[i - 1][1]));
    }
}
END_TEST

/* The same as a batch of the starts, one after the other: what is pooled is the sum in the end. */
START_TEST(pooling_is_all_starts_together)
{
    enum { BINS = 16, STEPS = 100 };
    const chaos_map *map = map_named("henon");
    const chaos_grid grid = starts_of(&henon_axis, STARTS);
    static uint64_t density[A][BINS], each[STARTS][BINS];
    double moments[A][2][4], own[STARTS][2][4], a;
    uint32_t status[A], masks[STARTS];
    must(sweep_into(density, status, map, &grid, NULL, "density:bins=%d:range=-1,1:transient=7:steps=%d",
                    BINS, STEPS));
    must(sweep_into(moments, NULL, map, &grid, NULL, "moments:transient=7:steps=%d", STEPS));
    for (uint64_t k = 0; k < A; ++k) {
        struct points *points = points_new(map, STARTS);
        a = chaos_axis_value(&henon_axis, k);
        for (int i = 0; i < STARTS; ++i) {
            points->params[2 * i] = a;
            memcpy(points->states + 2 * i, all_starts() + 2 * (k * STARTS + (uint64_t)i), 2 * sizeof(double));
        }
        must(batch_into(each, masks, map, points_all(points), NULL,
                        "density:bins=%d:range=-1,1:transient=7:steps=%d", BINS, STEPS));
        must(batch_into(own, NULL, map, points_all(points), NULL, "moments:transient=7:steps=%d", STEPS));
        uint32_t all = 0;
        double mean = 0, square = 0, low = INFINITY, high = -INFINITY, inside = 0;
        for (int i = 0; i < STARTS; ++i) {
            all |= masks[i];
            for (int b = 0; b < BINS; ++b)
                density[k][b] -= each[i][b];
            if (isnan(own[i][0][0]))
                continue;
            inside++;
            mean += own[i][0][0];
            square += own[i][0][1] + own[i][0][0] * own[i][0][0];
            low = fmin(low, own[i][0][2]), high = fmax(high, own[i][0][3]);
        }
        ck_assert_uint_eq(status[k], all);
        for (int b = 0; b < BINS; ++b)
            ck_assert_uint_eq(density[k][b], 0);
        mean /= inside;
        close_to(moments[k][0][0], mean, 1e-12, "mean at a = %g", a);
        close_to(moments[k][0][1], square / inside - mean * mean, 1e-12, "variance at a = %g", a);
        ck_assert(moments[k][0][2] == low && moments[k][0][3] == high);
        points_free(points);
    }
}
END_TEST

static size_t measure_starts(const chaos_map *map, const chaos_grid *grid, uint32_t threads,
                             struct measured measures[MAX_KINDS])
{
    const chaos_options options = with_threads(threads);
    const size_t n = measures_all(map, (grid->count ? grid->count : A) * STARTS, 50, 3000, measures);
    must(sweep_measured(map, grid, measures, n, &options));
    return n;
}

/* Every measure has the same bits for any threads and instruction sets of a family. */
START_TEST(bits_do_not_depend_on_the_machine)
{
    const chaos_map *map = map_named("henon");
    struct measured expected[FAMILIES][MAX_KINDS], got[MAX_KINDS];
    bool known[FAMILIES] = { false };
    const chaos_grid grid = starts_of(&henon_axis, STARTS);
    const char *isa;
    size_t n = 0;
    for (size_t i = 0; (isa = isa_at(i)); ++i)
        for (uint32_t threads = 1; threads <= 5; threads += 2) {
            const int family = isa_family(isa, NULL);
            struct measured *m = known[family] ? got : expected[family];
            n = measure_starts(map, &grid, threads, m);
            for (size_t k = 0; k < n && m == got; ++k)
                same_measured(&m[k], &expected[family][k], "%s on %s, %d threads", m[k].kind, isa,
                              (int)threads);
            if (m == got)
                measures_free(got, n);
            known[family] = true;
        }
    for (int family = 0; family < FAMILIES; ++family)
        if (known[family])
            measures_free(expected[family], n);
}
END_TEST

static int stop_soon(void *user, double done, double total)
{
    (void)total;
    return done > *(double *)user;
}

/* A point is known as a whole or not at all. */
START_TEST(cancelled_points_are_pending)
{
    enum { POINTS = 40, MANY = 1000, STEPS = 20000 };
    static double moments[POINTS][4], all[POINTS][4];
    static uint32_t status[POINTS];
    const chaos_map *map = map_named("logistic");
    const chaos_axis axis = { .size = sizeof axis, .name = "r", .count = POINTS, .start = 3.6, .stop = 3.99 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .starts = MANY };
    double enough = 0.3 * POINTS * MANY * STEPS;
    chaos_options options = { .size = sizeof options, .threads = 2, .progress = stop_soon, .user = &enough };
    ck_assert_int_eq(sweep_into(moments, status, map, &grid, &options, "moments:transient=0:steps=%d", STEPS),
                     CHAOS_ECANCELED);
    must(sweep_into(all, NULL, map, &grid, NULL, "moments:transient=0:steps=%d", STEPS));
    int known = 0;
    for (int i = 0; i < POINTS; ++i) {
        if (status[i] == CHAOS_PENDING)
            continue;
        ck_assert(!(status[i] & CHAOS_PENDING));
        same_doubles(moments[i], all[i], 4, "point %d", i);
        known++;
    }
    ck_assert(known > 0 && known < POINTS);
}
END_TEST

START_TEST(mistakes_are_named)
{
    static const double upside_down[] = { 0.5, -0.5, 0, 0 }, endless[] = { 0, INFINITY, 0, 0 };
    static const struct {
        const char *argument, *says;
        uint64_t starts, seed;
        const double *box;
    } mistakes[] = {
        { "box", "box of x must be low <= high, both finite, got 0.5,-0.5", 2, 0, upside_down },
        { "box", "box of x must be low <= high, both finite, got 0,inf", 2, 0, endless },
        { "box", "box must be NULL where starts is 0, got ranges", 0, 0, box },
        { "seed", "seed must be 0 where starts is 0, got 3", 0, 3, NULL },
        { "starts", "starts must be at most 4294967295, got 4294967296", UINT64_C(1) << 32, 0, box },
    };
    double out[64];
    for (size_t i = 0; i < LENGTH(mistakes); ++i) {
        const chaos_grid grid = { .size = sizeof grid,
                                  .starts = mistakes[i].starts,
                                  .seed = mistakes[i].seed,
                                  .box = mistakes[i].box };
        ck_assert_int_eq(sweep_into(out, NULL, map_named("henon"), &grid, NULL, "final"), CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, mistakes[i].argument);
        ck_assert_str_eq(why.message, mistakes[i].says);
    }
    chaos_map *map = parsed("x' = r*x*(1 - x)", &(chaos_text){ .size = sizeof(chaos_text),
                                                               .nvalues = 1,
                                                               .names = (const char *const[]){ "r" },
                                                               .values = (const double[]){ 3.7 } });
    const chaos_grid grid = { .size = sizeof grid, .starts = 2 };
    ck_assert_int_eq(sweep_into(out, NULL, map, &grid, NULL, "final"), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "box");
    chaos_map_free(map);
}
END_TEST

TCase *tcase_starts(void)
{
    TCase *tcase = tcase_create("starts");
    tcase_add_test(tcase, starts_fill_their_box);
    tcase_add_test(tcase, a_start_is_its_own);
    tcase_add_test(tcase, axes_and_views);
    tcase_add_test(tcase, pooling_is_all_starts_together);
    tcase_add_test(tcase, bits_do_not_depend_on_the_machine);
    tcase_add_test(tcase, cancelled_points_are_pending);
    tcase_add_test(tcase, mistakes_are_named);
    return tcase;
}

/* Large lattices are cut into stretches that threads share. Their bits are those of single steps, which
 * are not cut.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

static const uint64_t sites[] = { 16384, 30011 };
static const uint32_t threads[] = { 1, 2, 3, 7 };
enum { FEW = 20, ROWS = 5 };

/* With fewer random cases one number of sites and of threads will do: sanitizers take minutes over all. */
static bool all_sizes(void) { return test_scale() >= 1; }
/* More than the 64 that a stretch goes at a time. */
static uint64_t all_steps(void) { return all_sizes() ? 140 : 70; }

static chaos_map *large_lattice(const char *name, uint64_t n)
{
    chaos_map *map = NULL;
    must(chaos_map_lattice(name, n, &map, &why));
    return map;
}

static double *step_by_step(const chaos_map *map, const double *params, const double *start, uint64_t n0,
                            uint64_t steps)
{
    const uint64_t dim = chaos_map_dim(map);
    double *x = doubles(dim);
    memcpy(x, start, dim * sizeof *x);
    chaos_options options = with_threads(1);
    for (options.n0 = n0; options.n0 < n0 + steps && x[0] == x[0]; options.n0++)
        must(chaos_iterate_one(map, 1, params, x, &options, &why));
    return x;
}

static void check_one(const chaos_map *map, const struct points *points, const char *isa)
{
    const uint64_t dim = points->dim;
    double *x = doubles(dim), *y = doubles(dim), *rows = doubles(ROWS * dim);
    double *expected = step_by_step(map, points->params, points->states, 0, FEW),
           *end = step_by_step(map, points->params, expected, FEW, all_steps());
    for (size_t k = 0; k < LENGTH(threads); k++) {
        if (!all_sizes() && threads[k] != 3)
            continue;
        chaos_options options = with_threads(threads[k]);
        memcpy(x, points->states, dim * sizeof *x);
        must(chaos_iterate_one(map, FEW, points->params, x, &options, &why));
        same_doubles(x, expected, dim, "%s of %d states on %s, %d threads, few steps", chaos_map_name(map),
                     (int)dim, isa, (int)threads[k]);
        options.n0 = FEW;
        if (x[0] == x[0])
            must(chaos_iterate_one(map, all_steps(), points->params, x, &options, &why));
        same_doubles(x, end, dim, "%s of %d states on %s, %d threads", chaos_map_name(map), (int)dim, isa,
                     (int)threads[k]);
    }
    memcpy(x, points->states, dim * sizeof *x);
    must(chaos_orbit_next(map, ROWS, points->params, x, rows, NULL, &why));
    memcpy(y, points->states, dim * sizeof *y);
    for (int i = 0; i < ROWS; i++) {
        same_doubles(rows + i * (int)dim, y, dim, "%s, row %d on %s", chaos_map_name(map), i, isa);
        double *next = step_by_step(map, points->params, y, (uint64_t)i, 1);
        memcpy(y, next, dim * sizeof *y);
        free(next);
    }
    free(x);
    free(y);
    free(rows);
    free(expected);
    free(end);
}

/* The second time a site leaves; the third time there is no bound that is exact, and each step is watched. */
static void check_map(struct rng *rng, const chaos_map *map)
{
    struct points *points = points_random(rng, map, 1);
    const char *isa;
    for (size_t j = 0; (isa = isa_at(j)); j++)
        check_one(map, points, isa);
    points->states[rng_below(rng, points->dim)] = 1.2;
    check_one(map, points, "the best");
    points_free(points);
    points = points_random(rng, map, 1);
    points->params[1] = -0.05;
    check_one(map, points, "the best");
    points_free(points);
}

START_TEST(bits_are_those_of_single_steps)
{
    struct rng rng = rng_start("stretches");
    for (size_t i = 0; i < chaos_map_count(); i++)
        for (size_t k = all_sizes() ? 0 : 1; k < LENGTH(sites) && chaos_map_sites(chaos_map_at(i)); k++) {
            chaos_map *map = large_lattice(chaos_map_name(chaos_map_at(i)), sites[k]);
            check_map(&rng, map);
            chaos_map_free(map);
        }
}
END_TEST

START_TEST(bits_of_texts_are_those_of_single_steps)
{
    static const char *const texts[] = {
        "x[i]' = r*x[i]*(1 - x[i]) + e*(x[i-3] - x[i+2])*x[i]; r = 3.7; e = 0.05",
        "x[i]' = 1 - a*x[i]^2 + y[i-1]/50; y[i]' = e*x[i+1]*cos(n); a = 1.7; e = 0.1",
    };
    const chaos_text options = { .size = sizeof options, .sites = 16411 };
    struct rng rng = rng_start("stretches of texts");
    for (size_t i = 0; i < LENGTH(texts); i++) {
        chaos_map *map = parsed(texts[i], &options);
        check_map(&rng, map);
        chaos_map_free(map);
    }
}
END_TEST

/* All measures that take no tangent vectors, some of whose points leave or are no numbers. */
START_TEST(batches_do_not_depend_on_threads)
{
    static const char *const texts[] = { "final:transient=100:steps=31",
                                         "moments:transient=7:steps=9:every=13", "orbit:transient=2:steps=4",
                                         "escape:steps=200" };
    static const double odd[] = { NAN, INFINITY, -1e9, 1.2 };
    enum { COUNT = LENGTH(odd) + 1 };
    struct rng rng = rng_start("stretches");
    for (size_t i = 0; i < chaos_map_count(); i++) {
        if (!chaos_map_sites(chaos_map_at(i)))
            continue;
        chaos_map *map = large_lattice(chaos_map_name(chaos_map_at(i)), 30011);
        struct points *points = points_random(&rng, map, COUNT);
        for (size_t k = 0; k < LENGTH(odd); k++)
            points->states[(1 + k) * points->dim + rng_below(&rng, points->dim)] = odd[k];
        struct measured one[LENGTH(texts)], many[LENGTH(texts)], single[LENGTH(texts)];
        for (size_t m = 0; m < LENGTH(texts); m++) {
            one[m] = measured_new(map, COUNT, "%s", texts[m]);
            many[m] = measured_new(map, COUNT, "%s", texts[m]);
            single[m] = measured_new(map, 1, "%s", texts[m]);
        }
        chaos_options options = with_threads(1);
        must(batch_measured(map, points_all(points), one, LENGTH(texts), &options));
        options.threads = 3;
        must(batch_measured(map, points_all(points), many, LENGTH(texts), &options));
        for (uint64_t p = 0; p < COUNT; p++) {
            must(batch_measured(map, points_slice(points, p, 1), single, LENGTH(texts), &options));
            double *x = step_by_step(map, points->params + p * points->nparams,
                                     points->states + p * points->dim, 0, p == 0 ? 131 : 0);
            if (p == 0)
                same_doubles(output_at(&one[0], 0, 0), x, points->dim, "%s", chaos_map_name(map));
            free(x);
            for (size_t m = 0; m < LENGTH(texts); m++)
                for (size_t o = 0; o < single[m].n; o++) {
                    same_bytes(output_at(&single[m], o, 0), output_at(&one[m], o, p), single[m].bytes[o],
                               "%s, %s of point %d", chaos_map_name(map), texts[m], (int)p);
                    same_bytes(output_at(&many[m], o, p), output_at(&one[m], o, p), single[m].bytes[o],
                               "%s, %s of point %d, three threads", chaos_map_name(map), texts[m], (int)p);
                }
        }
        measures_free(one, LENGTH(texts));
        measures_free(many, LENGTH(texts));
        measures_free(single, LENGTH(texts));
        points_free(points);
        chaos_map_free(map);
    }
}
END_TEST

static int stop_soon(void *user, double done, double total)
{
    double *stopped = user;
    (void)total;
    if (done == 0.0)
        return 0;
    *stopped = now();
    return 1;
}

START_TEST(stops_within_a_tenth_of_a_second)
{
    static const uint64_t many[] = { 20000, 100000, 1000000 };
    for (size_t i = 0; i < LENGTH(many); i++)
        for (uint32_t k = 1; k <= 2; k++) {
            chaos_map *map = large_lattice("standard_ring", many[i]);
            struct points *points = points_new(map, 1);
            double stopped = 0.0, began = now(), *out = doubles(points->dim);
            chaos_options options = with_threads(k);
            options.progress = stop_soon;
            options.user = &stopped;
            ck_assert_int_eq(chaos_iterate_one(map, UINT64_C(1) << 50, points->params, points->states,
                                               &options, &why),
                             CHAOS_ECANCELED);
            ck_assert_msg(now() - stopped < patience(0.1), "%g s", now() - stopped);
            ck_assert_msg(stopped - began < patience(1.0), "first asked after %g s", stopped - began);
            began = now();
            ck_assert_int_eq(chaos_iterate(map, UINT64_C(1) << 50, points_all(points), out, &options, &why),
                             CHAOS_ECANCELED);
            ck_assert_msg(now() - stopped < patience(0.1), "%g s", now() - stopped);
            ck_assert_msg(stopped - began < patience(1.0), "first asked after %g s", stopped - began);
            free(out);
            points_free(points);
            chaos_map_free(map);
        }
}
END_TEST

TCase *tcase_stretches(void)
{
    TCase *tcase = tcase_create("stretches");
    tcase_add_test(tcase, bits_are_those_of_single_steps);
    tcase_add_test(tcase, bits_of_texts_are_those_of_single_steps);
    tcase_add_test(tcase, batches_do_not_depend_on_threads);
    tcase_add_test(tcase, stops_within_a_tenth_of_a_second);
    return tcase;
}

/* Densities: numpy's bins, every iterate counted once.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* numpy.histogram's rule by its definition: bin i is [edge i, edge i + 1), the
 * last one closed. -1 below, -2 above. */
static int64_t bin_of(double x, double low, double high, uint64_t bins)
{
    if (x < low)
        return -1;
    if (x > high)
        return -2;
    double width = (high - low) / (double)bins;
    uint64_t i = bins - 1;
    while (i && low + (double)i * width > x)
        --i;
    return (int64_t)i;
}

/* On a map that stands still (theta' = theta + 0 - 0 sin theta, not wrapped),
 * so that each point's records are all in the bin of its start. */
static void check_edges_over(double low, double high, uint64_t bins, uint64_t steps, struct rng *rng)
{
    const chaos_map *map = map_named("circle");
    uint64_t count = 3 * (bins + 1) + 50;
    struct points *points = points_new(map, count);
    memset(points->params, 0, count * chaos_map_nparams(map) * sizeof(double));
    for (uint64_t i = 0; i <= bins; ++i) {
        double edge = i == bins ? high : low + (double)i * ((high - low) / (double)bins);
        points->states[3 * i] = nextafter(edge, -INFINITY);
        points->states[3 * i + 1] = edge;
        points->states[3 * i + 2] = nextafter(edge, INFINITY);
    }
    for (uint64_t i = count - 50; i < count; ++i)
        points->states[i] = rng_between(rng, low - 0.2 * (high - low), high + 0.2 * (high - low));
    chaos_options options = { .size = sizeof options, .bound = INFINITY, .lift = 1 };
    struct measured m = measured_new(map, count, "density:bins=%d:range=%.17g,%.17g:transient=0:steps=%d",
                                     (int)bins, low, high, (int)steps);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        must(batch_measured(map, points_all(points), &m, 1, &options));
        for (uint64_t p = 0; p < count; ++p) {
            const uint64_t *row = output_at(&m, 0, p), *out = output_at(&m, 1, p);
            int64_t expected = bin_of(points->states[p], low, high, bins);
            int right = out[0] == (expected == -1 ? steps : 0) && out[1] == (expected == -2 ? steps : 0);
            for (uint64_t b = 0; b < bins; ++b)
                right &= row[b] == (expected == (int64_t)b ? steps : 0);
            ck_assert_msg(right, "%s: %.17g in %d bins from %.17g to %.17g, should be in %d", isa,
                          points->states[p], (int)bins, low, high, (int)expected);
        }
    }
    measured_free(&m);
    points_free(points);
}

/* Fewer records than bins, and more: they are counted in two ways. */
static void check_edges(double low, double high, uint64_t bins, struct rng *rng)
{
    check_edges_over(low, high, bins, 1, rng);
    check_edges_over(low, high, bins, bins + rng_below(rng, 9), rng);
}

/* Bins as narrow as numpy takes them: each edge a double of its own. */
static void check_narrow_edges(struct rng *rng)
{
    double low = rng_between(rng, -2, 2), high = low;
    uint64_t ulps = 1 + rng_below(rng, 100), bins = 1 + rng_below(rng, ulps), distinct = 1;
    for (uint64_t i = 0; i < ulps; ++i)
        high = nextafter(high, INFINITY);
    for (uint64_t i = 0; i < bins; ++i) {
        double width = (high - low) / (double)bins,
               next = i + 1 == bins ? high : low + (double)(i + 1) * width;
        distinct &= low + (double)i * width < next;
    }
    if (distinct)
        check_edges(low, high, bins, rng);
}

START_TEST(bins_are_numpys)
{
    struct rng rng = rng_start("edges");
    check_edges(0, 1, 10, &rng);
    check_edges(0, 1, 1, &rng);
    check_edges(0.1, 0.7, 37, &rng);
    check_edges(-1.3, 2.9, 101, &rng);
    for (uint64_t i = 0; i < scaled(10); ++i) {
        double low = rng_between(&rng, -2, 2);
        check_edges(low, low + rng_between(&rng, 0.01, 5), 2 + rng_below(&rng, 120), &rng);
        check_narrow_edges(&rng);
    }
    check_edges(1e6, 1e6 + 1e-3, 50, &rng);
}
END_TEST

/* r > 4: sooner or later each orbit escapes, and counts up to there. */
START_TEST(escaped_orbits_are_nowhere)
{
    enum { POINTS = 70, STEPS = 500, BINS = 30 };
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, POINTS);
    struct measured m[2] = {
        measured_new(map, POINTS, "density:bins=%d:range=0.1,0.9:transient=0:steps=%d", BINS, STEPS),
        measured_new(map, POINTS, "escape:transient=0:steps=%d", STEPS),
    };
    for (int i = 0; i < POINTS; ++i)
        points->params[i] = 3.99 + 0.0005 * i;
    must(batch_measured(map, points_all(points), m, 2, NULL));
    int some = 0;
    for (uint64_t i = 0; i < POINTS; ++i) {
        const int64_t left = *(int64_t *)output_at(&m[1], 0, i);
        const uint64_t *bins = output_at(&m[0], 0, i), *outside = output_at(&m[0], 1, i);
        uint64_t sum = outside[0] + outside[1];
        for (int b = 0; b < BINS; ++b)
            sum += bins[b];
        ck_assert_uint_eq(sum, left < 0 || left > STEPS ? STEPS : (uint64_t)left);
        some += left > 64 && left < STEPS;
    }
    ck_assert_int_gt(some, 0);
    measures_free(m, 2);
    points_free(points);
}
END_TEST

/* Against the orbit itself, in one and two dimensions, with every. */
static void check_against_orbit(const chaos_map *map, uint32_t nof, uint64_t every, struct rng *rng)
{
    enum { POINTS = 5, STEPS = 333 };
    struct points *points = points_random(rng, map, POINTS);
    uint64_t dim = points->dim, of[2] = { rng_below(rng, dim) }, bins[2];
    double *orbit = doubles(POINTS * STEPS * dim), range[2][2];
    of[1] = nof == 2 ? (of[0] + 1) % dim : 0;
    for (uint32_t s = 0; s < nof; ++s) {
        double low, high;
        if (!chaos_map_view(map, of[s], &low, &high))
            low = -1, high = 1;
        /* Narrower than the view, so that there are outliers. */
        range[s][0] = low + 0.21 * (high - low);
        range[s][1] = high - 0.11 * (high - low);
        bins[s] = 5 + rng_below(rng, 40);
    }
    chaos_measure *measure = measure_of(map, "density:transient=71:steps=%d:every=%d:of=%s%s%s", STEPS,
                                        (int)every, chaos_map_state(map, of[0]), nof == 2 ? "," : "",
                                        nof == 2 ? chaos_map_state(map, of[1]) : "");
    must(chaos_measure_set_counts(measure, "bins", bins, nof, &why));
    must(chaos_measure_set_numbers(measure, "range", range[0], 2 * nof, &why));
    struct measured m = measured_by(measure, POINTS);
    must(batch_measured(map, points_all(points), &m, 1, NULL));
    must(chaos_orbit(map, 71, STEPS, every, points_all(points), orbit, NULL, &why));
    uint64_t cells = bins[0] * (nof == 2 ? bins[1] : 1), *expected = calloc(cells, sizeof *expected);
    for (uint64_t p = 0; p < POINTS; ++p) {
        uint64_t outside[2] = { 0, 0 };
        memset(expected, 0, cells * sizeof *expected);
        for (uint64_t n = 0; n < STEPS; ++n) {
            const double *x = orbit + (p * STEPS + n) * dim;
            if (isnan(x[of[0]]))
                continue;
            int64_t i = bin_of(x[of[0]], range[0][0], range[0][1], bins[0]);
            int64_t j = nof == 2 ? bin_of(x[of[1]], range[1][0], range[1][1], bins[1]) : 0;
            if (i >= 0 && j >= 0)
                ++expected[nof == 2 ? (uint64_t)i * bins[1] + (uint64_t)j : (uint64_t)i];
            else
                ++outside[nof == 1 && i == -2];
        }
        same_bytes(output_at(&m, 0, p), expected, cells * sizeof *expected, "%s, %u-D, point %d",
                   chaos_map_name(map), nof, (int)p);
        same_bytes(output_at(&m, 1, p), outside, sizeof outside, "%s, %u-D, outside, point %d",
                   chaos_map_name(map), nof, (int)p);
    }
    free(expected);
    free(orbit);
    measured_free(&m);
    points_free(points);
}

START_TEST(densities_are_histograms_of_orbits)
{
    struct rng rng = rng_start("density");
    for (size_t i = 0; i < chaos_map_count(); ++i)
        for (uint64_t every = 1; every <= 3; ++every) {
            const chaos_map *map = chaos_map_at(i);
            check_against_orbit(map, 1, every, &rng);
            if (chaos_map_dim(map) > 1)
                check_against_orbit(map, 2, every, &rng);
        }
}
END_TEST

START_TEST(every_iterate_is_counted)
{
    const chaos_map *map = map_named("logistic");
    struct points *points = points_new(map, 70);
    for (int i = 0; i < 70; ++i)
        points->params[i] = 3 + i * (1.0 / 70);
    struct measured m = measured_new(map, 70, "density:bins=100:range=0.2,0.8:steps=12345");
    must(batch_measured(map, points_all(points), &m, 1, NULL));
    for (uint64_t i = 0; i < 70; ++i) {
        const uint64_t *bins = output_at(&m, 0, i), *outside = output_at(&m, 1, i);
        uint64_t sum = outside[0] + outside[1];
        for (int b = 0; b < 100; ++b)
            sum += bins[b];
        ck_assert_uint_eq(sum, 12345);
    }
    measured_free(&m);
    points_free(points);
}
END_TEST

/* r = 4: 1 / (pi sqrt(x (1 - x))), whose integral is 2/pi asin sqrt x. */
START_TEST(the_invariant_density_is_known)
{
    enum { STARTS = 64, BINS = 20, STEPS = 50000 };
    const chaos_map *map = map_named("logistic");
    struct rng rng = rng_start("invariant");
    struct points *points = points_random(&rng, map, STARTS);
    uint64_t counts[STARTS][BINS];
    for (int i = 0; i < STARTS; ++i)
        points->params[i] = 4;
    must(batch_into(counts, NULL, map, points_all(points), NULL, "density:bins=%d:range=0,1:steps=%d", BINS,
                    STEPS));
    for (int b = 0; b < BINS; ++b) {
        double got = 0, quarter = 0.63661977236758134308; /* 2/pi */
        for (int i = 0; i < STARTS; ++i)
            got += (double)counts[i][b] / (STARTS * (double)STEPS);
        close_to(got, quarter * (asin(sqrt((b + 1.0) / BINS)) - asin(sqrt((double)b / BINS))), 2e-3, "bin %d",
                 b);
    }
    points_free(points);
}
END_TEST

/* No range: the map's view, one for all points, which is an output. */
START_TEST(the_range_is_the_view)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        double low, high;
        struct points *points = points_new(map, 3);
        struct measured m = measured_new(map, 3, "density:bins=8:steps=100");
        must(batch_measured(map, points_all(points), &m, 1, NULL));
        const double *range = output_at(&m, array_named(&m, "density_range"), 0);
        ck_assert(range[0] < range[1]);
        if (chaos_map_view(map, 0, &low, &high))
            ck_assert(range[0] == low && range[1] == high);
        measured_free(&m);
        points_free(points);
    }
}
END_TEST

TCase *tcase_density(void)
{
    TCase *tcase = tcase_create("density");
    tcase_add_test(tcase, bins_are_numpys);
    tcase_add_test(tcase, escaped_orbits_are_nowhere);
    tcase_add_test(tcase, densities_are_histograms_of_orbits);
    tcase_add_test(tcase, every_iterate_is_counted);
    tcase_add_test(tcase, the_invariant_density_is_known);
    tcase_add_test(tcase, the_range_is_the_view);
    return tcase;
}

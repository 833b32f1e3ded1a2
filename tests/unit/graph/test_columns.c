/* `of` and `when` as expressions, against the same in C on the orbit.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { POINTS = 67, STEPS = 333 };

/* A measure of that text after 17 iterates; its first output is what is looked at. */
static struct measured measure_them(const chaos_map *map, struct points *points, const char *text,
                                    uint32_t threads)
{
    const chaos_options options = with_threads(threads);
    struct measured m = measured_new(map, POINTS, "%s:transient=17:steps=%d", text, STEPS);
    must(batch_measured(map, points_all(points), &m, 1, &options));
    return m;
}

/* Henon points, some of which escape: at once, or on the way with other parameters than their neighbours'. */
static struct points *henon_points(const chaos_map *map)
{
    struct rng rng = rng_start("columns");
    struct points *points = points_random(&rng, map, POINTS);
    points->states[2 * 3] = 1e5;
    points->params[2 * 7] = 1.45, points->params[2 * 7 + 1] = 0.31;
    points->params[2 * 66] = 1.44;
    return points;
}

START_TEST(orbits_of_expressions)
{
    const chaos_map *henon = map_named("henon");
    struct points *points = henon_points(henon);
    double *orbit = doubles(POINTS * STEPS * 2), *expected = doubles(POINTS * STEPS * 2);
    int escapes_late = 0;
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        must(chaos_orbit(henon, 17, STEPS, 3, points_all(points), orbit, NULL, &why));
        for (uint64_t p = 0; p < POINTS; ++p)
            for (uint64_t n = 0; n < STEPS; ++n) {
                const double *x = orbit + (p * STEPS + n) * 2, a = points->params[2 * p];
                double *e = expected + (p * STEPS + n) * 2;
                int kept = x[1] > 0;
                e[0] = kept ? x[0] * x[0] + a * x[1] : (double)NAN;
                e[1] = kept ? x[1] : (double)NAN;
                escapes_late |= n > 0 && isnan(x[0]) && !isnan(x[-2]);
            }
        struct measured m =
            measure_them(henon, points, "orbit:every=3:of=x^2 + a*y, y:when=y > 0", 1 + k % 2);
        ck_assert_uint_eq(chaos_measure_ncolumns(m.measure), 2);
        same_doubles(output_at(&m, 0, 0), expected, POINTS * STEPS * 2, "of and when on %s", isa);
        measured_free(&m);
        /* A parameter alone: NaN from the escape on, and the lane's own before. */
        m = measure_them(henon, points, "orbit:every=3:of=2*a", 2);
        for (uint64_t i = 0; i < POINTS * STEPS; ++i)
            expected[i] = isnan(orbit[2 * i]) ? (double)NAN : 2 * points->params[i / STEPS * 2];
        same_doubles(output_at(&m, 0, 0), expected, POINTS * STEPS, "a parameter on %s", isa);
        measured_free(&m);
    }
    ck_assert_msg(escapes_late, "no orbit escapes on the way: the test tests less than it says");
    free(orbit);
    free(expected);
    points_free(points);
}
END_TEST

START_TEST(densities_and_moments_of_expressions)
{
    const chaos_map *henon = map_named("henon");
    struct points *points = henon_points(henon);
    double *orbit = doubles(POINTS * STEPS * 2);
    must(chaos_orbit(henon, 17, STEPS, 1, points_all(points), orbit, NULL, &why));
    struct measured d = measure_them(henon, points,
                                     "density:of=x*y:when=(x < 0.5 ? 1 : y < -2):bins=40:range=-0.3,0.2", 2),
                    m = measure_them(henon, points, "moments:of=x*y:when=x < 0.5", 2);
    for (uint64_t p = 0; p < POINTS; ++p) {
        uint64_t counts[40] = { 0 }, outside[2] = { 0, 0 }, n = 0;
        double sum = 0, squares = 0, low = INFINITY, high = -INFINITY;
        int escaped = 0;
        for (uint64_t i = p * STEPS; i < (p + 1) * STEPS; ++i) {
            double z = orbit[2 * i] * orbit[2 * i + 1];
            escaped |= isnan(z);
            if (!(orbit[2 * i] < 0.5))
                continue;
            double at = (z - -0.3) / (0.5 / 40);
            if (z < -0.3 || z > 0.2)
                ++outside[z > 0.2];
            else
                ++counts[at >= 40 ? 39 : (int)at];
            sum += z, squares += z * z, n++;
            low = fmin(low, z), high = fmax(high, z);
        }
        same_bytes(output_at(&d, 0, p), counts, sizeof counts, "density of point %d", (int)p);
        same_bytes(output_at(&d, 1, p), outside, sizeof outside, "outside of point %d", (int)p);
        const double *got = output_at(&m, 0, p);
        if (escaped || n == 0) {
            ck_assert(isnan(got[0]) && isnan(got[1]) && isnan(got[2]) && isnan(got[3]));
            continue;
        }
        close_to(got[0], sum / n, 1e-12, "mean of point %d", (int)p);
        close_to(got[1], squares / n - sum / n * (sum / n), 1e-12, "variance of point %d", (int)p);
        ck_assert(got[2] == low && got[3] == high);
    }
    free(orbit);
    measured_free(&d);
    measured_free(&m);
    points_free(points);
}
END_TEST

/* The final state is the last of an orbit; two measures do not hinder each other; a map given as text has the
 * same, with 512 lanes in a tile instead of 64. */
START_TEST(maps_of_all_kinds)
{
    static const char *const names[] = { "henon", "standard", "logistic_ring" };
    struct rng rng = rng_start("columns of all kinds");
    for (size_t i = 0; i < LENGTH(names); ++i) {
        const chaos_map *map = map_named(names[i]);
        chaos_map *text = NULL;
        char expressions[128];
        snprintf(expressions, sizeof expressions, "sin(%s) + %s, %s", chaos_map_state(map, 1),
                 chaos_map_param(map, 0), chaos_map_state(map, 0));
        struct points *points = points_random(&rng, map, POINTS);
        struct measured m[3] = {
            measured_new(map, POINTS, "orbit:of=%s:transient=5:steps=10", expressions),
            measured_new(map, POINTS, "orbit:of=%s:transient=5:steps=10", chaos_map_state(map, 1)),
            measured_new(map, POINTS, "final:of=%s:transient=5:steps=9", expressions),
        };
        must(batch_measured(map, points_all(points), m, 3, NULL));
        const double *computed = output_at(&m[0], 0, 0), *plain = output_at(&m[1], 0, 0);
        for (uint64_t p = 0; p < POINTS; ++p) {
            same_doubles(output_at(&m[2], 0, p), computed + (p * 10 + 9) * 2, 2, "final of %s", names[i]);
            for (uint64_t n = 0; n < 10; ++n)
                if (!isnan(plain[p * 10 + n]))
                    close_to(computed[(p * 10 + n) * 2],
                             sin(plain[p * 10 + n]) + points->params[p * points->nparams], 4e-16 * 8,
                             "orbit of %s", names[i]);
        }
        if (i == 0) { /* the states' and parameters' order is the same here */
            const chaos_text same = { .size = sizeof same, .bound = chaos_map_bound(map) };
            must(chaos_map_parse(chaos_map_formula(map), &same, &text, &why));
            double *of_text = doubles(POINTS * 20);
            must(batch_into(of_text, NULL, text, points_all(points), NULL, "orbit:of=%s:transient=5:steps=10",
                            expressions));
            same_doubles(of_text, computed, POINTS * 20, "the text of %s", names[i]);
            free(of_text);
            chaos_map_free(text);
        }
        measures_free(m, 3);
        points_free(points);
    }
}
END_TEST

/* In the order of <chaos/own_maps.h>. */
static double tree(const double a[8])
{
    return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

/* x[i], x[j], sums and N, of states that stand by site and of such that stand by variable. */
static void check_sites(const chaos_map *map, const char *x, const char *y)
{
    enum { SITES = 5, ROWS = 20 };
    const uint64_t dim = chaos_map_dim(map);
    const chaos_batch batch = { .size = sizeof batch };
    double *orbit = doubles(ROWS * dim), expected[ROWS * SITES], mean[ROWS];
    char of[128], name[64];
    must(chaos_orbit(map, 3, ROWS, 2, &batch, orbit, NULL, &why));
    for (int n = 0; n < ROWS; n++) {
        const double *row = orbit + (size_t)n * dim;
        double term[8] = { 0.0 };
        uint64_t at[SITES], other[SITES];
        for (int i = 0; i < SITES; i++) {
            snprintf(name, sizeof name, "%s%d", x, i);
            at[i] = (uint64_t)chaos_map_state_index(map, name);
            snprintf(name, sizeof name, "%s%d", y, i);
            other[i] = (uint64_t)chaos_map_state_index(map, name);
        }
        for (int i = 0; i < SITES; i++)
            term[i] = row[at[i]] * row[other[(i + 1) % SITES]];
        mean[n] = tree(term) / SITES;
        for (int i = 0; i < SITES; i++)
            expected[n * SITES + i] = row[at[(i + SITES - 2) % SITES]] - mean[n] * row[other[i]];
    }
    struct measured m =
        measured_new(map, 1, "orbit:transient=3:steps=%d:every=2:of=sum(%s[j]*%s[j+1])/N", ROWS, x, y);
    must(batch_measured(map, &batch, &m, 1, NULL));
    same_doubles(output_at(&m, 0, 0), mean, ROWS, "the mean of %s", chaos_map_name(map));
    measured_free(&m);
    snprintf(of, sizeof of, "%s[i-2] - sum(%s[j]*%s[j+1])/N*%s[i]", x, x, y, y);
    m = measured_new(map, 1, "orbit:transient=3:steps=%d:every=2:of=%s", ROWS, of);
    ck_assert_uint_eq(chaos_measure_ncolumns(m.measure), SITES);
    must(batch_measured(map, &batch, &m, 1, NULL));
    same_doubles(output_at(&m, 0, 0), expected, ROWS * SITES, "sites of %s", chaos_map_name(map));
    chaos_measure_element(m.measure, CHAOS_DIM_COLUMN, 3, name, sizeof name);
    snprintf(of, sizeof of, "%s[3-2]-sum(%s[j]*%s[j+1])/N*%s[3]", x, x, y, y);
    ck_assert_str_eq(name, of);
    measured_free(&m);
    free(orbit);
}

START_TEST(expressions_over_lattices)
{
    const chaos_text options = { .size = sizeof options, .sites = 5 };
    chaos_map *of_text =
        parsed("x[i]' = 0.9*y[i] + 0.05*sum(x[j])/N; y[i]' = 3.7*x[i]*(1 - x[i-1])/(1 + x[i])", &options);
    chaos_map *ring, *pairs;
    must(chaos_map_lattice("logistic_ring", 5, &ring, &why));
    must(chaos_map_lattice("standard_ring", 5, &pairs, &why));
    check_sites(of_text, "x", "y");
    check_sites(ring, "x", "x");
    check_sites(pairs, "theta", "p");
    chaos_map_free(of_text);
    chaos_map_free(ring);
    chaos_map_free(pairs);
}
END_TEST

static double ordered_sum(const double *term, size_t sites)
{
    const size_t strips = 8 * ((sites - 1) / 2048 + 1), rows = (sites - 1) / strips + 1;
    double total = 0.0;
    for (size_t first = 0; first < strips; first += 8) {
        double part[8] = { 0.0 };
        for (size_t k = 0; k < 8; k++)
            for (size_t i = (first + k) * rows; i < (first + k + 1) * rows && i < sites; i++)
                part[k] += term[i];
        total += tree(part);
    }
    return total;
}

/* Sums are those of a lattice's own text, whatever the number of sites, alone or in lanes. */
START_TEST(sums_over_any_number_of_sites)
{
    enum { POINTS_OF_FEW = 11, ROWS_OF_ONE = 3 };
    for (uint64_t sites = 1; sites <= 100000; sites = sites < 70    ? sites + 1
                                                      : sites == 70 ? 1000
                                                                    : 100 * sites) {
        const chaos_text options = { .size = sizeof options, .sites = sites };
        const uint64_t npoints = sites <= 1000 ? POINTS_OF_FEW : 1, dim = 2 * sites;
        chaos_map *map = parsed("x[i]' = 1 - a*x[i]^2 + y[i-1]/9; y[i]' = 0.3*x[i]", &options);
        struct rng rng = rng_start("sums");
        struct points *points = points_random(&rng, map, npoints);
        double *orbit = doubles(npoints * ROWS_OF_ONE * dim), *expected = doubles(npoints * ROWS_OF_ONE * 2),
               *term = doubles(sites);
        for (uint64_t p = 0; p < npoints; p++)
            for (uint64_t i = 0; i < dim; i++)
                points->states[p * dim + i] = rng_between(&rng, -0.4, 0.4);
        for (uint64_t p = 0; p < npoints; p++)
            points->params[p] = rng_between(&rng, 1.0, 1.5);
        must(chaos_orbit(map, 1, ROWS_OF_ONE, 1, points_all(points), orbit, NULL, &why));
        for (uint64_t n = 0; n < npoints * ROWS_OF_ONE; n++) {
            const double *x = orbit + n * dim, a = points->params[n / ROWS_OF_ONE];
            for (uint64_t i = 0; i < sites; i++)
                term[i] = x[i] * x[sites + (i + 3) % sites] - a * x[sites / 2];
            expected[2 * n + 1] = ordered_sum(term, sites);
            expected[2 * n] = x[0] - ordered_sum(x, sites) / (double)sites * expected[2 * n + 1];
        }
        const char *isa;
        for (size_t k = 0; (isa = isa_at(k)); k++) {
            struct measured m = measured_new(
                map, npoints,
                "orbit:transient=1:steps=%d:of=x0 - sum(x[j])/N*sum(x[j]*y[j+3] - a*x[%d]), sum(x[j]*y[j+3] - a*x[%d])",
                ROWS_OF_ONE, (int)(sites / 2), (int)(sites / 2));
            must(batch_measured(map, points_all(points), &m, 1, NULL));
            same_doubles(output_at(&m, 0, 0), expected, npoints * ROWS_OF_ONE * 2, "sums over %d sites on %s",
                         (int)sites, isa);
            measured_free(&m);
        }
        free(orbit);
        free(expected);
        free(term);
        points_free(points);
        chaos_map_free(map);
    }
}
END_TEST

/* One site, by its number or by its own name. */
START_TEST(sites_have_numbers)
{
    const chaos_map *ring = map_named("logistic_ring");
    const chaos_grid grid = { .size = sizeof grid };
    double number[30], name[30];
    must(sweep_into(number, NULL, ring, &grid, NULL, "orbit:of=x[3] - x[0]*sum(x[j]):steps=30"));
    must(sweep_into(name, NULL, ring, &grid, NULL, "orbit:of=x3 - x0*sum(x[j]):steps=30"));
    same_doubles(number, name, 30, "x[3]");
}
END_TEST

/* The range that nobody gave covers what is there. */
START_TEST(the_pilot_finds_the_range_of_an_expression)
{
    const chaos_map *henon = map_named("henon");
    const chaos_grid grid = { .size = sizeof grid };
    struct measured m =
        measured_new(henon, 1, "density:of=x^2 + y, 100*y:when=x > 0:bins=20:transient=100:steps=2000");
    must(sweep_measured(henon, &grid, &m, 1, NULL));
    const double *range = output_at(&m, array_named(&m, "density_range"), 0);
    ck_assert_msg(range[0] > -0.6 && range[1] < 2.5 && range[2] < -30 && range[3] > 29, "%g %g %g %g",
                  range[0], range[1], range[2], range[3]);
    uint64_t total = 0;
    for (int i = 0; i < 400; ++i)
        total += ((uint64_t *)output_at(&m, 0, 0))[i];
    ck_assert_msg(total > 1000 && total < 1600, "%d", (int)total);
    measured_free(&m);
}
END_TEST

START_TEST(mistakes_in_expressions)
{
    const struct {
        const char *measure, *option, *value, *what, *map;
    } bad[] = {
        { "density", "of", "x + z",
          "line 1, column 5: the map has no state or parameter 'z'; it has x, y, a, b", NULL },
        { "density", "of", "x +", "column 4: expected a number, a name or ( after '+', got the end", NULL },
        { "density", "of", "", "expected a number, a name or (", NULL },
        { "density", "of", "x, y, x*y", "column 7: there must be at most 2 expressions", NULL },
        { "density", "of", "x = y", "expected an operator", NULL },
        { "density", "of", "x'", "no line defines x'", NULL },
        { "density", "of", "x; y", "expected an operator or the end after 'x', got ';'", NULL },
        { "orbit", "when", "x > 0, y > 0", "column 8: there must be only one expression", NULL },
        { "moments", "when", "x >", "after '>'", NULL },
        { "final", "when", "x > 0", "final has no option 'when'", NULL },
        { "rotation", "of", "theta^2", "one or two of the states", "standard" },
        { "lyapunov", "of", "x", "lyapunov has no option 'of'", NULL },
        { "density", "of", "x[i]", "of must be one value for all sites in density", "logistic_ring" },
        { "orbit", "when", "x[i] > 0", "when must be one condition for all sites", "logistic_ring" },
        { "orbit", "of", "x", "x is a row of sites: write x[i]", "logistic_ring" },
        { "orbit", "of", "x0[i]", "no line defines x0[i]", "logistic_ring" },
        { "orbit", "of", "sum(x[j])", "no line defines x[j]", NULL },
        { "orbit", "of", "x[0]", "no line defines x[...]", NULL },
        { "orbit", "of", "x[99]", "the map has no site 99, it has 0 to", "logistic_ring" },
        { "orbit", "of", "x[1.5]", "expected a site's number", "logistic_ring" },
        { "orbit", "of", "x[-1]", "after '[', got '-'", "logistic_ring" },
    };
    for (size_t i = 0; i < LENGTH(bad); ++i) {
        chaos_measure *m = measure_of(map_named(bad[i].map ? bad[i].map : "henon"), "%s", bad[i].measure);
        ck_assert_msg(chaos_measure_set(m, bad[i].option, bad[i].value, &why) == CHAOS_EINVAL, "%s",
                      bad[i].value);
        ck_assert_str_eq(why.argument, bad[i].option);
        ck_assert_msg(strstr(why.message, bad[i].what) != NULL, "%s: %s", bad[i].value, why.message);
        ck_assert(!chaos_measure_is_set(m, bad[i].option));
        chaos_measure_free(m);
    }
}
END_TEST

TCase *tcase_columns(void)
{
    TCase *tcase = tcase_create("columns");
    tcase_add_test(tcase, orbits_of_expressions);
    tcase_add_test(tcase, densities_and_moments_of_expressions);
    tcase_add_test(tcase, maps_of_all_kinds);
    tcase_add_test(tcase, expressions_over_lattices);
    tcase_add_test(tcase, sums_over_any_number_of_sites);
    tcase_add_test(tcase, sites_have_numbers);
    tcase_add_test(tcase, the_pilot_finds_the_range_of_an_expression);
    tcase_add_test(tcase, mistakes_in_expressions);
    return tcase;
}

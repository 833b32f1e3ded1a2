/* Texts that read the iterate number n.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* A map, and the same with a clock of its own as its last state. */
static const struct {
    const char *timed, *clocked;
    uint64_t sites;
} twins[] = {
    { "x' = r*x*(1 - x) + 0.02*sin(n)*x; r = 3.7", "x' = r*x*(1 - x) + 0.02*sin(t)*x; r = 3.7; t' = t + 1",
      0 },
    { "x' = 1.2 - x^2 + y + cos(w*n)/50; y' = 0.3*x; y = 0.1; w = 0.3",
      "x' = 1.2 - x^2 + y + cos(w*t)/50; y' = 0.3*x; y = 0.1; w = 0.3; t' = t + 1", 0 },
    { "x' = cos(n); y' = x; y = 1", "x' = cos(t); y' = x; y = 1; t' = t + 1", 0 },
    { "x' = n mod 3 == 0 ? 0.5*x : x + 0.71 mod 1", "x' = t mod 3 == 0 ? 0.5*x : x + 0.71 mod 1; t' = t + 1",
      0 },
    { "x[i]' = (1 - cos(n)/9)*f[i] + f[i-1]/9 + sum(sin(n)*x[j])/N/99; f[i] = 3.5*x[i]*(1 - x[i])/(1.1 + sin(n)/9)",
      "x[i]' = (1 - cos(t[i])/9)*f[i] + f[i-1]/9 + sum(sin(t[j])*x[j])/N/99;"
      "f[i] = 3.5*x[i]*(1 - x[i])/(1.1 + sin(t[i])/9); t[i]' = t[i] + 1",
      3 },
};

/* Points with their clocks at 0. */
static struct points *points_at_zero(const chaos_map *map, uint64_t count, uint64_t dim)
{
    struct points *points = points_new(map, count);
    for (uint64_t i = 0; i < count; i++) {
        points->states[i * points->dim] = 0.01 * (double)i;
        for (uint64_t j = dim; j < points->dim; j++)
            points->states[i * points->dim + j] = 0.0;
    }
    return points;
}

static void same_twins(const chaos_map *timed, const chaos_map *clocked, uint32_t threads, const char *isa)
{
    enum { POINTS = 20, ROWS = 40, EVERY = 7 };
    const uint64_t dim = chaos_map_dim(timed), more = chaos_map_dim(clocked);
    struct points *points = points_at_zero(timed, POINTS, dim),
                  *others = points_at_zero(clocked, POINTS, dim);
    double *got = doubles(POINTS * ROWS * dim), *expected = doubles(POINTS * ROWS * more);
    const chaos_options options = with_threads(threads);
    for (uint64_t transient = 0; transient <= 300; transient += 300) {
        must(chaos_orbit(timed, transient, ROWS, EVERY, points_all(points), got, &options, &why));
        must(chaos_orbit(clocked, transient, ROWS, EVERY, points_all(others), expected, &options, &why));
        for (size_t at = 0; at < (size_t)POINTS * ROWS; at++) /* without the clocks */
            memmove(expected + at * dim, expected + at * more, dim * sizeof *expected);
        same_doubles(got, expected, POINTS * ROWS * dim, "%s with %s", chaos_map_name(timed), isa);
    }
    free(got);
    free(expected);
    points_free(points);
    points_free(others);
}

START_TEST(a_text_knows_the_time)
{
    for (size_t k = 0; k < LENGTH(twins); k++) {
        const chaos_text options = { .size = sizeof options, .sites = twins[k].sites };
        chaos_map *const timed = parsed(twins[k].timed, &options), *const clocked =
                                                                       parsed(twins[k].clocked, &options);
        const char *isa;
        for (size_t i = 0; (isa = isa_at(i)); i++)
            same_twins(timed, clocked, 1 + 2 * (i % 2), isa);
        chaos_map_free(timed);
        chaos_map_free(clocked);
    }
}
END_TEST

/* n is what the text or its options make of it, and else the time. */
START_TEST(n_may_be_something_else)
{
    const char *const name = "n";
    const double value = 3.0;
    const chaos_text given = { .size = sizeof given, .nvalues = 1, .names = &name, .values = &value };
    const struct {
        const char *text;
        const chaos_text *options;
        uint64_t nparams;
        double image; /* the third of x = 2 */
    } cases[] = {
        { "x' = x + n", NULL, 0, 2.0 + 0.0 + 1.0 + 2.0 },
        { "x' = x + n", &given, 1, 2.0 + 3.0 * 3.0 },
        { "x' = x + n; n = 4", NULL, 1, 2.0 + 3.0 * 4.0 },
        { "x' = x + n; n = 4", &given, 1, 2.0 + 3.0 * 3.0 },
        { "x' = x + n; n = x", NULL, 0, 2.0 * 8.0 },
        { "x[n+1] = x[n] + n", NULL, 0, 2.0 + 0.0 + 1.0 + 2.0 },
        { "x' = x + t; t = n", NULL, 0, 2.0 + 0.0 + 1.0 + 2.0 },
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        chaos_map *map = parsed(cases[i].text, cases[i].options);
        double x = 2.0, params[1] = { 0 };
        ck_assert_uint_eq(chaos_map_nparams(map), cases[i].nparams);
        params[0] = chaos_map_param_default(map, 0);
        must(chaos_iterate_one(map, 3, params, &x, NULL, &why));
        close_to(x, cases[i].image, 0, "%s", cases[i].text);
        chaos_map_free(map);
    }
}
END_TEST

/* A state that repeats has not settled. */
START_TEST(nothing_settles_that_knows_the_time)
{
    chaos_map *map = parsed("x' = n < 5000 ? 0.25 : 0.75", NULL);
    double x = 0.25;
    const chaos_batch batch = { .size = sizeof batch };
    must(chaos_iterate_one(map, 7000, &x, &x, NULL, &why));
    ck_assert(x == 0.75);
    must(chaos_iterate(map, 7000, &batch, &x, NULL, &why));
    ck_assert(x == 0.75);
    must(batch_into(&x, NULL, map, &batch, NULL, "final:transient=7000"));
    ck_assert(x == 0.75);
    chaos_map_free(map);
}
END_TEST

START_TEST(exponents_know_the_time)
{
    static const struct {
        const char *text;
        double exponent;
    } cases[] = {
        { "x' = (n < 5000 ? 1 : 2)*x mod 1; x = 0", 0.5 * M_LN2 }, /* it stands still, the slope does not */
        { "x' = (1 + mod(n, 2))*x mod 1", 0.5 * M_LN2 },
        { "x' = 2^cos(pi*n)*x", 0.0 },
    };
    const chaos_batch batch = { .size = sizeof batch };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        chaos_map *map = parsed(cases[i].text, NULL);
        double exponent;
        uint32_t status;
        must(chaos_lyapunov(map, 0, 10000, 1, &batch, &exponent, NULL, &status, NULL, &why));
        close_to(exponent, cases[i].exponent, 1e-12, "%s", cases[i].text);
        ck_assert_msg(!(status & CHAOS_COLLAPSED), "%s", cases[i].text);
        chaos_map_free(map);
    }
}
END_TEST

/* Piece by piece, as long as the caller counts. */
START_TEST(orbits_go_on_at_their_time)
{
    enum { ROWS = 1000, PIECE = 77 };
    static double whole[ROWS], pieces[ROWS];
    chaos_map *map = parsed("x' = 3.9*x*(1 - x)*(0.95 + 0.05*cos(n))", NULL);
    const double none = 0.0;
    double x = 0.4;
    must(chaos_orbit_next(map, ROWS, &none, &x, whole, NULL, &why));
    x = 0.4;
    for (uint64_t n = 0; n < ROWS; n += PIECE) {
        const chaos_options options = { .size = sizeof options, .n0 = n };
        must(chaos_orbit_next(map, n + PIECE < ROWS ? PIECE : ROWS - n, &none, &x, pieces + n, &options,
                              &why));
    }
    same_doubles(pieces, whole, ROWS, "pieces");
    const chaos_options options = { .size = sizeof options, .n0 = 500 };
    x = whole[500];
    must(chaos_iterate_one(map, 400, &none, &x, &options, &why));
    same_doubles(&x, &whole[900], 1, "from iterate 500");
    chaos_map_free(map);
}
END_TEST

/* x' = x/2 + cos(2 pi n/3): linear, so that its 3-cycle is known. */
static double forced(int n) { return cos(2.0 * M_PI * n / 3.0); }
static double cycle_point(int n)
{
    return (forced(n + 2) + forced(n + 1) / 2.0 + forced(n) / 4.0) / (1.0 - 1.0 / 8.0);
}

START_TEST(cycles_are_those_of_the_forcing)
{
    chaos_map *map = parsed("x' = x/2 + cos(2*pi*n/3)", NULL);
    const double none = 0.0, guess = 0.3;
    for (uint64_t n0 = 0; n0 < 4; n0++)
        for (uint64_t period = 3; period <= 300; period *= 10) {
            const chaos_options options = { .size = sizeof options, .n0 = n0, .forcing_period = 3 };
            double points[300], multiplier[2], residual;
            chaos_result *result;
            must(chaos_cycle_find(map, period, &none, &guess, &result, &options, &why));
            must(chaos_result_copy(result, "rows", "points", points, period * sizeof *points, NULL, &why));
            must(chaos_result_copy(result, "rows", "multipliers", multiplier, sizeof multiplier, NULL, &why));
            must(chaos_result_copy(result, "rows", "residual", &residual, sizeof residual, NULL, &why));
            for (uint64_t i = 0; i < period; i++)
                close_to(points[i], cycle_point((int)((n0 + i) % 3)), 1e-12, "point %d from n = %d", (int)i,
                         (int)n0);
            close_to(multiplier[0], ldexp(1.0, -(int)period), 1e-15, "multiplier");
            close_to(residual, 0.0, 1e-13, "residual");
            chaos_result_free(result);
        }
    chaos_map_free(map);
}
END_TEST

static void refused(const chaos_map *map, uint64_t period, uint64_t forcing, const char *argument,
                    const char *what)
{
    const double none[2] = { 0.0 }, guess[2] = { 0.3 };
    const chaos_options options = { .size = sizeof options, .forcing_period = forcing };
    chaos_result *result;
    ck_assert(chaos_cycle_find(map, period, none, guess, &result, &options, &why) == CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, argument);
    ck_assert_msg(strstr(why.message, what) != NULL, "%s", why.message);
}

static void measure_refused(const chaos_map *map, const char *text, const char *what)
{
    const chaos_batch batch = { .size = sizeof batch };
    chaos_measure *measure;
    int code = chaos_measure_new(map, text, &measure, &why);
    if (code == CHAOS_OK) { /* another option may be set yet */
        uint64_t period;
        const chaos_output output = {
            .size = sizeof output, .measure = measure, .name = "period", .data = &period
        };
        code = chaos_batch_measure(map, &batch, &output, 1, NULL, NULL, &why);
        chaos_measure_free(measure);
    }
    ck_assert(code == CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, what) != NULL, "%s", why.message);
}

START_TEST(forcing_is_given_where_there_is_one)
{
    chaos_map *map = parsed("x' = x/2 + cos(2*pi*n/3)", NULL);
    const chaos_map *const henon = map_named("henon");
    refused(map, 3, 0, "forcing_period",
            "forcing_period must be given for a map that reads the iterate number n");
    refused(map, 4, 3, "period", "period must be a multiple of forcing_period, 3, got 4");
    refused(henon, 4, 2, "forcing_period", "does not read the iterate number n, got 2");
    refused(
        map, 4, 4, "forcing_period",
        "forcing_period must be a period of the map's dependence on n, got 4: the steps at n = 0 and 4 differ");
    static const char *const not_of_5[] = {
        /* nor of 7 */
        "x' = x/2 + floor(n/100) mod 2",
        "x' = 0.5*x*cos(2*pi*n/3)",
        "x' = x/2 + cos(2*pi*n/5.001)",
        "x' = x/2 + 0.001*n",
    };
    for (size_t i = 0; i < LENGTH(not_of_5); i++) {
        chaos_map *other = parsed(not_of_5[i], NULL);
        refused(other, 5, 5, "forcing_period", "must be a period of the map's dependence on n, got 5");
        measure_refused(other, "period:forcing_period=7", "dependence on n, got 7");
        chaos_map_free(other);
    }
    const struct {
        const chaos_map *map;
        const char *text, *what;
    } wrong[] = {
        { map, "period", "forcing_period must be given" },
        { map, "period:forcing_period=4", "dependence on n, got 4: the steps at n = 0 and 4 differ" },
        { map, "period:forcing_period=65", "forcing_period must be at most max, 64, got 65" },
        { henon, "period:forcing_period=2", "must not be given for a map that does not read" },
    };
    for (size_t i = 0; i < LENGTH(wrong); i++)
        measure_refused(wrong[i].map, wrong[i].text, wrong[i].what);
    chaos_map_free(map);
}
END_TEST

START_TEST(periods_are_those_of_the_forcing)
{
    static const struct {
        const char *text, *options;
        uint64_t period;
    } cases[] = {
        { "x' = x/2 + cos(2*pi*n/3)", "forcing_period=3", 3 },
        { "x' = x/2 + cos(2*pi*n/3)", "forcing_period=3:transient=0", 3 }, /* still on its way */
        { "x' = x/2 + cos(2*pi*n/3)", "forcing_period=6", 6 },
        { "x' = x/2 + 0*n", "forcing_period=5", 5 },
        { "x' = -0.999*x + 1 + cos(2*pi*n/3)", "forcing_period=3:transient=100", 3 },
        { "x' = r*x*(1 - x)*(1 + 0.01*cos(pi*n)); r = 3.2", "forcing_period=2", 2 },
        { "x' = r*x*(1 - x)*(1 + 0.001*cos(2*pi*n/3)); r = 3.2", "forcing_period=3", 6 },
        { "x' = r*x*(1 - x)*(1 + 0.001*cos(2*pi*n/3)); r = 3.5", "forcing_period=3", 12 },
        { "x' = r*x*(1 - x)*(1 + 0.001*cos(2*pi*n/3)); r = 3.9", "forcing_period=3", 0 },
    };
    const chaos_batch batch = { .size = sizeof batch };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        chaos_map *map = parsed(cases[i].text, NULL);
        uint64_t period;
        must(batch_into(&period, NULL, map, &batch, NULL, "period:%s", cases[i].options));
        ck_assert_msg(period == cases[i].period, "%s, %s: %d", cases[i].text, cases[i].options, (int)period);
        chaos_map_free(map);
    }
}
END_TEST

TCase *tcase_text_time(void)
{
    TCase *tcase = tcase_create("text_time");
    tcase_add_test(tcase, a_text_knows_the_time);
    tcase_add_test(tcase, n_may_be_something_else);
    tcase_add_test(tcase, nothing_settles_that_knows_the_time);
    tcase_add_test(tcase, exponents_know_the_time);
    tcase_add_test(tcase, orbits_go_on_at_their_time);
    tcase_add_test(tcase, cycles_are_those_of_the_forcing);
    tcase_add_test(tcase, forcing_is_given_where_there_is_one);
    tcase_add_test(tcase, periods_are_those_of_the_forcing);
    return tcase;
}

/* Texts that draw random numbers: each is a function of where it is drawn and of nothing else, and what can't be asked
 * of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/text/noise.h"

/* ------------------------------------------------------------ nothing else matters */

static const char *const noisy[] = {
    "x' = r*x*(1 - x) + 0.02*x*(1 - x)*normal(); r = 3.7",
    "x' = 1.2 - x^2 + y + 0.01*(uniform() - 0.5)*cos(n); y' = 0.3*x + 1e-3*normal(); y = 0.1",
    "x' = x + 0.7 - sin(x) + 0.1*normal() mod 2*pi",
    "x' = abs(x) < 1 ? 1.01*x + normal()/5 : 0.5*x",
};

enum { A = 9, STARTS = 5 };

/* A grid of A points over the first state, with random starts of the others or without. */
static chaos_grid grid_of(const chaos_axis *axis, uint64_t starts, const double *box)
{
    return (chaos_grid){ .size = sizeof(chaos_grid),
                         .naxes = 1,
                         .axes = axis,
                         .starts = starts,
                         .seed = starts ? 5 : 0,
                         .box = box };
}
static const chaos_axis axis_of_x = {
    .size = sizeof axis_of_x, .name = "x", .count = A, .start = 0.1, .stop = 0.4
};
static const double box[] = { 0, 1, 0, 0.3 };

START_TEST(threads_shards_and_sets_do_not_matter)
{
    enum { POINTS = 70 };
    for (size_t k = 0; k < LENGTH(noisy); k++) {
        chaos_map *map = parsed(noisy[k], NULL);
        const chaos_axis axis = {
            .size = sizeof axis, .name = "x", .count = POINTS, .start = 0.1, .stop = 0.4
        };
        const chaos_grid all = grid_of(&axis, 0, NULL);
        struct measured expected[FAMILIES];
        int seen[FAMILIES] = { 0 };
        const char *isa;
        for (size_t i = 0; (isa = isa_at(i)); i++) {
            const int family = isa_family(isa, NULL);
            for (uint32_t threads = 1; threads <= 4; threads++) {
                struct measured got = measured_new(map, POINTS, "lyapunov:transient=70:steps=640:blocks=4");
                chaos_options options = seeded(99);
                options.threads = threads;
                for (uint64_t first = 0, count; first < POINTS; first += count) { /* all, or in parts */
                    chaos_grid part = all;
                    part.first = first;
                    part.count = count = threads == 1                   ? POINTS
                                         : first + 9 * threads < POINTS ? 9 * threads
                                                                        : POINTS - first;
                    must(sweep_measured(map, &part, &got, 1, &options));
                }
                if (seen[family]++)
                    same_measured(&got, &expected[family], "%s, %s, %u threads", noisy[k], isa, threads);
                else
                    expected[family] = got;
                if (seen[family] > 1)
                    measured_free(&got);
            }
        }
        for (int family = 0; family < FAMILIES; family++)
            if (seen[family])
                measured_free(&expected[family]);
        isa_default();
        chaos_map_free(map);
    }
}
END_TEST

/* iterate(n), orbit[n], the same orbit piece by piece, and that of a sweep. */
START_TEST(an_orbit_is_one_orbit)
{
    enum { ROWS = 400, PIECE = 77, MOST = 2 };
    static double orbit[ROWS][MOST], pieces[ROWS][MOST], last[MOST];
    for (size_t k = 0; k < LENGTH(noisy); k++) {
        chaos_map *map = parsed(noisy[k], NULL);
        const uint64_t dim = chaos_map_dim(map);
        const chaos_batch batch = { .size = sizeof batch };
        chaos_options options = seeded(7);
        double params[16], state[MOST];
        must(chaos_orbit(map, 0, ROWS, 1, &batch, orbit[0], &options, &why));
        for (uint64_t n = 0; n < ROWS; n += 57) {
            must(chaos_iterate(map, n, &batch, last, &options, &why));
            same_doubles(last, orbit[0] + n * dim, dim, "iterate %d", (int)n);
            default_point(map, params, state);
            must(chaos_iterate_one(map, n, params, state, &options, &why));
            same_doubles(state, orbit[0] + n * dim, dim, "one, %d", (int)n);
        }
        default_point(map, params, state);
        for (uint64_t n = 0, now; n < ROWS; n += now) {
            now = n + PIECE < ROWS ? PIECE : ROWS - n;
            options.n0 = n;
            must(chaos_orbit_next(map, now, params, state, pieces[0] + n * dim, &options, &why));
        }
        same_doubles(pieces[0], orbit[0], ROWS * dim, "pieces");
        const chaos_grid grid = { .size = sizeof grid };
        options.n0 = 0;
        must(sweep_into(pieces, NULL, map, &grid, &options, "orbit:transient=0:steps=400"));
        same_doubles(pieces[0], orbit[0], ROWS * dim, "a sweep");
        chaos_map_free(map);
    }
}
END_TEST

/* A start's stream is a function of its number, not of how many there are; and neither that of the states. */
START_TEST(a_stream_is_its_own)
{
    enum { FEW = 3 };
    chaos_map *map = parsed("x' = x; y' = normal()", NULL);
    static double many[A][STARTS][2], few[A][FEW][2], other[A][FEW][2];
    chaos_options options = seeded(4);
    chaos_grid grid = grid_of(&axis_of_x, STARTS, box);
    must(sweep_into(many, NULL, map, &grid, &options, "final:transient=9"));
    grid.starts = FEW;
    must(sweep_into(few, NULL, map, &grid, &options, "final:transient=9"));
    options.seed = 5;
    must(sweep_into(other, NULL, map, &grid, &options, "final:transient=9"));
    for (int a = 0; a < A; a++)
        for (int s = 0; s < FEW; s++) {
            ck_assert(few[a][s][1] == many[a][s][1] && few[a][s][1] != other[a][s][1]);
            for (int b = 0; b < a * FEW + s; b++)
                ck_assert(few[b / FEW][b % FEW][1] != few[a][s][1]);
        }
    chaos_map_free(map);
}
END_TEST

START_TEST(common_noise_is_one_realisation)
{
    enum { STEPS = 30 };
    chaos_map *map = parsed("x' = x; y' = 0.5*y + normal()", NULL);
    static double orbit[A][STARTS][STEPS][2], one[STEPS][2];
    chaos_options options = seeded(4);
    chaos_grid grid = grid_of(&axis_of_x, STARTS, (const double[]){ 0, 1, 0.25, 0.25 });
    const double y = 0.25;
    const chaos_batch batch = { .size = sizeof batch,
                                .states = (const chaos_view[]){ { NULL, NULL }, { &y, NULL } } };
    options.noise = CHAOS_NOISE_COMMON;
    must(sweep_into(orbit, NULL, map, &grid, &options, "orbit:transient=0:steps=30"));
    options.noise = CHAOS_NOISE_OWN; /* of the first point */
    must(chaos_orbit(map, 0, STEPS, 1, &batch, one[0], &options, &why));
    for (int a = 0; a < A; a++)
        for (int start = 0; start < STARTS; start++)
            for (int n = 0; n < STEPS; n++)
                ck_assert(orbit[a][start][n][1] == one[n][1]);
    ck_assert(one[1][1] != one[2][1]);
    chaos_map_free(map);
}
END_TEST

/* An exact return says nothing of the next step. */
START_TEST(nothing_settles_that_draws)
{
    chaos_map *map = parsed("x' = uniform() < 1e-4 ? 1 : x; x = 0", NULL);
    double x = 0, none = 0;
    const chaos_batch batch = { .size = sizeof batch };
    must(chaos_iterate_one(map, 1000000, &none, &x, NULL, &why));
    ck_assert(x == 1);
    must(chaos_iterate(map, 1000000, &batch, &x, NULL, &why));
    ck_assert(x == 1);
    must(batch_into(&x, NULL, map, &batch, NULL, "final:transient=1000000"));
    ck_assert(x == 1);
    chaos_map_free(map);
}
END_TEST

/* Exponents are those of the random system: of x' = e^(s normal()) x the mean of what is drawn. */
START_TEST(exponents_are_of_the_random_system)
{
    enum { STEPS = 1000 };
    static double drawn[STEPS];
    chaos_map *product = parsed("x' = exp(normal()/10 - 0.02)*x", NULL),
              *sum = parsed("x' = normal()/10 - 0.02", NULL), *linear = parsed("x' = 0.3*x + normal()", NULL);
    const chaos_options options = seeded(8);
    const chaos_batch batch = { .size = sizeof batch };
    double exponent, mean, variance;
    must(chaos_orbit(sum, 51, STEPS, 1, &batch, drawn, &options, &why));
    moments_of(drawn, STEPS, &mean, &variance);
    must(chaos_lyapunov(product, 50, STEPS, 1, &batch, &exponent, NULL, NULL, &options, &why));
    close_to(exponent, mean, 1e-13, "a product of random numbers");
    must(chaos_lyapunov(linear, 50, STEPS, 1, &batch, &exponent, NULL, NULL, &options, &why));
    close_to(exponent, log(0.3), 1e-13, "no derivative");
    chaos_map_free(product);
    chaos_map_free(sum);
    chaos_map_free(linear);
}
END_TEST

/* --------------------------------------------------------------------------- sites */

/* Each site has its own, a line without [i] has one for all, and a neighbour's is the neighbour's. */
START_TEST(sites_have_their_own)
{
    enum { MOST = 5003, ROWS = 3, DIM = 4 };
    static const uint64_t sites[] = { 1, 2, 7, 300, MOST };
    static const char text[] =
        "e[i] = uniform(); g = uniform();"
        "x[i]' = e[i] + 0*x[i+1]; y[i]' = e[i-2]; z[i]' = g; w[i]' = sum(e[j] - uniform())";
    double *x = doubles((size_t)2 * ROWS * MOST * DIM);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++)
        for (size_t l = 0; l < LENGTH(sites); l++) {
            const uint64_t n = sites[l], copies = n > 300 ? 1 : 2;
            const chaos_text options = { .size = sizeof options, .sites = n };
            chaos_map *map = parsed(text, &options);
            const chaos_options seed = seeded(6);
            const chaos_batch batch = { .size = sizeof batch, .ndim = 1, .shape = &copies };
            must(chaos_orbit(map, 1, ROWS, 1, &batch, x, &seed, &why));
            for (uint64_t row = 0; row < copies * ROWS; row++) {
                const double *a = x + row * n * DIM;
                double sum = 0;
                for (uint64_t i = 0; i < n; i++) {
                    const uint32_t site = (uint32_t)i + 1, behind = (uint32_t)((i + 2 * n - 2) % n) + 1;
                    const uint64_t p = row / ROWS, time = row % ROWS;
                    const double own = uniform_of(bits_of(6, p, 0, time, 0, site));
                    ck_assert(a[i] == own);
                    ck_assert(a[n + i] == uniform_of(bits_of(6, p, 0, time, 0, behind)));
                    ck_assert(a[2 * n + i] == uniform_of(bits_of(6, p, 0, time, 1, 0)));
                    ck_assert(a[3 * n + i] == a[3 * n]);
                    sum += own - uniform_of(bits_of(6, p, 0, time, 2, site));
                }
                close_to(a[3 * n], sum, 1e-12 * (double)n, "sum of %d sites", (int)n);
            }
            chaos_map_free(map);
        }
    isa_default();
    free(x);
}
END_TEST

/* A large lattice on one thread and on several, and its tangent vectors. */
START_TEST(noisy_lattices_are_the_same_everywhere)
{
    enum { MOST = 20000 };
    static const uint64_t sites[] = { 40, 3000, MOST };
    static const char text[] =
        "x[i]' = (1 - 0.3)*f[i] + 0.15*(f[i-1] + f[i+1]); f[i] = 3.9*x[i]*(1 - x[i])*(0.97 + 0.03*uniform())";
    double *got = doubles(MOST), *expected = doubles(MOST);
    for (size_t l = 0; l < LENGTH(sites); l++) {
        const chaos_text options = { .size = sizeof options, .sites = sites[l] };
        chaos_map *map = parsed(text, &options);
        int seen[FAMILIES] = { 0 };
        const char *isa;
        for (size_t k = 0; (isa = isa_at(k)); k++)
            for (uint32_t threads = 1; threads <= 3; threads += 2) {
                const chaos_batch batch = { .size = sizeof batch };
                double exponent, *first = seen[isa_family(isa, NULL)]++ ? got : expected;
                static double reference[FAMILIES];
                chaos_options seed = seeded(6);
                seed.threads = threads;
                must(chaos_iterate(map, 70, &batch, first, &seed, &why));
                must(chaos_lyapunov(map, 10, 30, 1, &batch, &exponent, NULL, NULL, &seed, &why));
                if (first == expected)
                    reference[isa_family(isa, NULL)] = exponent;
                else
                    same_doubles(got, expected, sites[l], "%d sites, %s, %u threads", (int)sites[l], isa,
                                 threads);
                ck_assert(exponent == reference[isa_family(isa, NULL)]);
            }
        isa_default();
        chaos_map_free(map);
    }
    free(got);
    free(expected);
}
END_TEST

/* --------------------------------------------------------------------------- time */

/* r = r0 + eps n through the doubling at 3: |f'| = |2 - r| shrinks a deviation until then, and it has its old size
 * where the sum of log |2 - r| is 0 again, as far beyond 3 as it began before: the delay. */
START_TEST(a_drifting_parameter_delays_the_doubling)
{
    enum { ROWS = 1200 };
    static double x[ROWS];
    const double eps = 1e-4, r0 = 2.96;
    const char *const names[] = { "r0", "eps" };
    const double values[] = { r0, eps };
    const chaos_text given = { .size = sizeof given, .nvalues = 2, .names = names, .values = values };
    chaos_map *map = parsed("x' = (r0 + eps*n)*x*(1 - x); x = 0.6722", &given);
    const chaos_batch batch = { .size = sizeof batch };
    must(chaos_orbit(map, 0, ROWS, 1, &batch, x, NULL, &why));
    /* Second differences are 4 times the deviation, whose sign alternates. */
    const double begin = fabs(x[0] - 2 * x[1] + x[2]);
    int back = 1;
    while (back + 2 < ROWS && !(back > 400 && fabs(x[back] - 2 * x[back + 1] + x[back + 2]) >= begin))
        back++;
    close_to(r0 + eps * back, 3 + (3 - r0), 2e-3, "the end of the delay");
    for (int n = 300; n < 500; n++) /* 2.99 to 3.01, where there is a cycle of period 2 of that size */
        ck_assert(fabs(x[n] - 2 * x[n + 1] + x[n + 2]) < begin / 20);
    ck_assert(fabs(x[1100] - x[1101]) > 0.15); /* r = 3.07 */
    chaos_map_free(map);
}
END_TEST

/* ---------------------------------------------------------------------- what is not */

static void refused(int code, const char *argument, const char *message)
{
    ck_assert_msg(code == CHAOS_EINVAL || code == CHAOS_ENOTSUP, "%s: %d", message, code);
    ck_assert_msg(strcmp(why.argument, argument) == 0 && strstr(why.message, message), "%s: %s", why.argument,
                  why.message);
}

START_TEST(what_comes_back_is_not_asked)
{
    chaos_map *map = parsed("x' = a*x + normal(); a = 0.5", NULL);
    const double none = 0, guess = 0.3, range[] = { 0, 1 };
    const chaos_batch batch = { .size = sizeof batch };
    double out[8];
    chaos_result *result = NULL;
    ck_assert(chaos_map_is_random(map) && !chaos_map_reads_time(map) && !chaos_map_is_random(NULL));
    refused(batch_into(out, NULL, map, &batch, NULL, "period"), "map", "must not draw random numbers");
    refused(chaos_cycle_find(map, 1, &none, &guess, &result, NULL, &why), "map",
            "must not draw random numbers");
    refused(chaos_cycles(map, 1, 2, &none, range, 0, &result, NULL, &why), "map",
            "must not draw random numbers");
    refused(chaos_float_cycle(map, 100, &batch, &result, NULL, &why), "map", "draws random numbers");
    refused(chaos_branch(map, 1, 0, 0.0, 1.0, &none, &guess, 0, &result, NULL, &why), "map",
            "must not draw random numbers");
    refused(chaos_derivatives(map, 1, &none, &guess, NULL, 0, out, NULL, NULL, &why), "map",
            "must not draw random numbers");
    ck_assert(!result);
    chaos_map_free(map);
}
END_TEST

START_TEST(mistakes_are_named)
{
    static const struct {
        const char *text, *message;
    } texts[] = {
        { "x' = normal(0)", "normal() takes no argument: write mean + deviation*normal()" },
        { "x' = uniform(0, 1)", "uniform() takes no argument: write low + (high - low)*uniform()" },
        { "x' = randn()", "write normal() or uniform()" },
        { "x' = x; x = normal()", "x is a state" },
    };
    chaos_map *map = NULL;
    for (size_t i = 0; i < LENGTH(texts); i++) {
        ck_assert(chaos_map_parse(texts[i].text, NULL, &map, &why) == CHAOS_EINVAL);
        ck_assert_msg(strstr(why.message, texts[i].message), "%s: %s", texts[i].text, why.message);
    }
    /* Names as ever, where no bracket follows. */
    map = parsed("x' = normal*x + uniform; normal = 0.5; uniform = 1", NULL);
    ck_assert_uint_eq(chaos_map_nparams(map), 2);
    ck_assert(!chaos_map_is_random(map));
    const chaos_batch batch = { .size = sizeof batch };
    double x;
    chaos_options options = seeded(1);
    refused(chaos_iterate(map, 1, &batch, &x, &options, &why), "seed",
            "must be 0 for a map that draws no random");
    options = (chaos_options){ .size = sizeof options, .noise = CHAOS_NOISE_COMMON };
    refused(chaos_iterate(map, 1, &batch, &x, &options, &why), "noise",
            "must be 0 for a map that draws no random");
    chaos_map_free(map);
    map = parsed("x' = normal()", NULL);
    options.noise = 2;
    refused(chaos_iterate(map, 1, &batch, &x, &options, &why), "noise", "got 2");
    chaos_measure *measure;
    refused(chaos_measure_new(map, "moments:of=x+normal()", &measure, &why), "of",
            "can't draw random numbers");
    chaos_map_free(map);
}
END_TEST

TCase *tcase_text_noise(void)
{
    TCase *tcase = tcase_create("text_noise");
    tcase_add_test(tcase, threads_shards_and_sets_do_not_matter);
    tcase_add_test(tcase, an_orbit_is_one_orbit);
    tcase_add_test(tcase, a_stream_is_its_own);
    tcase_add_test(tcase, common_noise_is_one_realisation);
    tcase_add_test(tcase, nothing_settles_that_draws);
    tcase_add_test(tcase, exponents_are_of_the_random_system);
    tcase_add_test(tcase, sites_have_their_own);
    tcase_add_test(tcase, noisy_lattices_are_the_same_everywhere);
    tcase_add_test(tcase, a_drifting_parameter_delays_the_doubling);
    tcase_add_test(tcase, what_comes_back_is_not_asked);
    tcase_add_test(tcase, mistakes_are_named);
    return tcase;
}

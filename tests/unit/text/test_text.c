/* Maps given as text.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { COUNT = 67 };

static chaos_map *parsed(const char *text, const chaos_text *options)
{
    chaos_map *map = NULL;
    int code = chaos_map_parse(text, options, &map, &why);
    ck_assert_msg(code == CHAOS_OK, "%s: %s", text, why.message);
    return map;
}

/* One step from x (and y), all parameters 2.385 unless the text says otherwise. */
static void one_step(const char *text, double x, double y, double image[2])
{
    chaos_map *map = parsed(text, NULL);
    double params[16];
    for (uint64_t i = 0; i < chaos_map_nparams(map); ++i)
        params[i] = isnan(chaos_map_param_default(map, i)) ? 2.385 : chaos_map_param_default(map, i);
    image[0] = x;
    image[1] = y;
    must(chaos_iterate_one(map, 1, params, image, NULL, &why));
    chaos_map_free(map);
}

START_TEST(what_is_written_is_computed)
{
    const double x = 0.7123, y = -0.318, p = 2.385, pi = 3.141592653589793;
    const struct {
        const char *text;
        double value;
    } good[] = {
        { "x' = x + p*x - 3", x + p * x - 3 },
        { "x -> x - p - x", x - p - x },
        { "x[n+1] = x[n]/p/x[n]", x / p / x },
        { "x' = -x^2", -(x * x) },
        { "x' = x^3", (x * x) * x },
        { "x' = x^5", ((x * x) * (x * x)) * x },
        { "x' = x^-2", 1 / (x * x) },
        { "x' = x^-1", 1 / x },
        { "x' = x^0", 1 },
        { "x' = 2^3^2*x", 512 * x },
        { "x' = (2*pi)*x", 2 * pi * x },
        { "x' = 2*π*x", 2 * pi * x },
        { "x' = p/(2*pi)*x", p / (2 * pi) * x },
        { "x' = μ*x − 1·x", p * x - 1 * x },
        { "x' = μ ⋅ x – 1 ∗ x", p * x - 1 * x },
        { "x' = x < p", 1 },
        { "x' = x > p", 0 },
        { "x' = x <= x", 1 },
        { "x' = x >= p", 0 },
        { "x' = x == x", 1 },
        { "x' = x != x", 0 },
        { "x' = x < 0 ? 1 : x < 1 ? 2 : 3", 2 },
        { "x' = x != 0 ? p : 3", p },
        { "x' = x == 0 ? p : 3", 3 },
        { "x' = x - x ? p : 3", 3 },
        { "x' = min(x, p) + max(x, p)", x + p },
        { "x' = floor(-x) + abs(-x) + sign(-x)", -1 + x + -1 },
        { "x' = sign(x - x)", 0 },
        { "x' = mod(-x, 1)", -x + 1 },
        { "x' = mod(-x, p)", -x + p },
        { "x' = 1*(5 + x mod 2)", 5 + x - 2 * 2 },
        { "x' = 5 + x mod 2", 5 + x - 2 * 2 },
        { "x' = sqrt(x)", sqrt(x) },
        { "t = x*u; u = p + 1; x' = t", x * (p + 1) },
        { "x' = (x +\n p)\n\n;;", x + p },
        { "a = -(1 + 1)/4\nx' = a*x", -0.5 * x },
        { "x' = 1e-3*x + .5", 1e-3 * x + .5 },
    };
    double image[2];
    for (size_t i = 0; i < LENGTH(good); ++i) {
        one_step(good[i].text, x, 0, image);
        close_to(image[0], good[i].value, 0, "%s", good[i].text);
    }
    /* Two states, a new value on the right side, an angle that is lifted there. */
    one_step("p' = p + x mod 1; x' = x + p'", 0.75, 0.5, image);
    close_to(image[0], 0.25, 0, "p is wrapped");
    close_to(image[1], 0.5 + 1.25, 0, "p' is not");
    one_step("x' = y; y' = x", x, y, image);
    ck_assert(image[0] == y && image[1] == x);
    one_step("x' = 0.25; y' = p", x, y, image);
    ck_assert(image[0] == 0.25 && image[1] == p);
}
END_TEST

START_TEST(functions_are_right_to_rounding)
{
    const struct {
        const char *text;
        double value;
    } functions[] = {
        { "x' = sin(x)", sin(0.3) },
        { "x' = cos(x)", cos(0.3) },
        { "x' = tan(x)", tan(0.3) },
        { "x' = asin(x)", asin(0.3) },
        { "x' = acos(x)", acos(0.3) },
        { "x' = atan(x)", atan(0.3) },
        { "x' = sinh(x)", sinh(0.3) },
        { "x' = cosh(x)", cosh(0.3) },
        { "x' = tanh(x)", tanh(0.3) },
        { "x' = exp(x)", exp(0.3) },
        { "x' = log(x)", log(0.3) },
        { "x' = x^x", pow(0.3, 0.3) },
        { "x' = atan2(x, -2)", atan2(0.3, -2) },
        { "x' = x^0.5", pow(0.3, 0.5) },
    };
    const char *isa;
    double image[2];
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        for (size_t i = 0; i < LENGTH(functions); ++i) {
            one_step(functions[i].text, 0.3, 0, image);
            close_to(image[0], functions[i].value, 1e-15, "%s on %s", functions[i].text, isa);
        }
}
END_TEST

START_TEST(errors_say_where_and_what)
{
    const struct {
        const char *text;
        int line, column;
        const char *what;
    } bad[] = {
        { "", 1, 1, "no line says" },
        { "x", 1, 2, "expected ' or = or -> after 'x', got the end" },
        { "x' = r*x*", 1, 10, "after '*', got the end" },
        { "x' = r*x*;", 1, 10, "got ';'" },
        { "x' = r*x*(1 - x", 1, 16, "expected ) after 'x', got the end" },
        { "x' = r*x(1 - x)", 1, 8, "there is no function 'x'" },
        { "x' = ln(x)", 1, 6, "it is written log(x)" },
        { "x' = |x|", 1, 6, "abs(x)" },
        { "x' = x²", 1, 7, "written with ^" },
        { "x_{n+1} = r*x_n", 1, 3, "x[n+1]" },
        { "x' = 5 % 2", 1, 8, "a remainder is written mod" },
        { "x' = 2x", 1, 7, "a product is written with *" },
        { "x' = r x", 1, 8, "a product is written with *" },
        { "x' = x**2", 1, 7, "^" },
        { "x' = sin x", 1, 10, "expected (" },
        { "x' = sum(x)", 1, 6, "a sum is taken over all sites, as in sum(x[j])" },
        { "x[i]' = sum(3)", 1, 9, "a sum is taken over all sites" },
        { "x[i]' = sum(x[i])", 1, 15, "a sum is taken over sites [j], not [i]" },
        { "x[i]' = sum(x[k])", 1, 15, "expected j (the site) after '[', got 'k'" },
        { "x[i]' = x[j]", 1, 11, "[j] is a site within sum(...); this is [i]" },
        { "x[j]' = x[j]", 1, 3, "[j] is a site within sum(...); this is [i]" },
        { "x[i]' = sum(x[j]*sum(x[j]))", 1, 18, "a sum of what has a sum in it" },
        { "x[i]' = sum(f[j]); f[i] = x[i]*s; s = sum(x[j])", 1, 9, "a sum of what has a sum in it" },
        { "x' = x + sum(x[j])", 1, 14, "no line for x[j]" },
        { "x' = N*x", 1, 6, "N, the number of sites, is for lattices" },
        { "sum' = 1 - sum", 1, 1, "'sum' is a function and can't be a name" },
        { "N = 3; x[i]' = x[i]", 1, 1, "'N' is the name of an option" },
        { "x' = atan2(x)", 1, 13, "a comma" },
        { "x' = y\ny' = = x", 2, 6, "a number, a name or (" },
        { "x' = x\ny' = θ @ 2", 2, 8, "'@' has no meaning here" },
        { "x' = x; x' = 2*x", 1, 9, "has a line already" },
        { "x' = a; a = b; b = a + 0*x", 1, 20, "to compute itself" },
        { "x' = x'", 1, 6, "to compute itself" },
        { "x' = y'", 1, 6, "no line for y'" },
        { "steps' = 2", 1, 1, "the name of an option" },
        { "sin' = 2", 1, 1, "is a function" },
        { "x = x + 1", 1, 10, "no line says" },
        { "x' = x; x = x + 1", 1, 9, "x is a state" },
        { "x' = x[n-1]", 1, 6, "a state of its own" },
        { "x' = x[i]", 1, 6, "no line for x[i]" },
        { "x[i]' = x", 1, 9, "write x[i]" },
        { "x[i]' = x[i+100]", 1, 13, "at most 64" },
        { "x[i]' = x[i]; y' = y", 1, 15, "all states have [i]" },
        { "x[i]' = f*x[i]; f = x[i]", 1, 17, "write f[i]" },
        { "x' = x mod 0", 1, 12, "a number > 0" },
        { "x' = 1.2.3", 1, 6, "'1.2.3' is not a number" },
        { "x' = 1e999", 1, 6, "is not a number" },
        { "x' = a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+q+r", 1, 38, "one too many" },
    };
    for (size_t i = 0; i < LENGTH(bad); ++i) {
        chaos_map *map = (chaos_map *)1;
        int line, column;
        ck_assert_msg(chaos_map_parse(bad[i].text, NULL, &map, &why) == CHAOS_EINVAL, "%s", bad[i].text);
        ck_assert(map == (chaos_map *)1);
        ck_assert_str_eq(why.argument, "text");
        ck_assert_msg(sscanf(why.message, "line %d, column %d:", &line, &column) == 2, "%s", why.message);
        ck_assert_msg(line == bad[i].line && column == bad[i].column && strstr(why.message, bad[i].what),
                      "%s: %s", bad[i].text, why.message);
    }
    chaos_map *map;
    ck_assert(chaos_map_parse("x' = θ*x +\ny' = x", NULL, &map, &why) == CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "\nx' = θ*x +\n          ^") != NULL, "%s", why.message);
}
END_TEST

START_TEST(hostile_text_is_refused)
{
    enum { SIZE = 1 << 17 };
    static const char *const repeated[] = { "(",      "-",    "x'=(", "x^",   "1?",    "x;",
                                            "x'=x\n", "sin(", "+x",   "\xff", "x[i]'=" };
    char *text = malloc(SIZE + 8);
    chaos_map *map;
    for (size_t i = 0; i < LENGTH(repeated); ++i)
        for (size_t size = 1000; size <= SIZE; size *= 64) {
            size_t n = strlen(repeated[i]), used = strlen(strcpy(text, "x'=x"));
            while (used + n < size)
                used = (size_t)(stpcpy(text + used, repeated[i]) - text);
            double start = now();
            if (chaos_map_parse(text, NULL, &map, &why) == CHAOS_OK)
                chaos_map_free(map);
            ck_assert_msg(now() - start < patience(0.5), "%s: %g s", repeated[i], now() - start);
            chaos_measure measure = measure_named("density");
            start = now();
            (void)chaos_measure_set(map_named("henon"), &measure, "of", text + 3, &why);
            ck_assert_msg(now() - start < patience(0.5), "as an expression, %s: %g s", repeated[i],
                          now() - start);
        }
    free(text);
}
END_TEST

/* "theta", the name in the text, of the state "theta3" of a lattice. */
static const char *variable(const chaos_map *map, uint64_t i, char name[32])
{
    snprintf(name, 32, "%s", chaos_map_state(map, i));
    if (chaos_map_is_lattice(map))
        name[strcspn(name, "0123456789")] = '\0';
    return name;
}

/* The built-in's own formula, with its angles, defaults and bound. */
static chaos_map *as_text(const chaos_map *map)
{
    uint64_t dim = chaos_map_dim(map), np = chaos_map_nparams(map), sites = 0;
    const char *angles[64], *names[64];
    char first[32], variables[64][32];
    double periods[64], values[64];
    variable(map, 0, first);
    for (uint64_t i = 0; i < dim && dim <= 40; ++i)
        sites += !strcmp(variable(map, i, variables[i]), first);
    chaos_text text = { .size = sizeof text,
                        .names = names,
                        .values = values,
                        .angles = angles,
                        .periods = periods,
                        .bound = chaos_map_bound(map),
                        .sites = chaos_map_is_lattice(map) ? sites : 0 };
    for (uint64_t i = 0; i < np; ++i, ++text.nvalues) {
        names[text.nvalues] = chaos_map_param(map, i);
        values[text.nvalues] = chaos_map_param_default(map, i);
    }
    for (uint64_t i = 0; i < dim && dim <= 40; ++i) {
        names[text.nvalues] = chaos_map_state(map, i);
        values[text.nvalues++] = chaos_map_state_default(map, i);
        if (chaos_map_wrap(map, i) > 0) {
            angles[text.nwraps] = variables[i];
            periods[text.nwraps++] = chaos_map_wrap(map, i);
        }
    }
    return parsed(chaos_map_formula(map), &text);
}

/* The batch of the built-in, for its text, whose names may be in another order. */
static chaos_batch reordered(struct points *points, const chaos_map *text, chaos_view *params,
                             chaos_view *states)
{
    chaos_batch batch = *points_all(points); /* sets the views */
    for (uint64_t i = 0; i < points->nparams; ++i)
        params[i] = points->param_views[chaos_map_param_index(points->map, chaos_map_param(text, i))];
    for (uint64_t i = 0; i < points->dim; ++i)
        states[i] = points->state_views[chaos_map_state_index(points->map, chaos_map_state(text, i))];
    batch.params = params;
    batch.states = states;
    return batch;
}

static void same_orbits(const chaos_map *map, const chaos_map *text, struct points *points, const char *isa,
                        uint32_t threads)
{
    uint64_t dim = points->dim;
    chaos_view params[16], states[64];
    chaos_batch batch = reordered(points, text, params, states);
    chaos_options options = with_threads(threads);
    double *expected = doubles(COUNT * dim * 9), *got = doubles(COUNT * dim * 9);
    double exponent[2][COUNT];
    int64_t escape[2][COUNT];
    must(chaos_orbit(map, 200, 9, 3, points_all(points), expected, &options, &why));
    must(chaos_orbit(text, 200, 9, 3, &batch, got, &options, &why));
    for (uint64_t i = 0; i < COUNT * 9; ++i)
        for (uint64_t j = 0; j < dim; ++j)
            same_doubles(&got[i * dim + j],
                         &expected[i * dim + (uint64_t)chaos_map_state_index(map, chaos_map_state(text, j))],
                         1, "%s as text on %s, point %d", chaos_map_name(map), isa, (int)(i / 9));
    must(chaos_lyapunov(map, 100, 500, 1, points_all(points), exponent[0], NULL, NULL, &options, &why));
    must(chaos_lyapunov(text, 100, 500, 1, &batch, exponent[1], NULL, NULL, &options, &why));
    for (int i = 0; i < COUNT; ++i)
        if (fabs(exponent[0][i]) > 0.1 && dim <= 4)
            /* The states' order, and with it the first tangent, may be another. */
            close_to(exponent[1][i], exponent[0][i], 0.02 + 0.05 * fabs(exponent[0][i]),
                     "%s as text, exponent", chaos_map_name(map));
    chaos_measure measure = measure_named("escape");
    measure.out[0] = escape[0];
    must(chaos_batch_measure(map, points_all(points), 0, 300, &measure, 1, NULL, &options, &why));
    measure.out[0] = escape[1];
    must(chaos_batch_measure(text, &batch, 0, 300, &measure, 1, NULL, &options, &why));
    same_bytes(escape[1], escape[0], sizeof escape[0], "%s as text, escapes", chaos_map_name(map));
    free(expected);
    free(got);
}

START_TEST(catalogue_as_text_has_the_same_bits)
{
    struct rng rng = rng_start("text bits");
    const char *isa;
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        chaos_map *text = as_text(map);
        ck_assert_uint_eq(chaos_map_dim(text), chaos_map_dim(map));
        ck_assert_uint_eq(chaos_map_nparams(text), chaos_map_nparams(map));
        ck_assert_str_eq(chaos_map_name(text), chaos_map_formula(map));
        struct points *points = points_random(&rng, map, COUNT);
        points->states[5 * points->dim] = 1e5; /* some leave at once */
        points->states[9 * points->dim] = NAN;
        for (size_t k = 0; (isa = isa_at(k)); ++k)
            same_orbits(map, text, points, isa, 1 + k % 3);
        points_free(points);
        chaos_map_free(text);
    }
}
END_TEST

/* ln|f'| from the exponent of one step, against a difference quotient. */
START_TEST(derivatives_are_exact)
{
    static const char *const texts[] = {
        "x' = a*x^7 - x^-3 + 2.385",
        "x' = x*a - 3/x",
        "x' = (a - x)/(x + a*x)",
        "x' = sqrt(x) + abs(-x)",
        "x' = exp(a*x)",
        "x' = log(x)*x",
        "x' = sin(a*x)",
        "x' = cos(a*x)",
        "x' = tan(x)",
        "x' = asin(x)",
        "x' = acos(x)",
        "x' = atan(a*x)",
        "x' = atan2(x, x^2 + a)",
        "x' = atan2(a, x)",
        "x' = sinh(x)",
        "x' = cosh(x)",
        "x' = tanh(x)",
        "x' = x^a",
        "x' = a^x",
        "x' = x^x",
        "x' = x^0.3",
        "x' = min(x, a)",
        "x' = max(x, x^2)",
        "x' = mod(a*x, 0.37)",
        "x' = mod(a, x)",
        "x' = x < 0.5 ? 2*x : x^2",
        "x' = x*floor(3*x) + x*sign(x)",
        "x' = -(x*x) + (x < a)*x",
        "t = x*x; u = t*x + t; x' = t/u - u^2",
        "x' = a*x mod 1",
        "x' = x*(x == x)",
    };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        for (size_t i = 0; i < LENGTH(texts); ++i) {
            chaos_map *map = parsed(texts[i], NULL);
            const double a = 1.287, x = 0.6234, h = 1e-5;
            double exponent, up = x + h, down = x - h;
            const chaos_view param = { &a, NULL }, state = { &x, NULL };
            const chaos_batch batch = { sizeof batch, 0, NULL, &param, &state };
            must(chaos_lyapunov(map, 0, 1, 1, &batch, &exponent, NULL, NULL, NULL, &why));
            must(chaos_iterate_one(map, 1, &a, &up, NULL, &why));
            must(chaos_iterate_one(map, 1, &a, &down, NULL, &why));
            close_to(exponent, log(fabs((up - down) / (2 * h))), 1e-7, "%s on %s", texts[i], isa);
            chaos_map_free(map);
        }
}
END_TEST

/* Two maps of six states: bits of orbits, and spectra. */
static void same_six(const chaos_map *ring, const chaos_map *sites, const char *isa)
{
    double a[20 * 6], b[20 * 6], spectrum[2][6];
    const chaos_batch batch = { .size = sizeof batch };
    must(chaos_orbit(ring, 3, 20, 1, &batch, a, NULL, &why));
    must(chaos_orbit(sites, 3, 20, 1, &batch, b, NULL, &why));
    same_doubles(a, b, 20 * 6, "orbit on %s", isa);
    must(chaos_lyapunov(ring, 50, 300, CHAOS_ALL, &batch, spectrum[0], NULL, NULL, NULL, &why));
    must(chaos_lyapunov(sites, 50, 300, CHAOS_ALL, &batch, spectrum[1], NULL, NULL, NULL, &why));
    for (int i = 0; i < 6; ++i)
        close_to(spectrum[0][i], spectrum[1][i], 1e-9, "exponent %d on %s", i, isa);
}

/* A ring against the same with every site written out. */
START_TEST(lattices_are_their_sites)
{
    const chaos_text options = { .size = sizeof options, .sites = 3 };
    chaos_map *ring =
        parsed("x[i]' = a*g[i-1] + x[i+2]*y[i] mod 1; y[i]' = y[i] - x[i]'/9; g[i] = x[i]^2; a = 0.7",
               &options);
    chaos_map *sites = parsed("u' = a*w^2 + w*p mod 1; v' = a*u^2 + u*q mod 1; w' = a*v^2 + v*r mod 1\n"
                              "p' = p - u'/9; q' = q - v'/9; r' = r - w'/9; a = 0.7",
                              NULL);
    ck_assert_uint_eq(chaos_map_dim(ring), 6);
    ck_assert_int_eq(chaos_map_is_lattice(ring), 1);
    ck_assert_str_eq(chaos_map_state(ring, 2), "x2");
    ck_assert_str_eq(chaos_map_state(ring, 3), "y0");
    ck_assert(chaos_map_wrap(ring, 2) == 1 && chaos_map_wrap(ring, 3) == 0);
    const chaos_options lifted = { .size = sizeof lifted, .lift = 1 };
    double a[4 * 6], b[4 * 6];
    const chaos_batch batch = { .size = sizeof batch };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        same_six(ring, sites, isa);
        must(chaos_orbit(ring, 0, 4, 1, &batch, a, &lifted, &why));
        must(chaos_orbit(sites, 0, 4, 1, &batch, b, &lifted, &why));
        same_doubles(a, b, 4 * 6, "lift on %s", isa);
    }
    /* A single orbit is that of a batch, on a text's lattice and on one of the catalogue, whose angles are said per site. */
    const chaos_map *const lattices[] = { ring, map_named("standard_ring") };
    for (size_t i = 0; i < LENGTH(lattices); ++i) {
        double state[64], params[16], expected[64];
        ck_assert(chaos_map_dim(lattices[i]) <= 64);
        default_point(lattices[i], params, state);
        state[0] = -0.1;
        chaos_view views[64];
        for (uint64_t j = 0; j < chaos_map_dim(lattices[i]); ++j)
            views[j] = (chaos_view){ &state[j], NULL };
        const chaos_batch one = { sizeof one, 0, NULL, NULL, views };
        must(chaos_iterate(lattices[i], 40, &one, expected, NULL, &why));
        must(chaos_iterate_one(lattices[i], 40, params, state, NULL, &why));
        same_doubles(state, expected, chaos_map_dim(lattices[i]), "%s", chaos_map_name(lattices[i]));
    }
    chaos_map_free(ring);
    chaos_map_free(sites);
}
END_TEST

/* Sums over sites, with differentials of their own, against the same written out. */
START_TEST(sums_are_of_all_sites)
{
    const chaos_text options = { .size = sizeof options, .sites = 3 };
    chaos_map *ring =
        parsed("x[i]' = a*x[i]*(1 - m) + sum(x[j+1]*y[j])/N; y[i]' = b*g[i+1] - g[i-1]*cos(x[i]) + 0.3*y[i]\n"
               "g[i] = m*x[i] + sum(y[j]^2)*y[i]/4; m = sum(x[j])/N; a = 0.9; b = 0.4",
               &options);
    chaos_map *sites = parsed(
        "u' = a*u*(1 - m) + s/3; v' = a*v*(1 - m) + s/3; w' = a*w*(1 - m) + s/3; p' = b*h - k*cos(u) + 0.3*p\n"
        "q' = b*k - g*cos(v) + 0.3*q; r' = b*g - h*cos(w) + 0.3*r; m = (u + v + w)/3; s = v*p + w*q + u*r\n"
        "z = p^2 + q^2 + r^2; g = m*u + z*p/4; h = m*v + z*q/4; k = m*w + z*r/4; a = 0.9; b = 0.4",
        NULL);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        same_six(ring, sites, isa);
    chaos_map_free(ring);
    chaos_map_free(sites);
}
END_TEST

START_TEST(options_of_text)
{
    const char *names[] = { "r", "x" }, *angle = "x", *unknown = "q";
    double values[] = { 3.7, 0.25 }, period = 1;
    chaos_text options = {
        .size = sizeof options,
        .nvalues = 2,
        .names = names,
        .values = values,
        .bound = 7,
    };
    chaos_map *map = parsed("x' = r*x*(1 - x)", &options);
    ck_assert(chaos_map_param_default(map, 0) == 3.7 && chaos_map_state_default(map, 0) == 0.25 &&
              chaos_map_bound(map) == 7);
    chaos_map_free(map);
    options = (chaos_text){ .size = sizeof options, .nwraps = 1, .angles = &angle, .periods = &period };
    map = parsed("x' = r*x*(1 - x)", &options);
    ck_assert(chaos_map_wrap(map, 0) == 1 && isinf(chaos_map_bound(map)));
    /* The name reads back as the map. */
    chaos_map *lines = parsed("\n x' = (r*\n x\n)\n\ny' = x ;\n", NULL),
              *again = parsed(chaos_map_name(lines), NULL);
    ck_assert_str_eq(chaos_map_name(lines), "x' = (r* x ); y' = x");
    ck_assert_str_eq(chaos_map_name(again), chaos_map_name(lines));
    chaos_map_free(lines);
    chaos_map_free(again);
    /* No default for r: it must be given. */
    double out;
    chaos_batch batch = { .size = sizeof batch };
    ck_assert_int_eq(chaos_iterate(map, 5, &batch, &out, NULL, &why), CHAOS_EINVAL);
    ck_assert_msg(strstr(why.message, "parameter r has no default") != NULL, "%s", why.message);
    chaos_map_free(map);
    options.angles = &unknown;
    ck_assert_int_eq(chaos_map_parse("x' = x", &options, &map, &why), CHAOS_EINVAL);
    options = (chaos_text){ .size = sizeof options, .sites = 5 };
    ck_assert_int_eq(chaos_map_parse("x' = x", &options, &map, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.argument, "sites");
    ck_assert_int_eq(chaos_map_parse(NULL, NULL, &map, &why), CHAOS_EINVAL);
}
END_TEST

START_TEST(parsing_is_quick)
{
    enum { TIMES = 200 };
    const char *text =
        "t = c - d/(1 + x^2 + y^2); x' = a + u*(x*cos(t) - y*sin(t)); y' = u*(x*sin(t) + y*cos(t))";
    double start = now();
    for (int i = 0; i < TIMES; ++i)
        chaos_map_free(parsed(text, NULL));
    ck_assert_msg((now() - start) / TIMES < patience(1e-3), "%g s", (now() - start) / TIMES);
}
END_TEST

TCase *tcase_text(void)
{
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, what_is_written_is_computed);
    tcase_add_test(tcase, functions_are_right_to_rounding);
    tcase_add_test(tcase, errors_say_where_and_what);
    tcase_add_test(tcase, hostile_text_is_refused);
    tcase_add_test(tcase, catalogue_as_text_has_the_same_bits);
    tcase_add_test(tcase, derivatives_are_exact);
    tcase_add_test(tcase, lattices_are_their_sites);
    tcase_add_test(tcase, sums_are_of_all_sites);
    tcase_add_test(tcase, options_of_text);
    tcase_add_test(tcase, parsing_is_quick);
    return tcase;
}

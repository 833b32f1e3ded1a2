/* Texts that are compiled: the same map, the same bits.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { COUNT = 21, TRANSIENT = 40, STEPS = 150 };

static void same_map(const chaos_map *got, const chaos_map *expected)
{
    const char *const name = chaos_map_name(expected);
    ck_assert_str_eq(chaos_map_name(got), name);
    ck_assert_str_eq(chaos_map_title(got), chaos_map_title(expected));
    ck_assert_str_eq(chaos_map_formula(got), chaos_map_formula(expected));
    ck_assert_uint_eq(chaos_map_dim(got), chaos_map_dim(expected));
    ck_assert_uint_eq(chaos_map_sites(got), chaos_map_sites(expected));
    ck_assert_uint_eq(chaos_map_nparams(got), chaos_map_nparams(expected));
    ck_assert(chaos_map_has_derivative(got));
    for (uint64_t i = 0; i < chaos_map_nparams(got); ++i) {
        const double value = chaos_map_param_default(expected, i);
        ck_assert_str_eq(chaos_map_param(got, i), chaos_map_param(expected, i));
        ck_assert_msg(same_bits(chaos_map_param_default(got, i), value), "%s: %s", name,
                      chaos_map_param(got, i));
    }
    for (uint64_t i = 0; i < chaos_map_dim(got); ++i) {
        ck_assert_str_eq(chaos_map_state(got, i), chaos_map_state(expected, i));
        ck_assert(same_bits(chaos_map_state_default(got, i), chaos_map_state_default(expected, i)));
        ck_assert(same_bits(chaos_map_wrap(got, i), chaos_map_wrap(expected, i)));
    }
    ck_assert(same_bits(chaos_map_bound(got), chaos_map_bound(expected)));
    ck_assert(!chaos_map_view(got, 0, NULL, NULL));
}

/* All measures, on all instruction sets whose bits it has. */
static void same_numbers(const chaos_map *got, const chaos_map *expected, const char *loaded)
{
    struct rng rng = rng_start(chaos_map_name(expected));
    struct points *points = points_random(&rng, expected, COUNT);
    const chaos_batch *batch = points_all(points);
    struct measured a[MAX_KINDS], b[MAX_KINDS];
    const char *isa;
    points->states[5 * points->dim] = 1e5; /* some leave at once */
    points->states[9 * points->dim] = NAN;
    const size_t n = measures_all(expected, COUNT, TRANSIENT, STEPS, a);
    measures_all(got, COUNT, TRANSIENT, STEPS, b);
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        if (isa_family(isa, NULL) != isa_family(loaded, NULL))
            continue;
        for (size_t i = 0; i < n; ++i) { /* one by one: some maps have no rotation */
            const int code = batch_measured(expected, batch, &a[i], 1, NULL);
            ck_assert_int_eq(batch_measured(got, batch, &b[i], 1, NULL), code);
            if (code == CHAOS_OK)
                same_measured(&b[i], &a[i], "%s, %s, compiled, on %s", chaos_map_name(expected), a[i].kind,
                              isa);
        }
    }
    measures_free(a, n);
    measures_free(b, n);
    points_free(points);
}

/* A map that was compiled is a text still. */
static void same_file(const chaos_map *got, const chaos_map *expected)
{
    enum { MOST = 1 << 16 };
    char *const a = malloc(MOST), *const b = malloc(MOST);
    must(chaos_map_emit_c(got, a, MOST, NULL, &why));
    must(chaos_map_emit_c(expected, b, MOST, NULL, &why));
    ck_assert_str_eq(a, b);
    free(a);
    free(b);
}

/* A text, which is freed, and the same compiled. */
static void both_ways(chaos_map *text)
{
    chaos_map *compiled;
    isa_default();
    const char *loaded = chaos_isa_name();
    must(chaos_map_compile(text, NULL, &compiled, &why));
    same_map(compiled, text);
    same_numbers(compiled, text, loaded);
    same_file(compiled, text);
    chaos_map_free(compiled);
    chaos_map_free(text);
}

/* A compiler takes a second over each: an eighth of them, by the seed; all with CHAOS_TEST_SCALE=8. */
START_TEST(the_catalogues_formulas_have_the_bits_of_their_interpreter)
{
    struct rng rng = rng_start("catalogue");
    const size_t apart = test_scale() < 8 ? (size_t)(8 / test_scale()) : 1;
    for (size_t i = rng_below(&rng, apart); i < chaos_map_count(); i += apart)
        both_ways(as_text(chaos_map_at(i)));
}
END_TEST

/* What the catalogue has not: functions, conditions, complex numbers, names that C or its headers have, states
 * that no line of vectors holds, parameters without defaults. */
static const char *const texts[] = {
    ("vreal' = int*vreal*(1 - vreal) - 1e-3*vsel; vsel' = modulo + vmask*vset; vset' = while^3/9 + 0.1; int = 3.5;"
     "modulo = image*vreal; image = vmask - 2*vset; vmask = 0.3; while = vset + vreal"),
    "complex z, c; w = 1/(z^2 + 3); z' = c*sqrt(z)*w + sinh(z)/9 - i*conj(z)*abs(w); c = 0.4 + 0.2*i",
    "x' = x < y ? y - 0.1 : x == y ? 1 : x >= 2*y ? -y : (x != 0.5)/2; y' = max(min(x, y), -1) + (x <= y)*0.3 - 0.2",
    "x' = round(9*x)/7 + floor(3*y)/8 - ceil(x - y) + trunc(5*y)/9; y' = 0.7*y + sign(x)/3 + x mod y + (y*9 mod 2)/5",
    "x' = a*sin(x) + tan(y)/99 + asin(cos(x))/9 + acos(sin(y))/9; y' = atan2(x, y)/4 + hypot(x, y)/3 + atan(x)^3; a = 1.7",
    "x' = tanh(3*x) - erf(y) + cbrt(x)/2; y' = log1p(x^2) + expm1(-y^2) + log2(2 + x^2)/3 - log10(1 + y^2); z' = log(abs(x)) + exp(-z^2)",
    "x' = asinh(5*x) - y/2; y' = acosh(1 + x^2)/2 + atanh(y/9) + cosh(x/2)/9 - sinh(y)/7 + abs(x)^1.3 + 0.1^x",
    "a' = f - 0.1*b; b' = a; c' = b + f/9; d' = c; e' = d - e/3; f' = 0.3*e*a; g' = h*cos(g); h' = g - a^2/4; s' = n + s/2; n = 0.3",
    "x' = x + 0.3*sin(y) mod 2*pi; y' = y + x' mod 1; z' = -(-z) - -(x - (y - (z/9 - (x/(y/(z + 2))))))",
    "x' = n mod 3 == 0 ? 0.5*x : x + 0.71 + sin(n)/9 mod 1; y' = 0.9*y + x*n/1e3",
    ("x' = x + 0.3*y + normal1 + vtime*normal() mod 1; y' = (0.5 + uniform()/9)*y + e; e = normal(); z' = n < 50 ? e : normal();"
     "normal1 = 0.1; vtime = 0.2"),
    "x' = ((1 - x)^2*(x + y)^4 - (x*y)^7 + x^-3)/9 + a; y' = x^2^2/5 - y^3 - (x - y)^2 + 0.1; a = 0",
};

START_TEST(texts_have_the_bits_of_their_interpreter)
{
    struct rng rng = rng_start("texts");
    for (size_t i = rng_below(&rng, cases_apart()); i < LENGTH(texts); i += cases_apart())
        both_ways(parsed(texts[i], NULL));
}
END_TEST

/* Rings: whatever sites share, or read from each other, once or several times round; sums; angles. */
static const struct {
    const char *text;
    uint64_t sites;
} lattices[] = {
    { "x[i]' = a*g[i-1] + x[i+2]*y[i] mod 1; y[i]' = y[i] - x[i]'/9; g[i] = x[i]^2; a = 0.7", 7 },
    { "x[i]' = a*x[i]*(1 - m) + sum(x[j+1]*y[j])/N; y[i]' = b*g[i+1] - g[i-1]*cos(x[i]) + 0.3*y[i]\n"
      "g[i] = m*x[i] + sum(y[j]^2)*y[i]/4; m = sum(x[j])/N; a = 0.9; b = 0.4",
      5 },
    { "x[i]' = sin(f[i-3]) + f[i+5]/2 - h[i] + h[i+1]; f[i] = x[i+1]*x[i-1] + a; h[i] = exp(-f[i]^2); a = 0.2",
      4 },
    { "x[i]' = 3.7*x[i]*(1 - x[i]) + (x[i-1] - x[i+64])/99; x = 0.25", 1 },
    { "complex z; z[i]' = z[i]^2 + (z[i-1] + z[i+1])*c/9; c = 0.3; z = 0.1", 3 },
    { "a[i]' = s[i+1] + 0.1*n[i]; n[i]' = a[i]*sites; s[i]' = image*s[i-1] mod 1; sites = 0.3; image = 0.7",
      2 },
    { "x[i]' = x[i] + total1*sin(y[i+2]) - sum(x[j]*y[j-1])/N mod 1; y[i]' = 0.9*y[i] + x[i]' - x[i-1]/9; total1 = 0.3",
      37 },
};

START_TEST(lattices_have_the_bits_of_their_interpreter)
{
    struct rng rng = rng_start("lattices");
    for (size_t i = rng_below(&rng, cases_apart()); i < LENGTH(lattices); i += cases_apart()) {
        const chaos_text options = { .size = sizeof options, .sites = lattices[i].sites };
        both_ways(parsed(lattices[i].text, &options));
    }
}
END_TEST

/* Orbits that leave, which only the end of a run tells where the formula shows from where on they grow for ever;
 * bounds just beyond, far beyond, and within. */
static const struct {
    const char *text;
    double bound;
    uint64_t sites; /* of a lattice, else 0 */
} leaving[] = {
    { "x' = r*x*(1 - x); r = 4.05", 2.3, 0 },
    { "x' = r*x*(1 - x); r = 4.05", 1.2, 0 },
    { "x' = mu*min(x, 1 - x); mu = 2.02", 1e3, 0 },
    { "x' = x < 0 ? 1 + a*x : 1 - b*x; a = 1.6; b = -1.3", 6.2, 0 },
    { "x' = (a*x^3 - floor(9*x)/b + sin(9*x))/2; a = -3.2; b = 4.1", 20, 0 },
    { "x' = 1 - a*x^2 + y; y' = b*x; a = 2.2; b = -0.9", 5, 0 },
    { "x' = 1 - a*abs(x) + y; y' = z; z' = b*x; a = 2.4; b = 0.9", 30, 0 },
    { "x' = 1 - a*x^2 + y; y' = b*x; a = 1.9; b = 1.3", 20, 0 },
    { "x' = y; y' = z; z' = a*x + b*y - z^3; a = 0.9; b = 3", 8, 0 },
    { "x' = r*y*(1 - y) + x/9; y' = r*x*(1 - x) - y/9; r = 4.1", 3, 0 },
    { "complex z, c; z' = z^2 + c; c = -1 + 0.4*i", 5, 0 },
    { "x' = x^3 - 3*x*y^2 + a; y' = 3*x^2*y - y^3 + x/9; a = 0.5", 10, 0 },
    { "x' = x^2 - (1 + a)^2*y^2 + b; y' = x; a = 0.1; b = -0.7", 10, 0 },
    { "x[i]' = (1 - eps)*f[i] + eps/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i]); r = 4.05; eps = 0.1", 4,
      7 },
    { "x[i]' = (1 - eps)*f[i] - eps/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i]); r = 4.3; eps = 0.3", 9,
      5 },
    { "x[i]' = (1 - eps)*f[i] + eps/N*sum(f[j]); f[i] = r*x[i]*(1 - x[i]); r = 4.05; eps = 0.2", 4, 9 },
    { "x[i]' = 1 - a*x[i]^2 + y[i] + (x[i-1]*x[i+1] + sum(x[j])^2)/99; y[i]' = b*x[i]; a = 1.9; b = 0.3", 12,
      4 },
    { "x' = 1/x - 1.2*x + 1e-3*y; y' = x mod 1", 1e6, 0 },
    { "x' = s; y' = x; z' = 1.3*z - x/9; s = tanh(x - y/2 + z)", 50, 0 },
};

START_TEST(orbits_that_leave_do_so_at_the_same_iterate)
{
    struct rng rng = rng_start("orbits that leave");
    for (size_t i = rng_below(&rng, cases_apart()); i < LENGTH(leaving); i += cases_apart()) {
        const chaos_text options = { .size = sizeof options,
                                     .sites = leaving[i].sites,
                                     .bound = leaving[i].bound };
        both_ways(parsed(leaving[i].text, &options));
    }
}
END_TEST

/* An expression of about `size` operations over x, y, z, parameters a, b and lines u, v. */
static void expression(struct rng *rng, int size, char *to)
{
    static const char *const
        one[] = { "-", "sin", "cos", "exp", "abs", "floor", "sqrt", "tanh", "log", "atan", "sign", "round" },
        *const two[] = { "min", "max", "atan2", "hypot" }, *const infix[] = { "+", "-",  "*",  "/",
                                                                              "+", "-",  "*",  "mod",
                                                                              "<", "<=", "==", "^" },
        *const leaf[] = { "x", "y", "z", "a", "b", "u", "v", "0.5", "2", "-1.25", "1e-3", "x" };
    char part[3][4096];
    if (size <= 0) {
        strcpy(to, leaf[rng_below(rng, LENGTH(leaf))]);
        return;
    }
    const int left = (int)rng_below(rng, (uint64_t)size);
    expression(rng, left, part[0]);
    expression(rng, size - 1 - left, part[1]);
    expression(rng, size / 3, part[2]);
    switch (rng_below(rng, 9)) {
    case 0: sprintf(to, "%s(%s)", one[rng_below(rng, LENGTH(one))], part[1]); break;
    case 1: sprintf(to, "%s(%s, %s)", two[rng_below(rng, LENGTH(two))], part[0], part[1]); break;
    case 2: sprintf(to, "(%s ? %s : %s)", part[0], part[1], part[2]); break;
    case 3: sprintf(to, "(%s)^%d", part[1], (int)rng_below(rng, 6) - 1); break;
    case 4: sprintf(to, "((%s) mod (%s + abs(%s)))", part[0], part[2], part[1]); break;
    default: sprintf(to, "(%s) %s (%s)", part[0], infix[rng_below(rng, LENGTH(infix))], part[1]); break;
    }
}

START_TEST(random_texts_have_the_bits_of_their_interpreter)
{
    struct rng rng = rng_start("random texts");
    static const char *const line[] = { "u", "v", "x'", "y'", "z'" };
    for (uint64_t i = 0; i < scaled(4); ++i) {
        char text[1 << 15] = "a = 0.9; b = -0.4", own[4096];
        for (size_t k = 0; k < LENGTH(line); ++k) {
            do
                expression(&rng, 3 + (int)rng_below(&rng, 20), own);
            while (k < 2 && strpbrk(own, "uv"));
            sprintf(text + strlen(text), "; %s = 0.9*sin(%s)", line[k], own);
        }
        both_ways(parsed(text, NULL));
    }
}
END_TEST

START_TEST(a_file_has_what_was_said_of_the_text)
{
    const char *const names[] = { "x", "r", "n" }, *const angles[] = { "y" };
    const double values[] = { 0.25, 3.25, 0.125 }, periods[] = { 3.5 };
    const chaos_text options = { .size = sizeof options,
                                 .nvalues = 3,
                                 .names = names,
                                 .values = values,
                                 .nwraps = 1,
                                 .angles = angles,
                                 .periods = periods,
                                 .bound = 55 };
    const char *const text = "  x' = r*x*(1 - x)\n y' = y + x + n \n";
    both_ways(parsed(text, &options));
}
END_TEST

START_TEST(a_file_is_written_as_its_author_would)
{
    static const char *const lines[] = {
        "#define UNROLL 8\n",
        ("    const vreal x = state[0], y = state[1];\n    const vreal a = param[0], b = param[1];\n"
         "    image[0] = 1.0 - a * (x * x) + y;\n    image[1] = b * x;\n"),
        "    .states = (const char *const[]){ \"x\", \"y\" },\n",
    };
    char whole[4096], part[100] = "untouched";
    size_t length, again;
    chaos_map *map = parsed("x' = 1 - a*x^2 + y; y' = b*x; a = 1.4; b = 0.3", NULL);
    must(chaos_map_emit_c(map, whole, sizeof whole, &length, &why));
    ck_assert_uint_eq(strlen(whole), length);
    for (size_t i = 0; i < LENGTH(lines); ++i)
        ck_assert_msg(strstr(whole, lines[i]) != NULL, "%s", whole);
    must(chaos_map_emit_c(map, NULL, 0, &again, &why));
    ck_assert_uint_eq(again, length);
    must(chaos_map_emit_c(map, part, 0, NULL, &why));
    ck_assert_str_eq(part, "untouched");
    must(chaos_map_emit_c(map, part, sizeof part, NULL, &why));
    ck_assert_int_eq(strncmp(part, whole, sizeof part - 1), 0);
    ck_assert_int_eq(part[sizeof part - 1], '\0');
    chaos_map_free(map);
}
END_TEST

START_TEST(what_cannot_be_compiled_is_said)
{
    static const struct {
        const char *text, *what;
    } bad[] = {
        { "x[i]' = x[i-1] + n",
          "reads n, the iterate number, can be a C file if it has at most 6 states and is no" },
        { "x[i]' = x[i-1] + normal()", "draws random numbers can be a C file if" },
        { "a' = b; b' = c; c' = d; d' = e; e' = f; f' = g; g' = n", "reads n, the iterate number" },
    };
    chaos_map *map = (chaos_map *)1;
    for (size_t i = 0; i < LENGTH(bad); ++i) {
        chaos_map *text = parsed(bad[i].text, NULL);
        ck_assert_int_eq(chaos_map_compile(text, NULL, &map, &why), CHAOS_ENOTSUP);
        ck_assert_msg(strstr(why.message, bad[i].what) != NULL, "%s", why.message);
        chaos_map_free(text);
    }
    ck_assert_int_eq(chaos_map_compile(map_named("henon"), NULL, &map, &why), CHAOS_EINVAL);
    ck_assert(map == (chaos_map *)1);
    ck_assert_int_eq(chaos_map_emit_c(map_named("henon"), NULL, 0, NULL, &why), CHAOS_EINVAL);
    ck_assert_str_eq(why.message, "map must be one that was given as text, got henon");
    ck_assert_int_eq(chaos_map_emit_c(NULL, NULL, 0, NULL, &why), CHAOS_EINVAL);
}
END_TEST

TCase *tcase_compiled(void)
{
    TCase *tcase = tcase_create("compiled");
    tcase_add_test(tcase, the_catalogues_formulas_have_the_bits_of_their_interpreter);
    tcase_add_test(tcase, texts_have_the_bits_of_their_interpreter);
    tcase_add_test(tcase, lattices_have_the_bits_of_their_interpreter);
    tcase_add_test(tcase, orbits_that_leave_do_so_at_the_same_iterate);
    tcase_add_test(tcase, random_texts_have_the_bits_of_their_interpreter);
    tcase_add_test(tcase, a_file_has_what_was_said_of_the_text);
    tcase_add_test(tcase, a_file_is_written_as_its_author_would);
    tcase_add_test(tcase, what_cannot_be_compiled_is_said);
    return tcase;
}

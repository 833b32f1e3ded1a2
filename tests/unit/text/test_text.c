/* Maps given as text.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

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
        { "x' = min(x, p, 0.5, 7) + max(-x, -p, 0.5, -7, 0)", 1 },
        { "x' = ceil(x) + ceil(-x) + ceil(p) + ceil(-3)", 1 - 0 + 3 - 3 },
        { "x' = 1/ceil(-x) < -1", 1 },
        { "x' = trunc(p) + trunc(-p) + trunc(-7.9) + (trunc(2^53) - 2^53)", -7 },
        { "x' = round(x) + round(-p) + round(2.5) + round(-3.5)", 1 - 2 + 3 - 4 },
        { "x' = round(0.49999999999999994)", 0 },
        { "x' = round(-4503599627370497) + 4503599627370497 + (round(2251799813685249.5) - 2251799813685249)",
          1 },
        { "x' = 1/round(-0.2) < -1", 1 },
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
        { "x' = asinh(x)", asinh(0.3) },
        { "x' = acosh(1 + x)", acosh(1 + 0.3) },
        { "x' = atanh(-x)", atanh(-0.3) },
        { "x' = expm1(x/1000)", expm1(0.3 / 1000) },
        { "x' = log1p(x/1000)", log1p(0.3 / 1000) },
        { "x' = log2(x)", log2(0.3) },
        { "x' = log10(x)", log10(0.3) },
        { "x' = cbrt(-x)", cbrt(-0.3) },
        { "x' = erf(x)", erf(0.3) },
        { "x' = hypot(x, -2)", hypot(0.3, -2) },
        { "x' = hypot(x*10^300, 10^300)/10^300", hypot(0.3, 1) },
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

/* Each on all instruction sets, at numbers of all sizes, special ones among them. */
START_TEST(functions_have_the_same_bits_everywhere)
{
    enum { POINTS = 512 };
    static const char *const functions[] = {
        "sin(x)",     "cos(x)",   "tan(x)",   "asin(x)",     "acos(x)",       "atan(x)",
        "sinh(x)",    "cosh(x)",  "tanh(x)",  "exp(x)",      "log(x)",        "asinh(x)",
        "acosh(x)",   "atanh(x)", "expm1(x)", "log1p(x)",    "log2(x)",       "log10(x)",
        "cbrt(x)",    "erf(x)",   "ceil(x)",  "trunc(x)",    "round(x)",      "floor(x)",
        "abs(x)^0.3", "sqrt(x)",  "sign(x)",  "hypot(x, 3)", "atan2(x, 0.2)", "mod(x, 2.2)",
    };
    static const double special[] = { 0.0, -0.0, 0.5,    -0.5,    1.0,    -1.0,
                                      2.5, -2.5, 0x1p52, -0x1p53, 1e-310, -1e308 };
    struct rng rng = rng_start("functions");
    for (size_t i = 0; i < LENGTH(functions); i++) {
        static double got[POINTS], first[FAMILIES][POINTS];
        bool seen[FAMILIES] = { false };
        char text[64];
        snprintf(text, sizeof text, "x' = %s", functions[i]);
        const chaos_text options = { .size = sizeof options, .bound = INFINITY };
        chaos_map *map = parsed(text, &options);
        struct points *points = points_new(map, POINTS);
        for (size_t k = 0; k < POINTS; k++)
            points->states[k] =
                k < LENGTH(special) ? special[k] : ldexp(rng_between(&rng, -1, 1), (int)(k % 64) - 40);
        const char *isa;
        for (size_t k = 0; (isa = isa_at(k)); ++k) {
            const int family = isa_family(isa, NULL);
            must(chaos_iterate(map, 1, points_all(points), seen[family] ? got : first[family], NULL, &why));
            if (seen[family])
                same_doubles(got, first[family], POINTS, "%s on %s", text, isa);
            seen[family] = true;
        }
        points_free(points);
        chaos_map_free(map);
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
        "x' = asinh(a*x)",
        "x' = acosh(x + a)",
        "x' = atanh(x)",
        "x' = expm1(a*x)",
        "x' = log1p(a*x)",
        "x' = log2(a*x)",
        "x' = log10(a*x)",
        "x' = cbrt(a*x)",
        "x' = erf(a*x)",
        "x' = hypot(a*x, x + 1)",
        "x' = hypot(a, x)",
        "x' = min(1 + a, x, 2*x)*max(x, a*x, -1)",
        "x' = x*(ceil(a*x) + trunc(3*x) + round(4*x))",
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
    tcase_add_test(tcase, functions_have_the_same_bits_everywhere);
    tcase_add_test(tcase, derivatives_are_exact);
    tcase_add_test(tcase, options_of_text);
    tcase_add_test(tcase, parsing_is_quick);
    return tcase;
}

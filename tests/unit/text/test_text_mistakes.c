/* Maps given as text: what is wrong with them is said, quickly.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

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
        { "complex z; x' = z; z' = z", 1, 12, "x' is complex: say so in a line, complex x" },
        { "complex z; z' = floor(z)", 1, 17, "this takes real numbers: write re(...), im(...) or abs(...)" },
        { "complex z; z' = z < 1", 1, 19, "this takes real numbers" },
        { "complex z; z' = z ? 1 : 2", 1, 19, "this takes real numbers" },
        { "complex z; z' = hypot(z, 1)", 1, 17, "this takes real numbers" },
        { "complex z; z' = z mod 2", 1, 23, "mod takes real numbers" },
        { "complex z; z' = z*z_re", 1, 19, "'z_re' is a part of z: write re(z)" },
        { "complex z w; z' = z", 1, 11, "expected a comma, ; or the end after 'z', got 'w'" },
        { "complex z, 2; z' = z", 1, 12, "expected a name, as in complex z, c after ',', got '2'" },
        { "complex z; z' = z*c; c = 2*i", 1, 22, "the value of c is complex: say so in a line, complex c" },
        { "complex abcdefghijklmnopqrstuvwxyzABCDE; x' = x", 1, 9, "must be at most 28 characters" },
        { "x' = ln(x)", 1, 6, "there is no function 'ln'; write log(x)" },
        { "x' = |x|", 1, 6, "abs(x)" },
        { "x' = x²", 1, 7, "write a power with ^" },
        { "x_{n+1} = r*x_n", 1, 3, "x[n+1]" },
        { "x(n+1) = r*x(n)", 1, 2, "expected ' or =, or an index as in x[n+1]," },
        { "x (t) = r", 1, 3, "an index as in x[n+1]" },
        { "x_n+1 = r*x_n", 1, 4, "expected ' or =, or an index as in x[n+1]," },
        { "x' = r*x(n)", 1, 8,
          "there is no function 'x'; write an index as x[n+1] or x[i-1], a product as x*(...)" },
        { "x[i]' = f(i - 1)", 1, 9, "write an index as f[n+1] or f[i-1]" },
        { "x' = 5 % 2", 1, 8, "write mod for a remainder" },
        { "x' = 2x", 1, 7, "write a product with *" },
        { "x' = r x", 1, 8, "write a product with *" },
        { "x' = x**2", 1, 7, "^" },
        { "x' = sin x", 1, 10, "expected (" },
        { "x' = np.sin(x)", 1, 8, "functions have no prefix: write sin(x) for np.sin(x)" },
        { "x' = x if x < 1 else 0", 1, 8, "'if' has no meaning here; write condition ? a : b" },
        { "x' = if x < 1 then x else 0", 1, 6, "'if' has no meaning here; write condition ? a : b" },
        { "x' = 2*(x if x < 1 else 0)", 1, 11, "'if' has no meaning here; write condition ? a : b" },
        { "x'' = x", 1, 3, "expected = after a prime, got a prime" },
        { "x' = sum(x)", 1, 6, "a sum goes over all sites, as in sum(x[j])" },
        { "x[i]' = sum(3)", 1, 9, "a sum goes over all sites" },
        { "x[i]' = sum(x[i])", 1, 15, "a sum is the same at all sites, and can't have [i]" },
        { "x[i]' = sum(sin(x[j]-x[i]))", 1, 24, "as in sum(x[j] - x[i]) = sum(x[j]) - N*x[i]" },
        { "complex z, z; z' = z^2", 1, 12, "z must be declared complex once" },
        { "complex z; complex c, z; z' = z^2 + c", 1, 23, "z must be declared complex once" },
        { "x[i]' = sum(x[k])", 1, 15, "expected j (the site) after '[', got 'k'" },
        { "x[i]' = x[j]", 1, 11, "[j] is for sites within sum(...); here it is [i]" },
        { "x[j]' = x[j]", 1, 3, "[j] is for sites within sum(...); here it is [i]" },
        { "x[i]' = sum(x[j]*sum(x[j]))", 1, 18, "a sum can't contain another sum" },
        { "x[i]' = sum(f[j]); f[i] = x[i]*s; s = sum(x[j])", 1, 9, "a sum can't contain another sum" },
        { "x' = x + sum(x[j])", 1, 14, "no line defines x[j]" },
        { "x[i]' = x[i]*(i == 1 ? 2 : 3)", 1, 15, "i is the number of a site in [ ] and no value" },
        { "x[i]' = x[i] + j", 1, 16, "j is the number of a site in [ ] and no value" },
        { "x' = 0 <= x <= 1", 1, 13, "write (0 <= x)*(x <= 1) for 0 <= x <= 1" },
        { "x' = (x == 1) == 1 != 0", 1, 20, "a second comparison needs brackets" },
        { "x' = x >= 0 and x <= 1", 1, 13,
          "'and' has no meaning here; write (x > 0)*(y > 0) for both conditions" },
        { "x' = (x >= 0 or (x <= 1))", 1, 14, "'or' has no meaning here; write max(x > 0, y > 0)" },
        { "x' = not(x)", 1, 6, "there is no function 'not'; write (x > 0) == 0 for not x > 0" },
        { "x' = (x > 0) && x", 1, 14, "'&' has no meaning here; write a*b for both conditions" },
        { "x' = (x > 0) || x", 1, 14, "max(a, b) for either condition" },
        { "x' = N*x", 1, 6, "N, the number of sites, is for lattices" },
        { "sum' = 1 - sum", 1, 1, "'sum' is a function and can't be a name" },
        { "N = 3; x[i]' = x[i]", 1, 1, "'N' is the name of an option" },
        { "x' = atan2(x)", 1, 13, "a comma" },
        { "x' = min(x)", 1, 11, "a comma and a second argument" },
        { "x' = hypot(x, 1, 2)", 1, 16, "expected )" },
        { "x' = arcsinh(x)", 1, 6, "there is no function 'arcsinh'; write asinh(x)" },
        { "x' = gamma(x)", 1, 6,
          "there is no function 'gamma'; a map from a C file, or of a function, may have its own" },
        { "x' = erfc(x)", 1, 6, "there is no function 'erfc'; write 1 - erf(x)" },
        { "x' = x + random(1)", 1, 10, "there is no function 'random'; write normal() or uniform()" },
        { "x' = sec(x)", 1, 6, "there is no function 'sec'; write 1/cos(x)" },
        { "x' = y\ny' = = x", 2, 6, "a number, a name or (" },
        { "x' = x\ny' = θ @ 2", 2, 8, "'@' has no meaning here" },
        { "x' = x; x' = 2*x", 1, 9, "x' is defined twice" },
        { "x' = a; a = b; b = a + 0*x", 1, 20, "a depends on itself" },
        { "x' = x'", 1, 6, "x' depends on itself" },
        { "x' = y'", 1, 6, "no line defines y'" },
        { "steps' = 2", 1, 1, "the name of an option" },
        { "sin' = 2", 1, 1, "is a function" },
        { "x = x + 1", 1, 10, "no line says" },
        { "x' = x; x = x + 1", 1, 9, "x is a state" },
        { "x' = x[n-1]", 1, 6, "a state of its own" },
        { "x' = x[i]", 1, 6, "no line defines x[i]" },
        { "x[i]' = x", 1, 9, "write x[i]" },
        { "x[i]' = x[i+100]", 1, 13, "at most 64" },
        { "x[i]' = x[i]; y' = y", 1, 15, "all states have [i]" },
        { "x[i]' = f*x[i]; f = x[i]", 1, 17, "write f[i]" },
        { "x' = x mod 0", 1, 12, "the right side of mod must be above 0, got 0" },
        { "x' = 1.2.3", 1, 6, "'1.2.3' is not a number" },
        { "x' = 1e999", 1, 6, "is not a number" },
        { "x' = a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+q+r+s", 1, 40,
          "there must be at most 16 parameters, 's' is one more" },
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
            chaos_measure *measure = measure_of(map_named("henon"), "density");
            start = now();
            (void)chaos_measure_set(measure, "of", text + 3, &why);
            ck_assert_msg(now() - start < patience(0.5), "as an expression, %s: %g s", repeated[i],
                          now() - start);
            chaos_measure_free(measure);
        }
    free(text);
}
END_TEST

TCase *tcase_text_mistakes(void)
{
    TCase *tcase = tcase_create("text_mistakes");
    tcase_add_test(tcase, errors_say_where_and_what);
    tcase_add_test(tcase, hostile_text_is_refused);
    return tcase;
}

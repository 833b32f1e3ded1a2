/* SPDX-License-Identifier: MIT */
#include "text/hints.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *const instead[][2] = {
    { "ln", "write log(x)" },
    { "lg", "write log10(x)" },
    { "exp2", "write 2^x" },
    { "exp10", "write 10^x" },
    { "pow", "write x^y" },
    { "power", "write x^y" },
    { "sqr", "write x^2" },
    { "square", "write x^2" },
    { "fabs", "write abs(x)" },
    { "sgn", "write sign(x)" },
    { "fmod", "write mod(x, y)" },
    { "frac", "write mod(x, 1)" },
    { "fract", "write mod(x, 1)" },
    { "int", "write trunc(x)" },
    { "ceiling", "write ceil(x)" },
    { "if", "write condition ? a : b" },
    { "where", "write condition ? a : b" },
    { "step", "write x > 0" },
    { "heaviside", "write x > 0" },
    { "and", "write (x > 0)*(y > 0) for both conditions" },
    { "or", "write max(x > 0, y > 0) for either condition" },
    { "not", "write (x > 0) == 0 for not x > 0" },
    { "erfc", "write 1 - erf(x)" },
    { "sec", "write 1/cos(x)" },
    { "csc", "write 1/sin(x)" },
    { "cot", "write 1/tan(x)" },
    { "sech", "write 1/cosh(x)" },
    { "csch", "write 1/sinh(x)" },
    { "coth", "write 1/tanh(x)" },
    { "arcsin", "write asin(x)" },
    { "arccos", "write acos(x)" },
    { "arctan", "write atan(x)" },
    { "arctan2", "write atan2(y, x)" },
    { "arcsinh", "write asinh(x)" },
    { "arccosh", "write acosh(x)" },
    { "arctanh", "write atanh(x)" },
    { "arsinh", "write asinh(x)" },
    { "arcosh", "write acosh(x)" },
    { "artanh", "write atanh(x)" },
};

/* SLEEF has no form of them with the same bits on all instruction sets. */
static const char *const missing[] = { "gamma", "tgamma", "lgamma", "digamma", "beta", "zeta",
                                       "j0",    "j1",     "jn",     "y0",      "y1",   "yn" };
static const char *const drawn[] = { "rand", "random", "randn", "noise" };

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

const char *chaosi_hint(const char *name)
{
    for (size_t i = 0; i < sizeof instead / sizeof *instead; i++)
        if (strcmp(instead[i][0], name) == 0)
            return instead[i][1];
    if (is_one_of(name, missing, sizeof missing / sizeof *missing))
        return "a map from a C file, or of a function, may have its own";
    if (is_one_of(name, drawn, sizeof drawn / sizeof *drawn))
        return "write normal() or uniform()";
    return NULL;
}

/* Operations on jets. Each follows from its differential equation: with e the last direction of a coefficient m, the
 * coefficient of y is that of dy/de without e, and what stands in it are coefficients with smaller numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/jet.h"

#include "graph/jets.h"
#include "graph/program.h"

#include <stdbool.h>
#include <string.h>

enum { SIZE = 1 << CHAOSI_JET_ORDER };

static unsigned last_of(unsigned m) { return 1U << (31 - __builtin_clz(m)); }

/* The coefficient m of a b. */
static double product(const double *a, const double *b, unsigned m)
{
    double sum = a[0] * b[m];
    for (unsigned s = m; s; s = (s - 1) & m)
        sum += a[s] * b[m ^ s];
    return sum;
}

/* Of dy = slope dx. */
static double along(const double *slope, const double *x, unsigned m)
{
    const unsigned rest = m ^ last_of(m);
    double sum = slope[0] * x[m];
    for (unsigned s = rest; s; s = (s - 1) & rest)
        sum += slope[s] * x[m ^ s];
    return sum;
}

/* Of y where slope dy is a jet whose coefficient is known. */
static double against(const double *slope, const double *y, unsigned m, double known)
{
    const unsigned rest = m ^ last_of(m);
    for (unsigned s = rest; s; s = (s - 1) & rest)
        known -= slope[s] * y[m ^ s];
    return known / slope[0];
}

/* ---------------------------------------------------------------- one operand
 *
 * y[0] is set. `size` is 2^k. */

static void exponential(unsigned size, double first, const double *x, double *y)
{
    double e[SIZE];
    e[0] = first;
    for (unsigned m = 1; m < size; m++)
        y[m] = e[m] = along(e, x, m);
}

/* y = by log(den) where d den = dx */
static void logarithm(unsigned size, double by, double first, const double *x, double *y)
{
    double den[SIZE];
    memcpy(den, x, size * sizeof *den);
    den[0] = first;
    for (unsigned m = 1; m < size; m++)
        y[m] = against(den, y, m, by * x[m]);
}

/* Of a pair with dy = z dx, dz = sign y dx: sine and cosine, round or hyperbolic. */
static void pair(unsigned size, double first, double sign, const double *x, double *y)
{
    double z[SIZE];
    z[0] = first;
    for (unsigned m = 1; m < size; m++) {
        y[m] = along(z, x, m);
        z[m] = sign * along(y, x, m);
    }
}

static void root(unsigned size, const double *x, double *y)
{
    for (unsigned m = 1; m < size; m++)
        y[m] = against(y, y, m, 0.5 * x[m]);
}

static void cubic_root(unsigned size, const double *x, double *y)
{
    double z[SIZE]; /* y^2 */
    z[0] = y[0] * y[0];
    for (unsigned m = 1; m < size; m++) {
        y[m] = against(z, y, m, x[m] / 3.0);
        z[m] = product(y, y, m);
    }
}

static void tangent(unsigned size, const double *x, double *y)
{
    double z[SIZE]; /* 1 + y^2 */
    z[0] = 1.0 + y[0] * y[0];
    for (unsigned m = 1; m < size; m++) {
        y[m] = along(z, x, m);
        z[m] = product(y, y, m);
    }
}

/* The slope z is 1/cosh^2, of which 1 - y^2 would cancel: dz = -2 y z dx. */
static void hyperbolic_tangent(unsigned size, double cosh, const double *x, double *y)
{
    double z[SIZE], u[SIZE]; /* u = y z */
    z[0] = 1.0 / cosh * (1.0 / cosh);
    u[0] = y[0] * z[0];
    for (unsigned m = 1; m < size; m++) {
        y[m] = along(z, x, m);
        z[m] = -2.0 * along(u, x, m);
        u[m] = product(y, z, m);
    }
}

/* dy = sign dx/w, w^2 = w0^2 + square (x^2 - x0^2) */
static void inverse_root(unsigned size, double sign, double first, double square, const double *x, double *y)
{
    double w[SIZE];
    w[0] = first;
    for (unsigned m = 1; m < size; m++) {
        y[m] = against(w, y, m, sign * x[m]);
        w[m] = against(w, w, m, square * along(x, x, m));
    }
}

/* dy = dx/den, den = den0 + square (x^2 - x0^2) */
static void inverse_square(unsigned size, double first, double square, const double *x, double *y)
{
    double den[SIZE];
    den[0] = first;
    for (unsigned m = 1; m < size; m++) {
        y[m] = against(den, y, m, x[m]);
        den[m] = square * product(x, x, m);
    }
}

/* The slope z is 2/sqrt(pi) e^(-x^2): dz = -2 x z dx. */
static void error_function(unsigned size, double first, const double *x, double *y)
{
    double z[SIZE], u[SIZE]; /* u = x z */
    z[0] = first;
    u[0] = x[0] * first;
    for (unsigned m = 1; m < size; m++) {
        y[m] = along(z, x, m);
        z[m] = -2.0 * along(u, x, m);
        u[m] = product(x, z, m);
    }
}

/* false: the operation has no derivative but 0. */
static bool of_one(chaosi_function_value *value, uint32_t op, unsigned size, const double *x, double *y)
{
    const double x0 = x[0], below = 1.0 - x0, above = 1.0 + x0;
    switch (op) {
    case CHAOSI_SQRT: root(size, x, y); return true;
    case CHAOSI_EXP: exponential(size, y[0], x, y); return true;
    case CHAOSI_EXPM1: exponential(size, value(CHAOSI_EXP, x0, 0.0), x, y); return true;
    case CHAOSI_LOG: logarithm(size, 1.0, x0, x, y); return true;
    case CHAOSI_LOG1P: logarithm(size, 1.0, above, x, y); return true;
    case CHAOSI_LOG2: logarithm(size, 0x1.71547652b82fep+0, x0, x, y); return true;  /* 1/ln 2 */
    case CHAOSI_LOG10: logarithm(size, 0x1.bcb7b1526e50ep-2, x0, x, y); return true; /* 1/ln 10 */
    case CHAOSI_SIN: pair(size, value(CHAOSI_COS, x0, 0.0), -1.0, x, y); return true;
    case CHAOSI_COS: pair(size, -value(CHAOSI_SIN, x0, 0.0), -1.0, x, y); return true;
    case CHAOSI_TAN: tangent(size, x, y); return true;
    case CHAOSI_ASIN:
        inverse_root(size, 1.0, value(CHAOSI_SQRT, below * above, 0.0), -1.0, x, y);
        return true;
    case CHAOSI_ACOS:
        inverse_root(size, -1.0, value(CHAOSI_SQRT, below * above, 0.0), -1.0, x, y);
        return true;
    case CHAOSI_ATAN: inverse_square(size, 1.0 + x0 * x0, 1.0, x, y); return true;
    case CHAOSI_SINH: pair(size, value(CHAOSI_COSH, x0, 0.0), 1.0, x, y); return true;
    case CHAOSI_COSH: pair(size, value(CHAOSI_SINH, x0, 0.0), 1.0, x, y); return true;
    case CHAOSI_TANH: hyperbolic_tangent(size, value(CHAOSI_COSH, x0, 0.0), x, y); return true;
    case CHAOSI_ASINH: inverse_root(size, 1.0, value(CHAOSI_HYPOT, 1.0, x0), 1.0, x, y); return true;
    case CHAOSI_ACOSH:
        inverse_root(size, 1.0, value(CHAOSI_SQRT, x0 - 1.0, 0.0) * value(CHAOSI_SQRT, above, 0.0), 1.0, x,
                     y);
        return true;
    case CHAOSI_ATANH: inverse_square(size, below * above, -1.0, x, y); return true;
    case CHAOSI_CBRT: cubic_root(size, x, y); return true;
    case CHAOSI_ERF: /* 2/sqrt(pi) */
        error_function(size, 0x1.20dd750429b6dp+0 * value(CHAOSI_EXP, -(x0 * x0), 0.0), x, y);
        return true;
    default: return false; /* floor and sign and their like are constant between their steps */
    }
}

/* ---------------------------------------------------------------- two operands */

static bool is_flat(const double *a, unsigned size)
{
    for (unsigned m = 1; m < size; m++)
        if (a[m] != 0.0)
            return false;
    return true;
}

/* x^b with a number b: the derivatives b (b - 1) ... x^(b - r), also at x = 0. f[r] is the r-th's jet. */
static void fixed_power(chaosi_function_value *value, unsigned k, const double *x, double b, double *y)
{
    double f[CHAOSI_JET_ORDER + 1][SIZE], falling = 1.0;
    f[0][0] = y[0];
    for (unsigned r = 1; r <= k; r++) {
        falling *= b - (double)(r - 1);
        f[r][0] = falling == 0.0 ? 0.0 : falling * value(CHAOSI_POW, x[0], b - (double)r);
    }
    for (unsigned m = 1; m < 1U << k; m++)
        for (unsigned r = 0; r + (unsigned)__builtin_popcount(m) <= k; r++)
            f[r][m] = along(f[r + 1], x, m);
    memcpy(y, f[0], (sizeof *y) << k);
}

/* a^b = e^(b log a) */
static void power(chaosi_function_value *value, unsigned k, const double *a, const double *b, double *y)
{
    const unsigned size = 1U << k;
    double u[SIZE], v[SIZE]; /* log a, b log a */
    if (is_flat(b, size)) {
        fixed_power(value, k, a, b[0], y);
        return;
    }
    if (a[0] == 0.0 && b[0] > 0.0 &&
        is_flat(a, size)) { /* log is infinite there, the power 0 for all b near */
        memset(y + 1, 0, (size - 1) * sizeof *y);
        return;
    }
    u[0] = value(CHAOSI_LOG, a[0], 0.0);
    v[0] = b[0] * u[0];
    for (unsigned m = 1; m < size; m++) {
        u[m] = against(a, u, m, a[m]);
        v[m] = product(b, u, m);
        y[m] = along(y, v, m);
    }
}

/* (a^2 + b^2) dy = b da - a db */
static void angle(unsigned size, const double *a, const double *b, double *y)
{
    double square[SIZE];
    for (unsigned m = 0; m < size; m++) {
        square[m] = product(a, a, m) + product(b, b, m);
        if (m > 0)
            y[m] = against(square, y, m, along(b, a, m) - along(a, b, m));
    }
}

static void hypotenuse(unsigned size, const double *a, const double *b, double *y)
{
    for (unsigned m = 1; m < size; m++)
        y[m] = against(y, y, m, along(a, a, m) + along(b, b, m));
}

static void quotient(unsigned size, const double *a, const double *b, double *y)
{
    y[0] = a[0] / b[0];
    for (unsigned m = 1; m < size; m++) {
        double known = a[m];
        for (unsigned s = m; s; s = (s - 1) & m)
            known -= b[s] * y[m ^ s];
        y[m] = known / b[0];
    }
}

/* a - turns b, and a is between the turns. */
static void remainder_of(unsigned size, const double *a, const double *b, double *y)
{
    const double turns = __builtin_nearbyint((a[0] - y[0]) / b[0]);
    for (unsigned m = 1; m < size; m++)
        y[m] = a[m] - turns * b[m];
}

/* false: likewise. */
static bool of_two(chaosi_function_value *value, uint32_t op, unsigned k, const double *a, const double *b,
                   double *y)
{
    const unsigned size = 1U << k;
    switch (op) {
    case CHAOSI_MOD: remainder_of(size, a, b, y); return true;
    case CHAOSI_POW: power(value, k, a, b, y); return true;
    case CHAOSI_ATAN2: angle(size, a, b, y); return true;
    case CHAOSI_HYPOT: hypotenuse(size, a, b, y); return true;
    default: return false;
    }
}

/* ------------------------------------------------------------------------ all */

static void add(unsigned size, const double *a, double sign, const double *b, double *y)
{
    for (unsigned m = 0; m < size; m++)
        y[m] = a[m] + sign * b[m];
}

static void take(unsigned size, double sign, const double *a, double *y)
{
    for (unsigned m = 0; m < size; m++)
        y[m] = sign * a[m];
}

void chaosi_jet_of(chaosi_function_value *value, uint32_t op, unsigned k, const double *a, const double *b,
                   const double *c, double *y)
{
    const unsigned size = 1U << k;
    switch (op) {
    case CHAOSI_ADD: add(size, a, 1.0, b, y); return;
    case CHAOSI_SUB: add(size, a, -1.0, b, y); return;
    case CHAOSI_MUL:
        for (unsigned m = 0; m < size; m++)
            y[m] = product(a, b, m);
        return;
    case CHAOSI_DIV: quotient(size, a, b, y); return;
    case CHAOSI_NEG: take(size, -1.0, a, y); return;
    case CHAOSI_ABS: take(size, a[0] < 0.0 ? -1.0 : 1.0, a, y); return;
    case CHAOSI_MIN: take(size, 1.0, b[0] < a[0] || b[0] != b[0] ? b : a, y); return;
    case CHAOSI_MAX: take(size, 1.0, a[0] < b[0] || b[0] != b[0] ? b : a, y); return;
    case CHAOSI_SELECT: take(size, 1.0, a[0] == 0.0 ? c : b, y); return;
    default: break;
    }
    y[0] = value(op, a[0], b ? b[0] : 0.0);
    if (!(b ? of_two(value, op, k, a, b, y) : of_one(value, op, size, a, y)))
        memset(y + 1, 0, (size - 1) * sizeof *y);
}

/* Textbook formulas, on the real axis with the values of real functions.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/complex.h"

static uint32_t number(chaosi_graph *g, double value) { return chaosi_const(g, value); }
static uint32_t unary(chaosi_graph *g, enum chaosi_op op, uint32_t a)
{
    return chaosi_node_of(g, op, a, 0, 0);
}
static uint32_t binary(chaosi_graph *g, enum chaosi_op op, uint32_t a, uint32_t b)
{
    return chaosi_node_of(g, op, a, b, 0);
}
static uint32_t plus(chaosi_graph *g, uint32_t a, uint32_t b) { return binary(g, CHAOSI_ADD, a, b); }
static uint32_t minus(chaosi_graph *g, uint32_t a, uint32_t b) { return binary(g, CHAOSI_SUB, a, b); }
static uint32_t times(chaosi_graph *g, uint32_t a, uint32_t b) { return binary(g, CHAOSI_MUL, a, b); }
static uint32_t over(chaosi_graph *g, uint32_t a, uint32_t b) { return binary(g, CHAOSI_DIV, a, b); }
static uint32_t negative(chaosi_graph *g, uint32_t a) { return unary(g, CHAOSI_NEG, a); }
static uint32_t select(chaosi_graph *g, uint32_t condition, uint32_t a, uint32_t b)
{
    return chaosi_node_of(g, CHAOSI_SELECT, condition, a, b);
}

uint32_t chaosi_imaginary(chaosi_graph *g, chaosi_value a)
{
    return chaosi_is_complex(a) ? a.im : number(g, 0.0);
}

/* ------------------------------------------------------------------ arithmetic */

static chaosi_value sum(chaosi_graph *g, chaosi_value a, chaosi_value b)
{
    return (chaosi_value){ plus(g, a.re, b.re), !chaosi_is_complex(a)   ? b.im
                                                : !chaosi_is_complex(b) ? a.im
                                                                        : plus(g, a.im, b.im) };
}

static chaosi_value difference(chaosi_graph *g, chaosi_value a, chaosi_value b)
{
    return (chaosi_value){ minus(g, a.re, b.re), !chaosi_is_complex(a)   ? negative(g, b.im)
                                                 : !chaosi_is_complex(b) ? a.im
                                                                         : minus(g, a.im, b.im) };
}

static chaosi_value product(chaosi_graph *g, chaosi_value a, chaosi_value b)
{
    if (!chaosi_is_complex(a))
        return (chaosi_value){ times(g, a.re, b.re), times(g, a.re, b.im) };
    if (!chaosi_is_complex(b))
        return (chaosi_value){ times(g, a.re, b.re), times(g, a.im, b.re) };
    const uint32_t re = minus(g, times(g, a.re, b.re), times(g, a.im, b.im));
    if (a.re == b.re && a.im == b.im)
        return (chaosi_value){ re, times(g, times(g, number(g, 2.0), a.re), a.im) };
    return (chaosi_value){ re, plus(g, times(g, a.re, b.im), times(g, a.im, b.re)) };
}

/* Smith's way, which Python goes, too: |b|^2 would over- or underflow. */
static chaosi_value quotient(chaosi_graph *g, chaosi_value a, chaosi_value b)
{
    if (!chaosi_is_complex(b))
        return (chaosi_value){ over(g, a.re, b.re), over(g, a.im, b.re) };
    const uint32_t flat = binary(g, CHAOSI_LE, unary(g, CHAOSI_ABS, b.im), unary(g, CHAOSI_ABS, b.re));
    const uint32_t large = select(g, flat, b.re, b.im), ratio = over(g, select(g, flat, b.im, b.re), large),
                   under = plus(g, large, times(g, select(g, flat, b.im, b.re), ratio));
    const uint32_t re = times(g, a.re, ratio);
    if (!chaosi_is_complex(a))
        return (chaosi_value){ over(g, select(g, flat, a.re, re), under),
                               over(g, negative(g, select(g, flat, re, a.re)), under) };
    const uint32_t im = times(g, a.im, ratio);
    return (chaosi_value){ over(g, select(g, flat, plus(g, a.re, im), plus(g, re, a.im)), under),
                           over(g, select(g, flat, minus(g, a.im, re), minus(g, im, a.re)), under) };
}

chaosi_value chaosi_value_power(chaosi_graph *g, chaosi_value a, int n)
{
    const unsigned m = n < 0 ? -(unsigned)n : (unsigned)n;
    unsigned bit = 1;
    if (!chaosi_is_complex(a) || m == 0)
        return chaosi_real(chaosi_power(g, a.re, n));
    while (bit <= m / 2)
        bit *= 2;
    chaosi_value p = a;
    while ((bit /= 2) > 0) {
        p = product(g, p, p);
        if (m & bit)
            p = product(g, p, a);
    }
    return n < 0 ? quotient(g, chaosi_real(number(g, 1.0)), p) : p;
}

/* ------------------------------------------------------------------- functions */

static uint32_t modulus(chaosi_graph *g, chaosi_value a) { return binary(g, CHAOSI_HYPOT, a.re, a.im); }

static uint32_t argument(chaosi_graph *g, chaosi_value a)
{
    return binary(g, CHAOSI_ATAN2, chaosi_imaginary(g, a), a.re);
}

static chaosi_value exponential(chaosi_graph *g, chaosi_value a)
{
    const uint32_t size = unary(g, CHAOSI_EXP, a.re);
    if (!chaosi_is_complex(a))
        return chaosi_real(size);
    return (chaosi_value){ times(g, size, unary(g, CHAOSI_COS, a.im)),
                           times(g, size, unary(g, CHAOSI_SIN, a.im)) };
}

/* Of a real number, too, which may be negative. */
static chaosi_value logarithm(chaosi_graph *g, chaosi_value a)
{
    const uint32_t size = chaosi_is_complex(a) ? modulus(g, a) : unary(g, CHAOSI_ABS, a.re);
    return (chaosi_value){ unary(g, CHAOSI_LOG, size), argument(g, a) };
}

/* The root on the right: t = sqrt((|x| + |z|)/2) is its larger part, y/2t the other. z is made smaller or
 * larger by a power of 4 before: |z| might overflow, or be no more than a digit. */
static chaosi_value root(chaosi_graph *g, chaosi_value a)
{
    const uint32_t zero = number(g, 0.0), half = number(g, 0.5);
    const uint32_t large =
        binary(g, CHAOSI_LT, number(g, 1.0), plus(g, unary(g, CHAOSI_ABS, a.re), unary(g, CHAOSI_ABS, a.im)));
    const uint32_t by = select(g, large, number(g, 0x1p-4), number(g, 0x1p54)),
                   back = select(g, large, number(g, 0x1p2), number(g, 0x1p-27));
    const chaosi_value z = { times(g, a.re, by), times(g, a.im, by) };
    const uint32_t size = times(g, half, plus(g, unary(g, CHAOSI_ABS, z.re), modulus(g, z)));
    const uint32_t t = times(g, back, unary(g, CHAOSI_SQRT, size));
    const uint32_t none = binary(g, CHAOSI_EQ, t, zero), left = binary(g, CHAOSI_LT, a.re, zero),
                   below = binary(g, CHAOSI_LT, a.im, zero);
    const uint32_t other = select(g, none, zero, over(g, a.im, times(g, number(g, 2.0), t)));
    return (chaosi_value){ select(g, left, unary(g, CHAOSI_ABS, other), t),
                           select(g, left, select(g, below, negative(g, t), t), other) };
}

/* f(x) cosh-like and g(x) sinh-like: the addition theorems of sin, cos, sinh and cosh. */
static chaosi_value added(chaosi_graph *g, enum chaosi_op of_re, enum chaosi_op of_im,
                          enum chaosi_op other_re, enum chaosi_op other_im, chaosi_value a)
{
    return (chaosi_value){ times(g, unary(g, of_re, a.re), unary(g, of_im, a.im)),
                           times(g, unary(g, other_re, a.re), unary(g, other_im, a.im)) };
}

/* tan(x + iy) from tan x and tanh y, which nothing overflows; tanh(x + iy) is -i tan(i(x + iy)). For 1 - tanh^2
 * there is 1/cosh^2, which does not cancel. */
static chaosi_value tangent(chaosi_graph *g, uint32_t x, uint32_t y)
{
    const uint32_t t = unary(g, CHAOSI_TAN, x), h = unary(g, CHAOSI_TANH, y);
    const uint32_t one = number(g, 1.0), tt = times(g, t, t), sech = over(g, one, unary(g, CHAOSI_COSH, y)),
                   under = plus(g, one, times(g, tt, times(g, h, h)));
    return (chaosi_value){ over(g, times(g, t, times(g, sech, sech)), under),
                           over(g, times(g, h, plus(g, one, tt)), under) };
}

static chaosi_value function_of(chaosi_graph *g, uint32_t op, chaosi_value a, bool *defined)
{
    chaosi_value z;
    switch (op) {
    case CHAOSI_NEG: return (chaosi_value){ negative(g, a.re), negative(g, a.im) };
    case CHAOSI_ABS: return chaosi_real(modulus(g, a));
    case CHAOSI_SUM: return (chaosi_value){ unary(g, CHAOSI_SUM, a.re), unary(g, CHAOSI_SUM, a.im) };
    case CHAOSI_EXP: return exponential(g, a);
    case CHAOSI_LOG: return logarithm(g, a);
    case CHAOSI_SQRT: return root(g, a);
    case CHAOSI_SIN: return added(g, CHAOSI_SIN, CHAOSI_COSH, CHAOSI_COS, CHAOSI_SINH, a);
    case CHAOSI_COS:
        z = added(g, CHAOSI_COS, CHAOSI_COSH, CHAOSI_SIN, CHAOSI_SINH, a);
        return (chaosi_value){ z.re, negative(g, z.im) };
    case CHAOSI_SINH: return added(g, CHAOSI_SINH, CHAOSI_COS, CHAOSI_COSH, CHAOSI_SIN, a);
    case CHAOSI_COSH: return added(g, CHAOSI_COSH, CHAOSI_COS, CHAOSI_SINH, CHAOSI_SIN, a);
    case CHAOSI_TAN: return tangent(g, a.re, a.im);
    case CHAOSI_TANH: z = tangent(g, a.im, a.re); return (chaosi_value){ z.im, z.re };
    default: *defined = false; return a;
    }
}

/* ------------------------------------------------------------------ operations */

static uint32_t equal(chaosi_graph *g, chaosi_value a, chaosi_value b)
{
    return times(g, binary(g, CHAOSI_EQ, a.re, b.re),
                 binary(g, CHAOSI_EQ, chaosi_imaginary(g, a), chaosi_imaginary(g, b)));
}

chaosi_value chaosi_value_of(chaosi_graph *g, uint32_t op, chaosi_value a, chaosi_value b, chaosi_value c,
                             bool *defined)
{
    *defined = true;
    switch (op) { /* what there is of real numbers, too */
    case CHAOSI_CONJ: return chaosi_is_complex(a) ? (chaosi_value){ a.re, negative(g, a.im) } : a;
    case CHAOSI_ARG: return chaosi_real(argument(g, a));
    case CHAOSI_RE: return chaosi_real(a.re);
    case CHAOSI_IM: return chaosi_real(chaosi_imaginary(g, a));
    default: break;
    }
    if (!chaosi_is_complex(a) && !chaosi_is_complex(b) && !chaosi_is_complex(c)) {
        const int arity = chaosi_arity(op);
        return chaosi_real(chaosi_node_of(g, op, a.re, arity > 1 ? b.re : 0, arity > 2 ? c.re : 0));
    }
    switch (op) {
    case CHAOSI_ADD: return sum(g, a, b);
    case CHAOSI_SUB: return difference(g, a, b);
    case CHAOSI_MUL: return product(g, a, b);
    case CHAOSI_DIV: return quotient(g, a, b);
    case CHAOSI_POW: return exponential(g, product(g, b, logarithm(g, a)));
    case CHAOSI_EQ: return chaosi_real(equal(g, a, b));
    case CHAOSI_NE: return chaosi_real(minus(g, number(g, 1.0), equal(g, a, b)));
    case CHAOSI_SELECT:
        *defined = !chaosi_is_complex(a);
        return (chaosi_value){ select(g, a.re, b.re, c.re),
                               select(g, a.re, chaosi_imaginary(g, b), chaosi_imaginary(g, c)) };
    default: return function_of(g, op, a, defined);
    }
}

/* What operations make of single numbers: the values that jets are about, with the kernels' bits.
 *
 * SPDX-License-Identifier: MIT */
#include "kernels/vmath.h"

#include "graph/program.h"

#ifdef CHAOSK_SCALAR /* the bits of all others */

/* x mod m in [0, m) for m > 0. */
static double remainder_of(double x, double m)
{
    double turns;
    return m > 0.0 ? vwrap(x, m, &turns) : __builtin_nan("");
}

extern double CHAOSK_NAME(graph_function)(uint32_t op, double a, double b);
double CHAOSK_NAME(graph_function)(uint32_t op, double a, double b)
{
    switch (op) {
    case CHAOSI_NEG: return -a;
    case CHAOSI_ABS: return vabs(a);
    case CHAOSI_FLOOR: return vfloor(a);
    case CHAOSI_SIGN: return vsign(a);
    case CHAOSI_SQRT: return vsqrt(a);
    case CHAOSI_EXP: return vexp(a);
    case CHAOSI_LOG: return vlog(a);
    case CHAOSI_SIN: return vsin(a);
    case CHAOSI_COS: return vcos(a);
    case CHAOSI_TAN: return vtan(a);
    case CHAOSI_ASIN: return vasin(a);
    case CHAOSI_ACOS: return vacos(a);
    case CHAOSI_ATAN: return vatan(a);
    case CHAOSI_SINH: return vsinh(a);
    case CHAOSI_COSH: return vcosh(a);
    case CHAOSI_TANH: return vtanh(a);
    case CHAOSI_ASINH: return vasinh(a);
    case CHAOSI_ACOSH: return vacosh(a);
    case CHAOSI_ATANH: return vatanh(a);
    case CHAOSI_EXPM1: return vexpm1(a);
    case CHAOSI_LOG1P: return vlog1p(a);
    case CHAOSI_LOG2: return vlog2(a);
    case CHAOSI_LOG10: return vlog10(a);
    case CHAOSI_CBRT: return vcbrt(a);
    case CHAOSI_ERF: return verf(a);
    case CHAOSI_CEIL: return vceil(a);
    case CHAOSI_TRUNC: return vtrunc(a);
    case CHAOSI_ROUND: return vround(a);
    case CHAOSI_MOD: return remainder_of(a, b);
    case CHAOSI_POW: return vpow(a, b);
    case CHAOSI_ATAN2: return vatan2(a, b);
    case CHAOSI_HYPOT: return vhypot(a, b);
    case CHAOSI_LT: return a < b;
    case CHAOSI_LE: return a <= b;
    case CHAOSI_EQ: return a == b;
    case CHAOSI_NE: return !(a == b);
    default: return __builtin_nan("");
    }
}

#endif

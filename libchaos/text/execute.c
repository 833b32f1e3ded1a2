#include "text/execute.h"

#include "kernels/vmath.h"

/* x o y; 3 is y - x. */
CHAOSK_INLINE vreal apply(const int o, vreal x, vreal y)
{
    return o == 0 ? x + y : o == 1 ? x - y : o == 2 ? x * y : y - x;
}

CHAOSK_INLINE vreal truth(vmask m) { return vsel(m, vset(1.0), vset(0.0)); }

CHAOSK_INLINE vreal sign(vreal x)
{
    const vreal zero = vset(0.0);
    return vsel(vlt(zero, x), vset(1.0), vsel(vlt(x, zero), vset(-1.0), x));
}

/* In [0, m) for m > 0, as vwrap, with a period of its own in each lane. */
CHAOSK_INLINE vreal modulo(vreal x, vreal m)
{
    const vreal zero = vset(0.0);
    vreal r = x - m * vfloor(x / m);
    r = r + vsel(vlt(r, zero), m, zero);
    r = r - vsel(vle(m, r), m, zero);
    r = vsel(vlt(m * 0x1p52, vabs(x)), vabs(x) * 0.0, r);
    return vsel(vlt(zero, m), r, vset(__builtin_nan("")));
}

CHAOSK_INLINE vreal modulo_const(vreal x, double m)
{
    vreal turns;
    return vwrap(x, m, &turns);
}

/* One instruction: an expression of the operands A, B, C, D of a vector. */
#define EACH(expression)                                       \
    _Pragma("GCC unroll 4")                                    \
    for (size_t i = 0; i < n; i += VWIDTH)                     \
        vstore(to + i, (expression));                          \
    break

#define A vload(a + i)
#define B vload(b + i)
#define C vload(c + i)
#define D vload(d + i)

/* All combinations of +, -, * in the fused instructions. */
#define ONE(o1) case CHAOSI_ONE + (o1): EACH(apply(o1, A, B));
#define TWO(o1, o2) case CHAOSI_TWO + 4 * (o1) + (o2): EACH(apply(o2, apply(o1, A, B), C));
#define PAIR(o1, o2, o3) \
    case CHAOSI_PAIR + 9 * (o1) + 3 * (o2) + (o3): EACH(apply(o2, apply(o1, A, B), apply(o3, C, D)));
#define THREE(o1, o2, o3) \
    case CHAOSI_THREE + 16 * (o1) + 4 * (o2) + (o3): EACH(apply(o3, apply(o2, apply(o1, A, B), C), D));
#define ALL_TWO(o1) TWO(o1, 0) TWO(o1, 1) TWO(o1, 2) TWO(o1, 3)
#define ALL_PAIR2(o1, o2) PAIR(o1, o2, 0) PAIR(o1, o2, 1) PAIR(o1, o2, 2)
#define ALL_PAIR(o1) ALL_PAIR2(o1, 0) ALL_PAIR2(o1, 1) ALL_PAIR2(o1, 2)
#define ALL_THREE2(o1, o2) THREE(o1, o2, 0) THREE(o1, o2, 1) THREE(o1, o2, 2) THREE(o1, o2, 3)
#define ALL_THREE(o1) ALL_THREE2(o1, 0) ALL_THREE2(o1, 1) ALL_THREE2(o1, 2) ALL_THREE2(o1, 3)

void text_run(const chaosk_code *code, enum chaosk_segment segment, double *const *slot, size_t n)
{
    const chaosk_instr *in = code->instr + code->begin[segment];
    const chaosk_instr *const end = code->instr + code->begin[segment + 1];
    for (; in < end; in++) {
        double *const to = slot[in->to];
        const double *const a = slot[in->a], *const b = slot[in->b], *const c = slot[in->c], *const d = slot[in->d];
        switch (in->op) {
        ONE(0) ONE(1) ONE(2)
        ALL_TWO(0) ALL_TWO(1) ALL_TWO(2)
        ALL_PAIR(0) ALL_PAIR(1) ALL_PAIR(2)
        ALL_THREE(0) ALL_THREE(1) ALL_THREE(2)
        case CHAOSI_COPY: EACH(A);
        case CHAOSI_NEG: EACH(-A);
        case CHAOSI_ABS: EACH(vabs(A));
        case CHAOSI_FLOOR: EACH(vfloor(A));
        case CHAOSI_SIGN: EACH(sign(A));
        case CHAOSI_SQRT: EACH(vsqrt(A));
        case CHAOSI_EXP: EACH(vexp(A));
        case CHAOSI_LOG: EACH(vlog(A));
        case CHAOSI_SIN: EACH(vsin(A));
        case CHAOSI_COS: EACH(vcos(A));
        case CHAOSI_TAN: EACH(vtan(A));
        case CHAOSI_ASIN: EACH(vasin(A));
        case CHAOSI_ACOS: EACH(vacos(A));
        case CHAOSI_ATAN: EACH(vatan(A));
        case CHAOSI_SINH: EACH(vsinh(A));
        case CHAOSI_COSH: EACH(vcosh(A));
        case CHAOSI_TANH: EACH(vtanh(A));
        case CHAOSI_DIV: EACH(A / B);
        case CHAOSI_MIN: EACH(vmin(A, B));
        case CHAOSI_MAX: EACH(vmax(A, B));
        case CHAOSI_MOD: EACH(modulo(A, B));
        case CHAOSI_MOD_CONST: EACH(modulo_const(A, b[0]));
        case CHAOSI_POW: EACH(vpow(A, B));
        case CHAOSI_ATAN2: EACH(vatan2(A, B));
        case CHAOSI_LT: EACH(truth(vlt(A, B)));
        case CHAOSI_LE: EACH(truth(vle(A, B)));
        case CHAOSI_EQ: EACH(truth(veq(A, B)));
        case CHAOSI_NE: EACH(vsel(veq(A, B), vset(0.0), vset(1.0)));
        case CHAOSI_SELECT: EACH(vsel(veq(A, vset(0.0)), C, B));
        case CHAOSI_SELECT_LT: EACH(vsel(vlt(A, B), C, D));
        case CHAOSI_SELECT_LE: EACH(vsel(vle(A, B), C, D));
        case CHAOSI_SELECT_EQ: EACH(vsel(veq(A, B), C, D));
        default: break;
        }
    }
}

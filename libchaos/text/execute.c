#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#pragma GCC optimize "O0" /* gcc optimises the checks in all these loops for minutes */
#endif

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

/* Wraps n states; adds what was taken off to turns, if that is not NULL. */
static void wrap_row(double *x, double period, double *turns, size_t n)
{
    for (size_t i = 0; i < n; i += VWIDTH) {
        vreal q;
        vstore(x + i, vwrap(vload(x + i), period, &q));
        if (turns)
            vstore(turns + i, vload(turns + i) + q);
    }
}

static unsigned check(const double *x, double limit, size_t n)
{
    vmask inside = vle(vset(0.0), vset(0.0));
    for (size_t i = 0; i < n; i += VWIDTH)
        inside = vand(inside, vle(vabs(vload(x + i)), vset(limit)));
    return VALL & ~vbits(inside);
}

/* One instruction: an expression of the operands A, B, C, D of the vector at i. */
#define EACH(expression)                                       \
    _Pragma("GCC unroll 2")                                    \
    for (size_t i = 0; i < n; i += VWIDTH)                     \
        vstore(to + i, (expression));                          \
    break

/* And with a look at the state's limit: the sum of squares tells in one
 * operation that nothing is beyond it. It is taken in several parts, or each
 * vector would wait for the one before. */
enum { PARTS = 4 };

#define EACH_CHECKED(expression)                               \
    {                                                          \
        const double most = limit[in->to - nvars];             \
        vreal squares[PARTS] = { vset(0.0), vset(0.0), vset(0.0), vset(0.0) }; \
        size_t first = 0;                                      \
        for (; first + PARTS * VWIDTH <= n; first += PARTS * VWIDTH) \
            _Pragma("GCC unroll 4")                            \
            for (size_t j = 0; j < PARTS; j++) {               \
                const size_t i = first + j * VWIDTH;           \
                const vreal y = (expression);                  \
                vstore(to + i, y);                             \
                squares[j] = vaddsquare(squares[j], y);        \
            }                                                  \
        for (size_t i = first; i < n; i += VWIDTH) {           \
            const vreal y = (expression);                      \
            vstore(to + i, y);                                 \
            squares[0] = vaddsquare(squares[0], y);            \
        }                                                      \
        const vreal sum = squares[0] + squares[1] + (squares[2] + squares[3]); \
        if (vbits(vlt(sum, vset(most * most))) != VALL)        \
            outside |= check(to, most, n);                     \
    }                                                          \
    break

#define A vload(a + i)
#define B vload(b + i)
#define C vload(c + i)
#define D vload(d + i)
#define E vload(e + i)
#define A2 (A * A)

/* All combinations of +, -, * in the fused instructions, plain and checked. */
#define BOTH(op, expression)                                   \
    case (op): EACH(expression);                             \
    case CHAOSI_CHECKED + (op): EACH_CHECKED(expression);
#define ONE(o1) BOTH(CHAOSI_ONE + (o1), apply(o1, A, B))
#define TWO(o1, o2) BOTH(CHAOSI_TWO + 4 * (o1) + (o2), apply(o2, apply(o1, A, B), C))
#define PAIR(o1, o2, o3) BOTH(CHAOSI_PAIR + 9 * (o1) + 3 * (o2) + (o3), apply(o2, apply(o1, A, B), apply(o3, C, D)))
#define THREE(o1, o2, o3) \
    BOTH(CHAOSI_THREE + 16 * (o1) + 4 * (o2) + (o3), apply(o3, apply(o2, apply(o1, A, B), C), D))
#define SQUARE(o1, o2) BOTH(CHAOSI_SQUARE + 4 * (o1) + (o2), apply(o2, apply(o1, A2, B), C))
#define SQUARE_THREE(o1, o2, o3) \
    BOTH(CHAOSI_SQUARE_THREE + 16 * (o1) + 4 * (o2) + (o3), apply(o3, apply(o2, apply(o1, A2, B), C), D))
#define TWICE(o1, o2, o3) BOTH(CHAOSI_TWICE + 9 * (o1) + 3 * (o2) + (o3), apply(o2, apply(o1, A, B), apply(o3, C, A)))
#define FIVE(o1, o2, o3) BOTH(CHAOSI_FIVE + 16 * (o1) + 4 * (o2) + (o3), apply(o3, apply(o2, apply(o1, A, B), C), D * E))
#define ALL_TWICE2(o1, o2) TWICE(o1, o2, 0) TWICE(o1, o2, 1) TWICE(o1, o2, 2)
#define ALL_TWICE(o1) ALL_TWICE2(o1, 0) ALL_TWICE2(o1, 1) ALL_TWICE2(o1, 2)
#define ALL_FIVE2(o1, o2) FIVE(o1, o2, 0) FIVE(o1, o2, 1) FIVE(o1, o2, 2) FIVE(o1, o2, 3)
#define ALL_FIVE(o1) ALL_FIVE2(o1, 0) ALL_FIVE2(o1, 1) ALL_FIVE2(o1, 2) ALL_FIVE2(o1, 3)
#define ALL_TWO(o1) TWO(o1, 0) TWO(o1, 1) TWO(o1, 2) TWO(o1, 3)
#define ALL_PAIR2(o1, o2) PAIR(o1, o2, 0) PAIR(o1, o2, 1) PAIR(o1, o2, 2)
#define ALL_PAIR(o1) ALL_PAIR2(o1, 0) ALL_PAIR2(o1, 1) ALL_PAIR2(o1, 2)
#define ALL_THREE2(o1, o2) THREE(o1, o2, 0) THREE(o1, o2, 1) THREE(o1, o2, 2) THREE(o1, o2, 3)
#define ALL_THREE(o1) ALL_THREE2(o1, 0) ALL_THREE2(o1, 1) ALL_THREE2(o1, 2) ALL_THREE2(o1, 3)
#define ALL_SQUARE(o1) SQUARE(o1, 0) SQUARE(o1, 1) SQUARE(o1, 2) SQUARE(o1, 3)
#define ALL_SQUARE_THREE2(o1, o2) \
    SQUARE_THREE(o1, o2, 0) SQUARE_THREE(o1, o2, 1) SQUARE_THREE(o1, o2, 2) SQUARE_THREE(o1, o2, 3)
#define ALL_SQUARE_THREE(o1) \
    ALL_SQUARE_THREE2(o1, 0) ALL_SQUARE_THREE2(o1, 1) ALL_SQUARE_THREE2(o1, 2) ALL_SQUARE_THREE2(o1, 3)

static unsigned run(const chaosk_instr *in, const chaosk_instr *end, double *const *slot, const double *limit,
                           uint32_t nvars, size_t n)
{
    unsigned outside = 0;
    for (; in < end; in++) {
        double *const to = slot[in->to];
        const double *const a = slot[in->a], *const b = slot[in->b], *const c = slot[in->c], *const d = slot[in->d], *const e = slot[in->e];
        switch (in->op) {
        ONE(0) ONE(1) ONE(2)
        ALL_TWO(0) ALL_TWO(1) ALL_TWO(2)
        ALL_PAIR(0) ALL_PAIR(1) ALL_PAIR(2)
        ALL_THREE(0) ALL_THREE(1) ALL_THREE(2)
        ALL_TWICE(0) ALL_TWICE(1) ALL_TWICE(2)
        ALL_FIVE(0) ALL_FIVE(1) ALL_FIVE(2)
        ALL_SQUARE(0) ALL_SQUARE(1) ALL_SQUARE(2) ALL_SQUARE(3)
        ALL_SQUARE_THREE(0) ALL_SQUARE_THREE(1) ALL_SQUARE_THREE(2) ALL_SQUARE_THREE(3)
        case CHAOSI_CHECK: outside |= check(a, limit[in->a - nvars], n); break;
        case CHAOSI_WRAP: wrap_row(to, b[0], slot[in->d], n); break;
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
    return outside;
}

unsigned text_run(const chaosk_code *code, enum chaosk_segment segment, double *const *slot, const double *limit, size_t n)
{
    return run(code->instr + code->begin[segment], code->instr + code->begin[segment + 1], slot, limit, code->nvars, n);
}

static void swap(double **slot, uint32_t nvars)
{
    for (uint32_t v = 0; v < nvars; v++) {
        double *const x = slot[v];
        slot[v] = slot[nvars + v];
        slot[nvars + v] = x;
    }
}

uint64_t text_steps(const chaosk_code *code, double **slot, const double *limit, int lift, size_t n, uint64_t steps)
{
    const chaosk_instr *const in = code->instr;
    const int wraps = !lift && code->begin[CHAOSK_WRAP + 1] > code->begin[CHAOSK_WRAP];
    uint64_t m = 0;
    unsigned outside = 0;
    while (m < steps && !outside) {
        outside = run(in + code->begin[CHAOSK_STEP], in + code->begin[CHAOSK_STEP + 1], slot, limit, code->nvars, n);
        if (wraps)
            run(in + code->begin[CHAOSK_WRAP], in + code->begin[CHAOSK_WRAP + 1], slot, limit, code->nvars, n);
        swap(slot, code->nvars);
        m++;
    }
    return m;
}

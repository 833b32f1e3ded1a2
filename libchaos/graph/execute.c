/* The interpreter's instructions: a function for each, stamped from expressions.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/execute.h"

#include "kernels/vrandom.h"

/* x o y with o 0 +, 1 -, 2 *, and 3: y - x. */
CHAOSK_INLINE vreal apply(const int o, vreal x, vreal y)
{
    return o == 0 ? x + y : o == 1 ? x - y : o == 2 ? x * y : y - x;
}

CHAOSK_INLINE vreal truth(vmask m) { return vsel(m, vset(1.0), vset(0.0)); }

/* x mod m in [0, m) for m > 0, as vwrap, but each lane has its own period. */
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

/* Whether one of n states is beyond the limit, or NaN; infinity: no limit. Not
 * inline, or each instruction would contain a copy. */
static __attribute__((noinline)) unsigned beyond(const double *x, double limit, size_t n)
{
    vmask inside = vle(vset(0.0), vset(0.0));
    for (size_t i = 0; i < n && limit < __builtin_inf(); i += VWIDTH)
        inside = vand(inside, vle(vabs(vload(x + i)), vset(limit)));
    return VALL & ~vbits(inside);
}

/* The same, given the sum of their squares, which nearly always settles it. */
CHAOSK_INLINE unsigned beyond_by(vreal sum, const double *x, double limit, size_t n)
{
    return vbits(vlt(sum, vset(limit * limit))) == VALL ? 0 : beyond(x, limit, n);
}

/* -------------------------------------------------------------- instructions */

/* Works on n doubles of the slots that `in` names, in a lattice `lanes` of them to
 * a site. Returns whether the result is beyond `most`. */
typedef unsigned instruction(const chaosk_instr *in, double *const *slot, double most, size_t n,
                             size_t lanes);

/* What an expression may use; what it does not use costs nothing. */
#define SLOTS                                                                            \
    double *const to = slot[in->to];                                                     \
    const double *const a = slot[in->a], *const b = slot[in->b], *const c = slot[in->c]; \
    const double *const d = slot[in->d], *const e = slot[in->e], *const f = slot[in->f]; \
    const double *const g = slot[in->g], *const h = slot[in->h]
#define OPERANDS                                                                                          \
    const vreal A = vload(a + i), B = vload(b + i), C = vload(c + i), D = vload(d + i), E = vload(e + i); \
    const vreal F = vload(f + i), G = vload(g + i), H = vload(h + i);                                     \
    (void)A, (void)B, (void)C, (void)D, (void)E, (void)F, (void)G, (void)H

/* Each instruction is a function of its own: compilers take minutes over a single
 * function with all these loops. The sum of squares that tells whether the result is
 * beyond its limit is taken in parts, or each vector would wait for the one before. */
#if defined CHAOSK_SCALAR || (defined CHAOSK_SSE2 && !defined CHAOSK_NOFMA)
enum { PARTS = 2 }; /* these do single orbits; for more a machine that has them has something wider */
#else
enum { PARTS = 4 };
#endif

#define VECTOR(expression, sum)       \
    {                                 \
        OPERANDS;                     \
        const vreal y = (expression); \
        vstore(to + i, y);            \
        sum = vaddsquare(sum, y);     \
    }
#define DEFINE(name, op, expression)                                                                       \
    static unsigned name(const chaosk_instr *in, double *const *slot, double most, size_t n, size_t lanes) \
    {                                                                                                      \
        SLOTS;                                                                                             \
        vreal square[4] = { vset(0.0), vset(0.0), vset(0.0), vset(0.0) };                                  \
        const size_t whole = n - n % (PARTS * VWIDTH);                                                     \
        (void)lanes;                                                                                       \
        for (size_t first = 0; first < whole; first += PARTS * VWIDTH)                                     \
            _Pragma("GCC unroll 4") for (size_t j = 0; j < PARTS; j++)                                     \
            {                                                                                              \
                const size_t i = first + j * VWIDTH;                                                       \
                VECTOR(expression, square[j])                                                              \
            }                                                                                              \
        for (size_t i = whole; i < n; i += VWIDTH)                                                         \
            VECTOR(expression, square[0])                                                                  \
        return beyond_by(square[0] + square[1] + (square[2] + square[3]), to, most, n);                    \
    }
/* The same without unrolling, for what takes longer than loading and storing rows. */
#define DEFINE_LONG(name, op, expression)                                                                  \
    static unsigned name(const chaosk_instr *in, double *const *slot, double most, size_t n, size_t lanes) \
    {                                                                                                      \
        SLOTS;                                                                                             \
        (void)lanes;                                                                                       \
        for (size_t i = 0; i < n; i += VWIDTH) {                                                           \
            OPERANDS;                                                                                      \
            vstore(to + i, (expression));                                                                  \
        }                                                                                                  \
        return beyond(to, most, n);                                                                        \
    }
/* Of lattices: A and C are the same at all sites and stay in registers. Two sums
 * of squares take turns. */
#define DEFINE_SITES(name, op, expression)                                                                 \
    CHAOSK_INLINE vreal name##_sum(const chaosk_instr *in, double *const *slot, size_t n, size_t lanes,    \
                                   const int add)                                                          \
    {                                                                                                      \
        double *const to = slot[in->to];                                                                   \
        const double *const a = slot[in->a], *const b = slot[in->b], *const c = slot[in->c];               \
        const double *const d = slot[in->d], *const e = slot[in->e];                                       \
        vreal square = vset(0.0), other = square;                                                          \
        for (size_t lane = 0; lane < lanes; lane += VWIDTH) {                                              \
            const vreal A = vload(a + lane), C = vload(c + lane);                                          \
            _Pragma("GCC unroll 4") for (size_t i = lane; i < n; i += lanes)                               \
            {                                                                                              \
                const vreal B = vload(b + i), D = vload(d + i), E = vload(e + i), y = (expression);        \
                const vreal sum = add ? vaddsquare(square, y) : square;                                    \
                (void)D, (void)E;                                                                          \
                vstore(to + i, y);                                                                         \
                square = other;                                                                            \
                other = sum;                                                                               \
            }                                                                                              \
        }                                                                                                  \
        return square + other;                                                                             \
    }                                                                                                      \
    static unsigned name(const chaosk_instr *in, double *const *slot, double most, size_t n, size_t lanes) \
    {                                                                                                      \
        if (most < __builtin_inf())                                                                        \
            return beyond_by(name##_sum(in, slot, n, lanes, 1), slot[in->to], most, n);                    \
        name##_sum(in, slot, n, lanes, 0);                                                                 \
        return 0;                                                                                          \
    }
#define ENTRY(name, op, expression) [op] = name,

/* X(name, op, expression) for the combinations of +, -, *. */
#define ONE(X, o1) X(one_##o1, CHAOSI_ONE + o1, apply(o1, A, B))
#define TWO(X, o1, o2) X(two_##o1##o2, CHAOSI_TWO + o1 + 4 * o2, apply(o2, apply(o1, A, B), C))
#define THREE(X, o1, o2, o3) \
    X(three_##o1##o2##o3, CHAOSI_THREE + o1 + 4 * o2 + 16 * o3, apply(o3, apply(o2, apply(o1, A, B), C), D))
#define PAIR(X, o1, o2, o3) \
    X(pair_##o1##o2##o3, CHAOSI_PAIR + o1 + 4 * o2 + 16 * o3, apply(o2, apply(o1, A, B), apply(o3, C, D)))
#define TWICE(X, o1, o2, o3) \
    X(twice_##o1##o2##o3, CHAOSI_TWICE + o1 + 4 * o2 + 16 * o3, apply(o2, apply(o1, A, B), apply(o3, C, A)))
#define AFFINE(X, o1) X(affine_##o1, CHAOSI_AFFINE + o1, apply(o1, A * B, vset(c[0])))
#define SQUARE_ONE(X, o1) X(square_##o1, CHAOSI_SQUARE_ONE + o1, apply(o1, A * A, B))
#define SQUARE_TWO(X, o1, o2) \
    X(square_##o1##o2, CHAOSI_SQUARE_TWO + o1 + 4 * o2, apply(o2, apply(o1, A * A, B), C))
#define SQUARE_THREE(X, o1, o2, o3)                                     \
    X(square_##o1##o2##o3, CHAOSI_SQUARE_THREE + o1 + 4 * o2 + 16 * o3, \
      apply(o3, apply(o2, apply(o1, A * A, B), C), D))
#define SQUARES(X, o1, o2) \
    X(squares_##o1##o2, CHAOSI_SQUARES + o1 + 4 * o2, apply(o2, apply(o1, A * A, B * B), C))
#define FIVE(X, o1, o2, o3) \
    X(five_##o1##o2##o3, CHAOSI_FIVE + o1 + 4 * o2 + 16 * o3, apply(o3, apply(o2, apply(o1, A, B), C), D * E))
#define HUMP(X, o1) X(hump_##o1, CHAOSI_HUMP + o1, apply(o1, (A * B) * (C - A), D * E))
#define COUPLED(X, o1, o2) \
    X(coupled_##o1##o2, CHAOSI_COUPLED + o1 + 4 * o2, apply(o1, A * B, C * apply(o2, D, E)))
#define AFFINE_SITES(X, o1) X(site_affine_##o1, CHAOSI_SITE_AFFINE + o1, apply(o1, A * B, C))
#define COUPLED_SITES(X, o1, o2) \
    X(site_coupled_##o1##o2, CHAOSI_SITE_COUPLED + o1 + 4 * o2, apply(o1, A * B, C * apply(o2, D, E)))
#define QUADRATIC(X, o1, o2, o3)                                        \
    X(quadratic_##o1##o2##o3, CHAOSI_QUADRATIC + o1 + 4 * o2 + 16 * o3, \
      apply(o3, apply(o2, apply(o1, A * A, B * B), C * A), D * B))
#define BILINEAR(X, o1, o2) \
    X(bilinear_##o1##o2, CHAOSI_BILINEAR + o1 + 4 * o2, apply(o2, apply(o1, A * B * C, D * B), E * C))
#define PRODUCTS_THREE(X, o1, o2) \
    X(products_##o1##o2, CHAOSI_PRODUCTS_THREE + o1 + 4 * o2, apply(o2, apply(o1, A * B, C * D), E * F))
#define PRODUCTS_TRIPLE(X, o1, o2)                                    \
    X(products_triple_##o1##o2, CHAOSI_PRODUCTS_TRIPLE + o1 + 4 * o2, \
      apply(o2, apply(o1, A * B * C, D * E), F * G))
#define PRODUCTS_FOUR(X, o1, o2, o3)                                       \
    X(products_##o1##o2##o3, CHAOSI_PRODUCTS_FOUR + o1 + 4 * o2 + 16 * o3, \
      apply(o3, apply(o2, apply(o1, A * B, C * D), E * F), G * H))
#define MULTIPLES_FOUR(X, o1, o2, o3)                                        \
    X(multiples_##o1##o2##o3, CHAOSI_MULTIPLES_FOUR + o1 + 4 * o2 + 16 * o3, \
      apply(o3, apply(o2, apply(o1, vset(a[0]) * B, vset(c[0]) * D), vset(e[0]) * F), vset(g[0]) * H))
#define OSCILLATOR(X, o1, o2) \
    X(oscillator_##o1##o2, CHAOSI_OSCILLATOR + o1 + 4 * o2, apply(o2, apply(o1, A * B, C * D), D * D * D))
#define BELOW_BRANCHES(X, o1, o2)                                   \
    X(below_branches_##o1##o2, CHAOSI_BELOW_BRANCHES + o1 + 4 * o2, \
      vsel(vlt(A, vset(b[0])), apply(o1, C * A, vset(d[0])), apply(o2, E * A, vset(f[0]))))
#define BELOW_SLOPES(X, o1, o2)                                 \
    X(below_slopes_##o1##o2, CHAOSI_BELOW_SLOPES + o1 + 4 * o2, \
      apply(o2, apply(o1, vsel(vlt(A, vset(b[0])), C, D) * A, E), F))
#define BELOW_AFFINE(X, o1)                               \
    X(below_affine_##o1, CHAOSI_SELECT_BELOW_AFFINE + o1, \
      vsel(vlt(A, vset(b[0])), C, apply(o1, D * E, vset(f[0]))))
#define ABOVE_AFFINE(X, o1)                               \
    X(above_affine_##o1, CHAOSI_SELECT_ABOVE_AFFINE + o1, \
      vsel(vlt(vset(b[0]), A), C, apply(o1, D * E, vset(f[0]))))
#define MIN_ONE(X, o1) X(min_##o1, CHAOSI_MIN_ONE + o1, vlesser(A, apply(o1, B, C)))
#define MAX_ONE(X, o1) X(max_##o1, CHAOSI_MAX_ONE + o1, vgreater(A, apply(o1, B, C)))

/* F with the last operation + - *, + - * and reversed -, or + - and reversed -. */
#define TO_2(F, ...) F(__VA_ARGS__, 0) F(__VA_ARGS__, 1) F(__VA_ARGS__, 2)
#define TO_3(F, ...) TO_2(F, __VA_ARGS__) F(__VA_ARGS__, 3)
#define SUMS(F, ...) F(__VA_ARGS__, 0) F(__VA_ARGS__, 1) F(__VA_ARGS__, 3)
/* F with the last two operations in all combinations. */
#define ALL_22(F, X, o1) TO_2(F, X, o1, 0) TO_2(F, X, o1, 1) TO_2(F, X, o1, 2)
#define ALL_3SUMS(F, X, o1) SUMS(F, X, o1, 0) SUMS(F, X, o1, 1) SUMS(F, X, o1, 2) SUMS(F, X, o1, 3)
#define ALL_33(F, X, o1) TO_3(F, X, o1, 0) TO_3(F, X, o1, 1) TO_3(F, X, o1, 2) TO_3(F, X, o1, 3)

/* clang-format off */
#define FUSED(X)                                                                                          \
    TO_2(ONE, X)                                                                                          \
    TO_3(TWO, X, 0) TO_3(TWO, X, 1) TO_3(TWO, X, 2)                                                       \
    ALL_33(THREE, X, 0) ALL_33(THREE, X, 1) ALL_33(THREE, X, 2)                                           \
    ALL_22(PAIR, X, 0) ALL_22(PAIR, X, 1) ALL_22(PAIR, X, 2)                                              \
    ALL_22(TWICE, X, 0) ALL_22(TWICE, X, 1) ALL_22(TWICE, X, 2)                                           \
    SUMS(AFFINE, X)                                                                                       \
    TO_3(SQUARE_ONE, X)                                                                                   \
    TO_3(SQUARE_TWO, X, 0) TO_3(SQUARE_TWO, X, 1) TO_3(SQUARE_TWO, X, 2) TO_3(SQUARE_TWO, X, 3)           \
    ALL_3SUMS(SQUARE_THREE, X, 0) ALL_3SUMS(SQUARE_THREE, X, 1)                                           \
    ALL_3SUMS(SQUARE_THREE, X, 2) ALL_3SUMS(SQUARE_THREE, X, 3)                                           \
    TO_3(SQUARES, X, 0) TO_3(SQUARES, X, 1)                                                               \
    ALL_3SUMS(FIVE, X, 0) ALL_3SUMS(FIVE, X, 1) ALL_3SUMS(FIVE, X, 2)                                     \
    SUMS(HUMP, X)                                                                                         \
    COUPLED(X, 0, 0) COUPLED(X, 1, 0) COUPLED(X, 3, 0) COUPLED(X, 0, 1) COUPLED(X, 1, 1) COUPLED(X, 3, 1) \
    QUADRATIC(X, 0, 0, 0) QUADRATIC(X, 1, 0, 0) QUADRATIC(X, 0, 1, 0) QUADRATIC(X, 1, 1, 0)               \
    QUADRATIC(X, 0, 0, 1) QUADRATIC(X, 1, 0, 1) QUADRATIC(X, 0, 1, 1) QUADRATIC(X, 1, 1, 1)               \
    BILINEAR(X, 0, 0) BILINEAR(X, 1, 0) BILINEAR(X, 0, 1) BILINEAR(X, 1, 1)                               \
    SUMS(PRODUCTS_THREE, X, 0) SUMS(PRODUCTS_THREE, X, 1)                                                 \
    SUMS(PRODUCTS_TRIPLE, X, 0) SUMS(PRODUCTS_TRIPLE, X, 1)                                               \
    SUMS(PRODUCTS_FOUR, X, 0, 0) SUMS(PRODUCTS_FOUR, X, 0, 1) SUMS(PRODUCTS_FOUR, X, 0, 3)                \
    SUMS(PRODUCTS_FOUR, X, 1, 0) SUMS(PRODUCTS_FOUR, X, 1, 1) SUMS(PRODUCTS_FOUR, X, 1, 3)                \
    SUMS(MULTIPLES_FOUR, X, 0, 0) SUMS(MULTIPLES_FOUR, X, 0, 1) SUMS(MULTIPLES_FOUR, X, 0, 3)             \
    SUMS(MULTIPLES_FOUR, X, 1, 0) SUMS(MULTIPLES_FOUR, X, 1, 1) SUMS(MULTIPLES_FOUR, X, 1, 3)             \
    SUMS(OSCILLATOR, X, 0) SUMS(OSCILLATOR, X, 1)                                                         \
    SUMS(BELOW_BRANCHES, X, 0) SUMS(BELOW_BRANCHES, X, 1) SUMS(BELOW_BRANCHES, X, 3)                      \
    SUMS(BELOW_SLOPES, X, 0) SUMS(BELOW_SLOPES, X, 1)                                                     \
    TO_2(MIN_ONE, X) TO_2(MAX_ONE, X) SUMS(BELOW_AFFINE, X) SUMS(ABOVE_AFFINE, X)
/* clang-format on */

#define OTHERS(X)                                                        \
    X(copy, CHAOSI_COPY, A)                                              \
    X(negative, CHAOSI_NEG, -A)                                          \
    X(absolute, CHAOSI_ABS, vabs(A))                                     \
    X(whole, CHAOSI_FLOOR, vfloor(A))                                    \
    X(sign_of, CHAOSI_SIGN, vsign(A))                                    \
    X(root, CHAOSI_SQRT, vsqrt(A))                                       \
    X(exponential, CHAOSI_EXP, vexp(A))                                  \
    X(logarithm, CHAOSI_LOG, vlog(A))                                    \
    X(sine, CHAOSI_SIN, vsin(A))                                         \
    X(cosine, CHAOSI_COS, vcos(A))                                       \
    X(tangent, CHAOSI_TAN, vtan(A))                                      \
    X(arcsine, CHAOSI_ASIN, vasin(A))                                    \
    X(arccosine, CHAOSI_ACOS, vacos(A))                                  \
    X(arctangent, CHAOSI_ATAN, vatan(A))                                 \
    X(hyperbolic_sine, CHAOSI_SINH, vsinh(A))                            \
    X(hyperbolic_cosine, CHAOSI_COSH, vcosh(A))                          \
    X(hyperbolic_tangent, CHAOSI_TANH, vtanh(A))                         \
    X(inverse_sinh, CHAOSI_ASINH, vasinh(A))                             \
    X(inverse_cosh, CHAOSI_ACOSH, vacosh(A))                             \
    X(inverse_tanh, CHAOSI_ATANH, vatanh(A))                             \
    X(exponential_less_one, CHAOSI_EXPM1, vexpm1(A))                     \
    X(logarithm_plus_one, CHAOSI_LOG1P, vlog1p(A))                       \
    X(binary_logarithm, CHAOSI_LOG2, vlog2(A))                           \
    X(decimal_logarithm, CHAOSI_LOG10, vlog10(A))                        \
    X(cubic_root, CHAOSI_CBRT, vcbrt(A))                                 \
    X(error_function, CHAOSI_ERF, verf(A))                               \
    X(whole_above, CHAOSI_CEIL, vceil(A))                                \
    X(whole_towards_zero, CHAOSI_TRUNC, vtrunc(A))                       \
    X(nearest_whole, CHAOSI_ROUND, vround(A))                            \
    X(quotient, CHAOSI_DIV, A / B)                                       \
    X(minimum, CHAOSI_MIN, vlesser(A, B))                                \
    X(maximum, CHAOSI_MAX, vgreater(A, B))                               \
    X(remainder_of, CHAOSI_MOD, modulo(A, B))                            \
    X(remainder_const, CHAOSI_MOD_CONST, modulo_const(A, b[0]))          \
    X(power, CHAOSI_POW, vpow(A, B))                                     \
    X(angle, CHAOSI_ATAN2, vatan2(A, B))                                 \
    X(hypotenuse, CHAOSI_HYPOT, vhypot(A, B))                            \
    X(less, CHAOSI_LT, truth(vlt(A, B)))                                 \
    X(not_more, CHAOSI_LE, truth(vle(A, B)))                             \
    X(equal, CHAOSI_EQ, truth(veq(A, B)))                                \
    X(unequal, CHAOSI_NE, vsel(veq(A, B), vset(0.0), vset(1.0)))         \
    X(select_true, CHAOSI_SELECT, vsel(veq(A, vset(0.0)), C, B))         \
    X(select_less, CHAOSI_SELECT_LT, vsel(vlt(A, B), C, D))              \
    X(select_not_more, CHAOSI_SELECT_LE, vsel(vle(A, B), C, D))          \
    X(select_equal, CHAOSI_SELECT_EQ, vsel(veq(A, B), C, D))             \
    X(select_below, CHAOSI_SELECT_BELOW, vsel(vlt(A, vset(b[0])), C, D)) \
    X(select_above, CHAOSI_SELECT_ABOVE, vsel(vlt(vset(b[0]), A), C, D))

/* clang-format off */
#define SITES(X)                                                                                          \
    X(site_hump, CHAOSI_SITE_HUMP, (A * B) * (C - B))                                                     \
    COUPLED_SITES(X, 0, 0) COUPLED_SITES(X, 1, 0) COUPLED_SITES(X, 3, 0)                                  \
    COUPLED_SITES(X, 0, 1) COUPLED_SITES(X, 1, 1) COUPLED_SITES(X, 3, 1)                                  \
    SUMS(AFFINE_SITES, X)
/* clang-format on */

FUSED(DEFINE)
SITES(DEFINE_SITES)
OTHERS(DEFINE_LONG)

/* Wraps an angle by the period b; adds the turns taken off to d, if that is not NULL. */
static unsigned wrap(const chaosk_instr *in, double *const *slot, double most, size_t n, size_t lanes)
{
    double *const x = slot[in->to], *const turns = slot[in->d];
    const double period = slot[in->b][0];
    (void)most, (void)lanes;
    for (size_t i = 0; i < n; i += VWIDTH) {
        vreal q;
        vstore(x + i, vwrap(vload(x + i), period, &q));
        if (turns)
            vstore(turns + i, vload(turns + i) + q);
    }
    return 0;
}

/* Adds the sites of a block, in their order, to each lane of `to`. */
static unsigned add_sites(const chaosk_instr *in, double *const *slot, double most, size_t n, size_t lanes)
{
    double *const to = slot[in->to];
    const double *const a = slot[in->a];
    (void)most;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vreal sum = vload(to + lane);
        for (size_t i = lane; i < n; i += lanes)
            sum = sum + vload(a + i);
        vstore(to + lane, sum);
    }
    return 0;
}

/* clang-format off */
static instruction *const instructions[] = {
    FUSED(ENTRY) SITES(ENTRY) OTHERS(ENTRY)
    [CHAOSI_WRAP] = wrap,
    [CHAOSI_SUM] = add_sites,
};
/* clang-format on */

static unsigned run(const chaosk_instr *in, const chaosk_instr *end, double *const *slot, const double *limit,
                    size_t n, size_t lanes)
{
    unsigned outside = 0;
    for (; in < end; in++)
        outside |= instructions[in->op](in, slot, limit[in->limit], n, lanes);
    return outside;
}

unsigned code_run(const chaosk_code *code, enum chaosk_segment segment, double *const *slot,
                  const double *limit, size_t n, size_t lanes)
{
    return run(code->instr + code->begin[segment], code->instr + code->begin[segment + 1], slot, limit, n,
               lanes);
}

CHAOSK_INLINE vword load_words(const uint64_t *a)
{
    vword w;
    __builtin_memcpy(&w, a, sizeof w);
    return w;
}

CHAOSK_INLINE vreal drawn(uint32_t op, vword bits)
{
    return op == CHAOSI_NORMAL ? vnormal(bits) : vuniform(bits);
}

uint32_t code_draw(const chaosk_draws *draws, uint32_t k, double *first, double *second, const uint64_t *key,
                   const uint64_t *site, uint64_t n0, size_t n)
{
    const chaosk_draw *const a = &draws->draw[k], *const b = a + 1;
    const int both = k + 1 < draws->count && b->number / 2 == a->number / 2;
    const vword number = vsetword(a->number / 2);
    for (size_t i = 0; i < n; i += VWIDTH) {
        const vbits128 bits =
            vphilox(load_words(key + i), n0, site ? number | load_words(site + i) << 32 : number);
        vstore(first + i, drawn(a->op, bits.half[a->number % 2]));
        if (both)
            vstore(second + i, drawn(b->op, bits.half[1]));
    }
    return both ? 2 : 1;
}

/* Into the slots, at all sites of a block. */
static void draw_all(const chaosk_draws *draws, double *const *slot, const uint64_t *key, uint64_t n0,
                     size_t n, size_t lanes)
{
    for (uint32_t k = 0; k < draws->count;) {
        double *const first = slot[draws->draw[k].slot];
        k += code_draw(draws, k, first, k + 1 < draws->count ? slot[draws->draw[k + 1].slot] : NULL, key,
                       NULL, n0, lanes);
    }
    for (uint32_t k = 0; k < draws->count; k++)
        for (size_t i = lanes; i < n; i += lanes)
            block_copy(slot[draws->draw[k].slot] + i, slot[draws->draw[k].slot], lanes);
}

void code_time(const chaosk_code *code, double *const *slot, const double *limit, const uint64_t *key,
               uint64_t n0, size_t n, size_t lanes)
{
    if (code->time == CHAOSK_NO_SLOT && code->draws.count == 0)
        return;
    if (code->time != CHAOSK_NO_SLOT)
        block_fill(slot[code->time], (double)n0, n);
    draw_all(&code->draws, slot, key, n0, n, lanes);
    code_run(code, CHAOSK_TIME, slot, limit, n, lanes);
}

unsigned code_images(const chaosk_code *code, double *const *slot, const double *limit, size_t n)
{
    return run(code->instr + code->begin[CHAOSK_STEP],
               code->instr + code->begin[CHAOSK_STEP + 1] - code->nmoves, slot, limit, n, n);
}

void code_turn(const chaosk_code *code, double **slot, const double *limit, int lift, size_t n)
{
    const chaosk_instr *const end = code->instr + code->begin[CHAOSK_STEP + 1];
    for (const chaosk_instr *in = end - code->nmoves; in < end; in++)
        block_swap(slot, in->to, in->a);
    if (!lift)
        code_run(code, CHAOSK_WRAP, slot, limit, n, n);
    for (uint32_t v = 0; v < code->nvars; v++)
        block_swap(slot, v, code->nvars + v);
}

uint64_t code_steps(const chaosk_code *code, double **slot, const double *limit, int lift,
                    const uint64_t *key, size_t n, uint64_t n0, uint64_t steps, unsigned *outside)
{
    uint64_t m = 0;
    *outside = 0;
    while (m < steps && !*outside) {
        code_time(code, slot, limit, key, n0 + m, n, n);
        *outside = code_images(code, slot, limit, n);
        code_turn(code, slot, limit, lift, n);
        m++;
    }
    return m;
}

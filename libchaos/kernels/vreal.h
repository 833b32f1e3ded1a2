/* The vector vocabulary: the type vreal, one double per lane, and its
 * operations. Formulas are plain C on vreal: + - * / work, and so do
 * constants (1.0 - x). Each operation is one IEEE operation per lane, so that
 * all instruction sets give the same bits.
 *
 * The instruction set is chosen by one of CHAOSK_SCALAR, CHAOSK_SSE2,
 * CHAOSK_AVX2, CHAOSK_AVX512, CHAOSK_NEON; CHAOSK_NOFMA goes with the first two.
 * Without any it is CHAOSK_SCALAR, and the map's descriptor goes with it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_VREAL_H
#define CHAOSK_VREAL_H

#include "assumptions.h"

#include <stddef.h>
#include <stdint.h>

#if !(defined CHAOSK_SCALAR || defined CHAOSK_SSE2 || defined CHAOSK_AVX2 || defined CHAOSK_AVX512 || \
      defined CHAOSK_NEON)
#define CHAOSK_SCALAR
#define CHAOS_DESCRIPTORS
#endif

#ifdef CHAOSK_NEON
#include <arm_neon.h>
#endif

/* chaosk_NAME_isa, the name of what this instruction set exports. */
#define CHAOSK_PASTE3(a, b, c) a##b##_##c
#define CHAOSK_PASTE2(a, b, c) CHAOSK_PASTE3(a, b, c)
#define CHAOSK_NAME(name) CHAOSK_PASTE2(chaosk_, name, CHAOSK_ISA)

#define CHAOSK_INLINE static inline __attribute__((always_inline, unused))

/* Instructions by the compilers' own names, where these differ: <immintrin.h>, which has
 * one for both, takes longer to compile than a small map. */
#ifdef __clang__
#define CHAOSK_BUILTIN(gcc, clang) clang
#if __has_builtin(__builtin_elementwise_sqrt)
#define CHAOSK_CLANG_SQRT(other) __builtin_elementwise_sqrt
#else
#define CHAOSK_CLANG_SQRT(other) other
#endif
#if __has_builtin(__builtin_elementwise_fma)
#define CHAOSK_CLANG_FMA(other) __builtin_elementwise_fma
#else
#define CHAOSK_CLANG_FMA(other) other
#endif
#else
#define CHAOSK_BUILTIN(gcc, clang) gcc
#endif

/* As in <immintrin.h>: ordered comparisons, which NaN fails, without exceptions; how to round. */
enum {
    CHAOSK_EQ = 0,
    CHAOSK_LT = 17,
    CHAOSK_LE = 18,
    CHAOSK_DOWN = 9, /* without exceptions */
    CHAOSK_CURRENT = 4,
};

#if defined CHAOSK_AVX512

enum { VWIDTH = 8, VREGISTERS = 32 };
#define CHAOSK_ISA avx512
#define CHAOSK_STREAM __builtin_ia32_movntpd512
typedef double vreal __attribute__((vector_size(64), may_alias));
typedef long long vlong __attribute__((vector_size(64)));
typedef unsigned char vmask;
#define VCOMPARE(a, b, how) __builtin_ia32_cmppd512_mask(a, b, how, 0xff, CHAOSK_CURRENT)
CHAOSK_INLINE vreal vset(double a) { return (vreal){ a, a, a, a, a, a, a, a }; }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return VCOMPARE(a, b, CHAOSK_LT); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return VCOMPARE(a, b, CHAOSK_LE); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return VCOMPARE(a, b, CHAOSK_EQ); }
CHAOSK_INLINE vmask vand(vmask a, vmask b) { return a & b; }
CHAOSK_INLINE unsigned vbits(vmask m) { return m; }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b)
{
    return CHAOSK_BUILTIN(__builtin_ia32_blendmpd_512_mask(b, a, m), __builtin_ia32_selectpd_512(m, a, b));
}
CHAOSK_INLINE vreal vabs(vreal a) { return (vreal)((vlong)a & INT64_MAX); }
CHAOSK_INLINE vreal vsqrt(vreal a)
{
    return CHAOSK_BUILTIN(__builtin_ia32_sqrtpd512_mask(a, a, 0xff, CHAOSK_CURRENT),
                          __builtin_ia32_sqrtpd512(a, CHAOSK_CURRENT));
}
CHAOSK_INLINE vreal vfloor(vreal a)
{
    return __builtin_ia32_rndscalepd_mask(a, CHAOSK_DOWN, a, 0xff, CHAOSK_CURRENT);
}

#elif defined CHAOSK_AVX2

enum { VWIDTH = 4, VREGISTERS = 16 };
#define CHAOSK_ISA avx2
#define CHAOSK_STREAM __builtin_ia32_movntpd256
typedef double vreal __attribute__((vector_size(32), may_alias));
typedef long long vlong __attribute__((vector_size(32)));
typedef vreal vmask;
CHAOSK_INLINE vreal vset(double a) { return (vreal){ a, a, a, a }; }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return __builtin_ia32_cmppd256(a, b, CHAOSK_LT); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return __builtin_ia32_cmppd256(a, b, CHAOSK_LE); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return __builtin_ia32_cmppd256(a, b, CHAOSK_EQ); }
CHAOSK_INLINE vmask vand(vmask a, vmask b)
{
    return CHAOSK_BUILTIN(__builtin_ia32_andpd256(a, b), (vmask)((vlong)a & (vlong)b));
}
CHAOSK_INLINE unsigned vbits(vmask m) { return (unsigned)__builtin_ia32_movmskpd256(m); }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b) { return __builtin_ia32_blendvpd256(b, a, m); }
CHAOSK_INLINE vreal vabs(vreal a)
{
    return CHAOSK_BUILTIN(__builtin_ia32_andnpd256(vset(-0.0), a), (vreal)((vlong)a & INT64_MAX));
}
CHAOSK_INLINE vreal vsqrt(vreal a)
{
    return CHAOSK_BUILTIN(__builtin_ia32_sqrtpd256, CHAOSK_CLANG_SQRT(__builtin_ia32_sqrtpd256))(a);
}
CHAOSK_INLINE vreal vfloor(vreal a) { return __builtin_ia32_roundpd256(a, CHAOSK_DOWN); }

#elif defined CHAOSK_SSE2

enum { VWIDTH = 2, VREGISTERS = 16 };
#ifdef CHAOSK_NOFMA
#define CHAOSK_ISA sse2_nofma
#else
#define CHAOSK_ISA sse2
#endif
#define CHAOSK_STREAM __builtin_ia32_movntpd
typedef double vreal __attribute__((vector_size(16), may_alias));
typedef long long vlong __attribute__((vector_size(16)));
typedef vreal vmask;
CHAOSK_INLINE vreal vset(double a) { return (vreal){ a, a }; }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return __builtin_ia32_cmpltpd(a, b); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return __builtin_ia32_cmplepd(a, b); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return __builtin_ia32_cmpeqpd(a, b); }
CHAOSK_INLINE vmask vand(vmask a, vmask b)
{
    return CHAOSK_BUILTIN(__builtin_ia32_andpd(a, b), (vmask)((vlong)a & (vlong)b));
}
CHAOSK_INLINE unsigned vbits(vmask m) { return (unsigned)__builtin_ia32_movmskpd(m); }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b)
{
    return CHAOSK_BUILTIN(__builtin_ia32_orpd(__builtin_ia32_andpd(m, a), __builtin_ia32_andnpd(m, b)),
                          (vreal)(((vlong)m & (vlong)a) | (~(vlong)m & (vlong)b)));
}
CHAOSK_INLINE vreal vabs(vreal a)
{
    return CHAOSK_BUILTIN(__builtin_ia32_andnpd(vset(-0.0), a), (vreal)((vlong)a & INT64_MAX));
}
CHAOSK_INLINE vreal vsqrt(vreal a)
{
    return CHAOSK_BUILTIN(__builtin_ia32_sqrtpd, CHAOSK_CLANG_SQRT(__builtin_ia32_sqrtpd))(a);
}

#elif defined CHAOSK_NEON

enum { VWIDTH = 2, VREGISTERS = 32 };
#define CHAOSK_ISA neon
typedef float64x2_t vreal;
typedef uint64x2_t vmask;
CHAOSK_INLINE vreal vset(double a) { return vdupq_n_f64(a); }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return vcltq_f64(a, b); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return vcleq_f64(a, b); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return vceqq_f64(a, b); }
CHAOSK_INLINE vmask vand(vmask a, vmask b) { return vandq_u64(a, b); }
CHAOSK_INLINE unsigned vbits(vmask m) { return (unsigned)((m[0] & 1) | (m[1] & 2)); }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b) { return vbslq_f64(m, a, b); }
CHAOSK_INLINE vreal vabs(vreal a) { return vabsq_f64(a); }
CHAOSK_INLINE vreal vsqrt(vreal a) { return vsqrtq_f64(a); }
CHAOSK_INLINE vreal vfloor(vreal a) { return vrndmq_f64(a); }

#else

enum { VWIDTH = 1, VREGISTERS = 16 };
#ifdef CHAOSK_NOFMA
#define CHAOSK_ISA scalar_nofma
#else
#define CHAOSK_ISA scalar
#endif
typedef double vreal;
typedef int vmask;
CHAOSK_INLINE vreal vset(double a) { return a; }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return a < b; }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return a <= b; }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return a == b; }
CHAOSK_INLINE vmask vand(vmask a, vmask b) { return a & b; }
CHAOSK_INLINE unsigned vbits(vmask m) { return (unsigned)m; }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b) { return m ? a : b; }
CHAOSK_INLINE vreal vabs(vreal a) { return __builtin_fabs(a); }
CHAOSK_INLINE vreal vsqrt(vreal a) { return __builtin_sqrt(a); }

#endif

/* sum + a^2, in one operation where there is one: for estimates, not for results. */
#if defined CHAOSK_AVX512
CHAOSK_INLINE vreal vaddsquare(vreal sum, vreal a)
{
    return __builtin_ia32_vfmaddpd512_mask(a, a, sum, 0xff, CHAOSK_CURRENT);
}
#elif defined CHAOSK_AVX2
CHAOSK_INLINE vreal vaddsquare(vreal sum, vreal a)
{
    return CHAOSK_BUILTIN(__builtin_ia32_vfmaddpd256, CHAOSK_CLANG_FMA(__builtin_ia32_vfmaddpd256))(a, a,
                                                                                                    sum);
}
#else
CHAOSK_INLINE vreal vaddsquare(vreal sum, vreal a) { return sum + a * a; }
#endif

/* All lanes of a mask. */
enum { VALL = (1u << VWIDTH) - 1 };

#if defined CHAOSK_SCALAR
typedef uint64_t vword;
#else
typedef uint64_t vword __attribute__((vector_size(8 * VWIDTH)));
#endif

/* The bits of each lane, for taking exponents apart. */
CHAOSK_INLINE vword vtoword(vreal a)
{
    vword w;
    __builtin_memcpy(&w, &a, sizeof w);
    return w;
}
CHAOSK_INLINE vreal vfromword(vword w)
{
    vreal a;
    __builtin_memcpy(&a, &w, sizeof a);
    return a;
}

/* Which lanes are 0 in all bits. */
CHAOSK_INLINE unsigned vzeros(vword w)
{
#if defined CHAOSK_SCALAR
    return w == 0;
#elif defined CHAOSK_AVX512
    return CHAOSK_BUILTIN(__builtin_ia32_ptestnmq512((vlong)w, (vlong)w, 0xff),
                          __builtin_ia32_cmpq512_mask((vlong)w, (vlong){ 0 }, CHAOSK_EQ, 0xff));
#else
    const vword zero = { 0 };
    return vbits((vmask)(w == zero));
#endif
}

CHAOSK_INLINE vreal vload(const double *a) { return *(const vreal *)(const void *)a; }
CHAOSK_INLINE void vstore(double *a, vreal v) { *(vreal *)(void *)a = v; }

/* vstore past the caches, where the machine can; vfence() after the last one. */
#if defined CHAOSK_AVX512 || defined CHAOSK_AVX2 || defined CHAOSK_SSE2
CHAOSK_INLINE void vstream(double *a, vreal v)
{
    CHAOSK_BUILTIN(CHAOSK_STREAM(a, v), __builtin_nontemporal_store(v, (vreal *)(void *)a));
}
#else
CHAOSK_INLINE void vstream(double *a, vreal v) { vstore(a, v); }
#endif
CHAOSK_INLINE void vfence(void)
{
#if defined CHAOSK_AVX512 || defined CHAOSK_AVX2 || defined CHAOSK_SSE2
    __builtin_ia32_sfence();
#endif
}

/* 1 where m is set, 0 elsewhere; without a branch, which vsel of a scalar is. */
#if defined CHAOSK_SCALAR
CHAOSK_INLINE vreal vone(vmask m) { return (double)m; }
#else
CHAOSK_INLINE vreal vone(vmask m) { return vsel(m, vset(1.0), vset(0.0)); }
#endif

#if defined CHAOSK_SCALAR && defined __aarch64__
CHAOSK_INLINE vreal vfloor(vreal a) { return __builtin_floor(a); }
#elif defined CHAOSK_SCALAR && !defined CHAOSK_NOFMA
/* The compiler may not take SSE4.1 for granted, but what has FMA has it. */
CHAOSK_INLINE vreal vfloor(vreal a)
{
    vreal floor;
    __asm__("roundsd $9, %1, %0" : "=x"(floor) : "x"(a));
    return floor;
}
#elif defined CHAOSK_SSE2 || defined CHAOSK_SCALAR
/* Without a rounding instruction: to nearest by adding and subtracting 2^52,
 * one down if that went up; the sign of a is kept (floor(-0) is -0). */
CHAOSK_INLINE vreal vfloor(vreal a)
{
    const vword sign = vtoword(a) & vtoword(vset(-0.0));
    const vreal big = vfromword(vtoword(vset(0x1p52)) | sign);
    vreal t = (a + big) - big;
    t = t - vone(vlt(a, t));
    t = vfromword(vtoword(t) | sign);
    return vsel(vlt(vabs(a), vset(0x1p52)), t, a);
}
#endif

/* To a whole number: up, towards 0, and to the nearest, halves away from 0. The sign is kept, of 0, too. */
CHAOSK_INLINE vreal vceil(vreal a) { return -vfloor(-a); }
CHAOSK_INLINE vreal vtrunc(vreal a)
{
    return vfromword(vtoword(vfloor(vabs(a))) | (vtoword(a) & vtoword(vset(-0.0))));
}
CHAOSK_INLINE vreal vround(vreal a)
{
    const vreal size = vabs(a), down = vfloor(size);
    const vreal near = down + vone(vle(vset(0.5), size - down)); /* size - down is exact */
    return vfromword(vtoword(near) | (vtoword(a) & vtoword(vset(-0.0))));
}

/* a < b ? a : b and a > b ? a : b, also of zeros and NaN. */
#if defined CHAOSK_AVX512
CHAOSK_INLINE vreal vmin(vreal a, vreal b)
{
    return CHAOSK_BUILTIN(__builtin_ia32_minpd512_mask(a, b, a, 0xff, CHAOSK_CURRENT),
                          __builtin_ia32_minpd512(a, b, CHAOSK_CURRENT));
}
CHAOSK_INLINE vreal vmax(vreal a, vreal b)
{
    return CHAOSK_BUILTIN(__builtin_ia32_maxpd512_mask(a, b, a, 0xff, CHAOSK_CURRENT),
                          __builtin_ia32_maxpd512(a, b, CHAOSK_CURRENT));
}
#elif defined CHAOSK_AVX2
CHAOSK_INLINE vreal vmin(vreal a, vreal b) { return __builtin_ia32_minpd256(a, b); }
CHAOSK_INLINE vreal vmax(vreal a, vreal b) { return __builtin_ia32_maxpd256(a, b); }
#elif defined CHAOSK_SSE2
CHAOSK_INLINE vreal vmin(vreal a, vreal b) { return __builtin_ia32_minpd(a, b); }
CHAOSK_INLINE vreal vmax(vreal a, vreal b) { return __builtin_ia32_maxpd(a, b); }
#else
CHAOSK_INLINE vreal vmin(vreal a, vreal b) { return vsel(vlt(a, b), a, b); }
CHAOSK_INLINE vreal vmax(vreal a, vreal b) { return vsel(vlt(b, a), a, b); }
#endif

/* Exchanges a's upper with b's lower lanes, in groups of d (1 to VWIDTH / 2): a
 * step of transposing. */
CHAOSK_INLINE void vexchange(vreal *a, vreal *b, const int d)
{
    const vreal x = *a, y = *b;
#define VEXCHANGE(half, low, high)                \
    if (d == half) {                              \
        *a = __builtin_shufflevector(x, y, low);  \
        *b = __builtin_shufflevector(x, y, high); \
    }
#define VLANES(...) __VA_ARGS__
#if defined CHAOSK_AVX512
    VEXCHANGE(4, VLANES(0, 1, 2, 3, 8, 9, 10, 11), VLANES(4, 5, 6, 7, 12, 13, 14, 15))
    VEXCHANGE(2, VLANES(0, 1, 8, 9, 4, 5, 12, 13), VLANES(2, 3, 10, 11, 6, 7, 14, 15))
    VEXCHANGE(1, VLANES(0, 8, 2, 10, 4, 12, 6, 14), VLANES(1, 9, 3, 11, 5, 13, 7, 15))
#elif defined CHAOSK_AVX2
    VEXCHANGE(2, VLANES(0, 1, 4, 5), VLANES(2, 3, 6, 7))
    VEXCHANGE(1, VLANES(0, 4, 2, 6), VLANES(1, 5, 3, 7))
#elif defined CHAOSK_SSE2 || defined CHAOSK_NEON
    VEXCHANGE(1, VLANES(0, 2), VLANES(1, 3))
#else
    (void)x, (void)y, (void)d;
#endif
#undef VEXCHANGE
#undef VLANES
}

/* -1, 1, and 0 itself (with its sign; NaN stays NaN). */
CHAOSK_INLINE vreal vsign(vreal a)
{
    return vsel(vlt(vset(0.0), a), vset(1.0), vsel(vlt(a, vset(0.0)), vset(-1.0), a));
}

/* The side of 0 that a is on, -1 or 1: the slope of abs, at 0 that from the right. */
CHAOSK_INLINE vreal vside(vreal a) { return vsel(vlt(a, vset(0.0)), vset(-1.0), vset(1.0)); }

/* x^n for whole n >= 1: squared, and times x, by the bits of n from the second
 * on: x^2 = x*x, x^3 = x^2*x, x^4 = x^2*x^2. Where n is a constant that is all. */
CHAOSK_INLINE vreal vpowi(vreal x, unsigned n)
{
    vreal r = x;
#pragma GCC unroll 32
    for (int bit = 30 - __builtin_clz(n); bit >= 0; bit--) {
        r = r * r;
        if (n >> bit & 1)
            r = r * x;
    }
    return r;
}

/* 0 <= a < b for b > 0 and a that is not -0: as whole numbers without a sign, where negative ones and NaN are larger. */
#if defined CHAOSK_AVX512
CHAOSK_INLINE vmask vwithin(vreal a, vreal b)
{
    return __builtin_ia32_ucmpq512_mask((vlong)a, (vlong)b, 1, 0xff); /* 1: less */
}
#else
CHAOSK_INLINE vmask vwithin(vreal a, vreal b) { return vand(vle(vset(0.0), a), vlt(a, b)); }
#endif

/* x mod m in [0, m), always, and how many m were taken off. The floor can be
 * one off (the quotient is rounded) and a tiny negative x rounds up to m: the
 * two corrections fix both. Beyond 2^52 m a double no longer holds an angle;
 * there the result is 0. */
CHAOSK_INLINE vreal vwrap(vreal x, double m, vreal *turns)
{
    const vreal zero = vset(0.0), one = vset(1.0), period = vset(m), most = vset(0x1p52 * m);
    vreal q = vfloor(x * (1.0 / m));
    vreal r = x - period * q;
    *turns = q;
    /* Corrections are rare, and long chains of operations: a branch costs less. */
    const vmask right = vand(vwithin(r, period), vle(vabs(x), most));
    if (__builtin_expect(vbits(right) == VALL, 1))
        return r;
    const vmask low = vlt(r, zero);
    r = r + vsel(low, period, zero);
    q = q - vsel(low, one, zero);
    const vmask high = vle(period, r);
    r = r - vsel(high, period, zero);
    *turns = q + vsel(high, one, zero);
    const vmask lost = vlt(most, vabs(x));
    return vsel(lost, vabs(x) * 0.0, r); /* times 0: infinity becomes NaN */
}

/* Where a step stands: the iterate number, and of each lane the key of its random numbers. */
typedef struct vmoment {
    uint64_t n;
    vword key;
} vmoment;

CHAOSK_INLINE vreal vtime(vmoment at) { return vset((double)at.n); }

#endif

/* The vector vocabulary: the type vreal, one double per lane, and what can be
 * done with it. Formulas are plain C on vreal: + - * / work, and so do
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

#if defined CHAOSK_AVX512 || defined CHAOSK_AVX2
#include <immintrin.h> /* half of the time that a small map takes to compile */
#elif defined CHAOSK_SSE2
#include <emmintrin.h>
#elif defined CHAOSK_NEON
#include <arm_neon.h>
#endif

/* chaosk_NAME_isa, the name of what this instruction set exports. */
#define CHAOSK_PASTE3(a, b, c) a##b##_##c
#define CHAOSK_PASTE2(a, b, c) CHAOSK_PASTE3(a, b, c)
#define CHAOSK_NAME(name) CHAOSK_PASTE2(chaosk_, name, CHAOSK_ISA)

#define CHAOSK_INLINE static inline __attribute__((always_inline, unused))

#if defined CHAOSK_AVX512

enum { VWIDTH = 8, VREGISTERS = 32 };
#define CHAOSK_ISA avx512
typedef __m512d vreal;
typedef __mmask8 vmask;
CHAOSK_INLINE vreal vset(double a) { return _mm512_set1_pd(a); }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
CHAOSK_INLINE vmask vand(vmask a, vmask b) { return a & b; }
CHAOSK_INLINE unsigned vbits(vmask m) { return m; }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b) { return _mm512_mask_blend_pd(m, b, a); }
CHAOSK_INLINE vreal vabs(vreal a) { return _mm512_abs_pd(a); }
CHAOSK_INLINE vreal vsqrt(vreal a) { return _mm512_sqrt_pd(a); }
CHAOSK_INLINE vreal vfloor(vreal a)
{
    return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}

#elif defined CHAOSK_AVX2

enum { VWIDTH = 4, VREGISTERS = 16 };
#define CHAOSK_ISA avx2
typedef __m256d vreal;
typedef __m256d vmask;
CHAOSK_INLINE vreal vset(double a) { return _mm256_set1_pd(a); }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return _mm256_cmp_pd(a, b, _CMP_LE_OQ); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
CHAOSK_INLINE vmask vand(vmask a, vmask b) { return _mm256_and_pd(a, b); }
CHAOSK_INLINE unsigned vbits(vmask m) { return (unsigned)_mm256_movemask_pd(m); }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b) { return _mm256_blendv_pd(b, a, m); }
CHAOSK_INLINE vreal vabs(vreal a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a); }
CHAOSK_INLINE vreal vsqrt(vreal a) { return _mm256_sqrt_pd(a); }
CHAOSK_INLINE vreal vfloor(vreal a) { return _mm256_floor_pd(a); }

#elif defined CHAOSK_SSE2

enum { VWIDTH = 2, VREGISTERS = 16 };
#ifdef CHAOSK_NOFMA
#define CHAOSK_ISA sse2_nofma
#else
#define CHAOSK_ISA sse2
#endif
typedef __m128d vreal;
typedef __m128d vmask;
CHAOSK_INLINE vreal vset(double a) { return _mm_set1_pd(a); }
CHAOSK_INLINE vmask vlt(vreal a, vreal b) { return _mm_cmplt_pd(a, b); }
CHAOSK_INLINE vmask vle(vreal a, vreal b) { return _mm_cmple_pd(a, b); }
CHAOSK_INLINE vmask veq(vreal a, vreal b) { return _mm_cmpeq_pd(a, b); }
CHAOSK_INLINE vmask vand(vmask a, vmask b) { return _mm_and_pd(a, b); }
CHAOSK_INLINE unsigned vbits(vmask m) { return (unsigned)_mm_movemask_pd(m); }
CHAOSK_INLINE vreal vsel(vmask m, vreal a, vreal b)
{
    return _mm_or_pd(_mm_and_pd(m, a), _mm_andnot_pd(m, b));
}
CHAOSK_INLINE vreal vabs(vreal a) { return _mm_andnot_pd(_mm_set1_pd(-0.0), a); }
CHAOSK_INLINE vreal vsqrt(vreal a) { return _mm_sqrt_pd(a); }

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
CHAOSK_INLINE vreal vaddsquare(vreal sum, vreal a) { return _mm512_fmadd_pd(a, a, sum); }
#elif defined CHAOSK_AVX2
CHAOSK_INLINE vreal vaddsquare(vreal sum, vreal a) { return _mm256_fmadd_pd(a, a, sum); }
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
    return _mm512_testn_epi64_mask((__m512i)w, (__m512i)w);
#else
    const vword zero = { 0 };
    return vbits((vmask)(w == zero));
#endif
}

CHAOSK_INLINE vreal vload(const double *a) { return *(const vreal *)(const void *)a; }
CHAOSK_INLINE void vstore(double *a, vreal v) { *(vreal *)(void *)a = v; }

/* vstore past the caches, where the machine can; vfence() after the last one. */
#if defined CHAOSK_AVX512
CHAOSK_INLINE void vstream(double *a, vreal v) { _mm512_stream_pd(a, v); }
#elif defined CHAOSK_AVX2
CHAOSK_INLINE void vstream(double *a, vreal v) { _mm256_stream_pd(a, v); }
#elif defined CHAOSK_SSE2
CHAOSK_INLINE void vstream(double *a, vreal v) { _mm_stream_pd(a, v); }
#else
CHAOSK_INLINE void vstream(double *a, vreal v) { vstore(a, v); }
#endif
CHAOSK_INLINE void vfence(void)
{
#if defined CHAOSK_AVX512 || defined CHAOSK_AVX2 || defined CHAOSK_SSE2
    _mm_sfence();
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

/* a < b ? a : b and a > b ? a : b, also of zeros and NaN. */
#if defined CHAOSK_AVX512
CHAOSK_INLINE vreal vmin(vreal a, vreal b) { return _mm512_min_pd(a, b); }
CHAOSK_INLINE vreal vmax(vreal a, vreal b) { return _mm512_max_pd(a, b); }
#elif defined CHAOSK_AVX2
CHAOSK_INLINE vreal vmin(vreal a, vreal b) { return _mm256_min_pd(a, b); }
CHAOSK_INLINE vreal vmax(vreal a, vreal b) { return _mm256_max_pd(a, b); }
#elif defined CHAOSK_SSE2
CHAOSK_INLINE vreal vmin(vreal a, vreal b) { return _mm_min_pd(a, b); }
CHAOSK_INLINE vreal vmax(vreal a, vreal b) { return _mm_max_pd(a, b); }
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

/* x mod m in [0, m), always, and how many m were taken off. The floor can be
 * one off (the quotient is rounded) and a tiny negative x rounds up to m: the
 * two corrections mend both. Past 2^52 m a double holds no angle any more;
 * there the result is 0. */
CHAOSK_INLINE vreal vwrap(vreal x, double m, vreal *turns)
{
    const vreal zero = vset(0.0), one = vset(1.0), period = vset(m);
    vreal q = vfloor(x * (1.0 / m));
    vreal r = x - period * q;
    const vmask low = vlt(r, zero);
    r = r + vsel(low, period, zero);
    q = q - vsel(low, one, zero);
    const vmask high = vle(period, r);
    r = r - vsel(high, period, zero);
    q = q + vsel(high, one, zero);
    *turns = q;
    const vmask lost = vlt(vset(0x1p52 * m), vabs(x));
    return vsel(lost, vabs(x) * 0.0, r); /* times 0: infinity becomes NaN */
}

#endif

/* Transcendental functions on vreal: SLEEF's deterministic ones, by their
 * suffixed names. finz_ gives the same bits on every instruction set that has
 * fused multiply-add; cinz_ does so on those without. Error: 1.0 ulp, 1.2 in
 * sinh and cosh near overflow. Where SLEEF's overflow on the way to a result that
 * does not, they are completed here.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_VMATH_H
#define CHAOSK_VMATH_H

#define CHAOSK_FUNCTIONS /* the formulas that follow call functions: -nofma has other bits */

#include "vreal.h"

#if defined CHAOSK_AVX512
#define CHAOSK_SLEEF_OF(f, error) Sleef_finz_##f##d8_##error##avx512f
#elif defined CHAOSK_AVX2
#define CHAOSK_SLEEF_OF(f, error) Sleef_finz_##f##d4_##error##avx2
#elif defined CHAOSK_SSE2 && defined CHAOSK_NOFMA
#define CHAOSK_SLEEF_OF(f, error) Sleef_cinz_##f##d2_##error##sse2
#elif defined CHAOSK_SSE2
#define CHAOSK_SLEEF_OF(f, error) Sleef_finz_##f##d2_##error##avx2128
#elif defined CHAOSK_NEON
#define CHAOSK_SLEEF_OF(f, error) Sleef_finz_##f##d2_##error##advsimd
#elif defined CHAOSK_NOFMA
#define CHAOSK_SLEEF_OF(f, error) Sleef_cinz_##f##d1_##error##purec
#else
#define CHAOSK_SLEEF_OF(f, error) Sleef_finz_##f##d1_##error##purecfma
#endif
#define CHAOSK_SLEEF(f) CHAOSK_SLEEF_OF(f, u10)

/* Not from sleef.h, which declares purecfma only where the compiler may fuse, and which
 * users who compile maps of their own may not have. */
#define CHAOSK_DECLARE(f) vreal CHAOSK_SLEEF(f)(vreal) __attribute__((const))
CHAOSK_DECLARE(sin);
CHAOSK_DECLARE(cos);
CHAOSK_DECLARE(tan);
CHAOSK_DECLARE(asin);
CHAOSK_DECLARE(acos);
CHAOSK_DECLARE(atan);
CHAOSK_DECLARE(sinh);
CHAOSK_DECLARE(cosh);
CHAOSK_DECLARE(tanh);
CHAOSK_DECLARE(exp);
CHAOSK_DECLARE(log);
CHAOSK_DECLARE(asinh);
CHAOSK_DECLARE(acosh);
CHAOSK_DECLARE(atanh);
CHAOSK_DECLARE(log2);
CHAOSK_DECLARE(log10);
CHAOSK_DECLARE(log1p);
CHAOSK_DECLARE(expm1);
CHAOSK_DECLARE(cbrt);
CHAOSK_DECLARE(erf);
vreal CHAOSK_SLEEF(pow)(vreal, vreal) __attribute__((const));
vreal CHAOSK_SLEEF(atan2)(vreal, vreal) __attribute__((const));
vreal CHAOSK_SLEEF_OF(hypot, u05)(vreal, vreal) __attribute__((const));

CHAOSK_INLINE vreal vsin(vreal x) { return CHAOSK_SLEEF(sin)(x); }
CHAOSK_INLINE vreal vcos(vreal x) { return CHAOSK_SLEEF(cos)(x); }
/* Two values of one function that do not need each other. Those of a single orbit share a vector, which
 * takes as long as one of them: a step of de_jong 35 ns instead of 65. */
typedef struct vpair {
    vreal first, second;
} vpair;
#if defined CHAOSK_SCALAR && defined __x86_64__ && defined CHAOSK_NOFMA
#define CHAOSK_SLEEF_TWO(f) Sleef_cinz_##f##d2_u10sse2
#elif defined CHAOSK_SCALAR && defined __x86_64__
#define CHAOSK_SLEEF_TWO(f) Sleef_finz_##f##d2_u10avx2128
#elif defined CHAOSK_SCALAR && defined __aarch64__
#define CHAOSK_SLEEF_TWO(f) Sleef_finz_##f##d2_u10advsimd
#endif
#ifdef CHAOSK_SLEEF_TWO
typedef double chaosk_two __attribute__((vector_size(16)));
#define CHAOSK_DEFINE_TWO(f)                                            \
    chaosk_two CHAOSK_SLEEF_TWO(f)(chaosk_two) __attribute__((const));  \
    CHAOSK_INLINE vpair v##f##2(vreal x, vreal y)                       \
    {                                                                   \
        const chaosk_two z = CHAOSK_SLEEF_TWO(f)((chaosk_two){ x, y }); \
        return (vpair){ z[0], z[1] };                                   \
    }
#else
#define CHAOSK_DEFINE_TWO(f) \
    CHAOSK_INLINE vpair v##f##2(vreal x, vreal y) { return (vpair){ v##f(x), v##f(y) }; }
#endif
CHAOSK_DEFINE_TWO(sin)
CHAOSK_DEFINE_TWO(cos)
CHAOSK_INLINE vreal vtan(vreal x) { return CHAOSK_SLEEF(tan)(x); }
CHAOSK_INLINE vreal vasin(vreal x) { return CHAOSK_SLEEF(asin)(x); }
CHAOSK_INLINE vreal vacos(vreal x) { return CHAOSK_SLEEF(acos)(x); }
CHAOSK_INLINE vreal vatan(vreal x) { return CHAOSK_SLEEF(atan)(x); }
/* y, but `other` where m is set, which is rare: the branch is the same on all instruction sets. */
#define CHAOSK_BEYOND(m, other, y) (vbits(m) ? vsel(m, other, y) : (y))
/* e^|x|/2 where e^|x| may overflow: the number is 122 ln 2 to 6e-17, and taken off |x| exactly. */
CHAOSK_INLINE vreal vhalfexp(vreal x) { return CHAOSK_SLEEF(exp)(vabs(x) - 0x1.52417db067f38p+6) * 0x1p121; }
/* ln 2|x|, of which x^2 overflows. */
CHAOSK_INLINE vreal vlogtwice(vreal x)
{
    return 2.0 * CHAOSK_SLEEF(log)(vsqrt(vabs(x)) * 0x1.6a09e667f3bcdp+0);
}
CHAOSK_INLINE vreal vsignof(vreal size, vreal x)
{
    return vfromword(vtoword(size) | (vtoword(x) & vtoword(vset(-0.0))));
}
CHAOSK_INLINE vreal vsinh(vreal x)
{
    const vreal y = CHAOSK_SLEEF(sinh)(x);
    const vmask large = vlt(vset(709.0), vabs(x));
    return CHAOSK_BEYOND(large, vsignof(vhalfexp(x), x), y);
}
CHAOSK_INLINE vreal vcosh(vreal x)
{
    const vreal y = CHAOSK_SLEEF(cosh)(x);
    const vmask large = vlt(vset(709.0), vabs(x));
    return CHAOSK_BEYOND(large, vhalfexp(x), y);
}
CHAOSK_INLINE vreal vtanh(vreal x) { return CHAOSK_SLEEF(tanh)(x); }
CHAOSK_INLINE vreal vexp(vreal x) { return CHAOSK_SLEEF(exp)(x); }
CHAOSK_INLINE vreal vlog(vreal x) { return CHAOSK_SLEEF(log)(x); }
CHAOSK_INLINE vreal vasinh(vreal x)
{
    const vreal y = CHAOSK_SLEEF(asinh)(x);
    const vmask large = vlt(vset(0x1p500), vabs(x));
    return CHAOSK_BEYOND(large, vsignof(vlogtwice(x), x), y);
}
CHAOSK_INLINE vreal vacosh(vreal x)
{
    const vreal y = CHAOSK_SLEEF(acosh)(x);
    const vmask large = vlt(vset(0x1p500), x);
    return CHAOSK_BEYOND(large, vlogtwice(x), y);
}
CHAOSK_INLINE vreal vatanh(vreal x) { return CHAOSK_SLEEF(atanh)(x); }
CHAOSK_INLINE vreal vlog2(vreal x) { return CHAOSK_SLEEF(log2)(x); }
CHAOSK_INLINE vreal vlog10(vreal x) { return CHAOSK_SLEEF(log10)(x); }
CHAOSK_INLINE vreal vlog1p(vreal x)
{
    const vreal y = CHAOSK_SLEEF(log1p)(x);
    const vmask large = vlt(vset(0x1p500), x);
    return CHAOSK_BEYOND(large, CHAOSK_SLEEF(log)(x), y);
}
CHAOSK_INLINE vreal vexpm1(vreal x) { return CHAOSK_SLEEF(expm1)(x); }
CHAOSK_INLINE vreal vcbrt(vreal x) { return CHAOSK_SLEEF(cbrt)(x); }
CHAOSK_INLINE vreal verf(vreal x) { return CHAOSK_SLEEF(erf)(x); }
/* The slope of tanh, of which 1 - tanh^2 loses all digits where tanh rounds to 1. */
CHAOSK_INLINE vreal vsech2(vreal x)
{
    const vreal e = CHAOSK_SLEEF(exp)(-2.0 * vabs(x));
    return 4.0 * e / vpowi(1.0 + e, 2);
}
/* The lesser and the greater of two, NaN if either is: min and max of texts. */
CHAOSK_INLINE vreal vlesser(vreal a, vreal b) { return vsel(veq(a, a), vmin(a, b), a); }
CHAOSK_INLINE vreal vgreater(vreal a, vreal b) { return vsel(veq(a, a), vmax(a, b), a); }
/* x to a power; for constant whole powers see vpowi. */
CHAOSK_INLINE vreal vpow(vreal x, vreal y) { return CHAOSK_SLEEF(pow)(x, y); }
CHAOSK_INLINE vreal vatan2(vreal y, vreal x) { return CHAOSK_SLEEF(atan2)(y, x); }
CHAOSK_INLINE vreal vhypot(vreal x, vreal y) { return CHAOSK_SLEEF_OF(hypot, u05)(x, y); }

#endif

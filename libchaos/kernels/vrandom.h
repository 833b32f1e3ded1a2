/* Random numbers in the lanes, each a function of the key of its stream, the iterate number and which of the
 * formula's it is: Philox 4x32-10 (random.h) and inverse distribution functions. All lanes take the same way.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_VRANDOM_H
#define CHAOSK_VRANDOM_H

#include "vmath.h"

/* The product of the lower 32 bits of each lane. */
CHAOSK_INLINE vword vlowproduct(vword a, vword b)
{
#if defined CHAOSK_AVX512 && !defined __clang__
    typedef int vint __attribute__((vector_size(64)));
    return (vword)__builtin_ia32_pmuludq512_mask((vint)a, (vint)b, (vlong){ 0 }, 0xff);
#elif defined CHAOSK_AVX2 && !defined __clang__
    typedef int vint __attribute__((vector_size(32)));
    return (vword)__builtin_ia32_pmuludq256((vint)a, (vint)b);
#elif defined CHAOSK_SSE2 && !defined __clang__
    typedef int vint __attribute__((vector_size(16)));
    return (vword)__builtin_ia32_pmuludq128((vint)a, (vint)b);
#elif defined CHAOSK_NEON
    return (vword)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
    return (a & UINT32_MAX) * (b & UINT32_MAX); /* clang knows that there is an instruction for it */
#endif
}

CHAOSK_INLINE vword vsetword(uint64_t a) { return (vword){ 0 } + a; }

/* 128 random bits. */
typedef struct vbits128 {
    vword half[2];
} vbits128;

/* Those of chaosk_philox with counter { n, n >> 32, number, number >> 32 }. */
CHAOSK_INLINE vbits128 vphilox(vword key, uint64_t n, vword number)
{
    vword w0 = vsetword((uint32_t)n), w1 = vsetword(n >> 32), w2 = number & UINT32_MAX, w3 = number >> 32;
    vword k0 = key, k1 = key >> 32;
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        /* Of w0 and w2 the lower halves count, of the others too, once they are exclusive ors of these. */
        const vword a = vlowproduct(w0, vsetword(0xD2511F53)), b = vlowproduct(w2, vsetword(0xCD9E8D57));
        w0 = b >> 32 ^ w1 ^ k0;
        w1 = b;
        w2 = a >> 32 ^ w3 ^ k1;
        w3 = a;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return (vbits128){ { (w0 & UINT32_MAX) | w1 << 32, (w2 & UINT32_MAX) | w3 << 32 } };
}

/* A multiple of 2^-53 in [0, 1), as chaosk_uniform. The conversion is exact: 21 bits and 32 bits. */
CHAOSK_INLINE vreal vuniform(vword bits)
{
    const vword high = bits >> 43, low = bits >> 11 & UINT32_MAX;
    const vreal upper = vfromword(high | vtoword(vset(0x1p84))) - 0x1p84;
    return (upper + (vfromword(low | vtoword(vset(0x1p52))) - 0x1p52)) * 0x1p-53;
}

#define VPOLYNOMIAL7(x, a7, a6, a5, a4, a3, a2, a1, a0)                                                     \
    ((((((((a7) * (x) + (a6)) * (x) + (a5)) * (x) + (a4)) * (x) + (a3)) * (x) + (a2)) * (x) + (a1)) * (x) + \
     (a0))

/* The quantile of 0.5 - t < 0.075, for 0 < t: without its sign. */
CHAOSK_INLINE vreal vnormal_tail(vreal t)
{
    const vreal r = vsqrt(-vlog(t)), near = r - 1.6, far = r - 5.0;
    const vreal y =
        VPOLYNOMIAL7(near, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                     1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
                     4.63033784615654529590, 1.42343711074968357734) /
        VPOLYNOMIAL7(near, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                     1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
                     2.05319162663775882187, 1.0);
    const vmask further = vlt(vset(5.0), r); /* in one of 10^10 */
    if (!vbits(further))
        return y;
    return vsel(further,
                VPOLYNOMIAL7(far, 2.01033439929228813265e-7, 2.71155556874348757815e-5,
                             1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1,
                             1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720) /
                    VPOLYNOMIAL7(far, 2.04426310338993978564e-15, 1.42151175831644588870e-7,
                                 1.84631831751005468180e-5, 7.86869131145613259100e-4,
                                 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                                 5.99832206555887937690e-1, 1.0),
                y);
}

/* The standard normal distribution's quantile at (k + 1/2) 2^-52, of k the first 52 bits: M. J. Wichura,
 * "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988) 477-484,
 * right to 16 digits. */
CHAOSK_INLINE vreal vnormal(vword bits)
{
    const vreal q = (vfromword(bits >> 12 | vtoword(vset(1.0))) - 1.5) + 0x1p-53; /* exact, and not 0 */
    const vreal size = vabs(q), r = 0.180625 - q * q;
    const vreal y = q *
                    VPOLYNOMIAL7(r, 2.5090809287301226727e+3, 3.3430575583588128105e+4,
                                 6.7265770927008700853e+4, 4.5921953931549871457e+4, 1.3731693765509461125e+4,
                                 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080) /
                    VPOLYNOMIAL7(r, 5.2264952788528545610e+3, 2.8729085735721942674e+4,
                                 3.9307895800092710610e+4, 2.1213794301586595867e+4, 5.3941960214247511077e+3,
                                 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0);
    const vmask within = vle(size, vset(0.425));
    if (vbits(within) == VALL)
        return y;
    const vword sign = vtoword(q) & vtoword(vset(-0.0));
    return vsel(within, y, vfromword(vtoword(vnormal_tail(0.5 - size)) | sign));
}

/* Those of a step: number 0, 1, ... of the formula, each of which is one number, however often it is asked for. Not
 * inline: a map's file has many kernels, and each would be so much longer. */
#define CHAOSK_DRAW(name)                                                                                   \
    static __attribute__((noinline, const, unused)) vreal name##_of(vword key, uint64_t n, uint32_t number) \
    {                                                                                                       \
        return name(vphilox(key, n, vsetword(number / 2)).half[number % 2]);                                \
    }                                                                                                       \
    CHAOSK_INLINE vreal name##_at(vmoment at, uint32_t number) { return name##_of(at.key, at.n, number); }
CHAOSK_DRAW(vuniform)
CHAOSK_DRAW(vnormal)

#endif

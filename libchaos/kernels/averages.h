/* What averages and statistics of records need of functions, and weighted sums: a part of lanes.c.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_AVERAGES_H
#define CHAOSK_AVERAGES_H

/* f of any number of values, side by side in vectors: the bits are those of one by one. */
#define CHAOSK_EACH(x, count, f)                          \
    do {                                                  \
        double rest[VWIDTH] __attribute__((aligned(64))); \
        size_t i = 0;                                     \
        for (; i + VWIDTH <= count; i += VWIDTH) {        \
            vreal a;                                      \
            __builtin_memcpy(&a, x + i, sizeof a);        \
            a = f(a);                                     \
            __builtin_memcpy(x + i, &a, sizeof a);        \
        }                                                 \
        for (size_t j = 0; j < VWIDTH && i < count; j++)  \
            rest[j] = i + j < count ? x[i + j] : x[i];    \
        if (i < count)                                    \
            vstore(rest, f(vload(rest)));                 \
        for (size_t j = 0; i + j < count; j++)            \
            x[i + j] = rest[j];                           \
    } while (0)

static void lanes_exp(double *x, size_t count) { CHAOSK_EACH(x, count, vexp); }

static void lanes_sin(double *x, size_t count) { CHAOSK_EACH(x, count, vsin); }

static void lanes_cos(double *x, size_t count) { CHAOSK_EACH(x, count, vcos); }

static void lanes_log(double *x, size_t count) { CHAOSK_EACH(x, count, vlog); }

static void lanes_atan2(double *y, const double *x, size_t count)
{
    double own[VWIDTH] __attribute__((aligned(64))), other[VWIDTH] __attribute__((aligned(64)));
    for (size_t i = 0; i < count; i += VWIDTH) {
        const size_t n = count - i < VWIDTH ? count - i : VWIDTH;
        for (size_t j = 0; j < VWIDTH; j++) {
            own[j] = y[j < n ? i + j : i];
            other[j] = x[j < n ? i + j : i];
        }
        vstore(own, vatan2(vload(own), vload(other)));
        __builtin_memcpy(y + i, own, n * sizeof *own);
    }
}

CHAOSK_INLINE vreal bump_of(vreal t) { return vexp(-1.0 / (t * (1.0 - t))); }

static void lanes_bump(uint64_t first, size_t count, uint64_t n, double *weights)
{
    for (size_t i = 0; i < count; i++)
        weights[i] = (double)(first + i) / (double)n;
    CHAOSK_EACH(weights, count, bump_of);
}

static void lanes_weigh(const double *x, size_t apart, size_t rows, const double *weights, size_t lanes,
                        double *sum)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vreal s = vload(sum + lane);
        for (size_t row = 0; row < rows; row++)
            s = s + weights[row] * vload(x + row * apart + lane);
        vstore(sum + lane, s);
    }
}

/* Eight sums side by side, whatever the width of vectors. */
static double lanes_square_apart(const double *x, uint64_t by, uint64_t count)
{
    enum { SUMS = 8 };
    vreal s[SUMS / VWIDTH];
    double each[SUMS] __attribute__((aligned(64)));
    uint64_t i = 0;
    for (int j = 0; j < SUMS / VWIDTH; j++)
        s[j] = vset(0.0);
    for (; i + SUMS <= count; i += SUMS)
        _Pragma("GCC unroll 8") for (int j = 0; j < SUMS / VWIDTH; j++)
        {
            const double *at = x + i + j * VWIDTH;
            const vreal d = any_load(at + by) - any_load(at);
            s[j] = s[j] + d * d;
        }
    for (int j = 0; j < SUMS / VWIDTH; j++)
        vstore(each + j * VWIDTH, s[j]);
    for (uint64_t j = 0; i + j < count; j++) {
        const double d = x[i + j + by] - x[i + j];
        each[j] += d * d;
    }
    return ((each[0] + each[4]) + (each[2] + each[6])) + ((each[1] + each[5]) + (each[3] + each[7]));
}

#endif

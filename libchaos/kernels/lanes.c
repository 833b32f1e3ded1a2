/* The map-free kernels, stamped once per instruction set.
 *
 * SPDX-License-Identifier: MIT */
#include "kernels/lanes.h"

#include "kernels/vmath.h"

#define EXPONENT_MASK UINT64_C(0x7ff0000000000000)

static void set_flags(uint8_t *flag, size_t lane, unsigned bits)
{
    for (int i = 0; i < VWIDTH; i++)
        flag[lane + (size_t)i] |= bits >> i & 1;
}

static void put_flags(uint8_t *flag, size_t lane, unsigned bits)
{
    if (__builtin_expect(bits == 0, 1)) { /* the common case, once per chunk of steps */
        __builtin_memset(flag + lane, 0, VWIDTH);
        return;
    }
    for (int i = 0; i < VWIDTH; i++)
        flag[lane + (size_t)i] = bits >> i & 1;
}

#include "kernels/returns.h"

#include "kernels/averages.h"

static void lanes_wrap(double *x, double period, size_t lanes)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vreal turns;
        vstore(x + lane, vwrap(vload(x + lane), period, &turns));
    }
}

static int any_outside(const double *x, const double *limit, size_t rows, size_t stride, size_t lanes)
{
    vmask inside = vle(vset(0.0), vset(0.0));
    for (size_t i = 0; i < rows; i++, x += stride)
        _Pragma("GCC unroll 4") for (size_t lane = 0; lane < lanes; lane += VWIDTH) inside =
            vand(inside, vle(vabs(vload(x + lane)), vset(limit[i])));
    return vbits(inside) != VALL;
}

static int lanes_outside(const double *x, const double *limit, size_t rows, size_t stride, size_t lanes,
                         uint8_t *flag)
{
    if (!flag)
        return any_outside(x, limit, rows, stride, lanes);
    int any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vmask inside = vle(vset(0.0), vset(0.0));
        for (size_t i = 0; i < rows; i++)
            inside = vand(inside, vle(vabs(vload(x + i * stride + lane)), vset(limit[i])));
        const unsigned out = VALL & ~vbits(inside);
        put_flags(flag, lane, out);
        any |= out != 0;
    }
    return any;
}

static void lanes_largest(const double *x, size_t apart, size_t rows, size_t lanes, double *most)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vreal a = vload(most + lane);
        for (size_t row = 0; row < rows; row++)
            a = vmax(a, vabs(vload(x + row * apart + lane)));
        vstore(most + lane, a);
    }
}

/* The power of two 2^-floor(log2 a), and floor(log2 a) added to e; for normal
 * a. Whole numbers below 2^52 become doubles as the last bits of 2^52 + n. */
CHAOSK_INLINE vreal inverse_exponent(vreal a, double *e)
{
    const vword bits = vtoword(a) & EXPONENT_MASK;
    const vreal biased = vfromword(bits >> 52 | UINT64_C(0x4330000000000000));
    vstore(e, vload(e) + (biased - (0x1p52 + 1023.0)));
    return vfromword((UINT64_C(2046) << 52) - bits);
}

/* A length or factor that can be divided by: finite, normal, and of an
 * exponent whose inverse is normal too. */
CHAOSK_INLINE vmask usable(vreal a) { return vand(vle(vset(DBL_MIN), a), vlt(a, vset(0x1p1023))); }

CHAOSK_INLINE vreal largest(const double *v, size_t dim, size_t stride, size_t lane)
{
    vreal a = vabs(vload(v + lane));
    vreal nan = vset(0.0);
    for (size_t i = 0; i < dim; i++) {
        const vreal c = vabs(vload(v + i * stride + lane));
        nan = nan + c * 0.0; /* a comparison would drop a NaN */
        a = vmax(a, c);
    }
    return a + nan;
}

/* rescale for one vector of lanes; returns the lanes that were rescaled from
 * a normal number, which excludes 0, infinity and NaN (left as they are). */
CHAOSK_INLINE unsigned rescale_lanes(double *v, size_t dim, size_t stride, size_t lane, double *e)
{
    vreal a = largest(v, dim, stride, lane);
    const unsigned normal = vbits(usable(a));
    if (__builtin_expect(normal != VALL, 0)) {
        /* Bring what is at the ends of the range to where it has an inverse. */
        const vmask low = vand(vlt(vset(0.0), a), vlt(a, vset(DBL_MIN)));
        const vmask high = vand(vle(vset(0x1p1023), a), vle(a, vset(DBL_MAX)));
        const vreal shift = vsel(low, vset(0x1p600), vsel(high, vset(0x1p-600), vset(1.0)));
        for (size_t i = 0; i < dim; i++)
            vstore(v + i * stride + lane, vload(v + i * stride + lane) * shift);
        vstore(e + lane, vload(e + lane) + vsel(low, vset(-600.0), vsel(high, vset(600.0), vset(0.0))));
        a = a * shift;
    }
    const vreal scale = inverse_exponent(vsel(usable(a), a, vset(1.0)), e + lane);
    for (size_t i = 0; i < dim; i++)
        vstore(v + i * stride + lane, vload(v + i * stride + lane) * scale);
    return normal;
}

CHAOSK_INLINE int rescale_all(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double *e,
                              uint8_t *flag)
{
    int any = 0;
    for (size_t j = 0; j < k; j++)
        for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
            const unsigned bad =
                VALL & ~rescale_lanes(v + j * dim * stride, dim, stride, lane, e + j * stride);
            if (bad) {
                set_flags(flag, lane, bad);
                any = 1;
            }
        }
    return any;
}

static int lanes_rescale(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double *e,
                         uint8_t *flag)
{
    return dim == 1   ? rescale_all(v, k, 1, stride, lanes, e, flag)
           : dim == 2 ? rescale_all(v, k, 2, stride, lanes, e, flag)
                      : rescale_all(v, k, dim, stride, lanes, e, flag);
}

#include "kernels/gram_schmidt.h"

/* What of v 2^ev lies along u 2^eu, in units of that one: square is u u, product u v. */
CHAOSK_INLINE vreal along_of(vreal square, vreal product, vreal eu, vreal ev)
{
    const vreal most = vset(1000.0), least = vset(-1000.0), bias = vset(0x1p52 + 1023.0);
    const vmask some = vlt(vset(0.0), square);
    const vreal along = vsel(some, product / vsel(some, square, vset(1.0)), vset(0.0));
    const vreal apart = vmax(vmin(ev - eu, most), least);
    /* 2^apart, as inverse_exponent has it the other way round */
    return along * vfromword(vtoword(apart + bias) << 52);
}

CHAOSK_INLINE void along_all(const double *u, const double *eu, const double *v, const double *ev, size_t dim,
                             size_t stride, size_t lanes, double *out)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        const vreal *a = (const vreal *)(const void *)(u + lane),
                    *b = (const vreal *)(const void *)(v + lane);
        vstore(out + lane, along_of(dot(a, a, dim, stride / VWIDTH), dot(a, b, dim, stride / VWIDTH),
                                    vload(eu + lane), vload(ev + lane)));
    }
}

static void lanes_along(const double *u, const double *eu, const double *v, const double *ev, size_t dim,
                        size_t stride, size_t lanes, double *out)
{
    if (dim == 2)
        along_all(u, eu, v, ev, 2, stride, lanes, out);
    else
        along_all(u, eu, v, ev, dim, stride, lanes, out);
}

static int lanes_orthogonalise_pair(double *v, const double *e, size_t stride, size_t lanes, double *along,
                                    uint8_t *flag)
{
    int any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vreal a[4];
        for (size_t i = 0; i < 4; i++)
            a[i] = vload(v + i * stride + lane);
        vstore(along + lane, vload(along + lane) + along_of(dot(a, a, 2, 1), dot(a, a + 2, 2, 1),
                                                            vload(e + lane), vload(e + stride + lane)));
        const unsigned good = orthogonalise_few(a, 2, 2);
        for (size_t i = 2; i < 4; i++)
            vstore(v + i * stride + lane, a[i]);
        if (good != VALL) {
            set_flags(flag, lane, ~good);
            any = 1;
        }
    }
    return any;
}

static void lanes_growth(double *v, double *e, double *base, size_t dim, size_t stride, size_t lanes,
                         double *out)
{
    const vreal ln2 = vset(0x1.62e42fefa39efp-1), zero = vset(0.0);
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        const vreal *a = (const vreal *)(const void *)(v + lane);
        /* Of a single component no square is taken: its log is exact to an ulp. */
        vreal log = vlog(dim == 1 ? vabs(a[0]) : dot(a, a, dim, stride / VWIDTH));
        if (dim > 1)
            log = log * 0.5;
        vstore(out + lane, log + vload(e + lane) * ln2 - vload(base + lane));
        vstore(base + lane, dim == 1 ? zero : log);
        vstore(e + lane, zero);
        if (dim == 1)
            vstore(v + lane, vset(1.0));
    }
}

static void lanes_block_statistics(const double *sum, size_t n, size_t apart, const double *per_length,
                                   double steps, size_t stride, size_t lanes, double *out)
{
    const double count = (double)n;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vreal total = vload(sum + lane), square = vset(0.0), lagged = vset(0.0);
        for (size_t b = 1; b < n; b++)
            total = total + vload(sum + b * apart + lane);
        const vreal mean = total / steps;
        vreal before = vset(0.0);
        for (size_t b = 0; b < n; b++) {
            const vreal d = vload(sum + b * apart + lane) * per_length[b] - mean;
            square = square + d * d;
            lagged = lagged + d * before;
            before = d;
        }
        const vreal variance = square / (count - 1.0);
        const vmask differ = vlt(vset(0.0), square);
        vstore(out + lane, mean);
        vstore(out + stride + lane, vsqrt(variance / count));
        vstore(out + 2 * stride + lane, vsel(differ, lagged / vsel(differ, square, vset(1.0)), vset(0.0)));
        vstore(out + 3 * stride + lane, vsqrt(variance) * (steps / count));
    }
}

/* A square of VWIDTH rows and lanes; `to` may stand anywhere. */
CHAOSK_INLINE void transpose_square(const double *from, size_t from_stride, double *to, size_t to_stride)
{
    vreal a[VWIDTH];
#pragma GCC unroll 8
    for (int i = 0; i < VWIDTH; i++)
        a[i] = vload(from + (size_t)i * from_stride);
#pragma GCC unroll 4
    for (int d = VWIDTH / 2; d > 0; d /= 2)
#pragma GCC unroll 4
        for (int i = 0; i < VWIDTH / 2; i++) {
            const int low = i / d * 2 * d + i % d;
            vexchange(&a[low], &a[low + d], d);
        }
#pragma GCC unroll 8
    for (int i = 0; i < VWIDTH; i++)
        __builtin_memcpy(to + (size_t)i * to_stride, &a[i], sizeof a[i]);
}

/* All rows of a few lanes, then those of the next: long runs are written. */
CHAOSK_INLINE void transpose(const double *from, size_t from_stride, size_t rows, size_t lanes, double *to,
                             size_t to_stride)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        const size_t end = lane + VWIDTH < lanes ? lane + VWIDTH : lanes;
        size_t row = 0;
        for (; end - lane == VWIDTH && row + VWIDTH <= rows; row += VWIDTH)
            transpose_square(from + row * from_stride + lane, from_stride, to + lane * to_stride + row,
                             to_stride);
        for (; row < rows; row++)
            for (size_t i = lane; i < end; i++)
                to[i * to_stride + row] = from[row * from_stride + i];
    }
}

enum { LINE = 64 / sizeof(double), RUN = 256 };

/* A run of doubles past the caches. The ends, which share their cache lines
 * with other runs, are written normally. */
CHAOSK_INLINE void stream_run(const double *from, size_t n, double *to)
{
    const size_t off = (uintptr_t)to / sizeof *to % LINE;
    size_t i = 0;
    for (; i < n && (i + off) % LINE != 0; i++)
        to[i] = from[i];
    for (; i + LINE <= n; i += LINE)
        for (size_t j = i; j < i + LINE; j += VWIDTH) {
            vreal v;
            __builtin_memcpy(&v, from + j, sizeof v);
            vstream(to + j, v);
        }
    for (; i < n; i++)
        to[i] = from[i];
}

/* What is larger than the cache has left it before anyone reads it: writing
 * past it spares the memory reading each line first, half of the traffic. */
static void lanes_transpose(const double *from, size_t from_stride, size_t rows, size_t lanes, double *to,
                            size_t to_stride)
{
    const size_t cache = ((size_t)1 << 20) / sizeof *to;
    if (lanes * to_stride < cache || (uintptr_t)to % sizeof *to != 0) {
        transpose(from, from_stride, rows, lanes, to, to_stride);
        return;
    }
    double run[VWIDTH][RUN] __attribute__((aligned(64)));
    for (size_t lane = 0; lane < lanes; lane += VWIDTH)
        for (size_t row = 0; row < rows; row += RUN) {
            const size_t n = rows - row < RUN ? rows - row : RUN,
                         live = lanes - lane < VWIDTH ? lanes - lane : VWIDTH;
            transpose(from + row * from_stride + lane, from_stride, n, live, run[0], RUN);
            for (size_t i = 0; i < live; i++)
                stream_run(run[i], n, to + (lane + i) * to_stride + row);
        }
}

static void lanes_fence(void) { vfence(); }

/* Adding this to a number of up to 2^51 rounds it to a whole one, which the
 * bits of the sum then count from those of ROUNDER on. */
#define ROUNDER 0x1.8p52

/* ROUNDER + the bin. To the nearest, the product is rounded to the bin or, in
 * the bin's upper half, to the next: the edge between them decides. */
CHAOSK_INLINE vreal bin_of(vreal x, const chaosk_bins *b)
{
    const vreal low = vset(b->low), last = vset(b->count - 1.0), rounder = vset(ROUNDER), zero = vset(0.0);
    const vreal near = vmax(vmin((x - low) * b->per_width, last), zero) + rounder;
    const vmask before = vlt(x, low + (near - rounder) * b->width);
    return vsel(vlt(vset(b->high), x), vset(ROUNDER + b->count), near - vone(before));
}

/* place[row][lanes] = the bin + start of the lane; `start` has the bits of ROUNDER taken off
 * already. */
CHAOSK_INLINE void bin_rows(const double *x, size_t stride, size_t rows, const size_t lanes,
                            const chaosk_bins *b, const vword *start, int64_t *place)
{
#pragma GCC unroll 4
    for (size_t row = 0; row < rows; row++)
#pragma GCC unroll 8
        for (size_t i = 0; i < lanes / VWIDTH; i++) {
            const vword bin = vtoword(bin_of(vload(x + row * stride + i * VWIDTH), b)) + start[i];
            __builtin_memcpy(place + row * lanes + i * VWIDTH, &bin, sizeof bin);
        }
}

CHAOSK_INLINE void starts(size_t pitch, int64_t first, vword *start)
{
    int64_t each[CHAOSK_LANES];
    const double rounder = ROUNDER;
    int64_t bits;
    __builtin_memcpy(&bits, &rounder, sizeof bits);
    for (size_t lane = 0; lane < CHAOSK_LANES; lane++)
        each[lane] = (int64_t)(lane * pitch) + first - bits;
    __builtin_memcpy(start, each, sizeof each);
}

CHAOSK_INLINE void bin_all(const double *x, size_t stride, size_t rows, const size_t lanes,
                           const chaosk_bins *bins, int64_t *index)
{
    const chaosk_bins b = *bins;
    vword start[CHAOSK_LANES / VWIDTH];
    starts(0, 0, start);
    for (size_t row = 0; row < rows; row++)
        bin_rows(x + row * stride, stride, 1, lanes, &b, start, index + row * lanes);
}

static void lanes_bin(const double *x, size_t stride, size_t rows, size_t lanes, const chaosk_bins *bins,
                      int64_t *index)
{
    if (VWIDTH == 1 && lanes == 1)
        bin_all(x, stride, rows, 1, bins, index);
    else
        bin_all(x, stride, rows, CHAOSK_LANES, bins, index);
}

/* Rows whose bins are found while those of the rows before are counted: one
 * keeps the ports of arithmetic busy, the other those of memory, and what was
 * stored as vectors has arrived when it is read back one by one. Measured on
 * Zen 4: 0.47 ns a record, against 0.66 one after the other. */
enum { AHEAD = 4 };

CHAOSK_INLINE void count_rows(const int64_t *place, size_t rows, const size_t lanes, uint32_t *counts)
{
#pragma GCC unroll 8
    for (size_t i = 0; i < rows * lanes; i++)
        counts[place[i]]++;
}

CHAOSK_INLINE void histogram_all(const double *x, size_t stride, size_t rows, const size_t lanes,
                                 const chaosk_bins *bins, uint32_t *counts, size_t pitch)
{
    const chaosk_bins b = *bins;
    int64_t place[2][AHEAD * CHAOSK_LANES] __attribute__((aligned(64)));
    vword start[CHAOSK_LANES / VWIDTH];
    starts(pitch, 1, start);
    size_t row = 0, now = 0;
    for (; row + AHEAD <= rows; row += AHEAD, now ^= 1) {
        bin_rows(x + row * stride, stride, AHEAD, lanes, &b, start, place[now]);
        if (row > 0)
            count_rows(place[now ^ 1], AHEAD, lanes, counts);
    }
    if (row > 0)
        count_rows(place[now ^ 1], AHEAD, lanes, counts);
    for (; row < rows; row++) {
        bin_rows(x + row * stride, stride, 1, lanes, &b, start, place[0]);
        count_rows(place[0], 1, lanes, counts);
    }
}

static void lanes_histogram(const double *x, size_t stride, size_t rows, size_t lanes,
                            const chaosk_bins *bins, uint32_t *counts, size_t pitch)
{
    if (VWIDTH == 1 && lanes == 1)
        histogram_all(x, stride, rows, 1, bins, counts, pitch);
    else
        histogram_all(x, stride, rows, CHAOSK_LANES, bins, counts, pitch);
}

extern const chaosk_lanes CHAOSK_NAME(lanes);
const chaosk_lanes CHAOSK_NAME(lanes) = {
    sizeof(chaosk_lanes),
    lanes_wrap,
    lanes_outside,
    lanes_largest,
    lanes_equal,
    lanes_meet,
    lanes_come_back,
    lanes_farthest,
    lanes_rescale,
    lanes_orthogonalise,
    lanes_growth,
    lanes_block_statistics,
    lanes_transpose,
    lanes_fence,
    lanes_bin,
    lanes_histogram,
    lanes_log,
    lanes_exp,
    lanes_bump,
    lanes_weigh,
    lanes_sin,
    lanes_cos,
    lanes_atan2,
    lanes_square_apart,
    lanes_lag_sums,
    lanes_mix,
    lanes_along,
    lanes_orthogonalise_one,
    lanes_near,
    lanes_orthogonalise_pair,
};

/* What is done on lanes without knowing the map: one table per instruction
 * set. Arrays are [rows][stride], 64-byte aligned, lanes a
 * multiple of CHAOSK_LANES, for the scalar set any number. Flags are one byte a lane.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_LANES_H
#define CHAOSK_LANES_H

#include "kernels/abi.h"

#include <stddef.h>
#include <stdint.h>

/* Equal bins from low to high; width and per_width are (high - low) / count
 * and its inverse, each rounded once. */
typedef struct chaosk_bins {
    double low, high, width, per_width, count;
} chaosk_bins;

enum { CHAOSK_MIXES = 8 };

/* At most so many vectors are orthogonalised at a time. */
enum { CHAOSK_TOGETHER = 32 };

typedef struct chaosk_lanes {
    uint32_t size;
    /* Wraps one row of angles into [0, period). */
    void (*wrap)(double *x, double period, size_t lanes);
    /* flag[lane] = some row's |x| is above its limit[row], or NaN. Returns whether any is; with flag NULL
     * it does that alone. */
    int (*outside)(const double *x, const double *limit, size_t rows, size_t stride, size_t lanes,
                   uint8_t *flag);
    /* most[lane] = the largest of it and the |x| in `rows` rows, none of them NaN, that are `apart` apart. */
    void (*largest)(const double *x, size_t apart, size_t rows, size_t lanes, double *most);
    /* Returns whether any lane has all rows the same in bits; if so, flag[lane] = which. */
    int (*equal)(const double *x, const double *y, size_t rows, size_t stride, size_t lanes, uint8_t *flag);
    /* flag[lane] = whether x [dim][stride] has the bits of one of `count` states y [count][dim][stride]. Returns whether
     * any has. */
    int (*meet)(const double *x, const double *y, size_t count, size_t dim, size_t stride, size_t lanes,
                uint8_t *flag);
    /* Of rows of states x [rows][dim][stride]: which p among unit, 2 unit ... most bring the first row to
     * the one p later: each state within limit[dim][stride], along a circle of length turn[dim] or, if that is
     * 0, along a line. Bit i of back[lane] stays if the i-th p, from 0 on, does, bit 63 if any from the 63rd on
     * does. */
    void (*come_back)(const double *x, uint64_t unit, uint64_t most, const double *limit, const double *turn,
                      size_t dim, size_t stride, size_t lanes, uint64_t *back);
    /* The largest |x[i + by] - x[i]| of i < count; NaN does not count. */
    double (*farthest)(const double *x, uint64_t by, uint64_t count);
    /* Brings the largest component of each of k vectors [k][dim][stride] into
     * [1, 2) by a power of two, exactly, and adds its exponent, a whole
     * number, to e[k][stride]. Sets flag (never clears it) where that component
     * is 0, subnormal or not finite; returns whether any is. */
    int (*rescale)(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double *e, uint8_t *flag);
    /* Gram-Schmidt on vectors first to end - 1 of v [end][dim][stride], in
     * order: each loses its components along those before it and is not scaled.
     * Those before the first have been through it, with the same scratch
     * [end][stride]. Sets flag (never clears it) where less than 1e-6 of a
     * vector is left, or the square of a length is 0, subnormal or not finite;
     * returns whether any is. A vector of length 0 stays 0. */
    int (*orthogonalise)(double *v, size_t first, size_t end, size_t dim, size_t stride, size_t lanes,
                         double *scratch, uint8_t *flag);
    /* out[lane] = ln of the length of the vector v [dim][stride] times
     * 2^e[lane], less base[lane]; -inf for the zero vector. Then base[lane] is
     * ln of v's length and e[lane] 0. In one dimension v becomes 1 and base 0
     * instead, so that equal factors give equal bits. */
    void (*growth)(double *v, double *e, double *base, size_t dim, size_t stride, size_t lanes, double *out);
    /* From a lane's n sums over blocks of an orbit, sum[n][apart], with
     * 1 / (steps of the block) in per_length[n], and the steps in all: out[4][stride] =
     * the mean of a step; its standard error from the n block means; their
     * correlation with the next (0 where all are equal); the standard deviation
     * of the sum over a block. Error and deviation of one block are NaN. */
    void (*block_statistics)(const double *sum, size_t n, size_t apart, const double *per_length,
                             double steps, size_t stride, size_t lanes, double *out);
    /* to[lane][row] = from[row][lane], for the first `lanes` lanes of rows
     * `from_stride` apart; to_stride doubles from one lane to the next. Other
     * threads may read it after a fence: one each time would cost 8 %. */
    void (*transpose)(const double *from, size_t from_stride, size_t rows, size_t lanes, double *to,
                      size_t to_stride);
    void (*fence)(void);
    /* index[row][lanes] = the bin of x[row][stride], of CHAOSK_LANES lanes or, of the scalar set, one: bin
     * i begins at low + i * width and ends before the next, the last one with
     * high. Below there is -1, above there is count; NaN is in the last bin. */
    void (*bin)(const double *x, size_t stride, size_t rows, size_t lanes, const chaosk_bins *bins,
                int64_t *index);
    /* counts[lane][1 + that bin] += 1 for all of them, rows of counts (count + 2
     * of them) `pitch` apart. */
    void (*histogram)(const double *x, size_t stride, size_t rows, size_t lanes, const chaosk_bins *bins,
                      uint32_t *counts, size_t pitch);
    /* x[i] becomes ln x[i], or e^x[i], of any number of values. */
    void (*log)(double *x, size_t count);
    void (*exp)(double *x, size_t count);
    /* weights[i] = exp(-1 / (t (1 - t))) with t = (first + i) / n: 0 at both ends, with all derivatives. */
    void (*bump)(uint64_t first, size_t count, uint64_t n, double *weights);
    /* sum[lane] += weights[row] x[row][lane], row after row, of rows that are `apart` apart. */
    void (*weigh)(const double *x, size_t apart, size_t rows, const double *weights, size_t lanes,
                  double *sum);
    /* x[i] becomes sin x[i], or cos x[i], of any number of values. */
    void (*sin)(double *x, size_t count);
    void (*cos)(double *x, size_t count);
    /* y[i] becomes the angle of the point (x[i], y[i]). */
    void (*atan2)(double *y, const double *x, size_t count);
    /* The sum of (x[i + by] - x[i])^2 over i < count. */
    double (*square_apart)(const double *x, uint64_t by, uint64_t count);
    /* Of rows x[count + lag][CHAOSK_LANES]: twice[t] = the sum over u <= t of the sums over 0 < j <= u of
     * x[j] x[j + lag], t < count. */
    void (*lag_sums)(const double *x, uint64_t lag, uint64_t count, double *twice);
    /* out[c][CHAOSK_LANES] = the sum over d < count of weights[d][c] rows[d][CHAOSK_LANES], row after row, of CHAOSK_MIXES
     * sets of weights. */
    void (*mix)(const double *rows, const double *weights, uint64_t count, double *out);
    /* out[lane] = what of vector v 2^ev lies along u 2^eu, in units of that one, 0 where that is 0: vectors
     * [dim][stride], exponents whole numbers, which count as far as 1000 apart. */
    void (*along)(const double *u, const double *eu, const double *v, const double *ev, size_t dim,
                  size_t stride, size_t lanes, double *out);
    /* orthogonalise for the vectors of a single lane, v [end][dim], with the same bits: they change places with
     * lanes, so that wide vectors can do it. packed [CHAOSK_TOGETHER][dim] doubles at a multiple of 64 bytes. Returns
     * whether any vector is bad. From a multiple of CHAOSK_TOGETHER to another none of the lanes is empty. */
    int (*orthogonalise_one)(double *v, size_t first, size_t end, size_t dim, double *scratch,
                             double *packed);
    /* Bit i of what is returned: whether |x[i] - from| <= limit, along a circle of length `turn` or, if that is 0,
     * along a line; i < count, which is at most 64. */
    uint64_t (*near)(const double *x, uint64_t count, double from, double limit, double turn);
    /* orthogonalise of two vectors of two states, v [2][2][stride], with exponents e [2][stride]; along[lane] grows by what the
     * second had along the first. */
    int (*orthogonalise_pair)(double *v, const double *e, size_t stride, size_t lanes, double *along,
                              uint8_t *flag);
} chaosk_lanes;

#endif

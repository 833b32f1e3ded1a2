/* What analyses do on lanes without knowing the map: one table per
 * instruction set. Arrays are [rows][stride], 64-byte aligned, lanes a
 * multiple of CHAOSK_LANES. Flags are one byte a lane. */
#ifndef CHAOSK_LANES_H
#define CHAOSK_LANES_H

#include <stddef.h>
#include <stdint.h>

/* Equal bins from low to high; width and per_width are (high - low) / count
 * and its inverse, each rounded once. */
typedef struct chaosk_bins {
    double low, high, width, per_width, count;
} chaosk_bins;

/* Where a value is that is in no bin. */
enum { CHAOSK_BELOW = -1, CHAOSK_ABOVE = -2, CHAOSK_NOWHERE = -3 /* NaN */ };

typedef struct chaosk_lanes {
    uint32_t size;
    /* Wraps one row of angles into [0, period). */
    void (*wrap)(double *x, double period, size_t lanes);
    /* flag[lane] = some row's |x| is above its limit[row], or NaN. Returns whether any is; with flag NULL
     * it does that alone. */
    int (*outside)(const double *x, const double *limit, size_t rows, size_t stride, size_t lanes, uint8_t *flag);
    /* flag[lane] = all rows are the same in bits. Returns whether any lane's are. */
    int (*equal)(const double *x, const double *y, size_t rows, size_t stride, size_t lanes, uint8_t *flag);
    /* Brings the largest component of one vector [dim][stride] into [1, 2) by
     * a power of two, exactly, and adds its exponent to e[lane]. Sets flag
     * (never clears it) where that component is 0, subnormal or not finite;
     * returns whether any is. */
    int (*rescale)(double *v, size_t dim, size_t stride, size_t lanes, int64_t *e, uint8_t *flag);
    /* Gram-Schmidt on k vectors [k][dim][stride], in order. The length of
     * vector j's perpendicular part is multiplied into r[j] * 2^e[j]
     * (both [k][stride], r kept in [1, 2)). Sets flag (never clears it) where
     * a perpendicular part is below 1e-6 of its vector, or a length is 0,
     * subnormal or not finite; returns whether any is. A vector of length 0
     * stays 0, its r becomes 0. careful: rescale each vector first, so that no
     * square over- or underflows (the same bits where none does). */
    int (*orthonormalise)(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double *r,
                          int64_t *e, int careful, uint8_t *flag);
    /* out[lane] = ln of the length of vector v [dim][stride] times 2^e[lane].
     * -inf for the zero vector. */
    void (*log_length)(const double *v, const int64_t *e, size_t dim, size_t stride, size_t lanes, double *out);
    /* to[lane][row] = from[row][lane], for the first `lanes` lanes of rows
     * `from_stride` apart; to_stride doubles from one lane to the next. */
    void (*transpose)(const double *from, size_t from_stride, size_t rows, size_t lanes, double *to, size_t to_stride);
    /* index[row][lanes] = the bin of x[row][stride], from 0 on, or one of the
     * three above: a whole number. Bin i begins at low + i * width and ends
     * before the next, the last one with high. */
    void (*bin)(const double *x, size_t stride, size_t rows, size_t lanes, const chaosk_bins *bins, double *index);
} chaosk_lanes;

#endif

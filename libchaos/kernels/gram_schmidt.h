/* Modified Gram-Schmidt: each vector loses, one after the other, what it has of those before it. A part of lanes.c.
 *
 * A dot product is a chain of additions, of which each waits for the one before; four vectors at a time, of
 * which each goes through the same operations in the same order, hide that, and what is taken along one earlier vector and the
 * product with the next one are one pass over them.
 *
 * SPDX-License-Identifier: MIT */
/* Row i of a vector is a[i * row]. */
CHAOSK_INLINE vreal dot(const vreal *a, const vreal *b, size_t dim, size_t row)
{
    vreal s = a[0] * b[0];
#pragma GCC unroll 4
    for (size_t i = 1; i < dim; i++)
        s = s + a[i * row] * b[i * row];
    return s;
}

enum { SMALL = 4, IN_FLIGHT = 4 };

CHAOSK_INLINE vreal inverse_square(vreal square) { return 1.0 / vsel(usable(square), square, vset(1.0)); }

/* Whether more than rounding is left of a vector. */
CHAOSK_INLINE vmask is_left(vreal before, vreal square)
{
    return vand(usable(square), vle(before * 1e-12, square));
}

/* k vectors, of which the j-th begins at a[j * dim]. Returns the lanes that are good. */
CHAOSK_INLINE unsigned orthogonalise_few(vreal *a, size_t k, size_t dim)
{
    vreal inverse[SMALL];
    vmask good = vle(vset(0.0), vset(0.0));
#pragma GCC unroll 4
    for (size_t j = 0; j < k; j++) {
        vreal *v = a + j * dim;
        const vreal before = dot(v, v, dim, 1);
#pragma GCC unroll 4
        for (size_t i = 0; i < j; i++) {
            const vreal *u = a + i * dim, along = dot(u, v, dim, 1) * inverse[i];
#pragma GCC unroll 4
            for (size_t d = 0; d < dim; d++)
                v[d] = v[d] - along * u[d];
        }
        const vreal square = j ? dot(v, v, dim, 1) : before;
        good = vand(good, is_left(before, square));
        if (j + 1 < k)
            inverse[j] = inverse_square(square);
    }
    return vbits(good);
}

/* k and dim are constants up to SMALL: the vectors stay in registers. */
CHAOSK_INLINE unsigned orthogonalise_small(double *v, size_t k, size_t dim, size_t stride, size_t lane)
{
    vreal a[SMALL * SMALL];
#pragma GCC unroll 16
    for (size_t i = 0; i < k * dim; i++)
        a[i] = vload(v + i * stride + lane);
    const unsigned good = orthogonalise_few(a, k, dim);
#pragma GCC unroll 16
    for (size_t i = dim; i < k * dim; i++) /* the first one is as it was */
        vstore(v + i * stride + lane, a[i]);
    return good;
}

/* Some vectors that are done together: row d of the b-th is at[b * next + d * row]. */
typedef struct block {
    vreal *at;
    size_t next, row, dim;
} block;

/* Row d of one that is done: in lanes, or of one lane, for all. */
CHAOSK_INLINE vreal row_of(const double *u, size_t d, size_t row, const int one)
{
    return one ? vset(u[d]) : vload(u + d * row * VWIDTH);
}

CHAOSK_INLINE void begin_sums(vreal *sum, const size_t n)
{
#pragma GCC unroll 4
    for (size_t b = 0; b < n; b++)
        sum[b] = vset(-0.0); /* which changes nothing that is added */
}

/* The products of n vectors with u; of themselves where that is NULL. */
CHAOSK_INLINE void products(const block *v, const size_t n, const double *u, const int one, vreal *sum)
{
    begin_sums(sum, n);
    for (size_t d = 0; d < v->dim; d++)
#pragma GCC unroll 4
        for (size_t b = 0; b < n; b++) {
            const vreal x = v->at[b * v->next + d * v->row];
            sum[b] = sum[b] + (u ? row_of(u, d, v->row, one) : x) * x;
        }
}

/* Takes what is along u out of n vectors. */
CHAOSK_INLINE void take_out(const block *v, const size_t n, const double *u, const int one,
                            const vreal *along)
{
    for (size_t d = 0; d < v->dim; d++)
#pragma GCC unroll 4
        for (size_t b = 0; b < n; b++)
            v->at[b * v->next + d * v->row] =
                v->at[b * v->next + d * v->row] - along[b] * row_of(u, d, v->row, one);
}

/* take_out along u, and then products with `after`. */
CHAOSK_INLINE void take_out_and_go_on(const block *v, const size_t n, const double *u, const double *after,
                                      const int one, const vreal *along, vreal *sum)
{
    vreal total[IN_FLIGHT], by[IN_FLIGHT];
#pragma GCC unroll 4
    for (size_t b = 0; b < n; b++)
        by[b] = along[b];
    begin_sums(total, n);
    for (size_t d = 0; d < v->dim; d++)
#pragma GCC unroll 4
        for (size_t b = 0; b < n; b++) {
            const vreal x = v->at[b * v->next + d * v->row] - by[b] * row_of(u, d, v->row, one);
            v->at[b * v->next + d * v->row] = x;
            total[b] = total[b] + row_of(after, d, v->row, one) * x;
        }
#pragma GCC unroll 4
    for (size_t b = 0; b < n; b++)
        sum[b] = total[b];
}

/* What n vectors have of the first `done`, one after the other, which are `apart` doubles from each other. */
CHAOSK_INLINE void take_out_all(const block *v, const size_t n, const double *u, size_t apart, size_t done,
                                const double *inverse, size_t inverse_apart, const int one)
{
    vreal sum[IN_FLIGHT];
    if (done == 0)
        return;
    products(v, n, u, one, sum);
    for (size_t i = 0; i < done; i++) {
        const vreal by = one ? vset(inverse[i]) : vload(inverse + i * inverse_apart);
#pragma GCC unroll 4
        for (size_t b = 0; b < n; b++)
            sum[b] = sum[b] * by;
        if (i + 1 < done)
            take_out_and_go_on(v, n, u + i * apart, u + (i + 1) * apart, one, sum, sum);
        else
            take_out(v, n, u + i * apart, one, sum);
    }
}

/* n of the vectors of a vector of lanes, of which the first has `done` before it; inverse[done + n][stride]. */
CHAOSK_INLINE vmask orthogonalise_some(double *v, size_t done, const size_t n, size_t dim, size_t stride,
                                       double *inverse)
{
    const size_t row = stride / VWIDTH;
    vreal *const at = (vreal *)(void *)(v + done * dim * stride), before[IN_FLIGHT];
    const block all = { at, dim * row, row, dim };
    vmask good = vle(vset(0.0), vset(0.0));
    products(&all, n, NULL, 0, before);
    take_out_all(&all, n, v, dim * stride, done, inverse, stride, 0);
    for (size_t j = 0; j < n; j++) {
        const vreal *u = at + j * dim * row, square = dot(u, u, dim, row), by = inverse_square(square);
        good = vand(good, done + j ? is_left(before[j], square) : usable(square));
        vstore(inverse + (done + j) * stride, by);
        for (size_t i = j + 1; i < n; i++) {
            const block one = { at + i * dim * row, 0, row, dim };
            const vreal along = dot(u, one.at, dim, row) * by;
            take_out(&one, 1, (const double *)(const void *)u, 0, &along);
        }
    }
    return good;
}

CHAOSK_INLINE unsigned orthogonalise_large(double *v, size_t first, size_t end, size_t dim, size_t stride,
                                           size_t lane, double *scratch)
{
    vmask good = vle(vset(0.0), vset(0.0));
    size_t j = first;
    for (; j + IN_FLIGHT <= end; j += IN_FLIGHT)
        good = vand(good, orthogonalise_some(v + lane, j, IN_FLIGHT, dim, stride, scratch + lane));
    for (; j < end; j++)
        good = vand(good, orthogonalise_some(v + lane, j, 1, dim, stride, scratch + lane));
    return vbits(good);
}

CHAOSK_INLINE int orthogonalise_all(double *v, size_t first, size_t end, size_t dim, size_t stride,
                                    size_t lanes, double *room, uint8_t *flag, const int small)
{
    int any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        const unsigned good = small ? orthogonalise_small(v, end, dim, stride, lane)
                                    : orthogonalise_large(v, first, end, dim, stride, lane, room);
        if (good != VALL) {
            set_flags(flag, lane, ~good);
            any = 1;
        }
    }
    return any;
}

static int lanes_orthogonalise(double *v, size_t first, size_t end, size_t dim, size_t stride, size_t lanes,
                               double *room, uint8_t *flag)
{
    if (first == 0 && end == 2 && dim == 2)
        return orthogonalise_all(v, 0, 2, 2, stride, lanes, room, flag, 1);
    if (first == 0 && end == 3 && dim == 3)
        return orthogonalise_all(v, 0, 3, 3, stride, lanes, room, flag, 1);
    return orthogonalise_all(v, first, end, dim, stride, lanes, room, flag, 0);
}

/* ---------------------------------------------------------------------- one lane */

enum { TOGETHER = IN_FLIGHT * VWIDTH };

/* Column c of `packed` becomes vector v; the square of its length. */
static double unpack(const double *packed, size_t c, size_t dim, double *v)
{
    double square = 0.0;
    for (size_t d = 0; d < dim; d++) {
        v[d] = packed[d * TOGETHER + c];
        square = d ? square + v[d] * v[d] : v[d] * v[d];
    }
    return square;
}

/* n vectors, each in a lane; lanes that are out already go on, and don't count. */
static int orthogonalise_packed(double *v, size_t done, size_t n, size_t dim, double *inverse, double *packed)
{
    double before[TOGETHER] __attribute__((aligned(64)));
    vreal sum[IN_FLIGHT];
    const block all = { (vreal *)(void *)packed, 1, IN_FLIGHT, dim };
    int bad = 0;
    for (size_t d = 0; d < dim; d++)
        for (size_t c = 0; c < TOGETHER; c++)
            packed[d * TOGETHER + c] = c < n ? v[(done + c) * dim + d] : 0.0;
    products(&all, IN_FLIGHT, NULL, 1, sum);
    for (size_t b = 0; b < IN_FLIGHT; b++)
        vstore(before + b * VWIDTH, sum[b]);
    take_out_all(&all, IN_FLIGHT, v, dim, done, inverse, 1, 1);
    for (size_t c = 0; c < n; c++) {
        double one[VWIDTH] __attribute__((aligned(64)));
        double *const u = v + (done + c) * dim;
        const vreal square = vset(unpack(packed, c, dim, u));
        vstore(one, inverse_square(square));
        inverse[done + c] = one[0];
        bad |= vbits(done + c ? is_left(vset(before[c]), square) : usable(square)) != VALL;
        if (c + 1 < n) {
            products(&all, IN_FLIGHT, u, 1, sum);
            for (size_t b = 0; b < IN_FLIGHT; b++)
                sum[b] = sum[b] * vset(one[0]);
            take_out(&all, IN_FLIGHT, u, 1, sum);
        }
    }
    return bad;
}

static int lanes_orthogonalise_one(double *v, size_t first, size_t end, size_t dim, double *room,
                                   double *packed)
{
    int bad = 0;
    for (size_t j = first; j < end; j += TOGETHER)
        bad |= orthogonalise_packed(v, j, end - j < TOGETHER ? end - j : TOGETHER, dim, room, packed);
    return bad;
}

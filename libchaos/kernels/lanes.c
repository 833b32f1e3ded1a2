/* The map-free kernels, stamped once per instruction set. */
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
        _Pragma("GCC unroll 4")
        for (size_t lane = 0; lane < lanes; lane += VWIDTH)
            inside = vand(inside, vle(vabs(vload(x + lane)), vset(limit[i])));
    return vbits(inside) != VALL;
}

static int lanes_outside(const double *x, const double *limit, size_t rows, size_t stride, size_t lanes, uint8_t *flag)
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

static int lanes_equal(const double *x, const double *y, size_t rows, size_t stride, size_t lanes, uint8_t *flag)
{
    int any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vword differ = vtoword(vload(x + lane)) ^ vtoword(vload(y + lane));
        for (size_t i = 1; i < rows; i++)
            differ |= vtoword(vload(x + i * stride + lane)) ^ vtoword(vload(y + i * stride + lane));
        uint64_t word[VWIDTH];
        __builtin_memcpy(word, &differ, sizeof word);
        for (int i = 0; i < VWIDTH; i++) {
            flag[lane + (size_t)i] = word[i] == 0;
            any |= word[i] == 0;
        }
    }
    return any;
}

/* The power of two 2^-floor(log2 a), and floor(log2 a); for normal a. */
CHAOSK_INLINE vreal inverse_exponent(vreal a, int64_t *e)
{
    const vword biased = (vtoword(a) & EXPONENT_MASK) >> 52;
    vword sum;
    __builtin_memcpy(&sum, e, sizeof sum);
    sum = sum + biased - 1023;
    __builtin_memcpy(e, &sum, sizeof sum);
    return vfromword((2046 - biased) << 52);
}

/* A length or factor that can be divided by: finite, normal, and of an
 * exponent whose inverse is normal too. */
CHAOSK_INLINE vmask usable(vreal a)
{
    return vand(vle(vset(DBL_MIN), a), vlt(a, vset(0x1p1023)));
}

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
CHAOSK_INLINE unsigned rescale_lanes(double *v, size_t dim, size_t stride, size_t lane, int64_t *e)
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
        for (int i = 0; i < VWIDTH; i++)
            e[lane + (size_t)i] -= 600 * ((int)(vbits(low) >> i & 1) - (int)(vbits(high) >> i & 1));
        a = a * shift;
    }
    const vreal scale = inverse_exponent(vsel(usable(a), a, vset(1.0)), e + lane);
    for (size_t i = 0; i < dim; i++)
        vstore(v + i * stride + lane, vload(v + i * stride + lane) * scale);
    return normal;
}

static int lanes_rescale(double *v, size_t dim, size_t stride, size_t lanes, int64_t *e, uint8_t *flag)
{
    int any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        const unsigned bad = VALL & ~rescale_lanes(v, dim, stride, lane, e);
        if (bad) {
            set_flags(flag, lane, bad);
            any = 1;
        }
    }
    return any;
}

CHAOSK_INLINE vreal dot(const double *a, const double *b, size_t dim, size_t stride, size_t lane)
{
    vreal s = vload(a + lane) * vload(b + lane);
    for (size_t i = 1; i < dim; i++)
        s = s + vload(a + i * stride + lane) * vload(b + i * stride + lane);
    return s;
}

/* Modified Gram-Schmidt of vector j against those before it. */
CHAOSK_INLINE unsigned orthonormalise_one(double *v, size_t j, size_t dim, size_t stride, size_t lane,
                                          double *r, int64_t *e)
{
    double *vj = v + j * dim * stride;
    const vreal before = dot(vj, vj, dim, stride, lane);
    for (size_t i = 0; i < j; i++) {
        const double *vi = v + i * dim * stride;
        const vreal c = dot(vi, vj, dim, stride, lane);
        for (size_t d = 0; d < dim; d++)
            vstore(vj + d * stride + lane, vload(vj + d * stride + lane) - c * vload(vi + d * stride + lane));
    }
    const vreal square = j ? dot(vj, vj, dim, stride, lane) : before;
    const vreal length = vsqrt(square);
    const vmask normal = usable(square);
    vmask good = normal;
    if (j)
        good = vand(good, vle(before * 1e-12, square));
    /* One division instead of dim: the rounding is taken up by the next length. */
    const vreal inverse = 1.0 / vsel(vlt(vset(0.0), length), length, vset(1.0));
    for (size_t d = 0; d < dim; d++)
        vstore(vj + d * stride + lane, vload(vj + d * stride + lane) * inverse);
    const vreal product = vload(r + j * stride + lane) * length;
    const vmask ok = usable(product);
    const vreal scale = inverse_exponent(vsel(ok, product, vset(1.0)), e + j * stride + lane);
    vstore(r + j * stride + lane, product * scale);
    return vbits(good);
}

CHAOSK_INLINE int orthonormalise_all(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double *r,
                                     int64_t *e, int careful, uint8_t *flag)
{
    int any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        unsigned good = VALL;
        for (size_t j = 0; j < k; j++) {
            if (careful)
                rescale_lanes(v + j * dim * stride, dim, stride, lane, e + j * stride);
            good &= orthonormalise_one(v, j, dim, stride, lane, r, e);
        }
        if (good != VALL) {
            set_flags(flag, lane, ~good);
            any = 1;
        }
    }
    return any;
}

/* The same with k and dim as constants where they are small, so that vectors
 * stay in registers. */
static int lanes_orthonormalise(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double *r,
                                int64_t *e, int careful, uint8_t *flag)
{
    if (careful)
        return orthonormalise_all(v, k, dim, stride, lanes, r, e, 1, flag);
    if (k == 2 && dim == 2)
        return orthonormalise_all(v, 2, 2, stride, lanes, r, e, 0, flag);
    if (k == 3 && dim == 3)
        return orthonormalise_all(v, 3, 3, stride, lanes, r, e, 0, flag);
    return orthonormalise_all(v, k, dim, stride, lanes, r, e, 0, flag);
}

static void lanes_log_length(const double *v, const int64_t *e, size_t dim, size_t stride, size_t lanes, double *out)
{
    const vreal ln2 = vset(0x1.62e42fefa39efp-1);
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        double exponent[VWIDTH] __attribute__((aligned(64)));
        for (int i = 0; i < VWIDTH; i++)
            exponent[i] = (double)e[lane + (size_t)i];
        /* Of a single component no square is taken: its log is exact to an ulp. */
        vreal log = vlog(dim == 1 ? vabs(vload(v + lane)) : dot(v, v, dim, stride, lane));
        if (dim > 1)
            log = log * 0.5;
        vstore(out + lane, log + vload(exponent) * ln2);
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
CHAOSK_INLINE void transpose(const double *from, size_t from_stride, size_t rows, size_t lanes, double *to, size_t to_stride)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        const size_t end = lane + VWIDTH < lanes ? lane + VWIDTH : lanes;
        size_t row = 0;
        for (; end - lane == VWIDTH && row + VWIDTH <= rows; row += VWIDTH)
            transpose_square(from + row * from_stride + lane, from_stride, to + lane * to_stride + row, to_stride);
        for (; row < rows; row++)
            for (size_t i = lane; i < end; i++)
                to[i * to_stride + row] = from[row * from_stride + i];
    }
}

enum { LINE = 64 / sizeof(double), RUN = 256 };

/* A run of doubles past the caches. The ends, which share their cache lines
 * with other runs, go the usual way. */
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
static void lanes_transpose(const double *from, size_t from_stride, size_t rows, size_t lanes, double *to, size_t to_stride)
{
    const size_t cache = ((size_t)1 << 20) / sizeof *to;
    if (lanes * to_stride < cache || (uintptr_t)to % sizeof *to != 0) {
        transpose(from, from_stride, rows, lanes, to, to_stride);
        return;
    }
    double run[VWIDTH][RUN] __attribute__((aligned(64)));
    for (size_t lane = 0; lane < lanes; lane += VWIDTH)
        for (size_t row = 0; row < rows; row += RUN) {
            const size_t n = rows - row < RUN ? rows - row : RUN, live = lanes - lane < VWIDTH ? lanes - lane : VWIDTH;
            transpose(from + row * from_stride + lane, from_stride, n, live, run[0], RUN);
            for (size_t i = 0; i < live; i++)
                stream_run(run[i], n, to + (lane + i) * to_stride + row);
        }
    vfence();
}

/* The product is rounded, so that near an edge it can be one off: the edges
 * themselves decide. */
CHAOSK_INLINE vreal bin_of(vreal x, const chaosk_bins *b)
{
    const vreal low = vset(b->low), high = vset(b->high), last = vset(b->count - 1.0), one = vset(1.0), zero = vset(0.0);
    const vreal nowhere = vset(CHAOSK_NOWHERE);
    vreal i = vmin(vfloor((x - low) * b->per_width), last);
    i = i - vsel(vlt(x, low + i * b->width), one, zero);
    i = i + vsel(vand(vlt(i, last), vle(low + (i + 1.0) * b->width, x)), one, zero);
    i = vsel(vlt(x, low), vset(CHAOSK_BELOW), i);
    i = vsel(vlt(high, x), vset(CHAOSK_ABOVE), i);
    return vsel(veq(x, x), i, nowhere);
}

static void lanes_bin(const double *x, size_t stride, size_t rows, size_t lanes, const chaosk_bins *bins, double *index)
{
    for (size_t row = 0; row < rows; row++, x += stride, index += lanes)
        for (size_t lane = 0; lane < lanes; lane += VWIDTH)
            vstore(index + lane, bin_of(vload(x + lane), bins));
}

extern const chaosk_lanes CHAOSK_NAME(lanes);
const chaosk_lanes CHAOSK_NAME(lanes) = {
    sizeof(chaosk_lanes), lanes_wrap, lanes_outside, lanes_equal, lanes_rescale,
    lanes_orthonormalise, lanes_log_length, lanes_transpose, lanes_bin,
};

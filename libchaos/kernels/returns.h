/* Whether orbits come back, exactly or nearly: a part of lanes.c.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_RETURNS_H
#define CHAOSK_RETURNS_H

CHAOSK_INLINE unsigned equal_lanes(const double *x, const double *y, size_t rows, size_t stride, size_t lane)
{
    vword differ = vtoword(vload(x + lane)) ^ vtoword(vload(y + lane));
    for (size_t i = 1; i < rows; i++)
        differ |= vtoword(vload(x + i * stride + lane)) ^ vtoword(vload(y + i * stride + lane));
    return vzeros(differ);
}

static int lanes_equal(const double *x, const double *y, size_t rows, size_t stride, size_t lanes,
                       uint8_t *flag)
{
    unsigned any = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH)
        any |= equal_lanes(x, y, rows, stride, lane);
    for (size_t lane = 0; any && lane < lanes; lane += VWIDTH)
        put_flags(flag, lane, equal_lanes(x, y, rows, stride, lane));
    return any != 0;
}

/* All bits of the lanes that have those of a state y. */
CHAOSK_INLINE vword same_lanes(const double *x, const double *y, const size_t dim, size_t stride)
{
    vword same = (vword)(vtoword(vload(x)) == vtoword(vload(y)));
    for (size_t i = 1; i < dim; i++)
        same &= (vword)(vtoword(vload(x + i * stride)) == vtoword(vload(y + i * stride)));
    return same;
}

CHAOSK_INLINE int meet(const double *x, const double *y, size_t count, const size_t dim, size_t stride,
                       size_t lanes, uint8_t *flag)
{
    unsigned all = 0;
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        vword met = { 0 };
        for (size_t i = 0; i < count; i++)
            met |= same_lanes(x + lane, y + i * dim * stride + lane, dim, stride);
        const unsigned any = VALL & ~vzeros(met);
        put_flags(flag, lane, any);
        all |= any;
    }
    return all != 0;
}

static int lanes_meet(const double *x, const double *y, size_t count, size_t dim, size_t stride, size_t lanes,
                      uint8_t *flag)
{
    return dim == 1 ? meet(x, y, count, 1, stride, lanes, flag) : meet(x, y, count, dim, stride, lanes, flag);
}

/* Those of some lanes that come back after p rows. Few states are compared whatever comes: branches cost more. */
CHAOSK_INLINE vmask back_after(const double *x, uint64_t p, const double *limit, const double *turn,
                               const size_t dim, size_t stride)
{
    const double *to = x + p * dim * stride;
    vmask near = vle(vset(0.0), vset(0.0));
    for (size_t i = 0; i < dim; i++) {
        vreal away = vabs(vload(to + i * stride) - vload(x + i * stride));
        if (turn[i] > 0.0)
            away = vmin(away, vabs(away - turn[i]));
        near = vand(near, vle(away, vload(limit + i * stride)));
        if (dim > 2 && !vbits(near))
            return near;
    }
    return near;
}

/* Of lanes next to each other, all p that one of them has. */
CHAOSK_INLINE void come_back(const double *x, uint64_t unit, uint64_t most, const double *limit,
                             const double *turn, const size_t dim, size_t stride, size_t lanes,
                             uint64_t *back)
{
    for (size_t lane = 0; lane < lanes; lane += VWIDTH) {
        uint64_t asked = 0;
        vword all, left = { 0 };
        for (size_t i = 0; i < VWIDTH; i++)
            asked |= back[lane + i];
        for (; asked; asked &= asked - 1) {
            const uint64_t i = (uint64_t)__builtin_ctzll(asked), first = (i + 1) * unit,
                           last = i < 63 && first < most ? first : most;
            const vword bit = (vword){ 0 } + (UINT64_C(1) << i);
            for (uint64_t p = first; p <= last; p += unit) {
                const vmask near = back_after(x + lane, p, limit + lane, turn, dim, stride);
                left |= vtoword(vsel(near, vfromword(bit), vset(0.0)));
            }
        }
        __builtin_memcpy(&all, back + lane, sizeof all);
        all &= left;
        __builtin_memcpy(back + lane, &all, sizeof all);
    }
}

static void lanes_come_back(const double *x, uint64_t unit, uint64_t most, const double *limit,
                            const double *turn, size_t dim, size_t stride, size_t lanes, uint64_t *back)
{
    if (dim == 1)
        come_back(x, unit, most, limit, turn, 1, stride, lanes, back);
    else if (dim == 2)
        come_back(x, unit, most, limit, turn, 2, stride, lanes, back);
    else
        come_back(x, unit, most, limit, turn, dim, stride, lanes, back);
}

CHAOSK_INLINE vreal any_load(const double *from)
{
    vreal v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}

static double lanes_farthest(const double *x, uint64_t by, uint64_t count)
{
    double most[VWIDTH], all = 0.0;
    vreal a = vset(0.0), b = a;
    uint64_t i = 0;
    for (; i + 2 * VWIDTH <= count; i += 2 * VWIDTH) { /* the second of vmax() is what stays if one is NaN */
        a = vmax(vabs(any_load(x + i + by) - any_load(x + i)), a);
        b = vmax(vabs(any_load(x + i + by + VWIDTH) - any_load(x + i + VWIDTH)), b);
    }
    a = vmax(a, b);
    __builtin_memcpy(most, &a, sizeof most);
    for (int j = 0; j < VWIDTH; j++)
        all = most[j] > all ? most[j] : all;
    for (; i < count; i++) {
        const double away = __builtin_fabs(x[i + by] - x[i]);
        all = away > all ? away : all;
    }
    return all;
}

static uint64_t lanes_near(const double *x, uint64_t count, double from, double limit, double turn)
{
    const vreal half = vset(turn > 0.0 ? turn / 2.0 : __builtin_inf()), zero = vset(0.0);
    uint64_t near = 0, i = 0;
    for (; i + VWIDTH <= count; i += VWIDTH) {
        vreal d = any_load(x + i) - vset(from);
        d -= vsel(vlt(half, d), vset(turn), zero);
        d += vsel(vlt(d, -half), vset(turn), zero);
        near |= (uint64_t)vbits(vle(vabs(d), vset(limit))) << i;
    }
    for (; i < count; i++) {
        double d = x[i] - from;
        if (turn > 0.0 && d > turn / 2.0)
            d -= turn;
        if (turn > 0.0 && d < -turn / 2.0)
            d += turn;
        near |= (uint64_t)(__builtin_fabs(d) <= limit) << i;
    }
    return near;
}

#endif

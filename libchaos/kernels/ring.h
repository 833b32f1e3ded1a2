/* Kernels of a lattice of equal sites with periodic ends, whose number is known only at
 * run time, stamped once per instruction set.
 *
 * A file in maps/ defines, before it includes this file:
 *   MAP      the map's name, a C identifier
 *   NPARAMS  number of parameters (1 to 16)
 *   SITE     optional: the number of states of a site; 1
 *   REACH    optional: how many sites to either side a site looks; 0
 *   BY_VARIABLE  optional: outside these functions all sites' first states come first, then all second ones ...
 *   WRAP(i)  optional: the period of a site's state i, 0 if it is no angle
 *   step(n, x, p, y)           y = f(x; p) of n neighbouring sites
 *   tangent(n, x, p, v, w)     w = Df(x) v of n neighbouring sites
 * and where a step needs sums over all sites
 *   SUMS, VECTOR_SUMS  how many, and how many that tangent needs besides; 1 or more
 *   sums(n, x, p, t)               adds what n sites give to t[SUMS]
 *   vector_sums(n, x, p, t, v, u)  likewise to u[VECTOR_SUMS]
 *   step(n, x, p, t, y)            with t[SUMS] the number of all sites
 *   tangent(n, x, p, t, v, u, w)
 * as static inline functions. State i of site j is [j * SITE + i] in x, y, v, w; REACH sites
 * before the first and behind the last can be read in x and v. y is the lift, and y and w do not
 * overlap with x and v.
 *
 * It gets the table chaosk_MAP_isa (kernels/abi.h) with both forms. In the first a vector holds a site of
 * several lattices. In the second the ring is cut into strips of neighbouring sites, and a vector holds the site
 * in the same row of several strips: neighbours are the rows before and behind, as in the first. Each
 * column of vectors stands in memory with a halo, copies of the sites before its first and behind its last row.
 * With a halo of REACH times d rows it takes d steps at a time, each on fewer rows, while it is in the cache.
 *
 * SPDX-License-Identifier: MIT */
#include "vreal.h"

/* Without functions, -nofma tables would be copies of the others. */
#if !defined CHAOSK_NOFMA || defined CHAOSK_FUNCTIONS

#include "abi.h"
#include "angles.h"
#include "rounding.h"
#include "strips.h"

#ifndef SITE
#define SITE 1
#endif
#ifndef REACH
#define REACH 0
#endif

#ifdef SUMS
enum { MAP_SUMS = SUMS, MAP_VECTOR_SUMS = VECTOR_SUMS };
#define MAP_STEP(n, x, p, t, y) step(n, x, p, t, y)
#define MAP_TANGENT(n, x, p, t, v, u, w) tangent(n, x, p, t, v, u, w)
#else
enum { MAP_SUMS = 0, MAP_VECTOR_SUMS = 0 };
#define MAP_STEP(n, x, p, t, y) step(n, x, p, y)
#define MAP_TANGENT(n, x, p, t, v, u, w) tangent(n, x, p, v, w)
#endif

enum {
    MAP_DEPTH = 8,   /* steps at a time, where all columns do not fit, */
    MAP_SHALLOW = 4, /* and where they do: a step waits long for what the one before has put into the halo */
    MAP_PAGE = 4096 / sizeof(vreal),
};

/* Lattices at work: as many as a vector has lanes, or one in strips. */
typedef struct map_ring {
    chaosk_tile *tile;
    size_t sites, strips, rows; /* of the lattice; of one; sites of a strip */
    size_t depth;               /* steps at a time */
    size_t columns, pitch;      /* of vectors; vreals from one to the next */
    size_t room;                /* vreals for all of them, in whole pages: see core/tile.c */
    vreal *x, *y;               /* row 0 of the first column: states, and room for the next ones */
    vreal *v, *w;               /* likewise one tangent vector, and its image */
    vreal *turns;               /* likewise periods removed by wrapping, or NULL */
    uint32_t *ends; /* where, in doubles from row 0, what is before and behind the ring comes from */
    int wrapped;
    vreal p[NPARAMS];
    vreal t[MAP_SUMS + 1], u[MAP_VECTOR_SUMS + 1]; /* sums over all sites */
} map_ring;

/* Where state i of a site stands among all states. */
CHAOSK_INLINE size_t map_index(size_t sites, size_t site, size_t i)
{
#ifdef BY_VARIABLE
    return i * sites + site;
#else
    (void)sites;
    return site * SITE + i;
#endif
}

CHAOSK_INLINE size_t map_least(size_t a, size_t b) { return a < b ? a : b; }

/* The cut depends on the number of sites alone. */
CHAOSK_INLINE map_ring map_ring_of(size_t sites, const int cut)
{
    map_ring r = { .sites = sites, .strips = 1, .columns = 1 };
    if (cut) {
        r.strips = chaosk_strips(r.sites);
        r.columns = r.strips / VWIDTH;
    }
    r.rows = (r.sites - 1) / r.strips + 1;
    r.depth = !cut || MAP_SUMS > 0 ? 1 : r.strips > CHAOSK_LANES ? MAP_DEPTH : MAP_SHALLOW;
    while (r.depth > 1 && REACH * r.depth > r.rows / 3)
        r.depth /= 2;
    r.pitch = (r.rows + 2 * r.depth * REACH) * SITE;
    r.room = (r.columns * r.pitch + MAP_PAGE - 1) / MAP_PAGE * MAP_PAGE;
    return r;
}

CHAOSK_INLINE size_t map_sites(const void *ctx) { return *(const size_t *)ctx / SITE; }

CHAOSK_INLINE size_t map_work_size(size_t sites, const int cut)
{
    const map_ring r = map_ring_of(sites, cut);
    return 5 * r.room * sizeof(vreal) + 2 * r.depth * REACH * sizeof *r.ends;
}

/* Row 0 of a strip, in doubles. */
CHAOSK_INLINE size_t map_strip(const map_ring *r, size_t strip)
{
    return strip / VWIDTH * r->pitch * VWIDTH + strip % VWIDTH;
}

/* Where site 0 + q stands. */
static uint32_t map_place(const map_ring *r, ptrdiff_t q)
{
    const ptrdiff_t rest = q % (ptrdiff_t)r->sites;
    const size_t site = (size_t)(rest < 0 ? rest + (ptrdiff_t)r->sites : rest);
    return (uint32_t)(map_strip(r, site / r->rows) + site % r->rows * SITE * VWIDTH);
}

static void map_find_ends(map_ring *r)
{
    for (size_t k = 0; k < r->depth * REACH; k++) {
        r->ends[2 * k] = map_place(r, -1 - (ptrdiff_t)k);
        r->ends[2 * k + 1] = map_place(r, (ptrdiff_t)(r->strips * r->rows + k));
    }
}

/* The last lane of a, then b but for its last one; a but for its first lane, then the first one of b. */
#if defined CHAOSK_SCALAR
#define MAP_AFTER(a, b) (a)
#define MAP_BEFORE(a, b) (b)
#elif defined CHAOSK_AVX512
#define MAP_AFTER(a, b) __builtin_shufflevector(a, b, 7, 8, 9, 10, 11, 12, 13, 14)
#define MAP_BEFORE(a, b) __builtin_shufflevector(a, b, 1, 2, 3, 4, 5, 6, 7, 8)
#elif defined CHAOSK_AVX2
#define MAP_AFTER(a, b) __builtin_shufflevector(a, b, 3, 4, 5, 6)
#define MAP_BEFORE(a, b) __builtin_shufflevector(a, b, 1, 2, 3, 4)
#else
#define MAP_AFTER(a, b) __builtin_shufflevector(a, b, 1, 2)
#define MAP_BEFORE(a, b) __builtin_shufflevector(a, b, 1, 2)
#endif

/* A strip's halo is its neighbours' rows, of which those nearer to it are there. */
static void map_fill_strips(const map_ring *r, vreal *x, size_t rows)
{
    const ptrdiff_t length = (ptrdiff_t)(r->rows * SITE);
    const double *const d = (const double *)x;
    for (ptrdiff_t k = 0; k < (ptrdiff_t)(rows * SITE); k++) {
        const uint32_t *const ends = r->ends + k / SITE * 2;
        vreal *at = x, left = vset(d[ends[0] + (SITE - 1 - k % SITE) * VWIDTH]),
              right = vset(d[ends[1] + k % SITE * VWIDTH]);
        for (size_t column = 0; column < r->columns; column++, at += r->pitch) {
            const vreal here = at[length - 1 - k];
            at[-1 - k] = MAP_AFTER(left, here);
            left = here;
        }
        for (size_t column = r->columns; column-- > 0;) {
            at -= r->pitch;
            const vreal here = at[k];
            at[length + k] = MAP_BEFORE(here, right);
            right = here;
        }
    }
}

CHAOSK_INLINE void map_fill_halo(const map_ring *r, vreal *x, size_t rows)
{
    if (r->strips > 1) {
        map_fill_strips(r, x, rows);
        return;
    }
    for (size_t k = 0, site = 0; k < rows; k++) {
        for (size_t i = 0; i < SITE; i++) {
            x[i - (k + 1) * SITE] = x[(r->sites - 1 - site) * SITE + i];
            x[(r->sites + k) * SITE + i] = x[site * SITE + i];
        }
        site = site + 1 < r->sites ? site + 1 : 0;
    }
}

/* Rows behind the last site repeat the first ones, as all that is read where another site stands. */
static void map_load(const map_ring *r, const double *from, size_t lane, vreal *to)
{
    for (size_t site = 0; site < r->sites && r->strips == 1; site++)
        for (size_t i = 0; i < SITE; i++)
            to[site * SITE + i] = vload(from + map_index(r->sites, site, i) * r->tile->stride + lane);
    for (size_t strip = 0, site = 0; strip < r->strips && r->strips > 1; strip++) {
        double *d = (double *)to + map_strip(r, strip);
        for (size_t row = 0; row < r->rows; row++, site++) {
            site = site == r->sites ? 0 : site;
            for (size_t i = 0; i < SITE; i++, d += VWIDTH)
                *d = from[map_index(r->sites, site, i)];
        }
    }
}

static void map_store(const map_ring *r, const vreal *from, size_t lane, double *to)
{
    for (size_t site = 0; site < r->sites && r->strips == 1; site++)
        for (size_t i = 0; i < SITE; i++)
            vstore(to + map_index(r->sites, site, i) * r->tile->stride + lane, from[site * SITE + i]);
    for (size_t strip = 0, site = 0; strip < r->strips && r->strips > 1; strip++) {
        const double *d = (const double *)from + map_strip(r, strip);
        for (size_t row = 0; row < r->rows && site < r->sites; row++, site++)
            for (size_t i = 0; i < SITE; i++, d += VWIDTH)
                to[map_index(r->sites, site, i)] = *d;
    }
}

CHAOSK_INLINE map_ring map_enter(chaosk_tile *t, size_t lane, const int cut)
{
    map_ring r = map_ring_of(t->sites ? t->sites : map_sites(t->ctx), cut);
    r.tile = t;
    r.x = (vreal *)t->work + r.depth * REACH * SITE;
    r.y = r.x + r.room;
    r.v = r.y + r.room;
    r.w = r.v + r.room;
    r.ends = (uint32_t *)((vreal *)t->work + 5 * r.room);
    r.wrapped = MAP_HAS_ANGLES && !t->lift;
    for (int i = 0; i < NPARAMS; i++)
        r.p[i] = cut ? vset(t->p[i]) : vload(t->p + (size_t)i * t->stride + lane);
    if (cut)
        map_find_ends(&r);
    r.t[MAP_SUMS] = vset((double)r.sites);
    map_load(&r, t->x, lane, r.x);
    return r;
}

#ifdef SUMS
/* Adds what rows give to sums. */
CHAOSK_INLINE void map_add_rows(const map_ring *r, size_t at, size_t n, vreal *to, const int vectors)
{
    vreal p[NPARAMS], sum[MAP_SUMS + MAP_VECTOR_SUMS];
    const size_t count = vectors ? MAP_VECTOR_SUMS : MAP_SUMS;
    __builtin_memcpy(p, r->p, sizeof p);
    for (size_t k = 0; k < count; k++)
        sum[k] = to[k];
    if (vectors)
        vector_sums(n, r->x + at, p, r->t, r->v + at, sum);
    else
        sums(n, r->x + at, p, sum);
    for (size_t k = 0; k < count; k++)
        to[k] = sum[k];
}

/* Adds up the rows of a column of strips. The one that ends before the others has `rest` sites of its
 * own, and those behind it none. */
CHAOSK_INLINE void map_add_column(const map_ring *r, size_t column, size_t count,
                                  vreal (*part)[MAP_SUMS + MAP_VECTOR_SUMS], const int vectors)
{
    const size_t first = column * VWIDTH, whole = r->sites / r->rows, at = column * r->pitch,
                 rest = first + VWIDTH > whole ? r->sites % r->rows : r->rows;
    vreal early[MAP_SUMS + MAP_VECTOR_SUMS], sum[MAP_SUMS + MAP_VECTOR_SUMS];
    for (size_t k = 0; k < count; k++)
        sum[k] = vset(0.0);
    map_add_rows(r, at, rest, sum, vectors);
    for (size_t k = 0; k < count; k++)
        early[k] = sum[k];
    map_add_rows(r, at + rest * SITE, r->rows - rest, sum, vectors);
    for (size_t lane = 0; lane < VWIDTH; lane++)
        for (size_t k = 0; k < count; k++) {
            const double *const from = (const double *)(first + lane < whole ? &sum[k] : &early[k]);
            part[lane][k] = vset(first + lane <= whole ? from[lane] : 0.0);
        }
}

CHAOSK_INLINE void map_add_all(const map_ring *r, vreal *total, const int vectors)
{
    const size_t count = vectors ? MAP_VECTOR_SUMS : MAP_SUMS, strips = chaosk_strips(r->sites),
                 rows = (r->sites - 1) / strips + 1;
    vreal part[CHAOSK_LANES][MAP_SUMS + MAP_VECTOR_SUMS], each[CHAOSK_LANES];
    for (size_t k = 0; k < count; k++)
        total[k] = vset(0.0);
    for (size_t strip = 0; strip < strips; strip += CHAOSK_LANES) {
        for (size_t j = 0; j < CHAOSK_LANES && r->strips > 1; j += VWIDTH)
            map_add_column(r, (strip + j) / VWIDTH, count, part + j, vectors);
        for (size_t j = 0; j < CHAOSK_LANES && r->strips == 1; j++) {
            const size_t first = map_least((strip + j) * rows, r->sites);
            for (size_t k = 0; k < count; k++)
                part[j][k] = vset(0.0);
            map_add_rows(r, first * SITE, map_least(rows, r->sites - first), part[j], vectors);
        }
        for (size_t k = 0; k < count; k++) {
            for (size_t j = 0; j < CHAOSK_LANES; j++)
                each[j] = part[j][k];
            total[k] = total[k] + CHAOSK_TREE(each);
        }
    }
}

static __attribute__((noinline)) void map_add(map_ring *r) { map_add_all(r, r->t, 0); }
static __attribute__((noinline)) void map_add_vectors(map_ring *r) { map_add_all(r, r->u, 1); }
#else
CHAOSK_INLINE void map_add(map_ring *r) { (void)r; }
CHAOSK_INLINE void map_add_vectors(map_ring *r) { (void)r; }
#endif

/* y = f(x) of n rows, with angles treated as asked. */
static __attribute__((noinline)) void map_step_rows(const map_ring *r, size_t n, const vreal *x, vreal *y,
                                                    vreal *turns)
{
    vreal p[NPARAMS], t[MAP_SUMS + 1]; /* which no store to y can change */
    __builtin_memcpy(p, r->p, sizeof p);
    __builtin_memcpy(t, r->t, sizeof t);
    MAP_STEP(n, x, p, t, y);
    for (size_t row = 0; r->wrapped && row < n; row++)
        for (size_t i = 0; i < SITE; i++) {
            const size_t at = row * SITE + i;
            vreal q;
            if (!(MAP_PERIOD(i) > 0.0))
                continue;
            y[at] = vwrap(y[at], MAP_PERIOD(i), &q);
            if (turns)
                turns[at] = turns[at] + q;
        }
}

CHAOSK_INLINE void map_swap(vreal **a, vreal **b)
{
    vreal *const was = *a;
    *a = *b;
    *b = was;
}

/* Each step also takes what those after it need of the halo. After an even number of them the states are where
 * they were, and one column's room for the next ones, which stays in the cache, does for all. */
static void map_advance_column(const map_ring *r, size_t column, uint64_t steps)
{
    const size_t at = column * r->pitch;
    vreal *x = r->x + at, *y = r->y + (steps & 1 ? at : 0);
    for (uint64_t after = steps; after-- > 0;) {
        const size_t more = after * REACH;
        map_step_rows(r, r->rows + 2 * more, x - more * SITE, y - more * SITE, NULL);
        map_swap(&x, &y);
    }
}

static void map_advance_ring(map_ring *r, uint64_t steps)
{
    const uint64_t most = r->turns ? 1 : r->depth;
    for (; most == 1 && steps > 0; steps--) {
        map_fill_halo(r, r->x, REACH);
        map_add(r);
        for (size_t at = 0; at < r->columns * r->pitch; at += r->pitch)
            map_step_rows(r, r->rows, r->x + at, r->y + at, r->turns ? r->turns + at : NULL);
        map_swap(&r->x, &r->y);
    }
    while (steps > 0) {
        const uint64_t now = map_least(steps, most);
        map_fill_halo(r, r->x, now * REACH);
        for (size_t column = 0; column < r->columns; column++)
            map_advance_column(r, column, now);
        if (now & 1)
            map_swap(&r->x, &r->y);
        steps -= now;
    }
}

CHAOSK_INLINE void map_advance_each(chaosk_tile *t, uint64_t steps, const int cut)
{
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_ring r = map_enter(t, lane, cut);
        if (t->turns) {
            r.turns = r.w + r.room;
            map_load(&r, t->turns, lane, r.turns);
        }
        map_advance_ring(&r, steps);
        map_store(&r, r.x, lane, t->x);
        if (t->turns)
            map_store(&r, r.turns, lane, t->turns);
    }
}

static vmask map_inside(const map_ring *r)
{
    vmask inside = vle(vset(0.0), vset(0.0));
    for (size_t column = 0; column < r->columns; column++)
        for (size_t row = 0; row < r->rows; row++)
            for (size_t i = 0; i < SITE; i++) {
                const double bound = r->wrapped && MAP_PERIOD(i) > 0.0 ? DBL_MAX : r->tile->bound;
                inside = vand(inside, vle(vabs(r->x[column * r->pitch + row * SITE + i]), vset(bound)));
            }
    return inside;
}

/* Lattices that have left keep their state. */
static int map_watch_ring(map_ring *r, uint64_t steps, uint64_t *left)
{
    const unsigned all = r->strips > 1 ? 1 : VALL;
    vmask live = vle(vset(0.0), vset(0.0));
    unsigned alive = all;
    for (uint64_t n = 1; n <= steps && alive; n++) {
        map_advance_ring(r, 1);
        for (size_t i = 0; alive != all && i < r->rows * SITE; i++)
            r->x[i] = vsel(live, r->x[i], r->y[i]);
        live = vand(live, map_inside(r));
        const unsigned still = r->strips > 1 ? vbits(live) == VALL : vbits(live);
        for (int i = 0; i < VWIDTH && still != alive; i++)
            if ((alive & ~still) >> i & 1)
                left[i] = n;
        alive = still;
    }
    return alive != all;
}

CHAOSK_INLINE int map_watch_each(chaosk_tile *t, uint64_t steps, uint64_t *left, const int cut)
{
    int any = 0;
    for (size_t lane = 0; lane < t->lanes; lane++)
        left[lane] = 0;
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_ring r = map_enter(t, lane, cut);
        any |= map_watch_ring(&r, steps, left + lane);
        map_store(&r, r.x, lane, t->x);
    }
    return any;
}

/* The site and the state of it that stand there among all states. */
CHAOSK_INLINE size_t map_site_of(size_t sites, uint32_t index, size_t *i)
{
#ifdef BY_VARIABLE
    *i = index / sites;
    return index % sites;
#else
    (void)sites;
    *i = index % SITE;
    return index / SITE;
#endif
}

/* What the record has of a lattice in strips. */
static void map_pick(const map_ring *r, const uint32_t *comp, uint32_t ncomp, double *out)
{
    const double *const d = (const double *)r->x, *at = d;
    size_t site = 0, i = 0, row = 0;
    for (uint32_t c = 0; c < ncomp; c++) {
        const size_t before = site, same = i;
        site = map_site_of(r->sites, comp[c], &i);
        if (c > 0 && site == before + 1 && i == same && row + 1 < r->rows) {
            at += SITE * VWIDTH;
            row++;
        } else {
            row = site % r->rows;
            at = d + map_place(r, (ptrdiff_t)site) + i * VWIDTH;
        }
        out[c] = *at;
    }
}

/* In a lane for each lattice. */
CHAOSK_INLINE size_t map_row_of(const map_ring *r, uint32_t index)
{
    size_t i;
    const size_t site = map_site_of(r->sites, index, &i);
    return site * SITE + i;
}

CHAOSK_INLINE void map_record_each(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp,
                                   uint32_t ncomp, double *out, const int cut)
{
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_ring r = map_enter(t, lane, cut);
        double *o = out + lane;
        for (uint64_t row = 0; row < rows; row++, o += ncomp * t->stride) {
            if (cut)
                map_pick(&r, comp, ncomp, o);
            for (uint32_t i = 0; i < ncomp && !cut; i++)
                vstore(o + i * t->stride, r.x[map_row_of(&r, comp[i])]);
            map_advance_ring(&r, every);
        }
        map_store(&r, r.x, lane, t->x);
    }
}

static __attribute__((noinline)) void map_tangent_rows(const map_ring *r)
{
    vreal p[NPARAMS], t[MAP_SUMS + 1], u[MAP_VECTOR_SUMS + 1];
    __builtin_memcpy(p, r->p, sizeof p);
    __builtin_memcpy(t, r->t, sizeof t);
    __builtin_memcpy(u, r->u, sizeof u);
    for (size_t column = 0; column < r->columns; column++) {
        const size_t at = column * r->pitch;
        MAP_TANGENT(r->rows, r->x + at, p, t, r->v + at, u, r->w + at);
    }
}

/* A single vector stays where it is worked on. */
CHAOSK_INLINE void map_tangent_each(chaosk_tile *t, uint64_t steps, const int cut)
{
    for (size_t lane = 0; lane < t->lanes; lane += VWIDTH) {
        map_ring r = map_enter(t, lane, cut);
        const size_t vector = r.sites * SITE * t->stride;
        for (uint64_t m = 0; m < steps; m++) {
            map_fill_halo(&r, r.x, REACH);
            map_add(&r);
            for (uint32_t j = 0; j < t->k; j++) {
                if (m == 0 || t->k > 1)
                    map_load(&r, t->v + j * vector, lane, r.v);
                map_fill_halo(&r, r.v, REACH);
                map_add_vectors(&r);
                map_tangent_rows(&r);
                map_swap(&r.v, &r.w);
                if (m + 1 == steps || t->k > 1)
                    map_store(&r, r.v, lane, t->v + j * vector);
            }
            map_advance_ring(&r, 1);
        }
        map_store(&r, r.x, lane, t->x);
    }
}

/* Both forms of a kernel. */
#define MAP_FORMS(type, name, declared, ...)                                      \
    static type map_##name declared { return map_##name##_each(__VA_ARGS__, 0); } \
    static type map_cut_##name declared { return map_##name##_each(__VA_ARGS__, 1); }
MAP_FORMS(void, advance, (chaosk_tile * t, uint64_t steps), t, steps)
MAP_FORMS(int, watch, (chaosk_tile * t, uint64_t steps, uint64_t *left), t, steps, left)
MAP_FORMS(void, record,
          (chaosk_tile * t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp, double *out),
          t, rows, every, comp, ncomp, out)
MAP_FORMS(void, tangent, (chaosk_tile * t, uint64_t steps), t, steps)

static size_t map_work_bytes(const void *ctx, size_t stride)
{
    (void)stride;
    return map_work_size(map_sites(ctx), 0);
}

static size_t map_cut_work_bytes(const void *ctx, size_t stride)
{
    (void)stride;
    return map_work_size(map_sites(ctx), 1);
}

#ifdef BY_VARIABLE
#define MAP_STRETCH NULL
#else
#define MAP_STRETCH map_cut_stretch
static chaosk_stretch map_cut_stretch(const void *ctx, size_t sites)
{
    (void)ctx;
    return (chaosk_stretch){ MAP_SUMS == 0 ? REACH : 0, SITE, map_work_size(sites, 1) };
}
#endif

static const chaosk_table map_cut_table = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = 1,
    .work_bytes = map_cut_work_bytes,
    .advance = map_cut_advance,
    .watch = map_cut_watch,
    .record = map_cut_record,
    .tangent = map_cut_tangent,
    .stretch = MAP_STRETCH,
};

extern const chaosk_table CHAOSK_NAME(MAP);
const chaosk_table CHAOSK_NAME(MAP) = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = CHAOSK_LANES,
    .work_bytes = map_work_bytes,
    .advance = map_advance,
    .watch = map_watch,
    .record = map_record,
    .tangent = map_tangent,
    .sites = &map_cut_table,
};

#endif

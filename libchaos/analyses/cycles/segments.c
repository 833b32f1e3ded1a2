/* The linear system in more than one dimension. Successive points make a segment,
 * d_next = P d + q with P the product of their Jacobians, for as long as P stays small
 * enough to lose no more than 4 of 16 digits. One segment leaves (1 - P) d_0 = q. The
 * unknowns between several are eliminated one after the other by orthogonal
 * transformations, which hold growing and shrinking directions apart where a product
 * of all Jacobians would have nothing left of the latter (S. J. Wright, SIAM J. Sci.
 * Stat. Comput. 13 (1992) 742).
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/cycle.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double largest_product = 1e4;

/* What is left of an unknown that was eliminated: its own triangle, what comes in of
 * d_0 and of the next unknown, and the right side: R d = s - G d_0 - H d_next. */
typedef struct segment {
    size_t first; /* its point */
    double *row;  /* [m][3 m + 1]: R, G, H, s; NULL of segment 0, which is not eliminated */
} segment;

typedef struct elimination {
    chaosi_cycle *c;
    chaos_error *error;
    size_t m, width;                             /* states; 3 m + 1 */
    double *all;                                 /* one block for what follows */
    double *product, *q, *jacobian, *swap, *p_q; /* [m][m] and [m] of the segment at hand */
    double *g, *h, *s;                           /* [m][m], [m]: G d_0 + H d = s, d the next unknown */
    double *work;                                /* [5 m + 1] */
    double *stack;                               /* [2 m][3 m + 1] */
    segment *segments;
    size_t count, room;
} elimination;

static bool elimination_init(elimination *e, chaosi_cycle *c, chaos_error *error)
{
    const size_t m = c->dim, square = m * m;
    *e = (elimination){ .c = c, .error = error, .m = m, .width = 3 * m + 1 };
    /* Of a large map with one segment most of it is never touched. */
    e->all = malloc((5 * square + 2 * m * e->width + 8 * m + 1) * sizeof *e->all);
    if (!e->all)
        return false;
    e->q = e->all;
    e->p_q = e->q + m;
    e->s = e->p_q + m;
    e->work = e->s + m;
    e->product = e->work + 5 * m + 1;
    e->jacobian = e->product + square;
    e->swap = e->jacobian + square;
    e->g = e->swap + square;
    e->h = e->g + square;
    e->stack = e->h + square;
    return true;
}

static void elimination_free(elimination *e)
{
    for (size_t k = 0; k < e->count; k++)
        free(e->segments[k].row);
    free(e->segments);
    free(e->all);
}

/* to = a from, [m]. */
static void apply(const elimination *e, const double *a, const double *from, double *to)
{
    for (size_t r = 0; r < e->m; r++) {
        double sum = 0.0;
        for (size_t s = 0; s < e->m; s++)
            sum += a[r * e->m + s] * from[s];
        to[r] = sum;
    }
}

/* P <- J_i P, q <- J_i q. */
static int multiply(elimination *e, size_t i)
{
    const size_t m = e->m;
    int code = chaosi_cycle_jacobian(e->c, i, e->jacobian);
    if (code == CHAOS_OK)
        code = chaosi_multiply(e->jacobian, e->product, e->swap, m, m, m, &e->c->ticker, e->error);
    if (code != CHAOS_OK)
        return code;
    double *const was = e->product;
    e->product = e->swap;
    e->swap = was;
    apply(e, e->jacobian, e->q, e->p_q);
    memcpy(e->q, e->p_q, m * sizeof *e->q);
    return CHAOS_OK;
}

/* Puts point i in front of the segment's product, or begins a new one with it.
 * *grown: that is as large as it may be. */
static int extend(elimination *e, size_t i, bool fresh, bool *grown)
{
    const size_t m = e->m;
    int code = fresh ? chaosi_cycle_jacobian(e->c, i, e->product) : multiply(e, i);
    *grown = false;
    for (size_t r = 0; r < m && code == CHAOS_OK; r++) {
        e->q[r] = (fresh ? 0.0 : e->q[r]) + e->c->residual[i * m + r];
        for (size_t k = 0; k < m; k++)
            *grown = *grown || !(fabs(e->product[r * m + k]) <= largest_product);
        code = chaosi_cycle_tick(e->c, (double)m);
    }
    return code;
}

static segment *add_segment(elimination *e, size_t first)
{
    if (e->count == e->room) {
        const size_t room = e->room ? 2 * e->room : 8;
        segment *all = realloc(e->segments, room * sizeof *all);
        if (!all)
            return NULL;
        e->segments = all;
        e->room = room;
    }
    e->segments[e->count] = (segment){ .first = first };
    return &e->segments[e->count++];
}

/* The first segment: d_next - P d_0 = q. */
static void begin(elimination *e)
{
    const size_t m = e->m;
    memset(e->h, 0, m * m * sizeof *e->h);
    for (size_t r = 0; r < m; r++)
        e->h[r * m + r] = 1.0;
    for (size_t k = 0; k < m * m; k++)
        e->g[k] = -e->product[k];
    memcpy(e->s, e->q, m * sizeof *e->s);
}

/* Eliminates d from G d_0 + H d = s and d_next - P d = q. */
static int eliminate(elimination *e, segment *segment)
{
    const size_t m = e->m, width = e->width;
    memset(e->stack, 0, 2 * m * width * sizeof *e->stack);
    for (size_t r = 0; r < m; r++) {
        double *upper = e->stack + r * width, *lower = upper + m * width;
        for (size_t k = 0; k < m; k++) {
            upper[k] = e->h[r * m + k];
            upper[m + k] = e->g[r * m + k];
            lower[k] = -e->product[r * m + k];
        }
        lower[2 * m + r] = 1.0;
        upper[3 * m] = e->s[r];
        lower[3 * m] = e->q[r];
    }
    const int code = chaosi_triangularise(e->stack, 2 * m, width, m, e->work, &e->c->ticker, e->error);
    if (code != CHAOS_OK)
        return code;
    segment->row = malloc(m * width * sizeof *segment->row);
    if (!segment->row)
        return chaosi_nomem(e->error);
    memcpy(segment->row, e->stack, m * width * sizeof *segment->row);
    for (size_t r = 0; r < m; r++) {
        const double *lower = e->stack + (m + r) * width;
        memcpy(e->g + r * m, lower + m, m * sizeof *e->g);
        memcpy(e->h + r * m, lower + 2 * m, m * sizeof *e->h);
        e->s[r] = lower[3 * m];
    }
    return CHAOS_OK;
}

static int eliminate_all(elimination *e)
{
    bool fresh = true;
    for (size_t i = 0, first = 0; i < e->c->n; i++) {
        bool grown;
        int code = extend(e, i, fresh, &grown);
        if (code != CHAOS_OK)
            return code;
        fresh = grown || i + 1 == e->c->n;
        if (!fresh)
            continue;
        segment *segment = add_segment(e, first);
        if (!segment)
            return chaosi_nomem(e->error);
        if (e->count > 1)
            code = eliminate(e, segment);
        else if (i + 1 < e->c->n)
            begin(e);
        if (code != CHAOS_OK)
            return code;
        first = i + 1;
    }
    return CHAOS_OK;
}

/* ------------------------------------------------------------------- unknowns */

/* In which a step of a state is long or short. */
static double unit_of(const chaosi_cycle *c, size_t r) { return c->scale[r] > 0.0 ? c->scale[r] : 1.0; }

/* Solves r x = b with a triangle in rows `width` apart, x in b's place. */
static int solve_triangle(const double *r, size_t width, size_t m, double *b)
{
    for (size_t i = m; i-- > 0;) {
        for (size_t k = i + 1; k < m; k++)
            b[i] -= r[i * width + k] * b[k];
        b[i] /= r[i * width + i];
        if (!__builtin_isfinite(b[i]))
            return CHAOS_EINVAL;
    }
    return CHAOS_OK;
}

/* Coefficient k of equation r for d_0 alone: (G + H) d_0 = s, or with one segment
 * (1 - P) d_0 = q. */
static double closing(const elimination *e, size_t r, size_t k)
{
    const size_t at = r * e->m + k;
    return e->count > 1 ? e->g[at] + e->h[at] : (r == k) - e->product[at];
}

/* Whether a triangle in rows `width` apart may be singular. */
static bool is_doubtful(const double *r, size_t width, size_t m)
{
    double least = INFINITY, most = 0.0;
    for (size_t i = 0; i < m; i++) {
        least = fmin(least, fabs(r[i * width + i]));
        most = fmax(most, fabs(r[i * width + i]));
    }
    return least <= 1e-10 * most;
}

/* The same for a triangle that may be singular: the d that leaves least, of those the
 * shortest in units of the states. */
static int solve_singular(elimination *e, double *d)
{
    chaosi_cycle *const c = e->c;
    const size_t m = e->m, width = m + 1;
    size_t rank;
    if (!c->null && !(c->null = chaosi_alloc(m * m, sizeof *c->null)))
        return chaosi_nomem(e->error);
    for (size_t r = 0; r < m; r++)
        for (size_t k = 0; k < m; k++)
            e->swap[r * m + k] = k < r ? 0.0 : e->stack[r * width + k] * unit_of(c, k);
    const int code = chaosi_least_norm(e->swap, d, m, &rank, e->error);
    if (code != CHAOS_OK)
        return code;
    c->nullity = m - rank;
    for (size_t r = 0; r < m; r++) {
        d[r] *= unit_of(c, r);
        for (size_t j = 0; j < c->nullity; j++)
            c->null[j * m + r] = e->swap[r * m + rank + j] * unit_of(c, r);
    }
    return CHAOS_OK;
}

/* Solves that, into d [m]. */
static int close_cycle(elimination *e, double *d)
{
    const size_t m = e->m, width = m + 1;
    int code = CHAOS_OK;
    for (size_t r = 0; r < m && code == CHAOS_OK; r++) {
        for (size_t k = 0; k < m; k++)
            e->stack[r * width + k] = closing(e, r, k);
        e->stack[r * width + m] = e->count > 1 ? e->s[r] : e->q[r];
        code = chaosi_cycle_tick(e->c, (double)m);
    }
    if (code == CHAOS_OK)
        code = chaosi_triangularise(e->stack, m, width, m, e->work, &e->c->ticker, e->error);
    for (size_t r = 0; r < m && code == CHAOS_OK; r++)
        d[r] = e->stack[r * width + m];
    e->c->nullity = 0;
    if (code == CHAOS_OK && m <= CHAOSI_ALL_MULTIPLIERS && is_doubtful(e->stack, width, m))
        return solve_singular(e, d);
    return code == CHAOS_OK ? solve_triangle(e->stack, width, m, d) : code;
}

/* The unknowns at the segments' points, from the last one on. */
static int substitute(elimination *e, const double *first)
{
    const size_t m = e->m;
    double *const step = e->c->step;
    int code = CHAOS_OK;
    if (first)
        memcpy(step, first, m * sizeof *step);
    else
        code = close_cycle(e, step);
    for (size_t k = e->count; k-- > 1 && code == CHAOS_OK;) {
        const double *next = k + 1 < e->count ? step + e->segments[k + 1].first * m : step;
        double *d = step + e->segments[k].first * m;
        for (size_t r = 0; r < m; r++) {
            const double *row = e->segments[k].row + r * e->width;
            d[r] = row[3 * m];
            for (size_t s = 0; s < m; s++)
                d[r] -= row[m + s] * step[s] + row[2 * m + s] * next[s];
        }
        code = solve_triangle(e->segments[k].row, e->width, m, d);
        if (code == CHAOS_OK)
            code = chaosi_cycle_tick(e->c, (double)m * (double)(3 * m));
    }
    return code;
}

/* Those within the segments follow. */
static int fill_segments(elimination *e)
{
    const size_t m = e->m;
    int code = CHAOS_OK;
    for (size_t k = 0; k < e->count; k++) {
        const size_t end = k + 1 < e->count ? e->segments[k + 1].first : e->c->n;
        for (size_t i = e->segments[k].first; i + 1 < end && code == CHAOS_OK; i++) {
            double *next = e->c->step + (i + 1) * m;
            code = chaosi_cycle_jacobian(e->c, i, e->jacobian);
            apply(e, e->jacobian, e->c->step + i * m, next);
            for (size_t r = 0; r < m; r++)
                next[r] += e->c->residual[i * m + r];
            if (code == CHAOS_OK)
                code = chaosi_cycle_tick(e->c, (double)m * (double)m);
        }
    }
    return code;
}

int chaosi_cycle_solve_segments(chaosi_cycle *c, const double *first, chaos_error *error)
{
    elimination e;
    int code = elimination_init(&e, c, error) ? eliminate_all(&e) : chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = substitute(&e, first);
    if (code == CHAOS_OK)
        code = fill_segments(&e);
    elimination_free(&e);
    return code;
}

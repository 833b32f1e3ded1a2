/* What is known of a list of cycles: how many points there are, and whether their indices add up.
 *
 * The index of a point of f^n(x) = x is the sign of det(1 - Df^n); over all of them in a box it adds up to how often
 * x - f^n(x) turns around 0 on the edge of the box, whatever is inside; on a torus to det(1 - A^n), where A says how
 * often the map wraps each angle around each.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "core/memory.h"

#include <math.h>
#include <string.h>

/* The index of a cycle's point as one of f^(k period); 0: singular within the errors. Multipliers are then their k-th
 * powers, of which negative ones may be above 1. */
static int64_t index_of(const chaosi_cycle_row *row, uint64_t k)
{
    int64_t index = row->index;
    for (size_t i = 0; i < row->count && k % 2 == 0; i++) {
        const double re = row->values[2 * i], im = row->values[2 * i + 1];
        if (im == 0.0 && fabs(re + 1.0) <= row->multipliers_error[i])
            return 0;
        index = im == 0.0 && re < -1.0 ? -index : index;
    }
    return index;
}

/* ---------------------------------------------------------------------------- on a torus */

static double determinant(size_t dim, double (*a)[CHAOSI_FEW])
{
    double product = 1.0;
    for (size_t c = 0; c < dim; c++) {
        size_t pivot = c;
        for (size_t r = c; r < dim; r++)
            pivot = fabs(a[r][c]) > fabs(a[pivot][c]) ? r : pivot;
        for (size_t i = 0; i < dim && pivot != c; i++) {
            const double moved = a[c][i];
            a[c][i] = a[pivot][i];
            a[pivot][i] = moved;
        }
        product *= pivot == c ? a[c][c] : -a[c][c];
        for (size_t r = c + 1; r < dim && a[c][c] != 0.0; r++) {
            const double factor = a[r][c] / a[c][c];
            for (size_t i = c; i < dim; i++)
                a[r][i] -= factor * a[c][i];
        }
    }
    return product;
}

/* det(1 - A^n) by A's powers, in doubles: whole numbers, as long as they are. */
static int64_t torus_index(size_t dim, double (*a)[CHAOSI_FEW], uint64_t n)
{
    double power[CHAOSI_FEW][CHAOSI_FEW], next[CHAOSI_FEW][CHAOSI_FEW];
    memcpy(power, a, sizeof power);
    for (uint64_t k = 1; k < n; k++) {
        for (size_t i = 0; i < dim; i++)
            for (size_t j = 0; j < dim; j++) {
                next[i][j] = 0.0;
                for (size_t m = 0; m < dim; m++)
                    next[i][j] += power[i][m] * a[m][j];
            }
        memcpy(power, next, sizeof power);
    }
    for (size_t i = 0; i < dim; i++)
        for (size_t j = 0; j < dim; j++)
            power[i][j] = (i == j) - power[i][j];
    const double index = determinant(dim, power);
    return fabs(index) < 0x1p45 ? (int64_t)lround(index) : CHAOSI_NO_INDEX;
}

/* What `every` steps make of a turn of each angle, from the lift; false: no matrix of whole numbers. */
static bool find_turns(const chaosi_search *s, chaosi_search_tile *t, double (*a)[CHAOSI_FEW])
{
    const size_t dim = s->dim, stride = t->k.stride;
    for (size_t r = 0; r < dim; r++)
        for (size_t lane = 0; lane < t->k.lanes; lane++)
            t->k.x[r * stride + lane] = (0.37 + 0.11 * (double)r + (lane == r + 1)) * s->revolution[r];
    t->k.lift = 1;
    t->k.n0 = s->options.n0;
    s->kernels->advance(&t->k, s->every);
    for (size_t r = 0; r < dim; r++)
        for (size_t c = 0; c < dim; c++) {
            const double turns = (t->k.x[r * stride + c + 1] - t->k.x[r * stride]) / s->revolution[r];
            a[r][c] = nearbyint(turns);
            if (!(fabs(turns - a[r][c]) < 1e-6))
                return false;
        }
    return !t->k.stop;
}

/* ------------------------------------------------------------------------- on a box's edge */

enum { EDGE = 2048, MOST_EDGE = 1 << 17, ROUNDS = 50 };
static const double large = 1e120, quite_large = 1e60; /* states that are on their way to infinity */

/* A point of the edge, from 0 to 4 all around, and the quadrant that x - f^n(x) is in. */
typedef struct edge_point {
    double at;
    int quadrant; /* -1: not known */
} edge_point;

static void place(const chaosi_search *s, double at, double *x)
{
    const int side = (int)fmin(3.0, floor(at));
    const double share = at - side, along = side < 2 ? share : 1.0 - share;
    const size_t moving = side % 2; /* up in state 0, up in state 1, and down again */
    x[moving] = along >= 1.0 ? s->high[moving] : s->low[moving] + along * s->size[moving];
    x[1 - moving] = side == 1 || side == 2 ? s->high[1 - moving] : s->low[1 - moving];
}

/* Of lanes that have left: whether they go on as they went. */
static void go_on(const chaosi_search *s, chaosi_search_tile *t, const uint64_t *left, bool *known)
{
    const size_t stride = t->k.stride;
    memcpy(t->from, t->k.x, 2 * stride * sizeof *t->from);
    s->kernels->advance(&t->k, 1);
    for (size_t i = 0; i < 2 * stride; i++) {
        const double was = t->from[i], is = t->k.x[i];
        if (left[i % stride] && fabs(was) > quite_large && !(was > 0.0 ? is > was : is < was))
            known[i % stride] = false;
    }
    memcpy(t->k.x, t->from, 2 * stride * sizeof *t->from);
}

typedef struct edge {
    chaosi_search *s;
    chaosi_search_tile tile;
    uint64_t n;
    uint64_t *left; /* [lanes] */
    bool *known;    /* [lanes] */
    edge_point *points;
    size_t first, count; /* to be looked at */
} edge;

static int look_at_edge(void *ctx, unsigned thread, uint64_t job)
{
    edge *e = ctx;
    chaosi_search *s = e->s;
    chaosk_tile *k = &e->tile.k;
    int code = CHAOS_OK;
    (void)job;
    k->bound = large;
    for (size_t i = 0; i < e->count && code == CHAOS_OK; i += k->lanes) {
        double x[2];
        for (size_t lane = 0; lane < k->lanes; lane++) {
            place(s, e->points[e->first + (i + lane < e->count ? i + lane : e->count - 1)].at, x);
            k->x[lane] = x[0];
            k->x[k->stride + lane] = x[1];
            e->known[lane] = true;
            e->left[lane] = 0;
        }
        k->n0 = s->options.n0;
        if (s->kernels->watch(k, e->n, e->left))
            go_on(s, &e->tile, e->left, e->known);
        s->stop = k->stop;
        for (size_t lane = 0; lane < k->lanes && i + lane < e->count; lane++) {
            edge_point *p = &e->points[e->first + i + lane];
            place(s, p->at, x);
            const double g = x[0] - k->x[lane], h = x[1] - k->x[k->stride + lane];
            p->quadrant = !e->known[lane] || g != g || h != h ? -1 : h >= 0.0 ? g < 0.0 : g < 0.0 ? 2 : 3;
        }
        code = k->stop ? CHAOS_EFUNCTION : chaosi_jobs_tick(s->jobs, thread, e->n * k->lanes);
    }
    return code;
}

static int compare_points(const void *a, const void *b)
{
    const double p = ((const edge_point *)a)->at, q = ((const edge_point *)b)->at;
    return p < q ? -1 : p > q;
}

/* Between neighbours whose quadrants are opposite another point. */
static size_t add_points(const edge *e, size_t count)
{
    size_t added = 0;
    for (size_t i = 0; i + 1 < count && count + added < MOST_EDGE; i++) {
        const edge_point *p = &e->points[i], *q = p + 1;
        const double middle = 0.5 * (p->at + q->at);
        if ((p->quadrant ^ q->quadrant) == 2 && middle > p->at && middle < q->at)
            e->points[count + added++] = (edge_point){ middle, -1 };
    }
    return added;
}

static int64_t turns_of(const edge_point *points, size_t count)
{
    int64_t quarters = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        const int change = (points[i + 1].quadrant - points[i].quadrant + 4) % 4;
        if (points[i].quadrant < 0 || points[i + 1].quadrant < 0 || change == 2)
            return CHAOSI_NO_INDEX;
        quarters += change == 3 ? -1 : change;
    }
    return quarters / 4;
}

static int follow_edge(edge *e, int64_t *index)
{
    size_t count = EDGE + 1;
    int code = CHAOS_OK;
    for (size_t i = 0; i < count; i++)
        e->points[i] = (edge_point){ 4.0 * (double)i / EDGE, -1 };
    e->count = count;
    for (int round = 0; round < ROUNDS && e->count && code == CHAOS_OK; round++) {
        chaosi_jobs jobs = { .count = 1, .work = look_at_edge, .ctx = e };
        code = chaosi_search_run(e->s, &jobs, 1, (double)(e->count * e->n));
        qsort(e->points, count, sizeof *e->points, compare_points);
        e->first = count;
        e->count = add_points(e, count);
        count += e->count;
    }
    *index = e->count ? CHAOSI_NO_INDEX : turns_of(e->points, count);
    return code;
}

/* --------------------------------------------------------------------------------- expected */

static bool is_torus(const chaosi_search *s)
{
    bool all = true;
    for (size_t r = 0; r < s->dim; r++)
        all = all && s->revolution[r] > 0.0 && s->size[r] >= s->revolution[r];
    return all;
}

static bool has_angle(const chaosi_search *s)
{
    bool any = false;
    for (size_t r = 0; r < s->dim; r++)
        any = any || s->revolution[r] > 0.0;
    return any;
}

int chaosi_search_expect(chaosi_search *s, uint64_t n, int64_t *index)
{
    edge e = { .s = s, .n = n };
    double a[CHAOSI_FEW][CHAOSI_FEW];
    int code = CHAOS_OK;
    *index = CHAOSI_NO_INDEX;
    if (!is_torus(s) && (s->dim != 2 || has_angle(s)))
        return CHAOS_OK;
    e.left = chaosi_alloc(s->lanes, sizeof *e.left);
    e.known = chaosi_alloc(s->lanes, sizeof *e.known);
    e.points = malloc(MOST_EDGE * sizeof *e.points);
    if (!chaosi_search_tile_init(&e.tile, s, 0) || !e.left || !e.known || !e.points)
        code = CHAOS_ENOMEM;
    else if (!is_torus(s))
        code = follow_edge(&e, index);
    else if (find_turns(s, &e.tile, a))
        *index = torus_index(s->dim, a, n / s->every);
    chaosi_search_tile_free(&e.tile);
    free(e.left);
    free(e.known);
    free(e.points);
    return code;
}

void chaosi_search_count(const chaosi_search *s, uint64_t n, chaosi_count *count)
{
    bool regular = true;
    count->cycles = count->points = 0;
    count->index = 0;
    for (size_t i = 0; i < s->nrows; i++) {
        const chaosi_cycle_row *row = &s->rows[i];
        if (n % row->period)
            continue;
        const int64_t index = index_of(row, n / row->period);
        count->cycles += row->period == n;
        count->points += row->period / s->every;
        regular = regular && index != 0;
        count->index += index * (int64_t)(row->period / s->every);
    }
    count->completeness = count->singular                              ? CHAOS_FOUND
                          : count->sure                                ? CHAOS_COMPLETE
                          : regular && count->index == count->expected ? CHAOS_INDEX_RIGHT
                                                                       : CHAOS_FOUND;
}

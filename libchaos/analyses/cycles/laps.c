/* All cycles of a map of one state, by intervals on which an iterate is monotonic.
 *
 * pieces.c cuts the box where f turns or jumps. Where f^n takes such an interval across the ends of others it is cut
 * again, and what leaves the box is dropped: then each is mapped by f^(n+1) as one of them by f. On an
 * interval on which f^n falls there is one point with f^n(x) = x or none; where it rises there may be
 * several, which are seen by the slope.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/laps.h"

#include "core/error.h"
#include "core/few.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS = CHAOSK_LANES, ROUNDS = 24, MOST_LAPS = 1 << 20 };

static bool add_lap(chaosi_laps *l, const chaosi_lap *lap)
{
    if (l->count == l->capacity) {
        const size_t capacity = l->capacity ? 2 * l->capacity : 256;
        chaosi_lap *grown = realloc(l->lap, capacity * sizeof *grown);
        if (!grown)
            return false;
        l->lap = grown;
        l->capacity = capacity;
    }
    l->lap[l->count++] = *lap;
    return true;
}

bool chaosi_laps_add(chaosi_laps *laps, double a, double b, double at_a, double at_b)
{
    return add_lap(laps, &(chaosi_lap){ a, b, at_a, at_b });
}

int chaosi_line_evaluate(chaosi_line *l, const double *x, uint64_t n, double *f, double *slope)
{
    memcpy(l->tile.k.x, x, SECTIONS * sizeof *x);
    const int code = chaosi_search_tile_advance(l->s, &l->tile, l->thread, n);
    memcpy(f, l->tile.k.x, SECTIONS * sizeof *f);
    if (slope)
        memcpy(slope, l->tile.k.v, SECTIONS * sizeof *slope);
    return code;
}

int chaosi_line_cross(chaosi_line *l, uint64_t n, double a, double b, double tilt, double value,
                      bool positive, double *at)
{
    double x[SECTIONS], f[SECTIONS];
    int code = CHAOS_OK;
    for (int round = 0; round < ROUNDS && b - a > 0x1p-53 * (fabs(a) + fabs(b)) && code == CHAOS_OK;
         round++) {
        int i = 0;
        for (int k = 0; k < SECTIONS; k++)
            x[k] = a + (b - a) * (k + 1) / (SECTIONS + 1);
        code = chaosi_line_evaluate(l, x, n, f, NULL);
        while (i < SECTIONS && (f[i] - tilt * x[i] - value > 0.0) == positive)
            i++;
        b = i < SECTIONS ? x[i] : b;
        a = i > 0 ? x[i - 1] : a;
    }
    *at = a + 0.5 * (b - a);
    return code;
}

/* ------------------------------------------------------------------------------- one step on */

/* The first piece that ends beyond a point. They stand from left to right. */
static size_t piece_at(const chaosi_line *l, double x)
{
    size_t low = 0, high = l->pieces.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (l->pieces.lap[middle].b > x)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* A lap of f^n goes over the pieces of f that its image meets. */
static int cut(chaosi_line *l, uint64_t n, const chaosi_lap *lap, chaosi_laps *next)
{
    const bool rises = lap->at_b > lap->at_a;
    const double low = fmin(lap->at_a, lap->at_b), high = fmax(lap->at_a, lap->at_b);
    int code = CHAOS_OK;
    for (size_t i = piece_at(l, low); i < l->pieces.count && code == CHAOS_OK; i++) {
        const chaosi_lap *piece = &l->pieces.lap[i];
        if (piece->a >= high || next->count > MOST_LAPS || chaosi_search_spent(l->s))
            break;
        const double from = fmax(low, piece->a), to = fmin(high, piece->b);
        double end[2] = { rises ? lap->a : lap->b, rises ? lap->b : lap->a }, image[2], f[SECTIONS];
        if (!(from < to))
            continue;
        if (from > low)
            code = chaosi_line_cross(l, n, lap->a, lap->b, 0.0, from, lap->at_a > from, &end[0]);
        if (to < high && code == CHAOS_OK)
            code = chaosi_line_cross(l, n, lap->a, lap->b, 0.0, to, lap->at_a > to, &end[1]);
        const double x[SECTIONS] = { from, to, from, to, from, to, from, to };
        if (code == CHAOS_OK && (from > piece->a || to < piece->b))
            code = chaosi_line_evaluate(l, x, l->s->every, f, NULL);
        image[0] = from > piece->a ? f[0] : piece->at_a;
        image[1] = to < piece->b ? f[1] : piece->at_b;
        if (code == CHAOS_OK && fabs(end[1] - end[0]) > 0.0 &&
            !(rises ? chaosi_laps_add(next, end[0], end[1], image[0], image[1])
                    : chaosi_laps_add(next, end[1], end[0], image[1], image[0])))
            code = CHAOS_ENOMEM;
    }
    return code;
}

static int step_on(chaosi_line *l)
{
    chaosi_laps next = { .count = 0 };
    int code = CHAOS_OK;
    for (size_t i = 0; i < l->laps.count && code == CHAOS_OK; i++) {
        code = cut(l, l->n, &l->laps.lap[i], &next);
        if (next.count > MOST_LAPS || chaosi_search_spent(l->s)) {
            l->sure = false;
            l->stopped = true;
            break;
        }
    }
    free(l->laps.lap);
    l->laps = next;
    l->n += l->s->every;
    return code;
}

/* ----------------------------------------------------------------------------------- roots */

static int add_root(chaosi_line *l, double x)
{
    if (l->nroots == l->roots_capacity) {
        const size_t capacity = l->roots_capacity ? 2 * l->roots_capacity : 256;
        double *roots = realloc(l->roots, capacity * sizeof *roots);
        if (!roots)
            return CHAOS_ENOMEM;
        l->roots = roots;
        l->roots_capacity = capacity;
    }
    l->roots[l->nroots++] = x;
    return CHAOS_OK;
}

static int add_crossing(chaosi_line *l, double a, double b, double at_a)
{
    double x;
    const int code = chaosi_line_cross(l, l->n, a, b, 1.0, 0.0, at_a > 0.0, &x);
    return code == CHAOS_OK ? add_root(l, x) : code;
}

/* What f^n(x) - x is, and how it goes on from there. */
typedef struct sample {
    double x, g, slope;
} sample;

/* Between two samples of one sign of which the first goes towards 0 and the second away from it: where it turns. */
static int find_turn(chaosi_line *l, sample a, sample b, sample *turn)
{
    const double sign = a.g > 0.0 ? 1.0 : -1.0;
    double x[SECTIONS], f[SECTIONS], slope[SECTIONS];
    int code = CHAOS_OK;
    *turn = fabs(a.g) < fabs(b.g) ? a : b;
    for (int round = 0; round < ROUNDS && b.x - a.x > 0x1p-52 * (fabs(a.x) + fabs(b.x)) && code == CHAOS_OK;
         round++) {
        int i = 0;
        for (int k = 0; k < SECTIONS; k++)
            x[k] = a.x + (b.x - a.x) * (k + 1) / (SECTIONS + 1);
        code = chaosi_line_evaluate(l, x, l->n, f, slope);
        for (int k = 0; k < SECTIONS; k++)
            if (sign * (f[k] - x[k]) < sign * turn->g)
                *turn = (sample){ x[k], f[k] - x[k], 0.0 };
        while (i < SECTIONS && sign * (slope[i] - 1.0) < 0.0)
            i++;
        b.x = i < SECTIONS ? x[i] : b.x;
        a.x = i > 0 ? x[i - 1] : a.x;
    }
    return code;
}

static int look_at(chaosi_line *l, const sample *a, const sample *b)
{
    if ((a->g > 0.0) != (b->g > 0.0))
        return add_crossing(l, a->x, b->x, a->g);
    const double sign = a->g > 0.0 ? 1.0 : -1.0;
    if (!(sign * a->slope < 0.0 && sign * b->slope > 0.0))
        return CHAOS_OK;
    sample turn;
    int code = find_turn(l, *a, *b, &turn);
    if (code == CHAOS_OK && sign * turn.g < 0.0) {
        code = add_crossing(l, a->x, turn.x, a->g);
        return code == CHAOS_OK ? add_crossing(l, turn.x, b->x, turn.g) : code;
    }
    return code == CHAOS_OK && fabs(turn.g) <= 1e-13 * l->s->size[0] ? add_root(l, turn.x) : code;
}

/* Ends that return as limits may not be points that do. */
static int look_at_ends(chaosi_line *l, const chaosi_lap *lap)
{
    const double touching = 1e-12 * l->s->size[0], revolution = l->s->revolution[0];
    const bool near_a = fabs(lap->at_a - lap->a) <= touching, near_b = fabs(lap->at_b - lap->b) <= touching;
    const double x[SECTIONS] = { lap->a, lap->b, lap->a, lap->b, lap->a, lap->b, lap->a, lap->b };
    double f[SECTIONS];
    if (!near_a && !near_b)
        return CHAOS_OK;
    int code = chaosi_line_evaluate(l, x, l->n, f, NULL);
    if (code == CHAOS_OK && near_a && fabs(chaosi_apart(f[0], lap->a, revolution)) <= touching)
        code = add_root(l, lap->a);
    if (code == CHAOS_OK && near_b && fabs(chaosi_apart(f[1], lap->b, revolution)) <= touching)
        code = add_root(l, lap->b);
    return code;
}

static int find_roots(chaosi_line *l, const chaosi_lap *lap)
{
    sample at[SECTIONS + 2] = { { lap->a, lap->at_a - lap->a, 0.0 } };
    double x[SECTIONS], f[SECTIONS], slope[SECTIONS];
    at[SECTIONS + 1] = (sample){ lap->b, lap->at_b - lap->b, 0.0 };
    int code = look_at_ends(l, lap);
    if (lap->at_b <= lap->at_a)
        return code == CHAOS_OK ? look_at(l, &at[0], &at[SECTIONS + 1]) : code;
    for (int k = 0; k < SECTIONS; k++)
        x[k] = lap->a + (lap->b - lap->a) * (k + 1) / (SECTIONS + 1);
    if (code == CHAOS_OK)
        code = chaosi_line_evaluate(l, x, l->n, f, slope);
    for (int k = 0; k < SECTIONS; k++)
        at[k + 1] = (sample){ x[k], f[k] - x[k], slope[k] - 1.0 };
    at[0].slope = at[1].slope;
    at[SECTIONS + 1].slope = at[SECTIONS].slope;
    for (int k = 0; k <= SECTIONS && code == CHAOS_OK; k++)
        code = look_at(l, &at[k], &at[k + 1]);
    return code;
}

/* ------------------------------------------------------------------------------------ door */

static int run_job(void *ctx, unsigned thread, uint64_t job)
{
    chaosi_line *l = ctx;
    (void)job;
    l->thread = thread;
    int code = l->pieces.count == 0 ? chaosi_line_cut(l) : CHAOS_OK;
    for (size_t i = 0; i < l->pieces.count && l->n == 0 && code == CHAOS_OK; i++)
        code = add_lap(&l->laps, &l->pieces.lap[i]) ? CHAOS_OK : CHAOS_ENOMEM;
    if (l->n == 0)
        l->n = l->s->every;
    while (l->n < l->target && code == CHAOS_OK && !l->stopped)
        code = step_on(l);
    for (size_t i = 0; i < l->laps.count && code == CHAOS_OK && l->n == l->target && !l->stopped; i++)
        code = find_roots(l, &l->laps.lap[i]);
    return code;
}

chaosi_line *chaosi_line_new(chaosi_search *s)
{
    chaosi_line *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->s = s;
    l->sure = true;
    if (!chaosi_search_tile_init(&l->tile, s, 1)) {
        chaosi_line_free(l);
        return NULL;
    }
    l->tile.k.lanes = SECTIONS;
    return l;
}

void chaosi_line_free(chaosi_line *l)
{
    if (!l)
        return;
    chaosi_search_tile_free(&l->tile);
    free(l->pieces.lap);
    free(l->laps.lap);
    free(l->roots);
    free(l);
}

int chaosi_line_find(chaosi_line *l, uint64_t n, bool *complete, const double **found, size_t *nfound)
{
    chaosi_jobs jobs = { .count = 1, .work = run_job, .ctx = l };
    l->target = n;
    l->nroots = 0;
    const int code = chaosi_search_run(l->s, &jobs, 1, (double)(l->laps.count + 1) * (double)n);
    *complete = l->sure && l->n == n;
    *found = l->roots;
    *nfound = l->nroots;
    return code;
}

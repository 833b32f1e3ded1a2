/* What becomes of lanes that return: whether the cycle on which they do attracts or repels.
 *
 * With P = Df^d along it, d a multiple of its period, ln of P's spectral radius over d is what
 * tells. P is multiplied up with its powers of two kept apart. Of up to two states its radius has a
 * formula; of some more it is squared again and again, powers of two once more taken out:
 * |P^(2^k)|^(1/2^k) tends to the radius, for pairs of complex eigenvalues, too. For maps of many
 * states one vector is carried round instead.
 *
 * SPDX-License-Identifier: MIT */
#include "core/memory.h"
#include "core/radius.h"
#include "core/tile.h"

#include <math.h>
#include <string.h>

enum {
    SMALL_DIM = CHAOSI_RADIUS_DIM, /* up to which all of P is multiplied up */
    SHORT = 64,                    /* periods up to which the least is found */
    GROUP = 32,                    /* lanes at once */
    RESCALE_STEPS = 32,            /* between taking out exponents */
    ROUND_STEPS = 64,              /* a vector is carried on for at least so many steps, */
    EXACT_STEPS = 256,             /* or if more is wanted than whether it grows */
    JOLTS = 64,                    /* of vectors on a cycle, at least, if it is as long */
    ONE_BY_ONE = 1 << 20,          /* states of an orbit that are looked at, then one in a slice */
};
static const double LN_2 = 0x1.62e42fefa39efp-1;
static const double NEUTRAL = 1e-6; /* growth per step that is none */

/* Some lanes in a small tile of their own. */
typedef struct group {
    chaosi_tile *tile;
    chaosk_tile k;
    uint64_t distance;   /* of all of them */
    size_t count, width; /* lanes in use, and in all */
    size_t lane[GROUP];
    double *x, *cycle; /* [dim][width] */
    double *p;         /* [nparams][width] */
    double *v;         /* [k][dim][width], columns of P or one vector */
    double *e, *base;  /* [k][width] their powers of two; ln of the vector's length before */
    double *growth;    /* [width] */
    uint8_t *flag, *done;
} group;

static size_t width_of(const chaosi_tile *t) { return t->k.lanes < GROUP ? t->k.lanes : GROUP; }

static size_t vectors_of(const chaosi_tile *t)
{
    return t->run->map->dim <= SMALL_DIM ? t->run->map->dim : 1;
}

bool chaosi_returns_reserve(chaosi_tile *t)
{
    const size_t dim = t->run->map->dim, k = vectors_of(t),
                 doubles = 2 * dim + t->run->map->nparams + k * dim + 2 * k + 1;
    t->returns.room = chaosi_alloc((doubles * sizeof(double) + 2) * width_of(t), 1);
    return t->returns.room != NULL;
}

static void group_init(group *g, chaosi_tile *t)
{
    const size_t dim = t->run->map->dim, np = t->run->map->nparams, width = width_of(t), k = vectors_of(t);
    *g = (group){ .tile = t, .k = t->k, .width = width };
    double *at = t->returns.room;
    g->x = at, at += dim * width;
    g->cycle = at, at += dim * width;
    g->v = at, at += k * dim * width;
    g->e = at, at += k * width;
    g->base = at, at += k * width;
    g->growth = at, at += width;
    g->p = at, at += np * width;
    g->flag = (uint8_t *)at;
    g->done = g->flag + width;
    g->k.lanes = g->k.stride = width;
    g->k.k = (uint32_t)k;
    g->k.x = g->x;
    g->k.p = g->p;
    g->k.v = g->v;
    g->k.done = g->done;
}

/* Where the lanes stand on their cycles. */
static void group_load(group *g)
{
    const chaosi_tile *t = g->tile;
    const size_t dim = t->run->map->dim, np = t->run->map->nparams, stride = t->k.stride,
                 lanes = (g->count + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
    g->k.lanes = lanes < g->width ? lanes : g->width;
    for (size_t j = 0; j < g->k.lanes; j++) {
        const size_t from = g->lane[j < g->count ? j : 0];
        for (size_t i = 0; i < dim; i++)
            g->cycle[i * g->width + j] = t->returns.point[i * stride + from];
        for (size_t i = 0; i < np; i++)
            g->p[i * g->width + j] = t->p[i * stride + from];
        g->done[j] = j >= g->count;
    }
}

static bool is_asked(const chaosi_tile *t, size_t lane)
{
    return chaosi_has_returned(&t->returns, lane) && t->returns.fate[lane] == CHAOSI_NOT_KNOWN &&
           t->escaped[lane] == CHAOSI_INSIDE;
}

static bool is_asked_closer(const chaosi_tile *t, size_t lane)
{
    return chaosi_has_returned(&t->returns, lane) && t->returns.fate[lane] <= CHAOSI_NOT_EATEN &&
           t->escaped[lane] == CHAOSI_INSIDE;
}

/* Where a function stops the group, it stops its tile. */
static int tick(group *g)
{
    g->tile->k.stop |= g->k.stop;
    return chaosi_tile_tick(g->tile, 0);
}

/* Carries x and v on by steps, v rescaled every so many, with jolts in place of rounding; *bad: some factor
 * was 0 or too near to 0. */
static int carry(group *g, uint64_t steps, uint64_t apart, double by, bool *bad)
{
    const chaosi_run *run = g->tile->run;
    const uint64_t slice = chaosi_tile_slice(g->tile);
    uint64_t ticked = 0;
    int code = CHAOS_OK;
    memset(g->flag, 0, g->k.lanes);
    for (uint64_t n = 0; n < steps && code == CHAOS_OK; n += apart) {
        if (by != 0.0)
            chaosi_jolt_vectors(g->v, g->k.k, run->map->dim, g->width, g->k.lanes, by * (double)apart);
        run->kernels->tangent(&g->k, apart < steps - n ? apart : steps - n);
        *bad |= run->lanes->rescale(g->v, g->k.k, run->map->dim, g->width, g->k.lanes, g->e, g->flag) != 0;
        if ((ticked += apart) >= slice) {
            code = tick(g);
            ticked = 0;
        }
    }
    g->tile->k.stop |= g->k.stop;
    return g->k.stop ? CHAOS_EFUNCTION : code;
}

static void begin(group *g, double displaced)
{
    const size_t dim = g->tile->run->map->dim;
    for (size_t i = 0; i < dim * g->width; i += g->width)
        for (size_t lane = i; lane < i + g->k.lanes; lane++)
            g->x[lane] = g->cycle[lane] + displaced * g->cycle[lane];
    memset(g->e, 0, g->k.k * g->width * sizeof(double));
    memset(g->base, 0, g->k.k * g->width * sizeof(double));
    for (size_t j = 0; j < g->k.k; j++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < g->k.lanes; lane++)
                g->v[(j * dim + i) * g->width + lane] =
                    g->k.k == dim ? i == j : 1.0 + 0.5 * (double)(i * 2654435761u % 1024) / 1024.0;
}

/* ------------------------------------------------------------- P, multiplied up */

/* Lane j's P, less 2^*exponent. */
static void matrix_of(const group *g, size_t j, double *matrix, double *exponent)
{
    const size_t dim = g->k.k;
    double most = -INFINITY;
    for (size_t c = 0; c < dim; c++)
        most = fmax(most, g->e[c * g->width + j]);
    for (size_t c = 0; c < dim; c++) {
        const double shift = g->e[c * g->width + j] - most;
        for (size_t i = 0; i < dim; i++)
            matrix[i * dim + c] =
                shift < -2000.0 ? 0.0 : chaosi_scale(g->v[(c * dim + i) * g->width + j], (int)shift);
    }
    *exponent = most;
}

/* Once round: ln of a lane's radius, of the size of P, and the doubt about the first. */
typedef struct turn {
    double log[GROUP] __attribute__((aligned(64))), size[GROUP], doubt[GROUP];
} turn;

/* Beyond SURE the sign of growth is no matter of the doubt, which then is found if `all` is wanted. */
static const double SURE = 1.0;

static void take_logs(group *g, bool all, turn *found)
{
    const size_t dim = g->k.k;
    const double rounding = 0x1p-50 * fmin((double)g->distance, 0x1p20);
    double matrix[SMALL_DIM * SMALL_DIM], *const log = found->log, *const size = found->size;
    memset(found->doubt, 0, sizeof found->doubt);
    for (size_t j = 0; j < g->count && dim > 1; j++) {
        double copy[SMALL_DIM * SMALL_DIM];
        matrix_of(g, j, matrix, &g->e[j]);
        g->e[j] += chaosi_take_exponent(matrix, dim * dim);
        size[j] = g->e[j] * LN_2;
        g->base[j] = 0.0;
        memcpy(copy, matrix, dim * dim * sizeof *copy);
        if (dim <= 2)
            g->v[j] = chaosi_radius(matrix, dim);
        else
            log[j] = chaosi_log_radius(matrix, dim, g->e[j]);
        if (all || dim <= 2 || fabs(log[j]) < SURE)
            found->doubt[j] = chaosi_radius_error(copy, dim, rounding);
    }
    if (dim <= 2)
        g->tile->run->lanes->growth(g->v, g->e, g->base, 1, g->width, g->k.lanes, log);
    if (dim == 1)
        memcpy(size, log, g->count * sizeof *size);
}

/* Once round, from the cycle's point or, with jolts, from so far beside it. */
static int go_round(group *g, double by, turn *found)
{
    const uint64_t jolts = g->distance / JOLTS + 1,
                   apart = by != 0.0 && jolts < RESCALE_STEPS ? jolts : RESCALE_STEPS;
    bool bad = false;
    begin(g, by);
    int code = carry(g, g->distance, apart, by, &bad);
    if (code == CHAOS_OK && bad) { /* 0, or what 32 steps have made of next to nothing */
        begin(g, by);
        code = carry(g, g->distance, 1, by, &bad);
    }
    if (code == CHAOS_OK)
        take_logs(g, by != 0.0, found);
    return code;
}

/* The rounding error is relative to P that of a product, and the radius may be much smaller than P. */
static int find_growth_small(group *g)
{
    chaosi_returns *r = &g->tile->returns;
    const double steps = (double)g->distance;
    turn found;
    const int code = go_round(g, 0.0, &found);
    for (size_t j = 0; j < g->count && code == CHAOS_OK; j++) {
        const double apart = (found.size[j] - found.log[j]) / LN_2;
        const double rounding =
            apart < 52.0 ? (double)g->k.k * ldexp(0x1p-52, (int)(apart + 1.0)) : apart * LN_2 / steps;
        r->growth[g->lane[j]] = found.log[j] / steps;
        r->error[g->lane[j]] = fmax(rounding, found.doubt[j] / steps);
    }
    return code;
}

/* On a cycle that attracts the points are rounded, too. What a few units of the last place do at one of
 * them, and to those after it, each of them does, and all steps of vectors; upwards or downwards, since it
 * may be a root of them. */
static int add_errors(group *g)
{
    chaosi_returns *r = &g->tile->returns;
    const double steps = (double)g->distance;
    turn up, down;
    int code = go_round(g, 0x1p-50, &up);
    if (code == CHAOS_OK)
        code = go_round(g, -0x1p-50, &down);
    for (size_t j = 0; j < g->count && code == CHAOS_OK; j++) {
        const size_t lane = g->lane[j];
        const double log = r->growth[lane] * steps,
                     change = fmax(fabs(up.log[j] - log), fabs(down.log[j] - log)) / 4.0,
                     doubted = fmax(up.doubt[j], down.doubt[j]) / steps;
        if (change < INFINITY)
            r->error[lane] += change;
        if (doubted < INFINITY)
            r->error[lane] = fmax(r->error[lane], doubted);
    }
    return code;
}

/* -------------------------------------------------------------- one vector */

/* A pair of complex multipliers, or two that are one, turn it for ever. */
double chaosi_unsteady(double change)
{
    static const double STEADY = 1e-6, ROUNDING = 1e-13;
    return change > STEADY ? 2.0 * (1.0 + change) : 8.0 * sqrt(change + ROUNDING);
}

static int find_growth_large(group *g, bool exact)
{
    const chaosi_run *run = g->tile->run;
    chaosi_returns *r = &g->tile->returns;
    const uint64_t least = exact ? EXACT_STEPS : ROUND_STEPS, steps = (least / g->distance + 1) * g->distance;
    bool bad = false;
    int code = CHAOS_OK;
    begin(g, 0.0);
    for (int round = 0; round < 3 && code == CHAOS_OK; round++) {
        code = carry(g, steps, RESCALE_STEPS, 0.0, &bad);
        run->lanes->growth(g->v, g->e, g->base, run->map->dim, g->width, g->k.lanes, g->growth);
        for (size_t j = 0; j < g->count; j++) {
            const double before = r->growth[g->lane[j]], now = g->growth[j] / (double)steps;
            r->growth[g->lane[j]] = now;
            const double change = fabs(now - before) * (double)steps;
            r->error[g->lane[j]] =
                now == -INFINITY ? 0.0 : 0x1p-50 + (exact ? chaosi_unsteady(change) : change) / (double)steps;
        }
    }
    return code;
}

/* -------------------------------------------------------------------- fates */

/* Moves x on. */
static int advance(group *g, uint64_t steps)
{
    const uint64_t slice = chaosi_tile_slice(g->tile);
    int code = CHAOS_OK;
    for (uint64_t n = 0, now; n < steps && code == CHAOS_OK; n += now) {
        now = slice < steps - n ? slice : steps - n;
        g->tile->run->kernels->advance(&g->k, now);
        code = tick(g);
    }
    return code;
}

/* Their starts become g->x. */
static void gather_starts(group *g)
{
    const chaosi_run *run = g->tile->run;
    for (size_t j = 0; j < g->count; j++)
        chaosi_tile_gather(g->tile, g->lane[j], 1, g->width, g->p + j, g->x + j);
    for (size_t i = 0; i < run->map->dim; i++)
        if (chaosi_map_wrap(run->map, i) > 0.0)
            run->lanes->wrap(g->x + i * g->width, chaosi_map_wrap(run->map, i), g->k.lanes);
}

/* Whether those lanes come back to where they were at iterate n: flag says which do. */
static int start_again(group *g, uint64_t n)
{
    const chaosi_run *run = g->tile->run;
    const size_t dim = run->map->dim;
    gather_starts(g);
    int code = advance(g, n);
    memcpy(g->cycle, g->x, dim * g->width * sizeof(double));
    if (code == CHAOS_OK)
        code = advance(g, g->distance);
    if (!run->lanes->equal(g->x, g->cycle, dim, g->width, g->k.lanes, g->flag))
        memset(g->flag, 0, g->k.lanes);
    return code;
}

static bool is_whole(double x) { return fabs(x) < 0x1p53 && x == (double)(int64_t)x; }

/* Whether all states of an orbit that are looked at are whole numbers, with which nothing is rounded: flag says
 * of which lanes. Eaten orbits have others among their first states, and most others soon. */
static int look_for_whole_numbers(group *g)
{
    const chaosi_tile *t = g->tile;
    const size_t dim = t->run->map->dim;
    uint64_t steps = 0;
    bool any = true;
    int code = CHAOS_OK;
    gather_starts(g);
    for (size_t j = 0; j < g->count; j++) {
        const uint64_t seen = t->returns.seen[g->lane[j]];
        steps = seen > steps ? seen : steps;
        g->flag[j] = 1;
    }
    for (uint64_t n = 0, now; any && code == CHAOS_OK; n += now) {
        any = false;
        for (size_t j = 0; j < g->count; j++) {
            for (size_t i = 0; i < dim; i++)
                g->flag[j] &= is_whole(g->x[i * g->width + j]);
            any |= g->flag[j] && n < t->returns.seen[g->lane[j]];
        }
        now = n < ONE_BY_ONE ? 1 : chaosi_tile_slice(t);
        if (any)
            code = advance(g, now < steps - n ? now : steps - n);
    }
    return code;
}

/* Flagged ones that repel are not eaten: whether others are. */
static bool spare_flagged(const group *g)
{
    chaosi_returns *r = &g->tile->returns;
    bool any = false;
    for (size_t j = 0; j < g->count; j++) {
        uint8_t *const fate = &r->fate[g->lane[j]];
        if (*fate == CHAOSI_EATEN && g->flag[j])
            *fate = CHAOSI_UNSTABLE;
        any |= *fate == CHAOSI_EATEN;
    }
    return any;
}

/* Without looking at starts all that repels is called eaten. */
static int decide(group *g, bool starts)
{
    chaosi_returns *r = &g->tile->returns;
    bool repels = false;
    for (size_t j = 0; j < g->count; j++) {
        const size_t lane = g->lane[j];
        const double growth = r->growth[lane], margin = fmax(NEUTRAL, r->error[lane]);
        r->has_error[lane] = 0;
        r->fate[lane] = growth < -margin ? CHAOSI_SETTLED : growth > margin ? CHAOSI_EATEN : CHAOSI_NEUTRAL;
        repels |= r->fate[lane] == CHAOSI_EATEN;
    }
    repels &= starts;
    int code = repels ? start_again(g, 0) : CHAOS_OK;
    if (repels && code == CHAOS_OK && spare_flagged(g)) {
        code = look_for_whole_numbers(g);
        if (code == CHAOS_OK)
            spare_flagged(g);
    }
    return code;
}

/* Whether lane j has come round a cycle of which the matrix P itself, as it is, says that it attracts. */
static bool is_clear(const group *g, size_t j)
{
    const size_t dim = g->k.k;
    double matrix[SMALL_DIM * SMALL_DIM];
    for (size_t c = 0; c < dim; c++)
        for (size_t i = 0; i < dim; i++)
            matrix[i * dim + c] = g->v[(c * dim + i) * g->width + j];
    return chaosi_radius_is_clearly_below_1(matrix, dim);
}

/* Lanes that are back after n steps, their state x, and had not been: how many. */
static size_t note_periods(group *g, const double *x, uint64_t n, bool clear)
{
    chaosi_tile *const t = g->tile;
    size_t noted = 0;
    if (!t->run->lanes->equal(x, g->cycle, t->run->map->dim, g->width, g->k.lanes, g->flag))
        return 0;
    for (size_t j = 0; j < g->count; j++) {
        const size_t lane = g->lane[j];
        if (!g->flag[j] || g->done[j])
            continue;
        t->returns.distance[lane] = n;
        g->done[j] = 1;
        noted++;
        if (clear && is_clear(g, j)) {
            t->returns.fate[lane] = CHAOSI_NOT_EATEN;
            t->flag[lane] = 0;
        }
    }
    return noted;
}

static bool some_are_left(const group *g) { return memchr(g->done, 0, g->count) != NULL; }

/* The least periods of short cycles. If asked for, lanes are no longer flagged of which it is clear on the way that they are not
 * eaten: nearly all that have settled. */
static void find_periods(group *g, bool clear)
{
    const chaosk_table *const kernels = g->tile->run->kernels;
    size_t left = g->count;
    begin(g, 0.0);
    for (uint64_t n = 1; n <= SHORT && left > 0; n++) {
        (clear ? kernels->tangent : kernels->advance)(&g->k, 1);
        left -= note_periods(g, g->x, n, clear);
    }
}

/* Of long orbits of few states those that are longer: what a trail has met may be a hundred times the period, and that of a
 * thousand states that takes as long as the orbit. */
static int find_long_periods(group *g)
{
    chaosi_tile *const t = g->tile;
    const size_t dim = t->run->map->dim, size = dim * g->width;
    const uint64_t slice = chaosi_tile_slice(t);
    double *const rows = t->returns.trail;
    uint64_t ticked = 0, most = 0;
    int code = CHAOS_OK;
    for (size_t j = 0; j < g->count; j++) {
        const size_t lane = g->lane[j];
        g->done[j] |= !chaosi_returns_has_trail(t, t->returns.seen[lane]);
        if (!g->done[j] && t->returns.distance[lane] > most)
            most = t->returns.distance[lane];
    }
    /* To an end, even if a function is not as pure as it says. */
    for (uint64_t n = SHORT; n < most && some_are_left(g) && code == CHAOS_OK; n += CHAOSI_TRAIL) {
        t->run->kernels->record(&g->k, CHAOSI_TRAIL, 1, chaosi_trail_states, (uint32_t)dim, rows);
        if (t->run->lanes->meet(g->cycle, rows, CHAOSI_TRAIL, dim, g->width, g->k.lanes, g->flag))
            for (uint64_t i = 0; i < CHAOSI_TRAIL; i++)
                note_periods(g, rows + i * size, n + i, false);
        if ((ticked += CHAOSI_TRAIL) >= slice) {
            code = tick(g);
            ticked = 0;
        }
    }
    chaosi_returns_lose_trail(&t->returns);
    return code;
}

enum question { WHETHER_EATEN, FATES, GROWTH };

/* Who asks for the growth alone knows them. */
static int reduce_distances(group *g, enum question asked)
{
    const chaosi_tile *t = g->tile;
    int code = CHAOS_OK;
    for (size_t lane = 0; lane < t->npoints && code == CHAOS_OK;) {
        for (g->count = 0; lane < t->npoints && g->count < g->width; lane++)
            if (t->flag[lane])
                g->lane[g->count++] = lane;
        if (g->count == 0)
            break;
        group_load(g);
        find_periods(g, asked == WHETHER_EATEN && t->run->map->dim <= SMALL_DIM);
        code = asked == GROWTH ? CHAOS_OK : find_long_periods(g);
    }
    return code;
}

/* Flags those lanes that a test is true of: whether there are any. */
static inline bool flag_lanes(chaosi_tile *t, bool (*test)(const chaosi_tile *t, size_t lane))
{
    bool any = false;
    for (size_t lane = 0; lane < t->npoints; lane++)
        any |= t->flag[lane] = test(t, lane);
    return any;
}

/* Up to a group of the flagged ones, from `lane` on, with the same distance. */
static void group_gather(group *g, size_t lane)
{
    const chaosi_tile *t = g->tile;
    g->distance = t->returns.distance[lane];
    g->count = 0;
    for (size_t l = lane; l < t->npoints && g->count < g->width; l++)
        if (t->flag[l] && t->returns.distance[l] == g->distance) {
            t->flag[l] = 0;
            g->lane[g->count++] = l;
        }
    group_load(g);
}

static int find(chaosi_tile *t, enum question asked)
{
    const bool small = t->run->map->dim <= SMALL_DIM;
    group g = { .tile = NULL };
    int code = CHAOS_OK;
    if (t->returns.count == 0 || !flag_lanes(t, asked == WHETHER_EATEN ? is_asked : is_asked_closer))
        return CHAOS_OK;
    group_init(&g, t);
    code = reduce_distances(&g, asked);
    for (size_t lane = 0; lane < t->npoints && code == CHAOS_OK; lane++) {
        if (!t->flag[lane])
            continue;
        group_gather(&g, lane);
        code = small ? find_growth_small(&g) : find_growth_large(&g, asked == GROWTH);
        if (code == CHAOS_OK)
            code = decide(&g, asked != GROWTH);
    }
    return code;
}

int chaosi_returns_find_eaten(chaosi_tile *t) { return find(t, WHETHER_EATEN); }

int chaosi_returns_find_fates(chaosi_tile *t) { return find(t, FATES); }

int chaosi_returns_find_growth(chaosi_tile *t) { return find(t, GROWTH); }

int chaosi_returns_look_back(chaosi_tile *t, uint64_t last)
{
    chaosi_returns *r = &t->returns;
    group g = { .tile = NULL };
    int code = CHAOS_OK;
    if (r->count == 0 || last == CHAOSI_INSIDE)
        return CHAOS_OK;
    for (size_t lane = 0; lane < t->npoints; lane++)
        t->flag[lane] = chaosi_has_returned(r, lane) && r->seen[lane] > last &&
                        r->fate[lane] == CHAOSI_EATEN && CHAOSI_AHEAD % r->distance[lane] == 0 &&
                        t->escaped[lane] == CHAOSI_INSIDE;
    for (size_t lane = 0; lane < t->npoints && code == CHAOS_OK; lane++) {
        if (!t->flag[lane])
            continue;
        if (!g.tile)
            group_init(&g, t);
        group_gather(&g, lane);
        code = start_again(&g, last);
        for (size_t j = 0; j < g.count && code == CHAOS_OK; j++)
            if (g.flag[j])
                r->seen[g.lane[j]] = last;
    }
    return code;
}

static bool lacks_error(const chaosi_tile *t, size_t lane)
{
    const chaosi_returns *r = &t->returns;
    return chaosi_has_returned(r, lane) && !r->has_error[lane] &&
           (r->fate[lane] == CHAOSI_SETTLED || r->fate[lane] == CHAOSI_NEUTRAL) &&
           t->escaped[lane] == CHAOSI_INSIDE;
}

int chaosi_returns_find_errors(chaosi_tile *t)
{
    group g = { .tile = NULL };
    int code = find(t, FATES);
    flag_lanes(t, lacks_error);
    for (size_t lane = 0; lane < t->npoints && code == CHAOS_OK; lane++) {
        if (!t->flag[lane])
            continue;
        if (!g.tile)
            group_init(&g, t);
        group_gather(&g, lane);
        code = t->run->map->dim <= SMALL_DIM ? add_errors(&g) : find_growth_large(&g, true);
        for (size_t j = 0; j < g.count; j++)
            t->returns.has_error[g.lane[j]] = 1;
    }
    return code;
}

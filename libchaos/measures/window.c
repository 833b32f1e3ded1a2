/* SPDX-License-Identifier: MIT */
#include "measures/window.h"

#include "core/crew.h"
#include "core/newton.h"

#include <float.h>
#include <string.h>

/* Rows that are recorded before their largest are found, the longest lap that is worth a way of its own, and the
 * states that are held in one piece. */
enum { STRETCH = 16, LONGEST_LAP = 64, COLUMNS = 6, BLOCKS = 8 };

/* ---------------------------------------------------------------------- units */

/* From the largest |x|, a slot each, in its place. A state that is always 0 has no unit of its own. */
static void find_units(chaosi_window *w, size_t lane, size_t slot)
{
    const size_t stride = w->tile->k.stride, dim = w->tile->run->map->dim;
    double most = 0.0;
    for (size_t i = 0; i < dim; i++) {
        double *unit = &w->largest[i * stride + slot];
        *unit = w->turn[i] > 0.0 ? w->turn[i] : *unit;
        most = *unit > most ? *unit : most;
    }
    for (size_t i = 0; i < dim; i++) {
        double *unit = &w->largest[i * stride + slot];
        if (!(*unit >= DBL_MIN)) /* nor has one of subnormals, which are not precise */
            *unit = most >= DBL_MIN ? most : 1.0;
        w->unit[i * stride + lane] = *unit;
    }
}

/* --------------------------------------------------------------------- record */

/* Slots whose columns are made together. */
static size_t group_of(size_t lanes) { return lanes < CHAOSK_LANES ? lanes : CHAOSK_LANES; }

static size_t columns_of(uint64_t dim) { return dim < COLUMNS ? dim : COLUMNS; }

size_t chaosi_window_bytes(uint64_t dim, uint64_t rows, size_t lanes)
{
    return (rows * (dim * lanes + columns_of(dim) * group_of(lanes)) + 3 * dim * lanes + dim) *
               sizeof(double) +
           COLUMNS * (sizeof(size_t) + sizeof(uint64_t)) + (2 * lanes + dim) * sizeof(uint32_t);
}

chaosi_window chaosi_window_place(chaosi_tile *tile, uint64_t rows, void *block)
{
    const size_t dim = tile->run->map->dim, lanes = tile->k.stride;
    chaosi_window w = { .tile = tile, .rows = rows, .start = tile->n, .x = block };
    w.column = w.x + rows * dim * lanes;
    w.largest = w.column + rows * columns_of(dim) * group_of(lanes);
    w.limit = w.largest + dim * lanes;
    w.unit = w.limit + dim * lanes;
    w.turn = w.unit + dim * lanes;
    w.held = (size_t *)(void *)(w.turn + dim);
    w.known = (uint64_t *)(void *)(w.held + COLUMNS);
    w.slot = (uint32_t *)(void *)(w.known + COLUMNS);
    w.lap = w.slot + lanes;
    w.all = w.lap + lanes;
    return w;
}

static uint32_t find_lap(const chaosi_window *w, size_t lane)
{
    const chaosi_returns *r = &w->tile->returns;
    const uint64_t longest = w->rows - 1 < LONGEST_LAP ? w->rows - 1 : LONGEST_LAP;
    return chaosi_has_returned(r, lane) && r->distance[lane] <= longest ? (uint32_t)r->distance[lane] : 0;
}

void chaosi_window_begin(chaosi_window *w)
{
    for (uint32_t i = 0; i < w->tile->run->map->dim; i++) {
        w->all[i] = i;
        w->turn[i] = chaosi_circle(w->tile->run, i);
    }
    for (size_t lane = 0; lane < w->tile->npoints; lane++)
        w->lap[lane] = find_lap(w, lane);
}

int chaosi_window_record(chaosi_window *w, const uint8_t *chosen, uint64_t rows, bool last)
{
    chaosi_tile *t = w->tile;
    const size_t dim = t->run->map->dim, stride = t->k.stride;
    int code = CHAOS_OK;
    memset(w->held, 0xff, COLUMNS * sizeof *w->held);
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++)
        if (chosen[lane] && !t->done[lane]) {
            w->slot[lane] = (uint32_t)c.count;
            chaosi_crew_add(&c, lane);
        }
    chaosi_crew_close(&c);
    w->slots = c.count > 0 ? t->k.lanes : 0;
    w->recorded = rows;
    memset(w->largest, 0, dim * stride * sizeof(double));
    for (uint64_t row = 0; row < rows && code == CHAOS_OK && c.count > 0; row += STRETCH) {
        const uint64_t count = rows - row < STRETCH ? rows - row : STRETCH;
        double *x = w->x + row * dim * stride;
        code = chaosi_tile_record(t, count, 1, last && row + count == rows, w->all, (uint32_t)dim, x);
        for (size_t i = 0; i < dim && code == CHAOS_OK; i++)
            t->run->lanes->largest(x + i * stride, dim * stride, count, t->k.lanes, w->largest + i * stride);
    }
    for (size_t slot = 0; slot < c.count; slot++)
        find_units(w, t->lane_of[slot], slot);
    chaosi_crew_disband(&c);
    chaosi_tile_all_done(t);
    return code;
}

void chaosi_window_rewind(chaosi_window *w, const uint8_t *chosen)
{
    chaosi_tile *t = w->tile;
    for (size_t lane = 0; lane < t->npoints; lane++)
        for (size_t i = 0; chosen[lane] && !t->done[lane] && i < t->run->map->dim; i++)
            t->k.x[i * t->k.stride + lane] = chaosi_window_state(w, i, lane, 0);
    t->n = w->start;
}

void chaosi_window_narrow(const chaosi_window *w, uint64_t row, uint64_t unit, uint64_t most, double limit,
                          uint64_t *back)
{
    const size_t dim = w->tile->run->map->dim, stride = w->tile->k.stride;
    for (size_t i = 0; i < dim * stride; i++)
        w->limit[i] = 1.0001 * limit * w->largest[i];
    w->tile->run->lanes->come_back(w->x + row * dim * stride, unit, most, w->limit, w->turn, dim, stride,
                                   w->slots, back);
}

/* A stretch at a time: often the first rows tell. */
const double *chaosi_window_column(const chaosi_window *w, uint64_t state, size_t lane, uint64_t rows)
{
    const size_t dim = w->tile->run->map->dim, stride = w->tile->k.stride, lanes = group_of(stride),
                 first = w->slot[lane] / lanes * lanes, wanted = first * dim + state, at = state % COLUMNS;
    double *column = w->column + at * lanes * w->rows;
    uint64_t *known = &w->known[at];
    if (w->held[at] != wanted)
        *known = 0;
    w->held[at] = wanted;
    if (*known < rows) {
        const uint64_t end = (rows + STRETCH - 1) / STRETCH * STRETCH,
                       count = end < w->recorded ? end : w->recorded;
        w->tile->run->lanes->transpose(w->x + (*known * dim + state) * stride + first, dim * stride,
                                       count - *known, lanes, column + *known, w->rows);
        *known = count;
    }
    return column + (w->slot[lane] - first) * w->rows;
}

/* ------------------------------------------------------------------ distances */

static bool is_stopped(const chaosi_window *w)
{
    return w->tile->pace && chaosi_tile_tick(w->tile, 0) != CHAOS_OK;
}

/* Whether there is a state i, and nobody has said stop: what is found then is of no account, for the call ends
 * at the next tick. Only comparing large maps takes long. */
static inline bool goes_on(const chaosi_window *w, uint64_t i)
{
    enum { OFTEN = 1 << 10 };
    return i < w->tile->run->map->dim && (i % OFTEN < OFTEN - 1 || !is_stopped(w));
}

static double unit_of(const chaosi_window *w, uint64_t state, size_t lane)
{
    return w->unit[state * w->tile->k.stride + lane];
}

static inline double gap(double a, double b, double turn) { return __builtin_fabs(chaosi_apart(a, b, turn)); }

static inline double larger_size(double x, double most)
{
    const double size = __builtin_fabs(x);
    return size > most ? size : most;
}

static double farthest_on_circle(const double *x, uint64_t by, uint64_t count, double turn)
{
    double most = 0.0;
    for (uint64_t n = 0; n < count; n++)
        most = larger_size(chaosi_apart(x[n + by], x[n], turn), most);
    return most;
}

/* How far a state of an iterate is from that `by` later. */
static inline double step_of(const chaosi_window *w, uint64_t state, size_t lane, uint64_t n, uint64_t by)
{
    return gap(chaosi_window_state(w, state, lane, n + by), chaosi_window_state(w, state, lane, n),
               w->turn[state]);
}

double chaosi_farthest(const chaosi_window *w, size_t lane, uint64_t by, uint64_t first, uint64_t end)
{
    double most = 0.0;
    for (uint64_t i = 0; goes_on(w, i); i++) {
        double widest = 0.0;
        if (end == first + 1) {
            widest = larger_size(step_of(w, i, lane, first, by), widest);
        } else {
            const double *x = chaosi_window_column(w, i, lane, end + by) + first, turn = w->turn[i];
            widest = turn > 0.0 ? farthest_on_circle(x, by, end - first, turn)
                                : w->tile->run->lanes->farthest(x, by, end - first);
        }
        most = larger_size(widest / unit_of(w, i, lane), most);
    }
    return most;
}

bool chaosi_is_closer(const chaosi_window *w, size_t lane, uint64_t by, uint64_t n, double limit,
                      double *most)
{
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double step = step_of(w, i, lane, n, by), unit = unit_of(w, i, lane);
        if (!(step < limit * unit))
            return false;
        *most = larger_size(step / unit, *most);
    }
    return true;
}

bool chaosi_are_close(const chaosi_window *w, size_t lane, uint64_t by, uint64_t first, uint64_t end,
                      double limit)
{
    for (uint64_t i = 0; goes_on(w, i); i++) {
        const double turn = w->turn[i], most = limit * unit_of(w, i, lane);
        if (!(step_of(w, i, lane, first, by) < most))
            return false;
        if (end == first + 1)
            continue;
        const double *x = chaosi_window_column(w, i, lane, end + by);
        for (uint64_t n = first; n < end; n++)
            if (!(gap(x[n + by], x[n], turn) < most))
                return false;
    }
    return true;
}

static bool same(const double *x, const double *y, uint64_t count)
{
    return x[0] == y[0] && memcmp(x, y, count * sizeof *x) == 0;
}

static bool repeats(const double *x, uint64_t p, uint64_t end, double tol, double turn)
{
    if (same(x + p, x, end))
        return true;
    for (uint64_t n = 0; n < end; n++)
        if (!(gap(x[n + p], x[n], turn) <= tol))
            return false;
    return true;
}

bool chaosi_lap_is_close(const chaosi_window *w, size_t lane, uint64_t p, double limit)
{
    const uint64_t lap = w->lap[lane];
    for (uint64_t i = 0; goes_on(w, i); i++) {
        const double turn = w->turn[i], most = limit * unit_of(w, i, lane);
        for (uint64_t n = 0, later = p; n < lap; n++, later = later + 1 < lap ? later + 1 : 0)
            if (!(gap(chaosi_window_state(w, i, lane, later), chaosi_window_state(w, i, lane, n), turn) <
                  most))
                return false;
    }
    return true;
}

bool chaosi_repeats(const chaosi_window *w, size_t lane, uint64_t p, uint64_t end, double tol)
{
    for (uint64_t i = 0; goes_on(w, i); i++)
        if (!(step_of(w, i, lane, 0, p) <= tol * unit_of(w, i, lane)))
            return false;
    for (uint64_t i = 0; goes_on(w, i); i++)
        if (!repeats(chaosi_window_column(w, i, lane, end + p), p, end, tol * unit_of(w, i, lane),
                     w->turn[i]))
            return false;
    return true;
}

double chaosi_drift(const chaosi_window *w, size_t lane, uint64_t p, uint64_t first, uint64_t end)
{
    const uint64_t rows = end - first;
    double most = 0.0;
    for (uint64_t i = 0; goes_on(w, i); i++) {
        const double *x = chaosi_window_column(w, i, lane, end) + first, turn = w->turn[i];
        double widest = 0.0;
        if (same(x + p, x, rows - p))
            continue;
        for (uint64_t n = p, at = 0; n < rows; n++, at = at + 1 < p ? at + 1 : 0)
            widest = chaosi_larger(widest, gap(x[n], x[at], turn));
        most = chaosi_larger(most, widest / unit_of(w, i, lane));
    }
    return most;
}

double chaosi_away(const chaosi_window *w, size_t lane, uint64_t n, const double *x)
{
    double most = 0.0;
    for (uint64_t i = 0; goes_on(w, i); i++) {
        const double at = x[i * w->tile->k.stride];
        most = chaosi_larger(most,
                             gap(chaosi_window_state(w, i, lane, n), at, w->turn[i]) / unit_of(w, i, lane));
    }
    return most;
}

bool chaosi_shrink(const chaosi_window *w, size_t lane, uint64_t p, uint64_t first, uint64_t end)
{
    const uint64_t count = end - first;
    if (p >= count)
        return true;
    const uint64_t apart = p * (count / 2 > p ? count / 2 / p : 1);
    const double before = chaosi_farthest(w, lane, p, first, end - apart);
    return chaosi_are_close(w, lane, p, first + apart, end, before * (1.0 - 1e-9));
}

/* Blocks of whole periods, in which distances are compared; where they would be few, single iterates p apart. */
typedef struct blocks {
    bool few;
    uint64_t apart, length;
} blocks;

static blocks blocks_of(uint64_t p, uint64_t count)
{
    const bool few = p * BLOCKS > count;
    const uint64_t apart = few ? p : (count / BLOCKS + p - 1) / p * p;
    return (blocks){ few, apart, few ? 1 : apart };
}

double chaosi_climb(const chaosi_window *w, size_t lane, uint64_t p, uint64_t count, uint64_t *apart)
{
    /* What grows many times from each to the next is not quite linear at last; small bands of chaos do not. */
    static const double rounding = 1e-6, bend = 1.0 / 32.0, little = 2.0;
    const blocks b = blocks_of(p, count);
    double before = chaosi_farthest(w, lane, p, 0, b.length), last = __builtin_inf(), first = 0.0;
    *apart = b.apart;
    for (uint64_t n = b.apart; n + b.length <= count && !b.few; n += b.length) {
        const double after = chaosi_farthest(w, lane, p, n, n + b.length), ratio = after / before;
        first = first > 0.0 ? first : ratio;
        if (!(ratio <= last * (1.0 + rounding) || __builtin_fabs(ratio - first) <= bend * (first - little)))
            return 0.0;
        last = ratio;
        before = after;
    }
    return first;
}

bool chaosi_shrink_steadily(const chaosi_window *w, size_t lane, uint64_t p, uint64_t first, uint64_t end,
                            double still)
{
    const blocks b = blocks_of(p, end - first);
    double before = 0.0;
    for (uint64_t n = first; n + b.apart + b.length <= end; n += b.length) {
        if (b.few || n == first)
            before = chaosi_farthest(w, lane, p, n, n + b.length);
        const double after = chaosi_farthest(w, lane, p, n + b.apart, n + b.apart + b.length);
        if (!(after < before) && !(after <= still && before <= still))
            return false;
        before = after;
    }
    return first + b.apart + b.length <= end;
}

/* SPDX-License-Identifier: MIT */
#include "core/memory.h"
#include "core/tile.h"

#include <stdlib.h>
#include <string.h>

/* Where looks are due, a bit each, in units of 2^4 * 3 * 5 steps after a state was kept: together they catch every
 * period up to 64 but 63 and 64, of which the distances between kept states do the latter. In long orbits of few states
 * a look is worth more: it compares with the kept state and some after it, from half way between which looks are
 * counted. Be d = s / l for looks s apart and a period l: for some q up to 2 l / TRAIL (Dirichlet) q d is within
 * TRAIL / 2 / l of a whole number, so that the q-th look meets one of these. */
enum {
    UNIT = 240,
    FIRST_KEPT = 64,
    HALVED = 1024,
    LONG = 1 << 18,
    LONG_APART = 32 * UNIT,
    TRAIL = CHAOSI_TRAIL,
    LONGER = 1 << 20, /* where there is no trail */
    LONGER_APART = 16 * UNIT,
};
enum { AHEAD_DIM = 4096, AHEAD_LANES = 64 };
#define BIT(n) (UINT64_C(1) << (n))
static const uint64_t due = BIT(1) | BIT(3) | BIT(7) | BIT(11) | BIT(13) | BIT(17) | BIT(19) | BIT(23) |
                            BIT(25) | BIT(27) | BIT(29) | BIT(31) | BIT(37) | BIT(41) | BIT(43) | BIT(47) |
                            BIT(49) | BIT(53) | BIT(59) | BIT(61);

uint64_t chaosi_kept_at(uint64_t n)
{
    if (n < FIRST_KEPT)
        return 0;
    const uint64_t power = UINT64_C(1) << (63 - __builtin_clzll(n));
    return n >= HALVED && n < LONG && n - power >= power / 2 ? power / 2 * 3 : power;
}

bool chaosi_returns_has_trail(const chaosi_tile *t, uint64_t n)
{
    return n >= LONG && t->run->map->dim <= CHAOSI_TRAIL_DIM;
}

/* After a state was kept. */
static uint64_t next_look(const chaosi_tile *t, uint64_t n, uint64_t since)
{
    const uint64_t half = TRAIL / 2, units = since / UNIT, later = units < 63 ? due >> units >> 1 : 0;
    if (chaosi_returns_has_trail(t, n))
        return (since < half ? 1 : (since - half) / LONG_APART + 1) * LONG_APART + half;
    if (n >= LONGER)
        return (since / LONGER_APART + 1) * LONGER_APART;
    return later ? (units + 1 + (uint64_t)__builtin_ctzll(later)) * UNIT : UINT64_MAX;
}

uint64_t chaosi_steps_to_look(const chaosi_tile *t, uint64_t n)
{
    const uint64_t kept = chaosi_kept_at(n), since = n - kept, look = next_look(t, n, since),
                   next = kept == 0                       ? FIRST_KEPT
                          : (kept & (kept - 1))           ? kept / 3
                          : kept < HALVED || kept >= LONG ? kept
                                                          : kept / 2;
    return (look < next ? look : next) - since;
}

static uint64_t trail_rows(uint64_t dim) { return dim <= CHAOSI_TRAIL_DIM ? TRAIL + 1 : 0; }

uint64_t chaosi_returns_bytes(uint64_t dim, uint64_t lanes)
{
    return ((3 * dim + 6 + trail_rows(dim) * dim) * sizeof(double) + 3) * lanes;
}

void chaosi_returns_place(chaosi_returns *r, void *block, uint64_t dim, uint64_t lanes)
{
    double *at = block;
    *r = (chaosi_returns){ .count = 0 };
    r->kept = at, at += dim * lanes;
    r->mark_kept = at, at += dim * lanes;
    r->point = at, at += dim * lanes;
    r->trail = at, at += trail_rows(dim) * dim * lanes;
    r->growth = at, at += lanes;
    r->error = at, at += lanes;
    r->seen = (uint64_t *)(void *)at, at += lanes;
    r->mark_seen = (uint64_t *)(void *)at, at += lanes;
    r->distance = (uint64_t *)(void *)at, at += lanes;
    r->rest = (uint64_t *)(void *)at, at += lanes;
    r->fate = (uint8_t *)at;
    r->has_error = r->fate + lanes;
    r->ahead = r->has_error + lanes;
}

void chaosi_returns_free(chaosi_returns *r) { free(r->room); }

static size_t state_bytes(const chaosi_tile *t) { return t->run->map->dim * t->k.stride * sizeof(double); }

void chaosi_returns_fill(chaosi_tile *t)
{
    chaosi_returns *r = &t->returns;
    memcpy(r->kept, t->k.x, state_bytes(t));
    memset(r->seen, 0xff, t->k.lanes * sizeof r->seen[0]);
    memset(r->fate, CHAOSI_NOT_KNOWN, t->k.lanes);
    memset(r->ahead, 0, t->k.lanes);
    r->count = 0;
    chaosi_returns_lose_trail(r);
}

void chaosi_returns_take(chaosi_tile *t, const chaosi_tile *larger, uint64_t from, uint64_t count)
{
    chaosi_returns *r = &t->returns;
    const chaosi_returns *other = &larger->returns;
    for (size_t i = 0; i < t->run->map->dim; i++) {
        const size_t to = i * t->k.stride, at = i * larger->k.stride + from;
        memcpy(r->kept + to, other->kept + at, count * sizeof(double));
        memcpy(r->point + to, other->point + at, count * sizeof(double));
    }
    memcpy(r->seen, other->seen + from, count * sizeof r->seen[0]);
    memcpy(r->distance, other->distance + from, count * sizeof r->distance[0]);
    memcpy(r->growth, other->growth + from, count * sizeof r->growth[0]);
    memcpy(r->error, other->error + from, count * sizeof r->error[0]);
    memcpy(r->fate, other->fate + from, count);
    memcpy(r->has_error, other->has_error + from, count);
    memset(r->ahead, 0, t->k.lanes);
    r->count = 0;
    chaosi_returns_lose_trail(r);
    for (size_t lane = 0; lane < count; lane++)
        r->count += chaosi_has_returned(r, lane);
}

void chaosi_returns_mark(chaosi_tile *t)
{
    chaosi_returns *r = &t->returns;
    memcpy(r->mark_kept, r->kept, state_bytes(t));
    memcpy(r->mark_seen, r->seen, t->k.lanes * sizeof r->seen[0]);
    r->mark_count = r->count;
}

/* What fate a lane has does not depend on when it was seen, but its last bits do on where. */
void chaosi_returns_restore(chaosi_tile *t)
{
    chaosi_returns *r = &t->returns;
    memcpy(r->kept, r->mark_kept, state_bytes(t));
    memcpy(r->seen, r->mark_seen, t->k.lanes * sizeof r->seen[0]);
    r->count = r->mark_count;
    chaosi_returns_lose_trail(r);
    for (size_t lane = 0; lane < t->npoints; lane++) {
        if (r->ahead[lane])
            r->fate[lane] = CHAOSI_NOT_KNOWN;
        r->ahead[lane] = 0;
    }
}

/* Not so of an orbit that has just escaped to infinity, which nobody may have noticed yet. */
static bool is_inside(const chaosi_tile *t, size_t slot)
{
    for (size_t i = 0; i < t->run->map->dim; i++)
        if (!(__builtin_fabs(t->k.x[i * t->k.stride + slot]) <= t->limit[i]))
            return false;
    return true;
}

/* A slot that is flagged, of a lane that had not been seen to return. */
static bool is_new(const chaosi_tile *t, size_t slot)
{
    return t->flag[slot] && !t->k.done[slot] && !chaosi_has_returned(&t->returns, t->lane_of[slot]) &&
           is_inside(t, slot);
}

static bool any_is_new(const chaosi_tile *t)
{
    size_t slot = 0;
    while (slot < t->k.lanes && !is_new(t, slot))
        slot++;
    return slot < t->k.lanes;
}

static bool note_returns(chaosi_tile *t, uint64_t n, uint64_t distance, bool ahead)
{
    chaosi_returns *r = &t->returns;
    const uint64_t before = r->count;
    for (size_t slot = 0; slot < t->k.lanes; slot++) {
        const size_t lane = t->lane_of[slot];
        if (!is_new(t, slot))
            continue;
        r->seen[lane] = n;
        for (size_t i = 0; i < t->run->map->dim; i++)
            r->point[i * t->k.stride + lane] = t->k.x[i * t->k.stride + slot];
        if (ahead) /* nothing hangs on what a longer window before knew of it */
            r->fate[lane] = CHAOSI_NOT_KNOWN;
        if (r->fate[lane] == CHAOSI_NOT_KNOWN) /* else the least is known */
            r->distance[lane] = distance;
        r->ahead[lane] = ahead;
        r->count++;
    }
    return r->count > before;
}

const uint32_t chaosi_trail_states[CHAOSI_TRAIL_DIM] = { 0, 1 };

/* From the state that was kept at iterate `kept_at`. */
static void lay_trail(chaosi_tile *t, const double *kept, uint64_t kept_at)
{
    chaosi_returns *r = &t->returns;
    const size_t dim = t->run->map->dim;
    chaosk_tile k = t->k;
    k.x = r->trail + TRAIL * dim * k.stride;
    k.n0 = kept_at;
    k.turns = NULL;
    memcpy(k.x, kept, state_bytes(t));
    t->run->kernels->record(&k, TRAIL, 1, chaosi_trail_states, (uint32_t)dim, r->trail);
    t->k.stop |= k.stop;
    r->trail_of = kept_at;
}

/* With the kept state or, in long orbits, with each of the trail. */
static bool compare(chaosi_tile *t, const double *kept, uint64_t kept_at, uint64_t n)
{
    const size_t dim = t->run->map->dim, stride = t->k.stride, size = dim * stride;
    const chaosk_lanes *lanes = t->run->lanes;
    bool any = false;
    if (!chaosi_returns_has_trail(t, n - 1))
        return lanes->equal(t->k.x, kept, dim, stride, t->k.lanes, t->flag) &&
               note_returns(t, n, n - kept_at, false);
    if (t->returns.trail_of != kept_at)
        lay_trail(t, kept, kept_at);
    if (!lanes->meet(t->k.x, t->returns.trail, TRAIL, dim, stride, t->k.lanes, t->flag) || !any_is_new(t))
        return false;
    for (uint64_t i = TRAIL; i-- > 0;)
        any |= lanes->equal(t->k.x, t->returns.trail + i * size, dim, stride, t->k.lanes, t->flag) &&
               note_returns(t, n, n - kept_at - i, false);
    return any;
}

bool chaosi_returns_look(chaosi_tile *t, uint64_t n)
{
    double *kept = t->k.x == t->crew_x ? t->crew_kept : t->returns.kept;
    if (!t->run->returns)
        return false;
    const bool any = compare(t, kept, chaosi_kept_at(n - 1), n);
    if (chaosi_kept_at(n) == n)
        chaosi_tile_save(t, kept);
    return any;
}

static bool any_may_return(const chaosi_tile *t, size_t from, size_t count)
{
    for (size_t lane = from; lane < from + count && lane < t->npoints; lane++)
        if (!t->done[lane] && !chaosi_has_returned(&t->returns, lane))
            return true;
    return false;
}

/* Moves some lanes on, if one of them may return: whether any does. */
static bool some_come_back(chaosi_tile *t, size_t from, size_t count)
{
    const size_t dim = t->run->map->dim, stride = t->k.stride;
    memset(t->flag + from, 0, count);
    if (!any_may_return(t, from, count))
        return false;
    chaosk_tile k = *chaosi_tile_at(t, t->n);
    k.lanes = count;
    k.x += from, k.p += from, k.id += from, k.done += from;
    t->run->kernels->advance(&k, CHAOSI_AHEAD);
    t->k.stop |= k.stop;
    return t->run->lanes->equal(k.x, t->scratch + from, dim, stride, count, t->flag + from);
}

void chaosi_returns_look_ahead(chaosi_tile *t)
{
    const size_t lanes = t->k.lanes;
    bool any = false;
    if (!t->run->returns || t->run->map->dim > AHEAD_DIM || !any_may_return(t, 0, lanes))
        return;
    chaosi_tile_save(t, t->scratch);
    for (size_t from = 0; from < lanes; from += AHEAD_LANES)
        any |= some_come_back(t, from, lanes - from < AHEAD_LANES ? lanes - from : AHEAD_LANES);
    memcpy(t->k.x, t->scratch, state_bytes(t));
    if (any)
        note_returns(t, t->n, CHAOSI_AHEAD, true);
}

void chaosi_returns_glide(chaosi_tile *t, uint64_t n, uint64_t steps)
{
    while (steps > 0) {
        const uint64_t due = t->run->returns ? chaosi_steps_to_look(t, n) : steps,
                       now = due < steps ? due : steps;
        t->run->kernels->advance(chaosi_tile_at(t, n), now);
        n += now;
        steps -= now;
        if (now == due)
            chaosi_returns_look(t, n);
    }
}

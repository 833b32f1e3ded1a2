/* Whether an orbit tends to a cycle: a window asks, and Newton answers.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/period.h"

#include <string.h>

enum { MOST_QUESTIONS = 12 };
/* Powers of two by which what attracts has long brought an orbit in. */
static const double settled = 100.0;

/* ----------------------------------------------------------------- questions */

static bool shrink(const period *w, size_t lane, uint64_t p)
{
    return chaosi_shrink(&w->window, lane, p, w->findings[lane].first, window(w->run->request));
}

static bool shrink_steadily(const period *w, size_t lane, uint64_t p)
{
    return chaosi_shrink_steadily(&w->window, lane, p, w->findings[lane].first, window(w->run->request),
                                  still);
}

/* The middle of what is looked at. */
static uint64_t halfway(const period *w, size_t lane)
{
    return (w->findings[lane].first + window(w->run->request)) / 2;
}

/* Whether the orbit, which returns after so many times p, may tend to a cycle of period p. */
static bool may_divide(const period *w, size_t lane, uint64_t p)
{
    const uint64_t count = window(w->run->request);
    const bool moves = w->findings[lane].drift > still;
    if (!chaosi_are_close(&w->window, lane, p, count - 1, count, moves ? far : stuck))
        return false;
    return chaosi_farthest(&w->window, lane, p, halfway(w, lane), count) <= stuck ||
           (moves && shrink(w, lane, p));
}

/* Whether an orbit that does not return may be on its way to a cycle of period p, which
 * brings it closer than any before. */
static bool may_tend(period *w, size_t lane, uint64_t p)
{
    const uint64_t first = w->findings[lane].first;
    double *closest = &w->findings[lane].closest, most = 0.0;
    for (unsigned i = 0; i < LOOKS; i++)
        if (!chaosi_is_closer(&w->window, lane, p, look_of(w->run->request, first, i), *closest, &most))
            return false;
    if (!(most <= near && first == 0 ? shrink(w, lane, p) : shrink_steadily(w, lane, p)))
        return false;
    *closest = most;
    return true;
}

/* About log2(x), x >= 1, in any arithmetic the same. */
static double log2_of(double x)
{
    int exponent = 0;
    for (; x >= 2.0; x *= 0.5)
        exponent++;
    return exponent + (x - 1.0);
}

/* Whether it may be leaving a cycle of period p all through the window, near which it started or came. */
static bool may_leave(period *w, size_t lane, uint64_t p)
{
    const uint64_t count = window(w->run->request);
    uint64_t apart = p;
    const double growth = chaosi_are_close(&w->window, lane, p, 0, count, far)
                              ? chaosi_climb(&w->window, lane, p, count, &apart)
                              : 0.0;
    w->findings[lane].leaves = growth > 1.0 ? log2_of(growth) * (double)p / (double)apart : 0.0;
    return growth > 1.0;
}

/* Whether to ask about p. What preserves areas tends to no cycle. */
static bool is_question(period *w, size_t lane, uint64_t p)
{
    finding *f = &w->findings[lane];
    f->leaves = 0.0;
    if (p == f->direct || w->run->request->map->flags & CHAOSI_AREA)
        return p == f->direct;
    if (p < f->direct)
        return f->direct % p == 0 && may_divide(w, lane, p);
    return may_tend(w, lane, p) || (f->first == 0 && may_leave(w, lane, p));
}

/* An orbit that has no period all through the window may have left something in it, and settled: its last quarter
 * tells. What preserves areas does not settle. */
static bool look_later(period *w, size_t lane)
{
    const period_options *o = options_of(w->run->request);
    const uint64_t count = window(w->run->request), first = last_quarter(w->run->request);
    finding *f = &w->findings[lane];
    if (f->first > 0 || f->period > 0 || w->run->request->map->flags & CHAOSI_AREA)
        return false;
    *f = (finding){ .first = first,
                    .open = w->settles[w->window.slot[lane]],
                    .closest = settling,
                    .unsettled = f->unsettled };
    for (uint64_t p = next_open(w, lane, 0); f->direct == 0 && may_compare(w, p); p = next_open(w, lane, p))
        if (chaosi_are_close(&w->window, lane, p, first, count, o->tol))
            f->direct = p;
    f->drift = f->direct ? chaosi_drift(&w->window, lane, f->direct, first, w->window.rows) : 0.0;
    if (f->direct)
        f->open = w->back[w->window.slot[lane]];
    return true;
}

/* Whether it may be on its way to a cycle round which it turns: not in one dimension, and not where areas are preserved; and
 * there is no middle of states at different times, of which functions know nothing, but for those that are forcing periods
 * apart. What returns exactly is there. */
static bool may_spiral(const period *w, size_t lane)
{
    const chaosi_request *r = w->run->request;
    const chaos_map *map = r->map;
    const bool timeless =
        !(map->flags & CHAOSI_IMPURE) || map->flags & CHAOSI_CALLS || options_of(r)->forcing_period;
    return map->dim > 1 && map->dim <= CHAOSI_NEWTON_DIM && !(map->flags & CHAOSI_AREA) && timeless &&
           !chaosi_has_returned(&w->run->tile->returns, lane);
}

/* Whether all iterates come back some time, if not close: what turns about something does, and chaos seldom. */
static bool turns(period *w, size_t lane)
{
    const uint64_t count = window(w->run->request);
    w->findings[lane].open = w->on_way[w->window.slot[lane]];
    for (uint64_t p = next_open(w, lane, 0); may_compare(w, p); p = next_open(w, lane, p))
        if (chaosi_are_close(&w->window, lane, p, 0, count, far))
            return true;
    return false;
}

/* What turns and comes in slowly looks quasi-periodic: asks about what is in the middle. */
static bool ask_about_middle(period *w, size_t lane)
{
    finding *f = &w->findings[lane];
    if (f->middle || f->period > 0 || f->unsettled || !may_spiral(w, lane) || !turns(w, lane))
        return false;
    f->asked = unit_of(w->run->request);
    f->middle = true;
    return true;
}

/* Whether there is a cycle that attracts, but so weakly that the orbit need not be there yet; where Newton's last step is
 * longer, one of its multipliers is 1. */
static bool may_come_in(const period *w, size_t slot, uint64_t p)
{
    const chaosi_common *c = &w->run->request->options.common;
    return w->newton.answer[slot] == CHAOSI_CYCLE_ATTRACTS && w->newton.step[slot] <= 1e-11 &&
           -w->newton.growth[slot] * (double)(c->transient + window(w->run->request)) < settled * (double)p;
}

void chaosi_period_ask(period *w, size_t lane)
{
    finding *f = &w->findings[lane];
    for (uint64_t p = next_open(w, lane, f->asked);
         !f->middle && !f->done && f->questions < MOST_QUESTIONS && may_compare(w, p);
         p = next_open(w, lane, p)) {
        if (p == f->direct && f->drift <= still) {
            f->period = p;
            break;
        }
        if (is_question(w, lane, p)) {
            f->asked = p;
            f->questions++;
            return;
        }
    }
    if (!f->middle && look_later(w, lane))
        chaosi_period_ask(w, lane);
    else
        f->done |= !ask_about_middle(w, lane);
}

/* What Newton says of p = f->asked. */
static void take_answer(period *w, size_t slot, bool approached)
{
    const size_t lane = w->newton.lane[slot];
    const enum chaosi_cycle answer = w->newton.answer[slot];
    finding *f = &w->findings[lane];
    const bool direct = f->asked == f->direct, area = w->run->request->map->flags & CHAOSI_AREA,
               neutral = answer == CHAOSI_CYCLE_NEUTRAL || answer == CHAOSI_CYCLE_SINGULAR,
               known = w->run->request->map->dim <= CHAOSI_NEWTON_DIM;
    if (f->middle) {
        f->unsettled = may_come_in(w, slot, f->asked);
        return;
    }
    if (answer == CHAOSI_CYCLE_ATTRACTS && approached) {
        f->period = w->least[slot];
        f->done = true;
        return;
    }
    /* Neutral, or unknown of a large map: as the window has it. */
    if (direct && f->first == 0 && (neutral || !known) && !f->unsettled &&
        f->drift <= options_of(w->run->request)->tol) {
        f->period = f->direct;
        f->done = true;
        return;
    }
    /* It is still on its way from there: it grows as what is near that cycle does. */
    if (f->leaves > 0.0) {
        const double growth = w->newton.growth[slot];
        f->unsettled |= answer == CHAOSI_CYCLE_REPELS && f->leaves > 0.4 * growth && f->leaves < 1.4 * growth;
        return;
    }
    /* What passes a cycle that repels, or the place where one is about to be born, comes closer
     * for a while, too. */
    const bool tends =
        f->first == 0 && (answer >= CHAOSI_CYCLE_SINGULAR || !known) && shrink_steadily(w, lane, f->asked);
    /* What drifts by a cycle is within 1e-10 of a bifurcation, if areas may shrink. */
    f->unsettled |= tends || (direct && (!neutral || (answer == CHAOSI_CYCLE_NEUTRAL && !area)));
    f->done = neutral && (direct || tends);
}

/* ------------------------------------------------------------------- answers */

/* The last row of a window whose number is a multiple of p: what Newton starts from, but where an orbit leaves. */
static uint64_t guess_row(const period *w, uint64_t p) { return (w->window.rows - 1) / p * p; }

/* Iterate j of a cycle of period p is in newton.k.x: iterates j, j + p ... of the rows that are looked at are
 * compared with it, those of the two ends whole periods apart. */
static void compare(period *w, size_t slot, uint64_t p, uint64_t j)
{
    const size_t lane = w->newton.lane[slot];
    const uint64_t end = window_rows(w->run->request), first = w->findings[lane].first, rows = end - first,
                   apart = p * (rows / 2 > p ? rows / 2 / p : 1);
    for (uint64_t n = j + (first > j ? (first - j + p - 1) / p * p : 0); n < end; n += p) {
        const double d = chaosi_away(&w->window, lane, n, w->newton.k.x + slot);
        if (n < end - apart)
            w->worst[0][slot] = chaosi_larger(w->worst[0][slot], d);
        if (n >= first + apart)
            w->worst[1][slot] = chaosi_larger(w->worst[1][slot], d);
    }
}

/* The least divisor j of p that brings the cycle back to its first point, kept in newton.from. */
static void reduce(period *w, size_t slot, uint64_t p, uint64_t j)
{
    const chaosi_run *call = w->run->tile->run;
    const double tol = options_of(w->run->request)->tol;
    if (j == 0 || p % j != 0 || j % unit_of(w->run->request) != 0 || w->least[slot] < p)
        return;
    for (uint64_t i = 0; i < call->map->dim; i++) {
        const size_t at = i * w->newton.k.stride + slot;
        if (!(__builtin_fabs(chaosi_apart(w->newton.k.x[at], w->newton.from[at], chaosi_circle(call, i))) <=
              tol * w->newton.unit[at]))
            return;
    }
    w->least[slot] = j;
}

/* Goes round the attracting cycles of period p that were found. */
static int go_round(period *w, uint64_t p)
{
    chaosi_newton *newton = &w->newton;
    const size_t slots = newton->count, dim = w->run->request->map->dim;
    int code = CHAOS_OK;
    for (size_t slot = 0; slot < slots; slot++) {
        newton->rest[slot] = newton->answer[slot] != CHAOSI_CYCLE_ATTRACTS;
        w->worst[0][slot] = w->worst[1][slot] = 0.0;
        w->least[slot] = p;
    }
    if (!memchr(newton->rest, 0, slots))
        return CHAOS_OK;
    memcpy(newton->from, newton->k.x, dim * newton->k.stride * sizeof(double));
    for (uint64_t j = 0; j < p && code == CHAOS_OK; j++) {
        for (size_t slot = 0; slot < slots; slot++)
            if (!newton->rest[slot]) {
                compare(w, slot, p, j);
                reduce(w, slot, p, j);
            }
        code = chaosi_newton_advance(newton, 1);
    }
    return code;
}

/* Whether the orbit does, to the cycle that go_round() has compared it with, or has come as
 * close as rounding lets it. */
static bool comes_closer(const period *w, size_t slot, uint64_t p)
{
    const size_t lane = w->newton.lane[slot];
    const finding *f = &w->findings[lane];
    const double at_first = w->worst[0][slot], at_last = w->worst[1][slot];
    if (at_last <= options_of(w->run->request)->tol)
        return true;
    if (f->direct && f->drift <= still && at_last <= stuck)
        return true;
    /* At a corner a difference quotient is of neither side: small bands of chaos would attract. */
    const bool exact = !(w->run->request->map->flags & CHAOSI_NUMERIC);
    return at_last < at_first && ((exact && at_last <= 2.0 * far) || shrink_steadily(w, lane, p));
}

/* The mean of every p-th row, from the first on. */
static double middle_of(const period *w, uint64_t state, size_t lane, uint64_t p)
{
    const double from = chaosi_window_state(&w->window, state, lane, 0);
    double sum = 0.0, rows = 0.0;
    for (uint64_t n = 0; n < w->window.rows; n += p, rows++)
        sum += chaosi_apart(chaosi_window_state(&w->window, state, lane, n), from, w->window.turn[state]);
    return from + sum / rows;
}

static void ask(period *w, size_t lane, uint64_t p)
{
    chaosi_newton *newton = &w->newton;
    const size_t slot = chaosi_newton_add(newton, lane);
    const uint64_t row = w->findings[lane].leaves > 0.0 ? 0 : guess_row(w, p);
    for (uint64_t i = 0; i < w->run->request->map->dim; i++) {
        newton->k.x[i * newton->k.stride + slot] = w->findings[lane].middle
                                                       ? middle_of(w, i, lane, p)
                                                       : chaosi_window_state(&w->window, i, lane, row);
        newton->unit[i * newton->k.stride + slot] = w->window.unit[i * newton->k.stride + lane];
    }
}

/* All lanes that are asked about p. */
static int answer_all(period *w, uint64_t p)
{
    chaosi_newton *newton = &w->newton;
    int code = CHAOS_OK;
    chaosi_newton_begin(newton, w->run->request->options.common.transient + guess_row(w, p));
    for (size_t lane = 0; lane < w->run->tile->npoints; lane++)
        if (!w->findings[lane].done && w->findings[lane].asked == p)
            ask(w, lane, p);
    chaosi_newton_close(newton);
    if (w->run->request->map->dim <= CHAOSI_NEWTON_DIM)
        code = chaosi_newton_solve(newton, p);
    if (code == CHAOS_OK)
        code = go_round(w, p);
    for (size_t slot = 0; slot < newton->count && code == CHAOS_OK; slot++) {
        finding *f = &w->findings[newton->lane[slot]];
        take_answer(w, slot, comes_closer(w, slot, p));
        if (!f->done)
            chaosi_period_ask(w, newton->lane[slot]);
    }
    return code;
}

/* The least p that some lane asks about, 0 if none does. */
static uint64_t least_question(const period *w)
{
    uint64_t least = 0;
    for (size_t lane = 0; lane < w->run->tile->npoints; lane++) {
        const finding *f = &w->findings[lane];
        if (!f->done && (least == 0 || f->asked < least))
            least = f->asked;
    }
    return least;
}

int chaosi_period_answer(period *w)
{
    int code = CHAOS_OK;
    for (uint64_t p; code == CHAOS_OK && (p = least_question(w)) > 0;)
        code = answer_all(w, p);
    return code;
}

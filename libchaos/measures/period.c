/* The period of the cycle that an orbit tends to.
 *
 * Every iterate of a window is compared with the one p later. Where the orbit is still on
 * its way that shows nothing yet, or too much: just past a doubling it alternates about a fixed
 * point for 10^5 iterates, and returns after two. So what does not stand still is asked: Newton
 * finds the cycle near by, which must attract and come closer.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/window.h"

#include "core/forcing.h"
#include "core/newton.h"

#include <string.h>

enum { WINDOW = 256, MAX_PERIOD = 100000, MAX_WINDOW = 1 << 24, MOST_QUESTIONS = 12, LOOKS = 3 };

/* Distances in units of the largest |x| of each state. */
static const double still = 1e-13, /* what rounding may do to a cycle in a window */
    stuck = 1e-5,                  /* rounding may keep an orbit so far from what it tends to */
    near = 0.02, far = 0.1;        /* returns that may be those of an orbit on its way */

typedef struct period_options {
    chaosi_common common;
    uint64_t max;
    double tol;
    uint64_t forcing_period; /* 0: the map does not read the time */
} period_options;

static const period_options *options_of(const chaosi_request *r) { return (const void *)&r->options; }

static uint64_t window(const chaosi_request *r)
{
    return r->options.common.steps < WINDOW ? WINDOW : r->options.common.steps;
}

static uint64_t window_rows(const chaosi_request *r) { return window(r) + options_of(r)->max; }

static int period_complete(chaosi_request *r, chaos_error *error)
{
    period_options *o = (void *)&r->options;
    if (o->max == 0)
        o->max = 64;
    if (o->max > MAX_PERIOD)
        return chaosi_fail(error, CHAOS_EINVAL, "max", -1, "max must be at most %d, got %llu", MAX_PERIOD,
                           (unsigned long long)o->max);
    if (o->tol == 0.0)
        o->tol = 1e-9;
    if (o->forcing_period > o->max)
        return chaosi_fail(error, CHAOS_EINVAL, "forcing_period", -1,
                           "forcing_period must be at most max, %llu, got %llu", (unsigned long long)o->max,
                           (unsigned long long)o->forcing_period);
    if (o->common.steps > MAX_WINDOW)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps of period must be at most %d, got %llu",
                           MAX_WINDOW, (unsigned long long)o->common.steps);
    if (o->forcing_period)
        return chaosi_check_forcing(r->map, o->forcing_period, error);
    return CHAOS_OK;
}

/* Only now: options may be set one by one. */
static int period_prepare(chaosi_request *r, const chaosi_survey *survey, chaos_error *error)
{
    const uint64_t forcing_period = options_of(r)->forcing_period;
    const int code = chaosi_check_forcing(r->map, forcing_period, error);
    return code == CHAOS_OK ? chaosi_check_forced_steps(survey->source, forcing_period, 0, error) : code;
}

/* What a period is a multiple of. */
static uint64_t unit_of(const chaosi_request *r)
{
    return options_of(r)->forcing_period ? options_of(r)->forcing_period : 1;
}

/* ------------------------------------------------------------------- windows */

/* What is known of a lane. */
typedef struct finding {
    uint64_t direct;    /* the least p over which all iterates return; 0: none */
    double drift;       /* how far returns by `direct` have taken the orbit in the window */
    uint64_t asked;     /* the last p that was asked, 0: none */
    uint64_t period;    /* the answer */
    unsigned questions; /* how many */
    double closest;     /* the closest return that was asked about */
    bool done, unsettled;
} finding;

/* At work on a tile. */
typedef struct period {
    chaosi_measurement *run;
    chaosi_newton newton;
    finding *findings; /* [lanes] */
    double *worst[2];  /* [slots] distance from a cycle at both ends of the window */
    uint64_t *least;   /* [slots] the period of a cycle that was found */
    uint64_t *back[2]; /* [slots of the window] at which p it may return, and may tend to something */
    uint8_t *chosen;   /* [lanes] recorded */
    chaosi_window window;
} period;

static size_t whole_lines(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

static size_t period_scratch(const chaosi_request *r, size_t lanes)
{
    return whole_lines(chaosi_newton_bytes(r->map, lanes)) +
           whole_lines(chaosi_window_bytes(r->map->dim, window_rows(r), lanes)) +
           lanes * (sizeof(finding) + 3 * sizeof(uint64_t) + 2 * sizeof(double) + 1);
}

static period place(chaosi_measurement *run)
{
    const chaos_map *map = run->request->map;
    const size_t lanes = run->tile->k.lanes;
    const uint64_t rows = window_rows(run->request);
    period w = { .run = run };
    char *at = run->scratch;
    chaosi_newton_place(&w.newton, run->tile, at);
    at += whole_lines(chaosi_newton_bytes(map, lanes));
    w.window = chaosi_window_place(run->tile, rows, at);
    at += whole_lines(chaosi_window_bytes(map->dim, rows, lanes));
    w.findings = (finding *)(void *)at;
    w.least = (uint64_t *)(void *)(w.findings + lanes);
    w.back[0] = w.least + lanes;
    w.back[1] = w.back[0] + lanes;
    w.worst[0] = (double *)(void *)(w.back[1] + lanes);
    w.worst[1] = w.worst[0] + lanes;
    w.chosen = (uint8_t *)(w.worst[1] + lanes);
    return w;
}

/* Whether a look at a few iterates, of all lanes at once, left it open. */
static bool is_open(const period *w, const uint64_t *back, size_t lane, uint64_t p)
{
    const uint64_t i = p / unit_of(w->run->request) - 1;
    return back[w->window.slot[lane]] >> (i < 63 ? i : 63) & 1;
}

static uint64_t find_return(const period *w, size_t lane)
{
    const period_options *o = options_of(w->run->request);
    const uint64_t count = window(w->run->request), rows = chaosi_different_rows(&w->window, lane);
    const uint64_t unit = unit_of(w->run->request);
    for (uint64_t p = unit; p <= o->max; p += unit)
        if (is_open(w, w->back[0], lane, p) &&
            chaosi_repeats(&w->window, lane, p, rows < count ? rows : count, o->tol))
            return p;
    return 0;
}

static double find_drift(const period *w, size_t lane, uint64_t p)
{
    const uint64_t rows = chaosi_different_rows(&w->window, lane);
    return chaosi_drift(&w->window, lane, p,
                        rows % p == 0 && rows + p < w->window.rows ? rows + p : w->window.rows);
}

/* ----------------------------------------------------------------- questions */

static bool shrink(const period *w, size_t lane, uint64_t p)
{
    return chaosi_shrink(&w->window, lane, p, window(w->run->request));
}

static bool shrink_steadily(const period *w, size_t lane, uint64_t p)
{
    return chaosi_shrink_steadily(&w->window, lane, p, window(w->run->request), still);
}

/* Whether the orbit, which returns after so many times p, may tend to a cycle of period p. */
static bool may_divide(const period *w, size_t lane, uint64_t p)
{
    const uint64_t count = window(w->run->request);
    const bool moves = w->findings[lane].drift > still;
    if (!chaosi_are_close(&w->window, lane, p, count - 1, count, moves ? far : stuck))
        return false;
    return chaosi_farthest(&w->window, lane, p, count / 2, count) <= stuck || (moves && shrink(w, lane, p));
}

/* Iterates that tell whether p brings an orbit back. */
static void choose_looks(const period *w, uint64_t *looks)
{
    const uint64_t count = window(w->run->request);
    looks[0] = count - 1;
    looks[1] = count / 4 * 3;
    looks[2] = count / 2;
}

/* Whether an orbit that does not return may be on its way to a cycle of period p, which
 * brings it closer than any before. */
static bool may_tend(period *w, size_t lane, uint64_t p)
{
    double *closest = &w->findings[lane].closest, most = 0.0;
    uint64_t looks[LOOKS];
    choose_looks(w, looks);
    for (size_t i = 0; i < LOOKS; i++)
        if (!chaosi_are_close(&w->window, lane, p, looks[i], looks[i] + 1, *closest))
            return false;
    for (size_t i = 0; i < LOOKS; i++)
        most = chaosi_larger(most, chaosi_farthest(&w->window, lane, p, looks[i], looks[i] + 1));
    if (!(most <= near ? shrink(w, lane, p) : shrink_steadily(w, lane, p)))
        return false;
    *closest = most;
    return true;
}

/* Whether to ask about p. What preserves areas tends to no cycle. */
static bool is_question(period *w, size_t lane, uint64_t p)
{
    const finding *f = &w->findings[lane];
    if (p == f->direct || w->run->request->map->flags & CHAOSI_AREA)
        return p == f->direct;
    return p < f->direct ? f->direct % p == 0 && may_divide(w, lane, p)
                         : is_open(w, w->back[1], lane, p) && may_tend(w, lane, p);
}

/* The next p to ask about a lane; unless there is one it is done. */
static void next_question(period *w, size_t lane)
{
    finding *f = &w->findings[lane];
    const uint64_t max = options_of(w->run->request)->max, unit = unit_of(w->run->request);
    for (uint64_t p = f->asked + unit; p <= max && !f->done && f->questions < MOST_QUESTIONS; p += unit) {
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
    f->done = true;
}

/* What Newton says of p = f->asked. */
static void take_answer(period *w, size_t slot, bool approached)
{
    const size_t lane = w->newton.lane[slot];
    const enum chaosi_cycle answer = w->newton.answer[slot];
    finding *f = &w->findings[lane];
    const bool direct = f->asked == f->direct, known = w->run->request->map->dim <= CHAOSI_NEWTON_DIM;
    if (answer == CHAOSI_CYCLE_ATTRACTS && approached) {
        f->period = w->least[slot];
        f->done = true;
        return;
    }
    /* Neutral, or unknown of a large map: as the window has it. */
    if (direct && (answer == CHAOSI_CYCLE_NEUTRAL || !known) && !f->unsettled &&
        f->drift <= options_of(w->run->request)->tol) {
        f->period = f->direct;
        f->done = true;
        return;
    }
    /* What passes a cycle that repels, or the place where one is about to be born, comes closer
     * for a while, too. */
    const bool tends = (answer >= CHAOSI_CYCLE_NEUTRAL || !known) && shrink_steadily(w, lane, f->asked);
    f->unsettled |= tends || (direct && answer != CHAOSI_CYCLE_NEUTRAL);
    f->done = answer == CHAOSI_CYCLE_NEUTRAL && (direct || tends);
}

/* ------------------------------------------------------------------- answers */

/* The last row of a window whose number is a multiple of p: what Newton starts from. */
static uint64_t guess_row(const period *w, uint64_t p) { return (w->window.rows - 1) / p * p; }

/* Iterate j of a cycle of period p is in newton.k.x: iterates j, j + p ... of the window are
 * compared with it, those of the two ends whole periods apart. */
static void compare(period *w, size_t slot, uint64_t p, uint64_t j)
{
    const uint64_t rows = window_rows(w->run->request), apart = p * (rows / 2 > p ? rows / 2 / p : 1),
                   length = rows - apart;
    for (uint64_t n = j; n < rows; n += p) {
        const double d = chaosi_away(&w->window, w->newton.lane[slot], n, w->newton.k.x + slot);
        if (n < length)
            w->worst[0][slot] = chaosi_larger(w->worst[0][slot], d);
        if (n >= apart)
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
    return at_last < at_first && (at_last <= 2.0 * far || shrink_steadily(w, lane, p));
}

static void ask(period *w, size_t lane, uint64_t p)
{
    chaosi_newton *newton = &w->newton;
    const size_t slot = chaosi_newton_add(newton, lane);
    for (uint64_t i = 0; i < w->run->request->map->dim; i++) {
        newton->k.x[i * newton->k.stride + slot] = chaosi_window_state(&w->window, i, lane, guess_row(w, p));
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
            next_question(w, newton->lane[slot]);
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

/* Of a lane that returns exactly the period, if its lap shows that at once: but for rounding it is that of
 * the lap's points, and they are so far from each other that it can not be less. Else 0. */
static uint64_t plain_period(const period *w, size_t lane)
{
    const period_options *o = options_of(w->run->request);
    const uint64_t lap = w->window.lap[lane], unit = unit_of(w->run->request);
    const double apart = 2.0 * (o->tol > stuck ? o->tol : stuck);
    uint64_t p = unit;
    if (o->tol < 2.0 * still)
        return 0;
    while (p < lap && p <= o->max && !chaosi_lap_is_close(&w->window, lane, p, apart))
        p += unit;
    if (p > lap || p > o->max || lap % p != 0)
        return 0;
    return p == lap || chaosi_drift(&w->window, lane, p, lap) <= still ? p : 0;
}

/* Lanes whose laps tell the period. */
static int take_laps(period *w)
{
    const chaosi_tile *tile = w->run->tile;
    uint64_t rows = 0;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        const uint64_t lap = w->window.lap[lane];
        w->chosen[lane] = lap > 0;
        rows = lap > rows ? lap : rows;
    }
    if (rows == 0)
        return CHAOS_OK;
    const int code = chaosi_window_record(&w->window, w->chosen, rows, true);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++)
        if (w->chosen[lane] && !w->findings[lane].done) {
            w->findings[lane].period = plain_period(w, lane);
            w->findings[lane].done = w->findings[lane].period > 0;
        }
    chaosi_window_rewind(&w->window, w->chosen);
    return code;
}

static void look_at(period *w, size_t lane)
{
    finding *f = &w->findings[lane];
    f->direct = find_return(w, lane);
    f->drift = f->direct ? find_drift(w, lane, f->direct) : 0.0;
    next_question(w, lane);
}

/* All others; most that are chaotic neither return nor come near any row of those at which may_tend() looks. */
static int take_windows(period *w)
{
    const chaosi_tile *tile = w->run->tile;
    const period_options *o = options_of(w->run->request);
    const uint64_t unit = unit_of(w->run->request), first = 0;
    uint64_t looks[LOOKS];
    for (size_t lane = 0; lane < tile->npoints; lane++)
        w->chosen[lane] = !w->findings[lane].done;
    const int code = chaosi_window_record(&w->window, w->chosen, w->window.rows, true);
    if (code != CHAOS_OK)
        return code;
    chaosi_window_find(&w->window, &first, 1, unit, o->max, o->tol, w->back[0]);
    choose_looks(w, looks);
    chaosi_window_find(&w->window, looks, LOOKS, unit, o->max, far, w->back[1]);
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        const size_t slot = w->window.slot[lane];
        finding *f = &w->findings[lane];
        f->done |= tile->escaped[lane] != CHAOSI_INSIDE;
        if (f->done)
            continue;
        if (w->back[0][slot] || w->back[1][slot])
            look_at(w, lane);
        else
            f->done = true;
    }
    return CHAOS_OK;
}

static void put(period *w, size_t lane)
{
    chaosi_measurement *run = w->run;
    const finding *f = &w->findings[lane];
    uint64_t *out = run->request->out[0];
    if (out)
        out[run->tile->first + lane] = f->period;
    if (f->unsettled && !f->period)
        run->tile->status[lane] |= CHAOS_UNSETTLED;
}

static int period_pass(chaosi_measurement *run)
{
    period w = place(run);
    int code = chaosi_returns_find_fates(run->tile); /* and the least distances with them */
    chaosi_window_begin(&w.window);
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        w.findings[lane] = (finding){ .done = run->tile->escaped[lane] != CHAOSI_INSIDE, .closest = far };
    if (code == CHAOS_OK)
        code = take_laps(&w);
    if (code == CHAOS_OK)
        code = take_windows(&w);
    for (uint64_t p; code == CHAOS_OK && (p = least_question(&w)) > 0;)
        code = answer_all(&w, p);
    for (size_t lane = 0; lane < run->tile->npoints && code == CHAOS_OK; lane++)
        put(&w, lane);
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(period_options, "10000"),
    CHAOSI_STEPS(period_options, "iterates in the window, at least 256"),
    { { "max", CHAOS_OPTION_COUNT, 1, 1, NULL, "64", "the longest period to look for, up to 100000", NULL },
      offsetof(period_options, max),
      1,
      NULL },
    { { "tol", CHAOS_OPTION_NUMBER, 1, 1, NULL, "1e-9",
        "tolerance of a return, of the largest |x| in the window or of the circle", NULL },
      offsetof(period_options, tol),
      0,
      "above 0" },
    { { "forcing_period", CHAOS_OPTION_COUNT, 1, 1, NULL, "none",
        "for maps that read the time: periods are those of (x, n mod this)", NULL },
      offsetof(period_options, forcing_period),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "period", CHAOS_U64, CHAOS_DISCRETE, "period", "iterates", 0.0, "none found", false, false,
        "period of the cycle that the orbit tends to, up to max; 0: none" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("period"),
};

const chaosi_measure_kind chaosi_measure_period = {
    .info = { "period",
              "period of the orbit",
              "The period of the cycle that the orbit tends to: the smallest p <= max after which it returns,\n"
              "within tol times the largest |x| in the window in every state (of angles: times the circle,\n"
              "along it), throughout a window of max(256, steps) iterates. An orbit still on its way gets the\n"
              "period of what it tends to if that can be shown: Newton's method finds the cycle, its\n"
              "multipliers lie inside the unit circle, and the orbit comes closer; up to 6 states. Else 0 and\n"
              "unsettled, as at a bifurcation itself. An orbit that nothing attracts has a period if it does\n"
              "not drift out of tol within the window. 0 alone: none up to max.\n",
              { NULL, "steps=256", "steps=256" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 10000,
    .complete = period_complete,
    .prepare = period_prepare,
    .scratch = period_scratch,
    .pass = period_pass,
};

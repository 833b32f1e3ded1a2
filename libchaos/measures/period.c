/* The period of the cycle that an orbit tends to.
 *
 * Every iterate of a window is compared with the one p later. Where the orbit is still on
 * its way that shows nothing yet, or too much: just past a doubling it alternates about a fixed
 * point for 10^5 iterates, and returns after two. So what does not stand still is asked: Newton
 * finds the cycle near by, which must attract and come closer.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/period.h"

#include "core/forcing.h"
#include "core/memory.h"

#include <string.h>

/* Most laps are SHORT: those that are not are recorded by themselves. */
enum { MAX_PERIOD = 100000, MAX_WINDOW = 1 << 24, SHORT = 8 };

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

/* ------------------------------------------------------------------- windows */

static size_t period_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_whole_lines(chaosi_newton_bytes(r->map, lanes)) +
           chaosi_whole_lines(chaosi_window_bytes(r->map->dim, window_rows(r), lanes)) +
           lanes * (sizeof(finding) + 4 * sizeof(uint64_t) + 2 * sizeof(double) + 1);
}

static period place(chaosi_measurement *run)
{
    const chaos_map *map = run->request->map;
    const size_t lanes = run->tile->k.lanes;
    const uint64_t rows = window_rows(run->request);
    period w = { .run = run };
    char *at = run->scratch;
    chaosi_newton_place(&w.newton, run->tile, at);
    at = chaosi_behind(at, chaosi_newton_bytes(map, lanes));
    w.window = chaosi_window_place(run->tile, rows, at);
    at = chaosi_behind(at, chaosi_window_bytes(map->dim, rows, lanes));
    w.findings = (finding *)(void *)at;
    w.least = (uint64_t *)(void *)(w.findings + lanes);
    w.back = w.least + lanes;
    w.on_way = w.back + lanes;
    w.settles = w.on_way + lanes;
    w.worst[0] = (double *)(void *)(w.settles + lanes);
    w.worst[1] = w.worst[0] + lanes;
    w.chosen = (uint8_t *)(w.worst[1] + lanes);
    return w;
}

static uint64_t find_return(period *w, size_t lane)
{
    const period_options *o = options_of(w->run->request);
    const uint64_t count = window(w->run->request), rows = chaosi_different_rows(&w->window, lane);
    for (uint64_t p = next_open(w, lane, 0); may_compare(w, p); p = next_open(w, lane, p))
        if (chaosi_repeats(&w->window, lane, p, rows < count ? rows : count, o->tol))
            return p;
    return 0;
}

static double find_drift(const period *w, size_t lane, uint64_t p)
{
    const uint64_t rows = chaosi_different_rows(&w->window, lane);
    return chaosi_drift(&w->window, lane, p, 0,
                        rows % p == 0 && rows + p < w->window.rows ? rows + p : w->window.rows);
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
    return p == lap || chaosi_drift(&w->window, lane, p, 0, lap) <= still ? p : 0;
}

/* Lanes whose laps tell the period, of those whose laps are longer than `above` and at most so long. */
static int take_laps(period *w, uint64_t above, uint64_t most)
{
    const chaosi_tile *tile = w->run->tile;
    uint64_t rows = 0;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        const uint64_t lap = w->window.lap[lane];
        w->chosen[lane] = lap > above && lap <= most;
        rows = w->chosen[lane] && lap > rows ? lap : rows;
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

static void narrow(const period *w, uint64_t row, double limit, uint64_t *open)
{
    const chaosi_request *r = w->run->request;
    chaosi_window_narrow(&w->window, row, unit_of(r), options_of(r)->max, limit, open);
}

/* What is not near at the rows where one looks first neither returns nor is on its way. */
static void find_open(period *w)
{
    const chaosi_request *r = w->run->request;
    const double tol = options_of(r)->tol, nearest = tol > settling ? tol : settling,
                 widest = tol > far ? tol : far;
    const size_t size = w->window.slots * sizeof *w->back;
    memset(w->back, 0xff, size);
    narrow(w, look_of(r, 0, 0), widest, w->back);
    memcpy(w->on_way, w->back, size);
    memcpy(w->settles, w->back, size);
    for (unsigned i = 1; i < LOOKS; i++)
        narrow(w, look_of(r, 0, i), widest, w->on_way);
    for (unsigned i = 0; i < LOOKS; i++)
        narrow(w, look_of(r, last_quarter(r), i), nearest, w->settles);
}

/* What returns may also tend to a cycle of a divisor of that, of which other rows are farther. */
static void look_at(period *w, size_t lane)
{
    finding *f = &w->findings[lane];
    f->open = w->on_way[w->window.slot[lane]];
    f->direct = find_return(w, lane);
    f->drift = f->direct ? find_drift(w, lane, f->direct) : 0.0;
    if (f->direct)
        f->open = w->back[w->window.slot[lane]];
    chaosi_period_ask(w, lane);
}

/* All others. */
static int take_windows(period *w)
{
    const chaosi_tile *tile = w->run->tile;
    for (size_t lane = 0; lane < tile->npoints; lane++)
        w->chosen[lane] = !w->findings[lane].done;
    const int code = chaosi_window_record(&w->window, w->chosen, w->window.rows, true);
    if (code != CHAOS_OK)
        return code;
    find_open(w);
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        finding *f = &w->findings[lane];
        f->done |= tile->escaped[lane] != CHAOSI_INSIDE;
        if (f->done)
            continue;
        if (w->on_way[w->window.slot[lane]] | w->settles[w->window.slot[lane]])
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
        out[run->tile->point[lane]] = f->period;
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
        code = take_laps(&w, 0, SHORT);
    if (code == CHAOS_OK)
        code = take_laps(&w, SHORT, UINT64_MAX);
    if (code == CHAOS_OK)
        code = take_windows(&w);
    if (code == CHAOS_OK)
        code = chaosi_period_answer(&w);
    if (code == CHAOS_OK)
        code = chaosi_tile_tick(run->tile, 0); /* what was compared after a stop is no answer */
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
              "unsettled, as at a bifurcation itself or where it turns about what hardly attracts. An orbit that\n"
              "nothing attracts has a period if it does not drift out of tol within the window. 0 alone: none up\n"
              "to max.\n",
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

/* The state after transient + steps.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

/* The current states go out: they are number `slot` of those of a point. */
static void put(const chaosi_measurement *run, uint64_t slot)
{
    const chaosi_tile *tile = run->tile;
    const chaosi_request *r = run->request;
    const uint64_t n = r->ncolumns, slots = chaosi_slots_of(r);
    double *const out = r->out[0];
    if (r->columns)
        chaosi_compute(run, tile->k.x, 0, 1, tile->p);
    const double *x = r->columns ? run->computed : tile->k.x;
    for (size_t lane = 0; lane < tile->npoints; lane++)
        for (uint64_t i = 0; i < n && (out || r->columns); i++) {
            const uint64_t row = r->columns ? i : chaosi_state_of(r, i);
            const bool inside = tile->escaped[lane] == CHAOSI_INSIDE;
            const double value = inside ? x[row * tile->k.stride + lane] : CHAOSI_NAN;
            if (out)
                out[(tile->point[lane] * slots + slot) * n + i] = value;
            if (inside && !__builtin_isfinite(value)) /* as log(x) of -1 */
                tile->status[lane] |= CHAOS_NONFINITE;
        }
}

static int final_pass(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const uint64_t *times = r->ntimes ? chaosi_times_of(r) : &r->options.common.steps;
    int code = CHAOS_OK;
    for (uint64_t i = 0, now = 0; i < chaosi_slots_of(r) && code == CHAOS_OK; i++) {
        code = chaosi_tile_advance(run->tile, times[i] - now);
        now = times[i];
        if (code == CHAOS_OK)
            put(run, i);
    }
    return code;
}

static uint64_t final_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)r, (void)output, (void)dimension;
    return CHAOSI_NO_DIMENSION;
}

typedef struct final_options {
    chaosi_common common;
    uint64_t times[CHAOSI_MOST_TIMES];
} final_options;

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(final_options, "1000"),
    CHAOSI_STEPS(final_options, "iterations after the transient; both count"),
    CHAOSI_TIMES(final_options),
    CHAOSI_OF("all states"),
};

static const chaosi_quantity outputs[] = {
    { { "final", CHAOS_F64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, false,
        "the columns after transient + steps iterations, or at each time; NaN if escaped" },
      2,
      { CHAOS_DIM_RECORD, CHAOS_DIM_COLUMN } },
    CHAOSI_STATUS("final"),
};

const chaosi_measure_kind chaosi_measure_final = {
    .info = { "final",
              "state after transient + steps iterations",
              "The state, or expressions of it, after transient + steps iterations, or at chosen times.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .only_moves = true,
    .extent = final_extent,
    .pass = final_pass,
};

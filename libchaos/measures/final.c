/* The state after transient + steps.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

static int final_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    const chaosi_request *r = run->request;
    const uint64_t n = r->ncolumns;
    const int code = chaosi_tile_advance(tile, r->options.common.steps);
    if (code != CHAOS_OK || !r->out[0])
        return code;
    if (r->columns)
        chaosi_compute(run, tile->k.x, 0, 1, tile->p);
    const double *x = r->columns ? run->computed : tile->k.x;
    for (size_t lane = 0; lane < tile->npoints; lane++)
        for (uint64_t i = 0; i < n; i++) {
            const uint64_t row = r->columns ? i : chaosi_state_of(r, i);
            ((double *)r->out[0])[tile->point[lane] * n + i] =
                tile->escaped[lane] == CHAOSI_INSIDE ? x[row * tile->k.stride + lane] : CHAOSI_NAN;
        }
    return CHAOS_OK;
}

typedef struct final_options {
    chaosi_common common;
} final_options;

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(final_options, "1000"),
    CHAOSI_STEPS(final_options, "iterations after the transient; both count"),
    CHAOSI_OF("all states"),
};

static const chaosi_quantity outputs[] = {
    { { "final", CHAOS_F64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, false,
        "the columns after transient + steps iterations; NaN if escaped" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("final"),
};

const chaosi_measure_kind chaosi_measure_final = {
    .info = { "final",
              "state after transient + steps iterations",
              "The state, or expressions of it, after transient + steps iterations.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .only_moves = true,
    .pass = final_pass,
};

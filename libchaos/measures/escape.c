/* The first iterate outside.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

static int escape_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    const int code = chaosi_tile_advance(tile, run->request->options.common.steps);
    int64_t *out = run->request->out[0];
    for (size_t lane = 0; out && code == CHAOS_OK && lane < tile->npoints; lane++)
        out[tile->first + lane] = tile->escaped[lane] == CHAOSI_INSIDE ? -1 : (int64_t)tile->escaped[lane];
    return code;
}

typedef struct escape_options {
    chaosi_common common;
} escape_options;

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(escape_options, "1000"),
    CHAOSI_STEPS(escape_options, "iterations after the transient; both count"),
};

static const chaosi_quantity outputs[] = {
    { { "escape", CHAOS_I64, CHAOS_LOG, "escape after", "iterates", -1.0, "never escapes", false, true,
        "first iterate, from the start on, that is outside; -1: none up to transient + steps" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("escape"),
};

const chaosi_measure_kind chaosi_measure_escape = {
    .info = { "escape",
              "first iterate beyond the bound",
              "The first iterate, counted from the start, with a state whose modulus is beyond the map's\n"
              "bound (or bound=), or that is not finite; angles have no bound.\n",
              { NULL, "transient=0:steps=2000", "transient=0:steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .pass = escape_pass,
};

/* Recorded states.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

static uint64_t orbit_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Whether all recorded states are wanted, in the same order. */
static bool records_as_wanted(const chaosi_measurement *run, uint64_t n, uint32_t ncomp)
{
    uint64_t i = 0;
    while (i < n && chaosi_column(run, i) == i)
        i++;
    return n == ncomp && i == n;
}

static bool are_apart(const chaosi_tile *tile, uint64_t apart)
{
    for (size_t lane = 1; lane < tile->npoints; lane++)
        if (tile->point[lane] - tile->point[lane - 1] != apart)
            return false;
    return true;
}

static void orbit_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const chaosi_tile *tile = run->tile;
    const uint64_t n = run->request->ncolumns, steps = run->request->options.common.steps;
    if (!run->request->out[0])
        return;
    double *out = (double *)run->request->out[0] + (tile->point[0] * steps + rows->first) * n;
    const size_t row = rows->ncomp * rows->stride;
    /* From the orbit of one lane to that of the next. */
    const uint64_t apart = tile->npoints > 1 ? tile->point[1] - tile->point[0] : 1;
    if (n == 1 && are_apart(tile, apart)) {
        tile->run->lanes->transpose(rows->data + chaosi_column(run, 0) * rows->stride, row, rows->count,
                                    tile->npoints, out, apart * steps);
        return;
    }
    if (records_as_wanted(run, n, rows->ncomp) && are_apart(tile, apart)) { /* then they are just more rows */
        tile->run->lanes->transpose(rows->data, rows->stride, rows->count * n, tile->npoints, out,
                                    apart * steps * n);
        return;
    }
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        out = (double *)run->request->out[0] + (tile->point[lane] * steps + rows->first) * n;
        for (uint64_t j = 0; j < rows->count; j++)
            for (uint64_t i = 0; i < n; i++)
                out[j * n + i] = rows->data[j * row + chaosi_column(run, i) * rows->stride + lane];
    }
}

static void orbit_end(chaosi_measurement *run) { run->tile->run->lanes->fence(); }

typedef struct orbit_options {
    chaosi_common common;
    uint64_t times[CHAOSI_MOST_TIMES];
} orbit_options;

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(orbit_options, "1000"),
    CHAOSI_STEPS(orbit_options, "states recorded"),
    CHAOSI_EVERY(orbit_options),
    CHAOSI_TIMES(orbit_options),
    CHAOSI_OF("all states"),
    CHAOSI_WHEN,
};

static const chaosi_quantity outputs[] = {
    { { "orbit", CHAOS_F64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, false,
        "recorded columns; NaN from the escape on, and where `when` excludes a record" },
      2,
      { CHAOS_DIM_RECORD, CHAOS_DIM_COLUMN } },
    CHAOSI_STATUS("orbit"),
};

const chaosi_measure_kind chaosi_measure_orbit = {
    .info = { "orbit",
              "recorded states",
              "Record i is the state after transient + i * every iterations, or after transient + times[i].\n",
              { "steps=1000", "steps=1000", NULL } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .rows = orbit_rows,
    .take = orbit_take,
    .end = orbit_end,
};

/* How much of the time a column is above a level: the measure that add_measure.sh adds.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

typedef struct exceedance_options {
    chaosi_common common;
    double level;
    uint64_t run;
} exceedance_options;

static const exceedance_options *options_of(const chaosi_request *r) { return (const void *)&r->options; }

static int exceedance_complete(chaosi_request *r, chaos_error *error)
{
    exceedance_options *o = (void *)&r->options;
    if (o->run == 0)
        o->run = 1;
    if (o->run > o->common.steps)
        return chaosi_fail(error, CHAOS_EINVAL, "run", -1,
                           "run must be at most %llu, the number of steps, got %llu",
                           (unsigned long long)o->common.steps, (unsigned long long)o->run);
    return CHAOS_OK;
}

static uint64_t exceedance_rows(const chaosi_request *r) { return r->options.common.steps; }

/* Of each column and lane: records so far, those above, those of the current run. */
typedef struct counts {
    uint64_t records, above, current;
} counts;

static size_t exceedance_scratch(const chaosi_request *r, size_t lanes)
{
    return r->ncolumns * lanes * sizeof(counts);
}

static counts *counts_of(const chaosi_measurement *run, uint64_t column, size_t lane)
{
    return (counts *)run->scratch + column * run->tile->k.lanes + lane;
}

static void exceedance_begin(chaosi_measurement *run)
{
    memset(run->scratch, 0, exceedance_scratch(run->request, run->tile->k.lanes));
}

/* A run counts from the record on with which it is long enough, and all before it. */
static void take_record(counts *c, double x, double level, uint64_t run)
{
    c->records += x == x;
    c->current = x > level ? c->current + 1 : 0;
    if (c->current >= run)
        c->above += c->current == run ? run : 1;
}

static void exceedance_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const exceedance_options *o = options_of(run->request);
    for (uint64_t i = 0; i < run->request->ncolumns; i++)
        for (uint64_t j = 0; j < rows->count; j++) {
            const double *x = rows->data + (j * rows->ncomp + chaosi_column(run, i)) * rows->stride;
            for (size_t lane = 0; lane < run->tile->npoints; lane++)
                take_record(counts_of(run, i, lane), x[lane], o->level, o->run);
        }
}

static void exceedance_end(chaosi_measurement *run)
{
    const uint64_t n = run->request->ncolumns, steps = run->request->options.common.steps;
    const uint64_t last = run->tile->mark_n + (steps - 1) * run->request->options.common.every;
    double *out = run->request->out[0];
    for (size_t lane = 0; out && lane < run->tile->npoints; lane++)
        for (uint64_t i = 0; i < n; i++) {
            const counts *c = counts_of(run, i, lane);
            const bool none = c->records == 0 || run->tile->escaped[lane] <= last;
            out[(run->tile->first + lane) * n + i] =
                none ? CHAOSI_NAN : (double)c->above / (double)c->records;
        }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(exceedance_options, "1000"),
    CHAOSI_STEPS(exceedance_options, "states looked at"),
    CHAOSI_EVERY(exceedance_options),
    CHAOSI_OF("all states"),
    CHAOSI_WHEN,
    { { "level", CHAOS_OPTION_NUMBER, 1, 1, NULL, "0", "what a column must be above to count", NULL },
      offsetof(exceedance_options, level),
      0,
      NULL },
    { { "run", CHAOS_OPTION_COUNT, 1, 1, NULL, "1", "records in a row that must be above it", NULL },
      offsetof(exceedance_options, run),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "exceedance", CHAOS_F64, CHAOS_LINEAR, "time above the level", "of all records", CHAOSI_NAN, NULL,
        false, false, "fraction of the records that are above the level, in runs that are long enough" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("exceedance"),
};

const chaosi_measure_kind chaosi_measure_exceedance = {
    .info = { "exceedance",
              "fraction of time above a level",
              "The fraction of records in which a column is above a level, as part of at least `run` in a row.\n",
              { NULL, "steps=20000", "steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .complete = exceedance_complete,
    .rows = exceedance_rows,
    .scratch = exceedance_scratch,
    .begin = exceedance_begin,
    .take = exceedance_take,
    .end = exceedance_end,
};

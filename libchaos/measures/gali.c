/* Alignment indices: GALI_k and SALI.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/memory.h"
#include "core/tangents.h"

#include <math.h>
#include <string.h>

enum { GALI, SALI }; /* its outputs */

typedef struct gali_options {
    chaosi_common common;
    uint64_t count;
} gali_options;

static uint64_t count_of(const chaosi_request *r)
{
    return ((const gali_options *)(const void *)&r->options)->count;
}

static int gali_complete(chaosi_request *r, chaos_error *error)
{
    gali_options *o = (void *)&r->options;
    if (o->count == 0)
        o->count = 2;
    if (r->map->dim < 2)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                           "gali must be asked of a map of two states or more, got %.60s", r->map->name);
    if (o->count == CHAOS_ALL)
        o->count = r->map->dim;
    if (o->count > r->map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1,
                           "count must be at most %llu, the number of states, got %llu",
                           (unsigned long long)r->map->dim, (unsigned long long)o->count);
    return CHAOS_OK;
}

static uint64_t gali_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)output;
    (void)dimension;
    return count_of(r) > 2 ? count_of(r) - 1 : CHAOSI_NO_DIMENSION;
}

static uint64_t gali_tangents(const chaosi_request *r) { return count_of(r); }

/* The vectors, their lengths without Gram-Schmidt [count][lanes], and three rows. */
static size_t gali_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_whole_lines(chaosi_tangents_bytes(r->map->dim, count_of(r), lanes, true)) +
           (count_of(r) + 3) * lanes * sizeof(double);
}

/* ln of GALI_2 becomes ln of SALI: with the angle phi between the two lines, GALI_2 = sin phi and SALI = 2 sin(phi/2),
 * so that SALI = GALI_2 sqrt(2 / (1 + cos phi)). */
static void find_sali(const chaosk_lanes *kernels, double *ln, double *room, size_t lanes)
{
    memcpy(room, ln, lanes * sizeof *room);
    kernels->exp(room, lanes);
    for (size_t lane = 0; lane < lanes; lane++)
        room[lane] = 2.0 / (1.0 + __builtin_sqrt(1.0 - room[lane] * room[lane]));
    kernels->log(room, lanes);
    for (size_t lane = 0; lane < lanes; lane++)
        ln[lane] += 0.5 * room[lane];
}

/* The volume of the first j vectors becomes that of one more: it is that of the orthogonalised ones, and lengths are
 * those without Gram-Schmidt. */
static void find_volume(const double *spanned, const double *length, double *ln, size_t lanes)
{
    for (size_t lane = 0; lane < lanes; lane++) {
        const double sum = ln[lane] + (spanned[lane] - length[lane]);
        ln[lane] = sum > 0.0 ? 0.0 : sum; /* but for rounding */
    }
}

static void put(const chaosi_measurement *run, uint32_t output, size_t apart, uint64_t at, const double *ln)
{
    static const double per_digit = 0x1.26bb1bbb55516p+1; /* ln 10 */
    double *const out = run->request->out[output];
    for (size_t lane = 0; out && lane < run->tile->npoints; lane++) {
        const bool has = run->tile->escaped[lane] == CHAOSI_INSIDE && ln[lane] == ln[lane];
        out[run->tile->point[lane] * apart + at] = has ? ln[lane] / per_digit : CHAOSI_NAN;
    }
}

/* Vectors that became 0 have no direction; where one step makes them parallel to the last bit there is no volume. */
static void put_status(const chaosi_measurement *run, const double *growth)
{
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        if (run->tile->escaped[lane] == CHAOSI_INSIDE)
            run->tile->status[lane] |= growth[lane] == -INFINITY ? CHAOS_ZERO_DERIVATIVE
                                       : growth[lane] < INFINITY ? 0
                                                                 : CHAOS_NONFINITE;
    for (size_t lane = 0; lane < run->tile->npoints && run->request->map->flags & CHAOSI_NUMERIC; lane++)
        run->tile->status[lane] |= CHAOS_NUMERIC_DERIVATIVE;
}

/* The growth of the vectors over the window, in t->growth, and in `length` what it would be without Gram-Schmidt. */
static int carry(chaosi_measurement *run, chaosi_tangents *t, double *length)
{
    const size_t lanes = run->tile->k.lanes, count = count_of(run->request);
    chaosi_tangents_place(t, run->tile, count, true, run->scratch);
    int code = chaosi_tangents_start(t);
    memcpy(length, t->base, count * lanes * sizeof *length);
    if (code == CHAOS_OK)
        code = chaosi_tangents_advance(t, run->request->options.common.steps);
    if (code == CHAOS_OK)
        code = chaosi_tangents_finish(t);
    chaosi_tangents_take(t, t->growth);
    for (size_t i = 0; i < count * lanes; i++) {
        const double start = length[i];
        length[i] = start + t->growth[i];
        t->base[i] = start;
    }
    chaosi_tangents_unmix(t, length);
    for (size_t i = 0; i < count * lanes; i++)
        length[i] -= t->base[i];
    return code;
}

static int gali_pass(chaosi_measurement *run)
{
    const uint64_t count = count_of(run->request);
    const size_t lanes = run->tile->k.lanes,
                 bytes = chaosi_tangents_bytes(run->request->map->dim, count, lanes, true);
    double *const length = chaosi_behind(run->scratch, bytes), *const ln = length + count * lanes,
                  *const sali = ln + lanes;
    chaosi_tangents t;
    const int code = carry(run, &t, length);
    if (code != CHAOS_OK)
        return code;
    memset(ln, 0, lanes * sizeof *ln);
    put_status(run, t.growth);
    for (uint64_t j = 1; j < count; j++) {
        find_volume(t.growth + j * lanes, length + j * lanes, ln, lanes);
        put_status(run, t.growth + j * lanes);
        put_status(run, length + j * lanes);
        put(run, GALI, count - 1, j - 1, ln);
        if (j > 1)
            continue;
        memcpy(sali, ln, lanes * sizeof *ln);
        find_sali(run->tile->run->lanes, sali, sali + lanes, lanes);
        put(run, SALI, 1, 0, sali);
    }
    return CHAOS_OK;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(gali_options, "0"),
    CHAOSI_STEPS(gali_options, "iterations measured"),
    { { "count", CHAOS_OPTION_COUNT, 1, 1, "all", "2",
        "vectors of the largest volume, k of GALI_k; all: as many as states", NULL },
      offsetof(gali_options, count),
      2,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "gali_log10", CHAOS_F64, CHAOS_LINEAR, "log10 GALI", "", CHAOSI_NAN, NULL, false, false,
        "log10 of GALI_2 to GALI_count; -inf where a step makes vectors parallel" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "gali_sali_log10", CHAOS_F64, CHAOS_LINEAR, "log10 SALI", "", CHAOSI_NAN, NULL, false, false,
        "log10 of SALI = min |v1/|v1| +- v2/|v2||, which GALI_2 tells" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("gali"),
};

const chaosi_measure_kind chaosi_measure_gali = {
    .info = { "gali",
              "generalised alignment indices GALI_k (also LDI), and SALI, as log10",
              "GALI_k is the volume that k tangent vectors span after steps iterations when each has length 1; they\n"
              "start orthogonal. In chaos it is exp(-sum_j (l_1 - l_j) steps) with the exponents l, on tori constant for\n"
              "k up to their dimension and beyond it a power of steps (in the plane 1/steps^2), so what to call chaotic\n"
              "depends on steps: below 1e-8 in 1000 is usual. For maps that preserve volume: on attractors it falls as\n"
              "exp(-(l_1 - l_2) steps) for stable cycles, too, and does not tell them from chaos. Volumes are those of\n"
              "Gram-Schmidt, in logarithms: nothing underflows, nor is lost once vectors are parallel. k tangent\n"
              "vectors a step. Ch. Skokos, T. C. Bountis, Ch. Antonopoulos, Physica D 231 (2007) 30; SALI: Ch. Skokos,\n"
              "J. Phys. A 34 (2001) 10029.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .complete = gali_complete,
    .extent = gali_extent,
    .tangents = gali_tangents,
    .scratch = gali_scratch,
    .pass = gali_pass,
};

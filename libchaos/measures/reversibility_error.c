/* The reversibility error: how far from its start an orbit ends that goes forth and back.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/few.h"

#include <string.h>

typedef struct reversibility_error_options {
    chaosi_common common;
} reversibility_error_options;

static int reversibility_error_complete(chaosi_request *r, chaos_error *error)
{
    if (r->map->inverse)
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                       "reversibility_error must be asked of a map that has an inverse, got %.60s",
                       r->map->name);
}

static size_t reversibility_error_scratch(const chaosi_request *r, size_t lanes)
{
    return r->map->dim * lanes * sizeof(double) + lanes;
}

/* Every iterate is computed: of an orbit that has come to rest rounding is what counts on the way back. */
static int go(chaosi_tile *tile, uint64_t steps)
{
    int code = CHAOS_OK;
    for (uint64_t now; steps > 0 && code == CHAOS_OK && !chaosi_tile_all_done(tile); steps -= now) {
        now = steps < CHAOSI_CHUNK ? steps : CHAOSI_CHUNK;
        chaosi_tile_watch(tile, now);
        code = chaosi_tile_tick(tile, now);
    }
    return code;
}

static int go_back(chaosi_tile *tile, uint64_t steps)
{
    const chaosi_run *const forth = tile->run;
    chaosi_run back = *forth;
    back.map = forth->map->inverse;
    back.kernels = back.map->kernels.tables[forth->isa];
    tile->run = &back;
    const int code = go(tile, steps);
    tile->run = forth;
    return code;
}

/* An orbit that leaves the bound on the way back has not escaped: it has lost its way. */
static void find_lost(chaosi_tile *tile, uint8_t *lost)
{
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        lost[lane] &= tile->escaped[lane] != CHAOSI_INSIDE;
        if (!lost[lane])
            continue;
        tile->escaped[lane] = CHAOSI_INSIDE;
        tile->status[lane] &= ~(uint32_t)(CHAOS_ESCAPED | CHAOS_NONFINITE);
        tile->status[lane] |= CHAOS_UNRESOLVED;
    }
}

static double distance_in(const chaosi_measurement *run, size_t lane, double unit)
{
    const chaosi_tile *tile = run->tile;
    const double *start = run->scratch;
    double sum = 0.0;
    for (size_t i = 0; i < tile->run->map->dim; i++) {
        const size_t at = i * tile->k.stride + lane;
        const double turn = tile->run->lift ? 0.0 : chaosi_map_wrap(tile->run->map, i);
        const double d = chaosi_apart(tile->k.x[at], start[at], turn) * unit;
        sum += d * d;
    }
    return __builtin_sqrt(sum) / unit;
}

/* Where squares would overflow or vanish, in another unit. */
static double distance(const chaosi_measurement *run, size_t lane)
{
    const double d = distance_in(run, lane, 1.0);
    return d > 0x1p500    ? distance_in(run, lane, 0x1p-600)
           : d < 0x1p-400 ? distance_in(run, lane, 0x1p600)
                          : d;
}

static void put(const chaosi_measurement *run, size_t lane, bool has)
{
    const double d = has ? distance(run, lane) : CHAOSI_NAN;
    double *const out = run->request->out[0];
    if (has && !__builtin_isfinite(d))
        run->tile->status[lane] |= CHAOS_NONFINITE;
    if (out)
        out[run->tile->point[lane]] = d;
}

static int reversibility_error_pass(chaosi_measurement *run)
{
    chaosi_tile *tile = run->tile;
    const uint64_t steps = run->request->options.common.steps;
    const size_t size = tile->run->map->dim * tile->k.stride * sizeof(double);
    uint8_t *const lost = (uint8_t *)run->scratch + size; /* [lanes] */
    memcpy(run->scratch, tile->k.x, size);
    int code = go(tile, steps);
    chaosi_returns_look_ahead(tile);
    if (code == CHAOS_OK)
        code = chaosi_returns_find_fates(tile); /* as long as lanes have their own parameters */
    for (size_t lane = 0; lane < tile->npoints; lane++)
        lost[lane] = tile->escaped[lane] == CHAOSI_INSIDE;
    if (code == CHAOS_OK)
        code = go_back(tile, steps);
    find_lost(tile, lost);
    for (size_t lane = 0; code == CHAOS_OK && lane < tile->npoints; lane++)
        put(run, lane, tile->escaped[lane] == CHAOSI_INSIDE && !lost[lane]);
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(reversibility_error_options, "0"),
    CHAOSI_STEPS(reversibility_error_options, "iterations forth, and as many back"),
};

static const chaosi_quantity outputs[] = {
    { { "reversibility_error", CHAOS_F64, CHAOS_LOG, "reversibility error", "", CHAOSI_NAN, NULL, false,
        false, "distance from the start after steps iterations and as many of the inverse" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("reversibility_error"),
};

const chaosi_measure_kind chaosi_measure_reversibility_error = {
    .info = { "reversibility_error",
              "distance from the start after going forth and back",
              "The distance (of angles along the circle) between the start and where the orbit is after steps iterations\n"
              "and as many of the inverse: rounding, grown on the way. In chaos it grows as exp(exponent * steps) until\n"
              "it is as large as what the orbit fills, and says no more; on tori as a power of steps. Maps that contract\n"
              "lose their start, which the way back can't find: unresolved where it leaves the bound. Where the steps\n"
              "are exact in binary (cat) there is hardly any rounding to grow, in chaos neither: it stays at 1e-15 and says\n"
              "nothing; where they shift bits out (baker) the start is lost within 60 steps, and no status says so. Needs a\n"
              "map with an inverse in closed form; two steps a step. F. Panichi, K. Gozdziewski, G. Turchetti, Mon. Not. R.\n"
              "Astron. Soc. 468 (2017) 469.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .complete = reversibility_error_complete,
    .scratch = reversibility_error_scratch,
    .ends_elsewhere = true,
    .pass = reversibility_error_pass,
};

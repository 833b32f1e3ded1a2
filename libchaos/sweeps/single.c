/* Single orbits on the calling thread. Users who call once per step pay for everything
 * done here, so every instruction counts.
 *
 * SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "core/isa.h"
#include "core/options.h"
#include "core/starts.h"
#include "core/stretches.h"
#include "core/tile.h"

#include "core/fpenv.h"
#include "core/memory.h"

#include <float.h>
#include <string.h>

enum {
    SMALL_DIM = 16,
    LARGE_DIM = 4096, /* of which so many steps may take long */
    MOST_STEPS = 1 << 20,
};

/* Code that hardly any call reaches stands aside, so that the rest needs few registers. */
#define ASIDE __attribute__((noinline, cold))

/* The grid index of the only one there is. */
static const uint64_t first_point = 0;

/* A tile of one lane on the scalar kernels: the same bits, the least work. */
typedef struct single {
    const chaosk_table *kernels;
    chaosk_tile tile;
    uint64_t stream;             /* of a map that draws random numbers: where tile.id is */
    double *work, *before;       /* of larger maps: scratch, and a copy of the state; else NULL */
    chaosi_stretches *stretches; /* likewise of large lattices */
    uint32_t threads;            /* that may share one */
    chaosi_jobs *jobs;           /* NULL: nobody watches */
    uint64_t pace;               /* steps between two ticks of a large map; else 0 */
    double ticked;
} single;

ASIDE
static void single_free(single *s)
{
    free(s->work);
    free(s->before);
    free(s->stretches);
}

static inline void single_clear(single *s)
{
    if (s->work || s->before) /* most have neither, and even free(NULL) is a call */
        single_free(s);
}

ASIDE
static int not_finite(const char *what, const char *name, double value, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s %s must be finite, got %g", what, name, value);
}

ASIDE
static int null_argument(const char *name, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s must not be NULL", name);
}

/* The index of the first that is not finite, or n. */
static inline uint64_t find_not_finite(const double *a, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        if (__builtin_expect(!__builtin_isfinite(a[i]), 0))
            return i;
    return n;
}

ASIDE
static void single_stream(single *s, const chaos_options *options)
{
    static const chaos_options none = { 0 };
    s->stream = chaosi_stream(options ? options : &none, 0, 0);
    s->tile.id = &s->stream;
}

/* jobs: for those who watch. */
ASIDE
static int single_options(single *s, const chaos_map *map, const chaos_options *options, chaosi_jobs *jobs,
                          chaos_error *error)
{
    chaos_options complete;
    const int code = chaosi_options(&complete, map, options, error);
    s->tile.bound = complete.bound;
    s->tile.n0 = complete.n0;
    s->tile.lift = complete.lift;
    s->threads = complete.threads;
    if (code == CHAOS_OK && map->flags & CHAOSI_RANDOM)
        single_stream(s, &complete);
    if (code == CHAOS_OK && complete.progress) {
        jobs->progress = complete.progress;
        jobs->user = complete.user;
        s->jobs = jobs;
    }
    return code;
}

/* Progress after so many more steps; not CHAOS_OK: the call is to stop. */
ASIDE
static int single_tick(single *s, uint64_t steps)
{
    if (s->jobs && s->pace && steps > 0)
        s->pace = chaosi_pace(s->pace, MOST_STEPS, &s->ticked);
    return s->tile.stop ? CHAOS_EFUNCTION : s->jobs ? chaosi_jobs_tick(s->jobs, 0, steps) : CHAOS_OK;
}

/* The code of a call that has ended, of so many steps. */
ASIDE
static int single_end(single *s, chaos_error *error)
{
    if (s->tile.stop)
        return chaosi_stopped(s->tile.stop, error);
    if (s->jobs && atomic_load(&s->jobs->code) == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    if (s->jobs)
        s->jobs->progress(s->jobs->user, s->jobs->total, s->jobs->total);
    return CHAOS_OK;
}

/* Iterations between two ticks, a multiple of a chunk but for large lattices: some ms; of a
 * function there is no telling. */
static uint64_t single_slice(const chaos_map *map, const single *s)
{
    const uint64_t most = map->flags & CHAOSI_CALLS ? CHAOSI_CHUNK : MOST_STEPS;
    return s->jobs && s->pace ? s->pace : most;
}

/* A lattice is cut into stretches where that pays; there may be no memory for that. */
ASIDE
static void single_cut(single *s, const chaos_map *map)
{
    chaosi_stretches stretches;
    if (!chaosi_stretches_init(&stretches, map, s->kernels, s->threads))
        return;
    s->stretches = malloc(sizeof stretches);
    if (!s->stretches)
        return;
    *s->stretches = stretches;
    s->kernels = &chaosi_stretches_kernels;
    s->tile.ctx = s->stretches;
}

ASIDE
static int single_allocate(single *s, const chaos_map *map, chaos_error *error)
{
    s->pace = map->dim > LARGE_DIM ? chaosi_first_pace(map->dim) : 0;
    if (s->pace)
        single_cut(s, map);
    const size_t bytes = s->kernels->work_bytes ? s->kernels->work_bytes(s->tile.ctx, 1) : 0;
    if (bytes > 0)
        s->tile.work = s->work = chaosi_alloc(bytes, 1);
    if (map->dim > SMALL_DIM)
        s->before = chaosi_alloc(map->dim, sizeof(double));
    if ((bytes == 0 || s->work) && (map->dim <= SMALL_DIM || s->before))
        return CHAOS_OK;
    single_clear(s);
    return chaosi_nomem(error);
}

/* Only the fields of the tile that scalar kernels read are filled. */
__attribute__((always_inline)) static inline int single_init(single *s, const chaos_map *map,
                                                             const double *params, double *state,
                                                             const chaos_options *options, chaosi_jobs *jobs,
                                                             chaos_error *error)
{
    if (!map || !params || !state)
        return null_argument(!map ? "map" : !params ? "params" : "state", error);
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    const uint64_t bad = find_not_finite(params, map->nparams);
    if (bad < map->nparams)
        return not_finite("parameter", map->params[bad], params[bad], error);
    s->kernels = chaosi_kernels_of_one_lane(map, isa);
    s->work = s->before = NULL;
    s->stretches = NULL;
    s->threads = 0;
    s->pace = 0;
    s->jobs = NULL;
    s->tile.lanes = s->tile.stride = 1;
    s->tile.n0 = 0;
    s->tile.id = &first_point;
    s->tile.x = state;
    s->tile.p = params;
    s->tile.turns = NULL;
    s->tile.ctx = map->ctx;
    s->tile.done = NULL;
    s->tile.stop = 0;
    s->tile.lift = 0;
    s->tile.sites = 0;
    s->tile.bound = map->bound < DBL_MAX ? map->bound : DBL_MAX;
    if (options) {
        const int code = single_options(s, map, options, jobs, error);
        if (code != CHAOS_OK)
            return code;
    } else if (map->flags & CHAOSI_RANDOM) {
        single_stream(s, NULL);
    }
    return s->kernels->work_bytes || map->dim > SMALL_DIM ? single_allocate(s, map, error) : CHAOS_OK;
}

ASIDE
static void wrap_state(double *x, double period)
{
    double wrapped[CHAOSK_LANES] __attribute__((aligned(64)));
    for (int i = 0; i < CHAOSK_LANES; i++)
        wrapped[i] = *x;
    chaosi_isa_current(NULL)->lanes->wrap(wrapped, period, CHAOSK_LANES);
    *x = wrapped[0];
}

/* Wraps angles, unless lifted. Returns whether the state is inside. */
static inline bool single_enter(const chaos_map *map, single *s, double *state)
{
    int inside = 1;
    const int angles = map->wrap && !s->tile.lift;
    for (uint64_t i = 0; i < map->dim; i++) {
        const double period = angles ? chaosi_map_wrap(map, i) : 0.0;
        inside &= __builtin_fabs(state[i]) <= (period > 0.0 ? DBL_MAX : s->tile.bound);
        if (period > 0.0 && !(state[i] >= 0.0 && state[i] < period))
            wrap_state(&state[i], period);
    }
    return inside;
}

ASIDE
static void blank(double *state, uint64_t dim)
{
    for (uint64_t i = 0; i < dim; i++)
        state[i] = CHAOSI_NAN;
}

/* The first row with a state outside; rows if there is none. */
static uint64_t find_outside(const chaos_map *map, const single *s, const double *out, uint64_t rows)
{
    for (uint64_t i = 0; i < rows * map->dim; i++) {
        const int angle = map->wrap && !s->tile.lift && chaosi_map_wrap(map, i % map->dim) > 0.0;
        if (!(__builtin_fabs(out[i]) <= (angle ? DBL_MAX : s->tile.bound)))
            return i / map->dim;
    }
    return rows;
}

/* Moves on by steps, in slices; 0 if the orbit escapes, or the call is to stop. Where the bound is
 * exact the end of a slice tells, and no step has to wait for a comparison. */
static int single_stretch(const chaos_map *map, single *s, uint64_t steps, int exact)
{
    int inside = 1;
    while (steps > 0 && inside) {
        const uint64_t slice = single_slice(map, s), now = steps < slice ? steps : slice;
        uint64_t left;
        if (exact) {
            s->kernels->advance(&s->tile, now);
            inside = find_outside(map, s, s->tile.x, 1) == 1;
        } else {
            inside = !s->kernels->watch(&s->tile, now, &left);
        }
        s->tile.n0 += now;
        steps -= now;
        if (single_tick(s, now) != CHAOS_OK)
            return 0;
    }
    return inside;
}

/* Many steps. A state that is the same after a chunk repeats for ever, so the remaining
 * whole chunks change nothing. */
ASIDE
static bool single_advance_far(const chaos_map *map, single *s, uint64_t steps)
{
    const int exact = chaosi_bound_is_exact(map, s->tile.lift, s->tile.p, s->tile.bound);
    double small[SMALL_DIM], *before = s->before ? s->before : small;
    uint64_t length = CHAOSI_CHUNK;
    while (steps >= 2 * CHAOSI_CHUNK) {
        memcpy(before, s->tile.x, map->dim * sizeof *before);
        if (!single_stretch(map, s, CHAOSI_CHUNK, exact))
            return 0;
        steps -= CHAOSI_CHUNK;
        if (!(map->flags & CHAOSI_IMPURE) && memcmp(before, s->tile.x, map->dim * sizeof *before) == 0) {
            steps %= CHAOSI_CHUNK;
            break;
        }
        const uint64_t now = length < steps ? length : steps;
        if (!single_stretch(map, s, now, exact))
            return 0;
        steps -= now;
        length *= length < (1 << 20) ? 2 : 1;
    }
    return single_stretch(map, s, steps, exact);
}

static inline bool single_advance(const chaos_map *map, single *s, uint64_t steps)
{
    uint64_t left;
    return steps < 2 * CHAOSI_CHUNK ? !s->kernels->watch(&s->tile, steps, &left)
                                    : single_advance_far(map, s, steps);
}

/* Counts that no orbit gets to are mistakes, UINT64_MAX above all. */
ASIDE
static int check_count(const char *name, uint64_t count, uint64_t dim, chaos_error *error)
{
    uint64_t size;
    return chaosi_mul_checked(count, dim, &size)
               ? CHAOS_OK
               : chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s must be below 2^59, got %llu", name,
                             (unsigned long long)count);
}

ASIDE
static int iterate_one(const chaos_map *map, uint64_t steps, const double *params, double *state,
                       const chaos_options *options, chaos_error *error)
{
    chaosi_jobs jobs = { .total = (double)steps };
    single s;
    int code = check_count("steps", steps, 1, error);
    if (code == CHAOS_OK)
        code = single_init(&s, map, params, state, options, &jobs, error);
    if (code != CHAOS_OK)
        return code;
    const uint64_t bad = find_not_finite(state, map->dim);
    if (bad < map->dim) {
        single_clear(&s);
        return not_finite("state", map->states[bad], state[bad], error);
    }
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int inside = single_enter(map, &s, state) && single_advance(map, &s, steps);
    if (!inside && single_tick(&s, 0) == CHAOS_OK)
        blank(state, map->dim);
    chaosi_fpenv_leave(host);
    single_clear(&s);
    return s.jobs || s.tile.stop ? single_end(&s, error) : CHAOS_OK;
}

int chaos_iterate_one(const chaos_map *map, uint64_t steps, const double *params, double *state,
                      const chaos_options *options, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(NULL);
    if (isa && map && params && state && !options && steps < 2 * CHAOSI_CHUNK) {
        const chaosk_table *kernels = map->kernels.tables[isa->scalar];
        if (kernels->iterate_one) {
            const chaosi_fpenv host = chaosi_fpenv_enter();
            const int done =
                kernels->iterate_one(params, state, steps, map->bound < DBL_MAX ? map->bound : DBL_MAX);
            chaosi_fpenv_leave(host);
            if (__builtin_expect(done, 1))
                return CHAOS_OK;
        }
    }
    return iterate_one(map, steps, params, state, options, error);
}

/* Rows of a state that is NaN, or from iterate `left` on. */
static void blank_rows(double *out, uint64_t rows, uint64_t dim, uint64_t left)
{
    for (uint64_t j = left; j < rows; j++)
        blank(out + j * dim, dim);
}

int chaos_orbit_next(const chaos_map *map, uint64_t rows, const double *params, double *state, double *out,
                     const chaos_options *options, chaos_error *error)
{
    enum { STRETCH = 4096 };
    uint32_t all[SMALL_DIM], *comp = all;
    chaosi_jobs jobs = { .total = (double)rows };
    single s;
    if (!out)
        return chaosi_fail(error, CHAOS_EINVAL, "out", -1, "out must not be NULL");
    int code = map ? check_count("rows", rows, map->dim, error) : CHAOS_OK;
    if (code == CHAOS_OK)
        code = single_init(&s, map, params, state, options, &jobs, error);
    if (code != CHAOS_OK)
        return code;
    if (map->dim > SMALL_DIM)
        comp = chaosi_alloc(map->dim, sizeof *comp);
    const bool allocated = comp != NULL;
    for (uint64_t i = 0; allocated && i < map->dim; i++)
        comp[i] = (uint32_t)i;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    bool inside = allocated && single_enter(map, &s, state);
    for (uint64_t done = 0, now = 0; allocated && done < rows && code == CHAOS_OK; done += now) {
        const uint64_t slice = single_slice(map, &s), most = slice < STRETCH ? slice : STRETCH;
        double *o = out + done * map->dim;
        uint64_t left = 0;
        now = rows - done < most ? rows - done : most;
        if (inside) {
            s.kernels->record(&s.tile, now, 1, comp, (uint32_t)map->dim, o);
            if (s.tile.stop)
                break;
            s.tile.n0 += now;
            left = find_outside(map, &s, o, now);
            inside = left == now && find_outside(map, &s, state, 1) == 1;
        }
        if (!inside) {
            blank_rows(o, now, map->dim, left);
            blank(state, map->dim);
        }
        code = single_tick(&s, now);
    }
    chaosi_fpenv_leave(host);
    if (comp != all)
        free(comp);
    single_clear(&s);
    return allocated ? single_end(&s, error) : chaosi_nomem(error);
}

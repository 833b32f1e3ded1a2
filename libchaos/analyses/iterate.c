/* The calls for one thing: batches by measure, and single orbits. */
#include "analyses/engine.h"

#include "core/fpenv.h"
#include "core/memory.h"

#include <string.h>

int chaos_iterate(const chaos_map *map, uint64_t steps, const chaos_batch *batch, double *out, const chaos_options *options, chaos_error *error)
{
    chaos_measure final = { .size = sizeof final, .kind = CHAOS_FINAL, .out = { out } };
    if (steps > 0)
        return chaos_batch_measure(map, batch, 0, steps, &final, 1, NULL, options, error);
    /* No step: the start, through the same checks. */
    final.kind = CHAOS_ORBIT;
    return chaos_batch_measure(map, batch, 0, 1, &final, 1, NULL, options, error);
}

int chaos_orbit(const chaos_map *map, uint64_t transient, uint64_t steps, uint64_t every, const chaos_batch *batch, double *out,
                const chaos_options *options, chaos_error *error)
{
    if (every == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "every", -1, "every is 0; at least 1 would do");
    chaos_measure orbit = { .size = sizeof orbit, .kind = CHAOS_ORBIT, .every = every, .out = { out } };
    return chaos_batch_measure(map, batch, transient, steps, &orbit, 1, NULL, options, error);
}

int chaos_lyapunov(const chaos_map *map, uint64_t transient, uint64_t steps, uint32_t count, const chaos_batch *batch, double *exponents,
                   double *standard_errors, uint32_t *status, const chaos_options *options, chaos_error *error)
{
    if (count == 0)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1, "count is 0; 1 to the number of states, or CHAOS_ALL, would do");
    chaos_measure lyapunov = { .size = sizeof lyapunov, .kind = CHAOS_LYAPUNOV, .count = count, .out = { exponents, standard_errors } };
    return chaos_batch_measure(map, batch, transient, steps, &lyapunov, 1, status, options, error);
}

/* ------------------------------------------------------------- single orbits */

enum { SMALL_DIM = 16 };

/* A tile of one lane on the scalar kernels: the same bits, the least work. */
typedef struct single {
    const chaosk_table *kernels;
    chaosk_tile tile;
    double *work, *before; /* of larger maps: scratch, room for a state; else NULL */
} single;

static void single_clear(single *s)
{
    free(s->work);
    free(s->before);
}

static int single_fails(const char *what, const char *name, double value, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s %s is %g; a finite number would do", what, name, value);
}

static int single_init(single *s, const chaos_map *map, const double *params, double *state, const chaos_options *options, chaos_error *error)
{
    if (!map || !params || !state) {
        const char *name = !map ? "map" : !params ? "params" : "state";
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s is NULL", name);
    }
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!__builtin_isfinite(params[i]))
            return single_fails("parameter", map->params[i], params[i], error);
    double bound = map->bound;
    uint32_t lift = 0;
    if (options) {
        chaos_options complete;
        const int code = chaosi_options(&complete, map, options, error);
        if (code != CHAOS_OK)
            return code;
        bound = complete.bound;
        lift = complete.lift;
    }
    s->kernels = map->kernels[isa->scalar];
    s->work = s->before = NULL;
    s->tile = (chaosk_tile){ .size = sizeof s->tile, .lanes = 1, .stride = 1, .x = state, .p = params,
                             .bound = bound < __DBL_MAX__ ? bound : __DBL_MAX__, .lift = lift, .ctx = map->ctx };
    const size_t bytes = s->kernels->work_bytes(map->ctx, 1);
    if (bytes > 0)
        s->tile.work = s->work = chaosi_alloc(bytes, 1);
    if (map->dim > SMALL_DIM)
        s->before = chaosi_alloc(map->dim, sizeof(double));
    if ((bytes > 0 && !s->work) || (map->dim > SMALL_DIM && !s->before)) {
        single_clear(s);
        return chaosi_nomem(error);
    }
    return CHAOS_OK;
}

/* Whether the state is inside; angles are wrapped, if they are to be. */
static int single_enter(const chaos_map *map, single *s, double *state)
{
    int inside = 1;
    for (uint64_t i = 0; i < map->dim; i++) {
        const double period = s->tile.lift ? 0.0 : chaos_map_wrap(map, i);
        const double size = state[i] < 0.0 ? -state[i] : state[i];
        inside &= size <= (period > 0.0 ? __DBL_MAX__ : s->tile.bound);
        if (period > 0.0 && !(state[i] >= 0.0 && state[i] < period)) {
            double wrapped[CHAOSK_LANES] __attribute__((aligned(64)));
            for (int j = 0; j < CHAOSK_LANES; j++)
                wrapped[j] = state[i];
            chaosi_isa_current(NULL)->lanes->wrap(wrapped, period, CHAOSK_LANES);
            state[i] = wrapped[0];
        }
    }
    return inside;
}

static void blank(double *state, uint64_t dim)
{
    for (uint64_t i = 0; i < dim; i++)
        state[i] = CHAOSI_NAN;
}

/* Moves on by steps; 0 if the orbit escapes. A state that is the same after
 * a chunk repeats for ever: what is left of whole chunks changes nothing. */
static int single_advance(const chaos_map *map, single *s, uint64_t steps)
{
    double small[SMALL_DIM], *before = s->before ? s->before : small;
    uint64_t left, length = CHAOSI_CHUNK;
    while (steps >= 2 * CHAOSI_CHUNK) {
        memcpy(before, s->tile.x, map->dim * sizeof *before);
        if (s->kernels->watch(&s->tile, CHAOSI_CHUNK, &left))
            return 0;
        steps -= CHAOSI_CHUNK;
        if (memcmp(before, s->tile.x, map->dim * sizeof *before) == 0) {
            steps %= CHAOSI_CHUNK;
            break;
        }
        const uint64_t now = length < steps ? length : steps;
        if (s->kernels->watch(&s->tile, now, &left))
            return 0;
        steps -= now;
        length *= length < (1 << 20) ? 2 : 1;
    }
    return !s->kernels->watch(&s->tile, steps, &left);
}

int chaos_iterate_one(const chaos_map *map, uint64_t steps, const double *params, double *state, const chaos_options *options,
                      chaos_error *error)
{
    single s;
    const int code = single_init(&s, map, params, state, options, error);
    if (code != CHAOS_OK)
        return code;
    for (uint64_t i = 0; i < map->dim; i++)
        if (!__builtin_isfinite(state[i])) {
            single_clear(&s);
            return single_fails("state", map->states[i], state[i], error);
        }
    const chaosi_fpenv host = chaosi_fpenv_enter();
    if (!single_enter(map, &s, state) || !single_advance(map, &s, steps))
        blank(state, map->dim);
    chaosi_fpenv_leave(host);
    single_clear(&s);
    return CHAOS_OK;
}

/* Rows of a state that is NaN, or from iterate `left` on. */
static void blank_rows(double *out, uint64_t rows, uint64_t dim, uint64_t left)
{
    for (uint64_t j = left; j < rows; j++)
        blank(out + j * dim, dim);
}

int chaos_orbit_next(const chaos_map *map, uint64_t rows, const double *params, double *state, double *out, const chaos_options *options,
                     chaos_error *error)
{
    enum { STRETCH = 4096 };
    uint32_t all[SMALL_DIM], *comp = all;
    uint64_t size;
    single s;
    if (!out)
        return chaosi_fail(error, CHAOS_EINVAL, "out", -1, "out is NULL");
    if (map && !chaosi_times(rows, map->dim, &size))
        return chaosi_fail(error, CHAOS_EINVAL, "rows", -1, "rows is %llu: more than an array can hold", (unsigned long long)rows);
    const int code = single_init(&s, map, params, state, options, error);
    if (code != CHAOS_OK)
        return code;
    double small[SMALL_DIM], *before = s.before ? s.before : small;
    if (map->dim > SMALL_DIM)
        comp = chaosi_alloc(map->dim, sizeof *comp);
    const int room = comp != NULL;
    for (uint64_t i = 0; room && i < map->dim; i++)
        comp[i] = (uint32_t)i;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int inside = room && single_enter(map, &s, state);
    for (uint64_t done = 0; room && done < rows; done += STRETCH) {
        const uint64_t now = rows - done < STRETCH ? rows - done : STRETCH;
        double *o = out + done * map->dim;
        uint64_t left = 0;
        if (inside) {
            memcpy(before, state, map->dim * sizeof *state);
            s.kernels->record(&s.tile, now, 1, comp, (uint32_t)map->dim, o);
            memcpy(state, before, map->dim * sizeof *state);
            inside = !s.kernels->watch(&s.tile, now, &left);
        }
        if (!inside) {
            blank_rows(o, now, map->dim, left);
            blank(state, map->dim);
        }
    }
    chaosi_fpenv_leave(host);
    if (comp != all)
        free(comp);
    single_clear(&s);
    return room ? CHAOS_OK : chaosi_nomem(error);
}

/* Fast chunks, a check, and a careful replay where it fails.
 *
 * SPDX-License-Identifier: MIT */
#include "core/tile.h"

#include "core/error.h"
#include "core/starts.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

static size_t state_bytes(const chaosi_tile *t) { return t->run->map->dim * t->k.stride * sizeof(double); }
static size_t param_bytes(const chaosi_tile *t)
{
    return t->run->map->nparams * t->k.stride * sizeof(double);
}

/* Kernels of lattices read the state and write its image into the scratch, or the other way round. Some
 * processors let a load wait for a store whose address agrees in its last 12 bits: in the same place of
 * a page each store is of what was read before. */
enum { PAGE = 4096, LINE = 64 };

enum {
    LARGE = 1 << 15, /* states of a tile whose chunk may take more than some ms */
    LONGEST = 16 * CHAOSI_CHUNK,
};

/* The next `count` elements of a block, from a line of the cache on; without a block they are only counted. */
static void *next_array(char *block, size_t *used, size_t count, size_t size)
{
    char *const array = block ? block + *used : NULL;
    *used += (count * size + LINE - 1) / LINE * LINE;
    return array;
}

/* Recorded rows that are looked at together. */
static uint64_t rows_at_once(uint64_t dim) { return dim <= 8 ? 32 : 1; }

/* Lays all arrays of a tile out in a block, and returns its size. */
static size_t place(chaosi_tile *t, char *block, size_t work)
{
    const size_t lanes = t->k.lanes, dim = t->run->map->dim, np = t->run->map->nparams;
    size_t used = 0;
    t->k.x = next_array(block, &used, dim * lanes, sizeof(double));
    if (work > 0)
        used = (used + PAGE - 1) / PAGE * PAGE;
    t->k.work = next_array(block, &used, work, 1);
    t->k.p = t->p = next_array(block, &used, np * lanes, sizeof(double));
    t->k.id = t->id = next_array(block, &used, lanes, sizeof(uint64_t));
    t->point = next_array(block, &used, lanes, sizeof(uint64_t));
    t->k.done = t->done = next_array(block, &used, lanes, 1);
    t->limit = next_array(block, &used, dim * rows_at_once(dim), sizeof(double));
    t->escaped = next_array(block, &used, lanes, sizeof(uint64_t));
    t->status = next_array(block, &used, lanes, sizeof(uint32_t));
    t->saved = next_array(block, &used, dim * lanes, sizeof(double));
    t->scratch = next_array(block, &used, dim * lanes, sizeof(double));
    t->crew_x = next_array(block, &used, dim * lanes, sizeof(double));
    t->crew_p = next_array(block, &used, np * lanes, sizeof(double));
    t->crew_kept = next_array(block, &used, dim * lanes, sizeof(double));
    t->crew_id = next_array(block, &used, lanes, sizeof(uint64_t));
    t->crew_done = next_array(block, &used, lanes, 1);
    t->lane_of = next_array(block, &used, lanes, sizeof(uint32_t));
    t->flag = next_array(block, &used, lanes, 1);
    t->left = next_array(block, &used, lanes, sizeof(uint64_t));
    t->again_p = next_array(block, &used, np * lanes, sizeof(double));
    t->again_id = next_array(block, &used, lanes, sizeof(uint64_t));
    t->again_done = next_array(block, &used, lanes, 1);
    t->again_slot = next_array(block, &used, lanes, sizeof(uint32_t));
    t->mark_x = next_array(block, &used, dim * lanes, sizeof(double));
    t->mark_p = next_array(block, &used, np * lanes, sizeof(double));
    t->mark_id = next_array(block, &used, lanes, sizeof(uint64_t));
    t->mark_done = next_array(block, &used, lanes, 1);
    t->mark_escaped = next_array(block, &used, lanes, sizeof(uint64_t));
    t->mark_status = next_array(block, &used, lanes, sizeof(uint32_t));
    void *const returns = next_array(block, &used, chaosi_returns_bytes(dim, lanes), 1);
    if (block)
        chaosi_returns_place(&t->returns, returns, dim, lanes);
    return used;
}

static size_t work_of(const chaosi_run *run, size_t lanes)
{
    return run->kernels->work_bytes ? run->kernels->work_bytes(run->ctx, lanes) : 0;
}

size_t chaosi_tile_bytes(const chaosi_run *run, size_t lanes)
{
    chaosi_tile none = { .run = run, .k = { .lanes = lanes } };
    return place(&none, NULL, work_of(run, lanes));
}

bool chaosi_tile_init(chaosi_tile *t, const chaosi_run *run, size_t lanes, unsigned thread)
{
    const size_t work = work_of(run, lanes);
    memset(t, 0, sizeof *t);
    t->run = run;
    t->thread = thread;
    t->k = (chaosk_tile){ .size = sizeof t->k,
                          .lanes = lanes,
                          .stride = lanes,
                          .bound = run->bound,
                          .lift = run->lift,
                          .ctx = run->ctx };
    t->block = aligned_alloc(LINE, place(t, NULL, work));
    if (!t->block)
        return false;
    place(t, t->block, work);
    if (run->returns && !chaosi_returns_reserve(t)) {
        free(t->block);
        t->block = NULL;
        return false;
    }
    t->pace = lanes * run->map->dim > LARGE ? chaosi_first_pace(lanes * run->map->dim) : 0;
    for (size_t lane = 0; lane < lanes; lane++)
        t->lane_of[lane] = (uint32_t)lane; /* all else is written before it is read */
    for (size_t i = 0; i < run->map->dim * rows_at_once(run->map->dim); i++)
        t->limit[i] = !run->lift && chaos_map_wrap(run->map, i % run->map->dim) > 0.0 ? DBL_MAX : run->bound;
    return true;
}

void chaosi_tile_free(chaosi_tile *t)
{
    chaosi_returns_free(&t->returns);
    free(t->block);
}

/* A step of one lane takes about as long. */
static uint64_t lanes_of_a_step(const chaosi_tile *t)
{
    return t->k.lanes < CHAOSK_LANES ? CHAOSK_LANES : t->k.lanes;
}

uint64_t chaosi_tile_chunk(const chaosi_tile *t)
{
    uint64_t steps = CHAOSI_CHUNK;
    while (steps > 1 && steps * t->k.lanes * t->run->map->dim > UINT64_C(1) << 22)
        steps /= 2;
    return steps;
}

uint64_t chaosi_tile_slice(const chaosi_tile *t)
{
    const uint64_t steps = (UINT64_C(1) << 21) / (lanes_of_a_step(t) * t->run->map->dim),
                   chunk = chaosi_tile_chunk(t);
    if (t->run->map->flags & CHAOSI_CALLS)
        return chunk; /* there is no telling how long that takes */
    if (t->pace)
        return t->pace;
    return steps < chunk ? chunk : steps / chunk * chunk;
}

static void copy_between(const double *from, size_t from_lane, double *to, size_t to_lane, size_t rows,
                         size_t stride)
{
    for (size_t i = 0; i < rows; i++)
        to[i * stride + to_lane] = from[i * stride + from_lane];
}

static void copy_lane(double *a, size_t rows, size_t stride, size_t from, size_t to)
{
    copy_between(a, from, a, to, rows, stride);
}

static void replace_lane(chaosi_tile *t, size_t live, size_t lane)
{
    copy_lane(t->k.x, t->run->map->dim, t->k.stride, live, lane);
    copy_lane(t->p, t->run->map->nparams, t->k.stride, live, lane);
    t->id[lane] = t->id[live];
}

bool chaosi_tile_all_done(chaosi_tile *t)
{
    if (!t->ended)
        return false;
    const uint8_t *live = memchr(t->done, 0, t->k.lanes);
    if (!live)
        return true;
    t->ended = false;
    for (size_t lane = 0; lane < t->k.lanes; lane++)
        if (t->done[lane])
            replace_lane(t, (size_t)(live - t->done), lane);
    return false;
}

/* Marks the lane in a slot, whose iterate n is outside. */
static void set_escaped(chaosi_tile *t, size_t slot, uint64_t n)
{
    const size_t lane = t->lane_of[slot];
    t->escaped[lane] = n;
    t->done[lane] = 1;
    t->ended = true;
    t->status[lane] |= CHAOS_ESCAPED;
    if (t->k.done != t->done)
        t->crew_done[slot] = 1;
}

static bool lane_is_finite(const double *a, size_t rows, size_t stride, size_t lane)
{
    for (size_t i = 0; i < rows; i++)
        if (!__builtin_isfinite(a[i * stride + lane]))
            return false;
    return true;
}

bool chaosi_bound_is_exact(const chaos_map *map, uint32_t lift, const double *params, double bound)
{
    const bool comes_back = lift && map->wrap && (bound < DBL_MAX || map->flags & CHAOSI_LIFT_RETURNS);
    return map->no_return && !comes_back && map->no_return(params) <= bound;
}

bool chaosi_tile_is_exact(const chaosi_tile *t)
{
    const chaos_map *map = t->run->map;
    double params[16], least = DBL_MAX;
    for (size_t i = 0; i < map->dim; i++)
        least = t->limit[i] < least ? t->limit[i] : least;
    for (size_t lane = 0; lane < t->npoints; lane++) {
        if (t->done[lane])
            continue;
        for (size_t i = 0; i < map->nparams; i++)
            params[i] = t->p[i * t->k.stride + lane];
        if (!chaosi_bound_is_exact(map, t->run->lift, params, least))
            return false;
    }
    return true;
}

static bool are_finite(const chaosi_tile *t, const double *a, size_t rows)
{
    static const double most = DBL_MAX;
    for (size_t i = 0; i < rows; i++)
        if (t->run->lanes->outside(a + i * t->k.stride, &most, 1, t->k.stride, t->k.lanes, NULL))
            return false;
    return true;
}

/* Lanes that start outside. */
static void check_start(chaosi_tile *t)
{
    const size_t dim = t->run->map->dim, np = t->run->map->nparams, stride = t->k.stride;
    if (!t->run->lanes->outside(t->k.x, t->limit, dim, stride, t->k.lanes, NULL) && are_finite(t, t->p, np))
        return;
    t->run->lanes->outside(t->k.x, t->limit, dim, stride, t->k.lanes, t->flag);
    for (size_t lane = 0; lane < t->npoints; lane++) {
        const bool finite =
            lane_is_finite(t->p, np, stride, lane) && lane_is_finite(t->k.x, dim, stride, lane);
        if (!finite)
            t->status[lane] |= CHAOS_NONFINITE;
        if (!finite || t->flag[lane])
            set_escaped(t, lane, 0);
    }
}

static void copy_rows(const double *from, size_t from_stride, double *to, size_t to_stride, size_t rows,
                      size_t count)
{
    for (size_t i = 0; i < rows; i++)
        memcpy(to + i * to_stride, from + i * from_stride, count * sizeof *to);
}

void chaosi_tile_gather(const chaosi_tile *t, size_t lane, size_t count, size_t stride, double *p, double *x)
{
    const chaos_map *map = t->run->map;
    if (!t->given_x) {
        chaosi_source_gather(t->run->source, t->first + lane, count, stride, p, x);
        return;
    }
    copy_rows(t->given_p + lane, t->k.stride, p, stride, map->nparams, count);
    copy_rows(t->given_x + lane, t->k.stride, x, stride, map->dim, count);
}

void chaosi_tile_fill(chaosi_tile *t, uint64_t first, size_t count)
{
    t->first = first;
    t->npoints = count;
    t->given_p = t->given_x = NULL;
    for (size_t lane = 0; lane < t->k.lanes; lane++)
        t->point[lane] = first + lane;
    chaosi_tile_refill(t);
}

void chaosi_tile_fill_with(chaosi_tile *t, const uint64_t *points, size_t count, const double *p,
                           const double *x)
{
    t->first = points[0];
    t->npoints = count;
    t->given_p = p;
    t->given_x = x;
    memcpy(t->point, points, count * sizeof *points);
    chaosi_tile_refill(t);
}

/* What kernels know the i-th start of the whole grid by. */
static uint64_t id_of(const chaosi_run *run, uint64_t i)
{
    const uint64_t each = run->source->each;
    return run->map->flags & CHAOSI_RANDOM ? chaosi_stream(run->options, i / each, (uint32_t)(i % each)) : i;
}

void chaosi_tile_refill(chaosi_tile *t)
{
    const chaos_map *map = t->run->map;
    const size_t stride = t->k.stride, count = t->npoints;
    t->n = 0;
    chaosi_tile_gather(t, 0, count, stride, t->p, t->k.x);
    for (size_t lane = 0; lane < t->k.lanes; lane++) {
        t->status[lane] = 0;
        t->escaped[lane] = CHAOSI_INSIDE;
        t->done[lane] = lane >= count;
        t->id[lane] = id_of(t->run, chaosi_source_start(t->run->source, t->point[lane < count ? lane : 0]));
        if (lane >= count)
            replace_lane(t, 0, lane);
    }
    for (size_t i = 0; i < map->dim && !t->run->lift; i++)
        if (chaos_map_wrap(map, i) > 0.0)
            t->run->lanes->wrap(t->k.x + i * stride, chaos_map_wrap(map, i), t->k.lanes);
    check_start(t);
    t->exact = chaosi_tile_is_exact(t);
    t->ended = true;
    chaosi_tile_all_done(t);
    chaosi_returns_fill(t);
}

void chaosi_tile_take(chaosi_tile *t, const chaosi_tile *larger, size_t from, size_t count)
{
    const size_t dim = t->run->map->dim, stride = t->k.stride, apart = larger->k.stride;
    t->first = larger->first + from;
    t->given_p = t->given_x = NULL;
    memcpy(t->point, larger->point + from, count * sizeof t->point[0]);
    t->npoints = count;
    t->n = larger->n;
    t->exact = larger->exact;
    copy_rows(larger->k.x + from, apart, t->k.x, stride, dim, count);
    copy_rows(larger->p + from, apart, t->p, stride, t->run->map->nparams, count);
    memcpy(t->id, larger->id + from, count * sizeof t->id[0]);
    memcpy(t->done, larger->done + from, count);
    memset(t->done + count, 1, t->k.lanes - count);
    memcpy(t->escaped, larger->escaped + from, count * sizeof t->escaped[0]);
    memcpy(t->status, larger->status + from, count * sizeof t->status[0]);
    chaosi_returns_take(t, larger, from, count);
    t->ended = true;
    chaosi_tile_all_done(t);
}

void chaosi_tile_mark(chaosi_tile *t)
{
    memcpy(t->mark_x, t->k.x, state_bytes(t));
    memcpy(t->mark_p, t->p, param_bytes(t));
    memcpy(t->mark_id, t->id, t->k.lanes * sizeof t->id[0]);
    memcpy(t->mark_done, t->done, t->k.lanes);
    memcpy(t->mark_escaped, t->escaped, t->k.lanes * sizeof t->escaped[0]);
    memcpy(t->mark_status, t->status, t->k.lanes * sizeof t->status[0]);
    t->mark_n = t->n;
    chaosi_returns_mark(t);
}

void chaosi_tile_restore(chaosi_tile *t)
{
    memcpy(t->k.x, t->mark_x, state_bytes(t));
    memcpy(t->p, t->mark_p, param_bytes(t));
    memcpy(t->id, t->mark_id, t->k.lanes * sizeof t->id[0]);
    memcpy(t->done, t->mark_done, t->k.lanes);
    memcpy(t->escaped, t->mark_escaped, t->k.lanes * sizeof t->escaped[0]);
    memcpy(t->status, t->mark_status, t->k.lanes * sizeof t->status[0]);
    t->n = t->mark_n;
    t->ended = true;
    chaosi_returns_restore(t);
}

/* The lane in a slot left with iterate n, which is lane `at` of x. */
static void leave(chaosi_tile *t, size_t slot, uint64_t n, const double *x, size_t at)
{
    set_escaped(t, slot, n);
    if (!lane_is_finite(x, t->run->map->dim, t->k.stride, at))
        t->status[t->lane_of[slot]] |= CHAOS_NONFINITE;
}

void chaosi_tile_save(const chaosi_tile *t, double *to)
{
    for (size_t i = 0; i < t->run->map->dim; i++)
        memcpy(to + i * t->k.stride, t->k.x + i * t->k.stride, t->k.lanes * sizeof *to);
}

bool chaosi_tile_watch(chaosi_tile *t, uint64_t steps)
{
    const uint64_t start = t->n;
    bool any = false;
    t->n += steps;
    if (!t->run->kernels->watch(chaosi_tile_at(t, start), steps, t->left))
        return false;
    for (size_t slot = 0; slot < t->k.lanes; slot++) {
        if (!t->left[slot] || t->k.done[slot])
            continue;
        leave(t, slot, start + t->left[slot], t->k.x, slot);
        any = true;
    }
    return any;
}

static bool flag_outside(const chaosi_tile *t, const double *x, uint8_t *flag)
{
    return t->run->lanes->outside(x, t->limit, t->run->map->dim, t->k.stride, t->k.lanes, flag);
}

/* Flags those that are outside now or in some of the rows of all states. */
static bool flag_rows_outside(const chaosi_tile *t, const double *x, uint64_t rows)
{
    const uint64_t dim = t->run->map->dim, stride = t->k.stride, most = rows_at_once(dim);
    bool any = flag_outside(t, t->k.x, t->flag);
    for (uint64_t row = 0; row < rows; row += most) {
        const uint64_t count = rows - row < most ? rows - row : most;
        if (!t->run->lanes->outside(x + row * dim * stride, t->limit, count * dim, stride, t->k.lanes,
                                    t->again_done))
            continue;
        for (size_t slot = 0; slot < t->k.lanes; slot++)
            t->flag[slot] |= t->again_done[slot];
        any = true;
    }
    return any;
}

/* Puts lanes that are flagged and not done side by side, their state `before` in the scratch: how many. */
static size_t gather_flagged(const chaosi_tile *t, const double *before)
{
    const size_t dim = t->run->map->dim, np = t->run->map->nparams, stride = t->k.stride;
    size_t count = 0;
    for (size_t slot = 0; slot < t->k.lanes; slot++) {
        if (!t->flag[slot] || t->k.done[slot])
            continue;
        copy_between(before, slot, t->scratch, count, dim, stride);
        copy_between(t->k.p, slot, t->again_p, count, np, stride);
        t->again_id[count] = t->k.id[slot];
        t->again_done[count] = 0;
        t->again_slot[count++] = (uint32_t)slot;
    }
    for (size_t pad = count; pad < stride && pad % CHAOSK_LANES != 0; pad++) {
        copy_lane(t->scratch, dim, stride, 0, pad);
        copy_lane(t->again_p, np, stride, 0, pad);
        t->again_id[pad] = t->again_id[0];
        t->again_done[pad] = 1;
    }
    return count;
}

/* Watches them alone from tile->n, and advances it. Returns whether any lane has left. */
static bool watch_flagged(chaosi_tile *t, const double *before, uint64_t steps)
{
    const size_t count = gather_flagged(t, before);
    const uint64_t start = t->n;
    chaosk_tile k = t->k;
    t->n += steps;
    if (count == 0)
        return false;
    k.lanes = (count + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
    k.lanes = k.lanes < k.stride ? k.lanes : k.stride;
    k.x = t->scratch;
    k.p = t->again_p;
    k.id = t->again_id;
    k.done = t->again_done;
    k.n0 = start;
    t->run->kernels->watch(&k, steps, t->left);
    t->k.stop |= k.stop;
    for (size_t i = 0; i < count; i++)
        if (t->left[i])
            leave(t, t->again_slot[i], start + t->left[i], t->scratch, i);
    return true;
}

bool chaosi_tile_moved(chaosi_tile *t, const double *before, uint64_t steps)
{
    if (t->exact && flag_outside(t, t->k.x, t->flag))
        return watch_flagged(t, before, steps);
    if (t->exact) {
        t->n += steps;
        return false;
    }
    chaosi_tile_save(t, t->scratch);
    memcpy(t->k.x, before, state_bytes(t));
    const bool any = chaosi_tile_watch(t, steps);
    memcpy(t->k.x, t->scratch, state_bytes(t));
    return any;
}

int chaosi_tile_tick(chaosi_tile *t, uint64_t steps)
{
    if (t->pace)
        t->pace = chaosi_pace(t->pace, LONGEST, &t->ticked);
    return t->k.stop ? CHAOS_EFUNCTION : chaosi_jobs_tick(t->run->jobs, t->thread, steps * t->npoints);
}

bool chaosi_tile_goes_on(chaosi_tile *tile, uint64_t *done, uint64_t more)
{
    enum { OFTEN = 1 << 22 };
    *done += more;
    if (*done < OFTEN)
        return true;
    *done = 0;
    return chaosi_tile_tick(tile, 0) == CHAOS_OK;
}

void chaosi_tile_clear(chaosi_tile *tile, void *block, size_t bytes)
{
    enum {
        PIECE = 1 << 22,
        TOLD = 1 << 16
    }; /* some milliseconds, where its pages are new; so do many lanes take */
    for (size_t first = 0; first < bytes; first += PIECE) {
        if (bytes >= TOLD && chaosi_jobs_tick(tile->run->jobs, tile->thread, 0) != CHAOS_OK)
            return;
        memset((char *)block + first, 0, bytes - first < PIECE ? bytes - first : PIECE);
    }
}

int chaosi_tile_advance_turns(chaosi_tile *t, uint64_t steps, double *turns)
{
    while (steps > 0) {
        const uint64_t slice = chaosi_tile_slice(t), now = steps < slice ? steps : slice;
        chaosi_tile_save(t, t->saved);
        t->k.turns = turns;
        chaosi_returns_glide(t, t->n, now);
        t->k.turns = NULL;
        chaosi_tile_moved(t, t->saved, now);
        steps -= now;
        const int code = chaosi_tile_tick(t, now);
        if (code != CHAOS_OK)
            return code;
        if (chaosi_tile_all_done(t))
            return CHAOS_OK;
    }
    return CHAOS_OK;
}

static void pack(const chaosi_tile *t, const uint32_t *comp, uint32_t ncomp, double *out)
{
    for (uint32_t c = 0; c < ncomp; c++)
        memcpy(out + c * t->k.stride, t->k.x + comp[c] * t->k.stride, t->k.lanes * sizeof *out);
}

void chaosi_tile_blank(const chaosi_tile *t, uint64_t start, uint64_t rows, uint64_t every, uint32_t ncomp,
                       double *out)
{
    for (size_t slot = 0; slot < t->k.lanes; slot++) {
        const uint64_t n = t->escaped[t->lane_of[slot]];
        if (n == CHAOSI_INSIDE)
            continue;
        for (uint64_t row = n <= start ? 0 : (n - start + every - 1) / every; row < rows; row++)
            for (uint32_t c = 0; c < ncomp; c++)
                out[(row * ncomp + c) * t->k.stride + slot] = CHAOSI_NAN;
    }
}

/* Some rows by the kernel, with looks on the way: where one is due between two rows it
 * cuts the run. */
static void record_rows(chaosi_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                        double *out)
{
    const size_t row_size = ncomp * t->k.stride;
    for (uint64_t n = t->n; rows > 0;) {
        const uint64_t due = t->run->returns ? chaosi_steps_to_look(t, n) : rows * every;
        uint64_t now = due / every < rows ? due / every : rows;
        if (now > 0) {
            t->run->kernels->record(chaosi_tile_at(t, n), now, every, comp, ncomp, out);
            if (now * every == due)
                chaosi_returns_look(t, n + due);
        } else {
            now = 1;
            pack(t, comp, ncomp, out);
            chaosi_returns_glide(t, n, every);
        }
        n += now * every;
        out += now * row_size;
        rows -= now;
    }
}

static bool are_all_states(const chaosi_tile *t, const uint32_t *comp, uint32_t ncomp)
{
    uint32_t i = 0;
    while (i < ncomp && comp[i] == i)
        i++;
    return i == ncomp && ncomp == t->run->map->dim;
}

/* Rows at most a chunk apart. */
static int record_close(chaosi_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                        double *out)
{
    const bool often = t->pace || t->run->map->flags & CHAOSI_CALLS;
    int code = CHAOS_OK;
    for (uint64_t done = 0, now; done < rows && code == CHAOS_OK; done += now) {
        const uint64_t slice = chaosi_tile_slice(t), most = slice > every ? slice / every : 1;
        now = often && most < rows - done ? most : rows - done;
        chaosi_tile_save(t, t->saved);
        double *rows = out + done * ncomp * t->k.stride;
        record_rows(t, now, every, comp, ncomp, rows);
        if (t->exact || every > 1 || !are_all_states(t, comp, ncomp))
            chaosi_tile_moved(t, t->saved, now * every);
        else if (flag_rows_outside(t, rows, now))
            watch_flagged(t, t->saved, now);
        else
            t->n += now;
        code = chaosi_tile_tick(t, now * every);
    }
    return code;
}

int chaosi_tile_record(chaosi_tile *t, uint64_t rows, uint64_t every, bool last, const uint32_t *comp,
                       uint32_t ncomp, double *out)
{
    const uint64_t start = t->n, moving = rows - last;
    const size_t row_size = ncomp * t->k.stride;
    int code = CHAOS_OK;
    if (every <= chaosi_tile_chunk(t)) {
        code = record_close(t, moving, every, comp, ncomp, out);
    } else {
        for (uint64_t row = 0; row < moving && code == CHAOS_OK; row++) {
            pack(t, comp, ncomp, out + row * row_size);
            code = chaosi_tile_advance(t, every);
        }
    }
    if (last)
        pack(t, comp, ncomp, out + moving * row_size);
    chaosi_tile_blank(t, start, rows, every, ncomp, out);
    if (t->k.x != t->crew_x)
        chaosi_tile_all_done(t);
    return code;
}

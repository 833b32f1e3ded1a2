/* Orbits side by side, some of which leave.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/memory.h"

#include <math.h>
#include <string.h>

bool chaosi_orbits_init(chaosi_orbits *o, const chaosi_basins *b, size_t lanes, size_t nrows)
{
    const chaos_map *map = b->map;
    const size_t dim = b->dim, np = map->nparams;
    o->p = chaosi_alloc(np * lanes, sizeof *o->p);
    o->nparams = np;
    o->id = chaosi_alloc(lanes, sizeof *o->id);
    o->left = chaosi_alloc(lanes, sizeof *o->left);
    o->limit = chaosi_alloc(nrows * dim, sizeof *o->limit);
    o->rows = chaosi_alloc(nrows * dim * lanes, sizeof *o->rows);
    o->comp = chaosi_alloc(dim, sizeof *o->comp);
    o->flag = chaosi_alloc(lanes, 1);
    o->gone = chaosi_alloc(lanes, 1);
    o->nrows = nrows;
    o->k = (chaosk_tile){
        .size = sizeof o->k,
        .lanes = lanes,
        .stride = lanes,
        .x = chaosi_alloc(dim * lanes, sizeof(double)),
        .p = o->p,
        .bound = b->options.bound,
        .lift = b->options.lift,
        .id = o->id,
        .work = chaosi_alloc(b->kernels->work_bytes ? b->kernels->work_bytes(map->ctx, lanes) : 0, 1),
        .ctx = map->ctx,
    };
    if (!o->p || !o->id || !o->left || !o->limit || !o->rows || !o->comp || !o->flag || !o->gone || !o->k.x ||
        !o->k.work)
        return false;
    for (size_t i = 0; i < np; i++)
        for (size_t lane = 0; lane < lanes; lane++)
            o->p[i * lanes + lane] = b->params[i];
    for (size_t i = 0; i < dim; i++)
        o->comp[i] = (uint32_t)i;
    for (size_t i = 0; i < nrows * dim; i++)
        o->limit[i] =
            !b->options.lift && chaosi_map_wrap(map, i % dim) > 0.0 ? __DBL_MAX__ : b->options.bound;
    return true;
}

void chaosi_orbits_free(chaosi_orbits *o)
{
    free(o->p);
    free(o->id);
    free(o->left);
    free(o->limit);
    free(o->rows);
    free(o->comp);
    free(o->flag);
    free(o->gone);
    free(o->k.x);
    free(o->k.work);
}

/* Of so many rows that end with x: those that are outside are gone. */
static void look_outside(chaosi_orbits *o, const chaosi_basins *b, const double *x, size_t rows)
{
    if (!b->isa->lanes->outside(x, o->limit, rows * b->dim, o->k.stride, o->k.lanes, o->flag))
        return;
    for (size_t lane = 0; lane < o->k.lanes; lane++)
        o->gone[lane] |= o->flag[lane];
}

void chaosi_orbits_begin(chaosi_orbits *o, const chaosi_basins *b)
{
    for (size_t i = 0; i < b->dim && !b->options.lift; i++)
        if (chaosi_map_wrap(b->map, i) > 0.0)
            b->isa->lanes->wrap(o->k.x + i * o->k.stride, chaosi_map_wrap(b->map, i), o->k.lanes);
    look_outside(o, b, o->k.x, 1);
}

/* Steps until the next tick: some ms. */
static uint64_t slice_of(const chaosi_orbits *o, const chaosi_basins *b)
{
    const uint64_t steps = (UINT64_C(1) << 20) / (o->k.lanes * b->dim);
    return b->map->flags & CHAOSI_CALLS ? 16 : steps ? steps : 1;
}

static int moved(chaosi_orbits *o, chaosi_basins *b, unsigned thread, uint64_t steps)
{
    if (o->k.stop) {
        b->stop = o->k.stop;
        return CHAOS_EFUNCTION;
    }
    return chaosi_jobs_tick(b->jobs, thread, steps * o->k.lanes);
}

int chaosi_orbits_advance(chaosi_orbits *o, chaosi_basins *b, unsigned thread, uint64_t steps)
{
    const uint64_t slice = slice_of(o, b);
    int code = CHAOS_OK;
    for (uint64_t done = 0, now; done < steps && code == CHAOS_OK; done += now) {
        now = steps - done < slice ? steps - done : slice;
        if (b->exact) {
            b->kernels->advance(&o->k, now);
            look_outside(o, b, o->k.x, 1);
        } else if (b->kernels->watch(&o->k, now, o->left)) {
            for (size_t lane = 0; lane < o->k.lanes; lane++)
                o->gone[lane] |= o->left[lane] != 0;
        }
        code = moved(o, b, thread, now);
    }
    return code;
}

int chaosi_orbits_record(chaosi_orbits *o, chaosi_basins *b, unsigned thread, size_t rows)
{
    const size_t slice = slice_of(o, b) < rows ? (size_t)slice_of(o, b) : rows, row = b->dim * o->k.stride;
    int code = CHAOS_OK;
    for (size_t done = 0, now; done < rows && code == CHAOS_OK; done += now) {
        now = rows - done < slice ? rows - done : slice;
        b->kernels->record(&o->k, now, 1, o->comp, (uint32_t)b->dim, o->rows + done * row);
        look_outside(o, b, o->rows + done * row, now);
        code = moved(o, b, thread, now);
    }
    look_outside(o, b, o->k.x, 1);
    return code;
}

static bool is_outside(const chaosi_orbits *o, size_t dim, size_t row, size_t lane)
{
    for (size_t i = 0; i < dim; i++)
        if (!(fabs(o->rows[(row * dim + i) * o->k.stride + lane]) <= o->limit[row * dim + i]))
            return true;
    return false;
}

size_t chaosi_orbits_left(const chaosi_orbits *o, size_t dim, size_t lane)
{
    size_t row = o->gone[lane] ? 0 : CHAOSI_EXIT_ROWS;
    while (row < CHAOSI_EXIT_ROWS && !is_outside(o, dim, row, lane))
        row++;
    return row;
}

int32_t chaosi_orbits_tell(const chaosi_orbits *o, const chaosi_cutting *c, const chaosi_cells *cells,
                           size_t lane)
{
    int32_t mark = -1;
    for (size_t row = 0; row < CHAOSI_TELLING; row++) {
        const double *x = o->rows + row * c->dim * o->k.stride + lane;
        const int32_t here = chaosi_cells_find(cells, chaosi_cell_of(c, x, o->k.stride));
        if (here < 0 || (row > 0 && here != mark))
            return -1;
        mark = here;
    }
    return mark;
}

/* SPDX-License-Identifier: MIT */
#include "core/source.h"

#include "core/error.h"

#include <stdio.h>
#include <string.h>

double chaos_axis_value(const chaos_axis *axis, uint64_t i)
{
    if (!axis || i >= axis->count)
        return CHAOSI_NAN;
    if (axis->values)
        return axis->values[i];
    if (i == axis->count - 1 && axis->count > 1)
        return axis->stop;
    return i == 0 ? axis->start
                  : axis->start + (double)i * ((axis->stop - axis->start) / (double)(axis->count - 1));
}

/* The shape's product, which also bounds what is addressed. */
static int count_points(chaosi_source *s, const char *argument, chaos_error *error)
{
    s->npoints = 1;
    for (uint32_t d = 0; d < s->ndim; d++)
        if (!chaosi_times(s->npoints, s->shape[d], &s->npoints))
            return chaosi_fail(error, CHAOS_EINVAL, argument, (int64_t)d,
                               "%s: the product of all counts is more than an array can hold", argument);
    return CHAOS_OK;
}

static int check_finite(const char *what, const char *name, double value, chaos_error *error)
{
    if (__builtin_isfinite(value))
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s %s is %g; a finite number would do", what, name,
                       value);
}

/* Maps given as text may have parameters without a default. */
static int check_param(const chaos_map *map, uint64_t i, double value, int given, chaos_error *error)
{
    const char *name = chaos_map_param(map, i);
    if (value != value && !(chaos_map_param_default(map, i) == chaos_map_param_default(map, i)))
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "parameter %s has no default: give it a value",
                           name);
    return given ? check_finite("parameter", name, value, error) : CHAOS_OK;
}

static int is_axis(const chaosi_source *s, uint64_t param)
{
    for (uint32_t d = 0; d < s->ndim; d++)
        if (s->quantity[d] == (int64_t)param)
            return 1;
    return 0;
}

static int check_values(const chaosi_source *s, const double *params, const double *state, chaos_error *error)
{
    const chaos_map *map = s->map;
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!is_axis(s, i) &&
            check_param(map, i, params ? params[i] : chaos_map_param_default(map, i), params != NULL, error))
            return CHAOS_EINVAL;
    for (uint64_t i = 0; state && i < map->dim; i++)
        if (check_finite("state", chaos_map_state(map, i), state[i], error))
            return CHAOS_EINVAL;
    return CHAOS_OK;
}

static const chaos_axis *axis_at(const chaos_grid *grid, uint32_t d)
{
    return (const chaos_axis *)(const void *)((const char *)grid->axes + d * grid->axes[0].size);
}

static int check_axis(chaosi_source *s, const chaos_axis *axis, uint32_t d, chaos_error *error)
{
    if (axis->size < sizeof(chaos_axis))
        return chaosi_fail(error, CHAOS_EINVAL, "axes", d,
                           "axes[%u].size is %u; sizeof(chaos_axis), %zu, would do", (unsigned)d,
                           (unsigned)axis->size, sizeof(chaos_axis));
    if (axis->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", d, "axes[%u].reserved is %u; 0 would do", (unsigned)d,
                           (unsigned)axis->reserved);
    const char *name = axis->name ? axis->name : "";
    const int64_t param = chaos_map_param_index(s->map, name), state = chaos_map_state_index(s->map, name);
    if (param < 0 && state < 0)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", d,
                           "axis '%.40s': the map %s has no parameter or state of that name", name,
                           s->map->name);
    s->axis[d] = axis;
    s->quantity[d] = param >= 0 ? param : (int64_t)s->map->nparams + state;
    for (uint32_t i = 0; i < d; i++)
        if (s->quantity[i] == s->quantity[d])
            return chaosi_fail(error, CHAOS_EINVAL, name, d, "axis %s is there twice", name);
    if (axis->count == 0)
        return chaosi_fail(error, CHAOS_EINVAL, name, d, "axis %s has count 0; at least 1 would do", name);
    if (!axis->values && (check_finite("start of axis", name, axis->start, error) ||
                          check_finite("stop of axis", name, axis->stop, error)))
        return CHAOS_EINVAL;
    if (!axis->values && !__builtin_isfinite(axis->stop - axis->start))
        return chaosi_fail(error, CHAOS_EINVAL, name, d,
                           "axis %s runs from %g to %g: the difference overflows", name, axis->start,
                           axis->stop);
    s->shape[d] = axis->count;
    return CHAOS_OK;
}

int chaosi_source_from_grid(chaosi_source *s, const chaos_map *map, const chaos_grid *grid,
                            chaos_error *error)
{
    memset(s, 0, sizeof *s);
    s->map = map;
    if (!grid || grid->size < sizeof(chaos_grid))
        return chaosi_fail(error, CHAOS_EINVAL, "grid", -1,
                           grid ? "grid.size is not sizeof(chaos_grid)" : "grid is NULL");
    if (grid->naxes > CHAOS_MAX_AXES)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", -1, "the grid has %u axes; up to %d would do",
                           (unsigned)grid->naxes, CHAOS_MAX_AXES);
    if (grid->naxes && (!grid->axes || grid->axes[0].size < sizeof(chaos_axis)))
        return chaosi_fail(error, CHAOS_EINVAL, "axes", 0,
                           grid->axes ? "axes[0].size is not sizeof(chaos_axis)" : "grid.axes is NULL");
    s->ndim = grid->naxes;
    s->params = grid->params;
    s->state = grid->state;
    for (uint32_t d = 0; d < s->ndim; d++)
        if (check_axis(s, axis_at(grid, d), d, error))
            return CHAOS_EINVAL;
    if (check_values(s, grid->params, grid->state, error) || count_points(s, "axes", error))
        return CHAOS_EINVAL;
    if (grid->first >= s->npoints || grid->count > s->npoints - grid->first)
        return chaosi_fail(error, CHAOS_EINVAL, "first", -1,
                           "points %llu to %llu + %llu are asked for; the grid has %llu",
                           (unsigned long long)grid->first, (unsigned long long)grid->first,
                           (unsigned long long)grid->count, (unsigned long long)s->npoints);
    s->first = grid->first;
    s->npoints = grid->count ? grid->count : s->npoints - grid->first;
    return CHAOS_OK;
}

static double view_at(const chaosi_source *s, const chaos_view *view, const uint64_t *index, double otherwise)
{
    if (!view || !view->data)
        return otherwise;
    const char *at = view->data;
    for (uint32_t d = 0; view->stride && d < s->ndim; d++)
        at += (ptrdiff_t)index[d] * view->stride[d];
    double value;
    memcpy(&value, at, sizeof value);
    return value;
}

static double batch_param(const chaosi_source *s, uint64_t i, const uint64_t *index)
{
    const chaos_view *v = s->batch->params;
    return view_at(s, v ? &v[i] : NULL, index, chaos_map_param_default(s->map, i));
}

static double batch_state(const chaosi_source *s, uint64_t i, const uint64_t *index)
{
    const chaos_view *v = s->batch->states;
    return view_at(s, v ? &v[i] : NULL, index, chaos_map_state_default(s->map, i));
}

int chaosi_source_from_batch(chaosi_source *s, const chaos_map *map, const chaos_batch *batch,
                             chaos_error *error)
{
    memset(s, 0, sizeof *s);
    s->map = map;
    if (!batch || batch->size < sizeof(chaos_batch))
        return chaosi_fail(error, CHAOS_EINVAL, "batch", -1,
                           batch ? "batch.size is not sizeof(chaos_batch)" : "batch is NULL");
    if (batch->ndim > CHAOS_MAX_NDIM || (batch->ndim && !batch->shape))
        return chaosi_fail(error, CHAOS_EINVAL, "shape", -1,
                           "the batch has %u axes%s; up to %d with a shape would do", (unsigned)batch->ndim,
                           batch->shape ? "" : " and no shape", CHAOS_MAX_NDIM);
    s->batch = batch;
    s->ndim = batch->ndim;
    if (s->ndim)
        memcpy(s->shape, batch->shape, s->ndim * sizeof s->shape[0]);
    for (uint32_t d = 0; d < s->ndim; d++) {
        if (s->shape[d] == 0) { /* however absurd the other axes are */
            s->npoints = 0;
            return CHAOS_OK;
        }
    }
    if (count_points(s, "shape", error))
        return CHAOS_EINVAL;
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!(batch->params && batch->params[i].data) &&
            check_param(map, i, chaos_map_param_default(map, i), 0, error))
            return CHAOS_EINVAL;
    for (uint64_t i = 0; s->ndim == 0 && i < map->nparams; i++)
        if (check_finite("parameter", chaos_map_param(map, i), batch_param(s, i, NULL), error))
            return CHAOS_EINVAL;
    for (uint64_t i = 0; s->ndim == 0 && i < map->dim; i++)
        if (check_finite("state", chaos_map_state(map, i), batch_state(s, i, NULL), error))
            return CHAOS_EINVAL;
    return CHAOS_OK;
}

/* The position of a point on each axis. */
static void unravel(const chaosi_source *s, uint64_t point, uint64_t *index)
{
    for (uint32_t d = s->ndim; d-- > 0; point /= s->shape[d])
        index[d] = point % s->shape[d];
}

static void step_index(const chaosi_source *s, uint64_t *index)
{
    for (uint32_t d = s->ndim; d-- > 0;) {
        if (++index[d] < s->shape[d])
            return;
        index[d] = 0;
    }
}

void chaosi_source_gather(const chaosi_source *s, uint64_t first, size_t count, size_t stride, double *p,
                          double *x)
{
    const uint64_t np = s->map->nparams, dim = s->map->dim;
    uint64_t index[CHAOS_MAX_NDIM];
    unravel(s, s->first + first, index);
    for (size_t lane = 0; lane < count; lane++, step_index(s, index)) {
        for (uint64_t i = 0; i < np; i++)
            p[i * stride + lane] = s->batch    ? batch_param(s, i, index)
                                   : s->params ? s->params[i]
                                               : chaos_map_param_default(s->map, i);
        for (uint64_t i = 0; i < dim; i++)
            x[i * stride + lane] = s->batch   ? batch_state(s, i, index)
                                   : s->state ? s->state[i]
                                              : chaos_map_state_default(s->map, i);
        for (uint32_t d = 0; !s->batch && d < s->ndim; d++) {
            const uint64_t q = (uint64_t)s->quantity[d];
            double *to = q < np ? p + q * stride : x + (q - np) * stride;
            to[lane] = chaos_axis_value(s->axis[d], index[d]);
        }
    }
}

/* SPDX-License-Identifier: MIT */
#include "core/source.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/starts.h"
#include "core/structs.h"

#include <stdio.h>
#include <string.h>

/* From one value of an axis to the next; of a single one anything. */
static double axis_step(const chaos_axis *axis)
{
    return (axis->stop - axis->start) / (double)(axis->count > 1 ? axis->count - 1 : 1);
}

static double axis_value(const chaos_axis *axis, uint64_t i, double step)
{
    if (axis->values)
        return axis->values[i];
    if (i == axis->count - 1 && axis->count > 1)
        return axis->stop;
    return i == 0 ? axis->start : axis->start + (double)i * step;
}

double chaos_axis_value(const chaos_axis *axis, uint64_t i)
{
    chaos_axis own;
    if (!axis || chaosi_struct_read(&chaosi_struct_axis, "axis", axis, &own, NULL) != CHAOS_OK ||
        i >= own.count)
        return CHAOSI_NAN;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const double value = axis_value(&own, i, axis_step(&own));
    chaosi_fpenv_leave(host);
    return value;
}

/* The product of the shape, which also bounds addresses. */
static int count_points(chaosi_source *s, const char *argument, chaos_error *error)
{
    s->npoints = 1;
    for (uint32_t d = 0; d < s->ndim; d++)
        if (!chaosi_mul_checked(s->npoints, s->shape[d], &s->npoints))
            return chaosi_fail(error, CHAOS_EINVAL, argument, (int64_t)d,
                               "the product of all counts must be at most 2^59");
    return CHAOS_OK;
}

static int check_finite(const char *what, const char *name, double value, chaos_error *error)
{
    if (__builtin_isfinite(value))
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s %s must be finite, got %g", what, name, value);
}

/* Maps given as text may have parameters without a default. */
static int check_param(const chaos_map *map, uint64_t i, double value, bool given, chaos_error *error)
{
    const char *name = chaos_map_param(map, i);
    if (value != value && !(chaos_map_param_default(map, i) == chaos_map_param_default(map, i)))
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "parameter %s has no default: it must be given",
                           name);
    return given ? check_finite("parameter", name, value, error) : CHAOS_OK;
}

bool chaosi_source_is_axis(const chaosi_source *s, uint64_t quantity)
{
    for (uint32_t d = 0; d < s->ndim; d++)
        if (s->quantity[d] == (int64_t)quantity)
            return true;
    return false;
}

static int check_values(const chaosi_source *s, const double *params, const double *state, chaos_error *error)
{
    const chaos_map *map = s->map;
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!chaosi_source_is_axis(s, i) &&
            check_param(map, i, params ? params[i] : chaos_map_param_default(map, i), params != NULL, error))
            return CHAOS_EINVAL;
    for (uint64_t i = 0; state && i < map->dim; i++)
        if (check_finite("state", chaos_map_state(map, i), state[i], error))
            return CHAOS_EINVAL;
    return CHAOS_OK;
}

static int check_range(const chaos_axis *axis, const char *name, uint32_t d, chaos_error *error)
{
    if (check_finite("start of axis", name, axis->start, error) ||
        check_finite("stop of axis", name, axis->stop, error))
        return CHAOS_EINVAL;
    if (!__builtin_isfinite(axis->stop - axis->start))
        return chaosi_fail(error, CHAOS_EINVAL, name, d,
                           "axis %s must be shorter than the largest double, got %g to %g", name, axis->start,
                           axis->stop);
    return CHAOS_OK;
}

static int check_axis(chaosi_source *s, const chaos_axis *axis, uint32_t d, chaos_error *error)
{
    if (axis->reserved)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", d, "axes[%u].reserved must be 0, got %u", (unsigned)d,
                           (unsigned)axis->reserved);
    const char *name = axis->name ? axis->name : "";
    const int64_t param = chaos_map_param_index(s->map, name), state = chaos_map_state_index(s->map, name);
    if (param < 0 && state < 0)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", d,
                           "an axis must be a parameter or a state of %.60s, got '%.40s'", s->map->name,
                           name);
    s->quantity[d] = param >= 0 ? param : (int64_t)s->map->nparams + state;
    for (uint32_t i = 0; i < d; i++)
        if (s->quantity[i] == s->quantity[d])
            return chaosi_fail(error, CHAOS_EINVAL, name, d, "axes must all be different, got %s twice",
                               name);
    if (axis->count == 0)
        return chaosi_fail(error, CHAOS_EINVAL, name, d, "count of axis %s must be at least 1, got 0", name);
    s->shape[d] = axis->count;
    return axis->values ? CHAOS_OK : check_range(axis, name, d, error);
}

static int read_grid(chaosi_source *s, const chaos_grid *grid, chaos_error *error)
{
    if (!grid)
        return chaosi_fail(error, CHAOS_EINVAL, "grid", -1, "grid must be a chaos_grid, got NULL");
    const int code = chaosi_struct_read(&chaosi_struct_grid, "grid", grid, &s->grid, error);
    if (code != CHAOS_OK)
        return code;
    if (s->grid.naxes > CHAOS_MAX_AXES)
        return chaosi_fail(error, CHAOS_EINVAL, "naxes", -1, "naxes must be at most %d, got %u",
                           CHAOS_MAX_AXES, (unsigned)s->grid.naxes);
    if (s->grid.naxes && !s->grid.axes)
        return chaosi_fail(error, CHAOS_EINVAL, "axes", 0, "axes must be %u of them, got NULL",
                           (unsigned)s->grid.naxes);
    s->ndim = s->grid.naxes;
    return chaosi_structs_read(&chaosi_struct_axis, "axes", s->grid.axes, s->ndim, s->axis, error);
}

int chaosi_source_from_grid(chaosi_source *s, const chaos_map *map, const chaos_grid *grid,
                            chaos_error *error)
{
    memset(s, 0, sizeof *s);
    s->map = map;
    s->each = s->directions = 1;
    if (read_grid(s, grid, error))
        return CHAOS_EINVAL;
    for (uint32_t d = 0; d < s->ndim; d++)
        if (check_axis(s, &s->axis[d], d, error))
            return CHAOS_EINVAL;
    if (check_values(s, s->grid.params, s->grid.state, error) || count_points(s, "axes", error))
        return CHAOS_EINVAL;
    const uint64_t first = s->grid.first, count = s->grid.count;
    if (first >= s->npoints)
        return chaosi_fail(error, CHAOS_EINVAL, "first", -1,
                           "first must be below %llu, the points of the grid, got %llu",
                           (unsigned long long)s->npoints, (unsigned long long)first);
    if (count > s->npoints - first)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1,
                           "count must be at most %llu, the points of the grid from first on, got %llu",
                           (unsigned long long)(s->npoints - first), (unsigned long long)count);
    s->first = first;
    s->npoints = count ? count : s->npoints - first;
    const int code = chaosi_starts_init(s, error);
    return code == CHAOS_OK ? chaosi_starts_follow(s, error) : code;
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
    const chaos_view *v = s->batch.params;
    return view_at(s, v ? &v[i] : NULL, index, chaos_map_param_default(s->map, i));
}

static double batch_state(const chaosi_source *s, uint64_t i, const uint64_t *index)
{
    const chaos_view *v = s->batch.states;
    return view_at(s, v ? &v[i] : NULL, index, chaos_map_state_default(s->map, i));
}

static int read_batch(chaosi_source *s, const chaos_batch *batch, chaos_error *error)
{
    if (!batch)
        return chaosi_fail(error, CHAOS_EINVAL, "batch", -1, "batch must be a chaos_batch, got NULL");
    const int code = chaosi_struct_read(&chaosi_struct_batch, "batch", batch, &s->batch, error);
    if (code != CHAOS_OK)
        return code;
    s->is_batch = true;
    s->ndim = s->batch.ndim;
    if (s->ndim > CHAOS_MAX_NDIM)
        return chaosi_fail(error, CHAOS_EINVAL, "ndim", -1, "ndim must be at most %d, got %u", CHAOS_MAX_NDIM,
                           (unsigned)s->ndim);
    if (s->ndim && !s->batch.shape)
        return chaosi_fail(error, CHAOS_EINVAL, "shape", -1, "shape must be %u counts, got NULL",
                           (unsigned)s->ndim);
    if (s->ndim)
        memcpy(s->shape, s->batch.shape, s->ndim * sizeof s->shape[0]);
    return CHAOS_OK;
}

int chaosi_source_from_batch(chaosi_source *s, const chaos_map *map, const chaos_batch *batch,
                             chaos_error *error)
{
    memset(s, 0, sizeof *s);
    s->map = map;
    s->each = s->directions = 1;
    if (read_batch(s, batch, error))
        return CHAOS_EINVAL;
    for (uint32_t d = 0; d < s->ndim; d++) {
        if (s->shape[d] == 0) { /* whatever the other axes are */
            s->npoints = 0;
            return CHAOS_OK;
        }
    }
    if (count_points(s, "shape", error))
        return CHAOS_EINVAL;
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!(s->batch.params && s->batch.params[i].data) &&
            check_param(map, i, chaos_map_param_default(map, i), false, error))
            return CHAOS_EINVAL;
    for (uint64_t i = 0; s->ndim == 0 && i < map->nparams; i++)
        if (check_finite("parameter", chaos_map_param(map, i), batch_param(s, i, NULL), error))
            return CHAOS_EINVAL;
    for (uint64_t i = 0; s->ndim == 0 && i < map->dim; i++)
        if (check_finite("state", chaos_map_state(map, i), batch_state(s, i, NULL), error))
            return CHAOS_EINVAL;
    return CHAOS_OK;
}

uint64_t chaosi_source_size(const chaosi_source *s)
{
    uint64_t size = s->each;
    for (uint32_t d = 0; d < s->ndim; d++)
        size *= s->shape[d];
    return size;
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

static void gather_batch(const chaosi_source *s, uint64_t first, size_t count, size_t stride, double *p,
                         double *x)
{
    uint64_t index[CHAOS_MAX_NDIM];
    unravel(s, first, index);
    for (size_t lane = 0; lane < count; lane++, step_index(s, index)) {
        for (uint64_t i = 0; i < s->map->nparams; i++)
            p[i * stride + lane] = batch_param(s, i, index);
        for (uint64_t i = 0; i < s->map->dim; i++)
            x[i * stride + lane] = batch_state(s, i, index);
    }
}

static void fill(double *to, size_t count, double value)
{
    for (size_t lane = 0; lane < count; lane++)
        to[lane] = value;
}

/* The values of axis d, each of which is that of `same` points one after the other. */
static void gather_axis(const chaosi_source *s, uint32_t d, uint64_t same, uint64_t first, size_t count,
                        double *to)
{
    const chaos_axis *axis = &s->axis[d];
    const double step = axis->values ? 0.0 : axis_step(axis);
    uint64_t i = first / same % s->shape[d], left = same - first % same;
    for (size_t lane = 0; same == 1 && lane < count; lane++, i = i + 1 < s->shape[d] ? i + 1 : 0)
        to[lane] = axis_value(axis, i, step);
    for (size_t lane = 0; same > 1 && lane < count; i = i + 1 < s->shape[d] ? i + 1 : 0, left = same) {
        const size_t now = left < count - lane ? (size_t)left : count - lane;
        fill(to + lane, now, axis_value(axis, i, step));
        lane += now;
    }
}

static void gather_grid(const chaosi_source *s, uint64_t first, size_t count, size_t stride, double *p,
                        double *x)
{
    const uint64_t np = s->map->nparams, dim = s->map->dim;
    uint64_t same = s->each;
    for (uint64_t i = 0; i < np; i++)
        if (!chaosi_source_is_axis(s, i))
            fill(p + i * stride, count,
                 s->grid.params ? s->grid.params[i] : chaos_map_param_default(s->map, i));
    for (uint64_t i = 0; i < dim; i++)
        if (!chaosi_source_is_axis(s, np + i) && s->grid.starts)
            chaosi_starts_draw(s, i, first, count, x + i * stride);
        else if (!chaosi_source_is_axis(s, np + i))
            fill(x + i * stride, count,
                 s->grid.state ? s->grid.state[i] : chaos_map_state_default(s->map, i));
    for (uint32_t d = s->ndim; d-- > 0; same *= s->shape[d]) {
        const uint64_t q = (uint64_t)s->quantity[d];
        gather_axis(s, d, same, first, count, q < np ? p + q * stride : x + (q - np) * stride);
    }
}

void chaosi_source_gather(const chaosi_source *s, uint64_t first, size_t count, size_t stride, double *p,
                          double *x)
{
    if (s->is_batch)
        gather_batch(s, s->first + first, count, stride, p, x);
    else
        gather_grid(s, chaosi_source_start(s, first) % chaosi_source_size(s), count, stride, p, x);
}

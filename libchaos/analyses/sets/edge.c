/* Labels of single states, and sections that cross the edge of a basin.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/edge.h"

#include "core/error.h"
#include "core/few.h"
#include "core/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = CHAOSI_EDGE_LANES };

/* From now on starts are e->states. */
static int use_states(chaosi_edge *e, chaos_error *error)
{
    chaosi_basins *b = &e->b;
    const size_t np = b->map->nparams;
    e->shape = LANES;
    e->apart = (ptrdiff_t)(b->dim * sizeof(double));
    for (size_t i = 0; i < np; i++) {
        e->views[i].data = &b->params[i];
        e->views[i].stride = &e->nothing;
    }
    for (size_t i = 0; i < b->dim; i++) {
        e->views[np + i].data = &e->states[i];
        e->views[np + i].stride = &e->apart;
    }
    const chaos_batch batch = {
        .size = sizeof batch, .ndim = 1, .shape = &e->shape, .params = e->views, .states = e->views + np
    };
    return chaosi_source_from_batch(&b->source, b->map, &batch, error);
}

int chaosi_edge_label(chaosi_edge *e)
{
    chaosi_basins *b = &e->b;
    chaosi_basins_part(b, b->to);
    const int code = chaosi_basins_classify(b, NULL, LANES);
    /* Of many calls that each are too short to say anything. */
    return code == CHAOS_OK && b->options.progress && chaosi_basins_report(b, 0.0, 1.0) ? CHAOS_ECANCELED
                                                                                        : code;
}

/* Attractors from the grid's starts, then from the states themselves. */
static int find(chaosi_edge *e, const double *states, uint64_t count, chaos_error *error)
{
    chaosi_basins *b = &e->b;
    uint64_t *numbers = chaosi_alloc(count, sizeof *numbers);
    bool added;
    chaosi_basins_part(b, 0.02);
    int code = numbers ? chaosi_basins_cut(b) : CHAOS_ENOMEM;
    chaosi_basins_part(b, 0.2);
    if (code == CHAOS_OK && !b->conservative)
        code = chaosi_basins_discover(b);
    b->labels = e->labels;
    for (uint64_t i = 0; i < LANES; i++)
        memcpy(e->states + i * b->dim, states + (i < count ? i : 0) * b->dim, b->dim * sizeof *states);
    for (uint64_t i = 0; numbers && i < count; i++)
        numbers[i] = i;
    e->searched = b->source;
    if (code == CHAOS_OK)
        code = use_states(e, error);
    if (code == CHAOS_OK && !b->conservative)
        code = chaosi_basins_discover_from(b, numbers, count, &added);
    if (code == CHAOS_OK)
        code = chaosi_edge_label(e);
    free(numbers);
    return chaosi_basins_ended(b, code, error);
}

int chaosi_edge_begin(chaosi_edge *e, const chaos_grid *grid, const double *states, uint64_t count,
                      const char *name, const chaos_options *options, chaos_error *error)
{
    chaosi_basins *b = &e->b;
    int32_t *labels = NULL;
    int code = chaosi_basins_read(b, &e->own, grid, options, error);
    if (code != CHAOS_OK)
        return code;
    b->labels = labels = chaosi_alloc(b->source.npoints, sizeof *labels);
    e->labels = chaosi_alloc(LANES, sizeof *e->labels);
    e->states = chaosi_alloc(LANES * b->dim, sizeof *e->states);
    e->lengths = chaosi_alloc(b->dim, sizeof *e->lengths);
    e->views = chaosi_alloc(b->map->nparams + b->dim, sizeof *e->views);
    if (!labels || !e->labels || !e->states || !e->lengths || !e->views)
        code = chaosi_nomem(error);
    for (uint64_t i = 0; i < count * b->dim && code == CHAOS_OK; i++)
        if (!(fabs(states[i]) <= __DBL_MAX__))
            code = chaosi_fail(error, CHAOS_EINVAL, name, (int64_t)(i % b->dim),
                               "%s must be finite, got %g of %.60s", name, states[i],
                               b->map->states[i % b->dim]);
    if (code == CHAOS_OK)
        code = find(e, states, count, error);
    free(labels);
    for (size_t i = 0; i < b->dim && code == CHAOS_OK; i++)
        e->lengths[i] = (double)chaosi_basins_side(b->dim) / b->cutting.per[i];
    e->label = code == CHAOS_OK ? e->labels[0] : 0;
    if (code == CHAOS_OK && e->label == CHAOS_LABEL_UNRESOLVED)
        code = chaosi_fail(error, CHAOS_EINVAL, name, -1,
                           "%s must be of a basin, got a state that comes to no attractor within max_steps",
                           name);
    return code;
}

void chaosi_edge_end(chaosi_edge *e)
{
    free(e->states);
    free(e->lengths);
    free(e->views);
    free(e->labels);
    chaosi_basins_free(&e->b);
}

void chaosi_edge_apart(const chaosi_edge *e, const double *a, const double *b, double *by)
{
    for (size_t i = 0; i < e->b.dim; i++)
        by[i] = chaosi_apart(b[i], a[i], e->b.options.lift ? 0.0 : chaosi_map_wrap(e->b.map, i));
}

double chaosi_edge_length(const chaosi_edge *e, const double *by)
{
    double length = 0.0;
    for (size_t i = 0; i < e->b.dim; i++)
        length = fmax(length, fabs(by[i]) / e->lengths[i]);
    return length;
}

/* Both ends are among what is labelled, so that an edge is between them whatever was before. */
int chaosi_edge_cut(chaosi_edge *e, double *a, double *b, double length, bool *lost)
{
    const size_t dim = e->b.dim, last = LANES - 1;
    double *by = chaosi_alloc(dim, sizeof *by);
    int code = by ? CHAOS_OK : CHAOS_ENOMEM;
    *lost = false;
    for (double before = INFINITY, now; code == CHAOS_OK && !*lost; before = now) {
        chaosi_edge_apart(e, a, b, by);
        now = chaosi_edge_length(e, by);
        if (now <= length || !(now < before)) /* or no state is between them */
            break;
        for (size_t k = 0; k <= last; k++)
            for (size_t i = 0; i < dim; i++)
                e->states[k * dim + i] = k == last ? b[i] : a[i] + by[i] * ((double)k / (double)last);
        code = chaosi_edge_label(e);
        size_t k = 0;
        while (k <= last && e->labels[k] == e->label)
            k++;
        *lost = k == 0 || k > last;
        if (code != CHAOS_OK || *lost)
            break;
        memcpy(a, e->states + (k - 1) * dim, dim * sizeof *a);
        memcpy(b, e->states + k * dim, dim * sizeof *b);
    }
    free(by);
    return code;
}

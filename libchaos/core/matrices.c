/* SPDX-License-Identifier: MIT */
#include "core/matrices.h"
#include "core/images.h"
#include "core/memory.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STATES = 256, MOST_RATIO = 32, FEW_STATES = 16 };
static const double ROUNDING = 0x1p-52, OF_DIFFERENCES = 0x1p-26; /* uncertainty of elements */

/* The cube of the states is not to exceed by far what the vectors cost anyway. */
static bool is_too_large(size_t dim, size_t k) { return dim > MOST_STATES || dim > MOST_RATIO * k; }

typedef struct matrices {
    chaosi_tangents *t;
    size_t dim, k, stride;
    double *x, *v;   /* after the step */
    double *element; /* [lost lane][dim][dim] */
    double *vectors; /* [k][dim] of one lane */
    double *e;       /* [k] */
    double *room;
} matrices;

static double *place(matrices *m, chaosi_tangents *t, size_t lost)
{
    const size_t dim = t->tile->run->map->dim, k = t->k, stride = t->tile->k.stride;
    const size_t doubles =
        (k + 1) * dim * stride + lost * dim * dim + k * (dim + 1) + chaosi_images_doubles(dim, k);
    double *const block = chaosi_alloc(doubles, sizeof *block), *at = block;
    if (!block)
        return NULL;
    *m = (matrices){ .t = t, .dim = dim, .k = k, .stride = stride };
    m->x = at, at += dim * stride;
    m->v = at, at += k * dim * stride;
    m->element = at, at += lost * dim * dim;
    m->vectors = at, at += k * dim;
    m->e = at, at += k;
    m->room = at;
    return block;
}

/* The images of unit vectors, as many at a time as there are vectors. */
static void find_elements(const matrices *m, uint64_t n)
{
    chaosi_tile *tile = m->t->tile;
    const size_t dim = m->dim, stride = m->stride;
    for (size_t first = 0; first < dim; first += m->k) {
        memcpy(tile->k.x, m->t->x_before, dim * stride * sizeof(double));
        memset(m->t->v, 0, m->k * dim * stride * sizeof(double));
        const size_t count = dim - first < m->k ? dim - first : m->k;
        for (size_t j = 0; j < count; j++)
            for (size_t lane = 0; lane < stride; lane++)
                m->t->v[(j * dim + first + j) * stride + lane] = 1.0;
        tile->run->kernels->tangent(chaosi_tile_at(tile, n), 1);
        double *to = m->element;
        for (size_t lane = 0; lane < tile->npoints; lane++) {
            for (size_t i = 0; i < dim && m->t->lost[lane]; i++)
                for (size_t j = 0; j < count; j++)
                    to[i * dim + first + j] = m->t->v[(j * dim + i) * stride + lane];
            to += m->t->lost[lane] ? dim * dim : 0;
        }
    }
}

static void find_images(const matrices *m, size_t lane, const double *element)
{
    chaosi_tangents *t = m->t;
    const size_t n = m->k * m->dim, stride = m->stride;
    const bool numeric = t->tile->run->map->flags & CHAOSI_NUMERIC;
    for (size_t i = 0; i < n; i++)
        m->vectors[i] = t->vectors_before[i * stride + lane];
    for (size_t j = 0; j < m->k; j++)
        m->e[j] = t->vectors_before[(n + j) * stride + lane];
    const enum chaosi_images_are known = chaosi_images_find(&(chaosi_images){
        .dim = m->dim,
        .k = m->k,
        .matrix = element,
        .v = m->vectors,
        .e = m->e,
        .uncertainty = numeric ? OF_DIFFERENCES : ROUNDING,
        .room = m->room,
    });
    t->doubtful[lane] |= known == CHAOSI_DOUBTFUL;
    for (size_t i = 0; i < n && known != CHAOSI_NO_NUMBER; i++)
        t->v[i * stride + lane] = m->vectors[i];
    for (size_t j = 0; j < m->k && known != CHAOSI_NO_NUMBER; j++)
        t->e[j * stride + lane] = m->e[j];
}

int chaosi_matrices_step(chaosi_tangents *t, uint64_t n)
{
    chaosi_tile *tile = t->tile;
    const size_t dim = tile->run->map->dim;
    const bool too_large = is_too_large(dim, t->k);
    size_t lost = 0;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        lost += t->lost[lane];
        t->doubtful[lane] |= too_large && t->lost[lane];
    }
    if (too_large || lost == 0)
        return CHAOS_OK;
    matrices m;
    double *const block = place(&m, t, lost);
    if (!block)
        return CHAOS_ENOMEM;
    memcpy(m.x, tile->k.x, dim * m.stride * sizeof(double));
    memcpy(m.v, t->v, t->k * dim * m.stride * sizeof(double));
    find_elements(&m, n);
    memcpy(tile->k.x, m.x, dim * m.stride * sizeof(double));
    memcpy(t->v, m.v, t->k * dim * m.stride * sizeof(double));
    int code = CHAOS_OK;
    const double *element = m.element;
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        if (!t->lost[lane])
            continue;
        find_images(&m, lane, element);
        element += dim * dim;
        if (dim > FEW_STATES)
            code = chaosi_tile_tick(tile, 0);
    }
    free(block);
    return code;
}

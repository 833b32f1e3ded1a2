/* chaos_edge_distance: rays from a state, of which the shortest that leads elsewhere counts.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/edge.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = CHAOSI_EDGE_LANES, FIRST_ROUNDS = 32, ROUNDS = 60, HALVINGS = 30 };

/* A shorter ray is cut to this part of its length. */
static const double precision = 1e-12, narrower = 0.7, narrowest = 1e-8;

typedef struct search {
    chaosi_edge *e;
    const double *from;
    double *direction, *best; /* [dim] of length 1; NULL of the first rounds */
    double *a, *b;            /* [dim] ends of a section */
    double distance, widest;
    uint64_t next; /* number of a direction */
} search;

/* Points that fill a cube evenly, as in starts.c: their directions fill a sphere well enough. About the best one if
 * there is one. */
static void next_direction(search *s, double spread)
{
    const size_t dim = s->e->b.dim;
    const double root = chaosi_even_ratio((uint32_t)dim);
    double length = 0.0, share = 1.0;
    s->next++;
    for (size_t i = 0; i < dim; i++) {
        share /= root;
        const double at = 0.5 + (double)s->next * share;
        s->direction[i] = dim == 1 ? (s->next % 2 ? 1.0 : -1.0) : 2.0 * (at - floor(at)) - 1.0;
        if (s->distance < INFINITY && spread > 0.0)
            s->direction[i] = s->best[i] + spread * s->direction[i];
        length += s->direction[i] * s->direction[i];
    }
    for (size_t i = 0; i < dim; i++)
        s->direction[i] = length > 0.0 ? s->direction[i] / sqrt(length) : i == 0 ? 1.0 : 0.0;
}

static void put(const search *s, size_t lane, double radius)
{
    const size_t dim = s->e->b.dim;
    for (size_t i = 0; i < dim; i++)
        s->e->states[lane * dim + i] = s->from[i] + radius * s->direction[i];
}

/* The state in a lane goes elsewhere: cuts the ray to it. */
static int shorten(search *s, size_t lane)
{
    const size_t dim = s->e->b.dim;
    double length = 0.0;
    bool lost;
    memcpy(s->a, s->from, dim * sizeof *s->a);
    memcpy(s->b, s->e->states + lane * dim, dim * sizeof *s->b);
    const int code = chaosi_edge_cut(s->e, s->a, s->b, precision, &lost);
    for (size_t i = 0; i < dim; i++)
        length += (s->b[i] - s->from[i]) * (s->b[i] - s->from[i]);
    length = sqrt(length);
    if (code != CHAOS_OK || lost || !(length < s->distance) || !(length > 0.0))
        return code;
    s->distance = length;
    for (size_t i = 0; i < dim; i++)
        s->best[i] = (s->b[i] - s->from[i]) / length;
    return code;
}

/* Of 64 states those that go elsewhere, nearest to the state first by their radius: one is cut to. */
static int look(search *s, const double *radius, bool *any)
{
    size_t nearest = LANES;
    const int code = chaosi_edge_label(s->e);
    for (size_t k = 0; k < LANES && code == CHAOS_OK; k++)
        if (s->e->labels[k] != s->e->label && (nearest == LANES || radius[k] < radius[nearest]))
            nearest = k;
    *any = nearest < LANES;
    return code == CHAOS_OK && *any ? shorten(s, nearest) : code;
}

/* All around, at any distance up to the best so far. */
static int look_around(search *s)
{
    double radius[LANES];
    bool any;
    const double most = fmin(s->distance, s->widest);
    for (size_t k = 0; k < LANES; k++) {
        next_direction(s, 0.0);
        radius[k] =
            s->distance < INFINITY ? most * (1.0 - 1e-9) : most * ldexp(1.0, -(int)(s->next % HALVINGS));
        put(s, k, radius[k]);
    }
    return look(s, radius, &any);
}

/* Just within the best so far, in directions about it: as long as there is nothing they close in. */
static int look_near(search *s, double *spread)
{
    double radius[LANES];
    bool any;
    for (size_t k = 0; k < LANES; k++) {
        next_direction(s, *spread * (double)(1 + k % 8) / 8.0);
        radius[k] = s->distance * (1.0 - 1e-13);
        put(s, k, radius[k]);
    }
    const double before = s->distance;
    const int code = look(s, radius, &any);
    *spread *= s->distance < before * (1.0 - 1e-6) ? 1.0 : narrower;
    return code;
}

static int run(search *s)
{
    double spread = 0.5;
    int code = CHAOS_OK;
    for (int i = 0; i < FIRST_ROUNDS && code == CHAOS_OK; i++)
        code = look_around(s);
    for (int i = 0;
         i < ROUNDS && code == CHAOS_OK && s->distance < INFINITY && spread > narrowest && s->e->b.dim > 1;
         i++)
        code = look_near(s, &spread);
    return code;
}

static int find(chaosi_edge *e, const double *state, double *distance, double *nearest, chaos_error *error)
{
    const size_t dim = e->b.dim;
    double *room = chaosi_alloc(4 * dim, sizeof *room);
    search s = { .e = e, .from = state, .distance = INFINITY };
    if (!room)
        return chaosi_nomem(error);
    s.direction = room;
    s.best = room + dim;
    s.a = room + 2 * dim;
    s.b = room + 3 * dim;
    for (size_t i = 0; i < dim; i++)
        s.widest = fmax(s.widest, e->lengths[i]);
    const int code = chaosi_basins_ended(&e->b, run(&s), error);
    const bool found = s.distance < INFINITY;
    if (code == CHAOS_OK) {
        *distance = found ? s.distance : CHAOSI_NAN;
        for (size_t i = 0; nearest && i < dim; i++)
            nearest[i] = found ? state[i] + s.distance * s.best[i] : CHAOSI_NAN;
    }
    free(room);
    return code;
}

int chaos_edge_distance(const chaos_map *map, const chaos_grid *grid, uint64_t max_steps, const double *state,
                        double *distance, double *nearest, const chaos_options *options, chaos_error *error)
{
    const char *missing = !map ? "map" : !state ? "state" : !distance ? "distance" : NULL;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    chaosi_edge e = { .b = { .map = map, .max_steps = max_steps } };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int code = chaosi_edge_begin(&e, grid, state, 1, "state", options, error);
    if (code == CHAOS_OK)
        code = find(&e, state, distance, nearest, error);
    chaosi_edge_end(&e);
    chaosi_fpenv_leave(host);
    return code;
}

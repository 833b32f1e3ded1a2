/* chaos_derivatives: jets in all directions, one after the other.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/jets.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/options.h"

#include <math.h>
#include <string.h>

enum { MAX_VALUES = 100000000 };

typedef struct question {
    const chaos_map *map;
    unsigned order;
    const double *params, *state;
    const uint64_t *over; /* NULL: all states */
    uint64_t nover, n0;
    double *values;
    double *x, *p, *y; /* jets */
} question;

/* -------------------------------------------------------------------------- arguments */

static int check_numbers(const question *q, chaos_error *error)
{
    const chaos_map *map = q->map;
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!isfinite(q->params[i]))
            return chaosi_fail(error, CHAOS_EINVAL, map->params[i], -1, "parameter %s must be finite, got %g",
                               map->params[i], q->params[i]);
    for (uint64_t i = 0; i < map->dim; i++)
        if (!isfinite(q->state[i]))
            return chaosi_fail(error, CHAOS_EINVAL, map->states[i], -1, "state %s must be finite, got %g",
                               map->states[i], q->state[i]);
    for (uint64_t i = 0; q->over && i < q->nover; i++)
        if (q->over[i] >= map->nparams + map->dim)
            return chaosi_fail(error, CHAOS_EINVAL, "over", (int64_t)i,
                               "over must have numbers below %llu, of parameters and then states, got %llu",
                               (unsigned long long)(map->nparams + map->dim), (unsigned long long)q->over[i]);
    return CHAOS_OK;
}

static int check_count(const question *q, chaos_error *error)
{
    double count = (double)q->map->dim;
    for (unsigned i = 0; i < q->order; i++)
        count *= (double)q->nover;
    if (count > MAX_VALUES)
        return chaosi_fail(error, CHAOS_EINVAL, "order", -1,
                           "there must be at most 10^8 derivatives, got %g of order %u", count, q->order);
    return CHAOS_OK;
}

static int check(const chaos_map *map, uint64_t order, const double *state, const uint64_t *over,
                 uint64_t nover, const double *values, chaos_error *error)
{
    if (!map || !state || !values) {
        const char *const name = !map ? "map" : !state ? "state" : "values";
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s must not be NULL", name);
    }
    if (order < 1 || order > CHAOSI_JET_ORDER)
        return chaosi_fail(error, CHAOS_EINVAL, "order", -1, "order must be 1 to %d, got %llu",
                           CHAOSI_JET_ORDER, (unsigned long long)order);
    if ((over != NULL) != (nover > 0))
        return chaosi_fail(error, CHAOS_EINVAL, "over", -1,
                           "over must be nover numbers, or NULL and nover 0");
    return CHAOS_OK;
}

/* ------------------------------------------------------------------------------- work */

/* The jets of state and parameters, the j-th direction along over[which[j]]. */
static void point(const question *q, const uint64_t *which)
{
    const size_t size = (size_t)1 << q->order, nparams = q->map->nparams;
    memset(q->x, 0, q->map->dim * size * sizeof *q->x);
    memset(q->p, 0, nparams * size * sizeof *q->p);
    for (uint64_t i = 0; i < q->map->dim; i++)
        q->x[i * size] = q->state[i];
    for (uint64_t i = 0; i < nparams; i++)
        q->p[i * size] = q->params[i];
    for (unsigned j = 0; j < q->order; j++) {
        const uint64_t of = q->over ? q->over[which[j]] : nparams + which[j];
        (of < nparams ? q->p + of * size : q->x + (of - nparams) * size)[(size_t)1 << j] = 1.0;
    }
}

/* Lists in descending order stand for all their orders. */
static bool next(uint64_t *which, unsigned order, uint64_t nover)
{
    unsigned j = order - 1;
    while (j > 0 && which[j] == which[j - 1])
        which[j--] = 0;
    return ++which[j] < nover;
}

static void scatter(const question *q, const uint64_t *which, unsigned left, uint64_t index)
{
    uint64_t all = 1;
    for (unsigned j = 0; j < q->order; j++)
        all *= q->nover;
    if (left == 0)
        for (uint64_t i = 0; i < q->map->dim; i++)
            q->values[i * all + index] = q->y[((i + 1) << q->order) - 1];
    for (unsigned j = 0; j < left; j++) {
        uint64_t others[CHAOSI_JET_ORDER];
        for (unsigned k = 0; k + 1 < left; k++)
            others[k] = which[k < j ? k : k + 1];
        if (j == 0 || which[j] != which[j - 1])
            scatter(q, others, left - 1, index * q->nover + which[j]);
    }
}

static int differentiate(const question *q, uint32_t *status, chaos_error *error)
{
    chaosi_jets *jets = NULL;
    uint64_t which[CHAOSI_JET_ORDER] = { 0 };
    int code = chaosi_jets_make(q->map, q->params, q->state, &jets, error);
    if (code == CHAOS_OK && !chaosi_jets_exact(jets) && q->order > CHAOSI_DIFFERENCE_ORDER)
        code = chaosi_fail(error, CHAOS_ENOTSUP, "order", -1,
                           "order must be 1 to %d for a map without a formula that agrees with it, got %u",
                           CHAOSI_DIFFERENCE_ORDER, q->order);
    bool finite = true;
    while (code == CHAOS_OK) {
        point(q, which);
        code = chaosi_jets_step(jets, q->order, q->p, q->x, q->n0, q->y, error);
        for (uint64_t i = 1; i <= q->map->dim; i++)
            finite &= isfinite(q->y[(i << q->order) - 1]);
        if (code == CHAOS_OK)
            scatter(q, which, q->order, 0);
        if (!next(which, q->order, q->nover))
            break;
    }
    if (code == CHAOS_OK && status)
        *status = (chaosi_jets_exact(jets) ? 0 : CHAOS_NUMERIC_DERIVATIVE) | (finite ? 0 : CHAOS_NONFINITE);
    chaosi_jets_free(jets);
    return code;
}

static int answer(question *q, uint32_t *status, chaos_error *error)
{
    const size_t dim = q->map->dim, nparams = q->map->nparams;
    double *const all = chaosi_alloc((2 * dim + nparams) << q->order, sizeof *all);
    if (!all)
        return chaosi_nomem(error);
    q->x = all;
    q->y = all + (dim << q->order);
    q->p = q->y + (dim << q->order);
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = differentiate(q, status, error);
    chaosi_fpenv_leave(host);
    free(all);
    return code;
}

int chaos_derivatives(const chaos_map *map, uint64_t order, const double *params, const double *state,
                      const uint64_t *over, uint64_t nover, double *values, uint32_t *status,
                      const chaos_options *options, chaos_error *error)
{
    chaos_options own;
    int code = check(map, order, state, over, nover, values, error);
    if (code == CHAOS_OK)
        code = chaosi_options(&own, map, options, error);
    if (code != CHAOS_OK)
        return code;
    question q = { .map = map,
                   .order = (unsigned)order,
                   .params = params ? params : map->param_defaults,
                   .state = state,
                   .over = over,
                   .nover = over ? nover : map->dim,
                   .n0 = own.n0,
                   .values = values };
    code = check_numbers(&q, error);
    if (code == CHAOS_OK)
        code = check_count(&q, error);
    return code == CHAOS_OK ? answer(&q, status, error) : code;
}

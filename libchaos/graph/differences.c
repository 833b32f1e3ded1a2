/* Jets by differences of a map's kernel, for maps without a formula.
 *
 * D^m f(b1, ..., bm) is a mixed central difference, half sums of f at z +- b1 +- ... +- bm, at two widths h, of
 * which Richardson's rule takes the error from h^2 to h^4. A kernel with a derivative saves one of the m.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/formula.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------------- the kernel */

int chaosi_kernel_init(chaosi_jets *jets, chaos_error *error)
{
    const chaos_map *map = jets->map;
    chaosi_kernel *k = &jets->kernel;
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    k->table = map->kernels.tables[isa->scalar]; /* the same bits */
    k->x = chaosi_alloc(map->dim, sizeof(double));
    k->v = chaosi_alloc(map->dim, sizeof(double));
    k->p = chaosi_alloc(map->nparams + 1, sizeof(double));
    k->z = chaosi_alloc(map->dim + map->nparams, sizeof(double));
    k->to = chaosi_alloc(map->dim, sizeof(double));
    k->work = chaosi_alloc(k->table->work_bytes ? k->table->work_bytes(map->ctx, 1) : 1, 1);
    return k->x && k->v && k->p && k->z && k->to && k->work ? CHAOS_OK : chaosi_nomem(error);
}

void chaosi_kernel_free(chaosi_kernel *k)
{
    void *const owned[] = { k->x, k->v, k->p, k->z, k->to, k->work };
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
}

int chaosi_kernel_image(chaosi_jets *jets, const double *x, const double *p, const double *v, uint64_t n,
                        double *to, chaos_error *error)
{
    const chaos_map *map = jets->map;
    chaosi_kernel *k = &jets->kernel;
    memcpy(k->x, x, map->dim * sizeof *x);
    memcpy(k->p, p, map->nparams * sizeof *p);
    if (v)
        memcpy(k->v, v, map->dim * sizeof *v);
    chaosk_tile tile = { .size = sizeof tile,
                         .k = v != NULL,
                         .lanes = 1,
                         .stride = 1,
                         .x = k->x,
                         .p = k->p,
                         .v = v ? k->v : NULL,
                         .bound = __DBL_MAX__,
                         .lift = 1,
                         .n0 = n,
                         .id = &k->id,
                         .work = k->work,
                         .ctx = map->ctx };
    if (v)
        k->table->tangent(&tile, 1);
    else
        k->table->advance(&tile, 1);
    memcpy(to, v ? k->v : k->x, map->dim * sizeof *to);
    return tile.stop ? chaosi_stopped(tile.stop, error) : CHAOS_OK;
}

/* ----------------------------------------------------------------- the differences */

typedef struct place {
    chaosi_jets *jets;
    unsigned k;
    const double *p, *x; /* jets */
    uint64_t n;
    double *sum; /* [dim] */
    chaos_error *error;
} place;

/* The coefficient m of state or parameter i. */
static double part(const place *at, size_t i, unsigned m)
{
    const size_t dim = at->jets->map->dim;
    return i < dim ? at->x[(i << at->k) + m] : at->p[((i - dim) << at->k) + m];
}

static size_t places(const place *at) { return at->jets->map->dim + at->jets->map->nparams; }

/* How long direction m is where one at which something of its size changes by all of it is 1. */
static double length(const place *at, unsigned m)
{
    double most = 0.0;
    for (size_t i = 0; i < places(at); i++)
        most = fmax(most, fabs(part(at, i, m)) / fmax(1.0, fabs(part(at, i, 0))));
    return most;
}

static bool moves_params(const place *at, unsigned m)
{
    for (size_t i = at->jets->map->dim; i < places(at); i++)
        if (part(at, i, m) != 0.0)
            return true;
    return false;
}

/* at->sum += by * f at the place with steps[j] along the j-th of `count` directions; or by * Df there times the
 * last direction. */
static int add_image(const place *at, const unsigned *direction, unsigned count, const double *steps,
                     bool slope, double by)
{
    const size_t dim = at->jets->map->dim;
    chaosi_kernel *const k = &at->jets->kernel;
    for (size_t i = 0; i < places(at); i++) {
        k->z[i] = part(at, i, 0);
        for (unsigned j = 0; j < count; j++)
            k->z[i] += steps[j] * part(at, i, direction[j]);
    }
    for (size_t i = 0; slope && i < dim; i++)
        k->to[i] = part(at, i, direction[count]);
    const int code =
        chaosi_kernel_image(at->jets, k->z, k->z + dim, slope ? k->to : NULL, at->n, k->to, at->error);
    for (size_t i = 0; i < dim; i++)
        at->sum[i] += by * k->to[i];
    return code;
}

/* The mixed difference of that width. */
static int add_difference(const place *at, const unsigned *direction, unsigned count, const double *h,
                          double width, bool slope, double by)
{
    double steps[CHAOSI_DIFFERENCE_ORDER] = { 0.0 };
    int code = CHAOS_OK;
    for (unsigned signs = 0; signs < 1U << count && code == CHAOS_OK; signs++) {
        double weight = by;
        for (unsigned j = 0; j < count; j++) {
            steps[j] = signs >> j & 1 ? -width * h[j] : width * h[j];
            weight /= 2.0 * steps[j];
        }
        code = add_image(at, direction, count, steps, slope, weight);
    }
    return code;
}

/* at->sum += D^m f(b1, ..., bm) for the parts `direction` of the jets. */
static int add_form(const place *at, unsigned *direction, unsigned m)
{
    double h[CHAOSI_DIFFERENCE_ORDER] = { 0.0 };
    bool slope = false;
    for (unsigned j = 0; j < m; j++) {
        if (length(at, direction[j]) == 0.0)
            return CHAOS_OK;
        if (!(at->jets->map->flags & CHAOSI_NUMERIC) && !slope && !moves_params(at, direction[j])) {
            const unsigned last = direction[m - 1];
            direction[m - 1] = direction[j];
            direction[j] = last;
            slope = true;
            if (length(at, last) == 0.0)
                return CHAOS_OK;
        }
    }
    const unsigned count = m - slope;
    if (count == 0)
        return add_image(at, direction, 0, h, true, 1.0);
    /* Rounding, epsilon/h^m, and the error of the rule, h^4, are of one size. */
    static const double widths[] = { 0.0, 0x1p-10, 0x1p-8, 0x1p-7 };
    for (unsigned j = 0; j < count; j++)
        h[j] = widths[count] / length(at, direction[j]);
    const int code = add_difference(at, direction, count, h, 1.0, slope, -1.0 / 3.0);
    return code == CHAOS_OK ? add_difference(at, direction, count, h, 0.5, slope, 4.0 / 3.0) : code;
}

/* The sum over all ways to share the directions of `rest` among groups, of which the first m are made. */
static int add_groups(const place *at, unsigned *group, unsigned m, unsigned rest)
{
    if (rest == 0) {
        unsigned own[CHAOSI_DIFFERENCE_ORDER];
        memcpy(own, group, m * sizeof *own);
        return add_form(at, own, m);
    }
    const unsigned first = rest & -rest, others = rest ^ first;
    int code = CHAOS_OK;
    for (unsigned s = others;; s = (s - 1) & others) {
        group[m] = first | s;
        code = add_groups(at, group, m + 1, others ^ s);
        if (s == 0 || code != CHAOS_OK)
            return code;
    }
}

int chaosi_differences_step(chaosi_jets *jets, unsigned k, const double *p, const double *x, uint64_t n,
                            double *y, chaos_error *error)
{
    const size_t dim = jets->map->dim;
    double *const sum = chaosi_alloc(dim, sizeof *sum);
    if (!sum)
        return chaosi_nomem(error);
    const place at = { jets, k, p, x, n, sum, error };
    unsigned group[CHAOSI_DIFFERENCE_ORDER];
    int code = CHAOS_OK;
    for (unsigned m = 0; m < 1U << k && code == CHAOS_OK; m++) {
        memset(sum, 0, dim * sizeof *sum);
        code = m ? add_groups(&at, group, 0, m) : add_image(&at, group, 0, NULL, false, 1.0);
        for (size_t i = 0; i < dim; i++)
            y[(i << k) + m] = sum[i];
    }
    free(sum);
    return code;
}

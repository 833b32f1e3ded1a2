/* A map on its centre manifold, order by order: f(h(u)) = h(g(u)), where h is tangent to the critical directions q and p h = u.
 *
 * The terms of order k on the left but for A h_k are the one coefficient e1 ... ek of a jet whose other coefficients are those of
 * h: a direction for each factor of the monomial, and the terms of h of lower order in the products of directions. So
 * one walk round the cycle gives the sum over all partitions. On the right likewise, with g. What is left, A h_k - h_k(g_1 u),
 * is linear, and p of the rest is g_k. (Y. A. Kuznetsov, H. G. E. Meijer, Numerical Bifurcation Analysis of Maps, 2019, ch. 3)
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/normal_form.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { ORDER = CHAOSI_REDUCED_ORDER, SUBSETS = 1 << ORDER, MAX_UNKNOWNS = 256 };
static const double aside =
    10.0; /* critical directions are moved to there, where no product of multipliers is */

typedef struct reduction {
    chaosi_form *f;
    chaosi_reduced *r;
    size_t dim;
    double *h[ORDER + 1]; /* [order + 1][dim] of each order */
    double *x, *y, *params;
    double *system, *rhs;
    size_t *pivot;
} reduction;

static size_t count_of(const reduction *d, unsigned k) { return d->r->m == 1 ? 1 : k + 1; }

/* Of monomial j of order k, which has its last j factors u2, the order and number of the one with the factors in a subset. */
static unsigned part(unsigned k, unsigned j, unsigned subset, unsigned *number)
{
    const unsigned last = ((1U << j) - 1U) << (k - j);
    *number = (unsigned)__builtin_popcount(subset & last);
    return (unsigned)__builtin_popcount(subset);
}

/* rest [dim] = terms of f(h(u)) without A h_k */
static int walk(reduction *d, unsigned k, unsigned j, double *rest)
{
    const chaosi_branch *b = d->f->b;
    const chaosi_cycle *c = &b->cycle;
    const size_t size = (size_t)1 << k, dim = d->dim;
    int code = CHAOS_OK;
    memset(d->params, 0, c->map->nparams * size * sizeof *d->params);
    for (uint64_t i = 0; i < c->map->nparams; i++)
        d->params[i * size] = b->params[i];
    memset(d->y, 0, dim * size * sizeof *d->y);
    for (unsigned subset = 1; subset + 1 < size; subset++) {
        unsigned number;
        const unsigned order = part(k, j, subset, &number);
        for (size_t s = 0; s < dim; s++)
            d->y[s * size + subset] = d->h[order][number * dim + s];
    }
    for (size_t step = 0; step < c->n && code == CHAOS_OK; step++) {
        const size_t i = (d->f->first + step) % c->n;
        memcpy(d->x, d->y, dim * size * sizeof *d->x);
        for (size_t s = 0; s < dim; s++)
            d->x[s * size] = c->x[chaosi_cycle_at(c, i, s)];
        code = chaosi_jets_step(b->jets, k, d->params, d->x, c->options.n0 + i, d->y, d->f->error);
    }
    for (size_t s = 0; s < dim; s++)
        rest[s] = d->y[(s + 1) * size - 1];
    return code;
}

/* to = a b, of jets of k directions */
static void multiply(unsigned k, const double *a, const double *b, double *to)
{
    for (unsigned set = 0; set < 1U << k; set++) {
        double sum = 0.0;
        for (unsigned sub = set;; sub = (sub - 1) & set) {
            sum += a[sub] * b[set & ~sub];
            if (sub == 0)
                break;
        }
        to[set] = sum;
    }
}

/* rest -= terms of h(g(u)) without those of h_1 and h_k */
static void subtract_images(const reduction *d, unsigned k, unsigned j, double *rest)
{
    const size_t m = d->r->m;
    const unsigned full = (1U << k) - 1U;
    double u[2][SUBSETS] = { { 0.0 } }, power[ORDER + 1][SUBSETS] = { { 0.0 } },
           next[ORDER + 1][SUBSETS] = { { 0.0 } };
    for (unsigned subset = 1; subset < full; subset++) {
        unsigned number;
        const unsigned order = part(k, j, subset, &number);
        for (size_t i = 0; i < m; i++)
            u[i][subset] = d->r->g[order][number][i];
    }
    for (size_t i = 0; i < m; i++)
        memcpy(power[i], u[i], sizeof *power);
    for (unsigned order = 2; order < k; order++) {
        /* u1^order, u1^(order - 1) u2, ..., divided by factorials */
        for (unsigned l = 0; l < count_of(d, order); l++) {
            multiply(k, power[l < order ? l : order - 1], u[l < order ? 0 : 1], next[l]);
            const double by = l < order ? (double)(order - l) : (double)order;
            for (unsigned set = 0; set <= full; set++)
                next[l][set] /= by;
        }
        memcpy(power, next, sizeof power);
        for (unsigned l = 0; l < count_of(d, order); l++)
            for (size_t s = 0; s < d->dim; s++)
                rest[s] -= power[l][full] * d->h[order][l * d->dim + s];
    }
}

/* share [count][count]: monomials of g_1 u, h_k(g_1 u)_j = sum of share[j][l] h_l. */
static void find_shares(const reduction *d, unsigned k, double share[ORDER + 1][ORDER + 1])
{
    const double(*g)[2] = d->r->g[1];
    if (d->r->m == 1) {
        share[0][0] = 1.0;
        for (unsigned i = 0; i < k; i++)
            share[0][0] *= g[0][0];
        return;
    }
    for (unsigned l = 0; l <= k;
         l++) { /* (g00 u1 + g10 u2)^(k-l) (g01 u1 + g11 u2)^l, coefficients by powers of u2 */
        double c[ORDER + 1] = { 1.0 };
        for (unsigned i = 0; i < k; i++) {
            const size_t of = i < k - l ? 0 : 1;
            for (unsigned t = i + 1; t > 0; t--)
                c[t] = c[t] * g[0][of] + c[t - 1] * g[1][of];
            c[0] *= g[0][of];
        }
        for (unsigned t = 0; t <= k; t++) {
            double by = 1.0; /* (k - t)! t!/((k - l)! l!) */
            for (unsigned i = 2; i <= k; i++)
                by *= (i <= k - t ? i : 1.0) * (i <= t ? i : 1.0) /
                      ((i <= k - l ? i : 1.0) * (i <= l ? i : 1.0));
            share[t][l] = by * c[t];
        }
    }
}

/* h_k from rhs [count][dim], in its place. */
static void solve(reduction *d, unsigned k)
{
    const size_t dim = d->dim, count = count_of(d, k), ns = count * dim;
    const chaosi_reduced *r = d->r;
    double share[ORDER + 1][ORDER + 1];
    find_shares(d, k, share);
    memset(d->system, 0, ns * ns * sizeof *d->system);
    for (size_t j = 0; j < count; j++)
        for (size_t s = 0; s < dim; s++) {
            double *const row = d->system + (j * dim + s) * ns;
            for (size_t l = 0; l < count; l++)
                row[l * dim + s] -= share[j][l];
            for (size_t t = 0; t < dim; t++) {
                row[j * dim + t] += d->f->a[s * dim + t];
                for (size_t i = 0; i < r->m; i++)
                    row[j * dim + t] += aside * r->q[i * dim + s] * r->p[i * dim + t];
            }
        }
    chaosi_lu(d->system, d->pivot, ns);
    chaosi_lu_solve(d->system, d->pivot, ns, d->rhs);
    memcpy(d->h[k], d->rhs, ns * sizeof *d->rhs);
}

static int next_order(reduction *d, unsigned k, bool last)
{
    const size_t dim = d->dim, m = d->r->m;
    for (unsigned j = 0; j < count_of(d, k); j++) {
        double *const rest = d->rhs + j * dim;
        const int code = walk(d, k, j, rest);
        if (code != CHAOS_OK)
            return code;
        subtract_images(d, k, j, rest);
        for (size_t i = 0; i < m; i++) {
            double sum = 0.0;
            for (size_t s = 0; s < dim; s++)
                sum += d->r->p[i * dim + s] * rest[s];
            d->r->g[k][j][i] = sum;
        }
        for (size_t s = 0; s < dim; s++) {
            rest[s] = -rest[s];
            for (size_t i = 0; i < m; i++)
                rest[s] += d->r->q[i * dim + s] * d->r->g[k][j][i];
        }
    }
    if (!last && dim > m) /* else there is nothing beside the critical directions */
        solve(d, k);
    return CHAOS_OK;
}

static bool reduction_init(reduction *d, unsigned order)
{
    const size_t dim = d->dim, ns = (order + 1) * dim, nparams = d->f->b->cycle.map->nparams;
    d->h[0] = chaosi_alloc((ORDER + 1) * ns, sizeof *d->h[0]);
    d->x = chaosi_alloc((2 * dim + nparams) << order, sizeof *d->x);
    d->system = chaosi_alloc(ns * ns, sizeof *d->system);
    d->rhs = chaosi_alloc(ns, sizeof *d->rhs);
    d->pivot = chaosi_alloc(ns, sizeof *d->pivot);
    if (!d->h[0] || !d->x || !d->system || !d->rhs || !d->pivot)
        return false;
    for (unsigned k = 1; k <= ORDER; k++)
        d->h[k] = d->h[0] + k * ns;
    d->y = d->x + (dim << order);
    d->params = d->y + (dim << order);
    memcpy(d->h[1], d->r->q, d->r->m * dim * sizeof *d->r->q);
    return true;
}

int chaosi_form_reduce(chaosi_form *f, chaosi_reduced *r, unsigned order)
{
    reduction d = { .f = f, .r = r, .dim = f->dim };
    if ((order > CHAOSI_DIFFERENCE_ORDER && !chaosi_jets_exact(f->b->jets)) ||
        (order + 1) * f->dim > MAX_UNKNOWNS)
        return CHAOS_ENOTSUP;
    int code = reduction_init(&d, order) ? CHAOS_OK : chaosi_nomem(f->error);
    for (unsigned k = 2; k <= order && code == CHAOS_OK; k++)
        code = next_order(&d, k, k == order);
    free(d.h[0]);
    free(d.x);
    free(d.system);
    free(d.rhs);
    free(d.pivot);
    return code;
}

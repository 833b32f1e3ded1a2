/* What holds along a curve of bifurcations, as one smooth function g of points and parameters, with its gradient.
 *
 * A multiplier mu = 1 or -1: M v = 0, where M v has the blocks J_i v_i - v_(i+1), and for the last one J v - mu v_0. M,
 * bordered by vectors near its null vectors, is regular, also where mu is double, and
 *
 *     [M  l] [v]   [0]
 *     [r' 0] [g] = [1]
 *
 * makes g 0 just where M is singular (W. J. F. Govaerts, Numerical Methods for Bifurcations of Dynamical Equilibria, 2000).
 *
 * A pair: the plane spanned by two vectors V at each point, J_i V_i = V_(i+1), for the last one V_0 C, with r'V = 1. By
 * Newton's method for V and the block C, and g = det C - 1, smooth through 1:1 and 1:2, where the curve goes over into neutral
 * saddles.
 *
 * In both, dg = -sum of l_i . D^2 f(v_i, .), where l are the multipliers of an adjoint system.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

enum { MAX_UPDATES = 12 };
static const double settled = 1e-9; /* an update of Newton's method, which converges quadratically */

/* [dim][dim] of point i, scaled */
static const double *scaled_jacobian(const chaosi_branch *b, size_t i)
{
    const chaosi_cycle *c = &b->cycle;
    const size_t dim = c->dim;
    const double *const jacobian = c->jacobian + i / c->lanes * dim * dim * c->lanes + i % c->lanes;
    double *const to = b->curve->jacobian;
    for (size_t r = 0; r < dim; r++)
        for (size_t s = 0; s < dim; s++)
            to[r * dim + s] = jacobian[(s * dim + r) * c->lanes] * b->scale[s] / b->scale[r];
    return to;
}

void chaosi_curve_put_walk(const chaosi_branch *b, size_t n, double *system, size_t ns, size_t row,
                           size_t column)
{
    const size_t dim = b->cycle.dim;
    for (size_t i = 0; i < n; i++) {
        const double *const jacobian = scaled_jacobian(b, i);
        for (size_t r = 0; r < dim; r++) {
            double *const to = system + (row + i * dim + r) * ns + column;
            for (size_t s = 0; s < dim; s++)
                to[i * dim + s] += jacobian[r * dim + s];
            if (i + 1 < n)
                to[(i + 1) * dim + r] -= 1.0;
        }
    }
}

/* ------------------------------------------------------------------ a multiplier 1 or -1 */

void chaosi_curve_solve_single(chaosi_branch *b, size_t n, double mu, const double *right, const double *left)
{
    chaosi_curve *q = b->curve;
    const size_t dim = b->cycle.dim, np = n * dim, ns = np + 1;
    memset(q->system, 0, ns * ns * sizeof *q->system);
    chaosi_curve_put_walk(b, n, q->system, ns, 0, 0);
    for (size_t r = 0; r < dim; r++)
        q->system[(np - dim + r) * ns + r] -= mu;
    for (size_t i = 0; i < np; i++) {
        q->system[i * ns + np] = left[i];
        q->system[np * ns + i] = right[i];
    }
    chaosi_lu(q->system, q->pivot, ns);
    memset(q->rhs, 0, 2 * ns * sizeof *q->rhs);
    q->rhs[np] = q->rhs[ns + np] = 1.0;
    chaosi_lu_solve(q->system, q->pivot, ns, q->rhs);
    chaosi_lu_solve_left(q->system, q->pivot, ns, q->rhs + ns);
    memcpy(q->right, q->rhs, np * sizeof *q->right);
    memcpy(q->left, q->rhs + ns, np * sizeof *q->left);
    q->g = q->rhs[np];
}

/* ----------------------------------------------------------------------------- a pair */

/* Unknowns: the two columns of V, then C row by row. */
static void put_pair(chaosi_branch *b)
{
    chaosi_curve *q = b->curve;
    const size_t np = b->npoints, ns = q->ns, dim = b->cycle.dim, last = np - dim;
    const double *const v = q->right, *const c = q->block, *const r = q->reference;
    memset(q->system, 0, ns * ns * sizeof *q->system);
    for (size_t column = 0; column < 2; column++) {
        chaosi_curve_put_walk(b, b->cycle.n, q->system, ns, column * np, column * np);
        for (size_t k = 0; k < 2; k++) {
            double *const norm = q->system + (2 * np + 2 * k + column) * ns + column * np;
            memcpy(norm, r + k * np, np * sizeof *norm);
            for (size_t s = 0; s < dim; s++) {
                double *const row = q->system + (column * np + last + s) * ns;
                row[k * np + s] -= c[2 * k + column];
                row[2 * np + 2 * k + column] = -v[k * np + s];
            }
        }
    }
}

/* Minus what is left of the equations. */
static void rest_of_pair(chaosi_branch *b)
{
    chaosi_curve *q = b->curve;
    const size_t np = b->npoints, n = b->cycle.n, dim = b->cycle.dim;
    const double *const c = q->block, *const r = q->reference;
    for (size_t column = 0; column < 2; column++) {
        const double *const v = q->right + column * np;
        for (size_t i = 0; i < n; i++) {
            const double *const jacobian = scaled_jacobian(b, i);
            for (size_t s = 0; s < dim; s++) {
                double sum = i + 1 < n ? v[(i + 1) * dim + s]
                                       : q->right[s] * c[column] + q->right[np + s] * c[2 + column];
                for (size_t t = 0; t < dim; t++)
                    sum -= jacobian[s * dim + t] * v[i * dim + t];
                q->rhs[column * np + i * dim + s] = sum;
            }
        }
        for (size_t k = 0; k < 2; k++) {
            double sum = k == column;
            for (size_t i = 0; i < np; i++)
                sum -= r[k * np + i] * v[i];
            q->rhs[2 * np + 2 * k + column] = sum;
        }
    }
}

static void solve_pair(chaosi_branch *b)
{
    chaosi_curve *q = b->curve;
    const size_t np = b->npoints, ns = q->ns;
    double last = INFINITY;
    memcpy(q->right, q->reference, 2 * np * sizeof *q->right);
    memcpy(q->block, q->reference + 2 * np, sizeof q->block);
    for (int k = 0; k < MAX_UPDATES && last > settled; k++) {
        double square = 0.0;
        rest_of_pair(b);
        put_pair(b);
        chaosi_lu(q->system, q->pivot, ns);
        chaosi_lu_solve(q->system, q->pivot, ns, q->rhs);
        for (size_t i = 0; i < ns; i++) {
            square += q->rhs[i] * q->rhs[i];
            *(i < 2 * np ? &q->right[i] : &q->block[i - 2 * np]) += q->rhs[i];
        }
        last = sqrt(square);
        if (!isfinite(last))
            break;
    }
    memset(q->rhs, 0, ns * sizeof *q->rhs);
    const double by[] = { q->block[3], -q->block[2], -q->block[1], q->block[0] };
    memcpy(q->rhs + 2 * np, by, sizeof by);
    chaosi_lu_solve_left(q->system, q->pivot, ns, q->rhs);
    memcpy(q->left, q->rhs, 2 * np * sizeof *q->left);
    q->g = last <= settled ? q->block[0] * q->block[3] - q->block[1] * q->block[2] - 1.0 : CHAOSI_NAN;
}

/* --------------------------------------------------------------------------- gradient */

/* The directions at a point: its states, then the two parameters. */
static int add_direction(chaosi_branch *b, size_t i, size_t column, size_t direction, chaos_error *error)
{
    const chaosi_cycle *c = &b->cycle;
    chaosi_curve *q = b->curve;
    const size_t dim = c->dim, nparams = c->map->nparams;
    const double *const v = q->right + column * b->npoints + i * dim, *const l = q->left +
                                                                                 column * b->npoints +
                                                                                 i * dim;
    double *const p = b->jet, *const x = p + 4 * nparams, *const y = x + 4 * dim;
    memset(p, 0, 4 * (nparams + dim) * sizeof *p);
    for (size_t r = 0; r < nparams; r++)
        p[4 * r] = b->params[r];
    for (size_t r = 0; r < dim; r++) {
        x[4 * r] = c->x[chaosi_cycle_at(c, i, r)];
        x[4 * r + 1] = v[r] * b->scale[r];
    }
    if (direction < dim)
        x[4 * direction + 2] = b->scale[direction];
    else if (direction == dim)
        p[4 * q->along + 2] = q->width;
    else
        p[4 * b->along + 2] = b->width;
    const int code = chaosi_jets_step(b->jets, 2, p, x, c->options.n0 + i, y, error);
    double *const to = q->gradient + (direction < dim ? i * dim + direction : b->npoints + direction - dim);
    for (size_t r = 0; r < dim; r++) {
        *to -= l[r] * y[4 * r + 3] / b->scale[r];
        if (direction == dim)
            q->slope[i * dim + r] = y[4 * r + 2] / q->width;
    }
    return code;
}

int chaosi_curve_evaluate(chaosi_branch *b, chaos_error *error)
{
    chaosi_curve *q = b->curve;
    const size_t m = chaosi_curve_m(q);
    int code = CHAOS_OK;
    if (m == 1)
        chaosi_curve_solve_single(b, b->cycle.n, q->kind == CHAOS_FLIP ? -1.0 : 1.0, q->reference,
                                  q->reference + b->npoints);
    else
        solve_pair(b);
    memset(q->gradient, 0, b->nz * sizeof *q->gradient);
    for (size_t i = 0; i < b->cycle.n; i++)
        for (size_t column = 0; column < m; column++)
            for (size_t k = 0; k < b->cycle.dim + 2 && code == CHAOS_OK; k++)
                code = add_direction(b, i, column, k, error);
    return code;
}

/* --------------------------------------------------------------------------- reference */

void chaosi_curve_refer(chaosi_branch *b, const chaosi_place *place)
{
    memcpy(b->curve->reference, place->vectors, chaosi_curve_nvectors(b) * sizeof *place->vectors);
}

static double product(const double *u, const double *v, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += u[i] * v[i];
    return sum;
}

double chaosi_curve_normalise(double *v, size_t n)
{
    const double length = sqrt(product(v, v, n));
    for (size_t i = 0; i < n; i++)
        v[i] /= length;
    return length;
}

/* U = [a b; 0 d] */
void chaosi_curve_orthonormalise(double *v, double block[4], size_t np)
{
    const double a = chaosi_curve_normalise(v, np), by = product(v, v + np, np);
    for (size_t i = 0; i < np; i++)
        v[np + i] -= by * v[i];
    const double d = chaosi_curve_normalise(v + np, np);
    const double row[4] = { a * block[0] + by * block[2], a * block[1] + by * block[3], d * block[2],
                            d * block[3] };
    for (size_t k = 0; k < 2; k++) { /* times U^-1 = [1/a, -b/(a d); 0, 1/d] */
        block[2 * k] = row[2 * k] / a;
        block[2 * k + 1] = (row[2 * k + 1] - row[2 * k] * by / a) / d;
    }
}

void chaosi_curve_keep(const chaosi_branch *b, double *vectors)
{
    const chaosi_curve *q = b->curve;
    const size_t np = b->npoints;
    memset(vectors, 0, chaosi_curve_nvectors(b) * sizeof *vectors);
    memcpy(vectors, q->right, chaosi_curve_m(q) * np * sizeof *vectors);
    if (chaosi_curve_m(q) == 1) {
        memcpy(vectors + np, q->left, np * sizeof *vectors);
        chaosi_curve_normalise(vectors, np);
        chaosi_curve_normalise(vectors + np, np);
    } else {
        memcpy(vectors + 2 * np, q->block, sizeof q->block);
        chaosi_curve_orthonormalise(vectors, vectors + 2 * np, np);
    }
}

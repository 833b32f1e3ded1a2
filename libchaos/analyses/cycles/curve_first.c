/* The first critical vectors of a curve, without any reference: of a multiplier, of a pair, and of two that are real.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include <string.h>

enum { ITERATIONS = 5 };

void chaosi_curve_find_single(chaosi_branch *b, size_t n, double mu, double *right, double *left)
{
    const chaosi_curve *q = b->curve;
    const size_t np = n * b->cycle.dim;
    for (size_t i = 0; i < np; i++)
        right[i] = left[np - 1 - i] = 1.0 / (double)(i + 1);
    for (int k = 0; k < ITERATIONS; k++) {
        chaosi_curve_solve_single(b, n, mu, right, left);
        memcpy(right, q->right, np * sizeof *right);
        memcpy(left, q->left, np * sizeof *left);
        chaosi_curve_normalise(right, np);
        chaosi_curve_normalise(left, np);
    }
}

/* v + i w with M(mu) (v + i w) = 0, by inverse iteration with borders. Complex systems of m rows as real ones of 2 m. */
static void find_complex(chaosi_branch *b, size_t n, const double mu[2], double *v, double *w)
{
    chaosi_curve *q = b->curve;
    const size_t dim = b->cycle.dim, np = n * dim, m = np + 1, ns = 2 * m;
    double *const border = q->left; /* [2][np] right one; the left one stays */
    for (size_t i = 0; i < 2 * np; i++)
        border[i] = i < np ? 1.0 / (double)(i + 1) : 0.0;
    for (int k = 0; k < ITERATIONS; k++) {
        memset(q->system, 0, ns * ns * sizeof *q->system);
        chaosi_curve_put_walk(b, n, q->system, ns, 0, 0);
        chaosi_curve_put_walk(b, n, q->system, ns, m, m);
        for (size_t r = 0; r < dim; r++)
            for (size_t part = 0; part < 2; part++) {
                double *const row = q->system + (part * m + np - dim + r) * ns;
                row[part * m + r] -= mu[0];
                row[(1 - part) * m + r] += part ? -mu[1] : mu[1];
            }
        for (size_t i = 0; i < np; i++) {
            q->system[i * ns + np] = q->system[(m + i) * ns + m + np] = 1.0 / (double)(np - i);
            q->system[np * ns + i] = q->system[(m + np) * ns + m + i] = border[i];
            q->system[np * ns + m + i] = border[np + i];
            q->system[(m + np) * ns + i] = -border[np + i];
        }
        chaosi_lu(q->system, q->pivot, ns);
        memset(q->rhs, 0, ns * sizeof *q->rhs);
        q->rhs[np] = 1.0;
        chaosi_lu_solve(q->system, q->pivot, ns, q->rhs);
        memcpy(border, q->rhs, np * sizeof *border);
        memcpy(border + np, q->rhs + m, np * sizeof *border);
        chaosi_curve_normalise(border, 2 * np);
    }
    memcpy(v, border, np * sizeof *v);
    memcpy(w, border + np, np * sizeof *w);
}

/* Of a double multiplier: M(mu) v = 0, and w_(i+1) = J_i w_i with mu w_0 + v_0 behind the last point. */
static void find_chain(chaosi_branch *b, size_t n, double mu, double *v, double *w)
{
    chaosi_curve *q = b->curve;
    const size_t dim = b->cycle.dim, np = n * dim;
    chaosi_curve_find_single(b, n, mu, v, w);
    memset(q->rhs, 0, (np + 1) * sizeof *q->rhs);
    memcpy(q->rhs + np - dim, v, dim * sizeof *v);
    chaosi_lu_solve(q->system, q->pivot, np + 1, q->rhs);
    memcpy(w, q->rhs, np * sizeof *w);
}

/* V, and C with V C behind the last of n points. */
static void find_plane(chaosi_branch *b, size_t n, const double mu[2][2], double *v, double c[4])
{
    double *const w = v + b->npoints;
    const bool is_pair = mu[0][1] != 0.0, is_double = !is_pair && mu[0][0] == mu[1][0];
    if (is_pair) /* A [v w] = [v w] [re im; -im re] */
        find_complex(b, n, mu[0], v, w);
    else if (is_double)
        find_chain(b, n, mu[0][0], v, w);
    else {
        chaosi_curve_find_single(b, n, mu[1][0], w, v);
        chaosi_curve_find_single(b, n, mu[0][0], v, b->rhs);
    }
    c[0] = mu[0][0];
    c[1] = is_pair ? mu[0][1] : is_double;
    c[2] = is_pair ? -mu[0][1] : 0.0;
    c[3] = is_pair ? mu[0][0] : mu[1][0];
}

/* The vectors of the points from n on, which are the first ones again, V C, V C^2, ..., and the block of all rounds. */
static void go_round(const chaosi_branch *b, size_t n, double *v, double block[4])
{
    const size_t np = b->npoints, once = n * b->cycle.dim;
    const double c[] = { block[0], block[1], block[2], block[3] };
    double *const w = v + np;
    for (size_t i = once; i < np; i++) {
        const double x = v[i - once], y = w[i - once];
        v[i] = x * c[0] + y * c[2];
        w[i] = x * c[1] + y * c[3];
    }
    for (size_t k = 2 * once; k <= np; k += once) {
        const double x[] = { block[0], block[1], block[2], block[3] };
        for (size_t i = 0; i < 4; i++)
            block[i] = x[i / 2 * 2] * c[i % 2] + x[i / 2 * 2 + 1] * c[2 + i % 2];
    }
}

void chaosi_curve_find_plane(chaosi_branch *b, const double mu[2][2], uint64_t times, double *vectors)
{
    const size_t np = b->npoints, n = b->cycle.n / times;
    find_plane(b, n, mu, vectors, vectors + 2 * np);
    go_round(b, n, vectors, vectors + 2 * np);
    chaosi_curve_orthonormalise(vectors, vectors + 2 * np, np);
}

void chaosi_curve_find_vectors(chaosi_branch *b, const double mu[2][2], uint64_t times)
{
    chaosi_curve *q = b->curve;
    const size_t np = b->npoints, n = b->cycle.n / times, once = n * b->cycle.dim;
    double *const vectors = q->reference;
    if (chaosi_curve_m(q) == 2) {
        chaosi_curve_find_plane(b, mu, times, vectors);
        return;
    }
    chaosi_curve_find_single(b, n, mu[0][0], vectors, vectors + np);
    for (size_t i = once; i < np; i++) {
        vectors[i] = mu[0][0] * vectors[i - once];
        vectors[np + i] = mu[0][0] * vectors[np + i - once];
    }
}

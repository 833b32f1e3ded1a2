/* SPDX-License-Identifier: MIT */
#include "analyses/cycles/product.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------- memory */

bool chaosi_product_init(chaosi_product *p, chaosi_cycle *c, size_t k)
{
    const size_t m = c->dim;
    *p = (chaosi_product){ .c = c, .m = m, .k = k };
    p->q0 = chaosi_alloc(m * k, sizeof(double));
    p->q = chaosi_alloc(m * k, sizeof(double));
    p->w = chaosi_alloc(k * k, sizeof(double));
    p->t = chaosi_alloc(k * k, sizeof(double));
    p->r = chaosi_alloc(k * k, sizeof(double));
    p->next = chaosi_alloc(m * k, sizeof(double));
    p->jacobian = chaosi_alloc(m <= CHAOSI_ALL_MULTIPLIERS ? m * m : 0, sizeof(double));
    p->diagonal = chaosi_alloc(k, sizeof(double));
    p->work = chaosi_alloc(m + 2 * k, sizeof(double));
    p->e = chaosi_alloc(k, sizeof(int64_t));
    p->diagonal_e = chaosi_alloc(k, sizeof(int64_t));
    if (!p->q0 || !p->q || !p->w || !p->t || !p->r || !p->next || !p->jacobian || !p->diagonal || !p->work ||
        !p->e || !p->diagonal_e)
        return false;
    for (size_t j = 0; j < k; j++)
        p->q[j * k + j] = 1.0;
    return true;
}

void chaosi_product_free(chaosi_product *p)
{
    void *const owned[] = { p->q0,       p->q,        p->w,    p->t, p->r,         p->next,
                            p->jacobian, p->diagonal, p->work, p->e, p->diagonal_e };
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
}

/* ------------------------------------------------------------------- rounds */

/* T = 1. */
static void reset(chaosi_product *p)
{
    memset(p->t, 0, p->k * p->k * sizeof *p->t);
    memset(p->e, 0, p->k * sizeof *p->e);
    memset(p->diagonal_e, 0, p->k * sizeof *p->diagonal_e);
    for (size_t j = 0; j < p->k; j++)
        p->t[j * p->k + j] = p->diagonal[j] = 1.0;
}

/* Row j of R T: rows of T have scales of their own, and it gets the largest of them. */
static void multiply_row(const chaosi_product *p, size_t j, double *row, int64_t *exponent)
{
    const size_t k = p->k;
    int64_t largest = INT64_MIN;
    for (size_t l = j; l < k; l++)
        if (p->r[j * k + l] != 0.0 && p->e[l] > largest)
            largest = p->e[l];
    double size = 0.0;
    memset(row, 0, k * sizeof *row);
    for (size_t l = j; l < k; l++) {
        if (p->r[j * k + l] == 0.0 || p->e[l] < largest - 2000)
            continue;
        const double factor = ldexp(p->r[j * k + l], (int)(p->e[l] - largest));
        for (size_t i = l; i < k; i++)
            row[i] += factor * p->t[l * k + i];
    }
    for (size_t i = j; i < k; i++)
        size = fabs(row[i]) > size ? fabs(row[i]) : size;
    int taken = 0;
    if (size > 0.0)
        frexp(size, &taken);
    for (size_t i = j; i < k; i++)
        row[i] = ldexp(row[i], -taken);
    *exponent = size > 0.0 ? largest + taken : 0;
}

/* T <- R T. */
static void accumulate(chaosi_product *p)
{
    const size_t k = p->k;
    for (size_t j = 0; j < k; j++) { /* row j of R T needs rows j and later of T */
        int e;
        multiply_row(p, j, p->next, &p->e[j]);
        memcpy(p->t + j * k, p->next, k * sizeof *p->t);
        p->diagonal[j] = frexp(p->diagonal[j] * p->r[j * k + j], &e);
        p->diagonal_e[j] += e;
    }
}

/* Q <- J_i Q. The derivatives of large maps are never formed: the map itself carries
 * the vectors along. */
static int apply(chaosi_product *p, size_t i, chaos_error *error)
{
    const size_t m = p->m, k = p->k;
    if (m <= CHAOSI_ALL_MULTIPLIERS) {
        int code = chaosi_cycle_jacobian(p->c, i, p->jacobian);
        if (code == CHAOS_OK)
            code = chaosi_multiply(p->jacobian, p->q, p->next, m, m, k, &p->c->ticker, error);
        memcpy(p->q, p->next, m * k * sizeof *p->q);
        return code;
    }
    for (size_t j = 0; j < k; j++)
        for (size_t r = 0; r < m; r++)
            p->next[j * m + r] = p->q[r * k + j];
    const int code = chaosi_cycle_push(p->c, i, p->next, k);
    for (size_t j = 0; j < k; j++)
        for (size_t r = 0; r < m; r++)
            p->q[r * k + j] = p->next[j * m + r];
    return code;
}

/* W = Q_0^T Q. */
static void find_w(chaosi_product *p)
{
    const size_t k = p->k;
    memset(p->w, 0, k * k * sizeof *p->w);
    for (size_t i = 0; i < p->m; i++)
        for (size_t a = 0; a < k; a++)
            for (size_t b = 0; b < k; b++)
                p->w[a * k + b] += p->q0[i * k + a] * p->q[i * k + b];
}

int chaosi_product_round(chaosi_product *p, chaos_error *error)
{
    const size_t m = p->m, k = p->k;
    int code = CHAOS_OK;
    memcpy(p->q0, p->q, m * k * sizeof *p->q);
    reset(p);
    for (size_t i = 0; i < p->c->n && code == CHAOS_OK; i++) {
        code = apply(p, i, error);
        if (code == CHAOS_OK)
            code = chaosi_orthonormalise(p->q, p->r, m, k, p->work, &p->c->ticker, error);
        if (code == CHAOS_OK) {
            accumulate(p);
            code = chaosi_cycle_tick(p->c, (double)(k * k) * (double)k / 6.0);
        }
    }
    if (code == CHAOS_OK) {
        find_w(p);
        code = chaosi_cycle_tick(p->c, (double)(k * k) * (double)m);
    }
    return code;
}

/* How far vectors have come from each other, and from length 1, since they were made
 * orthonormal, as a factor. */
static double drift(const chaosi_product *p)
{
    double largest = 0.0, smallest = INFINITY;
    for (size_t j = 0; j < p->k; j++) {
        largest = fmax(largest, fabs(p->r[j * p->k + j]));
        smallest = fmin(smallest, fabs(p->r[j * p->k + j]));
    }
    return fmax(largest / smallest, fmax(largest, 1.0 / smallest));
}

int chaosi_product_turn(chaosi_product *p, size_t rounds, chaos_error *error)
{
    const double enough = 1e4;
    int code = CHAOS_OK;
    size_t every = 1;
    for (size_t done = 0, i = 0, end = rounds * p->c->n; i < end && code == CHAOS_OK; i++) {
        code = apply(p, i % p->c->n, error);
        if (++done < every && i + 1 < end)
            continue;
        if (code == CHAOS_OK)
            code = chaosi_orthonormalise(p->q, p->r, p->m, p->k, p->work, &p->c->ticker, error);
        every = drift(p) < sqrt(enough) ? 2 * every : drift(p) < enough ? every : (every + 1) / 2;
        done = 0;
    }
    return code;
}

double chaosi_product_growth(const chaosi_product *p, size_t j)
{
    return p->diagonal[j] == 0.0 ? -INFINITY : log2(fabs(p->diagonal[j])) + (double)p->diagonal_e[j];
}

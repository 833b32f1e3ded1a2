/* Lyapunov exponents: what the growth in blocks says of them, and the results.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/distribution.h"
#include "measures/lyapunov.h"
#include "measures/lyapunov_dimension.h"

#include <string.h>

void chaosi_lyapunov_estimate(statistics *s, uint64_t steps)
{
    const chaosi_tile *tile = s->t.tile;
    const size_t stride = tile->k.stride, n = s->nerror;
    double per_length[CHAOSI_ERROR_BLOCKS];
    for (uint64_t b = 0; b < n; b++) {
        s->length[b] = (double)(chaosi_error_boundary(b + 1, n, steps) - chaosi_error_boundary(b, n, steps));
        per_length[b] = 1.0 / s->length[b];
    }
    for (size_t j = 0; j < s->t.k; j++)
        tile->run->lanes->block_statistics(s->blocks + j * stride, n, s->t.k * stride, per_length,
                                           (double)steps, stride, tile->k.lanes,
                                           s->estimated + j * ESTIMATED * stride);
}

static estimate estimate_of(const statistics *s, size_t j, size_t lane)
{
    const size_t stride = s->t.tile->k.stride;
    const double *at = s->estimated + j * ESTIMATED * stride + lane;
    return (estimate){ at[0], at[stride], at[2 * stride], at[3 * stride], j };
}

/* Growth that stays within one nat is that of a regular orbit. */
static bool may_be_slow(const statistics *s, const estimate *e)
{
    return s->nerror == CHAOSI_ERROR_BLOCKS && (e->lag1 > 0.3 || e->spread <= 1.0);
}

static double slow_error(const statistics *s, const estimate *e, size_t lane, uint64_t steps)
{
    const size_t stride = s->t.tile->k.stride, apart = s->t.k * stride;
    const double *growth = s->blocks + e->order * stride + lane;
    double sum[8] = { 0.0 };
    for (size_t b = 0; b < CHAOSI_ERROR_BLOCKS; b++, growth += apart)
        sum[b / CHAOSI_EIGHTH] += *growth;
    return chaosi_slow_error(sum, steps);
}

static uint32_t status_of(const statistics *s, const estimate *largest)
{
    uint32_t status = 0;
    if (s->nerror == CHAOSI_ERROR_BLOCKS && largest->lag1 > 0.3 && largest->spread > 1.0)
        status |= CHAOS_UNRESOLVED;
    return status;
}

/* The rows of a lane's wanted blocks in the order of the exponents. */
static void order_blocks(double *blocks, uint64_t nblocks, const estimate *e, size_t k, double *order_scratch)
{
    memcpy(order_scratch, blocks, k * nblocks * sizeof *order_scratch);
    for (size_t j = 0; j < k; j++)
        memcpy(blocks + j * nblocks, order_scratch + e[j].order * nblocks, nblocks * sizeof *order_scratch);
}

static void sort_descending(estimate *e, size_t k)
{
    for (size_t i = 1; i < k; i++) {
        const estimate moved = e[i];
        size_t j = i;
        for (; j > 0 && e[j - 1].exponent < moved.exponent; j--)
            e[j] = e[j - 1];
        e[j] = moved;
    }
}

/* -------------------------------------------------------------------- results */

/* Blocks of a settled lane are alike, but where a derivative was 0 on the way to the cycle. */
static void put_blocks(const chaosi_measurement *run, const statistics *s, const estimate *e, size_t lane)
{
    const uint64_t nblocks = options_of(run->request)->blocks;
    const size_t k = s->t.k, stride = s->t.tile->k.stride;
    double *const blocks = blocks_of(run, s, lane);
    if (!blocks || !nblocks)
        return;
    const bool settled = is_settled(s, lane);
    if (k > 1)
        order_blocks(blocks, nblocks, e, k, s->order_scratch);
    for (uint64_t b = 0; b < k * nblocks; b++)
        if (escaped(s, lane) || !(blocks[b] < INFINITY))
            blocks[b] = CHAOSI_NAN;
        else if (settled && blocks[b] > -INFINITY)
            blocks[b] = s->cycle[b / nblocks * stride + lane];
}

/* What the blocks of each exponent are like. false: stopped. */
static bool put_distributions(const chaosi_measurement *run, const statistics *s, size_t lane)
{
    const uint64_t nblocks = options_of(run->request)->blocks;
    const size_t k = s->t.k, at = run->tile->point[lane] * k;
    const double *const blocks = blocks_of(run, s, lane);
    double *const deviations = run->request->out[DEVIATIONS], *const quantiles = run->request->out[QUANTILES];
    for (size_t j = 0; j < k && (deviations || quantiles); j++) {
        double deviation, found[CHAOSI_QUANTILES];
        memcpy(s->order_scratch, blocks + j * nblocks, nblocks * sizeof *blocks);
        if (!chaosi_distribution_find(run->tile, s->order_scratch, nblocks, &deviation, found))
            return false;
        if (deviations)
            deviations[at + j] = deviation;
        if (quantiles)
            memcpy(quantiles + (at + j) * CHAOSI_QUANTILES, found, sizeof found);
    }
    return true;
}

/* Exponents of a lane, descending, and what its status has of them. */
static uint32_t take_exponents(const statistics *s, size_t lane, uint64_t steps, estimate *e)
{
    const size_t k = s->t.k, stride = s->t.tile->k.stride;
    const bool settled = is_settled(s, lane);
    for (size_t j = 0; j < k; j++)
        e[j] = estimate_of(s, j, lane);
    sort_descending(e, k);
    for (size_t j = 0; j < k && !settled; j++) {
        const double rounding = 0x1p-52 * (1.0 + fabs(e[j].exponent));
        if (may_be_slow(s, &e[j]))
            e[j].error = fmax(e[j].error, slow_error(s, &e[j], lane, steps));
        if (e[j].error < rounding)
            e[j].error = rounding;
    }
    for (size_t j = 0; j < k && settled; j++)
        if (fabs(e[j].exponent) < INFINITY) { /* nor is a factor of the window that is no number forgotten */
            e[j].exponent = s->cycle[j * stride + lane];
            e[j].error = s->cycle[(k + j) * stride + lane];
        }
    return settled || escaped(s, lane) ? 0 : status_of(s, &e[0]);
}

/* The standard error of what has these derivatives with respect to the exponents: from blocks, where all errors are; else
 * no more than what they add up to. */
static double combined_error(const statistics *s, const estimate *e, const double *weight, size_t lane)
{
    const size_t k = s->t.k, stride = s->t.tile->k.stride, n = s->nerror;
    double most = 0.0, sum = 0.0, square = 0.0;
    bool slow = is_settled(s, lane);
    for (size_t j = 0; j < k; j++) {
        if (!(weight[j] != 0.0))
            continue;
        most += fabs(weight[j]) * e[j].error;
        slow |= may_be_slow(s, &e[j]);
    }
    if (slow || n < 2 || !(most > 0.0))
        return most;
    for (int second = 0; second < 2; second++) /* the mean first */
        for (size_t b = 0; b < n; b++) {
            double z = 0.0;
            for (size_t j = 0; j < k; j++)
                if (weight[j] != 0.0)
                    z += weight[j] * s->blocks[(b * k + e[j].order) * stride + lane] / s->length[b];
            if (second)
                square += (z - sum / (double)n) * (z - sum / (double)n);
            else
                sum += z;
        }
    return sqrt(square / ((double)n * ((double)n - 1.0)));
}

static void put_dimension(const chaosi_measurement *run, const statistics *s, const estimate *e, size_t lane)
{
    const size_t k = s->t.k, at = run->tile->point[lane];
    double *dimensions = run->request->out[DIMENSION], *errors = run->request->out[DIMENSION_ERROR];
    double *const exponent = s->spectrum, *const error = exponent + k, *const weight = error + k;
    if (k < 2 || (!dimensions && !errors))
        return;
    double d = 0.0;
    for (size_t j = 0; j < k; j++) {
        exponent[j] = e[j].exponent;
        error[j] = e[j].error;
        d += e[j].exponent; /* NaN if one is */
    }
    const bool none = escaped(s, lane) || d != d;
    d = none ? CHAOSI_NAN : chaosi_lyapunov_dimension(exponent, error, k, run->tile->run->map->dim, weight);
    if (dimensions)
        dimensions[at] = d;
    const double deviation = d == d ? combined_error(s, e, weight, lane) : d;
    if (errors)
        errors[at] = deviation == deviation ? deviation : CHAOSI_NAN;
}

bool chaosi_lyapunov_put(chaosi_measurement *run, statistics *s, size_t lane)
{
    estimate *e = s->estimates;
    const size_t k = s->t.k, at = run->tile->point[lane] * k;
    double *exponents = run->request->out[EXPONENTS], *errors = run->request->out[ERRORS];
    run->tile->status[lane] |= take_exponents(s, lane, run->request->options.common.steps, e);
    if (run->tile->run->map->flags & CHAOSI_NUMERIC)
        run->tile->status[lane] |= CHAOS_NUMERIC_DERIVATIVE;
    if (s->doubtful[lane] && !escaped(s, lane))
        run->tile->status[lane] |= CHAOS_UNRESOLVED;
    for (size_t j = 0; j < k; j++) {
        const bool infinite = e[j].exponent == -INFINITY,
                   none = !(e[j].exponent < INFINITY); /* a derivative was no number */
        if (!escaped(s, lane) && infinite)
            run->tile->status[lane] |= CHAOS_ZERO_DERIVATIVE;
        if (!escaped(s, lane) && none)
            run->tile->status[lane] |= CHAOS_NONFINITE;
        if (exponents)
            exponents[at + j] = escaped(s, lane) || none ? CHAOSI_NAN : e[j].exponent;
        if (errors)
            errors[at + j] =
                escaped(s, lane) || infinite || e[j].error != e[j].error ? CHAOSI_NAN : e[j].error;
    }
    put_blocks(run, s, e, lane);
    put_dimension(run, s, e, lane);
    return put_distributions(run, s, lane);
}

/* Permutation entropy.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

enum { LEAST_ORDER = 3, MOST_ORDER = 7 };
static const char of_order[] = "from 3 to 7";
static const double most_bias = 0.05; /* nats */

typedef struct permutation_entropy_options {
    chaosi_common common;
    uint64_t order;
} permutation_entropy_options;

static uint64_t order_of(const chaosi_request *r)
{
    return ((const permutation_entropy_options *)(const void *)&r->options)->order;
}

static int permutation_entropy_complete(chaosi_request *r, chaos_error *error)
{
    permutation_entropy_options *o = (void *)&r->options;
    if (o->order == 0)
        o->order = 5;
    if (o->order > MOST_ORDER)
        return chaosi_fail(error, CHAOS_EINVAL, "order", -1, "order must be a whole number %s, got %llu",
                           of_order, (unsigned long long)o->order);
    if (o->common.steps < o->order || o->common.steps > UINT32_MAX)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "steps must be from the order, %llu, to 2^32, got %llu",
                           (unsigned long long)o->order, (unsigned long long)o->common.steps);
    return CHAOS_OK;
}

static uint64_t permutation_entropy_rows(const chaosi_request *r) { return r->options.common.steps; }

static size_t patterns_of(const chaosi_request *r)
{
    size_t n = 1;
    for (size_t i = 2; i <= order_of(r); i++)
        n *= i;
    return n;
}

/* The last records [ncolumns][MOST_ORDER][lanes], room [patterns], the pattern of each lane, and counts
 * [ncolumns][lanes][patterns]. */
static size_t permutation_entropy_scratch(const chaosi_request *r, size_t lanes)
{
    const size_t patterns = patterns_of(r);
    return (r->ncolumns * MOST_ORDER * lanes + patterns) * sizeof(double) +
           (lanes + r->ncolumns * lanes * patterns) * sizeof(uint32_t);
}

static double *last_of(const chaosi_measurement *run, uint64_t column)
{
    return (double *)run->scratch + column * MOST_ORDER * run->tile->k.lanes;
}

static double *room_of(const chaosi_measurement *run) { return last_of(run, run->request->ncolumns); }

static uint32_t *pattern_of(const chaosi_measurement *run)
{
    return (uint32_t *)(void *)(room_of(run) + patterns_of(run->request));
}

static uint32_t *counts_of(const chaosi_measurement *run, uint64_t column, size_t lane)
{
    const size_t lanes = run->tile->k.lanes;
    return pattern_of(run) + lanes + (column * lanes + lane) * patterns_of(run->request);
}

static void permutation_entropy_begin(chaosi_measurement *run)
{
    const size_t all = run->request->ncolumns * run->tile->k.lanes * patterns_of(run->request);
    memset(counts_of(run, 0, 0), 0, all * sizeof(uint32_t));
}

/* pattern[lane] = the number of the order in which the `m` last records stand, record number `n` the last of them. Of
 * equal ones the earlier is the lower. */
static void find_patterns(const double *last, uint64_t n, const size_t m, size_t lanes, uint32_t *pattern)
{
    memset(pattern, 0, lanes * sizeof *pattern);
    for (size_t i = 0; i + 1 < m; i++) {
        const double *x = last + (n + 1 + i) % m * lanes;
        for (size_t lane = 0; lane < lanes; lane++)
            pattern[lane] *= (uint32_t)(m - i);
        for (size_t j = i + 1; j < m; j++) {
            const double *y = last + (n + 1 + j) % m * lanes;
            for (size_t lane = 0; lane < lanes; lane++)
                pattern[lane] += y[lane] < x[lane] - CHAOSI_SAME * __builtin_fabs(x[lane]);
        }
    }
}

static void permutation_entropy_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const chaosi_request *r = run->request;
    const size_t lanes = run->tile->k.lanes, m = order_of(r), patterns = patterns_of(r);
    uint32_t *const pattern = pattern_of(run);
    for (uint64_t i = 0; i < r->ncolumns; i++) {
        const double *x = rows->data + chaosi_column(run, i) * rows->stride;
        double *const last = last_of(run, i);
        uint32_t *const counts = counts_of(run, i, 0);
        for (uint64_t j = 0; j < rows->count; j++, x += rows->ncomp * rows->stride) {
            const uint64_t n = rows->first + j;
            memcpy(last + n % m * lanes, x, lanes * sizeof *x);
            for (size_t lane = 0; lane < run->tile->npoints; lane++)
                run->flags[lane] |= __builtin_isfinite(x[lane]) ? 0 : CHAOS_NONFINITE;
            if (n + 1 < m)
                continue;
            find_patterns(last, n, m, lanes, pattern);
            for (size_t lane = 0; lane < run->tile->npoints; lane++)
                counts[lane * patterns + pattern[lane]]++;
        }
    }
}

/* -sum c/n ln(c/n) of n patterns, and half the number of those that occur over n: by so much it is too small on
 * average. */
static double entropy_of(const chaosk_lanes *kernels, const uint32_t *counts, size_t patterns, double n,
                         double *room, double *bias)
{
    double sum = 0.0;
    size_t seen = 0;
    for (size_t i = 0; i < patterns; i++)
        if (counts[i] > 0)
            room[seen++] = (double)counts[i] / n;
    kernels->log(room, seen);
    for (size_t i = 0, j = 0; i < patterns; i++)
        if (counts[i] > 0)
            sum -= (double)counts[i] / n * room[j++];
    *bias = 0.5 * (double)(seen - 1) / n;
    return sum > 0.0 ? sum : 0.0; /* one pattern alone leaves -0 */
}

static void permutation_entropy_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const chaosi_common *c = &r->options.common;
    const double n = (double)(c->steps - order_of(r) + 1);
    double *const out = r->out[0];
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (c->steps - 1) * c->every;
        if (left)
            run->flags[lane] = 0;
        for (uint64_t i = 0; i < r->ncolumns; i++) {
            double bias;
            const double entropy = entropy_of(run->tile->run->lanes, counts_of(run, i, lane), patterns_of(r),
                                              n, room_of(run), &bias);
            const bool has = !left && !(run->flags[lane] & CHAOS_NONFINITE);
            if (out)
                out[run->tile->point[lane] * r->ncolumns + i] = has ? entropy : CHAOSI_NAN;
            if (has && bias > most_bias)
                run->flags[lane] |= CHAOS_UNRESOLVED;
        }
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(permutation_entropy_options, "1000"),
    CHAOSI_STEPS(permutation_entropy_options, "records"),
    CHAOSI_EVERY(permutation_entropy_options),
    CHAOSI_OF("first state"),
    { { "order", CHAOS_OPTION_COUNT, 1, 1, NULL, "5", "records of a pattern, 3 to 7", NULL },
      offsetof(permutation_entropy_options, order),
      LEAST_ORDER,
      of_order },
};

static const chaosi_quantity outputs[] = {
    { { "permutation_entropy", CHAOS_F64, CHAOS_LINEAR, "permutation entropy", "nats", CHAOSI_NAN, NULL,
        false, false, "entropy of the order of `order` records in a row, 0 to ln(order!)" },
      1,
      { CHAOS_DIM_COLUMN, 0 } },
    CHAOSI_STATUS("permutation_entropy"),
};

const chaosi_measure_kind chaosi_measure_permutation_entropy = {
    .info = { "permutation_entropy",
              "entropy of the order of records in a row",
              "-sum p ln p over the orders in which as many records in a row as `order` says may stand, each with its\n"
              "share p; of records that agree to 12 digits the earlier is the lower. Divide by ln(order!) for the\n"
              "normalised one, by order - 1 for nats per record, which for long patterns tends to the entropy of\n"
              "piecewise monotonic maps. Unresolved if records are so few that it may be too small by 0.05: half the\n"
              "number of patterns that occur over the number of records. 3 to 21 comparisons a record. C. Bandt, B.\n"
              "Pompe, Phys. Rev. Lett. 88 (2002) 174102.\n",
              { NULL, "steps=10000", "steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_FIRST_STATE,
    .complete = permutation_entropy_complete,
    .rows = permutation_entropy_rows,
    .scratch = permutation_entropy_scratch,
    .begin = permutation_entropy_begin,
    .take = permutation_entropy_take,
    .end = permutation_entropy_end,
};

/* All vectors are carried round the cycle, and their growth is that of areas, volumes ...: the sum of
 * the first j exponents is right once they are apart from those that follow. Where they are not, by a
 * pair of complex multipliers or by two that are one, their directions never settle, and what they do
 * within a round is the error.
 *
 * SPDX-License-Identifier: MIT */
#include "core/spectra.h"
#include "core/radius.h"

#include <math.h>
#include <string.h>

enum {
    ALIGNED_STEPS = 1024, /* at least so many for the directions, and then for their growth */
    ALIGNED_STEPS_2D = 64,
    ROUNDS = 4, /* the first aligns them, in the last they are jolted */
    JOLTS = 64,
};
static const double APART = 40.0;     /* nats in a round: of the other direction nothing is left */
static const double BESIDE = 0x1p-50; /* a few units of the last place, of which a quarter is one */

typedef struct spectra {
    chaosi_tangents *t;
    double *exponent, *error;           /* [k][stride] what is found */
    double *growth[ROUNDS], *displaced; /* [k][stride] of rounds; of one turn from beside the cycle */
} spectra;

/* Whole rounds; in two dimensions the determinant is enough. */
static uint64_t round_steps(const chaosi_tangents *t, uint64_t distance)
{
    const uint64_t least = t->tile->run->map->dim == 2 ? ALIGNED_STEPS_2D : ALIGNED_STEPS;
    return (least / distance + 1) * distance;
}

static void put_points(chaosi_tile *tile, double displaced)
{
    const size_t n = tile->run->map->dim * tile->k.stride;
    for (size_t i = 0; i < n; i++)
        tile->k.x[i] = tile->returns.point[i] + displaced * tile->returns.point[i];
}

/* Lanes that have escaped from beside their cycle, over some edge: that is not what they do. */
static void take_back(chaosi_tile *tile)
{
    const size_t stride = tile->k.stride;
    const chaosi_returns *r = &tile->returns;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        if (tile->escaped[lane] == CHAOSI_INSIDE || !chaosi_has_returned(r, lane) ||
            (r->fate[lane] != CHAOSI_SETTLED && r->fate[lane] != CHAOSI_NEUTRAL))
            continue;
        chaosi_tile_gather(tile, lane, 1, stride, tile->p + lane, tile->k.x + lane);
        tile->escaped[lane] = CHAOSI_INSIDE;
        tile->status[lane] &= ~(uint32_t)CHAOS_ESCAPED;
        tile->done[lane] = 0;
    }
}

/* What rounding does, many times over. */
static int advance_jolted(chaosi_tangents *t, uint64_t steps)
{
    int code = CHAOS_OK;
    for (uint64_t i = 0; i < JOLTS && code == CHAOS_OK; i++) {
        const uint64_t now = steps * (i + 1) / JOLTS - steps * i / JOLTS;
        chaosi_jolt_vectors(t->v, t->k, t->tile->run->map->dim, t->tile->k.stride, t->tile->k.lanes,
                            BESIDE * (double)now);
        code = chaosi_tangents_advance(t, now);
    }
    return code;
}

/* Nothing hangs on what the tile did before. */
static int go_round(spectra *s, uint64_t distance)
{
    chaosi_tangents *t = s->t;
    const uint64_t steps = round_steps(t, distance);
    put_points(t->tile, 0.0);
    int code = chaosi_tangents_start(t);
    for (int round = 0; round < ROUNDS && code == CHAOS_OK; round++) {
        code = round + 1 < ROUNDS ? chaosi_tangents_advance(t, steps) : advance_jolted(t, steps);
        chaosi_tangents_take(t, s->growth[round]);
    }
    if (code != CHAOS_OK)
        return code;
    put_points(t->tile, BESIDE);
    code = chaosi_tangents_advance(t, distance);
    chaosi_tangents_take(t, s->displaced);
    take_back(t->tile);
    return code;
}

/* The error of the sum of the first j + 1 exponents; `gap` is between the last of them and the next. */
static double error_of_sum(const spectra *s, size_t lane, size_t j, uint64_t distance, double gap)
{
    const size_t stride = s->t->tile->k.stride;
    const double steps = (double)round_steps(s->t, distance);
    double sum[ROUNDS] = { 0.0 }, displaced = 0.0;
    for (size_t i = 0; i <= j; i++) {
        for (int round = 1; round < ROUNDS; round++)
            sum[round] += s->growth[round][i * stride + lane];
        displaced += s->displaced[i * stride + lane];
    }
    const double change = fmax(fabs(sum[3] - sum[2]), fabs(sum[2] - sum[1]));
    const double rounding = 0x1p-51 * (double)(j + 1) * (1.0 + fabs(sum[2]) / steps);
    const double points = fabs(displaced - sum[2] / steps * (double)distance) / 4.0;
    const double directions = gap * steps > APART ? change : chaosi_unsteady(change);
    return rounding + directions / steps + (directions < 1.0 ? points : 0.0); /* else it is turns */
}

/* The mean of those that turning keeps from being told apart: pairs of complex multipliers, and multipliers
 * that a symmetry makes alike. */
static void take_means(double *exponent, const double *sum_error, size_t k, size_t stride)
{
    for (size_t j = 0, end; j < k; j = end) {
        double sum = exponent[j * stride];
        for (end = j + 1; end < k; end++) {
            const double gap = fabs(exponent[(end - 1) * stride] - exponent[end * stride]);
            if (!(gap <= 2.0 * sum_error[(end - 1) * stride]))
                break;
            sum += exponent[end * stride];
        }
        for (size_t i = j; end > j + 1 && i < end; i++)
            exponent[i * stride] = sum / (double)(end - j);
    }
}

/* Exponents as they come, and their errors: each is the difference of two sums, the first of which is known. */
static void take_sums(spectra *s, size_t lane)
{
    const chaosi_tile *tile = s->t->tile;
    const chaosi_returns *r = &tile->returns;
    const size_t k = s->t->k, stride = tile->k.stride, dim = tile->run->map->dim;
    const uint64_t distance = r->distance[lane];
    const double steps = (double)round_steps(s->t, distance);
    double *exponent = s->exponent + lane, *error = s->error + lane, before = r->error[lane];
    double *sum_error = s->growth[0] + lane; /* the first round only aligned the vectors */
    for (size_t j = 0; j < k; j++)
        exponent[j * stride] = s->growth[2][j * stride + lane] / steps;
    exponent[stride] += exponent[0] - r->growth[lane];
    exponent[0] = r->growth[lane];
    error[0] = sum_error[0] = before;
    for (size_t j = 1; j < k; j++) {
        const double gap = j + 1 < k      ? exponent[j * stride] - exponent[(j + 1) * stride]
                           : j + 1 == dim ? INFINITY
                                          : 0.0;
        const double now = error_of_sum(s, lane, j, distance, gap);
        error[j * stride] = before + now;
        sum_error[j * stride] = before = now;
    }
    take_means(exponent, sum_error, k, stride);
}

static void sort_descending(spectra *s, size_t lane)
{
    const size_t stride = s->t->tile->k.stride;
    double *exponent = s->exponent + lane, *error = s->error + lane;
    for (size_t i = 1; i < s->t->k; i++) {
        const double moved = exponent[i * stride], of_it = error[i * stride];
        size_t j = i;
        for (; j > 0 && exponent[(j - 1) * stride] < moved; j--) {
            exponent[j * stride] = exponent[(j - 1) * stride];
            error[j * stride] = error[(j - 1) * stride];
        }
        exponent[j * stride] = moved;
        error[j * stride] = of_it;
    }
}

int chaosi_spectra_find(chaosi_tangents *t, double *found, uint8_t *doubtful)
{
    chaosi_tile *tile = t->tile;
    const size_t size = t->k * tile->k.stride;
    spectra s = { .t = t, .exponent = found, .error = found + size, .displaced = found + 2 * size };
    for (size_t round = 0; round < ROUNDS; round++)
        s.growth[round] = found + (3 + round) * size;
    int code = CHAOS_OK;
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        if (tile->done[lane])
            continue;
        const uint64_t distance = tile->returns.distance[lane];
        code = go_round(&s, distance);
        for (size_t l = lane; l < tile->npoints && code == CHAOS_OK; l++)
            if (!tile->done[l] && tile->returns.distance[l] == distance) {
                take_sums(&s, l);
                sort_descending(&s, l);
                doubtful[l] = t->doubtful[l];
                tile->done[l] = tile->ended = true;
            }
    }
    return code;
}

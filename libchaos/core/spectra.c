/* All vectors are carried round the cycle, and their growth is that of areas, volumes ...: the sum of
 * the first j exponents is right once they are apart from those that follow. Where they are not, by a
 * pair of complex multipliers or by two that are nearly one, their directions never settle. Such a cluster spans
 * what is invariant all the same: once round, what becomes of its vectors is a small matrix of them, whose
 * eigenvalues are the cluster's multipliers. Without it, what directions do within a round is the error.
 *
 * SPDX-License-Identifier: MIT */
#include "core/spectra.h"
#include "core/moduli.h"
#include "core/radius.h"

#include <math.h>
#include <string.h>

enum {
    ALIGNED_STEPS = 1024, /* at least so many for the directions, and then for their growth */
    ALIGNED_STEPS_2D = 64,
    ROUNDS = 4, /* the first aligns them, in the last they are jolted */
    JOLTS = 64,
    FEW_STATES = 8,
    MOST_MIXED = 128, /* vectors of which clusters are looked at: that takes the cube of their number */
};
static const double LN_2 = 0x1.62e42fefa39efp-1;
static const double APART = 40.0;     /* nats in a round: of the other direction nothing is left */
static const double BESIDE = 0x1p-50; /* a few units of the last place, of which a quarter is one */

typedef struct spectra {
    chaosi_tangents *t;
    double *exponent, *error;           /* [k][stride] what is found */
    double *growth[ROUNDS], *displaced; /* [k][stride] of rounds; of one turn from beside the cycle */
    double *mixed, *start;   /* t's, and [k][dim][stride] vectors before a turn; NULL: no clusters */
    double *matrix, *jolted; /* [k][k] of one lane's cluster */
    double *moduli;          /* [k] */
} spectra;

/* Of few states all vectors are carried round, so that no cluster is cut where the exponents asked for end. */
static size_t vectors_of(uint64_t dim, size_t k) { return k > 1 && dim <= FEW_STATES ? dim : k; }

/* In two dimensions radius and determinant are all there is. */
static bool looks_at_clusters(uint64_t dim, size_t k) { return dim > 2 && k > 1 && k <= MOST_MIXED; }

size_t chaosi_spectra_tangents_bytes(uint64_t dim, size_t k, size_t lanes)
{
    const size_t all = vectors_of(dim, k);
    return chaosi_tangents_bytes(dim, all, lanes, looks_at_clusters(dim, all));
}

size_t chaosi_spectra_doubles(uint64_t dim, size_t k, size_t lanes)
{
    const size_t all = vectors_of(dim, k);
    return 2 * k * lanes + 7 * all * lanes +
           (looks_at_clusters(dim, all) ? all * dim * lanes + 2 * all * all + all : 0);
}

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
static void take_means(const spectra *s, size_t lane)
{
    const size_t k = s->t->k, stride = s->t->tile->k.stride;
    double *const exponent = s->exponent + lane;
    const double *const sum_error = s->growth[0] + lane;
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
    for (size_t j = 0; j < k; j++)
        s->growth[1][j * stride + lane] = exponent[j * stride];
}

/* ------------------------------------------------------------------- clusters */

/* From vector j on: the first that is apart from them, or k; *whole: so are those that are not asked for. */
static size_t cluster_end(const spectra *s, size_t lane, size_t j, bool *whole)
{
    const chaosi_tile *tile = s->t->tile;
    const size_t k = s->t->k, stride = tile->k.stride;
    const double steps = (double)round_steps(s->t, tile->returns.distance[lane]);
    const double *as_they_came = s->growth[1] + lane;
    size_t end = j + 1;
    while (end < k && !((as_they_came[(end - 1) * stride] - as_they_came[end * stride]) * steps > APART))
        end++;
    *whole = end < k || k == tile->run->map->dim;
    return end;
}

/* By how much a cluster's matrix may be wrong: by rounding, by as much as the vectors before the turn are not
 * perpendicular, which is the largest cosine; times what the vectors have in them of those before the cluster. */
static double matrix_error(const spectra *s, size_t lane, size_t first, size_t end)
{
    const chaosi_tile *tile = s->t->tile;
    const size_t dim = tile->run->map->dim, stride = tile->k.stride, k = s->t->k;
    double cosine = 0.0, strain = 0.0;
    for (size_t i = 0; i < end; i++)
        for (size_t j = i < first ? first : i + 1; j < end; j++) {
            const double *u = s->start + i * dim * stride + lane, *v = s->start + j * dim * stride + lane;
            double along = 0.0, of_u = 0.0, of_v = 0.0;
            for (size_t d = 0; d < dim; d++) {
                along += u[d * stride] * v[d * stride];
                of_u += u[d * stride] * u[d * stride];
                of_v += v[d * stride] * v[d * stride];
            }
            cosine = fmax(cosine, fabs(along) / (sqrt(of_u) * sqrt(of_v)));
            if (i < first)
                strain = fmax(strain, fabs(s->mixed[(i * k + j) * stride + lane]) * sqrt(of_u) / sqrt(of_v));
        }
    return (0x1p-50 * fmin((double)tile->returns.distance[lane], 0x1p20) + cosine) * (1.0 + strain);
}

/* What a turn makes of vectors first to end - 1, in terms of those they were, all of unit length, less 2^exponent. */
static double cluster_matrix(const spectra *s, size_t lane, size_t first, size_t end)
{
    const chaosi_tangents *t = s->t;
    const size_t n = end - first, k = t->k, dim = t->tile->run->map->dim, stride = t->tile->k.stride;
    double most = -INFINITY;
    for (size_t j = first; j < end; j++)
        most = fmax(most, t->e[j * stride + lane]);
    for (size_t i = 0; i < n; i++) {
        const double *was = s->start + (first + i) * dim * stride + lane;
        double square = 0.0;
        for (size_t d = 0; d < dim; d++)
            square += was[d * stride] * was[d * stride];
        const double length = s->moduli[i] = sqrt(square);
        for (size_t j = 0; j < n; j++) {
            const double *is = t->v + (first + j) * dim * stride + lane;
            double along = 0.0;
            for (size_t d = 0; d < dim; d++)
                along += was[d * stride] * is[d * stride];
            const double shift = t->e[(first + j) * stride + lane] - most;
            s->jolted[i * n + j] = shift < -2000.0 ? 0.0 : chaosi_scale(along / length, (int)shift);
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = s->jolted[i * n + j];
            for (size_t l = 0; l < j; l++)
                sum += s->jolted[i * n + l] * s->mixed[((first + l) * k + first + j) * stride + lane];
            s->matrix[i * n + j] = sum / s->moduli[j];
        }
    return most;
}

/* ln of the moduli of the n rows in s->matrix, moved by so much of each column, into to[n][stride]. */
static bool take_moduli(const spectra *s, size_t n, double by, double exponent, double *to)
{
    const size_t stride = s->t->tile->k.stride;
    for (size_t j = 0; j < n; j++) {
        double most = 0.0;
        for (size_t i = 0; i < n; i++)
            most = fmax(most, fabs(s->matrix[i * n + j]));
        for (size_t i = 0; i < n; i++)
            s->jolted[i * n + j] = s->matrix[i * n + j] + chaosi_any_part(i * n + j) * by * most;
    }
    exponent += chaosi_take_exponent(s->jolted, n * n);
    if (!(fabs(exponent) < INFINITY) || !chaosi_moduli(s->jolted, n, s->moduli))
        return false;
    for (size_t j = 0; j < n; j++) {
        double log[CHAOSK_LANES] __attribute__((aligned(64))) = { s->moduli[j] };
        s->t->tile->run->lanes->log(log, CHAOSK_LANES);
        to[j * stride] = log[0] + exponent * LN_2;
        if (!(fabs(to[j * stride]) < INFINITY))
            return false;
    }
    return true;
}

/* Of a lane's cluster: growth[2] what it grows by in a turn, growth[3] what rounding of the matrix may do to that: two
 * of its ways are tried, and others may do more. */
static void take_cluster(const spectra *s, size_t lane, size_t first, size_t end)
{
    const size_t stride = s->t->tile->k.stride, at = first * stride + lane, n = end - first;
    const double by = matrix_error(s, lane, first, end);
    static const double OTHERS = 4.0;
    double *const log = s->growth[2] + at, *const error = s->growth[3] + at, *const moved = s->displaced + at;
    const double exponent = cluster_matrix(s, lane, first, end);
    bool found = take_moduli(s, n, 0.0, exponent, log);
    for (size_t i = 0; i < n; i++)
        error[i * stride] = found ? 0.0 : INFINITY;
    for (int way = -1; way <= 1 && found; way += 2) {
        found = take_moduli(s, n, way * by, exponent, moved);
        for (size_t i = 0; i < n; i++)
            error[i * stride] =
                found ? fmax(error[i * stride], OTHERS * fabs(moved[i * stride] - log[i * stride]))
                      : INFINITY;
    }
}

/* A quarter of what a turn from beside the cycle does to that. */
static void take_displaced(const spectra *s, size_t lane, size_t first, size_t end)
{
    const size_t stride = s->t->tile->k.stride, at = first * stride + lane, n = end - first;
    const double *const log = s->growth[2] + at;
    double *const error = s->growth[3] + at, *const moved = s->displaced + at;
    const bool found = take_moduli(s, n, 0.0, cluster_matrix(s, lane, first, end), moved);
    for (size_t i = 0; i < n; i++)
        error[i * stride] += found ? fabs(moved[i * stride] - log[i * stride]) / 4.0 : INFINITY;
}

/* Those of the cluster, if they are better known so. Their sum is known: where it is another, so much is wrong. */
static void put_cluster(const spectra *s, size_t lane, size_t j, size_t end)
{
    const chaosi_tile *tile = s->t->tile;
    const size_t stride = tile->k.stride;
    const double distance = (double)tile->returns.distance[lane];
    const double *const log = s->growth[2] + lane, *const error = s->growth[3] + lane;
    double *const sum_error = s->growth[0] + lane;
    double apart = 0.0, most = 0.0, before = 0.0;
    for (size_t i = j; i < end; i++) {
        apart += s->exponent[i * stride + lane] - log[i * stride] / distance;
        most = fmax(most, error[i * stride]);
        before = fmax(before, s->error[i * stride + lane]);
    }
    const double sums = sum_error[(end - 1) * stride] + (j > 0 ? sum_error[(j - 1) * stride] : 0.0);
    if (!(fabs(apart) + most / distance + sums < before))
        return;
    for (size_t i = j; i < end; i++) {
        s->exponent[i * stride + lane] = log[i * stride] / distance;
        s->error[i * stride + lane] = fabs(apart) + error[i * stride] / distance + sums;
        if (i + 1 < end) /* for take_means */
            sum_error[i * stride] = s->error[i * stride + lane];
    }
}

static bool is_of(const spectra *s, size_t lane, uint64_t distance)
{
    return !s->t->tile->done[lane] && s->t->tile->returns.distance[lane] == distance;
}

/* Does so to all clusters of lanes with that distance: whether there are any. */
static bool each_cluster(const spectra *s, uint64_t distance,
                         void (*take)(const spectra *s, size_t lane, size_t first, size_t end))
{
    bool any = false, whole;
    for (size_t lane = 0; lane < s->t->tile->npoints; lane++)
        for (size_t j = 0, end; is_of(s, lane, distance) && j < s->t->k; j = end) {
            end = cluster_end(s, lane, j, &whole);
            if (end == j + 1 || !whole)
                continue;
            any = true;
            if (take)
                take(s, lane, j, end);
        }
    return any;
}

/* Once round from so far beside the cycle, with what Gram-Schmidt takes out kept. */
static int turn(const spectra *s, uint64_t distance, double displaced)
{
    chaosi_tangents *t = s->t;
    const size_t k = t->k, stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    put_points(t->tile, displaced);
    memcpy(s->start, t->v, k * dim * stride * sizeof *t->v);
    memset(s->mixed, 0, k * k * stride * sizeof *s->mixed);
    t->mixed = s->mixed;
    const int code = chaosi_tangents_advance(t, distance);
    t->mixed = NULL;
    take_back(t->tile);
    return code;
}

static int find_clusters(const spectra *s, uint64_t distance)
{
    chaosi_tangents *t = s->t;
    if (!s->mixed || !each_cluster(s, distance, NULL))
        return CHAOS_OK;
    int code = turn(s, distance, 0.0);
    each_cluster(s, distance, take_cluster);
    chaosi_tangents_take(t, t->growth);
    if (code == CHAOS_OK)
        code = turn(s, distance, BESIDE);
    each_cluster(s, distance, take_displaced);
    chaosi_tangents_take(t, t->growth);
    each_cluster(s, distance, put_cluster);
    return code;
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

static void place(spectra *s, chaosi_tangents *t, double *room)
{
    const size_t dim = t->tile->run->map->dim, k = vectors_of(dim, t->k), size = k * t->tile->k.stride;
    const bool clusters = looks_at_clusters(dim, k);
    double *at = room;
    *s = (spectra){ .t = t };
    s->exponent = at, at += size;
    s->error = at, at += size;
    s->displaced = at, at += size;
    for (size_t round = 0; round < ROUNDS; round++)
        s->growth[round] = at, at += size;
    chaosi_tangents_place(t, t->tile, k, clusters, t->v);
    s->mixed = t->mixed;
    t->mixed = NULL; /* but in turns */
    if (!clusters)
        return;
    s->start = at, at += size * dim;
    s->matrix = at, at += k * k;
    s->jolted = at, at += k * k;
    s->moduli = at;
}

int chaosi_spectra_find(chaosi_tangents *t, double *found, uint8_t *doubtful)
{
    chaosi_tile *tile = t->tile;
    const size_t asked = t->k, size = asked * tile->k.stride;
    spectra s;
    place(&s, t, found + 2 * size);
    int code = CHAOS_OK;
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        if (tile->done[lane])
            continue;
        const uint64_t distance = tile->returns.distance[lane];
        code = go_round(&s, distance);
        for (size_t l = lane; l < tile->npoints && code == CHAOS_OK; l++)
            if (is_of(&s, l, distance))
                take_sums(&s, l);
        if (code == CHAOS_OK)
            code = find_clusters(&s, distance);
        for (size_t l = lane; l < tile->npoints && code == CHAOS_OK; l++)
            if (is_of(&s, l, distance)) {
                take_means(&s, l);
                sort_descending(&s, l);
                doubtful[l] = t->doubtful[l];
                tile->done[l] = tile->ended = true;
            }
    }
    memcpy(found, s.exponent, size * sizeof *found);
    memcpy(found + size, s.error, size * sizeof *found);
    chaosi_tangents_place(t, tile, asked, false, t->v);
    return code;
}

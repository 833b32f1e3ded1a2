/* Covariant Lyapunov vectors: the angles between them, and how each grows.
 *
 * Forwards Gram-Schmidt keeps what each step takes out of the vectors: J V = V' R, with V orthogonal and R triangular.
 * Backwards, from anywhere, coordinates a = R^-1 a' with respect to V tend to those of vectors that each step maps to one
 * another. No length is divided out of V: what R has on its diagonal are powers of two.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/memory.h"
#include "core/radius.h"
#include "core/tangents.h"

#include <math.h>
#include <string.h>

enum { LEAST, MEAN, EXPONENTS, VECTORS, SERIES, ANGLES }; /* its outputs; pictures show the first */

typedef struct clv_options {
    chaosi_common common;
    uint64_t count, settle, series;
} clv_options;

enum { MOST_STEPS = 10000000 }; /* of window and settling: their matrices are kept */

static const clv_options *options_of(const chaosi_request *r) { return (const void *)&r->options; }

/* What is kept of a step, in rows of lanes: squares of the lengths of V [k], the inverse of R's diagonal [k], and in
 * units of the vectors that R maps to what is above it [k (k - 1) / 2], column by column. */
static size_t step_rows(size_t k) { return 2 * k + k * (k - 1) / 2; }

static int clv_complete(chaosi_request *r, chaos_error *error)
{
    clv_options *o = (void *)&r->options;
    if (o->count == 0)
        o->count = 2;
    if (o->settle == 0)
        o->settle = 1000;
    if (r->map->dim < 2)
        return chaosi_fail(error, CHAOS_EINVAL, "measure", -1,
                           "clv must be asked of a map of two states or more, got %.60s", r->map->name);
    if (o->count == CHAOS_ALL)
        o->count = r->map->dim;
    if (o->count > r->map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1,
                           "count must be at most %llu, the number of states, got %llu",
                           (unsigned long long)r->map->dim, (unsigned long long)o->count);
    if (o->common.steps > MOST_STEPS || o->settle > MOST_STEPS)
        return chaosi_fail(error, CHAOS_EINVAL, o->common.steps > MOST_STEPS ? "steps" : "settle", -1,
                           "%s must be at most 10000000, their matrices are kept, got %llu",
                           o->common.steps > MOST_STEPS ? "steps" : "settle",
                           (unsigned long long)(o->common.steps > MOST_STEPS ? o->common.steps : o->settle));
    if (o->series > o->common.steps)
        return chaosi_fail(error, CHAOS_EINVAL, "series", -1, "series must be at most steps, %llu, got %llu",
                           (unsigned long long)o->common.steps, (unsigned long long)o->series);
    const bool settles = o->settle > o->common.steps;
    return chaosi_check_kept(settles ? "settle" : "steps", settles ? o->settle : o->common.steps,
                             2 * step_rows(o->count), error);
}

static uint64_t clv_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    const uint64_t count = options_of(r)->count;
    if (output >= SERIES)
        return dimension == 0     ? options_of(r)->series
               : output == SERIES ? count * r->map->dim
               : count > 2        ? count - 1
                                  : CHAOSI_NO_DIMENSION;
    if (output == EXPONENTS || output == VECTORS)
        return count;
    return count > 2 ? count - 1 : CHAOSI_NO_DIMENSION;
}

static uint64_t clv_tangents(const chaosi_request *r) { return options_of(r)->count; }

/* ------------------------------------------------------------------------- places */

static size_t above(size_t k, size_t i, size_t j) { return 2 * k + j * (j - 1) / 2 + i; }

typedef struct clv {
    chaosi_measurement *run;
    chaosi_tangents t;
    size_t k, dim, stride;
    uint64_t steps, all;           /* of the window, with settling */
    double *first;                 /* [series, or 1][k][dim][stride] V where the window begins */
    double *a;                     /* [k][k][stride] coordinates of vector j: row i of a[j], up to j */
    double *sum;                   /* [k][stride] of ln growth */
    double *least, *sums;          /* [k][stride] angles */
    double *length, *room, *other; /* [stride] */
    double *unit;                  /* [stride] powers of two */
    double *kept;                  /* [all][step_rows][stride] */
} clv;

/* V are kept of the series, and of the first iterate. */
static uint64_t kept_vectors(const chaosi_request *r)
{
    return options_of(r)->series ? options_of(r)->series : 1;
}

static size_t fixed_rows(const chaosi_request *r)
{
    const size_t k = options_of(r)->count;
    return kept_vectors(r) * k * r->map->dim + k * k + 3 * k + 4;
}

static size_t clv_scratch(const chaosi_request *r, size_t lanes)
{
    const clv_options *o = options_of(r);
    return chaosi_whole_lines(chaosi_tangents_bytes(r->map->dim, o->count, lanes, true)) +
           (fixed_rows(r) + (o->common.steps + o->settle) * step_rows(o->count)) * lanes * sizeof(double);
}

static void place(clv *c, chaosi_measurement *run)
{
    const clv_options *o = options_of(run->request);
    const size_t k = o->count, dim = run->request->map->dim, stride = run->tile->k.stride,
                 bytes = chaosi_tangents_bytes(dim, k, stride, true);
    *c = (clv){ .run = run, .k = k, .dim = dim, .stride = stride, .steps = o->common.steps };
    c->all = c->steps + o->settle;
    chaosi_tangents_place(&c->t, run->tile, k, true, run->scratch);
    double *at = chaosi_behind(run->scratch, bytes);
    c->first = at, at += kept_vectors(run->request) * k * dim * stride;
    c->a = at, at += k * k * stride;
    c->sum = at, at += k * stride;
    c->least = at, at += k * stride;
    c->sums = at, at += k * stride;
    c->length = at, at += stride;
    c->room = at, at += stride;
    c->other = at, at += stride;
    c->unit = at, at += stride;
    c->kept = at;
}

static double *kept(const clv *c, uint64_t n, size_t row)
{
    return c->kept + (n * step_rows(c->k) + row) * c->stride;
}

/* ------------------------------------------------------------------------ forwards */

static void keep_lengths(const clv *c, uint64_t n)
{
    for (size_t j = 0; j < c->k; j++) {
        double *restrict const square = kept(c, n, j);
        memset(square, 0, c->stride * sizeof *square);
        for (size_t i = 0; i < c->dim; i++) {
            const double *v = c->t.v + (j * c->dim + i) * c->stride;
            for (size_t lane = 0; lane < c->stride; lane++)
                square[lane] += v[lane] * v[lane];
        }
    }
}

static void keep_matrix(const clv *c, uint64_t n)
{
    for (size_t j = 0; j < c->k; j++) {
        double *const inverse = kept(c, n, c->k + j);
        const double *e = c->t.e + j * c->stride;
        for (size_t lane = 0; lane < c->stride; lane++)
            inverse[lane] = chaosi_scale(1.0, -(int)e[lane]);
        for (size_t i = 0; i < j; i++)
            memcpy(kept(c, n, above(c->k, i, j)), c->t.mixed + (i * c->k + j) * c->stride,
                   c->stride * sizeof(double));
    }
}

static int go_forwards(clv *c)
{
    const size_t stride = c->stride, size = c->k * c->dim * stride;
    int code = chaosi_tangents_start(&c->t);
    if (code == CHAOS_OK)
        code = chaosi_tangents_advance(&c->t, c->run->request->preroll);
    chaosi_tangents_take(&c->t, c->t.growth);
    for (uint64_t n = 0; n < c->all && code == CHAOS_OK; n++) {
        keep_lengths(c, n);
        if (n < kept_vectors(c->run->request))
            memcpy(c->first + n * size, c->t.v, size * sizeof *c->first);
        memset(c->t.mixed, 0, c->k * c->k * stride * sizeof *c->t.mixed);
        memset(c->t.e, 0, c->k * stride * sizeof *c->t.e);
        code = chaosi_tangents_advance(&c->t, 1);
        keep_matrix(c, n);
    }
    return code == CHAOS_OK ? chaosi_tangents_finish(&c->t) : code;
}

/* ----------------------------------------------------------------------- backwards */

/* Coordinates of vector j before step n, of those after it. */
static void go_back(const clv *c, uint64_t n, size_t j)
{
    double *const a = c->a + j * c->k * c->stride;
    for (size_t i = j + 1; i-- > 0;) {
        double *restrict const to = a + i * c->stride;
        const double *inverse = kept(c, n, c->k + i);
        for (size_t lane = 0; lane < c->stride; lane++)
            to[lane] *= inverse[lane];
        for (size_t l = i + 1; l <= j; l++) {
            const double *of = a + l * c->stride, *m = kept(c, n, above(c->k, i, l));
            for (size_t lane = 0; lane < c->stride; lane++)
                to[lane] -= m[lane] * of[lane];
        }
    }
}

/* The power of two that takes the largest coordinate of vector j to between 1 and 2: squares then neither overflow nor
 * vanish, and have the digits that they had. */
static void find_unit(const clv *c, size_t j)
{
    const double *const a = c->a + j * c->k * c->stride;
    memset(c->unit, 0, c->stride * sizeof *c->unit);
    for (size_t i = 0; i <= j; i++)
        for (size_t lane = 0; lane < c->stride; lane++) {
            const double size = __builtin_fabs(a[i * c->stride + lane]);
            c->unit[lane] = size > c->unit[lane] ? size : c->unit[lane];
        }
    for (size_t lane = 0; lane < c->stride; lane++) {
        uint64_t bits;
        memcpy(&bits, &c->unit[lane], sizeof bits);
        const int exponent = (int)(bits >> 52) - 1023;
        c->unit[lane] = exponent > -1023 && exponent < 1023 ? chaosi_scale(1.0, -exponent) : 1.0;
    }
}

/* Vector j becomes one of length 1, c->length what it was; c->other: of what lies along V before the j-th. */
static void normalise(const clv *c, uint64_t n, size_t j)
{
    double *const a = c->a + j * c->k * c->stride;
    find_unit(c, j);
    memset(c->length, 0, c->stride * sizeof *c->length);
    for (size_t i = 0; i <= j; i++) {
        const double *square = kept(c, n, i), *of = a + i * c->stride;
        memcpy(c->other, c->length, c->stride * sizeof *c->other);
        for (size_t lane = 0; lane < c->stride; lane++) {
            const double x = of[lane] * c->unit[lane];
            c->length[lane] += x * x * square[lane];
        }
    }
    for (size_t lane = 0; lane < c->stride; lane++) {
        c->length[lane] = __builtin_sqrt(c->length[lane]);
        c->other[lane] = __builtin_sqrt(c->other[lane]) / c->length[lane];
        c->length[lane] /= c->unit[lane];
    }
    for (size_t i = 0; i <= j; i++)
        for (size_t lane = 0; lane < c->stride; lane++)
            a[i * c->stride + lane] /= c->length[lane];
}

/* Of vector j with all before it: the one whose sine is what lies along V's j-th. */
static void take_angle(const clv *c, uint64_t n, size_t j)
{
    const double *of = c->a + (j * c->k + j) * c->stride, *square = kept(c, n, j);
    double *const least = c->least + j * c->stride, *const sums = c->sums + j * c->stride;
    for (size_t lane = 0; lane < c->stride; lane++)
        c->room[lane] = __builtin_fabs(of[lane]) * __builtin_sqrt(square[lane]);
    c->run->tile->run->lanes->atan2(c->room, c->other, c->stride);
    for (size_t lane = 0; lane < c->stride; lane++) {
        least[lane] = c->room[lane] < least[lane] ? c->room[lane] : least[lane];
        sums[lane] += c->room[lane];
    }
}

/* From n + 1 to n it grows by 1 / length the other way. */
static void take_growth(const clv *c, size_t j)
{
    double *const sum = c->sum + j * c->stride;
    memcpy(c->room, c->length, c->stride * sizeof *c->room);
    c->run->tile->run->lanes->log(c->room, c->stride);
    for (size_t lane = 0; lane < c->stride; lane++)
        sum[lane] -= c->room[lane];
}

/* Of length 1, also where V is orthogonal to some digits less, and its largest component positive. */
static void put_vector(const clv *c, uint64_t n, size_t lane, size_t j, bool has, double *to)
{
    const double *const v = c->first + n * c->k * c->dim * c->stride;
    double largest = 0.0, square = 0.0;
    for (size_t d = 0; d < c->dim; d++) {
        to[d] = 0.0;
        for (size_t i = 0; i <= j; i++)
            to[d] += c->a[(j * c->k + i) * c->stride + lane] * v[(i * c->dim + d) * c->stride + lane];
        largest = __builtin_fabs(to[d]) > __builtin_fabs(largest) ? to[d] : largest;
        square += to[d] * to[d];
    }
    const double length = largest < 0.0 ? -__builtin_sqrt(square) : __builtin_sqrt(square);
    for (size_t d = 0; d < c->dim; d++)
        to[d] = has ? to[d] / length : CHAOSI_NAN;
}

/* Vector j at iterate n of the window, and its angle; what turns out to be none is taken back. */
static void put_series(const clv *c, uint64_t n, size_t j)
{
    const chaosi_request *r = c->run->request;
    const uint64_t series = options_of(r)->series;
    double *const vectors = r->out[SERIES], *const angles = r->out[ANGLES];
    for (size_t lane = 0; lane < c->run->tile->npoints; lane++) {
        const uint64_t row = c->run->tile->point[lane] * series + n;
        if (vectors)
            put_vector(c, n, lane, j, true, vectors + (row * c->k + j) * c->dim);
        if (angles && j > 0)
            angles[row * (c->k - 1) + j - 1] = c->room[lane];
    }
}

static int go_backwards(const clv *c)
{
    enum { OFTEN = 1 << 16 }; /* coordinates, each of sums of as many as there are vectors */
    uint64_t done = 0;
    int code = CHAOS_OK;
    for (size_t i = 0; i < c->k * c->k * c->stride; i++)
        c->a[i] = 1.0;
    for (size_t i = 0; i < c->k * c->stride; i++) {
        c->least[i] = INFINITY;
        c->sum[i] = c->sums[i] = 0.0;
    }
    for (uint64_t n = c->all; n-- > 0 && code == CHAOS_OK;) {
        for (size_t j = 0; j < c->k; j++) {
            go_back(c, n, j);
            normalise(c, n, j);
            if (n < c->steps && j > 0)
                take_angle(c, n, j);
            if (n < options_of(c->run->request)->series)
                put_series(c, n, j);
            if (n < c->steps)
                take_growth(c, j);
            if ((done += c->stride * (j + 1)) < OFTEN)
                continue;
            done = 0;
            if ((code = chaosi_tile_tick(c->run->tile, 0)) != CHAOS_OK)
                return code;
        }
    }
    return code;
}

/* ------------------------------------------------------------------------- results */

/* V is 0 from where a derivative was. */
static uint32_t status_of(const clv *c, size_t lane)
{
    uint32_t status = c->run->request->map->flags & CHAOSI_NUMERIC ? CHAOS_NUMERIC_DERIVATIVE : 0;
    bool zero = false, number = true;
    if (c->run->tile->escaped[lane] != CHAOSI_INSIDE)
        return status;
    for (size_t j = 0; j < c->k; j++) {
        for (uint64_t n = 0; n < c->all; n++)
            zero |= kept(c, n, j)[lane] == 0.0;
        number &= __builtin_isfinite(c->sum[j * c->stride + lane]) &&
                  __builtin_isfinite(c->sums[j * c->stride + lane]);
    }
    if (c->t.doubtful[lane])
        status |= CHAOS_UNRESOLVED;
    return status | (zero ? CHAOS_ZERO_DERIVATIVE : number ? 0 : CHAOS_NONFINITE);
}

static void take_series_back(const clv *c, uint64_t point)
{
    const chaosi_request *r = c->run->request;
    const uint64_t series = options_of(r)->series, n[] = { c->k * c->dim, c->k - 1 };
    for (size_t i = 0; i < 2; i++) {
        double *const out = r->out[SERIES + i];
        for (uint64_t k = 0; out && k < series * n[i]; k++)
            out[point * series * n[i] + k] = CHAOSI_NAN;
    }
}

static void put(const clv *c, size_t lane)
{
    const chaosi_request *r = c->run->request;
    const uint32_t status = status_of(c, lane);
    const bool has =
        c->run->tile->escaped[lane] == CHAOSI_INSIDE && !(status & (CHAOS_ZERO_DERIVATIVE | CHAOS_NONFINITE));
    const uint64_t point = c->run->tile->point[lane];
    double *const least = r->out[LEAST], *const mean = r->out[MEAN], *const exponents = r->out[EXPONENTS],
                  *const vectors = r->out[VECTORS];
    c->run->tile->status[lane] |= status;
    if (!has)
        take_series_back(c, point);
    for (size_t j = 0; j < c->k; j++) {
        const size_t at = j * c->stride + lane;
        if (least && j > 0)
            least[point * (c->k - 1) + j - 1] = has ? c->least[at] : CHAOSI_NAN;
        if (mean && j > 0)
            mean[point * (c->k - 1) + j - 1] = has ? c->sums[at] / (double)c->steps : CHAOSI_NAN;
        if (exponents)
            exponents[point * c->k + j] = has ? c->sum[at] / (double)c->steps : CHAOSI_NAN;
        if (vectors)
            put_vector(c, 0, lane, j, has, vectors + (point * c->k + j) * c->dim);
    }
}

static int clv_pass(chaosi_measurement *run)
{
    clv c;
    place(&c, run);
    int code = go_forwards(&c);
    if (code == CHAOS_OK)
        code = go_backwards(&c);
    for (size_t lane = 0; lane < run->tile->npoints && code == CHAOS_OK; lane++)
        put(&c, lane);
    return code;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(clv_options, "1000"),
    CHAOSI_STEPS(clv_options, "iterations measured"),
    { { "count", CHAOS_OPTION_COUNT, 1, 1, "all", "2",
        "number of vectors, from the fastest; all: as many as states", NULL },
      offsetof(clv_options, count),
      2,
      NULL },
    { { "settle", CHAOS_OPTION_COUNT, 1, 1, NULL, "1000",
        "iterations after the window from which vectors come back", NULL },
      offsetof(clv_options, settle),
      1,
      NULL },
    { { "series", CHAOS_OPTION_COUNT, 1, 1, NULL, "none",
        "so many iterates of the window whose vectors and angles are returned", NULL },
      offsetof(clv_options, series),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "clv_angle_min", CHAOS_F64, CHAOS_LINEAR, "least angle", "rad", CHAOSI_NAN, NULL, false, false,
        "the least angle of each vector, from the second on, with the plane of those before it" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "clv_angle_mean", CHAOS_F64, CHAOS_LINEAR, "mean angle", "rad", CHAOSI_NAN, NULL, false, false,
        "the mean of these angles over the window, each from 0 to pi/2" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "clv_exponents", CHAOS_F64, CHAOS_DIVERGING, "growth", "nats per iterate", CHAOSI_NAN, NULL, false,
        false, "the mean growth of each vector over the window: the Lyapunov exponents" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "clv_vectors", CHAOS_F64, CHAOS_LINEAR, "covariant Lyapunov vector", "", CHAOSI_NAN, NULL, false,
        false, "the vectors where the window begins, of length 1, their largest component positive" },
      2,
      { CHAOS_DIM_NUMBER, CHAOS_DIM_COLUMN } },
    { { "clv_series", CHAOS_F64, CHAOS_LINEAR, "covariant Lyapunov vectors", "", CHAOSI_NAN, NULL, false,
        false,
        "with series: the vectors at each iterate, one after the other, each of as many numbers as states" },
      2,
      { CHAOS_DIM_RECORD, CHAOS_DIM_NUMBER } },
    { { "clv_angles", CHAOS_F64, CHAOS_LINEAR, "angle", "rad", CHAOSI_NAN, NULL, false, false,
        "with series: the angle of each vector, from the second on, with the plane of those before it" },
      2,
      { CHAOS_DIM_RECORD, CHAOS_DIM_NUMBER } },
    CHAOSI_STATUS("clv"),
};

const chaosi_measure_kind chaosi_measure_clv = {
    .info = { "clv",
              "covariant Lyapunov vectors, and the angles between them",
              "Vectors that a step of the derivative maps to each other, one for each exponent, by Ginelli's algorithm:\n"
              "Gram-Schmidt forwards through window and settling, then back by the triangular matrices it has left.\n"
              "Of each vector, from the second on, the least and the mean angle with all before it: of two, the angle\n"
              "between them. Near 0 stable and unstable directions touch, the map is not hyperbolic there. What is\n"
              "wrong at the ends has decayed by exp(-(l_1 - l_2) settle), and as fast over up to 256 iterations at the\n"
              "end of the transient: of weak chaos give more, of regular orbits vectors mean little. Unresolved where\n"
              "growth may be that of rounding alone. k tangent vectors a step and k logarithms; kept are k (k + 3) / 2\n"
              "doubles a step of 64 points at a time: of two vectors 5 MB a thread for 2000 steps, and those of a series.\n"
              "F. Ginelli et al., Phys. Rev. Lett. 99 (2007) 130601.\n",
              { NULL, "steps=1000", "steps=1000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .aligns = true,
    .complete = clv_complete,
    .extent = clv_extent,
    .tangents = clv_tangents,
    .scratch = clv_scratch,
    .pass = clv_pass,
};

/* The expansion entropy: how fast the volume grows that a region's orbits, as long as they stay in it, are stretched to.
 *
 * Sums are kept as s 2^K, so that they neither overflow nor depend on anything but the order of starts.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/memory.h"
#include "core/radius.h"
#include "core/tangents.h"

#include <math.h>
#include <string.h>

enum { ENTROPY, ERRORS, STAYED }; /* its outputs; pictures show the first */
enum { HALF, END, TIMES };
enum { GROUPS = 16 };  /* of starts: how they scatter is the error */
enum { ENOUGH = 100 }; /* orbits that are left at the end */
enum { USUAL_STEPS = 20 };
static const double known_to = 0.25; /* relative error of the sum at the end */
static const double ln2 = 0x1.62e42fefa39efp-1;

typedef struct expansion_options {
    chaosi_common common;
} expansion_options;

/* s 2^K; 0 0 of nothing. */
typedef struct scaled {
    double s, k;
} scaled;

/* What a point knows of its starts so far. */
typedef struct known {
    scaled sum[GROUPS][TIMES];
    double starts, stayed;
} known;

/* Few are enough, and many want more starts than there are. */
static int expansion_complete(chaosi_request *r, chaos_error *error)
{
    const chaosi_option *steps = chaosi_option_find(r->kind, "steps");
    (void)error;
    if (!(r->given & 1u << (steps - r->kind->options)))
        r->options.common.steps = USUAL_STEPS;
    return CHAOS_OK;
}

static uint64_t expansion_tangents(const chaosi_request *r) { return r->map->dim; }

static uint64_t expansion_counts(const chaosi_request *r)
{
    (void)r;
    return (sizeof(known) + sizeof(uint64_t) - 1) / sizeof(uint64_t);
}

typedef struct places {
    double *inside, *sum;                   /* [lanes] the region's value; [dim][lanes] ln growth so far */
    double *mantissa[TIMES], *power[TIMES]; /* [lanes] of each orbit's stretching: 0 once it has left */
    uint8_t *left;                          /* [lanes] */
} places;

static size_t expansion_scratch(const chaosi_request *r, size_t lanes)
{
    return chaosi_whole_lines(chaosi_tangents_bytes(r->map->dim, r->map->dim, lanes, false)) +
           (1 + r->map->dim + 2 * TIMES) * lanes * sizeof(double) + lanes;
}

static places place(const chaosi_measurement *run)
{
    const size_t dim = run->request->map->dim, lanes = run->tile->k.stride,
                 bytes = chaosi_tangents_bytes(dim, dim, lanes, false);
    double *at = chaosi_behind(run->scratch, bytes);
    places p = { .inside = at };
    p.sum = at += lanes;
    at += dim * lanes;
    for (int i = 0; i < TIMES; i++) {
        p.mantissa[i] = at, at += lanes;
        p.power[i] = at, at += lanes;
    }
    p.left = (uint8_t *)at;
    return p;
}

/* -------------------------------------------------------------------------- orbits */

static void find_left(const chaosi_measurement *run, const places *p)
{
    const chaosi_tile *tile = run->tile;
    chaosi_measurement region = *run;
    region.computed = p->inside;
    if (run->request->columns)
        chaosi_compute(&region, tile->k.x, run->request->map->dim * tile->k.stride, 1, tile->k.p);
    for (size_t lane = 0; lane < tile->npoints; lane++)
        p->left[lane] |=
            tile->escaped[lane] != CHAOSI_INSIDE ||
            (run->request->columns && (p->inside[lane] == 0.0 || p->inside[lane] != p->inside[lane]));
}

/* What orbits that have stayed are stretched by: the product of what has grown. */
static void take(const chaosi_measurement *run, const places *p, chaosi_tangents *t, int time)
{
    const size_t lanes = run->tile->k.stride, dim = run->request->map->dim;
    double *const mantissa = p->mantissa[time], *const power = p->power[time];
    chaosi_tangents_take(t, t->growth);
    memset(mantissa, 0, lanes * sizeof *mantissa);
    for (size_t j = 0; j < dim; j++)
        for (size_t lane = 0; lane < lanes; lane++) {
            double *const sum = &p->sum[j * lanes + lane];
            *sum += t->growth[j * lanes + lane];
            mantissa[lane] += *sum < 0.0 ? 0.0 : *sum;
        }
    for (size_t lane = 0; lane < lanes; lane++) {
        const bool number = mantissa[lane] < 0x1p60; /* else it stays what it is: no number */
        power[lane] = number ? (double)(int64_t)(mantissa[lane] / ln2) : 0.0;
        mantissa[lane] -= power[lane] * ln2;
    }
    run->tile->run->lanes->exp(mantissa, lanes);
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        if (p->left[lane])
            mantissa[lane] = power[lane] = 0.0;
}

static int stretch(chaosi_measurement *run, const places *p)
{
    const uint64_t steps = run->request->options.common.steps;
    const size_t lanes = run->tile->k.stride;
    chaosi_tangents t;
    memset(p->sum, 0, run->request->map->dim * lanes * sizeof *p->sum);
    memset(p->left, 0, lanes);
    chaosi_tangents_place(&t, run->tile, run->request->map->dim, false, run->scratch);
    int code = chaosi_tangents_start(&t);
    find_left(run, p);
    for (uint64_t n = 1; n <= steps && code == CHAOS_OK; n++) {
        code = chaosi_tangents_advance(&t, 1);
        find_left(run, p);
        if (n == steps / 2)
            take(run, p, &t, HALF);
        if (n == steps)
            take(run, p, &t, END);
    }
    return code == CHAOS_OK ? chaosi_tangents_finish(&t) : code;
}

/* ---------------------------------------------------------------------------- sums */

/* x in units of 2^k, of which it has no more. */
static double in_units(scaled x, double k)
{
    enum { FAR = -2000 };
    const double by = x.k - k;
    return chaosi_scale(x.s, by < FAR ? FAR : (int)by);
}

static void add(scaled *to, double s, double k)
{
    const scaled x = { s, k };
    if (s == 0.0)
        return;
    if (to->s == 0.0) {
        *to = x;
    } else if (k > to->k) {
        to->s = in_units(*to, k) + s;
        to->k = k;
    } else {
        to->s += in_units(x, to->k);
    }
}

static double logarithm(const chaosk_lanes *kernels, scaled x)
{
    double s[CHAOSK_LANES] __attribute__((aligned(64))) = { x.s };
    kernels->log(s, 1);
    return s[0] + x.k * ln2;
}

static void know(known *k, uint64_t start, const places *p, size_t lane)
{
    k->starts += 1.0;
    k->stayed += p->mantissa[END][lane] != 0.0;
    for (int i = 0; i < TIMES; i++)
        add(&k->sum[start % GROUPS][i], p->mantissa[i][lane], p->power[i][lane]);
}

typedef struct estimate {
    double entropy, error, stayed; /* NaN: there is none */
    bool known;
} estimate;

/* The error is that of a ratio: of sums at both times, of which groups have shares that go together. */
static void find_errors(const known *k, const scaled *all, uint64_t steps, estimate *e)
{
    double end = 0.0, ratio = 0.0;
    for (int g = 0; g < GROUPS; g++) {
        const double share[] = { in_units(k->sum[g][HALF], all[HALF].k) / all[HALF].s,
                                 in_units(k->sum[g][END], all[END].k) / all[END].s },
                     by = share[END] - share[HALF], off = share[END] - 1.0 / GROUPS;
        ratio += by * by;
        end += off * off;
    }
    const double of_sum = (double)GROUPS / (GROUPS - 1);
    e->error = __builtin_sqrt(of_sum * ratio) / (double)(steps - steps / 2);
    e->known = of_sum * end <= known_to * known_to;
}

static estimate estimate_of(const chaosk_lanes *kernels, const known *k, uint64_t steps)
{
    estimate e = { CHAOSI_NAN, CHAOSI_NAN, CHAOSI_NAN, false };
    scaled all[TIMES] = { { 0.0, 0.0 } };
    for (int g = 0; g < GROUPS; g++)
        for (int i = 0; i < TIMES; i++)
            add(&all[i], k->sum[g][i].s, k->sum[g][i].k);
    if (k->stayed == 0.0)
        return e;
    e.stayed = k->stayed / k->starts;
    e.entropy = (logarithm(kernels, all[END]) - logarithm(kernels, all[HALF])) / (double)(steps - steps / 2);
    if (k->stayed >= ENOUGH)
        find_errors(k, all, steps, &e);
    return e;
}

/* Returns what the status has of it. */
static uint32_t put(const chaosi_measurement *run, const known *k, uint64_t point)
{
    const chaosi_request *r = run->request;
    const estimate e = estimate_of(run->tile->run->lanes, k, r->options.common.steps);
    const double values[] = { e.entropy, e.error, e.stayed };
    for (int i = 0; i <= STAYED; i++)
        if (r->out[i])
            ((double *)r->out[i])[point] = values[i] == values[i] ? values[i] : CHAOSI_NAN;
    return (k->stayed == 0.0         ? CHAOS_ESCAPED
            : e.entropy != e.entropy ? CHAOS_NONFINITE
            : e.known                ? 0
                                     : CHAOS_UNRESOLVED) |
           (r->map->flags & CHAOSI_NUMERIC ? CHAOS_NUMERIC_DERIVATIVE : 0);
}

static int expansion_pass(chaosi_measurement *run)
{
    const places p = place(run);
    chaosi_tile *tile = run->tile;
    const int code = stretch(run, &p);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        known alone = { .starts = 0.0 };
        /* Leaving is what some orbits do. */
        tile->escaped[lane] = CHAOSI_INSIDE;
        tile->status[lane] = 0;
        know(&alone, 0, &p, lane);
        if (run->request->pooled == 1)
            tile->status[lane] = put(run, &alone, tile->point[lane]);
    }
    return code;
}

static void expansion_pool(chaosi_measurement *run, const chaosi_share *share)
{
    const places p = place(run);
    const chaosi_request *r = run->request;
    known *const k = (void *)r->counted;
    if (share->first)
        memset(k, 0, sizeof *k);
    for (size_t lane = share->lane; lane < share->lane + share->count; lane++)
        know(k, (run->tile->first + lane) % r->pooled, &p, lane);
    if (share->last)
        run->flags[share->lane] |= put(run, k, share->point);
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(expansion_options, "0"),
    { { "steps", CHAOS_OPTION_COUNT, 1, 1, NULL, "20",
        "iterations; the entropy is the slope over their second half", NULL },
      offsetof(expansion_options, common.steps),
      2,
      NULL },
    { { "region", CHAOS_OPTION_CONDITION, 1, 1, NULL, "within the bound",
        "orbits count as long as this expression is neither 0 nor NaN", NULL },
      0,
      0,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "expansion_entropy", CHAOS_F64, CHAOS_LINEAR, "expansion entropy", "nats per iterate", CHAOSI_NAN,
        NULL, false, false, "slope of ln of the mean stretching; NaN if no orbit has stayed" },
      0,
      { 0, 0 } },
    { { "expansion_entropy_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the entropy",
        "nats per iterate", CHAOSI_NAN, NULL, false, false,
        "its standard error from 16 groups of starts; NaN if fewer than 100 orbits are left" },
      0,
      { 0, 0 } },
    { { "expansion_entropy_stayed", CHAOS_F64, CHAOS_LINEAR, "share that has stayed", "", CHAOSI_NAN, NULL,
        false, false, "the share of starts whose orbits have stayed up to the end; NaN if none has" },
      0,
      { 0, 0 } },
    CHAOSI_STATUS("expansion_entropy"),
};

const chaosi_measure_kind chaosi_measure_expansion_entropy = {
    .info = { "expansion_entropy",
              "expansion entropy, of all random starts of a point together",
              "E(n) is the sum, over the starts whose orbits are still in the region after n iterations, of what the\n"
              "derivative of all n stretches, the product of max(1, growth), divided by the number of all starts; the\n"
              "entropy is the slope of ln E. It is the topological one where that is known, also of sets that\n"
              "repel: give starts that fill the region, and a region no larger than it need be: orbits on their way out\n"
              "are stretched, too. So many starts are needed that 100 orbits are left after steps iterations: where orbits\n"
              "escape at a rate, 100 exp(rate steps) and more. With fewer left, as of a single start, the point is\n"
              "unresolved and has no error; it is unresolved, too, where 16 groups of starts do not tell E to a quarter. Where\n"
              "growth differs much between orbits the few that are stretched most decide, so that many steps want very\n"
              "many starts: the error says it only as long as such are among them. Growth is that of Gram-Schmidt vectors,\n"
              "which the singular values differ from by factors that do not grow. As many tangent vectors as states a\n"
              "step, in lanes. B. R. Hunt, E. Ott, Chaos 25 (2015) 097618.\n",
              { NULL, "steps=20", "steps=20" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .complete = expansion_complete,
    .tangents = expansion_tangents,
    .scratch = expansion_scratch,
    .pass = expansion_pass,
    .pool = expansion_pool,
    .counts = expansion_counts,
};

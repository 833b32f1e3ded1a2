/* What attractors are like: measures from their points on.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/error.h"
#include "core/few.h"
#include "core/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEPS = 20000, MOST_PERIOD = 1024, MEASURES = 3, OUTPUTS = 4, MOMENTS = 4 };

/* Over STEPS an exponent of a torus is some ln STEPS / STEPS. */
static const double zero = 2e-3, errors = 5.0;

bool chaosi_basins_creeps_away(const chaosi_basins *b, const double *point, int *code)
{
    double exponent, stderror;
    chaos_measure *measure = NULL;
    chaos_view *views = chaosi_alloc(b->map->nparams + b->dim, sizeof *views);
    *code =
        views ? chaos_measure_new(b->map, "lyapunov:steps=4096:transient=0", &measure, NULL) : CHAOS_ENOMEM;
    if (*code == CHAOS_OK) {
        const chaos_output outputs[] = {
            { .size = sizeof outputs[0], .measure = measure, .name = "lyapunov", .data = &exponent },
            { .size = sizeof outputs[0], .measure = measure, .name = "lyapunov_stderr", .data = &stderror },
        };
        const chaos_batch batch = { .size = sizeof batch,
                                    .params = views,
                                    .states = views + b->map->nparams };
        chaos_options options = b->options;
        options.size = sizeof options;
        options.progress = NULL;
        options.threads = 1;
        for (size_t i = 0; i < b->map->nparams; i++)
            views[i].data = &b->params[i];
        for (size_t i = 0; i < b->dim; i++)
            views[b->map->nparams + i].data = &point[i];
        *code = chaos_batch_measure(b->map, &batch, outputs, 2, NULL, &options, NULL);
    }
    chaos_measure_free(measure);
    free(views);
    return *code == CHAOS_OK && exponent > errors * stderror && exponent < zero;
}

typedef struct description {
    double *points;                /* [nattractors][dim] */
    double *exponents, *stderrors; /* [nattractors][nexponents] */
    uint64_t *periods;
    double *moments; /* [nattractors][dim][mean, variance, least, largest] */
    chaos_measure *measures[MEASURES];
} description;

static int make_measures(description *d, const chaosi_basins *b, chaos_error *error)
{
    char text[MEASURES][96];
    int code = CHAOS_OK;
    snprintf(text[0], sizeof text[0], "lyapunov:count=%zu:steps=%d:transient=1000", b->nexponents, STEPS);
    snprintf(text[1], sizeof text[1], "period:max=%d:transient=1000", MOST_PERIOD);
    snprintf(text[2], sizeof text[2], "moments:steps=%d:transient=0", STEPS);
    for (int i = 0; i < MEASURES && code == CHAOS_OK; i++)
        code = chaos_measure_new(b->map, text[i], &d->measures[i], error);
    return code;
}

static int measure(const description *d, chaosi_basins *b, chaos_error *error)
{
    const chaos_output outputs[OUTPUTS] = {
        { .size = sizeof outputs[0], .measure = d->measures[0], .name = "lyapunov", .data = d->exponents },
        { .size = sizeof outputs[0],
          .measure = d->measures[0],
          .name = "lyapunov_stderr",
          .data = d->stderrors },
        { .size = sizeof outputs[0], .measure = d->measures[1], .name = "period", .data = d->periods },
        { .size = sizeof outputs[0], .measure = d->measures[2], .name = "moments", .data = d->moments },
    };
    const ptrdiff_t apart = (ptrdiff_t)(b->dim * sizeof(double));
    const uint64_t shape = b->nattractors;
    chaos_view *views = chaosi_alloc(b->map->nparams + b->dim, sizeof *views);
    if (!views)
        return chaosi_nomem(error);
    for (size_t i = 0; i < b->map->nparams; i++)
        views[i] = (chaos_view){ &b->params[i], NULL };
    for (size_t i = 0; i < b->dim; i++)
        views[b->map->nparams + i] = (chaos_view){ &d->points[i], &apart };
    const chaos_batch batch = {
        .size = sizeof batch, .ndim = 1, .shape = &shape, .params = views, .states = views + b->map->nparams
    };
    chaos_options options = b->options;
    options.size = sizeof options;
    options.progress = b->options.progress ? chaosi_basins_report : NULL;
    options.user = b;
    const int code = chaos_batch_measure(b->map, &batch, outputs, OUTPUTS, NULL, &options, error);
    free(views);
    return code;
}

/* Of neutral sets a torus is in many cells, and a cycle, to which orbits creep, in few. On a line there is no
 * torus: an exponent with a large error is that of intermittent chaos. */
static uint32_t kind_of(const chaosi_basins *b, double exponent, double stderror, uint64_t period,
                        uint64_t cells)
{
    const bool line = b->dim == 1 && !(chaosi_map_wrap(b->map, 0) > 0.0);
    if (exponent > zero && (line || !(exponent < errors * stderror)))
        return CHAOS_ATTRACTOR_CHAOTIC;
    if (line)
        return CHAOS_ATTRACTOR_CYCLE;
    return period > 0 || exponent < -zero || cells <= CHAOSI_FEW_CELLS ? CHAOS_ATTRACTOR_CYCLE
                                                                       : CHAOS_ATTRACTOR_QUASIPERIODIC;
}

/* Whether rows of an orbit return after p of them, to a thousandth of a thousandth of a cell. */
static bool comes_back(const chaosi_basins *b, const double *rows, uint64_t p, uint64_t n)
{
    for (uint64_t row = 0; row + p < n; row++)
        for (size_t i = 0; i < b->dim; i++) {
            const double period = b->options.lift ? 0.0 : chaosi_map_wrap(b->map, i),
                         apart = chaosi_apart(rows[(row + p) * b->dim + i], rows[row * b->dim + i], period);
            if (!(fabs(apart) * b->cutting.per[i] <= 1e-6))
                return false;
        }
    return true;
}

/* A state that is 0 but for rounding has a period of its own: the least divisor that is one by the measure of cells. */
static int reduce_period(const chaosi_basins *b, const double *point, uint64_t *period, chaos_error *error)
{
    const uint64_t n = 2 * *period;
    chaos_view *views = chaosi_alloc(b->map->nparams + b->dim, sizeof *views);
    double *rows = chaosi_alloc(n * b->dim, sizeof *rows);
    int code = views && rows ? CHAOS_OK : chaosi_nomem(error);
    if (code == CHAOS_OK) {
        for (size_t i = 0; i < b->map->nparams; i++)
            views[i].data = &b->params[i];
        for (size_t i = 0; i < b->dim; i++)
            views[b->map->nparams + i].data = &point[i];
        const chaos_batch batch = { .size = sizeof batch,
                                    .params = views,
                                    .states = views + b->map->nparams };
        chaos_options options = b->options;
        options.size = sizeof options;
        options.progress = NULL;
        code = chaos_orbit(b->map, 0, n, 1, &batch, rows, &options, error);
    }
    for (uint64_t p = 1; p < *period && code == CHAOS_OK; p++)
        if (*period % p == 0 && comes_back(b, rows, p, n))
            *period = p;
    free(views);
    free(rows);
    return code;
}

static bool take(const description *d, const chaosi_basins *b, size_t i)
{
    chaosi_attractor *a = &b->attractors[i];
    const size_t n = b->nexponents, dim = b->dim;
    a->exponents = chaosi_alloc(2 * n + 3 * dim, sizeof(double));
    if (!a->exponents)
        return false;
    a->errors = a->exponents + n;
    a->centre = a->errors + n;
    a->extent = a->centre + dim;
    memcpy(a->exponents, d->exponents + i * n, n * sizeof(double));
    memcpy(a->errors, d->stderrors + i * n, n * sizeof(double));
    for (size_t k = 0; k < dim; k++) {
        const double *moments = d->moments + (i * dim + k) * MOMENTS;
        a->centre[k] = moments[0];
        a->extent[2 * k] = moments[2];
        a->extent[2 * k + 1] = moments[3];
    }
    a->kind = kind_of(b, a->exponents[0], a->errors[0], d->periods[i], a->cells);
    a->period = a->kind == CHAOS_ATTRACTOR_CYCLE ? d->periods[i] : 0;
    return true;
}

int chaosi_basins_describe(chaosi_basins *b, chaos_error *error)
{
    const size_t n = b->nattractors;
    description d = {
        .points = chaosi_alloc(n * b->dim, sizeof(double)),
        .exponents = chaosi_alloc(n * b->nexponents, sizeof(double)),
        .stderrors = chaosi_alloc(n * b->nexponents, sizeof(double)),
        .periods = chaosi_alloc(n, sizeof(uint64_t)),
        .moments = chaosi_alloc(n * b->dim * MOMENTS, sizeof(double)),
    };
    int code =
        d.points && d.exponents && d.stderrors && d.periods && d.moments ? CHAOS_OK : chaosi_nomem(error);
    for (size_t i = 0; i < n && code == CHAOS_OK; i++)
        memcpy(d.points + i * b->dim, b->attractors[i].point, b->dim * sizeof(double));
    if (code == CHAOS_OK && n > 0)
        code = make_measures(&d, b, error);
    if (code == CHAOS_OK && n > 0)
        code = measure(&d, b, error);
    for (size_t i = 0; i < n && code == CHAOS_OK; i++)
        if (d.periods[i] > 1)
            code = reduce_period(b, b->attractors[i].point, &d.periods[i], error);
    for (size_t i = 0; i < n && code == CHAOS_OK; i++)
        code = take(&d, b, i) ? CHAOS_OK : chaosi_nomem(error);
    for (int i = 0; i < MEASURES; i++)
        chaos_measure_free(d.measures[i]);
    free(d.points);
    free(d.exponents);
    free(d.stderrors);
    free(d.periods);
    free(d.moments);
    return code;
}

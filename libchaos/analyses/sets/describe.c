/* What attractors are like: measures from their points on.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEPS = 20000, MOST_PERIOD = 1024, MEASURES = 3, OUTPUTS = 4, MOMENTS = 4 };

/* Over STEPS an exponent of a torus is some ln STEPS / STEPS. */
static const double zero = 2e-3, errors = 5.0;

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

static int report(void *user, double done, double total)
{
    const chaosi_basins *b = user;
    return b->options.progress(b->options.user, b->spent + done, (b->spent + total) / 0.99);
}

static int measure(const description *d, chaosi_basins *b, chaos_error *error)
{
    const chaos_output outputs[OUTPUTS] = {
        { sizeof outputs[0], 0, d->measures[0], "lyapunov", d->exponents },
        { sizeof outputs[0], 0, d->measures[0], "lyapunov_stderr", d->stderrors },
        { sizeof outputs[0], 0, d->measures[1], "period", d->periods },
        { sizeof outputs[0], 0, d->measures[2], "moments", d->moments },
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
    const chaos_batch batch = { sizeof batch, 1, &shape, views, views + b->map->nparams };
    chaos_options options = b->options;
    options.size = sizeof options;
    options.progress = b->options.progress ? report : NULL;
    options.user = b;
    const int code = chaos_batch_measure(b->map, &batch, outputs, OUTPUTS, NULL, &options, error);
    free(views);
    return code;
}

static uint32_t kind_of(double exponent, double stderror, uint64_t period)
{
    if (exponent > zero && !(exponent < errors * stderror))
        return CHAOS_ATTRACTOR_CHAOTIC;
    return period > 0 || exponent < -zero ? CHAOS_ATTRACTOR_CYCLE : CHAOS_ATTRACTOR_QUASIPERIODIC;
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
    a->kind = kind_of(a->exponents[0], a->errors[0], d->periods[i]);
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

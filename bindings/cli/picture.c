/* picture.c - axes, measures and sizes that a picture needs and nobody gave.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

#include <string.h>

/* Enough that a picture is smooth, little enough that it is there at once. */
enum { DENSITY_STEPS = 100000, PORTRAIT_STEPS = 20000000, LINE_STEPS = 20000, FIELD_STEPS = 2000 };

static bool drawn_at_one_point(const chaos_measure *measure)
{
    return measure->kind == CHAOS_DENSITY || measure->kind == CHAOS_ORBIT;
}

static bool name_given(const struct job *job, const char *name)
{
    int64_t param = chaos_map_param_index(job->map, name);
    return param >= 0 ? job->param_given[param] : job->state_given[chaos_map_state_index(job->map, name)];
}

/* The axes of the map's own picture, unless their value is given, and its
 * measures, unless others are. */
static void take_own_picture(struct job *job)
{
    chaos_axis axes[2];
    chaos_measure measures[2];
    uint32_t naxes, nmeasures;
    uint64_t transient;
    chaos_map_picture(job->map, axes, &naxes, measures, &nmeasures, &transient);
    for (uint32_t i = 0; i < naxes; i++)
        if (!name_given(job, axes[i].name))
            job->axes[job->naxes++] = axes[i];
    if (job->transient == CHAOS_AUTO)
        job->transient = transient;
    if (job->nmeasures)
        return;
    for (uint32_t i = 0; i < nmeasures; i++)
        if (job->naxes || drawn_at_one_point(&measures[i]))
            job->measures[job->nmeasures++] = measures[i];
    if (job->steps != CHAOS_AUTO)
        for (size_t i = 0; i < job->nmeasures; i++)
            job->measures[i].steps = 0; /* the user's --steps it is */
}

static void add_measure(struct job *job, const char *name)
{
    chaos_measure_init(&job->measures[job->nmeasures++], name, NULL);
}

static bool all_drawn_at_one_point(const struct job *job)
{
    for (size_t i = 0; i < job->nmeasures; i++)
        if (!drawn_at_one_point(&job->measures[i]))
            return false;
    return job->nmeasures > 0;
}

static uint64_t smooth_steps(const struct job *job, const chaos_measure *measure)
{
    if (measure->kind == CHAOS_DENSITY)
        return measure->nof == 2 || job->naxes == 0 ? PORTRAIT_STEPS : DENSITY_STEPS;
    if (measure->kind == CHAOS_LYAPUNOV || measure->kind == CHAOS_MOMENTS || measure->kind == CHAOS_ROTATION)
        return job->naxes < 2 ? LINE_STEPS : FIELD_STEPS;
    return 0;
}

void complete_picture(struct job *job)
{
    if (job->naxes == 0 && !all_drawn_at_one_point(job))
        take_own_picture(job);
    if (job->nmeasures == 0) {
        if (job->naxes < 2)
            add_measure(job, "density");
        if (job->naxes > 0)
            add_measure(job, "lyapunov");
    }
    for (size_t i = 0; i < job->nmeasures; i++) {
        chaos_measure *measure = &job->measures[i];
        if (measure->steps == 0 && job->steps == CHAOS_AUTO)
            measure->steps = smooth_steps(job, measure);
        if (measure->kind == CHAOS_DENSITY && measure->bins[0] == 0)
            for (uint32_t k = 0; k < (measure->nof == 2 ? 2 : 1); k++)
                measure->bins[k] = measure->nof == 2 ? FIELD_SIZE : DENSITY_HEIGHT;
    }
}

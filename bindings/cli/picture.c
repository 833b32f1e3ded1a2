/* picture.c - axes, measures and sizes that a picture needs and nobody gave, and what none can be made of.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <stdlib.h>
#include <string.h>

/* Whether a measure looks at chosen times: recurrence has an option of that name, too. */
static bool has_times(const chaos_measure *measure)
{
    chaos_array array = { .size = sizeof array };
    must(chaos_measure_array(measure, 0, &array, &why));
    return chaos_measure_is_set(measure, "times") && has_dim(&array, CHAOS_DIM_RECORD);
}

/* Whether there is a picture of it over so many axes; what is taken at chosen times is an ensemble of starts. */
static bool is_drawn(const chaos_measure *measure, uint32_t naxes)
{
    return naxes <= 2 &&
           (chaos_measure_kind_of(measure)->picture[naxes] || (naxes == 0 && has_times(measure)));
}

static bool all_drawn_at_one_point(const struct question *question)
{
    for (size_t i = 0; i < question->nmeasures; i++)
        if (!is_drawn(question->measures[i], 0))
            return false;
    return question->nmeasures > 0;
}

/* The axes of the map's own picture, unless their value is given. */
static void add_axes(struct call *call)
{
    chaos_axis axes[2] = { { .size = sizeof axes[0] }, { .size = sizeof axes[1] } };
    char measures[2][CHAOS_MEASURE_TEXT];
    uint32_t naxes, nmeasures;
    must(chaos_map_picture(call->map, axes, &naxes, measures, &nmeasures, &why));
    for (uint32_t i = 0; i < naxes; i++)
        if (!call->given[value_index(call, axes[i].name)])
            call->axes[call->naxes++] = axes[i];
}

static void add_measures(struct question *question)
{
    char measures[2][CHAOS_MEASURE_TEXT];
    uint32_t nmeasures;
    must(chaos_map_picture_measures(question->call.map, question->call.naxes, measures, &nmeasures, &why));
    for (uint32_t i = 0; i < nmeasures; i++)
        add_measure(question, measures[i], FROM_PICTURE);
}

/* "steps=50000:every=2", where they are not set. */
static void set_defaults(chaos_measure *measure, const char *options)
{
    char *copy = strdup(options), *rest = copy, *option;
    while ((option = strsep(&rest, ":"))) {
        char *value = strchr(option, '=');
        if (value) {
            *value++ = '\0';
            if (strcmp(option, "steps") != 0 || !chaos_measure_is_set(measure, "times"))
                set_unless_given(measure, option, value);
        }
    }
    free(copy);
}

/* A bin for each pixel. */
static void set_bins(chaos_measure *measure)
{
    chaos_array array = { .size = sizeof array };
    char bins[32];
    must(chaos_measure_array(measure, 0, &array, &why));
    uint32_t directions = count_dims(&array, CHAOS_DIM_BIN);
    if (directions == 2)
        snprintf(bins, sizeof bins, "%d,%d", FIELD_SIZE, FIELD_SIZE);
    else
        snprintf(bins, sizeof bins, "%d", DENSITY_HEIGHT);
    if (directions)
        set_unless_given(measure, "bins", bins);
}

void complete_picture(struct question *question)
{
    struct call *call = &question->call;
    if (call->naxes == 0 && !all_drawn_at_one_point(question))
        add_axes(call);
    if (question->nmeasures == 0 && call->naxes <= 2)
        add_measures(question);
    for (size_t i = 0; i < question->nmeasures; i++) {
        const chaos_measure_kind *kind = chaos_measure_kind_of(question->measures[i]);
        if (is_drawn(question->measures[i], call->naxes)) {
            if (kind->picture[call->naxes])
                set_defaults(question->measures[i], kind->picture[call->naxes]);
            set_bins(question->measures[i]);
        }
    }
}

/* -------------------------------------------------------------------- what can't be */

/* Of lists, and of ranges between which there are not so many numbers. */
static void check_order(const struct call *call, const chaos_axis *axis)
{
    const bool rises = axis->count > 1 && chaos_axis_value(axis, 1) > chaos_axis_value(axis, 0);
    for (uint64_t i = 1; i < axis->count; i++) {
        exit_if_interrupted();
        const double before = chaos_axis_value(axis, i - 1), value = chaos_axis_value(axis, i);
        if (!(rises ? value > before : value < before))
            die(EXIT_USAGE, "-o %s: the values of %s must rise or fall from one to the next", call->output,
                axis->name);
    }
}

/* Whether an array is for pictures over so many axes: many values in order at a point, one at each point of two axes. */
static bool is_for(const chaos_array *array, uint32_t naxes)
{
    const bool many = has_dim(array, CHAOS_DIM_BIN) || place_name(array);
    return naxes == 1 || many == (naxes == 0);
}

const struct output *shown_output(const struct call *call, const struct measured *measured)
{
    for (size_t i = 0; i < measured->noutputs; i++)
        if (is_for(&measured->outputs[i].array, drawn_axes(call)))
            return &measured->outputs[i];
    return &measured->outputs[0];
}

static void check_measured(const struct call *call, const struct measured *measured)
{
    static const char *const advice[] = { "at one point; give an axis NAME=START:STOP:COUNT",
                                          "over an axis; write .npz",
                                          "over two axes; give one axis, or write .npz" };
    const chaos_measure_kind *kind = chaos_measure_kind_of(measured->measure);
    char column[64];
    if (!is_drawn(measured->measure, drawn_axes(call)))
        die(EXIT_USAGE, "-o %s: %s can't be drawn %s", call->output, kind->name, advice[drawn_axes(call)]);
    if (drawn_axes(call) == 1 && call->has_direction &&
        !has_dim(&shown_output(call, measured)->array, CHAOS_DIM_RECORD) &&
        place_name(&shown_output(call, measured)->array))
        die(EXIT_USAGE, "-o %s: %s can't be drawn in both directions; write .npz", call->output, kind->name);
    if (drawn_axes(call) > 0 && has_dim(&shown_output(call, measured)->array, CHAOS_DIM_RECORD) &&
        (has_dim(&shown_output(call, measured)->array, CHAOS_DIM_BIN) ||
         has_dim(&shown_output(call, measured)->array, CHAOS_DIM_STATISTIC)))
        die(EXIT_USAGE, "-o %s: %s can't be drawn at chosen times over an axis; write .npz", call->output,
            kind->name);
    if (drawn_axes(call) > 0 && count_dims(&shown_output(call, measured)->array, CHAOS_DIM_BIN) > 1) {
        chaos_measure_element(measured->measure, CHAOS_DIM_COLUMN, 0, column, sizeof column);
        die(EXIT_USAGE, "-o %s: %s of two columns can't be drawn over an axis; give of=%s, or write .npz",
            call->output, kind->name, column);
    }
}

void check_picture(const struct question *question, const struct answer *answer)
{
    const struct call *call = &question->call;
    if (drawn_axes(call) > 2)
        die(EXIT_USAGE, "-o %s: a picture must have at most two axes, got %u; .npz takes more", call->output,
            drawn_axes(call));
    for (uint32_t i = 0; i < drawn_axes(call); i++)
        check_order(call, grid_axis(call, i));
    for (size_t i = 0; i < question->nmeasures; i++) {
        if (answer->measured[i].naxes < call->naxes)
            die(EXIT_USAGE,
                "-o %s: a picture must be of measures that all pool random starts, as %s does, or of none",
                call->output, chaos_measure_kind_of(question->measures[i])->name);
        check_measured(call, &answer->measured[i]);
    }
}

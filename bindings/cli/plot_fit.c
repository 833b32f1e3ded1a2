/* plot_fit.c - the law that a measure has found for its curve, as a dashed line where it holds.
 *
 * SPDX-License-Identifier: MIT
 *
 * What there is to draw is told by the names of the measure's other results: NAME_range says between which places
 * NAME is the slope on logarithmic scales; NAME_rate, from NAME_from on, is that of an exponential; NAME_exponent is
 * that of a power of time, up to a constant. */
#include "plot.h"

#include <math.h>
#include <string.h>

/* Element i of the measure's result NAME + suffix at the only point; NaN if there is none. */
static double result_of(const struct panel *panel, const char *suffix, uint64_t i)
{
    const struct measured *measured = panel->measured;
    char name[64];
    snprintf(name, sizeof name, "%s%s", chaos_measure_kind_of(measured->measure)->name, suffix);
    for (size_t k = 0; k < measured->noutputs; k++)
        if (measured->outputs[k].data && strcmp(measured->outputs[k].array.quantity->name, name) == 0 &&
            i < measured->outputs[k].elements)
            return output_value(&measured->outputs[k], i);
    return NAN;
}

/* The mean of ln y - slope ln x between two places. */
static double mean_above(const struct panel *panel, double slope, double from, double to)
{
    double sum = 0, count = 0;
    for (uint64_t row = 0; row < panel->array->shape[0]; row++) {
        const double x = place_of(panel, row), y = output_value(panel->shown, row);
        if (x < 0.999 * from || x > 1.001 * to || !(y > 0))
            continue;
        sum += log(y) - slope * log(x);
        count++;
    }
    return sum / count;
}

static void find_scaling(struct panel *panel, double slope, double from, double to)
{
    struct fit *fit = &panel->fit;
    const bool falls = output_value(panel->shown, 0) > output_value(panel->shown, panel->array->shape[0] - 1);
    *fit = (struct fit){ .power = true, .slope = falls ? -slope : slope, .from = from, .to = to };
    fit->factor = exp(mean_above(panel, fit->slope, from, to));
    fit->found = fit->factor > 0 && fit->factor < INFINITY;
    snprintf(fit->text, sizeof fit->text, "slope %.4g \302\261 %.2g from %.2g to %.2g", fit->slope,
             result_of(panel, "_stderr", 0), from, to);
}

/* The last row in which there is something. */
static uint64_t last_row(const struct panel *panel)
{
    uint64_t last = panel->array->shape[0] - 1;
    while (last > 0 && !(output_value(panel->shown, last) > 0))
        last--;
    return last;
}

static void find_exponential(struct panel *panel, double rate, uint64_t first)
{
    struct fit *fit = &panel->fit;
    const uint64_t last = last_row(panel);
    if (first >= last)
        return;
    *fit = (struct fit){ .found = true,
                         .slope = -rate,
                         .factor = output_value(panel->shown, first),
                         .from = place_of(panel, first),
                         .to = place_of(panel, last),
                         .origin = place_of(panel, first) };
    snprintf(fit->text, sizeof fit->text, "rate %.5g \302\261 %.2g from %.0f", rate,
             result_of(panel, "_rate_stderr", 0), fit->from);
}

/* The slope is what is known, the constant is taken from the ends of the last decade. */
static void find_power(struct panel *panel, double exponent)
{
    struct fit *fit = &panel->fit;
    const uint64_t last = last_row(panel), first = last / 10 ? last / 10 : 1;
    if (first >= last)
        return;
    const double low = output_value(panel->shown, last), high = output_value(panel->shown, first),
                 least = pow((double)last, -exponent);
    *fit = (struct fit){ .found = true,
                         .power = true,
                         .slope = -exponent,
                         .factor = (high - low) / (pow((double)first, -exponent) - least),
                         .from = place_of(panel, first),
                         .to = place_of(panel, last),
                         .origin = place_of(panel, 0) };
    fit->offset = low - fit->factor * least;
    snprintf(fit->text, sizeof fit->text, "exponent %.3g \302\261 %.2g, up to a constant", exponent,
             result_of(panel, "_exponent_stderr", 0));
}

void find_fit(struct panel *panel)
{
    const double from = result_of(panel, "_range", 0), rate = result_of(panel, "_rate", 0),
                 exponent = result_of(panel, "_exponent", 0);
    if (panel->shown->elements != panel->array->shape[0])
        return;
    if (has_dim(panel->array, CHAOS_DIM_SCALE) && from > 0)
        find_scaling(panel, result_of(panel, "", 0), from, result_of(panel, "_range", 1));
    else if (has_dim(panel->array, CHAOS_DIM_RECORD) && rate == rate)
        find_exponential(panel, rate, (uint64_t)result_of(panel, "_from", 0));
    else if (has_dim(panel->array, CHAOS_DIM_RECORD) && exponent > 0)
        find_power(panel, exponent);
}

static double fitted(const struct fit *fit, double place)
{
    const double x = place - fit->origin;
    return fit->power ? fit->factor * pow(x, fit->slope) + fit->offset : fit->factor * exp(fit->slope * x);
}

void draw_fit(const struct panel *panel, cairo_t *cr)
{
    enum { PIECES = 100 };
    const struct fit *fit = &panel->fit;
    const double dashes[] = { 14, 8 };
    struct label label = { .count = 0 };
    if (!fit->found)
        return;
    set_colour(cr, colour_of(COLOUR_POSITIVE));
    cairo_set_line_width(cr, 3);
    cairo_set_dash(cr, dashes, 2, 0);
    for (int i = 0; i <= PIECES; i++) {
        const double part = (double)i / PIECES, x = panel->x.log ? fit->from * pow(fit->to / fit->from, part)
                                                                 : fit->from + part * (fit->to - fit->from);
        (i ? cairo_line_to : cairo_move_to)(cr, panel_x(panel, x), panel_y(panel, fitted(fit, x)));
    }
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    label_add(&label, UPRIGHT, fit->text);
    label_draw(cr, &label, panel->box.x + panel->box.w - TEXT_SIZE,
               panel->box.y + (fit->slope > 0 ? panel->box.h - 1.5 * TEXT_SIZE : 1.5 * TEXT_SIZE), 1);
}

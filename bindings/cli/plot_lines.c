/* plot_lines.c - values over one axis, and orbits in time.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <stdlib.h>

static double element(const struct panel *panel, uint64_t i)
{
    const void *out = panel->measure->out[0];
    switch (panel->array->type) {
    case CHAOS_U64: return (double)((const uint64_t *)out)[i];
    case CHAOS_I64: return (double)((const int64_t *)out)[i];
    default: return ((const double *)out)[i];
    }
}

/* Periods and escapes that are not: nothing to show. */
static double shown(const struct panel *panel, uint64_t i)
{
    double value = element(panel, i);
    bool none = (panel->measure->kind == CHAOS_PERIOD && value == 0) ||
                (panel->measure->kind == CHAOS_ESCAPE && value < 0);
    return none ? NAN : panel->y.log && value < 1 ? 1 : value;
}

/* ---------------------------------------------------------------------- one line */

/* Far outside the panel is far enough, and -inf is on its way down. */
static double clamped_y(const struct panel *panel, double value)
{
    double far = 2 * panel->box.h, y = panel_y(panel, value);
    return fmin(fmax(y, panel->box.y - far), panel->box.y + panel->box.h + far);
}

/* The path of element k over the axis. Many points to a pixel: only where the
 * line enters and leaves it and how far it goes up and down, which looks the
 * same and keeps an .svg small. */
static void trace(const struct panel *panel, cairo_t *cr, uint64_t k)
{
    const chaos_axis *axis = &panel->job->axes[0];
    uint64_t stride = array_elements(panel->array);
    double column = -1, low = 0, high = 0, last = 0;
    bool down = false;
    for (uint64_t i = 0; i < axis->count; i++) {
        double value = shown(panel, i * stride + k);
        if (isnan(value)) {
            if (down)
                cairo_line_to(cr, column, last);
            down = false;
            continue;
        }
        double x = panel_x(panel, chaos_axis_value(axis, i)), y = clamped_y(panel, value);
        if (down && fabs(x - column) < 0.5) {
            low = fmin(low, y);
            high = fmax(high, y);
            last = y;
            continue;
        }
        if (down && low < high) {
            cairo_line_to(cr, column, low);
            cairo_line_to(cr, column, high);
            cairo_line_to(cr, column, last);
        }
        (down ? cairo_line_to : cairo_move_to)(cr, x, y);
        down = true;
        column = x;
        low = high = last = y;
    }
    if (down && low < high) {
        cairo_line_to(cr, column, low);
        cairo_line_to(cr, column, high);
    }
}

/* A line has no width where it has one point: a dot shows it. */
static void draw_dots(const struct panel *panel, cairo_t *cr, uint64_t k, double radius)
{
    const chaos_axis *axis = &panel->job->axes[0];
    uint64_t stride = array_elements(panel->array);
    for (uint64_t i = 0; i < axis->count; i++) {
        double value = shown(panel, i * stride + k);
        if (isnan(value))
            continue;
        cairo_arc(cr, panel_x(panel, chaos_axis_value(axis, i)), panel_y(panel, value), radius, 0, 2 * M_PI);
        cairo_fill(cr);
    }
}

static void clip_to(const struct panel *panel, cairo_t *cr, double top, double bottom)
{
    cairo_rectangle(cr, panel->box.x, top, panel->box.w, bottom - top);
    cairo_clip(cr);
}

/* ----------------------------------------------------------------- the exponents */

/* Between the line and zero, where the line is above. */
static void tint_chaos(const struct panel *panel, cairo_t *cr, double zero)
{
    const chaos_axis *axis = &panel->job->axes[0];
    uint64_t stride = array_elements(panel->array);
    double low, high;
    cairo_set_source_rgba(cr, COLOUR_CHAOS.r, COLOUR_CHAOS.g, COLOUR_CHAOS.b, 0.22);
    for (uint64_t i = 0; i < axis->count; i++) {
        double value = element(panel, i * stride);
        if (!(value > 0))
            continue;
        double y = clamped_y(panel, value);
        cell_of(axis, i, &low, &high);
        cairo_rectangle(cr, panel_x(panel, low), y, panel_x(panel, high) - panel_x(panel, low), zero - y);
    }
    cairo_fill(cr);
}

/* The same line twice: red above zero, blue below. */
static void draw_exponent(const struct panel *panel, cairo_t *cr, uint64_t k, double zero)
{
    double top = panel->box.y, bottom = panel->box.y + panel->box.h;
    zero = fmin(fmax(zero, top), bottom);
    for (int side = 0; side < 2; side++) {
        cairo_save(cr);
        clip_to(panel, cr, side ? zero : top, side ? bottom : zero);
        trace(panel, cr, k);
        set_colour(cr, side ? COLOUR_REGULAR : COLOUR_CHAOS);
        cairo_stroke(cr);
        cairo_restore(cr);
    }
}

static void draw_exponents(struct panel *panel, cairo_t *cr)
{
    double zero = panel_y(panel, 0);
    draw_bands(panel, cr);
    cairo_save(cr);
    clip_to(panel, cr, panel->box.y, panel->box.y + panel->box.h);
    tint_chaos(panel, cr, zero);
    set_colour(cr, COLOUR_FRAME);
    cairo_set_line_width(cr, 1.5);
    cairo_move_to(cr, panel->box.x, round(zero));
    cairo_line_to(cr, panel->box.x + panel->box.w, round(zero));
    cairo_stroke(cr);
    cairo_set_line_width(cr, 2.5);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_BEVEL);
    for (uint64_t k = 0; k < array_elements(panel->array); k++) {
        draw_exponent(panel, cr, k, zero);
        if (panel->job->axes[0].count < 40) {
            set_colour(cr, COLOUR_FRAME);
            draw_dots(panel, cr, k, 5);
        }
    }
    cairo_restore(cr);
}

/* --------------------------------------------------------------- everything else */

static bool is_joined(const struct panel *panel)
{
    return panel->measure->kind != CHAOS_PERIOD && panel->measure->kind != CHAOS_FINAL;
}

static void draw_values(struct panel *panel, cairo_t *cr)
{
    uint64_t lines = array_elements(panel->array);
    bool moments = panel->measure->kind == CHAOS_MOMENTS;
    draw_bands(panel, cr);
    cairo_save(cr);
    clip_to(panel, cr, panel->box.y - 4, panel->box.y + panel->box.h + 4);
    cairo_set_line_width(cr, 2.5);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_BEVEL);
    for (uint64_t k = 0; k < lines; k++) {
        if (moments && k % 4 == 1) /* a variance is not on the scale of the states */
            continue;
        set_colour(cr, category_colour(moments ? k / 4 : k));
        cairo_set_line_width(cr, moments && k % 4 ? 1.2 : 2.5);
        if (is_joined(panel)) {
            trace(panel, cr, k);
            cairo_stroke(cr);
        }
        if (!is_joined(panel) || panel->job->axes[0].count < 40)
            draw_dots(panel, cr, k, panel->job->axes[0].count < 200 ? 5 : 2.5);
    }
    cairo_restore(cr);
}

/* The range of what is drawn, a little wider. */
static void choose_range(struct panel *panel, double below, double above)
{
    uint64_t elements = array_elements(panel->array), count = panel->job->points * elements;
    double *values = allocate((size_t)count, sizeof *values), low = 0, high = 1;
    bool moments = panel->measure->kind == CHAOS_MOMENTS;
    for (uint64_t i = 0; i < count; i++)
        values[i] = moments && i % 4 == 1 ? NAN : shown(panel, i);
    if (!robust_range(values, count, below, above, &low, &high))
        low = 0, high = 1;
    free(values);
    if (panel->measure->kind == CHAOS_LYAPUNOV) {
        low = fmin(low, 0);
        high = fmax(high, 0);
    }
    if (panel->y.log) {
        panel->y.low = 0.8 * low;
        panel->y.high = 1.25 * high;
        return;
    }
    double margin = high > low ? 0.05 * (high - low) : high != 0 ? 0.1 * fabs(high) : 1;
    panel->y.low = low - margin;
    panel->y.high = high + margin;
}

static void label_values(struct panel *panel)
{
    const struct job *job = panel->job;
    switch (panel->measure->kind) {
    case CHAOS_LYAPUNOV: label_add(&panel->y_label, ITALIC, "λ"); return;
    case CHAOS_PERIOD: label_add(&panel->y_label, UPRIGHT, "period"); return;
    case CHAOS_ESCAPE: label_add(&panel->y_label, UPRIGHT, "escape after"); return;
    case CHAOS_ROTATION: label_add(&panel->y_label, UPRIGHT, "mean turn per iterate"); return;
    }
    uint64_t states = panel->measure->nof ? panel->measure->nof : chaos_map_dim(job->map);
    for (uint64_t i = 0; i < states && i < 4; i++) {
        label_add(&panel->y_label, UPRIGHT, i ? ", " : "");
        label_column(&panel->y_label, job, panel->measure, i);
    }
    if (states > 4)
        label_add(&panel->y_label, UPRIGHT, ", ...");
}

void prepare_lines(struct panel *panel)
{
    uint32_t kind = panel->measure->kind;
    panel->box.h = LINE_HEIGHT;
    panel->x = scale_of_axis(&panel->job->axes[0]);
    label_name(&panel->x_label, panel->job->axes[0].name);
    label_values(panel);
    panel->y.log = kind == CHAOS_PERIOD || kind == CHAOS_ESCAPE;
    panel->shows_status = kind != CHAOS_ESCAPE;
    /* Near a superstable parameter the exponent goes to -inf: cut there. */
    choose_range(panel, kind == CHAOS_LYAPUNOV ? 0.01 : 0, 1);
    panel->draw = kind == CHAOS_LYAPUNOV ? draw_exponents : draw_values;
}

/* ----------------------------------------------------------------- orbits in time */

static void draw_series(struct panel *panel, cairo_t *cr)
{
    const double *states = panel->measure->out[0];
    uint64_t rows = panel->array->shape[0], lines = panel->array->ndim == 2 ? panel->array->shape[1] : 1;
    double radius = rows < 200 ? 4.5 : rows < 2000 ? 3 : 1.5;
    cairo_save(cr);
    clip_to(panel, cr, panel->box.y - 6, panel->box.y + panel->box.h + 6);
    for (uint64_t k = 0; k < lines; k++) {
        struct colour colour = lines > 1 ? category_colour(k) : COLOUR_REGULAR;
        bool down = false;
        cairo_set_line_width(cr, 1.2);
        cairo_set_source_rgba(cr, colour.r, colour.g, colour.b, 0.35);
        for (uint64_t row = 0; rows < 500 && row < rows; row++) {
            double value = states[row * lines + k], time = (double)row * (double)panel->measure->every;
            if (!isnan(value))
                (down ? cairo_line_to : cairo_move_to)(cr, panel_x(panel, panel->x.low + time),
                                                       panel_y(panel, value));
            down = !isnan(value);
        }
        cairo_stroke(cr);
        set_colour(cr, colour);
        for (uint64_t row = 0; row < rows; row++) {
            double value = states[row * lines + k], time = (double)row * (double)panel->measure->every;
            if (isnan(value))
                continue;
            cairo_arc(cr, panel_x(panel, panel->x.low + time), panel_y(panel, value), radius, 0, 2 * M_PI);
            cairo_fill(cr);
        }
    }
    cairo_restore(cr);
}

void prepare_series(struct panel *panel)
{
    double length = (double)(panel->array->shape[0] - 1) * (double)panel->measure->every;
    panel->box.h = 1.5 * LINE_HEIGHT;
    panel->x = (struct scale){ .low = (double)panel->job->transient };
    panel->x.high = panel->x.low + (length > 0 ? length : 1);
    label_add(&panel->x_label, UPRIGHT, "iterate");
    label_values(panel);
    choose_range(panel, 0, 1);
    panel->draw = draw_series;
}

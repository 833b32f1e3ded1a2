/* plot_lines.c - values over one axis, and records in time.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <stdlib.h>

/* A value that means none has nothing to show. */
static double shown(const struct panel *panel, uint64_t point, uint64_t element)
{
    double value = value_of(panel, point, element);
    return value == panel->quantity->none ? NAN : panel->y.log && value < panel->least ? panel->least : value;
}

/* ---------------------------------------------------------------------- one line */

/* Far outside the panel is far enough, and -inf is on its way down. */
static double clamped_y(const struct panel *panel, double value)
{
    double far = 2 * panel->box.h, y = panel_y(panel, value);
    return fmin(fmax(y, panel->box.y - far), panel->box.y + panel->box.h + far);
}

/* The path of element k over the axis, from the point `first` on. Many points to a pixel: only where the
 * line enters and leaves it and how far it goes up and down, which looks the
 * same and keeps an .svg small. */
static void trace(const struct panel *panel, cairo_t *cr, uint64_t first, uint64_t k)
{
    const chaos_axis *axis = panel->axes;
    double column = -1, low = 0, high = 0, last = 0;
    bool down = false;
    for (uint64_t i = 0; i < axis->count; i++) {
        double value = shown(panel, first + i, k);
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

static bool has_statistics(const struct panel *panel) { return has_dim(panel->array, CHAOS_DIM_STATISTIC); }

/* The state after so many steps jumps from point to point, and so do whole numbers. */
static bool is_joined(const struct panel *panel)
{
    return panel->quantity->scale != CHAOS_DISCRETE && (panel->quantity->label || has_statistics(panel));
}

/* Whether element k has a value at point i, and at neither neighbour. */
static bool is_lone(const struct panel *panel, uint64_t first, uint64_t i, uint64_t k)
{
    const bool before = i > 0 && !isnan(shown(panel, first + i - 1, k)),
               after = i + 1 < panel->axes[0].count && !isnan(shown(panel, first + i + 1, k));
    return !before && !after && !isnan(shown(panel, first + i, k));
}

/* Points as dots: all if they are few or no line joins them, else those that no line reaches. */
static void draw_dots(const struct panel *panel, cairo_t *cr, uint64_t first, uint64_t k, double radius)
{
    const chaos_axis *axis = panel->axes;
    const bool all = !is_joined(panel) || axis->count < 40;
    for (uint64_t i = 0; i < axis->count; i++) {
        double value = shown(panel, first + i, k);
        if (isnan(value) || !(all || is_lone(panel, first, i, k)))
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

/* ------------------------------------------------------------------ both directions */

/* What leads upwards is broad, so that it shows beside what leads downwards. */
static void draw_direction(const struct panel *panel, cairo_t *cr, uint32_t direction)
{
    const uint64_t each = has_statistics(panel) ? STATISTICS : 1, first = direction * panel->points;
    const double broad = direction ? 1 : 2.2, many = panel->axes[0].count < 200 ? 4 : 2.2;
    set_colour(cr, direction_colour(direction));
    for (uint64_t k = 0; k < panel->shown->elements; k++) {
        if (is_left_out(panel, k))
            continue;
        cairo_set_line_width(cr, broad * (k % each ? 1.2 : 2.5));
        if (is_joined(panel)) {
            trace(panel, cr, first, k);
            cairo_stroke(cr);
        }
        draw_dots(panel, cr, first, k, broad * many);
    }
}

/* ---------------------------------------------------------------- on both sides of 0 */

/* Between the line and zero, where the line is above. */
static void tint_positive(const struct panel *panel, cairo_t *cr, double zero)
{
    const chaos_axis *axis = panel->axes;
    const struct colour tint = colour_of(COLOUR_POSITIVE);
    double low, high;
    cairo_set_source_rgba(cr, tint.r, tint.g, tint.b, 0.22);
    for (uint64_t i = 0; i < axis->count; i++) {
        double value = value_of(panel, i, 0);
        if (!(value > 0) || panel->x.single)
            continue;
        double y = clamped_y(panel, value);
        cell_of(axis, i, &low, &high);
        cairo_rectangle(cr, panel_x(panel, low), y, panel_x(panel, high) - panel_x(panel, low), zero - y);
    }
    cairo_fill(cr);
}

/* The same line twice: red above zero, blue below. */
static void draw_two_sided(const struct panel *panel, cairo_t *cr, uint64_t k, double zero)
{
    double top = panel->box.y, bottom = panel->box.y + panel->box.h;
    zero = fmin(fmax(zero, top), bottom);
    for (int side = 0; side < 2; side++) {
        cairo_save(cr);
        clip_to(panel, cr, side ? zero : top, side ? bottom : zero);
        trace(panel, cr, 0, k);
        set_colour(cr, colour_of(side ? COLOUR_NEGATIVE : COLOUR_POSITIVE));
        cairo_stroke(cr);
        cairo_restore(cr);
    }
}

static void draw_diverging(struct panel *panel, cairo_t *cr)
{
    double zero = panel_y(panel, 0);
    draw_hysteresis(panel, cr);
    draw_bands(panel, cr);
    cairo_save(cr);
    clip_to(panel, cr, panel->box.y, panel->box.y + panel->box.h);
    if (panel->directions == 1)
        tint_positive(panel, cr, zero);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 1.5);
    cairo_move_to(cr, panel->box.x, round(zero));
    cairo_line_to(cr, panel->box.x + panel->box.w, round(zero));
    cairo_stroke(cr);
    cairo_set_line_width(cr, 2.5);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_BEVEL);
    for (uint32_t d = 0; panel->directions > 1 && d < panel->directions; d++)
        draw_direction(panel, cr, d);
    for (uint64_t k = 0; panel->directions == 1 && k < panel->shown->elements; k++) {
        draw_two_sided(panel, cr, k, zero);
        set_colour(cr, colour_of(COLOUR_FRAME));
        draw_dots(panel, cr, 0, k, panel->axes[0].count < 200 ? 5 : 2.5);
    }
    cairo_restore(cr);
}

/* --------------------------------------------------------------- everything else */

/* An empty panel says why it is. */
static void draw_none(const struct panel *panel, cairo_t *cr)
{
    struct label label = { .count = 0 };
    label_add(&label, UPRIGHT, panel->quantity->none_label);
    set_colour(cr, colour_of(COLOUR_FRAME));
    label_draw(cr, &label, panel->box.x + panel->box.w / 2, panel->box.y + panel->box.h / 2, 0.5);
}

static void draw_values(struct panel *panel, cairo_t *cr)
{
    uint64_t lines = panel->shown->elements, each = has_statistics(panel) ? STATISTICS : 1;
    draw_hysteresis(panel, cr);
    draw_bands(panel, cr);
    cairo_save(cr);
    clip_to(panel, cr, panel->box.y - 4, panel->box.y + panel->box.h + 4);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_BEVEL);
    for (uint32_t d = 0; panel->directions > 1 && d < panel->directions; d++)
        draw_direction(panel, cr, d);
    for (uint64_t k = 0; panel->directions == 1 && k < lines; k++) {
        if (is_left_out(panel, k))
            continue;
        set_colour(cr, category_colour(k / each));
        cairo_set_line_width(cr, k % each ? 1.2 : 2.5);
        if (is_joined(panel)) {
            trace(panel, cr, 0, k);
            cairo_stroke(cr);
        }
        draw_dots(panel, cr, 0, k, panel->axes[0].count < 200 ? 5 : 2.5);
    }
    cairo_restore(cr);
    if (panel->empty && panel_has_none(panel))
        draw_none(panel, cr);
}

/* The range of what is drawn, a little wider. */
static void choose_range(struct panel *panel, double below, double above)
{
    uint64_t each = panel->shown->elements, count = panel->directions * panel->points * each;
    double *values = allocate((size_t)count, sizeof *values), low = panel->least, high = 1 + low;
    for (uint64_t i = 0; i < count; i++)
        values[i] = is_left_out(panel, i) ? NAN : shown(panel, i / each, i % each);
    panel->empty = !robust_range(values, count, below, above, &low, &high);
    free(values);
    if (panel->quantity->scale == CHAOS_DIVERGING) {
        low = fmin(low, 0);
        high = fmax(high, 0);
    }
    if (panel->y.log) {
        panel->y.low = 0.8 * low;
        panel->y.high = 1.25 * high;
        panel->y.doubling = panel->quantity->scale == CHAOS_DISCRETE ? low : 0; /* periods double */
        return;
    }
    double margin = high > low ? 0.05 * (high - low) : high != 0 ? 0.1 * fabs(high) : 1;
    panel->y.low = low - margin;
    panel->y.high = high + margin;
}

void prepare_lines(struct panel *panel)
{
    uint32_t scale = panel->quantity->scale;
    bool diverging = scale == CHAOS_DIVERGING;
    panel->box.h = LINE_HEIGHT;
    panel->x = scale_of_axis(panel->axes);
    label_name(&panel->x_label, panel->axes[0].name);
    label_values(&panel->y_label, panel, true);
    panel->least = scale == CHAOS_DISCRETE || scale == CHAOS_LOG ? find_least(panel) : 0;
    panel->y.log = panel->least > 0;
    panel->marked = panel->quantity->outlives ? UNSOUND : GONE | UNSOUND;
    /* Near a superstable parameter the exponent goes to -inf: cut there. */
    choose_range(panel, diverging ? 0.01 : 0, 1);
    panel->draw = diverging ? draw_diverging : draw_values;
}

/* ------------------------------------------- records in time, correlations over lags */

double place_of(const struct panel *panel, uint64_t i)
{
    return chaos_measure_place(panel->measured->measure, panel->array->dims[0], i);
}

/* NaN where a logarithmic scale has none. */
static double value_in_row(const struct panel *panel, uint64_t row, uint64_t lines, uint64_t k)
{
    const double value = output_value(panel->shown, row * lines + k);
    const bool lies = (!panel->y.log || value > 0) && (!panel->x.log || place_of(panel, row) > 0);
    return lies ? value : NAN;
}

static void join_records(const struct panel *panel, cairo_t *cr, uint64_t k, uint64_t lines)
{
    bool down = false;
    for (uint64_t row = 0; row < panel->array->shape[0]; row++) {
        double value = value_in_row(panel, row, lines, k);
        if (!isnan(value))
            (down ? cairo_line_to : cairo_move_to)(cr, panel_x(panel, place_of(panel, row)),
                                                   panel_y(panel, value));
        down = !isnan(value);
    }
    cairo_stroke(cr);
}

static void draw_records(const struct panel *panel, cairo_t *cr, uint64_t k, uint64_t lines, double radius)
{
    for (uint64_t row = 0; row < panel->array->shape[0]; row++) {
        double value = value_in_row(panel, row, lines, k);
        if (isnan(value))
            continue;
        cairo_arc(cr, panel_x(panel, place_of(panel, row)), panel_y(panel, value), radius, 0, 2 * M_PI);
        cairo_fill(cr);
    }
}

static void draw_series(struct panel *panel, cairo_t *cr)
{
    const uint64_t rows = panel->array->shape[0], lines = panel->shown->elements / rows;
    const double radius = rows < 200 ? 4.5 : rows < 2000 ? 3 : 1.5;
    const bool records = has_dim(panel->array, CHAOS_DIM_RECORD);
    cairo_save(cr);
    clip_to(panel, cr, panel->box.y - 6, panel->box.y + panel->box.h + 6);
    if (panel->quantity->scale == CHAOS_DIVERGING) {
        set_colour(cr, colour_of(COLOUR_FRAME));
        cairo_set_line_width(cr, 1.5);
        cairo_move_to(cr, panel->box.x, round(panel_y(panel, 0)));
        cairo_line_to(cr, panel->box.x + panel->box.w, round(panel_y(panel, 0)));
        cairo_stroke(cr);
    }
    cairo_set_line_width(cr, records ? 1.2 : 2.2);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_BEVEL);
    for (uint64_t k = 0; k < lines; k++) {
        struct colour colour = lines > 1 ? category_colour(k) : colour_of(COLOUR_NEGATIVE);
        cairo_set_source_rgba(cr, colour.r, colour.g, colour.b, records ? 0.35 : 1);
        if (rows < 500 || !records)
            join_records(panel, cr, k, lines);
        set_colour(cr, colour);
        if (rows < 200 || records)
            draw_records(panel, cr, k, lines, radius);
    }
    draw_fit(panel, cr);
    cairo_restore(cr);
}

/* Whether there is anything to see beyond a row: not where values are 0, or all the same up to the end. */
static bool tells(const struct panel *panel, uint64_t row, bool first)
{
    const uint64_t lines = panel->shown->elements / panel->array->shape[0];
    for (uint64_t k = 0; k < lines; k++) {
        const double value = output_value(panel->shown, row * lines + k),
                     before = output_value(panel->shown, (first ? row : row - 1) * lines + k);
        if (first ? value > 0 : value != before)
            return true;
    }
    return false;
}

/* On a logarithmic scale from the first place that has something to the last. */
static void scale_places(struct panel *panel)
{
    const uint64_t rows = panel->array->shape[0];
    panel->x.log = has_dim(panel->array, CHAOS_DIM_SCALE) || (panel->fit.found && panel->fit.power);
    uint64_t first = 0, last = rows - 1;
    while (panel->x.log && first < last && !(place_of(panel, first) > 0 && tells(panel, first, true)))
        first++;
    while (last > first + 1 &&
           ((panel->x.log && !tells(panel, last, false)) || (panel->fit.found && !tells(panel, last, true))))
        last--;
    panel->x.low = place_of(panel, first);
    panel->x.high = place_of(panel, last);
    if (!(panel->x.high > panel->x.low))
        panel->x.high = panel->x.low + 1;
}

void prepare_series(struct panel *panel)
{
    const uint32_t scale = panel->quantity->scale;
    panel->box.h = 1.5 * LINE_HEIGHT;
    find_fit(panel);
    scale_places(panel);
    label_add(&panel->x_label, UPRIGHT, place_name(panel->array));
    label_values(&panel->y_label, panel, true);
    panel->least = scale == CHAOS_LOG ? find_least(panel) : 0;
    panel->y.log = panel->least > 0;
    choose_range(panel, 0, 1);
    panel->draw = draw_series;
}

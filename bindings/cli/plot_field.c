/* plot_field.c - one value at each point of two axes, as a colour; at each point of one axis and each lag or
 * frequency; and a lattice's orbit, whose axes are time and site.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column of a lattice is one of many: its orbit is a field. */
bool is_spacetime(const struct call *call, const chaos_array *array)
{
    enum { FEW = 8 };
    return call->naxes == 0 && array->ndim == 2 && array->dims[0] == CHAOS_DIM_RECORD &&
           array->dims[1] == CHAOS_DIM_COLUMN && array->shape[1] > FEW;
}

static bool in_spacetime(const struct panel *panel) { return panel->naxes == 0; }

bool has_places(const struct panel *panel)
{
    return place_name(panel->array) && !has_dim(panel->array, CHAOS_DIM_RECORD);
}

/* Lags or frequencies go up. */
static bool over_places(const struct panel *panel) { return panel->naxes == 1; }

/* The first axis goes to the right, the second one up. */
static uint64_t columns(const struct panel *panel)
{
    return in_spacetime(panel) ? panel->array->shape[0] : panel->axes[0].count;
}

static uint64_t rows(const struct panel *panel)
{
    return in_spacetime(panel)  ? panel->array->shape[1]
           : over_places(panel) ? panel->array->shape[0]
                                : panel->axes[1].count;
}

/* Of a measure with several values at a point the picture shows the first. */
static double value_at(const struct panel *panel, uint64_t column, uint64_t row)
{
    uint64_t i = column * rows(panel) + row;
    if (over_places(panel))
        return value_of(panel, column, row * (panel->shown->elements / rows(panel)));
    return in_spacetime(panel) ? output_value(panel->shown, i) : value_of(panel, i, 0);
}

static uint32_t status_at(const struct panel *panel, uint64_t column, uint64_t row)
{
    return status_of(panel, over_places(panel) ? column : column * rows(panel) + row);
}

/* Half way to the neighbours, at the ends as far as on the other side; by ratios on a logarithmic scale. */
static void edges_of_place(const struct panel *panel, uint64_t i, double *low, double *high)
{
    const uint64_t last = rows(panel) - 1;
    const double at = place_of(panel, i), before = i > 0 ? place_of(panel, i - 1) : NAN,
                 after = i < last ? place_of(panel, i + 1) : NAN;
    if (panel->y.log) {
        *low = i > 0 ? sqrt(before * at) : at * sqrt(at / after);
        *high = i < last ? sqrt(at * after) : at * sqrt(at / before);
        return;
    }
    *low = i > 0 ? (before + at) / 2 : at - (after - at) / 2;
    *high = i < last ? (at + after) / 2 : at + (at - before) / 2;
}

/* Of cell i in a direction: 0 to the right, 1 up. */
static void edges(const struct panel *panel, uint32_t direction, uint64_t i, double *low, double *high)
{
    if (over_places(panel) && direction == 1) {
        edges_of_place(panel, i, low, high);
        return;
    }
    if (!in_spacetime(panel)) {
        cell_of(&panel->axes[direction], i, low, high);
        return;
    }
    *low = direction ? (double)i - 0.5 : (double)chaos_measure_iterate(panel->measured->measure, i);
    *high = direction ? (double)i + 0.5 : (double)chaos_measure_iterate(panel->measured->measure, i + 1);
}

/* ------------------------------------------------------------------------ colours */

/* Where a value stands on the palette. Diverging: zero is the middle, and each
 * side has its own unit, for exponents fall further than they rise. */
double palette_part(const struct panel *panel, double value)
{
    if (panel->palette != PALETTE_DIVERGING)
        return scale_part(&panel->bar, panel->bar.log && value < panel->least ? panel->least : value);
    double end = value < 0 ? panel->bar.low : panel->bar.high;
    return end == 0 ? 0.5 : value < 0 ? 0.5 - 0.5 * value / end : 0.5 + 0.5 * value / end;
}

static struct colour cell_colour(const struct panel *panel, uint64_t column, uint64_t row)
{
    double value = value_at(panel, column, row);
    if (isnan(value) || status_at(panel, column, row) & GONE)
        return colour_of(COLOUR_ESCAPED);
    if (value == panel->quantity->none)
        return colour_of(COLOUR_NONE);
    return panel->categories ? colour_in_list(panel, value)
                             : palette_at(panel->palette, palette_part(panel, value));
}

/* Colours are averaged as light, that is, linearly. */
enum { RED, GREEN, BLUE, HATCHED, CHANNELS };

static void add_cells(const struct panel *panel, struct raster *raster)
{
    float values[CHANNELS];
    double low, high;
    for (uint64_t row = 0; row < rows(panel); row++) {
        edges(panel, 1, row, &low, &high);
        double y0 = panel_y(panel, high) - panel->box.y, y1 = panel_y(panel, low) - panel->box.y;
        for (uint64_t column = 0; column < columns(panel); column++) {
            struct colour colour = cell_colour(panel, column, row);
            edges(panel, 0, column, &low, &high);
            values[RED] = (float)to_linear(colour.r);
            values[GREEN] = (float)to_linear(colour.g);
            values[BLUE] = (float)to_linear(colour.b);
            values[HATCHED] = status_at(panel, column, row) & UNSOUND ? 1 : 0;
            raster_add(raster, panel_x(panel, low) - panel->box.x, panel_x(panel, high) - panel->box.x, y0,
                       y1, values);
        }
    }
}

static bool on_hatching(int x, int y)
{
    enum { SPACING = 8, WIDTH = 2 };
    return (x + y) % SPACING < WIDTH;
}

static void draw_field(struct panel *panel, cairo_t *cr)
{
    struct raster raster;
    raster_begin(&raster, (int)panel->box.w, (int)panel->box.h, CHANNELS);
    add_cells(panel, &raster);
    cairo_surface_t *image = raster_image(raster.width, raster.height);
    const float *pixel = raster.mean;
    for (int y = 0; y < raster.height; y++)
        for (int x = 0; x < raster.width; x++, pixel += CHANNELS)
            if (pixel[HATCHED] > 0.5F && on_hatching(x, y))
                image_put(image, x, y, colour_of(COLOUR_HATCH));
            else
                image_put(image, x, y,
                          (struct colour){ to_srgb(pixel[RED]), to_srgb(pixel[GREEN]),
                                           to_srgb(pixel[BLUE]) });
    image_paint(cr, image, panel->box.x, panel->box.y);
    free(raster.mean);
}

/* ------------------------------------------------------------------ scales, labels */

/* The values that count for the range of colours, and which these are of categories. */
static bool value_range(struct panel *panel, double *low, double *high)
{
    uint64_t count = columns(panel) * rows(panel), n = 0;
    double *values = allocate((size_t)count, sizeof *values);
    for (uint64_t row = 0; row < rows(panel); row++)
        for (uint64_t column = 0; column < columns(panel); column++) {
            double value = value_at(panel, column, row);
            if (value != panel->quantity->none && !(status_at(panel, column, row) & GONE))
                values[n++] = value;
        }
    bool found = robust_range(values, n, 0.005, 0.995, low, high);
    if (panel->categories)
        list_categories(panel, values, n);
    free(values);
    return found;
}

/* Tangents of regular orbits grow as their number of steps, so an exponent of
 * ln(steps)/steps can't be told from zero: such must look like zero. And a side
 * that is next to nothing does not deserve half of the palette. */
static void choose_diverging(struct panel *panel, double low, double high)
{
    double steps = measure_number(panel->measured->measure, "steps"), least = 10 * log(steps + 1) / steps;
    double span = fmax(fmax(fabs(low), fabs(high)), least);
    panel->palette = PALETTE_DIVERGING;
    panel->bar.low = low < -0.02 * span ? fmin(low, -least) : 0;
    panel->bar.high = high > 0.02 * span || panel->bar.low == 0 ? fmax(high, least) : 0;
}

/* Of values that are angles; else 0. */
static double period_of_values(const struct panel *panel)
{
    const int64_t state = chaos_measure_column_state(panel->measured->measure, 0);
    return panel->quantity->label || state < 0 ? 0 : chaos_map_wrap(panel->call->map, (uint64_t)state);
}

static void choose_colours(struct panel *panel)
{
    const double period = period_of_values(panel);
    double low = 0, high = 1;
    const uint32_t scale = panel->quantity->scale;
    panel->categories = scale == CHAOS_DISCRETE;
    if (!value_range(panel, &low, &high))
        low = 0, high = 1;
    panel->palette = PALETTE_SEQUENTIAL;
    if (period > 0) {
        panel->palette = PALETTE_CYCLIC;
        panel->bar = (struct scale){ .low = 0, .high = period };
        return;
    }
    if (scale == CHAOS_DIVERGING) {
        choose_diverging(panel, low, high);
        return;
    }
    panel->least = scale == CHAOS_LOG ? find_least(panel) : 0;
    panel->bar = (struct scale){ .low = low, .high = high, .log = panel->least > 0 };
    if (panel->bar.log) {
        panel->bar.low = fmax(low, panel->least);
        panel->bar.high = fmax(high, 2 * panel->bar.low);
        if (over_places(panel)) /* beside a line of the spectrum lies only rounding */
            panel->least = panel->bar.low = fmax(panel->bar.low, 1e-8 * panel->bar.high);
    } else if (!(high > low)) {
        panel->bar.low = low - 0.5;
        panel->bar.high = high + 0.5;
    }
}

/* A whole number of pixels for each cell, unless there are too many cells: these are averaged. */
static double pixels_for(uint64_t cells)
{
    enum { MOST = 1800 };
    uint64_t each = (FIELD_SIZE + cells / 2) / cells;
    return cells > MOST ? FIELD_SIZE : (double)(each > 1 ? each * cells : cells);
}

/* Time to the right and sites up; values of all sites have the first one's name without
 * its number. */
static void prepare_spacetime(struct panel *panel)
{
    const chaos_map *map = panel->call->map;
    char name[64];
    double low, high;
    edges(panel, 0, 0, &panel->x.low, &high);
    edges(panel, 0, columns(panel) - 1, &low, &panel->x.high);
    edges(panel, 1, 0, &panel->y.low, &high);
    edges(panel, 1, rows(panel) - 1, &low, &panel->y.high);
    label_add(&panel->x_label, UPRIGHT, "iterate");
    label_add(&panel->y_label, UPRIGHT, chaos_map_is_lattice(map) ? "site" : "state");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(chaos_map_state(map, 0), "0123456789"),
             chaos_map_state(map, 0));
    label_name(&panel->bar_label, name);
}

static void prepare_places(struct panel *panel)
{
    double low, high;
    panel->x = scale_of_axis(panel->axes);
    panel->y.log = has_dim(panel->array, CHAOS_DIM_SCALE);
    edges(panel, 1, 0, &panel->y.low, &high);
    edges(panel, 1, rows(panel) - 1, &low, &panel->y.high);
    label_name(&panel->x_label, panel->axes[0].name);
    label_add(&panel->y_label, UPRIGHT, place_name(panel->array));
    label_values(&panel->bar_label, panel, false);
    panel->marked = GONE | UNSOUND;
}

static void prepare_axes(struct panel *panel)
{
    const chaos_axis *axes = panel->axes;
    panel->x = scale_of_axis(&axes[0]);
    panel->y = scale_of_axis(&axes[1]);
    label_name(&panel->x_label, axes[0].name);
    label_name(&panel->y_label, axes[1].name);
    label_values(&panel->bar_label, panel, false);
    if (panel->call->has_direction)
        label_add(&panel->bar_label, UPRIGHT, panel->first ? ", down" : ", up");
    panel->marked = panel->quantity->outlives ? UNSOUND : GONE | UNSOUND;
}

void prepare_field(struct panel *panel)
{
    panel->box.w = over_places(panel) ? PANEL_WIDTH : pixels_for(columns(panel));
    panel->box.h = over_places(panel) ? DENSITY_HEIGHT : pixels_for(rows(panel));
    (in_spacetime(panel) ? prepare_spacetime : over_places(panel) ? prepare_places : prepare_axes)(panel);
    choose_colours(panel);
    panel->has_bar = true;
    panel->draw = draw_field;
}

/* plot_ensembles.c - an ensemble of starts at chosen times: how it spreads.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

bool is_ensemble(const chaos_array *array)
{
    return has_dim(array, CHAOS_DIM_RECORD) &&
           (has_dim(array, CHAOS_DIM_BIN) || has_dim(array, CHAOS_DIM_STATISTIC));
}

static uint64_t times_of(const struct panel *panel) { return panel->array->shape[0]; }

static void label_time(const struct panel *panel, struct label *label, double at)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, chaos_measure_iterate(panel->measured->measure, (uint64_t)at));
    label_add(label, UPRIGHT, text);
}

static void scale_times(struct panel *panel)
{
    panel->x = (struct scale){ .low = -0.5, .high = (double)times_of(panel) - 0.5 };
    panel->name_x = label_time; /* times are as far apart as one likes: what stands for them is not */
    label_add(&panel->x_label, UPRIGHT, "iterate");
}

/* What counts are multiplied with, so that each time is as dark where it is largest. */
static double unit_at(const struct panel *panel, uint64_t time)
{
    const uint64_t each = panel->shown->elements / times_of(panel);
    double most = 1;
    for (uint64_t i = 0; i < each; i++)
        most = fmax(most, output_value(panel->shown, time * each + i));
    return 1 / most;
}

/* ----------------------------------------------------------------------- densities */

static void draw_densities(struct panel *panel, cairo_t *cr)
{
    struct raster raster;
    raster_begin(&raster, (int)panel->box.w, (int)panel->box.h, 1);
    for (uint64_t i = 0; i < times_of(panel); i++)
        add_bins(panel, &raster, i, unit_at(panel, i), panel_x(panel, (double)i - 0.5) - panel->box.x,
                 panel_x(panel, (double)i + 0.5) - panel->box.x);
    paint_raster(panel, cr, &raster);
}

/* A plane of its own for each time, row by row. */
static void draw_clouds(struct panel *panel, cairo_t *cr)
{
    const uint64_t times = times_of(panel), bins = panel->array->shape[1],
                   across = (uint64_t)ceil(sqrt((double)times)), down = (times + across - 1) / across;
    const double w = panel->box.w / (double)across, h = panel->box.h / (double)down;
    for (uint64_t i = 0; i < times; i++) {
        const bool below = i + across >= times, left = i % across == 0;
        struct panel part = *panel;
        const double unit = unit_at(panel, i);
        struct label title = { .count = 0 };
        struct raster raster;
        part.box =
            (struct box){ panel->box.x + (double)(i % across) * w, panel->box.y + (double)(i / across) * h,
                          floor(0.94 * w), floor(h - 1.8 * TEXT_SIZE) };
        part.box.y += 1.6 * TEXT_SIZE;
        raster_begin(&raster, (int)part.box.w, (int)part.box.h, 1);
        for (uint64_t k = 0; k < bins; k++)
            add_bins(&part, &raster, i * bins + k, unit, part.box.w * (double)k / (double)bins,
                     part.box.w * (double)(k + 1) / (double)bins);
        paint_raster(&part, cr, &raster);
        draw_frame(&part, cr);
        if (below)
            draw_x_axis(&part, cr, true);
        if (left)
            draw_y_axis(&part, cr);
        label_add(&title, UPRIGHT, "iterate ");
        label_time(panel, &title, (double)i);
        set_colour(cr, colour_of(COLOUR_FRAME));
        label_draw(cr, &title, part.box.x, part.box.y - 0.7 * TEXT_SIZE, 0);
    }
}

/* -------------------------------------------------------------------------- moments */

enum { MEAN, SQUARES, LOW, HIGH };

static void draw_spread(const struct panel *panel, cairo_t *cr, uint64_t column)
{
    const uint64_t times = times_of(panel), each = panel->shown->elements / times;
    const struct colour c = category_colour(column);
    cairo_new_path(cr);
    for (int side = LOW; side <= HIGH; side++) /* there by the lows, back by the highs */
        for (uint64_t i = 0; i < times; i++) {
            const uint64_t time = side == LOW ? i : times - 1 - i;
            const double y = output_value(panel->shown, time * each + column * STATISTICS + (uint64_t)side);
            if (isfinite(y))
                cairo_line_to(cr, panel_x(panel, (double)time), panel_y(panel, y));
        }
    cairo_set_source_rgba(cr, c.r, c.g, c.b, 0.15);
    cairo_fill(cr);
    set_colour(cr, c);
    cairo_set_line_width(cr, 2.5);
    for (uint64_t i = 0; i < times; i++) {
        const uint64_t at = i * each + column * STATISTICS;
        const double x = panel_x(panel, (double)i), mean = output_value(panel->shown, at + MEAN),
                     deviation = sqrt(output_value(panel->shown, at + SQUARES));
        if (!isfinite(mean) || !isfinite(deviation))
            continue;
        cairo_move_to(cr, x, panel_y(panel, mean - deviation));
        cairo_line_to(cr, x, panel_y(panel, mean + deviation));
        cairo_stroke(cr);
        cairo_arc(cr, x, panel_y(panel, mean), 6, 0, 2 * M_PI);
        cairo_fill(cr);
    }
}

static void draw_spreads(struct panel *panel, cairo_t *cr)
{
    const uint64_t columns = panel->shown->elements / times_of(panel) / STATISTICS;
    cairo_save(cr);
    cairo_rectangle(cr, panel->box.x, panel->box.y, panel->box.w, panel->box.h);
    cairo_clip(cr);
    for (uint64_t k = 0; k < columns; k++)
        draw_spread(panel, cr, k);
    cairo_restore(cr);
}

/* Between the least and the largest of all. */
static void scale_values(struct panel *panel)
{
    double low = INFINITY, high = -INFINITY;
    for (uint64_t i = 0; i < panel->shown->elements; i++) {
        const double value = output_value(panel->shown, i);
        if (!is_left_out(panel, i) && isfinite(value)) {
            low = fmin(low, value);
            high = fmax(high, value);
        }
    }
    const double margin = high > low ? 0.05 * (high - low) : 1;
    panel->y = high >= low ? (struct scale){ .low = low - margin, .high = high + margin }
                           : (struct scale){ .low = 0, .high = 1 };
}

/* --------------------------------------------------------------------------- panels */

void prepare_ensemble(struct panel *panel)
{
    const uint32_t bins = count_dims(panel->array, CHAOS_DIM_BIN);
    panel->box.h = DENSITY_HEIGHT;
    if (bins == 2) {
        take_plane_of_bins(panel);
        panel->has_parts = true;
        panel->draw = draw_clouds;
        return;
    }
    scale_times(panel);
    panel->draw = bins ? draw_densities : draw_spreads;
    if (bins) {
        panel->y = scale_of_bins(panel, 0);
        label_column(&panel->y_label, panel->measured->measure, 0);
    } else {
        scale_values(panel);
        label_add(&panel->y_label, UPRIGHT, "mean \xC2\xB1 deviation, min, max of ");
        label_values(&panel->y_label, panel, true);
    }
}

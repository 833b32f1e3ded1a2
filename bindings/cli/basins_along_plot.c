/* basins_along_plot.c - attractors over a parameter: a colour for each, which it keeps from value to value.
 *
 * SPDX-License-Identifier: MIT */
#include "basins.h"
#include "plot.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHT = 1000, RIGHT = 60 };
static const double margin = 0.03, radius = 1.6;

/* The first state of all points, [offsets[rows]]. */
struct points {
    uint64_t rows, *offsets, *identity;
    double *value, *x;
    uint64_t dim;
};

static void read_points(struct points *p, const struct basins *basins)
{
    const chaos_result *result = basins->result;
    const uint64_t n = chaos_result_nrows(result, "rows"),
                   all = chaos_result_elements(result, "rows", "points");
    *p = (struct points){ .rows = n, .dim = chaos_map_dim(basins->call.map) };
    p->offsets = allocate(n + 1, sizeof *p->offsets);
    p->identity = allocate(n + 1, sizeof *p->identity);
    p->value = allocate(n + 1, sizeof *p->value);
    p->x = allocate(all + 1, sizeof *p->x);
    must(chaos_result_copy(result, "rows", "identity", p->identity, n * sizeof *p->identity, NULL, &why));
    must(chaos_result_copy(result, "rows", "value", p->value, n * sizeof *p->value, NULL, &why));
    must(chaos_result_copy(result, "rows", "points", p->x, all * sizeof *p->x, p->offsets, &why));
}

static void free_points(struct points *p)
{
    free(p->offsets);
    free(p->identity);
    free(p->value);
    free(p->x);
}

/* All that there is, and a bit; of an angle the circle. */
static struct scale scale_of_points(const struct basins *basins, const struct points *p)
{
    struct scale y = { .low = INFINITY, .high = -INFINITY };
    const double turn = chaos_map_wrap(basins->call.map, 0);
    for (uint64_t i = 0; i < p->offsets[p->rows]; i += p->dim) {
        y.low = fmin(y.low, p->x[i]);
        y.high = fmax(y.high, p->x[i]);
    }
    if (turn > 0.0)
        return (struct scale){ .low = 0.0, .high = turn };
    if (!(y.low <= y.high))
        return (struct scale){ .low = 0.0, .high = 1.0 };
    const double more = y.high > y.low ? margin * (y.high - y.low) : fmax(1e-3 * fabs(y.low), 1e-9);
    y.low -= more;
    y.high += more;
    return y;
}

static void draw_points(const struct panel *panel, const struct points *p, cairo_t *cr)
{
    for (uint64_t row = 0; row < p->rows; row++) {
        set_colour(cr, category_colour(p->identity[row]));
        for (uint64_t i = p->offsets[row]; i < p->offsets[row + 1]; i += p->dim) {
            cairo_arc(cr, panel_x(panel, p->value[row]), panel_y(panel, p->x[i]), radius, 0, 2 * M_PI);
            cairo_fill(cr);
        }
    }
}

void write_along_plot(const struct basins *basins, FILE *file)
{
    const struct call *call = &basins->call;
    struct points points;
    end_at_once(true); /* drawing_end takes it back */
    read_points(&points, basins);
    struct panel panel = { .call = call,
                           .box = { LEFT, TOP, PANEL_WIDTH, HEIGHT },
                           .x = scale_of_axis(&call->axes[0]),
                           .y = scale_of_points(basins, &points) };
    label_name(&panel.x_label, call->axes[0].name);
    label_name(&panel.y_label, chaos_map_state(call->map, 0));
    cairo_t *cr = drawing_begin(call->format, file, LEFT + PANEL_WIDTH + RIGHT, TOP + HEIGHT + AXIS_SPACE);
    draw_title(call, cr, LEFT + PANEL_WIDTH);
    draw_points(&panel, &points, cr);
    draw_frame(&panel, cr);
    draw_x_axis(&panel, cr, true);
    draw_y_axis(&panel, cr);
    free_points(&points);
    char *recipe = result_recipe(call, basins->result, basins->command, NULL);
    drawing_end(cr, call, recipe, file);
    free(recipe);
}

/* basins_plot.c - a picture of basins: a colour for each attractor, named at the right.
 *
 * SPDX-License-Identifier: MIT */
#include "basins.h"
#include "plot.h"

#include <math.h>
#include <stdlib.h>

enum {
    SIDE = 1200,
    STRIP = 200,
    MOST_NAMED = 12,
    GAP = 50,
    SWATCH = 34,
    LINE = 52,
    NAMES = 480,
    OF_TIMES = 130
};
enum { RED, GREEN, BLUE, CHANNELS };

static const double darkest = 0.55; /* of the light of what arrives first */

void check_basins_plot(const struct basins *basins)
{
    const struct call *call = &basins->call;
    if (basins->along)
        return;
    if (call->naxes < 1 || call->naxes > 2 || basins->nstarts)
        die(EXIT_USAGE, "-o %s: a picture must have one or two axes and no random starts; .npz takes more",
            call->output);
}

static struct colour colour_of_label(int32_t label)
{
    static const struct colour white = { 1, 1, 1 };
    return label >= 0                     ? category_colour((uint64_t)label)
           : label == CHAOS_LABEL_ESCAPED ? colour_of(COLOUR_ESCAPED)
                                          : white;
}

/* Between which times shades go: all but the utmost. */
static void find_shades(const struct basins *basins, double *first, double *last)
{
    double *times = allocate(basins->points, sizeof *times);
    for (uint64_t i = 0; i < basins->points; i++)
        times[i] = basins->times[i] < 0 ? NAN : (double)basins->times[i];
    if (!robust_range(times, basins->points, 0.005, 0.995, first, last))
        *first = *last = 0;
    free(times);
}

static struct colour shade_of(struct colour c, int64_t time, double first, double last)
{
    const double part = log1p(fmax((double)time - first, 0)) / fmax(log1p(last - first), 1e-9),
                 light = time < 0 ? 1 : 1 - (1 - darkest) * fmin(part, 1);
    return (struct colour){ c.r * light, c.g * light, c.b * light };
}

/* Colours are averaged as light; one axis is a strip. */
static void draw_cells(const struct basins *basins, const struct panel *panel, cairo_t *cr, double first,
                       double last)
{
    const uint64_t columns = basins->shape[0], rows = basins->ndim > 1 ? basins->shape[1] : 1;
    struct raster raster;
    raster_begin(&raster, (int)panel->box.w, (int)panel->box.h, CHANNELS);
    for (uint64_t row = 0; row < rows; row++) {
        double low = panel->y.low, high = panel->y.high;
        if (basins->ndim > 1)
            cell_of(&basins->axes[1], row, &low, &high);
        const double y0 = panel_y(panel, high) - panel->box.y, y1 = panel_y(panel, low) - panel->box.y;
        for (uint64_t column = 0; column < columns; column++) {
            const uint64_t i = column * rows + row;
            struct colour colour = colour_of_label(basins->labels[i]);
            if (basins->shaded)
                colour = shade_of(colour, basins->times[i], first, last);
            const float values[CHANNELS] = { (float)to_linear(colour.r), (float)to_linear(colour.g),
                                             (float)to_linear(colour.b) };
            cell_of(&basins->axes[0], column, &low, &high);
            raster_add(&raster, panel_x(panel, low) - panel->box.x, panel_x(panel, high) - panel->box.x,
                       fmin(y0, y1), fmax(y0, y1), values);
        }
    }
    cairo_surface_t *image = raster_image(raster.width, raster.height);
    const float *pixel = raster.mean;
    for (int y = 0; y < raster.height; y++)
        for (int x = 0; x < raster.width; x++, pixel += CHANNELS)
            image_put(image, x, y,
                      (struct colour){ to_srgb(pixel[RED]), to_srgb(pixel[GREEN]), to_srgb(pixel[BLUE]) });
    image_paint(cr, image, panel->box.x, panel->box.y);
    free(raster.mean);
}

/* ------------------------------------------------------------------------- names */

static void *column_of(const struct basins *basins, const char *table, const char *name, size_t size)
{
    const uint64_t n = chaos_result_elements(basins->result, table, name);
    void *values = allocate(n ? n : 1, size);
    must(chaos_result_copy(basins->result, table, name, values, n * size, NULL, &why));
    return values;
}

static void draw_name(const struct panel *panel, cairo_t *cr, double *y, struct colour colour,
                      const char *name, double share)
{
    const double x = panel->box.x + panel->box.w + GAP;
    char text[32];
    struct label label = { .count = 0 };
    label_add(&label, UPRIGHT, name);
    if (share >= 0.0) {
        snprintf(text, sizeof text, ", %.3g %%", 100 * share);
        label_add(&label, UPRIGHT, text);
        set_colour(cr, colour);
        cairo_rectangle(cr, x, *y, SWATCH, SWATCH);
        cairo_fill_preserve(cr);
        set_colour(cr, colour_of(COLOUR_FRAME));
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
    }
    set_colour(cr, colour_of(COLOUR_FRAME));
    label_draw(cr, &label, x + SWATCH + 16, *y + SWATCH / 2.0, 0);
    *y += LINE;
}

static void draw_names(const struct basins *basins, const struct panel *panel, cairo_t *cr, double first,
                       double last)
{
    const uint64_t n = chaos_result_nrows(basins->result, "rows");
    uint32_t *kind = basins->into.count ? NULL : column_of(basins, "rows", "kind", sizeof *kind);
    uint64_t *period = basins->into.count ? NULL : column_of(basins, "rows", "period", sizeof *period);
    double *share = column_of(basins, "rows", "share", sizeof *share),
           *others = column_of(basins, "others", "share", sizeof *others), y = panel->box.y;
    char name[64];
    for (uint64_t i = 0; i < n && i < MOST_NAMED; i++) {
        snprintf(name, sizeof name, "%s",
                 basins->into.count ? basins->into.names[i]
                 : period[i] == 1   ? "fixed point"
                                    : chaos_attractor_name(kind[i]));
        if (!basins->into.count && period[i] > 1)
            snprintf(name, sizeof name, "period %llu", (unsigned long long)period[i]);
        draw_name(panel, cr, &y, colour_of_label((int32_t)i), name, share[i]);
    }
    snprintf(name, sizeof name, "... %llu in all", (unsigned long long)n);
    if (n > MOST_NAMED)
        draw_name(panel, cr, &y, colour_of(COLOUR_NONE), name, -1.0);
    if (others[0] > 0.0)
        draw_name(panel, cr, &y, colour_of_label(CHAOS_LABEL_ESCAPED), "escaped", others[0]);
    if (others[1] > 0.0)
        draw_name(panel, cr, &y, colour_of_label(CHAOS_LABEL_UNRESOLVED), "unresolved", others[1]);
    snprintf(name, sizeof name, "light to dark: %g to %g iterates", first, last);
    if (basins->shaded)
        draw_name(panel, cr, &y, colour_of(COLOUR_NONE), name, -1.0);
    free(kind);
    free(period);
    free(share);
    free(others);
}

void write_basins_plot(const struct basins *basins, FILE *file)
{
    const struct call *call = &basins->call;
    struct panel panel = { .call = call,
                           .box = { LEFT, TOP, SIDE, basins->ndim > 1 ? SIDE : STRIP },
                           .x = scale_of_axis(&basins->axes[0]),
                           .y = { .low = 0, .high = 1 } };
    label_name(&panel.x_label, basins->axes[0].name);
    if (basins->ndim > 1) {
        panel.y = scale_of_axis(&basins->axes[1]);
        label_name(&panel.y_label, basins->axes[1].name);
    }
    end_at_once(true); /* drawing_end takes it back */
    double first = 0, last = 0;
    if (basins->shaded)
        find_shades(basins, &first, &last);
    const double named = fmin((double)chaos_result_nrows(basins->result, "rows"), MOST_NAMED) + 4,
                 height = fmax(panel.box.y + panel.box.h + AXIS_SPACE, TOP + named * LINE),
                 width = LEFT + SIDE + NAMES + (basins->shaded ? OF_TIMES : 0);
    cairo_t *cr = drawing_begin(call->format, file, width, height);
    draw_title(call, cr, LEFT + SIDE);
    draw_cells(basins, &panel, cr, first, last);
    draw_frame(&panel, cr);
    draw_x_axis(&panel, cr, true);
    if (basins->ndim > 1)
        draw_y_axis(&panel, cr);
    draw_names(basins, &panel, cr, first, last);
    char *recipe = result_recipe(call, basins->result, basins->command, NULL);
    drawing_end(cr, call, recipe, file);
    free(recipe);
}

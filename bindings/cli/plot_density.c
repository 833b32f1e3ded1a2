/* plot_density.c - bins and records: how often an orbit is where, dark on white.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Densities span many powers of ten: a periodic orbit has all of itself in a
 * few bins. So the shade is a pixel's rank among all that are not empty, mixed
 * with its logarithm: ranks spread the greys over what there is, the logarithm
 * keeps peaks apart from plains. */
static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

struct shading {
    float *sorted;
    size_t count;
    double faintest; /* shade of what is not empty */
};

/* A cycle is a few pixels in an empty panel, which nobody sees: fewer than a line across it has are spots. */
enum { FEW = 300, SPOT = 3 }; /* pixels; how far a spot reaches around one */

static size_t values_of(const struct raster *raster)
{
    return (size_t)raster->width * (size_t)raster->height * (size_t)raster->channels;
}

static size_t count_filled(const struct raster *raster)
{
    size_t filled = 0;
    for (size_t i = 0; i < values_of(raster); i++)
        filled += raster->mean[i] > 0;
    return filled;
}

/* Each value also around its pixel, where there is none that is larger. */
static void spread(struct raster *raster)
{
    const int channels = raster->channels;
    const size_t row = (size_t)raster->width * (size_t)channels;
    float *mean = allocate(values_of(raster), sizeof *mean);
    for (size_t i = 0; i < values_of(raster); i++) {
        const int x = (int)(i % row) / channels, y = (int)(i / row);
        for (int v = -SPOT; v <= SPOT && raster->mean[i] > 0; v++)
            for (int u = -SPOT; u <= SPOT; u++)
                if (x + u >= 0 && x + u < raster->width && y + v >= 0 && y + v < raster->height) {
                    float *at = mean + ((ptrdiff_t)i + v * (ptrdiff_t)row + u * channels);
                    *at = fmaxf(*at, raster->mean[i]);
                }
    }
    free(raster->mean);
    raster->mean = mean;
}

static void shading_begin(struct shading *shading, struct raster *raster)
{
    enum { ENOUGH = 1 << 16 };
    const bool few = count_filled(raster) <= FEW;
    if (few)
        spread(raster);
    const float *const values = raster->mean;
    const size_t count = values_of(raster), filled = count_filled(raster);
    size_t seen = 0, every = filled / ENOUGH + 1;
    shading->sorted = allocate(filled / every + 1, sizeof(float));
    shading->count = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] > 0 && seen++ % every == 0)
            shading->sorted[shading->count++] = values[i];
    qsort(shading->sorted, shading->count, sizeof(float), compare);
    shading->faintest = few ? 0.6 : 0.12;
}

/* Of what are equal densities, whose shares of pixels were rounded. */
static const float ROUNDING = 1e-5f;

static double rank_of(const struct shading *shading, float value)
{
    size_t low = 0, high = shading->count;
    value *= 1 - ROUNDING;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (shading->sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low / (double)shading->count;
}

static double shade(const struct shading *shading, float value)
{
    if (!(value > 0) || shading->count == 0)
        return 0;
    float least = shading->sorted[0], most = shading->sorted[shading->count - 1];
    double logarithm = most > least * (1 + ROUNDING) ? log(value / least) / log(most / least) : 1;
    double rank = rank_of(shading, value);
    return shading->faintest +
           (1 - shading->faintest) * (0.6 * rank * rank + 0.4 * fmin(fmax(logarithm, 0), 1));
}

/* Of both directions: ink where they agree, a direction's colour where only it has been. */
static struct colour ink_of(const struct shading *shading, const float *values, struct colour paper)
{
    const double up = shade(shading, values[0]), down = shade(shading, values[1]), most = fmax(up, down);
    const struct colour alone = direction_colour(down > up), both = palette_at(PALETTE_INK, 1);
    const double agree = most > 0 ? fmin(up, down) / most : 1;
    return (struct colour){ paper.r - most * (paper.r - alone.r - agree * (both.r - alone.r)),
                            paper.g - most * (paper.g - alone.g - agree * (both.g - alone.g)),
                            paper.b - most * (paper.b - alone.b - agree * (both.b - alone.b)) };
}

/* Which columns of pixels stand for points with hysteresis. */
static bool *tinted_columns(const struct panel *panel, int width)
{
    bool *tinted = allocate((size_t)width, sizeof *tinted);
    double low, high;
    for (uint64_t i = 0; panel->differs && i < panel->points; i++) {
        cell_of(panel->axes, i, &low, &high);
        const double a = panel_x(panel, low) - panel->box.x, b = panel_x(panel, high) - panel->box.x;
        for (int x = (int)fmax(round(fmin(a, b)), 0); panel->differs[i] && x < round(fmax(a, b)) && x < width;
             x++)
            tinted[x] = true;
    }
    return tinted;
}

void paint_raster(const struct panel *panel, cairo_t *cr, struct raster *raster)
{
    const struct colour white = { 1, 1, 1 }, tint = colour_of(COLOUR_HYSTERESIS);
    bool *tinted = tinted_columns(panel, raster->width);
    struct shading shading;
    cairo_surface_t *image = raster_image(raster->width, raster->height);
    shading_begin(&shading, raster);
    const float *pixel = raster->mean;
    for (int y = 0; y < raster->height; y++)
        for (int x = 0; x < raster->width; x++, pixel += raster->channels)
            image_put(image, x, y,
                      raster->channels == 1 ? palette_at(PALETTE_INK, shade(&shading, *pixel))
                                            : ink_of(&shading, pixel, tinted[x] ? tint : white));
    image_paint(cr, image, panel->box.x, panel->box.y);
    free(tinted);
    free(shading.sorted);
    free(raster->mean);
}

/* ---------------------------------------------------------- one axis: columns of bins */

/* Each direction has a channel of its own. */
static void add_value(struct raster *raster, uint64_t channel, float value, double x0, double x1, double y0,
                      double y1)
{
    float values[2] = { 0, 0 };
    values[channel] = value;
    raster_add(raster, x0, x1, y0, y1, values);
}

/* Column i of an array of bins, in such units. */
void add_bins(const struct panel *panel, struct raster *raster, uint64_t i, double unit, double x0, double x1)
{
    uint64_t bins = panel->array->shape[panel->array->ndim - 1];
    double height = panel->box.h / (double)bins;
    const uint64_t channel = panel->directions > 1 ? i / panel->points : 0;
    for (uint64_t bin = 0; bin < bins; bin++) {
        float value = (float)(unit * output_value(panel->shown, i * bins + bin));
        if (value > 0)
            add_value(raster, channel, value, x0, x1, panel->box.h - height * (double)(bin + 1),
                      panel->box.h - height * (double)bin);
    }
}

/* The first column of records, each one pixel high. */
static void add_records(const struct panel *panel, struct raster *raster, uint64_t point, double x0,
                        double x1)
{
    uint64_t rows = panel->array->shape[0], stride = panel->shown->elements / rows;
    for (uint64_t row = 0; row < rows; row++) {
        double value = value_of(panel, point, row * stride);
        double y = floor(panel_y(panel, value) - panel->box.y);
        if (y >= 0 && y < panel->box.h)
            add_value(raster, point / panel->points, 1, x0, x1, y, y + 1);
    }
}

static void draw_columns(struct panel *panel, cairo_t *cr)
{
    struct raster raster;
    bool bins = has_dim(panel->array, CHAOS_DIM_BIN);
    double low, high;
    raster_begin(&raster, (int)panel->box.w, (int)panel->box.h, (int)panel->directions);
    for (uint64_t i = 0; i < panel->directions * panel->points; i++) {
        cell_of(panel->axes, i % panel->points, &low, &high);
        const double x0 = panel_x(panel, low) - panel->box.x, x1 = panel_x(panel, high) - panel->box.x;
        if (bins)
            add_bins(panel, &raster, i, 1, x0, x1);
        else
            add_records(panel, &raster, i, x0, x1);
    }
    paint_raster(panel, cr, &raster);
    draw_bands(panel, cr);
}

/* The map's view of a state, or all there is. */
static void view_records(struct panel *panel)
{
    int64_t state = chaos_measure_column_state(panel->measured->measure, 0);
    if (state >= 0 && chaos_map_view(panel->call->map, (uint64_t)state, &panel->y.low, &panel->y.high))
        return;
    if (!robust_range(panel->shown->data, panel->directions * panel->points * panel->shown->elements, 0, 1,
                      &panel->y.low, &panel->y.high))
        panel->y = (struct scale){ .low = 0, .high = 1 };
}

struct scale scale_of_bins(const struct panel *panel, uint32_t column)
{
    const double *range = panel->measured->range + 2 * column;
    return (struct scale){ .low = range[0], .high = range[1] };
}

void prepare_columns(struct panel *panel)
{
    panel->box.h = DENSITY_HEIGHT;
    panel->x = scale_of_axis(panel->axes);
    if (has_dim(panel->array, CHAOS_DIM_BIN))
        panel->y = scale_of_bins(panel, 0);
    else
        view_records(panel);
    label_name(&panel->x_label, panel->axes[0].name);
    label_column(&panel->y_label, panel->measured->measure, 0);
    panel->marked = GONE | UNSOUND;
    panel->draw = draw_columns;
}

/* ------------------------------------------------------------ no axis: one column */

/* Counts as a density: their integral is 1 if all records are inside. */
static double histogram_unit(const struct panel *panel)
{
    double width = (panel->x.high - panel->x.low) / (double)panel->array->shape[0];
    return 1 / (measure_number(panel->measured->measure, "steps") * width);
}

static void draw_histogram(struct panel *panel, cairo_t *cr)
{
    uint64_t bins = panel->array->shape[0];
    double unit = histogram_unit(panel), x = panel->box.x, bottom = panel_y(panel, 0);
    cairo_move_to(cr, x, bottom);
    for (uint64_t bin = 0; bin < bins; bin++) {
        double y = panel_y(panel, output_value(panel->shown, bin) * unit);
        cairo_line_to(cr, x, y);
        x = panel->box.x + panel->box.w * (double)(bin + 1) / (double)bins;
        cairo_line_to(cr, x, y);
    }
    cairo_line_to(cr, x, bottom);
    cairo_close_path(cr);
    set_colour(cr, palette_at(PALETTE_INK, 0.55));
    cairo_fill(cr);
}

void prepare_histogram(struct panel *panel)
{
    double most = 1;
    for (uint64_t i = 0; i < panel->array->shape[0]; i++)
        most = fmax(most, output_value(panel->shown, i));
    panel->box.h = DENSITY_HEIGHT;
    panel->x = scale_of_bins(panel, 0);
    panel->y = (struct scale){ .low = 0, .high = 1.05 * most * histogram_unit(panel) };
    label_column(&panel->x_label, panel->measured->measure, 0);
    label_add(&panel->y_label, UPRIGHT, panel->quantity->name);
    panel->draw = draw_histogram;
}

/* ----------------------------------------------------------- no axis: two columns */

static void draw_portrait(struct panel *panel, cairo_t *cr)
{
    uint64_t columns = panel->array->shape[0];
    double width = panel->box.w / (double)columns;
    struct raster raster;
    raster_begin(&raster, (int)panel->box.w, (int)panel->box.h, 1);
    for (uint64_t i = 0; i < columns; i++)
        add_bins(panel, &raster, i, 1, width * (double)i, width * (double)(i + 1));
    paint_raster(panel, cr, &raster);
}

void take_plane_of_bins(struct panel *panel)
{
    panel->box.w = panel->box.h = FIELD_SIZE;
    panel->x = scale_of_bins(panel, 0);
    panel->y = scale_of_bins(panel, 1);
    label_column(&panel->x_label, panel->measured->measure, 0);
    label_column(&panel->y_label, panel->measured->measure, 1);
}

void prepare_portrait(struct panel *panel)
{
    take_plane_of_bins(panel);
    panel->draw = draw_portrait;
}

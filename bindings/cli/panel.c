/* panel.c - marks for points without a value, and what values are called.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>

/* ---------------------------------------------------- points without a (sound) value */

double value_of(const struct panel *panel, uint64_t point, uint64_t element)
{
    return output_value(panel->shown, (panel->first + point) * panel->shown->elements + element);
}

uint32_t status_of(const struct panel *panel, uint64_t i)
{
    if (!panel->marked)
        return 0;
    const uint32_t *status = panel->measured->status + panel->first;
    const uint32_t up = status[i], down = status[(panel->directions - 1) * panel->points + i];
    return (up & GONE && down & GONE ? up | down : (up | down) & ~(uint32_t)GONE) & panel->marked;
}

bool panel_has(const struct panel *panel, uint32_t mask)
{
    for (uint64_t i = 0; panel->marked && i < panel->points; i++)
        if (status_of(panel, i) & mask)
            return true;
    return false;
}

/* Whether a point has the value that means none. */
bool panel_has_none(const struct panel *panel)
{
    for (uint64_t i = 0; !isnan(panel->quantity->none) && i < panel->directions * panel->points; i++)
        if (value_of(panel, i, 0) == panel->quantity->none)
            return true;
    return false;
}

double find_least(const struct panel *panel)
{
    double least = INFINITY;
    if (panel->quantity->type != CHAOS_F64)
        return 1;
    for (uint64_t i = 0; i < panel->directions * panel->points * panel->shown->elements; i++) {
        const double value = value_of(panel, 0, i);
        if (value > 0 && value < least)
            least = value;
    }
    return least < INFINITY ? least : 0;
}

void draw_hatching(cairo_t *cr, double x, double y, double w, double h)
{
    enum { SPACING = 10 };
    cairo_save(cr);
    cairo_rectangle(cr, x, y, w, h);
    cairo_clip(cr);
    set_colour(cr, colour_of(COLOUR_HATCH));
    cairo_set_line_width(cr, 2);
    /* The lines' places do not depend on x and y: neighbours fit together. */
    for (double c = floor((x - y - h) / SPACING) * SPACING; c < x + w - y; c += SPACING) {
        cairo_move_to(cr, y + c, y);
        cairo_line_to(cr, y + h + c, y + h);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* The kinds of points that have bands. */
static bool is_gone(const struct panel *panel, uint64_t i) { return status_of(panel, i) & GONE; }
static bool is_unsound(const struct panel *panel, uint64_t i) { return status_of(panel, i) & UNSOUND; }
bool has_hysteresis(const struct panel *panel, uint64_t i) { return panel->differs && panel->differs[i]; }

static void draw_band(const struct panel *panel, cairo_t *cr, double x0, double x1, enum colour_name colour)
{
    if (colour == COLOUR_HATCH) {
        draw_hatching(cr, x0, panel->box.y, x1 - x0, panel->box.h);
        return;
    }
    set_colour(cr, colour_of(colour));
    cairo_rectangle(cr, x0, panel->box.y, x1 - x0, panel->box.h);
    cairo_fill(cr);
}

/* Runs of neighbouring points of a kind, as bands across a panel over one axis. */
static void draw_runs(const struct panel *panel, cairo_t *cr,
                      bool (*is)(const struct panel *panel, uint64_t i), enum colour_name colour)
{
    const chaos_axis *axis = panel->axes;
    double low, high, x0 = 0, x1 = 0;
    for (uint64_t i = 0; i < axis->count; i++) {
        if (!is(panel, i))
            continue;
        cell_of(axis, i, &low, &high);
        if (i == 0 || !is(panel, i - 1)) {
            x0 = panel_x(panel, low);
            x1 = panel_x(panel, high);
        }
        x0 = fmin(x0, panel_x(panel, low));
        x1 = fmax(x1, panel_x(panel, high));
        if (i + 1 == axis->count || !is(panel, i + 1))
            draw_band(panel, cr, x0, x1, colour);
    }
}

void draw_bands(const struct panel *panel, cairo_t *cr)
{
    draw_runs(panel, cr, is_gone, COLOUR_ESCAPED);
    draw_runs(panel, cr, is_unsound, COLOUR_HATCH);
}

void draw_hysteresis(const struct panel *panel, cairo_t *cr)
{
    draw_runs(panel, cr, has_hysteresis, COLOUR_HYSTERESIS);
}

/* --------------------------------------------------------------------------- labels */

/* Mean, variance, minimum, maximum: a variance is not on the scale of the others. */
bool is_left_out(const struct panel *panel, uint64_t element)
{
    return has_dim(panel->array, CHAOS_DIM_STATISTIC) && element % STATISTICS == VARIANCE;
}

/* What is shown of columns: "mean, min, max of ", "final ". */
static void label_what(struct label *label, const struct panel *panel, bool all)
{
    char element[32];
    if (!has_dim(panel->array, CHAOS_DIM_STATISTIC)) {
        label_add(label, UPRIGHT, panel->quantity->name);
        label_add(label, UPRIGHT, " ");
        return;
    }
    for (uint64_t i = 0; i < (all ? STATISTICS : 1); i++) {
        if (is_left_out(panel, i))
            continue;
        label_add(label, UPRIGHT, i ? ", " : "");
        chaos_measure_element(panel->measured->measure, CHAOS_DIM_STATISTIC, i, element, sizeof element);
        label_add(label, UPRIGHT, element);
    }
    label_add(label, UPRIGHT, all ? " of " : " ");
}

/* What is shown, of all that there is at a point or of the first element: the quantity's
 * label, and the columns by their names, each in its colour, if there is no label or one for several. */
void label_values(struct label *label, const struct panel *panel, bool all)
{
    enum { SHOWN = 4 };
    const chaos_measure *measure = panel->measured->measure;
    const chaos_array *array = panel->array;
    const uint64_t columns = all ? chaos_measure_ncolumns(measure) : 1;
    if (panel->quantity->label) {
        label_add(label, UPRIGHT, panel->quantity->label);
        if (!all && array->ndim > 0 && array->dims[0] == CHAOS_DIM_NUMBER)
            label_add(label, SUBSCRIPT, "1");
        if (!has_dim(array, CHAOS_DIM_COLUMN) || chaos_measure_ncolumns(measure) == 1)
            return;
        label_add(label, UPRIGHT, " of ");
    } else if (!has_dim(array, CHAOS_DIM_RECORD))
        label_what(label, panel, all);
    for (uint64_t i = 0; i < columns && i < SHOWN; i++) {
        label_add(label, UPRIGHT, i ? ", " : "");
        const size_t first = label->count;
        label_column(label, measure, i);
        if (columns > 1 && panel->directions == 1)
            label_colour(label, first, category_colour(i));
    }
    if (columns > SHOWN)
        label_add(label, UPRIGHT, ", ...");
}

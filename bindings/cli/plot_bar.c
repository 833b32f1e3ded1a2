/* plot_bar.c - the colour bar beside a field: which colour is which value.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>

enum { BAR_GAP = 50, BAR_WIDTH = 40, SWATCH = 34, LINE = 52 };

static void tick_at(const struct panel *panel, cairo_t *cr, const struct ticks *ticks, double value,
                    double part)
{
    struct label label = { .count = 0 };
    double x = panel->box.x + panel->box.w + BAR_GAP + BAR_WIDTH;
    double y = round(panel->box.y + (1 - part) * panel->box.h);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 2);
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x + 10, y);
    cairo_stroke(cr);
    label_tick(&label, ticks, value);
    label_draw(cr, &label, x + 20, y, 0);
}

/* The part of the palette that the bar shows: one half, if all is on one side of zero. */
static double bar_part(const struct panel *panel, double value)
{
    double bottom = palette_part(panel, panel->bar.low), top = palette_part(panel, panel->bar.high);
    return (palette_part(panel, value) - bottom) / (top - bottom);
}

static void draw_ticks(const struct panel *panel, cairo_t *cr, const struct ticks *ticks)
{
    for (size_t i = 0; i < ticks->count; i++)
        tick_at(panel, cr, ticks, ticks->at[i], bar_part(panel, ticks->at[i]));
}

static int common_power(int a, int b) { return a == 0 || b == 0 ? 0 : a > b ? a : b; }

/* Each half of a diverging bar has its own unit of length, and so its own ticks; numbers have one. */
static void draw_all_ticks(const struct panel *panel, cairo_t *cr, struct label *label)
{
    struct scale below = { .low = panel->bar.low, .high = 0 }, above = { .low = 0, .high = panel->bar.high };
    struct ticks ticks, lower;
    if (panel->palette != PALETTE_DIVERGING || below.low == 0 || above.high == 0) {
        make_ticks(&ticks, &panel->bar, 8);
    } else {
        below.high = below.low / 100; /* zero once */
        make_ticks(&ticks, &above, 5);
        make_ticks(&lower, &below, 5);
        ticks.power = lower.power = common_power(ticks.power, lower.power);
        draw_ticks(panel, cr, &lower);
    }
    draw_ticks(panel, cr, &ticks);
    label_unit(label, &ticks);
}

static void gradient(const struct panel *panel, cairo_t *cr)
{
    int height = (int)panel->box.h;
    double x = panel->box.x + panel->box.w + BAR_GAP;
    double bottom = palette_part(panel, panel->bar.low), top = palette_part(panel, panel->bar.high);
    cairo_surface_t *image = raster_image(BAR_WIDTH, height);
    for (int y = 0; y < height; y++)
        for (int i = 0; i < BAR_WIDTH; i++)
            image_put(image, i, y, palette_at(panel->palette, top - (y + 0.5) / height * (top - bottom)));
    image_paint(cr, image, x, panel->box.y);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 2);
    cairo_rectangle(cr, x - 1, panel->box.y - 1, BAR_WIDTH + 2, height + 2);
    cairo_stroke(cr);
}

/* ------------------------------------------------------------------------ categories */

static void swatch(const struct panel *panel, cairo_t *cr, struct colour colour, const char *text, double *y)
{
    struct label label = { .count = 0 };
    double x = panel->box.x + panel->box.w + BAR_GAP;
    set_colour(cr, colour);
    cairo_rectangle(cr, x, *y, SWATCH, SWATCH);
    cairo_fill_preserve(cr);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    label_add(&label, UPRIGHT, text);
    label_draw(cr, &label, x + SWATCH + 16, *y + SWATCH / 2.0, 0);
    *y += LINE;
}

static void list_numbers(const struct panel *panel, cairo_t *cr)
{
    double y = panel->box.y;
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < panel->nlisted; i++)
        swatch(panel, cr, colour_in_list(panel, panel->listed[i]), format_number(text, panel->listed[i]), &y);
    if (panel->others)
        swatch(panel, cr, colour_of(COLOUR_OTHERS), "others", &y);
    if (panel_has_none(panel))
        swatch(panel, cr, colour_of(COLOUR_NONE), panel->quantity->none_label, &y);
}

/* Its label stands above, and ends where the picture does if it is long. */
void draw_bar(const struct panel *panel, cairo_t *cr)
{
    double x = panel->box.x + panel->box.w + BAR_GAP, right = x - BAR_GAP + BAR_SPACE - 10;
    struct label label = panel->bar_label;
    if (panel->categories) {
        list_numbers(panel, cr);
    } else {
        gradient(panel, cr);
        draw_all_ticks(panel, cr, &label);
    }
    set_colour(cr, colour_of(COLOUR_FRAME));
    label_draw(cr, &label, fmin(x, right - label_width(cr, &label)), panel->box.y - TEXT_SIZE, 0);
}

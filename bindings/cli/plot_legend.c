/* plot_legend.c - which shade means what, below the panels.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

/* Draws at the left of *x_end and moves it on. */
static void draw_legend_entry(cairo_t *cr, double *x_end, double y, const char *text, bool hatched,
                              enum colour_name colour)
{
    enum { SIZE = 30 };
    struct label label = { .count = 0 };
    double x = *x_end;
    label_add(&label, UPRIGHT, text);
    set_colour(cr, colour_of(COLOUR_FRAME));
    label_draw(cr, &label, x, y, 1);
    x -= label_width(cr, &label) + SIZE + 14;
    if (hatched) {
        draw_hatching(cr, x, y - SIZE / 2.0, SIZE, SIZE);
    } else {
        set_colour(cr, colour_of(colour));
        cairo_rectangle(cr, x, y - SIZE / 2.0, SIZE, SIZE);
        cairo_fill(cr);
    }
    *x_end = x - 40;
}

static bool any_has(const struct panel *panels, size_t count, uint32_t mask)
{
    for (size_t i = 0; i < count; i++)
        if (panel_has(&panels[i], mask))
            return true;
    return false;
}

/* Of what occurs, beside the name of the last axis. */
void draw_legend(const struct panel *panels, size_t count, cairo_t *cr)
{
    const struct box *last = &panels[count - 1].box;
    double x = last->x + last->w, y = last->y + last->h + AXIS_SPACE - 1.4 * TEXT_SIZE;
    const chaos_status_flag *flag;
    for (uint32_t d = panels->directions; panels->directions > 1 && d-- > 0;)
        draw_legend_entry(cr, &x, y, d ? "down" : "up", false, d ? COLOUR_DOWN : COLOUR_UP);
    for (uint64_t i = 0; i < panels->points; i++)
        if (has_hysteresis(panels, i)) {
            draw_legend_entry(cr, &x, y, "hysteresis", false, COLOUR_HYSTERESIS);
            break;
        }
    for (size_t i = 0; (flag = chaos_status_flag_at(i)); i++)
        if (flag->bit & UNSOUND && any_has(panels, count, flag->bit))
            draw_legend_entry(cr, &x, y, flag->name, true, COLOUR_HATCH);
    if (any_has(panels, count, GONE))
        draw_legend_entry(cr, &x, y, "escaped", false, COLOUR_ESCAPED);
    for (size_t i = 0; i < count; i++)
        if (panels[i].has_bar && !panels[i].categories && panel_has_none(&panels[i]))
            draw_legend_entry(cr, &x, y, panels[i].quantity->none_label, false, COLOUR_NONE);
}

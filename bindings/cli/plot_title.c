/* plot_title.c - what stands above the panels, and which shade means what below them.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <ctype.h>
#include <string.h>

static void add_value(struct label *label, const char *name, double value)
{
    label_add(label, UPRIGHT, "   ");
    label_name(label, name);
    label_add(label, UPRIGHT, " = ");
    label_number(label, value);
}

static bool is_axis(const struct job *job, const char *name)
{
    for (size_t i = 0; i < job->naxes; i++)
        if (strcmp(job->axes[i].name, name) == 0)
            return true;
    return false;
}

/* "Hénon map   b = 0.3": the parameters that are fixed, and states that were given. */
void draw_title(const struct job *job, cairo_t *cr)
{
    struct label label = { .count = 0 };
    char title[96];
    snprintf(title, sizeof title, "%s", chaos_map_title(job->map));
    if (strcmp(title, chaos_map_formula(job->map)) != 0) /* a text says how it is called */
        title[0] = (char)toupper((unsigned char)title[0]);
    label_add(&label, UPRIGHT, title);
    for (uint64_t i = 0; i < chaos_map_nparams(job->map) && label.count < 18; i++)
        if (!is_axis(job, chaos_map_param(job->map, i)))
            add_value(&label, chaos_map_param(job->map, i), job->params[i]);
    for (uint64_t i = 0; i < chaos_map_dim(job->map) && label.count < 18; i++)
        if (job->state_given[i] && !is_axis(job, chaos_map_state(job->map, i)))
            add_value(&label, chaos_map_state(job->map, i), job->state[i]);
    set_colour(cr, COLOUR_FRAME);
    label_draw(cr, &label, LEFT, TOP / 2.0 - 4, 0);
}

/* Draws at the left of *x_end and moves it on. colour NULL: hatching. */
static void draw_legend_entry(cairo_t *cr, double *x_end, double y, const char *text,
                              const struct colour *colour)
{
    enum { SIZE = 30 };
    struct label label = { .count = 0 };
    double x = *x_end;
    label_add(&label, UPRIGHT, text);
    set_colour(cr, COLOUR_FRAME);
    label_draw(cr, &label, x, y, 1);
    x -= label_width(cr, &label) + SIZE + 14;
    if (colour) {
        set_colour(cr, *colour);
        cairo_rectangle(cr, x, y - SIZE / 2.0, SIZE, SIZE);
        cairo_fill(cr);
    } else {
        draw_hatching(cr, x, y - SIZE / 2.0, SIZE, SIZE);
    }
    *x_end = x - 40;
}

static bool has_never_escaped(const struct panel *panel)
{
    const int64_t *escapes = panel->measure->out[0];
    for (uint64_t i = 0; i < panel->job->points; i++)
        if (escapes[i] < 0)
            return true;
    return false;
}

/* Of what occurs, beside the name of the last axis. */
void draw_legend(const struct panel *panels, size_t count, cairo_t *cr)
{
    const struct box *last = &panels[count - 1].box;
    double x = last->x + last->w, y = last->y + last->h + AXIS_ROOM - 1.4 * TEXT_SIZE;
    bool escaped = false, unresolved = false, collapsed = false, never = false;
    for (size_t i = 0; i < count; i++) {
        const struct panel *panel = &panels[i];
        bool exponents = panel->measure->kind == CHAOS_LYAPUNOV;
        escaped |= panel_has(panel, CHAOS_ESCAPED | CHAOS_NONFINITE);
        unresolved |= exponents && panel_has(panel, CHAOS_UNRESOLVED);
        collapsed |= exponents && panel_has(panel, CHAOS_COLLAPSED);
        never |= panel->has_bar && panel->measure->kind == CHAOS_ESCAPE && has_never_escaped(panel);
    }
    if (unresolved || collapsed)
        draw_legend_entry(cr, &x, y, unresolved ? "unresolved" : "collapsed", NULL);
    if (escaped)
        draw_legend_entry(cr, &x, y, "escaped", &COLOUR_ESCAPED);
    if (never)
        draw_legend_entry(cr, &x, y, "never escapes", &COLOUR_NEVER);
}

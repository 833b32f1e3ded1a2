/* plot.c - a picture: panels stacked under a title.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <stdlib.h>

enum { RIGHT = 50, BETWEEN = 30 };

const bool plot_shows_one_alone = true;

void check_plot(const struct question *question, const struct answer *answer)
{
    check_picture(question, answer);
}

/* -------------------------------------------------------------------------- layout */

static void prepare_panel(struct panel *panel, const struct call *call, const struct measured *measured,
                          uint64_t points, uint32_t direction)
{
    const struct output *shown = shown_output(call, measured);
    const bool overlaid = call->has_direction && drawn_axes(call) < 2;
    points /= call->has_direction ? 2 : 1;
    *panel = (struct panel){ .call = call,
                             .measured = measured,
                             .shown = shown,
                             .array = &shown->array,
                             .quantity = shown->array.quantity,
                             .axes = grid_axis(call, 0),
                             .naxes = drawn_axes(call),
                             .first = direction * points,
                             .points = points,
                             .directions = overlaid ? 2 : 1 };
    uint32_t bins = count_dims(panel->array, CHAOS_DIM_BIN);
    bool records = has_dim(panel->array, CHAOS_DIM_RECORD), places = has_places(panel);
    panel->box.w = PANEL_WIDTH;
    if (panel->naxes == 2 || is_spacetime(call, panel->array) || (panel->naxes == 1 && places))
        prepare_field(panel);
    else if (panel->naxes == 1)
        (bins || records ? prepare_columns : prepare_lines)(panel);
    else if (is_ensemble(panel->array))
        prepare_ensemble(panel);
    else if (records || places)
        prepare_series(panel);
    else
        (bins == 2 ? prepare_portrait : prepare_histogram)(panel);
    if (call->random && !call->has_starts) /* of pooled starts some may have a value where others have not */
        panel->marked &= UNSOUND;
}

/* Places the panels one below the other; returns the height of the picture.
 * Panels over one axis share it: only the last has its numbers. */
static double stack(struct panel *panels, size_t count)
{
    double y = TOP;
    for (size_t i = 0; i < count; i++) {
        bool shares = panels[i].naxes == 1 && i + 1 < count;
        panels[i].box.x = LEFT;
        panels[i].box.y = y;
        y += panels[i].box.h + (shares ? BETWEEN : AXIS_SPACE + (i + 1 < count ? BETWEEN + TEXT_SIZE : 0));
    }
    return y;
}

static double picture_width(const struct panel *panels, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width = fmax(width, LEFT + panels[i].box.w + (panels[i].has_bar ? BAR_SPACE : RIGHT));
    return width;
}

/* ------------------------------------------------------------------------- drawing */

static void draw_picture(struct panel *panels, size_t count, cairo_t *cr)
{
    draw_title(panels->call, cr, LEFT + panels->box.w);
    draw_legend(panels, count, cr);
    for (size_t i = 0; i < count; i++) {
        exit_if_interrupted();
        panels[i].draw(&panels[i], cr);
        if (panels[i].has_parts)
            continue;
        draw_frame(&panels[i], cr);
        draw_y_axis(&panels[i], cr);
        draw_x_axis(&panels[i], cr, panels[i].naxes != 1 || i + 1 == count);
        if (panels[i].has_bar)
            draw_bar(&panels[i], cr);
    }
}

void write_plot(const struct question *question, struct answer *answer, FILE *file)
{
    end_at_once(true); /* drawing_end takes it back */
    const struct call *call = &question->call;
    const uint32_t each = call->has_direction && drawn_axes(call) == 2 ? 2 : 1; /* panels of a measure */
    size_t count = each * question->nmeasures;
    struct panel panels[2 * CHAOS_MAX_MEASURES];
    for (size_t i = 0; i < count; i++) {
        prepare_panel(&panels[i], call, &answer->measured[i / each], answer->points, i % each);
        panels[i].differs = answer->differs;
    }
    double height = stack(panels, count), width = picture_width(panels, count);
    cairo_t *cr = drawing_begin(call->format, file, width, height);
    draw_picture(panels, count, cr);
    char *recipe = recipe_json(question, answer, NULL);
    drawing_end(cr, call, recipe, file);
    free(recipe);
}

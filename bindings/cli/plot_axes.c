/* plot_axes.c - what all pictures have: a title, axes, a frame.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static void add_value(struct label *label, const char *name, double value)
{
    label_add(label, UPRIGHT, "   ");
    label_name(label, name);
    label_add(label, UPRIGHT, " = ");
    label_number(label, value);
}

static const char ELLIPSIS[] = "\xE2\x80\xA6";

static void drop_character(char *text)
{
    size_t n = strlen(text);
    while (n > 0 && ((unsigned char)text[--n] & 0xC0) == 0x80)
        ;
    text[n] = '\0';
}

/* What the map is called, as much of it as has room. */
static void add_title(struct label *label, cairo_t *cr, const struct call *call, double room)
{
    char title[sizeof label->runs->text];
    const char *whole = chaos_map_title(call->map);
    bool cut = strlen(whole) >= sizeof title;
    snprintf(title, sizeof title, "%s", whole);
    if (strcmp(title, chaos_map_formula(call->map)) != 0) /* a text says how it is called */
        title[0] = (char)toupper((unsigned char)title[0]);
    label_add(label, UPRIGHT, title);
    while (label_width(cr, label) > room && *title) {
        cut = true;
        drop_character(title);
        label->count = 0;
        label_add(label, UPRIGHT, title);
    }
    if (cut)
        label_add(label, UPRIGHT, ELLIPSIS);
}

/* "Hénon map   b = 0.3": the parameters that are fixed, and states that were given, as many as stand left of `right`. */
void draw_title(const struct call *call, cairo_t *cr, double right)
{
    const double room = right - LEFT - 2 * TEXT_SIZE; /* and an ellipsis */
    struct label label = { .count = 0 };
    const char *name;
    double value;
    add_title(&label, cr, call, room);
    for (uint64_t i = 0; i < call->nvalues; i++) {
        if (!fixed_value(call, i, 0, &name, &value))
            continue;
        struct label longer = label;
        add_value(&longer, name, value);
        if (longer.count > 20 || label_width(cr, &longer) > room) {
            label_add(&label, UPRIGHT, "   ");
            label_add(&label, UPRIGHT, ELLIPSIS);
            break;
        }
        label = longer;
    }
    set_colour(cr, colour_of(COLOUR_FRAME));
    label_draw(cr, &label, LEFT, TOP / 2.0 - 4, 0);
}

double panel_x(const struct panel *panel, double value)
{
    return panel->box.x + scale_part(&panel->x, value) * panel->box.w;
}

double panel_y(const struct panel *panel, double value)
{
    return panel->box.y + (1 - scale_part(&panel->y, value)) * panel->box.h;
}

static void draw_line(cairo_t *cr, double x0, double y0, double x1, double y1)
{
    cairo_move_to(cr, x0, y0);
    cairo_line_to(cr, x1, y1);
    cairo_stroke(cr);
}

enum { TICK = 12, GAP = 10 };

static double widest(cairo_t *cr, const struct ticks *ticks)
{
    double width = 0;
    for (size_t i = 0; i < ticks->count; i++) {
        struct label label = { .count = 0 };
        label_tick(&label, ticks, ticks->at[i]);
        width = fmax(width, label_width(cr, &label));
    }
    return width;
}

static void label_x_tick(struct label *label, const struct panel *panel, const struct ticks *ticks, double at)
{
    if (panel->name_x)
        panel->name_x(panel, label, at);
    else
        label_tick(label, ticks, at);
}

static void make_whole_ticks(struct ticks *ticks, const struct scale *scale, size_t most)
{
    const double last = floor(scale->high);
    *ticks = (struct ticks){ .count = 0 };
    for (size_t i = 0; i < most && (double)i <= last; i++)
        ticks->at[ticks->count++] =
            last < (double)most ? (double)i : floor((double)i * last / (double)(most - 1));
}

static double widest_x(cairo_t *cr, const struct panel *panel, const struct ticks *ticks)
{
    double width = 0;
    for (size_t i = 0; i < ticks->count; i++) {
        struct label label = { .count = 0 };
        label_x_tick(&label, panel, ticks, ticks->at[i]);
        width = fmax(width, label_width(cr, &label));
    }
    return width;
}

/* As many ticks as their numbers leave room for. */
static void make_x_ticks(cairo_t *cr, struct ticks *ticks, const struct panel *panel)
{
    for (size_t most = 12; most > 1; most--) {
        if (panel->name_x)
            make_whole_ticks(ticks, &panel->x, most);
        else
            make_ticks(ticks, &panel->x, most);
        if (ticks->count < 2 || widest_x(cr, panel, ticks) * 1.5 < panel->box.w / (double)ticks->count)
            return;
    }
}

void draw_x_axis(const struct panel *panel, cairo_t *cr, bool labels)
{
    struct ticks ticks;
    double bottom = panel->box.y + panel->box.h;
    make_x_ticks(cr, &ticks, panel);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 2);
    for (size_t i = 0; i < ticks.count; i++) {
        struct label label = { .count = 0 };
        double x = round(panel_x(panel, ticks.at[i]));
        draw_line(cr, x, bottom, x, bottom + TICK);
        label_x_tick(&label, panel, &ticks, ticks.at[i]);
        if (labels)
            label_draw(cr, &label, x, bottom + TICK + GAP + TEXT_SIZE / 2.0, 0.5);
    }
    if (!labels)
        return;
    struct label label = panel->x_label;
    label_unit(&label, &ticks);
    label_draw(cr, &label, panel->box.x + panel->box.w / 2, bottom + TICK + GAP + 2.2 * TEXT_SIZE, 0.5);
}

/* One letter stands upright, words lie along the axis, smaller if they are longer than it is. */
static void draw_y_label(const struct panel *panel, cairo_t *cr, const struct label *label, double right)
{
    const double middle = panel->box.y + panel->box.h / 2, width = label_width(cr, label);
    if (width < 1.5 * TEXT_SIZE) {
        label_draw(cr, label, right, middle, 1);
        return;
    }
    cairo_save(cr);
    cairo_translate(cr, right - TEXT_SIZE / 2.0, middle);
    cairo_rotate(cr, -M_PI / 2);
    if (width > panel->box.h)
        cairo_scale(cr, panel->box.h / width, panel->box.h / width);
    label_draw(cr, label, 0, 0, 0.5);
    cairo_restore(cr);
}

void draw_y_axis(const struct panel *panel, cairo_t *cr)
{
    struct ticks ticks;
    size_t most = (size_t)(panel->box.h / (2 * TEXT_SIZE));
    make_ticks(&ticks, &panel->y, most > 10 ? 10 : most);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 2);
    for (size_t i = 0; i < ticks.count; i++) {
        struct label label = { .count = 0 };
        double y = round(panel_y(panel, ticks.at[i]));
        draw_line(cr, panel->box.x - TICK, y, panel->box.x, y);
        label_tick(&label, &ticks, ticks.at[i]);
        label_draw(cr, &label, panel->box.x - TICK - GAP, y, 1);
    }
    struct label label = panel->y_label;
    label_unit(&label, &ticks);
    const double right = panel->box.x - TICK - 3 * GAP - fmax(widest(cr, &ticks), 2 * TEXT_SIZE);
    draw_y_label(panel, cr, &label, fmax(right, 1.2 * TEXT_SIZE)); /* within the picture */
}

void draw_frame(const struct panel *panel, cairo_t *cr)
{
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 2);
    cairo_rectangle(cr, panel->box.x - 1, panel->box.y - 1, panel->box.w + 2, panel->box.h + 2);
    cairo_stroke(cr);
}

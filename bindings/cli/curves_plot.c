/* curves_plot.c - a picture of curves of bifurcations in the plane of two parameters: a colour for each kind, neutral saddles
 * dashed; points of codimension 2 marked and named.
 *
 * SPDX-License-Identifier: MIT */
#include "branch.h"
#include "plot.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHT = 1000, RIGHT = 60, MARK = 8 };
static const double saddle = 1.0 + 1e-9; /* |cos theta| from which on a pair is real */

struct plane {
    struct panel panel;
    uint64_t nrows, nspecial, ncurves;
    uint64_t *curve, *special_curve, *row; /* of rows, of special points */
    double *parameters, *cosine;           /* of rows */
    double *special_parameters;            /* of special points */
    uint32_t *kind, *special_kind, *exact; /* of curves, of special points */
};

static void read_plane(struct plane *p, const struct branch *branch)
{
    static const char special[] = "special_points";
    *p = (struct plane){
        .nrows = chaos_result_nrows(branch->result, "rows"),
        .nspecial = chaos_result_nrows(branch->result, special),
        .ncurves = chaos_result_nrows(branch->result, "curves"),
        .curve = branch_column(branch, "rows", "curve", sizeof(uint64_t)),
        .parameters = branch_column(branch, "rows", "parameters", sizeof(double)),
        .cosine = branch_column(branch, "rows", "cosine", sizeof(double)),
        .special_curve = branch_column(branch, special, "curve", sizeof(uint64_t)),
        .row = branch_column(branch, special, "row", sizeof(uint64_t)),
        .special_parameters = branch_column(branch, special, "parameters", sizeof(double)),
        .special_kind = branch_column(branch, special, "kind", sizeof(uint32_t)),
        .exact = branch_column(branch, special, "exact", sizeof(uint32_t)),
        .kind = branch_column(branch, "curves", "kind", sizeof(uint32_t)),
    };
}

static void free_plane(struct plane *p)
{
    free(p->curve);
    free(p->parameters);
    free(p->cosine);
    free(p->special_curve);
    free(p->row);
    free(p->special_parameters);
    free(p->special_kind);
    free(p->exact);
    free(p->kind);
}

/* As Python's pictures have them. */
static struct colour colour_of_kind(uint32_t kind)
{
    return category_colour(kind == CHAOS_FOLD ? 3 : kind == CHAOS_FLIP ? 0 : 2);
}

static void begin_line(cairo_t *cr, bool dashed)
{
    static const double dashes[] = { 5, 7 };
    cairo_stroke(cr);
    cairo_set_dash(cr, dashes, dashed ? 2 : 0, 0);
}

/* One curve, through its special points; its rows begin at `first`, those at `k`. Returns the row after it. */
static uint64_t draw_curve(const struct plane *p, cairo_t *cr, uint64_t first, uint64_t *k)
{
    const uint64_t which = p->curve[first];
    uint64_t row = first;
    set_colour(cr, colour_of_kind(p->kind[which]));
    cairo_set_line_width(cr, 3.5);
    for (bool dashed = false; row < p->nrows && p->curve[row] == which; row++) {
        const double x = panel_x(&p->panel, p->parameters[2 * row]),
                     y = panel_y(&p->panel, p->parameters[2 * row + 1]);
        cairo_line_to(cr, x, y);
        if ((fabs(p->cosine[row]) > saddle) != dashed || row == first) {
            dashed = fabs(p->cosine[row]) > saddle;
            begin_line(cr, dashed);
            cairo_move_to(cr, x, y);
        }
        for (; *k < p->nspecial && p->special_curve[*k] == which && p->row[*k] <= row - first; ++*k)
            cairo_line_to(cr, panel_x(&p->panel, p->special_parameters[2 * *k]),
                          panel_y(&p->panel, p->special_parameters[2 * *k + 1]));
    }
    begin_line(cr, false);
    return row;
}

static const char *short_name(uint32_t kind)
{
    switch (kind) {
    case CHAOS_RESONANCE_1: return "1:1";
    case CHAOS_RESONANCE_2: return "1:2";
    case CHAOS_RESONANCE_3: return "1:3";
    case CHAOS_RESONANCE_4: return "1:4";
    case CHAOS_CUSP: return "CP";
    case CHAOS_GENERALIZED_FLIP: return "GF";
    case CHAOS_CHENCINER: return "CH";
    case CHAOS_FOLD_FLIP: return "FF";
    case CHAOS_FOLD_NEIMARK_SACKER: return "F-NS";
    case CHAOS_FLIP_NEIMARK_SACKER: return "PD-NS";
    case CHAOS_DOUBLE_NEIMARK_SACKER: return "NS-NS";
    default: return NULL;
    }
}

/* Whether an earlier curve has the same point. */
static bool is_drawn(const struct plane *p, uint64_t k, double x, double y)
{
    for (uint64_t i = 0; i < k; i++)
        if (p->special_kind[i] == p->special_kind[k] &&
            hypot(panel_x(&p->panel, p->special_parameters[2 * i]) - x,
                  panel_y(&p->panel, p->special_parameters[2 * i + 1]) - y) < 1.0)
            return true;
    return false;
}

static void draw_point(const struct plane *p, cairo_t *cr, uint64_t k)
{
    const struct box *box = &p->panel.box;
    const char *name = short_name(p->special_kind[k]);
    const double x = panel_x(&p->panel, p->special_parameters[2 * k]),
                 y = panel_y(&p->panel, p->special_parameters[2 * k + 1]);
    if (!name || is_drawn(p, k, x, y))
        return;
    cairo_new_path(cr);
    cairo_arc(cr, x, y, MARK, 0, 2 * M_PI);
    if (p->exact[k])
        set_colour(cr, colour_of(COLOUR_FRAME));
    else
        cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_fill_preserve(cr);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 2);
    cairo_stroke(cr);
    struct label label = { .count = 0 };
    label_add(&label, UPRIGHT, name);
    const bool left = x + 2 * MARK + label_width(cr, &label) > box->x + box->w;
    label_draw(cr, &label, x + (left ? -2 : 2) * MARK, fmax(y - 0.6 * TEXT_SIZE, box->y + TEXT_SIZE),
               left ? 1 : 0);
}

/* What colours mean, below at the right. */
static void draw_kinds(const struct plane *p, cairo_t *cr)
{
    static const char *const names[] = { "fold", "flip", "Neimark\xE2\x80\x93Sacker" };
    const struct box *box = &p->panel.box;
    double x = box->x + box->w;
    for (uint32_t kind = 3; kind-- > 0;) {
        const double y = box->y + box->h + AXIS_SPACE - 1.4 * TEXT_SIZE;
        bool is_there = false;
        for (uint64_t i = 0; i < p->ncurves; i++)
            is_there |= p->kind[i] == kind;
        if (!is_there)
            continue;
        struct label label = { .count = 0 };
        label_add(&label, UPRIGHT, names[kind]);
        set_colour(cr, colour_of(COLOUR_FRAME));
        label_draw(cr, &label, x, y, 1);
        x -= label_width(cr, &label) + 14;
        set_colour(cr, colour_of_kind(kind));
        cairo_set_line_width(cr, 3.5);
        cairo_move_to(cr, x - 60, y);
        cairo_line_to(cr, x, y);
        cairo_stroke(cr);
        x -= 60 + 40;
    }
}

void write_curves_plot(const struct branch *branch, FILE *file)
{
    struct call call = branch->call; /* whose title leaves out the parameters that change */
    struct plane p;
    for (size_t i = 0; i < 2; i++)
        call.axes[i] = (chaos_axis){ .name = chaos_map_param(call.map, branch->two[i]) };
    call.naxes = 2;
    call.nvalues = call.nparams; /* nor does it have the state that the cycle is near */
    end_at_once(true);           /* drawing_end takes it back */
    read_plane(&p, branch);
    p.panel = (struct panel){ .call = &call, .box = { LEFT, TOP, PANEL_WIDTH, HEIGHT } };
    p.panel.x = (struct scale){ .low = branch->ranges[0], .high = branch->ranges[1] };
    p.panel.y = (struct scale){ .low = branch->ranges[2], .high = branch->ranges[3] };
    label_name(&p.panel.x_label, call.axes[0].name);
    label_name(&p.panel.y_label, call.axes[1].name);
    cairo_t *cr = drawing_begin(call.format, file, LEFT + PANEL_WIDTH + RIGHT, TOP + HEIGHT + AXIS_SPACE);
    draw_title(&call, cr, LEFT + PANEL_WIDTH);
    cairo_save(cr);
    cairo_rectangle(cr, LEFT, TOP, PANEL_WIDTH, HEIGHT);
    cairo_clip(cr);
    uint64_t k = 0;
    for (uint64_t row = 0; row < p.nrows;)
        row = draw_curve(&p, cr, row, &k);
    cairo_restore(cr);
    for (uint64_t i = 0; i < p.nspecial; i++)
        draw_point(&p, cr, i);
    draw_frame(&p.panel, cr);
    draw_x_axis(&p.panel, cr, true);
    draw_y_axis(&p.panel, cr);
    draw_kinds(&p, cr);
    char *recipe = result_recipe(&call, branch->result, branch->command, NULL);
    drawing_end(cr, &call, recipe, file);
    free(recipe);
    free_plane(&p);
}

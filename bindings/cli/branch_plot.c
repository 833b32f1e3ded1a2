/* branch_plot.c - a picture of a branch, or of all in a diagram, a colour for each period: all points of the cycles
 * over the parameter, where they attract solid, elsewhere dashed; special points marked and, if there are few, named.
 *
 * SPDX-License-Identifier: MIT */
#include "branch.h"
#include "plot.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHT = 1000, RIGHT = 60, MOST_NAMED = 24, MARK = 11, FEW_PIXELS = 5 /* of a mark among many */ };
static const double margin = 0.04, beyond = 0.25; /* of the range, around it; of the view */

/* One branch: its rows and special points, which stand in a row with those of others. */
struct part {
    const struct picture *picture;
    uint64_t nrows, nspecial, n; /* n: points of a cycle */
    unsigned colour;
    double weight;                    /* of its lines and marks: many points of long cycles are thin */
    const double *parameter, *points; /* of rows */
    const uint32_t *unstable;
    const uint64_t *row; /* of special points */
    const uint32_t *kind, *exact;
    const double *special_parameter, *special_points;
};

struct picture {
    const struct branch *branch;
    struct panel panel;
    uint64_t dim, state;
    struct part all; /* as if they were one, of period 1 */
    struct part *parts;
    uint64_t nparts;
};

void check_branch_plot(const struct branch *branch) { (void)branch; }

/* Rows of a table from `from` on that are of branch number `number`. */
static uint64_t count_of(const uint64_t *of, uint64_t number, uint64_t from, uint64_t nrows)
{
    uint64_t to = from;
    while (to < nrows && of[to] == number)
        to++;
    return to - from;
}

/* A colour for each period, in their order. */
static void set_colours(struct picture *p)
{
    for (uint64_t i = 0; i < p->nparts; i++)
        for (uint64_t k = 0; k < p->nparts; k++) {
            bool first = p->parts[k].n < p->parts[i].n;
            for (uint64_t m = 0; m < k && first; m++)
                first = p->parts[m].n != p->parts[k].n;
            p->parts[i].colour += first;
        }
}

/* Long cycles are drawn first, and lie under short ones. */
static int longer_first(const void *a, const void *b)
{
    const struct part *const p = a, *const q = b;
    if (p->n != q->n)
        return p->n > q->n ? -1 : 1;
    return p->parameter < q->parameter ? -1 : p->parameter > q->parameter;
}

/* Those of a diagram. */
static void read_parts(struct picture *p)
{
    const struct branch *branch = p->branch;
    uint64_t *period = branch_column(branch, "branches", "period", sizeof(uint64_t)),
             *rows = branch_column(branch, "rows", "branch", sizeof(uint64_t)),
             *specials = branch_column(branch, "special_points", "branch", sizeof(uint64_t));
    const struct part *all = &p->all;
    struct part next = *all;
    p->nparts = chaos_result_nrows(branch->result, "branches");
    p->parts = allocate(p->nparts, sizeof *p->parts);
    for (uint64_t i = 0; i < p->nparts; i++) {
        next.n = period[i];
        next.weight = 1.0 / sqrt((double)period[i]);
        next.nrows = count_of(rows, i, (uint64_t)(next.parameter - all->parameter), all->nrows);
        next.nspecial = count_of(specials, i, (uint64_t)(next.kind - all->kind), all->nspecial);
        p->parts[i] = next;
        next.parameter += next.nrows;
        next.unstable += next.nrows;
        next.points += next.nrows * next.n * p->dim;
        next.row += next.nspecial;
        next.kind += next.nspecial;
        next.exact += next.nspecial;
        next.special_parameter += next.nspecial;
        next.special_points += next.nspecial * next.n * p->dim;
    }
    free(period);
    free(rows);
    free(specials);
    qsort(p->parts, p->nparts, sizeof *p->parts, longer_first);
    set_colours(p);
}

static void read_picture(struct picture *p, const struct branch *branch)
{
    const chaos_map *map = branch->call.map;
    *p = (struct picture){ .branch = branch,
                           .dim = chaos_map_dim(map),
                           .state = branch->up ? (uint64_t)chaos_map_state_index(map, branch->up) : 0 };
    p->all = (struct part){
        .picture = p,
        .nrows = chaos_result_nrows(branch->result, "rows"),
        .nspecial = chaos_result_nrows(branch->result, "special_points"),
        .n = branch->period,
        .weight = 1.0,
        .parameter = branch_column(branch, "rows", "parameter", sizeof(double)),
        .points = branch_column(branch, "rows", "points", sizeof(double)),
        .unstable = branch_column(branch, "rows", "unstable", sizeof(uint32_t)),
        .row = branch_column(branch, "special_points", "row", sizeof(uint64_t)),
        .kind = branch_column(branch, "special_points", "kind", sizeof(uint32_t)),
        .exact = branch_column(branch, "special_points", "exact", sizeof(uint32_t)),
        .special_parameter = branch_column(branch, "special_points", "parameter", sizeof(double)),
        .special_points = branch_column(branch, "special_points", "points", sizeof(double)),
    };
    if (branch->is_diagram)
        read_parts(p);
    else {
        p->parts = allocate(p->nparts = 1, sizeof *p->parts);
        *p->parts = p->all;
    }
}

static void free_picture(struct picture *p)
{
    const void *const columns[] = {
        p->all.parameter, p->all.points, p->all.unstable,          p->all.row,
        p->all.kind,      p->all.exact,  p->all.special_parameter, p->all.special_points
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        free((void *)columns[i]);
    free(p->parts);
}

/* The state of point i in row `row` of rows or special points. */
static double state_of(const struct part *p, const double *points, uint64_t row, uint64_t i)
{
    return points[(row * p->n + i) * p->picture->dim + p->picture->state];
}

/* ----------------------------------------------------------------------- scales */

static void widen(struct scale *scale)
{
    const double more =
        scale->high > scale->low ? margin * (scale->high - scale->low) : fmax(1e-3 * fabs(scale->low), 1e-9);
    scale->low -= more;
    scale->high += more;
}

/* All that there is; of what goes off to infinity no more than half a view on either side. */
static void make_scales(struct picture *p)
{
    const chaos_map *map = p->branch->call.map;
    struct scale *const x = &p->panel.x, *const y = &p->panel.y;
    double low, high, wrap = chaos_map_wrap(map, p->state);
    *x = *y = (struct scale){ .low = INFINITY, .high = -INFINITY };
    for (const struct part *part = p->parts; part < p->parts + p->nparts; part++)
        for (uint64_t row = 0; row < part->nrows; row++) {
            x->low = fmin(x->low, part->parameter[row]);
            x->high = fmax(x->high, part->parameter[row]);
            for (uint64_t i = 0; i < part->n; i++) {
                y->low = fmin(y->low, state_of(part, part->points, row, i));
                y->high = fmax(y->high, state_of(part, part->points, row, i));
            }
        }
    if (!(x->low <= x->high)) { /* there are none */
        *x = (struct scale){ .low = p->branch->low, .high = p->branch->high };
        *y = (struct scale){ .low = 0.0, .high = 1.0 };
    }
    widen(x);
    if (wrap > 0.0) {
        *y = (struct scale){ .low = 0.0, .high = wrap };
        return;
    }
    if (chaos_map_view(map, p->state, &low, &high) && isfinite(high - low)) {
        const double least = low - beyond * (high - low), most = high + beyond * (high - low);
        if (fmax(y->low, least) < fmin(y->high, most)) {
            y->low = fmax(y->low, least);
            y->high = fmin(y->high, most);
        }
    }
    widen(y);
}

/* ------------------------------------------------------------------------ lines */

/* A polyline that is begun anew where its style changes, and where an angle goes round. */
struct pen {
    const struct picture *p;
    cairo_t *cr;
    double weight;
    double x, y, value; /* where it is */
    bool down, solid;
};

static void lift(struct pen *pen)
{
    static const double dashes[] = { 14, 9 };
    cairo_set_dash(pen->cr, dashes, pen->solid ? 0 : 2, 0);
    cairo_set_line_width(pen->cr, pen->weight * (pen->solid ? 4 : 3));
    cairo_stroke(pen->cr);
    pen->down = false;
}

static void go_to(struct pen *pen, double parameter, double value, bool solid)
{
    const struct panel *panel = &pen->p->panel;
    const double far = 2 * panel->box.h, wrap = chaos_map_wrap(panel->call->map, pen->p->state),
                 x = panel_x(panel, parameter),
                 y = fmin(fmax(panel_y(panel, value), panel->box.y - far), panel->box.y + panel->box.h + far);
    if (pen->down && wrap > 0.0 &&
        fabs(value - pen->value) > wrap / 2.0) { /* out at one side, in at the other */
        const double round = value > pen->value ? panel->box.h : -panel->box.h;
        cairo_line_to(pen->cr, x, y + round);
        lift(pen);
        cairo_move_to(pen->cr, pen->x, pen->y - round);
        pen->down = true;
    } else if (pen->down && solid != pen->solid) {
        lift(pen);
        cairo_move_to(pen->cr, pen->x, pen->y);
        pen->down = true;
    }
    pen->solid = solid;
    (pen->down ? cairo_line_to : cairo_move_to)(pen->cr, x, y);
    *pen = (struct pen){ pen->p, pen->cr, pen->weight, x, y, value, true, solid };
}

/* Point i along the branch, through the special points. */
static void draw_line(const struct part *p, cairo_t *cr, uint64_t i)
{
    struct pen pen = { .p = p->picture, .cr = cr, .weight = p->weight };
    uint64_t k = 0;
    for (uint64_t row = 0; row < p->nrows; row++) {
        const bool solid = p->unstable[row] == 0;
        go_to(&pen, p->parameter[row], state_of(p, p->points, row, i), solid);
        for (; k < p->nspecial && p->row[k] <= row; k++)
            go_to(&pen, p->special_parameter[k], state_of(p, p->special_points, k, i), solid);
    }
    lift(&pen);
}

/* ---------------------------------------------------------------- special points */

/* Corners of the mark of a kind, around 0; NULL: a disk. */
static const double (*mark_of(uint32_t kind, size_t *count))[2]
{
    static const double square[][2] = { { -.85, -.85 }, { .85, -.85 }, { .85, .85 }, { -.85, .85 } },
                        diamond[][2] = { { 0, -1.2 }, { 1.2, 0 }, { 0, 1.2 }, { -1.2, 0 } },
                        star[][2] = { { 0, -1.4 }, { .35, -.35 }, { 1.4, 0 },  { .35, .35 },
                                      { 0, 1.4 },  { -.35, .35 }, { -1.4, 0 }, { -.35, -.35 } },
                        up[][2] = { { 0, -1.2 }, { 1.1, .8 }, { -1.1, .8 } },
                        down[][2] = { { 0, 1.2 }, { 1.1, -.8 }, { -1.1, -.8 } };
    switch (kind) {
    case CHAOS_FLIP: *count = 4; return square;
    case CHAOS_NEIMARK_SACKER: *count = 4; return diamond;
    case CHAOS_BRANCH_POINT: *count = 8; return star;
    case CHAOS_RESONANCE_3: *count = 3; return up;
    case CHAOS_RESONANCE_4: *count = 3; return down;
    default: *count = 0; return NULL;
    }
}

/* Hollow where it is not exact, and where nothing bifurcates. */
static void draw_mark(cairo_t *cr, uint32_t kind, bool full, double size, double x, double y)
{
    size_t count;
    const double(*corner)[2] = mark_of(kind, &count);
    cairo_new_path(cr);
    for (size_t i = 0; i < count; i++)
        cairo_line_to(cr, x + size * corner[i][0], y + size * corner[i][1]);
    if (!corner)
        cairo_arc(cr, x, y, size, 0, 2 * M_PI);
    cairo_close_path(cr);
    if (full)
        set_colour(cr, colour_of(COLOUR_FRAME));
    else
        cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_fill_preserve(cr);
    set_colour(cr, colour_of(COLOUR_FRAME));
    cairo_set_line_width(cr, 0.27 * size);
    cairo_stroke(cr);
}

static const char *name_of(uint32_t kind)
{
    static const char *const names[] = { "fold",         "flip",           "Neimark\xE2\x80\x93Sacker",
                                         "branch point", "neutral saddle", "1:3",
                                         "1:4" };
    return kind < sizeof names / sizeof *names ? names[kind] : "";
}

static void draw_special_point(const struct part *p, cairo_t *cr, uint64_t k)
{
    const struct panel *panel = &p->picture->panel;
    const double x = panel_x(panel, p->special_parameter[k]), bottom = panel->box.y + panel->box.h;
    const bool many = p->picture->all.nspecial > MOST_NAMED;
    double top = INFINITY;
    for (uint64_t i = 0; i < p->n; i++) {
        const double y = panel_y(panel, state_of(p, p->special_points, k, i));
        if (!(y >= panel->box.y && y <= bottom))
            continue;
        draw_mark(cr, p->kind[k], p->exact[k] && p->kind[k] != CHAOS_NEUTRAL_SADDLE,
                  many ? p->weight * FEW_PIXELS : MARK, x, y);
        top = fmin(top, y);
    }
    if (many || !isfinite(top))
        return;
    struct label label = { .count = 0 };
    label_add(&label, UPRIGHT, name_of(p->kind[k]));
    const bool left = x + 2.2 * MARK + label_width(cr, &label) > panel->box.x + panel->box.w;
    set_colour(cr, colour_of(COLOUR_FRAME));
    label_draw(cr, &label, x + (left ? -2.2 : 2.2) * MARK, fmax(top - TEXT_SIZE, panel->box.y + TEXT_SIZE),
               left ? 1 : 0);
}

/* What lines mean, below at the right. */
static void draw_styles(const struct picture *p, cairo_t *cr)
{
    static const char *const names[] = { "attracts", "does not" };
    const struct box *box = &p->panel.box;
    double x = box->x + box->w;
    for (int k = 1; k >= 0; k--) {
        const double y = box->y + box->h + AXIS_SPACE - 1.4 * TEXT_SIZE;
        struct pen pen = { .cr = cr, .weight = 1.0, .solid = k == 0 };
        struct label label = { .count = 0 };
        label_add(&label, UPRIGHT, names[k]);
        set_colour(cr, colour_of(COLOUR_FRAME));
        label_draw(cr, &label, x, y, 1);
        x -= label_width(cr, &label) + 14;
        set_colour(cr, category_colour(0));
        cairo_move_to(cr, x - 80, y);
        cairo_line_to(cr, x, y);
        lift(&pen);
        x -= 80 + 40;
    }
}

void write_branch_plot(const struct branch *branch, FILE *file)
{
    struct call call = branch->call; /* whose title leaves out the parameter that changes */
    struct picture p;
    call.axes[0] = (chaos_axis){ .name = branch->along };
    call.naxes = 1;
    call.nvalues = call.nparams; /* nor does it have the state that the cycle is near */
    end_at_once(true);           /* drawing_end takes it back */
    read_picture(&p, branch);
    p.panel = (struct panel){ .call = &call, .box = { LEFT, TOP, PANEL_WIDTH, HEIGHT } };
    make_scales(&p);
    label_name(&p.panel.x_label, branch->along);
    label_name(&p.panel.y_label, chaos_map_state(call.map, p.state));
    cairo_t *cr = drawing_begin(call.format, file, LEFT + PANEL_WIDTH + RIGHT, TOP + HEIGHT + AXIS_SPACE);
    draw_title(&call, cr, LEFT + PANEL_WIDTH);
    cairo_save(cr);
    cairo_rectangle(cr, LEFT, TOP, PANEL_WIDTH, HEIGHT);
    cairo_clip(cr);
    for (const struct part *part = p.parts; part < p.parts + p.nparts; part++)
        for (uint64_t i = 0; i < part->n; i++) {
            set_colour(cr, category_colour(part->colour));
            draw_line(part, cr, i);
        }
    cairo_restore(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    for (const struct part *part = p.parts; part < p.parts + p.nparts; part++)
        for (uint64_t k = 0; k < part->nspecial; k++)
            draw_special_point(part, cr, k);
    draw_frame(&p.panel, cr);
    draw_x_axis(&p.panel, cr, true);
    draw_y_axis(&p.panel, cr);
    draw_styles(&p, cr);
    char *recipe = result_recipe(&call, branch->result, branch->command, NULL);
    drawing_end(cr, &call, recipe, file);
    free(recipe);
    free_picture(&p);
}

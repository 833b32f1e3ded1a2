/* plot.h - what the parts that draw share.
 *
 * SPDX-License-Identifier: MIT
 *
 * A picture is a stack of panels, one for each measure. All lengths are in
 * pixels of the .png; .svg and .pdf are the same drawing at another scale. */
#ifndef CHAOS_SHELL_PLOT_H
#define CHAOS_SHELL_PLOT_H

#include "sweep.h"

#include <cairo.h>

enum { PANEL_WIDTH = 1720, LINE_HEIGHT = 380, LEFT = 170, TOP = 100, AXIS_SPACE = 130, BAR_SPACE = 290 };

/* colour.c: sRGB, 0 to 1. The tables are those of bindings/colours.inc. */
struct colour {
    double r, g, b;
};
enum colour_name {
#define COLOUR(name, rgb) COLOUR_##name,
#define PALETTE(name, ...)
#include "../colours.inc"
#undef COLOUR
#undef PALETTE
};
enum palette {
#define COLOUR(name, rgb)
#define PALETTE(name, ...) PALETTE_##name,
#include "../colours.inc"
#undef COLOUR
#undef PALETTE
};
struct colour colour_of(enum colour_name name);
struct colour palette_at(enum palette palette, double t); /* t from 0 to 1 */
struct colour category_colour(uint64_t i);
struct colour direction_colour(uint32_t direction);
double to_linear(double srgb);
double to_srgb(double linear);
void set_colour(cairo_t *cr, struct colour colour);

/* scale.c: values along an axis, and its ticks. */
struct scale {
    double low, high;
    bool log;
    double doubling; /* ticks stand at this and its doubles; 0: at round numbers */
    bool single;     /* of one value, which is all that is written */
};
enum { MAX_TICKS = 40 };
struct ticks {
    size_t count;
    double at[MAX_TICKS];
    double step; /* 0: each for itself */
    double base; /* numbers are what is above it, in units of ten to this power: */
    int power;
};
double scale_part(const struct scale *scale, double value); /* 0 at low, 1 at high */
void make_ticks(struct ticks *ticks, const struct scale *scale, size_t most);
void cell_of(const chaos_axis *axis, uint64_t i, double *low, double *high);
struct scale scale_of_axis(const chaos_axis *axis);
bool robust_range(const double *values, uint64_t count, double below, double above, double *low,
                  double *high);

/* label.c: text with italics, subscripts and superscripts. */
enum style { UPRIGHT, ITALIC, SUBSCRIPT, SUPERSCRIPT };
struct label {
    size_t count;
    struct {
        char text[96];
        enum style style;
        struct colour colour;
    } runs[24];
};
enum { TEXT_SIZE = 30 };
void label_add(struct label *label, enum style style, const char *text);
void label_colour(struct label *label, size_t first, struct colour colour); /* of its runs from that one on */
void label_name(struct label *label, const char *name); /* "theta": an italic Greek letter */
void label_column(struct label *label, const chaos_measure *measure, uint64_t i); /* what it looks at */
void label_number(struct label *label, double value);
void label_tick(struct label *label, const struct ticks *ticks, double value);
void label_unit(struct label *label, const struct ticks *ticks); /* what the numbers of ticks leave out */
double label_width(cairo_t *cr, const struct label *label);
/* align 0: x is the left end, 0.5: the middle, 1: the right end; y is the middle of the line. */
void label_draw(cairo_t *cr, const struct label *label, double x, double y, double align);

/* raster.c: cells of any size averaged on pixels, none dropped. */
struct raster {
    int width, height, channels;
    float *mean;
};
void raster_begin(struct raster *raster, int width, int height, int channels);
void raster_add(struct raster *raster, double x0, double x1, double y0, double y1, const float *values);
cairo_surface_t *raster_image(int width, int height);
void image_put(cairo_surface_t *image, int x, int y, struct colour colour);
void image_paint(cairo_t *cr, cairo_surface_t *image, double x, double y); /* and frees it */

/* panel.c and the kinds of panels. What a panel looks like follows from the dimensions
 * and the scale of the array that it shows. */
struct box {
    double x, y, w, h;
};
enum { LISTED = 12 }; /* as many categories as there are colours */
/* A law that the measure has found for a curve: from one place to another factor x^slope + offset, or
 * factor e^(slope x), x counted from `origin`. */
struct fit {
    bool found, power;
    double slope, factor, offset, from, to, origin;
    char text[96]; /* what is written beside it */
};
struct panel {
    const struct call *call;
    const struct measured *measured;
    const struct output *shown; /* one of its arrays, */
    const chaos_array *array;
    const chaos_quantity *quantity;
    const chaos_axis *axes; /* that it is drawn over */
    uint32_t naxes;
    uint64_t first, points; /* that it shows: `points` from there on, */
    uint32_t directions;    /* and if there are 2 of them as many after these, drawn over the others */
    const bool *differs;    /* [points] where there is hysteresis; NULL: nowhere */
    struct box box;
    struct scale x, y;
    struct fit fit;
    double least; /* what is less is shown as this on a logarithmic scale */
    struct label x_label, y_label, bar_label;
    void (*draw)(struct panel *panel, cairo_t *cr);
    bool has_bar;    /* a colour bar at its right */
    uint32_t marked; /* flags of points that are marked: those of GONE are grey, of UNSOUND hatched */
    bool empty;      /* no point has a value */
    void (*name_x)(const struct panel *panel, struct label *label,
                   double at); /* of whole numbers; NULL: they say it */
    bool has_parts;            /* with axes of their own */
    bool categories;           /* whole numbers: the bar is a list */
    double listed
        [LISTED];   /* those that have a colour, rising; their place in the palette is that in the list, */
    size_t nlisted; /* or themselves where all are at most as many */
    bool by_number, others; /* whether they are so; whether there are more */
    enum palette palette;
    struct scale bar; /* values of the bar's ends; diverging: 0 is the palette's middle */
};
enum {
    GONE = CHAOS_ESCAPED | CHAOS_NONFINITE,
    UNSOUND = CHAOS_UNRESOLVED | CHAOS_COLLAPSED | CHAOS_UNSETTLED
};
double value_of(const struct panel *panel, uint64_t point, uint64_t element); /* of what it shows */
/* Flags of point i that are marked: escaped is what is so in all directions, unsound what is so in one. */
uint32_t status_of(const struct panel *panel, uint64_t i);
bool panel_has(const struct panel *panel, uint32_t mask);
bool panel_has_none(const struct panel *panel);
/* Where a logarithmic scale begins: at 1 for whole numbers, else at the least value above 0; 0: there is none, and
 * no such scale. */
double find_least(const struct panel *panel);
enum { STATISTICS = 4, VARIANCE = 1 };
bool is_left_out(const struct panel *panel, uint64_t element);
void label_values(struct label *label, const struct panel *panel, bool all); /* or of the first element */
void draw_bands(const struct panel *panel, cairo_t *cr);
bool has_hysteresis(const struct panel *panel, uint64_t i);
void draw_hysteresis(const struct panel *panel, cairo_t *cr); /* before all else */
void draw_hatching(cairo_t *cr, double x, double y, double w, double h);
void draw_bar(const struct panel *panel, cairo_t *cr);

/* plot_categories.c */
void list_categories(struct panel *panel, double *values, size_t count); /* sorts them */
struct colour colour_in_list(const struct panel *panel, double value);

double palette_part(const struct panel *panel, double value);

/* plot_density.c */
void add_bins(const struct panel *panel, struct raster *raster, uint64_t i, double unit, double x0,
              double x1);
void paint_raster(const struct panel *panel, cairo_t *cr, struct raster *raster); /* and frees it */
struct scale scale_of_bins(const struct panel *panel, uint32_t column);
void take_plane_of_bins(struct panel *panel); /* that of two columns, as axes */

/* plot_fit.c: of a curve at one point. */
void find_fit(struct panel *panel);
void draw_fit(const struct panel *panel, cairo_t *cr);

/* plot_ensembles.c */
bool is_ensemble(const chaos_array *array);

/* plot_axes.c: a box and scales are all that they look at. */
double panel_x(const struct panel *panel, double value);
double panel_y(const struct panel *panel, double value);
void draw_title(const struct call *call, cairo_t *cr, double right); /* no further than that */
void draw_x_axis(const struct panel *panel, cairo_t *cr, bool labels);
void draw_y_axis(const struct panel *panel, cairo_t *cr);
void draw_frame(const struct panel *panel, cairo_t *cr);

/* surface.c: a white sheet of so many pixels, and the file of it, with a recipe in JSON. */
cairo_t *drawing_begin(enum format format, FILE *file, double width, double height);
void drawing_end(cairo_t *cr, const struct call *call, const char *recipe, FILE *file);

/* plot_legend.c */
void draw_legend(const struct panel *panels, size_t count, cairo_t *cr);

/* What a panel shows of its measure; each prepares scales, labels and draw. */
void prepare_columns(struct panel *panel);   /* one axis: bins, or records as such */
void prepare_histogram(struct panel *panel); /* no axis: bins of one column */
void prepare_portrait(struct panel *panel);  /* no axis: bins of two columns */
void prepare_ensemble(struct panel *panel);  /* no axis: bins or statistics at chosen times */
void prepare_series(struct panel *panel);    /* no axis: records in time, correlations over lags, ... */
void prepare_lines(struct panel *panel);     /* one axis: anything else */
void prepare_field(struct panel *panel);     /* two axes, of each direction one; or an axis and lags, ... */
bool has_places(const struct panel *panel);  /* lags, frequencies, lengths: not records */
double place_of(const struct panel *panel, uint64_t i); /* of the first dimension */
bool is_spacetime(const struct call *call, const chaos_array *array);

#endif

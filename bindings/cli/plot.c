/* plot.c - a picture: panels stacked under a title.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>

enum { RIGHT = 50, BAR_ROOM = 230, BETWEEN = 30 };
static const double POINTS_PER_PIXEL = 0.25; /* 1920 pixels are 17 cm in .svg and .pdf */

/* -------------------------------------------------------------------- what can't be */

static void check_list(const struct job *job, const chaos_axis *axis)
{
    for (uint64_t i = 1; axis->values && i < axis->count; i++) {
        bool rises = axis->values[1] > axis->values[0];
        if (!(rises ? axis->values[i] > axis->values[i - 1] : axis->values[i] < axis->values[i - 1]))
            die(EXIT_USAGE, "-o %s: the values of %s must rise or fall from one to the next", job->output,
                axis->name);
    }
}

static void check_measure(const struct job *job, const chaos_measure *measure)
{
    const char *name = chaos_measure_name(measure->kind);
    char column[COLUMN_SIZE];
    bool states = measure->kind == CHAOS_DENSITY || measure->kind == CHAOS_ORBIT;
    if (job->naxes == 0 && !states)
        die(EXIT_USAGE,
            "-o %s: there is no picture of %s at one point; an axis NAME=START:STOP:COUNT is needed",
            job->output, name);
    if (job->naxes == 2 && states)
        die(EXIT_USAGE, "-o %s: there is no picture of %s over two axes; one axis or .npz would do",
            job->output, name);
    if (job->naxes == 1 && measure->kind == CHAOS_DENSITY && measure->nof == 2)
        die(EXIT_USAGE,
            "-o %s: there is no picture of a density of two states over %s; of=%s or .npz would do",
            job->output, job->axes[0].name, column_name(column, job, measure, 0));
}

void check_plot(const struct job *job)
{
    if (job->naxes > 2)
        die(EXIT_USAGE, "-o %s: a picture has room for two axes, this sweep has %zu; .npz would do",
            job->output, job->naxes);
    for (size_t i = 0; i < job->naxes; i++)
        check_list(job, &job->axes[i]);
    for (size_t i = 0; i < job->nmeasures; i++)
        check_measure(job, &job->measures[i]);
}

/* -------------------------------------------------------------------------- layout */

static void prepare_panel(struct panel *panel, const struct job *job, size_t i)
{
    *panel = (struct panel){ .job = job, .measure = &job->measures[i], .array = &job->arrays[i][0] };
    panel->box.w = PANEL_WIDTH;
    panel->shows_status = job->naxes > 0;
    bool columns = panel->measure->kind == CHAOS_DENSITY || panel->measure->kind == CHAOS_ORBIT;
    if (is_field(job, panel->measure))
        prepare_field(panel);
    else if (job->naxes == 1)
        (columns ? prepare_columns : prepare_lines)(panel);
    else if (panel->measure->kind == CHAOS_ORBIT)
        prepare_series(panel);
    else
        (panel->measure->nof == 2 ? prepare_portrait : prepare_histogram)(panel);
}

/* Places the panels one below the other; returns the height of the picture.
 * Panels over one axis share it: only the last has its numbers. */
static double stack(struct panel *panels, size_t count)
{
    double y = TOP;
    for (size_t i = 0; i < count; i++) {
        bool shares = panels[i].job->naxes == 1 && i + 1 < count;
        panels[i].box.x = LEFT;
        panels[i].box.y = y;
        y += panels[i].box.h + (shares ? BETWEEN : AXIS_ROOM + (i + 1 < count ? BETWEEN + TEXT_SIZE : 0));
    }
    return y;
}

static double picture_width(const struct panel *panels, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width = fmax(width, LEFT + panels[i].box.w + (panels[i].has_bar ? BAR_ROOM : RIGHT));
    return width;
}

/* ------------------------------------------------------------------------- drawing */

static void draw_picture(struct panel *panels, size_t count, cairo_t *cr)
{
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    draw_title(panels->job, cr);
    draw_legend(panels, count, cr);
    for (size_t i = 0; i < count; i++) {
        exit_if_interrupted();
        panels[i].draw(&panels[i], cr);
        draw_frame(&panels[i], cr);
        draw_y_axis(&panels[i], cr);
        draw_x_axis(&panels[i], cr, panels[i].job->naxes != 1 || i + 1 == count);
        if (panels[i].has_bar)
            draw_bar(&panels[i], cr);
    }
}

static cairo_status_t write_bytes(void *file, const unsigned char *bytes, unsigned length)
{
    outfile_write(file, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *make_surface(const struct job *job, FILE *file, double width, double height)
{
    double w = width * POINTS_PER_PIXEL, h = height * POINTS_PER_PIXEL;
    if (job->format == FORMAT_SVG)
        return cairo_svg_surface_create_for_stream(write_bytes, file, w, h);
    if (job->format == FORMAT_PDF)
        return cairo_pdf_surface_create_for_stream(write_bytes, file, w, h);
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
}

void write_plot(const struct job *job, FILE *file)
{
    struct panel panels[MAX_MEASURES];
    for (size_t i = 0; i < job->nmeasures; i++)
        prepare_panel(&panels[i], job, i);
    double height = stack(panels, job->nmeasures), width = picture_width(panels, job->nmeasures);
    cairo_surface_t *surface = make_surface(job, file, width, height);
    cairo_t *cr = cairo_create(surface);
    if (job->format != FORMAT_PNG)
        cairo_scale(cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
    draw_picture(panels, job->nmeasures, cr);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS && job->format == FORMAT_PNG)
        status = cairo_surface_write_to_png_stream(surface, write_bytes, file);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        die(EXIT_FAILED, "-o %s: the picture can't be drawn: %s", job->output,
            cairo_status_to_string(status));
}

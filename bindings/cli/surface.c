/* surface.c - the file that a picture is drawn into.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

static const double POINTS_PER_PIXEL = 0.25; /* 1920 pixels are 17 cm in .svg and .pdf */

static cairo_status_t write_bytes(void *file, const unsigned char *bytes, unsigned length)
{
    outfile_write(file, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *make_surface(enum format format, FILE *file, double width, double height)
{
    double w = width * POINTS_PER_PIXEL, h = height * POINTS_PER_PIXEL;
    if (format == FORMAT_SVG)
        return cairo_svg_surface_create_for_stream(write_bytes, file, w, h);
    if (format == FORMAT_PDF)
        return cairo_pdf_surface_create_for_stream(write_bytes, file, w, h);
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
}

cairo_t *drawing_begin(enum format format, FILE *file, double width, double height)
{
    cairo_surface_t *surface = make_surface(format, file, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_surface_destroy(surface); /* the drawing has it */
    if (format != FORMAT_PNG)
        cairo_scale(cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    return cr;
}

void drawing_end(cairo_t *cr, const struct call *call, FILE *file)
{
    cairo_surface_t *surface = cairo_surface_reference(cairo_get_target(cr));
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS && call->format == FORMAT_PNG)
        status = cairo_surface_write_to_png_stream(surface, write_bytes, file);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        die(EXIT_FAILED, "-o %s: can't draw the picture: %s", call->output, cairo_status_to_string(status));
}

/* surface.c - the file that a picture is drawn into, and the recipe in it: of a PNG a text of that name (PNG
 * specification, iTXt), of an SVG a processing instruction at its end, of a PDF its subject.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <stdlib.h>
#include <string.h>

static const double POINTS_PER_PIXEL = 0.25; /* 1920 pixels are 17 cm in .svg and .pdf */

static cairo_status_t write_bytes(void *file, const unsigned char *bytes, unsigned length)
{
    outfile_write(file, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* ------------------------------------------------------------------------------ recipes */

enum { BEFORE_TEXT = 33 }; /* bytes of a PNG: its signature, the header's chunk */

struct png {
    FILE *file;
    const char *recipe;
    uint64_t written;
};

static void write_number(FILE *file, uint32_t value)
{
    const unsigned char bytes[] = { value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255 };
    outfile_write(file, bytes, sizeof bytes);
}

static void write_text_chunk(const struct png *png)
{
    static const char head[] = PNG_RECIPE;
    const size_t length = strlen(png->recipe);
    const uint32_t crc = crc32_of(crc32_of(0, head, sizeof head), png->recipe, length);
    write_number(png->file, (uint32_t)(sizeof head - 4 + length));
    outfile_write(png->file, head, sizeof head);
    outfile_write(png->file, png->recipe, length);
    write_number(png->file, crc);
}

static cairo_status_t write_png(void *closure, const unsigned char *bytes, unsigned length)
{
    struct png *png = closure;
    const uint64_t before = png->written < BEFORE_TEXT ? BEFORE_TEXT - png->written : length;
    const unsigned first = before < length ? (unsigned)before : length;
    outfile_write(png->file, bytes, first);
    if (png->written < BEFORE_TEXT && png->written + first == BEFORE_TEXT)
        write_text_chunk(png);
    outfile_write(png->file, bytes + first, length - first);
    png->written += length;
    return CAIRO_STATUS_SUCCESS;
}

/* The instruction ends with the first ?>, which JSON can say otherwise. */
static void write_instruction(FILE *file, const char *recipe)
{
    outfile_write(file, SVG_RECIPE, sizeof SVG_RECIPE - 1);
    for (const char *end; (end = strstr(recipe, "?>")); recipe = end + 2) {
        outfile_write(file, recipe, (size_t)(end - recipe));
        outfile_write(file, "?\\u003e", 7);
    }
    outfile_write(file, recipe, strlen(recipe));
    outfile_write(file, "?>\n", 3);
}

/* ------------------------------------------------------------------------------ surfaces */

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

void drawing_end(cairo_t *cr, const struct call *call, const char *recipe, FILE *file)
{
    cairo_surface_t *surface = cairo_surface_reference(cairo_get_target(cr));
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS && call->format == FORMAT_PNG)
        status = cairo_surface_write_to_png_stream(surface, write_png, &(struct png){ file, recipe, 0 });
    if (call->format == FORMAT_PDF)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, recipe);
    cairo_surface_finish(surface);
    if (call->format == FORMAT_SVG)
        write_instruction(file, recipe);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    end_at_once(false);
    if (status != CAIRO_STATUS_SUCCESS)
        die(EXIT_FAILED, "-o %s: can't draw the picture: %s", call->output, cairo_status_to_string(status));
}

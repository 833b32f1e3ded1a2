/* raster.c - cells of any size averaged on pixels, none dropped.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>
#include <stdlib.h>

void raster_begin(struct raster *raster, int width, int height, int channels)
{
    *raster = (struct raster){ .width = width, .height = height, .channels = channels };
    raster->mean = allocate((size_t)width * (size_t)height, (size_t)channels * sizeof(float));
}

static double overlap(int pixel, double low, double high) { return fmin(pixel + 1, high) - fmax(pixel, low); }

/* A cell's share of a pixel is the part of it that it covers. x0 <= x1, y0 <= y1. */
void raster_add(struct raster *raster, double x0, double x1, double y0, double y1, const float *values)
{
    int left = (int)fmax(x0, 0), right = (int)ceil(fmin(x1, raster->width));
    int top = (int)fmax(y0, 0), bottom = (int)ceil(fmin(y1, raster->height));
    for (int y = top; y < bottom; y++) {
        double height = overlap(y, y0, y1);
        float *pixel =
            raster->mean + ((size_t)y * (size_t)raster->width + (size_t)left) * (size_t)raster->channels;
        for (int x = left; x < right; x++) {
            float share = (float)(height * overlap(x, x0, x1));
            for (int c = 0; c < raster->channels; c++)
                *pixel++ += share * values[c];
        }
    }
}

cairo_surface_t *raster_image(int width, int height)
{
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS)
        die(EXIT_FAILED, "out of memory for a picture of %d x %d pixels", width, height);
    return image;
}

static uint32_t byte_of(double part)
{
    return part <= 0 ? 0 : part >= 1 ? 255 : (uint32_t)(part * 255 + 0.5);
}

void image_put(cairo_surface_t *image, int x, int y, struct colour colour)
{
    unsigned char *row =
        cairo_image_surface_get_data(image) + (ptrdiff_t)y * cairo_image_surface_get_stride(image);
    ((uint32_t *)(void *)row)[x] = byte_of(colour.r) << 16 | byte_of(colour.g) << 8 | byte_of(colour.b);
}

void image_paint(cairo_t *cr, cairo_surface_t *image, double x, double y)
{
    cairo_surface_mark_dirty(image);
    cairo_set_source_surface(cr, image, x, y);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_surface_destroy(image);
}

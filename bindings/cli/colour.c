/* colour.c - colours and palettes.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>

#define COLOUR(name, rgb) [COLOUR_##name] = (rgb),
#define PALETTE(name, ...)
static const uint32_t colours[] = {
#include "../colours.inc"
};
#undef COLOUR
#undef PALETTE

#define COLOUR(name, rgb)
#define PALETTE(name, ...) static const uint32_t stops_##name[] = { __VA_ARGS__ };
#include "../colours.inc"
#undef PALETTE
#define PALETTE(name, ...) [PALETTE_##name] = { stops_##name, sizeof stops_##name / sizeof *stops_##name },
static const struct {
    const uint32_t *stops;
    size_t count;
} palettes[] = {
#include "../colours.inc"
};
#undef COLOUR
#undef PALETTE

static struct colour from_rgb(uint32_t rgb)
{
    return (struct colour){ (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0 };
}

struct colour colour_of(enum colour_name name) { return from_rgb(colours[name]); }

struct colour palette_at(enum palette palette, double t)
{
    const uint32_t *stops = palettes[palette].stops;
    size_t last = palettes[palette].count - 1;
    double place = fmin(fmax(t, 0), 1) * (double)last;
    size_t i = place >= (double)last ? last - 1 : (size_t)place;
    double part = place - (double)i;
    struct colour a = from_rgb(stops[i]), b = from_rgb(stops[i + 1]);
    return (struct colour){ a.r + part * (b.r - a.r), a.g + part * (b.g - a.g), a.b + part * (b.b - a.b) };
}

struct colour category_colour(uint64_t i)
{
    return from_rgb(palettes[PALETTE_CATEGORIES].stops[i % palettes[PALETTE_CATEGORIES].count]);
}

/* Up and down: two that differ to all eyes, and in print. */
struct colour direction_colour(uint32_t direction) { return colour_of(direction ? COLOUR_DOWN : COLOUR_UP); }

double to_linear(double srgb) { return srgb <= 0.04045 ? srgb / 12.92 : pow((srgb + 0.055) / 1.055, 2.4); }

double to_srgb(double linear)
{
    if (!(linear > 0))
        return 0;
    if (linear >= 1)
        return 1;
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

void set_colour(cairo_t *cr, struct colour colour) { cairo_set_source_rgb(cr, colour.r, colour.g, colour.b); }

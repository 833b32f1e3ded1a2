/* colour.c - palettes, interpolated where equal steps look equal (CIELAB).
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <math.h>

const struct colour COLOUR_ESCAPED = { 0.80, 0.80, 0.80 };
const struct colour COLOUR_HATCH = { 0.25, 0.25, 0.25 };
const struct colour COLOUR_NEVER = { 0.05, 0.05, 0.06 };
const struct colour COLOUR_CHAOS = { 0.753, 0.133, 0.106 };
const struct colour COLOUR_REGULAR = { 0.129, 0.349, 0.616 };
const struct colour COLOUR_FRAME = { 0.15, 0.15, 0.15 };

double to_linear(double srgb) { return srgb <= 0.04045 ? srgb / 12.92 : pow((srgb + 0.055) / 1.055, 2.4); }

double to_srgb(double linear)
{
    if (!(linear > 0))
        return 0;
    if (linear >= 1)
        return 1;
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

struct lab {
    double l, a, b;
};

static double lab_curve(double t) { return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116; }

static double lab_inverse(double f)
{
    double cube = f * f * f;
    return cube > 216.0 / 24389 ? cube : (116 * f - 16) * 27 / 24389;
}

/* White is D65, as sRGB has it. */
static const double WHITE_X = 0.95047, WHITE_Z = 1.08883;

static struct lab lab_of(struct colour c)
{
    double r = to_linear(c.r), g = to_linear(c.g), b = to_linear(c.b);
    double x = lab_curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE_X);
    double y = lab_curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    double z = lab_curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / WHITE_Z);
    return (struct lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static struct colour colour_of(struct lab lab)
{
    double fy = (lab.l + 16) / 116;
    double x = WHITE_X * lab_inverse(fy + lab.a / 500), y = lab_inverse(fy);
    double z = WHITE_Z * lab_inverse(fy - lab.b / 200);
    return (struct colour){ to_srgb(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
                            to_srgb(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
                            to_srgb(0.0556434 * x - 0.2040259 * y + 1.0572252 * z) };
}

#define RGB(hex)                                                                 \
    {                                                                            \
        (hex >> 16 & 255) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0 \
    }

/* Ink on paper; cool, white, warm; dark to light with lightness rising evenly. */
static const struct colour ink[] = { RGB(0xFFFFFF), RGB(0xC9CFDA), RGB(0x8790A8), RGB(0x444E72),
                                     RGB(0x0B1030) };
static const struct colour diverging[] = { RGB(0x0B2559), RGB(0x1F5FA6), RGB(0x6BA6D3),
                                           RGB(0xC0DBEB), RGB(0xFAF9F6), RGB(0xF8CFAE),
                                           RGB(0xEC8A5E), RGB(0xC4302B), RGB(0x5C0A22) };
static const struct colour sequential[] = { RGB(0x3A1F6E), RGB(0x3F4A94), RGB(0x2F729C), RGB(0x1F9A97),
                                            RGB(0x58C07C), RGB(0xB3DB68), RGB(0xFBF3A6) };

static const struct {
    const struct colour *stops;
    size_t count;
} palettes[] = {
    [PALETTE_INK] = { ink, sizeof ink / sizeof *ink },
    [PALETTE_DIVERGING] = { diverging, sizeof diverging / sizeof *diverging },
    [PALETTE_SEQUENTIAL] = { sequential, sizeof sequential / sizeof *sequential },
};

static struct colour interpolate(enum palette palette, double t)
{
    const struct colour *stops = palettes[palette].stops;
    size_t last = palettes[palette].count - 1;
    double place = t * (double)last;
    size_t i = place >= (double)last ? last - 1 : (size_t)place;
    double part = place - (double)i;
    struct lab a = lab_of(stops[i]), b = lab_of(stops[i + 1]);
    return colour_of(
        (struct lab){ a.l + part * (b.l - a.l), a.a + part * (b.a - a.a), a.b + part * (b.b - a.b) });
}

/* Fine enough that neighbours differ by less than a step of 8 bits. */
struct colour palette_at(enum palette palette, double t)
{
    enum { STEPS = 2048 };
    static struct colour table[3][STEPS + 1];
    static bool made[3];
    if (!made[palette])
        for (int i = 0; i <= STEPS; i++)
            table[palette][i] = interpolate(palette, (double)i / STEPS);
    made[palette] = true;
    return table[palette][t <= 0 ? 0 : t >= 1 ? STEPS : (int)(t * STEPS + 0.5)];
}

/* Told apart also by those who do not see red or green (after Okabe and Ito). */
static const struct colour categories[] = { RGB(0x0072B2), RGB(0xE69F00), RGB(0x009E73), RGB(0xD55E00),
                                            RGB(0x56B4E9), RGB(0xCC79A7), RGB(0xF0E442), RGB(0x7F5AA8),
                                            RGB(0x8C6239), RGB(0x9AC43C), RGB(0x1B5E57), RGB(0xF4A6B8) };

struct colour category_colour(uint64_t i) { return categories[i % (sizeof categories / sizeof *categories)]; }

struct colour period_colour(uint64_t period)
{
    return period == 0 ? COLOUR_NEVER : category_colour(period - 1);
}

void set_colour(cairo_t *cr, struct colour colour) { cairo_set_source_rgb(cr, colour.r, colour.g, colour.b); }

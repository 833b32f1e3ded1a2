/* label.c - text with italics, subscripts and superscripts.
 *
 * SPDX-License-Identifier: MIT */
#include "plot.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void label_add(struct label *label, enum style style, const char *text)
{
    size_t most = sizeof label->runs / sizeof *label->runs;
    if (label->count == most)
        return;
    label->runs[label->count].style = style;
    label->runs[label->count].colour = colour_of(COLOUR_FRAME);
    snprintf(label->runs[label->count++].text, sizeof label->runs->text, "%s", text);
}

void label_colour(struct label *label, size_t first, struct colour colour)
{
    for (size_t i = first; i < label->count; i++)
        label->runs[i].colour = colour;
}

/* "theta" is a letter, the 2 of "x2" a subscript. */
void label_name(struct label *label, const char *name)
{
    size_t letters = strlen(name);
    while (letters > 1 && isdigit((unsigned char)name[letters - 1]))
        letters--;
    char stem[64];
    snprintf(stem, sizeof stem, "%.*s", (int)letters, name);
    const char *letter = chaos_name_letter(stem);
    label_add(label, ITALIC, letter ? letter : stem);
    if (name[letters])
        label_add(label, SUBSCRIPT, name + letters);
}

void label_column(struct label *label, const chaos_measure *measure, uint64_t i)
{
    char name[sizeof label->runs->text];
    chaos_measure_element(measure, CHAOS_DIM_COLUMN, i, name, sizeof name);
    if (chaos_measure_column_state(measure, i) < 0)
        label_add(label, ITALIC, name);
    else
        label_name(label, name);
}

static const char MINUS[] = "\xE2\x88\x92";

/* "-1.5e-07" as printf has it becomes -1.5 x 10^-7 with proper signs. */
static void add_printed(struct label *label, const char *printed)
{
    char mantissa[64], exponent[32];
    size_t length = strcspn(printed, "e");
    bool negative = *printed == '-';
    bool one = length == 1 + (size_t)negative && printed[negative] == '1' && printed[length];
    snprintf(mantissa, sizeof mantissa, "%s%.*s", negative ? MINUS : "", one ? 0 : (int)length - negative,
             printed + negative);
    if (*mantissa)
        label_add(label, UPRIGHT, mantissa);
    if (!printed[length])
        return;
    const char *power = printed + length + 1;
    bool below = *power == '-';
    power += strspn(power, "+-0");
    snprintf(exponent, sizeof exponent, "%s%s", below ? MINUS : "", *power ? power : "0");
    label_add(label, UPRIGHT,
              one ? "10"
                  : "\xE2\x80\x89\xC3\x97\xE2\x80\x89"
                    "10");
    label_add(label, SUPERSCRIPT, exponent);
}

void label_number(struct label *label, double value)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%.6g", value);
    add_printed(label, text);
}

/* As many decimals as tell the ticks apart, the same for all of them. */
void label_tick(struct label *label, const struct ticks *ticks, double value)
{
    char text[NUMBER_SIZE];
    if (ticks->step == 0) {
        snprintf(text, sizeof text, "%.0e", value);
        if (value == 0 || (fabs(value) < 1e4 && fabs(value) >= 0.01) || strtod(text, NULL) != value)
            format_number(text, value);
    } else {
        const int decimals = ticks->power - (int)floor(log10(ticks->step) + 1e-9);
        snprintf(text, sizeof text, "%.*f", decimals < 0 ? 0 : decimals,
                 (value - ticks->base) / pow(10, ticks->power));
    }
    add_printed(label, text);
}

void label_unit(struct label *label, const struct ticks *ticks)
{
    char text[NUMBER_SIZE];
    if (ticks->base != 0) {
        label_add(label, UPRIGHT, ticks->base < 0 ? " + " : " \xE2\x88\x92 ");
        add_printed(label, format_number(text, fabs(ticks->base)));
    }
    if (ticks->power != 0) {
        label_add(label, UPRIGHT, "  (");
        snprintf(text, sizeof text, "1e%d", ticks->power);
        add_printed(label, text);
        label_add(label, UPRIGHT, ")");
    }
}

static void choose_font(cairo_t *cr, enum style style)
{
    bool small = style == SUBSCRIPT || style == SUPERSCRIPT;
    cairo_select_font_face(cr, style == ITALIC ? "serif" : "sans-serif",
                           style == ITALIC ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, style == ITALIC ? 1.12 * TEXT_SIZE : small ? 0.7 * TEXT_SIZE : TEXT_SIZE);
}

double label_width(cairo_t *cr, const struct label *label)
{
    double width = 0;
    for (size_t i = 0; i < label->count; i++) {
        cairo_text_extents_t extents;
        choose_font(cr, label->runs[i].style);
        cairo_text_extents(cr, label->runs[i].text, &extents);
        width += extents.x_advance;
    }
    return width;
}

void label_draw(cairo_t *cr, const struct label *label, double x, double y, double align)
{
    x -= align * label_width(cr, label);
    for (size_t i = 0; i < label->count; i++) {
        enum style style = label->runs[i].style;
        double shift = style == SUBSCRIPT ? 0.2 : style == SUPERSCRIPT ? -0.35 : 0;
        cairo_text_extents_t extents;
        choose_font(cr, style);
        set_colour(cr, label->runs[i].colour);
        cairo_text_extents(cr, label->runs[i].text, &extents);
        cairo_move_to(cr, x, y + (0.36 + shift) * TEXT_SIZE); /* 0.36: half the height of a digit */
        cairo_show_text(cr, label->runs[i].text);
        x += extents.x_advance;
    }
}

/* help.c - what programs tell about themselves and about the maps.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Output that fails must not look like success. */
static void finish(void)
{
    FILE *file = outfile_open(NULL);
    outfile_close(file);
}

void print_help(void)
{
    fputs(program.usage, stdout);
    fputs("\n"
          "MAP is a name from --list; or, if it has an =, a map itself:\n"
          "\"x' = 1 - a*x^2 + y; y' = b*x\"; or a C file of your own, such as ./mymap.c, or\n"
          "one compiled from it, ./mymap.so. N=100 sets the number of sites of a lattice.\n"
          "\n",
          stdout);
    print_options();
    program.print_rest();
    fputs("\nexit status: 0 done, 1 failed, 2 usage, 3 as --strict says, 129, 130, 143 or\n152 interrupted\n",
          stdout);
    finish();
}

void print_version(void)
{
    const char *isa = chaos_isa_name();
    printf("%s %s\n", program.name, chaos_version());
    printf("instruction set: %s\n", isa ? isa : "CHAOS_ISA names one that is not there");
    finish();
}

/* Columns on a terminal: the bytes of UTF-8 that begin a character. */
static int columns_of(const char *text)
{
    int columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xC0) != 0x80;
    return columns;
}

static int widest(const char *(*text)(const chaos_map *))
{
    int width = 0;
    for (size_t i = 0; i < chaos_map_count(); i++) {
        int columns = columns_of(text(chaos_map_at(i)));
        width = columns > width ? columns : width;
    }
    return width;
}

static void print_column(const char *text, int width)
{
    printf("%s%*s", text, width - columns_of(text) + 2, "");
}

void print_list(void)
{
    int name = widest(chaos_map_name), title = widest(chaos_map_title);
    for (size_t i = 0; i < chaos_map_count(); i++) {
        const chaos_map *map = chaos_map_at(i);
        print_column(chaos_map_name(map), name);
        print_column(chaos_map_title(map), title);
        puts(chaos_map_formula(map));
    }
    finish();
}

/* Text in lines of at most 78 columns, the first one after the heading, or below one that is longer. */
void print_paragraph(size_t indent, const char *heading, const char *text)
{
    enum { WIDTH = 78 };
    size_t column = indent, length = strlen(heading);
    bool begins = true;
    if (length <= indent)
        printf("%-*s", (int)indent, heading);
    else
        printf("%.*s\n%*s", (int)(length - (heading[length - 1] == ' ')), heading, (int)indent, "");
    while (*text) {
        length = strcspn(text, " \n");
        if (!begins && column + 1 + length > WIDTH) { /* bytes: rather early than late */
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else if (!begins) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)length, text);
        begins = false;
        column += length;
        text += length;
        text += strspn(text, " \n");
    }
    putchar('\n');
}

static void print_parameters(const chaos_map *map)
{
    char value[NUMBER_SIZE];
    for (uint64_t i = 0; i < chaos_map_nparams(map); i++)
        printf("%-12s%s = %s\n", i ? "" : "parameters", chaos_map_param(map, i),
               format_number(value, chaos_map_param_default(map, i)));
    if (chaos_map_nparams(map) == 0)
        printf("%-12snone\n", "parameters");
}

static void print_states(const chaos_map *map)
{
    enum { SHOWN = 8 };
    char text[NUMBER_SIZE];
    uint64_t dim = chaos_map_dim(map);
    double low, high, period;
    for (uint64_t i = 0; i < dim && i < SHOWN; i++) {
        printf("%-12s%s = %s", i ? "" : "states", chaos_map_state(map, i),
               format_number(text, chaos_map_state_default(map, i)));
        if ((period = chaos_map_wrap(map, i)) > 0)
            printf(", an angle of period %s", format_number(text, period));
        else if (chaos_map_view(map, i, &low, &high))
            printf(", shown from %g to %g", low, high);
        putchar('\n');
    }
    if (dim > SHOWN)
        printf("%-12s... %llu in all\n", "", (unsigned long long)dim);
}

static void print_picture(const chaos_map *map)
{
    chaos_axis axes[2] = { { .size = sizeof axes[0] }, { .size = sizeof axes[1] } };
    char measures[2][CHAOS_MEASURE_TEXT], start[NUMBER_SIZE], stop[NUMBER_SIZE];
    uint32_t naxes = 0, nmeasures;
    must(chaos_map_picture(map, axes, &naxes, measures, &nmeasures, &why));
    printf("%-12s", "picture");
    for (uint32_t i = 0; i < nmeasures; i++)
        printf("%s%.*s", i ? " and " : "", (int)strcspn(measures[i], ":"), measures[i]);
    for (uint32_t i = 0; i < naxes; i++)
        printf("%s%s=%s:%s:%llu", i ? " " : " over ", axes[i].name, format_number(start, axes[i].start),
               format_number(stop, axes[i].stop), (unsigned long long)axes[i].count);
    putchar('\n');
}

void print_c(const chaos_map *map)
{
    size_t length = 0;
    must(chaos_map_emit_c(map, NULL, 0, &length, &why));
    char *text = allocate(length + 1, 1);
    must(chaos_map_emit_c(map, text, length + 1, NULL, &why));
    fputs(text, stdout);
    free(text);
    finish();
}

void print_description(const chaos_map *map)
{
    enum { INDENT = 12 };
    char bound[NUMBER_SIZE];
    printf("%-12s%s\n", "name", chaos_map_name(map));
    printf("%-12s%s\n", "title", chaos_map_title(map));
    print_paragraph(INDENT, "formula", chaos_map_formula(map));
    print_parameters(map);
    print_states(map);
    if (chaos_map_is_lattice(map))
        printf("%-12s%llu; change it with N=100\n", "sites", (unsigned long long)chaos_map_sites(map));
    if (isfinite(chaos_map_bound(map)))
        printf("%-12sbeyond %s\n", "escaped", format_number(bound, chaos_map_bound(map)));
    if (chaos_map_preserves_area(map))
        printf("%-12spreserves area\n", "kind");
    print_picture(map);
    if (*chaos_map_notes(map))
        print_paragraph(INDENT, "notes", chaos_map_notes(map));
    if (*chaos_map_reference(map))
        print_paragraph(INDENT, "reference", chaos_map_reference(map));
    finish();
}

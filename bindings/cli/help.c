/* help.c - what chaos-sweep tells about itself and about the maps.
 *
 * SPDX-License-Identifier: MIT */
#include "cli.h"

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
    fputs("usage: chaos-sweep MAP [NAME=WHAT]... [OPTION]...\n"
          "       chaos-sweep --list | --describe MAP | --help | --version\n"
          "\n"
          "Measures an iterated map at one point, or over one to four axes. NAME is a\n"
          "parameter or an initial state, WHAT is VALUE, or an axis: START:STOP:COUNT or\n"
          "V1,V2,... N=100 chooses the sites of a lattice. MAP is a name of --list; or,\n"
          "with an =, a map itself: \"x' = 1 - a*x^2 + y; y' = b*x\"; or a C file of your\n"
          "own, as in ./mymap.c, or what was compiled from one, ./mymap.so.\n"
          "\n"
          "  -o FILE           .tsv .csv .npy .npz: data; .png .svg .pdf: a picture; '-'\n"
          "                    or no -o: data on standard output, separated by tabs\n"
          "  --measure=LIST    what to measure, with options, such as\n"
          "                    density:bins=1000,lyapunov:steps=100000:count=2\n"
          "  --transient=N     iterations before measuring (1000; 10000 for a period)\n"
          "  --steps=N         iterations of the measures that say none (1000)\n"
          "  --start=fixed     every point starts at the given state\n"
          "  --bound=X         an orbit beyond X has escaped; inf: none\n"
          "  --threads=N       at most N threads (as many as there are cores)\n"
          "  --strict          exit with 3 if an orbit escaped\n"
          "  --quiet           nothing on standard error but mistakes\n"
          "  --list            the maps\n"
          "  --describe MAP    its formula, parameters, states and defaults\n"
          "\n"
          "measures and their options:\n",
          stdout);
    const char *option;
    for (uint32_t kind = 0; kind < CHAOS_NMEASURES; kind++) {
        printf("  %-10s", chaos_measure_name(kind));
        for (size_t i = 0; (option = chaos_measure_option(kind, i)); i++)
            printf("%s%s", i ? ", " : "", option);
        putchar('\n');
    }
    fputs("\n"
          "  chaos-sweep logistic -o logistic.png\n"
          "  chaos-sweep logistic r=3.5:4:1001 --measure=lyapunov:steps=100000\n"
          "  chaos-sweep henon a=1:1.4:800 b=0:0.4:600 -o henon.png\n"
          "  chaos-sweep \"x' = r*x*(1-x)\" r=2.5:4:2000 --measure=density:of=x^2 -o x2.png\n"
          "\n"
          "exit: 0 done, 1 failed, 2 usage, 3 escaped (--strict), 130, 143 interrupted\n",
          stdout);
    finish();
}

void print_version(void)
{
    const char *isa = chaos_isa_name();
    printf("chaos-sweep %s\n", chaos_version());
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

/* Text in lines of at most 78 columns, the first after a heading of 12. */
static void print_paragraph(const char *heading, const char *text)
{
    enum { INDENT = 12, WIDTH = 78 };
    if (!*text)
        return;
    printf("%-*s", INDENT, heading);
    size_t column = INDENT;
    while (*text) {
        size_t length = strcspn(text, " \n");
        if (column > INDENT && column + 1 + length > WIDTH) { /* bytes: rather early than late */
            printf("\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)length, text);
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
    chaos_axis axes[2];
    chaos_measure measures[2];
    uint32_t naxes, nmeasures;
    uint64_t transient;
    char start[NUMBER_SIZE], stop[NUMBER_SIZE];
    chaos_map_picture(map, axes, &naxes, measures, &nmeasures, &transient);
    printf("%-12s", "picture");
    for (uint32_t i = 0; i < nmeasures; i++)
        printf("%s%s", i ? " and " : "", chaos_measure_name(measures[i].kind));
    for (uint32_t i = 0; i < naxes; i++)
        printf("%s%s=%s:%s:%llu", i ? " " : " over ", axes[i].name, format_number(start, axes[i].start),
               format_number(stop, axes[i].stop), (unsigned long long)axes[i].count);
    putchar('\n');
}

void print_description(const chaos_map *map)
{
    char bound[NUMBER_SIZE];
    printf("%-12s%s\n", "name", chaos_map_name(map));
    printf("%-12s%s\n", "title", chaos_map_title(map));
    print_paragraph("formula", chaos_map_formula(map));
    print_parameters(map);
    print_states(map);
    if (chaos_map_is_lattice(map))
        printf("%-12s%llu; another number by N=100\n", "sites", (unsigned long long)chaos_map_sites(map));
    if (isfinite(chaos_map_bound(map)))
        printf("%-12sbeyond %s\n", "escaped", format_number(bound, chaos_map_bound(map)));
    if (chaos_map_preserves_area(map))
        printf("%-12spreserves area\n", "kind");
    print_picture(map);
    print_paragraph("notes", chaos_map_notes(map));
    print_paragraph("reference", chaos_map_reference(map));
    finish();
}

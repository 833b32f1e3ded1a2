/* Prints docs/maps.md: every map of the catalogue, as its descriptor has it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <chaos.h>
#include <stdio.h>

/* Pipes would end a cell of a table, stars would slant a formula. */
static void cell(const char *text)
{
    for (; *text; text++)
        printf(*text == '|' ? "\\|" : "%c", *text);
}

/* Of a lattice the states of the first two sites stand for all. */
static void print_states(const chaos_map *map)
{
    const uint64_t dim = chaos_map_dim(map), shown = chaos_map_is_lattice(map) && dim > 4 ? 4 : dim;
    for (uint64_t i = 0; i < shown; i++) {
        printf("%s`%s` = %.9g", i ? ", " : "", chaos_map_state(map, i), chaos_map_state_default(map, i));
        if (chaos_map_wrap(map, i) > 0)
            printf(" (mod %.9g)", chaos_map_wrap(map, i));
    }
    printf("%s", shown < dim ? ", ..." : "");
}

static void print_exponents(const chaos_map *map)
{
    double value, tolerance, params[16];
    uint32_t rank;
    const char *source;
    for (uint64_t i = 0; chaos_map_known_exponent(map, i, &rank, &value, &tolerance, params, &source); i++) {
        printf("%sλ%u = %.7g (%s", i ? "; " : "", rank + 1, value, source);
        bool own = false;
        for (uint64_t p = 0; p < chaos_map_nparams(map); p++)
            own |= params[p] != chaos_map_param_default(map, p);
        for (uint64_t p = 0; own && p < chaos_map_nparams(map); p++)
            printf("%s%s = %.9g", p ? ", " : "; at ", chaos_map_param(map, p), params[p]);
        printf(")");
    }
}

static void row(const char *name) { printf("| %s | ", name); }

static void print_map(const chaos_map *map)
{
    const char *name = chaos_map_name(map);
    printf("\n## %s\n\n%s\n\n    %s\n\n| | |\n|---|---|\n", name, chaos_map_title(map),
           chaos_map_formula(map));
    row("parameters");
    for (uint64_t i = 0; i < chaos_map_nparams(map); i++)
        printf("%s`%s` = %.9g", i ? ", " : "", chaos_map_param(map, i), chaos_map_param_default(map, i));
    printf("%s |\n", chaos_map_nparams(map) ? "" : "none");
    row("start");
    print_states(map);
    printf(" |\n");
    row("default orbit");
    printf("%s%s |\n", chaos_map_regime(map), chaos_map_preserves_area(map) ? "; preserves area" : "");
    if (chaos_map_known_exponent(map, 0, NULL, NULL, NULL, NULL, NULL)) {
        row("exponents");
        print_exponents(map);
        printf(" |\n");
    }
    row("escaped beyond");
    printf("%g |\n", chaos_map_bound(map));
    if (chaos_map_inverse(map)) {
        row("inverse");
        printf("`");
        cell(chaos_map_formula(chaos_map_inverse(map)));
        printf("` |\n");
    }
    row("reference");
    cell(chaos_map_reference(map));
    printf(" |\n\n");
    if (*chaos_map_notes(map))
        printf("%s\n\n", chaos_map_notes(map));
    printf("![%s](maps/%s.png)\n", chaos_map_title(map), name);
}

int main(void)
{
    printf(
        "# The catalogue\n\n"
        "Made by docs/mapsdoc.c from the maps' own descriptors (`make maps-doc`); pictures by docs/pictures.sh. Formulas are\n"
        "lifts; where a period is given, the state is an angle and the engine wraps it. Exponents are in nats per iterate.\n\n");
    for (size_t i = 0; chaos_map_at(i); i++)
        printf("%s[%s](#%s)", i ? " · " : "", chaos_map_name(chaos_map_at(i)),
               chaos_map_name(chaos_map_at(i)));
    printf("\n");
    for (size_t i = 0; chaos_map_at(i); i++)
        print_map(chaos_map_at(i));
    return 0;
}

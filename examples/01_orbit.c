/* An orbit: what a map does to one state, again and again.
 *
 * A map from the catalogue, its parameter and start as a batch of one, and an
 * array that the library fills. The loop beside it shows that nothing else is
 * going on: the numbers are equal to the last bit.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <stdio.h>

int main(void)
{
    const chaos_map *map = chaos_map_find("logistic");
    double r = 3.9, x = 0.5, orbit[10];

    chaos_view params = { .data = &r }, states = { .data = &x };
    chaos_batch one = { .size = sizeof one, .params = &params, .states = &states };
    chaos_error error;
    if (chaos_orbit(map, 0, 10, 1, &one, orbit, NULL, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    printf("%s: %s, r = %g\n", chaos_map_title(map), chaos_map_formula(map), r);
    for (int n = 0; n < 10; n++) {
        printf("%d %.17g %s\n", n, orbit[n], orbit[n] == x ? "equal" : "DIFFERENT");
        x = r * x * (1.0 - x);
    }
    return 0;
}

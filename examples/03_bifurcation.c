/* A bifurcation diagram: a sweep over a parameter, a histogram of the orbit at
 * each of its values. It goes to stdout as a picture in the PGM format:
 *
 *     build/run 03_bifurcation > logistic.pgm
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 600, HEIGHT = 400, STEPS = 20000 };

int main(void)
{
    uint64_t(*density)[HEIGHT] = malloc(sizeof(uint64_t[WIDTH][HEIGHT]));
    if (!density)
        return 1;

    chaos_axis r = { .size = sizeof r, .name = "r", .count = WIDTH, .start = 2.5, .stop = 4.0 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &r };
    chaos_measure measure = { .size = sizeof measure,
                              .kind = CHAOS_DENSITY,
                              .bins = { HEIGHT },
                              .range = { { 0.0, 1.0 } },
                              .out = { density } };
    chaos_error error;
    if (chaos_sweep(chaos_map_find("logistic"), &grid, CHAOS_AUTO, STEPS, &measure, 1, NULL, NULL, &error) !=
        CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    printf("P2\n%d %d\n255\n", WIDTH, HEIGHT);
    for (int y = HEIGHT - 1; y >= 0; y--)
        for (int x = 0; x < WIDTH; x++) {
            double shade = log1p((double)density[x][y]) / log1p(STEPS);
            printf("%d%c", (int)(255.0 * (1.0 - shade)), x == WIDTH - 1 ? '\n' : ' ');
        }
    free(density);
    return 0;
}

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

    const chaos_map *map = chaos_map_find("logistic");
    chaos_measure *measure;
    chaos_error error;
    if (chaos_measure_new(map, "density:bins=400:range=0,1:steps=20000", &measure, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    chaos_axis r = { .size = sizeof r, .name = "r", .count = WIDTH, .start = 2.5, .stop = 4.0 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &r };
    chaos_output output = { .size = sizeof output, .measure = measure, .name = "density", .data = density };
    if (chaos_sweep(map, &grid, &output, 1, NULL, NULL, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    printf("P2\n%d %d\n255\n", WIDTH, HEIGHT);
    for (int y = HEIGHT - 1; y >= 0; y--)
        for (int x = 0; x < WIDTH; x++) {
            double shade = log1p((double)density[x][y]) / log1p(STEPS);
            printf("%d%c", (int)(255.0 * (1.0 - shade)), x == WIDTH - 1 ? '\n' : ' ');
        }
    chaos_measure_free(measure);
    free(density);
    return 0;
}

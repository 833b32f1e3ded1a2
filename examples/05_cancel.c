/* A long call: how far it is, and how to stop it. The library calls back on
 * this thread at least ten times a second while its own threads compute; what
 * was finished before a cancel is kept.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 200 };

static int stop_at_a_tenth(void *user, double done, double total)
{
    int *calls = user;
    ++*calls;
    return done > 0.1 * total;
}

int main(void)
{
    int calls = 0;
    double *exponent = malloc(sizeof(double[SIDE * SIDE]));
    uint32_t *status = malloc(sizeof(uint32_t[SIDE * SIDE]));
    if (!exponent || !status)
        return 1;

    const chaos_map *map = chaos_map_find("standard");
    chaos_measure *measure;
    chaos_error error;
    if (chaos_measure_new(map, "lyapunov:steps=10000", &measure, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    chaos_axis axes[] = {
        { .size = sizeof *axes, .name = "k", .count = SIDE, .start = 0.0, .stop = 6.0 },
        { .size = sizeof *axes, .name = "theta", .count = SIDE, .start = 0.0, .stop = 3.0 },
    };
    chaos_grid grid = { .size = sizeof grid, .naxes = 2, .axes = axes };
    chaos_options options = {
        .size = sizeof options,
        .threads = 2,
        .progress = stop_at_a_tenth,
        .user = &calls,
    };
    chaos_output output = { .size = sizeof output, .measure = measure, .name = "lyapunov", .data = exponent };
    int code = chaos_sweep(map, &grid, &output, 1, status, &options, &error);

    int finished = 0;
    for (int i = 0; i < SIDE * SIDE; i++)
        finished += !(status[i] & CHAOS_PENDING);
    printf("%s after %d calls of progress: %d of %d points are complete\n", chaos_strerror(code), calls,
           finished, SIDE * SIDE);
    chaos_measure_free(measure);
    free(exponent);
    free(status);
    return code != CHAOS_ECANCELED;
}

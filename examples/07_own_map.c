/* 07_own_map.c - a map from a C file of your own, at full speed.
 *
 *     ./07_own_map [mymap.c]
 *
 * mymap.c says what a Henon map is, as the library's own file does. It is compiled
 * when it is loaded, and kept: the second run of this program takes it from
 * ~/.cache/libchaos. Its exponents are those of the built-in map to the last bit.
 *
 * SPDX-License-Identifier: MIT
 */
#include <chaos.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { POINTS = 2000 };

/* If the file does not compile: all that the compiler said. */
static void show(void *user, const char *text)
{
    (void)user;
    fputs(text, stderr);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The exponents over a, and how long that took; negative if it failed. */
static double sweep(const chaos_map *map, double *exponents, chaos_error *error)
{
    const chaos_axis a = { .size = sizeof a, .name = "a", .count = POINTS, .start = 1.0, .stop = 1.4 };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &a };
    chaos_measure *measure;
    if (chaos_measure_new(map, "lyapunov:steps=10000", &measure, error) != CHAOS_OK)
        return -1.0;
    const chaos_output output = {
        .size = sizeof output, .measure = measure, .name = "lyapunov", .data = exponents
    };
    const double start = seconds();
    const int code = chaos_sweep(map, &grid, &output, 1, NULL, NULL, error);
    chaos_measure_free(measure);
    return code == CHAOS_OK ? seconds() - start : -1.0;
}

int main(int argc, char **argv)
{
    static double own[POINTS], built_in[POINTS];
    const char *path = argc > 1 ? argv[1] : "mymap.c";
    const chaos_file options = { .size = sizeof options, .diagnostic = show };
    chaos_map *map;
    chaos_error error;

    const double start = seconds();
    if (chaos_map_load(path, &options, &map, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    printf("%s, \"%s\", loaded in %.1f ms\n", chaos_map_name(map), chaos_map_title(map),
           1e3 * (seconds() - start));

    const double mine = sweep(map, own, &error), theirs = sweep(chaos_map_find("henon"), built_in, &error);
    if (mine < 0.0 || theirs < 0.0) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    printf("exponent at a = 1.4: %.6f\n", own[POINTS - 1]);
    printf("%d exponents, %.3f s, built-in %.3f s: %s\n", POINTS, mine, theirs,
           memcmp(own, built_in, sizeof own) == 0 ? "equal to the last bit" : "different");
    chaos_map_free(map);
    return memcmp(own, built_in, sizeof own) != 0;
}

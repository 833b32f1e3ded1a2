/* A map of your own as a C function: the library iterates, sweeps and measures
 * it as one of its catalogue. This one is the catalogue's Henon map again, one
 * state at a time, with its derivative: the same bits, and the same exponents.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <math.h>
#include <stdio.h>

enum { POINTS = 101 };

/* y = f(x; p); the operations and their order are those of the catalogue */
static int henon(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
    y[1] = p[1] * x[0];
    return 0; /* anything else would stop the call */
}

/* w = Df(x) v */
static int henon_tangent(const double *x, const double *p, const double *v, double *w, void *user)
{
    (void)user;
    w[0] = -2.0 * p[0] * x[0] * v[0] + v[1];
    w[1] = p[1] * v[0];
    return 0;
}

int main(void)
{
    chaos_function function = {
        .size = sizeof function,
        .name = "my_henon",
        .thread_safe = 1,
        .pure = 1, /* a step depends on x and p alone */
        .step = henon,
        .tangent = henon_tangent,
        .dim = 2,
        .states = (const char *const[]){ "x", "y" },
        .state_defaults = (const double[]){ 0.1, 0.2 },
        .nparams = 2,
        .params = (const char *const[]){ "a", "b" },
        .param_defaults = (const double[]){ 1.4, 0.3 },
    };
    chaos_map *mine;
    chaos_error error;
    if (chaos_map_from_function(&function, &mine, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    chaos_axis axis = { .size = sizeof axis, .name = "a", .count = POINTS, .start = 1.0, .stop = 1.4 };
    chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis, .state = function.state_defaults };
    double state[2][POINTS][2], exponent[2][POINTS];
    const chaos_map *maps[] = { mine, chaos_map_find("henon") };
    for (int i = 0; i < 2; i++) {
        chaos_measure *final, *lyapunov;
        if (chaos_measure_new(maps[i], "final", &final, &error) != CHAOS_OK ||
            chaos_measure_new(maps[i], "lyapunov", &lyapunov, &error) != CHAOS_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        chaos_output outputs[] = {
            { .size = sizeof *outputs, .measure = final, .name = "final", .data = state[i] },
            { .size = sizeof *outputs, .measure = lyapunov, .name = "lyapunov", .data = exponent[i] },
        };
        if (chaos_sweep(maps[i], &grid, outputs, 2, NULL, NULL, &error) != CHAOS_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        chaos_measure_free(final);
        chaos_measure_free(lyapunov);
    }

    int equal = 0;
    double apart = 0.0;
    for (int i = 0; i < POINTS; i++) {
        equal += state[0][i][0] == state[1][i][0] && state[0][i][1] == state[1][i][1];
        apart = fmax(apart, fabs(exponent[0][i] - exponent[1][i]));
    }
    printf("%s: %d of %d states equal to those of %s\n", chaos_map_name(mine), equal, POINTS,
           chaos_map_name(maps[1]));
    printf("exponents at most %.1e apart\n", apart);
    chaos_map_free(mine);
    return 0;
}

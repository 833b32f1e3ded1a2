/* Memory that runs out: cycles, branches, curves and diagrams.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alloc_failures.h"

/* Its result is written nowhere unless it is whole. */
static int cycle_near(const chaos_map *map, uint64_t period, const double *params, const double *guess)
{
    chaos_result *result = NULL;
    uint64_t offsets[2];
    int code = chaos_cycle_find(map, period, params, guess, &result, NULL, &error);
    if (code && result)
        return CHAOS_EINTERNAL;
    if (code == CHAOS_OK)
        code =
            chaos_result_copy(result, "rows", "points", out,
                              chaos_result_elements(result, "rows", "points") * sizeof *out, offsets, &error);
    chaos_result_free(result);
    return code;
}

int cycle(void)
{
    double guess = 0.4;
    return cycle_near(chaos_map_find("logistic"), 50, NULL, &guess);
}

int cycle_of_henon(void)
{
    double guess[2] = { 0.6, 0.2 };
    int code = cycle_near(chaos_map_find("henon"), 60, NULL, guess);
    return code == CHAOS_ENOTSUP ? CHAOS_OK : code; /* a build without GSL */
}

/* Of so many states that only some multipliers are looked for. */
int cycle_of_lattice(void)
{
    static const double params[2] = { 2.9, 0.9 };
    double guess[300];
    chaos_map *map = NULL;
    for (int i = 0; i < 300; ++i)
        guess[i] = 0.65;
    int code = chaos_map_lattice("logistic_global", 300, &map, &error);
    if (code == CHAOS_OK)
        code = cycle_near(map, 1, params, guess);
    chaos_map_free(map);
    return code == CHAOS_ENOTSUP ? CHAOS_OK : code;
}

/* That of a branch likewise; first numbers of it, which do not depend on threads. */
static int finish(chaos_map *map, int code, chaos_result *result)
{
    if (code && result)
        return CHAOS_EINTERNAL;
    if (code == CHAOS_ENOTSUP) { /* a build without GSL */
        chaos_map_free(map);
        return CHAOS_OK;
    }
    const uint64_t count = chaos_result_elements(result, "rows", "points");
    if (code == CHAOS_OK)
        code = count <= ROOM
                   ? chaos_result_copy(result, "rows", "points", out, count * sizeof *out, NULL, &error)
                   : CHAOS_EINTERNAL;
    chaos_result_free(result);
    chaos_map_free(map);
    return code;
}

int branch(void)
{
    const double r = 2.9, x = 0.65;
    chaos_result *result = NULL;
    const int code =
        chaos_branch(chaos_map_find("logistic"), 1, 0, 2.5, 3.2, &r, &x, 20, &result, NULL, &error);
    return finish(NULL, code, result);
}

int branch_double(void)
{
    const double r = 3.0, x = 2.0 / 3.0;
    chaos_result *result = NULL;
    const int code =
        chaos_branch_double(chaos_map_find("logistic"), 1, 0, 2.5, 3.2, &r, &x, 10, &result, NULL, &error);
    return finish(NULL, code, result);
}

int branch_cross(void)
{
    const double r = 1.0, x = 0.0, beside[2] = { 0.0, 0.9 };
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = r*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_branch_cross(map, 1, 0, 0.5, 1.5, &r, &x, beside, 10, &result, NULL, &error);
    return finish(map, code, result);
}

/* Folds of p + r x - x^3, through their cusp. */
int curve(void)
{
    const uint64_t over[2] = { 0, 1 };
    const double box[4] = { -1.0, 1.0, 0.5, 2.0 }, x = 0.3, r = 1.0 + 3.0 * x * x,
                 params[2] = { x - r * x + x * x * x, r };
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = p + r*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_bifurcation_curve(map, CHAOS_FOLD, 1, over, box, params, &x, 20, &result, NULL, &error);
    return finish(map, code, result);
}

int curve_of_plane(void)
{
    const uint64_t over[2] = { 0, 1 };
    const double box[4] = { 0.0, 1.0, 0.0, 0.5 }, params[2] = { 0.3675, 0.3 },
                 x[2] = { 0.7 / 0.735, 0.21 / 0.735 };
    chaos_result *result = NULL;
    const int code = chaos_bifurcation_curve(chaos_map_find("henon"), CHAOS_FLIP, 1, over, box, params, x, 8,
                                             &result, NULL, &error);
    return finish(NULL, code, result);
}

/* Folds of twice the period from a generalised flip, known by hand. */
int curve_from(void)
{
    const uint64_t over[2] = { 0, 1 };
    const double box[4] = { -1.0, 1.0, -2.0, 2.0 }, params[2] = { 16.0 / 27.0, -2.0 / 3.0 }, x = 1.0 / 3.0;
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = p + r*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_bifurcation_curve_from(map, CHAOS_GENERALIZED_FLIP, 1, 1, over, box, params, &x, 0.0, 6,
                                            &result, NULL, &error);
    return finish(map, code, result);
}

/* Folds of four times the period from a resonance 1:4. */
int curve_from_resonance(void)
{
    const uint64_t over[2] = { 0, 1 };
    const double box[4] = { -1.0, 1.0, 0.5, 1.5 }, params[2] = { 0.0, 1.0 }, x[2] = { 0.0, 0.0 };
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = y; y' = a - b*x - y^2 - 0.1*x*y", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_bifurcation_curve_from(map, CHAOS_RESONANCE_4, 2, 1, over, box, params, x, 0.0, 4,
                                            &result, NULL, &error);
    return finish(map, code, result);
}

int diagram(void)
{
    chaos_result *result = NULL;
    const int code = chaos_bifurcation_diagram(chaos_map_find("logistic"), 0, 2.9, 3.1, 2, 0, NULL, NULL, 0,
                                               &result, NULL, &error);
    return finish(NULL, code, result);
}

int skeleton(void)
{
    const uint64_t over[2] = { 0, 1 };
    const double box[4] = { -0.2, 0.2, 0.8, 1.4 }, params[2] = { 0.0, 1.2 }, x = 0.45;
    chaos_result *result = NULL;
    chaos_map *map = NULL;
    int code = chaos_map_parse("x' = p + r*x - x^3", NULL, &map, &error);
    if (code == CHAOS_OK)
        code = chaos_skeleton(map, 1, over, box, params, &x, 1, 30, &result, NULL, &error);
    return finish(map, code, result);
}

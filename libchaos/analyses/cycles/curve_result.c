/* A curve of bifurcations as a result: rows and special points.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/curve.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/recipe.h"
#include "core/result.h"

#include <string.h>

enum { ROWS, SPECIAL };
enum { S, PARAMETERS, POINTS, MULTIPLIERS, COSINE, COEFFICIENT, NSHARED };
enum { UNSTABLE = NSHARED, RESIDUAL, UPDATES, NROWS };
enum { KIND = NSHARED, ROW, COEFFICIENTS, OFF, CONDITION, EXACT, NSPECIAL };

/* clang-format off */
static const chaos_column shared[NSHARED] = {
    [S] = { .name = "s", .type = CHAOS_F64, .label = "length", .unit = "",
            .help = "length along the curve, in scaled states and parameters; 0 where it began" },
    [PARAMETERS] = { .name = "parameters", .type = CHAOS_F64, .label = "parameters", .unit = "", .ndim = 1, .shape = { 2 },
                     .dims = { CHAOS_DIM_NUMBER }, .help = "the two that change" },
    [POINTS] = { .name = "points", .type = CHAOS_F64, .label = "points", .unit = "",
                 .help = "the cycle's points in order of time" },
    [MULTIPLIERS] = { .name = "multipliers", .type = CHAOS_C128, .label = "multipliers", .unit = "",
                      .help = "eigenvalues of the derivative around the cycle, the largest modulus first" },
    [COSINE] = { .name = "cosine", .type = CHAOS_F64, .label = "cos theta", .unit = "",
                 .help = "of Neimark-Sacker points, whose pair is exp(+-i theta); beyond -1 or 1 it is real: a neutral saddle" },
    [COEFFICIENT] = { .name = "coefficient", .type = CHAOS_C128, .label = "coefficient", .unit = "",
                      .help = "of the normal form: a of a fold, b of a flip, d of a Neimark-Sacker point" },
};
static const chaos_column of_rows[NROWS] = {
    [UNSTABLE] = { .name = "unstable", .type = CHAOS_U32, .label = "unstable directions", .unit = "",
                   .help = "how many of the other multipliers are above 1 in modulus" },
    [RESIDUAL] = { .name = "residual", .type = CHAOS_F64, .label = "residual", .unit = "",
                   .help = "the largest distance of an image from the next point, relative to the largest |x| of its state" },
    [UPDATES] = { .name = "updates", .type = CHAOS_U32, .label = "updates", .unit = "",
                  .help = "steps of Newton's method" },
};
static const chaos_column of_special[NSPECIAL] = {
    [KIND] = { .name = "kind", .type = CHAOS_U32, .label = "kind", .unit = "",
               .help = "enum chaos_special, from 5 on, or 4, a neutral saddle" },
    [ROW] = { .name = "row", .type = CHAOS_U64, .label = "row", .unit = "",
              .help = "it is between this row and the next" },
    [COEFFICIENTS] = { .name = "coefficients", .type = CHAOS_C128, .label = "coefficients", .unit = "", .ndim = 1,
                       .shape = { CHAOSI_COEFFICIENTS / 2 }, .dims = { CHAOS_DIM_NUMBER },
                       .help = "of the normal form of codimension 2" },
    [OFF] = { .name = "off", .type = CHAOS_F64, .label = "off", .unit = "",
              .help = "what is left of its two conditions" },
    [CONDITION] = { .name = "condition", .type = CHAOS_F64, .label = "condition", .unit = "",
                    .help = "how much errors grow in s" },
    [EXACT] = { .name = "exact", .type = CHAOS_U32, .label = "exact", .unit = "",
                .help = "1: off is at most 1e-9" },
};
/* clang-format on */

static void set_columns(chaos_column *columns, const chaos_column *own, size_t count, uint64_t n,
                        uint64_t dim)
{
    for (size_t i = 0; i < count; i++) {
        columns[i] = i < NSHARED ? shared[i] : own[i];
        columns[i].none = CHAOSI_NAN;
    }
    chaosi_branch_columns(&columns[POINTS], &columns[MULTIPLIERS], n, dim);
}

size_t chaosi_curve_table_columns(const char *table, const chaos_map *map, chaos_column *columns)
{
    const bool rows = strcmp(table, "rows") == 0;
    set_columns(columns, rows ? of_rows : of_special, rows ? NROWS : NSPECIAL, 1, map->dim);
    return rows ? NROWS : NSPECIAL;
}

/* --------------------------------------------------------------------------------- rows */

typedef struct writer {
    const chaosi_branch *b;
    chaos_result *made;
    double *points; /* [npoints] */
} writer;

/* What is not in the place as it is written. */
typedef struct numbers {
    double s, parameters[2], cosine;
    uint32_t unstable, exact;
} numbers;

static void fill_shared(const writer *w, const chaosi_place *place, double sign, numbers *to,
                        chaosi_cell *cells)
{
    const chaosi_branch *b = w->b;
    to->s = sign * place->s;
    to->parameters[0] = place->z[b->npoints] * b->curve->width;
    to->parameters[1] = chaosi_place_parameter(b, place);
    to->cosine =
        chaosi_curve_m(b->curve) == 2 ? chaosi_curve_cosine(place->vectors + 2 * b->npoints) : CHAOSI_NAN;
    for (size_t i = 0; i < b->npoints; i++)
        w->points[i] = place->z[i] * b->scale[i % b->cycle.dim];
    cells[S] = (chaosi_cell){ &to->s, 1 };
    cells[PARAMETERS] = (chaosi_cell){ to->parameters, 2 };
    cells[POINTS] = (chaosi_cell){ w->points, b->cycle.n };
    cells[MULTIPLIERS] = (chaosi_cell){ place->multipliers, 1 };
    cells[COSINE] = (chaosi_cell){ &to->cosine, 1 };
    cells[COEFFICIENT] = (chaosi_cell){ place->coefficient, 1 };
}

static void add_row(const void *writer, const chaosi_place *place, double sign)
{
    const struct writer *const w = writer;
    numbers to;
    chaosi_cell cells[NROWS];
    fill_shared(w, place, sign, &to, cells);
    cells[UNSTABLE] = (chaosi_cell){ &place->outside, 1 };
    cells[RESIDUAL] = (chaosi_cell){ &place->residual, 1 };
    cells[UPDATES] = (chaosi_cell){ &place->updates, 1 };
    chaosi_result_row(w->made, ROWS, cells);
}

static void add_special(const void *writer, const chaosi_special *special, double sign, uint64_t row)
{
    const struct writer *const w = writer;
    numbers to;
    chaosi_cell cells[NSPECIAL];
    fill_shared(w, &special->place, sign, &to, cells);
    to.exact = special->exact;
    cells[KIND] = (chaosi_cell){ &special->kind, 1 };
    cells[ROW] = (chaosi_cell){ &row, 1 };
    cells[COEFFICIENTS] = (chaosi_cell){ special->coefficient, 1 };
    cells[OFF] = (chaosi_cell){ &special->off, 1 };
    cells[CONDITION] = (chaosi_cell){ &special->condition, 1 };
    cells[EXACT] = (chaosi_cell){ &to.exact, 1 };
    chaosi_result_row(w->made, SPECIAL, cells);
}

int chaosi_curve_result(const chaosi_branch *b, const chaosi_arm *arm, const double *params, uint64_t budget,
                        chaos_result **result, chaos_error *error)
{
    const chaos_map *map = b->cycle.map;
    const chaosi_curve *q = b->curve;
    writer w = { b, chaosi_result_new("curve", map), chaosi_alloc(b->npoints, sizeof(double)) };
    chaos_column columns[NSPECIAL + NROWS];
    chaosi_buffer recipe = { 0 };
    if (!w.made || !w.points) {
        chaos_result_free(w.made);
        free(w.points);
        return chaosi_nomem(error);
    }
    set_columns(columns, of_rows, NROWS, b->cycle.n, b->cycle.dim);
    chaosi_result_table(w.made, "rows", columns, NROWS);
    set_columns(columns, of_special, NSPECIAL, b->cycle.n, b->cycle.dim);
    chaosi_result_table(w.made, "special_points", columns, NSPECIAL);
    chaosi_branch_rows(arm, &w, add_row, add_special);
    free(w.points);
    const char *const names[] = { map->params[q->along], map->params[b->along] };
    chaosi_branch_begin_recipe(&recipe, "curve", b, params);
    chaosi_recipe_string(&recipe, "of", chaos_special_name(q->kind));
    chaosi_recipe_string(&recipe, "from", q->special ? chaos_special_name(q->special) : "point");
    if (q->special)
        chaosi_recipe_count(&recipe, "which", q->which);
    chaosi_recipe_values(&recipe, "low", names, (const double[]){ q->low, b->low }, NULL, 2);
    chaosi_recipe_values(&recipe, "high", names, (const double[]){ q->high, b->high }, NULL, 2);
    chaosi_branch_end_recipe(&recipe, b, arm, budget);
    return chaosi_result_finish(w.made, &recipe, result, error);
}

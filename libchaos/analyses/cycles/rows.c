/* SPDX-License-Identifier: MIT */
#include "analyses/cycles/rows.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/recipe.h"
#include "core/result.h"

#include <math.h>

bool chaosi_cycle_row_init(chaosi_cycle_row *row, const chaosi_cycle *c)
{
    row->count = chaosi_cycle_nmultipliers(c);
    row->points = chaosi_alloc(c->n * c->dim, sizeof *row->points);
    row->values = chaosi_alloc(2 * row->count, sizeof *row->values);
    row->exponents = chaosi_alloc(row->count, sizeof *row->exponents);
    row->multipliers = chaosi_alloc(row->count, sizeof *row->multipliers);
    row->points_error = chaosi_alloc(c->dim, sizeof *row->points_error);
    row->multipliers_error = chaosi_alloc(row->count, sizeof *row->multipliers_error);
    return row->points_error && row->multipliers_error && row->points && row->values && row->exponents &&
           row->multipliers;
}

void chaosi_cycle_row_free(chaosi_cycle_row *row)
{
    free(row->points);
    free(row->points_error);
    free(row->multipliers_error);
    free(row->values);
    free(row->exponents);
    free(row->multipliers);
}

static double canonical(double x) { return x == x ? x : CHAOSI_NAN; }

void chaosi_cycle_row_fill(chaosi_cycle_row *row, const chaosi_cycle *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            row->points[i * c->dim + r] = canonical(c->x[chaosi_cycle_at(c, i, r)]);
    for (size_t i = 0; i < row->count; i++) {
        const chaosi_multiplier *z = &row->multipliers[i];
        row->values[2 * i] = canonical(chaosi_multiplier_part(z->re, z->exponent));
        row->values[2 * i + 1] = canonical(chaosi_multiplier_part(z->im, z->exponent));
    }
    row->residual = canonical(row->residual);
}

void chaosi_cycle_row_forget_errors(chaosi_cycle_row *row, const chaosi_cycle *c)
{
    for (size_t r = 0; r < c->dim; r++)
        row->points_error[r] = CHAOSI_NAN;
    for (size_t i = 0; i < row->count; i++)
        row->multipliers_error[i] = CHAOSI_NAN;
}

enum column {
    PERIOD,
    POINTS,
    MULTIPLIERS,
    EXPONENTS,
    POINTS_ERROR,
    MULTIPLIERS_ERROR,
    RESIDUAL,
    CONVERGED,
    FAMILY,
    NCOLUMNS
};

static void set_columns(chaos_column *columns, const chaosi_cycle *c, size_t count)
{
    static const chaos_column all[] = {
        [PERIOD] = { .name = "period",
                     .type = CHAOS_U64,
                     .label = "period",
                     .unit = "iterates",
                     .help = "number of points; the cycle may have a smaller period that divides it" },
        [POINTS] = { .name = "points",
                     .type = CHAOS_F64,
                     .ragged = true,
                     .label = "points",
                     .unit = "",
                     .help = "the cycle's points in order of time" },
        [MULTIPLIERS] = { .name = "multipliers",
                          .type = CHAOS_C128,
                          .label = "multipliers",
                          .unit = "",
                          .help =
                              "eigenvalues of the derivative around the cycle, the largest modulus first" },
        [EXPONENTS] = { .name = "exponents",
                        .type = CHAOS_F64,
                        .label = "exponents",
                        .unit = "nats per iterate",
                        .help = "ln of the multipliers' moduli per iterate" },
        [POINTS_ERROR] = { .name = "points_error",
                           .type = CHAOS_F64,
                           .label = "error of points",
                           .unit = "",
                           .help = "estimate: what rounding leaves uncertain of the points" },
        [MULTIPLIERS_ERROR] = { .name = "multipliers_error",
                                .type = CHAOS_F64,
                                .label = "error of multipliers",
                                .unit = "",
                                .help = "estimate: what that does to the multipliers" },
        [RESIDUAL] = { .name = "residual",
                       .type = CHAOS_F64,
                       .label = "residual",
                       .unit = "",
                       .help =
                           "the largest distance of an image from the next point, relative to the largest "
                           "|x| of its state" },
        [CONVERGED] = { .name = "converged",
                        .type = CHAOS_U32,
                        .label = "converged",
                        .unit = "",
                        .help = "1 if the residual is at rounding level" },
        [FAMILY] = { .name = "family",
                     .type = CHAOS_U32,
                     .label = "dimension of the family",
                     .unit = "",
                     .help =
                         "0: the cycle stands alone; else the dimension of a family of cycles that it is one of" },
    };
    for (size_t i = 0; i < NCOLUMNS; i++) {
        columns[i] = all[i];
        columns[i].none = CHAOSI_NAN;
    }
    columns[POINTS].ndim = c->dim > 1 ? 2 : 1;
    columns[POINTS].dims[0] = CHAOS_DIM_POINT;
    columns[POINTS].dims[1] = CHAOS_DIM_COLUMN;
    columns[POINTS].shape[1] = c->dim;
    if (c->dim > 1) {
        columns[POINTS_ERROR].ndim = 1;
        columns[POINTS_ERROR].dims[0] = CHAOS_DIM_COLUMN;
        columns[POINTS_ERROR].shape[0] = c->dim;
    }
    const enum column numbered[] = { MULTIPLIERS, EXPONENTS, MULTIPLIERS_ERROR };
    for (size_t i = 0; i < 3 && count > 1; i++) {
        columns[numbered[i]].ndim = 1;
        columns[numbered[i]].dims[0] = CHAOS_DIM_NUMBER;
        columns[numbered[i]].shape[0] = count;
    }
}

static void write_recipe(chaosi_buffer *recipe, const chaosi_cycle *c, const double *guess)
{
    chaosi_recipe_begin(recipe, "cycles", c->map);
    chaosi_recipe_params(recipe, "params", c->params, c->map);
    chaosi_recipe_state(recipe, "guess", guess, c->map);
    chaosi_recipe_count(recipe, "period", c->n);
    chaosi_recipe_count(recipe, "lift", c->options.lift);
    if (c->options.forcing_period) {
        chaosi_recipe_count(recipe, "n0", c->options.n0);
        chaosi_recipe_count(recipe, "forcing_period", c->options.forcing_period);
    }
    chaosi_recipe_end(recipe);
}

int chaosi_cycle_row_result(const chaosi_cycle_row *row, const chaosi_cycle *c, const double *guess,
                            chaos_result **result, chaos_error *error)
{
    chaos_column columns[NCOLUMNS];
    chaos_result *made = chaosi_result_new("cycles", c->map);
    if (!made)
        return chaosi_nomem(error);
    const uint64_t period = c->n;
    const uint32_t converged = row->residual <= CHAOSI_CYCLE_ROUNDING;
    const chaosi_cell cells[NCOLUMNS] = {
        [PERIOD] = { &period, 1 },
        [POINTS] = { row->points, period },
        [MULTIPLIERS] = { row->values, 1 },
        [EXPONENTS] = { row->exponents, 1 },
        [POINTS_ERROR] = { row->points_error, 1 },
        [MULTIPLIERS_ERROR] = { row->multipliers_error, 1 },
        [RESIDUAL] = { &row->residual, 1 },
        [CONVERGED] = { &converged, 1 },
        [FAMILY] = { &row->family, 1 },
    };
    chaosi_buffer recipe = { 0 };
    set_columns(columns, c, row->count);
    chaosi_result_table(made, "rows", columns, NCOLUMNS);
    chaosi_result_row(made, 0, cells);
    write_recipe(&recipe, c, guess);
    return chaosi_result_finish(made, &recipe, result, error);
}

/* SPDX-License-Identifier: MIT */
#include "analyses/cycles/rows.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/result.h"
#include "numerics/modulus.h"

#include <math.h>

bool chaosi_cycle_row_init(chaosi_cycle_row *row, const chaosi_cycle *c)
{
    row->period = c->n;
    row->count = chaosi_cycle_nmultipliers(c->dim);
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

/* The points as they are, and the multipliers, which are there, as doubles. */
static void row_fill(chaosi_cycle_row *row, const chaosi_cycle *c)
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

/* Where several cycles have met in one there is no error to first order. */
static void forget_errors(chaosi_cycle_row *row, const chaosi_cycle *c)
{
    for (size_t r = 0; r < c->dim; r++)
        row->points_error[r] = CHAOSI_NAN;
    for (size_t i = 0; i < row->count; i++)
        row->multipliers_error[i] = CHAOSI_NAN;
}

/* Which multipliers are outside the unit circle, which on it, and the sign of the product of 1 - each. */
static void judge(chaosi_cycle_row *row, const chaosi_cycle *c)
{
    row->index = row->family > 0 || row->count < c->dim ? 0 : 1;
    row->unstable = row->neutral = 0;
    for (size_t i = 0; i < row->count; i++) {
        const chaosi_multiplier *z = &row->multipliers[i];
        const double modulus = chaosi_multiplier_part(z->modulus, z->modulus_exponent),
                     off = row->multipliers_error[i], re = row->values[2 * i], im = row->values[2 * i + 1];
        row->unstable += modulus > 1.0 && !(modulus - 1.0 <= off);
        row->neutral += fabs(modulus - 1.0) <= off;
        if (chaosi_modulus(re - 1.0, im) <= off || modulus != modulus)
            row->index = 0;
        else if (im == 0.0 && re > 1.0)
            row->index = -row->index;
    }
}

static int tick(void *ctx, double work) { return chaosi_cycle_tick(ctx, work); }

int chaosi_cycle_row_find(chaosi_cycle_row *row, chaosi_cycle *c, const double *guess, chaos_error *error)
{
    c->ticker = (chaosi_ticker){ .tick = tick, .ctx = c };
    int code = chaosi_cycle_start(c, guess);
    if (code == CHAOS_OK)
        code = chaosi_cycle_newton(c, &row->residual, error);
    if (code == CHAOS_OK)
        code = chaosi_cycle_multipliers(c, row->multipliers, error);
    if (code == CHAOS_OK)
        code = chaosi_cycle_exponents(c, row->multipliers, row->count, row->exponents);
    if (code == CHAOS_OK)
        row_fill(row, c);
    if (code == CHAOS_OK)
        code = chaosi_cycle_errors(c, row->multipliers, row->points_error, row->multipliers_error, error);
    const size_t nullity = c->nullity;
    if (code == CHAOS_OK && row->residual <= CHAOSI_CYCLE_ROUNDING)
        code = chaosi_cycle_family(c, &row->family, error);
    judge(row, c);
    if (code == CHAOS_OK && row->family < nullity)
        forget_errors(row, c);
    return code;
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
    UNSTABLE,
    NEUTRAL,
    INDEX,
    NCOLUMNS
};

static void set_columns(chaos_column *columns, uint64_t dim)
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
        [UNSTABLE] = { .name = "unstable",
                       .type = CHAOS_U32,
                       .label = "unstable directions",
                       .unit = "",
                       .help = "how many multipliers are above 1 in modulus, beyond their errors" },
        [NEUTRAL] = { .name = "neutral",
                      .type = CHAOS_U32,
                      .label = "neutral directions",
                      .unit = "",
                      .help =
                          "how many are 1 in modulus, within their errors; the cycle attracts if both are 0" },
        [INDEX] = { .name = "index",
                    .type = CHAOS_I64,
                    .label = "index",
                    .unit = "",
                    .help = "the sign of det(1 - Df^n); 0: singular within the errors, or not known" },
    };
    for (size_t i = 0; i < NCOLUMNS; i++) {
        columns[i] = all[i];
        columns[i].none = CHAOSI_NAN;
    }
    const size_t count = chaosi_cycle_nmultipliers(dim);
    columns[POINTS].ndim = dim > 1 ? 2 : 1;
    columns[POINTS].dims[0] = CHAOS_DIM_POINT;
    columns[POINTS].dims[1] = CHAOS_DIM_COLUMN;
    columns[POINTS].shape[1] = dim;
    if (dim > 1) {
        columns[POINTS_ERROR].ndim = 1;
        columns[POINTS_ERROR].dims[0] = CHAOS_DIM_COLUMN;
        columns[POINTS_ERROR].shape[0] = dim;
    }
    const enum column numbered[] = { MULTIPLIERS, EXPONENTS, MULTIPLIERS_ERROR };
    for (size_t i = 0; i < 3 && count > 1; i++) {
        columns[numbered[i]].ndim = 1;
        columns[numbered[i]].dims[0] = CHAOS_DIM_NUMBER;
        columns[numbered[i]].shape[0] = count;
    }
}

void chaosi_cycle_rows_table(chaos_result *made, const chaos_map *map)
{
    chaos_column columns[NCOLUMNS];
    set_columns(columns, map->dim);
    chaosi_result_table(made, "rows", columns, NCOLUMNS);
}

void chaosi_cycle_rows_add(chaos_result *made, const chaosi_cycle_row *row)
{
    const uint32_t converged = row->residual <= CHAOSI_CYCLE_ROUNDING;
    const chaosi_cell cells[NCOLUMNS] = {
        [PERIOD] = { &row->period, 1 },
        [POINTS] = { row->points, row->period },
        [MULTIPLIERS] = { row->values, 1 },
        [EXPONENTS] = { row->exponents, 1 },
        [POINTS_ERROR] = { row->points_error, 1 },
        [MULTIPLIERS_ERROR] = { row->multipliers_error, 1 },
        [RESIDUAL] = { &row->residual, 1 },
        [CONVERGED] = { &converged, 1 },
        [FAMILY] = { &row->family, 1 },
        [UNSTABLE] = { &row->unstable, 1 },
        [NEUTRAL] = { &row->neutral, 1 },
        [INDEX] = { &row->index, 1 },
    };
    chaosi_result_row(made, 0, cells);
}

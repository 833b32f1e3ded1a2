/* A branch as a result: rows and special points.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/branch.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/recipe.h"
#include "core/result.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------------------ columns */

enum { ROWS, SPECIAL, SUPERSTABLE };
enum { S, PARAMETER, POINTS, MULTIPLIERS, RESIDUE, NSHARED };
enum { UNSTABLE = NSHARED, RESIDUAL, UPDATES, NROWS };
enum { KIND = NSHARED, ROW, COEFFICIENT, OFF, CONDITION, EXACT, NSPECIAL };

/* clang-format off */
static const chaos_column shared[NSHARED] = {
    [S] = { .name = "s", .type = CHAOS_F64, .label = "length", .unit = "",
            .help = "length along the branch, in scaled states and parameter; 0 where it began" },
    [PARAMETER] = { .name = "parameter", .type = CHAOS_F64, .label = "parameter", .unit = "",
                    .help = "the parameter that changes" },
    [POINTS] = { .name = "points", .type = CHAOS_F64, .label = "points", .unit = "",
                 .help = "the cycle's points in order of time" },
    [MULTIPLIERS] = { .name = "multipliers", .type = CHAOS_C128, .label = "multipliers", .unit = "",
                      .help = "eigenvalues of the derivative around the cycle, the largest modulus first" },
    [RESIDUE] = { .name = "residue", .type = CHAOS_F64, .label = "residue", .unit = "",
                  .help = "Greene's, of maps of two states that preserve area" },
};
static const chaos_column of_rows[NROWS] = {
    [UNSTABLE] = { .name = "unstable", .type = CHAOS_U32, .label = "unstable directions", .unit = "",
                   .help = "how many multipliers are above 1 in modulus" },
    [RESIDUAL] = { .name = "residual", .type = CHAOS_F64, .label = "residual", .unit = "",
                   .help = "the largest distance of an image from the next point, relative to the largest |x| of its state" },
    [UPDATES] = { .name = "updates", .type = CHAOS_U32, .label = "updates", .unit = "",
                  .help = "steps of Newton's method" },
};
static const chaos_column of_special[NSPECIAL] = {
    [KIND] = { .name = "kind", .type = CHAOS_U32, .label = "kind", .unit = "",
               .help = "0 fold, 1 flip, 2 Neimark-Sacker, 3 branch point, 4 neutral saddle, 5 and 6 resonances 1:3 and 1:4; 16 superstable, in a table of its own" },
    [ROW] = { .name = "row", .type = CHAOS_U64, .label = "row", .unit = "",
              .help = "it is between this row and the next" },
    [COEFFICIENT] = { .name = "coefficient", .type = CHAOS_C128, .label = "coefficient", .unit = "",
                      .help = "of the normal form: a of a fold, b of a flip, d of a Neimark-Sacker point" },
    [OFF] = { .name = "off", .type = CHAOS_F64, .label = "off", .unit = "",
              .help = "how far the multiplier is from where it must be" },
    [CONDITION] = { .name = "condition", .type = CHAOS_F64, .label = "condition", .unit = "",
                    .help = "how much errors grow in s" },
    [EXACT] = { .name = "exact", .type = CHAOS_U32, .label = "exact", .unit = "",
                .help = "1: off is at most 1e-9" },
};
/* clang-format on */

void chaosi_branch_columns(chaos_column *points, chaos_column *multipliers, uint64_t n, uint64_t dim)
{
    points->ndim = dim > 1 ? 2 : 1;
    points->shape[0] = n;
    points->dims[0] = CHAOS_DIM_POINT;
    points->shape[1] = dim > 1 ? dim : 0;
    points->dims[1] = dim > 1 ? CHAOS_DIM_COLUMN : 0;
    if (dim > 1) {
        multipliers->ndim = 1;
        multipliers->dims[0] = CHAOS_DIM_NUMBER;
        multipliers->shape[0] = dim;
    }
}

static void set_columns(chaos_column *columns, const chaos_column *own, size_t count, uint64_t n,
                        uint64_t dim)
{
    for (size_t i = 0; i < count; i++) {
        columns[i] = i < NSHARED ? shared[i] : own[i];
        columns[i].none = CHAOSI_NAN;
    }
    chaosi_branch_columns(&columns[POINTS], &columns[MULTIPLIERS], n, dim);
}

size_t chaosi_branch_table_columns(const char *table, const chaos_map *map, chaos_column *columns)
{
    const bool rows = strcmp(table, "rows") == 0;
    set_columns(columns, rows ? of_rows : of_special, rows ? NROWS : NSPECIAL, 1, map->dim);
    return rows ? NROWS : NSPECIAL;
}

/* --------------------------------------------------------------------------------- rows */

typedef struct writer {
    const chaosi_branch *b;
    chaos_result *made;
    double *points; /* [n dim] */
} writer;

/* The cells of a place that both tables have; s and p stand in numbers [2]. */
static void fill_shared(const writer *w, const chaosi_place *place, double sign, double *numbers,
                        chaosi_cell *cells)
{
    const chaosi_branch *b = w->b;
    numbers[0] = sign * place->s;
    numbers[1] = chaosi_place_parameter(b, place);
    for (size_t i = 0; i < b->npoints; i++)
        w->points[i] = place->z[i] * b->scale[i % b->cycle.dim];
    cells[S] = (chaosi_cell){ &numbers[0], 1 };
    cells[PARAMETER] = (chaosi_cell){ &numbers[1], 1 };
    cells[POINTS] = (chaosi_cell){ w->points, b->cycle.n };
    cells[MULTIPLIERS] = (chaosi_cell){ place->multipliers, 1 };
    cells[RESIDUE] = (chaosi_cell){ &place->tests.residue, 1 };
}

static void add_row(const void *writer, const chaosi_place *place, double sign)
{
    const struct writer *const w = writer;
    double numbers[2];
    chaosi_cell cells[NROWS];
    fill_shared(w, place, sign, numbers, cells);
    cells[UNSTABLE] = (chaosi_cell){ &place->outside, 1 };
    cells[RESIDUAL] = (chaosi_cell){ &place->residual, 1 };
    cells[UPDATES] = (chaosi_cell){ &place->updates, 1 };
    chaosi_result_row(w->made, ROWS, cells);
}

static void add_special(const void *writer, const chaosi_special *special, double sign, uint64_t row)
{
    const struct writer *const w = writer;
    const uint32_t exact = special->exact;
    double numbers[2];
    chaosi_cell cells[NSPECIAL];
    fill_shared(w, &special->place, sign, numbers, cells);
    cells[KIND] = (chaosi_cell){ &special->kind, 1 };
    cells[ROW] = (chaosi_cell){ &row, 1 };
    cells[COEFFICIENT] = (chaosi_cell){ special->coefficient, 1 };
    cells[OFF] = (chaosi_cell){ &special->off, 1 };
    cells[CONDITION] = (chaosi_cell){ &special->condition, 1 };
    cells[EXACT] = (chaosi_cell){ &exact, 1 };
    chaosi_result_row(w->made, special->kind == CHAOS_SUPERSTABLE ? SUPERSTABLE : SPECIAL, cells);
}

/* After which place of an arm it is. */
static uint64_t place_before(const chaosi_arm *arm, const chaosi_special *special)
{
    uint64_t low = 0, high = arm->count;
    while (high - low > 1) {
        const uint64_t middle = (low + high) / 2;
        *(arm->place[middle].s <= special->place.s ? &low : &high) = middle;
    }
    return low;
}

void chaosi_branch_rows(const chaosi_arm *arm, const void *w, chaosi_add_row *add_row,
                        chaosi_add_special *add_special)
{
    const uint64_t down = arm[0].count ? arm[0].count - 1 : 0; /* rows before the start */
    for (uint64_t i = down; i > 0; i--)
        add_row(w, &arm[0].place[i], -1.0);
    for (uint64_t i = 0; i < arm[1].count; i++)
        add_row(w, &arm[1].place[i], 1.0);
    for (uint64_t i = arm[0].nspecial; i-- > 0;) {
        const uint64_t before = place_before(&arm[0], &arm[0].special[i]);
        add_special(w, &arm[0].special[i], -1.0, before < down ? down - before - 1 : 0);
    }
    for (uint64_t i = 0; i < arm[1].nspecial; i++)
        add_special(w, &arm[1].special[i], 1.0, down + place_before(&arm[1], &arm[1].special[i]));
}

void chaosi_branch_begin_recipe(chaosi_buffer *recipe, const char *kind, const chaosi_branch *b,
                                const double *params)
{
    const chaosi_cycle *c = &b->cycle;
    chaosi_recipe_begin(recipe, kind, c->map);
    chaosi_recipe_params(recipe, "params", params, c->map);
    chaosi_recipe_state(recipe, "guess", b->guess, c->map);
    chaosi_recipe_count(recipe, "period", c->n);
}

void chaosi_branch_end_recipe(chaosi_buffer *recipe, const chaosi_branch *b, const chaosi_arm *arm,
                              uint64_t budget)
{
    const chaosi_cycle *c = &b->cycle;
    const bool closed = arm[1].stop == CHAOS_STOP_CLOSED;
    chaosi_recipe_count(recipe, "budget", budget);
    chaosi_recipe_iteration(recipe, &c->options);
    chaosi_recipe_string(recipe, "begins", chaos_stop_name(closed ? CHAOS_STOP_CLOSED : arm[0].stop));
    chaosi_recipe_string(recipe, "ends", chaos_stop_name(arm[1].stop));
    chaosi_recipe_end(recipe);
}

int chaosi_branch_result(const chaosi_branch *b, const chaosi_arm *arm, const double *params, uint64_t budget,
                         chaos_result **result, chaos_error *error)
{
    writer w = { b, chaosi_result_new("branch", b->cycle.map), chaosi_alloc(b->nz, sizeof(double)) };
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
    if (b->cycle.dim == 1)
        chaosi_result_table(w.made, "superstable", columns, NSPECIAL);
    chaosi_branch_rows(arm, &w, add_row, add_special);
    free(w.points);
    chaosi_branch_begin_recipe(&recipe, "branch", b, params);
    chaosi_recipe_string(&recipe, "from", b->flip ? "flip" : b->crossing ? "branch_point" : "cycle");
    if (b->beside) {
        chaosi_recipe_state(&recipe, "beside", b->beside, b->cycle.map);
        chaosi_recipe_number(&recipe, "beside_parameter", b->beside[b->nz - 1]);
    }
    chaosi_recipe_string(&recipe, "along", b->cycle.map->params[b->along]);
    chaosi_recipe_number(&recipe, "low", b->low);
    chaosi_recipe_number(&recipe, "high", b->high);
    chaosi_branch_end_recipe(&recipe, b, arm, budget);
    return chaosi_result_finish(w.made, &recipe, result, error);
}

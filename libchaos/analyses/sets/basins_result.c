/* What is said of attractors and of where starts go.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/recipe.h"
#include "core/result.h"

#include <math.h>
#include <string.h>

enum row_column {
    POINT,
    KIND,
    PERIOD,
    EXPONENTS,
    EXPONENTS_ERROR,
    CENTRE,
    EXTENT,
    CELLS,
    SHARE,
    SHARE_ERROR,
    NCOLUMNS
};

const chaos_column chaosi_share_columns[3] = {
    { .name = "cells",
      .type = CHAOS_U64,
      .none = CHAOSI_NAN,
      .label = "starts",
      .unit = "",
      .help = "that go there" },
    { .name = "share",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "share",
      .unit = "",
      .help = "of all starts" },
    { .name = "share_error",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "its error",
      .unit = "",
      .help = "what random starts leave uncertain" },
};

static const chaos_column row_columns[CELLS] = {
    [POINT] = { .name = "point",
                .type = CHAOS_F64,
                .none = CHAOSI_NAN,
                .label = NULL,
                .unit = "",
                .help = "of those seen on the attractor the one of the least first state" },
    [KIND] = { .name = "kind",
               .type = CHAOS_U32,
               .none = CHAOSI_NAN,
               .label = "kind",
               .unit = "",
               .help = "0: cycle; 1: quasi-periodic; 2: chaotic" },
    [PERIOD] = { .name = "period",
                 .type = CHAOS_U64,
                 .none = 0.0,
                 .label = "period",
                 .unit = "iterates",
                 .help = "0: none up to 1024" },
    [EXPONENTS] = { .name = "exponents",
                    .type = CHAOS_F64,
                    .none = CHAOSI_NAN,
                    .label = "Lyapunov exponent",
                    .unit = "nats per iterate",
                    .help = "the largest ones" },
    [EXPONENTS_ERROR] = { .name = "exponents_error",
                          .type = CHAOS_F64,
                          .none = CHAOSI_NAN,
                          .label = "its error",
                          .unit = "nats per iterate",
                          .help = "statistical errors" },
    [CENTRE] = { .name = "centre",
                 .type = CHAOS_F64,
                 .none = CHAOSI_NAN,
                 .label = NULL,
                 .unit = "",
                 .help = "mean state" },
    [EXTENT] = { .name = "extent",
                 .type = CHAOS_F64,
                 .none = CHAOSI_NAN,
                 .label = NULL,
                 .unit = "",
                 .help = "lowest and highest of each state" },
};

enum other_column { LABEL, OTHER_CELLS, OTHER_SHARE, OTHER_SHARE_ERROR, NOTHERS };

static void add_table(chaos_result *made, const chaosi_basins *b)
{
    chaos_column rows[NCOLUMNS];
    memcpy(rows, row_columns, sizeof row_columns);
    memcpy(rows + CELLS, chaosi_share_columns, sizeof chaosi_share_columns);
    for (int i = 0; i < NCOLUMNS; i++) {
        const bool numbers = i == EXPONENTS || i == EXPONENTS_ERROR,
                   states = i == POINT || i == CENTRE || i == EXTENT;
        if (i == EXTENT || ((numbers || states) && b->dim > 1))
            rows[i].ndim = i == EXTENT && b->dim > 1 ? 2 : 1;
        rows[i].shape[0] = numbers ? b->nexponents : i == EXTENT && b->dim == 1 ? 2 : b->dim;
        rows[i].dims[0] = numbers                      ? CHAOS_DIM_NUMBER
                          : i == EXTENT && b->dim == 1 ? CHAOS_DIM_LIMIT
                                                       : CHAOS_DIM_COLUMN;
        rows[i].shape[1] = 2;
        rows[i].dims[1] = CHAOS_DIM_LIMIT;
    }
    chaosi_result_table(made, "rows", rows, NCOLUMNS);
}

/* A share of n starts, and its error. */
double chaosi_share_error(double share, double n) { return sqrt(share * (1.0 - share) / n); }

static void add_rows(chaos_result *made, const chaosi_basins *b, const uint64_t *cells)
{
    const double n = (double)b->source.npoints;
    for (size_t i = 0; i < b->nattractors; i++) {
        const chaosi_attractor *a = &b->attractors[i];
        const double share = (double)cells[i] / n, error = chaosi_share_error(share, n);
        const chaosi_cell row[NCOLUMNS] = {
            [POINT] = { a->point, 1 },
            [KIND] = { &a->kind, 1 },
            [PERIOD] = { &a->period, 1 },
            [EXPONENTS] = { a->exponents, 1 },
            [EXPONENTS_ERROR] = { a->errors, 1 },
            [CENTRE] = { a->centre, 1 },
            [EXTENT] = { a->extent, 1 },
            [CELLS] = { &cells[i], 1 },
            [SHARE] = { &share, 1 },
            [SHARE_ERROR] = { &error, 1 },
        };
        chaosi_result_row(made, 0, row);
    }
}

void chaosi_basins_others(chaos_result *made, const uint64_t *cells, double n)
{
    chaos_column columns[NOTHERS] = {
        { .name = "label",
          .type = CHAOS_I64,
          .none = CHAOSI_NAN,
          .label = "label",
          .unit = "",
          .help = "-1: escaped; -2: unresolved; -3: pending" },
    };
    memcpy(columns + 1, chaosi_share_columns, sizeof chaosi_share_columns);
    chaosi_result_table(made, "others", columns, NOTHERS);
    for (int64_t label = -1; label >= CHAOS_LABEL_PENDING; label--) {
        const uint64_t *count = &cells[-label - 1];
        const double share = (double)*count / n, error = chaosi_share_error(share, n);
        const chaosi_cell row[NOTHERS] = {
            [LABEL] = { &label, 1 },
            [OTHER_CELLS] = { count, 1 },
            [OTHER_SHARE] = { &share, 1 },
            [OTHER_SHARE_ERROR] = { &error, 1 },
        };
        chaosi_result_row(made, 1, row);
    }
}

const char *chaos_attractor_name(uint32_t kind)
{
    static const char *const kinds[] = { "cycle", "quasi-periodic", "chaotic" };
    return kind < sizeof kinds / sizeof *kinds ? kinds[kind] : NULL;
}

void chaosi_basins_recipe(chaosi_buffer *recipe, const char *kind, const chaosi_basins *b)
{
    const chaosi_source *s = &b->source;
    const size_t nparams = b->map->nparams;
    bool *axes = chaosi_alloc(nparams + b->dim, sizeof *axes);
    double *state = chaosi_alloc(b->dim, sizeof *state);
    if (!axes || !state) {
        recipe->failed = true;
        free(axes);
        free(state);
        return;
    }
    for (size_t i = 0; i < b->dim; i++)
        state[i] = s->grid.state ? s->grid.state[i] : chaos_map_state_default(b->map, i);
    for (uint32_t d = 0; d < s->ndim; d++)
        axes[s->quantity[d]] = true;
    chaosi_recipe_begin(recipe, kind, b->map);
    chaosi_recipe_values(recipe, "params", b->map->params, b->params, axes, nparams);
    chaosi_recipe_axes(recipe, "axes", b->asked, s->ndim);
    if (s->grid.starts) {
        chaosi_recipe_count(recipe, "starts", s->grid.starts);
        chaosi_recipe_count(recipe, "seed", s->grid.seed);
    } else {
        chaosi_recipe_values(recipe, "state", b->map->states, state, axes + nparams, b->dim);
    }
    if (b->box)
        chaosi_recipe_box(recipe, "box", b->box, b->map);
    chaosi_recipe_count(recipe, "max_steps", b->max_steps);
    chaosi_recipe_number(recipe, "escaped_beyond", b->options.bound);
    chaosi_recipe_count(recipe, "lift", b->options.lift);
    free(axes);
    free(state);
}

int chaosi_basins_result(chaosi_basins *b, chaos_result **result, chaos_error *error)
{
    uint64_t *cells = chaosi_alloc(b->nattractors + 3, sizeof *cells);
    chaos_result *made = chaosi_result_new("basins", b->map);
    chaosi_buffer recipe = { 0 };
    const int code = cells && made ? chaosi_basins_count(b, b->nattractors, cells) : CHAOS_ENOMEM;
    if (code != CHAOS_OK) {
        free(cells);
        chaos_result_free(made);
        return chaosi_basins_ended(b, code, error);
    }
    add_table(made, b);
    add_rows(made, b, cells);
    chaosi_basins_others(made, cells + b->nattractors, (double)b->source.npoints);
    chaosi_basins_recipe(&recipe, "basins", b);
    chaosi_recipe_count(&recipe, "conservative", b->conservative);
    if (b->times)
        chaosi_recipe_count(&recipe, "times", 1);
    chaosi_recipe_end(&recipe);
    free(cells);
    return chaosi_result_finish(made, &recipe, result, error);
}

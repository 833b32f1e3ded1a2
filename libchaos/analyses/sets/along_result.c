/* Attractors along a parameter as a result: rows, values, ends.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/along.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/recipe.h"

#include <stdlib.h>

enum { KEPT = 128 }; /* states of one without a period */

enum {
    VALUE,
    IDENTITY,
    POINT,
    KIND,
    PERIOD,
    EXPONENTS,
    ERRORS,
    CENTRE,
    EXTENT,
    SHARE,
    SHARE_ERROR,
    POINTS,
    NROWS
};
enum { OF_VALUE, COUNT, ESCAPED, UNRESOLVED, NVALUES };
enum { WHICH, FIRST, LAST, BECAME, NENDS };

static chaos_column column(const char *name, int type, double none, const char *label, const char *unit,
                           const char *help)
{
    return (
        chaos_column){ .name = name, .type = type, .none = none, .label = label, .unit = unit, .help = help };
}

void chaosi_along_tables(chaosi_along *a)
{
    chaos_column rows[NROWS] = {
        [VALUE] = column("value", CHAOS_F64, CHAOSI_NAN, NULL, "", "of the parameter"),
        [IDENTITY] =
            column("identity", CHAOS_U64, CHAOSI_NAN, "attractor", "", "the same from value to value"),
        [POINT] = column("point", CHAOS_F64, CHAOSI_NAN, NULL, "", "a state on it"),
        [KIND] = column("kind", CHAOS_U32, CHAOSI_NAN, "kind", "", "0: cycle; 1: quasi-periodic; 2: chaotic"),
        [PERIOD] = column("period", CHAOS_U64, 0.0, "period", "iterates", "0: none up to 1024"),
        [EXPONENTS] = column("exponents", CHAOS_F64, CHAOSI_NAN, "Lyapunov exponent", "nats per iterate",
                             "the largest ones"),
        [ERRORS] = column("exponents_error", CHAOS_F64, CHAOSI_NAN, "its error", "nats per iterate",
                          "statistical errors"),
        [CENTRE] = column("centre", CHAOS_F64, CHAOSI_NAN, NULL, "", "mean state"),
        [EXTENT] = column("extent", CHAOS_F64, CHAOSI_NAN, NULL, "", "lowest and highest of each state"),
        [SHARE] = column("share", CHAOS_F64, CHAOSI_NAN, "share", "",
                         "of all starts; 0: it is known from the value before alone"),
        [SHARE_ERROR] = column("share_error", CHAOS_F64, CHAOSI_NAN, "its error", "", "binomial"),
        [POINTS] = column("points", CHAOS_F64, CHAOSI_NAN, NULL, "", "the cycle, or 128 states of it"),
    };
    const chaos_column values[NVALUES] = {
        [OF_VALUE] = column("value", CHAOS_F64, CHAOSI_NAN, NULL, "", "of the parameter"),
        [COUNT] = column("attractors", CHAOS_U64, CHAOSI_NAN, "attractors", "", "how many there are"),
        [ESCAPED] = column("escaped", CHAOS_F64, CHAOSI_NAN, "escaped", "", "the part of starts"),
        [UNRESOLVED] = column("unresolved", CHAOS_F64, CHAOSI_NAN, "unresolved", "", "the part of starts"),
    };
    const chaos_column ends[NENDS] = {
        [WHICH] = column("identity", CHAOS_U64, CHAOSI_NAN, "attractor", "", "that ends"),
        [FIRST] = column("first", CHAOS_F64, CHAOSI_NAN, "first value", "", "at which it is there"),
        [LAST] = column("last", CHAOS_F64, CHAOSI_NAN, "last value", "", "at which it is there"),
        [BECAME] = column("became", CHAOS_I64, CHAOSI_NAN, "became", "",
                          "the identity its states go to at the next value; -1: they escape; -2: unresolved"),
    };
    for (int i = 0; i < NROWS; i++) {
        const bool numbers = i == EXPONENTS || i == ERRORS, states = i == POINT || i == CENTRE;
        if (i == EXTENT || ((numbers || states) && a->dim > 1))
            rows[i].ndim = i == EXTENT && a->dim > 1 ? 2 : 1;
        rows[i].shape[0] = numbers ? a->nexponents : i == EXTENT && a->dim == 1 ? 2 : a->dim;
        rows[i].dims[0] = numbers                      ? CHAOS_DIM_NUMBER
                          : i == EXTENT && a->dim == 1 ? CHAOS_DIM_LIMIT
                                                       : CHAOS_DIM_COLUMN;
        rows[i].shape[1] = 2;
        rows[i].dims[1] = CHAOS_DIM_LIMIT;
    }
    rows[POINTS].ragged = true;
    rows[POINTS].ndim = a->dim > 1 ? 2 : 1;
    rows[POINTS].shape[0] = 0;
    rows[POINTS].dims[0] = CHAOS_DIM_RECORD;
    rows[POINTS].shape[1] = a->dim;
    rows[POINTS].dims[1] = CHAOS_DIM_COLUMN;
    chaosi_result_table(a->made, "rows", rows, NROWS);
    chaosi_result_table(a->made, "values", values, NVALUES);
    chaosi_result_table(a->made, "ends", ends, NENDS);
}

void chaosi_along_rows(chaosi_along *a, const double *value, const double *others)
{
    const uint64_t count = a->now.count;
    for (size_t i = 0; i < a->now.count; i++) {
        const chaosi_found *f = &a->now.items[i];
        const chaosi_cell row[NROWS] = {
            [VALUE] = { value, 1 },
            [IDENTITY] = { &f->identity, 1 },
            [POINT] = { chaosi_found_point(f), 1 },
            [KIND] = { &f->kind, 1 },
            [PERIOD] = { &f->period, 1 },
            [EXPONENTS] = { chaosi_found_exponents(a, f), 1 },
            [ERRORS] = { chaosi_found_errors(a, f), 1 },
            [CENTRE] = { chaosi_found_centre(a, f), 1 },
            [EXTENT] = { chaosi_found_extent(a, f), 1 },
            [SHARE] = { &f->share, 1 },
            [SHARE_ERROR] = { &f->share_error, 1 },
            [POINTS] = { chaosi_found_samples(a, f), f->nsamples < KEPT ? f->nsamples : KEPT },
        };
        chaosi_result_row(a->made, 0, row);
    }
    const chaosi_cell row[NVALUES] = { [OF_VALUE] = { value, 1 },
                                       [COUNT] = { &count, 1 },
                                       [ESCAPED] = { &others[0], 1 },
                                       [UNRESOLVED] = { &others[1], 1 } };
    chaosi_result_row(a->made, 1, row);
}

void chaosi_along_end(chaosi_along *a, const chaosi_found *gone, int64_t became)
{
    const double first = chaosi_along_value(a, a->first[gone->identity]),
                 last = chaosi_along_value(a, a->at - 1);
    const int64_t identity = became < 0 ? became : (int64_t)a->now.items[became].identity;
    const chaosi_cell row[NENDS] = { [WHICH] = { &gone->identity, 1 },
                                     [FIRST] = { &first, 1 },
                                     [LAST] = { &last, 1 },
                                     [BECAME] = { &identity, 1 } };
    chaosi_result_row(a->made, 2, row);
}

void chaosi_along_recipe(const chaosi_along *a, chaosi_buffer *recipe)
{
    bool *varies = chaosi_alloc(a->map->nparams, sizeof *varies);
    if (!varies) {
        recipe->failed = true;
        return;
    }
    varies[a->parameter] = true;
    chaosi_recipe_begin(recipe, "attractors_along", a->map);
    chaosi_recipe_values(recipe, "params", a->map->params, a->params, varies, a->map->nparams);
    chaosi_recipe_axes(recipe, "axes", a->axis, 1);
    chaosi_recipe_count(recipe, "starts", a->grid.starts);
    chaosi_recipe_count(recipe, "seed", a->grid.seed);
    chaosi_recipe_box(recipe, "box", a->grid.box, a->map);
    chaosi_recipe_count(recipe, "max_steps", a->max_steps ? a->max_steps : 10000);
    chaosi_recipe_number(recipe, "escaped_beyond", a->options.bound);
    chaosi_recipe_count(recipe, "lift", a->options.lift);
    chaosi_recipe_end(recipe);
    free(varies);
}

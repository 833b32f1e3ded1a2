/* A skeleton as a result: the tables of all curves, each with the number of the curve, and one of these.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/skeleton.h"

#include "analyses/cycles/curve.h"
#include "analyses/cycles/joined.h"
#include "core/error.h"
#include "core/recipe.h"
#include "core/result.h"

/* clang-format off */
enum { KIND, PERIOD, BEGINS, ENDS, PARENT, PARENT_SPECIAL, WHICH, BUDGET, NCOLUMNS };
static const chaos_column of_curves[NCOLUMNS] = {
    [KIND] = { .name = "kind", .type = CHAOS_U32, .none = CHAOSI_NAN, .label = "kind", .unit = "",
               .help = "0 folds, 1 flips, 2 Neimark-Sacker points" },
    [PERIOD] = { .name = "period", .type = CHAOS_U64, .none = CHAOSI_NAN, .label = "period", .unit = "iterates",
                 .help = "of its cycles" },
    [BEGINS] = { .name = "begins", .type = CHAOS_U32, .none = CHAOSI_NAN, .label = "begins", .unit = "",
                 .help = "why it ends on the one side, chaos_stop_name" },
    [ENDS] = { .name = "ends", .type = CHAOS_U32, .none = CHAOSI_NAN, .label = "ends", .unit = "",
               .help = "and on the other" },
    [PARENT] = { .name = "parent", .type = CHAOS_I64, .none = -1.0, .label = "parent", .unit = "",
                 .help = "the curve that it leaves; -1: it goes through a bifurcation on a branch" },
    [PARENT_SPECIAL] = { .name = "parent_special_point", .type = CHAOS_I64, .none = -1.0, .label = "where", .unit = "",
                         .help = "at which of that curve's special points, from 0 on" },
    [WHICH] = { .name = "which", .type = CHAOS_I64, .none = -1.0, .label = "which", .unit = "",
                .help = "and which of those that meet there, as chaos_special_curve counts them" },
    [BUDGET] = { .name = "budget", .type = CHAOS_U64, .none = CHAOSI_NAN, .label = "budget", .unit = "rows",
                 .help = "the most rows that it could have" },
};
/* clang-format on */

static void add_curve(chaos_result *made, const chaosi_bone *b)
{
    uint32_t ends[2];
    chaosi_joined_ends(b->result, ends);
    const chaosi_cell cells[NCOLUMNS] = {
        [KIND] = { &b->kind, 1 },     [PERIOD] = { &b->period, 1 },
        [BEGINS] = { &ends[0], 1 },   [ENDS] = { &ends[1], 1 },
        [PARENT] = { &b->parent, 1 }, [PARENT_SPECIAL] = { &b->parent_special, 1 },
        [WHICH] = { &b->which, 1 },   [BUDGET] = { &b->budget, 1 },
    };
    chaosi_result_row(made, 2, cells);
}

static void write_recipe(chaosi_buffer *recipe, const chaosi_skeleton *k, uint64_t period,
                         const double *guess)
{
    const chaos_map *map = k->map;
    const char *const names[] = { map->params[k->over[0]], map->params[k->over[1]] };
    chaosi_recipe_begin(recipe, "skeleton", map);
    chaosi_recipe_params(recipe, "params", k->params, map);
    chaosi_recipe_state(recipe, "guess", guess, map);
    chaosi_recipe_count(recipe, "period", period);
    chaosi_recipe_values(recipe, "low", names, (const double[]){ k->box[0], k->box[2] }, NULL, 2);
    chaosi_recipe_values(recipe, "high", names, (const double[]){ k->box[1], k->box[3] }, NULL, 2);
    chaosi_recipe_count(recipe, "max_period", k->max_period);
    chaosi_recipe_count(recipe, "budget", k->budget);
    chaosi_recipe_iteration(recipe, &k->options);
    chaosi_recipe_string(recipe, "stopped", k->stopped);
    chaosi_recipe_end(recipe);
}

int chaosi_skeleton_result(const chaosi_skeleton *k, uint64_t period, const double *guess,
                           chaos_result **result, chaos_error *error)
{
    static const char *const names[] = { "rows", "special_points" };
    chaos_result *made = chaosi_result_new("skeleton", k->map);
    chaosi_buffer recipe = { 0 };
    if (!made)
        return chaosi_nomem(error);
    for (size_t t = 0; t < 2; t++) {
        chaos_column columns[CHAOSI_MOST_COLUMNS];
        const size_t n = chaosi_curve_table_columns(names[t], k->map, columns);
        chaosi_joined_table(made, names[t], "curve", columns, n);
    }
    chaosi_result_table(made, "curves", of_curves, NCOLUMNS);
    for (uint64_t i = 0; i < k->count; i++) {
        for (size_t t = 0; t < 2; t++)
            chaosi_joined_rows(made, t, k->bones[i].result, i, names[t]);
        add_curve(made, &k->bones[i]);
    }
    write_recipe(&recipe, k, period, guess);
    return chaosi_result_finish(made, &recipe, result, error);
}

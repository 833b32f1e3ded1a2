/* A bifurcation diagram as a result: the tables of all branches, each with the number of the branch, and one of these.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/tree.h"

#include "analyses/cycles/branch.h"
#include "analyses/cycles/joined.h"
#include "core/error.h"
#include "core/recipe.h"
#include "core/result.h"

#include <stdlib.h>

/* clang-format off */
enum { PERIOD, BEGINS, ENDS, PARENT, PARENT_SPECIAL, BUDGET, NCOLUMNS };
static const chaos_column of_branches[NCOLUMNS] = {
    [PERIOD] = { .name = "period", .type = CHAOS_U64, .none = CHAOSI_NAN, .label = "period", .unit = "iterates",
                 .help = "of its cycles" },
    [BEGINS] = { .name = "begins", .type = CHAOS_U32, .none = CHAOSI_NAN, .label = "begins", .unit = "",
                 .help = "why it ends on the one side, chaos_stop_name" },
    [ENDS] = { .name = "ends", .type = CHAOS_U32, .none = CHAOSI_NAN, .label = "ends", .unit = "",
               .help = "and on the other" },
    [PARENT] = { .name = "parent", .type = CHAOS_I64, .none = -1.0, .label = "parent", .unit = "",
                 .help = "the branch that it leaves; -1: it goes through a cycle that was found" },
    [PARENT_SPECIAL] = { .name = "parent_special_point", .type = CHAOS_I64, .none = -1.0, .label = "where", .unit = "",
                         .help = "at which of that branch's special points, from 0 on" },
    [BUDGET] = { .name = "budget", .type = CHAOS_U64, .none = CHAOSI_NAN, .label = "budget", .unit = "rows",
                 .help = "the most rows that it could have" },
};
/* clang-format on */

static void add_branch(chaos_result *made, size_t number, const chaosi_tree_branch *b)
{
    uint32_t ends[2];
    chaosi_joined_ends(b->result, ends);
    const chaosi_cell cells[NCOLUMNS] = {
        [PERIOD] = { &b->period, 1 }, [BEGINS] = { &ends[0], 1 },
        [ENDS] = { &ends[1], 1 },     [PARENT] = { &b->parent, 1 },
        [BUDGET] = { &b->budget, 1 }, [PARENT_SPECIAL] = { &b->parent_special, 1 },
    };
    chaosi_result_row(made, number, cells);
}

/* varies [nparams]: which parameter changes. */
static void write_recipe(chaosi_buffer *recipe, const chaosi_tree *tree, const bool *varies)
{
    const chaos_map *map = tree->map;
    chaosi_recipe_begin(recipe, "bifurcation_diagram", map);
    chaosi_recipe_values(recipe, "params", map->params, tree->params, varies, map->nparams);
    chaosi_recipe_string(recipe, "along", map->params[tree->along]);
    chaosi_recipe_number(recipe, "low", tree->low);
    chaosi_recipe_number(recipe, "high", tree->high);
    chaosi_recipe_count(recipe, "max_period", tree->max_period);
    chaosi_recipe_count(recipe, "seeds", tree->seeds);
    chaosi_recipe_box(recipe, "box", tree->box, map);
    chaosi_recipe_count(recipe, "budget", tree->budget);
    chaosi_recipe_iteration(recipe, &tree->options);
    chaosi_recipe_state(recipe, "span", tree->span, map);
    chaosi_recipe_string(recipe, "stopped", tree->stopped);
    chaosi_recipe_end(recipe);
}

int chaosi_tree_result(const chaosi_tree *tree, chaos_result **result, chaos_error *error)
{
    static const char *const names[] = { "rows", "special_points", "superstable" };
    const size_t tables = tree->map->dim == 1 ? 3 : 2;
    chaos_result *made = chaosi_result_new("bifurcation_diagram", tree->map);
    bool *const varies = calloc(tree->map->nparams, sizeof *varies);
    chaosi_buffer recipe = { 0 };
    if (!made || !varies) {
        chaos_result_free(made);
        free(varies);
        return chaosi_nomem(error);
    }
    varies[tree->along] = true;
    for (size_t t = 0; t < tables; t++) {
        chaos_column columns[CHAOSI_MOST_COLUMNS];
        const size_t n = chaosi_branch_table_columns(names[t], tree->map, columns);
        chaosi_joined_table(made, names[t], "branch", columns, n);
    }
    chaosi_result_table(made, "branches", of_branches, NCOLUMNS);
    for (uint64_t i = 0; i < tree->count; i++) {
        for (size_t t = 0; t < tables; t++)
            chaosi_joined_rows(made, t, tree->branches[i].result, i, names[t]);
        add_branch(made, tables, &tree->branches[i]);
    }
    write_recipe(&recipe, tree, varies);
    free(varies);
    return chaosi_result_finish(made, &recipe, result, error);
}

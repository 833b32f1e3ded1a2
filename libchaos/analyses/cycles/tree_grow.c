/* What a tree's next branches are.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/tree.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_OF_BRANCH = 10000 /* at most */ };

/* Rows of the next branch; 0: there is to be none. */
static uint64_t next_budget(chaosi_tree *tree)
{
    if (strcmp(tree->stopped, "no") == 0 && tree->left < 2)
        tree->stopped = "budget";
    if (strcmp(tree->stopped, "no") != 0)
        return 0;
    return tree->left < ROWS_OF_BRANCH ? tree->left : ROWS_OF_BRANCH;
}

int chaosi_tree_go_on(const chaosi_tree *tree, chaos_error *error)
{
    return tree->canceled ? chaosi_canceled(error) : CHAOS_OK;
}

/* Takes what a door of branches gave. CHAOS_EINVAL is no failure: where it began is singular, or nothing is there. */
static int take(chaosi_tree *tree, int code, chaos_result *found, uint64_t period, uint64_t budget,
                int64_t parent, int64_t special, chaos_error *error)
{
    if (code == CHAOS_ECANCELED && found) { /* it counts as far as it goes; the callback has been asked */
        chaos_progress *const asked = tree->options.progress;
        tree->options.progress = NULL;
        const int added = chaosi_tree_add(tree, found, period, budget, parent, special, NULL);
        tree->options.progress = asked;
        return added == CHAOS_OK ? code : added;
    }
    if (code == CHAOS_OK)
        return chaosi_tree_add(tree, found, period, budget, parent, special, error);
    chaos_result_free(found);
    return code == CHAOS_EINVAL ? CHAOS_OK : code;
}

/* What leaves special point i of branch number `number`, if anything does. */
static int switch_at(chaosi_tree *tree, uint64_t number, uint64_t i, chaos_error *error)
{
    const chaosi_tree_branch b = tree->branches[number];
    const size_t each = (size_t)b.period * tree->map->dim;
    const double *points = b.special_points + i * each,
                 *params = chaosi_tree_at(tree, b.special_parameter[i]);
    const bool doubles = b.kind[i] == CHAOS_FLIP;
    const uint64_t period = doubles ? 2 * b.period : b.period;
    chaos_result *found = NULL;
    if ((!doubles && b.kind[i] != CHAOS_BRANCH_POINT) || period > tree->max_period)
        return CHAOS_OK;
    const uint64_t budget = next_budget(tree);
    if (!budget)
        return CHAOS_OK;
    int code;
    if (doubles)
        code = chaos_branch_double(tree->map, b.period, tree->along, tree->low, tree->high, params, points,
                                   budget, &found, &tree->options, error);
    else {
        uint64_t row = b.special_row[i];
        if (row + 1 < b.rows && fabs(b.s[row + 1] - b.special_s[i]) < fabs(b.s[row] - b.special_s[i]))
            row++;
        double *beside = malloc((each + 1) * sizeof *beside);
        if (!beside)
            return chaosi_nomem(error);
        memcpy(beside, b.points + row * each, each * sizeof *beside);
        beside[each] = b.parameter[row];
        code = chaos_branch_cross(tree->map, b.period, tree->along, tree->low, tree->high, params, points,
                                  beside, budget, &found, &tree->options, error);
        free(beside);
    }
    return take(tree, code, found, period, budget, (int64_t)number, (int64_t)i, error);
}

int chaosi_tree_switch(chaosi_tree *tree, uint64_t first, chaos_error *error)
{
    int code = CHAOS_OK;
    for (uint64_t number = first; number < tree->count && code == CHAOS_OK; number++)
        for (uint64_t i = 0; i < tree->branches[number].specials && code == CHAOS_OK; i++)
            if ((code = chaosi_tree_go_on(tree, error)) == CHAOS_OK)
                code = switch_at(tree, number, i, error);
    return code;
}

int chaosi_tree_begin(chaosi_tree *tree, uint64_t period, const double *points, double value,
                      chaos_error *error)
{
    chaos_result *found = NULL;
    bool known;
    int code = chaosi_tree_is_known(tree, period, points, value, &known, error);
    const uint64_t budget = code == CHAOS_OK && !known ? next_budget(tree) : 0;
    if (!budget)
        return code;
    code = chaos_branch(tree->map, period, tree->along, tree->low, tree->high, chaosi_tree_at(tree, value),
                        points, budget, &found, &tree->options, error);
    return take(tree, code, found, period, budget, -1, -1, error);
}

/* chaos_bifurcation_diagram: arguments, which branches come next.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/tree.h"

#include "analyses/cycles/branch.h"
#include "analyses/cycles/search.h"
#include "core/error.h"
#include "core/fpenv.h"
#include "core/options.h"
#include "core/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_UNKNOWNS = 512, MAX_SEEDS = 10000, MAX_BUDGET = 100000000, DEFAULT_BUDGET = 100000 };

/* -------------------------------------------------------------------------- arguments */

static int check_range(const chaosi_tree *tree, chaos_error *error)
{
    const chaos_map *map = tree->map;
    if (tree->along >= map->nparams)
        return chaosi_fail(error, CHAOS_EINVAL, "along", -1,
                           "along must be the number of a parameter, below %llu, got %llu",
                           (unsigned long long)map->nparams, (unsigned long long)tree->along);
    return chaosi_check_range(map, tree->along, "to", tree->low, tree->high, error);
}

static int check(const chaosi_tree *tree, chaos_error *error)
{
    const int code = check_range(tree, error);
    if (code != CHAOS_OK)
        return code;
    if (tree->map->dim > CHAOSI_FEW)
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1,
                           "map must have at most %d states for a diagram of all its cycles, got %llu: "
                           "chaos_branch follows the one near a state",
                           CHAOSI_FEW, (unsigned long long)tree->map->dim);
    if (tree->max_period < 1 || tree->max_period > MAX_UNKNOWNS / tree->map->dim)
        return chaosi_fail(
            error, CHAOS_EINVAL, "max_period", -1,
            "max_period must be at least 1, and max_period * states at most %d, got %llu * %llu",
            MAX_UNKNOWNS, (unsigned long long)tree->max_period, (unsigned long long)tree->map->dim);
    if (tree->seeds > MAX_SEEDS)
        return chaosi_fail(error, CHAOS_EINVAL, "seeds", -1, "seeds must be at most %d, got %llu", MAX_SEEDS,
                           (unsigned long long)tree->seeds);
    if (tree->budget < 2 || tree->budget > MAX_BUDGET)
        return chaosi_fail(error, CHAOS_EINVAL, "budget", -1, "budget must be 2 to %d rows, got %llu",
                           MAX_BUDGET, (unsigned long long)tree->budget);
    return CHAOS_OK;
}

/* --------------------------------------------------------------------------- branches */

static int report(void *user, double done, double total)
{
    chaosi_tree *tree = user;
    const double values = (double)tree->values, all = (double)(tree->seeds + 2);
    if (!tree->canceled)
        tree->canceled = tree->progress(tree->user, fmin(values + 0.99 * done / fmax(total, 1.0), all), all);
    return tree->canceled;
}

/* The cycles at one value, the branches through them, and what leaves those. */
static int search_at(chaosi_tree *tree, double value, chaos_error *error)
{
    const uint64_t first = tree->count;
    chaos_result *cycles = NULL;
    int code = chaos_cycles(tree->map, 1, tree->max_period, chaosi_tree_at(tree, value), tree->box, 0.0,
                            &cycles, &tree->options, error);
    if (code == CHAOS_OK) {
        const uint64_t *period = chaosi_result_data(cycles, "rows", "period");
        const uint32_t *converged = chaosi_result_data(cycles, "rows", "converged"),
                       *family = chaosi_result_data(cycles, "rows", "family");
        const double *points = chaosi_result_data(cycles, "rows", "points");
        chaosi_tree_look_at(tree, cycles);
        for (uint64_t i = 0; i < chaos_result_nrows(cycles, "rows") && code == CHAOS_OK; i++) {
            if ((code = chaosi_tree_go_on(tree, error)) == CHAOS_OK && converged[i] && !family[i])
                code = chaosi_tree_begin(tree, period[i], points, value, error);
            points += period[i] * tree->map->dim;
        }
    }
    chaos_result_free(cycles);
    return code == CHAOS_OK ? chaosi_tree_switch(tree, first, error) : code;
}

static int search(chaosi_tree *tree, chaos_error *error)
{
    const uint64_t last = tree->seeds + 1;
    int code = CHAOS_OK;
    for (; tree->values <= last && code == CHAOS_OK && strcmp(tree->stopped, "no") == 0; tree->values++) {
        const double share = (double)tree->values / (double)last;
        code =
            search_at(tree, tree->values == last ? tree->low : tree->high - share * (tree->high - tree->low),
                      error);
    }
    if (code == CHAOS_OK)
        code = chaosi_tree_go_on(tree, error);
    if (code == CHAOS_OK && tree->progress)
        tree->progress(tree->user, (double)(last + 1), (double)(last + 1));
    return code;
}

/* ------------------------------------------------------------------------------- call */

static int run(chaosi_tree *tree, const double *params, const double *box, chaos_result **result,
               chaos_error *error)
{
    const chaos_map *map = tree->map;
    if (!chaosi_tree_init(tree))
        return chaosi_nomem(error);
    memcpy(tree->params, params ? params : map->param_defaults, map->nparams * sizeof *params);
    tree->params[tree->along] = tree->high; /* whatever was given: it has no value of its own */
    int code = chaosi_search_box(map, tree->options.lift, box, tree->box, error);
    if (code != CHAOS_OK)
        return code;
    code = search(tree, error);
    if (code != CHAOS_OK && code != CHAOS_ECANCELED && code != CHAOS_EFUNCTION)
        return code;
    if (code != CHAOS_OK)
        tree->stopped = "canceled";
    const int made = chaosi_tree_result(tree, result, code == CHAOS_OK ? error : NULL);
    return made == CHAOS_OK ? code : made;
}

int chaos_bifurcation_diagram(const chaos_map *map, uint64_t along, double low, double high,
                              uint64_t max_period, uint64_t seeds, const double *params, const double *box,
                              uint64_t budget, chaos_result **result, const chaos_options *options,
                              chaos_error *error)
{
    chaosi_tree tree = { .map = map,
                         .along = along,
                         .low = low,
                         .high = high,
                         .max_period = max_period,
                         .seeds = seeds,
                         .budget = budget ? budget : DEFAULT_BUDGET,
                         .stopped = "no" };
    if (!map || !result)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "result" : "map", -1, "%s must not be NULL",
                           map ? "result" : "map");
    *result = NULL;
    int code = chaosi_options(&tree.options, map, options, error);
    if (code == CHAOS_OK)
        code = check(&tree, error);
    if (code != CHAOS_OK)
        return code;
    tree.left = tree.budget;
    tree.progress = tree.options.progress;
    tree.user = tree.options.user;
    tree.options.progress = tree.progress ? report : NULL;
    tree.options.user = &tree;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    chaos_error own = { .code = CHAOS_OK };
    code = run(&tree, params, box, result, &own);
    chaosi_fpenv_leave(host);
    chaosi_tree_free(&tree);
    return chaosi_pass_on(code, &own, error);
}

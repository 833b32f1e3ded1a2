/* What a search for all cycles gives: rows, what is known of each period, averages.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "core/error.h"
#include "core/recipe.h"
#include "core/result.h"

#include <stdlib.h>

enum count_column { PERIOD, CYCLES, POINTS, INDEX_SUM, EXPECTED, COMPLETENESS, SINGULAR, STARTS, NCOLUMNS };

static const chaos_column count_columns[NCOLUMNS] = {
    [PERIOD] = { .name = "period",
                 .type = CHAOS_U64,
                 .none = CHAOSI_NAN,
                 .label = "period",
                 .unit = "iterates",
                 .help = "n" },
    [CYCLES] = { .name = "cycles",
                 .type = CHAOS_U64,
                 .none = CHAOSI_NAN,
                 .label = "cycles",
                 .unit = "",
                 .help = "how many cycles have this least period" },
    [POINTS] = { .name = "points",
                 .type = CHAOS_U64,
                 .none = CHAOSI_NAN,
                 .label = "points",
                 .unit = "",
                 .help = "of f^n(x) = x: those of all cycles whose period divides n" },
    [INDEX_SUM] = { .name = "index_sum",
                    .type = CHAOS_I64,
                    .none = CHAOSI_NAN,
                    .label = "sum of indices",
                    .unit = "",
                    .help = "of these points" },
    [EXPECTED] = { .name = "index_expected",
                   .type = CHAOS_I64,
                   .none = (double)CHAOSI_NO_INDEX,
                   .label = "expected sum",
                   .unit = "",
                   .help = "what it is for all of them, from how f^n turns on the edge of the box" },
    [COMPLETENESS] = { .name = "completeness",
                       .type = CHAOS_U32,
                       .none = CHAOSI_NAN,
                       .label = "completeness",
                       .unit = "",
                       .help = "0: found; 1: the index sum is right; 2: complete" },
    [SINGULAR] = { .name = "singular",
                   .type = CHAOS_U64,
                   .none = CHAOSI_NAN,
                   .label = "singular",
                   .unit = "",
                   .help = "above 0: there are families of cycles, of which the list has one" },
    [STARTS] = { .name = "starts",
                 .type = CHAOS_U64,
                 .none = CHAOSI_NAN,
                 .label = "starts",
                 .unit = "",
                 .help = "from how many points cycles were looked for" },
};

static const chaos_column average_columns[] = {
    { .name = "order",
      .type = CHAOS_U64,
      .none = CHAOSI_NAN,
      .label = "order",
      .unit = "",
      .help = "the largest period of the cycles that are used" },
    { .name = "entropy",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "topological entropy",
      .unit = "nats per iterate",
      .help = "from the number of cycles" },
    { .name = "entropy_error",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "its error",
      .unit = "nats per iterate",
      .help = "the change from the order before" },
    { .name = "escape_rate",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "rate of escape",
      .unit = "nats per iterate",
      .help = "of points near those that never leave" },
    { .name = "escape_rate_error",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "its error",
      .unit = "nats per iterate",
      .help = "the change from the order before" },
    { .name = "exponent",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "positive exponents",
      .unit = "nats per iterate",
      .help =
          "sum of the positive exponents on what never leaves; NaN, as the rate, where a cycle is neutral or attracts" },
    { .name = "exponent_error",
      .type = CHAOS_F64,
      .none = CHAOSI_NAN,
      .label = "its error",
      .unit = "nats per iterate",
      .help = "the change from the order before" },
};
enum { NAVERAGES = sizeof average_columns / sizeof average_columns[0] };

/* Whether a period was looked at to the end, and no cycle is known to be missing. */
static bool is_done(const chaosi_count *count)
{
    return count->period && !(chaosi_count_is_wrong(count) && count->singular == 0);
}

/* Only of such periods, from 1 on. */
static int add_averages(const chaosi_search *s, chaos_result *made)
{
    uint64_t order = 0;
    while (order + s->every <= s->last && is_done(&s->counts[order + s->every]))
        order += s->every;
    chaosi_average *const all = order ? malloc(order * sizeof *all) : NULL;
    const int code = !order ? CHAOS_OK : all ? chaosi_search_averages(s, order, all) : CHAOS_ENOMEM;
    for (uint64_t n = s->first; n <= order && code == CHAOS_OK; n++) {
        const chaosi_average *a = &all[n - 1];
        const chaosi_cell cells[] = {
            { &a->order, 1 },          { &a->entropy, 1 },           { &a->entropy_error, 1 },
            { &a->escape_rate, 1 },    { &a->escape_rate_error, 1 }, { &a->exponent, 1 },
            { &a->exponent_error, 1 },
        };
        chaosi_result_row(made, 2, cells);
    }
    free(all);
    return code;
}

static void write_recipe(chaosi_buffer *recipe, const chaosi_search *s, bool stopped)
{
    chaosi_recipe_begin(recipe, "all_cycles", s->map);
    chaosi_recipe_params(recipe, "params", s->params, s->map);
    chaosi_recipe_count(recipe, "first", s->first);
    chaosi_recipe_count(recipe, "last", s->last);
    chaosi_recipe_state(recipe, "low", s->low, s->map);
    chaosi_recipe_state(recipe, "high", s->high, s->map);
    chaosi_recipe_number(recipe, "budget", s->budget);
    chaosi_recipe_iteration(recipe, &s->options);
    chaosi_recipe_string(recipe, "stopped", stopped ? "canceled" : chaosi_search_spent(s) ? "budget" : "no");
    chaosi_recipe_end(recipe);
}

int chaosi_search_result(chaosi_search *s, bool stopped, chaos_result **result, chaos_error *error)
{
    chaos_result *made = chaosi_result_new("all_cycles", s->map);
    if (!made || !chaosi_known_sort(s)) {
        chaos_result_free(made);
        return chaosi_nomem(error);
    }
    chaosi_buffer recipe = { 0 };
    chaosi_cycle_rows_table(made, s->map);
    chaosi_result_table(made, "periods", count_columns, NCOLUMNS);
    chaosi_result_table(made, "averages", average_columns, NAVERAGES);
    for (size_t i = 0; i < s->nrows; i++)
        if (s->rows[i].period >= s->first && s->rows[i].period <= s->last)
            chaosi_cycle_rows_add(made, &s->rows[i]);
    for (uint64_t n = s->first; n <= s->last; n++) {
        const chaosi_count *c = &s->counts[n];
        const chaosi_cell cells[NCOLUMNS] = {
            [PERIOD] = { &c->period, 1 },     [CYCLES] = { &c->cycles, 1 },
            [POINTS] = { &c->points, 1 },     [INDEX_SUM] = { &c->index, 1 },
            [EXPECTED] = { &c->expected, 1 }, [COMPLETENESS] = { &c->completeness, 1 },
            [SINGULAR] = { &c->singular, 1 }, [STARTS] = { &c->starts, 1 },
        };
        if (c->period)
            chaosi_result_row(made, 1, cells);
    }
    if (s->every == 1 && add_averages(s, made) != CHAOS_OK) {
        chaos_result_free(made);
        return chaosi_nomem(error);
    }
    write_recipe(&recipe, s, stopped);
    return chaosi_result_finish(made, &recipe, result, error);
}

/* SPDX-License-Identifier: MIT */
#include "analyses/cycles/tree.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/result.h"

#include <math.h>
#include <string.h>

/* Of what all cycles that were found span, and of a state: two that are one. */
static const double near = 1e-7, rounding = 1e-10;
static const double least_span = 1e-8; /* of the box */
/* How many steps between two rows a cycle between them may be off the straight line. */
static const double bulge = 4.0, sagitta = 0.1; /* where Newton's method decides; where it need not */

bool chaosi_tree_init(chaosi_tree *tree)
{
    const size_t dim = tree->map->dim;
    tree->params = chaosi_alloc(tree->map->nparams + 5 * dim, sizeof *tree->params);
    if (!tree->params)
        return false;
    tree->box = tree->params + tree->map->nparams;
    tree->least = tree->box + 2 * dim;
    tree->most = tree->least + dim;
    tree->span = tree->most + dim;
    for (size_t r = 0; r < dim; r++) {
        tree->least[r] = INFINITY;
        tree->most[r] = -INFINITY;
    }
    return true;
}

void chaosi_tree_free(chaosi_tree *tree)
{
    for (uint64_t i = 0; i < tree->count; i++)
        chaos_result_free(tree->branches[i].result);
    free(tree->branches);
    free(tree->params);
}

const double *chaosi_tree_at(chaosi_tree *tree, double value)
{
    tree->params[tree->along] = value;
    return tree->params;
}

void chaosi_tree_look_at(chaosi_tree *tree, const chaos_result *cycles)
{
    const size_t dim = tree->map->dim;
    const double *points = chaosi_result_data(cycles, "rows", "points");
    const uint64_t count = chaos_result_elements(cycles, "rows", "points");
    for (uint64_t i = 0; i < count; i++) {
        tree->least[i % dim] = fmin(tree->least[i % dim], points[i]);
        tree->most[i % dim] = fmax(tree->most[i % dim], points[i]);
    }
    for (size_t r = 0; r < dim; r++)
        tree->span[r] = fmax(fmax(tree->most[r] - tree->least[r], 0.0),
                             least_span * (tree->box[2 * r + 1] - tree->box[2 * r]));
}

/* ------------------------------------------------------------------------- which are known */

/* to - from of state r, of an angle the short way round. */
static double difference(const chaosi_tree *tree, size_t r, double to, double from)
{
    const double wrap = tree->options.lift ? 0.0 : chaos_map_wrap(tree->map, r), d = to - from;
    return wrap > 0.0 ? d - wrap * nearbyint(d / wrap) : d;
}

/* Whether `x`, [dim], is among so many points, each state up to `room`. */
static bool is_among(const chaosi_tree *tree, const double *x, const double *points, uint64_t count,
                     const double *room)
{
    for (uint64_t i = 0; i < count; i++) {
        bool same = true;
        for (size_t r = 0; r < tree->map->dim && same; r++)
            same = fabs(difference(tree, r, x[r], points[i * tree->map->dim + r])) <= room[r];
        if (same)
            return true;
    }
    return false;
}

/* How far two points are apart that are one, of each state; `more`: of a guess that lies between two rows. */
static void set_room(const chaosi_tree *tree, const double *points, uint64_t count, const double *from,
                     const double *to, double *room)
{
    const size_t dim = tree->map->dim;
    for (size_t r = 0; r < dim; r++) {
        double largest = 0.0;
        for (uint64_t i = 0; i < count; i++)
            largest = fmax(largest, fabs(points[i * dim + r]));
        room[r] = near * tree->span[r] + rounding * largest +
                  (from ? bulge * fabs(difference(tree, r, to[r], from[r])) : 0.0);
    }
}

/* Whether a cycle, from point `by` on, is next to the chord between two rows: far closer than these are to each other. */
static bool is_on_chord(const chaosi_tree *tree, const double *from, const double *to, double share,
                        const double *points, uint64_t n, uint64_t by)
{
    for (size_t r = 0, dim = tree->map->dim; r < dim; r++) {
        double off = 0.0, length = 0.0;
        for (uint64_t i = 0; i < n; i++) {
            const double step = difference(tree, r, to[i * dim + r], from[i * dim + r]);
            off = fmax(off, fabs(difference(tree, r, points[(i + by) % n * dim + r],
                                            from[i * dim + r] + share * step)));
            length = fmax(length, fabs(step));
        }
        if (!(off <= sagitta * length + near * tree->span[r]))
            return false;
    }
    return true;
}

/* Whether the branch passes the value between two rows through that cycle: corrected from between them, or plainly so. */
static int passes(chaosi_tree *tree, const chaosi_tree_branch *b, uint64_t row, const double *points,
                  double value, double *guess, bool *known, chaos_error *error)
{
    const size_t dim = tree->map->dim, each = b->period * dim;
    const double *from = b->points + row * each, *to = from + each, *p = b->parameter + row;
    const double share = p[1] != p[0] ? (value - p[0]) / (p[1] - p[0]) : 0.0;
    double *const room = guess + dim;
    chaos_result *found = NULL;
    for (size_t r = 0; r < dim; r++)
        guess[r] = from[r] + share * difference(tree, r, to[r], from[r]);
    set_room(tree, points, b->period, from, to, room);
    if (!is_among(tree, guess, points, b->period, room))
        return CHAOS_OK;
    const int code = chaos_cycle_find(tree->map, b->period, chaosi_tree_at(tree, value), guess, &found,
                                      &tree->options, error);
    if (code == CHAOS_OK && *(const uint32_t *)chaosi_result_data(found, "rows", "converged")) {
        set_room(tree, points, b->period, NULL, NULL, room);
        *known = is_among(tree, points, chaosi_result_data(found, "rows", "points"), b->period, room);
    }
    chaos_result_free(found);
    for (uint64_t by = 0; by < b->period && !*known; by++)
        *known = is_on_chord(tree, from, to, share, points, b->period, by);
    return code == CHAOS_EINVAL ? CHAOS_OK : code;
}

int chaosi_tree_is_known(chaosi_tree *tree, uint64_t period, const double *points, double value, bool *known,
                         chaos_error *error)
{
    double *const guess = chaosi_alloc(2 * tree->map->dim, sizeof *guess);
    int code = guess ? CHAOS_OK : chaosi_nomem(error);
    *known = false;
    for (uint64_t i = 0; i < tree->count && code == CHAOS_OK && !*known; i++) {
        const chaosi_tree_branch *b = &tree->branches[i];
        for (uint64_t row = 0; b->period == period && row + 1 < b->rows && code == CHAOS_OK && !*known;
             row++) {
            const double *p = b->parameter + row;
            if (fmin(p[0], p[1]) <= value && value <= fmax(p[0], p[1]))
                code = passes(tree, b, row, points, value, guess, known, error);
        }
    }
    free(guess);
    return code;
}

/* ------------------------------------------------------------------------------ a new one */

uint64_t chaosi_regular_row(const double *s, uint64_t rows, const double *special, uint64_t specials)
{
    uint64_t best = 0;
    double farthest = -1.0;
    for (uint64_t row = 0; row < rows; row++) {
        double distance = fmin(s[row] - s[0], s[rows - 1] - s[row]);
        for (uint64_t i = 0; i < specials; i++)
            distance = fmin(distance, fabs(s[row] - special[i]));
        if (distance > farthest) {
            farthest = distance;
            best = row;
        }
    }
    return best;
}

static chaosi_tree_branch look_into(chaos_result *found, uint64_t period)
{
    static const char special[] = "special_points";
    return (chaosi_tree_branch){
        .result = found,
        .period = period,
        .rows = chaos_result_nrows(found, "rows"),
        .specials = chaos_result_nrows(found, special),
        .s = chaosi_result_data(found, "rows", "s"),
        .parameter = chaosi_result_data(found, "rows", "parameter"),
        .points = chaosi_result_data(found, "rows", "points"),
        .kind = chaosi_result_data(found, special, "kind"),
        .special_s = chaosi_result_data(found, special, "s"),
        .special_parameter = chaosi_result_data(found, special, "parameter"),
        .special_points = chaosi_result_data(found, special, "points"),
        .special_row = chaosi_result_data(found, special, "row"),
    };
}

static bool keep(chaosi_tree *tree, const chaosi_tree_branch *b)
{
    if (tree->count == tree->capacity) {
        const uint64_t more = tree->capacity ? 2 * tree->capacity : 64;
        chaosi_tree_branch *grown = realloc(tree->branches, more * sizeof *grown);
        if (!grown)
            return false;
        tree->branches = grown;
        tree->capacity = more;
    }
    tree->branches[tree->count++] = *b;
    tree->left -= b->rows < tree->left ? b->rows : tree->left;
    return true;
}

int chaosi_tree_add(chaosi_tree *tree, chaos_result *found, uint64_t period, uint64_t budget, int64_t parent,
                    int64_t parent_special, chaos_error *error)
{
    chaosi_tree_branch b = look_into(found, period);
    const uint64_t row = chaosi_regular_row(b.s, b.rows, b.special_s, b.specials);
    bool known = false;
    b.budget = budget;
    b.parent = parent;
    b.parent_special = parent_special;
    int code = chaosi_tree_is_known(tree, period, b.points + row * period * tree->map->dim, b.parameter[row],
                                    &known, error);
    if (code == CHAOS_OK && !known && keep(tree, &b))
        return CHAOS_OK;
    chaos_result_free(found);
    return code == CHAOS_OK && !known ? chaosi_nomem(error) : code;
}

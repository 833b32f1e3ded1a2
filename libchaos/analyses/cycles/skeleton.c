/* chaos_skeleton: bifurcations of a cycle along either parameter, the curves through them, and what leaves those.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/skeleton.h"

#include "analyses/cycles/branch.h"
#include "analyses/cycles/tree.h"
#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/options.h"
#include "core/result.h"
#include "numerics/modulus.h"

#include <math.h>
#include <string.h>

enum { MAX_UNKNOWNS = 512, MAX_BUDGET = 100000000, DEFAULT_BUDGET = 100000, ROWS_OF_CURVE = 10000 };
/* How far from a chord between two rows a curve may pass, as a share of it; and of the scales. */
static const double sagitta = 0.1, little = 1e-6;
static const char special[] = "special_points";

/* ------------------------------------------------------------------------------ progress */

static int report(void *user, double done, double total)
{
    chaosi_skeleton *k = user;
    const double all = (double)k->budget, rows = (double)(k->budget - k->left);
    (void)done, (void)total;
    if (!k->canceled)
        k->canceled = k->progress(k->user, fmin(rows, 0.99 * all), all);
    return k->canceled;
}

/* Between the calls that ask by themselves. */
static int ask(chaosi_skeleton *k, chaos_error *error)
{
    if (!k->progress || !report(k, 0.0, 0.0))
        return CHAOS_OK;
    return chaosi_canceled(error);
}

/* ------------------------------------------------------------------------ what is on a curve */

/* The size of state r on a curve, or the period of an angle. */
static double size_of(const chaosi_skeleton *k, const chaosi_bone *b, size_t r)
{
    const double wrap = k->options.lift ? 0.0 : chaos_map_wrap(k->map, r);
    double size = wrap;
    for (uint64_t i = 0; i < b->rows * b->period && !(wrap > 0.0); i++)
        size = fmax(size, fabs(b->points[i * k->map->dim + r]));
    return size > 0.0 ? size : 1.0;
}

/* A chord from a row to the next one, and the place in question, coordinate by coordinate. */
typedef struct chord {
    double dd, de, length, off, share;
} chord;

static void project(chord *c, double d, double e)
{
    c->dd += d * d;
    c->de += d * e;
    c->length = fmax(c->length, fabs(d));
}

static void compare(chord *c, double d, double e) { c->off = fmax(c->off, fabs(e - c->share * d)); }

/* All coordinates of both, the cycle from point `by` on. */
static void each(const chaosi_skeleton *k, const chaosi_bone *b, uint64_t row, const double *parameters,
                 const double *points, double cosine, uint64_t by, const double *size, chord *c,
                 void (*look)(chord *c, double d, double e))
{
    const size_t dim = k->map->dim;
    const double *from = b->points + row * b->period * dim, *to = from + b->period * dim;
    for (size_t i = 0; i < 2; i++) {
        const double *p = b->parameters + 2 * row + i, width = k->box[2 * i + 1] - k->box[2 * i];
        look(c, (p[2] - p[0]) / width, (parameters[i] - p[0]) / width);
    }
    for (uint64_t i = 0; i < b->period; i++)
        for (size_t r = 0; r < dim; r++) {
            const double wrap = k->options.lift ? 0.0 : chaos_map_wrap(k->map, r);
            double d = to[i * dim + r] - from[i * dim + r],
                   e = points[(i + by) % b->period * dim + r] - from[i * dim + r];
            if (wrap > 0.0) {
                d -= wrap * nearbyint(d / wrap);
                e -= wrap * nearbyint(e / wrap);
            }
            look(c, d / size[r], e / size[r]);
        }
    if (b->kind == CHAOS_NEIMARK_SACKER && isfinite(cosine))
        look(c, b->cosine[row + 1] - b->cosine[row], cosine - b->cosine[row]);
}

/* Whether one of the parameters is farther than `room` from all between two rows. */
static bool is_far(const chaosi_skeleton *k, const chaosi_bone *b, uint64_t row, const double *parameters,
                   double room)
{
    for (size_t i = 0; i < 2; i++) {
        const double *p = b->parameters + 2 * row + i, away = room * (k->box[2 * i + 1] - k->box[2 * i]);
        if (parameters[i] < fmin(p[0], p[2]) - away || parameters[i] > fmax(p[0], p[2]) + away)
            return true;
    }
    return false;
}

/* Whether a curve passes these parameters and this cycle between two of its rows. cosine NaN: whichever. */
static bool is_on(const chaosi_skeleton *k, const chaosi_bone *b, const double *parameters,
                  const double *points, double cosine, const double *size)
{
    for (uint64_t row = 0; row + 1 < b->rows; row++) {
        chord first = { .off = 0.0 };
        each(k, b, row, parameters, points, cosine, 0, size, &first, project);
        if (is_far(k, b, row, parameters, sagitta * first.length + little))
            continue;
        for (uint64_t by = 0; by < b->period; by++) {
            chord c = { .off = 0.0 };
            each(k, b, row, parameters, points, cosine, by, size, &c, project);
            c.share = c.dd > 0.0 ? fmin(fmax(c.de / c.dd, 0.0), 1.0) : 0.0;
            each(k, b, row, parameters, points, cosine, by, size, &c, compare);
            if (c.off <= sagitta * c.length + little)
                return true;
        }
    }
    return false;
}

static int is_known(chaosi_skeleton *k, uint32_t kind, uint64_t period, const double *parameters,
                    const double *points, double cosine, bool *known, chaos_error *error)
{
    double *const size = chaosi_alloc(k->map->dim, sizeof *size);
    int code = size ? CHAOS_OK : chaosi_nomem(error);
    *known = false;
    for (uint64_t i = 0; code == CHAOS_OK && i < k->count && !*known; i++) {
        const chaosi_bone *b = &k->bones[i];
        if (b->kind != kind || b->period != period)
            continue;
        code = k->canceled ? CHAOS_OK : ask(k, error);
        for (size_t r = 0; r < k->map->dim; r++)
            size[r] = size_of(k, b, r);
        *known = is_on(k, b, parameters, points, cosine, size);
    }
    free(size);
    return code;
}

/* -------------------------------------------------------------------------------- a new one */

static chaosi_bone look_into(chaos_result *found, uint32_t kind, uint64_t period)
{
    return (chaosi_bone){
        .result = found,
        .kind = kind,
        .period = period,
        .rows = chaos_result_nrows(found, "rows"),
        .specials = chaos_result_nrows(found, special),
        .s = chaosi_result_data(found, "rows", "s"),
        .parameters = chaosi_result_data(found, "rows", "parameters"),
        .points = chaosi_result_data(found, "rows", "points"),
        .cosine = chaosi_result_data(found, "rows", "cosine"),
        .special_kind = chaosi_result_data(found, special, "kind"),
        .special_s = chaosi_result_data(found, special, "s"),
        .special_parameters = chaosi_result_data(found, special, "parameters"),
        .special_points = chaosi_result_data(found, special, "points"),
        .special_cosine = chaosi_result_data(found, special, "cosine"),
    };
}

/* Takes a curve over, if it is new; else frees it. */
static int add(chaosi_skeleton *k, const chaosi_bone *b, chaos_error *error)
{
    const uint64_t row = chaosi_regular_row(b->s, b->rows, b->special_s, b->specials);
    bool known;
    int code = is_known(k, b->kind, b->period, b->parameters + 2 * row,
                        b->points + row * b->period * k->map->dim, b->cosine[row], &known, error);
    if (code == CHAOS_OK && !known && k->count == k->capacity) {
        const uint64_t more = k->capacity ? 2 * k->capacity : 16;
        chaosi_bone *grown = realloc(k->bones, more * sizeof *grown);
        if (grown)
            k->bones = grown;
        code = grown ? CHAOS_OK : chaosi_nomem(error);
        k->capacity = grown ? more : k->capacity;
    }
    if (code != CHAOS_OK || known) {
        chaos_result_free(b->result);
        return code;
    }
    k->bones[k->count++] = *b;
    k->left -= b->rows < k->left ? b->rows : k->left;
    return CHAOS_OK;
}

/* Rows of the next curve; 0: there is to be none. */
static uint64_t next_budget(chaosi_skeleton *k)
{
    if (strcmp(k->stopped, "no") == 0 && k->left < 2)
        k->stopped = "budget";
    if (strcmp(k->stopped, "no") != 0)
        return 0;
    return k->left < ROWS_OF_CURVE ? k->left : ROWS_OF_CURVE;
}

/* What a door of curves gave, whose kind, period and parents are in *b. CHAOS_EINVAL is no failure: none is there. */
static int take(chaosi_skeleton *k, int code, chaos_result *found, chaosi_bone b, chaos_error *error)
{
    if (found && (code == CHAOS_OK || code == CHAOS_ECANCELED || code == CHAOS_EFUNCTION)) {
        chaosi_bone seen = look_into(found, b.kind, b.period);
        seen.budget = b.budget;
        seen.parent = b.parent;
        seen.parent_special = b.parent_special;
        seen.which = b.which;
        const int added = add(k, &seen, code == CHAOS_OK ? error : NULL);
        code = added == CHAOS_OK ? code : added;
    } else
        chaos_result_free(found);
    if (code == CHAOS_OK && k->canceled)
        return chaosi_canceled(error);
    return code == CHAOS_EINVAL ? CHAOS_OK : code;
}

/* ------------------------------------------------------------------------- what is followed */

static const double *at(chaosi_skeleton *k, const double *parameters)
{
    memcpy(k->at, k->params, k->map->nparams * sizeof *k->at);
    for (size_t i = 0; i < 2; i++)
        k->at[k->over[i]] = parameters[i];
    return k->at;
}

/* The cosine of the pair nearest to the unit circle. */
static double cosine_of(const double (*multipliers)[2], size_t n)
{
    double best = INFINITY, cosine = CHAOSI_NAN;
    for (size_t i = 0; i < n; i++) {
        const double modulus = chaosi_modulus(multipliers[i][0], multipliers[i][1]),
                     off = fabs(modulus - 1.0);
        if (multipliers[i][1] != 0.0 && off < best) {
            best = off;
            cosine = multipliers[i][0];
        }
    }
    return cosine;
}

/* The curve through special point i of a branch along parameter `which` of the two. */
static int follow_special(chaosi_skeleton *k, const chaosi_tree_branch *b, size_t which, uint64_t i,
                          chaos_error *error)
{
    const size_t dim = k->map->dim;
    const double *points = b->special_points + i * b->period * dim;
    const double(*multipliers)[2] = chaosi_result_data(b->result, special, "multipliers");
    double parameters[2] = { k->params[k->over[0]], k->params[k->over[1]] };
    bool known;
    if (b->kind[i] > CHAOS_NEIMARK_SACKER)
        return CHAOS_OK;
    parameters[which] = b->special_parameter[i];
    int code =
        is_known(k, b->kind[i], b->period, parameters, points,
                 b->kind[i] == CHAOS_NEIMARK_SACKER ? cosine_of(multipliers + i * dim, dim) : CHAOSI_NAN,
                 &known, error);
    const uint64_t budget = code == CHAOS_OK && !known ? next_budget(k) : 0;
    if (!budget)
        return code;
    chaos_result *found = NULL;
    code = chaos_bifurcation_curve(k->map, b->kind[i], b->period, k->over, k->box, at(k, parameters), points,
                                   budget, &found, &k->options, error);
    return take(k, code, found,
                (chaosi_bone){ .kind = b->kind[i],
                               .period = b->period,
                               .budget = budget,
                               .parent = -1,
                               .parent_special = -1,
                               .which = -1 },
                error);
}

/* From the bifurcations of the cycle along one of the parameters, and of those of more of its period. */
static int follow_along(chaosi_skeleton *k, size_t which, uint64_t period, const double *guess,
                        chaos_error *error)
{
    const double *box = k->box + 2 * which;
    chaosi_tree tree = { .map = k->map,
                         .options = k->options,
                         .along = k->over[which],
                         .max_period = k->max_period,
                         .low = box[0],
                         .high = box[1],
                         .left = k->budget,
                         .stopped = "no" };
    chaos_result *found = NULL;
    if (!chaosi_tree_init(&tree))
        return chaosi_nomem(error);
    memcpy(tree.params, k->params, k->map->nparams * sizeof *tree.params);
    int code = chaos_branch(k->map, period, tree.along, box[0], box[1], k->params, guess, 0, &found,
                            &k->options, error);
    if (code == CHAOS_OK) {
        chaosi_tree_look_at(&tree, found);
        code = chaosi_tree_add(&tree, found, period, 0, -1, -1, error);
    } else
        chaos_result_free(found);
    if (code == CHAOS_OK)
        code = chaosi_tree_switch(&tree, 0, error);
    for (uint64_t n = 0; n < tree.count && code == CHAOS_OK; n++)
        for (uint64_t i = 0; i < tree.branches[n].specials && code == CHAOS_OK; i++)
            code = follow_special(k, &tree.branches[n], which, i, error);
    chaosi_tree_free(&tree);
    return code;
}

/* Curve number `which` of those that meet in special point i of a curve. */
static int follow_from(chaosi_skeleton *k, uint64_t number, uint64_t i, uint64_t which, uint32_t kind,
                       uint64_t times, chaos_error *error)
{
    const chaosi_bone b = k->bones[number];
    const double *parameters = b.special_parameters + 2 * i,
                 *points = b.special_points + i * b.period * k->map->dim;
    const bool two_pairs = b.special_kind[i] == CHAOS_DOUBLE_NEIMARK_SACKER;
    bool known = false;
    int code = times == 1 && !two_pairs
                   ? is_known(k, kind, b.period, parameters, points, CHAOSI_NAN, &known, error)
                   : CHAOS_OK;
    const uint64_t budget = code == CHAOS_OK && !known ? next_budget(k) : 0;
    if (!budget)
        return code;
    chaos_result *found = NULL;
    code = chaos_bifurcation_curve_from(k->map, b.special_kind[i], which, b.period, k->over, k->box,
                                        at(k, parameters), points, b.special_cosine[i], budget, &found,
                                        &k->options, error);
    return take(k, code, found,
                (chaosi_bone){ .kind = kind,
                               .period = times * b.period,
                               .budget = budget,
                               .parent = (int64_t)number,
                               .parent_special = (int64_t)i,
                               .which = (int64_t)which },
                error);
}

/* Breadth first. */
static int follow_all(chaosi_skeleton *k, chaos_error *error)
{
    uint32_t kind;
    uint64_t times;
    int code = CHAOS_OK;
    for (uint64_t number = 0; number < k->count && code == CHAOS_OK; number++)
        for (uint64_t i = 0; i < k->bones[number].specials && code == CHAOS_OK; i++)
            for (uint64_t which = 0; code == CHAOS_OK && chaos_special_curve(k->bones[number].special_kind[i],
                                                                             which, &kind, &times);
                 which++)
                if (times * k->bones[number].period <= k->max_period)
                    code = follow_from(k, number, i, which, kind, times, error);
    return code;
}

/* ------------------------------------------------------------------------------------- call */

static int check(const chaosi_skeleton *k, uint64_t period, const double *params, chaos_error *error)
{
    const chaos_map *map = k->map;
    if (!(k->over[0] < map->nparams && k->over[1] < map->nparams && k->over[0] != k->over[1]))
        return chaosi_fail(error, CHAOS_EINVAL, "over", -1,
                           "over must be the numbers of two parameters, below %llu, got %llu and %llu",
                           (unsigned long long)map->nparams, (unsigned long long)k->over[0],
                           (unsigned long long)k->over[1]);
    for (size_t i = 0; i < 2; i++) {
        const int code =
            chaosi_check_begin(map, k->over[i], params, "box", k->box[2 * i], k->box[2 * i + 1], error);
        if (code != CHAOS_OK)
            return code;
    }
    if (k->max_period < period || k->max_period > MAX_UNKNOWNS / map->dim)
        return chaosi_fail(
            error, CHAOS_EINVAL, "max_period", -1,
            "max_period must be at least the cycle's period, %llu, and max_period * states at most "
            "%d, got %llu * %llu",
            (unsigned long long)period, MAX_UNKNOWNS, (unsigned long long)k->max_period,
            (unsigned long long)map->dim);
    if (k->budget < 2 || k->budget > MAX_BUDGET)
        return chaosi_fail(error, CHAOS_EINVAL, "budget", -1, "budget must be 2 to %d rows, got %llu",
                           MAX_BUDGET, (unsigned long long)k->budget);
    return CHAOS_OK;
}

static int run(chaosi_skeleton *k, uint64_t period, const double *params, const double *guess,
               chaos_result **result, chaos_error *error)
{
    const size_t n = k->map->nparams;
    k->params = chaosi_alloc(2 * n, sizeof *k->params);
    if (!k->params)
        return chaosi_nomem(error);
    k->at = k->params + n;
    memcpy(k->params, params ? params : k->map->param_defaults, n * sizeof *params);
    int code = CHAOS_OK;
    for (size_t which = 0; which < 2 && code == CHAOS_OK; which++)
        code = follow_along(k, which, period, guess, error);
    if (code == CHAOS_OK)
        code = follow_all(k, error);
    if (code != CHAOS_OK && code != CHAOS_ECANCELED && code != CHAOS_EFUNCTION)
        return code;
    if (code != CHAOS_OK)
        k->stopped = "canceled";
    else if (k->progress)
        k->progress(k->user, (double)k->budget, (double)k->budget);
    const int made = chaosi_skeleton_result(k, period, guess, result, code == CHAOS_OK ? error : NULL);
    return made == CHAOS_OK ? code : made;
}

int chaos_skeleton(const chaos_map *map, uint64_t period, const uint64_t *over, const double *box,
                   const double *params, const double *guess, uint64_t max_period, uint64_t budget,
                   chaos_result **result, const chaos_options *options, chaos_error *error)
{
    if (!map || !over || !box || !guess || !result) {
        const char *const name = !map ? "map" : !over ? "over" : !box ? "box" : !guess ? "guess" : "result";
        return chaosi_fail(error, CHAOS_EINVAL, name, -1, "%s must not be NULL", name);
    }
    chaosi_skeleton k = { .map = map,
                          .over = { over[0], over[1] },
                          .box = { box[0], box[1], box[2], box[3] },
                          .max_period = max_period,
                          .budget = budget ? budget : DEFAULT_BUDGET,
                          .stopped = "no" };
    *result = NULL;
    int code = chaosi_options(&k.options, map, options, error);
    if (code == CHAOS_OK)
        code = check(&k, period, params, error);
    if (code != CHAOS_OK)
        return code;
    k.left = k.budget;
    k.progress = k.options.progress;
    k.user = k.options.user;
    k.options.progress = k.progress ? report : NULL;
    k.options.user = &k;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    chaos_error own = { .code = CHAOS_OK };
    code = run(&k, period, params, guess, result, &own);
    chaosi_fpenv_leave(host);
    for (uint64_t i = 0; i < k.count; i++)
        chaos_result_free(k.bones[i].result);
    free(k.bones);
    free(k.params);
    return chaosi_pass_on(code, &own, error);
}

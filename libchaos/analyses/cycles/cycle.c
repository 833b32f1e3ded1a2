/* Cycles by Newton's method on all their points at once (multiple shooting):
 * unknowns x_0 ... x_{n-1}, equations f(x_i) = x_{i+1}, x_n = x_0. Each step
 * solves d_{i+1} - J_i d_i = f(x_i) - x_{i+1}.
 *
 * SPDX-License-Identifier: MIT */
#include "numerics/linear.h"
#include "core/error.h"
#include "core/fpenv.h"
#include "core/isa.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { MAX_PERIOD = 100000, MAX_NEWTON = 60, MAX_HALVINGS = 12, DENSE = 512 };
static const double rounding_level = 1e-12;

/* Points of the cycle are lanes of a tile. */
typedef struct cycle {
    const chaos_map *map;
    const chaosk_table *kernels;
    const chaosk_lanes *lanes;
    chaosk_tile tile;
    size_t n, dim, stride;
    double *x;        /* [dim][stride] the points */
    double *jacobian; /* [dim][dim][stride]: column j of J_i in vector j */
    double *residual; /* [dim][stride] f(x_i) - x_{i+1}, the short way round for angles */
    double *step;     /* [dim][stride] */
    double *kept;     /* [dim][stride] x before a step */
    double *image, *p;
    double *matrix; /* [size][size] */
    double *vector; /* [size] */
} cycle;

/* Unknowns of the linear system: all points', or those of point 0 where that
 * matrix would be too large. */
static size_t system_size(const cycle *c) { return c->n * c->dim <= DENSE ? c->n * c->dim : c->dim; }

static int allocate(cycle *c)
{
    const size_t states = c->dim * c->stride, size = system_size(c);
    c->x = chaosi_alloc(states, sizeof(double));
    c->jacobian = chaosi_alloc(c->dim * states, sizeof(double));
    c->residual = chaosi_alloc(states, sizeof(double));
    c->step = chaosi_alloc(states, sizeof(double));
    c->kept = chaosi_alloc(states, sizeof(double));
    c->image = chaosi_alloc(states, sizeof(double));
    c->p = chaosi_alloc(c->map->nparams * c->stride, sizeof(double));
    c->matrix = chaosi_alloc(size * size, sizeof(double));
    c->vector = chaosi_alloc(2 * size, sizeof(double));
    c->tile.work =
        chaosi_alloc(c->kernels->work_bytes ? c->kernels->work_bytes(c->map->ctx, c->stride) : 0, 1);
    return c->x && c->jacobian && c->residual && c->step && c->kept && c->image && c->p && c->matrix &&
           c->vector && c->tile.work;
}

static void release(cycle *c)
{
    void *const owned[] = { c->x,     c->jacobian, c->residual, c->step,   c->kept,
                            c->image, c->p,        c->matrix,   c->vector, c->tile.work };
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
}

/* Row r, column s of J_i. */
static double jacobian_at(const cycle *c, size_t i, size_t r, size_t s)
{
    return c->jacobian[(s * c->dim + r) * c->stride + i];
}

static void wrap(const cycle *c, double *x)
{
    for (size_t r = 0; r < c->dim; r++)
        if (chaos_map_wrap(c->map, r) > 0.0)
            c->lanes->wrap(x + r * c->stride, chaos_map_wrap(c->map, r), c->stride);
}

static double short_way(double d, double period)
{
    return period <= 0.0 ? d : d > period / 2.0 ? d - period : d < -period / 2.0 ? d + period : d;
}

/* Images, Jacobians and residuals of all points; the largest relative residual. */
static double evaluate(cycle *c)
{
    memcpy(c->image, c->x, c->dim * c->stride * sizeof(double));
    memset(c->jacobian, 0, c->dim * c->dim * c->stride * sizeof(double));
    for (size_t r = 0; r < c->dim; r++)
        for (size_t i = 0; i < c->stride; i++)
            c->jacobian[(r * c->dim + r) * c->stride + i] = 1.0;
    c->tile.k = (uint32_t)c->dim;
    c->tile.v = c->jacobian;
    c->tile.x = c->image;
    c->kernels->tangent(&c->tile, 1);
    double worst = 0.0;
    for (size_t r = 0; r < c->dim; r++)
        for (size_t i = 0; i < c->n; i++) {
            const double target = c->x[r * c->stride + (i + 1) % c->n];
            const double d = short_way(c->image[r * c->stride + i] - target, chaos_map_wrap(c->map, r));
            const double relative = fabs(d) / fmax(1.0, fabs(target));
            c->residual[r * c->stride + i] = d;
            worst = relative <= worst ? worst : relative; /* NaN gets through */
        }
    return worst;
}

/* Whether |J_{n-1} ... J_0| > 1, without overflow on the way. */
static int expands(const cycle *c)
{
    double mantissa = 1.0;
    int64_t exponent = 0;
    for (size_t i = 0; i < c->n; i++) {
        int e;
        mantissa = frexp(mantissa * c->jacobian[i], &e);
        exponent += e;
    }
    return mantissa != 0.0 && exponent > 0; /* |mantissa| is in [1/2, 1) */
}

/* One dimension: a recursion in the direction in which errors shrink. */
static void solve_scalar(cycle *c)
{
    const double *j = c->jacobian, *r = c->residual;
    double product = 1.0, sum = 0.0;
    if (!expands(c)) { /* d_n = product d_0 + sum = d_0 */
        for (size_t i = 0; i < c->n; i++) {
            sum = j[i] * sum + r[i];
            product *= j[i];
        }
        double d = sum / (1.0 - product);
        for (size_t i = 0; i < c->n; i++) {
            c->step[i] = d;
            d = j[i] * d + r[i];
        }
        return;
    }
    for (size_t i = c->n; i-- > 0;) { /* d_i = (d_{i+1} - r_i) / J_i, d_0 = product d_n + sum */
        sum = (sum - r[i]) / j[i];
        product /= j[i];
    }
    double d = sum / (1.0 - product);
    for (size_t i = c->n; i-- > 0;)
        c->step[i] = d = (d - r[i]) / j[i];
}

/* All unknowns in one matrix, point by point. */
static int solve_dense(cycle *c, chaos_error *error)
{
    const size_t size = c->n * c->dim;
    memset(c->matrix, 0, size * size * sizeof(double));
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++) {
            double *row = c->matrix + (i * c->dim + r) * size;
            row[(i + 1) % c->n * c->dim + r] += 1.0;
            for (size_t s = 0; s < c->dim; s++)
                row[i * c->dim + s] -= jacobian_at(c, i, r, s);
            c->vector[i * c->dim + r] = c->residual[r * c->stride + i];
        }
    const int code = chaosi_solve(c->matrix, c->vector, size, error);
    for (size_t i = 0; code == CHAOS_OK && i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++)
            c->step[r * c->stride + i] = c->vector[i * c->dim + r];
    return code;
}

/* to = J_i from + residual_i (or without it), both [dim]. */
static void apply(const cycle *c, size_t i, const double *from, int with_residual, double *to)
{
    for (size_t r = 0; r < c->dim; r++) {
        double sum = with_residual ? c->residual[r * c->stride + i] : 0.0;
        for (size_t s = 0; s < c->dim; s++)
            sum += jacobian_at(c, i, r, s) * from[s];
        to[r] = sum;
    }
}

/* a [dim][dim] = J_{n-1} ... J_0, column by column. */
static void monodromy(const cycle *c, double *a)
{
    double *from = c->vector, *to = c->vector + c->dim;
    for (size_t s = 0; s < c->dim; s++) {
        for (size_t r = 0; r < c->dim; r++)
            from[r] = r == s;
        for (size_t i = 0; i < c->n; i++) {
            apply(c, i, from, 0, to);
            double *const swap = from;
            from = to;
            to = swap;
        }
        for (size_t r = 0; r < c->dim; r++)
            a[r * c->dim + s] = from[r];
    }
}

/* Long cycles: (1 - J_{n-1} ... J_0) d_0 = what the residuals add up to. */
static int solve_condensed(cycle *c, chaos_error *error)
{
    double *sum = c->step; /* room of [dim][stride], used up before it is filled */
    monodromy(c, c->matrix);
    for (size_t r = 0; r < c->dim; r++)
        for (size_t s = 0; s < c->dim; s++)
            c->matrix[r * c->dim + s] = (r == s) - c->matrix[r * c->dim + s];
    double *from = c->vector, *to = c->vector + c->dim;
    memset(from, 0, c->dim * sizeof(double));
    for (size_t i = 0; i < c->n; i++) {
        apply(c, i, from, 1, to);
        memcpy(from, to, c->dim * sizeof(double));
    }
    memcpy(sum, from, c->dim * sizeof(double));
    const int code = chaosi_solve(c->matrix, sum, c->dim, error);
    if (code != CHAOS_OK)
        return code;
    memcpy(from, sum, c->dim * sizeof(double));
    for (size_t i = 0; i < c->n; i++) {
        for (size_t r = 0; r < c->dim; r++)
            c->step[r * c->stride + i] = from[r];
        apply(c, i, from, 1, to);
        memcpy(from, to, c->dim * sizeof(double));
    }
    return CHAOS_OK;
}

static int solve(cycle *c, chaos_error *error)
{
    if (c->dim == 1) {
        solve_scalar(c);
        return CHAOS_OK;
    }
    return system_size(c) == c->n * c->dim ? solve_dense(c, error) : solve_condensed(c, error);
}

static void move(cycle *c, double share)
{
    for (size_t i = 0; i < c->dim * c->stride; i++)
        c->x[i] = c->kept[i] + share * c->step[i];
    wrap(c, c->x);
}

/* Newton's method, each step halved until it helps. Leaves the Jacobians of
 * where it ends; *residual is the largest one there. */
static int newton(cycle *c, double *residual, chaos_error *error)
{
    *residual = evaluate(c);
    for (int k = 0; k<MAX_NEWTON && * residual> 0.0; k++) {
        if (c->tile.stop)
            break;
        const int code = solve(c, error);
        if (code == CHAOS_ENOMEM || code == CHAOS_ENOTSUP)
            return code;
        if (code != CHAOS_OK)
            break; /* singular: this is as far as it goes */
        memcpy(c->kept, c->x, c->dim * c->stride * sizeof(double));
        double share = 1.0, now = INFINITY;
        for (int half = 0; half < MAX_HALVINGS; half++, share /= 2.0) {
            move(c, share);
            now = evaluate(c);
            if (now < *residual)
                break;
            if (*residual <= rounding_level)
                break; /* as good as it gets */
        }
        if (!(now < *residual)) {
            move(c, 0.0);
            *residual = evaluate(c);
            break;
        }
        *residual = now;
    }
    return c->tile.stop ? chaosi_stopped(c->tile.stop, error) : CHAOS_OK;
}

static void sort_by_modulus(double *z, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double re = z[2 * i], im = z[2 * i + 1], size = hypot(re, im);
        size_t j = i;
        for (; j > 0 && hypot(z[2 * j - 2], z[2 * j - 1]) < size; j--) {
            z[2 * j] = z[2 * j - 2];
            z[2 * j + 1] = z[2 * j - 1];
        }
        z[2 * j] = re;
        z[2 * j + 1] = im;
    }
}

/* Two states: the smaller of two real multipliers is lost in the product of
 * the Jacobians; the product of their determinants has it to full precision. */
static void mend_smaller(const cycle *c, double *z)
{
    if (c->dim != 2 || z[1] != 0.0 || z[0] == 0.0)
        return;
    double product = 1.0;
    for (size_t i = 0; i < c->n; i++)
        product *= jacobian_at(c, i, 0, 0) * jacobian_at(c, i, 1, 1) -
                   jacobian_at(c, i, 0, 1) * jacobian_at(c, i, 1, 0);
    if (__builtin_isfinite(product / z[0]))
        z[2] = product / z[0];
}

static int multipliers_of(cycle *c, double *z, chaos_error *error)
{
    monodromy(c, c->matrix);
    if (c->dim == 1) {
        z[0] = c->matrix[0] == c->matrix[0] ? c->matrix[0] : CHAOSI_NAN;
        z[1] = 0.0;
        return CHAOS_OK;
    }
    const int code = chaosi_eigenvalues(c->matrix, z, c->dim, error);
    if (code == CHAOS_EINVAL) { /* not finite */
        for (size_t i = 0; i < 2 * c->dim; i++)
            z[i] = CHAOSI_NAN;
        return CHAOS_OK;
    }
    if (code == CHAOS_OK) {
        sort_by_modulus(z, c->dim);
        mend_smaller(c, z);
    }
    return code;
}

/* The orbit of the guess, to begin with. */
static void fill(cycle *c, const double *params, const double *guess)
{
    for (size_t i = 0; i < c->map->nparams; i++)
        for (size_t lane = 0; lane < c->stride; lane++)
            c->p[i * c->stride + lane] = params ? params[i] : c->map->param_defaults[i];
    for (size_t r = 0; r < c->dim; r++)
        for (size_t lane = 0; lane < c->stride; lane++)
            c->image[r * c->stride + lane] = guess[r];
    wrap(c, c->image);
    chaosk_tile one = c->tile; /* the first vectors' worth of lanes is enough */
    one.lanes = CHAOSK_LANES;
    one.x = c->image;
    for (size_t i = 0; i < c->stride; i++) {
        for (size_t r = 0; r < c->dim; r++)
            c->x[r * c->stride + i] = c->image[r * c->stride];
        c->kernels->advance(&one, 1);
    }
    c->tile.stop = one.stop;
}

static int check(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                 chaos_error *error)
{
    if (!map || !guess)
        return chaosi_fail(error, CHAOS_EINVAL, map ? "guess" : "map", -1, "%s is NULL",
                           map ? "guess" : "map");
    if (period < 1 || period > MAX_PERIOD)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1, "period is %llu; 1 to %d would do",
                           (unsigned long long)period, MAX_PERIOD);
    if (period * map->dim > 100000000 / map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "period", -1,
                           "period is %llu for %llu states; period * states^2 up to 10^8 would do",
                           (unsigned long long)period, (unsigned long long)map->dim);
    for (uint64_t i = 0; i < map->nparams; i++) {
        const double value = params ? params[i] : map->param_defaults[i]; /* of a text, there may be none */
        if (!__builtin_isfinite(value))
            return chaosi_fail(error, CHAOS_EINVAL, map->params[i], -1,
                               "parameter %s is %g; a finite number would do", map->params[i], value);
    }
    for (uint64_t i = 0; i < map->dim; i++)
        if (!__builtin_isfinite(guess[i]))
            return chaosi_fail(error, CHAOS_EINVAL, map->states[i], -1,
                               "guess of %s is %g; a finite number would do", map->states[i], guess[i]);
    return CHAOS_OK;
}

static void put_points(const cycle *c, double *points)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->dim; r++) {
            const double x = c->x[r * c->stride + i];
            points[i * c->dim + r] = x == x ? x : CHAOSI_NAN;
        }
}

int chaos_cycle(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                double *points, double *multipliers, double *residual, int *converged, chaos_error *error)
{
    const int bad = check(map, period, params, guess, error);
    if (bad != CHAOS_OK)
        return bad;
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    if (!isa)
        return CHAOS_ENOTSUP;
    cycle c = {
        .map = map,
        .kernels = map->kernels[isa->index],
        .lanes = isa->lanes,
        .n = period,
        .dim = map->dim,
    };
    c.stride = (c.n + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
    double reached = 0.0, *z = NULL;
    int code = CHAOS_ENOMEM, close = 0;
    if (allocate(&c) && (z = chaosi_alloc(2 * c.dim, sizeof *z))) {
        const chaosi_fpenv host = chaosi_fpenv_enter();
        c.tile.size = sizeof c.tile;
        c.tile.lanes = c.tile.stride = c.stride;
        c.tile.p = c.p;
        c.tile.bound = __DBL_MAX__;
        c.tile.ctx = map->ctx;
        fill(&c, params, guess);
        code = newton(&c, &reached, error);
        if (code == CHAOS_OK && multipliers)
            code = multipliers_of(&c, z, error);
        /* Comparisons with NaN are to raise nothing in the host. */
        close = reached <= rounding_level;
        if (!(reached == reached))
            reached = CHAOSI_NAN;
        if (code == CHAOS_OK && points)
            put_points(&c, points);
        chaosi_fpenv_leave(host);
    }
    if (code == CHAOS_OK) {
        if (multipliers)
            memcpy(multipliers, z, 2 * c.dim * sizeof *z);
        if (residual)
            *residual = reached;
        if (converged)
            *converged = close;
    }
    release(&c);
    free(z);
    return code == CHAOS_ENOMEM ? chaosi_nomem(error) : code;
}

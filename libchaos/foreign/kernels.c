/* Kernels that call the user's C function.
 *
 * They work on copies of the tile's rows, laid out as the function wants them:
 * state by state for blocks, lane by lane for one state at a time. All lanes do
 * a step before the next one, so that calls overlap.
 *
 * No radius of no return is known for such a map. As in graph/plain.c the bound is
 * checked after each step, and a lane that is outside stays there: it ends with the
 * state with which it left. The function never sees that state: it gets another
 * lane's, or the lane is skipped.
 *
 * SPDX-License-Identifier: MIT */
#include "foreign/function.h"

#include "core/isa.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { WRAPPED_AT_ONCE = 64 };

/* The step h of central differences f(x + h) - f(x - h): their error, h^2 f'''/6 +
 * eps f/h, is smallest at h = (3 eps f/f''')^(1/3), 9e-6 where f and f''' are of one size. */
static const double difference = 0x1p-17;

typedef struct frame {
    const chaosi_function *f;
    const chaosk_lanes *lanes;
    chaosk_tile *tile;
    size_t n;                       /* lanes */
    double *p;                      /* parameters, laid out as the function wants them, as all that follow */
    double *x, *y;                  /* states, and their images */
    double *saved;                  /* states of lanes that are not alive */
    double *v, *w;                  /* a tangent vector and its image */
    double *shifted, *back, *scale; /* for differences; scale is [n] */
    double *limit;                  /* [dim] the largest |state| inside */
    uint8_t *alive;                 /* [n] neither outside nor done */
    uint8_t *flag;                  /* [n] outside now */
    uint64_t *left;                 /* watch: when lanes left; else NULL */
    size_t live;                    /* lanes that are alive */
    bool some;                      /* whether any has left in this call */
} frame;

/* The index of row i of lane j, given the number of rows. */
static inline size_t at(const frame *f, size_t rows, size_t i, size_t j)
{
    const size_t apart = f->f->step_block ? f->n : 1, next = f->f->step_block ? 1 : rows;
    return i * apart + j * next;
}

/* -------------------------------------------------------------- in and out */

/* Rows are powers of two long: without a gap between those read and those written,
 * loads would wait for stores 4 KB away. */
static size_t gap(size_t n) { return n < WRAPPED_AT_ONCE ? 0 : 17 * CHAOSK_LANES; }

static size_t work_bytes(const void *ctx, size_t stride)
{
    const chaosi_function *f = ctx;
    return ((f->nparams + 7 * f->dim + 1) * stride + 8 * gap(stride) + f->dim) * sizeof(double) + 2 * stride;
}

static void load(const frame *f, const double *from, size_t rows, double *to)
{
    for (size_t i = 0; i < rows; i++, from += f->tile->stride) {
        if (f->f->step_block)
            memcpy(to + i * f->n, from, f->n * sizeof *to);
        for (size_t j = 0; !f->f->step_block && j < f->n; j++)
            to[j * rows + i] = from[j];
    }
}

/* Row i of states, or of a vector. */
static void store_row(const frame *f, const double *from, size_t i, double *to)
{
    if (f->f->step_block)
        memcpy(to, from + i * f->n, f->n * sizeof *to);
    for (size_t j = 0; !f->f->step_block && j < f->n; j++)
        to[j] = from[j * f->f->dim + i];
}

static void store(const frame *f, const double *from, double *to)
{
    for (size_t i = 0; i < f->f->dim; i++)
        store_row(f, from, i, to + i * f->tile->stride);
}

static void copy_state(const frame *f, const double *from, size_t j, double *to, size_t k)
{
    for (size_t i = 0; i < f->f->dim; i++)
        to[at(f, f->f->dim, i, k)] = from[at(f, f->f->dim, i, j)];
}

/* ---------------------------------------------------------- what is outside */

/* For lanes whose states are contiguous, as those of a single lane always are. */
static bool outside_one_by_one(const frame *f)
{
    const size_t dim = f->f->dim;
    const double *x = f->x;
    bool any = false;
    for (size_t j = 0; j < f->n; j++, x += dim) {
        bool inside = true;
        for (size_t i = 0; i < dim; i++)
            inside &= fabs(x[i]) <= f->limit[i];
        f->flag[j] = f->alive[j] & !inside;
        any |= f->flag[j];
    }
    return any;
}

/* Whether any lane is outside; then sets flag. In blocks, lanes that are not alive may
 * be flagged, too. */
static bool outside(const frame *f)
{
    if (!f->f->step_block || f->n == 1)
        return outside_one_by_one(f);
    return f->lanes->outside(f->x, f->limit, f->f->dim, f->n, f->n, NULL) &&
           f->lanes->outside(f->x, f->limit, f->f->dim, f->n, f->n, f->flag);
}

/* Saves the states of lanes that have just left, and gives a live lane's to all that
 * have left. */
static void note_left(frame *f, uint64_t step)
{
    size_t donor = f->n;
    for (size_t j = 0; j < f->n; j++) {
        if (!f->alive[j])
            continue;
        if (!f->flag[j]) {
            donor = j;
            continue;
        }
        f->alive[j] = 0;
        f->live--;
        f->some = true;
        copy_state(f, f->x, j, f->saved, j);
        if (f->left)
            f->left[j] = step;
    }
    for (size_t j = 0; j < f->n && donor < f->n; j++)
        if (f->flag[j])
            copy_state(f, f->x, donor, f->x, j);
}

/* Copies the tile's rows in. */
static frame enter(chaosk_tile *t, uint64_t *left)
{
    const chaosi_function *function = t->ctx;
    const size_t dim = function->dim, n = t->lanes;
    frame f = {
        .f = function,
        .tile = t,
        .n = n,
        .left = left,
        .p = t->work,
        .lanes = chaosi_isa_current(NULL)->lanes,
    };
    const size_t states = dim * n + gap(n);
    f.x = f.p + function->nparams * n + gap(n);
    f.y = f.x + states;
    f.saved = f.y + states;
    f.v = f.saved + states;
    f.w = f.v + states;
    f.shifted = f.w + states;
    f.back = f.shifted + states;
    f.scale = f.back + states;
    f.limit = f.scale + n;
    f.alive = (uint8_t *)(f.limit + dim);
    f.flag = f.alive + n;
    load(&f, t->p, function->nparams, f.p);
    load(&f, t->x, dim, f.x);
    for (size_t i = 0; i < dim; i++)
        f.limit[i] = !t->lift && function->wrap[i] > 0.0 ? DBL_MAX : t->bound;
    for (size_t j = 0; j < n; j++) {
        f.alive[j] = !(t->done && t->done[j]);
        f.live += f.alive[j];
        if (!f.alive[j])
            copy_state(&f, f.x, j, f.saved, j);
    }
    if (outside(&f)) /* lanes that left earlier */
        note_left(&f, 0);
    return f;
}

static void leave(frame *f)
{
    for (size_t j = 0; j < f->n; j++)
        if (!f->alive[j])
            copy_state(f, f->saved, j, f->x, j);
    store(f, f->x, f->tile->x);
}

/* -------------------------------------------------------------------- steps */

/* to = f(from). false: the function said stop. */
static bool image(const frame *f, const double *from, double *to)
{
    const chaosi_function *function = f->f;
    int code = 0;
    if (function->step_block)
        code = function->step_block(f->n, from, f->p, to, function->user);
    for (size_t j = 0; !function->step_block && j < f->n && code == 0; j++)
        if (f->alive[j])
            code = function->step(from + j * function->dim, f->p + j * function->nparams,
                                  to + j * function->dim, function->user);
    f->tile->stop = code;
    return code == 0;
}

/* Wraps up to WRAPPED_AT_ONCE lanes of row i of y, from `first` on. */
static void wrap_some(const frame *f, size_t i, size_t first)
{
    const size_t n = f->n - first < WRAPPED_AT_ONCE ? f->n - first : WRAPPED_AT_ONCE, dim = f->f->dim;
    const double period = f->f->wrap[i];
    double row[WRAPPED_AT_ONCE] __attribute__((aligned(64))) = { 0.0 };
    for (size_t j = 0; j < n; j++)
        row[j] = f->y[at(f, dim, i, first + j)];
    f->lanes->wrap(row, period, WRAPPED_AT_ONCE);
    for (size_t j = 0; j < n; j++) {
        double *const y = &f->y[at(f, dim, i, first + j)];
        if (f->tile->turns)
            f->tile->turns[i * f->tile->stride + first + j] += rint((*y - row[j]) / period);
        *y = row[j];
    }
}

/* x <- f(x), wrapped. false: the function said stop. */
static bool step(frame *f)
{
    if (!image(f, f->x, f->y))
        return false;
    for (size_t i = 0; i < f->f->dim; i++)
        for (size_t j = 0; j < f->n && !f->tile->lift && f->f->wrap[i] > 0.0; j += WRAPPED_AT_ONCE)
            wrap_some(f, i, j);
    double *const x = f->x;
    f->x = f->y;
    f->y = x;
    return true;
}

static bool steps_from(frame *f, uint64_t first, uint64_t steps)
{
    for (uint64_t m = 0; m < steps && f->live > 0; m++) {
        if (!step(f))
            return false;
        if (outside(f))
            note_left(f, first + m);
    }
    return true;
}

static void advance(chaosk_tile *t, uint64_t steps)
{
    if (t->stop)
        return;
    frame f = enter(t, NULL);
    if (steps_from(&f, 1, steps))
        leave(&f);
}

static int watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    memset(left, 0, t->lanes * sizeof *left);
    if (t->stop)
        return 0;
    frame f = enter(t, left);
    if (steps_from(&f, 1, steps))
        leave(&f);
    return f.some;
}

static void record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                   double *out)
{
    if (t->stop)
        return;
    frame f = enter(t, NULL);
    for (uint64_t row = 0; row < rows; row++) {
        for (uint32_t c = 0; c < ncomp; c++, out += t->stride)
            store_row(&f, f.x, comp[c], out);
        if (!steps_from(&f, 1, every))
            return;
    }
    leave(&f);
}

/* -------------------------------------------------------------- derivatives */

static double larger(double a, double b) { return b > a ? b : a; }

/* How far to go along v so that the largest component moves by `difference` times
 * the size of the state, which counts as at least 1. */
static void set_scale(const frame *f)
{
    const size_t dim = f->f->dim;
    for (size_t j = 0; j < f->n; j++) {
        double length = 0.0, size = 1.0;
        for (size_t i = 0; i < dim; i++) {
            length = larger(length, fabs(f->v[at(f, dim, i, j)]));
            size = larger(size, fabs(f->x[at(f, dim, i, j)]));
        }
        f->scale[j] = length > 0.0 ? difference * size / length : 0.0;
    }
}

static void shift(const frame *f, double sign)
{
    for (size_t i = 0; i < f->f->dim; i++)
        for (size_t j = 0; j < f->n; j++) {
            const size_t k = at(f, f->f->dim, i, j);
            f->shifted[k] = f->x[k] + sign * f->scale[j] * f->v[k];
        }
}

/* w = (f(x + s v) - f(x - s v)) / 2 s. */
static bool differences(const frame *f)
{
    set_scale(f);
    shift(f, 1.0);
    if (!image(f, f->shifted, f->w))
        return false;
    shift(f, -1.0);
    if (!image(f, f->shifted, f->back))
        return false;
    for (size_t i = 0; i < f->f->dim; i++)
        for (size_t j = 0; j < f->n; j++) {
            const size_t k = at(f, f->f->dim, i, j);
            f->w[k] = f->scale[j] > 0.0 ? (f->w[k] - f->back[k]) / (2.0 * f->scale[j]) : 0.0;
        }
    return true;
}

/* w = Df(x) v. false: a function said stop. */
static bool tangent_image(const frame *f)
{
    const chaosi_function *function = f->f;
    const size_t dim = function->dim;
    if (!function->tangent && !function->tangent_block)
        return differences(f);
    int code = 0;
    if (function->tangent_block)
        code = function->tangent_block(f->n, f->x, f->p, f->v, f->w, function->user);
    for (size_t j = 0; function->tangent && j < f->n && code == 0; j++)
        if (f->alive[j])
            code = function->tangent(f->x + j * dim, f->p + j * function->nparams, f->v + j * dim,
                                     f->w + j * dim, function->user);
    f->tile->stop = code;
    return code == 0;
}

static void tangent(chaosk_tile *t, uint64_t steps)
{
    if (t->stop)
        return;
    frame f = enter(t, NULL);
    for (uint64_t m = 0; m < steps && f.live > 0; m++) {
        for (uint32_t k = 0; k < t->k; k++) {
            double *const v = t->v + k * f.f->dim * t->stride;
            load(&f, v, f.f->dim, f.v);
            if (!tangent_image(&f))
                return;
            store(&f, f.w, v);
        }
        if (!steps_from(&f, 1, 1))
            return;
    }
    leave(&f);
}

chaosk_table chaosi_function_kernels(uint32_t lanes)
{
    return (chaosk_table){
        .abi = CHAOSK_ABI,
        .size = sizeof(chaosk_table),
        .width = 1,
        .lanes = lanes,
        .work_bytes = work_bytes,
        .advance = advance,
        .watch = watch,
        .record = record,
        .tangent = tangent,
    };
}

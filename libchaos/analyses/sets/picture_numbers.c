/* Numbers of a picture of labels, whatever drew it.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/pictures.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"
#include "core/structs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int chaosi_picture_logarithms(double *numbers, size_t n, chaos_error *error)
{
    const chaosi_isa_entry *isa = chaosi_isa_current(error);
    double *zero = isa ? chaosi_alloc(3 * n, sizeof *zero) : NULL;
    if (!isa)
        return CHAOS_ENOTSUP;
    if (!zero)
        return chaosi_nomem(error);
    isa->lanes->growth(numbers, zero, zero + n, 1, n, n, zero + 2 * n);
    memcpy(numbers, zero + 2 * n, n * sizeof *numbers);
    free(zero);
    return CHAOS_OK;
}

int chaosi_picture_begin(chaosi_jobs *jobs, double cells, const chaos_options *options, chaos_error *error)
{
    chaos_options own;
    const int code = chaosi_struct_read(&chaosi_struct_options, "options", options, &own, error);
    if (code == CHAOS_OK)
        *jobs = (chaosi_jobs){ .progress = own.progress, .user = own.user, .total = cells };
    return code;
}

int chaosi_picture_end(const chaosi_jobs *jobs, int code, chaos_error *error)
{
    if (code == CHAOS_ECANCELED)
        return chaosi_canceled(error);
    if (code == CHAOS_OK && jobs->progress)
        jobs->progress(jobs->user, jobs->total, jobs->total);
    return code;
}

/* An array cut into boxes. */
typedef struct boxes {
    const int32_t *labels;
    const uint64_t *shape;
    uint32_t ndim;
    uint64_t size;                       /* of a box, cells along each axis */
    uint64_t count[CHAOSI_PICTURE_NDIM]; /* whole boxes along each axis */
    uint64_t all, cells;                 /* boxes, and cells in one */
} boxes;

static boxes cut(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint64_t size)
{
    boxes b = { .labels = labels, .shape = shape, .ndim = ndim, .size = size, .all = 1, .cells = 1 };
    for (uint32_t d = 0; d < ndim; d++) {
        b.count[d] = shape[d] / size;
        b.all *= b.count[d];
        b.cells *= size;
    }
    return b;
}

/* Cell `cell` of a box that begins at `corner`. */
static int32_t label_of(const boxes *b, const uint64_t *corner, uint64_t cell)
{
    uint64_t offset[CHAOSI_PICTURE_NDIM], at = 0;
    for (uint32_t d = b->ndim; d-- > 0; cell /= b->size)
        offset[d] = cell % b->size;
    for (uint32_t d = 0; d < b->ndim; d++)
        at = at * b->shape[d] + corner[d] + offset[d];
    return b->labels[at];
}

static void corner_of(const boxes *b, uint64_t box, uint64_t *corner)
{
    for (uint32_t d = b->ndim; d-- > 0; box /= b->count[d])
        corner[d] = box % b->count[d] * b->size;
}

static int compare(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Of one box; sorted [cells] is room, of n cells of a label term[n] is -p ln p. */
static double entropy_of(const boxes *b, uint64_t box, const double *term, int32_t *sorted)
{
    uint64_t corner[CHAOSI_PICTURE_NDIM];
    double entropy = 0.0;
    corner_of(b, box, corner);
    for (uint64_t cell = 0; cell < b->cells; cell++)
        sorted[cell] = label_of(b, corner, cell);
    qsort(sorted, b->cells, sizeof *sorted, compare);
    for (uint64_t first = 0, end; first < b->cells; first = end) {
        for (end = first + 1; end < b->cells && sorted[end] == sorted[first];)
            end++;
        entropy += term[end - first];
    }
    return entropy;
}

/* ------------------------------------------------------------------ arguments */

int chaosi_picture_check(const int32_t *labels, const uint64_t *shape, uint32_t ndim, chaos_error *error)
{
    const char *missing = !labels ? "labels" : !shape ? "shape" : NULL;
    uint64_t all = 1;
    if (missing)
        return chaosi_fail(error, CHAOS_EINVAL, missing, -1, "%s must not be NULL", missing);
    if (ndim < 1 || ndim > CHAOSI_PICTURE_NDIM)
        return chaosi_fail(error, CHAOS_EINVAL, "ndim", -1, "labels must have 1 to %d dimensions, got %u",
                           CHAOSI_PICTURE_NDIM, (unsigned)ndim);
    for (uint32_t d = 0; d < ndim; d++)
        if (shape[d] == 0 || !chaosi_mul_checked(all, shape[d], &all))
            return chaosi_fail(error, CHAOS_EINVAL, "shape", (int64_t)d,
                               "shape must be counts of at least 1 with a product of at most 2^59, got %llu",
                               (unsigned long long)shape[d]);
    return CHAOS_OK;
}

uint64_t chaosi_picture_least(const uint64_t *shape, uint32_t ndim)
{
    uint64_t least = shape[0];
    for (uint32_t d = 1; d < ndim; d++)
        least = shape[d] < least ? shape[d] : least;
    return least;
}

/* term [cells + 1], 0 for none and for all; NULL: *code says why. */
static double *make_terms(uint64_t cells, int *code, chaos_error *error)
{
    const size_t n = chaosi_picture_vectors((size_t)cells + 1);
    double *term = chaosi_alloc(n, sizeof *term);
    for (size_t i = 0; term && i < n; i++)
        term[i] = i > 0 && i < cells ? (double)i / (double)cells : 1.0;
    *code = term ? chaosi_picture_logarithms(term, n, error) : chaosi_nomem(error);
    for (size_t i = 1; *code == CHAOS_OK && i < cells; i++)
        term[i] *= -((double)i / (double)cells);
    return term;
}

static int basin_entropy(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint64_t box,
                         double *entropy, double *boundary, const chaos_options *options, chaos_error *error)
{
    chaosi_jobs jobs;
    int code = chaosi_picture_check(labels, shape, ndim, error);
    if (code != CHAOS_OK)
        return code;
    const uint64_t least = chaosi_picture_least(shape, ndim);
    if (box < 1 || box > least)
        return chaosi_fail(error, CHAOS_EINVAL, "box", -1,
                           "box must be 1 to %llu cells, the least of shape, got %llu",
                           (unsigned long long)least, (unsigned long long)box);
    const boxes b = cut(labels, shape, ndim, box);
    code = chaosi_picture_begin(&jobs, (double)b.all * (double)b.cells, options, error);
    if (code != CHAOS_OK)
        return code;
    double *term = make_terms(b.cells, &code, error), sum = 0.0;
    int32_t *sorted = malloc(b.cells * sizeof *sorted);
    uint64_t mixed = 0, done = 0;
    if (code == CHAOS_OK && !sorted)
        code = chaosi_nomem(error);
    for (uint64_t i = 0; i < b.all && code == CHAOS_OK; i++) {
        const double one = entropy_of(&b, i, term, sorted);
        sum += one;
        mixed += one > 0.0;
        if ((done += b.cells) >= CHAOSI_PICTURE_CELLS) {
            code = chaosi_picture_tick(&jobs, done);
            done = 0;
        }
    }
    free(sorted);
    free(term);
    code = chaosi_picture_end(&jobs, code, error);
    if (code != CHAOS_OK)
        return code;
    if (entropy)
        *entropy = sum / (double)b.all;
    if (boundary)
        *boundary = mixed ? sum / (double)mixed : CHAOSI_NAN;
    return CHAOS_OK;
}

int chaos_basin_entropy(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint64_t box,
                        double *entropy, double *boundary, const chaos_options *options, chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = basin_entropy(labels, shape, ndim, box, entropy, boundary, options, error);
    chaosi_fpenv_leave(host);
    return code;
}

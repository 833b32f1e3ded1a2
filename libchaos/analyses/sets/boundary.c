/* Boundaries in a picture of labels.
 *
 * A cell is on a boundary if one of its 3^ndim - 1 neighbours has another label. It is marked with a bit for each of the two,
 * as it is on the boundaries of both with all else; of more labels than bits some have the same.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/pictures.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 64, LEAST_LAST = 5, PART = 40 };

typedef struct picture {
    const int32_t *labels;
    const uint64_t *shape;
    uint32_t ndim;
    uint64_t all;
    uint64_t *marks;        /* [all] */
    uint64_t *rows;         /* [2][all / least of shape] or more: room for fatten */
    int32_t distinct[BITS]; /* labels in their order, as far as there is room */
    uint32_t ndistinct;     /* BITS + 1: more */
} picture;

/* ------------------------------------------------------------------------ marks */

static int by_value(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Labels in a row are mostly the same: the last one found is looked at first. */
static void find_distinct(picture *p)
{
    for (uint64_t i = 0; i < p->all && p->ndistinct <= BITS; i++) {
        uint32_t k = 0;
        if (i > 0 && p->labels[i] == p->labels[i - 1])
            continue;
        while (k < p->ndistinct && p->distinct[k] != p->labels[i])
            k++;
        if (k < p->ndistinct)
            continue;
        if (p->ndistinct < BITS)
            p->distinct[p->ndistinct] = p->labels[i];
        p->ndistinct++;
    }
    if (p->ndistinct <= BITS)
        qsort(p->distinct, p->ndistinct, sizeof *p->distinct, by_value);
}

static uint64_t bit_of(const picture *p, int32_t label)
{
    uint32_t low = 0, high = p->ndistinct;
    if (p->ndistinct > BITS)
        return UINT64_C(1) << ((uint32_t)label % BITS);
    while (high - low > 1) {
        const uint32_t middle = (low + high) / 2;
        *(p->distinct[middle] <= label ? &low : &high) = middle;
    }
    return UINT64_C(1) << low;
}

static void mark_pair(picture *p, uint64_t a, uint64_t b)
{
    if (p->labels[a] == p->labels[b])
        return;
    const uint64_t bits = bit_of(p, p->labels[a]) | bit_of(p, p->labels[b]);
    p->marks[a] |= bits;
    p->marks[b] |= bits;
}

/* Pairs of cells that are this far apart along each axis, -1 to 1. */
static void mark_pairs(picture *p, const int *apart)
{
    uint64_t at[CHAOSI_PICTURE_NDIM] = { 0 }, low[CHAOSI_PICTURE_NDIM], high[CHAOSI_PICTURE_NDIM];
    const uint32_t last = p->ndim - 1;
    int64_t offset = 0;
    for (uint32_t d = 0; d < p->ndim; d++) {
        offset = offset * (int64_t)p->shape[d] + apart[d];
        low[d] = at[d] = apart[d] < 0;
        high[d] = p->shape[d] - (apart[d] > 0);
        if (low[d] >= high[d])
            return;
    }
    for (;;) {
        uint64_t row = 0;
        for (uint32_t d = 0; d < last; d++)
            row = row * p->shape[d] + at[d];
        row *= p->shape[last];
        for (uint64_t i = low[last]; i < high[last]; i++)
            mark_pair(p, row + i, (uint64_t)((int64_t)(row + i) + offset));
        uint32_t d = last;
        while (d > 0 && ++at[d - 1] == high[d - 1]) {
            at[d - 1] = low[d - 1];
            d--;
        }
        if (d == 0)
            return;
    }
}

/* Each pair once: of an offset and its opposite the one whose first part that is not 0 is above it. */
static void mark(picture *p)
{
    int all = 1;
    for (uint32_t d = 0; d < p->ndim; d++)
        all *= 3;
    for (int code = all / 2 + 1; code < all; code++) {
        int apart[CHAOSI_PICTURE_NDIM], rest = code;
        for (uint32_t d = p->ndim; d-- > 0; rest /= 3)
            apart[d] = rest % 3 - 1;
        mark_pairs(p, apart);
    }
}

/* Marks go on to neighbours. */
static void fatten(picture *p)
{
    uint64_t inner = p->all;
    for (uint32_t d = 0; d < p->ndim; d++) {
        const uint64_t n = p->shape[d], outer = p->all / inner;
        inner /= n;
        uint64_t *before = p->rows, *own = p->rows + inner;
        for (uint64_t o = 0; o < outer; o++) {
            uint64_t *row = p->marks + o * n * inner;
            memset(before, 0, inner * sizeof *before);
            for (uint64_t k = 0; k < n; k++, row += inner) {
                memcpy(own, row, inner * sizeof *own);
                for (uint64_t i = 0; k + 1 < n && i < inner; i++)
                    row[i] |= row[inner + i];
                for (uint64_t i = 0; i < inner; i++)
                    row[i] |= before[i];
                uint64_t *swap = before;
                before = own;
                own = swap;
            }
        }
    }
}

static int begin(picture *p, chaos_error *error)
{
    int code = chaosi_picture_check(p->labels, p->shape, p->ndim, error);
    if (code != CHAOS_OK)
        return code;
    p->all = 1;
    for (uint32_t d = 0; d < p->ndim; d++)
        p->all *= p->shape[d];
    p->marks = calloc(p->all, sizeof *p->marks);
    p->rows = calloc(2 * (p->all / p->shape[0]), sizeof *p->rows);
    if (!p->marks || !p->rows)
        return chaosi_nomem(error);
    find_distinct(p);
    mark(p);
    return CHAOS_OK;
}

static void end(picture *p)
{
    free(p->marks);
    free(p->rows);
}

int chaos_boundary_cells(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint8_t *boundary,
                         chaos_error *error)
{
    picture p = { .labels = labels, .shape = shape, .ndim = ndim };
    if (!boundary)
        return chaosi_fail(error, CHAOS_EINVAL, "boundary", -1, "boundary must not be NULL");
    const int code = begin(&p, error);
    for (uint64_t i = 0; code == CHAOS_OK && i < p.all; i++)
        boundary[i] = p.marks[i] != 0;
    end(&p);
    return code;
}

/* ------------------------------------------------------------------------- Wada */

/* Cells on the boundary of a label with all else that are not where that of another has been fattened: the most of all
 * pairs. */
static uint64_t most_apart(const picture *p, const uint64_t *slim)
{
    static const size_t size = (size_t)BITS * BITS;
    uint64_t most = 0, *count = calloc(size, sizeof *count);
    if (!count)
        return UINT64_MAX;
    for (uint64_t i = 0; i < p->all; i++)
        for (uint32_t a = 0; slim[i] && a < p->ndistinct; a++)
            for (uint32_t b = 0; slim[i] >> a & 1 && b < p->ndistinct; b++)
                count[a * BITS + b] += !(p->marks[i] >> b & 1);
    for (size_t i = 0; i < size; i++)
        most = count[i] > most ? count[i] : most;
    free(count);
    return most;
}

int chaos_wada(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint64_t within, double *apart,
               chaos_error *error)
{
    picture p = { .labels = labels, .shape = shape, .ndim = ndim };
    uint64_t *slim = NULL, most = 0;
    if (!apart)
        return chaosi_fail(error, CHAOS_EINVAL, "apart", -1, "apart must not be NULL");
    int code = begin(&p, error);
    if (code == CHAOS_OK && (p.ndistinct < 3 || p.ndistinct > BITS))
        code = chaosi_fail(error, CHAOS_EINVAL, "labels", -1,
                           "labels must have 3 to %d different values, got %s", BITS,
                           p.ndistinct < 3 ? "fewer" : "more");
    if (code == CHAOS_OK) {
        slim = malloc(p.all * sizeof *slim);
        code = slim ? CHAOS_OK : chaosi_nomem(error);
    }
    if (code == CHAOS_OK) {
        memcpy(slim, p.marks, p.all * sizeof *slim);
        for (uint64_t i = 0; i < within && i < p.all; i++)
            fatten(&p);
        most = most_apart(&p, slim);
        code = most == UINT64_MAX ? chaosi_nomem(error) : CHAOS_OK;
    }
    if (code == CHAOS_OK)
        *apart = (double)most / (double)p.all;
    free(slim);
    end(&p);
    return code;
}

/* --------------------------------------------------------- uncertainty exponent */

/* Sums over the distances, weighted. */
typedef struct line {
    uint64_t n;
    double w, x, y, xx, xy, yy;
} line;

static void add_point(line *l, double x, double y, double w)
{
    l->n++;
    l->w += w;
    l->x += w * x;
    l->y += w * y;
    l->xx += w * x * x;
    l->xy += w * x * y;
    l->yy += w * y * y;
}

static void fit(const line *l, double *slope, double *stderror)
{
    const double sxx = l->xx - l->x * l->x / l->w, sxy = l->xy - l->x * l->y / l->w,
                 syy = l->yy - l->y * l->y / l->w, rest = syy - sxy * sxy / sxx;
    *slope = l->n > 1 ? sxy / sxx : CHAOSI_NAN;
    *stderror = l->n > 2 ? sqrt(fmax(rest, 0.0) / ((double)(l->n - 2) * sxx)) : CHAOSI_NAN;
}

static int check_distances(uint64_t least, uint64_t *first, uint64_t *last, chaos_error *error)
{
    if (least < 3)
        return chaosi_fail(error, CHAOS_EINVAL, "labels", -1,
                           "labels must have at least 3 cells along each axis for distances, got %llu",
                           (unsigned long long)least);
    if (*first == 0 && *last == 0) {
        *first = 1;
        *last = least / PART > LEAST_LAST ? least / PART : LEAST_LAST;
        *last = *last < least ? *last : least - 1;
    }
    if (*first >= 1 && *first < *last && *last < least)
        return CHAOS_OK;
    return chaosi_fail(error, CHAOS_EINVAL, "distances", -1,
                       "distances must be 1 <= first < last < %llu, the least of shape, got %llu to %llu",
                       (unsigned long long)least, (unsigned long long)*first, (unsigned long long)*last);
}

/* The distances, the parts of cells, and weights, [3][n]: about that of so many cells that do not share neighbours. */
static void count_uncertain(picture *p, uint64_t first, uint64_t last, double *distance, double *part,
                            double *weight)
{
    for (uint64_t r = 1; r <= last; r++) {
        uint64_t count = 0;
        if (r > 1)
            fatten(p);
        if (r < first)
            continue;
        for (uint64_t i = 0; i < p->all; i++)
            count += p->marks[i] != 0;
        const uint64_t at = r - first;
        distance[at] = (double)r;
        part[at] = count ? (double)count / (double)p->all : 1.0;
        weight[at] = (double)count;
        for (uint32_t d = 0; d < p->ndim; d++)
            weight[at] /= (double)r;
    }
}

static int uncertainty_exponent(picture *p, uint64_t first, uint64_t last, double *exponent, double *stderror,
                                chaos_error *error)
{
    line l = { .n = 0 };
    double slope, uncertain;
    int code = chaosi_picture_check(p->labels, p->shape, p->ndim, error);
    if (code == CHAOS_OK)
        code = check_distances(chaosi_picture_least(p->shape, p->ndim), &first, &last, error);
    if (code == CHAOS_OK)
        code = begin(p, error);
    if (code != CHAOS_OK)
        return code;
    const size_t n = chaosi_picture_vectors((size_t)(last - first) + 1);
    double *x = chaosi_alloc(3 * n, sizeof *x), *y = x + n, *weight = y + n;
    if (!x)
        return chaosi_nomem(error);
    for (size_t i = 0; i < 2 * n; i++)
        x[i] = 1.0;
    count_uncertain(p, first, last, x, y, weight);
    code = chaosi_picture_logarithms(x, 2 * n, error);
    for (size_t i = 0; i < n && code == CHAOS_OK; i++)
        if (weight[i] > 0.0)
            add_point(&l, x[i], y[i], weight[i]);
    free(x);
    if (code != CHAOS_OK)
        return code;
    fit(&l, &slope, &uncertain);
    if (exponent)
        *exponent = slope;
    if (stderror)
        *stderror = uncertain;
    return CHAOS_OK;
}

int chaos_uncertainty_exponent(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint64_t first,
                               uint64_t last, double *exponent, double *stderror, chaos_error *error)
{
    picture p = { .labels = labels, .shape = shape, .ndim = ndim };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = uncertainty_exponent(&p, first, last, exponent, stderror, error);
    end(&p);
    chaosi_fpenv_leave(host);
    return code;
}

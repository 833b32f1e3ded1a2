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
    uint64_t *marks; /* [all] */
    uint64_t *rows;  /* [2][all / least of shape] or more: room for fatten */
    chaosi_jobs jobs;
    uint64_t looked;        /* at so many cells since the last tick */
    int32_t distinct[BITS]; /* labels in their order, as far as there is room */
    uint32_t ndistinct;     /* BITS + 1: more */
} picture;

/* ------------------------------------------------------------------------ marks */

static int by_value(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* So many more cells have been looked at. Not CHAOS_OK: stop. */
static int look(picture *p, uint64_t cells)
{
    int code = CHAOS_OK;
    if ((p->looked += cells) >= CHAOSI_PICTURE_CELLS) {
        code = chaosi_picture_tick(&p->jobs, p->looked);
        p->looked = 0;
    }
    return code;
}

/* The end of a stretch of cells from i on, after which to look up. */
static uint64_t stretch(uint64_t i, uint64_t end)
{
    return end - i < CHAOSI_PICTURE_CELLS ? end : i + CHAOSI_PICTURE_CELLS;
}

/* Labels in a row are mostly the same: the last one found is looked at first. */
static int find_distinct(picture *p)
{
    for (uint64_t i = 0; i < p->all && p->ndistinct <= BITS; i++) {
        uint32_t k = 0;
        if (i > 0 && i % CHAOSI_PICTURE_CELLS == 0 && look(p, CHAOSI_PICTURE_CELLS))
            return CHAOS_ECANCELED;
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
    return CHAOS_OK;
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
static int mark_pairs(picture *p, const int *apart)
{
    uint64_t at[CHAOSI_PICTURE_NDIM] = { 0 }, low[CHAOSI_PICTURE_NDIM], high[CHAOSI_PICTURE_NDIM];
    const uint32_t last = p->ndim - 1;
    int64_t offset = 0;
    for (uint32_t d = 0; d < p->ndim; d++) {
        offset = offset * (int64_t)p->shape[d] + apart[d];
        low[d] = at[d] = apart[d] < 0;
        high[d] = p->shape[d] - (apart[d] > 0);
        if (low[d] >= high[d])
            return CHAOS_OK;
    }
    for (;;) {
        uint64_t row = 0;
        for (uint32_t d = 0; d < last; d++)
            row = row * p->shape[d] + at[d];
        row *= p->shape[last];
        for (uint64_t i = low[last], stop; i < high[last]; i = stop) {
            stop = stretch(i, high[last]);
            for (uint64_t j = i; j < stop; j++)
                mark_pair(p, row + j, (uint64_t)((int64_t)(row + j) + offset));
            if (look(p, stop - i))
                return CHAOS_ECANCELED;
        }
        uint32_t d = last;
        while (d > 0 && ++at[d - 1] == high[d - 1]) {
            at[d - 1] = low[d - 1];
            d--;
        }
        if (d == 0)
            return CHAOS_OK;
    }
}

/* Each pair once: of an offset and its opposite the one whose first part that is not 0 is above it. */
static int mark(picture *p)
{
    int all = 1, code = CHAOS_OK;
    for (uint32_t d = 0; d < p->ndim; d++)
        all *= 3;
    for (int pair = all / 2 + 1; pair < all && code == CHAOS_OK; pair++) {
        int apart[CHAOSI_PICTURE_NDIM], rest = pair;
        for (uint32_t d = p->ndim; d-- > 0; rest /= 3)
            apart[d] = rest % 3 - 1;
        code = mark_pairs(p, apart);
    }
    return code;
}

/* Marks go on to neighbours. */
static int fatten(picture *p)
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
                if (look(p, inner))
                    return CHAOS_ECANCELED;
            }
        }
    }
    return CHAOS_OK;
}

/* passes: so many times all neighbours of all cells are looked at after the first time. */
static int begin(picture *p, double passes, const chaos_options *options, chaos_error *error)
{
    int code = chaosi_picture_check(p->labels, p->shape, p->ndim, error);
    if (code != CHAOS_OK)
        return code;
    double pairs = 0.5;
    p->all = 1;
    for (uint32_t d = 0; d < p->ndim; d++) {
        p->all *= p->shape[d];
        pairs *= 3.0;
    }
    code = chaosi_picture_begin(&p->jobs, (double)p->all * (pairs + 1.5 + passes * p->ndim), options, error);
    if (code != CHAOS_OK)
        return code;
    p->marks = calloc(p->all, sizeof *p->marks);
    p->rows = calloc(2 * (p->all / p->shape[0]), sizeof *p->rows);
    if (!p->marks || !p->rows)
        return chaosi_nomem(error);
    code = find_distinct(p);
    return code == CHAOS_OK ? mark(p) : code;
}

static void end(picture *p)
{
    free(p->marks);
    free(p->rows);
}

int chaos_boundary_cells(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint8_t *boundary,
                         const chaos_options *options, chaos_error *error)
{
    picture p = { .labels = labels, .shape = shape, .ndim = ndim };
    if (!boundary)
        return chaosi_fail(error, CHAOS_EINVAL, "boundary", -1, "boundary must not be NULL");
    int code = begin(&p, 0.0, options, error);
    for (uint64_t i = 0, stop; code == CHAOS_OK && i < p.all; i = stop) {
        stop = stretch(i, p.all);
        for (uint64_t j = i; j < stop; j++)
            boundary[j] = p.marks[j] != 0;
        code = look(&p, stop - i);
    }
    end(&p);
    return chaosi_picture_end(&p.jobs, code, error);
}

/* ------------------------------------------------------------------------- Wada */

/* Cells on the boundary of a label with all else that are not where that of another has been fattened: the most of all
 * pairs. */
static int most_apart(picture *p, const uint64_t *slim, uint64_t *most)
{
    static const size_t size = (size_t)BITS * BITS;
    uint64_t *count = calloc(size, sizeof *count);
    int code = count ? CHAOS_OK : CHAOS_ENOMEM;
    for (uint64_t i = 0; i < p->all && code == CHAOS_OK; i++) {
        for (uint32_t a = 0; slim[i] && a < p->ndistinct; a++)
            for (uint32_t b = 0; slim[i] >> a & 1 && b < p->ndistinct; b++)
                count[a * BITS + b] += !(p->marks[i] >> b & 1);
        if (i % CHAOSI_PICTURE_CELLS == 0)
            code = look(p, CHAOSI_PICTURE_CELLS);
    }
    for (size_t i = 0; i < size && code == CHAOS_OK; i++)
        *most = count[i] > *most ? count[i] : *most;
    free(count);
    return code;
}

int chaos_wada(const int32_t *labels, const uint64_t *shape, uint32_t ndim, uint64_t within, double *apart,
               const chaos_options *options, chaos_error *error)
{
    picture p = { .labels = labels, .shape = shape, .ndim = ndim };
    uint64_t *slim = NULL, most = 0;
    if (!apart)
        return chaosi_fail(error, CHAOS_EINVAL, "apart", -1, "apart must not be NULL");
    int code = begin(&p, (double)within, options, error);
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
        for (uint64_t i = 0; i < within && i < p.all && code == CHAOS_OK; i++)
            code = fatten(&p);
        if (code == CHAOS_OK)
            code = most_apart(&p, slim, &most);
        if (code == CHAOS_ENOMEM)
            code = chaosi_nomem(error);
    }
    code = chaosi_picture_end(&p.jobs, code, error);
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
static int count_uncertain(picture *p, uint64_t first, uint64_t last, double *distance, double *part,
                           double *weight)
{
    for (uint64_t r = 1; r <= last; r++) {
        uint64_t count = 0;
        if (r > 1 && fatten(p))
            return CHAOS_ECANCELED;
        if (r < first)
            continue;
        for (uint64_t i = 0, stop; i < p->all; i = stop) {
            stop = stretch(i, p->all);
            for (uint64_t j = i; j < stop; j++)
                count += p->marks[j] != 0;
            if (look(p, stop - i))
                return CHAOS_ECANCELED;
        }
        const uint64_t at = r - first;
        distance[at] = (double)r;
        part[at] = count ? (double)count / (double)p->all : 1.0;
        weight[at] = (double)count;
        for (uint32_t d = 0; d < p->ndim; d++)
            weight[at] /= (double)r;
    }
    return CHAOS_OK;
}

static int uncertainty_exponent(picture *p, uint64_t first, uint64_t last, double *exponent, double *stderror,
                                const chaos_options *options, chaos_error *error)
{
    line l = { .n = 0 };
    double slope, uncertain;
    int code = chaosi_picture_check(p->labels, p->shape, p->ndim, error);
    if (code == CHAOS_OK)
        code = check_distances(chaosi_picture_least(p->shape, p->ndim), &first, &last, error);
    if (code == CHAOS_OK)
        code = begin(p, (double)last * (1.0 + 1.0 / p->ndim), options, error);
    if (code != CHAOS_OK)
        return chaosi_picture_end(&p->jobs, code, error);
    const size_t n = chaosi_picture_vectors((size_t)(last - first) + 1);
    double *x = chaosi_alloc(3 * n, sizeof *x), *y = x + n, *weight = y + n;
    if (!x)
        return chaosi_nomem(error);
    for (size_t i = 0; i < 2 * n; i++)
        x[i] = 1.0;
    code = count_uncertain(p, first, last, x, y, weight);
    if (code == CHAOS_OK)
        code = chaosi_picture_logarithms(x, 2 * n, error);
    code = chaosi_picture_end(&p->jobs, code, error);
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
                               uint64_t last, double *exponent, double *stderror,
                               const chaos_options *options, chaos_error *error)
{
    picture p = { .labels = labels, .shape = shape, .ndim = ndim };
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = uncertainty_exponent(&p, first, last, exponent, stderror, options, error);
    end(&p);
    chaosi_fpenv_leave(host);
    return code;
}

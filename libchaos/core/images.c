/* The matrix is P L D U Q, with permutations P and Q, L and U triangular, their diagonals 1 and all else at most
 * 1, and D the pivots: elimination with complete pivoting. It is done with twice the digits: what cancels to
 * the last of them is 0, as it is for matrices that are singular as they stand. With L = O R, O's columns perpendicular,
 * images are P O (R D U Q v), and in the bracket rows descend as D does: of such vectors Gram-Schmidt, taken
 * often enough, finds what is perpendicular.
 *
 * SPDX-License-Identifier: MIT */
#include "core/images.h"
#include "core/radius.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
    ROOM_ABOVE = 500, /* the largest element is about 2^500, so that the least are far from underflow */
    MOST_PASSES = 64, /* each finds what is up to 10^16 times as small as the one before */
    FEW_PASSES = 4,
    MOST_CANDIDATES = 64,
};
static const double HARMLESS = 0x1p40; /* as an element has twice the digits that are known */
static const double NOTHING = 0x1p-40; /* of an element's uncertainty: rounding of twice the digits */
static const double CLEAR = 16.0;      /* uncertainties */

/* An unevaluated sum. */
typedef struct twofold {
    double high, low;
} twofold;

typedef struct factors {
    size_t n, rank;
    bool swamped, doubtful;       /* by a pivot; whether a vector that counts may be rounding */
    twofold *a;                   /* [n][n] what is left; above and on the diagonal D U */
    double *unsure;               /* [n][n] of its elements */
    double *lower;                /* [column][n] L, then O */
    double *upper;                /* [n][n] R */
    double *square;               /* [n] */
    double *image;                /* [k][n] */
    int *exponent;                /* [k] taken out of them */
    bool *used;                   /* [n] rows of images */
    size_t rows, found;           /* so many of them; images that are not 0 */
    double *unit, *probe, *along; /* [n] */
    size_t *row, *col;            /* [n] which of the matrix */
} factors;

size_t chaosi_images_doubles(size_t dim, size_t k) { return (5 * dim + k + 7) * dim + k; }

static void place(factors *f, const chaosi_images *s)
{
    const size_t n = s->dim, nn = n * n;
    double *at = s->room;
    f->n = n;
    f->swamped = f->doubtful = false;
    f->a = (twofold *)(void *)at, at += 2 * nn;
    f->unsure = at, at += nn;
    f->lower = at, at += nn;
    f->upper = at, at += nn;
    f->square = at, at += n;
    f->image = at, at += s->k * n;
    f->row = (size_t *)(void *)at, at += n;
    f->col = (size_t *)(void *)at, at += n;
    f->exponent = (int *)(void *)at, at += s->k;
    f->unit = at, at += n;
    f->probe = at, at += n;
    f->along = at, at += n;
    f->used = (bool *)(void *)at;
    memset(f->used, 0, n * sizeof *f->used);
    f->rows = f->found = 0;
}

/* ------------------------------------------------------------------------ twice the digits */

static twofold sum(double a, double b)
{
    const double high = a + b, part = high - a;
    return (twofold){ high, (a - (high - part)) + (b - part) };
}

static twofold product(double a, double b)
{
    const double splitter = 0x1p27 + 1.0, high = a * b, ca = splitter * a, cb = splitter * b;
    const double ah = ca - (ca - a), bh = cb - (cb - b), al = a - ah, bl = b - bh;
    return (twofold){ high, ((ah * bh - high) + ah * bl + al * bh) + al * bl };
}

/* a - b c */
static twofold less_product(twofold a, twofold b, twofold c)
{
    twofold p = product(b.high, c.high);
    p.low += b.high * c.low + b.low * c.high;
    const twofold high = sum(a.high, -p.high);
    return sum(high.high, high.low + (a.low - p.low));
}

static twofold quotient(twofold a, twofold b)
{
    const double first = a.high / b.high;
    const twofold rest = less_product(a, (twofold){ first, 0.0 }, b);
    return sum(first, rest.high / b.high);
}

/* ------------------------------------------------------------------------ elimination */

static void exchange(twofold *a, twofold *b)
{
    const twofold kept = *a;
    *a = *b;
    *b = kept;
}

static void exchange_numbers(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

static void exchange_indices(size_t *a, size_t *b)
{
    const size_t kept = *a;
    *a = *b;
    *b = kept;
}

/* How many times as large as an element of its own what elimination by this pivot takes off it may be, until little
 * or nothing of the element is left. */
static double swamping(const factors *f, size_t s, size_t row, size_t col)
{
    const size_t n = f->n;
    double most = 0.0;
    for (size_t i = s; i < n; i++) {
        const double ratio = fabs(f->a[i * n + col].high / f->a[row * n + col].high);
        for (size_t j = s; j < n && i != row && ratio > 0.0; j++) {
            const double own = fabs(f->a[i * n + j].high), taken = ratio * fabs(f->a[row * n + j].high);
            if (j != col && own > 0.0 && taken > most * own)
                most = taken / own;
        }
    }
    return most;
}

/* The largest element that is left and comes after place `last` in that order; n * n: there is none. */
static size_t next_largest(const factors *f, size_t s, size_t last)
{
    const size_t n = f->n;
    const double bound = last < n * n ? fabs(f->a[last].high) : INFINITY;
    double most = 0.0;
    size_t at = n * n;
    for (size_t i = s; i < n; i++)
        for (size_t j = s; j < n; j++) {
            const double size = fabs(f->a[i * n + j].high);
            if (size > most && (size < bound || (size == bound && i * n + j > last)))
                most = size, at = i * n + j;
        }
    return at;
}

static void bring(factors *f, size_t s, size_t row, size_t col)
{
    const size_t n = f->n;
    for (size_t j = 0; j < n && row != s; j++) {
        exchange(&f->a[row * n + j], &f->a[s * n + j]);
        exchange_numbers(&f->unsure[row * n + j], &f->unsure[s * n + j]);
        exchange_numbers(&f->lower[j * n + row], &f->lower[j * n + s]);
    }
    for (size_t i = 0; i < n && col != s; i++) {
        exchange(&f->a[i * n + col], &f->a[i * n + s]);
        exchange_numbers(&f->unsure[i * n + col], &f->unsure[i * n + s]);
    }
    exchange_indices(&f->row[row], &f->row[s]);
    exchange_indices(&f->col[col], &f->col[s]);
}

/* Brings the largest element that is left and does no harm to place s; false: all are 0. */
static bool find_pivot(factors *f, size_t s)
{
    const size_t n = f->n;
    size_t at = n * n, best = n * n;
    double least = INFINITY;
    for (int i = 0; i < MOST_CANDIDATES && least > HARMLESS; i++) {
        at = next_largest(f, s, at);
        if (at == n * n)
            break;
        const double harm = swamping(f, s, at / n, at % n);
        if (harm < least || best == n * n)
            least = harm, best = at;
    }
    if (best == n * n)
        return false;
    f->swamped |= least > HARMLESS;
    bring(f, s, best / n, best % n);
    return true;
}

/* Takes row s off row i. */
static void eliminate(factors *f, size_t s, size_t i)
{
    const size_t n = f->n;
    const twofold *pivots = f->a + s * n;
    twofold *a = f->a + i * n;
    double *unsure = f->unsure + i * n;
    const twofold ratio = quotient(a[s], pivots[s]);
    const double own = unsure[s] + fabs(ratio.high) * f->unsure[s * n + s];
    f->lower[s * n + i] = ratio.high;
    for (size_t j = s + 1; j < n; j++) {
        a[j] = less_product(a[j], ratio, pivots[j]);
        unsure[j] += fabs(ratio.high) * f->unsure[s * n + j] + fabs(pivots[j].high / pivots[s].high) * own;
        if (a[j].high != 0.0 && fabs(a[j].high) <= NOTHING * unsure[j]) {
            a[j] = (twofold){ 0.0, 0.0 };
            f->doubtful |= f->swamped;
        }
    }
}

static void load(factors *f, const chaosi_images *s, int scale)
{
    const size_t n = f->n;
    for (size_t i = 0; i < n; i++)
        f->row[i] = f->col[i] = i;
    for (size_t i = 0; i < n * n; i++) {
        const double element = chaosi_scale(s->matrix[i], scale);
        f->a[i] = (twofold){ element, 0.0 };
        f->unsure[i] = s->uncertainty * fabs(element);
    }
    memset(f->lower, 0, n * n * sizeof *f->lower);
}

static void factorise(factors *f, size_t k)
{
    const size_t n = f->n;
    for (f->rank = 0; f->rank < n && find_pivot(f, f->rank); f->rank++) {
        const size_t s = f->rank;
        f->doubtful |= s < k && fabs(f->a[s * n + s].high) <= CLEAR * f->unsure[s * n + s];
        f->lower[s * n + s] = 1.0;
        for (size_t i = s + 1; i < n; i++)
            if (f->a[i * n + s].high != 0.0)
                eliminate(f, s, i);
    }
}

/* ------------------------------------------------------------------------ perpendicular vectors */

static double dot(const double *a, const double *b, size_t n)
{
    double s = 0.0;
    for (size_t i = 0; i < n; i++)
        s += a[i] * b[i];
    return s;
}

/* L = O R. L's columns are far from parallel: twice is enough. */
static void make_perpendicular(factors *f)
{
    const size_t n = f->n;
    memset(f->upper, 0, n * n * sizeof *f->upper);
    for (size_t j = 0; j < f->rank; j++) {
        double *v = f->lower + j * n;
        for (int pass = 0; pass < 2; pass++)
            for (size_t i = 0; i < j; i++) {
                const double *o = f->lower + i * n, along = dot(o, v, n);
                f->upper[i * n + j] += along;
                for (size_t l = 0; l < n && along != 0.0; l++)
                    v[l] -= along * o[l];
            }
        const double length = sqrt(dot(v, v, n));
        f->upper[j * n + j] = length;
        for (size_t l = 0; l < n; l++)
            v[l] /= length;
    }
}

/* R D U Q v */
static void carry(const factors *f, const double *v, double *image)
{
    const size_t n = f->n;
    for (size_t m = 0; m < f->rank; m++) {
        double s = 0.0;
        for (size_t c = m; c < n; c++)
            s += f->a[m * n + c].high / f->a[m * n + m].high * v[f->col[c]];
        image[m] = f->a[m * n + m].high * s;
    }
    for (size_t m = 0; m < f->rank; m++) {
        double s = 0.0;
        for (size_t l = m; l < f->rank; l++)
            s += f->upper[m * n + l] * image[l];
        image[m] = s;
    }
}

static bool is_zero(const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] != 0.0)
            return false;
    return true;
}

/* Takes off v what lies along the first j images; 2^*e was taken out of it. What there was goes to along[j],
 * times 2^-(its exponent), unless that is NULL. Returns whether what is left is known. */
static bool straighten(const factors *f, size_t j, double *v, double *e, double *along)
{
    const size_t n = f->n, rank = f->rank;
    for (int pass = 0; pass < (along ? FEW_PASSES : MOST_PASSES); pass++) {
        for (size_t i = 0; i < j; i++) {
            const double *u = f->image + i * n,
                         part = f->square[i] > 0.0 ? dot(u, v, rank) / f->square[i] : 0.0;
            for (size_t m = 0; m < rank && part != 0.0; m++)
                v[m] -= part * u[m];
            if (along)
                along[i] += ldexp(part, (int)*e);
        }
        const double taken = chaosi_take_exponent(v, rank);
        if (taken == -INFINITY)
            return false;
        *e += taken;
        if (taken >= -2.0)
            return true;
    }
    return false;
}

/* Vectors are rounded. Whether of one whose growth is not the last, so that the determinant does not tell it, an
 * image may be what rounding made of it: some other direction has 2^52 / CLEAR times as much along it. */
static bool is_overgrown(factors *f, size_t k)
{
    const size_t n = f->n;
    for (size_t c = 0; c < n; c++) {
        memset(f->unit, 0, 3 * n * sizeof *f->unit);
        f->unit[c] = 1.0;
        carry(f, f->unit, f->probe);
        if (is_zero(f->probe, f->rank))
            continue;
        double e = chaosi_take_exponent(f->probe, f->rank);
        straighten(f, k, f->probe, &e, f->along);
        for (size_t i = 0; i < k && i + 1 < n; i++)
            if (f->square[i] > 0.0 && fabs(f->along[i]) > ldexp(0x1p52 / CLEAR, f->exponent[i]))
                return true;
    }
    return false;
}

/* P O image, in v */
static void turn_back(const factors *f, const double *image, double *v)
{
    const size_t n = f->n;
    for (size_t i = 0; i < n; i++) {
        double s = 0.0;
        for (size_t m = 0; m < f->rank; m++)
            s += f->lower[m * n + i] * image[m];
        v[f->row[i]] = s;
    }
}

/* The exponent of the largest element; false: one is no number. */
static bool measure(const double *matrix, size_t n, int *exponent)
{
    double most = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(matrix[i]))
            return false;
        most = fmax(most, fabs(matrix[i]));
    }
    frexp(most, exponent);
    return true;
}

/* Adds the rows of an image that are not 0 to those that are in use. */
static void use_rows(factors *f, const double *image)
{
    for (size_t m = 0; m < f->rank; m++) {
        f->rows += !f->used[m] && image[m] != 0.0;
        f->used[m] |= image[m] != 0.0;
    }
}

/* Image j of vector v, straightened. */
static void find_image(factors *f, size_t j, const double *v)
{
    const size_t rank = f->rank;
    double *image = f->image + j * f->n;
    carry(f, v, image);
    use_rows(f, image);
    f->square[j] = 0.0;
    if (is_zero(image, rank) || f->found == f->rows) /* of more images than rows in use the last ones are 0 */
        return;
    double e = chaosi_take_exponent(image, rank);
    f->doubtful |= !straighten(f, j, image, &e, NULL);
    f->exponent[j] = (int)e;
    f->square[j] = dot(image, image, rank);
    f->found += f->square[j] > 0.0;
}

/* Two in the plane, whose area the determinant tells: false: one is 0, which is for the others to find. */
static bool find_in_plane(const chaosi_images *s, int scale, bool *doubtful)
{
    double m[4], image[2];
    for (size_t i = 0; i < 4; i++)
        m[i] = chaosi_scale(s->matrix[i], scale);
    for (size_t i = 0; i < 2; i++)
        image[i] = m[2 * i] * s->v[0] + m[2 * i + 1] * s->v[1];
    const double terms = fabs(m[0] * m[3]) + fabs(m[1] * m[2]), area = s->v[0] * s->v[3] - s->v[1] * s->v[2],
                 det = less_product(product(m[0], m[3]), (twofold){ m[1], 0.0 }, (twofold){ m[2], 0.0 }).high,
                 taken = chaosi_take_exponent(image, 2),
                 size = det * area / (image[0] * image[0] + image[1] * image[1]);
    const bool clear = fabs(det) > CLEAR * s->uncertainty * terms;
    if (taken == -INFINITY || size == 0.0 || (!clear && fabs(det) <= NOTHING * s->uncertainty * terms))
        return false;
    int exponent;
    const double part = frexp(size, &exponent);
    *doubtful = !clear || taken < ROOM_ABOVE - 48; /* or the first is what rounding made of it */
    s->v[0] = image[0], s->v[1] = image[1];
    s->v[2] = -image[1] * part, s->v[3] = image[0] * part;
    s->e[0] += taken - scale;
    s->e[1] += exponent - taken - scale;
    return true;
}

enum chaosi_images_are chaosi_images_find(chaosi_images *s)
{
    const size_t n = s->dim;
    int size;
    factors f;
    if (!measure(s->matrix, n * n, &size))
        return CHAOSI_NO_NUMBER;
    bool doubtful;
    if (n == 2 && s->k == 2 && find_in_plane(s, ROOM_ABOVE - size, &doubtful))
        return doubtful ? CHAOSI_DOUBTFUL : CHAOSI_KNOWN;
    place(&f, s);
    load(&f, s, ROOM_ABOVE - size);
    factorise(&f, s->k);
    make_perpendicular(&f);
    for (size_t j = 0; j < s->k; j++)
        find_image(&f, j, s->v + j * n);
    f.doubtful = f.doubtful || is_overgrown(&f, s->k);
    for (size_t j = 0; j < s->k; j++)
        if (f.square[j] > 0.0) {
            turn_back(&f, f.image + j * n, s->v + j * n);
            s->e[j] += f.exponent[j] + size - ROOM_ABOVE;
        } else {
            memset(s->v + j * n, 0, n * sizeof *s->v);
        }
    return f.doubtful ? CHAOSI_DOUBTFUL : CHAOSI_KNOWN;
}

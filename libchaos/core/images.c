/* With L = O R, O's columns perpendicular, images are P O (R D U Q v), and in the bracket rows descend as D does: of such
 * vectors Gram-Schmidt, taken often enough, finds what is perpendicular.
 *
 * SPDX-License-Identifier: MIT */
#include "core/images.h"
#include "core/factors.h"
#include "core/radius.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum {
    ROOM_ABOVE = 500, /* the largest element is about 2^500, so that the least are far from underflow */
    MOST_PASSES = 64, /* each finds what is up to 10^16 times as small as the one before */
    FEW_PASSES = 4,
};

typedef struct images {
    chaosi_factors of;            /* the matrix; its L becomes O */
    double *upper;                /* [n][n] R */
    double *square;               /* [k] */
    double *image;                /* [k][n] */
    int *exponent;                /* [k] taken out of them */
    bool *used;                   /* [n] rows of images */
    size_t rows, found;           /* so many of them; images that are not 0 */
    double *unit, *probe, *along; /* [n] */
} images;

size_t chaosi_images_doubles(size_t dim, size_t k)
{
    return chaosi_factors_doubles(dim) + (dim + k + 4) * dim + 2 * k;
}

static void place(images *f, const chaosi_images *s)
{
    const size_t n = s->dim;
    double *at = s->room;
    chaosi_factors_place(&f->of, n, at);
    at += chaosi_factors_doubles(n);
    f->upper = at, at += n * n;
    f->square = at, at += s->k;
    f->image = at, at += s->k * n;
    f->exponent = (int *)(void *)at, at += s->k;
    f->unit = at, at += n;
    f->probe = at, at += n;
    f->along = at, at += n;
    f->used = (bool *)(void *)at;
    memset(f->used, 0, n * sizeof *f->used);
    f->rows = f->found = 0;
}

static double dot(const double *a, const double *b, size_t n)
{
    double s = 0.0;
    for (size_t i = 0; i < n; i++)
        s += a[i] * b[i];
    return s;
}

/* L = O R. L's columns are far from parallel: twice is enough. */
static void make_perpendicular(images *f)
{
    const size_t n = f->of.n;
    memset(f->upper, 0, n * n * sizeof *f->upper);
    for (size_t j = 0; j < f->of.rank; j++) {
        double *v = f->of.lower + j * n;
        for (int pass = 0; pass < 2; pass++)
            for (size_t i = 0; i < j; i++) {
                const double *o = f->of.lower + i * n, along = dot(o, v, n);
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
static void carry(const images *f, const double *v, double *image)
{
    const size_t n = f->of.n;
    for (size_t m = 0; m < f->of.rank; m++) {
        double s = 0.0;
        for (size_t c = m; c < n; c++)
            s += f->of.a[m * n + c].high / f->of.a[m * n + m].high * v[f->of.col[c]];
        image[m] = f->of.a[m * n + m].high * s;
    }
    for (size_t m = 0; m < f->of.rank; m++) {
        double s = 0.0;
        for (size_t l = m; l < f->of.rank; l++)
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
static bool straighten(const images *f, size_t j, double *v, double *e, double *along)
{
    const size_t n = f->of.n, rank = f->of.rank;
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
 * image may be what rounding made of it: some other direction has 2^52 / CHAOSI_CLEAR times as much along it. */
static bool is_overgrown(images *f, size_t k)
{
    const size_t n = f->of.n;
    for (size_t c = 0; c < n; c++) {
        memset(f->unit, 0, 3 * n * sizeof *f->unit);
        f->unit[c] = 1.0;
        carry(f, f->unit, f->probe);
        if (is_zero(f->probe, f->of.rank))
            continue;
        double e = chaosi_take_exponent(f->probe, f->of.rank);
        straighten(f, k, f->probe, &e, f->along);
        for (size_t i = 0; i < k && i + 1 < n; i++)
            if (f->square[i] > 0.0 && fabs(f->along[i]) > ldexp(0x1p52 / CHAOSI_CLEAR, f->exponent[i]))
                return true;
    }
    return false;
}

/* P O image, in v */
static void turn_back(const images *f, const double *image, double *v)
{
    const size_t n = f->of.n;
    for (size_t i = 0; i < n; i++) {
        double s = 0.0;
        for (size_t m = 0; m < f->of.rank; m++)
            s += f->of.lower[m * n + i] * image[m];
        v[f->of.row[i]] = s;
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
static void use_rows(images *f, const double *image)
{
    for (size_t m = 0; m < f->of.rank; m++) {
        f->rows += !f->used[m] && image[m] != 0.0;
        f->used[m] |= image[m] != 0.0;
    }
}

/* Image j of vector v, straightened. */
static void find_image(images *f, size_t j, const double *v)
{
    const size_t rank = f->of.rank;
    double *image = f->image + j * f->of.n;
    carry(f, v, image);
    use_rows(f, image);
    f->square[j] = 0.0;
    if (is_zero(image, rank) || f->found == f->rows) /* of more images than rows in use the last ones are 0 */
        return;
    double e = chaosi_take_exponent(image, rank);
    f->of.doubtful |= !straighten(f, j, image, &e, NULL);
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
                 det = chaosi_less_product(chaosi_product(m[0], m[3]), (chaosi_twofold){ m[1], 0.0 },
                                           (chaosi_twofold){ m[2], 0.0 })
                           .high,
                 taken = chaosi_take_exponent(image, 2),
                 size = det * area / (image[0] * image[0] + image[1] * image[1]);
    const bool clear = fabs(det) > CHAOSI_CLEAR * s->uncertainty * terms;
    if (taken == -INFINITY || size == 0.0 || (!clear && fabs(det) <= CHAOSI_NOTHING * s->uncertainty * terms))
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
    images f;
    if (!measure(s->matrix, n * n, &size))
        return CHAOSI_NO_NUMBER;
    bool doubtful;
    if (n == 2 && s->k == 2 && find_in_plane(s, ROOM_ABOVE - size, &doubtful))
        return doubtful ? CHAOSI_DOUBTFUL : CHAOSI_KNOWN;
    place(&f, s);
    chaosi_factorise(&f.of, s->matrix, ROOM_ABOVE - size, s->uncertainty, s->k);
    make_perpendicular(&f);
    for (size_t j = 0; j < s->k; j++)
        find_image(&f, j, s->v + j * n);
    f.of.doubtful = f.of.doubtful || is_overgrown(&f, s->k);
    for (size_t j = 0; j < s->k; j++)
        if (f.square[j] > 0.0) {
            turn_back(&f, f.image + j * n, s->v + j * n);
            s->e[j] += f.exponent[j] + size - ROOM_ABOVE;
        } else {
            memset(s->v + j * n, 0, n * sizeof *s->v);
        }
    return f.of.doubtful ? CHAOSI_DOUBTFUL : CHAOSI_KNOWN;
}

/* Spectral radii of small matrices, of up to two rows by formula. Larger ones are squared again and again, powers
 * of two taken out: |P^(2^k)|^(1/2^k) tends to the radius, for pairs of complex eigenvalues, too.
 *
 * SPDX-License-Identifier: MIT */
#include "core/radius.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { SQUARINGS = 54 };
static const double LN_2 = 0x1.62e42fefa39efp-1;

double chaosi_any_part(size_t i)
{
    const uint32_t any = (uint32_t)(i + 1) * 2654435761u;
    const double size = 0.5 + 0.5 * (any >> 1 & 1023) / 1024.0;
    return any >> 31 ? size : -size;
}

void chaosi_jolt_vectors(double *v, size_t k, size_t dim, size_t stride, size_t lanes, double by)
{
    for (size_t c = 0; c < k; c++, v += dim * stride)
        for (size_t lane = 0; lane < lanes; lane++) {
            double most = 0.0;
            for (size_t i = 0; i < dim; i++)
                most = fmax(most, fabs(v[i * stride + lane]));
            for (size_t i = 0; i < dim; i++)
                if (v[i * stride + lane] != 0.0)
                    v[i * stride + lane] += chaosi_any_part(c * dim + i) * by * most;
        }
}

static void square(double *matrix, size_t dim)
{
    double from[CHAOSI_RADIUS_DIM * CHAOSI_RADIUS_DIM];
    memcpy(from, matrix, dim * dim * sizeof *from);
    for (size_t i = 0; i < dim; i++)
        for (size_t j = 0; j < dim; j++) {
            double sum = 0.0;
            for (size_t l = 0; l < dim; l++)
                sum += from[i * dim + l] * from[l * dim + j];
            matrix[i * dim + j] = sum;
        }
}

double chaosi_take_exponent(double *matrix, size_t n)
{
    double most = 0.0;
    int exponent;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(matrix[i]))
            return NAN;
        most = fmax(most, fabs(matrix[i]));
    }
    if (most == 0.0)
        return -INFINITY;
    frexp(most, &exponent);
    for (size_t i = 0; i < n; i++)
        matrix[i] = chaosi_scale(matrix[i], -exponent);
    return exponent;
}

double chaosi_radius(const double *m, size_t dim)
{
    if (dim == 1)
        return fabs(m[0]);
    const double half = 0.5 * (m[0] + m[3]), apart = 0.5 * (m[0] - m[3]);
    const double square = apart * apart + m[1] * m[2]; /* of half the eigenvalues' distance */
    return square >= 0.0 ? fabs(half) + sqrt(square) : sqrt(m[0] * m[3] - m[1] * m[2]);
}

/* Of two rows by the characteristic polynomial, which is positive at 1 and -1 (E. I. Jury), of others by a norm. Squares of
 * elements that are not large are rounded to far less than is asked for. */
bool chaosi_radius_is_clearly_below_1(const double *m, size_t dim)
{
    static const double CLEAR = 0.01, LARGE = 256.0;
    double square = 0.0;
    for (size_t i = 0; i < dim * dim; i++)
        square += m[i] * m[i];
    if (dim != 2)
        return square < 1.0 - CLEAR;
    const double det = m[0] * m[3] - m[1] * m[2];
    return square < LARGE * LARGE && det < 1.0 - CLEAR && fabs(m[0] + m[3]) < 1.0 + det - CLEAR;
}

/* Moves the elements of a matrix, whose largest is near 1, by up to so much; what is 0 is so for its place. */
static void jolt(double *matrix, size_t n, double by)
{
    for (size_t i = 0; i < n && by != 0.0; i++)
        matrix[i] += matrix[i] == 0.0 ? 0.0 : chaosi_any_part(i) * by;
}

/* ln of the radius of any matrix, times 2^exponent, with jolts in place of rounding. */
static double log_radius(double *matrix, size_t dim, double exponent, double by)
{
    double weight = 1.0;
    jolt(matrix, dim * dim, by);
    for (int i = 0; i < SQUARINGS && exponent > -INFINITY; i++) {
        square(matrix, dim);
        weight /= 2.0;
        exponent += chaosi_take_exponent(matrix, dim * dim) * weight;
        jolt(matrix, dim * dim, by);
    }
    return exponent * LN_2;
}

double chaosi_log_radius(double *matrix, size_t dim, double exponent)
{
    return log_radius(matrix, dim, exponent, 0.0);
}

/* By how much ln of the radius changes with such jolts, upwards or downwards. */
static double change_by(const double *matrix, size_t dim, double by)
{
    const size_t size = dim * dim * sizeof(double);
    double moved[CHAOSI_RADIUS_DIM * CHAOSI_RADIUS_DIM], most = 0.0;
    memcpy(moved, matrix, size);
    const double radius = dim <= 2 ? chaosi_radius(matrix, dim) : 0.0,
                 log = dim <= 2 ? 0.0 : log_radius(moved, dim, 0.0, 0.0);
    for (int way = -1; way <= 1; way += 2) {
        memcpy(moved, matrix, size);
        if (dim > 2) {
            most = fmax(most, fabs(log_radius(moved, dim, 0.0, way * by) - log));
            continue;
        }
        jolt(moved, dim * dim, way * by);
        const double other = chaosi_radius(moved, dim);
        most = fmax(most, fmax(other / radius, radius / other) - 1.0);
    }
    return most;
}

/* In squaring, m multipliers that are one lose m - 1 digits of the radius each time, down to the m-th root of
 * rounding, where they should go on. So much is lost of ln of the radius. */
static double squaring_error(const double *matrix, size_t dim)
{
    double copy[CHAOSI_RADIUS_DIM * CHAOSI_RADIUS_DIM], lost[SQUARINGS], last = 0.0;
    memcpy(copy, matrix, dim * dim * sizeof *copy);
    for (int i = 0; i < SQUARINGS; i++) {
        square(copy, dim);
        lost[i] = -chaosi_take_exponent(copy, dim * dim);
        last += i >= SQUARINGS / 2 ? lost[i] / (SQUARINGS - SQUARINGS / 2) : 0.0;
    }
    int stage = 0;
    while (stage < SQUARINGS - 1 && lost[stage] < last - 1.0)
        stage++;
    const double each = (last - lost[0]) / stage;
    return stage >= 3 && each > 0.6 && (1.0 + each) * last > 28.0 ? each * ldexp(2.0 * LN_2, -stage) : 0.0;
}

/* By how much ln of the radius of a matrix may be wrong, with that rounding error of the elements.
 * Multipliers that are one move by a root of it. */
double chaosi_radius_error(const double *matrix, size_t dim, double rounding)
{
    return change_by(matrix, dim, rounding) + (dim > 2 ? squaring_error(matrix, dim) : 0.0);
}

/* Derivatives against difference quotients of the map itself, away from kinks
 * and wraps, and the sum rule of the exponents.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* Past this a dense determinant in the test takes too long. */
enum { MAX_DIM = 40 };

static const chaos_options lifted = { .size = sizeof(chaos_options), .bound = INFINITY, .lift = 1 };

/* J[i][j] = df_i/dx_j by central differences at x, step h. */
static void jacobian(const chaos_map *map, const double *params, const double *x, double h, double *J)
{
    uint64_t dim = chaos_map_dim(map);
    double plus[MAX_DIM], minus[MAX_DIM];
    for (uint64_t j = 0; j < dim; ++j) {
        double step = h * fmax(1, fabs(x[j]));
        memcpy(plus, x, dim * sizeof *x);
        memcpy(minus, x, dim * sizeof *x);
        plus[j] += step;
        minus[j] -= step;
        double width = plus[j] - minus[j];
        must(chaos_iterate_one(map, 1, params, plus, &lifted, &why));
        must(chaos_iterate_one(map, 1, params, minus, &lifted, &why));
        for (uint64_t i = 0; i < dim; ++i)
            J[i * dim + j] = (plus[i] - minus[i]) / width;
    }
}

/* Smooth at x: two step widths agree. Leaves the better estimate in J. */
static int smooth_jacobian(const chaos_map *map, const double *params, const double *x, double *J)
{
    uint64_t n = chaos_map_dim(map) * chaos_map_dim(map);
    double *wide = doubles(n);
    jacobian(map, params, x, 2e-5, wide);
    jacobian(map, params, x, 1e-5, J);
    int smooth = 1;
    for (uint64_t i = 0; i < n; ++i) {
        if (!(fabs(wide[i] - J[i]) <= 1e-7 * fmax(1, fabs(J[i]))))
            smooth = 0;
        J[i] += (J[i] - wide[i]) / 3; /* Richardson */
    }
    free(wide);
    return smooth;
}

/* ln|det J| by elimination with pivots; J is destroyed. */
static double log_determinant(double *J, uint64_t dim)
{
    double sum = 0;
    for (uint64_t k = 0; k < dim; ++k) {
        uint64_t pivot = k;
        for (uint64_t i = k + 1; i < dim; ++i)
            if (fabs(J[i * dim + k]) > fabs(J[pivot * dim + k]))
                pivot = i;
        for (uint64_t j = 0; j < dim; ++j) {
            double swap = J[k * dim + j];
            J[k * dim + j] = J[pivot * dim + j];
            J[pivot * dim + j] = swap;
        }
        sum += log(fabs(J[k * dim + k]));
        for (uint64_t i = k + 1; i < dim; ++i) {
            double factor = J[i * dim + k] / J[k * dim + k];
            for (uint64_t j = k; j < dim; ++j)
                J[i * dim + j] -= factor * J[k * dim + j];
        }
    }
    return sum;
}

/* One step's exponents add up to ln|det J|. */
START_TEST(one_step_is_the_determinant)
{
    struct rng rng = rng_start("determinant");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        uint64_t dim = chaos_map_dim(map);
        if (dim > MAX_DIM)
            continue;
        double *J = doubles(dim * dim), *exponents = doubles(dim);
        uint64_t tried = scaled(dim > 3 ? 50 : 400), checked = 0;
        for (uint64_t trial = 0; trial < tried; ++trial) {
            struct points *points = points_random(&rng, map, 1);
            uint32_t status;
            must(chaos_lyapunov(map, 0, 1, CHAOS_ALL, points_all(points), exponents, NULL, &status, NULL,
                                &why));
            if (!(status & CHAOS_ESCAPED) && smooth_jacobian(map, points->params, points->states, J)) {
                double expected = log_determinant(J, dim), sum = 0;
                for (uint64_t d = 0; d < dim; ++d)
                    sum += exponents[d];
                /* A small determinant is a difference of rounded numbers. */
                if (expected > -6 * (double)dim) {
                    close_to(sum, expected, 1e-6 * (double)dim, "%s at %g, ... (trial %d)",
                             chaos_map_name(map), points->states[0], (int)trial);
                    ++checked;
                }
            }
            points_free(points);
        }
        ck_assert_msg(checked * 4 >= tried, "%s: only %d of %d points could be checked", chaos_map_name(map),
                      (int)checked, (int)tried);
        free(J);
        free(exponents);
    }
}
END_TEST

/* The whole spectrum of a stretch of orbit against Gram-Schmidt in every step
 * on difference quotients: each exponent, not only their sum. */
static void check_spectrum(const chaos_map *map, const double *params, const double *start)
{
    enum { TRANSIENT = 300, STEPS = 300 };
    uint64_t dim = chaos_map_dim(map);
    double *J = doubles(dim * dim), *Q = doubles(dim * dim), *next = doubles(dim * dim);
    double *sums = doubles(dim), *x = doubles(dim), *exponents = doubles(dim);
    memcpy(x, start, dim * sizeof *x);
    for (uint64_t d = 0; d < dim; ++d)
        Q[d * dim + d] = 1; /* row d is vector d */
    int smooth = 1;
    for (int n = 0; n < TRANSIENT + STEPS && smooth; ++n) {
        smooth = smooth_jacobian(map, params, x, J);
        for (uint64_t v = 0; v < dim; ++v)
            for (uint64_t r = 0; r < dim; ++r) {
                next[v * dim + r] = 0;
                for (uint64_t c = 0; c < dim; ++c)
                    next[v * dim + r] += J[r * dim + c] * Q[v * dim + c];
            }
        memcpy(Q, next, dim * dim * sizeof *Q);
        for (uint64_t v = 0; v < dim; ++v) {
            for (uint64_t u = 0; u < v; ++u) {
                double dot = 0;
                for (uint64_t c = 0; c < dim; ++c)
                    dot += Q[v * dim + c] * Q[u * dim + c];
                for (uint64_t c = 0; c < dim; ++c)
                    Q[v * dim + c] -= dot * Q[u * dim + c];
            }
            double norm = 0;
            for (uint64_t c = 0; c < dim; ++c)
                norm += Q[v * dim + c] * Q[v * dim + c];
            norm = sqrt(norm);
            for (uint64_t c = 0; c < dim; ++c)
                Q[v * dim + c] /= norm;
            if (n >= TRANSIENT)
                sums[v] += log(norm) / STEPS;
        }
        must(chaos_iterate_one(map, 1, params, x, NULL, &why));
        smooth &= isfinite(x[0]); /* it has not escaped */
    }
    if (smooth) {
        struct points *points = points_new(map, 1);
        uint32_t status;
        memcpy(points->params, params, points->nparams * sizeof(double));
        memcpy(points->states, start, dim * sizeof(double));
        must(chaos_lyapunov(map, TRANSIENT, STEPS, CHAOS_ALL, points_all(points), exponents, NULL, &status,
                            NULL, &why));
        for (uint64_t d = 0; d < dim; ++d) {
            /* Neighbours of nearly equal exponents have not parted after the transient. */
            int alone =
                (d == 0 || sums[d - 1] - sums[d] > 0.1) && (d + 1 == dim || sums[d] - sums[d + 1] > 0.1);
            if (alone)
                close_to(exponents[d], sums[d], 1e-5, "%s, exponent %d", chaos_map_name(map), (int)d);
        }
        points_free(points);
    }
    free(J);
    free(Q);
    free(next);
    free(sums);
    free(x);
    free(exponents);
}

START_TEST(spectra_agree_with_difference_quotients)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        if (chaos_map_dim(map) > MAX_DIM)
            continue;
        double *params = doubles(chaos_map_nparams(map)), *state = doubles(chaos_map_dim(map));
        default_point(map, params, state);
        if (isfinite(state[0])) /* else the default orbit escapes */
            check_spectrum(map, params, state);
        free(params);
        free(state);
    }
    double k = 10, start[2] = { 2.385, 1.1 };
    check_spectrum(map_named("standard"), &k, start);
    chaos_map *ring;
    must(chaos_map_lattice("logistic_ring", 5, &ring, &why));
    double p[2] = { 3.9, 0.1 }, x[5] = { 0.1, 0.23, 0.37, 0.61, 0.79 };
    check_spectrum(ring, p, x);
    chaos_map_free(ring);
}
END_TEST

/* Sum of all exponents over a long run. */
static void check_sum(const char *name, const double *params, double expected, double tolerance)
{
    const chaos_map *map = map_named(name);
    struct points *points = points_new(map, 5);
    double exponents[10];
    for (int i = 0; i < 5; ++i) {
        memcpy(points->params + i * (int)points->nparams, params, points->nparams * sizeof(double));
        points->states[2 * i] += 0.01 * i;
    }
    must(chaos_lyapunov(map, 1000, 100001, CHAOS_ALL, points_all(points), exponents, NULL, NULL, NULL, &why));
    for (int i = 0; i < 5; ++i)
        close_to(exponents[2 * i] + exponents[2 * i + 1], expected, tolerance, "%s, point %d", name, i);
    points_free(points);
}

START_TEST(sum_rules)
{
    check_sum("henon", (double[]){ 1.4, 0.3 }, log(0.3), 1e-13 * fabs(log(0.3)) + 1e-15);
    check_sum("henon", (double[]){ 1.2, 0.27 }, log(0.27), 1e-13 * fabs(log(0.27)) + 1e-15);
    check_sum("henon", (double[]){ 1.3, -0.2 }, log(0.2), 1e-13 * fabs(log(0.2)) + 1e-15);
    check_sum("standard", (double[]){ 0.97 }, 0, 1e-13);
    check_sum("standard", (double[]){ 10 }, 0, 1e-12);
    check_sum("standard", (double[]){ 300 }, 0, 1e-12);
}
END_TEST

TCase *tcase_derivative(void)
{
    TCase *tcase = tcase_create("derivative");
    tcase_add_test(tcase, one_step_is_the_determinant);
    tcase_add_test(tcase, spectra_agree_with_difference_quotients);
    tcase_add_test(tcase, sum_rules);
    return tcase;
}

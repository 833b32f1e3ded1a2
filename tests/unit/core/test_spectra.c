/* Exponents of orbits that have settled: the error given covers the true one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { MOST = 7 };

/* Blocks of a matrix: a real number; two or three equal ones that are one; a +- ib. */
struct block {
    enum { NONE, REAL, TWICE, THRICE, PAIR } kind;
    double a, b;
};

static const struct {
    struct block blocks[MOST];
    double most; /* of what the errors may be */
} matrices[] = {
    { { { REAL, 0.5, 0 }, { REAL, -0.25, 0 } }, 1e-12 },
    { { { REAL, 0.5, 0 }, { REAL, 0.5 + 0x1p-30, 0 } }, 1e-6 },
    { { { TWICE, 0.5, 0 } }, 1e-5 },
    { { { PAIR, 0.25, 0.5 } }, 1e-12 },
    { { { REAL, 0.75, 0 }, { REAL, 0.5, 0 }, { REAL, -0.25, 0 } }, 1e-12 },
    { { { REAL, 0.75, 0 }, { REAL, 0.5, 0 }, { REAL, 0.5 - 0x1p-12, 0 } }, 1e-9 },
    { { { TWICE, 0.5, 0 }, { REAL, 0.25, 0 } }, 1e-6 },
    { { { REAL, 0.75, 0 }, { TWICE, 0.5, 0 } }, 1e-6 },
    { { { PAIR, 0.25, 0.5 }, { REAL, 0.25, 0 } }, 1e-12 },
    { { { REAL, 0.75, 0 }, { PAIR, 0.25, 0.5 } }, 1e-10 },
    { { { THRICE, 0.5, 0 } }, 1e-3 },
    { { { TWICE, 0.5, 0 }, { TWICE, 0.25, 0 } }, 1e-4 },
    { { { PAIR, 0.5, 0.5 }, { PAIR, 0.25, 0.25 } }, 1e-10 },
    { { { PAIR, 0.5, 0.5 }, { PAIR, 0.5, 0.5 - 0x1p-8 }, { REAL, 0.5, 0 } }, 1e-10 },
    { { { REAL, 0.5, 0 }, { PAIR, 0.3125, 0.375 }, { PAIR, -0.375, 0.3125 } }, 1e-9 },
    { { { REAL, 0.875, 0 },
        { TWICE, 0.5, 0 },
        { PAIR, 0.25, 0.125 },
        { REAL, 0.125, 0 },
        { REAL, 0.0625, 0 } },
      1e-3 },
    { { { TWICE, 0.75, 0 }, { PAIR, 0.25, 0.5 }, { REAL, 0.25, 0 }, { REAL, 0.125, 0 }, { REAL, 0.0625, 0 } },
      1e-3 },
    { { { PAIR, 0.5, 0.625 }, { REAL, 0.5, 0 }, { REAL, 0.375, 0 }, { REAL, 0.25, 0 }, { TWICE, 0.125, 0 } },
      1e-3 },
};

/* Adds c times row j to row i, and takes c times column i off column j: a similar matrix. */
static void shear(double a[MOST][MOST], int dim, int i, int j, double c)
{
    for (int k = 0; k < dim; k++)
        a[i][k] += c * a[j][k];
    for (int k = 0; k < dim; k++)
        a[k][j] -= c * a[k][i];
}

/* The blocks, sheared, without any rounding, and the exponents. */
static int matrix_of(const struct block *blocks, double a[MOST][MOST], double *exponents)
{
    int dim = 0;
    memset(a, 0, sizeof(double[MOST][MOST]));
    for (; dim < MOST && blocks->kind != NONE; blocks++) {
        const int size = blocks->kind == REAL ? 1 : blocks->kind == THRICE ? 3 : 2;
        for (int i = dim; i < dim + size; i++) {
            a[i][i] = blocks->a;
            if (i > dim)
                a[i - 1][i] = blocks->kind == PAIR ? -blocks->b : 1;
            exponents[i] = 0.5 * log(blocks->a * blocks->a + blocks->b * blocks->b);
        }
        if (blocks->kind == PAIR)
            a[dim + 1][dim] = blocks->b;
        dim += size;
    }
    for (int i = 0; i < dim; i++) {
        shear(a, dim, i, (i + 1) % dim, i % 2 ? 1 : -1);
        shear(a, dim, (i + 1) % dim, i, i % 3 ? 1 : 2);
    }
    return dim;
}

/* x' = A (x - 1.25) + 1.25 */
static chaos_map *map_of(double a[MOST][MOST], int dim)
{
    char text[4096] = "", *at = text;
    for (int i = 0; i < dim; i++) {
        at += sprintf(at, "x%d' = 1.25", i);
        for (int j = 0; j < dim; j++)
            at += sprintf(at, " + (%.17g)*(x%d - 1.25)", a[i][j], j);
        *at++ = ';', *at = 0;
    }
    return parsed(text, NULL);
}

static int descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

START_TEST(errors_cover_those_of_linear_maps)
{
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++)
        for (size_t m = 0; m < LENGTH(matrices); m++) {
            double a[MOST][MOST], expected[MOST], got[MOST], error[MOST];
            const int dim = matrix_of(matrices[m].blocks, a, expected);
            qsort(expected, (size_t)dim, sizeof *expected, descending);
            chaos_map *map = map_of(a, dim);
            for (int count = 1; count <= dim; count++) {
                const chaos_batch batch = { .size = sizeof batch };
                must(
                    chaos_lyapunov(map, 100000, 1000, (uint64_t)count, &batch, got, error, NULL, NULL, &why));
                for (int i = 0; i < count; i++) {
                    close_to(got[i], expected[i], error[i], "matrix %d, exponent %d of %d on %s", (int)m, i,
                             count, isa);
                    /* The radius alone is found by squaring, which wants multipliers that differ. */
                    const bool is_known = count == dim || (count == 1 && matrices[m].most < 1e-6);
                    ck_assert_msg(error[i] <= (is_known ? matrices[m].most : 1e-1),
                                  "matrix %d: error %d of %d is %g on %s", (int)m, i, count, error[i], isa);
                    if (count == dim) /* that of those that are alike is better than it says */
                        close_to(got[i], expected[i], 1e-7, "matrix %d, exponent %d of all", (int)m, i);
                }
            }
            chaos_map_free(map);
        }
}
END_TEST

/* Where a derivative is small, the rounding of the point is most of it. */
START_TEST(errors_cover_the_rounding_of_points)
{
    static const double off[] = { 0x1p-10, 0x1p-20, 0x1p-30, -0x1p-25 };
    chaos_map *map = parsed("x' = r*x*(1 - x); y' = 0.5*y + 0.3*x; z' = 0.25*z + x", NULL);
    for (size_t i = 0; i < LENGTH(off); i++) {
        const double r = 2 + off[i], expected[] = { log(0.5), log(0.25), log(fabs(off[i])) };
        double got[3], error[3];
        const chaos_view param = { &r, NULL };
        const chaos_batch batch = { .size = sizeof batch, .params = &param };
        must(chaos_lyapunov(map, 3000, 1000, 3, &batch, got, error, NULL, NULL, &why));
        for (int j = 0; j < 3; j++)
            close_to(got[j], expected[j], error[j], "r = 2%+g, exponent %d", off[i], j);
        ck_assert_msg(error[2] < 1e-4, "r = 2%+g: %g", off[i], error[2]);
    }
    chaos_map_free(map);
}
END_TEST

/* Those of neutral cycles are the cycle's, too, even where it is of a family and vectors grow with time. */
START_TEST(neutral_cycles)
{
    static const double ln_2 = 0x1.62e42fefa39efp-1, ring = -0.302948871372;
    static const struct {
        const char *text;
        double expected[6];
        double most;
    } cases[] = {
        { "x' = x + y mod 1; y' = y; y = 0.25; z' = z/2", { 0, 0, -ln_2 }, 1e-12 },
        { "x' = y; y' = -x; z' = z/2 + x", { 0, 0, -ln_2 }, 1e-12 },
        { "x' = x; y' = y", { 0, 0 }, 1e-14 },
        { "x[i]' = (f[i-1] + f[i+1])/2; f[i] = 1 - 1.9*x[i]^2", { 0, 0, ring, ring, ring, ring }, 1e-10 },
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        const chaos_text options = { .size = sizeof options, .sites = i + 1 == LENGTH(cases) ? 8 : 0 };
        chaos_map *map = parsed(cases[i].text, &options);
        const chaos_batch batch = { .size = sizeof batch };
        const uint64_t count = chaos_map_dim(map) < 6 ? chaos_map_dim(map) : 6;
        double got[6], error[6];
        must(chaos_lyapunov(map, 20000, 20000, count, &batch, got, error, NULL, NULL, &why));
        for (uint64_t k = 0; k < count; k++)
            close_to(got[k], cases[i].expected[k], cases[i].most, "%s: exponent %d", cases[i].text, (int)k);
        chaos_map_free(map);
    }
}
END_TEST

TCase *tcase_spectra(void)
{
    TCase *tcase = tcase_create("spectra");
    tcase_add_test(tcase, errors_cover_those_of_linear_maps);
    tcase_add_test(tcase, errors_cover_the_rounding_of_points);
    tcase_add_test(tcase, neutral_cycles);
    return tcase;
}

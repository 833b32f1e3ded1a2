/* Exponents where a step makes vectors parallel to within rounding, or singular.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { MOST = 20 };

struct spectrum {
    double exponents[MOST], errors[MOST];
    uint32_t status;
};

static struct spectrum spectrum_of(const chaos_map *map, struct points *points, uint64_t steps)
{
    struct spectrum got = { .status = 0 };
    ck_assert_uint_le(points->dim, MOST);
    must(chaos_lyapunov(map, 500, steps, CHAOS_ALL, points_all(points), got.exponents, got.errors,
                        &got.status, NULL, &why));
    return got;
}

static struct spectrum spectrum_of_text(const char *text, uint64_t steps)
{
    chaos_map *map = parsed(text, NULL);
    struct points *points = points_new(map, 1);
    const struct spectrum got = spectrum_of(map, points, steps);
    points_free(points);
    chaos_map_free(map);
    return got;
}

/* The same bits on all instruction sets of a family. */
static struct spectrum spectrum_everywhere(const char *text, uint64_t steps)
{
    const char *isa;
    struct spectrum first[2], got;
    bool known[2] = { false, false };
    for (size_t i = 0; (isa = isa_at(i)); ++i) {
        const int family = isa_family(isa, NULL);
        got = spectrum_of_text(text, steps);
        if (!known[family])
            first[family] = got;
        known[family] = true;
        same_bytes(&got.status, &first[family].status, sizeof got.status, "%s on %s", text, isa);
        same_bytes(got.exponents, first[family].exponents, sizeof got.exponents, "%s on %s", text, isa);
    }
    return got;
}

/* y contracts by what its column says, though the column of x is far larger. */
START_TEST(columns_of_very_different_sizes)
{
    static const struct {
        const char *y;
        double factor;
    } known[] = {
        { "1e-13*(y - x) + x*x", 1e-13 }, { "1e-16*(y - x) + x*x", 1e-16 }, { "1e-17*y + x*x", 1e-17 },
        { "1e-20*y + x*x", 1e-20 },       { "1e-30*y + x", 1e-30 },         { "1e-100*(y - x) + x", 1e-100 },
        { "1e-300*y + cos(x)", 1e-300 },
    };
    for (size_t i = 0; i < LENGTH(known); ++i) {
        char text[96];
        snprintf(text, sizeof text, "x' = 3.9*x*(1 - x); y' = %s; x = 0.3; y = 0.1", known[i].y);
        const struct spectrum got = spectrum_everywhere(text, 5000);
        close_to(got.exponents[0], 0.495, 5 * got.errors[0], "%s, first", text);
        close_to(got.exponents[1], log(known[i].factor), 5 * got.errors[1] + 1e-12, "%s, second", text);
        ck_assert_msg(got.status == 0, "%s: status %u", text, got.status);
    }
}
END_TEST

static double random_factor(struct rng *rng, double least, double most)
{
    return (rng_below(rng, 2) ? 1 : -1) * pow(10, rng_between(rng, least, most));
}

static int descending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Each state drives those after it, in any order of names, and one of them contracts at once. */
START_TEST(steps_that_are_triangular)
{
    static const char *const drives[] = { "%+.3f*%c", "%+.3f*tanh(%c)", "%+.3f*cos(%c)" };
    struct rng rng = rng_start("triangular");
    for (uint64_t trial = 0; trial < scaled(60); ++trial) {
        const int dim = 2 + (int)rng_below(&rng, 5), turn = (int)rng_below(&rng, 6),
                  tiny = 1 + (int)rng_below(&rng, (uint64_t)dim - 1);
        char text[2048];
        double known[6] = { 0.495 };
        int used = 0;
        for (int line = 0; line < dim; ++line) {
            const int i = (line + turn) % dim;
            const char name = (char)('a' + line);
            used += snprintf(text + used, sizeof text - (size_t)used, "%s%c' = ", line ? "; " : "", name);
            if (i == 0) {
                used += snprintf(text + used, sizeof text - (size_t)used, "3.9*%c*(1 - %c)", name, name);
                continue;
            }
            const double factor =
                i == tiny ? random_factor(&rng, -300, -14) : random_factor(&rng, -0.8, -0.05);
            known[i] = log(fabs(factor));
            used += snprintf(text + used, sizeof text - (size_t)used, "%.17g*%c", factor, name);
            for (int j = 0; j < i; ++j)
                used += snprintf(text + used, sizeof text - (size_t)used, drives[rng_below(&rng, 3)],
                                 rng_between(&rng, -1, 1), 'a' + (j + dim - turn % dim) % dim);
        }
        for (int line = 0; line < dim; ++line)
            used += snprintf(text + used, sizeof text - (size_t)used, "; %c = 0.%d", 'a' + line, line + 2);
        const struct spectrum got = spectrum_of_text(text, 2000);
        qsort(known, (size_t)dim, sizeof *known, descending);
        for (int i = 0; i < dim; ++i)
            close_to(got.exponents[i], known[i], 0.06, "%s, exponent %d", text, i);
        ck_assert_msg((got.status & ~(uint32_t)CHAOS_UNRESOLVED) == 0, "%s: status %u", text, got.status);
    }
}
END_TEST

/* x' = B sin(C x) with B and C of rank r: so many exponents are not -inf. */
START_TEST(steps_of_every_rank)
{
    struct rng rng = rng_start("rank");
    int clear = 0, all = 0;
    for (int dim = 2; dim <= 6; ++dim)
        for (int rank = 1; rank < dim; ++rank, ++all) {
            char text[4096];
            int used = 0;
            for (int i = 0; i < dim; ++i) {
                used +=
                    snprintf(text + used, sizeof text - (size_t)used, "%s%c' = 0", i ? "; " : "", 'a' + i);
                for (int r = 0; r < rank; ++r) {
                    const int weight = i < rank ? (i == r ? 2 : 0) : (int)rng_below(&rng, 3) - 1;
                    used += snprintf(text + used, sizeof text - (size_t)used, " %+d*sin(", weight);
                    for (int j = 0; j < dim; ++j)
                        used += snprintf(text + used, sizeof text - (size_t)used, "%+d*%c",
                                         j < rank ? (j == r ? 2 : 0) : (r + j) % 3 - 1, 'a' + j);
                    used += snprintf(text + used, sizeof text - (size_t)used, ")");
                }
            }
            for (int i = 0; i < dim; ++i)
                used += snprintf(text + used, sizeof text - (size_t)used, "; %c = 0.%d", 'a' + i, i + 2);
            const struct spectrum got = spectrum_of_text(text, 500);
            int finite = 0;
            for (int i = 0; i < dim; ++i)
                finite += isfinite(got.exponents[i]) != 0;
            clear += !(got.status & CHAOS_UNRESOLVED);
            ck_assert_msg(finite == rank || (got.status & CHAOS_UNRESOLVED), "%s: %d of %d, status %u", text,
                          finite, rank, got.status);
            ck_assert_msg((got.status & CHAOS_UNRESOLVED) || (got.status & CHAOS_ZERO_DERIVATIVE), "%s",
                          text);
        }
    ck_assert_int_gt(2 * clear, all);
}
END_TEST

/* Rings whose coupling is singular, and a state that nothing depends on. */
START_TEST(steps_that_are_singular)
{
    for (uint64_t sites = 4; sites <= 20; sites += 4) {
        chaos_map *ring;
        must(chaos_map_lattice("logistic_ring", sites, &ring, &why));
        struct points *points = points_new(ring, 1);
        points->params[0] = 3.99;
        points->params[1] = 1;
        const struct spectrum got = spectrum_of(ring, points, 1000);
        for (uint64_t i = 0; i < sites; ++i)
            ck_assert_msg(i + 2 < sites ? isfinite(got.exponents[i]) : got.exponents[i] == -INFINITY,
                          "%d sites, exponent %d: %g", (int)sites, (int)i, got.exponents[i]);
        ck_assert_uint_ne(got.status & CHAOS_ZERO_DERIVATIVE, 0);
        points_free(points);
        chaos_map_free(ring);
    }
    const struct spectrum got =
        spectrum_everywhere("v' = 1 - 1.4*u^2 + 0.3*w; w' = u; u' = v'*0.9 + 0.1*tanh(z);"
                            "z' = z*exp(-z*0.1)*1.5 + 0.2*u; v = 0.1; w = 0.1; u = 0.1; z = 0.1",
                            5000);
    for (int i = 0; i < 4; ++i)
        ck_assert(i < 3 ? isfinite(got.exponents[i]) : got.exponents[i] == -INFINITY);
    ck_assert_uint_eq(got.status, CHAOS_ZERO_DERIVATIVE);
}
END_TEST

/* A matrix that rounding alone keeps from being singular; a direction that vectors do not hold. */
START_TEST(what_cannot_be_told_is_said)
{
    static const char *const texts[] = {
        "x' = 3.1*sin(0.3*x + 0.9*y); y' = 1.7*sin(0.3*x + 0.9*y); x = 0.1; y = 0.2",
        "a' = -3e-22*a - 4e-51*b + x; b' = 0.38*a + 8e-32*b + x; x' = 3.9*x*(1 - x); x = 0.3; a = 0.1; b = 0.2",
    };
    for (size_t i = 0; i < LENGTH(texts); ++i) {
        const struct spectrum got = spectrum_everywhere(texts[i], 2000);
        ck_assert_msg(got.status == CHAOS_UNRESOLVED, "%s: status %u", texts[i], got.status);
    }
}
END_TEST

/* No single step loses too much, but several do: exponents -22.9 and -17.0, -21.2, ... came out as -18.2 and -14.7, -14.9, ... */
START_TEST(what_several_steps_lose_is_said)
{
    static const char *const texts[] = {
        ("x' = 3.9*x*(1 - x); a' = 1e-10*a - 3.4e-07*d + x; b' = -2.4e-05*d - 0.0006*e + x; c' = 1.1e-08*a - 1.2e-05*d + x;"
         "d' = 1.3e-06*a - 1.3e-08*c + x; e' = 2.5e-09*a + 0.0044*d + x"),
        ("x' = 3.9*x*(1 - x); a' = 6.5e-10*a + x; b' = 1.5e-10*b - 0.035*c + 7.9e-06*f + x; c' = x; d' = 0.01*a - 3.8e-05*c + x;"
         "e' = -0.0018*a + 4.2e-05*b + 0.0021*e + 0.0038*f + x; f' = 0.00078*c - 0.029*d - 4.2e-08*f + x"),
    };
    for (size_t i = 0; i < LENGTH(texts); ++i) {
        const struct spectrum got = spectrum_everywhere(texts[i], 2000);
        ck_assert_msg(got.status & CHAOS_UNRESOLVED, "%s: status %u", texts[i], got.status);
    }
}
END_TEST

TCase *tcase_contraction(void)
{
    TCase *tcase = tcase_create("contraction");
    tcase_add_test(tcase, columns_of_very_different_sizes);
    tcase_add_test(tcase, steps_that_are_triangular);
    tcase_add_test(tcase, steps_of_every_rank);
    tcase_add_test(tcase, steps_that_are_singular);
    tcase_add_test(tcase, what_cannot_be_told_is_said);
    tcase_add_test(tcase, what_several_steps_lose_is_said);
    return tcase;
}

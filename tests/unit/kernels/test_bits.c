/* The same bits on every instruction set, for every number of lanes and
 * threads, at every place of a batch, whatever the neighbours do.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { COUNT = 67 }; /* more than one tile of 64, and a remainder */

/* Good neighbours and bad: some escape at once, later, or are not numbers. */
static struct points *mixed_points(struct rng *rng, const chaos_map *map)
{
    static const double odd[] = { NAN, INFINITY, 1e300, -1e9, 50 };
    struct points *points = points_random(rng, map, COUNT);
    for (size_t k = 0; k < LENGTH(odd); ++k) {
        points->states[(5 + 13 * k) * points->dim] = odd[k];
        if (points->nparams)
            points->params[(2 + 11 * k) * points->nparams] = odd[k];
    }
    return points;
}

START_TEST(iterates_are_the_same_everywhere)
{
    static const uint64_t lengths[] = { 1, 64, 257 };
    struct rng rng = rng_start("iterate bits");
    const char *isa;
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart()) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = mixed_points(&rng, map);
        uint64_t dim = points->dim;
        double *out = doubles(COUNT * dim),
               *reference[FAMILIES] = { doubles(COUNT * dim), doubles(COUNT * dim) };
        for (size_t l = 0; l < LENGTH(lengths); ++l) {
            int seen[FAMILIES] = { 0 };
            for (size_t k = 0; (isa = isa_at(k)); ++k) {
                int family = isa_family(isa, map);
                if (!seen[family]++)
                    for (uint64_t p = 0; p < COUNT; ++p)
                        must(chaos_iterate(map, lengths[l], points_slice(points, p, 1),
                                           reference[family] + p * dim, NULL, &why));
                for (uint64_t lanes = 1; lanes <= COUNT; ++lanes) {
                    uint64_t first = rng_below(&rng, COUNT - lanes + 1);
                    must(chaos_iterate(map, lengths[l], points_slice(points, first, lanes), out, NULL, &why));
                    same_doubles(out, reference[family] + first * dim, lanes * dim,
                                 "%s on %s, %d steps, points %d to %d", chaos_map_name(map), isa,
                                 (int)lengths[l], (int)first, (int)(first + lanes - 1));
                }
            }
        }
        free(out);
        for (int f = 0; f < FAMILIES; ++f)
            free(reference[f]);
        points_free(points);
    }
}
END_TEST

/* Exponents, their errors and status: alone, in company, all counts, all threads. */
static void check_exponents(const chaos_map *map, uint64_t count, uint64_t steps, struct rng *rng)
{
    static const uint32_t threads[] = { 1, 2, 3, 5 };
    uint64_t n = count == CHAOS_ALL ? chaos_map_dim(map) : count;
    struct points *points = mixed_points(rng, map);
    struct {
        double *exponent, *error;
        uint32_t status[COUNT];
    } reference[FAMILIES], got;
    for (int f = 0; f < FAMILIES; ++f)
        reference[f].exponent = doubles(COUNT * n), reference[f].error = doubles(COUNT * n);
    got.exponent = doubles(COUNT * n), got.error = doubles(COUNT * n);
    int seen[FAMILIES] = { 0 };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        int family = isa_family(isa, NULL);
        if (!seen[family]++)
            for (uint64_t p = 0; p < COUNT; ++p)
                must(chaos_lyapunov(map, 30, steps, count, points_slice(points, p, 1),
                                    reference[family].exponent + p * n, reference[family].error + p * n,
                                    reference[family].status + p, NULL, &why));
        for (size_t t = 0; t < LENGTH(threads) + 6; ++t) {
            uint64_t lanes = t < LENGTH(threads) ? COUNT : 1 + rng_below(rng, COUNT);
            uint64_t first = rng_below(rng, COUNT - lanes + 1);
            chaos_options options = with_threads(t < LENGTH(threads) ? threads[t] : 1);
            must(chaos_lyapunov(map, 30, steps, count, points_slice(points, first, lanes), got.exponent,
                                got.error, got.status, &options, &why));
            same_doubles(got.exponent, reference[family].exponent + first * n, lanes * n,
                         "%s on %s, %d exponents from %d on", chaos_map_name(map), isa, (int)n, (int)first);
            same_doubles(got.error, reference[family].error + first * n, lanes * n,
                         "%s on %s, standard errors from %d on", chaos_map_name(map), isa, (int)first);
            same_bytes(got.status, reference[family].status + first, lanes * sizeof(uint32_t),
                       "%s on %s, status from %d on", chaos_map_name(map), isa, (int)first);
        }
    }
    for (int f = 0; f < FAMILIES; ++f) {
        free(reference[f].exponent);
        free(reference[f].error);
    }
    free(got.exponent);
    free(got.error);
    points_free(points);
}

START_TEST(exponents_are_the_same_everywhere)
{
    struct rng rng = rng_start("exponent bits");
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart()) {
        const chaos_map *map = chaos_map_at(i);
        uint64_t dim = chaos_map_dim(map);
        for (uint64_t count = 1; count <= dim && count <= 3; ++count)
            check_exponents(map, count, 203, &rng);
        check_exponents(map, CHAOS_ALL, 131, &rng);
    }
}
END_TEST

/* Big enough that the work is shared out. */
START_TEST(threads_change_nothing)
{
    enum { MANY = 1500 };
    static const uint32_t threads[] = { 2, 3, 5, 0 };
    struct rng rng = rng_start("threads");
    for (size_t i = 0; i < chaos_map_count(); i += cases_apart()) {
        const chaos_map *map = chaos_map_at(i);
        struct points *points = points_random(&rng, map, MANY);
        uint64_t dim = points->dim;
        double *one = doubles(MANY * dim), *many = doubles(MANY * dim);
        chaos_options options = with_threads(1);
        must(chaos_iterate(map, 4001, points_all(points), one, &options, &why));
        for (size_t t = 0; t < LENGTH(threads); ++t) {
            options = with_threads(threads[t]);
            must(chaos_iterate(map, 4001, points_all(points), many, &options, &why));
            same_doubles(many, one, MANY * dim, "%s, %u threads", chaos_map_name(map), threads[t]);
        }
        free(one);
        free(many);
        points_free(points);
    }
}
END_TEST

TCase *tcase_bits(void)
{
    TCase *tcase = tcase_create("bits");
    tcase_add_test(tcase, iterates_are_the_same_everywhere);
    tcase_add_test(tcase, exponents_are_the_same_everywhere);
    tcase_add_test(tcase, threads_change_nothing);
    return tcase;
}

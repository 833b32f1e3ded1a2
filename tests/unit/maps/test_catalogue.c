/* What descriptors say beyond the formula: inverses, regimes, known exponents.
 * Whether it is true, of every map, is tests/selfcheck.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

START_TEST(inverses_are_maps_of_their_own)
{
    int inverses = 0;
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i), *inverse = chaos_map_inverse(map);
        if (!inverse)
            continue;
        ++inverses;
        ck_assert_ptr_eq(chaos_map_inverse(inverse), map);
        ck_assert_ptr_null(chaos_map_find(chaos_map_name(inverse)));
        ck_assert_uint_eq(chaos_map_dim(inverse), chaos_map_dim(map));
        ck_assert_uint_eq(chaos_map_nparams(inverse), chaos_map_nparams(map));
        for (uint64_t p = 0; p < chaos_map_nparams(map); ++p)
            ck_assert_str_eq(chaos_map_param(inverse, p), chaos_map_param(map, p));
        for (uint64_t s = 0; s < chaos_map_dim(map); ++s) {
            ck_assert_str_eq(chaos_map_state(inverse, s), chaos_map_state(map, s));
            ck_assert(same_bits(chaos_map_wrap(inverse, s), chaos_map_wrap(map, s)));
        }
    }
    ck_assert_int_gt(inverses, (int)chaos_map_count() / 4);
    ck_assert_ptr_null(chaos_map_inverse(map_named("logistic")));
    ck_assert_ptr_null(chaos_map_inverse(NULL));
}
END_TEST

START_TEST(henon_and_back)
{
    const chaos_map *henon = map_named("henon");
    double params[2], start[2], state[2];
    default_point(henon, params, start);
    memcpy(state, start, sizeof state);
    must(chaos_iterate_one(henon, 10, params, state, NULL, &why));
    must(chaos_iterate_one(chaos_map_inverse(henon), 10, params, state, NULL, &why));
    close_to(state[0], start[0], 1e-7, "x");
    close_to(state[1], start[1], 1e-7, "y");
}
END_TEST

START_TEST(known_exponents_are_given_with_their_parameters)
{
    double value, tolerance, params[1];
    uint32_t rank;
    const char *source;
    const chaos_map *logistic = map_named("logistic");
    ck_assert(chaos_map_known_exponent(logistic, 0, &rank, &value, &tolerance, params, &source));
    ck_assert_uint_eq(rank, 0);
    close_to(value, log(2), 1e-15, "logistic");
    ck_assert(same_bits(params[0], 4));
    ck_assert(tolerance > 0 && source && *source);
    ck_assert(chaos_map_known_exponent(logistic, 1, NULL, NULL, NULL, params, NULL));
    ck_assert(same_bits(params[0], 3.6));
    ck_assert(!chaos_map_known_exponent(logistic, 100, &rank, &value, &tolerance, params, &source));
    ck_assert(!chaos_map_known_exponent(NULL, 0, &rank, &value, &tolerance, params, &source));
    ck_assert_str_eq(chaos_map_regime(logistic), "chaotic");
    ck_assert_ptr_null(chaos_map_regime(NULL));
}
END_TEST

TCase *tcase_catalogue(void)
{
    TCase *tcase = tcase_create("catalogue");
    tcase_add_test(tcase, inverses_are_maps_of_their_own);
    tcase_add_test(tcase, henon_and_back);
    tcase_add_test(tcase, known_exponents_are_given_with_their_parameters);
    return tcase;
}

/* Texts that are compiled: the same map, the same bits.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { COUNT = 21, TRANSIENT = 40, STEPS = 150 };

static void same_map(const chaos_map *got, const chaos_map *expected)
{
    const char *const name = chaos_map_name(expected);
    ck_assert_str_eq(chaos_map_name(got), name);
    ck_assert_str_eq(chaos_map_title(got), chaos_map_title(expected));
    ck_assert_str_eq(chaos_map_formula(got), chaos_map_formula(expected));
    ck_assert_uint_eq(chaos_map_dim(got), chaos_map_dim(expected));
    ck_assert_uint_eq(chaos_map_sites(got), chaos_map_sites(expected));
    ck_assert_uint_eq(chaos_map_nparams(got), chaos_map_nparams(expected));
    ck_assert(chaos_map_has_derivative(got));
    for (uint64_t i = 0; i < chaos_map_nparams(got); ++i) {
        const double value = chaos_map_param_default(expected, i);
        ck_assert_str_eq(chaos_map_param(got, i), chaos_map_param(expected, i));
        ck_assert_msg(same_bits(chaos_map_param_default(got, i), value), "%s: %s", name, chaos_map_param(got, i));
    }
    for (uint64_t i = 0; i < chaos_map_dim(got); ++i) {
        ck_assert_str_eq(chaos_map_state(got, i), chaos_map_state(expected, i));
        ck_assert(same_bits(chaos_map_state_default(got, i), chaos_map_state_default(expected, i)));
        ck_assert(same_bits(chaos_map_wrap(got, i), chaos_map_wrap(expected, i)));
    }
    ck_assert(same_bits(chaos_map_bound(got), chaos_map_bound(expected)));
    ck_assert(!chaos_map_view(got, 0, NULL, NULL));
}

/* All measures, on all instruction sets whose bits it has. */
static void same_numbers(const chaos_map *got, const chaos_map *expected, const char *loaded)
{
    struct rng rng = rng_start(chaos_map_name(expected));
    struct points *points = points_random(&rng, expected, COUNT);
    const chaos_batch *batch = points_all(points);
    struct measured a[MAX_KINDS], b[MAX_KINDS];
    const char *isa;
    points->states[5 * points->dim] = 1e5; /* some leave at once */
    points->states[9 * points->dim] = NAN;
    const size_t n = measures_all(expected, COUNT, TRANSIENT, STEPS, a);
    measures_all(got, COUNT, TRANSIENT, STEPS, b);
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        if (isa_family(isa, NULL) != isa_family(loaded, NULL))
            continue;
        for (size_t i = 0; i < n; ++i) { /* one by one: some maps have no rotation */
            const int code = batch_measured(expected, batch, &a[i], 1, NULL);
            ck_assert_int_eq(batch_measured(got, batch, &b[i], 1, NULL), code);
            if (code == CHAOS_OK)
                same_measured(&b[i], &a[i], "%s, %s, compiled, on %s", chaos_map_name(expected), a[i].kind,
                              isa);
        }
    }
    measures_free(a, n);
    measures_free(b, n);
    points_free(points);
}

static void same(chaos_map *got, chaos_map *expected, const char *loaded)
{
    same_map(got, expected);
    same_numbers(got, expected, loaded);
    chaos_map_free(got);
    chaos_map_free(expected);
}

START_TEST(the_catalogues_formulas_have_the_bits_of_their_interpreter)
{
    for (size_t i = 0; i < chaos_map_count(); i += maps_apart()) {
        const chaos_map *map = chaos_map_at(i);
        isa_default();
        const char *loaded = chaos_isa_name();
        same(as_text(map, CHAOS_COMPILE_NOW), as_text(map, CHAOS_COMPILE_NEVER), loaded);
    }
}
END_TEST

TCase *tcase_compiled(void)
{
    TCase *tcase = tcase_create("compiled");
    tcase_set_timeout(tcase, patience(600));
    tcase_add_test(tcase, the_catalogues_formulas_have_the_bits_of_their_interpreter);
    return tcase;
}

/* Maps given as text, those of the catalogue.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { COUNT = 67 };

/* The batch of the built-in, for its text, whose names may be in another order. */
static chaos_batch reordered(struct points *points, const chaos_map *text, chaos_view *params,
                             chaos_view *states)
{
    chaos_batch batch = *points_all(points); /* sets the views */
    for (uint64_t i = 0; i < points->nparams; ++i)
        params[i] = points->param_views[chaos_map_param_index(points->map, chaos_map_param(text, i))];
    for (uint64_t i = 0; i < points->dim; ++i)
        states[i] = points->state_views[chaos_map_state_index(points->map, chaos_map_state(text, i))];
    batch.params = params;
    batch.states = states;
    return batch;
}

static void same_orbits(const chaos_map *map, const chaos_map *text, struct points *points, const char *isa,
                        uint32_t threads)
{
    uint64_t dim = points->dim;
    chaos_view params[16], states[64];
    chaos_batch batch = reordered(points, text, params, states);
    chaos_options options = with_threads(threads);
    double *expected = doubles(COUNT * dim * 9), *got = doubles(COUNT * dim * 9);
    double exponent[2][COUNT];
    int64_t escape[2][COUNT];
    must(chaos_orbit(map, 200, 9, 3, points_all(points), expected, &options, &why));
    must(chaos_orbit(text, 200, 9, 3, &batch, got, &options, &why));
    for (uint64_t i = 0; i < COUNT * 9; ++i)
        for (uint64_t j = 0; j < dim; ++j)
            same_doubles(&got[i * dim + j],
                         &expected[i * dim + (uint64_t)chaos_map_state_index(map, chaos_map_state(text, j))],
                         1, "%s as text on %s, point %d", chaos_map_name(map), isa, (int)(i / 9));
    must(chaos_lyapunov(map, 100, 500, 1, points_all(points), exponent[0], NULL, NULL, &options, &why));
    must(chaos_lyapunov(text, 100, 500, 1, &batch, exponent[1], NULL, NULL, &options, &why));
    for (int i = 0; i < COUNT; ++i)
        if (fabs(exponent[0][i]) > 0.1 && dim <= 4)
            /* The states' order, and with it the first tangent, may be another. */
            close_to(exponent[1][i], exponent[0][i], 0.02 + 0.05 * fabs(exponent[0][i]),
                     "%s as text, exponent", chaos_map_name(map));
    must(batch_into(escape[0], NULL, map, points_all(points), &options, "escape:transient=0:steps=300"));
    must(batch_into(escape[1], NULL, text, &batch, &options, "escape:transient=0:steps=300"));
    same_bytes(escape[1], escape[0], sizeof escape[0], "%s as text, escapes", chaos_map_name(map));
    free(expected);
    free(got);
}

START_TEST(catalogue_as_text_has_the_same_bits)
{
    struct rng rng = rng_start("text bits");
    const char *isa;
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        chaos_map *text = as_text(map);
        ck_assert_uint_eq(chaos_map_dim(text), chaos_map_dim(map));
        ck_assert_uint_eq(chaos_map_nparams(text), chaos_map_nparams(map));
        ck_assert_str_eq(chaos_map_name(text), chaos_map_formula(map));
        struct points *points = points_random(&rng, map, COUNT);
        points->states[5 * points->dim] = 1e5; /* some leave at once */
        points->states[9 * points->dim] = NAN;
        for (size_t k = 0; (isa = isa_at(k)); ++k)
            same_orbits(map, text, points, isa, 1 + k % 3);
        points_free(points);
        chaos_map_free(text);
    }
}
END_TEST

TCase *tcase_text_catalogue(void)
{
    TCase *tcase = tcase_create("text_catalogue");
    tcase_add_test(tcase, catalogue_as_text_has_the_same_bits);
    return tcase;
}

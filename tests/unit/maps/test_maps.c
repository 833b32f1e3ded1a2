/* Descriptors: every map of the catalogue tells the truth about itself.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

START_TEST(the_catalogue_is_sorted_and_searchable)
{
    size_t n = chaos_map_count();
    ck_assert_uint_ge(n, 6);
    for (size_t i = 0; i < n; ++i) {
        const chaos_map *map = chaos_map_at(i);
        ck_assert_ptr_nonnull(map);
        ck_assert_ptr_eq(chaos_map_find(chaos_map_name(map)), map);
        if (i)
            ck_assert_msg(strcmp(chaos_map_name(chaos_map_at(i - 1)), chaos_map_name(map)) < 0,
                          "%s is out of order", chaos_map_name(map));
    }
    ck_assert_ptr_null(chaos_map_at(n));
    ck_assert_ptr_null(chaos_map_at(SIZE_MAX));
    ck_assert_ptr_null(chaos_map_find("no such map"));
    ck_assert_ptr_null(chaos_map_find(""));
    ck_assert_ptr_null(chaos_map_find("Logistic"));
    ck_assert_ptr_null(chaos_map_find(NULL));
}
END_TEST

static void check_name(const chaos_map *map, const char *name)
{
    ck_assert_ptr_nonnull(name);
    ck_assert_msg(*name >= 'a' && *name <= 'z', "%s: %s", chaos_map_name(map), name);
    for (const char *c = name; *c; ++c)
        ck_assert_msg((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_', "%s: %s",
                      chaos_map_name(map), name);
    for (size_t i = 0; chaos_reserved_name(i); ++i)
        ck_assert_msg(strcmp(name, chaos_reserved_name(i)) != 0, "%s: %s", chaos_map_name(map), name);
}

static void check_descriptor(const chaos_map *map)
{
    uint64_t dim = chaos_map_dim(map), nparams = chaos_map_nparams(map);
    check_name(map, chaos_map_name(map));
    ck_assert_int_gt(strlen(chaos_map_title(map)), 0);
    ck_assert_int_gt(strlen(chaos_map_formula(map)), 0);
    ck_assert_int_gt(strlen(chaos_map_reference(map)), 0);
    ck_assert_ptr_nonnull(chaos_map_notes(map));
    ck_assert_uint_ge(dim, 1);

    for (uint64_t i = 0; i < nparams; ++i) {
        const char *name = chaos_map_param(map, i);
        check_name(map, name);
        ck_assert_int_eq(chaos_map_param_index(map, name), (int64_t)i);
        ck_assert_int_eq(chaos_map_state_index(map, name), -1);
        ck_assert(isfinite(chaos_map_param_default(map, i)));
    }
    for (uint64_t i = 0; i < dim; ++i) {
        const char *name = chaos_map_state(map, i);
        check_name(map, name);
        ck_assert_int_eq(chaos_map_state_index(map, name), (int64_t)i);
        ck_assert_int_eq(chaos_map_param_index(map, name), -1);
        ck_assert(isfinite(chaos_map_state_default(map, i)));
        ck_assert(chaos_map_wrap(map, i) >= 0 && isfinite(chaos_map_wrap(map, i)));
        double low = NAN, high = NAN;
        if (chaos_map_view(map, i, &low, &high))
            ck_assert(isfinite(low) && isfinite(high) && low < high);
    }
    ck_assert(chaos_map_bound(map) > 0);

    ck_assert_ptr_null(chaos_map_param(map, nparams));
    ck_assert_ptr_null(chaos_map_state(map, dim));
    ck_assert_ptr_null(chaos_map_state(map, UINT64_MAX));
    ck_assert(isnan(chaos_map_param_default(map, nparams)));
    ck_assert(isnan(chaos_map_state_default(map, dim)));
    ck_assert(isnan(chaos_map_state_default(map, UINT64_MAX)));
    ck_assert_int_eq(chaos_map_param_index(map, "nope"), -1);
    ck_assert_int_eq(chaos_map_state_index(map, ""), -1);
}

START_TEST(every_descriptor_is_complete)
{
    for (size_t i = 0; i < chaos_map_count(); ++i)
        check_descriptor(chaos_map_at(i));
}
END_TEST

/* The default point is a good example: bounded, in its view most of the time. */
START_TEST(default_orbits_stay)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        if (strcmp(chaos_map_regime(map), "escaping") == 0)
            continue;
        struct points *points = points_new(map, 1);
        double *state = doubles(points->dim);
        must(chaos_iterate(map, 20000, points_all(points), state, NULL, &why));
        for (uint64_t d = 0; d < points->dim; ++d)
            ck_assert_msg(isfinite(state[d]), "%s leaves from its own start", chaos_map_name(map));
        free(state);
        points_free(points);
    }
}
END_TEST

/* The picture of every map can be drawn as it is; here with fewer points and steps. */
START_TEST(every_picture_runs)
{
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        chaos_axis axes[2];
        char measures[2][CHAOS_MEASURE_TEXT];
        uint32_t naxes = 0, nmeasures = 0;
        memset(axes, 0xff, sizeof axes);
        axes[0].size = axes[1].size = sizeof *axes;
        memset(measures, 0xff, sizeof measures);
        must(chaos_map_picture(map, axes, &naxes, measures, &nmeasures, &why));
        ck_assert_msg(naxes == 1 || naxes == 2, "%s", chaos_map_name(map));
        ck_assert_msg(nmeasures == 1 || nmeasures == 2, "%s", chaos_map_name(map));
        uint64_t points = 1;
        for (uint32_t a = 0; a < naxes; ++a) {
            ck_assert_uint_ge(axes[a].count, 2);
            axes[a].count = 5;
            points *= axes[a].count;
        }
        chaos_grid grid = { .size = sizeof grid, .naxes = naxes, .axes = axes };
        for (uint32_t m = 0; m < nmeasures; ++m) {
            chaos_measure *measure = measure_of(map, "%s", measures[m]);
            must(chaos_measure_set(measure, "steps", "200", &why));
            struct measured shown = measured_by(measure, points);
            must(sweep_measured(map, &grid, &shown, 1, NULL));
            int alive = 0;
            for (uint64_t p = 0; p < points; ++p)
                alive += !(*(uint32_t *)output_at(&shown, shown.n - 1, p) & CHAOS_ESCAPED);
            ck_assert_msg(alive > 0, "%s, %s: nothing to see", chaos_map_name(map), shown.kind);
            measured_free(&shown);
        }
    }
}
END_TEST

START_TEST(lattices_have_the_sites_asked_for)
{
    static const uint64_t sites[] = { 1, 2, 3, 5, 17, 1000 };
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *known = chaos_map_at(i);
        chaos_map *map = NULL;
        if (!chaos_map_is_lattice(known)) {
            ck_assert_int_eq(chaos_map_lattice(chaos_map_name(known), 5, &map, &why), CHAOS_EINVAL);
            ck_assert_ptr_null(map);
            continue;
        }
        for (size_t s = 0; s < LENGTH(sites); ++s) {
            must(chaos_map_lattice(chaos_map_name(known), sites[s], &map, &why));
            ck_assert_str_eq(chaos_map_name(map), chaos_map_name(known));
            ck_assert(chaos_map_is_lattice(map));
            ck_assert_uint_eq(chaos_map_dim(map) % sites[s], 0);
            check_descriptor(map);
            chaos_map_free(map);
        }
        /* The catalogue's own survives being freed. */
        chaos_map_free((chaos_map *)(uintptr_t)known);
        check_descriptor(known);
    }
    chaos_map_free(NULL);
}
END_TEST

START_TEST(the_six_maps_are_what_they_should_be)
{
    static const struct {
        const char *name, *params, *states;
        double wrap;
        bool area;
    } maps[] = {
        { "logistic", "r", "x", 0, false },
        { "tent", "mu", "x", 0, false },
        { "circle", "omega k", "theta", 1, false },
        { "henon", "a b", "x y", 0, false },
        { "standard", "k", "theta p", 6.283185307179586, true },
        { "logistic_ring", "r eps", "x0 x1", 0, false },
    };
    for (size_t i = 0; i < LENGTH(maps); ++i) {
        const chaos_map *map = map_named(maps[i].name);
        char names[256] = "";
        for (uint64_t p = 0; p < chaos_map_nparams(map); ++p)
            strcat(strcat(names, p ? " " : ""), chaos_map_param(map, p));
        ck_assert_str_eq(names, maps[i].params);
        *names = 0;
        for (uint64_t s = 0; s < chaos_map_dim(map) && s < 2; ++s) {
            strcat(strcat(names, s ? " " : ""), chaos_map_state(map, s));
            ck_assert(same_bits(chaos_map_wrap(map, s), maps[i].wrap));
        }
        ck_assert_str_eq(names, maps[i].states);
        ck_assert(chaos_map_preserves_area(map) == maps[i].area);
        ck_assert(chaos_map_is_lattice(map) == (strcmp(maps[i].name, "logistic_ring") == 0));
    }
    ck_assert(same_bits(chaos_map_param_default(map_named("logistic"), 0), 4));
    ck_assert(same_bits(chaos_map_param_default(map_named("tent"), 0), 1.9));
    ck_assert(same_bits(chaos_map_param_default(map_named("henon"), 0), 1.4));
    ck_assert(same_bits(chaos_map_param_default(map_named("henon"), 1), 0.3));
}
END_TEST

TCase *tcase_maps(void)
{
    TCase *tcase = tcase_create("maps");
    tcase_add_test(tcase, the_catalogue_is_sorted_and_searchable);
    tcase_add_test(tcase, every_descriptor_is_complete);
    tcase_add_test(tcase, default_orbits_stay);
    tcase_add_test(tcase, every_picture_runs);
    tcase_add_test(tcase, lattices_have_the_sites_asked_for);
    tcase_add_test(tcase, the_six_maps_are_what_they_should_be);
    return tcase;
}

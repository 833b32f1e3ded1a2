/* From a name, a text or a file to a map; and the names that options have.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "../foreign/functions.h"

START_TEST(kinds_of_sources)
{
    static const struct {
        const char *source;
        uint32_t kind;
    } known[] = {
        { "henon", CHAOS_SOURCE_NAME },
        { "", CHAOS_SOURCE_NAME },
        { "x' = r*x*(1 - x)", CHAOS_SOURCE_TEXT },
        { "x -> x/2", CHAOS_SOURCE_TEXT },
        { "x[n+1] = x[n]/2", CHAOS_SOURCE_TEXT },
        { "./x.c", CHAOS_SOURCE_FILE },
        { "maps/x", CHAOS_SOURCE_FILE },
        { "mymap.c", CHAOS_SOURCE_FILE },
        { "mymap.so", CHAOS_SOURCE_FILE },
        { "mymap.cc", CHAOS_SOURCE_NAME },
        { "k=1.2/mymap.c", CHAOS_SOURCE_FILE },
        { "a->b/mymap.so", CHAOS_SOURCE_FILE },
        { "./a=b", CHAOS_SOURCE_FILE },
        { "../a=b", CHAOS_SOURCE_FILE },
        { "/a=b", CHAOS_SOURCE_FILE },
        { "x' = r/2", CHAOS_SOURCE_TEXT },
    };
    for (size_t i = 0; i < LENGTH(known); ++i)
        ck_assert_msg(chaos_source_kind(known[i].source) == known[i].kind, "%s", known[i].source);
    ck_assert(chaos_source_kind(NULL) == CHAOS_SOURCE_NAME);
}
END_TEST

START_TEST(names_texts_and_files_open)
{
    chaos_map *map;
    must(chaos_map_open("henon", 0, NULL, NULL, &map, &why));
    ck_assert(map == map_named("henon"));
    chaos_map_free(map); /* is left alone */
    must(chaos_map_open("logistic_ring", 23, NULL, NULL, &map, &why));
    ck_assert_uint_eq(chaos_map_sites(map), 23);
    chaos_map_free(map);
    must(chaos_map_open("x[i]' = r*x[i+1]", 9, NULL, NULL, &map, &why));
    ck_assert_uint_eq(chaos_map_sites(map), 9);
    chaos_map_free(map);
    const chaos_text text = { .size = sizeof text, .bound = 3, .sites = 5 }; /* not read there */
    must(chaos_map_open("x' = r*x", 0, &text, NULL, &map, &why));
    ck_assert(chaos_map_bound(map) == 3);
    chaos_map_free(map);
    const chaos_file file = { .size = sizeof file, .sites = 5 };
    must(chaos_map_open(SOURCE "/examples/mymap.c", 0, NULL, &file, &map, &why));
    ck_assert(!chaos_map_is_lattice(map));
    chaos_map_free(map);
}
END_TEST

/* In UTF-8, with the signs that look alike. */
START_TEST(greek_letters_are_their_names)
{
    const char *const states[] = { "x", "μ1" }, *const params[] = { "δx", "nu" };
    const chaos_function function = {
        .size = sizeof function, .dim = 2, .nparams = 2, .step = henon, .states = states, .params = params
    };
    chaos_map *map = made(&function);
    ck_assert(chaos_map_param_index(map_named("tent"), "μ") == 0); /* Greek */
    ck_assert(chaos_map_param_index(map_named("tent"), "µ") == 0); /* micro */
    ck_assert(chaos_map_param_index(map_named("tent"), "ν") == -1);
    ck_assert(chaos_map_state_index(map_named("circle"), "θ") == 0);
    ck_assert(chaos_map_state_index(map_named("circle"), "ϑ") == 0);
    ck_assert(chaos_map_state_index(map_named("circle"), "θ1") == -1 &&
              chaos_map_state_index(map_named("circle"), "") == -1);
    ck_assert(chaos_map_state_index(map, "μ1") == 1 && chaos_map_state_index(map, "mu1") == 1);
    ck_assert(chaos_map_param_index(map, "deltax") == 0 && chaos_map_param_index(map, "δx") == 0);
    ck_assert(chaos_map_param_index(map, "ν") == 1 && chaos_map_param_index(map, "δ") == -1);
    chaos_map_free(map);
    ck_assert_str_eq(chaos_name_letter("mu"), "μ"); /* Greek */
    ck_assert_str_eq(chaos_name_letter("epsilon"), "ε");
    ck_assert_str_eq(chaos_name_letter("eps"), "ε");
    ck_assert(!chaos_name_letter("x") && !chaos_name_letter("") && !chaos_name_letter(NULL));
}
END_TEST

START_TEST(what_does_not_open_says_why)
{
    static const struct {
        const char *source;
        uint64_t sites;
        const char *says;
    } wrong[] = {
        { "hennon", 0, "source must be the name of a map" },
        { "henon", 5, "must be that of a lattice, got 'henon'" },
        { "x' = r*x", 5, "lattice" },
        { "there/is/none.c", 0, "there/is/none.c" },
        { "there/is/none", 0, ".so" },
        { NULL, 0, "source must be" },
    };
    chaos_map *map = (chaos_map *)&map;
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        ck_assert_int_ne(chaos_map_open(wrong[i].source, wrong[i].sites, NULL, NULL, &map, &why), CHAOS_OK);
        ck_assert_msg(strstr(why.message, wrong[i].says), "%s: %s", wrong[i].source, why.message);
    }
    ck_assert(map == (chaos_map *)&map);
    ck_assert_int_eq(chaos_map_open("henon", 0, NULL, NULL, NULL, &why), CHAOS_EINVAL);
}
END_TEST

static int step(const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    y[0] = x[0];
    return 0;
}

START_TEST(names_of_options_are_no_names_of_maps)
{
    static const char *const contract[] = {
        "steps",   "transient", "every", "count",  "out",        "threads",   "progress", "measure",
        "start",   "starts",    "along", "seed",   "state",      "at",        "blocks",   "bound",
        "wrap",    "box",       "to",    "over",   "max_period", "max_steps", "budget",   "forcing_period",
        "compile", "of",        "when",  "region", "noise",      "kick",
    };
    const char *name;
    size_t found = 0;
    for (size_t i = 0; (name = chaos_reserved_name(i)); ++i) {
        char text[64];
        chaos_map *map;
        for (size_t k = 0; k < LENGTH(contract); ++k)
            found += strcmp(name, contract[k]) == 0;
        for (size_t k = 0; k < chaos_map_count(); ++k)
            ck_assert_msg(chaos_map_param_index(chaos_map_at(k), name) < 0 &&
                              chaos_map_state_index(chaos_map_at(k), name) < 0,
                          "%s of %s", name, chaos_map_name(chaos_map_at(k)));
        snprintf(text, sizeof text, "x' = %s*x", name);
        ck_assert_msg(chaos_map_parse(text, NULL, &map, &why) == CHAOS_EINVAL, "%s", text);
        ck_assert_msg(strstr(why.message, name), "%s", why.message);
        const char *const other = "x";
        chaos_function function = { .size = sizeof function, .dim = 1, .step = step, .states = &name };
        ck_assert_int_eq(chaos_map_from_function(&function, &map, &why), CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, "states");
        ck_assert_msg(strstr(why.message, name), "%s", why.message);
        function.states = &other;
        function.nparams = 1;
        function.params = &name;
        ck_assert_int_eq(chaos_map_from_function(&function, &map, &why), CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, "params");
    }
    ck_assert_uint_eq(found, LENGTH(contract));
}
END_TEST

START_TEST(flags_of_a_status)
{
    const chaos_status_flag *flag;
    uint32_t all = 0;
    for (size_t i = 0; (flag = chaos_status_flag_at(i)); ++i) {
        ck_assert(flag->bit && !(flag->bit & (flag->bit - 1)) && !(all & flag->bit));
        ck_assert(*flag->name && !strchr(flag->name, ' ') && *flag->meaning);
        all |= flag->bit;
    }
    ck_assert_uint_eq(all, 2 * CHAOS_KICKED - 1);
    ck_assert_str_eq(chaos_status_flag_at(0)->name, "escaped");
}
END_TEST

TCase *tcase_open(void)
{
    TCase *tcase = tcase_create("open");
    tcase_add_test(tcase, kinds_of_sources);
    tcase_add_test(tcase, names_texts_and_files_open);
    tcase_add_test(tcase, what_does_not_open_says_why);
    tcase_add_test(tcase, greek_letters_are_their_names);
    tcase_add_test(tcase, names_of_options_are_no_names_of_maps);
    tcase_add_test(tcase, flags_of_a_status);
    return tcase;
}

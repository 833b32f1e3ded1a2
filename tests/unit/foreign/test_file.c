/* Maps from files: what the library alone decides. The rest is in tests/python/test_own_maps.py.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include "foreign/sha256.h"

#include <unistd.h>

START_TEST(sha256_is_that_of_the_standard)
{
    /* FIPS 180-4's examples, and one for each way that the padding can fall (by coreutils' sha256sum). */
    const struct {
        const char *text;
        int times;
        const char *hash;
    } known[] = {
        { "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
          1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
        { "a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
        { "a", 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34" },
        { "a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
        { "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    };
    for (size_t i = 0; i < LENGTH(known); ++i) {
        char hex[CHAOSI_HEX];
        chaos_digest hash;
        chaos_digest_start(&hash);
        for (int j = 0; j < known[i].times; ++j)
            chaos_digest_add(&hash, known[i].text, strlen(known[i].text));
        chaosi_sha256_end(&hash, hex);
        ck_assert_str_eq(hex, known[i].hash);
    }
}
END_TEST

static void keep_length(void *user, const char *text) { *(size_t *)user = strlen(text); }

START_TEST(a_copy_of_a_map_has_its_bits)
{
    enum { COUNT = 37, STEPS = 200 };
    static const char *const names[] = { "logistic", "henon", "standard", "logistic_ring" };
    for (size_t n = 0; n < LENGTH(names); ++n) {
        char path[4096];
        chaos_map *own = NULL;
        const chaos_map *map = map_named(names[n]);
        const uint64_t dim = chaos_map_dim(map);
        snprintf(path, sizeof path, "%s/libchaos/maps/%s.c", SOURCE, names[n]);
        isa_default();
        const char *loaded = chaos_isa_name();
        must(chaos_map_load(path, NULL, &own, &why));
        ck_assert_str_eq(chaos_map_name(own), names[n]);
        ck_assert_uint_eq(chaos_map_dim(own), dim);
        struct rng rng = rng_start(names[n]);
        struct points *points = points_random(&rng, map, COUNT);
        double *a = doubles(COUNT * STEPS * dim), *b = doubles(COUNT * STEPS * dim);
        const char *isa;
        for (size_t i = 0; (isa = isa_at(i)); ++i) {
            if (isa_family(isa, map) != isa_family(loaded, map))
                continue; /* it goes on with the bits of what it was loaded for */
            must(chaos_orbit(map, 10, STEPS, 1, points_all(points), a, NULL, &why));
            must(chaos_orbit(own, 10, STEPS, 1, points_all(points), b, NULL, &why));
            same_doubles(b, a, COUNT * STEPS * dim, "%s on %s", names[n], isa);
            must(chaos_lyapunov(map, 10, STEPS, 1, points_all(points), a, NULL, NULL, NULL, &why));
            must(chaos_lyapunov(own, 10, STEPS, 1, points_all(points), b, NULL, NULL, NULL, &why));
            same_doubles(b, a, COUNT, "exponents of %s on %s", names[n], isa);
        }
        points_free(points);
        free(a);
        free(b);
        chaos_map_free(own);
    }
}
END_TEST

/* What a later libchaos would make of logistic.c: structs that go on after those that we know, and one
 * instruction set more. */
static const char later_file[] = "#define chaosk_this_file file_of_today\n"
                                 "#include \"" SOURCE "/libchaos/maps/logistic.c\"\n"
                                 "#undef chaosk_this_file\n"
                                 "#ifdef CHAOS_DESCRIPTORS\n"
                                 "static int never(void) { __builtin_trap(); }\n"
                                 "static struct { chaosk_table today; int (*later)(void); } table;\n"
                                 "static const chaosk_table *tables[CHAOSI_NISA + 1];\n"
                                 "static struct { struct chaos_map today; int (*later)(void); } map;\n"
                                 "struct later { chaosk_file today; int (*rounding)(void); };\n"
                                 "__attribute__((visibility(\"default\"))) struct later chaosk_this_file;\n"
                                 "__attribute__((constructor)) static void make(void)\n"
                                 "{\n"
                                 "    map.today = *file_of_today.map;\n"
                                 "    map.later = table.later = chaosk_this_file.rounding = never;\n"
                                 "    for (int i = 0; i < CHAOSI_NISA; i++)\n"
                                 "        tables[i] = map.today.kernels.tables[i];\n"
                                 "    table.today = *tables[CHAOSI_SCALAR];\n"
                                 "    table.today.size = sizeof table;\n"
                                 "    tables[CHAOSI_SCALAR] = &table.today;\n"
                                 "    tables[CHAOSI_NISA] = (const chaosk_table *)never;\n"
                                 "    map.today.kernels.tables = tables;\n"
                                 "    map.today.kernels.count = CHAOSI_NISA + 1;\n"
                                 "    chaosk_this_file.today = file_of_today;\n"
                                 "    chaosk_this_file.today.size = sizeof chaosk_this_file;\n"
                                 "    chaosk_this_file.today.map_size = sizeof map;\n"
                                 "    chaosk_this_file.today.map = &map.today;\n"
                                 "}\n"
                                 "#endif\n";

START_TEST(a_file_of_a_later_library_is_understood)
{
    enum { COUNT = 37, STEPS = 200 };
    const chaos_map *map = map_named("logistic");
    chaos_map *later = NULL;
    char path[4096];
    const char *isa;
    snprintf(path, sizeof path, "%s/later.c", getenv("XDG_CACHE_HOME")); /* the suite's own */
    FILE *file = fopen(path, "w");
    ck_assert(file && fputs(later_file, file) >= 0 && fclose(file) == 0);
    const char *loaded = chaos_isa_name();
    must(chaos_map_load(path, NULL, &later, &why));
    struct rng rng = rng_start("later");
    struct points *points = points_random(&rng, map, COUNT);
    double a[COUNT], b[COUNT];
    for (size_t i = 0; (isa = isa_at(i)); ++i) {
        if (isa_family(isa, map) != isa_family(loaded, map))
            continue;
        must(chaos_iterate(map, STEPS, points_all(points), a, NULL, &why));
        must(chaos_iterate(later, STEPS, points_all(points), b, NULL, &why));
        same_doubles(b, a, COUNT, "on %s", isa);
    }
    points_free(points);
    chaos_map_free(later);
}
END_TEST

START_TEST(mistakes_are_told)
{
    chaos_map *map = NULL;
    size_t length = 0;
    chaos_file options = { .size = sizeof options, .diagnostic = keep_length, .user = &length };
    ck_assert_int_eq(chaos_map_load(NULL, NULL, &map, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_map_load("map.c", NULL, NULL, &why), CHAOS_EINVAL);
    ck_assert_int_eq(chaos_map_load("map.cc", NULL, &map, &why), CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "'map.cc'"));
    ck_assert_int_eq(chaos_map_load("nowhere.c", NULL, &map, &why), CHAOS_ESYSTEM);
    ck_assert_int_eq(chaos_map_load(SOURCE "/libchaos/maps/henon.c", &(chaos_file){ .size = 4 }, &map, &why),
                     CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "sizeof(chaos_file)"));
    options.sites = 5;
    ck_assert_int_eq(chaos_map_load(SOURCE "/libchaos/maps/henon.c", &options, &map, &why), CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "not a lattice"));
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(chaos_map_load(SOURCE "/libchaos/core/tile.c", &options, &map, &why), CHAOS_EINVAL);
    ck_assert_ptr_nonnull(strstr(why.message, "tile.c does not compile: "));
    ck_assert_uint_gt(length, 20);
    ck_assert_ptr_null(map);
}
END_TEST

TCase *tcase_file(void)
{
    TCase *tc = tcase_create("file");
    tcase_add_test(tc, sha256_is_that_of_the_standard);
    if (access(SOURCE "/libchaos/maps/henon.c", R_OK) == 0) {
        tcase_add_test(tc, a_copy_of_a_map_has_its_bits);
        tcase_add_test(tc, a_file_of_a_later_library_is_understood);
        tcase_add_test(tc, mistakes_are_told);
    }
    tcase_set_timeout(tc, patience(240));
    return tc;
}

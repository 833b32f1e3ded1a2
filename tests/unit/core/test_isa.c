/* Instruction sets: what is there can be asked and forced.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

#include <sys/wait.h>
#include <unistd.h>

START_TEST(names_are_known_and_selectable)
{
    static const char *const known[] = { "scalar", "sse2",         "avx2",      "avx512",
                                         "neon",   "scalar-nofma", "sse2-nofma" };
    ck_assert_ptr_nonnull(chaos_isa_at(0));
    for (size_t i = 0; chaos_isa_at(i); ++i) {
        const char *name = chaos_isa_at(i);
        size_t k = 0;
        while (k < LENGTH(known) && strcmp(known[k], name) != 0)
            ++k;
        ck_assert_msg(k < LENGTH(known), "unknown name %s", name);
        for (size_t j = 0; j < i; ++j)
            ck_assert_str_ne(chaos_isa_at(j), name);
        must(chaos_isa_select(name, &why));
        ck_assert_str_eq(chaos_isa_name(), name);
    }
    isa_default();
    ck_assert_ptr_nonnull(chaos_isa_name());
    ck_assert_ptr_null(chaos_isa_at(SIZE_MAX));
}
END_TEST

START_TEST(unknown_and_absent_names_are_refused)
{
    const char *before = chaos_isa_name();
    static const char *const wrong[] = { "", "avx", "AVX2", "avx5120", "scalar ", "sse" };
    for (size_t i = 0; i < LENGTH(wrong); ++i) {
        memset(&why, 0, sizeof why);
        ck_assert_int_eq(chaos_isa_select(wrong[i], &why), CHAOS_EINVAL);
        ck_assert_int_eq(why.code, CHAOS_EINVAL);
        ck_assert_int_gt(strlen(why.message), 0);
        ck_assert_int_eq(chaos_isa_select(wrong[i], NULL), CHAOS_EINVAL);
    }
#if defined(__x86_64__)
    memset(&why, 0, sizeof why);
    ck_assert_int_eq(chaos_isa_select("neon", &why), CHAOS_ENOTSUP);
    ck_assert_int_eq(why.code, CHAOS_ENOTSUP);
    ck_assert_int_gt(strlen(why.message), 0);
#endif
    ck_assert_str_eq(chaos_isa_name(), before);
}
END_TEST

/* In a child, as the variable is read again when NULL is selected. */
static int in_child(const char *isa)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (isa)
            setenv("CHAOS_ISA", isa, 1);
        else
            unsetenv("CHAOS_ISA");
        chaos_isa_select(NULL, NULL);
        double r = 3.9, x = 0.5;
        chaos_error error = { 0 };
        int code = chaos_iterate_one(chaos_map_find("logistic"), 3, &r, &x, NULL, &error);
        if (isa && strcmp(isa, "nonsense") == 0)
            _exit(code == CHAOS_ENOTSUP && chaos_isa_name() == NULL && strstr(error.message, "nonsense") ? 0
                                                                                                         : 1);
        if (isa)
            _exit(code == CHAOS_OK && strcmp(chaos_isa_name(), isa) == 0 ? 0 : 1);
        /* Unset: one of those that are there. */
        for (size_t i = 0; chaos_isa_at(i); ++i)
            if (code == CHAOS_OK && strcmp(chaos_isa_at(i), chaos_isa_name()) == 0)
                _exit(0);
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

START_TEST(the_environment_chooses)
{
    for (size_t i = 0; chaos_isa_at(i); ++i)
        ck_assert_msg(in_child(chaos_isa_at(i)), "CHAOS_ISA=%s", chaos_isa_at(i));
    ck_assert_msg(in_child("nonsense"), "CHAOS_ISA=nonsense");
    ck_assert_msg(in_child(NULL), "CHAOS_ISA unset");
}
END_TEST

#if defined(__x86_64__) && defined(__linux__)
static bool listed(const char *name)
{
    for (size_t i = 0; chaos_isa_at(i); i++)
        if (strcmp(chaos_isa_at(i), name) == 0)
            return true;
    return false;
}

/* What the kernel says of the processor: among the words of the first line of flags. */
static bool in_cpuinfo(const char *flags, const char *flag)
{
    char word[32];
    snprintf(word, sizeof word, " %s ", flag);
    return strstr(flags, word) != NULL;
}

START_TEST(the_kernel_says_the_same_of_the_processor)
{
    char flags[8192] = "";
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(flags, sizeof flags - 1, file) && strncmp(flags, "flags", 5) != 0)
        flags[0] = 0;
    if (file)
        fclose(file);
    if (!flags[0])
        return; /* not said here */
    flags[strcspn(flags, "\n")] = ' ';
    const bool fma = in_cpuinfo(flags, "avx2") && in_cpuinfo(flags, "fma");
    ck_assert_int_eq(listed("scalar"), fma);
    if (listed("avx2"))
        ck_assert(fma);
    if (listed("avx512"))
        ck_assert(fma && in_cpuinfo(flags, "avx512f") && in_cpuinfo(flags, "avx512dq") &&
                  in_cpuinfo(flags, "avx512vl"));
}
END_TEST
#endif

START_TEST(version_and_codes_have_words)
{
    char number[32];
    snprintf(number, sizeof number, "%d.%d.%d", CHAOS_VERSION_MAJOR, CHAOS_VERSION_MINOR,
             CHAOS_VERSION_PATCH);
    ck_assert_int_eq(strncmp(chaos_version(), number, strlen(number)), 0);
    ck_assert_ptr_nonnull(strstr(chaos_version(), "SLEEF"));
    for (int code = CHAOS_OK; code <= CHAOS_EFUNCTION; ++code) {
        ck_assert_int_gt(strlen(chaos_strerror(code)), 0);
        for (int other = 0; other < code; ++other)
            ck_assert_str_ne(chaos_strerror(code), chaos_strerror(other));
    }
    ck_assert_ptr_nonnull(chaos_strerror(-1));
    ck_assert_ptr_nonnull(chaos_strerror(12345));
}
END_TEST

TCase *tcase_isa(void)
{
    TCase *tcase = tcase_create("isa");
    tcase_add_test(tcase, names_are_known_and_selectable);
    tcase_add_test(tcase, unknown_and_absent_names_are_refused);
    tcase_add_test(tcase, the_environment_chooses);
#if defined(__x86_64__) && defined(__linux__)
    tcase_add_test(tcase, the_kernel_says_the_same_of_the_processor);
#endif
    tcase_add_test(tcase, version_and_codes_have_words);
    return tcase;
}

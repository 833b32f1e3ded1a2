/* The instruction sets, and which of them is in use.
 *
 * SPDX-License-Identifier: MIT */
#include "core/isa.h"

#include "core/error.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

CHAOSI_DECLARE_TABLES(chaosk_lanes, lanes)

static bool always(void) { return true; }

#ifdef __x86_64__
/* Read here and not by __builtin_cpu_supports, which says no to everything where the compiler's
 * run-time library is not libgcc's. A bit counts only if the system saves the registers, too. */
enum { SSE_STATE = 1 << 1, AVX_STATE = 1 << 2, AVX512_STATE = 7 << 5 };

static bool saves(unsigned state)
{
    unsigned eax, ebx, ecx, edx;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE))
        return false;
    __asm__("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
    return (eax & state) == state;
}

/* The SLEEF functions behind scalar and sse2 are compiled for AVX2 and FMA. */
static bool has_fma(void)
{
    unsigned eax, ebx, ecx, edx;
    return saves(SSE_STATE | AVX_STATE) && __get_cpuid(1, &eax, &ebx, &ecx, &edx) && (ecx & bit_FMA) &&
           __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & bit_AVX2);
}

static bool has_avx512(void)
{
    const unsigned wanted = bit_AVX512F | bit_AVX512DQ | bit_AVX512VL;
    unsigned eax, ebx, ecx, edx;
    return has_fma() && saves(AVX512_STATE) && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) &&
           (ebx & wanted) == wanted;
}
#endif

/* Narrowest first. By default the last one that runs is used, which is also the
 * fastest on every machine known to have it. The -nofma ones run everywhere, for
 * comparison; they come before those with other bits. */
static const chaosi_isa_entry entries[] = {
#ifdef __x86_64__
    { "scalar-nofma", CHAOSI_SCALAR_NOFMA, CHAOSI_SCALAR_NOFMA, &chaosk_lanes_scalar_nofma, always },
    { "sse2-nofma", CHAOSI_SSE2_NOFMA, CHAOSI_SCALAR_NOFMA, &chaosk_lanes_sse2_nofma, always },
    { "scalar", CHAOSI_SCALAR, CHAOSI_SCALAR, &chaosk_lanes_scalar, has_fma },
    { "sse2", CHAOSI_SSE2, CHAOSI_SCALAR, &chaosk_lanes_sse2, has_fma },
    { "avx2", CHAOSI_AVX2, CHAOSI_SCALAR, &chaosk_lanes_avx2, has_fma },
    { "avx512", CHAOSI_AVX512, CHAOSI_SCALAR, &chaosk_lanes_avx512, has_avx512 },
#else
    { "scalar", CHAOSI_SCALAR, CHAOSI_SCALAR, &chaosk_lanes_scalar, always },
    { "neon", CHAOSI_NEON, CHAOSI_SCALAR, &chaosk_lanes_neon, always },
#endif
};
enum { NENTRIES = sizeof entries / sizeof entries[0] };

/* Whether it was built and this machine can run it. */
static bool works(const chaosi_isa_entry *entry) { return entry->lanes && entry->runs(); }

_Atomic(const chaosi_isa_entry *) chaosi_isa_chosen;

/* Without fused multiply-add, "scalar" and "sse2" mean the -nofma ones. */
static const chaosi_isa_entry *find(const char *name)
{
    char fallback[32];
    snprintf(fallback, sizeof fallback, "%s-nofma", name);
    const chaosi_isa_entry *found = NULL;
    for (int i = 0; i < NENTRIES; i++)
        if (works(&entries[i]) &&
            (strcmp(entries[i].name, name) == 0 || (!found && strcmp(entries[i].name, fallback) == 0)))
            found = &entries[i];
    return found;
}

static const chaosi_isa_entry *widest(void)
{
    int i = NENTRIES - 1;
    while (i >= 0 && !works(&entries[i]))
        i--;
    return i >= 0 ? &entries[i] : NULL;
}

/* Whether any machine has it. */
static bool known(const char *name)
{
    static const char *const names[] = { "scalar", "scalar-nofma", "sse2", "sse2-nofma",
                                         "avx2",   "avx512",       "neon" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static int fail_unavailable(const char *argument, const char *name, chaos_error *error)
{
    char there[128] = "";
    for (size_t i = 0; chaos_isa_at(i); i++)
        snprintf(there + strlen(there), sizeof there - strlen(there), "%s%s", i ? ", " : "", chaos_isa_at(i));
    return chaosi_fail(error,
                       known(name) || strcmp(argument, "CHAOS_ISA") == 0 ? CHAOS_ENOTSUP : CHAOS_EINVAL,
                       argument, -1, "%s must be one of %s on this machine, got '%.40s'", argument, there,
                       name);
}

const chaosi_isa_entry *chaosi_isa_choose(chaos_error *error)
{
    const char *requested = getenv("CHAOS_ISA");
    const chaosi_isa_entry *entry = requested && *requested ? find(requested) : widest();
    if (entry)
        atomic_store_explicit(&chaosi_isa_chosen, entry, memory_order_release);
    else if (requested && *requested)
        fail_unavailable("CHAOS_ISA", requested, error);
    else
        chaosi_fail(error, CHAOS_ENOTSUP, "CHAOS_ISA", -1,
                    "this libchaos was built without kernels for this machine");
    return entry;
}

const chaosi_isa_entry *chaosi_isa_of_one_lane(const chaosi_isa_entry *entry)
{
    int i = 0;
    while (entries[i].index != entry->scalar)
        i++;
    return &entries[i];
}

bool chaosi_exact_returns_wanted(void)
{
    const char *wish = getenv("CHAOS_EXACT_RETURN");
    return !wish || strcmp(wish, "0") != 0;
}

const char *chaos_isa_name(void)
{
    const chaosi_isa_entry *entry = chaosi_isa_current(NULL);
    return entry ? entry->name : NULL;
}

const char *chaos_isa_family(void)
{
    const char *name = chaos_isa_name();
    return name ? strstr(name, "-nofma") ? "nofma" : "fma" : NULL;
}

int chaos_isa_select(const char *name, chaos_error *error)
{
    const chaosi_isa_entry *entry = NULL;
    if (name && !(entry = find(name)))
        return fail_unavailable("name", name, error);
    atomic_store_explicit(&chaosi_isa_chosen, entry, memory_order_release);
    return CHAOS_OK;
}

bool chaosi_isa_runs(enum chaosi_isa index)
{
    for (int i = 0; i < NENTRIES; i++)
        if (entries[i].index == index)
            return works(&entries[i]);
    return false;
}

const char *chaos_isa_at(size_t i)
{
    for (int j = 0; j < NENTRIES; j++)
        if (works(&entries[j]) && i-- == 0)
            return entries[j].name;
    return NULL;
}

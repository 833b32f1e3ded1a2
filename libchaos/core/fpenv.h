/* The floating-point environment inside a call: round to nearest, no flush-to-zero, no
 * traps, whatever the host has set; the host's is restored at the end. This is one
 * control register, written only if the host's modes differ: writing costs as much as
 * several steps of a map. (Sticky exception flags, mostly inexact, may be raised, as
 * by any arithmetic.)
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FPENV_H
#define CHAOS_FPENV_H

#include <stdint.h>

#if defined __x86_64__
#include <xmmintrin.h>

enum { CHAOSI_FLAGS = 0x3f, CHAOSI_MODES = 0x1f80 }; /* of MXCSR: the sticky flags; the default modes */

typedef uint32_t chaosi_fpenv;
static inline chaosi_fpenv chaosi_fpenv_enter(void)
{
    const uint32_t host = _mm_getcsr();
    if (__builtin_expect((host & ~CHAOSI_FLAGS) != CHAOSI_MODES, 0))
        _mm_setcsr(CHAOSI_MODES);
    return host;
}
static inline void chaosi_fpenv_leave(chaosi_fpenv host)
{
    if (__builtin_expect((host & ~CHAOSI_FLAGS) != CHAOSI_MODES, 0))
        _mm_setcsr(host);
}

#elif defined __aarch64__

typedef uint64_t chaosi_fpenv;
static inline chaosi_fpenv chaosi_fpenv_enter(void)
{
    uint64_t host;
    __asm__ volatile("mrs %0, fpcr" : "=r"(host));
    if (host != 0)
        __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0));
    return host;
}
static inline void chaosi_fpenv_leave(chaosi_fpenv host)
{
    if (host != 0)
        __asm__ volatile("msr fpcr, %0" : : "r"(host));
}

#else
#include <fenv.h>

typedef fenv_t chaosi_fpenv;
static inline chaosi_fpenv chaosi_fpenv_enter(void)
{
    fenv_t host;
    fegetenv(&host);
    fesetenv(FE_DFL_ENV);
    return host;
}
static inline void chaosi_fpenv_leave(chaosi_fpenv host) { fesetenv(&host); }
#endif

#endif

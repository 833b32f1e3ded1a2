/* chaos/build.h - what this library is, and the instruction set it uses.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_BUILD_H
#define CHAOS_BUILD_H

#include <chaos/errors.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHAOS_VERSION_MAJOR 0
#define CHAOS_VERSION_MINOR 1
#define CHAOS_VERSION_PATCH 0

/* This library and what it was built with: "0.1.0 (SLEEF 3.5.1, GSL 2.7.1)". */
CHAOS_API const char *chaos_version(void);

/* The instruction set in use: "scalar", "sse2", "avx2", "avx512" or "neon", or
 * on hardware without fused multiply-add "scalar-nofma" or "sse2-nofma". The
 * first call chooses it: the environment variable CHAOS_ISA if that is set, else
 * the widest that this machine has.
 *
 * Returns: NULL if CHAOS_ISA names one that this machine or build lacks; every
 *          other call then fails with CHAOS_ENOTSUP and says so */
CHAOS_API const char *chaos_isa_name(void);

/* The family of the instruction set in use: "fma", or "nofma" without fused multiply-add.
 * Within one all results have the same bits, whatever the machine; of maps with
 * functions such as sin those of the other may differ. NULL as above. */
CHAOS_API const char *chaos_isa_family(void);

/* Uses the instruction set of that name from the next call on, in all threads.
 *
 * In:      name  NULL: choose as the first call does
 * Errors:  CHAOS_EINVAL   there is no such name
 *          CHAOS_ENOTSUP  this machine or build lacks it */
CHAOS_API int chaos_isa_select(const char *name, chaos_error *error);

/* The i-th instruction set that this machine can run, narrowest first; NULL past
 * the end. */
CHAOS_API const char *chaos_isa_at(size_t i);

#ifdef __cplusplus
}
#endif
#endif

/* What the numbers of this library rest on.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOSK_ASSUMPTIONS_H
#define CHAOSK_ASSUMPTIONS_H

#include <float.h>
#include <limits.h>

#ifdef __FAST_MATH__
#error "libchaos does not work with -ffast-math: in chaos one ulp is everything after 50 steps"
#endif
_Static_assert(CHAR_BIT == 8, "bytes of 8 bits");
_Static_assert(sizeof(double) == 8 && DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024, "double is IEEE binary64");
_Static_assert(FLT_EVAL_METHOD == 0, "operations round to double (i387 arithmetic does not)");
_Static_assert(sizeof(void *) == 8, "64-bit addresses");

#endif

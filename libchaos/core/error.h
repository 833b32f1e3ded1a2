/* Filling in a chaos_error, and the one NaN.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_ERROR_H
#define CHAOS_CORE_ERROR_H

#include "chaos.h"

/* Fills *error (unless NULL) and returns code. argument and index as in
 * chaos_error; the message is formatted as by printf in the C locale. */
int chaosi_fail(chaos_error *error, int code, const char *argument, int64_t index, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* CHAOS_ENOMEM with the message that goes with it. */
int chaosi_nomem(chaos_error *error);

/* Likewise CHAOS_ECANCELED. */
int chaosi_canceled(chaos_error *error);

/* Returns code, with *own copied to *error (unless NULL) if it is not CHAOS_OK: for calls that go on where a part of
 * them fails. */
int chaosi_pass_on(int code, const chaos_error *own, chaos_error *error);

/* CHAOS_EFUNCTION: the user's function returned `value`. */
int chaosi_stopped(int value, chaos_error *error);

/* Converts text to a double in the C locale; false unless the whole text is a number. */
bool chaosi_parse_double(const char *text, size_t length, double *value);

/* *product = a * b; false if that is more than an array can hold. */
bool chaosi_mul_checked(uint64_t a, uint64_t b, uint64_t *product);

/* The quiet NaN without payload, the only one that leaves the library. */
#define CHAOSI_NAN __builtin_nan("")

#endif

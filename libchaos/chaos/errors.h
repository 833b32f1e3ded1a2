/* chaos/errors.h - what a call returns, and what went wrong.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_ERRORS_H
#define CHAOS_ERRORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CHAOS_API __attribute__((visibility("default")))
#define CHAOS_MUST_CHECK __attribute__((warn_unused_result)) /* its result must not be ignored */
#else
#define CHAOS_API
#define CHAOS_MUST_CHECK
#endif

/* The codes that functions return. */
enum chaos_code {
    CHAOS_OK = 0,
    CHAOS_EINVAL = 1,    /* an argument is wrong: see chaos_error */
    CHAOS_ENOMEM = 2,    /* out of memory; nothing was written */
    CHAOS_ENOTSUP = 3,   /* this build, machine or map can't do it */
    CHAOS_ECANCELED = 4, /* the progress callback asked to stop */
    CHAOS_ESYSTEM = 5,   /* the operating system refused something */
    CHAOS_EINTERNAL = 6, /* a bug in this library: please report it */
    CHAOS_EFUNCTION = 7  /* the function of a user's map returned non-zero: chaos_error.index */
};

/* Filled in by a call that does not return CHAOS_OK, untouched otherwise. */
typedef struct chaos_error {
    int code;          /* what the function returned */
    char argument[64]; /* its name, "r" or "bins", of several measures "outputs[1].bins"; "" if none */
    int64_t index;     /* its element; -1 if that does not apply */
    char message[256]; /* one sentence: what the argument must be, and what it was */
} chaos_error;

/* A word or two for a code: "invalid argument". Never NULL. */
CHAOS_API const char *chaos_strerror(int code);

#ifdef __cplusplus
}
#endif
#endif

/* Structs that begin with their own size, across versions of this library.
 *
 * Their sizes only grow. One from a program compiled for an earlier libchaos is
 * completed with zeros, one from a later libchaos is understood as long as what
 * this one does not know is zero, which by the rule of chaos.h asks for nothing.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_STRUCTS_H
#define CHAOS_CORE_STRUCTS_H

#include "chaos.h"

/* What there is to know of one. */
typedef struct chaosi_struct {
    const char *type;     /* "chaos_options" */
    uint32_t first, size; /* its size in libchaos 0.1, the first release, and here */
} chaosi_struct;

extern const chaosi_struct chaosi_struct_options, chaosi_struct_axis, chaosi_struct_grid, chaosi_struct_batch,
    chaosi_struct_output, chaosi_struct_array, chaosi_struct_text, chaosi_struct_file, chaosi_struct_function;

/* Copies the caller's struct into *own, of this library's type, and completes it
 * with zeros. given NULL: all zeros. own->size is then this library's. `argument` is
 * the caller's name for it in messages, "options":
 *
 *   chaos_options own;
 *   code = chaosi_struct_read(&chaosi_struct_options, "options", options, &own, error);
 *
 * CHAOS_EINVAL: its size can't be, or it holds something that this library does not
 * know; nothing is read beyond the size given. */
int chaosi_struct_read(const chaosi_struct *kind, const char *argument, const void *given, void *own,
                       chaos_error *error);

/* The same for an array of n: own [n]. All sizes must agree, since they are the
 * array's stride; error->index is the element. */
int chaosi_structs_read(const chaosi_struct *kind, const char *argument, const void *given, size_t n,
                        void *own, chaos_error *error);

/* Checks the size of a struct that is to be written, of each of n; what else they
 * hold is not read. */
int chaosi_struct_check(const chaosi_struct *kind, const char *argument, const void *given,
                        chaos_error *error);
int chaosi_structs_check(const chaosi_struct *kind, const char *argument, const void *given, size_t n,
                         chaos_error *error);

/* Writes all but the size of *own, of own [n], into the caller's, whose size has been
 * checked, and nothing past that size: what the caller does not know is left out, what
 * this library does not know is zero. */
void chaosi_struct_write(const chaosi_struct *kind, const void *own, void *given);
void chaosi_structs_write(const chaosi_struct *kind, const void *own, size_t n, void *given);

#endif

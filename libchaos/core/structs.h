/* Structs that begin with their own size, across versions of this library.
 *
 * Their sizes only grow. A struct of an earlier libchaos is completed with zeros; one of
 * a later libchaos is accepted if everything that this one does not know is zero, which
 * by the rule of chaos.h asks for nothing.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_STRUCTS_H
#define CHAOS_CORE_STRUCTS_H

#include "chaos.h"

/* One of them. */
typedef struct chaosi_struct {
    const char *type;     /* "chaos_options" */
    uint32_t first, size; /* its size in libchaos 0.1, the first release, and here */
} chaosi_struct;

extern const chaosi_struct chaosi_struct_options, chaosi_struct_axis, chaosi_struct_grid, chaosi_struct_batch,
    chaosi_struct_output, chaosi_struct_array, chaosi_struct_text, chaosi_struct_file, chaosi_struct_function;

/* Copies the caller's struct into *own, which has this library's type and size, and
 * completes it with zeros; NULL: all zeros. `argument` is its name in messages:
 *
 *   chaos_options own;
 *   code = chaosi_struct_read(&chaosi_struct_options, "options", options, &own, error);
 *
 * CHAOS_EINVAL: its size is wrong, or it contains something that this library does not
 * know. Nothing is read beyond the size given. */
int chaosi_struct_read(const chaosi_struct *kind, const char *argument, const void *given, void *own,
                       chaos_error *error);

/* The same for an array, own [n]. All sizes must agree, since they are the stride of the
 * array; error->index is the element. */
int chaosi_structs_read(const chaosi_struct *kind, const char *argument, const void *given, size_t n,
                        void *own, chaos_error *error);

/* Checks the size of a struct that will be written, or of n of them, and reads nothing
 * else. */
int chaosi_struct_check(const chaosi_struct *kind, const char *argument, const void *given,
                        chaos_error *error);
int chaosi_structs_check(const chaosi_struct *kind, const char *argument, const void *given, size_t n,
                         chaos_error *error);

/* Writes *own, or own [n], into the caller's, whose size has been checked, except for the
 * size itself and nothing past it: members that the caller does not know are left out,
 * those that this library does not know become zero. */
void chaosi_struct_write(const chaosi_struct *kind, const void *own, void *given);
void chaosi_structs_write(const chaosi_struct *kind, const void *own, size_t n, void *given);

#endif

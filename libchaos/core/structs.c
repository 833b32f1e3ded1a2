/* SPDX-License-Identifier: MIT */
#include "core/structs.h"

#include "core/error.h"

#include <stdio.h>
#include <string.h>

enum { LARGEST = 4096 }; /* anything more is a size that was never set */

/* --------------------------------------------------------------- the structs
 *
 * Each with its size in libchaos 0.1, which never changes, and a proof that it has no
 * padding: bytes that nobody sets would look like members of a later library. */

#define STRUCT(row, type_name, first_size, members)                                                        \
    const chaosi_struct row = { .type = #type_name, .first = first_size, .size = sizeof(type_name) };      \
    _Static_assert(sizeof(type_name) >= first_size, "libchaos 0.1 had a larger " #type_name);              \
    _Static_assert(sizeof(type_name) % 8 == 0, "the size of " #type_name " is no multiple of 8");          \
    _Static_assert(sizeof(type_name) == (members), #type_name " has padding, or members not listed here"); \
    _Static_assert(offsetof(type_name, size) == 0, "the size is the first member of " #type_name)
#define M(type, member) sizeof(((type *)0)->member)

STRUCT(chaosi_struct_options, chaos_options, 64,
       M(chaos_options, size) + M(chaos_options, threads) + M(chaos_options, bound) + M(chaos_options, lift) +
           M(chaos_options, noise) + M(chaos_options, progress) + M(chaos_options, user) +
           M(chaos_options, n0) + M(chaos_options, forcing_period) + M(chaos_options, seed));
STRUCT(chaosi_struct_axis, chaos_axis, 48,
       M(chaos_axis, size) + M(chaos_axis, reserved) + M(chaos_axis, name) + M(chaos_axis, count) +
           M(chaos_axis, start) + M(chaos_axis, stop) + M(chaos_axis, values));
STRUCT(chaosi_struct_grid, chaos_grid, 88,
       M(chaos_grid, size) + M(chaos_grid, naxes) + M(chaos_grid, axes) + M(chaos_grid, params) +
           M(chaos_grid, state) + M(chaos_grid, first) + M(chaos_grid, count) + M(chaos_grid, starts) +
           M(chaos_grid, seed) + M(chaos_grid, box) + M(chaos_grid, start) + M(chaos_grid, along) +
           M(chaos_grid, kick));
STRUCT(chaosi_struct_batch, chaos_batch, 32,
       M(chaos_batch, size) + M(chaos_batch, ndim) + M(chaos_batch, shape) + M(chaos_batch, params) +
           M(chaos_batch, states));
STRUCT(chaosi_struct_output, chaos_output, 32,
       M(chaos_output, size) + M(chaos_output, reserved) + M(chaos_output, measure) + M(chaos_output, name) +
           M(chaos_output, data));
STRUCT(chaosi_struct_array, chaos_array, 64,
       M(chaos_array, size) + M(chaos_array, ndim) + M(chaos_array, quantity) + M(chaos_array, shape) +
           M(chaos_array, dims));
STRUCT(chaosi_struct_text, chaos_text, 64,
       M(chaos_text, size) + M(chaos_text, nvalues) + M(chaos_text, nwraps) + M(chaos_text, reserved) +
           M(chaos_text, names) + M(chaos_text, values) + M(chaos_text, angles) + M(chaos_text, periods) +
           M(chaos_text, bound) + M(chaos_text, sites));
STRUCT(chaosi_struct_file, chaos_file, 40,
       M(chaos_file, size) + M(chaos_file, reserved) + M(chaos_file, sites) + M(chaos_file, diagnostic) +
           M(chaos_file, progress) + M(chaos_file, user));
STRUCT(chaosi_struct_function, chaos_function, 136,
       M(chaos_function, size) + M(chaos_function, thread_safe) + M(chaos_function, lanes) +
           M(chaos_function, pure) + M(chaos_function, dim) + M(chaos_function, nparams) +
           M(chaos_function, step) + M(chaos_function, step_block) + M(chaos_function, tangent) +
           M(chaos_function, tangent_block) + M(chaos_function, user) + M(chaos_function, name) +
           M(chaos_function, formula) + M(chaos_function, states) + M(chaos_function, params) +
           M(chaos_function, state_defaults) + M(chaos_function, param_defaults) + M(chaos_function, wrap) +
           M(chaos_function, bound));

/* ------------------------------------------------------------------- checks */

/* "axes[1]", or the argument alone if it is not an array. */
static const char *element_name(const char *argument, int64_t i, char name[64])
{
    snprintf(name, 64, i < 0 ? "%.40s" : "%.40s[%lld]", argument, (long long)i);
    return name;
}

static uint32_t size_of(const void *given)
{
    uint32_t size;
    memcpy(&size, given, sizeof size);
    return size;
}

static int check_size(const chaosi_struct *kind, const char *argument, int64_t i, uint32_t size,
                      chaos_error *error)
{
    char name[64];
    if (size < kind->first)
        return chaosi_fail(error, CHAOS_EINVAL, argument, i,
                           "%s.size must be at least %u, sizeof(%s) of libchaos 0.1, got %u",
                           element_name(argument, i, name), (unsigned)kind->first, kind->type,
                           (unsigned)size);
    if (size > LARGEST || size % 8)
        return chaosi_fail(error, CHAOS_EINVAL, argument, i, "%s.size must be sizeof(%s), %s, got %u",
                           element_name(argument, i, name), kind->type,
                           size % 8 ? "a multiple of 8" : "at most 4096", (unsigned)size);
    return CHAOS_OK;
}

static int check_beyond(const chaosi_struct *kind, const char *argument, int64_t i, const void *given,
                        chaos_error *error)
{
    const unsigned char *bytes = given;
    char name[64];
    for (uint32_t at = kind->size, size = size_of(given); at < size; at++)
        if (bytes[at])
            return chaosi_fail(error, CHAOS_EINVAL, argument, i,
                               "byte %u of %s must be 0, since this libchaos knows %u bytes of a %s, got %u",
                               (unsigned)at, element_name(argument, i, name), (unsigned)kind->size,
                               kind->type, (unsigned)bytes[at]);
    return CHAOS_OK;
}

int chaosi_struct_check(const chaosi_struct *kind, const char *argument, const void *given,
                        chaos_error *error)
{
    return check_size(kind, argument, -1, size_of(given), error);
}

/* The struct that begins i strides after given, once its size is known to be the first one's. */
static int check_element(const chaosi_struct *kind, const char *argument, const void *given, size_t i,
                         const void **element, chaos_error *error)
{
    const uint32_t stride = size_of(given);
    *element = (const char *)given + i * stride;
    const uint32_t size = size_of(*element);
    if (size != stride)
        return chaosi_fail(error, CHAOS_EINVAL, argument, (int64_t)i,
                           "%.40s[%zu].size must be that of %.40s[0], %u, got %u", argument, i, argument,
                           (unsigned)stride, (unsigned)size);
    return check_size(kind, argument, (int64_t)i, size, error);
}

int chaosi_structs_check(const chaosi_struct *kind, const char *argument, const void *given, size_t n,
                         chaos_error *error)
{
    const void *element;
    int code = CHAOS_OK;
    for (size_t i = 0; i < n && code == CHAOS_OK; i++)
        code = check_element(kind, argument, given, i, &element, error);
    return code;
}

/* -------------------------------------------------------- reading and writing */

static void complete(const chaosi_struct *kind, const void *given, void *own)
{
    const uint32_t size = given ? size_of(given) : 0;
    memset(own, 0, kind->size);
    if (given)
        memcpy(own, given, size < kind->size ? size : kind->size);
    memcpy(own, &kind->size, sizeof kind->size);
}

int chaosi_struct_read(const chaosi_struct *kind, const char *argument, const void *given, void *own,
                       chaos_error *error)
{
    int code = given ? chaosi_struct_check(kind, argument, given, error) : CHAOS_OK;
    if (given && code == CHAOS_OK)
        code = check_beyond(kind, argument, -1, given, error);
    if (code == CHAOS_OK)
        complete(kind, given, own);
    return code;
}

int chaosi_structs_read(const chaosi_struct *kind, const char *argument, const void *given, size_t n,
                        void *own, chaos_error *error)
{
    for (size_t i = 0; i < n; i++) {
        const void *element;
        int code = check_element(kind, argument, given, i, &element, error);
        if (code == CHAOS_OK)
            code = check_beyond(kind, argument, (int64_t)i, element, error);
        if (code != CHAOS_OK)
            return code;
        complete(kind, element, (char *)own + i * kind->size);
    }
    return CHAOS_OK;
}

void chaosi_struct_write(const chaosi_struct *kind, const void *own, void *given)
{
    const size_t head = sizeof(uint32_t), size = size_of(given);
    const size_t known = size < kind->size ? size : kind->size;
    memcpy((char *)given + head, (const char *)own + head, known - head);
    memset((char *)given + known, 0, size - known);
}

void chaosi_structs_write(const chaosi_struct *kind, const void *own, size_t n, void *given)
{
    const uint32_t stride = n ? size_of(given) : 0;
    for (size_t i = 0; i < n; i++)
        chaosi_struct_write(kind, (const char *)own + i * kind->size, (char *)given + i * stride);
}

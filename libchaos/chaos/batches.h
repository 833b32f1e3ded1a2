/* chaos/batches.h - many parameters and states in one call.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_BATCHES_H
#define CHAOS_BATCHES_H

#include <chaos/measures.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CHAOS_MAX_NDIM = 32 };

/* One input of a batch: element (i0, i1, ...) is the double at
 * (const char *)data + i0 * stride[0] + i1 * stride[1] + ... */
typedef struct chaos_view {
    const void *data;        /* NULL: the map's default */
    const ptrdiff_t *stride; /* [ndim] in bytes: may be 0 (broadcast), negative, or not a multiple of 8; NULL:
                                all 0 */
} chaos_view;

/* A batch of orbits of shape [shape[0]] ... [shape[ndim-1]]. */
typedef struct chaos_batch {
    uint32_t size;            /* sizeof(chaos_batch) */
    uint32_t ndim;            /* 0 (one orbit) to CHAOS_MAX_NDIM */
    const uint64_t *shape;    /* [ndim]; a 0 makes an empty batch, which is allowed */
    const chaos_view *params; /* [nparams]; NULL: defaults */
    const chaos_view *states; /* [dim]; NULL: defaults */
} chaos_batch;

/* Measures each orbit of a batch, as chaos_sweep does each point of a grid.
 *
 * In:      batch  finite parameters and states if ndim is 0; in larger batches NaN is
 *                 that orbit's status */
CHAOS_API CHAOS_MUST_CHECK int chaos_batch_measure(const chaos_map *map, const chaos_batch *batch,
                                                   const chaos_output *outputs, size_t noutputs,
                                                   uint32_t *status, const chaos_options *options,
                                                   chaos_error *error);

/* The state after steps iterations. Rounding may have ended a chaotic orbit on the way, as that of 2x mod 1 after
 * 55 iterations: the status of a measure says so (CHAOS_COLLAPSED), chaos_iterate and chaos_orbit don't.
 *
 * Out:     out  [batch][dim], NaN if the orbit escaped */
CHAOS_API CHAOS_MUST_CHECK int chaos_iterate(const chaos_map *map, uint64_t steps, const chaos_batch *batch,
                                             double *out, const chaos_options *options, chaos_error *error);

/* States from `transient` on, every `every` iterations.
 *
 * In:      steps  how many states
 *          every  at least 1
 * Out:     out    [batch][steps][dim], NaN from the escape on */
CHAOS_API CHAOS_MUST_CHECK int chaos_orbit(const chaos_map *map, uint64_t transient, uint64_t steps,
                                           uint64_t every, const chaos_batch *batch, double *out,
                                           const chaos_options *options, chaos_error *error);

/* The largest Lyapunov exponents over steps iterations after the transient.
 *
 * In:      count            how many, 1 to dim; CHAOS_ALL: dim
 * Out:     exponents        [batch][count] nats per iterate, descending
 *          standard_errors  [batch][count]
 *          status           [batch] enum chaos_status; each of the three may be NULL */
CHAOS_API CHAOS_MUST_CHECK int chaos_lyapunov(const chaos_map *map, uint64_t transient, uint64_t steps,
                                              uint64_t count, const chaos_batch *batch, double *exponents,
                                              double *standard_errors, uint32_t *status,
                                              const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif

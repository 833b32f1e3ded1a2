/* Random initial states of the points of a grid.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_STARTS_H
#define CHAOS_CORE_STARTS_H

#include "core/source.h"

/* Completes and checks what a grid says of starts, once its axes and points are known; the points become
 * starts. */
int chaosi_starts_init(chaosi_source *source, chaos_error *error);

/* Likewise, of points that are followed. */
int chaosi_starts_follow(chaosi_source *source, chaos_error *error);

/* Puts state i of starts first ... first + count - 1 of the whole grid into to [count]. */
void chaosi_starts_draw(const chaosi_source *source, uint64_t i, uint64_t first, size_t count, double *to);

/* The key of the random stream of a start of a point (kernels/random.h). */
uint64_t chaosi_stream(const chaos_options *options, uint64_t point, uint32_t start);

#endif

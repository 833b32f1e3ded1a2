/* A step of tangent vectors by the matrices of lanes, where Gram-Schmidt has lost what is perpendicular.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_MATRICES_H
#define CHAOS_CORE_MATRICES_H

#include "core/tangents.h"

/* Does the step from iterate n again for the vectors of the lost lanes: t->x_before and t->vectors_before are
 * what was before it. Like every int here, returns CHAOS_OK or what stopped the jobs. */
int chaosi_matrices_step(chaosi_tangents *t, uint64_t n);

#endif

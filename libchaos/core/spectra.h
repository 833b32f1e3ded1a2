/* The spectrum of the cycle on which a lane has settled, and to how much it is known.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_SPECTRA_H
#define CHAOS_CORE_SPECTRA_H

#include "core/tangents.h"

/* For k exponents: bytes of the block in which the tangents are placed, which is placed anew, and doubles of `found`. */
size_t chaosi_spectra_tangents_bytes(uint64_t dim, size_t k, size_t lanes);
size_t chaosi_spectra_doubles(uint64_t dim, size_t k, size_t lanes);

/* Takes tile and tangents for its own. Of lanes that have settled and are not done it finds as many
 * exponents as there are vectors, two or more: found[k][stride], descending, then as much of their errors,
 * then room; doubtful[stride] of these lanes is written. Like every int here, returns CHAOS_OK or what stopped the jobs. */
int chaosi_spectra_find(chaosi_tangents *t, double *found, uint8_t *doubtful);

#endif

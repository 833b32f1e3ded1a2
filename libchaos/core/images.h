/* What one step makes of vectors, where it makes them parallel to within rounding.
 *
 * Their images, computed as such, are then the same but for rounding, and so is what is perpendicular in
 * them. The matrix of the step still has it: elements of very different sizes are known each to the last
 * place. It is taken apart into factors of which only a diagonal one has large ratios (factors.h).
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_IMAGES_H
#define CHAOS_CORE_IMAGES_H

#include <stddef.h>

typedef struct chaosi_images {
    size_t dim, k;
    const double *matrix; /* [dim][dim], a row for each new state */
    double *v;            /* [k][dim] vectors, then what is perpendicular in their images to those before */
    double *e;            /* [k] times 2^e */
    double uncertainty;   /* of the matrix's elements, relative */
    double *room;         /* chaosi_images_doubles */
} chaosi_images;

enum chaosi_images_are { CHAOSI_KNOWN, CHAOSI_DOUBTFUL, CHAOSI_NO_NUMBER };

size_t chaosi_images_doubles(size_t dim, size_t k);

/* A vector becomes 0 if the matrix is singular, or it was 0. Doubtful: what is left of one may be rounding of
 * the elements. No number: the matrix has elements that are none, and nothing was done. */
enum chaosi_images_are chaosi_images_find(chaosi_images *s);

#endif

/* Moduli of the eigenvalues of small matrices.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_MODULI_H
#define CHAOS_CORE_MODULI_H

#include <stdbool.h>
#include <stddef.h>

/* Descending, of matrix[n][n], which is spent. false: no answer. */
bool chaosi_moduli(double *matrix, size_t n, double *moduli);

#endif

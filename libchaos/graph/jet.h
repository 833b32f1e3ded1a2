/* Arithmetic on single jets (jets.h): 2^k coefficients, the number itself first.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_JET_H
#define CHAOS_GRAPH_JET_H

#include <stdint.h>

/* The value of an operation on numbers, of the family of bits in use (functions.c). */
typedef double chaosi_function_value(uint32_t op, double a, double b);

/* y = op(a, b, c), an enum chaosi_op with up to three operands, not a leaf and not a sum over sites. y is none of
 * them. At a corner the derivative is that of the branch that the value is from. */
void chaosi_jet_of(chaosi_function_value *value, uint32_t op, unsigned k, const double *a, const double *b,
                   const double *c, double *y);

#endif

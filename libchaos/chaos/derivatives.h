/* chaos/derivatives.h - derivatives of a map at a point.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_DERIVATIVES_H
#define CHAOS_DERIVATIVES_H

#include <chaos/calls.h>
#include <chaos/maps.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    CHAOS_MAX_ORDER = 5,           /* of derivatives by a formula, */
    CHAOS_MAX_DIFFERENCE_ORDER = 3 /* and by differences */
};

/* All partial derivatives of one order of x' = f(x; p): 1, the Jacobian; 2, the Hessians ... By the map's formula
 * (chaos_map_formula), exact but for rounding; where it has none, or one that does not give the map's values, by
 * differences: to about 1e-11, 1e-10 and 1e-8 for numbers around 1, the first order of a map with a derivative
 * of its own exact. Angles are not wrapped; at a corner the derivative is that of one side.
 *
 * In:      order    1 to CHAOS_MAX_ORDER, or by differences to CHAOS_MAX_DIFFERENCE_ORDER
 *          params   [nparams] finite; NULL: defaults
 *          state    [dim] finite
 *          over     [nover] with respect to what: i < nparams is parameter i, nparams + i is state i;
 *                   NULL (nover 0): all states
 *          options  only n0 is read, the n of the state, for maps that read it
 * Out:     values   [dim][nover] ... [nover], `order` times: values[i][j][k] = d^2 f_i/(d over_j d over_k); at
 *                   most 10^8 numbers
 *          status   a mask, may be NULL: CHAOS_NUMERIC_DERIVATIVE, by differences; CHAOS_NONFINITE, a
 *                   derivative is NaN or infinite
 * Errors:  CHAOS_ENOTSUP  an order that differences do not reach */
CHAOS_API CHAOS_MUST_CHECK int chaos_derivatives(const chaos_map *map, uint64_t order, const double *params,
                                                 const double *state, const uint64_t *over, uint64_t nover,
                                                 double *values, uint32_t *status,
                                                 const chaos_options *options, chaos_error *error);

#ifdef __cplusplus
}
#endif
#endif

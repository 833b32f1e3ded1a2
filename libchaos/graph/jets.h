/* Derivatives of any order that is needed, at one point: numbers x0 + e1 x1 + e2 x2 + e1 e2 x12 + ... with ei^2 = 0,
 * which a step of a map takes along. With x = state + e1 v1 + ... + ek vk the coefficient of e1 ... ek is
 * D^k f(v1, ..., vk); parameters have directions like states, and the image of an image is a jet, too, so
 * that a walk along a cycle gives D^k f^n.
 *
 * By the map's formula where it has one that its kernel agrees with, else by differences of the kernel. text/
 * makes them of formulas, analyses use them; neither knows more of the other than this.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_JETS_H
#define CHAOS_GRAPH_JETS_H

#include "kernels/map.h"

#include <stdbool.h>

enum {
    CHAOSI_JET_ORDER = 5,       /* of formulas, */
    CHAOSI_DIFFERENCE_ORDER = 3 /* and of differences: higher ones would be rounding errors */
};

/* For one thread. */
typedef struct chaosi_jets chaosi_jets;

/* params [nparams], state [dim]: around which formula and kernel are compared. */
int chaosi_jets_make(const chaos_map *map, const double *params, const double *state, chaosi_jets **jets,
                     chaos_error *error);
void chaosi_jets_free(chaosi_jets *jets); /* may be NULL */

/* Whether they come from a formula. */
bool chaosi_jets_exact(const chaosi_jets *jets);

/* y [dim][2^k] = f(x [dim][2^k]; p [nparams][2^k]) at iterate n, angles not wrapped. The coefficient of a product of
 * e's has the number with those bits: that of e1 e3 is number 5. k up to the order above; from differences y[.][0]
 * is the kernel's and p must be linear: parameters plus their directions. CHAOS_EFUNCTION: a function stopped it. */
int chaosi_jets_step(chaosi_jets *jets, unsigned k, const double *p, const double *x, uint64_t n, double *y,
                     chaos_error *error);

#endif

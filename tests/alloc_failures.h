/* What the programs' parts of alloc_failures share: where calls write to, and calls.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ALLOC_FAILURES_H
#define ALLOC_FAILURES_H

#include <chaos.h>

enum { ROOM = 1 << 18 };
extern double out[ROOM];
extern chaos_error error;

int cycle(void);
int cycle_of_henon(void);
int cycle_of_lattice(void);
int branch(void);
int branch_double(void);
int branch_cross(void);
int curve(void);
int curve_of_plane(void);
int curve_from(void);
int curve_from_resonance(void);
int diagram(void);
int skeleton(void);

#endif

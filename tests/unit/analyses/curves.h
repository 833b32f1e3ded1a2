/* What the tests of curves share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CURVES_H
#define CURVES_H

#include "support.h"

enum { MAX_SPECIAL = 32, MAX_STATES = 8 };

/* What a curve has. */
struct curve {
    chaos_result *result;
    uint64_t nrows, nspecial;
    uint32_t kind[MAX_SPECIAL], exact[MAX_SPECIAL];
    double parameters[MAX_SPECIAL][2], cosine[MAX_SPECIAL], coefficient[MAX_SPECIAL][2], form[MAX_SPECIAL][8],
        points[MAX_SPECIAL * MAX_STATES];
    double (*rows)[2]; /* [nrows] parameters */
};

struct curve read_curve(chaos_result *result);
void free_curve(struct curve *c);

struct curve follow_curve(const chaos_map *map, uint32_t kind, uint64_t period, const char *first,
                          const char *second, const double *box, const double *params, const double *points);

/* Such a special point is among them, exact, there: to 1e-12. */
void curve_has(const struct curve *c, uint32_t kind, double first, double second);

/* Every row satisfies an equation, and was corrected to rounding. */
void curve_lies_on(const struct curve *c, double (*equation)(const double *parameters), double tolerance);

#endif

/* A cycle and its multipliers: the eigenvalues of the derivative around it. All
 * inside the unit circle: the cycle attracts. One outside: a saddle.
 *
 * How much there is to find only the call finds out, so it makes a result: tables
 * of named columns, which are copied out.
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <math.h>
#include <stdio.h>

enum { PERIOD = 2, DIM = 2 };

int main(void)
{
    const chaos_map *map = chaos_map_find("henon");
    const double guess[DIM] = { 1.0, -0.1 };
    chaos_result *cycle;
    chaos_error error;
    if (chaos_cycle_find(map, PERIOD, NULL, guess, &cycle, NULL, &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    double point[PERIOD][DIM], multiplier[DIM][2], residual;
    uint64_t offsets[2]; /* rows differ in length, by their periods; here is one row */
    uint32_t converged;
    if (chaos_result_copy(cycle, "rows", "points", point, sizeof point, offsets, &error) != CHAOS_OK ||
        chaos_result_copy(cycle, "rows", "multipliers", multiplier, sizeof multiplier, NULL, &error) !=
            CHAOS_OK ||
        chaos_result_copy(cycle, "rows", "residual", &residual, sizeof residual, NULL, &error) != CHAOS_OK ||
        chaos_result_copy(cycle, "rows", "converged", &converged, sizeof converged, NULL, &error) !=
            CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    chaos_result_free(cycle);

    printf("%s, cycle of period %d, %s, residual %.1e\n", chaos_map_title(map), PERIOD,
           converged ? "converged" : "NOT converged", residual);
    for (int n = 0; n < PERIOD; n++)
        printf("point %.15f %.15f\n", point[n][0], point[n][1]);
    for (int i = 0; i < DIM; i++)
        printf("multiplier %.12f %+.12fi, modulus %.6f\n", multiplier[i][0], multiplier[i][1],
               hypot(multiplier[i][0], multiplier[i][1]));
    return 0;
}

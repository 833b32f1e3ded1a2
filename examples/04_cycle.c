/* A cycle and its multipliers: the eigenvalues of the derivative around it. All
 * inside the unit circle: the cycle attracts. One outside: a saddle.
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
    double point[PERIOD][DIM], multiplier[DIM][2], residual;
    int converged;
    chaos_error error;
    if (chaos_cycle(map, PERIOD, NULL, guess, &point[0][0], &multiplier[0][0], &residual, &converged,
                    &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    printf("%s, cycle of period %d, %s, residual %.1e\n", chaos_map_title(map), PERIOD,
           converged ? "converged" : "NOT converged", residual);
    for (int n = 0; n < PERIOD; n++)
        printf("point %.15f %.15f\n", point[n][0], point[n][1]);
    for (int i = 0; i < DIM; i++)
        printf("multiplier %.12f %+.12fi, modulus %.6f\n", multiplier[i][0], multiplier[i][1],
               hypot(multiplier[i][0], multiplier[i][1]));
    return 0;
}

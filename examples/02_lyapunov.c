/* A Lyapunov exponent: how fast neighbouring orbits part, in nats per iterate,
 * with its standard error. For the logistic map at r = 4 it is known: ln 2.
 *
 * Eight orbits at once, from eight starts: the parameter is one number for all
 * of them (a stride of 0), the starts are an array (a stride of 8 bytes).
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>
#include <math.h>
#include <stdio.h>

enum { N = 8 };

int main(void)
{
    const double r = 4.0;
    double start[N], exponent[N], stderr_[N];
    uint32_t status[N];
    for (int i = 0; i < N; i++)
        start[i] = 0.1 + 0.093 * i;

    const uint64_t shape[] = { N };
    const ptrdiff_t same[] = { 0 }, next[] = { sizeof *start };
    chaos_view params = { &r, same }, states = { start, next };
    chaos_batch batch = { sizeof batch, 1, shape, &params, &states };
    chaos_error error;
    if (chaos_lyapunov(chaos_map_find("logistic"), 1000, 1000000, 1, &batch, exponent, stderr_, status, NULL,
                       &error) != CHAOS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    for (int i = 0; i < N; i++)
        printf("from %.3f: %.6f +- %.6f, off ln 2 by %+.1f standard errors\n", start[i], exponent[i],
               stderr_[i], (exponent[i] - log(2.0)) / stderr_[i]);
    return 0;
}

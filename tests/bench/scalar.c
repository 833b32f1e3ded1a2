/* A peer of the benchmark: the loop that anyone would write.
 *
 * SPDX-License-Identifier: MIT */
double logistic(long steps, double r, double x);

double logistic(long steps, double r, double x)
{
    for (long n = 0; n < steps; n++)
        x = r * x * (1.0 - x);
    return x;
}

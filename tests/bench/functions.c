/* SPDX-License-Identifier: MIT
 * What users write who have their map in C already: for one state, and for a block. */
#include <math.h>
#include <stddef.h>

int logistic(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = p[0] * x[0] * (1.0 - x[0]);
    return 0;
}

int logistic_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)user;
    for (size_t j = 0; j < n; j++)
        y[j] = p[j] * x[j] * (1.0 - x[j]);
    return 0;
}

int henon(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = 1.0 - p[0] * (x[0] * x[0]) + x[1];
    y[1] = p[1] * x[0];
    return 0;
}

int henon_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)user;
    for (size_t j = 0; j < n; j++) {
        y[j] = 1.0 - p[j] * (x[j] * x[j]) + x[n + j];
        y[n + j] = p[n + j] * x[j];
    }
    return 0;
}

int ikeda(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    const double t = p[2] - p[3] / (1.0 + x[0] * x[0] + x[1] * x[1]), s = sin(t), c = cos(t);
    y[0] = p[0] + p[1] * (x[0] * c - x[1] * s);
    y[1] = p[1] * (x[0] * s + x[1] * c);
    return 0;
}

int ikeda_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    for (size_t j = 0; j < n; j++) {
        const double at[] = { x[j], x[n + j] }, with[] = { p[j], p[n + j], p[2 * n + j], p[3 * n + j] };
        double to[2];
        ikeda(at, with, to, user);
        y[j] = to[0];
        y[n + j] = to[1];
    }
    return 0;
}

/* A ring of logistic maps, with copies of the other end before and behind f: both loops vectorise. */
void ring(size_t n, long steps, double r, double eps, double *restrict x, double *restrict f);

void ring(size_t n, long steps, double r, double eps, double *restrict x, double *restrict f)
{
    for (long m = 0; m < steps; m++) {
        for (size_t i = 0; i < n; i++)
            f[i + 1] = r * x[i] * (1.0 - x[i]);
        f[0] = f[n];
        f[n + 1] = f[1];
        for (size_t i = 0; i < n; i++)
            x[i] = (1.0 - eps) * f[i + 1] + eps / 2.0 * (f[i] + f[i + 2]);
    }
}

/* Functions for maps of C functions: the catalogue's, once more.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit/foreign/functions.h"

int logistic(const double *x, const double *p, double *y, void *user)
{
    (void)user;
    y[0] = p[0] * x[0] * (1.0 - x[0]);
    return 0;
}

int logistic_block(size_t n, const double *x, const double *p, double *y, void *user)
{
    (void)user;
    for (size_t j = 0; j < n; ++j)
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
    const double *a = p, *b = p + n, *u = x, *v = x + n;
    for (size_t j = 0; j < n; ++j) {
        y[j] = 1.0 - a[j] * (u[j] * u[j]) + v[j];
        y[n + j] = b[j] * u[j];
    }
    return 0;
}

int henon_tangent_block(size_t n, const double *x, const double *p, const double *v, double *w, void *user)
{
    (void)user;
    for (size_t j = 0; j < n; ++j) {
        w[j] = -(2.0 * p[j] * x[j]) * v[j] + v[n + j];
        w[n + j] = p[n + j] * v[j];
    }
    return 0;
}

int cat(const double *x, const double *p, double *y, void *user)
{
    (void)p, (void)user;
    y[0] = 2.0 * x[0] + x[1];
    y[1] = x[0] + x[1];
    return 0;
}

chaos_map *made(const chaos_function *f)
{
    chaos_map *map = NULL;
    int code = chaos_map_from_function(f, &map, &why);
    ck_assert_msg(code == CHAOS_OK, "%s", why.message);
    return map;
}

chaos_function like(const char *name)
{
    static const char *states[8], *params[8];
    static double state[8], param[8], wrap[8];
    const chaos_map *map = map_named(name);
    default_point(map, param, state);
    for (uint64_t i = 0; i < chaos_map_dim(map); ++i) {
        states[i] = chaos_map_state(map, i);
        wrap[i] = chaos_map_wrap(map, i);
    }
    for (uint64_t i = 0; i < chaos_map_nparams(map); ++i)
        params[i] = chaos_map_param(map, i);
    return (chaos_function){ .size = sizeof(chaos_function),
                             .dim = chaos_map_dim(map),
                             .nparams = chaos_map_nparams(map),
                             .name = name,
                             .states = states,
                             .params = params,
                             .state_defaults = state,
                             .param_defaults = param,
                             .wrap = wrap,
                             .bound = chaos_map_bound(map) };
}

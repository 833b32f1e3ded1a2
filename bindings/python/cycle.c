/* cycle.c - Map.cycle().
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

/* Newton's method on one orbit, to arrays that are there. */
static PyObject *solve(const call *c, const double *values, output *points, output *multipliers)
{
    double residual;
    int converged;
    chaos_error error;
    run r = { 0 };
    chaos_options options = { 0 };
    run_begin(&r, c->map, &options, (double)c->steps * 1000);
    int code = chaos_cycle(c->map->map, c->steps, values, values + c->map->nparams, points->data,
                           multipliers->data, &residual, &converged, &error);
    if (!run_end(&r, code, &error))
        return NULL;
    return support("cycle", "(NNdO)", output_take(points), output_take(multipliers), residual,
                   converged ? Py_True : Py_False);
}

PyObject *map_cycle(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    call c;
    output points = { 0 }, multipliers = { 0 };
    PyObject *result = NULL;
    double *values = NULL;
    if (call_parse(&c, "cycle", OPT_PERIOD, self, args, nargs, kwnames)) {
        const uint64_t shape[] = { c.steps, c.map->dim }, parts[] = { c.map->dim, 2 };
        values = PyMem_Malloc((c.map->nparams + c.map->dim) * sizeof *values);
        if (!values)
            PyErr_NoMemory();
        else if (inputs_single(&c.in, "cycle", true, values) &&
                 output_make(&points, "points", NULL, CHAOS_F64, c.map->dim > 1 ? 2 : 1, shape, 0, NULL) &&
                 output_make(&multipliers, "multipliers", NULL, CHAOS_F64, 2, parts, 0, NULL))
            result = solve(&c, values, &points, &multipliers);
    }
    PyMem_Free(values);
    output_free(&points);
    output_free(&multipliers);
    call_free(&c);
    return result;
}

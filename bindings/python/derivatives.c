/* derivatives.c - Map._derivatives(): Map.derivatives() with numbers for names.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>

/* over [count]: what a tuple of ints says; false: raised. */
static bool take_over(const call *c, uint64_t *over, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (!get_count(PyTuple_GetItem(c->over, (Py_ssize_t)i), "over", 0, &over[i]))
            return false;
    return true;
}

static PyObject *differentiate(call *c, const double *values, const uint64_t *over, uint64_t nover)
{
    const uint64_t n = over ? nover : c->map->dim;
    const uint64_t shape[1 + CHAOS_MAX_ORDER] = { c->map->dim, n, n, n, n, n };
    const uint32_t ndim = c->steps <= CHAOS_MAX_ORDER ? (uint32_t)c->steps : 0; /* others are refused */
    chaos_error error;
    output out;
    PyObject *result = NULL;
    if (output_make(&out, "out", NULL, CHAOS_F64, 0, NULL, 1 + ndim, shape)) {
        run_begin(&c->run, c->map, &c->options, HUGE_VAL);
        const int code = chaos_derivatives(c->map->map, c->steps, values, values + c->map->nparams, over,
                                           nover, out.data, NULL, &c->options, &error);
        if (run_end(&c->run, code, &error))
            result = output_take(&out);
    }
    output_free(&out);
    return result;
}

PyObject *map_derivatives(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    call c;
    PyObject *result = NULL;
    double *values = NULL;
    uint64_t *over = NULL, nover = 0;
    if (call_parse(&c, "derivatives", OPT_ORDER | OPT_OVER | OPT_ENDLESS, self, args, nargs, kwnames)) {
        nover = c.over ? (uint64_t)PyTuple_Size(c.over) : 0;
        values = PyMem_Malloc((c.map->nparams + c.map->dim) * sizeof *values);
        over = nover ? PyMem_Malloc(nover * sizeof *over) : NULL;
        if (!values || (nover && !over))
            PyErr_NoMemory();
        else if (take_over(&c, over, nover) && inputs_single(&c.in, "derivatives", true, values))
            result = differentiate(&c, values, over, nover);
    }
    PyMem_Free(values);
    PyMem_Free(over);
    call_free(&c);
    return result;
}

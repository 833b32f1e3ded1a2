/* cycle.c - Map.cycle().
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>

static PyObject *find(call *c, PyTypeObject *type, const double *values)
{
    chaos_result *found;
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    int code = chaos_cycle_find(c->map->map, c->steps, values, values + c->map->nparams, &found, &c->options,
                                &error);
    if (run_end(&c->run, code, &error))
        return result_object(type, c->map, found);
    if (code == CHAOS_OK) /* progress= raised at the very end */
        chaos_result_free(found);
    return NULL;
}

PyObject *map_cycle(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                    PyObject *kwnames)
{
    call c;
    PyObject *result = NULL;
    double *values = NULL;
    if (call_parse(&c, "cycle", OPT_PERIOD | OPT_FORCING | OPT_THREADS | OPT_PROGRESS | OPT_WRAP, self, args,
                   (Py_ssize_t)nargs, kwnames)) {
        values = PyMem_Malloc((c.map->nparams + c.map->dim) * sizeof *values);
        if (!values)
            PyErr_NoMemory();
        else if (inputs_single(&c.in, "cycle", true, values))
            result = find(&c, ((module_state *)PyType_GetModuleState(type))->result_type, values);
    }
    PyMem_Free(values);
    call_free(&c);
    return result ? helper("chaos._result", "cycle", "(N)", result) : NULL;
}

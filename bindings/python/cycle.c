/* cycle.c - Map.cycle(), .cycles(), .branch(), .bifurcation_diagram(), .bifurcation_curve(), .skeleton() and .float_cycle().
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>

/* What a call of the library has found, if it went well. */
static PyObject *finish(call *c, PyTypeObject *type, int code, chaos_result *found, const chaos_error *error)
{
    if (run_end(&c->run, code, error))
        return result_object(type, c->map, found);
    if (code == CHAOS_OK) /* progress= raised at the very end */
        chaos_result_free(found);
    return NULL;
}

static PyTypeObject *result_type(PyTypeObject *type)
{
    return ((module_state *)PyType_GetModuleState(type))->result_type;
}

static PyObject *find(call *c, PyTypeObject *type, const double *values)
{
    chaos_result *found;
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    int code = chaos_cycle_find(c->map->map, c->steps, values, values + c->map->nparams, &found, &c->options,
                                &error);
    return finish(c, type, code, found, &error);
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
            result = find(&c, result_type(type), values);
    }
    PyMem_Free(values);
    call_free(&c);
    return result ? helper("chaos._result", "cycle", "(N)", result) : NULL;
}

/* box: None, or a tuple of low and high of each state; false: raised. */
static bool take_box(const call *c, double **box)
{
    const uint64_t count = 2 * c->map->dim;
    *box = NULL;
    if (!c->box || c->box == Py_None)
        return true;
    *box = PyMem_Malloc(count * sizeof **box);
    if (!*box)
        PyErr_NoMemory();
    for (uint64_t i = 0; *box && i < count; i++)
        if (!get_number(PyTuple_GetItem(c->box, (Py_ssize_t)i), "box", &(*box)[i]))
            return false;
    return *box != NULL;
}

/* Ctrl-C ends the search, and what was found until then is the result. */
static PyObject *finish_early(call *c, PyTypeObject *type, int code, chaos_result *found,
                              const chaos_error *error)
{
    const bool done = run_end(&c->run, code, error);
    if (!done && found && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt))
        PyErr_Clear();
    else if (!done) {
        chaos_result_free(found);
        return NULL;
    }
    return result_object(type, c->map, found);
}

static PyObject *find_all(call *c, PyTypeObject *type, const double *values, const double *box)
{
    chaos_result *found = NULL;
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code =
        chaos_cycles(c->map->map, c->first, c->steps, values, box, c->budget, &found, &c->options, &error);
    return finish_early(c, type, code, found, &error);
}

PyObject *map_cycles(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                     PyObject *kwnames)
{
    call c;
    PyObject *result = NULL;
    double *values = NULL, *box = NULL;
    if (call_parse(&c, "cycles",
                   OPT_PERIOD | OPT_FIRST | OPT_BOX | OPT_BUDGET | OPT_FORCING | OPT_THREADS | OPT_PROGRESS |
                       OPT_WRAP,
                   self, args, (Py_ssize_t)nargs, kwnames) &&
        take_box(&c, &box)) {
        values = PyMem_Malloc((c.map->nparams + c.map->dim) * sizeof *values);
        if (!values)
            PyErr_NoMemory();
        else if (inputs_single(&c.in, "cycles", true, values))
            result = find_all(&c, result_type(type), values, box);
    }
    PyMem_Free(values);
    PyMem_Free(box);
    call_free(&c);
    return result;
}

/* The numbers of the tuple _axes: all points at a bifurcation, and perhaps those and the parameter of a cycle beside it;
 * false: raised. */
static bool take_points(const call *c, double **points)
{
    const Py_ssize_t count = PyTuple_Size(c->axes);
    *points = PyMem_Malloc(((size_t)count + 1) * sizeof **points);
    if (!*points)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; *points && i < count; i++)
        if (!get_number(PyTuple_GetItem(c->axes, i), "points", &(*points)[i])) {
            PyMem_Free(*points);
            return false;
        }
    return *points != NULL;
}

/* Of a tuple the first numbers; false: raised. */
static bool take_counts(PyObject *tuple, const char *name, Py_ssize_t n, uint64_t *to)
{
    for (Py_ssize_t i = 0; i < n; i++)
        if (!get_count(PyTuple_GetItem(tuple, i), name, 0, &to[i]))
            return false;
    return true;
}

static bool take_numbers(PyObject *tuple, const char *name, Py_ssize_t n, double *to)
{
    for (Py_ssize_t i = 0; i < n; i++)
        if (!get_number(PyTuple_GetItem(tuple, i), name, &to[i]))
            return false;
    return true;
}

/* _over=(first parameter's number, second's, kind), _box=(low, high, low, high), _axes=points; from a point of codimension 2
 * _over=(.., .., kind, number of the curve), _box=(..., cosine). */
static PyObject *follow_curve(call *c, PyTypeObject *type, const double *values)
{
    chaos_result *found = NULL;
    chaos_error error;
    const Py_ssize_t from = PyTuple_Size(c->over) == 4;
    uint64_t over[4];
    double box[5], *points;
    if (!take_counts(c->over, "over", 3 + from, over) || !take_numbers(c->box, "to", 4 + from, box) ||
        !take_points(c, &points))
        return NULL;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code =
        from ? chaos_bifurcation_curve_from(c->map->map, (uint32_t)over[2], over[3], c->steps, over, box,
                                            values, points, box[4], (uint64_t)c->budget, &found, &c->options,
                                            &error)
             : chaos_bifurcation_curve(c->map->map, (uint32_t)over[2], c->steps, over, box, values, points,
                                       (uint64_t)c->budget, &found, &c->options, &error);
    PyObject *result = finish_early(c, type, code, found, &error);
    PyMem_Free(points);
    return result;
}

/* Map._branch(period, _over=(the parameter's number,), _box=(low, high), ...); with _axes from a flip or a branch point. */
static PyObject *follow(call *c, PyTypeObject *type, const double *values)
{
    chaos_result *found = NULL;
    chaos_error error;
    uint64_t along;
    double low, high;
    double *points = NULL;
    if (!get_count(PyTuple_GetItem(c->over, 0), "along", 0, &along) ||
        !get_number(PyTuple_GetItem(c->box, 0), "to", &low) ||
        !get_number(PyTuple_GetItem(c->box, 1), "to", &high))
        return NULL;
    if (c->axes && !take_points(c, &points))
        return NULL;
    const Py_ssize_t count = (Py_ssize_t)(c->steps * c->map->dim);
    const bool cross = points && PyTuple_Size(c->axes) > count;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code =
        cross    ? chaos_branch_cross(c->map->map, c->steps, along, low, high, values, points, points + count,
                                      (uint64_t)c->budget, &found, &c->options, &error)
        : points ? chaos_branch_double(c->map->map, c->steps, along, low, high, values, points,
                                       (uint64_t)c->budget, &found, &c->options, &error)
                 : chaos_branch(c->map->map, c->steps, along, low, high, values, values + c->map->nparams,
                                (uint64_t)c->budget, &found, &c->options, &error);
    PyObject *result = finish_early(c, type, code, found, &error);
    PyMem_Free(points);
    return result;
}

/* Map._diagram(max_period, _over=(the parameter's number, seeds), _box=(low, high, and perhaps those of each state), ...) */
static PyObject *find_diagram(call *c, PyTypeObject *type, const double *values)
{
    chaos_result *found = NULL;
    chaos_error error;
    uint64_t over[2];
    const Py_ssize_t count = PyTuple_Size(c->box);
    double *box = PyMem_Malloc((size_t)count * sizeof *box);
    if (!box)
        PyErr_NoMemory();
    if (!box || !take_counts(c->over, "seeds", 2, over) || !take_numbers(c->box, "box", count, box)) {
        PyMem_Free(box);
        return NULL;
    }
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code = chaos_bifurcation_diagram(c->map->map, over[0], box[0], box[1], c->steps, over[1],
                                               values, count > 2 ? box + 2 : NULL, (uint64_t)c->budget,
                                               &found, &c->options, &error);
    PyObject *result = finish_early(c, type, code, found, &error);
    PyMem_Free(box);
    return result;
}

/* What begins with a period, in ranges of parameters. */
static PyObject *find_over(PyObject *self, PyTypeObject *type, const char *function,
                           PyObject *find_it(call *c, PyTypeObject *type, const double *values),
                           PyObject *const *args, size_t nargs, PyObject *kwnames)
{
    call c;
    PyObject *result = NULL;
    double *values = NULL;
    if (call_parse(&c, function,
                   OPT_PERIOD | OPT_OVER | OPT_BOX | OPT_BUDGET | OPT_AXES | OPT_FORCING | OPT_THREADS |
                       OPT_PROGRESS | OPT_WRAP,
                   self, args, (Py_ssize_t)nargs, kwnames)) {
        values = PyMem_Malloc((c.map->nparams + c.map->dim) * sizeof *values);
        if (!values)
            PyErr_NoMemory();
        else if (inputs_single(&c.in, function, true, values))
            result = find_it(&c, result_type(type), values);
    }
    PyMem_Free(values);
    call_free(&c);
    return result;
}

static PyObject *follow_either(call *c, PyTypeObject *type, const double *values)
{
    return (PyTuple_Size(c->over) == 1 ? follow : follow_curve)(c, type, values);
}

PyObject *map_branch(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                     PyObject *kwnames)
{
    return find_over(self, type, "branch", follow_either, args, nargs, kwnames);
}

PyObject *map_diagram(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                      PyObject *kwnames)
{
    return find_over(self, type, "bifurcation_diagram", find_diagram, args, nargs, kwnames);
}

/* Map._skeleton(period, _over=(first parameter's number, second's, max_period), _box=(low, high, low, high), ...) */
static PyObject *find_skeleton(call *c, PyTypeObject *type, const double *values)
{
    chaos_result *found = NULL;
    chaos_error error;
    uint64_t over[3];
    double box[4];
    if (!take_counts(c->over, "max_period", 3, over) || !take_numbers(c->box, "to", 4, box))
        return NULL;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code = chaos_skeleton(c->map->map, c->steps, over, box, values, values + c->map->nparams,
                                    over[2], (uint64_t)c->budget, &found, &c->options, &error);
    return finish_early(c, type, code, found, &error);
}

PyObject *map_skeleton(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                       PyObject *kwnames)
{
    return find_over(self, type, "skeleton", find_skeleton, args, nargs, kwnames);
}

static PyObject *find_float_cycles(call *c, PyTypeObject *type)
{
    chaos_result *found;
    chaos_error error;
    const chaos_batch batch = inputs_batch(&c->in);
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code = chaos_float_cycle(c->map->map, c->steps, &batch, &found, &c->options, &error);
    return finish(c, type, code, found, &error);
}

static PyObject *shape_object(const inputs *in)
{
    PyObject *shape = PyTuple_New((Py_ssize_t)in->ndim);
    for (uint32_t i = 0; shape && i < in->ndim; i++) {
        PyObject *extent = PyLong_FromUnsignedLongLong(in->shape[i]);
        if (!extent || PyTuple_SetItem(shape, (Py_ssize_t)i, extent) < 0)
            Py_CLEAR(shape);
    }
    return shape;
}

PyObject *map_float_cycle(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                          PyObject *kwnames)
{
    call c;
    PyObject *result = NULL, *shape = NULL;
    if (call_parse(&c, "float_cycle", OPT_MAX_STEPS | OPT_THREADS | OPT_PROGRESS | OPT_BOUND, self, args,
                   (Py_ssize_t)nargs, kwnames) &&
        (shape = shape_object(&c.in)))
        result = find_float_cycles(&c, result_type(type));
    call_free(&c);
    if (!result) {
        Py_XDECREF(shape);
        return call_labelled(&c, args, (Py_ssize_t)nargs, kwnames);
    }
    return helper("chaos._result", "float_cycle", "(NN)", result, shape);
}

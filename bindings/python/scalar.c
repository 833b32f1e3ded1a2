/* scalar.c - chaos.NAME(steps, *params, *states), called once per step.
 *
 * SPDX-License-Identifier: MIT
 *
 * A call of one step shall cost no more than the step does in Python, some 25
 * ns. So: METH_FASTCALL, keywords only to refuse them, exact floats first, nothing allocated
 * but the result, and the GIL is kept where the work is short.
 */
#include "module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the function is bound to, its __self__. */
typedef struct {
    PyObject_HEAD const MapObject *owner; /* keeps the map; does what is not scalar */
    const chaos_map *map;
    uint64_t nparams, dim;
    uint64_t short_steps; /* up to which the GIL is kept */
    PyObject *one;        /* the int 1, which CPython has once: known by its address */
    PyMethodDef method;
    char *doc;
} ScalarObject;

enum { FEW = 16 }; /* values on the stack */

/* Stands aside, so that scalar_call needs few registers and no large frame. */
#define SELDOM __attribute__((noinline, cold))

/* The limited API hides how a float lies in memory, and a function call for
 * each argument costs a tenth of a step. It has been the same since Python 1;
 * floats_are_as_known() makes sure. */
#ifdef Py_LIMITED_API
static inline double float_value(PyObject *value)
{
    return ((const struct { PyObject_HEAD double value; } *)value)->value;
}
#else
#define float_value PyFloat_AS_DOUBLE
#endif

bool floats_are_as_known(void)
{
    const double probe = 2.385;
    PyObject *number = PyFloat_FromDouble(probe);
    PyObject *size = PyObject_GetAttrString((PyObject *)&PyFloat_Type, "__basicsize__");
    bool known = number && size && PyLong_AsSize_t(size) == sizeof(PyObject) + sizeof(double) &&
                 float_value(number) == probe;
    Py_XDECREF(number);
    Py_XDECREF(size);
    if (!known && !PyErr_Occurred())
        PyErr_SetString(PyExc_ImportError, "this Python's floats are not laid out as in CPython");
    return known;
}

PyObject *state_object(const double *state, uint64_t dim)
{
    if (dim == 1)
        return PyFloat_FromDouble(state[0]);
    if (dim == 2) { /* the most frequent: one call instead of three */
        PyObject *x = PyFloat_FromDouble(state[0]), *y = PyFloat_FromDouble(state[1]);
        PyObject *pair = x && y ? PyTuple_Pack(2, x, y) : NULL;
        Py_XDECREF(x);
        Py_XDECREF(y);
        return pair;
    }
    PyObject *tuple = PyTuple_New((Py_ssize_t)dim);
    for (uint64_t i = 0; tuple && i < dim; i++) {
        PyObject *number = PyFloat_FromDouble(state[i]);
        if (!number || PyTuple_SetItem(tuple, (Py_ssize_t)i, number) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

/* Arrays among the values: the same as Map.iterate. */
SELDOM static PyObject *broadcast(ScalarObject *self, PyObject *const *args)
{
    PyObject *method = PyObject_GetAttrString((PyObject *)self->owner, "iterate");
    PyObject *steps = PyTuple_Pack(1, args[0]);
    PyObject *values = PyDict_New(), *result = NULL;
    bool done = method && steps && values;
    for (uint64_t i = 0; done && i < self->nparams + self->dim; i++)
        done = PyDict_SetItemString(values, map_value_name(self->owner, i), args[1 + i]) == 0;
    if (done)
        result = PyObject_Call(method, steps, values);
    Py_XDECREF(method);
    Py_XDECREF(steps);
    Py_XDECREF(values);
    return result;
}

/* nargs: so many, or -1: some by name. */
SELDOM static PyObject *wrong_arguments(const ScalarObject *self, Py_ssize_t nargs)
{
    PyObject *signature = PyUnicode_FromStringAndSize(self->doc, strchr(self->doc, '\n') - self->doc);
    if (signature && nargs < 0)
        PyErr_Format(PyExc_TypeError, "%U takes values by position; chaos.Map.iterate takes them by name",
                     signature);
    else if (signature)
        PyErr_Format(PyExc_TypeError, "%U takes %llu arguments, got %zd", signature,
                     (unsigned long long)(1 + self->nparams + self->dim), nargs);
    Py_XDECREF(signature);
    return NULL;
}

/* 1: values holds all; 0: some are no numbers; -1: raised. */
SELDOM static int get_values(const ScalarObject *self, PyObject *const *args, double *values)
{
    for (uint64_t i = 0; i < self->nparams + self->dim; i++) {
        if (!PyFloat_CheckExact(args[i]) && !PyFloat_Check(args[i]) && !PyLong_Check(args[i]))
            return 0;
        if (!get_number(args[i], map_value_name(self->owner, i), &values[i]))
            return -1;
    }
    return 1;
}

SELDOM static PyObject *iterate(ScalarObject *self, uint64_t steps, double *values)
{
    chaos_options options = { .size = sizeof options };
    run r = { .progress = NULL };
    chaos_error error;
    double *state = values + self->nparams;
    run_begin(&r, self->owner, &options, (double)self->dim * (double)steps);
    int code = chaos_iterate_one(self->map, steps, values, state, &options, &error);
    return run_end(&r, code, &error) ? state_object(state, self->dim) : NULL;
}

/* Everything that scalar_call leaves, and every error. */
SELDOM static PyObject *careful_call(ScalarObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    const uint64_t count = self->nparams + self->dim;
    uint64_t steps;
    if ((uint64_t)nargs != 1 + count)
        return wrong_arguments(self, nargs);
    if (!get_count(args[0], "steps", 0, &steps))
        return NULL;
    double *values = PyMem_Malloc(count * sizeof *values);
    if (!values)
        return PyErr_NoMemory();
    int got = get_values(self, args + 1, values);
    PyObject *result = got > 0 ? iterate(self, steps, values) : got == 0 ? broadcast(self, args) : NULL;
    PyMem_Free(values);
    return result;
}

static inline bool get_few_steps(const ScalarObject *self, PyObject *value, uint64_t *steps)
{
    if (value == self->one) {
        *steps = 1;
        return true;
    }
    if (!PyLong_CheckExact(value))
        return false;
    *steps = PyLong_AsUnsignedLongLong(value);
    if (*steps <= self->short_steps)
        return true;
    PyErr_Clear();
    return false;
}

static PyObject *scalar_call(PyObject *object, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    ScalarObject *self = (ScalarObject *)object;
    const uint64_t count = self->nparams + self->dim;
    double values[FEW];
    uint64_t steps;
    if (kwnames)
        return wrong_arguments(self, -1);
    if ((uint64_t)nargs != 1 + count || count > FEW || !get_few_steps(self, args[0], &steps))
        return careful_call(self, args, nargs);
    for (uint64_t i = 0; i < count; i++) {
        if (!PyFloat_CheckExact(args[1 + i]))
            return careful_call(self, args, nargs);
        values[i] = float_value(args[1 + i]);
    }
    double *state = values + self->nparams;
    if (chaos_iterate_one(self->map, steps, values, state, NULL, NULL) != CHAOS_OK)
        return careful_call(self, args, nargs);
    return self->dim == 1 ? PyFloat_FromDouble(*state) : state_object(state, self->dim);
}

/* How many of the values have names that are shown. */
static uint64_t nshown(const MapObject *map)
{
    return chaos_map_is_lattice(map->map) ? map->nparams : map->nparams + map->dim;
}

static void write_doc(FILE *stream, const MapObject *map)
{
    const char *name = chaos_map_name(map->map), *lattice = chaos_map_is_lattice(map->map) ? "*x" : "";
    fprintf(stream, "%s after steps iterations: %s\n\nParameters\n----------\nsteps : int\n    Iterations.\n",
            chaos_map_title(map->map), chaos_map_formula(map->map));
    for (uint64_t i = 0; i < nshown(map); i++)
        fprintf(stream, "%s%s", i ? ", " : "", map_value_name(map, i));
    fprintf(stream, "%s%s : float or array_like\n    Parameters, then the states to start from.\n",
            *lattice && map->nparams ? ", " : "", lattice);
    fprintf(
        stream,
        "\nReturns\n-------\n%s\n    nan if the orbit escaped. Arrays broadcast as in chaos.Map.iterate, which\n"
        "    also takes values by name and has defaults.\n",
        map->dim == 1 ? "float" : "tuple of float");
    if (chaos_map_find(name) == map->map)
        fprintf(stream,
                "\nExamples\n--------\n>>> m = chaos.maps[\"%s\"]\n"
                ">>> chaos.%s(10, *m.defaults.values()) == %s\nTrue\n",
                name, name, map->dim == 1 ? "m.iterate(10)" : "tuple(m.iterate(10))");
}

/* "logistic(steps, r, x, /)\n--\n\n..." is where help() finds the signature. */
static char *make_doc(const MapObject *map)
{
    char *doc = NULL;
    size_t size;
    FILE *stream = open_memstream(&doc, &size);
    if (!stream)
        return NULL;
    fprintf(stream, "%s(steps", chaos_map_name(map->map));
    const uint64_t shown = nshown(map);
    for (uint64_t i = 0; i < shown; i++)
        fprintf(stream, ", %s", map_value_name(map, i));
    fprintf(stream, "%s)\n--\n\n", shown < map->nparams + map->dim ? ", /, *x" : ", /");
    write_doc(stream, map);
    if (fclose(stream) != 0) {
        free(doc);
        doc = NULL;
    }
    return doc;
}

PyObject *scalar_new(PyObject *module, PyObject *argument)
{
    module_state *state = PyModule_GetState(module);
    if (!PyObject_TypeCheck(argument, state->map_type)) {
        PyErr_Format(PyExc_TypeError, "expected a Map, got %R", argument);
        return NULL;
    }
    MapObject *map = (MapObject *)argument;
    ScalarObject *self = object_new(state->scalar_type);
    if (!self)
        return NULL;
    self->one = PyLong_FromLong(1);
    self->map = map->map;
    self->nparams = map->nparams;
    self->dim = map->dim;
    self->short_steps = SHORT_RUN / map->dim;
    self->owner = (const MapObject *)Py_NewRef(argument);
    self->doc = make_doc(map);
    self->method = (PyMethodDef){ chaos_map_name(map->map), (PyCFunction)(void (*)(void))scalar_call,
                                  METH_FASTCALL | METH_KEYWORDS, self->doc };
    PyObject *package = PyUnicode_FromString("chaos"), *function = NULL;
    if (!self->doc)
        PyErr_NoMemory();
    else if (package)
        function = PyCFunction_NewEx(&self->method, (PyObject *)self, package);
    Py_XDECREF(package);
    Py_DECREF(self); /* the function keeps it */
    return function;
}

static void scalar_dealloc(PyObject *object)
{
    ScalarObject *self = (ScalarObject *)object;
    PyObject_GC_UnTrack(object);
    Py_XDECREF((PyObject *)self->owner);
    Py_XDECREF(self->one);
    free(self->doc);
    object_free(object);
}

/* Functions pickle as an attribute of their __self__: let that be the package. */
static PyObject *scalar_reduce(PyObject *self, PyObject *unused)
{
    (void)self, (void)unused;
    PyObject *importlib = PyImport_ImportModule("importlib");
    PyObject *import = importlib ? PyObject_GetAttrString(importlib, "import_module") : NULL;
    PyObject *result = import ? Py_BuildValue("(O(s))", import, "chaos") : NULL;
    Py_XDECREF(import);
    Py_XDECREF(importlib);
    return result;
}

static PyMethodDef scalar_methods[] = { { "__reduce__", scalar_reduce, METH_NOARGS, NULL },
                                        { NULL, NULL, 0, NULL } };

static PyType_Slot scalar_slots[] = { { Py_tp_dealloc, scalar_dealloc },
                                      { Py_tp_traverse, owner_traverse },
                                      { Py_tp_methods, scalar_methods },
                                      { 0, NULL } };

PyType_Spec scalar_spec = { .name = "chaos._chaos.Scalar",
                            .basicsize = sizeof(ScalarObject),
                            .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC |
                                     Py_TPFLAGS_DISALLOW_INSTANTIATION,
                            .slots = scalar_slots };

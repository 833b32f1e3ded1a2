/* function.c - maps of functions: of Python's, called with arrays, and of
 * compiled ones, called where they are.
 *
 * SPDX-License-Identifier: MIT
 *
 * chaos/_function.py has found out what was given. Python functions are called
 * on the thread that called us, which keeps the GIL all the time: it would be
 * asked for at each step, and may be as long in coming as other threads hold it.
 */
#include "module.h"

#include <string.h>

/* More lanes in a call than fit the first-level cache: a call of a Python
 * function costs some microseconds, as much as a thousand of its operations. */
enum { PYTHON_LANES = 8192 };

/* ------------------------------------------------------------- Python's functions */

/* A new array, its rows those of up to three blocks [count[i]][n], as a tuple
 * of arrays. They are the function's: it may change and keep them. */
static PyObject *arguments(const MapObject *self, size_t n, const double *const from[3],
                           const uint64_t count[3])
{
    Py_buffer buffer;
    const uint64_t rows = count[0] + count[1] + count[2];
    PyObject *array = PyObject_CallFunction(self->empty, "((Kn))", (unsigned long long)rows, (Py_ssize_t)n);
    if (!array || PyObject_GetBuffer(array, &buffer, PyBUF_CONTIG) < 0) {
        Py_XDECREF(array);
        return NULL;
    }
    double *to = buffer.buf;
    for (int i = 0; i < 3; to += count[i] * n, i++)
        if (count[i] > 0)
            memcpy(to, from[i], count[i] * n * sizeof *to);
    PyBuffer_Release(&buffer);
    PyObject *tuple = PySequence_Tuple(array);
    Py_DECREF(array);
    return tuple;
}

/* Takes one array of n doubles. False: it is none, or raised. */
static bool take_array(PyObject *value, size_t n, double *to)
{
    Py_buffer buffer;
    if (!PyObject_CheckBuffer(value) || !get_buffer(value, PyBUF_RECORDS_RO, &buffer))
        return false;
    const bool good = format_is(&buffer, CHAOS_F64) && buffer.ndim == 1 && (size_t)buffer.shape[0] == n;
    for (size_t j = 0; good && j < n; j++)
        memcpy(to + j, (const char *)buffer.buf + (Py_ssize_t)j * buffer.strides[0], sizeof *to);
    PyBuffer_Release(&buffer);
    return good;
}

static bool take_row(const MapObject *self, PyObject *value, size_t n, uint64_t state, double *to)
{
    if (take_array(value, n, to))
        return true;
    if (!forgive())
        return false;
    PyObject *array =
        helper("chaos._function", "row", "(Ons)", value, (Py_ssize_t)n, chaos_map_state(self->map, state));
    const bool done = array && take_array(array, n, to);
    Py_XDECREF(array);
    return done;
}

/* The new states: arrays, one for each; for one state it or a sequence of it. */
static bool take_states(const MapObject *self, PyObject *result, size_t n, double *to)
{
    if (self->dim == 1 && !PyTuple_Check(result) && !PyList_Check(result))
        return take_row(self, result, n, 0, to);
    const bool many = PySequence_Check(result) && PySequence_Size(result) == (Py_ssize_t)self->dim;
    if (!many) {
        if (forgive())
            Py_XDECREF(helper("chaos._function", "not_states", "(ON)", result,
                              PyObject_GetAttrString((PyObject *)self, "states")));
        return false;
    }
    bool done = true;
    for (uint64_t i = 0; done && i < self->dim; i++) {
        PyObject *item = PySequence_GetItem(result, (Py_ssize_t)i);
        done = item && take_row(self, item, n, i, to + i * n);
        Py_XDECREF(item);
    }
    return done;
}

/* What the function raised, with a note on what it is called with. */
static void explain(const MapObject *self, PyObject *function)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_XDECREF(helper("chaos._function", "explain", "(OOO)", value, function, (PyObject *)self));
    PyErr_Clear();
    PyErr_Restore(type, value, traceback);
}

/* -1: an exception waits, for run_end to let it out. */
static int call_python(const MapObject *self, PyObject *function, size_t n, const double *const from[3],
                       const uint64_t count[3], double *to)
{
    if (PyErr_Occurred())
        return -1;
    PyObject *tuple = arguments(self, n, from, count);
    PyObject *result = tuple ? PyObject_Call(function, tuple, NULL) : NULL;
    if (tuple && !result && PyErr_ExceptionMatches(PyExc_Exception))
        explain(self, function);
    const bool done = result && take_states(self, result, n, to);
    Py_XDECREF(result);
    Py_XDECREF(tuple);
    return done ? 0 : -1;
}

static int python_step(size_t n, const double *x, const double *p, double *y, void *user)
{
    const MapObject *self = user;
    return call_python(self, self->step, n, (const double *const[]){ x, p, NULL },
                       (const uint64_t[]){ self->dim, self->nparams, 0 }, y);
}

static int python_tangent(size_t n, const double *x, const double *p, const double *v, double *w, void *user)
{
    const MapObject *self = user;
    return call_python(self, self->tangent, n, (const double *const[]){ x, p, v },
                       (const uint64_t[]){ self->dim, self->nparams, self->dim }, w);
}

static bool use_python(MapObject *self, chaos_function *f, PyObject *calls)
{
    PyObject *numpy = PyImport_ImportModule("numpy");
    self->empty = numpy ? PyObject_GetAttrString(numpy, "empty") : NULL;
    Py_XDECREF(numpy);
    self->step = Py_NewRef(PyTuple_GetItem(calls, 0));
    PyObject *tangent = PyTuple_GetItem(calls, 1);
    self->tangent = tangent == Py_None ? NULL : Py_NewRef(tangent);
    f->step_block = python_step;
    f->tangent_block = self->tangent ? python_tangent : NULL;
    f->user = self;
    f->lanes = PYTHON_LANES;
    return self->empty != NULL;
}

/* ------------------------------------------------------------ compiled functions */

static bool use_compiled(chaos_function *f, PyObject *calls)
{
    unsigned long long step, tangent, user;
    int block;
    PyObject *keep;
    if (!PyArg_ParseTuple(calls, "KKpKO", &step, &tangent, &block, &user, &keep))
        return false;
    f->user = (void *)(uintptr_t)user;
    if (block) {
        f->step_block = (chaos_step_block *)(uintptr_t)step;
        f->tangent_block = (chaos_tangent_block *)(uintptr_t)tangent;
    } else {
        f->step = (chaos_step *)(uintptr_t)step;
        f->tangent = (chaos_tangent *)(uintptr_t)tangent;
    }
    return true;
}

PyObject *capsule(PyObject *module, PyObject *object)
{
    (void)module;
    if (!PyCapsule_CheckExact(object)) {
        PyErr_Format(PyExc_TypeError, "expected a capsule, got %R", object);
        return NULL;
    }
    const char *name = PyCapsule_GetName(object);
    void *pointer = PyErr_Occurred() ? NULL : PyCapsule_GetPointer(object, name);
    void *context = pointer ? PyCapsule_GetContext(object) : NULL;
    if (PyErr_Occurred())
        return NULL;
    return Py_BuildValue("(zKK)", name, (unsigned long long)(uintptr_t)pointer,
                         (unsigned long long)(uintptr_t)context);
}

/* ------------------------------------------------------------------ construction */

/* The texts of a tuple, which keeps them. */
static bool texts_of(PyObject *tuple, const char ***texts, uint64_t *count)
{
    *count = (uint64_t)PyTuple_Size(tuple);
    *texts = PyMem_Calloc(*count + 1, sizeof **texts);
    if (!*texts) {
        PyErr_NoMemory();
        return false;
    }
    for (uint64_t i = 0; i < *count; i++)
        if (!((*texts)[i] = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(tuple, (Py_ssize_t)i), NULL)))
            return false;
    return true;
}

static double *numbers_of(PyObject *list)
{
    const Py_ssize_t count = PyList_Size(list);
    double *numbers = PyMem_Malloc((size_t)(count + 1) * sizeof *numbers);
    if (!numbers) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        numbers[i] = PyFloat_AsDouble(PyList_GetItem(list, i));
    return numbers;
}

static bool make(MapObject *self, chaos_function *f, PyObject *calls, PyObject *states, PyObject *params,
                 PyObject *wrap)
{
    const char **state_names = NULL, **param_names = NULL;
    double *periods = NULL;
    chaos_error error;
    bool done = texts_of(states, &state_names, &f->dim) && texts_of(params, &param_names, &f->nparams) &&
                (periods = numbers_of(wrap)) != NULL;
    f->states = state_names;
    f->params = param_names;
    f->wrap = periods;
    done = done && (PyTuple_Size(calls) == 2 ? use_python(self, f, calls) : use_compiled(f, calls));
    done = done && succeeded(chaos_map_from_function(f, &self->map, &error), &error);
    PyMem_Free(state_names);
    PyMem_Free(param_names);
    PyMem_Free(periods);
    return done;
}

bool map_from_function(MapObject *self, PyObject *args, PyObject *keywords, PyObject **defaults)
{
    PyObject *module = PyImport_ImportModule("chaos._function");
    PyObject *describe = module ? PyObject_GetAttrString(module, "describe") : NULL;
    PyObject *said = describe ? PyObject_Call(describe, args, keywords) : NULL;
    PyObject *calls, *source, *states, *params, *wrap;
    chaos_function f = { .size = sizeof f };
    int thread_safe, pure;
    bool done = said && PyArg_ParseTuple(said, "OOssOOOdppO", &calls, &source, &f.name, &f.formula, &states,
                                         &params, &wrap, &f.bound, &thread_safe, &pure, defaults);
    if (done) {
        f.thread_safe = (uint32_t)thread_safe;
        f.pure = (uint32_t)pure;
        self->source = Py_NewRef(source);
        self->calls = true;
        Py_INCREF(*defaults);
        done = make(self, &f, calls, states, params, wrap);
    }
    Py_XDECREF(said);
    Py_XDECREF(describe);
    Py_XDECREF(module);
    return done;
}

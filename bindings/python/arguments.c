/* arguments.c - the arguments of a method: options, and values by name.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

/* --------------------------------------------------------- how options are set */

typedef bool set_option(call *c, const char *name, PyObject *value);

static bool set_steps(call *c, const char *name, PyObject *value)
{
    if (value == Py_None && c->accepts & OPT_ENDLESS)
        return true;
    return get_count(value, name, 0, &c->steps);
}

static bool set_period(call *c, const char *name, PyObject *value)
{
    return get_count(value, name, 1, &c->steps);
}

static bool set_transient(call *c, const char *name, PyObject *value)
{
    return value == Py_None || get_count(value, name, 0, &c->transient);
}

static bool set_every(call *c, const char *name, PyObject *value)
{
    return get_count(value, name, 1, &c->every);
}

static bool set_blocks(call *c, const char *name, PyObject *value)
{
    return value == Py_None || get_count(value, name, 1, &c->blocks);
}

static bool set_forcing_period(call *c, const char *name, PyObject *value)
{
    return value == Py_None || get_count(value, name, 1, &c->options.forcing_period);
}

static bool set_count(call *c, const char *name, PyObject *value)
{
    uint64_t count = CHAOS_ALL;
    if (!PyUnicode_Check(value) || PyUnicode_CompareWithASCIIString(value, "all") != 0) {
        if (!get_count(value, name, 1, &count))
            return false;
        if (count > c->map->dim) {
            PyErr_Format(PyExc_ValueError, "%s must be at most %llu, the number of states, got %R", name,
                         (unsigned long long)c->map->dim, value);
            return false;
        }
    }
    c->count = count;
    return true;
}

static bool set_threads(call *c, const char *name, PyObject *value)
{
    uint64_t threads;
    if (value == Py_None)
        return true;
    if (!get_count(value, name, 1, &threads))
        return false;
    c->options.threads = threads < UINT32_MAX ? (uint32_t)threads : UINT32_MAX;
    return true;
}

static bool set_progress(call *c, const char *name, PyObject *value)
{
    if (value == Py_None)
        return true;
    if (!PyCallable_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be a callable of (done, total), got %R", name, value);
        return false;
    }
    c->run.progress = value;
    return true;
}

static bool set_bound(call *c, const char *name, PyObject *value)
{
    if (value == Py_None)
        return true;
    if (!get_number(value, name, &c->options.bound))
        return false;
    if (!(c->options.bound > 0)) {
        PyErr_Format(PyExc_ValueError, "%s must be above 0, got %R", name, value);
        return false;
    }
    return true;
}

static bool set_wrap(call *c, const char *name, PyObject *value)
{
    if (!PyBool_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be True or False, got %R", name, value);
        return false;
    }
    c->options.lift = value == Py_False;
    return true;
}

static bool set_out(call *c, const char *name, PyObject *value)
{
    (void)name;
    c->out = value == Py_None ? NULL : value;
    return true;
}

static bool set_axes(call *c, const char *name, PyObject *value)
{
    (void)name;
    c->axes = value;
    return true;
}

static bool set_measures(call *c, const char *name, PyObject *value)
{
    (void)name;
    c->measures = value;
    return true;
}

static bool set_state(call *c, const char *name, PyObject *value)
{
    (void)name;
    return value == Py_None || inputs_state(&c->in, value);
}

static bool set_at(call *c, const char *name, PyObject *value)
{
    PyObject *key, *item, *values = PyDict_New(); /* a copy: NumPy may run any code meanwhile */
    Py_ssize_t at = 0;
    bool done = values && (value == Py_None || PyDict_Update(values, value) == 0);
    if (values && !done)
        PyErr_Format(PyExc_TypeError, "%s must be a dict of values by name, got %R", name, value);
    while (done && PyDict_Next(values, &at, &key, &item)) {
        const char *text = PyUnicode_Check(key) ? PyUnicode_AsUTF8AndSize(key, NULL) : NULL;
        done = text && inputs_name(&c->in, c->function, text, item);
        if (!text && !PyErr_Occurred())
            PyErr_Format(PyExc_TypeError, "%s must have names as keys, got %R", name, key);
    }
    Py_XDECREF(values);
    return done;
}

/* The closed list of options. No map has a parameter or state of such a name. */
static const struct option {
    const char *name;
    unsigned bit; /* 0: every method has it */
    set_option *set;
} options[] = {
    { "steps", OPT_STEPS, set_steps },
    { "period", OPT_PERIOD, set_period },
    { "transient", OPT_TRANSIENT, set_transient },
    { "every", OPT_EVERY, set_every },
    { "count", OPT_COUNT, set_count },
    { "blocks", OPT_BLOCKS, set_blocks },
    { "forcing_period", OPT_FORCING, set_forcing_period },
    { "out", OPT_OUT, set_out },
    { "threads", OPT_THREADS, set_threads },
    { "progress", OPT_PROGRESS, set_progress },
    { "bound", OPT_BOUND, set_bound },
    { "wrap", OPT_WRAP, set_wrap },
    { "_axes", OPT_AXES, set_axes },
    { "_measures", OPT_MEASURES, set_measures },
    { "at", 0, set_at },
    { "state", 0, set_state },
};
enum { NOPTIONS = sizeof options / sizeof *options };

/* -------------------------------------------------------------------- parsing */

static bool set(call *c, const char *name, PyObject *value)
{
    for (size_t i = 0; i < NOPTIONS; i++) {
        const struct option *option = &options[i];
        if (strcmp(name, option->name) != 0 || (option->bit && !(option->bit & c->accepts)))
            continue;
        if (option->bit & c->given) {
            PyErr_Format(PyExc_TypeError, "%s() got %s twice", c->function, name);
            return false;
        }
        c->given |= option->bit;
        return option->set(c, name, value);
    }
    return inputs_name(&c->in, c->function, name, value);
}

bool call_parse(call *c, const char *function, unsigned accepts, PyObject *self, PyObject *const *args,
                Py_ssize_t nargs, PyObject *kwnames)
{
    memset(c, 0, sizeof *c);
    c->function = function;
    c->accepts = accepts;
    c->map = (MapObject *)self;
    c->options.size = sizeof c->options;
    c->steps = UNSET;
    c->transient = UNSET;
    c->every = 1;
    c->count = 1;
    /* The one argument that may go by position. */
    const char *first = accepts & OPT_PERIOD ? "period" : "steps";
    if (!inputs_init(&c->in, c->map) || (nargs > 0 && !set(c, first, args[0])))
        return false;
    if (nargs > 1) {
        PyErr_Format(PyExc_TypeError, "%s() takes values by name, e.g. %s=...", function,
                     map_value_name(c->map, 0));
        return false;
    }
    Py_ssize_t nkeywords = kwnames ? PyTuple_Size(kwnames) : 0;
    for (Py_ssize_t i = 0; i < nkeywords; i++) {
        const char *name = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(kwnames, i), NULL);
        if (!name || !set(c, name, args[nargs + i]))
            return false;
    }
    if (!(c->given & (OPT_STEPS | OPT_PERIOD)) && !(accepts & OPT_ENDLESS)) {
        PyErr_Format(PyExc_TypeError, "%s() needs %s", function, first);
        return false;
    }
    return inputs_broadcast(&c->in);
}

void call_free(call *c) { inputs_free(&c->in); }

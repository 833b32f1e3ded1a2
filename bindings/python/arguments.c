/* arguments.c - the arguments of a method: options, and values by name.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <stddef.h>
#include <string.h>

/* --------------------------------------------------------- how options are set */

/* The closed list of options. No map has a parameter or state of such a name. */
typedef struct option {
    const char *name;
    unsigned bit; /* 0: every method has it */
    bool (*set)(call *c, const struct option *option, PyObject *value);
    size_t member;  /* of a call, where counts and objects go */
    uint64_t least; /* of a count */
    bool none;      /* None is as good as nothing */
} option;

static bool set_integer(call *c, const option *option, PyObject *value)
{
    return get_count(value, option->name, option->least, (uint64_t *)((char *)c + option->member));
}

static bool set_object(call *c, const option *option, PyObject *value)
{
    *(PyObject **)((char *)c + option->member) = value;
    return true;
}

static bool set_steps(call *c, const option *option, PyObject *value)
{
    return (value == Py_None && c->accepts & OPT_ENDLESS) || set_integer(c, option, value);
}

static bool set_count(call *c, const option *option, PyObject *value)
{
    if (PyUnicode_Check(value) && PyUnicode_CompareWithASCIIString(value, "all") == 0) {
        c->count = CHAOS_ALL;
        return true;
    }
    if (!set_integer(c, option, value))
        return false;
    if (c->count > c->map->dim)
        PyErr_Format(PyExc_ValueError, "%s must be at most %llu, the number of states, got %R", option->name,
                     (unsigned long long)c->map->dim, value);
    return c->count <= c->map->dim;
}

static bool set_progress(call *c, const option *option, PyObject *value)
{
    if (value == Py_False)
        return true;
    if (value == Py_True)
        value = c->bar = helper("chaos._progress", "Bar", "()");
    else if (!PyCallable_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be True or a callable of (done, total), got %R", option->name,
                     value);
        return false;
    }
    c->run.progress = value;
    return value != NULL;
}

static bool set_bound(call *c, const option *option, PyObject *value)
{
    if (!get_number(value, option->name, &c->options.bound))
        return false;
    if (!(c->options.bound > 0))
        PyErr_Format(PyExc_ValueError, "%s must be above 0, got %R", option->name, value);
    return c->options.bound > 0;
}

static bool set_budget(call *c, const option *option, PyObject *value)
{
    return get_number(value, option->name + 1, &c->budget);
}

static bool set_wrap(call *c, const option *option, PyObject *value)
{
    if (!PyBool_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be True or False, got %R", option->name, value);
        return false;
    }
    c->options.lift = value == Py_False;
    return true;
}

/* All 64 bits: for a count the largest would stand for none. */
static bool set_seed(call *c, const option *option, PyObject *value)
{
    if (PyLong_CheckExact(value)) {
        c->options.seed = PyLong_AsUnsignedLongLong(value);
        if (!PyErr_Occurred())
            return true;
        PyErr_Clear();
    }
    return get_count(value, option->name, 0, &c->options.seed);
}

static bool set_noise(call *c, const option *option, PyObject *value)
{
    const bool text = PyUnicode_Check(value),
               common = text && PyUnicode_CompareWithASCIIString(value, "common") == 0;
    c->options.noise = common ? CHAOS_NOISE_COMMON : CHAOS_NOISE_OWN;
    if (common || (text && PyUnicode_CompareWithASCIIString(value, "own") == 0))
        return true;
    PyErr_Format(PyExc_ValueError, "%s must be 'own' or 'common', got %R", option->name, value);
    return false;
}

static bool set_state(call *c, const option *option, PyObject *value)
{
    (void)option;
    return inputs_state(&c->in, value);
}

static bool set_at(call *c, const option *option, PyObject *value)
{
    PyObject *key, *item, *values = PyDict_New(); /* a copy: NumPy may run any code meanwhile */
    Py_ssize_t at = 0;
    bool done = values && PyDict_Update(values, value) == 0;
    if (values && !done && forgive())
        PyErr_Format(PyExc_TypeError, "%s must be a dict of values by name, got %R", option->name, value);
    while (done && PyDict_Next(values, &at, &key, &item)) {
        const char *text = PyUnicode_Check(key) ? get_utf8(key, "a name in at") : NULL;
        done = text && inputs_name(&c->in, c->function, text, item);
        if (!text && !PyErr_Occurred())
            PyErr_Format(PyExc_TypeError, "%s must have names as keys, got %R", option->name, key);
    }
    Py_XDECREF(values);
    return done;
}

static const option options[] = {
    { "steps", OPT_STEPS, set_steps, offsetof(call, steps), 0, false },
    { "period", OPT_PERIOD, set_integer, offsetof(call, steps), 1, false },
    { "max_steps", OPT_MAX_STEPS, set_integer, offsetof(call, steps), 1, false },
    { "transient", OPT_TRANSIENT, set_integer, offsetof(call, transient), 0, true },
    { "every", OPT_EVERY, set_integer, offsetof(call, every), 1, false },
    { "count", OPT_COUNT, set_count, offsetof(call, count), 1, false },
    { "blocks", OPT_BLOCKS, set_integer, offsetof(call, blocks), 1, true },
    { "forcing_period", OPT_FORCING, set_integer, offsetof(call, options.forcing_period), 1, true },
    { "out", OPT_OUT, set_object, offsetof(call, out), 0, true },
    { "threads", OPT_THREADS, set_integer, offsetof(call, threads), 1, true },
    { "progress", OPT_PROGRESS, set_progress, 0, 0, true },
    { "bound", OPT_BOUND, set_bound, 0, 0, true },
    { "wrap", OPT_WRAP, set_wrap, 0, 0, false },
    { "seed", OPT_SEED, set_seed, 0, 0, true },
    { "noise", OPT_NOISE, set_noise, 0, 0, false },
    { "_axes", OPT_AXES, set_object, offsetof(call, axes), 0, false },
    { "_measures", OPT_MEASURES, set_object, offsetof(call, measures), 0, false },
    { "_starts", OPT_STARTS, set_object, offsetof(call, starts), 0, true },
    { "_follow", OPT_FOLLOW, set_object, offsetof(call, follow), 0, true },
    { "_part", OPT_PART, set_object, offsetof(call, part), 0, true },
    { "_into", OPT_INTO, set_object, offsetof(call, into), 0, true },
    { "_times", OPT_TIMES, set_integer, offsetof(call, times), 0, false },
    { "_states", OPT_STATES, set_object, offsetof(call, states), 0, false },
    { "_first", OPT_FIRST, set_integer, offsetof(call, first), 1, false },
    { "_box", OPT_BOX, set_object, offsetof(call, box), 0, false },
    { "_budget", OPT_BUDGET, set_budget, 0, 0, true },
    { "_order", OPT_ORDER, set_integer, offsetof(call, steps), 1, false },
    { "_over", OPT_OVER, set_object, offsetof(call, over), 0, false },
    { "at", 0, set_at, 0, 0, true },
    { "state", 0, set_state, 0, 0, true },
};

/* -------------------------------------------------------------------- parsing */

static bool set(call *c, const char *name, PyObject *value)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const option *option = &options[i];
        if (strcmp(name, option->name) != 0 || (option->bit && !(option->bit & c->accepts)))
            continue;
        if (option->bit & c->given) {
            PyErr_Format(PyExc_TypeError, "%s() got %s twice", c->function, name);
            return false;
        }
        c->given |= option->bit;
        return (value == Py_None && option->none) || option->set(c, option, value);
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
    const char *first = accepts & OPT_PERIOD ? "period" : accepts & OPT_MAX_STEPS ? "max_steps" : "steps";
    if (!inputs_init(&c->in, c->map) || (nargs > 0 && !set(c, first, args[0])))
        return false;
    if (nargs > 1) {
        PyErr_Format(PyExc_TypeError, "%s() takes values by name, e.g. %s=...", function,
                     map_value_name(c->map, 0));
        return false;
    }
    Py_ssize_t nkeywords = kwnames ? PyTuple_Size(kwnames) : 0;
    for (Py_ssize_t i = 0; i < nkeywords; i++) {
        const char *name = get_utf8(PyTuple_GetItem(kwnames, i), "a name");
        if (!name || !set(c, name, args[nargs + i]))
            return false;
    }
    if (!(c->given & (OPT_STEPS | OPT_PERIOD | OPT_MAX_STEPS)) && !(accepts & OPT_ENDLESS)) {
        PyErr_Format(PyExc_TypeError, "%s() needs %s", function, first);
        return false;
    }
    c->run.discards = !c->out;
    c->options.threads = c->threads < UINT32_MAX ? (uint32_t)c->threads : UINT32_MAX;
    return inputs_broadcast(&c->in);
}

void call_free(call *c)
{
    inputs_free(&c->in);
    Py_CLEAR(c->bar);
}

PyObject *call_labelled(const call *c, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    if (!value || !PyObject_HasAttrString(value, "is_labelled")) {
        PyErr_Restore(type, value, trace);
        return NULL;
    }
    Py_XDECREF(type);
    Py_DECREF(value);
    Py_XDECREF(trace);
    PyObject *positional = PyTuple_New(nargs), *keywords = PyDict_New(), *result = NULL;
    bool done = positional && keywords;
    for (Py_ssize_t i = 0; done && i < nargs; i++)
        done = PyTuple_SetItem(positional, i, Py_NewRef(args[i])) == 0;
    for (Py_ssize_t i = 0; done && kwnames && i < PyTuple_Size(kwnames); i++)
        done = PyDict_SetItem(keywords, PyTuple_GetItem(kwnames, i), args[nargs + i]) == 0;
    if (done)
        result =
            helper("chaos._xarray", "call", "(OsOO)", (PyObject *)c->map, c->function, positional, keywords);
    Py_XDECREF(positional);
    Py_XDECREF(keywords);
    return result;
}

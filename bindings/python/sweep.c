/* sweep.c - Map._sweep() and ._picture(): the C side of Map.sweep().
 *
 * SPDX-License-Identifier: MIT
 *
 * chaos/_sweep.py has checked and spelled out what the user said; here it
 * becomes a grid and measures, and the results come back as a dict of arrays.
 */
#include "module.h"

#include <math.h>
#include <string.h>

enum { MAX_MEASURES = 16 };

typedef struct sweep {
    call c;
    chaos_axis axes[CHAOS_MAX_AXES];
    Py_buffer values[CHAOS_MAX_AXES];
    uint64_t shape[CHAOS_MAX_AXES];
    uint32_t naxes, nmeasures;
    double *fixed; /* [nparams + dim] */
    chaos_measure measures[MAX_MEASURES];
    chaos_array arrays[MAX_MEASURES * CHAOS_MAX_OUT + 1]; /* the results, the status last */
    output out[MAX_MEASURES * CHAOS_MAX_OUT + 1];
    uint32_t nout, ngiven;
} sweep;

/* ----------------------------------------------------------------------- in */

/* (name, start, stop, count) or (name, float64 array) */
static bool read_axis(sweep *s, PyObject *item)
{
    chaos_axis *axis = &s->axes[s->naxes];
    Py_buffer *values = &s->values[s->naxes];
    Py_ssize_t count;
    PyObject *array;
    axis->size = sizeof *axis;
    if (PyTuple_Size(item) == 2) {
        if (!PyArg_ParseTuple(item, "sO", &axis->name, &array) ||
            PyObject_GetBuffer(array, values, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0)
            return false;
        count = values->shape[0];
        axis->values = values->buf;
    } else if (!PyArg_ParseTuple(item, "sddn", &axis->name, &axis->start, &axis->stop, &count))
        return false;
    axis->count = s->shape[s->naxes++] = (uint64_t)count;
    return true;
}

static bool read_axes(sweep *s)
{
    Py_ssize_t n = PyList_Size(s->c.axes);
    if (n > CHAOS_MAX_AXES) {
        PyErr_Format(PyExc_ValueError, "a sweep has at most %d axes, got %zd", CHAOS_MAX_AXES, n);
        return false;
    }
    for (Py_ssize_t i = 0; i < n; i++)
        if (!read_axis(s, PyList_GetItem(s->c.axes, i)))
            return false;
    return true;
}

/* (name, [(option, text), ...]) */
static bool read_measure(sweep *s, PyObject *item)
{
    const chaos_map *map = s->c.map->map;
    chaos_measure *measure = &s->measures[s->nmeasures++];
    const char *name, *option, *value;
    PyObject *options;
    chaos_error error;
    if (!PyArg_ParseTuple(item, "sO", &name, &options))
        return false;
    int code = chaos_measure_init(measure, name, &error);
    for (Py_ssize_t i = 0; code == CHAOS_OK && i < PyList_Size(options); i++) {
        if (!PyArg_ParseTuple(PyList_GetItem(options, i), "ss", &option, &value))
            return false;
        code = chaos_measure_set(map, measure, option, value, &error);
    }
    if (code != CHAOS_OK)
        raise_error(code, &error);
    return code == CHAOS_OK;
}

static bool read_measures(sweep *s)
{
    Py_ssize_t n = PyList_Size(s->c.measures);
    if (n < 1 || n > MAX_MEASURES) {
        PyErr_Format(PyExc_ValueError, "measure must name 1 to %d measures, got %zd", MAX_MEASURES, n);
        return false;
    }
    for (Py_ssize_t i = 0; i < n; i++)
        if (!read_measure(s, PyList_GetItem(s->c.measures, i)))
            return false;
    return true;
}

/* ---------------------------------------------------------------------- out */

static bool make(sweep *s, const chaos_array *array, void **data)
{
    PyObject *given = s->c.out ? PyDict_GetItemString(s->c.out, array->name) : NULL;
    char name[64];
    PyOS_snprintf(name, sizeof name, "out['%s']", array->name);
    output *out = &s->out[s->nout];
    s->arrays[s->nout++] = *array;
    s->ngiven += given != NULL;
    bool done =
        output_make(out, name, given, (int)array->type, s->naxes, s->shape, array->ndim, array->shape);
    *data = out->data;
    return done;
}

static bool make_outputs(sweep *s)
{
    const chaos_array status = { .name = "status", .type = CHAOS_U32 };
    void *unused;
    for (uint32_t i = 0; i < s->nmeasures; i++) {
        chaos_array arrays[CHAOS_MAX_OUT];
        uint32_t narrays;
        chaos_error error;
        chaos_measure *measure = &s->measures[i];
        int code = chaos_measure_arrays(s->c.map->map, s->c.steps, measure, arrays, &narrays, &error);
        if (code != CHAOS_OK) {
            raise_error(code, &error);
            return false;
        }
        for (uint32_t j = 0; j < narrays; j++)
            if (!make(s, &arrays[j], &measure->out[j]))
                return false;
    }
    return make(s, &status, &unused);
}

static bool only_results_given(const sweep *s)
{
    if (!s->c.out || s->ngiven == PyDict_Size(s->c.out))
        return true;
    PyObject *names = PyList_New(0);
    for (uint32_t i = 0; names && i < s->nout; i++) {
        PyObject *name = PyUnicode_FromString(s->arrays[i].name);
        if (!name || PyList_Append(names, name) < 0)
            Py_CLEAR(names);
        Py_XDECREF(name);
    }
    if (names)
        PyErr_Format(PyExc_ValueError, "out may have %R and nothing else", names);
    Py_XDECREF(names);
    return false;
}

/* ------------------------------------------------------------------- options */

static PyObject *numbers(uint32_t n, const double *values)
{
    PyObject *list = PyList_New(n);
    for (uint32_t i = 0; list && i < n; i++)
        if (PyList_SetItem(list, i, PyFloat_FromDouble(values[i])) < 0)
            Py_CLEAR(list);
    return list;
}

static PyObject *of(const chaos_map *map, const chaos_measure *measure)
{
    if (measure->expressions)
        return PyUnicode_FromString(measure->expressions);
    if (measure->nof == 0 || measure->nof > 2)
        return Py_NewRef(Py_None);
    const char *first = chaos_map_state(map, measure->of[0]);
    return measure->nof == 1 ? Py_BuildValue("s", first)
                             : Py_BuildValue("[ss]", first, chaos_map_state(map, measure->of[1]));
}

/* An option as Python would say it; None if it has its default. */
static PyObject *option(const chaos_map *map, const chaos_measure *measure, const char *name)
{
    const bool plane = measure->nof == 2;
    const uint64_t whole = !strcmp(name, "steps")    ? measure->steps
                           : !strcmp(name, "every")  ? measure->every
                           : !strcmp(name, "blocks") ? measure->blocks
                           : !strcmp(name, "max")    ? measure->max
                                                     : 0;
    if (whole > 0)
        return PyLong_FromUnsignedLongLong(whole);
    if (!strcmp(name, "of"))
        return of(map, measure);
    if (!strcmp(name, "when") && measure->when)
        return PyUnicode_FromString(measure->when);
    if (!strcmp(name, "count") && measure->count > 0)
        return measure->count == CHAOS_ALL ? PyUnicode_FromString("all")
                                           : PyLong_FromUnsignedLong(measure->count);
    if (!strcmp(name, "tol") && measure->tol > 0)
        return PyFloat_FromDouble(measure->tol);
    if (!strcmp(name, "bins") && measure->bins[0] > 0)
        return plane ? Py_BuildValue("[KK]", measure->bins[0], measure->bins[1])
                     : PyLong_FromUnsignedLongLong(measure->bins[0]);
    if (!strcmp(name, "range") && (measure->range[0][0] != 0 || measure->range[0][1] != 0))
        return numbers(plane ? 4 : 2, measure->range[0]);
    return Py_NewRef(Py_None);
}

/* {"density": {"bins": 1000, ...}, ...} */
static PyObject *describe(const chaos_map *map, const chaos_measure *measures, uint32_t n)
{
    PyObject *all = PyDict_New();
    for (uint32_t i = 0; all && i < n; i++) {
        const chaos_measure *measure = &measures[i];
        PyObject *options = PyDict_New();
        bool done = options && PyDict_SetItemString(all, chaos_measure_name(measure->kind), options) == 0;
        const char *name;
        for (size_t j = 0; done && (name = chaos_measure_option(measure->kind, j)); j++) {
            PyObject *value = option(map, measure, name);
            done = value && (value == Py_None || PyDict_SetItemString(options, name, value) == 0);
            Py_XDECREF(value);
        }
        Py_XDECREF(options);
        if (!done)
            Py_CLEAR(all);
    }
    return all;
}

/* ------------------------------------------------------------------- methods */

static bool compute(sweep *s)
{
    call *c = &s->c;
    chaos_grid grid = { .size = sizeof grid,
                        .naxes = s->naxes,
                        .axes = s->axes,
                        .params = s->fixed,
                        .state = s->fixed + c->map->nparams };
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    int code = chaos_sweep(c->map->map, &grid, c->transient, c->steps, s->measures, s->nmeasures,
                           s->out[s->nout - 1].data, &c->options, &error);
    return run_end(&c->run, code, &error);
}

/* (arrays by name, values of each axis, transient, measures in full) */
static PyObject *results(sweep *s)
{
    const uint64_t transient =
        s->c.transient == CHAOS_AUTO ? chaos_transient_default(s->measures, s->nmeasures) : s->c.transient;
    PyObject *arrays = PyDict_New(), *axes = PyList_New(0);
    bool done = arrays && axes;
    for (uint32_t i = 0; done && i < s->nout; i++) {
        PyObject *array = output_take(&s->out[i]);
        done = array && PyDict_SetItemString(arrays, s->arrays[i].name, array) == 0;
        Py_XDECREF(array);
    }
    for (uint32_t i = 0; done && i < s->naxes; i++) {
        output values;
        done = output_make(&values, "axis", NULL, CHAOS_F64, 1, &s->shape[i], 0, NULL);
        for (uint64_t j = 0; done && j < s->shape[i]; j++)
            ((double *)values.data)[j] = chaos_axis_value(&s->axes[i], j);
        done = done && PyList_Append(axes, values.array) == 0;
        output_free(&values);
    }
    PyObject *measures = done ? describe(s->c.map->map, s->measures, s->nmeasures) : NULL;
    PyObject *result = measures ? Py_BuildValue("(OOKO)", arrays, axes, transient, measures) : NULL;
    Py_XDECREF(arrays);
    Py_XDECREF(axes);
    Py_XDECREF(measures);
    return result;
}

static void sweep_free(sweep *s)
{
    for (uint32_t i = 0; i < s->nout; i++)
        output_free(&s->out[i]);
    for (uint32_t i = 0; i < CHAOS_MAX_AXES; i++)
        if (s->values[i].obj)
            PyBuffer_Release(&s->values[i]);
    PyMem_Free(s->fixed);
    call_free(&s->c);
    PyMem_Free(s);
}

PyObject *map_sweep(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    const MapObject *map = (MapObject *)self;
    PyObject *result = NULL;
    sweep *s = PyMem_Calloc(1, sizeof *s);
    if (!s)
        return PyErr_NoMemory();
    if (call_parse(&s->c, "sweep",
                   OPT_STEPS | OPT_ENDLESS | OPT_TRANSIENT | OPT_AXES | OPT_MEASURES | OPT_BATCH, self, args,
                   nargs, kwnames)) {
        s->fixed = PyMem_Malloc((map->nparams + map->dim) * sizeof *s->fixed);
        if (!s->fixed)
            PyErr_NoMemory();
        else if (inputs_single(&s->c.in, "sweep", false, s->fixed) && read_axes(s) && read_measures(s) &&
                 make_outputs(s) && only_results_given(s) && outputs_apart(s->out, s->nout) && compute(s))
            result = results(s);
    }
    sweep_free(s);
    return result;
}

PyObject *map_picture(PyObject *self, PyObject *unused)
{
    (void)unused;
    const chaos_map *map = ((MapObject *)self)->map;
    chaos_axis axes[2];
    chaos_measure measures[2];
    uint32_t naxes, nmeasures;
    uint64_t transient;
    chaos_map_picture(map, axes, &naxes, measures, &nmeasures, &transient);
    PyObject *ranges = PyDict_New(), *result = NULL;
    bool done = ranges != NULL;
    for (uint32_t i = 0; done && i < naxes; i++) {
        PyObject *range = Py_BuildValue("(ddK)", axes[i].start, axes[i].stop, axes[i].count);
        done = range && PyDict_SetItemString(ranges, axes[i].name, range) == 0;
        Py_XDECREF(range);
    }
    PyObject *options = done ? describe(map, measures, nmeasures) : NULL;
    if (options)
        result = Py_BuildValue("(OOK)", ranges, options, transient);
    Py_XDECREF(ranges);
    Py_XDECREF(options);
    return result;
}

/* sweep.c - Map._sweep(), ._hysteresis() and ._picture(): the C side of Map.sweep().
 *
 * SPDX-License-Identifier: MIT
 *
 * chaos/_sweep.py has checked and spelled out what the user said; here it
 * becomes a grid and measures, and the results come back as a dict of arrays.
 */
#include "module.h"

#include <math.h>

typedef struct sweep {
    call c;
    chaos_axis axes[CHAOS_MAX_AXES];
    Py_buffer values[CHAOS_MAX_AXES];
    uint64_t
        shape[CHAOS_MAX_AXES + 2];  /* the first that of both directions, the last that of random starts */
    uint64_t begin[CHAOS_MAX_AXES]; /* of the part of each axis that is computed; shape has its length */
    uint64_t first, count;          /* that part, as of a chaos_grid */
    uint32_t naxes;
    uint64_t starts, seed;
    double *box; /* [dim][2] of them */
    uint32_t start, along;
    double kick;   /* as of a chaos_grid */
    bool pooled;   /* by all measures */
    double *fixed; /* [nparams + dim] */
    chaos_measure *measures[CHAOS_MAX_MEASURES];
    size_t nmeasures, nout, ngiven;
    output *out; /* [nout] what comes out, the status of all measures last */
    const chaos_quantity **quantities;
    chaos_output *wanted; /* [nout - 1] the others, as the library takes them */
} sweep;

static const chaos_quantity whole_status = { .name = "status", .type = CHAOS_U32, .scale = CHAOS_FLAGS };

/* ----------------------------------------------------------------------- in */

static bool axis_read(PyObject *item, chaos_axis *axis, Py_buffer *values)
{
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
    axis->count = (uint64_t)count;
    return true;
}

bool axes_read(const call *c, uint32_t *naxes, chaos_axis *axes, Py_buffer *values, uint64_t *shape)
{
    Py_ssize_t n = PyList_Size(c->axes);
    if (n > CHAOS_MAX_AXES) {
        PyErr_Format(PyExc_ValueError, "there must be at most %d axes, got %zd", CHAOS_MAX_AXES, n);
        return false;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (!axis_read(PyList_GetItem(c->axes, i), &axes[i], &values[i]))
            return false;
        shape[(*naxes)++] = axes[i].count;
    }
    return true;
}

/* (along, kick, both): the number of an axis, 0 for none, whether in both directions. */
static bool read_follow(sweep *s)
{
    unsigned along;
    int both;
    if (!s->c.follow)
        return true;
    if (!PyArg_ParseTuple(s->c.follow, "Idp", &along, &s->kick, &both))
        return false;
    s->start = both ? CHAOS_BOTH : CHAOS_FOLLOW;
    s->along = along;
    s->kick = s->kick == 0.0 ? -1.0 : s->kick;
    return true;
}

bool starts_read(const call *c, uint64_t *starts, uint64_t *seed, double **box)
{
    const MapObject *map = c->map;
    PyObject *ranges;
    unsigned long long number, key;
    if (!c->starts)
        return true;
    if (!PyArg_ParseTuple(c->starts, "KKO", &number, &key, &ranges))
        return false;
    *starts = number;
    *seed = key;
    *box = PyMem_Malloc(2 * map->dim * sizeof **box);
    if (!*box) {
        PyErr_NoMemory();
        return false;
    }
    for (uint64_t i = 0; i < map->dim; i++) {
        PyObject *range = PyList_GetItem(ranges, (Py_ssize_t)i);
        double *ends = *box + 2 * i;
        ends[0] = ends[1] = NAN;
        if (range != Py_None) {
            if (!PyArg_ParseTuple(range, "dd", &ends[0], &ends[1]))
                return false;
        } else if (number > 0) {
            chaos_map_box(map->map, i, &ends[0], &ends[1]);
        }
    }
    return true;
}

/* ((first, count) of each axis): the part of the grid to compute, a box that is one stretch of it. */
static bool read_part(sweep *s)
{
    unsigned long long first, count;
    if (!s->c.part)
        return true;
    s->count = 1;
    for (uint32_t i = 0; i < s->naxes; i++) {
        PyObject *part = PySequence_GetItem(s->c.part, i);
        const bool read = part && PyArg_ParseTuple(part, "KK", &first, &count);
        Py_XDECREF(part);
        if (!read)
            return false;
        s->begin[i] = first;
        s->shape[1 + i] = count;
        s->first = s->first * s->axes[i].count + first;
        s->count *= count;
    }
    return true;
}

/* steps and transient of the call are those of each measure that has none of its own. */
static bool read_measures(sweep *s)
{
    Py_ssize_t n = PyList_Size(s->c.measures);
    if (n < 1 || n > CHAOS_MAX_MEASURES) {
        PyErr_Format(PyExc_ValueError, "measure must name 1 to %d measures, got %zd", CHAOS_MAX_MEASURES, n);
        return false;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        chaos_measure *measure = measure_new(s->c.map, PyList_GetItem(s->c.measures, i));
        if (!measure)
            return false;
        s->measures[s->nmeasures++] = measure;
        if (!measure_default(measure, "steps", s->c.steps) ||
            !measure_default(measure, "transient", s->c.transient) || !measure_check(measure))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------------- out */

static bool make(sweep *s, const chaos_quantity *q, bool pooled, uint32_t nmore, const uint64_t *more)
{
    const bool both = s->start == CHAOS_BOTH;
    const uint32_t naxes = both + s->naxes + (s->starts > 0 && !pooled);
    PyObject *key = PyUnicode_FromString(q->name);
    PyObject *given = key && s->c.out ? PyDict_GetItemWithError(s->c.out, key) : NULL;
    char argument[64];
    Py_XDECREF(key);
    if (PyErr_Occurred())
        return false;
    PyOS_snprintf(argument, sizeof argument, "out['%s']", q->name);
    s->quantities[s->nout] = q;
    s->ngiven += given != NULL;
    return output_make(&s->out[s->nout++], argument, given, (int)q->type, q->once ? 0 : naxes,
                       both ? s->shape : s->shape + 1, nmore, more);
}

static bool make_array(sweep *s, const chaos_measure *measure, size_t i)
{
    chaos_array array = { .size = sizeof array };
    chaos_output *wanted = &s->wanted[s->nout];
    output *out = &s->out[s->nout];
    chaos_error error;
    if (!succeeded(chaos_measure_array(measure, i, &array, &error), &error) ||
        !make(s, array.quantity, chaos_measure_kind_pools(chaos_measure_kind_of(measure)), array.ndim,
              array.shape))
        return false;
    *wanted = (chaos_output){
        .size = sizeof *wanted, .measure = measure, .name = array.quantity->name, .data = out->data
    };
    return true;
}

static bool make_results(sweep *s)
{
    size_t n = 1;
    s->pooled = true;
    s->shape[0] = 2;
    s->shape[1 + s->naxes] = s->starts;
    for (size_t i = 0; i < s->nmeasures; i++) {
        n += chaos_measure_narrays(s->measures[i]);
        s->pooled = s->pooled && chaos_measure_kind_pools(chaos_measure_kind_of(s->measures[i]));
    }
    s->out = PyMem_Calloc(n, sizeof *s->out);
    s->quantities = PyMem_Calloc(n, sizeof *s->quantities);
    s->wanted = PyMem_Calloc(n, sizeof *s->wanted);
    if (!s->out || !s->quantities || !s->wanted) {
        PyErr_NoMemory();
        return false;
    }
    for (size_t i = 0; i < s->nmeasures; i++)
        for (size_t j = 0; j < chaos_measure_narrays(s->measures[i]); j++)
            if (!make_array(s, s->measures[i], j))
                return false;
    return make(s, &whole_status, s->pooled, 0, NULL);
}

static PyObject *result_name(const void *from, uint64_t i)
{
    const sweep *s = from;
    return i < s->nout ? PyUnicode_FromString(s->quantities[i]->name) : NULL;
}

static bool only_results_given(const sweep *s)
{
    if (!s->c.out || s->ngiven == (size_t)PyDict_Size(s->c.out))
        return true;
    PyObject *names = list_of(result_name, s);
    if (names)
        PyErr_Format(PyExc_ValueError, "out may have %R and nothing else", names);
    Py_XDECREF(names);
    return false;
}

/* ------------------------------------------------------------------- methods */

static chaos_grid grid_of(const sweep *s)
{
    return (chaos_grid){ .size = sizeof(chaos_grid),
                         .naxes = s->naxes,
                         .axes = s->axes,
                         .params = s->fixed,
                         .state = s->fixed + s->c.map->nparams,
                         .first = s->first,
                         .count = s->count,
                         .starts = s->starts,
                         .seed = s->seed,
                         .box = s->box,
                         .start = s->start,
                         .along = s->along,
                         .kick = s->kick };
}

static bool compute(sweep *s)
{
    call *c = &s->c;
    const chaos_grid grid = grid_of(s);
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    int code = chaos_sweep(c->map->map, &grid, s->wanted, s->nout - 1, s->out[s->nout - 1].data, &c->options,
                           &error);
    return run_end(&c->run, code, &error);
}

/* A mask of a single point is a chaos.Status. */
static PyObject *take(sweep *s, size_t i)
{
    PyObject *value = output_take(&s->out[i]);
    const bool flags = s->quantities[i]->scale == CHAOS_FLAGS && value && PyLong_Check(value);
    return flags ? support("Status", "(N)", value) : value;
}

/* {name: array}, {axis: its values} and {measure: {option: text}} */
static bool fill(sweep *s, PyObject *arrays, PyObject *axes, PyObject *measures)
{
    bool done = true;
    for (size_t i = 0; done && i < s->nout; i++)
        done = dict_put(arrays, s->quantities[i]->name, take(s, i));
    for (uint32_t i = 0; done && i < s->naxes; i++) {
        output values;
        const uint64_t count = s->shape[1 + i];
        done = output_make(&values, "axis", NULL, CHAOS_F64, 1, &count, 0, NULL);
        for (uint64_t j = 0; done && j < count; done = go_on(++j))
            ((double *)values.data)[j] = chaos_axis_value(&s->axes[i], s->begin[i] + j);
        done = done && PyDict_SetItemString(axes, s->axes[i].name, values.array) == 0;
        output_free(&values);
    }
    for (size_t i = 0; done && i < s->nmeasures; i++)
        done =
            dict_put(measures, chaos_measure_kind_of(s->measures[i])->name, measure_options(s->measures[i]));
    return done;
}

/* [low, high] of a state; nothing after the last. */
static PyObject *box_range(const void *from, uint64_t i)
{
    const sweep *s = from;
    return s->box && i < s->c.map->dim ? Py_BuildValue("[dd]", s->box[2 * i], s->box[2 * i + 1]) : NULL;
}

static PyObject *all_results(sweep *s)
{
    PyObject *arrays = PyDict_New(), *axes = PyDict_New(), *measures = PyDict_New(), *all = NULL;
    if (arrays && axes && measures && fill(s, arrays, axes, measures))
        all = Py_BuildValue("OOON", arrays, axes, measures, list_of(box_range, s));
    Py_XDECREF(arrays);
    Py_XDECREF(axes);
    Py_XDECREF(measures);
    return all;
}

static void sweep_free(sweep *s)
{
    for (size_t i = 0; i < s->nout; i++)
        output_free(&s->out[i]);
    for (size_t i = 0; i < s->nmeasures; i++)
        chaos_measure_free(s->measures[i]);
    for (uint32_t i = 0; i < CHAOS_MAX_AXES; i++)
        if (s->values[i].obj)
            PyBuffer_Release(&s->values[i]);
    PyMem_Free(s->out);
    PyMem_Free(s->quantities);
    PyMem_Free(s->wanted);
    PyMem_Free(s->fixed);
    PyMem_Free(s->box);
    call_free(&s->c);
    PyMem_Free(s);
}

/* The grid of a call. */
static bool read_grid(sweep *s, const char *method)
{
    const MapObject *map = s->c.map;
    s->fixed = PyMem_Malloc((map->nparams + map->dim) * sizeof *s->fixed);
    if (!s->fixed)
        PyErr_NoMemory();
    return s->fixed && inputs_single(&s->c.in, method, false, s->fixed) &&
           axes_read(&s->c, &s->naxes, s->axes, s->values, s->shape + 1) &&
           starts_read(&s->c, &s->starts, &s->seed, &s->box) && read_follow(s) && read_part(s);
}

PyObject *map_sweep(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *all = NULL;
    sweep *s = PyMem_Calloc(1, sizeof *s);
    if (!s)
        return PyErr_NoMemory();
    if (call_parse(&s->c, "sweep",
                   OPT_STEPS | OPT_ENDLESS | OPT_TRANSIENT | OPT_AXES | OPT_MEASURES | OPT_STARTS |
                       OPT_FOLLOW | OPT_PART | OPT_BATCH,
                   self, args, nargs, kwnames) &&
        read_grid(s, "sweep") && read_measures(s) && make_results(s) && only_results_given(s) &&
        outputs_apart(s->out, s->nout) && compute(s))
        all = all_results(s);
    sweep_free(s);
    return all;
}

static PyObject *find_hysteresis(sweep *s, PyTypeObject *type)
{
    call *c = &s->c;
    const chaos_grid grid = grid_of(s);
    chaos_result *found;
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code =
        chaos_hysteresis(c->map->map, &grid, c->transient, c->steps, &found, &c->options, &error);
    if (run_end(&c->run, code, &error))
        return result_object(type, c->map, found);
    if (code == CHAOS_OK) /* progress= raised at the very end */
        chaos_result_free(found);
    return NULL;
}

PyObject *map_hysteresis(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                         PyObject *kwnames)
{
    const module_state *state = PyType_GetModuleState(type);
    PyObject *found = NULL;
    sweep *s = PyMem_Calloc(1, sizeof *s);
    if (!s)
        return PyErr_NoMemory();
    if (call_parse(&s->c, "hysteresis",
                   OPT_STEPS | OPT_TRANSIENT | OPT_AXES | OPT_STARTS | OPT_FOLLOW | OPT_THREADS |
                       OPT_PROGRESS | OPT_BOUND,
                   self, args, (Py_ssize_t)nargs, kwnames) &&
        read_grid(s, "hysteresis"))
        found = find_hysteresis(s, state->result_type);
    sweep_free(s);
    return found;
}

typedef struct picture {
    chaos_axis axes[2];
    char measures[2][CHAOS_MEASURE_TEXT];
    uint32_t naxes, nmeasures;
} picture;

static PyObject *picture_axis(const void *from, uint64_t i)
{
    const picture *p = from;
    const chaos_axis *axis = &p->axes[i];
    return i < p->naxes
               ? Py_BuildValue("s(ddK)", axis->name, axis->start, axis->stop, (unsigned long long)axis->count)
               : NULL;
}

static PyObject *picture_measure(const void *from, uint64_t i)
{
    const picture *p = from;
    return i < p->nmeasures ? PyUnicode_FromString(p->measures[i]) : NULL;
}

/* [(axis, (start, stop, count)), ...] and [measure's text, ...] */
PyObject *map_picture(PyObject *self, PyObject *unused)
{
    (void)unused;
    picture p = { .axes = { { .size = sizeof *p.axes }, { .size = sizeof *p.axes } } };
    chaos_error error;
    return succeeded(chaos_map_picture(((MapObject *)self)->map, p.axes, &p.naxes, p.measures, &p.nmeasures,
                                       &error),
                     &error)
               ? Py_BuildValue("NN", list_of(picture_axis, &p), list_of(picture_measure, &p))
               : NULL;
}

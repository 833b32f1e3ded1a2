/* basins.c - Map._basins(), the C side of Map.basins() and .attractors(), and numbers of label arrays.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>

typedef struct basins {
    call c;
    chaos_axis axes[CHAOS_MAX_AXES];
    Py_buffer values[CHAOS_MAX_AXES];
    uint64_t shape[CHAOS_MAX_AXES + 1], starts, seed;
    uint32_t naxes, ndim;             /* ndim: with that of random starts */
    double *box, *fixed;              /* [dim][2], [nparams + dim] */
    double *states, distance;         /* one or two states, [2][dim], and what comes of them */
    const char **names, **conditions; /* [nregions] of regions that end orbits */
    uint64_t nregions;
    output labels, times;
} basins;

static bool has_times(const basins *b) { return b->c.into || b->c.times; }

static bool make_labels(basins *b)
{
    b->ndim = b->naxes;
    if (b->starts > 0)
        b->shape[b->ndim++] = b->starts;
    return output_make(&b->labels, "labels", NULL, CHAOS_I32, b->ndim, b->shape, 0, NULL) &&
           (!has_times(b) || output_make(&b->times, "times", NULL, CHAOS_I64, b->ndim, b->shape, 0, NULL));
}

/* [(name, condition)], whose texts stay with the caller. */
static bool read_regions(basins *b)
{
    if (!b->c.into)
        return true;
    const Py_ssize_t n = PyList_Size(b->c.into);
    b->names = PyMem_Calloc((size_t)n + 1, sizeof *b->names);
    b->conditions = PyMem_Calloc((size_t)n + 1, sizeof *b->conditions);
    if (n < 0 || !b->names || !b->conditions) {
        PyErr_NoMemory();
        return false;
    }
    b->nregions = (uint64_t)n;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PyList_GetItem(b->c.into, i);
        if (!(b->names[i] = get_utf8(PyTuple_GetItem(item, 0), "a name in into")) ||
            !(b->conditions[i] = get_utf8(PyTuple_GetItem(item, 1), "a condition in into")))
            return false;
    }
    return true;
}

/* [values of each axis] */
static PyObject *axis_values(const void *from, uint64_t i)
{
    const basins *b = from;
    output values;
    if (i >= b->naxes)
        return NULL;
    bool done = output_make(&values, "axis", NULL, CHAOS_F64, 1, &b->shape[i], 0, NULL);
    for (uint64_t k = 0; done && k < b->shape[i]; done = go_on(++k))
        ((double *)values.data)[k] = chaos_cell_centre(&b->axes[i], k);
    PyObject *array = done ? output_take(&values) : NULL;
    output_free(&values);
    return array;
}

/* What a call finds, of a grid from what was read. */
typedef int search(basins *b, chaos_grid *grid, chaos_result **found, chaos_error *error);

static uint64_t max_steps_of(const basins *b) { return b->c.steps == UNSET ? 0 : b->c.steps; }

static int find_basins(basins *b, chaos_grid *grid, chaos_result **found, chaos_error *error)
{
    const chaos_map *map = b->c.map->map;
    grid->state = b->fixed + b->c.map->nparams;
    return b->c.into ? chaos_exit_basins(map, grid, b->names, b->conditions, b->nregions, max_steps_of(b),
                                         b->labels.data, b->times.data, found, &b->c.options, error)
                     : chaos_basins(map, grid, max_steps_of(b), b->labels.data,
                                    has_times(b) ? b->times.data : NULL, found, &b->c.options, error);
}

static int find_along(basins *b, chaos_grid *grid, chaos_result **found, chaos_error *error)
{
    return chaos_attractors_along(b->c.map->map, grid, max_steps_of(b), found, &b->c.options, error);
}

static int find_edge(basins *b, chaos_grid *grid, chaos_result **found, chaos_error *error)
{
    grid->state = b->fixed + b->c.map->nparams;
    return chaos_edge(b->c.map->map, grid, max_steps_of(b), b->states, b->states + b->c.map->dim, b->c.first,
                      found, &b->c.options, error);
}

/* The nearest state in the place of the second. */
static int find_distance(basins *b, chaos_grid *grid, chaos_result **found, chaos_error *error)
{
    (void)found;
    grid->state = b->fixed + b->c.map->nparams;
    return chaos_edge_distance(b->c.map->map, grid, max_steps_of(b), b->states, &b->distance,
                               b->states + b->c.map->dim, &b->c.options, error);
}

/* false: raised. */
static bool search_with(basins *b, search *how, chaos_result **found)
{
    call *c = &b->c;
    chaos_grid grid = { .size = sizeof grid,
                        .naxes = b->naxes,
                        .axes = b->axes,
                        .params = b->fixed,
                        .starts = b->starts,
                        .seed = b->seed,
                        .box = b->box };
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, HUGE_VAL);
    const int code = how(b, &grid, found, &error);
    return run_end(&c->run, code, &error);
}

static PyObject *find(basins *b, PyTypeObject *type, search *how)
{
    chaos_result *found = NULL;
    if (!search_with(b, how, &found)) {
        chaos_result_free(found);
        return NULL;
    }
    return result_object(((module_state *)PyType_GetModuleState(type))->result_type, b->c.map, found);
}

/* The arguments of a call: false: raised. */
static bool basins_read(basins *b, const char *name, unsigned more, PyObject *self, PyObject *const *args,
                        size_t nargs, PyObject *kwnames)
{
    const MapObject *map = (MapObject *)self;
    if (!call_parse(&b->c, name,
                    OPT_MAX_STEPS | OPT_ENDLESS | OPT_AXES | OPT_STARTS | OPT_THREADS | OPT_PROGRESS |
                        OPT_BOUND | OPT_WRAP | more,
                    self, args, (Py_ssize_t)nargs, kwnames))
        return false;
    b->fixed = PyMem_Malloc((map->nparams + map->dim) * sizeof *b->fixed);
    if (!b->fixed) {
        PyErr_NoMemory();
        return false;
    }
    return inputs_single(&b->c.in, name, false, b->fixed) &&
           axes_read(&b->c, &b->naxes, b->axes, b->values, b->shape) &&
           starts_read(&b->c, &b->starts, &b->seed, &b->box);
}

static void basins_free(basins *b)
{
    output_free(&b->labels);
    output_free(&b->times);
    PyMem_Free(b->names);
    PyMem_Free(b->conditions);
    for (uint32_t i = 0; i < CHAOS_MAX_AXES; i++)
        if (b->values[i].obj)
            PyBuffer_Release(&b->values[i]);
    PyMem_Free(b->box);
    PyMem_Free(b->states);
    PyMem_Free(b->fixed);
    call_free(&b->c);
    PyMem_Free(b);
}

/* (labels, times, [values of each axis], Result); times None if they were not asked for. */
PyObject *map_basins(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                     PyObject *kwnames)
{
    PyObject *all = NULL, *found = NULL;
    basins *b = PyMem_Calloc(1, sizeof *b);
    if (!b)
        return PyErr_NoMemory();
    if (basins_read(b, "basins", OPT_INTO | OPT_TIMES, self, args, nargs, kwnames) && read_regions(b) &&
        make_labels(b))
        found = find(b, type, find_basins);
    if (found)
        all = Py_BuildValue("NNNN", output_take(&b->labels),
                            has_times(b) ? output_take(&b->times) : Py_NewRef(Py_None),
                            list_of(axis_values, b), found);
    basins_free(b);
    return all;
}

/* Result */
PyObject *map_attractors_along(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                               PyObject *kwnames)
{
    PyObject *found = NULL;
    basins *b = PyMem_Calloc(1, sizeof *b);
    if (!b)
        return PyErr_NoMemory();
    if (basins_read(b, "attractors_along", 0, self, args, nargs, kwnames))
        found = find(b, type, find_along);
    basins_free(b);
    return found;
}

/* Numbers of one or two states, one after the other. */
static bool read_states(basins *b, uint64_t states)
{
    const uint64_t dim = b->c.map->dim;
    b->states = PyMem_Calloc(2 * dim, sizeof *b->states);
    if (!b->states) {
        PyErr_NoMemory();
        return false;
    }
    for (uint64_t i = 0; i < states * dim; i++)
        if (!get_number(PyTuple_GetItem(b->c.states, (Py_ssize_t)i), "state", &b->states[i]))
            return false;
    return true;
}

/* Map._edge(_first=steps, _states=(both)) -> Result */
PyObject *map_edge(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs, PyObject *kwnames)
{
    PyObject *found = NULL;
    basins *b = PyMem_Calloc(1, sizeof *b);
    if (!b)
        return PyErr_NoMemory();
    if (basins_read(b, "edge", OPT_FIRST | OPT_STATES, self, args, nargs, kwnames) && read_states(b, 2))
        found = find(b, type, find_edge);
    basins_free(b);
    return found;
}

static PyObject *nearest_number(const void *from, uint64_t i)
{
    const basins *b = from;
    const uint64_t dim = b->c.map->dim;
    return i == dim ? NULL : PyFloat_FromDouble(b->states[dim + i]);
}

/* Map._edge_distance(_states=...) -> (distance, [nearest]) */
PyObject *map_edge_distance(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                            PyObject *kwnames)
{
    PyObject *answer = NULL;
    chaos_result *none = NULL;
    basins *b = PyMem_Calloc(1, sizeof *b);
    (void)type;
    if (!b)
        return PyErr_NoMemory();
    if (basins_read(b, "edge_distance", OPT_STATES, self, args, nargs, kwnames) && read_states(b, 1) &&
        search_with(b, find_distance, &none))
        answer = Py_BuildValue("dN", b->distance, list_of(nearest_number, b));
    basins_free(b);
    return answer;
}

/* ------------------------------------------------------------- numbers of labels */

/* An int32 array. false: raised. */
static bool read_labels(PyObject *value, Py_buffer *labels, uint64_t shape[CHAOS_MAX_AXES])
{
    if (PyObject_GetBuffer(value, labels, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0)
        return false;
    if (format_is(labels, CHAOS_I32) && labels->ndim <= CHAOS_MAX_AXES) {
        for (int i = 0; i < labels->ndim; i++)
            shape[i] = (uint64_t)labels->shape[i];
        return true;
    }
    PyErr_Format(PyExc_ValueError, "labels must be whole numbers in an array of 1 to %d dimensions, got %d",
                 CHAOS_MAX_AXES, labels->ndim);
    PyBuffer_Release(labels);
    return false;
}

/* (entropy, boundary entropy) */
PyObject *basin_entropy(PyObject *module, PyObject *args)
{
    PyObject *array;
    Py_buffer labels;
    unsigned long long box;
    uint64_t shape[CHAOS_MAX_AXES];
    double entropy, boundary;
    chaos_error error;
    (void)module;
    if (!PyArg_ParseTuple(args, "OK", &array, &box) || !read_labels(array, &labels, shape))
        return NULL;
    run r = { .discards = true };
    chaos_options options = { .size = sizeof options };
    run_begin(&r, NULL, &options, (double)labels.len);
    const int code = chaos_basin_entropy(labels.buf, shape, (uint32_t)labels.ndim, box, &entropy, &boundary,
                                         &options, &error);
    const bool done = run_end(&r, code, &error);
    PyBuffer_Release(&labels);
    return done ? Py_BuildValue("dd", entropy, boundary) : NULL;
}

/* (exponent, its error) */
PyObject *uncertainty_exponent(PyObject *module, PyObject *args)
{
    PyObject *array;
    Py_buffer labels;
    unsigned long long first, last;
    uint64_t shape[CHAOS_MAX_AXES];
    double exponent, stderror;
    chaos_error error;
    (void)module;
    if (!PyArg_ParseTuple(args, "OKK", &array, &first, &last) || !read_labels(array, &labels, shape))
        return NULL;
    run r = { .discards = true };
    chaos_options options = { .size = sizeof options };
    run_begin(&r, NULL, &options, (double)labels.len);
    const int code = chaos_uncertainty_exponent(labels.buf, shape, (uint32_t)labels.ndim, first, last,
                                                &exponent, &stderror, &options, &error);
    const bool done = run_end(&r, code, &error);
    PyBuffer_Release(&labels);
    return done ? Py_BuildValue("dd", exponent, stderror) : NULL;
}

/* Of labels into an array of bytes of the same shape, which comes back. */
PyObject *boundary_cells(PyObject *module, PyObject *args)
{
    PyObject *array, *boundary;
    Py_buffer labels, cells;
    uint64_t shape[CHAOS_MAX_AXES];
    chaos_error error;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO", &array, &boundary) || !read_labels(array, &labels, shape))
        return NULL;
    if (PyObject_GetBuffer(boundary, &cells, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE) < 0) {
        PyBuffer_Release(&labels);
        return NULL;
    }
    run r = { .discards = true };
    chaos_options options = { .size = sizeof options };
    run_begin(&r, NULL, &options, (double)labels.len);
    const int code =
        chaos_boundary_cells(labels.buf, shape, (uint32_t)labels.ndim, cells.buf, &options, &error);
    const bool done = run_end(&r, code, &error);
    PyBuffer_Release(&cells);
    PyBuffer_Release(&labels);
    return done ? Py_NewRef(boundary) : NULL;
}

PyObject *wada(PyObject *module, PyObject *args)
{
    PyObject *array;
    Py_buffer labels;
    unsigned long long within;
    uint64_t shape[CHAOS_MAX_AXES];
    double apart;
    chaos_error error;
    (void)module;
    if (!PyArg_ParseTuple(args, "OK", &array, &within) || !read_labels(array, &labels, shape))
        return NULL;
    run r = { .discards = true };
    chaos_options options = { .size = sizeof options };
    run_begin(&r, NULL, &options, (double)labels.len);
    const int code = chaos_wada(labels.buf, shape, (uint32_t)labels.ndim, within, &apart, &options, &error);
    const bool done = run_end(&r, code, &error);
    PyBuffer_Release(&labels);
    return done ? PyFloat_FromDouble(apart) : NULL;
}

/* batch.c - Map.iterate, .orbit and .lyapunov: one orbit per element.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

enum { COMMON = OPT_STEPS | OPT_BATCH };

static bool choose_map(call *c)
{
    const double transient = c->transient == UNSET ? 0 : (double)c->transient;
    MapObject *map = map_for(c->map, inputs_points(&c->in), transient + (double)c->steps * (double)c->every);
    if (map)
        c->map = map;
    return map != NULL;
}

static double work(const call *c, double steps)
{
    return inputs_points(&c->in) * (double)c->map->dim * steps;
}

static bool call_iterate(call *c, double *out)
{
    chaos_batch batch = inputs_batch(&c->in);
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, work(c, (double)c->steps));
    int code = chaos_iterate(c->map->map, c->steps, &batch, out, &c->options, &error);
    return run_end(&c->run, code, &error);
}

/* One orbit of more than one state: an array, or without NumPy a tuple. */
static PyObject *iterate_single(call *c)
{
    double *state = PyMem_Malloc(c->map->dim * sizeof *state);
    if (!state)
        return PyErr_NoMemory();
    PyObject *tuple = call_iterate(c, state) ? state_object(state, c->map->dim) : NULL;
    PyMem_Free(state);
    return tuple ? support("as_array", "(N)", tuple) : NULL;
}

static PyObject *iterate_batch(call *c)
{
    output out;
    PyObject *result = NULL;
    if (output_make(&out, "out", c->out, CHAOS_F64, c->in.ndim, c->in.shape, c->map->dim > 1, &c->map->dim) &&
        inputs_avoid(&c->in, &out) && call_iterate(c, out.data))
        result = output_take(&out);
    output_free(&out);
    return result;
}

PyObject *map_iterate(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    call c;
    PyObject *result = NULL;
    if (call_parse(&c, "iterate", COMMON, self, args, nargs, kwnames) && choose_map(&c))
        result = c.in.ndim == 0 && c.map->dim > 1 && !c.out ? iterate_single(&c) : iterate_batch(&c);
    call_free(&c);
    return result ? result : call_labelled(&c, args, nargs, kwnames);
}

PyObject *map_orbit(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    call c;
    output out = { 0 };
    PyObject *result = NULL;
    if (call_parse(&c, "orbit", COMMON | OPT_TRANSIENT | OPT_EVERY, self, args, nargs, kwnames) &&
        choose_map(&c)) {
        const uint64_t transient = c.transient == UNSET ? 0 : c.transient;
        const uint64_t more[] = { c.steps, c.map->dim };
        if (output_make(&out, "out", c.out, CHAOS_F64, c.in.ndim, c.in.shape, c.map->dim > 1 ? 2 : 1, more) &&
            inputs_avoid(&c.in, &out)) {
            chaos_batch batch = inputs_batch(&c.in);
            chaos_error error;
            run_begin(&c.run, c.map, &c.options,
                      work(&c, (double)transient + (double)c.steps * (double)c.every));
            int code =
                chaos_orbit(c.map->map, transient, c.steps, c.every, &batch, out.data, &c.options, &error);
            if (run_end(&c.run, code, &error))
                result = output_take(&out);
        }
    }
    output_free(&out);
    call_free(&c);
    return result ? result : call_labelled(&c, args, nargs, kwnames);
}

/* ------------------------------------------------------------------ exponents */

enum { EXPONENTS, STDERR, STATUS, NOUT };

static bool make_outputs(call *c, output out[NOUT])
{
    PyObject *given[NOUT] = { NULL };
    if (c->out) {
        if (!PyTuple_Check(c->out) || PyTuple_Size(c->out) != NOUT) {
            PyErr_Format(PyExc_TypeError, "out must be a tuple of three arrays, got %R", Py_TYPE(c->out));
            return false;
        }
        for (int i = 0; i < NOUT; i++)
            given[i] = PyTuple_GetItem(c->out, i);
    }
    const uint64_t count = c->count == CHAOS_ALL ? c->map->dim : c->count;
    const uint64_t more[] = { count, c->blocks };
    const uint32_t many = c->count > 1; /* or "all" */
    return output_make(&out[EXPONENTS], "out[0]", given[EXPONENTS], CHAOS_F64, c->in.ndim, c->in.shape,
                       many + (c->blocks > 0), more + !many) &&
           output_make(&out[STDERR], "out[1]", given[STDERR], CHAOS_F64, c->in.ndim, c->in.shape, many,
                       more) &&
           output_make(&out[STATUS], "out[2]", given[STATUS], CHAOS_U32, c->in.ndim, c->in.shape, 0, NULL) &&
           outputs_apart(out, NOUT) && inputs_avoid(&c->in, &out[EXPONENTS]) &&
           inputs_avoid(&c->in, &out[STDERR]) && inputs_avoid(&c->in, &out[STATUS]);
}

/* The measure that is called as the method is, with the options that were given. */
static chaos_measure *make_measure(const call *c)
{
    chaos_measure *measure;
    chaos_error error;
    if (!succeeded(chaos_measure_new(c->map->map, c->function, &measure, &error), &error))
        return NULL;
    if (measure_set(measure, "steps", c->steps) && measure_set(measure, "count", c->count) &&
        measure_default(measure, "transient", c->transient) &&
        (c->blocks == 0 || measure_set(measure, "blocks", c->blocks)) &&
        succeeded(chaos_measure_check(measure, &error), &error))
        return measure;
    chaos_measure_free(measure);
    return NULL;
}

static bool call_lyapunov(call *c, const chaos_measure *measure, output out[NOUT])
{
    const chaos_measure_kind *kind = chaos_measure_kind_of(measure);
    enum { WHOLE, ERRORS, BLOCKS }; /* its outputs */
    const chaos_output wanted[] = {
        { sizeof *wanted, 0, measure, chaos_measure_kind_output(kind, c->blocks > 0 ? BLOCKS : WHOLE)->name,
          out[EXPONENTS].data },
        { sizeof *wanted, 0, measure, chaos_measure_kind_output(kind, ERRORS)->name, out[STDERR].data },
    };
    chaos_batch batch = inputs_batch(&c->in);
    chaos_error error;
    const double transient = c->transient == UNSET ? 1000 : (double)c->transient;
    run_begin(&c->run, c->map, &c->options, work(c, transient + (double)c->steps));
    int code = chaos_batch_measure(c->map->map, &batch, wanted, 2, out[STATUS].data, &c->options, &error);
    return run_end(&c->run, code, &error);
}

PyObject *map_lyapunov(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    call c;
    output out[NOUT] = { { 0 } };
    PyObject *result = NULL;
    chaos_measure *measure = NULL; /* whose options are checked before arrays are made of their sizes */
    if (call_parse(&c, "lyapunov", COMMON | OPT_TRANSIENT | OPT_COUNT | OPT_BLOCKS, self, args, nargs,
                   kwnames) &&
        choose_map(&c) && (measure = make_measure(&c)) && make_outputs(&c, out) &&
        call_lyapunov(&c, measure, out)) {
        PyObject *exponents = output_take(&out[EXPONENTS]), *errors = output_take(&out[STDERR]);
        result = support("lyapunov", "(NNN)", exponents, errors, output_take(&out[STATUS]));
    }
    for (int i = 0; i < NOUT; i++)
        output_free(&out[i]);
    chaos_measure_free(measure);
    call_free(&c);
    return result ? result : call_labelled(&c, args, nargs, kwnames);
}

/* measure.c - measures for chaos/_measures.py: the tables of their kinds, and one with its options.
 *
 * SPDX-License-Identifier: MIT
 *
 * Options come as [(name, text), ...] or [(name, [number, ...]), ...] and are
 * handed out as text, which reads back the same.
 */
#include "module.h"

#include <string.h>

static const char *word(const char *const words[], size_t count, uint32_t i)
{
    return i < count ? words[i] : "other";
}
#define WORD(words, i) word(words, sizeof(words) / sizeof *(words), i)

const char *dimension_name(uint32_t dimension)
{
    static const char *const names[] = { "column",    "bin",   "record",  "number", "block",
                                         "statistic", "side",  "limit",   "point",  "lag",
                                         "frequency", "scale", "quantile" };
    return WORD(names, dimension);
}

/* --------------------------------------------------------------- tables of kinds */

static PyObject *option_row(const void *kind, uint64_t i)
{
    static const char *const types[] = { "count", "number", "columns", "condition", "word", "counts" };
    const chaos_option *option = chaos_measure_kind_option(kind, i);
    return option
               ? Py_BuildValue("{sssssIsIszsssssz}", "name", option->name, "type", WORD(types, option->type),
                               "least", option->least, "most", option->most, "word", option->word, "default",
                               option->default_value, "help", option->help, "output", option->output)
               : NULL;
}

static PyObject *quantity_row(const chaos_quantity *q)
{
    static const char *const scales[] = { "linear", "log", "cyclic", "diverging", "discrete", "flags" };
    return Py_BuildValue("{ssssssszsssdszsOsOss}", "name", q->name, "dtype", type_name((int)q->type), "scale",
                         WORD(scales, q->scale), "label", q->label, "unit", q->unit, "none", q->none,
                         "none_label", q->none_label, "once", q->once ? Py_True : Py_False, "outlives",
                         q->outlives ? Py_True : Py_False, "help", q->help);
}

static PyObject *output_row(const void *kind, uint64_t i)
{
    const chaos_quantity *quantity = chaos_measure_kind_output(kind, i);
    return quantity ? quantity_row(quantity) : NULL;
}

PyObject *measure_kind(const void *unused, uint64_t i)
{
    (void)unused;
    const chaos_measure_kind *kind = chaos_measure_kind_at(i);
    return kind ? Py_BuildValue("{sssssss(zzz)sOsNsN}", "name", kind->name, "summary", kind->summary, "text",
                                kind->text, "picture", kind->picture[0], kind->picture[1], kind->picture[2],
                                "pools", chaos_measure_kind_pools(kind) ? Py_True : Py_False, "options",
                                list_of(option_row, kind), "outputs", list_of(output_row, kind))
                : NULL;
}

PyObject *bin_edge(PyObject *module, PyObject *args)
{
    (void)module;
    double low, high;
    unsigned long long bins, i;
    if (!PyArg_ParseTuple(args, "ddKK", &low, &high, &bins, &i))
        return NULL;
    return PyFloat_FromDouble(chaos_density_edge(low, high, bins, i));
}

/* ------------------------------------------------------------------ one measure */

static const chaos_option *find_option(const chaos_measure *measure, const char *name)
{
    const chaos_option *option;
    for (size_t i = 0; (option = chaos_measure_kind_option(chaos_measure_kind_of(measure), i)); i++)
        if (strcmp(option->name, name) == 0)
            break;
    return option;
}

/* Counts or numbers, as the option takes them. */
static bool set_values(chaos_measure *measure, const chaos_option *option, PyObject *list)
{
    const bool whole = option->type == CHAOS_OPTION_COUNT || option->type == CHAOS_OPTION_COUNTS;
    const size_t n = (size_t)PyList_Size(list);
    union {
        uint64_t count;
        double number;
    } *values = PyMem_Malloc((n + 1) * sizeof *values);
    chaos_error error;
    bool done = values || PyErr_NoMemory();
    for (size_t i = 0; done && i < n; i++) {
        PyObject *item = PyList_GetItem(list, (Py_ssize_t)i);
        done = whole ? get_count(item, option->name, 0, &values[i].count)
                     : get_number(item, option->name, &values[i].number);
    }
    if (done) {
        int code = whole ? chaos_measure_set_counts(measure, option->name, &values->count, n, &error)
                         : chaos_measure_set_numbers(measure, option->name, &values->number, n, &error);
        done = succeeded(code, &error);
    }
    PyMem_Free(values);
    return done;
}

static bool set_option(chaos_measure *measure, const char *name, PyObject *value)
{
    const chaos_option *option = find_option(measure, name);
    const char *text = "";
    chaos_error error;
    if (option && !PyUnicode_Check(value)) {
        if (option->type == CHAOS_OPTION_COUNT || option->type == CHAOS_OPTION_NUMBER ||
            option->type == CHAOS_OPTION_COUNTS)
            return set_values(measure, option, value);
        if (option->type == CHAOS_OPTION_WORD)
            PyErr_Format(PyExc_TypeError, "%s must be '%s', got %R", name, option->word, value);
        else
            PyErr_Format(PyExc_TypeError, "%s must be a name or an expression, got %R", name, value);
        return false;
    }
    if (option && !(text = get_utf8(value, name)))
        return false;
    return succeeded(chaos_measure_set(measure, name, text, &error),
                     &error); /* or the library says which there are */
}

chaos_measure *measure_new(const MapObject *map, PyObject *said)
{
    const char *text = NULL, *name = NULL;
    PyObject *measured, *options, *option, *value;
    chaos_measure *measure = NULL;
    chaos_error error;
    bool done = PyArg_ParseTuple(said, "OO", &measured, &options) &&
                (text = get_utf8(measured, "a measure")) &&
                succeeded(chaos_measure_new(map->map, text, &measure, &error), &error);
    for (Py_ssize_t i = 0; done && i < PyList_Size(options); i++)
        done = PyArg_ParseTuple(PyList_GetItem(options, i), "OO", &option, &value) &&
               (name = get_utf8(option, "an option")) && set_option(measure, name, value);
    if (done)
        return measure;
    chaos_measure_free(measure);
    return NULL;
}

bool measure_check(const chaos_measure *measure)
{
    chaos_error error;
    return succeeded(chaos_measure_check(measure, &error), &error);
}

bool measure_set(chaos_measure *measure, const char *name, uint64_t value)
{
    chaos_error error;
    return succeeded(chaos_measure_set_counts(measure, name, &value, 1, &error), &error);
}

bool measure_default(chaos_measure *measure, const char *name, uint64_t value)
{
    return value == UNSET || !find_option(measure, name) || chaos_measure_is_set(measure, name) ||
           measure_set(measure, name, value);
}

/* Texts of unknown length: asked for once to measure, once to read. */
static PyObject *option_text(const chaos_measure *measure, const char *name)
{
    char text[256];
    const size_t length = chaos_measure_get(measure, name, text, sizeof text);
    if (length < sizeof text)
        return PyUnicode_FromString(text);
    char *whole = PyMem_Malloc(length + 1);
    if (!whole)
        return PyErr_NoMemory();
    chaos_measure_get(measure, name, whole, length + 1);
    PyObject *string = PyUnicode_FromString(whole);
    PyMem_Free(whole);
    return string;
}

PyObject *measure_options(const chaos_measure *measure)
{
    PyObject *options = PyDict_New();
    const chaos_option *option;
    for (size_t i = 0; options && (option = chaos_measure_kind_option(chaos_measure_kind_of(measure), i));
         i++)
        if (!dict_put(options, option->name, option_text(measure, option->name)))
            Py_CLEAR(options);
    return options;
}

/* --------------------------------------------------------------- what it gives */

/* A dimension with the number of its elements. */
typedef struct dimension {
    const chaos_measure *measure;
    uint32_t kind;
    uint64_t count;
} dimension;

static PyObject *element_name(const void *from, uint64_t i)
{
    const dimension *d = from;
    char text[256];
    if (i == d->count)
        return NULL;
    chaos_measure_element(d->measure, d->kind, i, text, sizeof text);
    return PyUnicode_FromString(text);
}

static PyObject *element_place(const void *from, uint64_t i)
{
    const dimension *d = from;
    return i == d->count ? NULL : PyFloat_FromDouble(chaos_measure_place(d->measure, d->kind, i));
}

static bool has_places(uint32_t kind)
{
    return kind == CHAOS_DIM_LAG || kind == CHAOS_DIM_FREQUENCY || kind == CHAOS_DIM_SCALE;
}

/* The others are counted. */
static bool has_names(uint32_t kind)
{
    return kind == CHAOS_DIM_COLUMN || kind == CHAOS_DIM_STATISTIC || kind == CHAOS_DIM_QUANTILE ||
           kind == CHAOS_DIM_SIDE || kind == CHAOS_DIM_LIMIT;
}

/* ("statistic", 4, ["mean", ...]), ("lag", 33, [0.0, ...]) or ("bin", 1000, None) */
static PyObject *dimension_row(const dimension *d)
{
    return Py_BuildValue("(sKN)", dimension_name(d->kind), (unsigned long long)d->count,
                         has_names(d->kind)    ? list_of(element_name, d)
                         : has_places(d->kind) ? list_of(element_place, d)
                                               : Py_NewRef(Py_None));
}

/* A row of its quantity, and its dimensions. */
static PyObject *array_row(const void *from, uint64_t i)
{
    const chaos_measure *measure = from;
    chaos_array array = { .size = sizeof array };
    chaos_error error;
    if (i == chaos_measure_narrays(measure) ||
        !succeeded(chaos_measure_array(measure, i, &array, &error), &error))
        return NULL;
    PyObject *row = quantity_row(array.quantity), *dims = PyTuple_New(array.ndim);
    bool done = row && dims;
    for (uint32_t k = 0; done && k < array.ndim; k++) {
        PyObject *dim = dimension_row(&(dimension){ measure, array.dims[k], array.shape[k] });
        done = dim && PyTuple_SetItem(dims, k, dim) == 0;
    }
    done = done && PyDict_SetItemString(row, "dims", dims) == 0;
    Py_XDECREF(dims);
    if (!done)
        Py_CLEAR(row);
    return row;
}

PyObject *map_measure(PyObject *self, PyObject *said)
{
    PyObject *result = NULL;
    chaos_measure *measure = measure_new((MapObject *)self, said);
    if (measure && measure_check(measure)) {
        const uint64_t first = chaos_measure_iterate(measure, 0);
        const dimension columns = { measure, CHAOS_DIM_COLUMN, chaos_measure_ncolumns(measure) };
        result = Py_BuildValue("{sssNsNsKsKsN}", "name", chaos_measure_kind_of(measure)->name, "options",
                               measure_options(measure), "columns", list_of(element_name, &columns), "first",
                               (unsigned long long)first, "every",
                               (unsigned long long)(chaos_measure_iterate(measure, 1) - first), "outputs",
                               list_of(array_row, measure));
    }
    chaos_measure_free(measure);
    return result;
}

/* result.c - _chaos.Result: what an analysis has found, for chaos/_result.py.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

typedef struct {
    PyObject_HEAD const MapObject *map; /* its step may be a function that this keeps */
    chaos_result *result;
} ResultObject;

PyObject *result_object(PyTypeObject *type, const MapObject *map, chaos_result *result)
{
    ResultObject *self = object_new(type);
    if (!self) {
        chaos_result_free(result);
        return NULL;
    }
    self->result = result;
    self->map = (const MapObject *)Py_NewRef((PyObject *)map);
    return (PyObject *)self;
}

static void result_dealloc(PyObject *object)
{
    ResultObject *self = (ResultObject *)object;
    PyObject_GC_UnTrack(object);
    chaos_result_free(self->result);
    Py_XDECREF((PyObject *)self->map);
    object_free(object);
}

/* {name: what is said of it} of one table. */
static PyObject *columns(const chaos_result *result, const char *table)
{
    PyObject *dict = PyDict_New();
    const chaos_column *column;
    for (size_t i = 0; dict && (column = chaos_result_column(result, table, i)); i++)
        if (!dict_put(dict, column->name,
                      Py_BuildValue("{szsssdss}", "label", column->label, "unit", column->unit, "none",
                                    column->none, "help", column->help)))
            Py_CLEAR(dict);
    return dict;
}

/* (map, kind, recipe, {table: (number of rows, its columns)}) */
static PyObject *result_about(PyObject *self, PyObject *unused)
{
    (void)unused;
    const chaos_result *result = ((ResultObject *)self)->result;
    PyObject *tables = PyDict_New();
    const char *name;
    for (size_t i = 0; tables && (name = chaos_result_table(result, i)); i++)
        if (!dict_put(tables, name,
                      Py_BuildValue("(KN)", (unsigned long long)chaos_result_nrows(result, name),
                                    columns(result, name))))
            Py_CLEAR(tables);
    return Py_BuildValue("OssN", ((ResultObject *)self)->map, chaos_result_kind(result),
                         chaos_result_recipe(result), tables);
}

static const chaos_column *find_column(const chaos_result *result, const char *table, const char *name)
{
    const chaos_column *column;
    for (size_t i = 0; (column = chaos_result_column(result, table, i)); i++)
        if (strcmp(column->name, name) == 0)
            break;
    return column;
}

/* The shape of what lies one behind the other: a row's own dimensions after all rows, of
 * a ragged column those behind its first after all its elements. */
static bool make_outputs(const chaos_result *result, const char *table, const chaos_column *column,
                         output *values, output *offsets)
{
    uint64_t count = chaos_result_nrows(result, table), rows = count + 1;
    const uint32_t first = column->ragged ? 1 : 0;
    if (column->ragged) {
        count = chaos_result_elements(result, table, column->name);
        for (uint32_t k = first; k < column->ndim; k++)
            count /= column->shape[k];
    }
    return output_make(values, column->name, NULL, (int)column->type, 1, &count, column->ndim - first,
                       column->shape + first) &&
           (!column->ragged || output_make(offsets, "offsets", NULL, CHAOS_U64, 1, &rows, 0, NULL));
}

/* (array of all rows, None), or of a ragged column (array of all elements, offsets). */
static PyObject *result_column(PyObject *self, PyObject *args)
{
    const chaos_result *result = ((ResultObject *)self)->result;
    const char *table, *name;
    if (!PyArg_ParseTuple(args, "ss", &table, &name))
        return NULL;
    const chaos_column *column = find_column(result, table, name);
    if (!column) {
        PyErr_Format(PyExc_KeyError, "%s", name);
        return NULL;
    }
    output values = { 0 }, offsets = { 0 };
    chaos_error error;
    PyObject *pair = NULL;
    if (make_outputs(result, table, column, &values, &offsets) &&
        succeeded(chaos_result_copy(result, table, name, values.data, (uint64_t)values.buffer.len,
                                    column->ragged ? offsets.data : NULL, &error),
                  &error))
        pair = PyTuple_Pack(2, values.array, column->ragged ? offsets.array : Py_None);
    output_free(&values);
    output_free(&offsets);
    return pair;
}

static PyMethodDef methods[] = {
    { "about", result_about, METH_NOARGS, NULL },
    { "column", result_column, METH_VARARGS, NULL },
    { NULL, NULL, 0, NULL },
};

static PyType_Slot slots[] = {
    { Py_tp_dealloc, result_dealloc },
    { Py_tp_traverse, owner_traverse },
    { Py_tp_methods, methods },
    { 0, NULL },
};

PyType_Spec result_spec = { .name = "chaos._chaos.Result",
                            .basicsize = sizeof(ResultObject),
                            .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC |
                                     Py_TPFLAGS_DISALLOW_INSTANTIATION,
                            .slots = slots };

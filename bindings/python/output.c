/* output.c - arrays of results: made by NumPy, or the caller's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

static const struct {
    const char *dtype;
    size_t size;
} types[] = {
    [CHAOS_F64] = { "float64", 8 }, [CHAOS_U64] = { "uint64", 8 },       [CHAOS_I64] = { "int64", 8 },
    [CHAOS_U32] = { "uint32", 4 },  [CHAOS_C128] = { "complex128", 16 }, [CHAOS_I32] = { "int32", 4 },
};

const char *type_name(int type) { return types[type].dtype; }

static PyObject *shape_tuple(const char *name, size_t size, uint32_t ndim, const uint64_t *shape,
                             uint32_t nmore, const uint64_t *more)
{
    PyObject *tuple = PyTuple_New((Py_ssize_t)ndim + nmore);
    uint64_t bytes = size;
    for (uint32_t i = 0; tuple && i < ndim + nmore; i++) {
        uint64_t n = i < ndim ? shape[i] : more[i - ndim];
        if (__builtin_mul_overflow(bytes, n, &bytes) || bytes > PY_SSIZE_T_MAX) {
            PyErr_Format(PyExc_MemoryError, "%s would be larger than the address space", name);
            Py_CLEAR(tuple);
            break;
        }
        PyObject *number = PyLong_FromUnsignedLongLong(n);
        if (!number || PyTuple_SetItem(tuple, (Py_ssize_t)i, number) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *empty(PyObject *shape, const char *dtype)
{
    PyObject *numpy = PyImport_ImportModule("numpy");
    PyObject *array = numpy ? PyObject_CallMethod(numpy, "empty", "Os", shape, dtype) : NULL;
    Py_XDECREF(numpy);
    return array;
}

static bool has_shape(const Py_buffer *buffer, PyObject *shape)
{
    if (buffer->ndim != PyTuple_Size(shape))
        return false;
    for (int i = 0; i < buffer->ndim; i++)
        if ((size_t)buffer->shape[i] != PyLong_AsSize_t(PyTuple_GetItem(shape, i)))
            return false;
    return true;
}

/* Pins the caller's array; nothing is converted, nothing is written yet. */
static bool pin(output *out, const char *name, PyObject *shape)
{
    const char *dtype = types[out->type].dtype;
    if (!PyObject_CheckBuffer(out->array)) {
        PyErr_Format(PyExc_TypeError, "%s must be a %s array, got %R", name, dtype, Py_TYPE(out->array));
        return false;
    }
    if (!refuse_mask(out->array, name) || !get_buffer(out->array, PyBUF_RECORDS, &out->buffer)) {
        bool read_only =
            PyErr_ExceptionMatches(PyExc_BufferError) || PyErr_ExceptionMatches(PyExc_ValueError);
        if (read_only && forgive())
            PyErr_Format(PyExc_ValueError, "%s must be writable", name);
        return false;
    }
    if (!format_is(&out->buffer, out->type))
        PyErr_Format(PyExc_TypeError, "%s must be a %s array, its elements have the format '%s'", name, dtype,
                     out->buffer.format ? out->buffer.format : "B");
    else if (!has_shape(&out->buffer, shape))
        PyErr_Format(PyExc_ValueError, "%s must have the shape %R", name, shape);
    else if (!PyBuffer_IsContiguous(&out->buffer, 'C') || (uintptr_t)out->buffer.buf % types[out->type].size)
        PyErr_Format(PyExc_ValueError, "%s must be C-contiguous and aligned", name);
    else
        return true;
    return false;
}

bool output_make(output *out, const char *name, PyObject *given, int type, uint32_t ndim,
                 const uint64_t *shape, uint32_t nmore, const uint64_t *more)
{
    memset(out, 0, sizeof *out);
    out->type = type;
    out->data = &out->number;
    if (given == Py_None)
        given = NULL;
    if (!given && ndim + nmore == 0)
        return true;
    out->array = Py_XNewRef(given); /* at once: its owner may be changed meanwhile */
    PyObject *tuple = shape_tuple(name, types[type].size, ndim, shape, nmore, more);
    if (tuple && !given)
        out->array = empty(tuple, types[type].dtype);
    bool done = tuple && out->array && pin(out, given ? name : "the result", tuple);
    out->data = out->buffer.buf;
    Py_XDECREF(tuple);
    return done;
}

bool outputs_apart(const output *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            const char *a = out[i].data, *b = out[j].data;
            if (out[i].buffer.len > 0 && a < b + out[j].buffer.len && b < a + out[i].buffer.len) {
                PyErr_SetString(PyExc_ValueError, "out must have arrays that do not overlap each other");
                return false;
            }
        }
    return true;
}

PyObject *output_take(output *out)
{
    if (out->array) {
        PyObject *array = Py_NewRef(out->array);
        output_free(out);
        return array;
    }
    switch (out->type) {
    case CHAOS_U64: return PyLong_FromUnsignedLongLong(out->number.u64);
    case CHAOS_I64: return PyLong_FromLongLong(out->number.i64);
    case CHAOS_U32: return PyLong_FromUnsignedLong(out->number.u32);
    default: return PyFloat_FromDouble(out->number.f64);
    }
}

void output_free(output *out)
{
    if (out->buffer.obj)
        PyBuffer_Release(&out->buffer);
    Py_CLEAR(out->array);
}

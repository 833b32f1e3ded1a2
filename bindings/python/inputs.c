/* inputs.c - values of parameters and states: numbers, and arrays that are
 * used where they lie, broadcast against each other.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool inputs_init(inputs *in, const MapObject *map)
{
    memset(in, 0, sizeof *in);
    in->map = map;
    uint64_t count = map->nparams + map->dim;
    in->views = PyMem_Malloc(count * sizeof *in->views);
    if (!in->views) {
        PyErr_NoMemory();
        return false;
    }
    for (uint64_t i = 0; i < count; i++)
        in->views[i] = (chaos_view){ &map->defaults[i], NULL };
    return true;
}

void inputs_free(inputs *in)
{
    for (size_t i = 0; i < in->nitems; i++)
        if (in->items[i].buffer.obj)
            PyBuffer_Release(&in->items[i].buffer);
    PyMem_Free(in->items);
    PyMem_Free(in->views);
}

/* ------------------------------------------------------------- taking values */

bool format_is(const Py_buffer *buffer, int type)
{
    static const char *const codes[] = {
        [CHAOS_F64] = "d",  [CHAOS_U64] = "LQ", [CHAOS_I64] = "lq",
        [CHAOS_U32] = "IL", [CHAOS_C128] = "d", [CHAOS_I32] = "il",
    };
    static const Py_ssize_t sizes[] = {
        [CHAOS_F64] = 8, [CHAOS_U64] = 8,   [CHAOS_I64] = 8,
        [CHAOS_U32] = 4, [CHAOS_C128] = 16, [CHAOS_I32] = 4,
    };
    const char *format = buffer->format ? buffer->format : "B";
    if (*format == '@' || *format == (PY_LITTLE_ENDIAN ? '<' : '>') || *format == '=')
        format++;
    if (type == CHAOS_C128 && *format++ != 'Z')
        return false;
    return *format && strchr(codes[type], *format) && !format[1] && buffer->itemsize == sizes[type];
}

bool refuse_mask(PyObject *value, const char *name)
{
    PyObject *mask = PyUnicode_InternFromString("mask");
    PyObject *none =
        mask && PyObject_HasAttr(value, mask) ? support("refuse_mask", "(Os)", value, name) : NULL;
    Py_XDECREF(mask);
    Py_XDECREF(none);
    return !PyErr_Occurred();
}

/* Exporters may leave out what they were asked for, as those of ctypes do; a memoryview completes it. */
bool get_buffer(PyObject *value, int flags, Py_buffer *buffer)
{
    if (!refuse_mask(value, "an array") || PyObject_GetBuffer(value, buffer, flags) < 0)
        return false;
    if (buffer->ndim == 0 || (buffer->shape && buffer->strides && !buffer->suboffsets))
        return true;
    PyBuffer_Release(buffer);
    PyObject *view = PyMemoryView_FromObject(value);
    bool done = view && PyObject_GetBuffer(view, buffer, flags) == 0;
    Py_XDECREF(view);
    return done;
}

/* Pins an array of doubles; whatever else is made into one by NumPy. */
static bool take_buffer(input *item, PyObject *value)
{
    if (PyObject_CheckBuffer(value)) {
        if (get_buffer(value, PyBUF_RECORDS_RO, &item->buffer)) {
            if (format_is(&item->buffer, CHAOS_F64))
                return true;
            PyBuffer_Release(&item->buffer);
        }
        item->buffer.obj = NULL;
        if (!forgive())
            return false;
    }
    PyObject *array = support("as_float64", "(Os)", value, item->name);
    bool done = array && get_buffer(array, PyBUF_RECORDS_RO, &item->buffer);
    Py_XDECREF(array);
    return done;
}

static bool is_number(PyObject *value)
{
    return PyFloat_Check(value) || PyLong_Check(value) ||
           (PyNumber_Check(value) && !PyComplex_Check(value) && !PyObject_CheckBuffer(value) &&
            !PySequence_Check(value) && !PyMapping_Check(value));
}

static bool take(input *item, PyObject *value)
{
    if (is_number(value)) {
        if (!get_number(value, item->name, &item->number))
            return false;
    } else {
        if (!take_buffer(item, value))
            return false;
        item->ndim = item->buffer.ndim;
        if (item->ndim == 0)
            memcpy(&item->number, item->buffer.buf, sizeof item->number);
    }
    if (item->ndim == 0 && !isfinite(item->number)) {
        PyErr_Format(PyExc_ValueError, "%s must be finite, got %R", item->name, value);
        return false;
    }
    return true;
}

/* state=: the last axis holds the states. */
static bool is_state(const inputs *in, input *item)
{
    if (item->ndim > 0 && (uint64_t)item->buffer.shape[item->ndim - 1] == in->map->dim) {
        item->ndim--;
        return true;
    }
    PyErr_Format(PyExc_ValueError, "state must be an array whose last axis has the %llu states of %s",
                 (unsigned long long)in->map->dim, chaos_map_name(in->map->map));
    return false;
}

static bool is_new(const inputs *in, uint64_t first, uint64_t count)
{
    for (uint64_t i = first; i < first + count; i++)
        if (in->views[i].data != &in->map->defaults[i]) {
            PyErr_Format(PyExc_TypeError, "%s is given twice", map_value_name(in->map, i));
            return false;
        }
    return true;
}

static input *new_item(inputs *in)
{
    if (in->nitems == in->allocated) {
        size_t more = in->allocated ? 2 * in->allocated : 4;
        input *items = PyMem_Realloc(in->items, more * sizeof *items);
        if (!items) {
            PyErr_NoMemory();
            return NULL;
        }
        in->items = items;
        in->allocated = more;
    }
    input *item = &in->items[in->nitems++];
    memset(item, 0, sizeof *item);
    return item;
}

static bool add(inputs *in, const char *name, uint64_t first, uint64_t count, PyObject *value)
{
    input *item;
    if (!is_new(in, first, count) || !(item = new_item(in)))
        return false;
    item->name = name;
    item->first = first;
    item->count = count;
    if (!take(item, value))
        return false;
    for (uint64_t i = first; i < first + count; i++)
        in->views[i].data = NULL; /* given; inputs_broadcast knows where it lies */
    return true;
}

bool inputs_state(inputs *in, PyObject *value)
{
    return add(in, "state", in->map->nparams, in->map->dim, value) &&
           is_state(in, &in->items[in->nitems - 1]);
}

/* Where a map has z_re and z_im, for a name z. */
static bool find_parts(const MapObject *self, const char *name, int64_t parts[2])
{
    static const char *const ends[] = { "_re", "_im" };
    for (int k = 0; k < 2; k++) {
        char part[64];
        if ((size_t)snprintf(part, sizeof part, "%s%s", name, ends[k]) >= sizeof part ||
            (parts[k] = map_value_index(self, part)) < 0)
            return false;
    }
    return true;
}

/* z=0.3+0.5j, or an array of such. */
static bool add_parts(inputs *in, const char *name, const int64_t parts[2], PyObject *value)
{
    static const char *const attributes[] = { "real", "imag" };
    PyObject *numbers = PyObject_HasAttrString(value, attributes[0])
                            ? Py_NewRef(value)
                            : support("as_complex", "(Os)", value, name); /* a list, say */
    bool done = numbers != NULL;
    for (int k = 0; k < 2 && done; k++) {
        PyObject *part = PyObject_GetAttrString(numbers, attributes[k]);
        done = part && add(in, map_value_name(in->map, (uint64_t)parts[k]), (uint64_t)parts[k], 1, part);
        Py_XDECREF(part);
    }
    Py_XDECREF(numbers);
    return done;
}

bool inputs_name(inputs *in, const char *function, const char *name, PyObject *value)
{
    const int64_t i = go_on(in->nitems) ? map_value_index(in->map, name) : -1;
    int64_t parts[2];
    if (i < 0 && PyErr_Occurred())
        return false;
    if (i < 0 && find_parts(in->map, name, parts))
        return add_parts(in, name, parts, value);
    if (i >= 0)
        return add(in, map_value_name(in->map, (uint64_t)i), (uint64_t)i, 1, value);
    Py_XDECREF(support("unknown_name", "(ssO)", function, name, (PyObject *)in->map));
    return false;
}

/* -------------------------------------------------------------- broadcasting */

/* Widens the batch's shape to hold one more input. */
static bool widen(inputs *in, const input *item)
{
    uint32_t ndim = (uint32_t)item->ndim;
    if (ndim > CHAOS_MAX_NDIM) {
        PyErr_Format(PyExc_ValueError, "%s has %d axes, at most %d are possible", item->name, item->ndim,
                     CHAOS_MAX_NDIM);
        return false;
    }
    if (ndim > in->ndim) { /* new axes come in front */
        uint32_t more = ndim - in->ndim;
        memmove(in->shape + more, in->shape, in->ndim * sizeof *in->shape);
        for (uint32_t i = 0; i < more; i++)
            in->shape[i] = 1;
        in->ndim = ndim;
    }
    for (uint32_t i = 0; i < ndim; i++) {
        uint64_t *have = &in->shape[in->ndim - ndim + i], want = (uint64_t)item->buffer.shape[i];
        if (*have == 1)
            *have = want;
        else if (want != 1 && want != *have) {
            PyErr_Format(PyExc_ValueError,
                         "%s has %llu elements along an axis where the values before it have %llu",
                         item->name, (unsigned long long)want, (unsigned long long)*have);
            return false;
        }
    }
    return true;
}

/* Where the values of one input are, and how far apart. */
static void place(inputs *in, input *item)
{
    const char *data = item->buffer.obj ? item->buffer.buf : (const char *)&item->number;
    uint32_t ndim = (uint32_t)item->ndim;
    for (uint32_t i = 0; i < ndim; i++)
        item->stride[in->ndim - ndim + i] = item->buffer.shape[i] == 1 ? 0 : item->buffer.strides[i];
    ptrdiff_t apart = item->buffer.obj && item->buffer.ndim > item->ndim ? item->buffer.strides[ndim] : 0;
    for (uint64_t i = 0; i < item->count; i++)
        in->views[item->first + i] = (chaos_view){ data + (ptrdiff_t)i * apart, item->stride };
}

bool inputs_broadcast(inputs *in)
{
    for (size_t i = 0; i < in->nitems; i++)
        if (!widen(in, &in->items[i]))
            return false;
    for (size_t i = 0; i < in->nitems; i++)
        place(in, &in->items[i]);
    return true;
}

double inputs_points(const inputs *in)
{
    double points = 1;
    for (uint32_t i = 0; i < in->ndim; i++)
        points *= (double)in->shape[i];
    return points;
}

chaos_batch inputs_batch(const inputs *in)
{
    for (uint64_t i = 0; i < in->map->nparams; i++) /* nan stands for no default: the library says so */
        if (in->views[i].data == &in->map->defaults[i] && isnan(in->map->defaults[i]))
            in->views[i].data = NULL;
    return (chaos_batch){ .size = sizeof(chaos_batch),
                          .ndim = in->ndim,
                          .shape = in->shape,
                          .params = in->views,
                          .states = in->views + in->map->nparams };
}

bool inputs_single(const inputs *in, const char *function, bool complete, double *values)
{
    for (size_t i = 0; i < in->nitems; i++)
        if (in->items[i].ndim > 0) {
            const input *item = &in->items[i];
            PyErr_Format(PyExc_TypeError, "%s() takes %s, not arrays of them, for %s", function,
                         item->count > 1 || item->buffer.ndim > item->ndim ? "one state" : "numbers",
                         item->name);
            return false;
        }
    for (uint64_t i = 0; i < in->map->nparams + in->map->dim; i++) {
        bool given = in->views[i].data != &in->map->defaults[i];
        memmove(&values[i], in->views[i].data, sizeof *values); /* may be where it is */
        if (!isfinite(values[i]) && given) {
            PyErr_Format(PyExc_ValueError, "%s must be finite", map_value_name(in->map, i));
            return false;
        }
        if (!isfinite(values[i]) && complete) {
            PyErr_Format(PyExc_ValueError, "%s() needs a value for %s, which has no default", function,
                         map_value_name(in->map, i));
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------- results over inputs */

static bool overlaps(const Py_buffer *buffer, const char *out, size_t bytes)
{
    const char *low = buffer->buf, *high = low + buffer->itemsize;
    for (int i = 0; i < buffer->ndim; i++) {
        ptrdiff_t reach = (buffer->shape[i] - 1) * buffer->strides[i];
        if (reach < 0)
            low += reach;
        else
            high += reach;
    }
    return low < out + bytes && out < high;
}

static bool move(inputs *in, input *item)
{
    Py_buffer buffer;
    PyObject *array = support("copied", "(O)", item->buffer.obj);
    bool done = array && get_buffer(array, PyBUF_RECORDS_RO, &buffer);
    Py_XDECREF(array);
    if (done) {
        PyBuffer_Release(&item->buffer);
        item->buffer = buffer;
        place(in, item);
    }
    return done;
}

bool inputs_avoid(inputs *in, const output *out)
{
    for (size_t i = 0; out->array && i < in->nitems; i++) {
        input *item = &in->items[i];
        if (item->buffer.obj && overlaps(&item->buffer, out->data, (size_t)out->buffer.len) &&
            !move(in, item))
            return false;
    }
    return true;
}

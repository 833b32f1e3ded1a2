/* errors.c - what went wrong, as an exception.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

/* By PyErr_Format: a message that was cut within a character is text all the same. */
void raise_error(int code, const chaos_error *error)
{
    switch (code) {
    case CHAOS_EINVAL: PyErr_Format(PyExc_ValueError, "%s", error->message); break;
    case CHAOS_ENOMEM: PyErr_SetString(PyExc_MemoryError, error->message); break;
    case CHAOS_ENOTSUP: PyErr_Format(PyExc_NotImplementedError, "%s", error->message); break;
    case CHAOS_ESYSTEM: PyErr_Format(PyExc_OSError, "%s", error->message); break;
    case CHAOS_EFUNCTION:
        if (!PyErr_Occurred()) /* else Python's function raised it */
            PyErr_SetString(PyExc_RuntimeError, error->message);
        break;
    default: PyErr_Format(PyExc_RuntimeError, "%s: %s", chaos_strerror(code), error->message);
    }
}

bool succeeded(int code, const chaos_error *error)
{
    if (code != CHAOS_OK)
        raise_error(code, error);
    return code == CHAOS_OK;
}

bool forgive(void)
{
    if (!PyErr_Occurred())
        return true;
    if (!PyErr_ExceptionMatches(PyExc_Exception))
        return false;
    PyErr_Clear();
    return true;
}

bool get_number(PyObject *value, const char *name, double *number)
{
    *number = PyFloat_AsDouble(value);
    if (*number != -1 || !PyErr_Occurred())
        return true;
    if (PyErr_ExceptionMatches(PyExc_TypeError))
        PyErr_Format(PyExc_TypeError, "%s must be a real number, got %R", name, value);
    else if (PyErr_ExceptionMatches(PyExc_OverflowError))
        PyErr_Format(PyExc_OverflowError, "%s is too large for a float", name);
    return false;
}

const char *get_utf8(PyObject *value, const char *name)
{
    Py_ssize_t length;
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s must be a str, got %R", name, value);
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8AndSize(value, &length);
    if (text && strlen(text) == (size_t)length)
        return text;
    if (text || PyErr_ExceptionMatches(PyExc_UnicodeError))
        PyErr_Format(PyExc_ValueError, "%s must have neither NUL nor lone surrogates, got %R", name, value);
    return NULL;
}

/* The largest count is a word of the library's, such as "all", or what was not given. */
static bool stands_for_none(uint64_t n, const char *name, uint64_t low, PyObject *value)
{
    if (n == UINT64_MAX)
        PyErr_Format(PyExc_ValueError, "%s must be a whole number from %llu to 2^62, got %R", name,
                     (unsigned long long)low, value);
    return n == UINT64_MAX;
}

bool get_count(PyObject *value, const char *name, uint64_t low, uint64_t *count)
{
    if (PyLong_CheckExact(value)) {
        *count = PyLong_AsUnsignedLongLong(value);
        if (*count >= low && *count != UINT64_MAX)
            return true;
        PyErr_Clear(); /* again, the careful way */
    }
    if (!refuse_mask(value, name))
        return false;
    PyObject *number = PyBool_Check(value) ? NULL : PyNumber_Index(value);
    if (!number) {
        if (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_TypeError))
            PyErr_Format(PyExc_TypeError, "%s must be an integer, got %R", name, value);
        return false;
    }
    unsigned long long n = PyLong_AsUnsignedLongLong(number);
    bool failed = n == (unsigned long long)-1 && PyErr_Occurred();
    if (failed) { /* negative or too large: say which argument */
        PyErr_Clear();
        int overflow;
        bool negative = PyLong_AsLongLongAndOverflow(number, &overflow) < 0 && overflow <= 0;
        if (negative)
            PyErr_Format(PyExc_ValueError, "%s must be at least %llu, got %R", name, (unsigned long long)low,
                         value);
        else
            PyErr_Format(PyExc_OverflowError, "%s must be below 2**64, got %R", name, value);
    } else if (n < low) {
        PyErr_Format(PyExc_ValueError, "%s must be at least %llu, got %R", name, (unsigned long long)low,
                     value);
        failed = true;
    }
    Py_DECREF(number);
    *count = n;
    return !failed && !stands_for_none(n, name, low, value);
}

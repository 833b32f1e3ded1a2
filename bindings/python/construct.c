/* construct.c - chaos.Map(...): a map of the catalogue, a text, a file or a function, and its defaults.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The keywords of Map() that are no defaults. */
typedef struct construction {
    const char *source;
    PyObject *sites, *wrap, *bound; /* borrowed; NULL: not given */
    uint64_t nsites;
    chaos_text text;
    const char **angles;
    double *periods;
} construction;

static bool is_default(const char *name)
{
    return strcmp(name, "N") != 0 && strcmp(name, "wrap") != 0 && strcmp(name, "bound") != 0;
}

static PyObject *keyword(PyObject *keywords, const char *name)
{
    PyObject *value = keywords ? PyDict_GetItemString(keywords, name) : NULL;
    return value == Py_None ? NULL : value;
}

/* wrap={"theta": 2*pi} */
static bool read_wrap(construction *from)
{
    PyObject *name, *period;
    Py_ssize_t at = 0;
    if (!PyDict_Check(from->wrap)) {
        PyErr_Format(PyExc_TypeError, "wrap must be a dict of periods by state, got %R", from->wrap);
        return false;
    }
    from->angles = PyMem_Calloc((size_t)PyDict_Size(from->wrap) + 1, sizeof *from->angles);
    from->periods = PyMem_Calloc((size_t)PyDict_Size(from->wrap) + 1, sizeof *from->periods);
    if (!from->angles || !from->periods) {
        PyErr_NoMemory();
        return false;
    }
    while (PyDict_Next(from->wrap, &at, &name, &period)) {
        const uint32_t i = from->text.nwraps++;
        if (!PyUnicode_Check(name)) {
            PyErr_Format(PyExc_TypeError, "wrap must have names of states as keys, got %R", name);
            return false;
        }
        if (!(from->angles[i] = PyUnicode_AsUTF8AndSize(name, NULL)) ||
            !get_number(period, "a period in wrap", &from->periods[i]))
            return false;
    }
    from->text.angles = from->angles;
    from->text.periods = from->periods;
    return true;
}

static bool read_options(construction *from)
{
    from->text.size = sizeof from->text;
    if (from->sites && !get_count(from->sites, "N", 1, &from->nsites))
        return false;
    if (from->wrap && !read_wrap(from))
        return false;
    if (!from->bound)
        return true;
    if (!get_number(from->bound, "bound", &from->text.bound))
        return false;
    if (!(from->text.bound > 0))
        PyErr_Format(PyExc_ValueError, "bound must be above 0, got %R", from->bound);
    return !PyErr_Occurred();
}

/* ---------------------------------------------------------- name, text or file */

/* Called without the GIL. */
static void keep_diagnostic(void *user, const char *text)
{
    char **said = user;
    *said = strdup(text);
}

/* What Python says better than the library does. */
static bool can_be(const construction *from, uint32_t kind)
{
    if (kind == CHAOS_SOURCE_NAME && !chaos_map_find(from->source)) {
        Py_XDECREF(support("unknown_map", "(s)", from->source));
        return false;
    }
    if (kind != CHAOS_SOURCE_TEXT && (from->wrap || from->bound)) {
        PyErr_Format(PyExc_TypeError, "%s goes with a map given as text; %s has its own",
                     from->wrap ? "wrap" : "bound", from->source);
        return false;
    }
    if (kind == CHAOS_SOURCE_FILE && access(from->source, R_OK) != 0) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, from->source);
        return false;
    }
    return true;
}

/* A file's map is made again wherever the process then is. */
static bool keep_source(MapObject *self, const construction *from)
{
    char *whole = realpath(from->source, NULL);
    self->source =
        Py_BuildValue("(s{sO})", whole ? whole : from->source, "N", from->sites ? from->sites : Py_None);
    free(whole);
    return self->source != NULL;
}

/* Without the GIL: to compile a file takes a second or two. */
static bool open_map(MapObject *self, const construction *from)
{
    const uint32_t kind = chaos_source_kind(from->source);
    char *said = NULL;
    chaos_file file = { .size = sizeof file, .diagnostic = keep_diagnostic, .user = &said };
    chaos_map *map;
    chaos_error error;
    int code;
    if (!can_be(from, kind))
        return false;
    Py_BEGIN_ALLOW_THREADS
    code = chaos_map_open(from->source, from->nsites, kind == CHAOS_SOURCE_TEXT ? &from->text : NULL,
                          kind == CHAOS_SOURCE_FILE ? &file : NULL, &map, &error);
    Py_END_ALLOW_THREADS
    if (code == CHAOS_OK) {
        chaos_map_free(self->map); /* the same text with fewer defaults */
        self->map = map;
    } else if (PyErr_CheckSignals() == 0) { /* Ctrl-C ends the compiler, too */
        if (said)
            PyErr_Format(PyExc_ValueError, "%s\n%s", error.message, said);
        else
            raise_error(code, &error);
    }
    free(said);
    return code == CHAOS_OK && (kind != CHAOS_SOURCE_FILE || keep_source(self, from));
}

/* ------------------------------------------------------------------- defaults */

static bool set_defaults(MapObject *self)
{
    self->nparams = chaos_map_nparams(self->map);
    self->dim = chaos_map_dim(self->map);
    self->defaults = PyMem_Malloc((self->nparams + self->dim) * sizeof(double));
    if (!self->defaults) {
        PyErr_NoMemory();
        return false;
    }
    for (uint64_t i = 0; i < self->nparams; i++)
        self->defaults[i] = chaos_map_param_default(self->map, i);
    for (uint64_t i = 0; i < self->dim; i++)
        self->defaults[self->nparams + i] = chaos_map_state_default(self->map, i);
    return true;
}

/* In a text n is the iterate number, unless a value for it is given: then it is a parameter. */
static bool take_n(MapObject *self, construction *from, PyObject *keywords)
{
    static const char *const name = "n";
    PyObject *n = chaos_map_reads_time(self->map) ? keyword(keywords, name) : NULL;
    double value;
    if (!n)
        return true;
    if (!get_number(n, name, &value))
        return false;
    from->text.nvalues = 1;
    from->text.names = &name;
    from->text.values = &value;
    const bool done = open_map(self, from);
    from->text.nvalues = 0;
    return done;
}

/* The other keywords of Map(): new defaults, numbers. */
static bool change_defaults(MapObject *self, PyObject *keywords)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    inputs in;
    bool done = inputs_init(&in, self);
    while (done && keywords && PyDict_Next(keywords, &at, &key, &value)) {
        const char *name = PyUnicode_AsUTF8AndSize(key, NULL);
        if (!name)
            done = false;
        else if (is_default(name))
            done = inputs_name(&in, "Map", name, value);
    }
    done = done && inputs_broadcast(&in) && inputs_single(&in, "Map", false, self->defaults);
    inputs_free(&in);
    return done;
}

/* A text's map has them itself: its picture is around its defaults. */
static bool open_with_defaults(MapObject *self, construction *from)
{
    const char **names = PyMem_Calloc(self->nparams + self->dim, sizeof *names);
    double *values = PyMem_Calloc(self->nparams + self->dim, sizeof *values);
    from->text.names = names;
    from->text.values = values;
    for (uint64_t i = 0; names && values && i < self->nparams + self->dim; i++)
        if (isfinite(self->defaults[i])) {
            names[from->text.nvalues] = map_value_name(self, i);
            values[from->text.nvalues++] = self->defaults[i];
        }
    bool done = names && values ? open_map(self, from) : PyErr_NoMemory() != NULL;
    PyMem_Free(names);
    PyMem_Free(values);
    return done;
}

/* ---------------------------------------------------------------- construction */

/* Map(function, ...) */
static bool new_from_function(MapObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *defaults = NULL;
    bool done = map_from_function(self, args, keywords, &defaults) && set_defaults(self) &&
                change_defaults(self, defaults);
    Py_XDECREF(defaults);
    return done;
}

/* Map(name, ...), Map(text, ...), Map(path, ...) */
static bool new_from_source(MapObject *self, const char *source, PyObject *keywords)
{
    construction from = { .source = source,
                          .sites = keyword(keywords, "N"),
                          .wrap = keyword(keywords, "wrap"),
                          .bound = keyword(keywords, "bound") };
    bool done = read_options(&from) && open_map(self, &from) && take_n(self, &from, keywords) &&
                set_defaults(self) && change_defaults(self, keywords);
    if (done && keywords && chaos_source_kind(source) == CHAOS_SOURCE_TEXT)
        done = open_with_defaults(self, &from);
    PyMem_Free(from.angles);
    PyMem_Free(from.periods);
    return done;
}

PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *argument, *path = NULL;
    const char *source = NULL;
    if (!PyArg_ParseTuple(args, "O:Map", &argument))
        return NULL;
    if (PyUnicode_Check(argument) || PyObject_HasAttrString(argument, "__fspath__")) {
        Py_ssize_t length;
        path = PyOS_FSPath(argument);
        source = path ? PyUnicode_AsUTF8AndSize(path, &length) : NULL;
        if (source && strlen(source) != (size_t)length)
            PyErr_SetString(PyExc_ValueError, "the name of a map must be without NUL");
        if (PyErr_Occurred()) {
            Py_XDECREF(path);
            return NULL;
        }
    }
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    MapObject *self = (MapObject *)alloc(type, 0);
    if (self && !(source ? new_from_source(self, source, keywords) : new_from_function(self, args, keywords)))
        Py_CLEAR(self);
    Py_XDECREF(path);
    return (PyObject *)self;
}

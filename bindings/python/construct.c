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
    uint32_t kind;           /* enum chaos_source_kind */
    PyObject *sites, *bound; /* borrowed; NULL: not given */
    PyObject *wrap;          /* ours, a dict */
    bool compile, automatic;
    uint64_t nsites;
    chaos_text text;
    const char **angles;
    double *periods;
} construction;

/* The function's own are taken from among its keywords already. */
static bool is_default(const char *name, const construction *from)
{
    static const char *const others[] = { "N", "wrap", "bound", "compile" };
    for (size_t i = 0; from && i < sizeof others / sizeof *others; i++)
        if (strcmp(name, others[i]) == 0)
            return false;
    return true;
}

static PyObject *keyword(PyObject *keywords, const char *name)
{
    PyObject *value = keywords ? PyDict_GetItemString(keywords, name) : NULL;
    return value == Py_None ? NULL : value;
}

/* wrap={"theta": 2*pi}, of which a copy is read: a period may be anything that calls Python. */
static bool read_wrap(construction *from, PyObject *given)
{
    PyObject *name, *period;
    Py_ssize_t at = 0;
    from->wrap = PyDict_New();
    if (!from->wrap || PyDict_Update(from->wrap, given) < 0) {
        if (from->wrap && forgive())
            PyErr_Format(PyExc_TypeError, "wrap must be a dict of periods by state, got %R", given);
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
        if (!(from->angles[i] = get_utf8(name, "a name in wrap")) ||
            !get_number(period, "a period in wrap", &from->periods[i]))
            return false;
    }
    from->text.angles = from->angles;
    from->text.periods = from->periods;
    return true;
}

static bool read_compile(construction *from, PyObject *given)
{
    const bool text = given && PyUnicode_Check(given);
    from->compile = given == Py_True;
    from->automatic = text && PyUnicode_CompareWithASCIIString(given, "auto") == 0;
    if (!given || PyBool_Check(given) || from->automatic)
        return true;
    PyErr_Format(text ? PyExc_ValueError : PyExc_TypeError, "compile must be True, False or 'auto', got %R",
                 given);
    return false;
}

static bool read_options(construction *from, PyObject *keywords)
{
    PyObject *wrap = keyword(keywords, "wrap");
    from->sites = keyword(keywords, "N");
    from->bound = keyword(keywords, "bound");
    from->text.size = sizeof from->text;
    if (!read_compile(from, keyword(keywords, "compile")))
        return false;
    if (from->sites && !get_count(from->sites, "N", 1, &from->nsites))
        return false;
    if (wrap && !read_wrap(from, wrap))
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

/* While a map is opened, without the GIL: to compile a file takes a second or two. */
typedef struct opening {
    PyThreadState *thread;
    char *said;   /* by the compiler */
    bool stopped; /* an exception waits */
} opening;

static void keep_diagnostic(void *user, const char *text)
{
    opening *o = user;
    o->said = strdup(text);
}

static int look_after_signals(void *user, double done, double total)
{
    (void)done, (void)total;
    opening *o = user;
    PyEval_RestoreThread(o->thread);
    o->stopped = o->stopped || PyErr_CheckSignals() < 0;
    o->thread = PyEval_SaveThread();
    return o->stopped;
}

/* What Python says better than the library does. */
static bool can_be(const construction *from)
{
    if (from->kind == CHAOS_SOURCE_NAME && !chaos_map_find(from->source)) {
        Py_XDECREF(support("unknown_map", "(s)", from->source));
        return false;
    }
    if (from->kind != CHAOS_SOURCE_TEXT && (from->wrap || from->bound)) {
        PyErr_Format(PyExc_TypeError, "%s goes with a map given as text; %s has its own",
                     from->wrap ? "wrap" : "bound", from->source);
        return false;
    }
    if (from->kind != CHAOS_SOURCE_TEXT && (from->compile || from->automatic)) {
        PyErr_Format(PyExc_TypeError, "compile goes with a map given as text; %s is compiled", from->source);
        return false;
    }
    if (from->kind == CHAOS_SOURCE_FILE && access(from->source, R_OK) != 0) {
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

/* The map as `open` makes it, in the place of the one there was. */
typedef int opener(const MapObject *self, const construction *from, const chaos_file *file, chaos_map **map,
                   chaos_error *error);

static bool make_map(MapObject *self, const construction *from, opener *open)
{
    opening o = { .said = NULL };
    const chaos_file file = {
        .size = sizeof file,
        .sites = from->kind == CHAOS_SOURCE_FILE ? from->nsites : 0,
        .diagnostic = keep_diagnostic,
        .progress = look_after_signals,
        .user = &o,
    };
    chaos_map *map;
    chaos_error error;
    o.thread = PyEval_SaveThread();
    const int code = open(self, from, &file, &map, &error);
    PyEval_RestoreThread(o.thread);
    if (code == CHAOS_OK) {
        chaos_map_free(self->map);
        self->map = map;
    } else if (o.said) {
        PyErr_Format(PyExc_ValueError, "%s\n%s", error.message, o.said);
    } else if (!o.stopped) {
        raise_error(code, &error);
    }
    free(o.said);
    return code == CHAOS_OK;
}

static int from_source(const MapObject *self, const construction *from, const chaos_file *file,
                       chaos_map **map, chaos_error *error)
{
    (void)self;
    return from->kind == CHAOS_SOURCE_FILE
               ? chaos_map_load(from->source, file, map, error)
               : chaos_map_open(from->source, from->nsites,
                                from->kind == CHAOS_SOURCE_TEXT ? &from->text : NULL, NULL, map, error);
}

static int from_text(const MapObject *self, const construction *from, const chaos_file *file, chaos_map **map,
                     chaos_error *error)
{
    (void)from;
    return chaos_map_compile(self->map, file, map, error);
}

static bool open_map(MapObject *self, const construction *from)
{
    return can_be(from) && make_map(self, from, from_source) &&
           (from->kind != CHAOS_SOURCE_FILE || keep_source(self, from));
}

/* The text as it is in the end: its defaults are part of the file. */
static bool compile_map(MapObject *self, const construction *from)
{
    self->compiled = from->compile;
    self->automatic = from->automatic;
    return !from->compile || make_map(self, from, from_text);
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
    return open_map(self, from);
}

/* A text's map has new defaults itself: its picture is around them. */
static bool open_with_defaults(MapObject *self, construction *from, const inputs *in)
{
    const char **names = PyMem_Calloc(in->nitems + 1, sizeof *names);
    double *values = PyMem_Calloc(in->nitems + 1, sizeof *values);
    for (size_t i = 0; names && values && i < in->nitems; i++) {
        names[i] = in->items[i].name;
        values[i] = self->defaults[in->items[i].first];
    }
    from->text.names = names;
    from->text.values = values;
    from->text.nvalues = (uint32_t)in->nitems;
    bool done = names && values ? open_map(self, from) : PyErr_NoMemory() != NULL;
    PyMem_Free(names);
    PyMem_Free(values);
    return done;
}

/* The other keywords of Map(): new defaults, numbers. */
static bool change_defaults(MapObject *self, PyObject *keywords, construction *from)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    inputs in;
    bool done = inputs_init(&in, self);
    while (done && keywords && PyDict_Next(keywords, &at, &key, &value)) {
        const char *name = get_utf8(key, "a name");
        if (!name)
            done = false;
        else if (is_default(name, from))
            done = inputs_name(&in, "Map", name, value);
    }
    done = done && inputs_broadcast(&in) && inputs_single(&in, "Map", false, self->defaults) &&
           (self->given = PyDict_New());
    for (size_t i = 0; done && i < in.nitems; i++)
        done = dict_put(self->given, in.items[i].name, PyFloat_FromDouble(self->defaults[in.items[i].first]));
    if (done && in.nitems > 0 && from && from->kind == CHAOS_SOURCE_TEXT)
        done = open_with_defaults(self, from, &in);
    inputs_free(&in);
    return done;
}

/* ---------------------------------------------------------------- construction */

/* Map(function, ...) */
static bool new_from_function(MapObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *defaults = NULL;
    bool done = map_from_function(self, args, keywords, &defaults) && set_defaults(self) &&
                change_defaults(self, defaults, NULL);
    Py_XDECREF(defaults);
    return done;
}

/* Map(name, ...), Map(text, ...), Map(path, ...) */
static bool new_from_source(MapObject *self, const char *source, uint32_t kind, PyObject *keywords)
{
    construction from = { .source = source, .kind = kind };
    bool done = read_options(&from, keywords) && open_map(self, &from) && take_n(self, &from, keywords) &&
                set_defaults(self) && change_defaults(self, keywords, &from) && compile_map(self, &from);
    Py_XDECREF(from.wrap);
    PyMem_Free(from.angles);
    PyMem_Free(from.periods);
    return done;
}

/* Whether it is an os.PathLike; -1: raised. */
static int is_path(PyObject *argument)
{
    PyObject *method = PyObject_GetAttrString((PyObject *)Py_TYPE(argument), "__fspath__");
    const bool none = !method && PyErr_ExceptionMatches(PyExc_AttributeError);
    if (none)
        PyErr_Clear();
    Py_XDECREF(method);
    return method ? 1 : none ? 0 : -1;
}

PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *argument, *text = NULL;
    if (!PyArg_ParseTuple(args, "O:Map", &argument))
        return NULL;
    const int path = is_path(argument);
    if (path > 0 || PyUnicode_Check(argument))
        text = PyOS_FSPath(argument);
    const char *source = text ? get_utf8(text, path > 0 ? "the name of a file" : "a map") : NULL;
    MapObject *self = PyErr_Occurred() ? NULL : object_new(type);
    if (self && !(source ? new_from_source(self, source,
                                           path > 0 ? CHAOS_SOURCE_FILE : chaos_source_kind(source), keywords)
                         : new_from_function(self, args, keywords)))
        Py_CLEAR(self);
    Py_XDECREF(text);
    return (PyObject *)self;
}

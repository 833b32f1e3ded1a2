/* map.c - chaos.Map: a map of the catalogue, a text, a file or a function, with its default values.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *map_value_name(const MapObject *self, uint64_t i)
{
    return i < self->nparams ? chaos_map_param(self->map, i) : chaos_map_state(self->map, i - self->nparams);
}

/* ------------------------------------------------------------- construction */

/* The keywords of Map() that are no defaults: of a text all three, of a lattice N. */
typedef struct construction {
    PyObject *sites, *wrap, *bound; /* borrowed; NULL: not given */
    chaos_text text;
    const char **angles;
    double *periods;
} construction;

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
        PyErr_Format(PyExc_TypeError, "wrap must be a dict of states and their periods, got %R", from->wrap);
        return false;
    }
    from->angles = PyMem_Calloc((size_t)PyDict_Size(from->wrap) + 1, sizeof *from->angles);
    from->periods = PyMem_Calloc((size_t)PyDict_Size(from->wrap) + 1, sizeof *from->periods);
    if (!from->angles || !from->periods) {
        PyErr_NoMemory();
        return false;
    }
    while (!PyErr_Occurred() && PyDict_Next(from->wrap, &at, &name, &period)) {
        const uint32_t i = from->text.nwraps++;
        if (PyUnicode_Check(name))
            from->angles[i] = PyUnicode_AsUTF8AndSize(name, NULL);
        else
            PyErr_Format(PyExc_TypeError, "wrap: %R is no name of a state", name);
        if (!PyErr_Occurred())
            from->periods[i] = PyFloat_AsDouble(period);
    }
    from->text.angles = from->angles;
    from->text.periods = from->periods;
    return !PyErr_Occurred();
}

static bool read_text_options(construction *from)
{
    from->text.size = sizeof from->text;
    if (from->sites && !get_count(from->sites, "N", 1, &from->text.sites))
        return false;
    if (from->wrap && !read_wrap(from))
        return false;
    if (!from->bound)
        return true;
    from->text.bound = PyFloat_AsDouble(from->bound);
    if (!PyErr_Occurred() && !(from->text.bound > 0))
        PyErr_Format(PyExc_ValueError, "bound must be above 0, got %R", from->bound);
    return !PyErr_Occurred();
}

/* A map given as text. */
static bool parse(MapObject *self, const char *text, const construction *from)
{
    chaos_map *map;
    chaos_error error;
    int code = chaos_map_parse(text, &from->text, &map, &error);
    if (code != CHAOS_OK) {
        raise_error(code, &error);
        return false;
    }
    chaos_map_free(self->owned);
    self->map = self->owned = map;
    return true;
}

static bool ends_in(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    return n >= m && strcmp(text + n - m, ending) == 0;
}

/* Called without the GIL. */
static void keep_diagnostic(void *user, const char *text)
{
    char **said = user;
    *said = strdup(text);
}

/* A map from a file. Compiling takes a second or two. */
static bool load(MapObject *self, const char *path, PyObject *sites)
{
    char *said = NULL;
    chaos_file options = { .size = sizeof options, .diagnostic = keep_diagnostic, .user = &said };
    chaos_error error;
    int code;
    if (sites && !get_count(sites, "N", 1, &options.sites))
        return false;
    if (access(path, R_OK) != 0) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
        return false;
    }
    Py_BEGIN_ALLOW_THREADS
    code = chaos_map_load(path, &options, &self->owned, &error);
    Py_END_ALLOW_THREADS
    if (code != CHAOS_OK && PyErr_CheckSignals() == 0) { /* Ctrl-C ends the compiler, too */
        if (said)
            PyErr_Format(PyExc_ValueError, "%s\n%s", error.message, said);
        else
            raise_error(code, &error);
    }
    free(said);
    self->map = self->owned;
    if (code == CHAOS_OK) { /* made again wherever the process then is */
        char *whole = realpath(path, NULL);
        self->source = Py_BuildValue("(s{sO})", whole ? whole : path, "N", sites ? sites : Py_None);
        free(whole);
    }
    return self->source != NULL;
}

static bool is_file(const char *name)
{
    return strchr(name, '/') || ends_in(name, ".c") || ends_in(name, ".so");
}

static bool find(MapObject *self, const char *name, construction *from)
{
    if (strchr(name, '=') || strstr(name, "->"))
        return read_text_options(from) && parse(self, name, from);
    if (is_file(name) && !from->wrap && !from->bound)
        return load(self, name, from->sites);
    self->map = chaos_map_find(name);
    if (!self->map) {
        Py_XDECREF(support("unknown_map", "(s)", name));
        return false;
    }
    if (from->wrap || from->bound) {
        PyErr_Format(PyExc_TypeError, "%s goes with a map given as text; %s has its own",
                     from->wrap ? "wrap" : "bound", name);
        return false;
    }
    if (from->sites) {
        chaos_error error;
        uint64_t n;
        if (!get_count(from->sites, "N", 1, &n))
            return false;
        int code = chaos_map_lattice(name, n, &self->owned, &error);
        if (code != CHAOS_OK) {
            raise_error(code, &error);
            return false;
        }
        self->map = self->owned;
    }
    return true;
}

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

static bool is_default(const char *name)
{
    return strcmp(name, "N") != 0 && strcmp(name, "wrap") != 0 && strcmp(name, "bound") != 0;
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
static bool parse_with_defaults(MapObject *self, const char *text, construction *from)
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
    bool done = names && values ? parse(self, text, from) : PyErr_NoMemory() != NULL;
    PyMem_Free(names);
    PyMem_Free(values);
    return done;
}

/* Map(function, ...) */
static bool new_from_function(MapObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *defaults = NULL;
    bool done = map_from_function(self, args, keywords, &defaults) && set_defaults(self) &&
                change_defaults(self, defaults);
    Py_XDECREF(defaults);
    return done;
}

/* Map(name, ...), Map(text, ...) */
static bool new_from_text(MapObject *self, PyObject *argument, PyObject *keywords)
{
    const char *name = PyUnicode_AsUTF8AndSize(argument, NULL);
    construction from = { .sites = keyword(keywords, "N"),
                          .wrap = keyword(keywords, "wrap"),
                          .bound = keyword(keywords, "bound") };
    bool done = name && find(self, name, &from) && set_defaults(self) && change_defaults(self, keywords);
    if (done && from.text.size > 0 && keywords)
        done = parse_with_defaults(self, name, &from);
    PyMem_Free(from.angles);
    PyMem_Free(from.periods);
    return done;
}

static PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *argument, *path = NULL;
    if (!PyArg_ParseTuple(args, "O:Map", &argument))
        return NULL;
    if (PyUnicode_Check(argument) || PyObject_HasAttrString(argument, "__fspath__")) {
        path = PyOS_FSPath(argument);
        Py_ssize_t length;
        const char *name = path ? PyUnicode_AsUTF8AndSize(path, &length) : NULL;
        if (name && strlen(name) != (size_t)length)
            PyErr_SetString(PyExc_ValueError, "a map's name holds no NUL");
        if (PyErr_Occurred()) {
            Py_XDECREF(path);
            return NULL;
        }
    }
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    MapObject *self = (MapObject *)alloc(type, 0);
    if (self && !(path ? new_from_text(self, path, keywords) : new_from_function(self, args, keywords)))
        Py_CLEAR(self);
    Py_XDECREF(path);
    return (PyObject *)self;
}

/* A function may know its map. As with tuples, what can be changed in such a
 * circle is cleared, the map is not. */
static int map_traverse(PyObject *object, visitproc visit, void *arg)
{
    MapObject *self = (MapObject *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->source);
    Py_VISIT(self->step);
    Py_VISIT(self->tangent);
    Py_VISIT(self->empty);
    return 0;
}

static void map_dealloc(PyObject *object)
{
    MapObject *self = (MapObject *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    chaos_map_free(self->owned);
    PyMem_Free(self->defaults);
    Py_CLEAR(self->source);
    Py_CLEAR(self->step);
    Py_CLEAR(self->tangent);
    Py_CLEAR(self->empty);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

/* --------------------------------------------------------------- descriptor */

/* Texts: the getter's closure is the C function. */
typedef const char *text(const chaos_map *map);

static PyObject *get_text(PyObject *self, void *closure)
{
    text *const *get = closure;
    return PyUnicode_FromString((*get)(((MapObject *)self)->map));
}

static text *const texts[] = { chaos_map_name, chaos_map_title, chaos_map_formula, chaos_map_reference,
                               chaos_map_notes };

static PyObject *names(const MapObject *self, uint64_t first, uint64_t count)
{
    PyObject *tuple = PyTuple_New((Py_ssize_t)count);
    for (uint64_t i = 0; tuple && i < count; i++) {
        PyObject *name = PyUnicode_FromString(map_value_name(self, first + i));
        if (!name || PyTuple_SetItem(tuple, (Py_ssize_t)i, name) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *get_params(PyObject *self, void *closure)
{
    (void)closure;
    return names((MapObject *)self, 0, ((MapObject *)self)->nparams);
}

static PyObject *get_states(PyObject *self, void *closure)
{
    (void)closure;
    return names((MapObject *)self, ((MapObject *)self)->nparams, ((MapObject *)self)->dim);
}

static PyObject *get_dim(PyObject *self, void *closure)
{
    (void)closure;
    return PyLong_FromUnsignedLongLong(((MapObject *)self)->dim);
}

static PyObject *get_sites(PyObject *self, void *closure)
{
    (void)closure;
    uint64_t sites = chaos_map_sites(((MapObject *)self)->map);
    return sites ? PyLong_FromUnsignedLongLong(sites) : Py_NewRef(Py_None);
}

static PyObject *get_source(PyObject *self, void *closure)
{
    (void)closure;
    PyObject *source = ((MapObject *)self)->source;
    return Py_NewRef(source ? source : Py_None);
}

static PyObject *get_has_derivative(PyObject *self, void *closure)
{
    (void)closure;
    return PyBool_FromLong(chaos_map_has_derivative(((MapObject *)self)->map));
}

static PyObject *get_bound(PyObject *self, void *closure)
{
    (void)closure;
    return PyFloat_FromDouble(chaos_map_bound(((MapObject *)self)->map));
}

static PyObject *get_preserves_area(PyObject *self, void *closure)
{
    (void)closure;
    return PyBool_FromLong(chaos_map_preserves_area(((MapObject *)self)->map));
}

/* Puts a new reference into a dict under the name of value i. */
static bool put(PyObject *dict, const MapObject *self, uint64_t i, PyObject *value)
{
    bool done = value && PyDict_SetItemString(dict, map_value_name(self, i), value) == 0;
    Py_XDECREF(value);
    return done;
}

static PyObject *get_defaults(PyObject *object, void *closure)
{
    (void)closure;
    MapObject *self = (MapObject *)object;
    PyObject *dict = PyDict_New();
    for (uint64_t i = 0; dict && i < self->nparams + self->dim; i++)
        if (!put(dict, self, i, PyFloat_FromDouble(self->defaults[i])))
            Py_CLEAR(dict);
    return dict;
}

static PyObject *get_angles(PyObject *object, void *closure)
{
    (void)closure;
    MapObject *self = (MapObject *)object;
    PyObject *dict = PyDict_New();
    for (uint64_t i = 0; dict && i < self->dim; i++) {
        double period = chaos_map_wrap(self->map, i);
        if (period > 0 && !put(dict, self, self->nparams + i, PyFloat_FromDouble(period)))
            Py_CLEAR(dict);
    }
    return dict;
}

static PyGetSetDef getters[] = {
    { "name", get_text, NULL, "Its name in the catalogue.", (void *)&texts[0] },
    { "title", get_text, NULL, "Its name in the literature.", (void *)&texts[1] },
    { "formula", get_text, NULL, "One step, as text.", (void *)&texts[2] },
    { "reference", get_text, NULL, "Where it was published.", (void *)&texts[3] },
    { "notes", get_text, NULL, "Other forms in use, pitfalls.", (void *)&texts[4] },
    { "_source", get_source, NULL, NULL, NULL }, /* what the constructor was given */
    { "params", get_params, NULL, "Names of the parameters.", NULL },
    { "states", get_states, NULL, "Names of the states.", NULL },
    { "defaults", get_defaults, NULL, "Values of parameters and states that are not given.", NULL },
    { "dim", get_dim, NULL, "Number of states.", NULL },
    { "N", get_sites, NULL, "Number of sites of a lattice; None for other maps.", NULL },
    { "bound", get_bound, NULL, "An orbit with a larger |state| (angles aside) has escaped.", NULL },
    { "angles", get_angles, NULL, "The period of each state that is an angle.", NULL },
    { "preserves_area", get_preserves_area, NULL, "Is |det Df| = 1 everywhere?", NULL },
    { "has_derivative", get_has_derivative, NULL, "False: the derivative is taken by differences.", NULL },
    { NULL, NULL, NULL, NULL, NULL },
};

/* ------------------------------------------------------------------ methods */

#define METHOD(f) ((PyCFunction)(void (*)(void))(f))
enum { KEYWORDS = METH_FASTCALL | METH_KEYWORDS };

#define VALUES                                                                             \
    "Values go by name (r=3.9), or several as at={'r': 3.9}, or all states at once as\n"   \
    "state=, an array of shape S + (dim,). Numbers and arrays broadcast to the shape S;\n" \
    "what is not given has the map's default.\n"
#define OPTIONS                                                                                        \
    "threads: at most that many; None: one per core. progress: called now and then, and at\n"          \
    "the end, with (done, total) iterations; an exception in it stops the call. out: a C-contiguous\n" \
    "array to put the result into. bound: where an orbit counts as escaped, instead of\n"              \
    "the map's own. wrap=False: angles are not wrapped.\n"
#define RAISES                                                                               \
    "Raises TypeError for unknown names and wrong types, ValueError for values that can't\n" \
    "be. An orbit that escapes is no error: its values are nan from there on.\n"

PyDoc_STRVAR(iterate_doc,
             "iterate($self, /, steps, *, at=None, state=None, out=None, threads=None, progress=None,\n"
             "        bound=None, wrap=True, **values)\n--\n\n"
             "The state after steps iterations.\n\n" VALUES
             "Returns a float or an array of shape S for maps with one state, else S + (dim,).\n\n" OPTIONS
             "\n" RAISES);

PyDoc_STRVAR(
    orbit_doc,
    "orbit($self, /, steps, *, transient=0, every=1, at=None, state=None, out=None, threads=None,\n"
    "      progress=None, bound=None, wrap=True, **values)\n--\n\n"
    "steps states of an orbit: orbit[j] is the state after transient + j * every iterations.\n\n" VALUES
    "Returns an array of shape S + (steps,) for maps with one state, else S + (steps, dim).\n\n" OPTIONS
    "\n" RAISES);

PyDoc_STRVAR(lyapunov_doc,
             "lyapunov($self, /, steps, *, transient=1000, count=1, blocks=None, at=None, state=None,\n"
             "         out=None, threads=None, progress=None, bound=None, wrap=True, **values)\n--\n\n"
             "The largest Lyapunov exponents over steps iterations after the transient.\n\n" VALUES
             "count: how many, or 'all'. blocks: return the exponents of that many blocks in order of\n"
             "time (finite-time exponents) instead of one over all.\n\n"
             "Returns a named tuple:\n"
             "exponents  nats per iterate, descending; shape S, or S + (count,) for more than one or\n"
             "           'all'; with blocks, one more axis at the end. -inf: a derivative was exactly 0;\n"
             "           nan: the orbit escaped\n"
             "stderr     standard errors from 64 block means; for regular orbits an upper bound\n"
             "status     chaos.Status of each orbit, shape S\n\n" OPTIONS
             "Here out is a tuple of three such arrays, e.g. an earlier result.\n\n" RAISES);

PyDoc_STRVAR(points_doc,
             "points($self, /, steps=None, *, transient=0, at=None, state=None, bound=None, wrap=True,\n"
             "       **values)\n--\n\n"
             "An iterator over one orbit: the state after transient iterations, the next, ... without\n"
             "end, or steps of them.\n\n"
             "Each item is a float for maps with one state, else a tuple of floats. After an escape\n"
             "the items are nan. Iterating this way costs less than the loop in Python does.\n");

PyDoc_STRVAR(cycle_doc, "cycle($self, /, period, *, at=None, state=None, **values)\n--\n\n"
                        "The cycle of that period near a guess, by Newton's method on all its points.\n\n"
                        "Values are numbers; the states are the guess of its first point.\n\n"
                        "Returns a named tuple:\n"
                        "points       shape (period,) for maps with one state, else (period, dim)\n"
                        "multipliers  complex eigenvalues of the derivative of period steps, largest first\n"
                        "residual     largest |f(x[i]) - x[i+1]|, relative to max(1, |x|)\n"
                        "converged    False: what was reached last\n\n"
                        "A cycle found may have a smaller period that divides the one asked for.\n"
                        "NotImplementedError: more than one state, and libchaos was built without GSL.\n");

static PyMethodDef methods[] = { { "iterate", METHOD(map_iterate), KEYWORDS, iterate_doc },
                                 { "orbit", METHOD(map_orbit), KEYWORDS, orbit_doc },
                                 { "lyapunov", METHOD(map_lyapunov), KEYWORDS, lyapunov_doc },
                                 { "points", METHOD(map_points), METH_METHOD | KEYWORDS, points_doc },
                                 { "cycle", METHOD(map_cycle), KEYWORDS, cycle_doc },
                                 { "_sweep", METHOD(map_sweep), KEYWORDS, NULL },
                                 { "_picture", map_picture, METH_NOARGS, NULL },
                                 { NULL, NULL, 0, NULL } };

static PyType_Slot map_slots[] = {
    { Py_tp_new, map_new },
    { Py_tp_doc, "Map(name, /, *, N=None, **defaults)\n--\n\n" }, /* for inspect.signature */
    { Py_tp_dealloc, map_dealloc },
    { Py_tp_traverse, map_traverse },
    { Py_tp_getset, getters },
    { Py_tp_methods, methods },
    { 0, NULL },
};

PyType_Spec map_spec = { .name = "chaos._chaos.Map",
                         .basicsize = sizeof(MapObject),
                         .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE |
                                  Py_TPFLAGS_HAVE_GC,
                         .slots = map_slots };

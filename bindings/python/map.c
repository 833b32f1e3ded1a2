/* map.c - chaos.Map: what a map says about itself, and its methods.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <math.h>

const char *map_value_name(const MapObject *self, uint64_t i)
{
    return i < self->nparams ? chaos_map_param(self->map, i) : chaos_map_state(self->map, i - self->nparams);
}

int64_t map_value_index(const MapObject *self, const char *name)
{
    const int64_t i = chaos_map_param_index(self->map, name);
    if (i >= 0)
        return i;
    const int64_t state = chaos_map_state_index(self->map, name);
    return state < 0 ? -1 : (int64_t)self->nparams + state;
}

/* Its own name of a parameter or state, for whatever the library takes for it; or None. */
static PyObject *map_name_of(PyObject *self, PyObject *name)
{
    const char *text = PyUnicode_AsUTF8AndSize(name, NULL);
    if (!text)
        return NULL;
    const int64_t i = map_value_index((MapObject *)self, text);
    return i < 0 ? Py_NewRef(Py_None) : PyUnicode_FromString(map_value_name((MapObject *)self, (uint64_t)i));
}

/* A function may know its map. As with tuples, what can be changed in such a
 * circle is cleared, the map is not. */
static int map_traverse(PyObject *object, visitproc visit, void *arg)
{
    MapObject *self = (MapObject *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->source);
    Py_VISIT(self->given);
    Py_VISIT(self->step);
    Py_VISIT(self->tangent);
    Py_VISIT(self->empty);
    return 0;
}

static void map_dealloc(PyObject *object)
{
    MapObject *self = (MapObject *)object;
    PyObject_GC_UnTrack(object);
    chaos_map_free(self->map);
    PyMem_Free(self->defaults);
    Py_CLEAR(self->source);
    Py_CLEAR(self->given);
    Py_CLEAR(self->step);
    Py_CLEAR(self->tangent);
    Py_CLEAR(self->empty);
    object_free(object);
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

/* Of parameters or of states: the closure is one or the other. */
static int params, states;

static PyObject *get_names(PyObject *object, void *closure)
{
    const MapObject *self = (MapObject *)object;
    const uint64_t first = closure == &states ? self->nparams : 0,
                   count = closure == &states ? self->dim : self->nparams;
    PyObject *tuple = PyTuple_New((Py_ssize_t)count);
    for (uint64_t i = 0; tuple && i < count; i++) {
        PyObject *name = go_on(i) ? PyUnicode_FromString(map_value_name(self, first + i)) : NULL;
        if (!name || PyTuple_SetItem(tuple, (Py_ssize_t)i, name) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

typedef bool flag(const chaos_map *map);

static PyObject *get_flag(PyObject *self, void *closure)
{
    flag *const *get = closure;
    return PyBool_FromLong((*get)(((MapObject *)self)->map));
}

static flag *const flags[] = { chaos_map_preserves_area, chaos_map_has_derivative };

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

static PyObject *get_given(PyObject *self, void *closure)
{
    (void)closure;
    return PyDict_Copy(((MapObject *)self)->given);
}

static PyObject *get_compiled(PyObject *self, void *closure)
{
    (void)closure;
    return PyBool_FromLong(((MapObject *)self)->compiled);
}

static PyObject *get_bound(PyObject *self, void *closure)
{
    (void)closure;
    return PyFloat_FromDouble(chaos_map_bound(((MapObject *)self)->map));
}

/* Of all parameters and states, or the first so many. */
static PyObject *defaults_of(const MapObject *self, uint64_t most)
{
    PyObject *dict = PyDict_New();
    for (uint64_t i = 0; dict && i < self->nparams + self->dim && i < most; i++)
        if (!go_on(i) || !dict_put(dict, map_value_name(self, i), PyFloat_FromDouble(self->defaults[i])))
            Py_CLEAR(dict);
    return dict;
}

static PyObject *angles_of(const MapObject *self, uint64_t most)
{
    PyObject *dict = PyDict_New();
    for (uint64_t i = 0; dict && i < self->dim && i < most; i++) {
        double period = chaos_map_wrap(self->map, i);
        if (!go_on(i) ||
            (period > 0 && !dict_put(dict, chaos_map_state(self->map, i), PyFloat_FromDouble(period))))
            Py_CLEAR(dict);
    }
    return dict;
}

static PyObject *get_defaults(PyObject *self, void *closure)
{
    (void)closure;
    return defaults_of((MapObject *)self, UINT64_MAX);
}

static PyObject *get_angles(PyObject *self, void *closure)
{
    (void)closure;
    return angles_of((MapObject *)self, UINT64_MAX);
}

/* ({name: default}, {name: period}) of the first so many, to be shown. */
static PyObject *map_first(PyObject *self, PyObject *number)
{
    const uint64_t most = PyLong_AsUnsignedLongLong(number);
    return PyErr_Occurred() ? NULL
                            : Py_BuildValue("NN", defaults_of((MapObject *)self, most),
                                            angles_of((MapObject *)self, most));
}

static PyObject *map_same_defaults(PyObject *object, PyObject *with)
{
    const MapObject *self = (MapObject *)object, *other = (MapObject *)with;
    bool same = PyObject_TypeCheck(with, Py_TYPE(object)) || PyObject_TypeCheck(object, Py_TYPE(with));
    same = same && self->nparams == other->nparams && self->dim == other->dim;
    for (uint64_t i = 0; same && i < self->nparams + self->dim; i++)
        same = self->defaults[i] == other->defaults[i] ||
               (isnan(self->defaults[i]) && isnan(other->defaults[i]));
    return PyBool_FromLong(same);
}

static PyGetSetDef getters[] = {
    { "name", get_text, NULL, "Its name in the catalogue.", (void *)&texts[0] },
    { "title", get_text, NULL, "Its name in the literature.", (void *)&texts[1] },
    { "formula", get_text, NULL, "One step, as text.", (void *)&texts[2] },
    { "reference", get_text, NULL, "Where it was published.", (void *)&texts[3] },
    { "notes", get_text, NULL, "Other forms in use, pitfalls.", (void *)&texts[4] },
    { "_source", get_source, NULL, NULL, NULL }, /* what the constructor was given */
    { "_given", get_given, NULL, NULL, NULL },   /* the defaults among it */
    { "_compiled", get_compiled, NULL, NULL, NULL },
    { "params", get_names, NULL, "Names of the parameters.", &params },
    { "states", get_names, NULL, "Names of the states.", &states },
    { "defaults", get_defaults, NULL, "Values of parameters and states that are not given.", NULL },
    { "dim", get_dim, NULL, "Number of states.", NULL },
    { "N", get_sites, NULL, "Number of sites of a lattice; None for other maps.", NULL },
    { "bound", get_bound, NULL, "An orbit with a larger |state| (angles aside) has escaped.", NULL },
    { "angles", get_angles, NULL, "The period of each state that is an angle.", NULL },
    { "preserves_area", get_flag, NULL, "Is |det Df| = 1 everywhere?", (void *)&flags[0] },
    { "has_derivative", get_flag, NULL, "False: the derivative is taken by differences.", (void *)&flags[1] },
    { NULL, NULL, NULL, NULL, NULL },
};

/* ------------------------------------------------------------------ methods */

static PyObject *map_to_c(PyObject *object, PyObject *none)
{
    (void)none;
    const chaos_map *map = ((MapObject *)object)->map;
    chaos_error error;
    size_t length = 0;
    if (!succeeded(chaos_map_emit_c(map, NULL, 0, &length, &error), &error))
        return NULL;
    char *text = PyMem_Malloc(length + 1);
    if (!text)
        return PyErr_NoMemory();
    PyObject *string = succeeded(chaos_map_emit_c(map, text, length + 1, NULL, &error), &error)
                           ? PyUnicode_FromStringAndSize(text, (Py_ssize_t)length)
                           : NULL;
    PyMem_Free(text);
    return string;
}

#define METHOD(f) ((PyCFunction)(void (*)(void))(f))
enum { KEYWORDS = METH_FASTCALL | METH_KEYWORDS };

#define VALUES                                                                             \
    "Values go by name (r=3.9), or several as at={'r': 3.9}, or all states at once as\n"   \
    "state=, an array of shape S + (dim,). Numbers and arrays broadcast to the shape S;\n" \
    "what is not given has the map's default.\n"
#define LABELLED                                                                       \
    "With an xarray.DataArray among the values they broadcast by the names of their\n" \
    "dimensions, and the result has them, too; what dask is to compute stays lazy.\n\n"
#define OPTIONS                                                                                         \
    "threads: at most that many; None: the variable CHAOS_THREADS, or the cores that this process\n"    \
    "may use. progress: True, a bar (tqdm's, if it is there); or what is called now and then, and at\n" \
    "the end, with (done, total) iterations; an exception in it stops the call. out: a C-contiguous\n"  \
    "array to put the result into. bound: where an orbit counts as escaped, instead of\n"               \
    "the map's own. wrap=False: angles are not wrapped.\n"
#define RAISES                                                                               \
    "Raises TypeError for unknown names and wrong types, ValueError for values that can't\n" \
    "be. An orbit that escapes is no error: its values are nan from there on.\n"

PyDoc_STRVAR(
    iterate_doc,
    "iterate($self, /, steps, *, at=None, state=None, out=None, threads=None, progress=None,\n"
    "        bound=None, wrap=True, **values)\n--\n\n"
    "The state after steps iterations.\n\n" VALUES
    "Returns a float or an array of shape S for maps with one state, else S + (dim,).\n\n" LABELLED OPTIONS
    "\n" RAISES);

PyDoc_STRVAR(
    orbit_doc,
    "orbit($self, /, steps, *, transient=0, every=1, at=None, state=None, out=None, threads=None,\n"
    "      progress=None, bound=None, wrap=True, **values)\n--\n\n"
    "steps states of an orbit: orbit[j] is the state after transient + j * every iterations.\n\n" VALUES
    "Returns an array of shape S + (steps,) for maps with one state, else S + (steps, dim).\n\n" LABELLED
        OPTIONS "\n" RAISES);

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
             "Here out is a tuple of three such arrays, e.g. an earlier result.\n\n" LABELLED RAISES);

PyDoc_STRVAR(points_doc,
             "points($self, /, steps=None, *, transient=0, at=None, state=None, bound=None, wrap=True,\n"
             "       **values)\n--\n\n"
             "An iterator over one orbit: the state after transient iterations, the next, ... without\n"
             "end, or steps of them.\n\n"
             "Each item is a float for maps with one state, else a tuple of floats. After an escape\n"
             "the items are nan. Iterating this way costs less than the loop in Python does.\n");

PyDoc_STRVAR(cycle_doc,
             "cycle($self, /, period, *, forcing_period=None, at=None, state=None, threads=None,\n"
             "      progress=None, wrap=True, **values)\n--\n\n"
             "The cycle of that period near a guess, by Newton's method on all its points.\n\n"
             "Values are numbers; the states are the guess of its first point. Of a map that reads the\n"
             "iterate number n they are the cycles of (x, n mod forcing_period), from n = 0 on; period is\n"
             "a multiple of that.\n\n"
             "Returns a named tuple:\n"
             "points       shape (period,) for maps with one state, else (period, dim)\n"
             "multipliers  complex eigenvalues of the derivative of period steps, largest first\n"
             "exponents    ln |multiplier| / period, nats per iterate, also where a multiplier is too\n"
             "             large or small for a float\n"
             "points_error, multipliers_error\n"
             "             estimates of what rounding leaves uncertain: of each state the largest,\n"
             "             shape () or (dim,), and of each multiplier\n"
             "residual     largest |f(x[i]) - x[i+1]|, relative to the state's largest |x|\n"
             "converged    False: what was reached last\n"
             "family       the dimension of a family of cycles that it is one of, 0: it stands alone\n"
             "result       the same as a chaos.Result\n\n"
             "A cycle found may have a smaller period that divides the one asked for. Of more than 250\n"
             "states there are the 8 largest multipliers. threads, progress, wrap: as in Map.iterate.\n"
             "NotImplementedError: more than one state, and libchaos was built without GSL.\n");

PyDoc_STRVAR(
    float_cycle_doc,
    "float_cycle($self, /, max_steps, *, at=None, state=None, threads=None, progress=None, bound=None,\n"
    "            **values)\n--\n\n"
    "The cycle on which an orbit falls because a computer has finitely many numbers: where its\n"
    "state first repeats, bit by bit, within max_steps iterations. Uses constant memory.\n\n" VALUES
    "Returns a named tuple, each of shape S:\n"
    "found           False: it does not repeat so soon, or escapes. Three times the larger of\n"
    "                tail and length is always soon enough\n"
    "tail            iterations before the cycle\n"
    "length          its period; 0: none found\n"
    "log_multiplier  ln |multiplier| of the cycle, of several states of the largest: above 0 it\n"
    "                repels, and only rounding keeps the orbit there. nan: none found\n\n"
    "threads, progress, bound: as in Map.iterate.\n\n" RAISES);

PyDoc_STRVAR(to_c_doc,
             "to_c($self, /)\n--\n\n"
             "The C file of a map given as text, for Map(path): its step and its derivative as its\n"
             "author would have written them, to look at or to go on from. The bits are the same.\n\n"
             "ValueError: the map is no text. NotImplementedError: the text reads n, which C files\n"
             "do not know.\n");

static PyMethodDef methods[] = {
    { "iterate", METHOD(map_iterate), KEYWORDS, iterate_doc },
    { "orbit", METHOD(map_orbit), KEYWORDS, orbit_doc },
    { "lyapunov", METHOD(map_lyapunov), KEYWORDS, lyapunov_doc },
    { "points", METHOD(map_points), METH_METHOD | KEYWORDS, points_doc },
    { "cycle", METHOD(map_cycle), METH_METHOD | KEYWORDS, cycle_doc },
    { "float_cycle", METHOD(map_float_cycle), METH_METHOD | KEYWORDS, float_cycle_doc },
    { "to_c", map_to_c, METH_NOARGS, to_c_doc },
    { "_sweep", METHOD(map_sweep), KEYWORDS, NULL },
    { "_measure", map_measure, METH_O, NULL },
    { "_name_of", map_name_of, METH_O, NULL },
    { "_first", map_first, METH_O, NULL },
    { "_same_defaults", map_same_defaults, METH_O, NULL },
    { "_picture", map_picture, METH_NOARGS, NULL },
    { NULL, NULL, 0, NULL },
};

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

/* map.c - chaos.Map: what a map says about itself, and its methods.
 *
 * SPDX-License-Identifier: MIT
 */
#include "docs.h"
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
    const char *text = get_utf8(name, "a name");
    if (!text && !PyErr_ExceptionMatches(PyExc_ValueError))
        return NULL;
    PyErr_Clear();
    const int64_t i = text ? map_value_index((MapObject *)self, text) : -1;
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
    Py_VISIT(self->fast);
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
    Py_CLEAR(self->fast);
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

static flag *const flags[] = { chaos_map_preserves_area, chaos_map_has_derivative, chaos_map_is_random };

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

/* The option compile. */
static PyObject *get_compiled(PyObject *self, void *closure)
{
    (void)closure;
    const MapObject *map = (MapObject *)self;
    return map->automatic ? PyUnicode_FromString("auto") : PyBool_FromLong(map->compiled);
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
    { "is_random", get_flag, NULL, "True: a step draws random numbers.", (void *)&flags[2] },
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

static PyMethodDef methods[] = {
    { "iterate", METHOD(map_iterate), KEYWORDS, PyDoc_STR(ITERATE_DOC) },
    { "orbit", METHOD(map_orbit), KEYWORDS, PyDoc_STR(ORBIT_DOC) },
    { "lyapunov", METHOD(map_lyapunov), KEYWORDS, PyDoc_STR(LYAPUNOV_DOC) },
    { "points", METHOD(map_points), METH_METHOD | KEYWORDS, PyDoc_STR(POINTS_DOC) },
    { "cycle", METHOD(map_cycle), METH_METHOD | KEYWORDS, PyDoc_STR(CYCLE_DOC) },
    { "_cycles", METHOD(map_cycles), METH_METHOD | KEYWORDS, NULL },
    { "_attractors_along", METHOD(map_attractors_along), METH_METHOD | KEYWORDS, NULL },
    { "_edge", METHOD(map_edge), METH_METHOD | KEYWORDS, NULL },
    { "_edge_distance", METHOD(map_edge_distance), METH_METHOD | KEYWORDS, NULL },
    { "_basins", METHOD(map_basins), METH_METHOD | KEYWORDS, NULL },
    { "_branch", METHOD(map_branch), METH_METHOD | KEYWORDS, NULL },
    { "_diagram", METHOD(map_diagram), METH_METHOD | KEYWORDS, NULL },
    { "_skeleton", METHOD(map_skeleton), METH_METHOD | KEYWORDS, NULL },
    { "float_cycle", METHOD(map_float_cycle), METH_METHOD | KEYWORDS, PyDoc_STR(FLOAT_CYCLE_DOC) },
    { "_derivatives", METHOD(map_derivatives), KEYWORDS, NULL },
    { "to_c", map_to_c, METH_NOARGS, PyDoc_STR(TO_C_DOC) },
    { "_sweep", METHOD(map_sweep), KEYWORDS, NULL },
    { "_hysteresis", METHOD(map_hysteresis), METH_METHOD | KEYWORDS, NULL },
    { "_measure", map_measure, METH_O, NULL },
    { "_name_of", map_name_of, METH_O, NULL },
    { "_first", map_first, METH_O, NULL },
    { "_same_defaults", map_same_defaults, METH_O, NULL },
    { "_for", map_for_work, METH_VARARGS, NULL },
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

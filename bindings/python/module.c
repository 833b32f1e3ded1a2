/* module.c - the module itself: its types, and functions on no map.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

PyObject *helper(const char *module_name, const char *name, const char *format, ...)
{
    PyObject *module = PyImport_ImportModule(module_name);
    PyObject *function = module ? PyObject_GetAttrString(module, name) : NULL;
    va_list list;
    va_start(list, format);
    PyObject *arguments = function ? Py_VaBuildValue(format, list) : NULL;
    va_end(list);
    PyObject *result = arguments ? PyObject_CallObject(function, arguments) : NULL;
    Py_XDECREF(arguments);
    Py_XDECREF(function);
    Py_XDECREF(module);
    return result;
}

bool dict_put(PyObject *dict, const char *name, PyObject *value)
{
    bool done = value && PyDict_SetItemString(dict, name, value) == 0;
    Py_XDECREF(value);
    return done;
}

bool go_on(uint64_t i) { return i % 1024 != 0 || PyErr_CheckSignals() == 0; }

PyObject *list_of(item_at *item, const void *from)
{
    PyObject *list = PyList_New(0), *value = NULL;
    for (uint64_t i = 0; list && go_on(i) && (value = item(from, i)); i++) {
        if (PyList_Append(list, value) < 0)
            Py_CLEAR(list);
        Py_DECREF(value);
    }
    if (PyErr_Occurred())
        Py_CLEAR(list);
    return list;
}

void *object_new(PyTypeObject *type)
{
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    return alloc(type, 0);
}

int owner_traverse(PyObject *object, visitproc visit, void *arg)
{
    const struct {
        PyObject_HEAD PyObject *map;
    } *owner = (const void *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(owner->map);
    return 0;
}

void object_free(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

/* --------------------------------------------------------- what never changes */

static PyObject *text_item(const char *text) { return text ? PyUnicode_FromString(text) : NULL; }

static PyObject *map_name(const void *unused, uint64_t i)
{
    (void)unused;
    return i < chaos_map_count() ? text_item(chaos_map_name(chaos_map_at(i))) : NULL;
}

static PyObject *reserved_name(const void *unused, uint64_t i)
{
    (void)unused;
    return text_item(chaos_reserved_name(i));
}

static PyObject *special_name(const void *unused, uint64_t i)
{
    (void)unused;
    return text_item(chaos_special_name(i < UINT32_MAX ? (uint32_t)i : UINT32_MAX));
}

/* (kind's number, times the period) of curve i that meets in a special point. */
static PyObject *special_curve(const void *special, uint64_t i)
{
    uint32_t kind;
    uint64_t times;
    return chaos_special_curve(*(const uint32_t *)special, i, &kind, &times)
               ? Py_BuildValue("(IK)", kind, (unsigned long long)times)
               : NULL;
}

static PyObject *special_curves(const void *unused, uint64_t i)
{
    (void)unused;
    const uint32_t special = i < UINT32_MAX ? (uint32_t)i : UINT32_MAX;
    return chaos_special_name(special) ? list_of(special_curve, &special) : NULL;
}

static PyObject *stop_name(const void *unused, uint64_t i)
{
    (void)unused;
    return text_item(chaos_stop_name(i < UINT32_MAX ? (uint32_t)i : UINT32_MAX));
}

static PyObject *attractor_name(const void *unused, uint64_t i)
{
    (void)unused;
    return text_item(chaos_attractor_name(i < UINT32_MAX ? (uint32_t)i : UINT32_MAX));
}

/* (name, bit, meaning) */
static PyObject *status_flag(const void *unused, uint64_t i)
{
    (void)unused;
    const chaos_status_flag *flag = chaos_status_flag_at(i);
    return flag ? Py_BuildValue("(sIs)", flag->name, flag->bit, flag->meaning) : NULL;
}

static bool add_lists(PyObject *module)
{
    static const struct {
        const char *name;
        item_at *item;
    } lists[] = { { "MAP_NAMES", map_name },         { "RESERVED_NAMES", reserved_name },
                  { "SPECIAL_NAMES", special_name }, { "SPECIAL_CURVES", special_curves },
                  { "STOP_NAMES", stop_name },       { "ATTRACTOR_NAMES", attractor_name },
                  { "STATUS_FLAGS", status_flag },   { "MEASURE_KINDS", measure_kind } };
    bool done = true;
    for (size_t i = 0; done && i < sizeof lists / sizeof *lists; i++) {
        PyObject *list = list_of(lists[i].item, NULL);
        done = list && PyModule_AddObjectRef(module, lists[i].name, list) == 0;
        Py_XDECREF(list);
    }
    return done;
}

/* ------------------------------------------------------------ instruction sets */

PyDoc_STRVAR(isa_name_doc, "isa_name()\n--\n\n"
                           "The instruction set in use, e.g. 'avx2'. Results are the same bits on each.\n\n"
                           "Returns\n-------\nstr\n    One of isa_names().\n\n"
                           "Raises\n------\nNotImplementedError\n"
                           "    The variable CHAOS_ISA names one that is not there.\n\n"
                           "Examples\n--------\n>>> chaos.isa_name() in chaos.isa_names()\nTrue\n");

static PyObject *isa_name(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    const char *name = chaos_isa_name();
    if (name)
        return PyUnicode_FromString(name);
    PyErr_SetString(PyExc_NotImplementedError,
                    "the environment variable CHAOS_ISA names an instruction set that is not there");
    return NULL;
}

/* For recipes; isa_name has been asked before. */
static PyObject *isa_family(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyUnicode_FromString(chaos_isa_family());
}

PyDoc_STRVAR(isa_names_doc, "isa_names()\n--\n\n"
                            "The instruction sets this machine can run.\n\n"
                            "Returns\n-------\nlist of str\n    The narrowest first.\n\n"
                            "Examples\n--------\n>>> chaos.isa_names()[0].startswith('scalar')\nTrue\n");

static PyObject *isa_item(const void *unused, uint64_t i)
{
    (void)unused;
    return text_item(chaos_isa_at(i));
}

static PyObject *isa_names(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return list_of(isa_item, NULL);
}

PyDoc_STRVAR(isa_select_doc, "isa_select(name, /)\n--\n\n"
                             "Use that instruction set from now on, in all threads.\n\n"
                             "Parameters\n----------\nname : str or None\n"
                             "    One of isa_names(); None: the widest.\n\n"
                             "Raises\n------\nValueError\n    No such name.\n"
                             "NotImplementedError\n    Not on this machine.\n\n"
                             "Examples\n--------\n>>> chaos.isa_select(chaos.isa_name())\n");

static PyObject *isa_select(PyObject *module, PyObject *name)
{
    (void)module;
    const char *text = NULL;
    if (name != Py_None && !(text = get_utf8(name, "name")))
        return NULL;
    chaos_error error;
    return succeeded(chaos_isa_select(text, &error), &error) ? Py_NewRef(Py_None) : NULL;
}

/* Whether Map(source) would run what is in a file. */
static PyObject *is_file(PyObject *module, PyObject *source)
{
    (void)module;
    const char *text = get_utf8(source, "a map");
    return text ? PyBool_FromLong(chaos_source_kind(text) == CHAOS_SOURCE_FILE) : NULL;
}

static PyMethodDef functions[] = {
    { "basin_entropy", basin_entropy, METH_VARARGS, NULL },
    { "bin_edge", bin_edge, METH_VARARGS, NULL },
    { "is_file", is_file, METH_O, NULL },
    { "scalar", scalar_new, METH_O, NULL },
    { "uncertainty_exponent", uncertainty_exponent, METH_VARARGS, NULL },
    { "boundary_cells", boundary_cells, METH_VARARGS, NULL },
    { "wada", wada, METH_VARARGS, NULL },
    { "capsule", capsule, METH_O, NULL },
    { "isa_name", isa_name, METH_NOARGS, isa_name_doc },
    { "isa_family", isa_family, METH_NOARGS, NULL },
    { "isa_names", isa_names, METH_NOARGS, isa_names_doc },
    { "isa_select", isa_select, METH_O, isa_select_doc },
    { NULL, NULL, 0, NULL },
};

static int module_exec(PyObject *module)
{
    module_state *state = PyModule_GetState(module);
    if (!floats_are_as_known() ||
        !(state->map_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &map_spec, NULL)) ||
        !(state->points_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &points_spec, NULL)) ||
        !(state->result_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &result_spec, NULL)) ||
        !(state->scalar_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &scalar_spec, NULL)))
        return -1;
    if (PyModule_AddStringConstant(module, "DEFAULT_MEASURE", CHAOS_DEFAULT_MEASURE) < 0 ||
        PyModule_AddStringConstant(module, "VERSION", chaos_version()) < 0 || !add_lists(module))
        return -1;
    return PyModule_AddType(module, state->map_type);
}

static int module_traverse(PyObject *module, visitproc visit, void *arg)
{
    module_state *state = PyModule_GetState(module);
    Py_VISIT(state->map_type);
    Py_VISIT(state->points_type);
    Py_VISIT(state->result_type);
    Py_VISIT(state->scalar_type);
    return 0;
}

static int module_clear(PyObject *module)
{
    module_state *state = PyModule_GetState(module);
    Py_CLEAR(state->map_type);
    Py_CLEAR(state->points_type);
    Py_CLEAR(state->result_type);
    Py_CLEAR(state->scalar_type);
    return 0;
}

static void module_free(void *module) { module_clear(module); }

static PyModuleDef_Slot slots[] = {
    { Py_mod_exec, module_exec },
#ifdef Py_mod_multiple_interpreters
    { Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED },
#endif
#ifdef Py_mod_gil
    { Py_mod_gil, Py_MOD_GIL_NOT_USED },
#endif
    { 0, NULL },
};

static struct PyModuleDef definition = { PyModuleDef_HEAD_INIT,
                                         .m_name = "chaos._chaos",
                                         .m_doc = "libchaos, as the package chaos uses it.",
                                         .m_size = sizeof(module_state),
                                         .m_methods = functions,
                                         .m_slots = slots,
                                         .m_traverse = module_traverse,
                                         .m_clear = module_clear,
                                         .m_free = module_free };

PyMODINIT_FUNC PyInit__chaos(void);

PyMODINIT_FUNC PyInit__chaos(void) { return PyModuleDef_Init(&definition); }

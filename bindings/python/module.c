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

/* The strings that a function of the library numbers from 0 on, NULL past the end. */
typedef const char *string_at(size_t i);

static PyObject *string_item(const void *from, uint64_t i)
{
    string_at *const *at = from;
    const char *string = (*at)(i);
    return string ? PyUnicode_FromString(string) : NULL;
}

static PyObject *strings(string_at *at) { return list_of(string_item, &at); }

static PyObject *version(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyUnicode_FromString(chaos_version());
}

static const char *map_name_at(size_t i)
{
    const chaos_map *map = chaos_map_at(i);
    return map ? chaos_map_name(map) : NULL;
}

static PyObject *map_names(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return strings(map_name_at);
}

static PyObject *reserved_names(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return strings(chaos_reserved_name);
}

static PyObject *flag_item(const void *from, uint64_t i)
{
    (void)from;
    const chaos_status_flag *flag = chaos_status_flag_at(i);
    return flag ? Py_BuildValue("(sIs)", flag->name, flag->bit, flag->meaning) : NULL;
}

/* [(name, bit, meaning), ...] */
static PyObject *status_flags(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return list_of(flag_item, NULL);
}

PyDoc_STRVAR(isa_name_doc, "isa_name()\n--\n\n"
                           "The instruction set in use, e.g. 'avx2'. Results are the same bits on each.");

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

PyDoc_STRVAR(isa_names_doc, "isa_names()\n--\n\n"
                            "The instruction sets this machine can run, narrowest first.");

static PyObject *isa_names(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return strings(chaos_isa_at);
}

PyDoc_STRVAR(isa_select_doc, "isa_select(name, /)\n--\n\n"
                             "Use that instruction set from now on, in all threads; None: the widest.\n\n"
                             "ValueError: no such name. NotImplementedError: not on this machine.");

static PyObject *isa_select(PyObject *module, PyObject *name)
{
    (void)module;
    const char *text = NULL;
    if (name != Py_None && !(text = PyUnicode_AsUTF8AndSize(name, NULL)))
        return NULL;
    chaos_error error;
    return succeeded(chaos_isa_select(text, &error), &error) ? Py_NewRef(Py_None) : NULL;
}

static PyMethodDef functions[] = {
    { "version", version, METH_NOARGS, NULL },
    { "map_names", map_names, METH_NOARGS, NULL },
    { "reserved_names", reserved_names, METH_NOARGS, NULL },
    { "status_flags", status_flags, METH_NOARGS, NULL },
    { "measure_kinds", measure_kinds, METH_NOARGS, NULL },
    { "bin_edge", bin_edge, METH_VARARGS, NULL },
    { "scalar", scalar_new, METH_O, NULL },
    { "capsule", capsule, METH_O, NULL },
    { "isa_name", isa_name, METH_NOARGS, isa_name_doc },
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
    if (PyModule_AddStringConstant(module, "DEFAULT_MEASURE", CHAOS_DEFAULT_MEASURE) < 0)
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

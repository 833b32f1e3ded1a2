/* module.h - what the files of the extension module share.
 *
 * SPDX-License-Identifier: MIT
 *
 * One Python call goes through these files:
 *
 *   arguments.c   keywords -> struct call: options, and values by name
 *   inputs.c      values -> numbers and pinned buffers, broadcast to one shape
 *   measure.c     names and options -> measures
 *   output.c      the array that results go into, new or given as out=
 *   progress.c    the run itself, without the GIL: Ctrl-C, progress=
 *   function.c    what a step of a user's map calls
 *   errors.c      chaos_error -> exception
 *
 * and scalar.c, which takes none of them, because a call of one step must not
 * cost more than the step. Nothing here knows a map or computes a number.
 */
#ifndef CHAOS_PYTHON_MODULE_H
#define CHAOS_PYTHON_MODULE_H

/* One binary for all versions from 3.11 on. A free-threaded Python has no
 * limited API: there the same sources are built against its full one. */
#include <pyconfig.h>
#ifndef Py_GIL_DISABLED
#define Py_LIMITED_API 0x030B0000
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <chaos.h>
#include <stdbool.h>

/* Python 3.13's free-threaded build needs a lock where the GIL was one. */
#ifdef Py_GIL_DISABLED
#define LOCK(object) Py_BEGIN_CRITICAL_SECTION(object)
#define UNLOCK() Py_END_CRITICAL_SECTION()
#else
#define LOCK(object) {
#define UNLOCK() }
#endif

/* A count that was not given: steps, transient. */
#define UNSET UINT64_MAX

/* Iterations below which the GIL is kept: releasing it costs as much as 20. */
enum { SHORT_RUN = 8192 };

/* -------------------------------------------------------- map.c, construct.c */

/* chaos.Map without its Python part. Immutable. */
typedef struct MapObject {
    PyObject_HEAD chaos_map *map; /* NULL while it is made */
    uint64_t nparams, dim;
    double *defaults; /* [nparams + dim] */
    PyObject *source; /* of a file or a function: (that, the options of Map()); else NULL */
    PyObject *given;  /* {name: default} of what Map() was given */
    bool calls;       /* a step calls a function of the caller's */
    bool compiled;    /* a text, by compile=True */
    bool automatic;   /* a text, by compile="auto" */
    PyObject *fast;   /* of such a text: the same map, compiled; None: it can't be; NULL: there was no need */
    /* Of a map of a Python function: */
    PyObject *step, *tangent; /* to be called from Python, NULL if compiled or not there */
    PyObject *empty;          /* numpy.empty, with step */
} MapObject;

extern PyType_Spec map_spec;
PyObject *map_new(PyTypeObject *type, PyObject *args, PyObject *keywords);

/* "r" or "x": parameters first, then states. */
const char *map_value_name(const MapObject *self, uint64_t i);

/* automatic.c: what is to take so many steps from so many points: the map, or with compile="auto", where
 * that is worth it, the same compiled, which the map keeps. Results are the same. NULL: raised. */
MapObject *map_for(MapObject *self, double points, double steps);

/* Map._for(points, steps) */
PyObject *map_for_work(PyObject *self, PyObject *args);

/* The other way round; -1: there is none of that name. */
int64_t map_value_index(const MapObject *self, const char *name);

/* ---------------------------------------------------------------- module.c */

typedef struct module_state {
    PyTypeObject *map_type, *points_type, *result_type, *scalar_type;
} module_state;

/* Calls module.name(...). */
PyObject *helper(const char *module, const char *name, const char *format, ...);

/* Of chaos._support, the part of the work that is rare. */
#define support(...) helper("chaos._support", __VA_ARGS__)

/* Puts a new reference into a dict; false: raised, or it is NULL. */
bool dict_put(PyObject *dict, const char *name, PyObject *value);

/* In a loop in which i counts on: looks for signals now and then; false: raised. */
bool go_on(uint64_t i);

/* The items with the numbers 0, 1, ..., new references, up to the first that is NULL. */
typedef PyObject *item_at(const void *from, uint64_t i);
PyObject *list_of(item_at *item, const void *from);

/* A new object of one of our types, all zeros; the end of one, once what it held is freed. */
void *object_new(PyTypeObject *type);
void object_free(PyObject *object);

/* For the garbage collector: of what begins with a map that it keeps. */
int owner_traverse(PyObject *object, visitproc visit, void *arg);

/* ------------------------------------------------------------- function.c */

/* Makes the map of args and keywords of Map(function, ...). *defaults: a new
 * reference to the keywords that are left, NULL if not even that was reached. */
bool map_from_function(MapObject *self, PyObject *args, PyObject *keywords, PyObject **defaults);

/* _chaos.capsule(object): its name, pointer and context. */
PyObject *capsule(PyObject *module, PyObject *object);

/* -------------------------------------------------------------- measure.c */

/* An item_at: all that the tables say of a kind. */
PyObject *measure_kind(const void *unused, uint64_t i);

/* _chaos.bin_edge(low, high, bins, i) */
PyObject *bin_edge(PyObject *module, PyObject *args);

/* Map._measure((text, options)): a measure's outputs and what their dimensions count. */
PyObject *map_measure(PyObject *self, PyObject *said);

/* The measure of (text, [(option, value), ...]); NULL: raised. */
chaos_measure *measure_new(const MapObject *map, PyObject *said);

/* Whether its options go together; false: raised. */
bool measure_check(const chaos_measure *measure);

/* Sets an option; or does unless it is set, or unknown to this measure, or value is UNSET. */
bool measure_set(chaos_measure *measure, const char *name, uint64_t value);
bool measure_default(chaos_measure *measure, const char *name, uint64_t value);

/* {option: text}, "" where it has no value. */
PyObject *measure_options(const chaos_measure *measure);

/* Of enum chaos_dimension: "bin". */
const char *dimension_name(uint32_t dimension);

/* ---------------------------------------------------------------- errors.c */

/* Raises what a code other than CHAOS_OK means. */
void raise_error(int code, const chaos_error *error);

/* Whether the code is CHAOS_OK; otherwise raises what it means. */
bool succeeded(int code, const chaos_error *error);

/* Clears an exception, that something else may be tried or said; false: it is KeyboardInterrupt or
 * another that nobody may withhold. */
bool forgive(void);

/* A real number; false: raised. */
bool get_number(PyObject *value, const char *name, double *number);

/* A str as the library takes it, which lives as long as the object; NULL with an exception. */
const char *get_utf8(PyObject *value, const char *name);

/* A Python int (or what has __index__) from low on; false: raised. */
bool get_count(PyObject *value, const char *name, uint64_t low, uint64_t *count);

/* ---------------------------------------------------------------- inputs.c */

/* A value as it was given, for views[first .. first + count) of a batch. */
typedef struct input {
    const char *name;
    uint64_t first, count;
    int ndim;      /* of its part of the batch's shape */
    double number; /* if buffer.obj is NULL */
    Py_buffer buffer;
    ptrdiff_t stride[CHAOS_MAX_NDIM]; /* along the batch's axes */
} input;

typedef struct inputs {
    const MapObject *map;
    input *items;
    size_t nitems, allocated;
    chaos_view *views; /* [nparams + dim] */
    uint32_t ndim;
    uint64_t shape[CHAOS_MAX_NDIM];
} inputs;

bool inputs_init(inputs *in, const MapObject *map);
bool inputs_name(inputs *in, const char *function, const char *name, PyObject *value);
bool inputs_state(inputs *in, PyObject *value);
bool inputs_broadcast(inputs *in); /* after the last value */
/* values [nparams + dim], of a batch without axes. complete: each needs one, else NaN stands for those without. */
bool inputs_single(const inputs *in, const char *function, bool complete, double *values);
double inputs_points(const inputs *in);
chaos_batch inputs_batch(const inputs *in);
void inputs_free(inputs *in);

/* A masked array is a TypeError, which names the argument. */
bool refuse_mask(PyObject *value, const char *name);

/* As PyObject_GetBuffer, with shape and strides in any case. */
bool get_buffer(PyObject *value, int flags, Py_buffer *buffer);

/* Does a buffer's format say: one native element of this type? */
bool format_is(const Py_buffer *buffer, int type);

/* -------------------------------------------------------------- progress.c */

typedef struct run {
    PyObject *progress;    /* borrowed; NULL: none */
    PyThreadState *thread; /* NULL: the GIL is held */
    bool keeps;            /* it is never released */
    double last;           /* time of the last report */
    bool stopped;          /* an exception waits: no more Python code */
    bool discards;         /* what there is of results then: nobody has given arrays for them */
} run;

/* Around a call of the library: run_begin releases the GIL if the work, in
 * iterations, is worth it, and calls no Python function (map NULL: there is no map);
 * run_end takes it again; false: raised. Nothing of Python's in between, not even PyMem_Free. */
void run_begin(run *r, const MapObject *map, chaos_options *options, double iterations);
bool run_end(run *r, int code, const chaos_error *error);

/* ---------------------------------------------------------------- output.c */

typedef struct output {
    PyObject *array; /* NULL: a number */
    Py_buffer buffer;
    void *data;
    int type;
    union {
        double f64;
        int64_t i64;
        uint64_t u64;
        uint32_t u32;
    } number;
} output;

/* The array given as out= if it is neither NULL nor None, or else a new one;
 * a shape of () without out= makes a number. The shape is that of the batch,
 * then more[0 .. nmore). output_free is due even if this fails. */
bool output_make(output *out, const char *name, PyObject *given, int type, uint32_t ndim,
                 const uint64_t *shape, uint32_t nmore, const uint64_t *more);
PyObject *output_take(output *out); /* the result; the output is then empty */
void output_free(output *out);

/* Of enum chaos_type, as NumPy calls it: "float64". */
const char *type_name(int type);

/* Arrays given for results must not lie in each other; false: raised. */
bool outputs_apart(const output *out, size_t count);

/* Inputs that out overlaps are copied: the library reads while it writes. */
bool inputs_avoid(inputs *in, const output *out);

/* ------------------------------------------------------------- arguments.c */

enum {
    OPT_STEPS = 1,
    OPT_PERIOD = 2,
    OPT_TRANSIENT = 4,
    OPT_EVERY = 8,
    OPT_COUNT = 16,
    OPT_BLOCKS = 32,
    OPT_OUT = 64,
    OPT_THREADS = 128,
    OPT_PROGRESS = 256,
    OPT_BOUND = 512,
    OPT_WRAP = 1024,
    OPT_AXES = 2048,
    OPT_MEASURES = 4096,
    OPT_ENDLESS = 8192, /* steps may be left out */
    OPT_FORCING = 16384,
    OPT_MAX_STEPS = 32768,
    OPT_STARTS = 65536,
    OPT_FOLLOW = 131072,
    OPT_FIRST = 262144,
    OPT_BOX = 524288,
    OPT_BUDGET = 1048576,
    OPT_ORDER = 2097152,
    OPT_OVER = 4194304,
    OPT_SEED = 8388608,
    OPT_NOISE = 16777216,
    OPT_INTO = 33554432,
    OPT_PART = 67108864,
    OPT_STATES = 134217728,
    OPT_TIMES = 268435456,
    OPT_BATCH = OPT_OUT | OPT_THREADS | OPT_PROGRESS | OPT_BOUND | OPT_WRAP | OPT_SEED | OPT_NOISE,
};

typedef struct call {
    const char *function;
    MapObject *map;
    unsigned accepts, given; /* which options */
    uint64_t steps, transient, every, blocks, count, threads, first, times;
    double budget;
    PyObject *out, *axes, *measures, *starts, *follow, *part, *box, *over, *into,
        *states;   /* borrowed, NULL if not given */
    PyObject *bar; /* of progress=True */
    chaos_options options;
    run run;
    inputs in;
} call;

/* Reads the arguments of a method that takes the options in `accepts` and the
 * map's values. call_free is due even if it fails. */
bool call_parse(call *c, const char *function, unsigned accepts, PyObject *self, PyObject *const *args,
                Py_ssize_t nargs, PyObject *kwnames);
void call_free(call *c);

/* Where a value whose dimensions have names is why the call failed, its result by way of xarray, which
 * calls again with arrays; else NULL, and the exception stays. */
PyObject *call_labelled(const call *c, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* ----------------------------------------------------- the methods of a map */

typedef PyObject *fastcall(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
fastcall map_iterate, map_orbit, map_lyapunov, map_sweep, map_derivatives;
typedef PyObject *fastcall_of_type(PyObject *self, PyTypeObject *type, PyObject *const *args, size_t nargs,
                                   PyObject *kwnames);
fastcall_of_type map_points, map_cycle, map_cycles, map_branch, map_diagram, map_skeleton, map_float_cycle,
    map_basins, map_hysteresis, map_attractors_along, map_edge, map_edge_distance;
PyObject *map_picture(PyObject *self, PyObject *unused);

/* _chaos.basin_entropy(labels, box), _chaos.uncertainty_exponent(labels, first, last): of int32 arrays. */
PyObject *basin_entropy(PyObject *module, PyObject *args);
PyObject *uncertainty_exponent(PyObject *module, PyObject *args);
PyObject *boundary_cells(PyObject *module, PyObject *args);
PyObject *wada(PyObject *module, PyObject *args);

/* sweep.c: the axes of a call, [CHAOS_MAX_AXES] each, added to the naxes there are, from a list of (name, start, stop,
 * count) or (name, float64 array), whose buffers stay with the caller; and random starts from (starts, seed, [(low, high) or None of each state]): without any, None is NaN, else where
 * the library has them. PyMem_Free frees the box. */
bool axes_read(const call *c, uint32_t *naxes, chaos_axis *axes, Py_buffer *values, uint64_t *shape);
bool starts_read(const call *c, uint64_t *starts, uint64_t *seed, double **box);

extern PyType_Spec points_spec, result_spec;

/* result.c: takes the result over, also where this fails. */
PyObject *result_object(PyTypeObject *type, const MapObject *map, chaos_result *result);

/* --------------------------------------------------------------- scalar.c */

extern PyType_Spec scalar_spec;

/* _chaos.scalar(map): the function chaos.NAME. */
PyObject *scalar_new(PyObject *module, PyObject *map);

/* Raises ImportError if not; scalar.c reads floats where they lie. */
bool floats_are_as_known(void);

/* A float for one state, else a tuple of floats. */
PyObject *state_object(const double *state, uint64_t dim);

#endif

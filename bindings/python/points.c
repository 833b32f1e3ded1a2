/* points.c - Map.points(): one orbit, item by item, computed ahead.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

typedef struct {
    PyObject_HEAD const MapObject *map;
    bool running; /* a step may call anything, and other threads run meanwhile */
    uint64_t dim;
    chaos_options options;
    double *params;       /* [nparams], then the state [dim], then the rows */
    double *rows;         /* [most][dim], computed ahead */
    uint64_t at, end;     /* the next row to give, and how many there are */
    uint64_t ahead, most; /* how many rows to compute next, and at most */
    uint64_t left;        /* how many are still to be computed; UNSET: no end */
} PointsObject;

/* Few rows first, so that a short loop costs little; later a cache full. */
enum { FIRST = 16, CACHE = 4096 };

static bool compute_ahead(PointsObject *self)
{
    chaos_options options = self->options;
    run r = { .progress = NULL };
    chaos_error error;
    self->running = true;
    run_begin(&r, self->map, &options, (double)self->ahead * (double)self->dim);
    int code = chaos_orbit_next(self->map->map, self->ahead, self->params, self->params + self->map->nparams,
                                self->rows, &options, &error);
    bool done = run_end(&r, code, &error);
    self->running = false;
    self->options.n0 += self->ahead;
    self->at = 0;
    self->end = done ? self->ahead : 0;
    self->left = done ? self->left - (self->left == UNSET ? 0 : self->ahead) : 0; /* after an error it ends */
    self->ahead = 2 * self->ahead < self->most ? 2 * self->ahead : self->most;
    return done && PyErr_CheckSignals() == 0; /* list(points) runs no Python code */
}

static PyObject *next_item(PointsObject *self)
{
    if (self->running) {
        PyErr_SetString(PyExc_ValueError, "points() is already executing");
        return NULL;
    }
    if (self->at == self->end) {
        if (self->ahead > self->left)
            self->ahead = self->left;
        if (self->ahead == 0 || !compute_ahead(self))
            return NULL;
    }
    const double *row = self->rows + self->dim * self->at++;
    return self->dim == 1 ? PyFloat_FromDouble(*row) : state_object(row, self->dim);
}

static PyObject *points_next(PyObject *object)
{
    PyObject *item;
    LOCK(object);
    item = next_item((PointsObject *)object);
    UNLOCK();
    return item;
}

static bool pass_transient(PointsObject *self, call *c)
{
    if (c->transient == UNSET)
        return true;
    chaos_batch batch = inputs_batch(&c->in);
    chaos_error error;
    run_begin(&c->run, c->map, &c->options, (double)c->map->dim * (double)c->transient);
    int code = chaos_orbit(c->map->map, c->transient, 1, 1, &batch, self->params + c->map->nparams,
                           &c->options, &error);
    return run_end(&c->run, code, &error);
}

static bool start(PointsObject *self, call *c)
{
    const uint64_t nparams = c->map->nparams, dim = c->map->dim;
    self->map = (const MapObject *)Py_NewRef((PyObject *)c->map);
    self->dim = dim;
    self->options = c->options;
    self->left = c->steps;
    self->most = dim < CACHE ? CACHE / dim : 1;
    self->ahead = self->most < FIRST ? self->most : FIRST;
    self->params = PyMem_Malloc((nparams + dim + self->most * dim) * sizeof(double));
    if (!self->params) {
        PyErr_NoMemory();
        return false;
    }
    self->rows = self->params + nparams + dim;
    self->options.n0 = c->transient == UNSET ? 0 : c->transient;
    return inputs_single(&c->in, c->function, true, self->params) && pass_transient(self, c);
}

PyObject *map_points(PyObject *object, PyTypeObject *type, PyObject *const *args, size_t nargs,
                     PyObject *kwnames)
{
    PyTypeObject *points = ((module_state *)PyType_GetModuleState(type))->points_type;
    PointsObject *self = NULL;
    call c;
    if (call_parse(&c, "points", OPT_STEPS | OPT_ENDLESS | OPT_TRANSIENT | OPT_BOUND | OPT_WRAP | OPT_SEED,
                   object, args, (Py_ssize_t)nargs, kwnames) &&
        (self = object_new(points)) && !start(self, &c))
        Py_CLEAR(self);
    call_free(&c);
    return (PyObject *)self;
}

static void points_dealloc(PyObject *object)
{
    PointsObject *self = (PointsObject *)object;
    PyObject_GC_UnTrack(object);
    Py_XDECREF((PyObject *)self->map);
    PyMem_Free(self->params);
    object_free(object);
}

static PyType_Slot points_slots[] = { { Py_tp_dealloc, points_dealloc },
                                      { Py_tp_traverse, owner_traverse },
                                      { Py_tp_iter, PyObject_SelfIter },
                                      { Py_tp_iternext, points_next },
                                      { 0, NULL } };

PyType_Spec points_spec = { .name = "chaos._chaos.Points",
                            .basicsize = sizeof(PointsObject),
                            .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_HAVE_GC |
                                     Py_TPFLAGS_DISALLOW_INSTANTIATION,
                            .slots = points_slots };

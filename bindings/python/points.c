/* points.c - Map.points(): one orbit, item by item, computed ahead.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

typedef struct {
    PyObject_HEAD const MapObject *map;
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
    if (self->ahead > self->left)
        self->ahead = self->left;
    if (self->ahead == 0)
        return false;
    chaos_error error;
    int code = chaos_orbit_next(self->map->map, self->ahead, self->params, self->params + self->map->nparams,
                                self->rows, &self->options, &error);
    if (code != CHAOS_OK) {
        raise_error(code, &error);
        return false;
    }
    self->options.n0 += self->ahead;
    self->at = 0;
    self->end = self->ahead;
    self->left -= self->left == UNSET ? 0 : self->ahead;
    self->ahead = 2 * self->ahead < self->most ? 2 * self->ahead : self->most;
    return PyErr_CheckSignals() == 0; /* list(points) runs no Python code */
}

static PyObject *next_item(PointsObject *self)
{
    if (self->at == self->end && !compute_ahead(self))
        return NULL;
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
    return inputs_single(&c->in, c->function, true, self->params) &&
           (c->transient == UNSET ||
            run_one(self->map, c->transient, self->params, self->params + nparams, &c->options));
}

PyObject *map_points(PyObject *object, PyTypeObject *type, PyObject *const *args, size_t nargs,
                     PyObject *kwnames)
{
    PyTypeObject *points = ((module_state *)PyType_GetModuleState(type))->points_type;
    allocfunc alloc = (allocfunc)PyType_GetSlot(points, Py_tp_alloc);
    PointsObject *self = NULL;
    call c;
    if (call_parse(&c, "points", OPT_STEPS | OPT_ENDLESS | OPT_TRANSIENT | OPT_BOUND | OPT_WRAP, object, args,
                   (Py_ssize_t)nargs, kwnames) &&
        (self = (PointsObject *)alloc(points, 0)) && !start(self, &c))
        Py_CLEAR(self);
    call_free(&c);
    return (PyObject *)self;
}

static void points_dealloc(PyObject *object)
{
    PointsObject *self = (PointsObject *)object;
    PyTypeObject *type = Py_TYPE(object);
    Py_XDECREF((PyObject *)self->map);
    PyMem_Free(self->params);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

static PyType_Slot points_slots[] = { { Py_tp_dealloc, points_dealloc },
                                      { Py_tp_iter, PyObject_SelfIter },
                                      { Py_tp_iternext, points_next },
                                      { 0, NULL } };

PyType_Spec points_spec = { .name = "chaos._chaos.Points",
                            .basicsize = sizeof(PointsObject),
                            .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE |
                                     Py_TPFLAGS_DISALLOW_INSTANTIATION,
                            .slots = points_slots };

/* automatic.c - Map(text, compile="auto"): compiled once the work ahead is worth it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <string.h>

/* A text that is interpreted takes about 0.03 ns a step for each of its characters, as measured with
 * formulas of 14 to 91; of fewer points at once than LANES the steps cost as those of so many. */
enum { LANES = 16 };
static const double second = 1 / 0.03e-9;

static double work(const MapObject *self, double points, double steps)
{
    const uint64_t sites = chaos_map_sites(self->map);
    const double lanes = points * (double)(sites ? sites : 1);
    return (lanes < LANES ? LANES : lanes) * steps * (double)strlen(chaos_map_formula(self->map));
}

/* Any code may run meanwhile: another thread may have been as far. What is there is in use and stays. */
static bool make_fast(MapObject *self)
{
    PyObject *fast = helper("chaos._map", "compiled", "(O)", (PyObject *)self);
    const bool made = fast != NULL;
    LOCK((PyObject *)self);
    if (!self->fast) {
        self->fast = fast;
        fast = NULL;
    }
    UNLOCK();
    Py_XDECREF(fast);
    return made;
}

MapObject *map_for(MapObject *self, double points, double steps)
{
    if (!self->automatic || (!self->fast && work(self, points, steps) < second))
        return self;
    if (!self->fast && !make_fast(self))
        return NULL;
    return self->fast == Py_None ? self : (MapObject *)self->fast;
}

PyObject *map_for_work(PyObject *self, PyObject *args)
{
    double points, steps;
    if (!PyArg_ParseTuple(args, "dd", &points, &steps))
        return NULL;
    return Py_XNewRef((PyObject *)map_for((MapObject *)self, points, steps));
}

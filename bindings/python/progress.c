/* progress.c - long calls of the library: without the GIL (unless a step is a
 * call of a Python function), stopped by Ctrl-C and by exceptions in progress=.
 *
 * SPDX-License-Identifier: MIT
 */
#include "module.h"

#include <time.h>

/* How often Python is looked after, in seconds. Taking the GIL back may cost
 * another thread's switch interval, 5 ms; Ctrl-C must work within 100. */
static const double interval = 0.05;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Signals and the user's callable; holds the GIL. */
static bool look_after(PyObject *progress, double done, double total)
{
    if (PyErr_CheckSignals() < 0)
        return false;
    PyObject *result = progress ? PyObject_CallFunction(progress, "dd", done, total) : Py_NewRef(Py_None);
    Py_XDECREF(result);
    return result != NULL;
}

static int stop_of(const run *r) { return r->stopped ? r->discards ? CHAOS_DISCARD : 1 : 0; }

/* Called by the library on our thread. The exception waits in the thread
 * state until run_end. */
static int report(void *user, double done, double total)
{
    run *r = user;
    double time = now();
    bool end = done >= total; /* progress bars are to reach it */
    if (r->stopped || (end ? !r->progress : time - r->last < interval))
        return stop_of(r);
    r->last = time;
    if (!r->keeps)
        PyEval_RestoreThread(r->thread);
    r->stopped = !look_after(r->progress, done, total);
    if (!r->keeps)
        r->thread = PyEval_SaveThread();
    return stop_of(r);
}

void run_begin(run *r, const MapObject *map, chaos_options *options, double iterations)
{
    if (iterations < SHORT_RUN && !r->progress && !(map && map->calls))
        return;
    options->progress = report;
    options->user = r;
    r->keeps = map && map->step;
    if (!r->keeps)
        r->thread = PyEval_SaveThread();
}

bool run_end(run *r, int code, const chaos_error *error)
{
    if (r->thread)
        PyEval_RestoreThread(r->thread);
    if (code != CHAOS_OK && !PyErr_Occurred())
        raise_error(code, error);
    return code == CHAOS_OK && !r->stopped;
}

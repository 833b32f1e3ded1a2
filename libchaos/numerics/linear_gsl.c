/* GSL reports errors by calling a process-wide handler, which by default
 * aborts the process. While one of our threads is inside GSL a handler of ours
 * is in place: what happens on such a thread becomes its status, everything
 * else goes on to the handler that the host had.
 *
 * SPDX-License-Identifier: MIT */
#include "numerics/linear.h"

#include "core/error.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <pthread.h>

static pthread_mutex_t handler_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned threads_inside;           /* under the lock */
static gsl_error_handler_t *host_handler; /* under the lock */
static _Thread_local int inside, status;  /* this thread's */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int fork_code; /* of pthread_atfork */

static void handler(const char *reason, const char *file, int line, int gsl_errno)
{
    if (inside) {
        if (status == GSL_SUCCESS)
            status = gsl_errno;
        return;
    }
    pthread_mutex_lock(&handler_lock);
    gsl_error_handler_t *host = host_handler;
    pthread_mutex_unlock(&handler_lock);
    if (host) {
        host(reason, file, line, gsl_errno);
        return;
    }
    /* The host had GSL's own, which has no name: put it back and call it. */
    gsl_set_error_handler(NULL);
    gsl_error(reason, file, line, gsl_errno);
}

/* Under the lock. */
static void restore_host(void)
{
    gsl_error_handler_t *current = gsl_set_error_handler(host_handler);
    if (current != handler) /* the host has set another one meanwhile */
        gsl_set_error_handler(current);
}

/* A child has only the thread that forked, and that one is not inside. */
static void before_fork(void) { pthread_mutex_lock(&handler_lock); }
static void in_parent(void) { pthread_mutex_unlock(&handler_lock); }
static void in_child(void)
{
    if (threads_inside > 0 && !inside) {
        threads_inside = 0;
        restore_host();
    }
    pthread_mutex_unlock(&handler_lock);
}

static void follow_forks(void) { fork_code = pthread_atfork(before_fork, in_parent, in_child); }

/* 0: out of memory. */
static int enter(void)
{
    pthread_once(&once, follow_forks);
    if (fork_code != 0)
        return 0;
    pthread_mutex_lock(&handler_lock);
    if (threads_inside++ == 0)
        host_handler = gsl_set_error_handler(handler);
    pthread_mutex_unlock(&handler_lock);
    status = GSL_SUCCESS;
    inside = 1;
    return 1;
}

static int leave(void)
{
    inside = 0;
    pthread_mutex_lock(&handler_lock);
    if (--threads_inside == 0)
        restore_host();
    pthread_mutex_unlock(&handler_lock);
    return status;
}

static int all_finite(const double *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!__builtin_isfinite(a[i]))
            return 0;
    return 1;
}

static int outcome(int gsl, chaos_error *error)
{
    return gsl == GSL_SUCCESS ? CHAOS_OK : gsl == GSL_ENOMEM ? chaosi_nomem(error) : CHAOS_EINVAL;
}

int chaosi_solve(double *a, double *b, size_t n, chaos_error *error)
{
    if (!all_finite(a, n * n) || !all_finite(b, n))
        return CHAOS_EINVAL;
    if (!enter())
        return chaosi_nomem(error);
    gsl_permutation *p = gsl_permutation_alloc(n);
    int sign, code = GSL_ENOMEM;
    if (p) {
        gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
        gsl_vector_view v = gsl_vector_view_array(b, n);
        code = gsl_linalg_LU_decomp(&m.matrix, p, &sign);
        if (code == GSL_SUCCESS)
            code = gsl_linalg_LU_svx(&m.matrix, p, &v.vector);
        gsl_permutation_free(p);
    }
    const int reported = leave();
    const int result = outcome(code ? code : reported, error);
    return result == CHAOS_OK && !all_finite(b, n) ? CHAOS_EINVAL : result;
}

int chaosi_eigenvalues(double *a, double *out, size_t n, chaos_error *error)
{
    if (!all_finite(a, n * n))
        return CHAOS_EINVAL;
    if (!enter())
        return chaosi_nomem(error);
    gsl_eigen_nonsymm_workspace *w = gsl_eigen_nonsymm_alloc(n);
    int code = GSL_ENOMEM;
    if (w) {
        gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
        gsl_vector_complex_view v = gsl_vector_complex_view_array(out, n);
        gsl_eigen_nonsymm_params(0, 1, w); /* balanced */
        code = gsl_eigen_nonsymm(&m.matrix, &v.vector, w);
        gsl_eigen_nonsymm_free(w);
    }
    const int reported = leave();
    return outcome(code ? code : reported, error);
}

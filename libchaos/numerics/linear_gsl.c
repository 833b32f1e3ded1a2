/* GSL reports errors by calling a process-wide handler, which by default
 * aborts the process. While one of our threads is inside GSL a handler of ours
 * is in place: what happens on such a thread becomes its status, everything
 * else goes on to the handler that the host had.
 *
 * SPDX-License-Identifier: MIT */
#include "numerics/linear.h"

#include "core/error.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_linalg.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t handler_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned threads_inside;           /* under the lock */
static gsl_error_handler_t *host_handler; /* under the lock */
static _Thread_local bool inside;         /* this thread is in GSL */
static _Thread_local int status;          /* and what was reported to it */
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

/* false: out of memory. */
static bool enter(void)
{
    pthread_once(&once, follow_forks);
    if (fork_code != 0)
        return false;
    pthread_mutex_lock(&handler_lock);
    if (threads_inside++ == 0)
        host_handler = gsl_set_error_handler(handler);
    pthread_mutex_unlock(&handler_lock);
    status = GSL_SUCCESS;
    inside = true;
    return true;
}

static int leave(void)
{
    inside = false;
    pthread_mutex_lock(&handler_lock);
    if (--threads_inside == 0)
        restore_host();
    pthread_mutex_unlock(&handler_lock);
    return status;
}

static bool all_finite(const double *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!__builtin_isfinite(a[i]))
            return false;
    return true;
}

/* ----------------------------------------------------------- pieces of the work */

/* Multiplications between two ticks, and in one call of GSL: below a millisecond. */
static const double piece = 1 << 18;

/* Not while inside: what is called may use GSL in its own right. */
static int tell(chaosi_ticker *ticker, double work)
{
    ticker->untold += work;
    if (ticker->untold < piece)
        return CHAOS_OK;
    work = ticker->untold;
    ticker->untold = 0.0;
    return ticker->tick(ticker->ctx, work);
}

/* How many of `count` rows or columns of that length are a piece. */
static size_t piece_of(size_t count, size_t length)
{
    const size_t most = length < (size_t)piece ? (size_t)piece / length : 1;
    return count < most ? count : most;
}

static int check_finite(const double *a, size_t rows, size_t columns, chaosi_ticker *ticker)
{
    int code = CHAOS_OK;
    for (size_t i = 0; i < rows && code == CHAOS_OK; i++)
        code = all_finite(a + i * columns, columns) ? tell(ticker, (double)columns) : CHAOS_EINVAL;
    return code;
}

int chaosi_multiply(const double *a, const double *b, double *c, size_t rows, size_t inner, size_t columns,
                    chaosi_ticker *ticker, chaos_error *error)
{
    const gsl_matrix_const_view right = gsl_matrix_const_view_array(b, inner, columns);
    const size_t each = piece_of(rows, inner * columns);
    int code = CHAOS_OK;
    for (size_t row = 0; row < rows && code == CHAOS_OK; row += each) {
        const size_t n = rows - row < each ? rows - row : each;
        const gsl_matrix_const_view left = gsl_matrix_const_view_array(a + row * inner, n, inner);
        gsl_matrix_view out = gsl_matrix_view_array(c + row * columns, n, columns);
        if (!enter())
            return chaosi_nomem(error);
        gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, &left.matrix, &right.matrix, 0.0, &out.matrix);
        leave();
        code = tell(ticker, (double)n * (double)(inner * columns));
    }
    return code;
}

/* -------------------------------------------------------- Householder reflections */

/* The reflection 1 - tau v v^T that takes the column of so many rows to a multiple of
 * its first unit vector, which it leaves in the column; v [rows]. */
static int find_reflection(double *column, size_t rows, size_t stride, double *v, double *tau,
                           chaos_error *error)
{
    for (size_t i = 0; i < rows; i++)
        v[i] = column[i * stride];
    gsl_vector_view view = gsl_vector_view_array(v, rows);
    if (!enter())
        return chaosi_nomem(error);
    *tau = gsl_linalg_householder_transform(&view.vector);
    leave();
    column[0] = v[0];
    for (size_t i = 1; i < rows; i++)
        column[i * stride] = 0.0;
    v[0] = 1.0;
    return CHAOS_OK;
}

/* Applies it to a [rows][columns], whose rows are `stride` apart. work [columns]. */
static int reflect(double *a, size_t rows, size_t columns, size_t stride, double tau, const double *v,
                   double *work, chaosi_ticker *ticker, chaos_error *error)
{
    const gsl_vector_const_view normal = gsl_vector_const_view_array(v, rows);
    const size_t each = piece_of(columns, 2 * rows);
    int code = CHAOS_OK;
    for (size_t first = 0; first < columns && code == CHAOS_OK; first += each) {
        const size_t n = columns - first < each ? columns - first : each;
        gsl_matrix_view part = gsl_matrix_view_array_with_tda(a + first, rows, n, stride);
        gsl_vector_view along = gsl_vector_view_array(work, n);
        if (!enter())
            return chaosi_nomem(error);
        gsl_blas_dgemv(CblasTrans, 1.0, &part.matrix, &normal.vector, 0.0, &along.vector);
        gsl_blas_dger(-tau, &normal.vector, &along.vector, &part.matrix);
        leave();
        code = tell(ticker, 2.0 * (double)rows * (double)n);
    }
    return code;
}

int chaosi_triangularise(double *a, size_t rows, size_t columns, size_t n, double *work,
                         chaosi_ticker *ticker, chaos_error *error)
{
    double *v = work, *along = work + rows;
    int code = check_finite(a, rows, columns, ticker);
    for (size_t j = 0; j < n && code == CHAOS_OK; j++) {
        double *corner = a + j * columns + j;
        double tau;
        code = find_reflection(corner, rows - j, columns, v, &tau, error);
        if (code == CHAOS_OK)
            code = reflect(corner + 1, rows - j, columns - j - 1, columns, tau, v, along, ticker, error);
    }
    return code;
}

int chaosi_orthonormalise(double *a, double *r, size_t rows, size_t n, double *work, chaosi_ticker *ticker,
                          chaos_error *error)
{
    double *v = work, *along = work + rows, *tau = along + n;
    int code = check_finite(a, rows, n, ticker);
    for (size_t j = 0; j < n && code == CHAOS_OK; j++) {
        double *corner = a + j * n + j;
        code = find_reflection(corner, rows - j, n, v, &tau[j], error);
        if (code == CHAOS_OK)
            code = reflect(corner + 1, rows - j, n - j - 1, n, tau[j], v, along, ticker, error);
        for (size_t i = 1; i < rows - j; i++) /* to be found below */
            corner[i * n] = v[i];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            r[i * n + j] = i <= j ? a[i * n + j] : 0.0;
    /* The first n columns of the product of all reflections, from the last one on. */
    for (size_t j = n; j-- > 0 && code == CHAOS_OK;) {
        double *corner = a + j * n + j;
        v[0] = 1.0;
        for (size_t i = 1; i < rows - j; i++)
            v[i] = corner[i * n];
        code = reflect(corner + 1, rows - j, n - j - 1, n, tau[j], v, along, ticker, error);
        for (size_t i = 0; i < rows - j; i++)
            corner[i * n] = (i == 0) - tau[j] * v[i];
        for (size_t i = 0; i < j; i++)
            a[i * n + j] = 0.0;
    }
    return code;
}

/* ------------------------------------------------------------- singular values */

static int outcome(int gsl, chaos_error *error)
{
    return gsl == GSL_SUCCESS ? CHAOS_OK : gsl == GSL_ENOMEM ? chaosi_nomem(error) : CHAOS_EINVAL;
}

/* a = u diag(sizes) v^T, u and v in the place of a; the same for b, x. */
static int least_norm(gsl_matrix *a, gsl_vector *b, gsl_matrix *v, gsl_vector *sizes, gsl_vector *x,
                      size_t *rank)
{
    const int code = gsl_linalg_SV_decomp_jacobi(a, v, sizes);
    if (code != GSL_SUCCESS)
        return code;
    *rank = 0;
    gsl_blas_dgemv(CblasTrans, 1.0, a, b, 0.0, x);
    for (size_t i = 0; i < x->size; i++) {
        const double size = gsl_vector_get(sizes, i);
        const bool counts = size > 1e-13 * gsl_vector_get(sizes, 0);
        gsl_vector_set(x, i, counts ? gsl_vector_get(x, i) / size : 0.0);
        *rank += counts;
    }
    gsl_matrix_memcpy(a, v);
    return gsl_blas_dgemv(CblasNoTrans, 1.0, v, x, 0.0, b);
}

int chaosi_least_norm(double *a, double *b, size_t n, size_t *rank, chaos_error *error)
{
    if (!all_finite(a, n * n) || !all_finite(b, n))
        return CHAOS_EINVAL;
    if (!enter())
        return chaosi_nomem(error);
    gsl_matrix *v = gsl_matrix_alloc(n, n);
    gsl_vector *sizes = gsl_vector_alloc(n), *x = gsl_vector_alloc(n);
    int code = GSL_ENOMEM;
    if (v && sizes && x) {
        gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
        gsl_vector_view right = gsl_vector_view_array(b, n);
        code = least_norm(&m.matrix, &right.vector, v, sizes, x, rank);
    }
    gsl_vector_free(x);
    gsl_vector_free(sizes);
    gsl_matrix_free(v);
    const int reported = leave();
    return outcome(code ? code : reported, error);
}

/* ----------------------------------------------------------------- eigenvalues */

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

/* ------------------------------------------------------------------ Fourier */

/* By radix two, which asks libm for no more than a sine of each power of two and takes no memory: it reports nothing. */
int chaosi_fourier(double *x, size_t n, chaos_error *error)
{
    (void)error;
    return gsl_fft_real_radix2_transform(x, 1, n) == GSL_SUCCESS ? CHAOS_OK : CHAOS_EINTERNAL;
}

int chaosi_has_fourier(chaos_error *error)
{
    (void)error;
    return CHAOS_OK;
}

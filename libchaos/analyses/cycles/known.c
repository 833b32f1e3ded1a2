/* The cycles that are known, each once: their points in a table, by what they are close to.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "core/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In units of the box: what is closer is the same but for rounding, beside what a point's error is; and no two that
 * are to be told apart are so close that they have half their digits alone. */
static const double close = 1e-12, closest = 4e-7, cell = 1e-6;
enum { MOST_SINGULAR = 16 }; /* of a period, that are looked at closely */

/* In units of the box; of an angle just below its period it is just below 0. */
static double place(const chaosi_search *s, size_t r, double x)
{
    const double period = s->revolution[r];
    return (period > 0.0 && period - x <= closest * period ? x - period : x) / s->size[r];
}

/* The points in a cell differ by little in a sum of their places. */
static int64_t cell_of(const chaosi_search *s, const double *x)
{
    double sum = 0.0, weight = 1.0;
    for (size_t r = 0; r < s->dim; r++, weight *= 0.7548776662466927)
        sum += weight * place(s, r, x[r]);
    return (int64_t)floor(sum / cell);
}

static size_t slot_of(const chaosi_search *s, int64_t cell_number)
{
    return (size_t)((uint64_t)cell_number * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (s->table_size - 1);
}

/* Whether two points may be one of a row's, if what is so far apart is never one. */
static bool is_within(const chaosi_search *s, const chaosi_cycle_row *row, const double *a, const double *b,
                      double most)
{
    for (size_t r = 0; r < s->dim; r++) {
        const double off = close + 32.0 * row->points_error[r] / s->size[r];
        if (!(fabs(chaosi_apart(a[r], b[r], s->revolution[r])) <= fmin(off, most) * s->size[r]))
            return false;
    }
    return true;
}

static bool is_close(const chaosi_search *s, const chaosi_cycle_row *row, const double *a, const double *b)
{
    return is_within(s, row, a, b, closest);
}

static const double *point_of(const chaosi_search *s, const chaosi_known_point *p)
{
    return s->rows[p->row].points + p->point * s->dim;
}

bool chaosi_is_known(const chaosi_search *s, const double *x)
{
    if (s->table_size == 0)
        return false;
    const int64_t here = cell_of(s, x);
    for (int64_t c = here - 1; c <= here + 1; c++)
        for (size_t i = s->table[slot_of(s, c)]; i; i = s->points[i - 1].next)
            if (s->points[i - 1].cell == c &&
                is_close(s, &s->rows[s->points[i - 1].row], point_of(s, &s->points[i - 1]), x))
                return true;
    return false;
}

static void enter(chaosi_search *s, size_t i)
{
    size_t *const first = &s->table[slot_of(s, s->points[i].cell)];
    s->points[i].next = *first;
    *first = i + 1;
}

/* Room for as many points more. */
static bool make_room(chaosi_search *s, size_t more)
{
    if (s->npoints + more > s->points_capacity) {
        const size_t capacity = 2 * (s->npoints + more);
        chaosi_known_point *points = realloc(s->points, capacity * sizeof *points);
        if (!points)
            return false;
        s->points = points;
        s->points_capacity = capacity;
    }
    if (s->npoints + more > s->table_size / 2) {
        size_t size = s->table_size ? s->table_size : 1024;
        while (s->npoints + more > size / 4)
            size *= 2;
        size_t *table = calloc(size, sizeof *table);
        if (!table)
            return false;
        free(s->table);
        s->table = table;
        s->table_size = size;
        for (size_t i = 0; i < s->npoints; i++)
            enter(s, i);
    }
    if (s->nrows == s->rows_capacity) {
        const size_t capacity = s->rows_capacity ? 2 * s->rows_capacity : 64;
        chaosi_cycle_row *rows = realloc(s->rows, capacity * sizeof *rows);
        if (!rows)
            return false;
        s->rows = rows;
        s->rows_capacity = capacity;
    }
    return true;
}

/* --------------------------------------------------------------- one of them */

/* The least period of a row's cycle. At a doubling its points are the other cycle's with half their digits. */
static uint64_t least_period(const chaosi_search *s, const chaosi_cycle_row *row)
{
    for (uint64_t d = s->every; d < row->period; d += s->every) {
        bool same = row->period % d == 0;
        for (uint64_t i = 0; i < row->period && same; i++)
            same = is_within(s, row, row->points + i * s->dim, row->points + (i + d) % row->period * s->dim,
                             1e-4);
        if (same)
            return d;
    }
    return row->period;
}

static int compare(const chaosi_search *s, const double *a, const double *b)
{
    for (size_t r = 0; r < s->dim; r++)
        if (a[r] != b[r])
            return a[r] < b[r] ? -1 : 1;
    return 0;
}

/* Its points from the least on. Of a cycle that is symmetric two may be least but for rounding: then by the next state. */
static bool turn(const chaosi_search *s, chaosi_cycle_row *row)
{
    const size_t bytes = row->period * s->dim * sizeof *row->points;
    uint64_t least = 0;
    for (uint64_t i = s->every; i < row->period; i += s->every) {
        const double *a = row->points + i * s->dim, *b = row->points + least * s->dim;
        size_t r = 0;
        while (r + 1 < s->dim && fabs(a[r] - b[r]) <= row->points_error[r] + close * s->size[r])
            r++;
        if (a[r] < b[r])
            least = i;
    }
    double *turned = malloc(bytes);
    if (!turned)
        return false;
    for (uint64_t i = 0; i < row->period; i++)
        memcpy(turned + i * s->dim, row->points + (i + least) % row->period * s->dim,
               s->dim * sizeof *turned);
    memcpy(row->points, turned, bytes);
    free(turned);
    return true;
}

static bool is_inside(const chaosi_search *s, const chaosi_cycle_row *row)
{
    for (uint64_t i = 0; i < row->period; i++)
        for (size_t r = 0; r < s->dim; r++) {
            const double x = row->points[i * s->dim + r], slack = closest * s->size[r];
            if (s->revolution[r] <= 0.0 && !(x >= s->low[r] - slack && x <= s->high[r] + slack))
                return false;
        }
    return true;
}

/* Of a family one is enough. */
static bool is_of_known_family(const chaosi_search *s, const chaosi_cycle_row *row)
{
    for (size_t i = 0; i < s->nrows && row->family > 0; i++)
        if (s->rows[i].period == row->period && s->rows[i].family > 0)
            return true;
    return false;
}

static int keep(chaosi_search *s, chaosi_cycle_row *row, bool *kept)
{
    if (!make_room(s, row->period))
        return CHAOS_ENOMEM;
    for (uint64_t i = 0; i < row->period; i++) {
        s->points[s->npoints] = (chaosi_known_point){ .row = s->nrows, .point = i };
        s->points[s->npoints].cell = cell_of(s, row->points + i * s->dim);
        enter(s, s->npoints++);
    }
    s->rows[s->nrows++] = *row;
    *kept = true;
    return CHAOS_OK;
}

/* Of a cycle next to 0 the residual is rounding if it is so in a box that has other points. */
static void relate_to_box(const chaosi_search *s, chaosi_cycle_row *row)
{
    double residual = 0.0;
    for (size_t r = 0; r < s->dim; r++) {
        double most = 0.0;
        for (uint64_t i = 0; i < row->period; i++)
            most = fmax(most, fabs(row->points[i * s->dim + r]));
        residual = fmax(residual, row->residual * most / s->size[r]);
    }
    if (!(row->residual <= CHAOSI_CYCLE_ROUNDING) && residual <= 4.0 * __DBL_EPSILON__)
        row->residual = residual;
}

static int polish(chaosi_search *s, uint64_t n, const double *x, chaosi_cycle_row *row)
{
    chaosi_cycle c = { .map = s->map, .isa = s->isa, .n = n, .dim = s->dim, .params = s->params };
    c.options = s->options;
    c.options.threads = 1;
    int code = chaosi_cycle_init(&c, s->error);
    if (code == CHAOS_OK)
        code = chaosi_cycle_row_init(row, &c) ? chaosi_cycle_row_find(row, &c, x, s->error) : CHAOS_ENOMEM;
    if (c.stop)
        s->stop = c.stop;
    chaosi_cycle_free(&c);
    s->spent += 20.0 * (double)n;
    return code;
}

int chaosi_known_take(chaosi_search *s, uint64_t n, const double *x)
{
    chaosi_cycle_row row = { 0 };
    bool kept = false;
    if (chaosi_is_known(s, x) || s->nsingular >= MOST_SINGULAR)
        return CHAOS_OK;
    int code = polish(s, n, x, &row);
    if (code == CHAOS_OK)
        relate_to_box(s, &row);
    if (code == CHAOS_OK && row.residual <= CHAOSI_CYCLE_ROUNDING) {
        const uint64_t d = least_period(s, &row);
        if (d < n) {
            double start[CHAOSI_FEW];
            memcpy(start, row.points, s->dim * sizeof *start);
            chaosi_cycle_row_free(&row);
            return chaosi_known_take(s, d, start);
        }
        s->nsingular += row.family > 0;
        if (is_inside(s, &row) && !is_of_known_family(s, &row))
            code = !turn(s, &row)                   ? CHAOS_ENOMEM
                   : chaosi_is_known(s, row.points) ? CHAOS_OK
                                                    : keep(s, &row, &kept);
    }
    if (!kept)
        chaosi_cycle_row_free(&row);
    return code;
}

/* ---------------------------------------------------------------------- all */

/* Sorts rows by their periods, then by their first points. room: [n] */
static void merge(const chaosi_search *s, chaosi_cycle_row *a, chaosi_cycle_row *room, size_t n)
{
    if (n < 2)
        return;
    const size_t half = n / 2;
    merge(s, a, room, half);
    merge(s, a + half, room, n - half);
    memcpy(room, a, n * sizeof *a);
    for (size_t i = 0, left = 0, right = half; i < n; i++) {
        const chaosi_cycle_row *l = &room[left], *r = &room[right];
        const bool take_left =
            right == n || (left < half && (l->period != r->period ? l->period < r->period
                                                                  : compare(s, l->points, r->points) <= 0));
        a[i] = take_left ? room[left++] : room[right++];
    }
}

bool chaosi_known_sort(chaosi_search *s)
{
    chaosi_cycle_row *room = malloc((s->nrows ? s->nrows : 1) * sizeof *room);
    if (room)
        merge(s, s->rows, room, s->nrows);
    free(room);
    return room != NULL;
}

void chaosi_known_free(chaosi_search *s)
{
    for (size_t i = 0; i < s->nrows; i++)
        chaosi_cycle_row_free(&s->rows[i]);
    free(s->rows);
    free(s->points);
    free(s->table);
}

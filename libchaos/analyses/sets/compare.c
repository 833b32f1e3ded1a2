/* Whether two orbits are on the same attractor: one comes into a cell in which the other has been.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/hysteresis.h"

#include "analyses/sets/visits.h"

#include "core/error.h"
#include "core/memory.h"

#include <string.h>

enum {
    PARTS = 1000,         /* cells in each state's range */
    SETTLED = 1000,       /* iterates at a point before an orbit is taken to show where it tends */
    TRANSIENTS = 10,      /* that orbits are run on for */
    LEAST_FURTHER = 1000, /* iterates that they are, in any case */
    MOST_RECORDS = 10000, /* of an orbit, and at least */
    LEAST_RECORDS = 64,
    PIECE = 500,     /* rows whose nearest return counts */
    SLOW = 4,        /* cells: what is on its way farther than that has left those of its record */
    BLOCK = 1 << 19, /* doubles at a time: half a second's progress would be too long */
};

/* How near an orbit comes again to the first state of its record. */
typedef struct returning {
    double near;  /* in the last piece of rows, in cells */
    bool recedes; /* it has been less near in each piece than in the one before */
} returning;

/* Some points at a time. An orbit is twice that of a pair, upwards, or one more. */
typedef struct block {
    chaosi_hysteresis *h;
    chaosi_visit_cells cells;
    chaosi_visits visits;
    uint64_t records;    /* of an orbit */
    size_t room, pairs;  /* for so many pairs, and how many there are */
    uint64_t *point;     /* [room] */
    double *params;      /* [2 room][nparams] */
    double *state;       /* [2 room][dim] where orbits stand */
    double *record;      /* [2 room][records][dim] from the last state on */
    double *rows;        /* [2 room][records + 1][dim] */
    uint8_t *closed;     /* [2 room] exactly periodic: all that there is was seen */
    uint8_t *recurs;     /* [2 room] it is among what it has come to last that the record has been, too */
    returning *back;     /* [2 room] */
    double *start;       /* [dim] */
    chaos_view *views;   /* [nparams + dim] */
    double share, done;  /* a block's part of all blocks, and how many there were */
    ptrdiff_t stride[2]; /* of parameters and of states */
} block;

/* ---------------------------------------------------------------------- cells */

static void widen(double range[2], double x)
{
    if (!__builtin_isfinite(x))
        return;
    range[0] = x < range[0] ? x : range[0];
    range[1] = x > range[1] ? x : range[1];
}

/* What the starts and the last states span. */
static void span(const block *b, double *ranges)
{
    const chaosi_hysteresis *h = b->h;
    const uint64_t dim = h->map->dim;
    for (uint64_t i = 0; i < dim; i++) {
        ranges[2 * i] = __builtin_inf();
        ranges[2 * i + 1] = -__builtin_inf();
    }
    for (uint64_t p = 0; p < 2 * h->points; p++) {
        chaosi_source_gather(&h->source, p, 1, 1, b->params, b->start);
        for (uint64_t i = 0; i < dim; i++) {
            widen(ranges + 2 * i, b->start[i]);
            widen(ranges + 2 * i, h->last[p * dim + i]);
        }
    }
}

static bool make_cells(block *b)
{
    const chaos_map *map = b->h->map;
    double *ranges = chaosi_alloc(2 * map->dim, sizeof *ranges);
    if (!ranges)
        return false;
    span(b, ranges);
    for (uint64_t i = 0; i < map->dim; i++)
        chaos_map_box(map, i, &ranges[2 * i], &ranges[2 * i + 1]);
    const bool made = chaosi_visit_cells_init(&b->cells, map, ranges, PARTS);
    free(ranges);
    return made;
}

/* --------------------------------------------------------------------- orbits */

/* Of all pairs so many rows after so many iterates, from where they stand; that is this part of what the block
 * takes. */
static int run(block *b, uint64_t dropped, uint64_t rows, double *out, double from, double to,
               chaos_error *error)
{
    chaosi_hysteresis *h = b->h;
    const uint64_t np = h->map->nparams, dim = h->map->dim, orbits = 2 * b->pairs;
    for (uint64_t i = 0; i < np; i++)
        b->views[i] = (chaos_view){ b->params + i, &b->stride[0] };
    for (uint64_t i = 0; i < dim; i++)
        b->views[np + i] = (chaos_view){ b->state + i, &b->stride[1] };
    const chaos_batch batch = {
        .size = sizeof batch, .ndim = 1, .shape = &orbits, .params = b->views, .states = b->views + np
    };
    const double before = CHAOSI_HYSTERESIS_FOLLOWED, each = (1.0 - before) * b->share;
    const int code = chaos_orbit(h->map, dropped, rows, 1, &batch, out,
                                 chaosi_hysteresis_part(h, before + (b->done + from) * each,
                                                        before + (b->done + to) * each),
                                 error);
    return chaosi_hysteresis_ended(h, code, error);
}

static bool is_finite(const double *x, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (!__builtin_isfinite(x[i]))
            return false;
    return true;
}

/* Whether rows after the first come back to it. */
static bool closes(const block *b, const double *rows, uint64_t count)
{
    const uint64_t dim = b->h->map->dim;
    for (uint64_t j = 1; j < count && !(b->h->map->flags & CHAOSI_IMPURE); j++)
        if (memcmp(rows + j * dim, rows, dim * sizeof *rows) == 0)
            return true;
    return false;
}

/* The record of an orbit, as cells. */
static void take_record(block *b, size_t orbit)
{
    const uint64_t dim = b->h->map->dim;
    const double *record = b->record + orbit * b->records * dim;
    chaosi_visits_clear(&b->visits);
    for (uint64_t j = 0; j < b->records; j++)
        chaosi_visits_add(&b->visits, &b->cells, record + j * dim);
}

static bool visits(const block *b, const double *rows, uint64_t count)
{
    const uint64_t dim = b->h->map->dim;
    for (uint64_t j = 0; j < count; j++)
        if (chaosi_visits_have(&b->visits, &b->cells, rows + j * dim))
            return true;
    return false;
}

/* Looks at rows, the first of them the last one known. */
static void look_back(block *b, size_t orbit, const double *rows, uint64_t count)
{
    const uint64_t dim = b->h->map->dim, piece = count - 1 < 2 * PIECE ? count - 1 : PIECE;
    const double *first = b->record + orbit * b->records * dim;
    returning *r = &b->back[orbit];
    for (uint64_t j = 1; j + piece <= count; j += piece) {
        double near = __builtin_inf();
        for (uint64_t k = j; k < j + piece; k++) {
            const double apart = chaosi_visit_cells_apart(&b->cells, rows + k * dim, first);
            near = apart < near ? apart : near;
        }
        r->recedes &= near > r->near;
        r->near = near;
    }
}

/* ---------------------------------------------------------------------- pairs */

/* What is known of a pair: nothing yet, that it does not differ (or is none of ours), that it does. */
enum verdict { OPEN, SAME, OTHER };

/* Of the records alone. */
static enum verdict compare_records(block *b, size_t pair)
{
    const uint64_t size = b->records * b->h->map->dim;
    const double *up = b->record + 2 * pair * size, *down = up + size;
    if (!is_finite(up, 2 * size))
        return SAME;
    b->closed[2 * pair] = closes(b, up, b->records);
    b->closed[2 * pair + 1] = closes(b, down, b->records);
    take_record(b, 2 * pair);
    if (visits(b, down, b->records))
        return SAME;
    for (size_t d = 0; d < 2; d++) {
        b->back[2 * pair + d] = (returning){ -1.0, true };
        look_back(b, 2 * pair + d, up + d * size, b->records);
    }
    return b->closed[2 * pair] && b->closed[2 * pair + 1] ? OTHER : OPEN;
}

/* Of what came after. */
static enum verdict compare_rows(block *b, size_t pair)
{
    const uint64_t size = (b->records + 1) * b->h->map->dim;
    const double *up = b->rows + 2 * pair * size;
    if (!is_finite(up, 2 * size))
        return SAME;
    for (size_t d = 0; d < 2; d++) {
        take_record(b, 2 * pair + d);
        if (visits(b, up + (1 - d) * size, b->records + 1))
            return SAME;
        b->recurs[2 * pair + d] = visits(b, up + d * size, b->records + 1);
        look_back(b, 2 * pair + d, up + d * size, b->records + 1);
        b->closed[2 * pair + d] |= closes(b, up + d * size, b->records + 1);
    }
    return b->closed[2 * pair] && b->closed[2 * pair + 1] ? OTHER : OPEN;
}

/* Orbits that no longer come to where they have been are on their way, if ever so slowly, as through all of a torus whose
 * rotation number is next to a simple fraction: there may be one attractor alone. */
static bool is_on_its_way(const block *b, size_t orbit)
{
    const returning *r = &b->back[orbit];
    return !b->closed[orbit] && (!b->recurs[orbit] || (r->recedes && r->near < SLOW));
}

static bool differs(const block *b, size_t pair, enum verdict verdict)
{
    return verdict == OTHER ||
           (verdict == OPEN && !is_on_its_way(b, 2 * pair) && !is_on_its_way(b, 2 * pair + 1));
}

/* Takes the state that orbits have come to; pairs that are decided leave, and others take their places. */
static void go_on(block *b, enum verdict (*judge)(block *b, size_t pair), const double *rows, uint64_t count)
{
    const uint64_t np = b->h->map->nparams, dim = b->h->map->dim, size = 2 * b->records * dim;
    size_t left = 0;
    for (size_t pair = 0; pair < b->pairs; pair++) {
        const enum verdict verdict = judge(b, pair);
        b->h->differs[b->point[pair]] = differs(b, pair, verdict);
        if (verdict != OPEN)
            continue;
        for (size_t d = 0; d < 2; d++)
            memcpy(b->state + (2 * left + d) * dim, rows + ((2 * pair + d) * count + count - 1) * dim,
                   dim * sizeof(double));
        if (left < pair) {
            b->point[left] = b->point[pair];
            memcpy(b->params + 2 * left * np, b->params + 2 * pair * np, 2 * np * sizeof(double));
            memcpy(b->record + left * size, b->record + pair * size, size * sizeof(double));
            memcpy(b->closed + 2 * left, b->closed + 2 * pair, 2);
            memcpy(b->back + 2 * left, b->back + 2 * pair, 2 * sizeof *b->back);
        }
        left++;
    }
    b->pairs = left;
}

/* Windows may be too short to settle in. */
static bool is_short(const chaosi_hysteresis *h) { return h->transient + h->steps < SETTLED; }

static int compare_pairs(block *b, chaos_error *error)
{
    const chaosi_hysteresis *h = b->h;
    const uint64_t dropped = is_short(h) ? SETTLED - h->transient - h->steps : 0,
                   many = TRANSIENTS * h->transient, further = many > LEAST_FURTHER ? many : LEAST_FURTHER;
    const double all = (double)dropped + (double)further + 2.0 * (double)b->records,
                 first = (double)(dropped + b->records);
    int code = b->pairs > 0 ? run(b, dropped, b->records, b->record, 0.0, first / all, error) : CHAOS_OK;
    if (code == CHAOS_OK)
        go_on(b, compare_records, b->record, b->records);
    for (uint64_t done = 0; code == CHAOS_OK && b->pairs > 0 && done < further; done += b->records) {
        const double from = (first + (double)done) / all, to = from + (double)b->records / all;
        code = run(b, 0, b->records + 1, b->rows, from < 1.0 ? from : 1.0, to < 1.0 ? to : 1.0, error);
        if (code == CHAOS_OK)
            go_on(b, compare_rows, b->rows, b->records + 1);
    }
    b->done += 1.0;
    b->pairs = 0;
    return code;
}

/* --------------------------------------------------------------------- points */

/* Whether both orbits are there and have settled; those of short windows do so later. */
static bool counts(const chaosi_hysteresis *h, uint64_t point)
{
    const uint32_t none = CHAOS_ESCAPED | CHAOS_NONFINITE;
    return !((h->status[point] | h->status[h->points + point]) & none) &&
           !((h->settling[point] | h->settling[h->points + point]) &
             (is_short(h) ? none : none | CHAOS_UNSETTLED));
}

static void add_pair(block *b, uint64_t point)
{
    const chaosi_hysteresis *h = b->h;
    const uint64_t dim = h->map->dim;
    for (size_t d = 0; d < 2; d++) {
        const size_t orbit = 2 * b->pairs + d;
        chaosi_source_gather(&h->source, point, 1, 1, b->params + orbit * h->map->nparams, b->start);
        memcpy(b->state + orbit * dim, h->last + (d * h->points + point) * dim, dim * sizeof(double));
    }
    b->point[b->pairs++] = point;
}

static bool init(block *b)
{
    const chaosi_hysteresis *h = b->h;
    const uint64_t np = h->map->nparams, dim = h->map->dim, most = BLOCK / dim;
    b->records = h->steps < LEAST_RECORDS ? LEAST_RECORDS : h->steps < MOST_RECORDS ? h->steps : MOST_RECORDS;
    if (b->records > most)
        b->records = most > LEAST_RECORDS ? most : LEAST_RECORDS;
    b->room = (size_t)(most / (2 * b->records));
    b->room = b->room < 1 ? 1 : b->room > h->points ? (size_t)h->points : b->room;
    b->share = (double)b->room / (double)(h->points + b->room);
    b->point = chaosi_alloc(b->room, sizeof *b->point);
    b->params = chaosi_alloc(2 * b->room * np, sizeof(double));
    b->state = chaosi_alloc(2 * b->room * dim, sizeof(double));
    b->record = chaosi_alloc(2 * b->room * b->records * dim, sizeof(double));
    b->rows = chaosi_alloc(2 * b->room * (b->records + 1) * dim, sizeof(double));
    b->closed = chaosi_alloc(2 * b->room, 1);
    b->recurs = chaosi_alloc(2 * b->room, 1);
    b->back = chaosi_alloc(2 * b->room, sizeof *b->back);
    b->start = chaosi_alloc(dim, sizeof(double));
    b->views = chaosi_alloc(np + dim, sizeof *b->views);
    b->stride[0] = (ptrdiff_t)(np * sizeof(double));
    b->stride[1] = (ptrdiff_t)(dim * sizeof(double));
    return b->point && b->params && b->state && b->record && b->rows && b->closed && b->recurs && b->back &&
           b->start && b->views && chaosi_visits_init(&b->visits, b->records) && make_cells(b);
}

static void leave(block *b)
{
    chaosi_visit_cells_free(&b->cells);
    chaosi_visits_free(&b->visits);
    free(b->point);
    free(b->params);
    free(b->state);
    free(b->record);
    free(b->rows);
    free(b->closed);
    free(b->recurs);
    free(b->back);
    free(b->start);
    free(b->views);
}

int chaosi_hysteresis_compare(chaosi_hysteresis *h, chaos_error *error)
{
    block b = { .h = h };
    int code = init(&b) ? CHAOS_OK : chaosi_nomem(error);
    for (uint64_t p = 0; p < h->points && code == CHAOS_OK; p++) {
        if (counts(h, p))
            add_pair(&b, p);
        if (b.pairs == b.room || p + 1 == h->points)
            code = compare_pairs(&b, error);
    }
    leave(&b);
    return code;
}

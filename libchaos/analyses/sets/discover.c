/* Looking for attractors, one start after the other.
 *
 * Starts are moved on together, 64 at a time, but looked at in order. One that has come to nothing known runs on alone,
 * beside others that are displaced by a cell, until what it visits is closed: a window as long as all before it
 * shows hardly a new cell, and visits at least half of those known. The second is not so of an orbit that has left a chaotic
 * transient within: then it begins anew. If then a displaced one is in these cells, too, they are an attractor.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/memory.h"

#include <string.h>

enum {
    IN_A_ROW = 128, /* without anything new, before it is enough, */
    IN_VAIN = 4,    /* where a long look that shows nothing new counts for so many */
    BESIDE = 8,     /* lanes: an orbit and those displaced */
    BLOCK = 64,     /* rows at a time */
    WINDOW = 1024,  /* rows of the first one */
    NEW_PART = 64,  /* closed: at most one row of so many is in a new cell */
    LOOKS = 16,
    FEW_STATES = 8,
    LEAST_ROWS = 8192,
    SMALL = 4096, /* cells of a set of which each point is looked at for its neighbours */
};

static const uint64_t most_rows = UINT64_C(1) << 21, most_called_rows = UINT64_C(1) << 16;

/* ----------------------------------------------------------------- one orbit */

/* What an orbit alone visits. */
typedef struct candidate {
    chaosi_basins *b;
    chaosi_orbits orbits; /* [BESIDE] the first lane is the orbit */
    chaosi_cells cells;   /* marked with the last window in which they were visited */
    double *point;        /* [dim] */
    uint64_t rows;        /* so far */
} candidate;

static bool comes_before(const double *a, size_t stride, const double *b, size_t dim)
{
    for (size_t i = 0; i < dim; i++)
        if (a[i * stride] != b[i])
            return a[i * stride] < b[i];
    return false;
}

static void keep_least(candidate *c, const double *x, bool first)
{
    const size_t dim = c->b->dim, stride = c->orbits.k.stride;
    if (!first && !comes_before(x, stride, c->point, dim))
        return;
    for (size_t i = 0; i < dim; i++)
        c->point[i] = x[i * stride];
}

/* Windows that have been visited, and in the last one cells that were, and rows in new ones. */
typedef struct window {
    int32_t number;
    uint64_t length, visited, fresh;
} window;

static int visit(candidate *c, window *w)
{
    chaosi_orbits *o = &c->orbits;
    const size_t row_size = c->b->dim * o->k.stride;
    int code = CHAOS_OK;
    w->visited = w->fresh = 0;
    for (uint64_t done = 0; done < w->length && code == CHAOS_OK && !o->gone[0]; done += BLOCK) {
        code = chaosi_orbits_record(o, c->b, 0, BLOCK);
        for (size_t row = 0; row < BLOCK && code == CHAOS_OK && !o->gone[0]; row++) {
            const double *x = o->rows + row * row_size;
            int32_t before;
            if (!chaosi_cells_put(&c->cells, chaosi_cell_of(&c->b->cutting, x, o->k.stride), w->number,
                                  &before))
                return CHAOS_ENOMEM;
            w->visited += before != w->number;
            w->fresh += before < 0;
            keep_least(c, x, w->number == 0 && done + row == 0);
        }
    }
    c->rows += w->length;
    return code;
}

/* Of many states a row takes its time. */
static uint64_t most_of(const candidate *c)
{
    const uint64_t most = c->b->map->flags & CHAOSI_CALLS ? most_called_rows : most_rows,
                   fewer = most / (1 + c->b->dim / FEW_STATES);
    return fewer > LEAST_ROWS ? fewer : LEAST_ROWS;
}

/* Visits until what is visited is closed; or it is left as it is, if that takes too long. */
static int close_up(candidate *c)
{
    window w = { .number = 0, .length = WINDOW };
    uint64_t all = 0;
    chaosi_cells_clear(&c->cells);
    for (;;) {
        const int code = visit(c, &w);
        if (code != CHAOS_OK || c->orbits.gone[0])
            return code;
        all += w.length;
        if (w.number > 0 && 2 * w.visited < c->cells.count) {
            chaosi_cells_clear(&c->cells);
            w = (window){ .number = 0, .length = WINDOW };
            all = 0;
        } else if ((w.number > 0 && w.fresh * NEW_PART <= w.length) || c->rows >= most_of(c)) {
            return CHAOS_OK;
        } else {
            w.length = w.number > 0 ? all : WINDOW;
            w.number++;
        }
    }
}

/* Of a small set, such as a cycle, orbits come near each point from all sides. */
static int add_sides(candidate *c)
{
    chaosi_orbits *o = &c->orbits;
    const size_t row_size = c->b->dim * o->k.stride;
    int code = CHAOS_OK;
    for (uint64_t done = 0; c->cells.count <= SMALL && done < WINDOW && code == CHAOS_OK; done += BLOCK) {
        code = chaosi_orbits_record(o, c->b, 0, BLOCK);
        for (size_t row = 0; row < BLOCK && code == CHAOS_OK; row++)
            if (!chaosi_cells_put_beside(&c->cells, &c->b->cutting, o->rows + row * row_size, o->k.stride, 0))
                return CHAOS_ENOMEM;
    }
    return code;
}

/* Whether the rows just recorded of a lane are in these cells, whatever their marks. */
static bool is_inside(const candidate *c, size_t lane)
{
    const chaosi_orbits *o = &c->orbits;
    bool inside = !o->gone[lane];
    for (size_t row = 0; row < CHAOSI_TELLING && inside; row++) {
        const double *x = o->rows + row * c->b->dim * o->k.stride + lane;
        inside = chaosi_cells_find(&c->cells, chaosi_cell_of(&c->b->cutting, x, o->k.stride)) >= 0;
    }
    return inside;
}

/* Looks some times, as orbits on a set of which not all cells are known may be in others just now: whether the
 * orbit is in cells of a known attractor; or in those of the candidate. */
static int look(candidate *c, bool known, bool *is)
{
    int code = CHAOS_OK;
    *is = false;
    for (int i = 0; i < LOOKS && !*is && code == CHAOS_OK && !c->orbits.gone[0]; i++) {
        code = chaosi_orbits_record(&c->orbits, c->b, 0, CHAOSI_TELLING);
        if (code == CHAOS_OK)
            *is = known ? chaosi_orbits_tell(&c->orbits, &c->b->cutting, &c->b->cells, 0) >= 0
                        : is_inside(c, 0);
    }
    return code;
}

/* Whether some displaced orbit has come to these cells. */
static int is_reached(candidate *c, bool *is)
{
    const int code = chaosi_orbits_record(&c->orbits, c->b, 0, CHAOSI_TELLING);
    *is = false;
    for (size_t lane = 1; lane < BESIDE && code == CHAOS_OK; lane++)
        *is = *is || is_inside(c, lane);
    return code;
}

/* Closes up, until the orbit is still there after as many iterates again: what creeps is not. *is: it is so in the end. */
static int find_limit(candidate *c, bool *is)
{
    int code = CHAOS_OK;
    c->rows = 0;
    for (*is = false; !*is && c->rows < most_of(c) && code == CHAOS_OK && !c->orbits.gone[0];) {
        code = close_up(c);
        const uint64_t more = c->rows + chaosi_settle_steps(c->b);
        if (code == CHAOS_OK && !c->orbits.gone[0])
            code = chaosi_orbits_advance(&c->orbits, c->b, 0, more);
        c->rows += more;
        if (code == CHAOS_OK)
            code = look(c, false, is);
    }
    return code;
}

/* Displaced by 1.5 or 2.5 cells in all states, each with another pattern of signs. */
static void place(candidate *c, const double *x, size_t stride)
{
    const chaosi_cutting *cut = &c->b->cutting;
    chaosi_orbits *o = &c->orbits;
    for (size_t i = 0; i < c->b->dim; i++)
        for (size_t lane = 0; lane < BESIDE; lane++) {
            const double by = lane == 0 ? 0.0 : (lane < 5 ? 1.5 : 2.5) / cut->per[i],
                         sign = (lane >> i % 3 ^ i / 3) & 1 ? 1.0 : -1.0,
                         period = chaosi_map_wrap(c->b->map, i);
            double at = x[i * stride] + sign * by;
            if (!c->b->options.lift && period > 0.0)
                at = at < 0.0 ? at + period : at; /* what is above is wrapped as starts are */
            o->k.x[i * o->k.stride + lane] = at;
        }
    memset(o->gone, 0, BESIDE);
    chaosi_orbits_begin(o, c->b);
}

/* ------------------------------------------------------------- what is known */

/* The attractor that has at least half of the cells of the smaller of the two, the one with most; -1: none. */
static int32_t find_same(const candidate *c)
{
    const chaosi_basins *b = c->b;
    uint64_t most = 0;
    int32_t same = -1;
    uint64_t *shared = chaosi_alloc(b->nattractors, sizeof *shared);
    if (!shared)
        return -2;
    for (size_t i = 0; i < c->cells.size; i++) {
        const int32_t mark =
            c->cells.table[i].used ? chaosi_cells_find(&b->cells, c->cells.table[i].cell) : -1;
        if (mark >= 0)
            shared[mark]++;
    }
    for (size_t a = 0; a < b->nattractors; a++) {
        const uint64_t smaller =
            b->attractors[a].cells < c->cells.count ? b->attractors[a].cells : c->cells.count;
        if (2 * shared[a] >= smaller && shared[a] > most) {
            most = shared[a];
            same = (int32_t)a;
        }
    }
    free(shared);
    return same;
}

static chaosi_attractor *new_attractor(chaosi_basins *b, const double *point)
{
    if (b->nattractors == b->capacity) {
        const size_t capacity = b->capacity ? 2 * b->capacity : 16;
        chaosi_attractor *more = realloc(b->attractors, capacity * sizeof *more);
        if (!more)
            return NULL;
        b->attractors = more;
        b->capacity = capacity;
    }
    chaosi_attractor *a = &b->attractors[b->nattractors];
    *a = (chaosi_attractor){ .point = chaosi_alloc(b->dim, sizeof *a->point) };
    if (!a->point)
        return NULL;
    memcpy(a->point, point, b->dim * sizeof *point);
    b->nattractors++;
    return a;
}

/* Cells that another one has stay with it. *more: there are notably more cells than before. */
static int keep(candidate *c, bool *added, bool *more)
{
    chaosi_basins *b = c->b;
    uint64_t fresh = 0;
    int32_t mark = find_same(c);
    if (mark == -2)
        return CHAOS_ENOMEM;
    *added = *added || mark < 0;
    if (mark < 0) {
        mark = (int32_t)b->nattractors;
        if (!new_attractor(b, c->point))
            return CHAOS_ENOMEM;
    }
    for (size_t i = 0; i < c->cells.size; i++) {
        const uint64_t cell = c->cells.table[i].cell;
        int32_t before;
        if (!c->cells.table[i].used || chaosi_cells_find(&b->cells, cell) >= 0)
            continue;
        if (!chaosi_cells_put(&b->cells, cell, mark, &before))
            return CHAOS_ENOMEM;
        fresh++;
    }
    b->attractors[mark].cells += fresh;
    *more = fresh * NEW_PART > b->attractors[mark].cells;
    return CHAOS_OK;
}

/* *known: it came at once to a known attractor, or to what is known to be none, or showed more of one. *added: there
 * is one more. */
static int examine(candidate *c, const double *x, size_t stride, bool *known, bool *added)
{
    bool is = false;
    place(c, x, stride);
    int code = chaosi_orbits_advance(&c->orbits, c->b, 0, chaosi_settle_steps(c->b));
    if (code == CHAOS_OK)
        code = look(c, true, known);
    if (code == CHAOS_OK && !*known)
        code = find_limit(c, &is);
    if (code == CHAOS_OK && is && c->cells.count <= CHAOSI_FEW_CELLS)
        is = !(*known = chaosi_basins_creeps_away(c->b, c->point, &code));
    if (code == CHAOS_OK && is)
        code = add_sides(c);
    if (code == CHAOS_OK && is)
        code = is_reached(c, &is);
    return code == CHAOS_OK && is && !c->orbits.gone[0] ? keep(c, added, known) : code;
}

/* ------------------------------------------------------------------ all starts */

typedef struct discovery {
    chaosi_basins *b;
    chaosi_orbits orbits; /* [CHAOSI_BATCH] */
    candidate candidate;
    const uint64_t *starts; /* NULL: all over the grid */
    uint64_t count;
    bool added;
} discovery;

/* So many starts were looked at, the last ones without anything new: for progress. */
static void say(discovery *d, uint64_t looked, uint64_t in_a_row)
{
    const uint64_t left = in_a_row < IN_A_ROW ? IN_A_ROW - in_a_row : 0,
                   more = d->count - looked < left ? d->count - looked : left;
    d->b->looked = (double)looked / (double)(looked + more);
}

static int discover_job(void *ctx, unsigned thread, uint64_t job)
{
    discovery *d = ctx;
    chaosi_orbits *o = &d->orbits;
    uint64_t in_a_row = 0;
    int code = CHAOS_OK;
    (void)job;
    for (uint64_t first = 0; first < d->count && in_a_row < IN_A_ROW && code == CHAOS_OK;
         first += CHAOSI_BATCH) {
        code = chaosi_orbits_start(o, d->b, d->starts, first, d->count) ? CHAOS_OK : CHAOS_ENOMEM;
        if (code == CHAOS_OK)
            code = chaosi_orbits_advance(o, d->b, thread, chaosi_settle_steps(d->b));
        if (code == CHAOS_OK)
            code = chaosi_orbits_record(o, d->b, thread, CHAOSI_TELLING);
        for (size_t lane = 0;
             lane < CHAOSI_BATCH && first + lane < d->count && in_a_row < IN_A_ROW && code == CHAOS_OK;
             lane++) {
            bool known = true, added = false;
            if (!o->gone[lane] && chaosi_orbits_tell(o, &d->b->cutting, &d->b->cells, lane) < 0)
                code = examine(&d->candidate, o->k.x + lane, o->k.stride, &known, &added);
            in_a_row = added ? 0 : in_a_row + (known ? 1 : IN_VAIN);
            say(d, first + lane + 1, in_a_row);
            d->added = d->added || added;
        }
    }
    return code;
}

static int discover(chaosi_basins *b, const uint64_t *starts, uint64_t count, bool *added)
{
    discovery d = { .b = b, .starts = starts, .count = count, .candidate = { .b = b } };
    chaosi_jobs jobs = { .count = 1, .work = discover_job, .ctx = &d };
    d.candidate.point = chaosi_alloc(b->dim, sizeof *d.candidate.point);
    const bool there = d.candidate.point && chaosi_orbits_init(&d.orbits, b, CHAOSI_BATCH, CHAOSI_TELLING) &&
                       chaosi_orbits_init(&d.candidate.orbits, b, BESIDE, BLOCK);
    jobs.total = (double)(CHAOSI_BATCH * chaosi_settle_steps(b));
    const int code = there ? chaosi_basins_run(b, &jobs, 1) : CHAOS_ENOMEM;
    *added = d.added;
    chaosi_orbits_free(&d.orbits);
    chaosi_orbits_free(&d.candidate.orbits);
    chaosi_cells_free(&d.candidate.cells);
    free(d.candidate.point);
    return code;
}

int chaosi_basins_discover(chaosi_basins *b)
{
    bool added;
    return discover(b, NULL, b->source.npoints, &added);
}

int chaosi_basins_discover_from(chaosi_basins *b, const uint64_t *starts, uint64_t count, bool *added)
{
    return discover(b, starts, count, added);
}

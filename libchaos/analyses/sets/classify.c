/* Where starts go, each alone.
 *
 * Lanes whose orbits have come to an end take the next start, so that all of them are at work; what becomes of
 * a start is looked at after 64, 128, ... of its own iterates, or at each of them if it may come to a region,
 * and depends on nothing else.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/memory.h"

#include <string.h>

enum { BLOCK = 4096, LEAST_LANES = 64, GATHERED = 64 };

/* What one thread works with. */
typedef struct worker {
    chaosi_orbits orbits;
    chaosi_exit_look exits;
    uint64_t *start, *age; /* [lanes] */
    uint64_t *there;       /* [lanes] so many iterates running, the last ones, in cells of its attractor */
    size_t live;           /* lanes 0 ... live - 1 are at work */
    double *p, *x;         /* of some starts: [nparams][GATHERED], [dim][GATHERED] */
    uint64_t next, end, gathered, first_gathered;
} worker;

typedef struct classification {
    chaosi_basins *b;
    const uint64_t *starts;
    uint64_t count;
    size_t lanes;
    uint64_t look; /* iterates from one look to the next */
    bool arrivals; /* they have labels: when are they there? */
    worker *workers;
} classification;

static bool worker_init(worker *w, const classification *c)
{
    const chaosi_basins *b = c->b;
    w->start = chaosi_alloc(c->lanes, sizeof *w->start);
    w->age = chaosi_alloc(c->lanes, sizeof *w->age);
    w->there = chaosi_alloc(c->lanes, sizeof *w->there);
    w->p = chaosi_alloc(b->map->nparams * GATHERED, sizeof *w->p);
    w->x = chaosi_alloc(b->dim * GATHERED, sizeof *w->x);
    return w->start && w->age && w->there && w->p && w->x &&
           chaosi_orbits_init(&w->orbits, b, c->lanes,
                              c->look == CHAOSI_EXIT_ROWS ? CHAOSI_EXIT_ROWS : CHAOSI_TELLING) &&
           (!b->exits || chaosi_exit_look_init(&w->exits, b, c->lanes));
}

static void worker_free(worker *w)
{
    chaosi_orbits_free(&w->orbits);
    chaosi_exit_look_free(&w->exits);
    free(w->start);
    free(w->age);
    free(w->there);
    free(w->p);
    free(w->x);
}

/* The next start into lane `live`. */
static void take(worker *w, const classification *c)
{
    const chaosi_source *s = &c->b->source;
    chaosi_orbits *o = &w->orbits;
    const uint64_t start = c->starts ? c->starts[w->next] : w->next;
    if (start < w->first_gathered || start - w->first_gathered >= w->gathered) {
        const uint64_t left = s->npoints - start;
        w->first_gathered = start;
        w->gathered = c->starts ? 1 : left < GATHERED ? left : GATHERED;
        chaosi_source_gather(s, start, (size_t)w->gathered, GATHERED, w->p, w->x);
    }
    for (size_t i = 0; i < c->b->dim; i++)
        o->k.x[i * o->k.stride + w->live] = w->x[i * GATHERED + (start - w->first_gathered)];
    for (size_t i = 0; i < o->nparams; i++)
        o->p[i * o->k.stride + w->live] = w->p[i * GATHERED + (start - w->first_gathered)];
    w->start[w->live] = start;
    w->age[w->live] = 0;
    w->there[w->live] = 0;
    w->live++;
    w->next++;
}

static void move_lane(worker *w, size_t dim, size_t from, size_t to)
{
    chaosi_orbits *o = &w->orbits;
    for (size_t i = 0; i < dim; i++)
        o->k.x[i * o->k.stride + to] = o->k.x[i * o->k.stride + from];
    for (size_t i = 0; i < o->nparams; i++)
        o->p[i * o->k.stride + to] = o->p[i * o->k.stride + from];
    w->start[to] = w->start[from];
    w->age[to] = w->age[from];
    w->there[to] = w->there[from];
}

/* Fills free lanes with starts, as long as there are any, and whole vectors. */
static void refill(worker *w, const classification *c)
{
    chaosi_orbits *o = &w->orbits;
    const size_t before = w->live;
    while (w->live < c->lanes && w->next < w->end)
        take(w, c);
    o->k.lanes = (w->live + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
    for (size_t lane = w->live; lane < o->k.lanes; lane++)
        move_lane(w, c->b->dim, 0, lane);
    memset(o->gone, 0, o->k.lanes);
    if (w->live > before)
        chaosi_orbits_begin(o, c->b);
}

/* Labels those that have come to an end, and brings the others together. */
static uint64_t label(worker *w, const classification *c)
{
    chaosi_basins *b = c->b;
    const chaosi_orbits *o = &w->orbits;
    size_t live = 0;
    for (size_t lane = 0; lane < w->live; lane++) {
        const int32_t mark = o->gone[lane] || c->look < CHAOSI_TELLING
                                 ? -1
                                 : chaosi_orbits_tell(o, &b->cutting, &b->cells, lane);
        w->age[lane] += c->look;
        if (mark >= 0)
            b->labels[w->start[lane]] = mark;
        else if (o->gone[lane])
            b->labels[w->start[lane]] = CHAOS_LABEL_ESCAPED;
        else if (b->max_steps - w->age[lane] < c->look)
            b->labels[w->start[lane]] = CHAOS_LABEL_UNRESOLVED;
        else
            move_lane(w, b->dim, lane, live++);
    }
    const uint64_t labelled = w->live - live;
    w->live = live;
    return labelled;
}

/* The same of regions: iterates 0 to max_steps count. */
static uint64_t label_exits(worker *w, const classification *c)
{
    chaosi_basins *b = c->b;
    const chaosi_exit_look *l = &w->exits;
    size_t live = 0;
    for (size_t lane = 0; lane < w->live; lane++) {
        const uint64_t start = w->start[lane], time = w->age[lane] + l->row[lane];
        w->age[lane] += CHAOSI_EXIT_ROWS;
        if (l->label[lane] != CHAOS_LABEL_PENDING && time <= b->max_steps) {
            b->labels[start] = l->label[lane];
            b->times[start] = (int64_t)time;
        } else if (w->age[lane] > b->max_steps) {
            b->labels[start] = CHAOS_LABEL_UNRESOLVED;
        } else {
            move_lane(w, b->dim, lane, live++);
        }
    }
    const uint64_t labelled = w->live - live;
    w->live = live;
    return labelled;
}

/* Looks at rows of a lane until it is there: -1, not yet. */
static int64_t time_of(worker *w, const chaosi_basins *b, size_t lane)
{
    const chaosi_orbits *o = &w->orbits;
    const int32_t label = b->labels[w->start[lane]];
    const size_t left = chaosi_orbits_left(o, b->dim, lane);
    for (size_t row = 0; label >= 0 && row < left; row++) {
        const double *x = o->rows + row * b->dim * o->k.stride + lane;
        const bool inside =
            chaosi_cells_find(&b->cells, chaosi_cell_of(&b->cutting, x, o->k.stride)) == label;
        w->there[lane] = inside ? w->there[lane] + 1 : 0;
        if (w->there[lane] == CHAOSI_TELLING)
            return (int64_t)(w->age[lane] + row + 1 - CHAOSI_TELLING);
    }
    return label == CHAOS_LABEL_ESCAPED && left < CHAOSI_EXIT_ROWS ? (int64_t)(w->age[lane] + left) : -1;
}

/* The same of starts that have their label. */
static uint64_t label_arrivals(worker *w, const classification *c)
{
    const chaosi_basins *b = c->b;
    size_t live = 0;
    for (size_t lane = 0; lane < w->live; lane++) {
        const uint64_t start = w->start[lane];
        b->times[start] = time_of(w, b, lane);
        w->age[lane] += CHAOSI_EXIT_ROWS;
        if (b->times[start] < 0 && w->age[lane] <= b->max_steps && b->labels[start] > CHAOS_LABEL_UNRESOLVED)
            move_lane(w, b->dim, lane, live++);
    }
    const uint64_t labelled = w->live - live;
    w->live = live;
    return labelled;
}

/* Moves lanes on and looks at them; *labelled: how many are done with. */
static int look(worker *w, const classification *c, unsigned thread, uint64_t *labelled)
{
    const uint64_t telling = c->look < CHAOSI_TELLING ? 0 : CHAOSI_TELLING;
    int code;
    if (c->b->exits) {
        code = chaosi_exits_look(&w->exits, &w->orbits, c->b, thread);
        *labelled = code == CHAOS_OK ? label_exits(w, c) : 0;
        return code;
    }
    if (c->arrivals) {
        code = chaosi_orbits_record(&w->orbits, c->b, thread, CHAOSI_EXIT_ROWS);
        *labelled = code == CHAOS_OK ? label_arrivals(w, c) : 0;
        return code;
    }
    code = chaosi_orbits_advance(&w->orbits, c->b, thread, c->look - telling);
    if (code == CHAOS_OK && telling)
        code = chaosi_orbits_record(&w->orbits, c->b, thread, telling);
    *labelled = code == CHAOS_OK ? label(w, c) : 0;
    return code;
}

static int classify_job(void *ctx, unsigned thread, uint64_t job)
{
    classification *c = ctx;
    worker *w = &c->workers[thread];
    int code = CHAOS_OK;
    w->live = 0;
    w->gathered = 0;
    w->next = job * BLOCK;
    w->end = w->next + BLOCK < c->count ? w->next + BLOCK : c->count;
    for (refill(w, c); w->live > 0 && code == CHAOS_OK; refill(w, c)) {
        uint64_t labelled;
        code = look(w, c, thread, &labelled);
        atomic_fetch_add_explicit(&c->b->labelled, labelled, memory_order_relaxed);
    }
    return code;
}

static int classify(classification *c)
{
    chaosi_basins *b = c->b;
    const uint64_t count = c->count;
    chaosi_jobs jobs = { .count = (count + BLOCK - 1) / BLOCK, .work = classify_job, .ctx = c };
    c->lanes = b->kernels->lanes > LEAST_LANES ? b->kernels->lanes : LEAST_LANES;
    jobs.total = (double)count * (double)c->look;
    const unsigned threads = b->map->flags & CHAOSI_SERIAL ? 1
                                                           : chaosi_threads(b->options.threads, jobs.count,
                                                                            jobs.total * (double)b->dim);
    c->workers = calloc(threads, sizeof *c->workers);
    bool there = c->workers != NULL;
    for (unsigned i = 0; i < threads && there; i++)
        there = worker_init(&c->workers[i], c);
    b->labelled = 0;
    b->to_label = count;
    const int code = there ? chaosi_basins_run(b, &jobs, threads) : CHAOS_ENOMEM;
    b->to_label = 0;
    for (unsigned i = 0; c->workers && i < threads; i++)
        worker_free(&c->workers[i]);
    free(c->workers);
    return code;
}

int chaosi_basins_classify(chaosi_basins *b, const uint64_t *starts, uint64_t count)
{
    classification c = { .b = b, .starts = starts, .count = count };
    c.look = b->exits ? CHAOSI_EXIT_ROWS : b->max_steps < CHAOSI_LOOK ? b->max_steps : CHAOSI_LOOK;
    return classify(&c);
}

int chaosi_basins_arrivals(chaosi_basins *b)
{
    classification c = { .b = b, .count = b->source.npoints, .look = CHAOSI_EXIT_ROWS, .arrivals = true };
    return classify(&c);
}

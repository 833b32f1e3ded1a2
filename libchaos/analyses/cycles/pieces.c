/* Where a map of one state turns, and where it jumps.
 *
 * Seen on a grid: where the slope changes its sign, or f changes by what its slopes do not explain, a cell is halved
 * until that is gone, or until it is as small as doubles are. An angle's lift is looked at, and cut where it comes round.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/laps.h"

#include "core/error.h"

#include <math.h>

enum {
    CELLS = 4096,
    LANES = CHAOSK_LANES,
    MOST_PIECES = 1 << 14,
    MOST_TURNS = 1 << 10,
    MOST_LOOKS = 1 << 20
};

typedef struct node {
    double x, f, slope;
} node;

/* How small a cell can be: as doubles are; where slopes are differences, as those can tell apart. */
static double smallest(const chaosi_search *s, double a, double b)
{
    const double differences = s->map->flags & CHAOSI_NUMERIC ? 0x1p-26 * s->size[0] : 0.0;
    return fmax(differences, 0x1p-51 * (fabs(a) + fabs(b)) + 1e-18 * s->size[0] + 0x1p-1074);
}

/* From left to right: the piece that is being put together begins here. */
typedef struct cutter {
    chaosi_line *l;
    node begin;
    unsigned looks;
} cutter;

static int look(chaosi_line *l, const double *x, node *nodes)
{
    double f[LANES], slope[LANES];
    const int code = chaosi_line_evaluate(l, x, l->s->every, f, slope);
    for (int i = 0; i < LANES; i++)
        nodes[i] = (node){ x[i], f[i], slope[i] };
    return code;
}

/* A piece with more turns than can be looked at: without those at the end that is farther from 0. */
static int shorten(chaosi_line *l, node *a, node *b)
{
    const double most = MOST_TURNS * l->s->revolution[0], rises = b->f > a->f ? 1.0 : -1.0;
    if (!(fabs(b->f - a->f) > most))
        return CHAOS_OK;
    const bool far_left = fabs(a->f) > fabs(b->f);
    const double level = far_left ? b->f - rises * most : a->f + rises * most;
    double x;
    const int code = chaosi_line_cross(l, l->s->every, a->x, b->x, 0.0, level, a->f > level, &x);
    *(far_left ? a : b) = (node){ x, level, 0.0 };
    l->sure = false;
    return code;
}

/* A piece of the lift, cut where an angle comes round. */
static int add_turns(chaosi_line *l, const node *left, const node *right)
{
    const double revolution = l->s->revolution[0];
    node whole[2] = { *left, *right }, *const a = &whole[0], *const b = &whole[1];
    int code = revolution > 0.0 ? shorten(l, a, b) : CHAOS_OK;
    const double rises = b->f > a->f ? 1.0 : -1.0;
    double from = a->x, at_from = a->f, turns = 0.0;
    if (revolution > 0.0 && !(fabs(a->f) <= 0x1p40 * revolution)) { /* where a turn is rounding */
        l->sure = false;
        return code;
    }
    if (revolution > 0.0)
        turns = rises > 0.0 ? floor(at_from / revolution) : ceil(at_from / revolution) - 1.0;
    /* Counted: where one ends is rounded. */
    for (bool last = false; !last && code == CHAOS_OK; turns += rises) {
        const double turn = revolution * turns, end = rises > 0.0 ? turn + revolution : turn;
        double to = b->x;
        last = revolution <= 0.0 || !(rises * (b->f - end) > 0.0);
        if (!last)
            code = chaosi_line_cross(l, l->s->every, from, b->x, 0.0, end, at_from > end, &to);
        const double at_to = last ? b->f : end;
        if (code == CHAOS_OK && to > from &&
            !chaosi_laps_add(&l->pieces, from, to, at_from - turn, at_to - turn))
            code = CHAOS_ENOMEM;
        from = to;
        at_from = at_to;
        if (l->pieces.count > MOST_PIECES)
            last = true;
    }
    return code;
}

static bool is_number(const node *n) { return fabs(n->f) <= __DBL_MAX__ && fabs(n->slope) <= __DBL_MAX__; }

/* The piece ends at a node, and the next one begins at another. */
static int end_piece(cutter *c, const node *end, const node *next)
{
    const bool there = is_number(&c->begin) && is_number(end) && end->x > c->begin.x;
    const int code = there ? add_turns(c->l, &c->begin, end) : CHAOS_OK;
    c->begin = *next;
    return code;
}

/* Whether f from a to b is about what its slopes say, and goes one way. */
static bool is_smooth(const cutter *c, const node *a, const node *b)
{
    const double width = b->x - a->x, steep = fabs(a->slope) + fabs(b->slope),
                 off = fabs(b->f - a->f - 0.5 * width * (a->slope + b->slope));
    return off <= 0.1 * width * steep + 1e-12 * c->l->s->size[0] + 0x1p-50 * (fabs(a->f) + fabs(b->f)) &&
           (a->slope * b->slope > 0.0 || (a->slope == 0.0 && b->slope == 0.0));
}

/* There are pieces without number, or f is noise. */
static bool is_enough(const cutter *c) { return c->l->pieces.count > MOST_PIECES || c->looks > MOST_LOOKS; }

static int cut_cell(cutter *c, const node *a, const node *b)
{
    chaosi_line *l = c->l;
    double x[LANES];
    node nodes[LANES + 2];
    const bool number = is_number(a);
    l->sure = l->sure && fabs(a->f) <= __DBL_MAX__ && fabs(b->f) <= __DBL_MAX__;
    if (!number && !is_number(b))
        return CHAOS_OK;
    if (number && is_number(b) && is_smooth(c, a, b))
        return CHAOS_OK;
    if (b->x - a->x <= smallest(l->s, a->x, b->x) || is_enough(c)) {
        l->sure = l->sure && !is_enough(c);
        return end_piece(c, number ? a : &c->begin, b);
    }
    for (int k = 0; k < LANES; k++)
        x[k] = a->x + (b->x - a->x) * (k + 1) / (LANES + 1);
    int code = look(l, x, nodes + 1);
    c->looks++;
    nodes[0] = *a;
    nodes[LANES + 1] = *b;
    for (int k = 0; k <= LANES && code == CHAOS_OK; k++)
        if (nodes[k + 1].x > nodes[k].x)
            code = cut_cell(c, &nodes[k], &nodes[k + 1]);
    return code;
}

static double grid_point(const chaosi_search *s, int i)
{
    return i == CELLS ? s->high[0] : s->low[0] + s->size[0] * i / CELLS;
}

int chaosi_line_cut(chaosi_line *l)
{
    node last = { 0 }, nodes[LANES];
    cutter c = { .l = l };
    int code = CHAOS_OK;
    l->tile.k.lift = 1;
    for (int first = 0; first <= CELLS && code == CHAOS_OK && !chaosi_search_spent(l->s); first += LANES) {
        double x[LANES];
        for (int k = 0; k < LANES; k++)
            x[k] = grid_point(l->s, first + k < CELLS ? first + k : CELLS);
        code = look(l, x, nodes);
        if (first == 0)
            last = c.begin = nodes[0];
        for (int k = 0; k < LANES && code == CHAOS_OK; k++) {
            if (nodes[k].x > last.x)
                code = cut_cell(&c, &last, &nodes[k]);
            last = nodes[k];
        }
    }
    if (code == CHAOS_OK)
        code = end_piece(&c, &last, &last);
    l->tile.k.lift = l->s->options.lift;
    return code;
}

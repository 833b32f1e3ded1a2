/* Exact derivatives in forward mode: the differential of each node is a sum of
 * coefficients times differentials of states; the coefficients are nodes. What has several terms and
 * is multiplied is a differential of its own from then on: one product instead of several.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/graph.h"

#include <stdlib.h>
#include <string.h>

/* A node's differential: its terms, in the order of their states. */
typedef struct form {
    uint32_t begin, count;
} form;

typedef struct work {
    chaosi_graph *g;
    uint32_t nodes; /* of the formula */
    form *forms;    /* by node of these */
    chaosi_term *term;
    uint32_t count, capacity;
} work;

static uint32_t negative(chaosi_graph *g, uint32_t a)
{
    return g->node[a].op == CHAOSI_NEG ? g->node[a].a : chaosi_node_of(g, CHAOSI_NEG, a, 0, 0);
}

/* Factor a is fixed, b is not: their product has one fixed factor, and no sign beside it. */
static uint32_t times_fixed(chaosi_graph *g, uint32_t a, uint32_t b)
{
    const chaosi_node n = g->node[b];
    if (n.op == CHAOSI_NEG)
        return chaosi_times(g, negative(g, a), n.a);
    if (n.op == CHAOSI_MUL && g->node[n.a].fixed)
        return chaosi_times(g, chaosi_times(g, a, n.a), n.b);
    if (n.op == CHAOSI_MUL && g->node[n.b].fixed)
        return chaosi_times(g, chaosi_times(g, a, n.b), n.a);
    return chaosi_node_of(g, CHAOSI_MUL, a, b, 0);
}

uint32_t chaosi_times(chaosi_graph *g, uint32_t a, uint32_t b)
{
    if (g->nomem || g->full)
        return 0;
    if (chaosi_is_const(g, a, 1.0) || chaosi_is_const(g, b, 0.0))
        return b;
    if (chaosi_is_const(g, b, 1.0) || chaosi_is_const(g, a, 0.0))
        return a;
    if (chaosi_is_const(g, a, -1.0))
        return negative(g, b);
    if (chaosi_is_const(g, b, -1.0))
        return negative(g, a);
    const bool a_fixed = g->node[a].fixed, b_fixed = g->node[b].fixed;
    if (a_fixed != b_fixed)
        return a_fixed ? times_fixed(g, a, b) : times_fixed(g, b, a);
    if (!a_fixed && g->node[a].op == CHAOSI_NEG) /* so that a sum takes it */
        return negative(g, chaosi_times(g, g->node[a].a, b));
    if (!a_fixed && g->node[b].op == CHAOSI_NEG)
        return negative(g, chaosi_times(g, a, g->node[b].a));
    return chaosi_node_of(g, CHAOSI_MUL, a, b, 0);
}

/* A node as a fixed factor, 1 if it has none, times the rest. */
typedef struct scaled {
    uint32_t by, rest;
} scaled;

static scaled scaled_of(chaosi_graph *g, uint32_t a)
{
    const chaosi_node n = g->node[a];
    if (n.op == CHAOSI_MUL && g->node[n.a].fixed != g->node[n.b].fixed)
        return g->node[n.a].fixed ? (scaled){ n.a, n.b } : (scaled){ n.b, n.a };
    return (scaled){ chaosi_const(g, 1.0), a };
}

/* The k of which a fixed factor is k times another one; 0: there is none. */
static uint32_t multiple(const chaosi_graph *g, uint32_t factor, uint32_t of)
{
    const chaosi_node n = g->node[factor];
    return n.op != CHAOSI_MUL ? 0 : n.a == of ? n.b : n.b == of ? n.a : 0;
}

/* a + b or a - b, with what is the same in both written once. */
static uint32_t sum(chaosi_graph *g, enum chaosi_op op, uint32_t a, uint32_t b)
{
    const scaled x = scaled_of(g, a), y = scaled_of(g, b);
    uint32_t k;
    if (g->node[a].fixed || g->node[b].fixed)
        return chaosi_node_of(g, op, a, b, 0);
    if (x.rest == y.rest)
        return chaosi_times(g, chaosi_node_of(g, op, x.by, y.by, 0), x.rest);
    if (x.by == y.by && !chaosi_is_const(g, x.by, 1.0))
        return chaosi_times(g, x.by, sum(g, op, x.rest, y.rest));
    if ((k = multiple(g, y.by, x.by)) > 0)
        return chaosi_times(g, x.by, sum(g, op, x.rest, chaosi_times(g, k, y.rest)));
    if ((k = multiple(g, x.by, y.by)) > 0)
        return chaosi_times(g, y.by, sum(g, op, chaosi_times(g, k, x.rest), y.rest));
    return chaosi_node_of(g, op, a, b, 0);
}

uint32_t chaosi_plus(chaosi_graph *g, uint32_t a, uint32_t b)
{
    if (g->nomem || g->full)
        return 0;
    if (chaosi_is_const(g, a, 0.0))
        return b;
    if (chaosi_is_const(g, b, 0.0))
        return a;
    if (g->node[a].op == CHAOSI_NEG && g->node[b].op == CHAOSI_NEG)
        return negative(g, sum(g, CHAOSI_ADD, g->node[a].a, g->node[b].a));
    if (g->node[b].op == CHAOSI_NEG)
        return sum(g, CHAOSI_SUB, a, g->node[b].a);
    if (g->node[a].op == CHAOSI_NEG)
        return sum(g, CHAOSI_SUB, b, g->node[a].a);
    return sum(g, CHAOSI_ADD, a, b);
}

/* Of coefficients, whose fixed factors are brought together. */
static uint32_t times(work *w, uint32_t a, uint32_t b)
{
    chaosi_graph *const g = w->g;
    if (g->nomem || g->full || g->node[a].fixed || g->node[b].fixed || a == b)
        return chaosi_times(g, a, b);
    if (g->node[a].op == CHAOSI_NEG)
        return negative(g, times(w, g->node[a].a, b));
    if (g->node[b].op == CHAOSI_NEG)
        return negative(g, times(w, a, g->node[b].a));
    const scaled x = scaled_of(g, a), y = scaled_of(g, b);
    return chaosi_times(g, chaosi_times(g, x.by, y.by), chaosi_times(g, x.rest, y.rest));
}
static uint32_t plus(work *w, uint32_t a, uint32_t b) { return chaosi_plus(w->g, a, b); }

static void add_term(work *w, form *f, uint32_t state, uint32_t coefficient)
{
    if (w->g->nomem || w->g->full)
        return;
    if (chaosi_is_const(w->g, coefficient, 0.0))
        return;
    if (w->count == CHAOSI_MAX_NODES) {
        w->g->full = true;
        return;
    }
    if (w->count == w->capacity) {
        const uint32_t capacity = w->capacity ? 2 * w->capacity : 64;
        chaosi_term *term = realloc(w->term, capacity * sizeof *term);
        if (!term) {
            w->g->nomem = true;
            return;
        }
        w->term = term;
        w->capacity = capacity;
    }
    w->term[w->count++] = (chaosi_term){ state, coefficient };
    f->count++;
}

/* A coefficient from those of two operands, first and second, of which a missing
 * one counts as 0: a * first + b * second, or with select
 * condition ? a * first : b * second. */
typedef struct rule {
    uint32_t a, b; /* factors */
    bool select;
    uint32_t condition;
} rule;

static uint32_t combine(work *w, const rule *r, bool has_a, uint32_t a, bool has_b, uint32_t b)
{
    chaosi_graph *g = w->g;
    if (r->select) {
        const uint32_t zero = chaosi_const(g, 0.0);
        a = has_a ? times(w, r->a, a) : zero;
        b = has_b ? times(w, r->b, b) : zero;
        return a == b ? a : chaosi_node_of(g, CHAOSI_SELECT, r->condition, a, b);
    }
    if (!has_a)
        return times(w, r->b, b);
    if (!has_b)
        return times(w, r->a, a);
    return plus(w, times(w, r->a, a), times(w, r->b, b));
}

static uint32_t image_of(work *w, form f);

static bool is_sign(const work *w, uint32_t factor)
{
    return chaosi_is_const(w->g, factor, 1.0) || chaosi_is_const(w->g, factor, -1.0);
}

/* The fixed factor that all coefficients have, or 1. */
static uint32_t common_factor(work *w, form f)
{
    const uint32_t one = chaosi_const(w->g, 1.0), by = scaled_of(w->g, w->term[f.begin].coefficient).by;
    for (uint32_t i = 1; i < f.count; i++)
        if (scaled_of(w->g, w->term[f.begin + i].coefficient).by != by)
            return one;
    return f.count > 1 ? by : one;
}

/* The form as a single term: the differential itself, but for a factor. */
static form whole(work *w, form f)
{
    const uint32_t by = common_factor(w, f);
    const form rest = { w->count, f.count };
    for (uint32_t i = 0; i < f.count; i++) {
        const chaosi_term t = w->term[f.begin + i];
        const bool has = !chaosi_is_const(w->g, by, 1.0);
        form each = { w->count, 0 };
        add_term(w, &each, t.state, has ? scaled_of(w->g, t.coefficient).rest : t.coefficient);
    }
    const uint32_t image = w->g->nomem || w->g->full ? 0 : image_of(w, rest);
    f = (form){ w->count, 0 };
    add_term(w, &f, image, by);
    return f;
}

/* Whether all terms are of states, so that coefficients say all. */
static bool is_of_states(const work *w, form f)
{
    bool all = true;
    for (uint32_t i = 0; i < f.count; i++)
        all &= w->g->node[w->term[f.begin + i].state].op == CHAOSI_STATE;
    return all;
}

/* One differential or the other: what the branch not taken makes of its own may be infinite. */
static form choose(work *w, form a, form b, const rule *r)
{
    const uint32_t first = chaosi_times(w->g, r->a, image_of(w, a)),
                   second = chaosi_times(w->g, r->b, image_of(w, b));
    form f = { w->count, 0 };
    add_term(w, &f,
             first == second ? first : chaosi_node_of(w->g, CHAOSI_SELECT, r->condition, first, second),
             chaosi_const(w->g, 1.0));
    return f;
}

/* The form of a node from those of its two operands. */
static form merge(work *w, form a, form b, const rule *r)
{
    if (r->select && !(is_of_states(w, a) && is_of_states(w, b)))
        return choose(w, a, b, r);
    if (!r->select && a.count > 1 && !is_sign(w, r->a))
        a = whole(w, a);
    if (!r->select && b.count > 1 && !is_sign(w, r->b))
        b = whole(w, b);
    form f = { w->count, 0 };
    uint32_t i = 0, j = 0;
    while (i < a.count || j < b.count) {
        const uint32_t sa = i < a.count ? w->term[a.begin + i].state : UINT32_MAX;
        const uint32_t sb = j < b.count ? w->term[b.begin + j].state : UINT32_MAX;
        const bool has_a = sa <= sb, has_b = sb <= sa;
        const uint32_t ca = has_a ? w->term[a.begin + i].coefficient : 0,
                       cb = has_b ? w->term[b.begin + j].coefficient : 0;
        add_term(w, &f, has_a ? sa : sb, combine(w, r, has_a, ca, has_b, cb));
        i += has_a;
        j += has_b;
    }
    return f;
}

/* Shorthands for the rules that follow. */
static uint32_t number(work *w, double value) { return chaosi_const(w->g, value); }
static uint32_t unary(work *w, enum chaosi_op op, uint32_t a) { return chaosi_node_of(w->g, op, a, 0, 0); }
static uint32_t binary(work *w, enum chaosi_op op, uint32_t a, uint32_t b)
{
    return chaosi_node_of(w->g, op, a, b, 0);
}
static uint32_t minus(work *w, uint32_t a) { return times(w, number(w, -1.0), a); }
static uint32_t square(work *w, uint32_t a) { return binary(w, CHAOSI_MUL, a, a); }
static uint32_t over(work *w, uint32_t a, uint32_t b) { return binary(w, CHAOSI_DIV, a, b); }
/* Without cancellation near 1, and without overflow: a^2 - 1, sqrt(1 - a^2), sqrt(1 + a^2). */
static uint32_t square_less_one(work *w, uint32_t a)
{
    const uint32_t one = number(w, 1.0);
    return binary(w, CHAOSI_MUL, binary(w, CHAOSI_SUB, a, one), binary(w, CHAOSI_ADD, a, one));
}

static uint32_t sine_of(work *w, uint32_t a)
{
    const uint32_t one = number(w, 1.0);
    return unary(w, CHAOSI_SQRT, binary(w, CHAOSI_MUL, binary(w, CHAOSI_SUB, one, a), plus(w, one, a)));
}
static uint32_t with_one(work *w, uint32_t a) { return binary(w, CHAOSI_HYPOT, number(w, 1.0), a); }

/* 1 - tanh^2 would cancel: 4 e/(1 + e)^2 with e = exp(-2|a|), as vsech2 has it. */
static uint32_t slope_of_tanh(work *w, uint32_t a)
{
    const uint32_t e = unary(w, CHAOSI_EXP, binary(w, CHAOSI_MUL, number(w, -2.0), unary(w, CHAOSI_ABS, a)));
    return over(w, binary(w, CHAOSI_MUL, number(w, 4.0), e), square(w, plus(w, number(w, 1.0), e)));
}

/* f'(a) for a function of one operand, y = f(a). */
static uint32_t slope(work *w, enum chaosi_op op, uint32_t a, uint32_t y)
{
    const uint32_t one = number(w, 1.0);
    switch (op) {
    case CHAOSI_NEG: return number(w, -1.0);
    case CHAOSI_ABS:
        return chaosi_node_of(w->g, CHAOSI_SELECT, binary(w, CHAOSI_LT, a, number(w, 0.0)), number(w, -1.0),
                              one);
    case CHAOSI_SQRT: return over(w, number(w, 0.5), y);
    case CHAOSI_EXP: return y;
    case CHAOSI_LOG: return over(w, one, a);
    case CHAOSI_SIN: return unary(w, CHAOSI_COS, a);
    case CHAOSI_COS: return minus(w, unary(w, CHAOSI_SIN, a));
    case CHAOSI_TAN: return plus(w, one, square(w, y));
    case CHAOSI_ASIN: return over(w, one, sine_of(w, a));
    case CHAOSI_ACOS: return over(w, number(w, -1.0), sine_of(w, a));
    case CHAOSI_ATAN: return square(w, over(w, one, with_one(w, a)));
    case CHAOSI_SINH: return unary(w, CHAOSI_COSH, a);
    case CHAOSI_COSH: return unary(w, CHAOSI_SINH, a);
    case CHAOSI_TANH: return slope_of_tanh(w, a);
    case CHAOSI_ASINH: return over(w, one, with_one(w, a));
    case CHAOSI_ACOSH:
        return over(w, one,
                    binary(w, CHAOSI_MUL, unary(w, CHAOSI_SQRT, binary(w, CHAOSI_SUB, a, one)),
                           unary(w, CHAOSI_SQRT, plus(w, a, one))));
    case CHAOSI_ATANH: return over(w, number(w, -1.0), square_less_one(w, a));
    case CHAOSI_EXPM1: return unary(w, CHAOSI_EXP, a); /* y + 1 would lose what is small */
    case CHAOSI_LOG1P: return over(w, one, plus(w, one, a));
    case CHAOSI_LOG2: return over(w, number(w, 0x1.71547652b82fep+0), a);  /* 1/ln 2 */
    case CHAOSI_LOG10: return over(w, number(w, 0x1.bcb7b1526e50ep-2), a); /* 1/ln 10 */
    case CHAOSI_CBRT: return over(w, one, times(w, number(w, 3.0), square(w, y)));
    case CHAOSI_ERF: /* 2/sqrt pi */
        return times(w, number(w, 0x1.20dd750429b6dp+0), unary(w, CHAOSI_EXP, minus(w, square(w, a))));
    default: return number(w, 0.0); /* floor and sign and their like are constant between their steps */
    }
}

/* a^b: the factors are b a^(b-1) and log(a) a^b. If b is the same at all steps, a^(b-1) is a^b/a, but at 0. */
static rule power_rule(work *w, uint32_t a, uint32_t b, uint32_t y, bool b_varies)
{
    const uint32_t less = binary(w, CHAOSI_SUB, b, number(w, 1.0)), zero = number(w, 0.0);
    if (b_varies)
        return (rule){ .a = times(w, b, binary(w, CHAOSI_POW, a, less)),
                       .b = times(w, unary(w, CHAOSI_LOG, a), y) };
    const uint32_t beyond = chaosi_node_of(w->g, CHAOSI_SELECT, binary(w, CHAOSI_EQ, less, zero),
                                           number(w, 1.0), number(w, __builtin_inf()));
    const uint32_t at_zero =
        times(w, b, chaosi_node_of(w->g, CHAOSI_SELECT, binary(w, CHAOSI_LT, zero, less), zero, beyond));
    return (rule){ .a = chaosi_node_of(w->g, CHAOSI_SELECT, binary(w, CHAOSI_EQ, a, zero), at_zero,
                                       times(w, b, over(w, y, a))) };
}

static rule atan2_rule(work *w, uint32_t a, uint32_t b)
{
    const uint32_t r = binary(w, CHAOSI_HYPOT, a, b);
    return (rule){ .a = over(w, over(w, b, r), r), .b = minus(w, over(w, over(w, a, r), r)) };
}

static rule binary_rule(work *w, enum chaosi_op op, uint32_t a, uint32_t b, uint32_t y, bool b_varies)
{
    const uint32_t one = number(w, 1.0);
    switch (op) {
    case CHAOSI_ADD: return (rule){ .a = one, .b = one };
    case CHAOSI_SUB: return (rule){ .a = one, .b = number(w, -1.0) };
    case CHAOSI_MUL: return (rule){ .a = b, .b = a };
    case CHAOSI_DIV: return (rule){ .a = over(w, one, b) };
    case CHAOSI_MIN: return (rule){ one, one, true, binary(w, CHAOSI_LT, a, b) };
    case CHAOSI_MAX: return (rule){ one, one, true, binary(w, CHAOSI_LT, b, a) };
    case CHAOSI_MOD:
        return (rule){ .a = one, .b = b_varies ? minus(w, unary(w, CHAOSI_FLOOR, over(w, a, b))) : 0 };
    case CHAOSI_POW: return power_rule(w, a, b, y, b_varies);
    case CHAOSI_HYPOT: return (rule){ .a = over(w, a, y), .b = over(w, b, y) };
    default: return atan2_rule(w, a, b);
    }
}

/* y/b where y = a/b. */
static uint32_t over_again(work *w, uint32_t a, uint32_t b, uint32_t y)
{
    return chaosi_is_const(w->g, a, 1.0) ? square(w, y) : over(w, y, b);
}

static bool compares(enum chaosi_op op) { return op >= CHAOSI_LT && op <= CHAOSI_NE; }

static form form_of(work *w, uint32_t y)
{
    const chaosi_node n = w->g->node[y];
    const form none = { 0, 0 };
    form f = { w->count, 0 };
    if (n.op == CHAOSI_STATE) {
        add_term(w, &f, y, number(w, 1.0));
        return f;
    }
    if (chaosi_arity(n.op) == 0 || compares(n.op))
        return none;
    if (n.op == CHAOSI_SUM) {
        if (w->forms[n.a].count > 0)
            add_term(w, &f, y, number(w, 1.0));
        return f;
    }
    if (n.op == CHAOSI_SELECT) {
        const uint32_t one = number(w, 1.0);
        return merge(w, w->forms[n.b], w->forms[n.c], &(rule){ one, one, true, n.a });
    }
    const form a = w->forms[n.a], b = chaosi_arity(n.op) > 1 ? w->forms[n.b] : none;
    if (n.op == CHAOSI_DIV && a.count == 0)
        return merge(w, b, none, &(rule){ .a = minus(w, over_again(w, n.a, n.b, y)) });
    if (n.op == CHAOSI_DIV && b.count > 0) { /* d(a/b) = (da - y db)/b */
        const uint32_t one = number(w, 1.0);
        f = merge(w, a, b, &(rule){ .a = one, .b = minus(w, y) });
        return merge(w, f, none, &(rule){ .a = over(w, one, n.b) });
    }
    if (a.count + b.count == 0)
        return none;
    if (chaosi_arity(n.op) == 1)
        return merge(w, a, none, &(rule){ .a = slope(w, n.op, n.a, y) });
    if (n.op == CHAOSI_MUL && n.a == n.b)
        return merge(w, a, none, &(rule){ .a = times(w, number(w, 2.0), n.a) });
    const rule r = binary_rule(w, n.op, n.a, n.b, y, b.count > 0);
    return merge(w, a, b, &r);
}

/* How often each of the first n nodes is used by what the roots need. */
static uint32_t *count_uses(const chaosi_graph *g, const uint32_t *roots, uint32_t nroots, uint32_t n)
{
    uint32_t *uses = calloc(n, sizeof *uses);
    for (uint32_t i = 0; uses && i < nroots; i++)
        uses[roots[i]]++;
    for (uint32_t i = n; uses && i-- > 0;) {
        const int arity = uses[i] ? chaosi_arity(g->node[i].op) : 0;
        for (int k = 0; k < arity; k++)
            uses[chaosi_operand(&g->node[i], k)]++;
    }
    return uses;
}

/* Of several states, times something that varies: for several users the product is computed once. Where that is
 * part of the formula, what users multiply it by may be, too: x*sin(t) of the step is there for its differential. */
static bool is_worth_a_product(const work *w, form f, uint32_t uses)
{
    const chaosi_term t = f.count == 1 ? w->term[f.begin] : (chaosi_term){ 0, 0 };
    const chaosi_node n = w->g->node[t.coefficient];
    return uses > 1 && f.count == 1 && t.state >= w->nodes && !n.fixed &&
           (n.op == CHAOSI_NEG ? n.a : t.coefficient) >= w->nodes;
}

/* The differential of a term; that of a sum over sites is the sum of the differentials. */
static uint32_t differential(work *w, uint32_t of)
{
    const chaosi_node n = w->g->node[of];
    return n.op == CHAOSI_STATE                  ? chaosi_leaf(w->g, CHAOSI_TANGENT, n.a, n.shift)
           : n.op == CHAOSI_SUM && of < w->nodes ? unary(w, CHAOSI_SUM, image_of(w, w->forms[n.a]))
                                                 : of;
}

static uint32_t image_of(work *w, form f)
{
    uint32_t total = number(w, 0.0);
    for (uint32_t i = 0; i < f.count; i++) {
        const chaosi_term t = w->term[f.begin + i];
        const uint32_t v = differential(w, t.state);
        total = plus(w, total, chaosi_times(w->g, t.coefficient, v));
    }
    return total;
}

void chaosi_differentiate(chaosi_graph *g, const uint32_t *roots, uint32_t nroots, uint32_t *images)
{
    const uint32_t n = g->count;
    work w = { .g = g, .nodes = n, .forms = calloc(n, sizeof *w.forms) };
    uint32_t *const uses = count_uses(g, roots, nroots, n);
    if (!w.forms || !uses)
        g->nomem = true;
    for (uint32_t i = 0; i < n && !g->nomem && !g->full; i++)
        if (uses[i]) {
            w.forms[i] = form_of(&w, i);
            if (is_worth_a_product(&w, w.forms[i], uses[i]))
                w.forms[i] = whole(&w, w.forms[i]);
        }
    for (uint32_t i = 0; i < nroots && !g->nomem && !g->full; i++)
        images[i] = image_of(&w, w.forms[roots[i]]);
    free(uses);
    free(w.forms);
    free(w.term);
}

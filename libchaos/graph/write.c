/* Expressions of C from nodes.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/write.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_LINE = 108, LONGEST_EXPRESSION = 10 /* operations */, PRETTY = 20 /* letters */ };

/* How tightly an expression holds together. */
enum binding { SUM = 1, PRODUCT, SIGN, PRIMARY };

/* What an operation is called in C, and its result where that needs a name. */
static const struct {
    const char *call, *result;
} words[CHAOSI_SELECT + 1] = {
    [CHAOSI_ADD] = { NULL, "sum" },         [CHAOSI_SUB] = { NULL, "difference" },
    [CHAOSI_MUL] = { NULL, "product" },     [CHAOSI_DIV] = { NULL, "ratio" },
    [CHAOSI_NEG] = { NULL, "minus" },       [CHAOSI_ABS] = { "vabs", "abs" },
    [CHAOSI_FLOOR] = { "vfloor", "floor" }, [CHAOSI_CEIL] = { "vceil", "ceil" },
    [CHAOSI_TRUNC] = { "vtrunc", "trunc" }, [CHAOSI_ROUND] = { "vround", "round" },
    [CHAOSI_SIGN] = { "vsign", "sign" },    [CHAOSI_SQRT] = { "vsqrt", "sqrt" },
    [CHAOSI_EXP] = { "vexp", "exp" },       [CHAOSI_LOG] = { "vlog", "log" },
    [CHAOSI_SIN] = { "vsin", "sin" },       [CHAOSI_COS] = { "vcos", "cos" },
    [CHAOSI_TAN] = { "vtan", "tan" },       [CHAOSI_ASIN] = { "vasin", "asin" },
    [CHAOSI_ACOS] = { "vacos", "acos" },    [CHAOSI_ATAN] = { "vatan", "atan" },
    [CHAOSI_SINH] = { "vsinh", "sinh" },    [CHAOSI_COSH] = { "vcosh", "cosh" },
    [CHAOSI_TANH] = { "vtanh", "tanh" },    [CHAOSI_ASINH] = { "vasinh", "asinh" },
    [CHAOSI_ACOSH] = { "vacosh", "acosh" }, [CHAOSI_ATANH] = { "vatanh", "atanh" },
    [CHAOSI_EXPM1] = { "vexpm1", "expm1" }, [CHAOSI_LOG1P] = { "vlog1p", "log1p" },
    [CHAOSI_LOG2] = { "vlog2", "log2" },    [CHAOSI_LOG10] = { "vlog10", "log10" },
    [CHAOSI_CBRT] = { "vcbrt", "cbrt" },    [CHAOSI_ERF] = { "verf", "erf" },
    [CHAOSI_MIN] = { "vlesser", "least" },  [CHAOSI_MAX] = { "vgreater", "most" },
    [CHAOSI_MOD] = { "modulo", "rest" },    [CHAOSI_POW] = { "vpow", "power" },
    [CHAOSI_ATAN2] = { "vatan2", "angle" }, [CHAOSI_HYPOT] = { "vhypot", "length" },
    [CHAOSI_LT] = { "vlt", "below" },       [CHAOSI_LE] = { "vle", "at_most" },
    [CHAOSI_EQ] = { "veq", "equal" },       [CHAOSI_NE] = { "veq", "equal" },
    [CHAOSI_SELECT] = { "vsel", "branch" },
};

const char *chaosi_call_of(uint32_t op) { return words[op].call; }
static bool compares(uint32_t op) { return op >= CHAOSI_LT && op <= CHAOSI_NE; }
static bool is_leaf(const chaosi_node *n) { return chaosi_arity(n->op) == 0; }

const char *chaosi_c_number(double value, char text[CHAOSI_NUMBER])
{
    if (value != value)
        return "__builtin_nan(\"\")";
    if (value - value != 0.0)
        return value > 0.0 ? "__builtin_inf()" : "-__builtin_inf()";
    chaosi_format_double(value, text);
    if (!strpbrk(text, ".e"))
        strcat(text, ".0");
    return text;
}

/* ---------------------------------------------------------------------- counting */

/* Whether the node, of a few operations, is NaN where this leaf is. */
static bool has_nan_of(const chaosi_graph *g, uint32_t i, uint32_t leaf, int depth)
{
    const chaosi_node *n = &g->node[i];
    if (i == leaf || depth == 0 || n->op < CHAOSI_ADD || n->op > CHAOSI_ABS)
        return i == leaf;
    return has_nan_of(g, n->a, leaf, depth - 1) ||
           (n->op <= CHAOSI_MUL && has_nan_of(g, n->b, leaf, depth - 1));
}

/* Whether the least or the most of two needs no look for NaN: the processor's operation gives the second
 * operand if one is NaN. */
static bool is_plain_choice(const chaosi_graph *g, const chaosi_node *n)
{
    const chaosi_node *first = &g->node[n->a];
    return (n->op == CHAOSI_MIN || n->op == CHAOSI_MAX) &&
           (first->op == CHAOSI_CONST ? first->value == first->value
                                      : is_leaf(first) && has_nan_of(g, n->b, n->a, 6));
}

/* Whether it takes vmath.h. */
static bool is_function(const chaosi_graph *g, const chaosi_node *n)
{
    return (n->op >= CHAOSI_EXP && n->op <= CHAOSI_ERF) ||
           (n->op > CHAOSI_DIV && n->op <= CHAOSI_HYPOT && n->op != CHAOSI_MOD && !is_plain_choice(g, n));
}

bool chaosi_writer_init(chaosi_writer *w, const chaosi_graph *g, chaosi_buffer *out)
{
    *w = (chaosi_writer){ .g = g, .out = out };
    w->of = calloc(g->count, sizeof *w->of);
    return w->of != NULL;
}

void chaosi_writer_free(chaosi_writer *w)
{
    free(w->of);
    free(w->taken.name);
    chaosi_buffer_free(&w->line);
}

void chaosi_writer_count(chaosi_writer *w, const uint32_t *roots, uint32_t nroots)
{
    for (uint32_t i = 0; i < nroots; i++) {
        w->of[roots[i]].uses++;
        w->of[roots[i]].result = true;
    }
    for (uint32_t i = w->g->count; i-- > 0;) {
        const chaosi_node *n = &w->g->node[i];
        for (int k = 0; w->of[i].uses && k < chaosi_arity(n->op); k++)
            if (!(n->op == CHAOSI_MUL && k == 1 && n->b == n->a)) /* a square */
                w->of[chaosi_operand(n, k)].uses++;
        w->functions |= w->of[i].uses && is_function(w->g, n);
    }
}

/* A name for a node: x2, sin_x, or sum1. */
static void name_node(chaosi_writer *w, uint32_t i)
{
    const chaosi_node *n = &w->g->node[i];
    const char *const operand = w->of[n->a].name;
    char wanted[CHAOSI_IDENTIFIER];
    const bool pretty = operand[0] && strlen(operand) <= PRETTY;
    if (pretty && n->op == CHAOSI_MUL && n->b == n->a && operand[strlen(operand) - 1] > '9')
        snprintf(wanted, sizeof wanted, "%.40s2", operand);
    else if (pretty && chaosi_arity(n->op) == 1)
        snprintf(wanted, sizeof wanted, "%s_%.40s", words[n->op].result, operand);
    else
        snprintf(wanted, sizeof wanted, "%s%u", words[n->op].result, ++w->counter[n->op]);
    chaosi_identifier(&w->taken, wanted, w->of[i].name);
}

void chaosi_writer_name(chaosi_writer *w)
{
    for (uint32_t i = 0; i < w->g->count; i++) {
        const chaosi_node *n = &w->g->node[i];
        chaosi_writing *of = &w->of[i];
        if (!of->uses || is_leaf(n))
            continue;
        of->size = 1;
        for (int k = 0; k < chaosi_arity(n->op); k++)
            of->size += w->of[chaosi_operand(n, k)].size;
        of->mask = compares(n->op);
        if (of->name[0] == '\0' && (of->uses > 1 || (of->size > LONGEST_EXPRESSION && !of->result)))
            name_node(w, i);
        of->size = of->name[0] ? 0 : of->size;
    }
}

/* ------------------------------------------------------------------- expressions */

static void add(chaosi_writer *w, const char *text) { chaosi_buffer_add(&w->line, text, strlen(text)); }
static void expression(chaosi_writer *w, uint32_t i, enum binding least);

/* As a vreal, which a constant alone is not. */
static void vector(chaosi_writer *w, uint32_t i)
{
    const bool constant = w->g->node[i].op == CHAOSI_CONST;
    add(w, constant ? "vset(" : "");
    expression(w, i, SUM);
    add(w, constant ? ")" : "");
}

static void call(chaosi_writer *w, const char *function, uint32_t a, const uint32_t *b)
{
    add(w, function);
    add(w, "(");
    vector(w, a);
    if (b) {
        add(w, ", ");
        vector(w, *b);
    }
    add(w, ")");
}

/* Where a condition holds, or if it is of the form a != b where it does not, and so says *inverted. */
static void mask(chaosi_writer *w, uint32_t i, bool *inverted)
{
    const chaosi_node *n = &w->g->node[i];
    const chaosi_writing *of = &w->of[i];
    *inverted = !compares(n->op) || n->op == CHAOSI_NE;
    if (of->mask && of->name[0])
        add(w, of->name);
    else if (compares(n->op))
        call(w, words[n->op].call, n->a, &n->b);
    else {
        add(w, "veq(");
        vector(w, i);
        add(w, ", vset(0.0))");
    }
}

/* 1 where it holds, 0 elsewhere. */
static void truth(chaosi_writer *w, uint32_t i)
{
    bool inverted;
    add(w, "vsel(");
    mask(w, i, &inverted);
    add(w, inverted ? ", vset(0.0), vset(1.0))" : ", vset(1.0), vset(0.0))");
}

static void selection(chaosi_writer *w, const chaosi_node *n)
{
    const chaosi_node *const condition = &w->g->node[n->a];
    bool inverted;
    if (condition->op == CHAOSI_LT && !w->of[n->a].name[0] && chaosi_is_const(w->g, condition->b, 0.0) &&
        chaosi_is_const(w->g, n->b, -1.0) && chaosi_is_const(w->g, n->c, 1.0)) {
        call(w, "vside", condition->a, NULL);
        return;
    }
    add(w, "vsel(");
    mask(w, n->a, &inverted);
    add(w, ", ");
    vector(w, inverted ? n->c : n->b);
    add(w, ", ");
    vector(w, inverted ? n->b : n->c);
    add(w, ")");
}

static void modulus(chaosi_writer *w, const chaosi_node *n)
{
    char number[CHAOSI_NUMBER];
    const chaosi_node *const period = &w->g->node[n->b];
    if (period->op != CHAOSI_CONST) {
        w->modulo_each = true;
        call(w, "modulo_each", n->a, &n->b);
        return;
    }
    w->modulo = true;
    add(w, "modulo(");
    vector(w, n->a);
    add(w, ", ");
    add(w, chaosi_c_number(period->value, number));
    add(w, ")");
}

/* The n of which a node, of products alone that have no names, is the n-th power as vpowi computes
 * it; 1: of itself. */
static unsigned power_of(const chaosi_writer *w, uint32_t i, uint32_t *base)
{
    const chaosi_node *n = &w->g->node[i];
    *base = i;
    if (n->op != CHAOSI_MUL || n->a != n->b)
        return 1;
    if (w->of[n->a].name[0] || w->g->node[n->a].op != CHAOSI_MUL) {
        *base = n->a;
        return 2;
    }
    return 2 * power_of(w, n->a, base);
}

/* (1 - x)^2, where x*x is written so. */
static bool power(chaosi_writer *w, uint32_t i)
{
    uint32_t base;
    const unsigned n = power_of(w, i, &base);
    if (n == 1 || (n == 2 && w->of[base].name[0]))
        return false;
    add(w, "vpowi(");
    vector(w, base);
    chaosi_write_add(w, ", %u)", n);
    return true;
}

static void infix(chaosi_writer *w, const chaosi_node *n, enum binding least)
{
    static const char *const sign[] = { " + ", " - ", " * " };
    const enum binding own = n->op == CHAOSI_ADD || n->op == CHAOSI_SUB ? SUM : PRODUCT;
    add(w, own < least ? "(" : "");
    expression(w, n->a, own);
    add(w, n->op == CHAOSI_DIV ? " / " : sign[n->op - CHAOSI_ADD]);
    expression(w, n->b, own + 1);
    add(w, own < least ? ")" : "");
}

static void constant(chaosi_writer *w, double value, enum binding least)
{
    char number[CHAOSI_NUMBER];
    const char *const text = chaosi_c_number(value, number);
    const bool brackets = text[0] == '-' && least > SUM;
    add(w, brackets ? "(" : "");
    add(w, text);
    add(w, brackets ? ")" : "");
}

/* What a node computes, whether it has a name or not. */
static void operation(chaosi_writer *w, uint32_t i, enum binding least)
{
    const chaosi_node *n = &w->g->node[i];
    switch (n->op) {
    case CHAOSI_CONST: constant(w, n->value, least); break;
    case CHAOSI_MUL:
        if (power(w, i))
            break; /* else: fall through */
        infix(w, n, least);
        break;
    case CHAOSI_ADD:
    case CHAOSI_SUB:
    case CHAOSI_DIV: infix(w, n, least); break;
    case CHAOSI_NEG:
        add(w, least > SIGN ? "(-" : "-");
        expression(w, n->a, PRIMARY);
        add(w, least > SIGN ? ")" : "");
        break;
    case CHAOSI_LT:
    case CHAOSI_LE:
    case CHAOSI_EQ:
    case CHAOSI_NE: truth(w, i); break;
    case CHAOSI_SELECT: selection(w, n); break;
    case CHAOSI_MOD: modulus(w, n); break;
    case CHAOSI_MIN:
    case CHAOSI_MAX:
        call(w,
             !is_plain_choice(w->g, n) ? words[n->op].call
             : n->op == CHAOSI_MIN     ? "vmin"
                                       : "vmax",
             n->a, &n->b);
        break;
    default: call(w, words[n->op].call, n->a, chaosi_arity(n->op) > 1 ? &n->b : NULL); break;
    }
}

static void expression(chaosi_writer *w, uint32_t i, enum binding least)
{
    const chaosi_writing *of = &w->of[i];
    if (of->name[0] && !of->mask)
        add(w, of->name);
    else
        operation(w, i, least);
}

/* ------------------------------------------------------------------------- lines */

void chaosi_write_begin(chaosi_writer *w, int indent)
{
    w->line.size = 0;
    chaosi_write_add(w, "%*s", indent, "");
}

void chaosi_write_add(chaosi_writer *w, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add(w, text);
}

void chaosi_write_value(chaosi_writer *w, uint32_t node) { vector(w, node); }
void chaosi_write_term(chaosi_writer *w, uint32_t node) { expression(w, node, PRODUCT); }

/* Where a line of at most `most` letters should end: after an operator or a comma in its second half, within
 * as few brackets as possible. 0: nowhere. */
static size_t line_break(const char *at, size_t most)
{
    size_t cut = 0;
    int depth = 0, least = 1000;
    for (size_t i = 1; i <= most; i++) {
        depth += at[i] == '(' || at[i] == '[' ? 1 : at[i] == ')' || at[i] == ']' ? -1 : 0;
        if (i > most / 2 && at[i] == ' ' && strchr("+-*/,", at[i - 1]) && depth <= least) {
            least = depth;
            cut = i;
        }
    }
    return cut;
}

void chaosi_write_end(chaosi_writer *w, int indent)
{
    add(w, ";");
    const char *at = w->line.data;
    size_t left = w->line.size, most = LONGEST_LINE;
    for (size_t cut; at && left > most && (cut = line_break(at, most)) > 0;) {
        chaosi_buffer_add(w->out, at, cut);
        chaosi_buffer_print(w->out, "\n%*s", indent + 4, "");
        at += cut + 1;
        left -= cut + 1;
        most = LONGEST_LINE - (size_t)indent - 4;
    }
    if (at)
        chaosi_buffer_add(w->out, at, left);
    chaosi_buffer_add(w->out, "\n", 1);
    w->out->failed |= w->line.failed;
}

void chaosi_writer_lines(chaosi_writer *w, int indent)
{
    for (uint32_t i = 0; i < w->g->count; i++) {
        const chaosi_writing *of = &w->of[i];
        bool inverted;
        if (!of->uses || !of->name[0] || is_leaf(&w->g->node[i]))
            continue;
        chaosi_write_begin(w, indent);
        chaosi_write_add(w, "const %s %s = ", of->mask ? "vmask" : "vreal", of->name);
        if (of->mask) {
            char name[CHAOSI_IDENTIFIER];
            strcpy(name, of->name);
            w->of[i].name[0] = '\0';
            mask(w, i, &inverted);
            strcpy(w->of[i].name, name);
        } else {
            operation(w, i, SUM);
        }
        chaosi_write_end(w, indent);
    }
}

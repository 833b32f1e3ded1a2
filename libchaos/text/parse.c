/* The grammar, by recursive descent: a function for each level of precedence.
 *
 * SPDX-License-Identifier: MIT */
#include "text/parse.h"
#include "text/hints.h"

#include "core/names.h"

#include <stdlib.h>
#include <string.h>

typedef struct parser {
    chaosi_lexer *l;
    chaosi_parsed *out;
    int depth;
    bool of_site;    /* the line is one for each site */
    bool in_sum;     /* within sum(...) */
    bool written;    /* expressions, whose map has its number of sites */
    uint32_t of_all; /* names with [j] so far */
} parser;

static const struct {
    const char *name;
    uint8_t op, operands;
    bool more; /* of them may follow: f(f(a, b), c) */
} functions[] = {
    { "mod", CHAOSI_MOD, 2, false },     { "floor", CHAOSI_FLOOR, 1, false },
    { "ceil", CHAOSI_CEIL, 1, false },   { "trunc", CHAOSI_TRUNC, 1, false },
    { "round", CHAOSI_ROUND, 1, false }, { "abs", CHAOSI_ABS, 1, false },
    { "min", CHAOSI_MIN, 2, true },      { "max", CHAOSI_MAX, 2, true },
    { "sign", CHAOSI_SIGN, 1, false },   { "sqrt", CHAOSI_SQRT, 1, false },
    { "cbrt", CHAOSI_CBRT, 1, false },   { "hypot", CHAOSI_HYPOT, 2, false },
    { "exp", CHAOSI_EXP, 1, false },     { "expm1", CHAOSI_EXPM1, 1, false },
    { "log", CHAOSI_LOG, 1, false },     { "log1p", CHAOSI_LOG1P, 1, false },
    { "log2", CHAOSI_LOG2, 1, false },   { "log10", CHAOSI_LOG10, 1, false },
    { "erf", CHAOSI_ERF, 1, false },     { "sin", CHAOSI_SIN, 1, false },
    { "cos", CHAOSI_COS, 1, false },     { "tan", CHAOSI_TAN, 1, false },
    { "asin", CHAOSI_ASIN, 1, false },   { "acos", CHAOSI_ACOS, 1, false },
    { "atan", CHAOSI_ATAN, 1, false },   { "atan2", CHAOSI_ATAN2, 2, false },
    { "sinh", CHAOSI_SINH, 1, false },   { "cosh", CHAOSI_COSH, 1, false },
    { "tanh", CHAOSI_TANH, 1, false },   { "asinh", CHAOSI_ASINH, 1, false },
    { "acosh", CHAOSI_ACOSH, 1, false }, { "atanh", CHAOSI_ATANH, 1, false },
    { "sum", CHAOSI_SUM, 1, false },
};

/* Functions of complex numbers, and random numbers, whose names are names where no bracket follows: old texts
 * have them. */
static const struct {
    const char *name;
    uint8_t op, operands;
} later[] = { { "re", CHAOSI_RE, 1 },     { "im", CHAOSI_IM, 1 },           { "arg", CHAOSI_ARG, 1 },
              { "conj", CHAOSI_CONJ, 1 }, { "uniform", CHAOSI_UNIFORM, 0 }, { "normal", CHAOSI_NORMAL, 0 } };

static int later_of(const char *name)
{
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (strcmp(later[i].name, name) == 0)
            return (int)i;
    return -1;
}

static int function_of(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (strcmp(functions[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* ----------------------------------------------------------------------- trees */

static uint32_t add(parser *p, chaosi_tree tree)
{
    chaosi_parsed *out = p->out;
    if (out->count == out->capacity) {
        const uint32_t capacity = out->capacity ? 2 * out->capacity : 64;
        chaosi_tree *all = realloc(out->tree, capacity * sizeof *all);
        if (!all) {
            if (p->l->code == CHAOS_OK)
                chaosi_lex_fail(p->l, p->l->begin, "out of memory");
            p->l->code = chaosi_nomem(p->l->error);
            return 0;
        }
        out->tree = all;
        out->capacity = capacity;
    }
    out->tree[out->count] = tree;
    return out->count++;
}

static uint32_t operation(parser *p, enum chaosi_op op, const char *at, uint32_t a, uint32_t b, uint32_t c)
{
    return add(p, (chaosi_tree){ .op = op, .a = a, .b = b, .c = c, .at = at });
}

/* The index of a name, which is added if it is new. */
static uint32_t name_index(parser *p, const char *name, const char *at)
{
    chaosi_parsed *out = p->out;
    for (uint32_t i = 0; i < out->nnames; i++)
        if (strcmp(out->name[i], name) == 0)
            return i;
    if (strcmp(name, "pi") == 0 || chaosi_is_reserved(name))
        chaosi_lex_fail(p->l, at, "'%s' is %s and can't be a name here", name,
                        strcmp(name, "pi") == 0 ? "a number" : "the name of an option");
    if (function_of(name) >= 0)
        chaosi_lex_fail(p->l, at, "'%s' is a function and can't be a name", name);
    if (out->nnames == CHAOSI_MAX_NAMES) {
        chaosi_lex_fail(p->l, at, "a text must have at most %d names", CHAOSI_MAX_NAMES);
        return 0;
    }
    strcpy(out->name[out->nnames], name);
    out->name_at[out->nnames] = at;
    return out->nnames++;
}

static bool token(const parser *p, int token) { return p->l->token == token; }
static bool word(const parser *p, const char *name)
{
    return token(p, CHAOSI_NAME) && strcmp(p->l->name, name) == 0;
}
static void next(parser *p) { chaosi_lex_next(p->l); }

/* a if c else b, if c then a else b: other languages'. */
static void refuse_if(parser *p)
{
    const chaosi_lexer *const l = p->l;
    const bool before = l->before_end - l->before == 2 && memcmp(l->before, "if", 2) == 0;
    if (before || word(p, "if"))
        chaosi_lex_fail(p->l, before ? l->before : l->begin, "'if' has no meaning here; %s",
                        chaosi_hint("if"));
}

static void expect(parser *p, int what, const char *name)
{
    if (!token(p, what))
        chaosi_lex_expected(p->l, name);
    next(p);
}

/* Brackets: within them a newline is a space. */
static void open(parser *p)
{
    p->l->brackets++;
    next(p);
}
static void close(parser *p, int bracket, const char *name)
{
    p->l->brackets--;
    if (!token(p, bracket))
        refuse_if(p);
    expect(p, bracket, name);
}

static bool too_deep(parser *p)
{
    if (p->depth < CHAOSI_MAX_DEPTH)
        return false;
    chaosi_lex_fail(p->l, p->l->begin, "brackets, signs and powers must be at most %d levels deep",
                    CHAOSI_MAX_DEPTH);
    return true;
}

/* ----------------------------------------------------------------------- names */

/* Whether an opening bracket holds an index, as in x(n+1). */
static bool at_index(const parser *p)
{
    const char *c = p->l->at, *const end = p->l->end;
    if (!token(p, '(') || c == end || !strchr("nijt", *c))
        return false;
    for (c++; c < end && *c == ' ';)
        c++;
    return c < end && strchr("+-)", *c);
}

/* The letter in a name's brackets: [n], [i], or [j] within a sum. */
static char index_letter(parser *p)
{
    const char letter = token(p, CHAOSI_NAME) && p->l->name[1] == '\0' ? p->l->name[0] : '\0';
    if (p->in_sum ? letter == 'i' : letter == 'j')
        chaosi_lex_fail(p->l, p->l->begin,
                        p->in_sum
                            ? "a sum is the same at all sites, and can't have [i]; take that out, as in "
                              "sum(x[j] - x[i]) = sum(x[j]) - N*x[i]"
                            : "[j] is for sites within sum(...); here it is [i]");
    if (letter != 'n' && letter != 'i' && letter != 'j')
        chaosi_lex_expected(p->l, p->in_sum ? "j (the site)" : "n (the iterate) or i (the site)");
    p->of_all += letter == 'j';
    return letter;
}

/* [3]: one site. */
static void site(parser *p, chaosi_tree *name)
{
    const double k = p->l->value;
    if (!(k <= INT32_MAX && k == (int32_t)k))
        chaosi_lex_expected(p->l, "a site's number");
    else
        name->shift = (int32_t)k;
    name->indexed = CHAOSI_OF_ONE;
    next(p);
    close(p, ']', "]");
}

/* After a name: [n], [n+1], [i], [i+k], [i-k], [k], and a prime. */
static void suffix(parser *p, chaosi_tree *name)
{
    if (token(p, '[')) {
        open(p);
        if (p->written && token(p, CHAOSI_NUMERAL)) {
            site(p, name);
            return;
        }
        const char letter = index_letter(p);
        next(p);
        const int sign = token(p, '+') ? 1 : token(p, '-') ? -1 : 0;
        if (sign) {
            next(p);
            const double k = p->l->value;
            if (token(p, CHAOSI_NUMERAL) && !(k >= 0 && k <= CHAOSI_MAX_SHIFT && k == (int)k))
                chaosi_lex_fail(p->l, p->l->begin, "a site must be at most %d away", CHAOSI_MAX_SHIFT);
            name->shift = token(p, CHAOSI_NUMERAL) ? sign * (int)k : 0;
            expect(p, CHAOSI_NUMERAL, "a whole number");
        }
        if (letter == 'n' && name->shift != 0 && name->shift != 1)
            chaosi_lex_fail(
                p->l, name->at,
                "the index must be [n] or [n+1]: an older iterate needs a state of its own, as in y' = x");
        name->indexed = letter == 'i' ? CHAOSI_OF_SITE : letter == 'j' ? CHAOSI_OF_ALL : 0;
        name->primed = letter == 'n' && name->shift == 1;
        name->shift = name->indexed ? name->shift : 0;
        close(p, ']', "]");
    }
    if (token(p, '\'')) {
        name->primed = true;
        next(p);
    }
}

/* ------------------------------------------------------------------ expressions */

static uint32_t expression(parser *p);

/* more: of the last operand, there may be others. */
static uint32_t call(parser *p, uint8_t op, int operands, bool more, const char *at)
{
    if (!token(p, '(')) {
        chaosi_lex_expected(p->l, "( and the function's argument");
        return 0;
    }
    open(p);
    uint32_t t = expression(p);
    if (operands > 1) {
        do {
            expect(p, ',', "a comma and a second argument");
            t = operation(p, op, at, t, expression(p), 0);
        } while (more && token(p, ','));
    } else {
        t = operation(p, op, at, t, 0, 0);
    }
    close(p, ')', ")");
    if (p->l->code == CHAOS_OK)
        p->out->tree[t].bracketed = true;
    return t;
}

/* A name and an opening bracket. */
static void fail_no_function(parser *p, const char *name, const char *at)
{
    const char *const hint = chaosi_hint(name);
    if (at_index(p))
        chaosi_lex_fail(
            p->l, at,
            "there is no function '%s'; write an index as %s[n+1] or %s[i-1], a product as %s*(...)", name,
            name, name, name);
    if (hint)
        chaosi_lex_fail(p->l, at, "there is no function '%s'; %s", name, hint);
    chaosi_lex_fail(p->l, at, "there is no function '%s'; write a product as %s*(...)", name, name);
}

/* sum(... x[j] ...) */
static uint32_t sum_over_sites(parser *p, const char *at)
{
    const uint32_t before = p->of_all;
    if (p->in_sum)
        chaosi_lex_fail(p->l, at, "a sum can't contain another sum");
    p->in_sum = true;
    const uint32_t t = call(p, CHAOSI_SUM, 1, false, at);
    p->in_sum = false;
    if (p->of_all == before && p->l->code == CHAOS_OK)
        chaosi_lex_fail(p->l, at, "a sum goes over all sites, as in sum(x[j])");
    return t;
}

/* normal() or uniform(): of a line with [i] each site has its own. */
static uint32_t draw(parser *p, uint8_t op, const char *at)
{
    open(p);
    if (!token(p, ')'))
        chaosi_lex_fail(p->l, p->l->begin,
                        op == CHAOSI_NORMAL
                            ? "normal() takes no argument: write mean + deviation*normal()"
                            : "uniform() takes no argument: write low + (high - low)*uniform()");
    close(p, ')', ")");
    return add(p, (chaosi_tree){ .op = op,
                                 .a = p->out->ndraws++,
                                 .indexed = p->in_sum    ? CHAOSI_OF_ALL
                                            : p->of_site ? CHAOSI_OF_SITE
                                                         : 0,
                                 .at = at });
}

static uint32_t name_or_call(parser *p)
{
    const char *const at = p->l->begin;
    char name[CHAOSI_NAME_BYTES];
    memcpy(name, p->l->name, sizeof name);
    next(p);
    const int f = function_of(name);
    if (f >= 0)
        return functions[f].op == CHAOSI_SUM
                   ? sum_over_sites(p, at)
                   : call(p, functions[f].op, functions[f].operands, functions[f].more, at);
    const int l = token(p, '(') ? later_of(name) : -1;
    if (l >= 0)
        return later[l].operands ? call(p, later[l].op, later[l].operands, false, at)
                                 : draw(p, later[l].op, at);
    if (strcmp(name, "N") == 0)
        return add(p, (chaosi_tree){ .op = CHAOSI_SITES, .at = at });
    if (strcmp(name, "pi") == 0)
        return add(p, (chaosi_tree){ .op = CHAOSI_CONST, .value = 0x1.921fb54442d18p1, .at = at });
    if (token(p, '('))
        fail_no_function(p, name, at);
    chaosi_tree tree = { .op = CHAOSI_PARAM, .a = name_index(p, name, at), .at = at };
    suffix(p, &tree);
    return add(p, tree);
}

static uint32_t primary(parser *p)
{
    if (token(p, CHAOSI_NUMERAL)) {
        const uint32_t t =
            add(p, (chaosi_tree){ .op = CHAOSI_CONST, .value = p->l->value, .at = p->l->begin });
        next(p);
        return t;
    }
    if (token(p, CHAOSI_NAME))
        return name_or_call(p);
    if (!token(p, '(')) {
        chaosi_lex_expected(p->l, "a number, a name or (");
        return 0;
    }
    open(p);
    const uint32_t t = expression(p);
    close(p, ')', ")");
    if (p->l->code == CHAOS_OK)
        p->out->tree[t].bracketed = true;
    return t;
}

static uint32_t power(parser *p);

/* Signs before a factor (-x^2 is -(x^2)), or in an exponent. */
static uint32_t signs(parser *p)
{
    const char *const at = p->l->begin;
    if (!token(p, '-') && !token(p, '+'))
        return power(p);
    if (too_deep(p))
        return 0;
    const bool minus = token(p, '-');
    next(p);
    p->depth++;
    const uint32_t t = signs(p);
    p->depth--;
    return minus ? operation(p, CHAOSI_NEG, at, t, 0, 0) : t;
}

static uint32_t power(parser *p)
{
    const uint32_t base = primary(p);
    if (!token(p, '^') || too_deep(p))
        return base;
    const char *const at = p->l->begin;
    next(p);
    p->depth++;
    const uint32_t exponent = signs(p);
    p->depth--;
    return operation(p, CHAOSI_POW, at, base, exponent, 0);
}

static uint32_t product(parser *p)
{
    uint32_t t = signs(p);
    while (token(p, '*') || token(p, '/')) {
        const enum chaosi_op op = token(p, '*') ? CHAOSI_MUL : CHAOSI_DIV;
        const char *const at = p->l->begin;
        next(p);
        t = operation(p, op, at, t, signs(p), 0);
    }
    return t;
}

static uint32_t sum(parser *p)
{
    uint32_t t = product(p);
    while (token(p, '+') || token(p, '-')) {
        const enum chaosi_op op = token(p, '+') ? CHAOSI_ADD : CHAOSI_SUB;
        const char *const at = p->l->begin;
        next(p);
        t = operation(p, op, at, t, product(p), 0);
    }
    return t;
}

/* x + a mod m is (x + a) mod m. */
static uint32_t modulus(parser *p)
{
    uint32_t t = sum(p);
    while (word(p, "mod")) {
        const char *const at = p->l->begin;
        next(p);
        t = operation(p, CHAOSI_MOD, at, t, sum(p), 0);
    }
    return t;
}

typedef struct relation {
    int token;
    uint8_t op, swapped;
} relation;

/* NULL: none is next. */
static const relation *find_relation(const parser *p)
{
    static const relation all[] = {
        { '<', CHAOSI_LT, 0 },         { CHAOSI_AT_MOST, CHAOSI_LE, 0 },
        { '>', CHAOSI_LT, 1 },         { CHAOSI_AT_LEAST, CHAOSI_LE, 1 },
        { CHAOSI_SAME, CHAOSI_EQ, 0 }, { CHAOSI_DIFFERS, CHAOSI_NE, 0 },
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (token(p, all[i].token))
            return &all[i];
    return NULL;
}

/* 0 <= x <= 1, and words between conditions, are other languages'. */
static void refuse_conjunction(parser *p)
{
    if (find_relation(p))
        chaosi_lex_fail(p->l, p->l->begin,
                        "a second comparison needs brackets; write (0 <= x)*(x <= 1) for 0 <= x <= 1");
    else if (word(p, "and") || word(p, "or"))
        chaosi_lex_fail(p->l, p->l->begin, "'%s' has no meaning here; %s", p->l->name,
                        chaosi_hint(p->l->name));
}

static uint32_t comparison(parser *p)
{
    uint32_t t = modulus(p);
    const relation *const found = find_relation(p);
    if (found) {
        const char *const at = p->l->begin;
        next(p);
        const uint32_t right = modulus(p);
        t = operation(p, found->op, at, found->swapped ? right : t, found->swapped ? t : right, 0);
    }
    refuse_conjunction(p);
    return t;
}

static uint32_t expression(parser *p)
{
    if (too_deep(p))
        return 0;
    p->depth++;
    uint32_t t = comparison(p);
    if (token(p, '?')) {
        const char *const at = p->l->begin;
        next(p);
        const uint32_t yes = expression(p);
        expect(p, ':', "':' and the other value");
        t = operation(p, CHAOSI_SELECT, at, t, yes, expression(p));
    }
    p->depth--;
    return t;
}

/* ----------------------------------------------------------------------- lines */

static void left_side(parser *p, chaosi_line *line)
{
    chaosi_tree name = { .at = p->l->begin };
    line->at = p->l->begin;
    if (!token(p, CHAOSI_NAME)) {
        chaosi_lex_expected(p->l, "a name, as in x' = ...");
        return;
    }
    line->name = name_index(p, p->l->name, p->l->begin);
    next(p);
    suffix(p, &name);
    if (name.indexed && name.shift)
        chaosi_lex_fail(p->l, line->at, "the left side must be site [i]");
    line->indexed = name.indexed;
    line->next = name.primed || token(p, CHAOSI_ARROW);
    if (at_index(p) || token(p, '+') || token(p, '-')) /* x(n+1), x_n+1 */
        chaosi_lex_expected(p->l, "' or =, or an index as in x[n+1],");
    if (!token(p, '=') && !token(p, CHAOSI_ARROW))
        chaosi_lex_expected(p->l, name.primed ? "=" : "' or = or ->");
    next(p);
}

/* Nothing else may follow a whole expression; a forgotten * is the most common reason. */
static void check_end(parser *p)
{
    if (token(p, CHAOSI_END) || token(p, CHAOSI_BREAK))
        return;
    refuse_if(p);
    const bool factor = token(p, CHAOSI_NAME) || token(p, CHAOSI_NUMERAL) || token(p, '(');
    chaosi_lex_expected(p->l, factor ? "an operator (write a product with *)" : "an operator, ; or the end");
}

static void line(parser *p)
{
    chaosi_parsed *out = p->out;
    if (out->nlines == CHAOSI_MAX_NAMES) {
        chaosi_lex_fail(p->l, p->l->begin, "a text must have at most %d lines", CHAOSI_MAX_NAMES);
        return;
    }
    chaosi_line *const l = &out->line[out->nlines++];
    *l = (chaosi_line){ .first = out->count, .period = CHAOSI_NO_TREE };
    left_side(p, l);
    p->of_site = l->indexed;
    l->root = expression(p);
    check_end(p);
    if (p->l->code != CHAOS_OK || !l->next)
        return;
    const chaosi_tree *root = &out->tree[l->root];
    if (root->op == CHAOSI_MOD && !root->bracketed) {
        l->period = root->b;
        l->root = root->a;
    }
}

/* complex z, c */
static bool is_declaration(const parser *p)
{
    const char *c = p->l->at;
    while (c < p->l->end && (*c == ' ' || *c == '\t'))
        c++;
    return word(p, "complex") && c > p->l->at && c < p->l->end && !strchr("'=-[<([;\n", *c);
}

static void declare_complex(parser *p, uint32_t name)
{
    if (p->out->complex[name])
        chaosi_lex_fail(p->l, p->l->begin, "%s must be declared complex once", p->l->name);
    p->out->complex[name] = true;
}

static void declaration(parser *p)
{
    do {
        next(p);
        if (!token(p, CHAOSI_NAME))
            chaosi_lex_expected(p->l, "a name, as in complex z, c");
        else
            declare_complex(p, name_index(p, p->l->name, p->l->begin));
        next(p);
    } while (token(p, ','));
    if (!token(p, CHAOSI_END) && !token(p, CHAOSI_BREAK))
        chaosi_lex_expected(p->l, "a comma, ; or the end");
}

int chaosi_parse(chaosi_lexer *lexer, chaosi_parsed *parsed)
{
    parser p = { .l = lexer, .out = parsed };
    while (!token(&p, CHAOSI_END)) {
        if (token(&p, CHAOSI_BREAK))
            next(&p);
        else if (is_declaration(&p))
            declaration(&p);
        else
            line(&p);
    }
    return lexer->code;
}

int chaosi_parse_expressions(chaosi_lexer *lexer, uint32_t most, chaosi_parsed *parsed)
{
    parser p = { .l = lexer, .out = parsed, .written = true };
    lexer->brackets = 1; /* newlines are spaces */
    do {
        if (parsed->nlines > 0)
            next(&p);
        if (parsed->nlines == most)
            return chaosi_lex_fail(lexer, lexer->begin,
                                   most > 1 ? "there must be at most %u expressions"
                                            : "there must be only one expression",
                                   (unsigned)most);
        chaosi_line *const l = &parsed->line[parsed->nlines++];
        *l = (chaosi_line){ .first = parsed->count, .period = CHAOSI_NO_TREE, .at = lexer->begin };
        l->root = expression(&p);
    } while (token(&p, ',') && lexer->code == CHAOS_OK);
    if (!token(&p, CHAOSI_END))
        check_end(&p);
    if (token(&p, CHAOSI_BREAK))
        chaosi_lex_expected(lexer, "an operator or the end");
    return lexer->code;
}

/* Characters, errors and tokens of a text.
 *
 * SPDX-License-Identifier: MIT */
#include "text/lex.h"

#include "core/names.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ characters */

/* Signs that are typeset differently than typed. */
static const struct {
    const char *utf8, *text;
} signs[] = {
    { "−", "-" }, { "–", "-" }, { "·", "*" },  { "⋅", "*" },  { "∗", "*" },  { "×", "*" },
    { "′", "'" }, { "’", "'" }, { "→", "->" }, { "≤", "<=" }, { "≥", ">=" }, { "≠", "!=" },
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The number of bytes of a character; 1 for what is not UTF-8. */
static size_t width(const char *at, const char *end)
{
    const unsigned char c = (unsigned char)*at;
    const size_t n = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 1;
    if (n > (size_t)(end - at))
        return 1;
    for (size_t i = 1; i < n; i++)
        if (((unsigned char)at[i] & 0xc0) != 0x80)
            return 1;
    return n;
}

/* What a character stands for; NULL: itself. */
static const char *spelled(const char *at, const char *end)
{
    if (!((unsigned char)*at & 0x80))
        return NULL;
    const size_t n = width(at, end);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strlen(signs[i].utf8) == n && memcmp(signs[i].utf8, at, n) == 0)
            return signs[i].text;
    return n == CHAOSI_GREEK_BYTES ? chaosi_greek(at) : NULL;
}

/* ---------------------------------------------------------------------- errors */

/* Part of the line around a place, and a caret below it, in up to `capacity` bytes. */
static void show(const chaosi_lexer *l, const char *at, char *out, size_t capacity)
{
    const char *begin = at, *end = at;
    while (begin > l->text && begin[-1] != '\n' && at - begin < 40)
        begin--;
    while (begin < at && ((unsigned char)*begin & 0xc0) == 0x80)
        begin++; /* to the beginning of a character */
    size_t used = 0, before = 0;
    for (const char *c = begin; c < at; c += width(c, at))
        before++;
    while (end < l->end && *end != '\n' && end - at < 30)
        end += width(end, l->end);
    if (capacity < (size_t)(end - begin) + before + 5)
        return;
    out[used++] = '\n';
    for (const char *c = begin; c < end;) {
        const size_t n = width(c, end);
        const bool printable = n > 1 || ((unsigned char)*c >= ' ' && (unsigned char)*c < 127);
        for (size_t i = 0; i < n; i++)
            out[used++] = printable ? c[i] : *c == '\t' ? ' ' : '?';
        c += n;
    }
    out[used++] = '\n';
    memset(out + used, ' ', before);
    used += before;
    out[used++] = '^';
    out[used] = '\0';
}

static void find_place(const chaosi_lexer *l, const char *at, int *line, int *column)
{
    *line = *column = 1;
    for (const char *c = l->text; c < at; c += width(c, at)) {
        *column = *c == '\n' ? 1 : *column + 1;
        *line += *c == '\n';
    }
}

int chaosi_lex_fail(chaosi_lexer *l, const char *at, const char *format, ...)
{
    if (l->code != CHAOS_OK)
        return l->code;
    char message[256];
    int line, column;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    find_place(l, at, &line, &column);
    l->code = chaosi_fail(l->error, CHAOS_EINVAL, l->argument, at - l->text, "%s%sline %d, column %d: %s",
                          l->named ? l->argument : "", l->named ? ", " : "", line, column, message);
    if (l->error) {
        const size_t used = strlen(l->error->message);
        show(l, at, l->error->message + used, sizeof l->error->message - used);
    }
    l->token = CHAOSI_END;
    l->at = l->begin = l->end;
    return l->code;
}

void chaosi_lex_quote(const char *begin, const char *end, char quoted[32])
{
    size_t used = 0;
    if (end - begin == 1 && *begin == '\'') { /* not a quote in quotes */
        strcpy(quoted, "a prime");
        return;
    }
    quoted[used++] = '\'';
    while (begin < end && used < 24) {
        const size_t n = width(begin, end);
        if (n == 1 && ((unsigned char)*begin < ' ' || (unsigned char)*begin > 126))
            quoted[used++] = '?';
        else
            for (size_t i = 0; i < n; i++)
                quoted[used++] = begin[i];
        begin += n;
    }
    strcpy(quoted + used, begin < end ? "..'" : "'");
}

int chaosi_lex_expected(chaosi_lexer *l, const char *what)
{
    char got[32], after[32];
    if (l->token == CHAOSI_END)
        strcpy(got, "the end");
    else if (*l->begin == '\n')
        strcpy(got, "the end of the line");
    else
        chaosi_lex_quote(l->begin, l->at, got);
    if (!l->before || *l->before == '\n')
        return chaosi_lex_fail(l, l->begin, "expected %s, got %s", what, got);
    chaosi_lex_quote(l->before, l->before_end, after);
    return chaosi_lex_fail(l, l->begin, "expected %s after %s, got %s", what, after, got);
}

/* ---------------------------------------------------------------------- tokens */

static void lex_number(chaosi_lexer *l)
{
    const char *c = l->at;
    while (c < l->end && (is_digit(*c) || *c == '.'))
        c++;
    if (c < l->end && (*c == 'e' || *c == 'E')) {
        const char *e = c + 1;
        if (e < l->end && (*e == '+' || *e == '-'))
            e++;
        if (e < l->end && is_digit(*e))
            for (c = e; c < l->end && is_digit(*c);)
                c++;
    }
    l->token = CHAOSI_NUMERAL;
    if (!chaosi_parse_double(l->at, (size_t)(c - l->at), &l->value) || !__builtin_isfinite(l->value)) {
        char quoted[32];
        chaosi_lex_quote(l->at, c, quoted);
        chaosi_lex_fail(l, l->at, "%s is not a number", quoted);
        return;
    }
    l->at = c;
}

static void lex_name(chaosi_lexer *l)
{
    size_t used = 0;
    const char *c = l->at;
    while (c < l->end) {
        const char *greek = spelled(c, l->end);
        char letter[2] = { *c, '\0' };
        if (greek ? !is_letter(*greek) : !is_letter(*c) && !is_digit(*c) && *c != '_')
            break;
        const char *text = greek ? greek : letter;
        if (used + strlen(text) >= sizeof l->name) {
            chaosi_lex_fail(l, l->at, "a name must be at most %d characters long", CHAOSI_NAME_BYTES - 1);
            return;
        }
        strcpy(l->name + used, text);
        used += strlen(text);
        c += greek ? width(c, l->end) : 1;
    }
    l->token = CHAOSI_NAME;
    l->at = c;
}

/* Operators of two characters, as typed. */
static int pair(const char *text)
{
    static const struct {
        const char text[3];
        int token;
    } pairs[] = {
        { "->", CHAOSI_ARROW }, { "<=", CHAOSI_AT_MOST }, { ">=", CHAOSI_AT_LEAST },
        { "==", CHAOSI_SAME },  { "!=", CHAOSI_DIFFERS },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (text[0] == pairs[i].text[0] && text[1] == pairs[i].text[1])
            return pairs[i].token;
    return 0;
}

/* How to write what other notations write so. */
static const char *hint_for(const char *at, const char *end)
{
    static const struct {
        const char *utf8, *hint;
    } hints[] = {
        { "|", "; write abs(x) for an absolute value, max(a, b) for either condition" },
        { "&", "; write a*b for both conditions" },
        { "{", "; write an index as x[n+1] or x[i-1]" },
        { "%", "; write mod for a remainder" },
        { "!", "; write a == 0 for not a" },
        { "²", "; write a power with ^, as in x^2" },
        { "³", "; write a power with ^, as in x^3" },
        { "√", "; write sqrt(x) for a root" },
        { "#", "; a formula can't contain comments" },
        { ".", "; functions have no prefix: write sin(x) for np.sin(x)" },
    };
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
        if (strlen(hints[i].utf8) == width(at, end) && memcmp(hints[i].utf8, at, width(at, end)) == 0)
            return hints[i].hint;
    return "";
}

static void lex_operator(chaosi_lexer *l)
{
    const char *typed = spelled(l->at, l->end);
    char two[3] = { *l->at, l->end - l->at > 1 ? l->at[1] : '\0', '\0' };
    const int token = pair(typed ? typed : two);
    if (!typed && two[0] == '*' && two[1] == '*')
        chaosi_lex_fail(l, l->at, "write a power with ^, as in x^2");
    else if (token || typed)
        l->token = token ? token : *typed;
    else if (strchr("+-*/^()[]?:,<>='", *l->at) && *l->at)
        l->token = *l->at;
    else {
        char quoted[32];
        chaosi_lex_quote(l->at, l->at + width(l->at, l->end), quoted);
        chaosi_lex_fail(l, l->at, "%s has no meaning here%s", quoted, hint_for(l->at, l->end));
        return;
    }
    l->at += typed ? width(l->at, l->end) : token ? 2 : 1;
}

void chaosi_lex_next(chaosi_lexer *l)
{
    if (l->code != CHAOS_OK)
        return;
    l->before = l->begin;
    l->before_end = l->at;
    while (l->at < l->end &&
           (*l->at == ' ' || *l->at == '\t' || *l->at == '\r' || (*l->at == '\n' && l->brackets > 0)))
        l->at++;
    l->begin = l->at;
    if (l->at == l->end) {
        l->token = CHAOSI_END;
    } else if (*l->at == '\n' || *l->at == ';') {
        l->token = CHAOSI_BREAK;
        l->at++;
    } else if (is_digit(*l->at) || (*l->at == '.' && l->end - l->at > 1 && is_digit(l->at[1]))) {
        lex_number(l);
    } else {
        const char *text = spelled(l->at, l->end);
        if (is_letter(text ? *text : *l->at))
            lex_name(l);
        else
            lex_operator(l);
    }
}

void chaosi_lex_start(chaosi_lexer *l, const char *argument, const char *text, size_t length,
                      chaos_error *error)
{
    memset(l, 0, sizeof *l);
    l->argument = argument;
    l->named = strcmp(argument, "text") != 0; /* for a map's text it goes without saying */
    l->text = l->at = text;
    l->end = text + length;
    l->error = error;
    chaosi_lex_next(l);
    l->before = NULL;
}

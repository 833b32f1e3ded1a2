/* Text becomes tokens; errors say where in the text they are.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_LEX_H
#define CHAOS_TEXT_LEX_H

#include "core/error.h"

#include <stdbool.h>

enum { CHAOSI_NAME_BYTES = 32 }; /* of a name with its NUL, Greek letters spelled out */

/* Single characters are tokens of their own. */
enum chaosi_token {
    CHAOSI_END = 0,
    CHAOSI_BREAK = ';', /* or a newline */
    CHAOSI_NUMERAL = 256,
    CHAOSI_NAME,
    CHAOSI_ARROW,
    CHAOSI_AT_MOST,
    CHAOSI_AT_LEAST,
    CHAOSI_SAME,
    CHAOSI_DIFFERS,
};

typedef struct chaosi_lexer {
    const char *argument; /* the argument that errors name: "text", "of" */
    bool named;           /* whether their messages begin with it */
    const char *text, *end;
    const char *at;     /* the end of the current token */
    const char *begin;  /* its beginning */
    const char *before; /* the token before it, NULL at first */
    const char *before_end;
    int token;    /* enum chaosi_token, or a character */
    int brackets; /* open brackets: within them a newline is a space */
    double value; /* of a number */
    char name[CHAOSI_NAME_BYTES];
    int code; /* of the first error, after which every token is CHAOSI_END */
    chaos_error *error;
} chaosi_lexer;

void chaosi_lex_start(chaosi_lexer *lexer, const char *argument, const char *text, size_t length,
                      chaos_error *error);
void chaosi_lex_next(chaosi_lexer *lexer);

/* Puts "line 1, column 9: <message>", the line and a caret below it into
 * chaos_error, unless there was an error before. Returns the code. */
int chaosi_lex_fail(chaosi_lexer *lexer, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for the current token: "expected <what>, got 'x'". */
int chaosi_lex_expected(chaosi_lexer *lexer, const char *what);

/* A stretch of the text in quotes, cut short where it is long. */
void chaosi_lex_quote(const char *begin, const char *end, char quoted[32]);

#endif

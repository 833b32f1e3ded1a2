/* SPDX-License-Identifier: MIT */
#include "core/error.h"

#include <fenv.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *chaos_strerror(int code)
{
    switch (code) {
    case CHAOS_OK: return "no error";
    case CHAOS_EINVAL: return "invalid argument";
    case CHAOS_ENOMEM: return "out of memory";
    case CHAOS_ENOTSUP: return "not supported";
    case CHAOS_ECANCELED: return "cancelled";
    case CHAOS_ESYSTEM: return "system error";
    case CHAOS_EINTERNAL: return "internal error";
    case CHAOS_EFUNCTION: return "stopped by the map's function";
    default: return "unknown code";
    }
}

/* Numbers as text have no decimal commas of the host's, nor its rounding mode, by which printf
 * and strtod go, and which on x86 is not that of arithmetic alone. Only this thread changes. */
typedef struct neutral {
    locale_t c, host;
    fenv_t modes;
} neutral;

static void neutral_enter(neutral *n)
{
    n->c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    n->host = n->c ? uselocale(n->c) : (locale_t)0;
    feholdexcept(&n->modes);
    fesetround(FE_TONEAREST);
}

static void neutral_leave(const neutral *n)
{
    fesetenv(&n->modes);
    if (n->c) {
        uselocale(n->host);
        freelocale(n->c);
    }
}

int chaosi_fail(chaos_error *error, int code, const char *argument, int64_t index, const char *format, ...)
{
    if (!error)
        return code;
    error->code = code;
    error->index = index;
    snprintf(error->argument, sizeof error->argument, "%s", argument);
    neutral n;
    neutral_enter(&n);
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    neutral_leave(&n);
    return code;
}

int chaosi_pass_on(int code, const chaos_error *own, chaos_error *error)
{
    if (code != CHAOS_OK && error)
        *error = *own;
    return code;
}

int chaosi_nomem(chaos_error *error)
{
    if (error) { /* not chaosi_fail, which may need memory */
        memset(error, 0, sizeof *error);
        error->code = CHAOS_ENOMEM;
        error->index = -1;
        strcpy(error->message, "out of memory");
    }
    return CHAOS_ENOMEM;
}

int chaosi_canceled(chaos_error *error)
{
    return chaosi_fail(error, CHAOS_ECANCELED, "progress", -1, "the progress callback asked to stop");
}

int chaosi_stopped(int value, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EFUNCTION, "function", value,
                       "the map's function must return 0 to go on, got %d", value);
}

bool chaosi_parse_double(const char *text, size_t length, double *value)
{
    char copy[64];
    if (length == 0 || length >= sizeof copy || strchr(" \t\n\v\f\r", text[0]))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *end;
    neutral n;
    neutral_enter(&n);
    *value = strtod(copy, &end);
    neutral_leave(&n);
    return *end == '\0';
}

bool chaosi_mul_checked(uint64_t a, uint64_t b, uint64_t *product)
{
    return !__builtin_mul_overflow(a, b, product) && *product <= INT64_MAX / 16;
}

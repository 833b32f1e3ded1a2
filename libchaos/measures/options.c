/* Values of options: from text, to text, and whether they can be.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/buffer.h"
#include "core/fpenv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A count in decimal, also as 1e6. */
static bool parse_count(const char *text, size_t length, uint64_t *value)
{
    double d;
    if (length > 0 && length <= 19 && strspn(text, "0123456789") >= length) {
        *value = 0;
        for (size_t i = 0; i < length; i++)
            *value = *value * 10 + (uint64_t)(text[i] - '0');
        return true;
    }
    if (!chaosi_parse_double(text, length, &d) || !(d >= 0.0 && d <= 0x1p62) || d != (double)(uint64_t)d)
        return false;
    *value = (uint64_t)d;
    return true;
}

static bool is_list(const chaosi_option *o) { return o->info.type == CHAOS_OPTION_COUNTS; }

static bool takes_counts(const chaosi_option *o) { return o->info.type == CHAOS_OPTION_COUNT || is_list(o); }

/* "bins must be 1 or 2 whole numbers from 1 on, got ..." */
static int fail(const chaosi_option *o, const char *got, chaos_error *error)
{
    char must[160];
    const bool one = o->info.most == 1, counts = takes_counts(o);
    size_t length = 0;
    if (o->info.type == CHAOS_OPTION_WORD)
        return chaosi_fail(error, CHAOS_EINVAL, o->info.name, -1, "%s must be '%s', got %s", o->info.name,
                           o->info.word, got);
    if (!one)
        length += (size_t)snprintf(must, sizeof must, "%u %s %u ", o->info.least, is_list(o) ? "to" : "or",
                                   o->info.most);
    if (one)
        length += (size_t)snprintf(must, sizeof must, "a ");
    length += (size_t)snprintf(must + length, sizeof must - length, "%s%s",
                               counts                  ? "whole number"
                               : o->of_numbers || !one ? "number"
                                                       : "finite number",
                               one ? "" : "s");
    if (o->of_numbers)
        length += (size_t)snprintf(must + length, sizeof must - length, " %s", o->of_numbers);
    else if (counts)
        length += (size_t)snprintf(must + length, sizeof must - length, " from %" PRIu64 " to 2^62", o->low);
    if (is_list(o))
        snprintf(must + length, sizeof must - length, ", each above the one before");
    if (o->info.word)
        snprintf(must + length, sizeof must - length, " or '%s'", o->info.word);
    return chaosi_fail(error, CHAOS_EINVAL, o->info.name, -1, "%s must be %s, got %s", o->info.name, must,
                       got);
}

static int check_number_of_values(const chaosi_option *o, uint64_t n, chaos_error *error)
{
    char got[40];
    if (n == o->info.least || n == o->info.most || (is_list(o) && n > o->info.least && n < o->info.most))
        return CHAOS_OK;
    snprintf(got, sizeof got, "%" PRIu64 " of them", n);
    return fail(o, got, error);
}

int chaosi_option_check_counts(const chaosi_option *o, const uint64_t *values, uint64_t n, chaos_error *error)
{
    char got[40];
    const int code = check_number_of_values(o, n, error);
    for (uint64_t i = 0; i < n && code == CHAOS_OK; i++) {
        const bool word = o->info.word && values[i] == UINT64_MAX;
        const bool after = !is_list(o) || i == 0 || values[i] > values[i - 1];
        if (values[i] >= o->low && (values[i] <= UINT64_C(1) << 62 || word) && after)
            continue;
        snprintf(got, sizeof got, after ? "%" PRIu64 : "%" PRIu64 " after %" PRIu64, values[i],
                 after ? 0 : values[i - 1]);
        return fail(o, got, error);
    }
    return code;
}

int chaosi_option_check_numbers(const chaosi_option *o, const double *values, uint64_t n, chaos_error *error)
{
    const int code = check_number_of_values(o, n, error);
    for (uint64_t i = 0; i < n && code == CHAOS_OK; i++) {
        char got[40] = "";
        size_t length = 0;
        if (__builtin_isfinite(values[i]) && (!o->of_numbers || values[i] > 0.0))
            continue;
        chaosi_append_number(got, sizeof got, &length, values[i]);
        return fail(o, got, error);
    }
    return code;
}

static int parse(const chaosi_option *o, const char *text, void *values, uint64_t *n, chaos_error *error)
{
    const bool counts = takes_counts(o);
    char got[80];
    snprintf(got, sizeof got, "'%.60s'", text);
    *n = 0;
    for (const char *at = text;; at++) {
        const size_t length = strcspn(at, ",");
        const bool word =
            o->info.word && strlen(o->info.word) == length && !strncmp(at, o->info.word, length);
        if (*n == o->info.most)
            return fail(o, got, error);
        if (word)
            ((uint64_t *)values)[*n] = UINT64_MAX;
        else if (o->info.type == CHAOS_OPTION_WORD)
            return fail(o, got, error);
        else if (counts ? !parse_count(at, length, (uint64_t *)values + *n)
                        : !chaosi_parse_double(at, length, (double *)values + *n))
            return fail(o, got, error);
        ++*n;
        at += length;
        if (*at == '\0')
            break;
    }
    if (o->info.type == CHAOS_OPTION_WORD)
        return CHAOS_OK;
    if (counts ? chaosi_option_check_counts(o, values, *n, NULL)
               : chaosi_option_check_numbers(o, values, *n, NULL))
        return fail(o, got, error);
    return CHAOS_OK;
}

/* The host's rounding, or its traps, have no say in what a text means. */
int chaosi_option_parse(const chaosi_option *o, const char *text, void *values, uint64_t *n,
                        chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const int code = parse(o, text, values, n, error);
    chaosi_fpenv_leave(host);
    return code;
}

void chaosi_append(char *text, size_t size, size_t *length, const char *more, size_t n)
{
    for (size_t i = 0; i < n; i++, ++*length)
        if (*length + 1 < size)
            text[*length] = more[i];
    if (size > 0)
        text[*length < size ? *length : size - 1] = '\0';
}

void chaosi_append_number(char *text, size_t size, size_t *length, double value)
{
    char number[CHAOSI_NUMBER];
    chaosi_format_double(value, number);
    chaosi_append(text, size, length, number, strlen(number));
}

size_t chaosi_option_print(const chaosi_option *o, const void *values, uint64_t n, char *text, size_t size)
{
    size_t length = 0;
    chaosi_append(text, size, &length, "", 0);
    for (uint64_t i = 0; i < n; i++) {
        if (i > 0)
            chaosi_append(text, size, &length, ",", 1);
        if (o->info.type == CHAOS_OPTION_NUMBER) {
            chaosi_append_number(text, size, &length, ((const double *)values)[i]);
            continue;
        }
        char digits[24];
        const uint64_t count = ((const uint64_t *)values)[i];
        if (o->info.type == CHAOS_OPTION_WORD) {
            chaosi_append(text, size, &length, o->info.word, strlen(o->info.word));
            continue;
        }
        const int more = snprintf(digits, sizeof digits, "%" PRIu64, count);
        chaosi_append(text, size, &length, digits, (size_t)more);
    }
    return length;
}

/* number.c - numbers from text and to text.
 *
 * The programs never call setlocale, so strtod and printf know only the
 * decimal point.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool parse_number(const char *text, double *value)
{
    char *end;
    if (!*text || isspace((unsigned char)*text))
        return false;
    *value = strtod(text, &end);
    return end != text && !*end;
}

/* "100000", and "1e5" or "2.5e3" if that is a whole number, up to 2^62 as in the library. */
bool parse_count(const char *text, uint64_t *value)
{
    if (!isdigit((unsigned char)*text))
        return false;
    if (text[strspn(text, "0123456789")] == '\0') {
        errno = 0;
        *value = strtoull(text, NULL, 10);
        return errno == 0;
    }
    if (text[strspn(text, "0123456789.eE+")] != '\0')
        return false;
    double number;
    if (!parse_number(text, &number) || number != floor(number) || number > 0x1p62)
        return false;
    *value = (uint64_t)number;
    return true;
}

const char *format_number(char text[NUMBER_SIZE], double value)
{
    if (isnan(value))
        return strcpy(text, "nan"); /* printf would show its sign */
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return text;
}

const char *format_scaled(char text[NUMBER_SIZE], double value)
{
    static const char *const units[] = { "", " k", " M", " G", " T", " P", " E" };
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1000;
        unit++;
    }
    int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    snprintf(text, NUMBER_SIZE, "%.*f%s", decimals, value, units[unit]);
    return text;
}

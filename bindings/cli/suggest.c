/* suggest.c - the name that was probably meant.
 *
 * SPDX-License-Identifier: MIT */
#include "shell.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 31 };

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edits that turn a into b: insert, delete, replace, swap two neighbours. */
static unsigned distance(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    unsigned rows[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= na; i++)
        rows[i][0] = (unsigned)i;
    for (size_t j = 0; j <= nb; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= na; i++)
        for (size_t j = 1; j <= nb; j++) {
            int ca = tolower((unsigned char)a[i - 1]), cb = tolower((unsigned char)b[j - 1]);
            rows[i][j] = smallest(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (ca != cb));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                rows[i][j] > rows[i - 2][j - 2] + 1)
                rows[i][j] = rows[i - 2][j - 2] + 1;
        }
    return rows[na][nb];
}

/* name(of, i) lists the names that exist, NULL past the end. A name within a
 * third of its letters counts as meant; so does one that begins as typed. */
const char *suggest(const char *got, const char *(*name)(const void *of, size_t i), const void *of)
{
    const char *best = NULL, *candidate;
    unsigned least = LONGEST;
    size_t length = strlen(got);
    for (size_t i = 0; (candidate = name(of, i)); i++) {
        unsigned d = distance(got, candidate);
        if (length >= 3 && strncmp(got, candidate, length) == 0)
            d = 1;
        if (d < least && (d == 1 || d <= strlen(candidate) / 3) && d < strlen(candidate)) {
            least = d;
            best = candidate;
        }
    }
    return best;
}

const char *did_you_mean(const char *suggestion)
{
    static char text[LONGEST + 32];
    if (!suggestion)
        return "";
    snprintf(text, sizeof text, "; did you mean '%.*s'?", LONGEST, suggestion);
    return text;
}

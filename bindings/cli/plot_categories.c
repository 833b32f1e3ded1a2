/* plot_categories.c - colours of whole numbers: the most frequent that occur have one each.
 *
 * SPDX-License-Identifier: MIT
 *
 * Numbers up to that of the colours have always the same, so that pictures can be compared, unless greater ones
 * occur, too: periods of a map that is forced are all multiples of 4, say. */
#include "plot.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct number {
    double value;
    size_t times;
};

/* The more frequent first, of equals the smaller. */
static int compare_times(const void *a, const void *b)
{
    const struct number *x = a, *y = b;
    return x->times != y->times ? (x->times < y->times ? 1 : -1) : compare(&x->value, &y->value);
}

void list_categories(struct panel *panel, double *values, size_t count)
{
    struct number *numbers = allocate(count + 1, sizeof *numbers);
    size_t n = 0;
    qsort(values, count, sizeof *values, compare);
    for (size_t i = 0; i < count; i++) {
        n += i == 0 || values[i] != values[i - 1];
        numbers[n - 1].value = values[i];
        numbers[n - 1].times++;
    }
    panel->by_number = count == 0 || (values[0] >= 1 && values[count - 1] <= LISTED);
    panel->others = n > LISTED;
    panel->nlisted = n > LISTED ? LISTED : n;
    qsort(numbers, n, sizeof *numbers, compare_times);
    for (size_t i = 0; i < panel->nlisted; i++)
        panel->listed[i] = numbers[i].value;
    qsort(panel->listed, panel->nlisted, sizeof *panel->listed, compare);
    free(numbers);
}

struct colour colour_in_list(const struct panel *panel, double value)
{
    for (size_t i = 0; i < panel->nlisted; i++)
        if (panel->listed[i] == value)
            return category_colour(panel->by_number ? (uint64_t)value - 1 : i);
    return colour_of(COLOUR_OTHERS);
}

/* What is known of a list of cycles: how many points there are, and whether their indices add up.
 *
 * The index of a point of f^n(x) = x is the sign of det(1 - Df^n); over all of them in a box it adds up to how often
 * x - f^n(x) turns around 0 on the edge of the box, whatever is inside.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include <math.h>

/* The index of a cycle's point as one of f^(k period); 0: singular within the errors. Multipliers are then their k-th
 * powers, of which negative ones may be above 1. */
static int64_t index_of(const chaosi_cycle_row *row, uint64_t k)
{
    int64_t index = row->index;
    for (size_t i = 0; i < row->count && k % 2 == 0; i++) {
        const double re = row->values[2 * i], im = row->values[2 * i + 1];
        if (im == 0.0 && fabs(re + 1.0) <= row->multipliers_error[i])
            return 0;
        index = im == 0.0 && re < -1.0 ? -index : index;
    }
    return index;
}

int chaosi_search_count(chaosi_search *s, uint64_t n, chaosi_count *count)
{
    bool regular = s->nsingular == 0;
    count->singular = s->nsingular;
    count->expected = CHAOSI_NO_INDEX;
    for (size_t i = 0; i < s->nrows; i++) {
        const chaosi_cycle_row *row = &s->rows[i];
        if (n % row->period)
            continue;
        count->cycles += row->period == n;
        count->points += row->period / s->every;
        const int64_t index = index_of(row, n / row->period);
        regular = regular && index != 0;
        count->index += index * (int64_t)(row->period / s->every);
    }
    count->completeness = s->complete && regular ? CHAOS_COMPLETE : CHAOS_FOUND;
    return CHAOS_OK;
}

/* Cells of a fine grid over all states, without end.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include <stdlib.h>
#include <string.h>

/* Added to a number it rounds it: the last bits of the sum are the whole number. */
static const double rounding = 0x1.8p52;

enum { FIRST_SIZE = 1024, FEW_STATES = 6 };

static uint64_t mix(uint64_t hash, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    hash = (hash ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static double number_of(const chaosi_cutting *c, size_t i, double x)
{
    const double number = (x - c->low[i]) * c->per[i] + rounding;
    return number - rounding == c->turns[i] ? rounding : number;
}

uint64_t chaosi_cell_of(const chaosi_cutting *c, const double *x, size_t stride)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < c->dim; i++)
        hash = mix(hash, number_of(c, i, x[i * stride]));
    return hash;
}

static bool grow(chaosi_cells *cells)
{
    const chaosi_cells old = *cells;
    const size_t size = old.size ? 2 * old.size : FIRST_SIZE;
    chaosi_cell_entry *table = calloc(size, sizeof *table);
    if (!table)
        return false;
    for (size_t k = 0; k < old.size; k++) {
        size_t i = (size_t)old.table[k].cell & (size - 1);
        if (!old.table[k].used)
            continue;
        while (table[i].used)
            i = (i + 1) & (size - 1);
        table[i] = old.table[k];
    }
    free(old.table);
    cells->table = table;
    cells->size = size;
    return true;
}

bool chaosi_cells_put(chaosi_cells *cells, uint64_t cell, int32_t mark, int32_t *before)
{
    if (4 * cells->count >= cells->size && !grow(cells)) /* a quarter: what is not there is looked for most */
        return false;
    size_t i = (size_t)cell & (cells->size - 1);
    while (cells->table[i].used && cells->table[i].cell != cell)
        i = (i + 1) & (cells->size - 1);
    *before = cells->table[i].used ? cells->table[i].mark : -1;
    cells->count += !cells->table[i].used;
    cells->table[i] = (chaosi_cell_entry){ cell, mark, 1 };
    return true;
}

void chaosi_cells_clear(chaosi_cells *cells)
{
    if (cells->size)
        memset(cells->table, 0, cells->size * sizeof *cells->table);
    cells->count = 0;
}

void chaosi_cells_free(chaosi_cells *cells)
{
    free(cells->table);
    *cells = (chaosi_cells){ NULL, 0, 0 };
}

/* Where the state is in its cell, from -1/2 to 1/2: the side on which another one is near. */
static int near_side(const chaosi_cutting *c, size_t i, double x)
{
    const double at = (x - c->low[i]) * c->per[i], rest = at - (at + rounding - rounding);
    return rest > 0.25 ? 1 : rest < -0.25 ? -1 : 0;
}

/* The cell beside that of x in those states that a mask says. */
static uint64_t cell_beside(const chaosi_cutting *c, const double *x, size_t stride, const int *side,
                            uint64_t mask)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < c->dim; i++) {
        double number = number_of(c, i, x[i * stride]);
        if (i < FEW_STATES && mask >> i & 1)
            number += (double)side[i];
        if (number - rounding == c->turns[i])
            number = rounding;
        if (number < rounding && c->turns[i] < __DBL_MAX__)
            number += c->turns[i];
        hash = mix(hash, number);
    }
    return hash;
}

bool chaosi_cells_put_beside(chaosi_cells *cells, const chaosi_cutting *c, const double *x, size_t stride,
                             int32_t mark)
{
    const size_t few = c->dim < FEW_STATES ? c->dim : FEW_STATES; /* of more states these alone */
    int side[FEW_STATES] = { 0 };
    uint64_t sides = 0;
    for (size_t i = 0; i < few; i++) {
        side[i] = near_side(c, i, x[i * stride]);
        sides |= (uint64_t)(side[i] != 0) << i;
    }
    for (uint64_t mask = sides; mask; mask = (mask - 1) & sides) { /* all parts of it but the empty one */
        const uint64_t cell = cell_beside(c, x, stride, side, mask);
        int32_t before = chaosi_cells_find(cells, cell);
        if (before < 0 && !chaosi_cells_put(cells, cell, mark, &before))
            return false;
    }
    return true;
}

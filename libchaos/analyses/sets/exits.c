/* Which region orbits come to first.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/memory.h"

bool chaosi_exit_look_init(chaosi_exit_look *l, const chaosi_basins *b, size_t lanes)
{
    size_t bytes = 0;
    for (uint64_t i = 0; i < b->exits->count; i++) {
        const chaosi_columns *region = b->exits->regions[i];
        const size_t needs = region->kernels[b->isa->index]->work_bytes(region->program, lanes);
        bytes = needs > bytes ? needs : bytes;
    }
    l->values = chaosi_alloc(CHAOSI_EXIT_ROWS * lanes, sizeof *l->values);
    l->zero = chaosi_alloc(CHAOSI_EXIT_ROWS, sizeof *l->zero);
    l->flag = chaosi_alloc(lanes, 1);
    l->work = chaosi_alloc(bytes, 1);
    l->label = chaosi_alloc(lanes, sizeof *l->label);
    l->row = chaosi_alloc(lanes, sizeof *l->row);
    return l->values && l->zero && l->flag && l->work && l->label && l->row;
}

void chaosi_exit_look_free(chaosi_exit_look *l)
{
    free(l->values);
    free(l->zero);
    free(l->flag);
    free(l->work);
    free(l->label);
    free(l->row);
}

/* The bound comes first: what is beyond it never gets anywhere. */
static void look_outside(chaosi_exit_look *l, const chaosi_orbits *o, size_t dim)
{
    for (size_t lane = 0; lane < o->k.lanes; lane++) {
        l->row[lane] = chaosi_orbits_left(o, dim, lane);
        l->label[lane] = l->row[lane] < CHAOSI_EXIT_ROWS ? CHAOS_LABEL_ESCAPED : CHAOS_LABEL_PENDING;
    }
}

/* Of regions that are reached at once the first counts. */
static void look_inside(chaosi_exit_look *l, const chaosi_orbits *o, const chaosi_basins *b, uint64_t region)
{
    const chaosi_columns *columns = b->exits->regions[region];
    const size_t stride = o->k.stride;
    columns->kernels[b->isa->index]->compute(
        &(chaosk_columns_job){ o->rows, b->dim * stride, columns->states, CHAOSI_EXIT_ROWS, o->k.p, stride,
                               o->k.lanes, l->values, l->work, columns->program });
    if (!b->isa->lanes->outside(l->values, l->zero, CHAOSI_EXIT_ROWS, stride, o->k.lanes, l->flag))
        return;
    for (size_t lane = 0; lane < o->k.lanes; lane++)
        for (size_t row = 0; l->flag[lane] && row < l->row[lane]; row++) {
            const double inside = l->values[row * stride + lane];
            if (inside != 0.0 && inside == inside) {
                l->label[lane] = (int32_t)region;
                l->row[lane] = row;
            }
        }
}

int chaosi_exits_look(chaosi_exit_look *l, chaosi_orbits *o, chaosi_basins *b, unsigned thread)
{
    const int code = chaosi_orbits_record(o, b, thread, CHAOSI_EXIT_ROWS);
    look_outside(l, o, b->dim);
    for (uint64_t i = 0; i < b->exits->count && code == CHAOS_OK; i++)
        look_inside(l, o, b, i);
    return code;
}

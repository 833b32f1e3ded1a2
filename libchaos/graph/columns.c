/* Columns of recorded rows, once per instruction set. Rows of few lanes are taken
 * several at a time, so that a block is as long as a map's.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/execute.h"

#include "graph/columns.h"

static size_t rows_of(size_t stride) { return stride < BLOCK_WIDEST ? BLOCK_WIDEST / stride : 1; }
static size_t addresses(const chaosk_code *code) { return (code->nslots + 7) / 8 * 8; }

static size_t columns_work_bytes(const void *program, size_t stride)
{
    const chaosk_program *p = program;
    const size_t blocks = p->value.ntemps + p->value.nconsts + p->nparams + p->nvars + p->ncolumns;
    return (addresses(&p->value) + blocks * block_pitch(rows_of(stride) * stride) + p->ncolumns + 1) *
           sizeof(double);
}

/* Repeats a row of parameters for each row of a block. */
static void repeat(double *to, const double *from, size_t lanes, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        block_copy(to + i * lanes, from, lanes);
}

/* Sets the slots, all in scratch, and fills in parameters and constants. Returns the
 * limits of the columns: infinity. */
static double *enter(const chaosk_columns_job *job, size_t rows)
{
    const chaosk_program *p = job->program;
    const size_t n = rows * job->lanes, pitch = block_pitch(n);
    double **const slot = job->work, *at = (double *)job->work + addresses(&p->value);
    for (uint32_t i = 0; i < p->value.nslots; i++, at += pitch) {
        const chaosk_slot *s = &p->value.slots[i];
        slot[i] = at;
        if (s->kind == CHAOSK_SLOT_CONST)
            block_fill(at, p->value.consts[s->index], n);
        else if (s->kind == CHAOSK_SLOT_PARAM)
            repeat(at, job->p + s->index * job->stride, job->lanes, rows);
    }
    block_fill(at, __builtin_inf(), p->ncolumns + 1);
    code_run(&p->value, CHAOSK_ONCE, slot, at, n, n);
    return at;
}

static void columns_compute(const chaosk_columns_job *job)
{
    const chaosk_program *p = job->program;
    const size_t stride = job->stride, lanes = job->lanes, block = rows_of(stride) * stride / lanes;
    double *const *slot = job->work, *const limit = enter(job, block);
    for (uint64_t first = 0; first < job->count; first += block) {
        const size_t rows = job->count - first < block ? (size_t)(job->count - first) : block;
        const double *in = job->in + first * job->in_row;
        double *out = job->out + first * p->ncolumns * stride;
        for (size_t i = 0; i < rows; i++, in += job->in_row)
            for (uint32_t k = 0; k < p->nvars; k++)
                block_copy(slot[k] + i * lanes, in + job->at[k] * stride, lanes);
        code_run(&p->value, CHAOSK_STEP, slot, limit, rows * lanes, rows * lanes);
        for (size_t i = 0; i < rows; i++)
            for (uint32_t c = 0; c < p->ncolumns; c++, out += stride)
                block_copy(out, slot[p->nvars + c] + i * lanes, lanes);
    }
}

extern const chaosk_columns CHAOSK_NAME(graph_columns);
const chaosk_columns CHAOSK_NAME(graph_columns) = { columns_work_bytes, columns_compute };

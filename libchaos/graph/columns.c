/* Columns of recorded rows, once per instruction set. Rows of few lanes are taken
 * several at a time, so that a block is as long as a map's; for sums, sites of one row, or of several short ones.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/execute.h"

#include "graph/columns.h"
#include "kernels/strips.h"

#include <stdbool.h>

static size_t rows_of(size_t stride) { return stride < BLOCK_WIDEST ? BLOCK_WIDEST / stride : 1; }
static size_t addresses(const chaosk_code *code) { return (code->nslots + 7) / 8 * 8; }

/* Doubles for a code: addresses of its slots, then the slots, then the limits of its `count` results. */
static size_t room(const chaosk_code *code, uint32_t count, size_t block)
{
    return addresses(code) + code->nslots * block_pitch(block) + block_pitch(count + 1);
}

static size_t columns_work_bytes(const chaosk_expressions *e, size_t stride)
{
    const size_t block = rows_of(stride) * stride;
    return (room(&e->value, e->ncolumns, block) + room(&e->terms, e->nsums, block) +
            e->nsums * CHAOSK_LANES * block) *
           sizeof(double);
}

/* Repeats a row of lanes, of parameters say, for each row or site of a block. */
static void repeat(double *to, const double *from, size_t lanes, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        block_copy(to + i * lanes, from, lanes);
}

/* A code at work. */
typedef struct part {
    const chaosk_code *code;
    double **slot;
    double *limit; /* infinity */
} part;

/* Sets the slots, all in scratch, and fills in parameters and constants. */
static part enter(const chaosk_columns_job *job, const chaosk_code *code, uint32_t count, double *work,
                  size_t rows)
{
    const size_t n = rows * job->lanes, pitch = block_pitch(n);
    double **const slot = (double **)(void *)work, *at = work + addresses(code);
    for (uint32_t i = 0; i < code->nslots; i++, at += pitch) {
        const chaosk_slot *s = &code->slots[i];
        slot[i] = at;
        if (s->kind == CHAOSK_SLOT_CONST)
            block_fill(at, code->consts[s->index], n);
        else if (s->kind == CHAOSK_SLOT_PARAM)
            repeat(at, job->p + s->index * job->stride, job->lanes, rows);
    }
    block_fill(at, __builtin_inf(), count + 1);
    code_run(code, CHAOSK_ONCE, slot, at, n, n);
    return (part){ code, slot, at };
}

static void run(const part *p, size_t n) { code_run(p->code, CHAOSK_STEP, p->slot, p->limit, n, n); }

/* The states that a leaf stands for at `count` sites of a row, from `site` on. */
static void take_sites(const chaosk_columns_job *job, const double *in, const chaosk_column_leaf *leaf,
                       size_t site, size_t count, double *to)
{
    const size_t sites = job->program->sites;
    const uint32_t *const at = job->at + leaf->state;
    size_t from = (site + leaf->shift) % sites;
    for (size_t i = 0; i < count; i++, from = from + 1 == sites ? 0 : from + 1)
        if (job->lanes == 1)
            to[i] = in[at[from] * job->stride];
        else
            block_copy(to + i * job->lanes, in + at[from] * job->stride, job->lanes);
}

/* Adds `count` terms to a sum, one after the other. */
static void add(double *sum, const double *term, size_t count, size_t lanes)
{
    for (size_t i = 0; lanes == 1 && i < count; i++)
        *sum += term[i];
    for (size_t lane = 0; lanes > 1 && lane < lanes; lane += VWIDTH) {
        vreal all = vload(sum + lane);
        for (size_t i = 0; i < count; i++)
            all = all + vload(term + i * lanes + lane);
        vstore(sum + lane, all);
    }
}

/* What to sum up: a few rows, from `in` on. */
typedef struct few {
    const double *in;
    size_t count, strip; /* rows; sites in a strip */
    double *sum;         /* [count][sums][CHAOSK_LANES][lanes] of strips */
} few;

static double *sum_of(const chaosk_columns_job *job, const few *f, size_t row, uint32_t s)
{
    return f->sum + (row * job->program->nsums + s) * CHAOSK_LANES * job->lanes;
}

/* The states of `count` sites of each row, from `site` on, and the terms there. */
static void compute_terms(const chaosk_columns_job *job, const part *terms, const few *f, size_t site,
                          size_t count)
{
    const chaosk_column_leaf *const leaf = job->program->leaf;
    for (size_t row = 0; row < f->count; row++)
        for (uint32_t k = 0; k < terms->code->nvars; k++) {
            const double *const in = f->in + row * job->in_row;
            double *const to = terms->slot[k] + row * count * job->lanes;
            if (leaf[k].row)
                take_sites(job, in, &leaf[k], site, count, to);
            else
                repeat(to, in + job->at[leaf[k].state] * job->stride, job->lanes, count);
        }
    run(terms, f->count * count * job->lanes);
}

/* The sums of a group of strips, of the sites from `first` to `end`. */
static void sum_strips(const chaosk_columns_job *job, const part *terms, const few *f, size_t first,
                       size_t end)
{
    const size_t lanes = job->lanes, piece = rows_of(job->stride) * job->stride / lanes;
    const uint32_t nsums = job->program->nsums;
    block_fill(f->sum, 0.0, f->count * nsums * CHAOSK_LANES * lanes);
    for (size_t site = first; site < end; site += piece) {
        const size_t count = end - site < piece ? end - site : piece;
        compute_terms(job, terms, f, site, count);
        for (size_t i = 0, more; i < count; i += more) {
            const size_t which = (site + i - first) / f->strip,
                         left = first + (which + 1) * f->strip - site - i;
            more = left < count - i ? left : count - i;
            for (size_t row = 0; row < f->count; row++)
                for (uint32_t s = 0; s < nsums; s++)
                    add(sum_of(job, f, row, s) + which * lanes,
                        terms->slot[terms->code->nvars + s] + (row * count + i) * lanes, more, lanes);
        }
    }
}

/* Adds the sums of CHAOSK_LANES strips to their total, which the first ones begin. */
static void add_group(double *total, const double *sum, bool first, size_t lanes)
{
    if (lanes == 1)
        *total = (first ? 0.0 : *total) + CHAOSK_TREE(sum);
    for (size_t lane = 0; lanes > 1 && lane < lanes; lane += VWIDTH) {
        vreal each[CHAOSK_LANES];
        for (size_t j = 0; j < CHAOSK_LANES; j++)
            each[j] = vload(sum + j * lanes + lane);
        vstore(total + lane, (first ? vset(0.0) : vload(total + lane)) + CHAOSK_TREE(each));
    }
}

/* The sums over the sites of each row, in the order of kernels/strips.h, into total[] [count][lanes]. */
static void sum_rows(const chaosk_columns_job *job, const part *terms, const double *in, size_t count,
                     double *sum, double *const *total)
{
    const chaosk_expressions *const e = job->program;
    const size_t lanes = job->lanes, strip = (e->sites - 1) / chaosk_strips(e->sites) + 1,
                 piece = rows_of(job->stride) * job->stride / lanes,
                 most = piece > e->sites ? piece / e->sites : 1;
    for (size_t row = 0; row < count; row += most)
        for (size_t site = 0; site < e->sites; site += CHAOSK_LANES * strip) {
            const size_t left = e->sites - site, group = CHAOSK_LANES * strip;
            const few f = { in + row * job->in_row, count - row < most ? count - row : most, strip, sum };
            sum_strips(job, terms, &f, site, site + (left < group ? left : group));
            for (size_t i = 0; i < f.count; i++)
                for (uint32_t s = 0; s < e->nsums; s++)
                    add_group(total[s] + (row + i) * lanes, sum_of(job, &f, i, s), site == 0, lanes);
        }
}

static void columns_compute(const chaosk_columns_job *job)
{
    const chaosk_expressions *const e = job->program;
    const size_t stride = job->stride, lanes = job->lanes, block = rows_of(stride) * stride / lanes;
    double *const of_terms = (double *)job->work + room(&e->value, e->ncolumns, block * lanes),
                  *const sum = of_terms + room(&e->terms, e->nsums, block * lanes);
    const part value = enter(job, &e->value, e->ncolumns, job->work, block),
               terms = enter(job, &e->terms, e->nsums, of_terms, block);
    for (uint64_t first = 0; first < job->count; first += block) {
        const size_t rows = job->count - first < block ? (size_t)(job->count - first) : block;
        const double *const in = job->in + first * job->in_row;
        double *out = job->out + first * e->ncolumns * stride;
        for (size_t i = 0; i < rows; i++)
            for (uint32_t k = 0; k < e->nleaves; k++)
                if (!e->leaf[k].row)
                    block_copy(value.slot[k] + i * lanes,
                               in + i * job->in_row + job->at[e->leaf[k].state] * stride, lanes);
        if (e->nsums > 0)
            sum_rows(job, &terms, in, rows, sum, value.slot + e->nleaves);
        run(&value, rows * lanes);
        for (size_t i = 0; i < rows; i++)
            for (uint32_t c = 0; c < e->ncolumns; c++, out += stride)
                block_copy(out, value.slot[value.code->nvars + c] + i * lanes, lanes);
    }
}

extern const chaosk_columns CHAOSK_NAME(graph_columns);
const chaosk_columns CHAOSK_NAME(graph_columns) = { columns_work_bytes, columns_compute };

/* Kernels of a lattice's compiled formula, once per instruction set. A row of
 * sites is one long block, cut into pieces that fit L1; a neighbour's state is the
 * same row at an offset. For periodic ends, copies of its other end stand before
 * and behind the row: the halo. Lanes that leave the bound are kept as in plain.c.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/execute.h"
#include "kernels/strips.h"

#include <float.h>

/* A lattice at work. Rows of sites have the tile's stride; their padding is
 * computed, too. */
typedef struct frame {
    const chaosk_program *program;
    const chaosk_code *code;
    chaosk_tile *tile;
    double **slot;
    double *now, *next; /* [nvars][halo + sites + halo][stride] */
    double *vectors;    /* likewise: one tangent vector */
    double *rows;       /* [nrows] likewise: what sites share */
    double *parts;      /* [ntotals][PARTS][stride] sums over the strips of a group, and over all before */
    int looks;          /* whether a site reads its neighbours' states directly */
    double *limit;      /* [nvars + 1] the largest |state| inside; then infinity */
    double *saved;      /* [nvars][sites][stride] states with which lanes left */
    uint8_t *alive;     /* a bit per lane, a byte per vector */
    uint64_t *left;     /* watch: when lanes left; else NULL */
    int some, live;     /* whether any lane has left, and whether any remains */
    size_t piece;       /* sites in a block */
    size_t bound;       /* what the slots are bound to: site, states, image */
    double *bound_now, *bound_image;
} frame;

enum {
    PIECE = 1024,             /* doubles in a block, unless a site has more lanes */
    PARTS = CHAOSK_LANES + 1, /* of a sum */
};

static size_t piece_of(size_t stride) { return stride < PIECE ? PIECE / stride : 1; }

static uint32_t most(uint32_t a, uint32_t b) { return a > b ? a : b; }

static size_t addresses(const chaosk_program *p)
{
    return (most(p->value.nslots, p->tangent.nslots) + 7) / 8 * 8;
}

static size_t blocks(const chaosk_program *p)
{
    return most(p->value.ntemps + p->value.nconsts + p->value.ntotals,
                p->tangent.ntemps + p->tangent.nconsts + p->tangent.ntotals) +
           p->nparams;
}

static size_t row_size(const chaosk_program *p, size_t stride) { return (p->sites + 2 * p->halo) * stride; }

static size_t lattice_work_bytes(const void *ctx, size_t stride)
{
    const chaosk_program *p = ctx;
    const size_t shared = most(p->value.nrows, p->tangent.nrows) * row_size(p, stride);
    const size_t rows = shared + p->nvars * (3 * row_size(p, stride) + p->sites * stride) +
                        most(p->value.ntotals, p->tangent.ntotals) * PARTS * stride;
    return (addresses(p) + blocks(p) * block_pitch(piece_of(stride) * stride) + rows + p->nvars + 1) *
               sizeof(double) +
           stride;
}

/* Site 0 of a variable. */
static double *row_of(const frame *f, double *rows, uint32_t v)
{
    return rows + v * row_size(f->program, f->tile->stride) + f->program->halo * f->tile->stride;
}

static void fill_halo(const frame *f, double *rows, uint32_t nrows)
{
    const size_t stride = f->tile->stride, n = f->program->sites;
    for (uint32_t v = 0; v < nrows; v++) {
        double *const row = row_of(f, rows, v);
        for (size_t i = 0; i < f->program->halo; i++) {
            block_copy(row - (i + 1) * stride, row + (n - 1 - i % n) * stride, stride);
            block_copy(row + (n + i) * stride, row + i % n * stride, stride);
        }
    }
}

static void load(const frame *f, const double *from, double *rows)
{
    const size_t size = f->program->sites * f->tile->stride;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        block_copy(row_of(f, rows, v), from + v * size, size);
    fill_halo(f, rows, f->program->nvars);
}

/* Repeats what is the same at all sites for each site of a block. */
static void spread(const double *from, size_t stride, size_t piece, double *to)
{
    for (size_t i = 0; i < piece; i++)
        block_copy(to + i * stride, from, stride);
}

static frame enter(chaosk_tile *t, const chaosk_program *p, const chaosk_code *code)
{
    const size_t piece = piece_of(t->stride), pitch = block_pitch(piece * t->stride),
                 rows = p->nvars * row_size(p, t->stride);
    double *const temps = (double *)t->work + addresses(p), *const consts = temps + code->ntemps * pitch;
    double *const params = consts + code->nconsts * pitch, *const totals = params + p->nparams * pitch;
    frame f = { .program = p,
                .code = code,
                .tile = t,
                .slot = t->work,
                .now = temps + blocks(p) * pitch,
                .live = 1,
                .piece = piece };
    f.next = f.now + rows;
    f.vectors = f.next + rows;
    f.rows = f.vectors + rows;
    f.saved = f.rows + code->nrows * row_size(p, t->stride);
    f.parts = f.saved + p->nvars * p->sites * t->stride;
    f.limit = f.parts + code->ntotals * PARTS * t->stride;
    f.alive = (uint8_t *)(f.limit + p->nvars + 1);
    for (uint32_t v = 0; v < p->nvars; v++)
        f.limit[v] = !t->lift && p->wrap[v] > 0.0 ? DBL_MAX : t->bound;
    f.limit[p->nvars] = __builtin_inf();
    __builtin_memset(f.alive, VALL, (t->lanes + VWIDTH - 1) / VWIDTH);
    for (uint32_t i = 0; i < code->nslots; i++) {
        const chaosk_slot *s = &code->slots[i];
        f.looks |= s->kind == CHAOSK_SLOT_STATE && s->shift != 0;
        f.slot[i] = temps; /* bound later, but it must be an address now */
        if (s->kind == CHAOSK_SLOT_TEMP)
            f.slot[i] = temps + s->index * pitch;
        else if (s->kind == CHAOSK_SLOT_CONST)
            block_fill(f.slot[i] = consts + s->index * pitch, code->consts[s->index], piece * t->stride);
        else if (s->kind == CHAOSK_SLOT_PARAM)
            spread(t->p + s->index * t->stride, t->stride, piece, f.slot[i] = params + s->index * pitch);
        else if (s->kind == CHAOSK_SLOT_TOTAL)
            f.slot[i] = totals + s->index * pitch;
    }
    load(&f, t->x, f.now);
    code_run(code, CHAOSK_ONCE, f.slot, f.limit, piece * t->stride, t->stride);
    return f;
}

/* Sets the slots in rows to the block that begins with this site; returns its
 * size, of sites before `end`. image: Df v of one vector, or NULL. */
static size_t bind(frame *f, size_t site, size_t end, double *image)
{
    const chaosk_program *p = f->program;
    const ptrdiff_t stride = (ptrdiff_t)f->tile->stride;
    const int same = f->bound == site && f->bound_now == f->now && f->bound_image == image;
    f->bound = site, f->bound_now = f->now, f->bound_image = image;
    for (uint32_t i = 0; i < f->code->nslots && !same; i++) {
        const chaosk_slot *s = &f->code->slots[i];
        const ptrdiff_t at = ((ptrdiff_t)site + s->shift) * stride;
        if (s->kind == CHAOSK_SLOT_STATE)
            f->slot[i] = row_of(f, f->now, s->index) + at;
        else if (s->kind == CHAOSK_SLOT_NEXT)
            f->slot[i] = row_of(f, f->next, s->index) + at;
        else if (s->kind == CHAOSK_SLOT_ROW)
            f->slot[i] = row_of(f, f->rows, s->index) + at;
        else if (s->kind == CHAOSK_SLOT_TANGENT)
            f->slot[i] = row_of(f, f->vectors, s->index) + at;
        else if (s->kind == CHAOSK_SLOT_TURNS)
            f->slot[i] = f->tile->turns ? f->tile->turns + s->index * p->sites * f->tile->stride + at : NULL;
        else if (s->kind == CHAOSK_SLOT_IMAGE && image)
            f->slot[i] = image + s->index * p->sites * f->tile->stride + at;
    }
    const size_t left = end - site;
    return (left < f->piece ? left : f->piece) * f->tile->stride;
}

static unsigned any_outside(const frame *f)
{
    const size_t stride = f->tile->stride;
    unsigned gone = 0;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        for (size_t i = 0; i < f->program->sites; i++)
            gone |= block_outside(row_of(f, f->now, v) + i * stride, f->limit[v], f->alive, f->tile->lanes);
    return gone;
}

static int lane_inside(const frame *f, size_t lane)
{
    for (uint32_t v = 0; v < f->program->nvars; v++)
        for (size_t i = 0; i < f->program->sites; i++)
            if (!(__builtin_fabs(row_of(f, f->now, v)[i * f->tile->stride + lane]) <= f->limit[v]))
                return 0;
    return 1;
}

static void save(const frame *f, size_t lane)
{
    const size_t stride = f->tile->stride, n = f->program->sites;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        for (size_t i = 0; i < n; i++)
            f->saved[(v * n + i) * stride + lane] = row_of(f, f->now, v)[i * stride + lane];
}

/* Notes the lanes that have just left, with their states. */
static void note_left(frame *f, uint64_t step)
{
    f->some = 1;
    f->live = 0;
    for (size_t lane = 0; lane < f->tile->lanes; lane++) {
        uint8_t *const alive = &f->alive[lane / VWIDTH];
        const uint8_t bit = (uint8_t)(1u << lane % VWIDTH);
        if ((*alive & bit) && !lane_inside(f, lane)) {
            *alive &= (uint8_t)~bit;
            if (f->left)
                f->left[lane] = step;
            save(f, lane);
        }
        f->live |= *alive != 0;
    }
}

/* Lanes that are outside already stay outside. */
static void hold_outside(frame *f)
{
    if (any_outside(f))
        note_left(f, 0);
}

/* Takes the next states: those after step `step` of this call. */
static void take_next(frame *f, uint64_t step, unsigned outside)
{
    if (f->looks)
        fill_halo(f, f->next, f->program->nvars);
    double *const x = f->now;
    f->now = f->next;
    f->next = x;
    if (outside && any_outside(f))
        note_left(f, step);
}

/* The next states of a block, and if image is not NULL that of the current vector. */
static unsigned piece_step(frame *f, size_t site, double *image)
{
    const size_t n = bind(f, site, f->program->sites, image);
    const unsigned outside = code_run(f->code, CHAOSK_STEP, f->slot, f->limit, n, f->tile->stride);
    if (image)
        code_run(f->code, CHAOSK_VECTOR, f->slot, f->limit, n, f->tile->stride);
    if (!f->tile->lift)
        code_run(f->code, CHAOSK_WRAP, f->slot, f->limit, n, f->tile->stride);
    return outside;
}

/* Computes what sites share, for all of them before any goes on. */
static void compute_rows(frame *f)
{
    for (size_t site = 0; f->code->nrows > 0 && site < f->program->sites; site += f->piece)
        code_run(f->code, CHAOSK_ROWS, f->slot, f->limit, bind(f, site, f->program->sites, NULL),
                 f->tile->stride);
    fill_halo(f, f->rows, f->code->nrows);
}

/* What is the same at all sites, before a step from iterate n0. */
static void compute_time(frame *f, uint64_t n0)
{
    const size_t stride = f->tile->stride;
    code_time(f->code, f->slot, f->limit, n0, f->piece * stride, stride);
}

/* Takes a strip's sum from its slot, which is then 0 again, and adds up those of a group: see kernels/strips.h. */
static void take_part(const frame *f, const chaosk_instr *in, size_t strip)
{
    const size_t stride = f->tile->stride, at = strip % CHAOSK_LANES;
    double *const part = f->parts + f->code->slots[in->to].index * PARTS * stride, *const total =
                                                                                       part +
                                                                                       CHAOSK_LANES * stride;
    block_copy(part + at * stride, f->slot[in->to], stride);
    block_fill(f->slot[in->to], 0.0, stride);
    if (strip == 0)
        block_fill(total, 0.0, stride);
    for (size_t lane = 0; lane < stride && at == CHAOSK_LANES - 1; lane += VWIDTH) {
        vreal each[CHAOSK_LANES];
        for (size_t j = 0; j < CHAOSK_LANES; j++)
            each[j] = vload(part + j * stride + lane);
        vstore(total + lane, vload(total + lane) + CHAOSK_TREE(each));
    }
}

/* Computes sums over all sites, strip by strip, then what follows from them alone. */
static void compute_totals(frame *f, enum chaosk_segment sums)
{
    const chaosk_instr *const begin = f->code->instr + f->code->begin[sums];
    const chaosk_instr *const end = f->code->instr + f->code->begin[sums + 1];
    const size_t stride = f->tile->stride, sites = f->program->sites, strips = chaosk_strips(sites),
                 rows = (sites - 1) / strips + 1;
    for (const chaosk_instr *in = begin; in < end; in++)
        if (in->op == CHAOSI_SUM)
            block_fill(f->slot[in->to], 0.0, stride);
    for (size_t strip = 0; begin < end && strip < strips; strip++) {
        const size_t last = (strip + 1) * rows < sites ? (strip + 1) * rows : sites;
        for (size_t site = strip * rows; site < last; site += f->piece)
            code_run(f->code, sums, f->slot, f->limit, bind(f, site, last, NULL), stride);
        for (const chaosk_instr *in = begin; in < end; in++)
            if (in->op == CHAOSI_SUM)
                take_part(f, in, strip);
    }
    for (const chaosk_instr *in = begin; in < end; in++)
        if (in->op == CHAOSI_SUM)
            spread(f->parts + (f->code->slots[in->to].index * PARTS + CHAOSK_LANES) * stride, stride,
                   f->piece, f->slot[in->to]);
    code_run(f->code, sums + 1, f->slot, f->limit, f->piece * stride, stride);
}

static void steps_from(frame *f, uint64_t first, uint64_t steps)
{
    for (uint64_t m = 0; m < steps; m++) {
        unsigned outside = 0;
        compute_time(f, f->tile->n0 + first - 1 + m);
        compute_totals(f, CHAOSK_SUMS);
        compute_rows(f);
        for (size_t site = 0; site < f->program->sites; site += f->piece)
            outside |= piece_step(f, site, NULL);
        take_next(f, first + m, outside);
    }
}

static void leave(const frame *f)
{
    const size_t stride = f->tile->stride, size = f->program->sites * stride;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        block_copy(f->tile->x + v * size, row_of(f, f->now, v), size);
    for (size_t lane = 0; f->some && lane < f->tile->lanes; lane++)
        for (size_t i = 0; i < f->program->nvars * size && !(f->alive[lane / VWIDTH] >> lane % VWIDTH & 1);
             i += stride)
            f->tile->x[i + lane] = f->saved[i + lane];
}

static void lattice_advance(chaosk_tile *t, uint64_t steps)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->value);
    hold_outside(&f);
    steps_from(&f, 1, steps);
    leave(&f);
}

static int lattice_watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->value);
    f.left = left;
    for (size_t lane = 0; lane < t->lanes; lane++)
        left[lane] = 0;
    for (uint64_t m = 1; m <= steps && f.live; m++)
        steps_from(&f, m, 1);
    leave(&f);
    return f.some;
}

static void lattice_record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp,
                           uint32_t ncomp, double *out)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->value);
    hold_outside(&f);
    for (uint64_t row = 0; row < rows; row++) {
        for (uint32_t c = 0; c < ncomp; c++, out += t->stride) {
            const uint32_t v = (uint32_t)(comp[c] / p->sites);
            block_copy(out, row_of(&f, f.now, v) + comp[c] % p->sites * t->stride, t->stride);
        }
        steps_from(&f, 1 + row * every, every);
    }
    leave(&f);
}

/* Coefficients are computed anew for each vector: keeping them would take as much
 * memory as the lattice itself for each. */
static void lattice_tangent(chaosk_tile *t, uint64_t steps)
{
    const chaosk_program *p = t->ctx;
    const size_t size = p->nvars * p->sites * t->stride;
    frame f = enter(t, p, &p->tangent);
    hold_outside(&f);
    for (uint64_t m = 0; m < steps; m++) {
        unsigned outside = 0;
        compute_time(&f, t->n0 + m);
        compute_totals(&f, CHAOSK_SUMS);
        compute_rows(&f);
        for (uint32_t j = 0; j < t->k; j++) {
            double *const v = t->v + j * size;
            load(&f, v, f.vectors);
            compute_totals(&f, CHAOSK_VECTOR_SUMS);
            for (size_t site = 0; site < p->sites; site += f.piece)
                outside |= piece_step(&f, site, v);
        }
        take_next(&f, m + 1, outside);
    }
    leave(&f);
}

extern const chaosk_table CHAOSK_NAME(graph_lattice);
const chaosk_table CHAOSK_NAME(graph_lattice) = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = 32,
    .work_bytes = lattice_work_bytes,
    .advance = lattice_advance,
    .watch = lattice_watch,
    .record = lattice_record,
    .tangent = lattice_tangent,
};

/* Kernels of a compiled formula that is not a lattice, once per instruction set.
 * A block of lanes does all its steps before the next one begins, so that all it
 * needs stays in L1.
 *
 * No radius of no return is known for such a map. So that checking the bound at
 * the end of a run is enough all the same, every kernel checks after each step,
 * and a lane that is outside stays there: it ends with the state with which it
 * left.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/execute.h"

#include <float.h>

/* Where the rows of a vector are. */
typedef struct rows {
    double *first;
    size_t apart;
} rows;

/* A block of lanes at work. */
typedef struct frame {
    const chaosk_program *program;
    const chaosk_code *code;
    chaosk_tile *tile;
    double **slot;
    double *limit;  /* [nvars + 1] the largest |state| inside; then infinity */
    double *image;  /* [nvars][pitch] rows for a tangent vector */
    double *saved;  /* [nvars][pitch] states with which lanes left */
    rows *vector;   /* [k + 1] tangent vectors; then rows that are free */
    uint8_t *alive; /* a bit per lane, a byte per vector */
    uint64_t *left; /* watch: when lanes left; else NULL */
    int some, live; /* whether any lane has left, and whether any remains */
    size_t block, lane, n, pitch;
} frame;

static uint32_t most(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* Scratch: the slots' addresses, blocks, limits, addresses of tangent vectors, and a byte per vector of lanes. */
static size_t addresses(const chaosk_program *p)
{
    return (most(p->value.nslots, p->tangent.nslots) + 7) / 8 * 8;
}

static size_t blocks(const chaosk_program *p)
{
    return most(p->value.ntemps + p->value.nconsts, p->tangent.ntemps + p->tangent.nconsts) + 4 * p->nvars +
           p->nparams;
}

/* Lanes in a block: as many as fit L1 with all that a step works on. */
static size_t block_of(const chaosk_program *p, size_t stride, size_t vectors)
{
    const size_t rows = p->value.ntemps + p->value.nconsts + (2 + vectors) * p->nvars + p->nparams;
    size_t n = BLOCK_WIDEST;
    while (n > BLOCK_NARROWEST && n * rows > CACHE_DOUBLES)
        n /= 2;
    return stride < n ? stride : n;
}

static size_t plain_work_bytes(const void *ctx, size_t stride)
{
    const chaosk_program *p = ctx;
    const size_t n = block_of(p, stride, 0);
    return (addresses(p) + blocks(p) * block_pitch(n) + p->nvars + 1) * sizeof(double) +
           (p->nvars + 1) * sizeof(rows) + n;
}

/* Sets the slots in scratch, the same for every block. */
static frame enter(chaosk_tile *t, const chaosk_program *p, const chaosk_code *code)
{
    const size_t n = block_of(p, t->stride, code == &p->tangent ? t->k + 1 : 0), pitch = block_pitch(n);
    double *at = (double *)t->work + addresses(p);
    frame f = { .program = p, .code = code, .tile = t, .slot = t->work, .block = n, .pitch = pitch };
    double *const temps = at, *const consts = temps + code->ntemps * pitch;
    double *const now = consts + code->nconsts * pitch, *const next = now + p->nvars * pitch;
    double *const image = next + p->nvars * pitch;
    f.saved = image + p->nvars * pitch;
    f.image = image;
    double *const params = f.saved + p->nvars * pitch;
    f.limit = (double *)t->work + addresses(p) + blocks(p) * pitch;
    f.vector = (rows *)(f.limit + p->nvars + 1);
    f.alive = (uint8_t *)(f.vector + p->nvars + 1);
    for (uint32_t v = 0; v < p->nvars; v++)
        f.limit[v] = !t->lift && p->wrap[v] > 0.0 ? DBL_MAX : t->bound;
    f.limit[p->nvars] = __builtin_inf();
    for (uint32_t i = 0; i < code->nslots; i++) {
        const chaosk_slot *s = &code->slots[i];
        if (s->kind == CHAOSK_SLOT_TEMP)
            f.slot[i] = temps + s->index * pitch;
        else if (s->kind == CHAOSK_SLOT_CONST)
            block_fill(f.slot[i] = consts + s->index * pitch, code->consts[s->index], n);
        else if (s->kind == CHAOSK_SLOT_PARAM)
            f.slot[i] = params + s->index * pitch;
        else if (s->kind == CHAOSK_SLOT_STATE)
            f.slot[i] = now + s->index * pitch;
        else if (s->kind == CHAOSK_SLOT_NEXT)
            f.slot[i] = next + s->index * pitch;
    }
    return f;
}

static unsigned any_outside(const frame *f)
{
    unsigned gone = 0;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        gone |= block_outside(f->slot[v], f->limit[v], f->alive, f->n);
    return gone;
}

/* Notes the lanes that have just left, with their states. */
static void note_left(frame *f, uint64_t step)
{
    f->some = 1;
    f->live = 0;
    for (size_t i = 0; i < f->n; i++) {
        uint8_t *const alive = &f->alive[i / VWIDTH];
        const uint8_t bit = (uint8_t)(1u << i % VWIDTH);
        int inside = 1;
        for (uint32_t v = 0; v < f->program->nvars; v++)
            inside &= __builtin_fabs(f->slot[v][i]) <= f->limit[v];
        if ((*alive & bit) && !inside) {
            *alive &= (uint8_t)~bit;
            if (f->left)
                f->left[f->lane + i] = step;
            for (uint32_t v = 0; v < f->program->nvars; v++)
                f->saved[v * f->pitch + i] = f->slot[v][i];
        }
        f->live |= *alive != 0;
    }
}

/* Sets the slots in the tile to the block that begins with this lane. 0: there is none. */
static int next_block(frame *f, size_t lane)
{
    chaosk_tile *t = f->tile;
    if (lane >= t->lanes)
        return 0;
    f->lane = lane;
    f->n = t->lanes - lane < f->block ? t->lanes - lane : f->block;
    for (uint32_t i = 0; i < f->code->nslots; i++) {
        const chaosk_slot *s = &f->code->slots[i];
        if (s->kind == CHAOSK_SLOT_STATE)
            block_copy(f->slot[i], t->x + s->index * t->stride + lane, f->n);
        else if (s->kind == CHAOSK_SLOT_PARAM)
            block_copy(f->slot[i], t->p + s->index * t->stride + lane, f->n);
        else if (s->kind == CHAOSK_SLOT_TURNS)
            f->slot[i] = t->turns ? t->turns + s->index * t->stride + lane : NULL;
    }
    code_run(f->code, CHAOSK_ONCE, f->slot, f->limit, f->n, f->n);
    f->some = 0;
    f->live = 1;
    __builtin_memset(f->alive, VALL, (f->n + VWIDTH - 1) / VWIDTH);
    if (!f->left && any_outside(f))
        note_left(f, 0);
    return 1;
}

/* Steps first ... first + steps - 1 of this call. Once a lane has left, each step
 * reports something outside: whether that is news is decided here. watch stops
 * when no lane is left. */
static void steps_from(frame *f, uint64_t first, uint64_t steps)
{
    unsigned outside;
    for (uint64_t m = 0; m < steps && (f->live || !f->left);) {
        const uint64_t done =
            code_steps(f->code, f->slot, f->limit, f->tile->lift != 0, f->tile->id + f->lane, f->n,
                       f->tile->n0 + first - 1 + m, steps - m, &outside);
        m += done;
        if ((outside || f->code->nmoves > 0) && any_outside(f)) /* what moves is not looked at on the way */
            note_left(f, first + m - 1);
    }
}

/* Puts the states back into the tile; a lane that left has the state with which it did. */
static void leave_block(frame *f)
{
    chaosk_tile *t = f->tile;
    for (uint32_t v = 0; v < f->program->nvars; v++) {
        double *const row = t->x + v * t->stride + f->lane;
        block_copy(row, f->slot[v], f->n);
        for (size_t i = 0; f->some && i < f->n; i++)
            if (!(f->alive[i / VWIDTH] >> i % VWIDTH & 1))
                row[i] = f->saved[v * f->pitch + i];
    }
}

static void plain_advance(chaosk_tile *t, uint64_t steps)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->value);
    for (size_t lane = 0; next_block(&f, lane); lane += f.n) {
        steps_from(&f, 1, steps);
        leave_block(&f);
    }
}

static int plain_watch(chaosk_tile *t, uint64_t steps, uint64_t *left)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->value);
    int any = 0;
    f.left = left;
    for (size_t lane = 0; next_block(&f, lane); lane += f.n) {
        for (size_t i = 0; i < f.n; i++)
            left[lane + i] = 0;
        steps_from(&f, 1, steps);
        leave_block(&f);
        any |= f.some;
    }
    return any;
}

static void plain_record(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp,
                         double *out)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->value);
    for (size_t lane = 0; next_block(&f, lane); lane += f.n) {
        double *o = out + lane;
        for (uint64_t row = 0; row < rows; row++) {
            for (uint32_t c = 0; c < ncomp; c++, o += t->stride)
                block_copy(o, f.slot[comp[c]], f.n);
            steps_from(&f, 1 + row * every, every);
        }
        leave_block(&f);
    }
}

static rows home(const frame *f, uint32_t j)
{
    const chaosk_tile *t = f->tile;
    return j == t->k ? (rows){ f->image, f->pitch }
                     : (rows){ t->v + (size_t)j * f->program->nvars * t->stride + f->lane, t->stride };
}

/* v <- Df v for vector j, into the rows that are free; its own are then. */
static void vector_step(frame *f, uint32_t j)
{
    const chaosk_code *code = f->code;
    const rows from = f->vector[j], to = f->vector[f->tile->k];
    for (uint32_t i = 0; i < code->nslots; i++) {
        const chaosk_slot *s = &code->slots[i];
        if (s->kind == CHAOSK_SLOT_TANGENT)
            f->slot[i] = from.first + s->index * from.apart;
        else if (s->kind == CHAOSK_SLOT_IMAGE)
            f->slot[i] = to.first + s->index * to.apart;
    }
    code_run(code, CHAOSK_VECTOR, f->slot, f->limit, f->n, f->n);
    f->vector[j] = to;
    f->vector[f->tile->k] = from;
}

/* Moves a vector into the rows that are free; its own are then. */
static void move(frame *f, uint32_t j)
{
    const rows from = f->vector[j], to = f->vector[f->tile->k];
    for (uint32_t v = 0; v < f->program->nvars; v++)
        block_copy(to.first + v * to.apart, from.first + v * from.apart, f->n);
    f->vector[j] = to;
    f->vector[f->tile->k] = from;
}

/* Brings the vectors back into the tile, each to its place, which another leaves if need be. */
static void bring_home(frame *f)
{
    const uint32_t k = f->tile->k;
    for (uint32_t j = 0; j < k; j++) {
        const double *const place = home(f, j).first;
        if (f->vector[j].first == place)
            continue;
        for (uint32_t i = j + 1; i < k; i++)
            if (f->vector[i].first == place)
                move(f, i);
        move(f, j);
    }
}

static void plain_tangent(chaosk_tile *t, uint64_t steps)
{
    const chaosk_program *p = t->ctx;
    frame f = enter(t, p, &p->tangent);
    for (size_t lane = 0; next_block(&f, lane); lane += f.n) {
        for (uint32_t j = 0; j <= t->k; j++)
            f.vector[j] = home(&f, j);
        for (uint64_t m = 0; m < steps; m++) {
            code_time(f.code, f.slot, f.limit, t->id + lane, t->n0 + m, f.n, f.n);
            const unsigned outside = code_images(f.code, f.slot, f.limit, f.n);
            for (uint32_t j = 0; j < t->k; j++)
                vector_step(&f, j);
            code_turn(f.code, f.slot, f.limit, t->lift != 0, f.n);
            if (outside && any_outside(&f))
                note_left(&f, m + 1);
        }
        bring_home(&f);
        leave_block(&f);
    }
}

extern const chaosk_table CHAOSK_NAME(graph_plain);
const chaosk_table CHAOSK_NAME(graph_plain) = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = BLOCK_WIDEST,
    .work_bytes = plain_work_bytes,
    .advance = plain_advance,
    .watch = plain_watch,
    .record = plain_record,
    .tangent = plain_tangent,
};

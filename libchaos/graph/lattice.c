/* Kernels of a lattice's compiled formula, once per instruction set. A row of
 * sites is one long block, cut into pieces that fit L1; a neighbour's state is the
 * same row at an offset. For periodic ends, copies of its other end stand before
 * and behind the row: the halo. Lanes that leave the bound are kept as in plain.c.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/frame.h"

#include <float.h>

static int has_draws(const chaosk_code *code) { return code->draws.count + code->site_draws.count > 0; }

static frame enter(chaosk_tile *t, const chaosk_code *code, int cut)
{
    const chaosk_program *const p = t->ctx;
    const size_t all = t->sites ? t->sites : p->sites, stride = cut ? chaosk_strips(all) : t->stride,
                 sites = cut ? rows_of(all) : all, piece = piece_of(stride),
                 pitch = block_pitch(piece * stride), rows = p->nvars * row_size(p, sites, stride);
    double *const temps = (double *)t->work + addresses(p), *const consts = temps + code->ntemps * pitch;
    double *const params = consts + code->nconsts * pitch, *const totals = params + p->nparams * pitch;
    frame f = { .program = p,
                .code = code,
                .tile = t,
                .lanes = cut ? stride : t->lanes,
                .stride = stride,
                .sites = sites,
                .all = cut ? all : 0,
                .turns = t->turns,
                .slot = t->work,
                .now = temps + blocks(p) * pitch,
                .live = 1,
                .piece = piece };
    f.next = f.now + rows;
    f.vectors = f.next + rows;
    f.rows = f.vectors + rows;
    f.draws = f.rows + code->nrows * row_size(p, sites, stride);
    f.saved = f.draws + code->site_draws.count * row_size(p, sites, stride);
    f.parts = f.saved + p->nvars * sites * stride;
    f.limit = f.parts + code->ntotals * PARTS * stride;
    f.key = (uint64_t *)(f.limit + p->nvars + 1);
    f.site = f.key + stride;
    f.alive = (uint8_t *)(f.site + stride);
    for (size_t lane = 0; lane < stride && has_draws(code); lane++)
        f.key[lane] = t->id[cut ? 0 : lane];
    for (uint32_t v = 0; v < p->nvars; v++)
        f.limit[v] = !t->lift && p->wrap[v] > 0.0 ? DBL_MAX : t->bound;
    f.limit[p->nvars] = __builtin_inf();
    __builtin_memset(f.alive, VALL, (f.lanes + VWIDTH - 1) / VWIDTH);
    for (uint32_t i = 0; i < code->nslots; i++) {
        const chaosk_slot *s = &code->slots[i];
        f.looks |= s->kind == CHAOSK_SLOT_STATE && s->shift != 0;
        f.slot[i] = temps; /* bound later, but it must be an address now */
        if (s->kind == CHAOSK_SLOT_TEMP)
            f.slot[i] = temps + s->index * pitch;
        else if (s->kind == CHAOSK_SLOT_CONST)
            block_fill(f.slot[i] = consts + s->index * pitch, code->consts[s->index], piece * stride);
        else if (s->kind == CHAOSK_SLOT_PARAM && cut)
            block_fill(f.slot[i] = params + s->index * pitch, t->p[s->index], piece * stride);
        else if (s->kind == CHAOSK_SLOT_PARAM)
            spread(t->p + s->index * stride, stride, piece, f.slot[i] = params + s->index * pitch);
        else if (s->kind == CHAOSK_SLOT_TOTAL)
            f.slot[i] = totals + s->index * pitch;
    }
    if (cut) {
        f.image = (double *)(void *)((char *)t->work + (work_of(p, sites, stride) + 63) / 64 * 64);
        f.ends = (uint32_t *)(f.image + p->nvars * sites * stride);
        find_ends(&f);
    }
    if (cut && t->turns) {
        f.turns = f.image;
        for (uint32_t v = 0; v < p->nvars; v++)
            take_row(&f, t->turns + v * all, f.turns + v * sites * stride);
    }
    load(&f, t->x, f.now);
    code_run(code, CHAOSK_ONCE, f.slot, f.limit, piece * stride, stride);
    return f;
}

/* Sets the slots in rows to the block that begins with this site; returns its
 * size, of sites before `end`. image: Df v of one vector, or NULL. */
static size_t bind(frame *f, size_t site, size_t end, double *image)
{
    const ptrdiff_t stride = (ptrdiff_t)f->stride;
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
        else if (s->kind == CHAOSK_SLOT_DRAW)
            f->slot[i] = row_of(f, f->draws, s->index) + at;
        else if (s->kind == CHAOSK_SLOT_TANGENT)
            f->slot[i] = row_of(f, f->vectors, s->index) + at;
        else if (s->kind == CHAOSK_SLOT_TURNS)
            f->slot[i] = f->turns ? f->turns + s->index * f->sites * f->stride + at : NULL;
        else if (s->kind == CHAOSK_SLOT_IMAGE && image)
            f->slot[i] = image + s->index * f->sites * f->stride + at;
    }
    const size_t left = end - site;
    return (left < f->piece ? left : f->piece) * f->stride;
}

static unsigned any_outside(const frame *f)
{
    const size_t stride = f->stride;
    unsigned gone = 0;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        for (size_t i = 0; i < f->sites; i++)
            gone |= block_outside(row_of(f, f->now, v) + i * stride, f->limit[v], f->alive, f->lanes);
    return gone;
}

static int lane_inside(const frame *f, size_t lane)
{
    for (uint32_t v = 0; v < f->program->nvars; v++)
        for (size_t i = 0; i < f->sites; i++)
            if (!(__builtin_fabs(row_of(f, f->now, v)[i * f->stride + lane]) <= f->limit[v]))
                return 0;
    return 1;
}

static void save(const frame *f, size_t lane)
{
    const size_t stride = f->stride, n = f->sites;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        for (size_t i = 0; i < n; i++)
            f->saved[(v * n + i) * stride + lane] = row_of(f, f->now, v)[i * stride + lane];
}

/* Of one that is cut all strips leave with the first one. */
static void save_all(frame *f, uint64_t step)
{
    const size_t size = f->sites * f->stride;
    __builtin_memset(f->alive, 0, (f->lanes + VWIDTH - 1) / VWIDTH);
    if (f->left)
        f->left[0] = step;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        block_copy(f->saved + v * size, row_of(f, f->now, v), size);
}

/* Notes the lanes that have just left, with their states. */
static void note_left(frame *f, uint64_t step)
{
    f->some = 1;
    f->live = 0;
    if (f->all) {
        save_all(f, step);
        return;
    }
    for (size_t lane = 0; lane < f->lanes; lane++) {
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
    const size_t n = bind(f, site, f->sites, image);
    const unsigned outside = code_run(f->code, CHAOSK_STEP, f->slot, f->limit, n, f->stride);
    if (image)
        code_run(f->code, CHAOSK_VECTOR, f->slot, f->limit, n, f->stride);
    if (!f->tile->lift)
        code_run(f->code, CHAOSK_WRAP, f->slot, f->limit, n, f->stride);
    return outside;
}

/* Computes what sites share, for all of them before any goes on. */
static void compute_rows(frame *f)
{
    for (size_t site = 0; f->code->nrows > 0 && site < f->sites; site += f->piece)
        code_run(f->code, CHAOSK_ROWS, f->slot, f->limit, bind(f, site, f->sites, NULL), f->stride);
    fill_halo(f, f->rows, f->code->nrows);
}

/* The random numbers that each site has of its own. */
static void draw_sites(frame *f, uint64_t n0)
{
    const chaosk_draws *const draws = &f->code->site_draws;
    for (size_t i = 0; i < f->sites && draws->count > 0; i++) {
        for (size_t lane = 0; lane < f->stride; lane++)
            f->site[lane] = 1 + (f->all ? (lane * f->sites + i) % f->all : i);
        for (uint32_t k = 0; k < draws->count;) {
            const uint32_t second = k + 1 < draws->count ? k + 1 : k;
            k += code_draw(draws, k, row_of(f, f->draws, draws->draw[k].slot) + i * f->stride,
                           row_of(f, f->draws, draws->draw[second].slot) + i * f->stride, f->key, f->site, n0,
                           f->stride);
        }
    }
    fill_halo(f, f->draws, draws->count);
}

/* What follows from time and chance alone, before a step from iterate n0. */
static void compute_time(frame *f, uint64_t n0)
{
    const size_t stride = f->stride;
    code_time(f->code, f->slot, f->limit, f->key, n0, f->piece * stride, stride);
    draw_sites(f, n0);
}

static double *part_of(const frame *f, const chaosk_instr *in)
{
    return f->parts + f->code->slots[in->to].index * PARTS * f->stride;
}

/* Takes a strip's sum from its slot, which is then 0 again, and adds up those of a group: see kernels/strips.h. */
static void take_part(const frame *f, const chaosk_instr *in, size_t strip)
{
    const size_t stride = f->stride, at = strip % CHAOSK_LANES;
    double *const part = part_of(f, in), *const total = part + CHAOSK_LANES * stride;
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

/* Takes the sums of all strips of one that is cut, each in its lane. The one that ends before the others has
 * `rest` sites of its own, and those behind it none. */
static void take_strips(const frame *f, const chaosk_instr *in, const double *early)
{
    const size_t whole = f->all / f->sites;
    double *const sum = f->slot[in->to];
    double total = 0.0;
    for (size_t strip = whole; strip < f->stride; strip++)
        sum[strip] = strip == whole ? early[strip] : 0.0;
    for (size_t strip = 0; strip < f->stride; strip += CHAOSK_LANES)
        total = total + CHAOSK_TREE(sum + strip);
    block_fill(sum, total, f->piece * f->stride);
}

static void compute_cut_totals(frame *f, enum chaosk_segment sums, const chaosk_instr *begin,
                               const chaosk_instr *end)
{
    const size_t rest = f->all % f->sites;
    for (size_t site = 0, last = rest; site < f->sites; last = f->sites) {
        for (; site < last; site += f->piece)
            code_run(f->code, sums, f->slot, f->limit, bind(f, site, last, NULL), f->stride);
        site = last;
        for (const chaosk_instr *in = begin; in < end && last == rest; in++)
            if (in->op == CHAOSI_SUM)
                block_copy(part_of(f, in), f->slot[in->to], f->stride);
    }
    for (const chaosk_instr *in = begin; in < end; in++)
        if (in->op == CHAOSI_SUM)
            take_strips(f, in, part_of(f, in));
}

/* Computes sums over all sites, strip by strip, then what follows from them alone. */
static void compute_totals(frame *f, enum chaosk_segment sums)
{
    const chaosk_instr *const begin = f->code->instr + f->code->begin[sums];
    const chaosk_instr *const end = f->code->instr + f->code->begin[sums + 1];
    const size_t stride = f->stride, sites = f->sites, strips = chaosk_strips(sites),
                 rows = (sites - 1) / strips + 1;
    for (const chaosk_instr *in = begin; in < end; in++)
        if (in->op == CHAOSI_SUM)
            block_fill(f->slot[in->to], 0.0, stride);
    if (f->all && begin < end)
        compute_cut_totals(f, sums, begin, end);
    for (size_t strip = 0; !f->all && begin < end && strip < strips; strip++) {
        const size_t last = (strip + 1) * rows < sites ? (strip + 1) * rows : sites;
        for (size_t site = strip * rows; site < last; site += f->piece)
            code_run(f->code, sums, f->slot, f->limit, bind(f, site, last, NULL), stride);
        for (const chaosk_instr *in = begin; in < end; in++)
            if (in->op == CHAOSI_SUM)
                take_part(f, in, strip);
    }
    for (const chaosk_instr *in = begin; in < end && !f->all; in++)
        if (in->op == CHAOSI_SUM)
            spread(part_of(f, in) + CHAOSK_LANES * stride, stride, f->piece, f->slot[in->to]);
    code_run(f->code, sums + 1, f->slot, f->limit, f->piece * stride, stride);
}

static void steps_from(frame *f, uint64_t first, uint64_t steps)
{
    for (uint64_t m = 0; m < steps; m++) {
        unsigned outside = 0;
        compute_time(f, f->tile->n0 + first - 1 + m);
        compute_totals(f, CHAOSK_SUMS);
        compute_rows(f);
        for (size_t site = 0; site < f->sites; site += f->piece)
            outside |= piece_step(f, site, NULL);
        take_next(f, first + m, outside);
    }
}

/* The states of one that is cut, as it is or as it left. */
static void leave_cut(const frame *f)
{
    const size_t size = f->sites * f->stride;
    for (uint32_t v = 0; v < f->program->nvars; v++)
        give_row(f, f->some ? f->saved + v * size : row_of(f, f->now, v), f->tile->x + v * f->all);
    for (uint32_t v = 0; f->turns && v < f->program->nvars; v++)
        give_row(f, f->turns + v * size, f->tile->turns + v * f->all);
}

static void leave(const frame *f)
{
    const size_t stride = f->stride, size = f->sites * stride;
    if (f->all) {
        leave_cut(f);
        return;
    }
    for (uint32_t v = 0; v < f->program->nvars; v++)
        block_copy(f->tile->x + v * size, row_of(f, f->now, v), size);
    for (size_t lane = 0; f->some && lane < f->lanes; lane++)
        for (size_t i = 0; i < f->program->nvars * size && !(f->alive[lane / VWIDTH] >> lane % VWIDTH & 1);
             i += stride)
            f->tile->x[i + lane] = f->saved[i + lane];
}

CHAOSK_INLINE void advance_each(chaosk_tile *t, uint64_t steps, const int cut)
{
    frame f = enter(t, &((const chaosk_program *)t->ctx)->value, cut);
    hold_outside(&f);
    steps_from(&f, 1, steps);
    leave(&f);
}

CHAOSK_INLINE int watch_each(chaosk_tile *t, uint64_t steps, uint64_t *left, const int cut)
{
    frame f = enter(t, &((const chaosk_program *)t->ctx)->value, cut);
    f.left = left;
    for (size_t lane = 0; lane < t->lanes; lane++)
        left[lane] = 0;
    for (uint64_t m = 1; m <= steps && f.live; m++)
        steps_from(&f, m, 1);
    leave(&f);
    return f.some;
}

CHAOSK_INLINE void record_each(chaosk_tile *t, uint64_t rows, uint64_t every, const uint32_t *comp,
                               uint32_t ncomp, double *out, const int cut)
{
    const size_t all = ((const chaosk_program *)t->ctx)->sites;
    frame f = enter(t, &((const chaosk_program *)t->ctx)->value, cut);
    hold_outside(&f);
    for (uint64_t row = 0; row < rows; row++) {
        /* Often the next one asked for is the neighbour: how many of these stand behind a site, `stride` apart. */
        const double *from = NULL;
        size_t left = 0;
        for (uint32_t c = 0; c < ncomp; c++, out += t->stride) {
            if (left > 0 && comp[c] == comp[c - 1] + 1) {
                from += f.stride;
                left--;
            } else {
                const size_t site = comp[c] % all, end = (site / f.sites + 1) * f.sites;
                from =
                    row_of(&f, f.now, (uint32_t)(comp[c] / all)) + (cut ? place(&f, site) : site * f.stride);
                left = (end < all ? end : all) - site - 1;
            }
            block_copy(out, from, cut ? 1 : t->stride);
        }
        steps_from(&f, 1 + row * every, every);
    }
    leave(&f);
}

/* Coefficients are computed anew for each vector: keeping them would take as much
 * memory as the lattice itself for each. */
CHAOSK_INLINE void tangent_each(chaosk_tile *t, uint64_t steps, const int cut)
{
    frame f = enter(t, &((const chaosk_program *)t->ctx)->tangent, cut);
    const size_t row = size_of_row(&f), nvars = f.program->nvars;
    hold_outside(&f);
    for (uint64_t m = 0; m < steps; m++) {
        unsigned outside = 0;
        compute_time(&f, t->n0 + m);
        compute_totals(&f, CHAOSK_SUMS);
        compute_rows(&f);
        for (uint32_t j = 0; j < t->k; j++) {
            double *const v = t->v + j * nvars * row, *const image = cut ? f.image : v;
            load(&f, v, f.vectors);
            compute_totals(&f, CHAOSK_VECTOR_SUMS);
            for (size_t site = 0; site < f.sites; site += f.piece)
                outside |= piece_step(&f, site, image);
            for (uint32_t i = 0; cut && i < nvars; i++)
                give_row(&f, image + i * f.sites * f.stride, v + i * row);
        }
        take_next(&f, m + 1, outside);
    }
    leave(&f);
}

/* Both forms of a kernel. */
#define FORMS(type, name, declared, ...)                                        \
    static type lattice_##name declared { return name##_each(__VA_ARGS__, 0); } \
    static type cut_##name declared { return name##_each(__VA_ARGS__, 1); }
FORMS(void, advance, (chaosk_tile * t, uint64_t steps), t, steps)
FORMS(int, watch, (chaosk_tile * t, uint64_t steps, uint64_t *left), t, steps, left)
FORMS(void, record,
      (chaosk_tile * t, uint64_t rows, uint64_t every, const uint32_t *comp, uint32_t ncomp, double *out), t,
      rows, every, comp, ncomp, out)
FORMS(void, tangent, (chaosk_tile * t, uint64_t steps), t, steps)

static size_t cut_work_bytes(const void *ctx, size_t stride)
{
    const chaosk_program *p = ctx;
    (void)stride;
    return cut_work(p, p->sites);
}

static chaosk_stretch cut_stretch(const void *ctx, size_t sites)
{
    const chaosk_program *p = ctx;
    const size_t reach = p->value.ntotals > 0 || has_draws(&p->value) ? 0 : p->halo; /* these know no place */
    return (chaosk_stretch){ reach, 1, cut_work(p, sites) };
}

static const chaosk_table cut_table = {
    .abi = CHAOSK_ABI,
    .size = sizeof(chaosk_table),
    .width = VWIDTH,
    .lanes = 1,
    .work_bytes = cut_work_bytes,
    .advance = cut_advance,
    .watch = cut_watch,
    .record = cut_record,
    .tangent = cut_tangent,
    .stretch = cut_stretch,
};

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
    .sites = &cut_table,
};

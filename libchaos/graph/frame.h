/* Lattices at work in an interpreter: where their sites stand. For lattice.c alone.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_FRAME_H
#define CHAOS_GRAPH_FRAME_H

#include "graph/execute.h"
#include "kernels/strips.h"

/* Lattices at work, with the lanes and the stride of the tile, whose padding is computed, too. Or one, cut into
 * strips (kernels/strips.h) that are the lanes: a row of sites is then one of each strip, and sites behind the
 * last one repeat the first ones. */
typedef struct frame {
    const chaosk_program *program;
    const chaosk_code *code;
    chaosk_tile *tile;
    size_t lanes, stride, sites; /* as kernels see them: sites in a lane */
    size_t all;                  /* sites of one that is cut; else 0 */
    uint32_t *ends;              /* where its halo comes from: see fill_halo */
    double *turns, *image;       /* [nvars][sites][stride] the tile's, and of one vector; or room for them */
    double **slot;
    double *now, *next; /* [nvars][halo + sites + halo][stride] */
    double *vectors;    /* likewise: one tangent vector */
    double *rows;       /* [nrows] likewise: what sites share */
    double *draws;      /* [site_draws] likewise */
    uint64_t *key;      /* [stride] of the lanes' streams, */
    uint64_t *site;     /* [stride] and where in the lattice they are, counted from 1 */
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

static size_t row_size(const chaosk_program *p, size_t sites, size_t stride)
{
    return (sites + 2 * p->halo) * stride;
}

static size_t work_of(const chaosk_program *p, size_t sites, size_t stride)
{
    const size_t size = row_size(p, sites, stride);
    const size_t shared = (most(p->value.nrows, p->tangent.nrows) +
                           most(p->value.site_draws.count, p->tangent.site_draws.count)) *
                          size;
    const size_t rows = shared + p->nvars * (3 * size + sites * stride) +
                        most(p->value.ntotals, p->tangent.ntotals) * PARTS * stride;
    return (addresses(p) + blocks(p) * block_pitch(piece_of(stride) * stride) + rows + p->nvars + 1 +
            2 * stride) *
               sizeof(double) +
           stride;
}

static size_t lattice_work_bytes(const void *ctx, size_t stride)
{
    const chaosk_program *p = ctx;
    return work_of(p, p->sites, stride);
}

static size_t rows_of(size_t sites) { return (sites - 1) / chaosk_strips(sites) + 1; }

/* Of a lattice that is cut: the same, then a place for turns or an image and the ends. */
static size_t cut_work(const chaosk_program *p, size_t sites)
{
    const size_t strips = chaosk_strips(sites), rows = rows_of(sites);
    return (work_of(p, rows, strips) + 63) / 64 * 64 + p->nvars * rows * strips * sizeof(double) +
           2 * p->halo * strips * sizeof(uint32_t);
}

/* Site 0 of a variable. */
static double *row_of(const frame *f, double *rows, uint32_t v)
{
    return rows + v * row_size(f->program, f->sites, f->stride) + f->program->halo * f->stride;
}

/* Where site q of one that is cut stands in its rows, if site 0 is q = `all`. */
static uint32_t place(const frame *f, size_t q)
{
    const size_t site = q % f->all;
    return (uint32_t)(site % f->sites * f->stride + site / f->sites);
}

static void find_ends(frame *f)
{
    const size_t far = f->all * (f->program->halo / f->all + 1);
    for (size_t i = 0; i < f->program->halo; i++)
        for (size_t strip = 0; strip < f->stride; strip++) {
            f->ends[2 * i * f->stride + strip] = place(f, far + strip * f->sites - i - 1);
            f->ends[(2 * i + 1) * f->stride + strip] = place(f, (strip + 1) * f->sites + i);
        }
}

static void fill_halo(const frame *f, double *rows, uint32_t nrows)
{
    const size_t stride = f->stride, n = f->sites;
    for (uint32_t v = 0; v < nrows; v++) {
        double *const row = row_of(f, rows, v);
        for (size_t i = 0; f->all && i < f->program->halo; i++) {
            const uint32_t *const before = f->ends + 2 * i * stride, *const behind = before + stride;
            for (size_t strip = 0; strip < stride; strip++) {
                row[strip - (i + 1) * stride] = row[before[strip]];
                row[strip + (n + i) * stride] = row[behind[strip]];
            }
        }
        for (size_t i = 0; !f->all && i < f->program->halo; i++) {
            block_copy(row - (i + 1) * stride, row + (n - 1 - i % n) * stride, stride);
            block_copy(row + (n + i) * stride, row + i % n * stride, stride);
        }
    }
}

/* Copies a variable from the tile, and to it. */
static void take_row(const frame *f, const double *from, double *row)
{
    if (!f->all)
        block_copy(row, from, f->sites * f->stride);
    for (size_t strip = 0, site = 0; f->all && strip < f->stride; strip++)
        for (size_t i = strip; i < f->sites * f->stride; i += f->stride, site++)
            row[i] = from[site = site == f->all ? 0 : site];
}

static void give_row(const frame *f, const double *row, double *to)
{
    if (!f->all)
        block_copy(to, row, f->sites * f->stride);
    for (size_t strip = 0, site = 0; f->all && strip < f->stride; strip++)
        for (size_t i = strip; i < f->sites * f->stride && site < f->all; i += f->stride)
            to[site++] = row[i];
}

/* Doubles of a variable in the tile. */
static size_t size_of_row(const frame *f) { return f->all ? f->all : f->sites * f->stride; }

static void load(const frame *f, const double *from, double *rows)
{
    for (uint32_t v = 0; v < f->program->nvars; v++)
        take_row(f, from + v * size_of_row(f), row_of(f, rows, v));
    fill_halo(f, rows, f->program->nvars);
}

/* Repeats what is the same at all sites for each site of a block. */
static void spread(const double *from, size_t stride, size_t piece, double *to)
{
    for (size_t i = 0; i < piece; i++)
        block_copy(to + i * stride, from, stride);
}

#endif

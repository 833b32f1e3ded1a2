/* What a measure is to the sweep that runs it. One file per measure in this
 * folder, each with one chaosi_measure_kind.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_MEASURE_H
#define CHAOS_ANALYSES_MEASURE_H

#include "graph/columns.h"

#include "core/error.h"
#include "core/tile.h"

/* One measure on one thread. */
typedef struct chaosi_measuring {
    const chaos_measure *m; /* complete and checked */
    chaosi_tile *tile;
    void *scratch;                 /* what .scratch asked for, kept from tile to tile */
    uint32_t column[2];            /* where state of[i] stands in a recorded row */
    const chaosi_columns *columns; /* or: what it looks at is computed from rows; NULL: states */
    uint32_t *at;                  /* [columns->nstates] where what they need stands in a row */
    double *computed;              /* [rows][columns->count][stride] */
    void *work;                    /* for computing them */
} chaosi_measuring;

/* A stretch of recorded states, row 0 of which is the measure's record number `first`. */
typedef struct chaosi_rows {
    const double *data; /* [count][ncomp][stride] */
    uint64_t first, count;
    uint32_t ncomp;
    size_t stride;
} chaosi_rows;

typedef struct chaosi_measure_kind {
    const char *name;
    const char *options[8]; /* that chaos_measure_set takes, NULL at the end */
    /* Completes defaults and checks; steps and every are set already. NULL: nothing to do. */
    int (*check)(const chaos_map *map, chaos_measure *m, chaos_error *error);
    /* Describes the outputs; returns how many. */
    uint32_t (*arrays)(const chaos_map *map, const chaos_measure *m, chaos_array *arrays);
    /* Bytes of scratch for a tile of `lanes` lanes. NULL: none. */
    size_t (*scratch)(const chaos_map *map, const chaos_measure *m, size_t lanes);
    /* Either: it looks at `rows` records, `every` iterations apart. */
    uint64_t (*rows)(const chaos_measure *m);
    void (*begin)(chaosi_measuring *it);
    void (*take)(chaosi_measuring *it, const chaosi_rows *rows);
    void (*end)(chaosi_measuring *it);
    /* Or: it moves the tile itself, from the end of the transient on (less
     * `preroll` iterations); the sweep brings it back. */
    int (*pass)(chaosi_measuring *it, uint64_t preroll);
    int expressions; /* `of` may be expressions */
    int aligns;      /* it uses the preroll to align tangent vectors */
} chaosi_measure_kind;

/* Whether a measure looks at columns that are computed, and they themselves,
 * once it is complete; chaosi_columns_free frees them. */
static inline int chaosi_has_columns(const chaos_measure *m) { return m->expressions || m->when; }
int chaosi_measure_columns(const chaos_map *map, const chaos_measure *m, chaosi_columns **columns,
                           chaos_error *error);

/* Computes a measure's columns for `count` rows of `row` doubles, with parameters p [nparams][stride]. */
void chaosi_compute(const chaosi_measuring *it, const double *rows, size_t row, uint64_t count,
                    const double *p);

extern const chaosi_measure_kind chaosi_orbit, chaosi_final, chaosi_density, chaosi_moments, chaosi_lyapunov,
    chaosi_period, chaosi_escape, chaosi_rotation;

/* By enum chaos_measure_kind. */
const chaosi_measure_kind *chaosi_measure_kind_of(uint32_t kind);

/* The number of states a measure looks at, and the i-th one's column. */
static inline uint32_t chaosi_nstates(const chaos_map *map, const chaos_measure *m)
{
    return m->nof ? m->nof : (uint32_t)map->dim;
}
static inline uint32_t chaosi_column(const chaosi_measuring *it, uint32_t i)
{
    return it->m->nof ? it->column[i] : i;
}

/* Fills an array's description. */
void chaosi_describe(chaos_array *array, const char *name, enum chaos_type type, uint32_t ndim, uint64_t n0,
                     uint64_t n1);

#endif

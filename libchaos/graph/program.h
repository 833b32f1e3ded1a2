/* A map given as text, made ready to run: what the compiler writes and the
 * interpreter reads. The same for every instruction set.
 *
 * Each instruction works on a whole block of lanes. A block has a place, its
 * slot: a row of the tile, or scratch.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_PROGRAM_H
#define CHAOS_TEXT_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

/* Numbers of a fused instruction, one for each o1, o2, o3. */
enum { CHAOSI_KINDS = 64 };

/* Operations of the graph. Those from CHAOSI_NEG on are instructions, too. */
enum chaosi_op {
    /* leaves */
    CHAOSI_CONST,
    CHAOSI_PARAM,
    CHAOSI_STATE,
    CHAOSI_TANGENT,
    /* of lattices: computed for each site before the step; a sum over all sites, of
     * states, and of tangents */
    CHAOSI_ROW,
    CHAOSI_TOTAL,
    CHAOSI_TANGENT_TOTAL,
    /* only these are fused */
    CHAOSI_ADD,
    CHAOSI_SUB,
    CHAOSI_MUL,
    CHAOSI_NEG,
    CHAOSI_ABS,
    CHAOSI_FLOOR,
    CHAOSI_SIGN,
    CHAOSI_SQRT,
    CHAOSI_EXP,
    CHAOSI_LOG,
    CHAOSI_SIN,
    CHAOSI_COS,
    CHAOSI_TAN,
    CHAOSI_ASIN,
    CHAOSI_ACOS,
    CHAOSI_ATAN,
    CHAOSI_SINH,
    CHAOSI_COSH,
    CHAOSI_TANH,
    CHAOSI_SUM, /* over all sites, in their order; of a block, to one that is the same at all sites */
    CHAOSI_DIV,
    CHAOSI_MIN,
    CHAOSI_MAX,
    CHAOSI_MOD,
    CHAOSI_POW,
    CHAOSI_ATAN2,
    CHAOSI_LT,
    CHAOSI_LE,
    CHAOSI_EQ,
    CHAOSI_NE,
    CHAOSI_SELECT, /* a != 0 ? b : c */
    /* instructions only */
    CHAOSI_COPY,
    CHAOSI_MOD_CONST, /* the period is the same in all lanes */
    CHAOSI_WRAP,      /* to, an angle, by the period b; its turns are d, if not NULL */
    /* Several roundings in one instruction. o1, o2, o3 are 0 +, 1 -, 2 *, and 3:
     * the right operand minus the left one; + o1 + 4 o2 + 16 o3. */
    CHAOSI_ONE,                                                    /* a o1 b */
    CHAOSI_TWO = CHAOSI_ONE + CHAOSI_KINDS,                        /* (a o1 b) o2 c */
    CHAOSI_THREE = CHAOSI_TWO + CHAOSI_KINDS,                      /* ((a o1 b) o2 c) o3 d */
    CHAOSI_PAIR = CHAOSI_THREE + CHAOSI_KINDS,                     /* (a o1 b) o2 (c o3 d) */
    CHAOSI_TWICE = CHAOSI_PAIR + CHAOSI_KINDS,                     /* (a o1 b) o2 (c o3 a) */
    CHAOSI_AFFINE = CHAOSI_TWICE + CHAOSI_KINDS,                   /* a*b o1 c, c the same in all lanes */
    CHAOSI_SQUARE_ONE = CHAOSI_AFFINE + CHAOSI_KINDS,              /* a*a o1 b */
    CHAOSI_SQUARE_TWO = CHAOSI_SQUARE_ONE + CHAOSI_KINDS,          /* (a*a o1 b) o2 c */
    CHAOSI_SQUARE_THREE = CHAOSI_SQUARE_TWO + CHAOSI_KINDS,        /* ((a*a o1 b) o2 c) o3 d */
    CHAOSI_SQUARES = CHAOSI_SQUARE_THREE + CHAOSI_KINDS,           /* (a*a o1 b*b) o2 c */
    CHAOSI_FIVE = CHAOSI_SQUARES + CHAOSI_KINDS,                   /* ((a o1 b) o2 c) o3 d*e */
    CHAOSI_HUMP = CHAOSI_FIVE + CHAOSI_KINDS,                      /* (a*b)*(c - a) o1 d*e */
    CHAOSI_COUPLED = CHAOSI_HUMP + CHAOSI_KINDS,                   /* a*b o1 c*(d o2 e) */
    CHAOSI_QUADRATIC = CHAOSI_COUPLED + CHAOSI_KINDS,              /* ((a*a o1 b*b) o2 c*a) o3 d*b */
    CHAOSI_BILINEAR = CHAOSI_QUADRATIC + CHAOSI_KINDS,             /* ((a*b)*c o1 d*b) o2 e*c */
    CHAOSI_PRODUCTS_THREE = CHAOSI_BILINEAR + CHAOSI_KINDS,        /* (a*b o1 c*d) o2 e*f */
    CHAOSI_PRODUCTS_TRIPLE = CHAOSI_PRODUCTS_THREE + CHAOSI_KINDS, /* ((a*b)*c o1 d*e) o2 f*g */
    CHAOSI_PRODUCTS_FOUR = CHAOSI_PRODUCTS_TRIPLE + CHAOSI_KINDS,  /* ((a*b o1 c*d) o2 e*f) o3 g*h */
    CHAOSI_MULTIPLES_FOUR = CHAOSI_PRODUCTS_FOUR +
                            CHAOSI_KINDS, /* ((a*b o1 c*d) o2 e*f) o3 g*h; a, c, e, g the same in all lanes */
    CHAOSI_OSCILLATOR = CHAOSI_MULTIPLES_FOUR + CHAOSI_KINDS, /* (a*b o1 c*d) o2 (d*d)*d */
    CHAOSI_MIN_ONE = CHAOSI_OSCILLATOR + CHAOSI_KINDS,        /* min(a, b o1 c) */
    CHAOSI_MAX_ONE = CHAOSI_MIN_ONE + CHAOSI_KINDS,           /* max(a, b o1 c) */
    CHAOSI_SELECT_LT = CHAOSI_MAX_ONE + CHAOSI_KINDS,         /* a < b ? c : d */
    CHAOSI_SELECT_LE = CHAOSI_SELECT_LT + CHAOSI_KINDS,
    CHAOSI_SELECT_EQ = CHAOSI_SELECT_LE + CHAOSI_KINDS,
    CHAOSI_SELECT_BELOW = CHAOSI_SELECT_EQ + CHAOSI_KINDS,    /* a < b ? c : d, b the same in all lanes */
    CHAOSI_SELECT_ABOVE = CHAOSI_SELECT_BELOW + CHAOSI_KINDS, /* b < a ? c : d, likewise */
    CHAOSI_SELECT_BELOW_AFFINE =
        CHAOSI_SELECT_ABOVE + CHAOSI_KINDS, /* a < b ? c : d*e o1 f, b and f likewise */
    CHAOSI_SELECT_ABOVE_AFFINE = CHAOSI_SELECT_BELOW_AFFINE + CHAOSI_KINDS,
    CHAOSI_BELOW_BRANCHES =
        CHAOSI_SELECT_ABOVE_AFFINE + CHAOSI_KINDS, /* a < b ? c*a o1 d : e*a o2 f; b, d, f likewise */
    CHAOSI_BELOW_SLOPES =
        CHAOSI_BELOW_BRANCHES + CHAOSI_KINDS, /* ((a < b ? c : d)*a o1 e) o2 f, b likewise */
    /* Of lattices, a and c the same at all sites. */
    CHAOSI_SITE_HUMP = CHAOSI_BELOW_SLOPES + CHAOSI_KINDS,   /* (a*b)*(c - b) */
    CHAOSI_SITE_COUPLED = CHAOSI_SITE_HUMP + CHAOSI_KINDS,   /* a*b o1 c*(d o2 e) */
    CHAOSI_SITE_AFFINE = CHAOSI_SITE_COUPLED + CHAOSI_KINDS, /* a*b o1 c */
};

typedef struct chaosk_instr {
    uint32_t op;
    uint32_t to, a, b, c, d, e, f, g, h; /* slots */
    uint32_t limit;                      /* the index of the result's, or of infinity */
} chaosk_instr;

enum chaosk_slot_kind {
    CHAOSK_SLOT_STATE,
    CHAOSK_SLOT_NEXT, /* of variable `index`, `shift` sites on */
    CHAOSK_SLOT_TANGENT,
    CHAOSK_SLOT_IMAGE, /* v and Df v, likewise */
    CHAOSK_SLOT_PARAM,
    CHAOSK_SLOT_CONST,
    CHAOSK_SLOT_TEMP,
    CHAOSK_SLOT_ROW,   /* row `index`, likewise */
    CHAOSK_SLOT_TOTAL, /* sum `index`, the same at all sites */
    CHAOSK_SLOT_TURNS  /* of variable `index`; NULL if nobody counts */
};

typedef struct chaosk_slot {
    uint32_t kind, index;
    int32_t shift;
} chaosk_slot;

/* What is computed, in this order: from parameters alone (once per block); of
 * lattices sums over sites, what is of them alone, and rows that sites share (once
 * per step, each for all sites before the next), sums that a tangent vector is in,
 * and what is of them alone (once per step and vector); from states (once per
 * step); from a tangent vector (once per step and vector); and what becomes of
 * angles at the end of a step. */
enum chaosk_segment {
    CHAOSK_ONCE,
    CHAOSK_SUMS,
    CHAOSK_TOTALS,
    CHAOSK_ROWS,
    CHAOSK_VECTOR_SUMS,
    CHAOSK_VECTOR_TOTALS,
    CHAOSK_STEP,
    CHAOSK_VECTOR,
    CHAOSK_WRAP,
    CHAOSK_NSEGMENTS,
};

typedef struct chaosk_code {
    chaosk_instr *instr;
    uint32_t begin[CHAOSK_NSEGMENTS + 1]; /* where each segment begins in instr */
    /* So many instructions at the end of CHAOSK_STEP copy a state to another
     * one's image, each another state: their blocks can change places instead. */
    uint32_t nmoves;
    /* The first nvars are the states in order, the next ones their images. */
    chaosk_slot *slots;
    uint32_t nvars, nslots, ntemps, nconsts, nrows, ntotals;
    double *consts;
} chaosk_code;

/* chaosk_tile.ctx. A variable is a state, or in a lattice a row of them. */
typedef struct chaosk_program {
    uint32_t nvars, nparams;
    uint32_t ncolumns;   /* of recorded rows, which is then all there is; else 0 */
    size_t sites;        /* 0: no lattice */
    uint32_t halo;       /* how far a site looks */
    const double *wrap;  /* [nvars], 0: no angle */
    chaosk_code value;   /* x' */
    chaosk_code tangent; /* x' and Df v */
} chaosk_program;

#endif

/* A compiled formula: what the compiler writes and the interpreter reads, the
 * same for every instruction set.
 *
 * Each instruction works on a whole block of lanes. Where a block is stands in
 * its slot: a row of the tile, or scratch.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_PROGRAM_H
#define CHAOS_GRAPH_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

/* Numbers that a fused instruction of one, two or three o's takes up. */
enum { CHAOSI_O1 = 4, CHAOSI_O2 = 16, CHAOSI_O3 = 64 };

/* clang-format off */
/* Operations of the graph. Those from CHAOSI_NEG on are instructions, too. */
enum chaosi_op {
    /* leaves */
    CHAOSI_CONST, CHAOSI_PARAM, CHAOSI_TIME, CHAOSI_STATE, CHAOSI_TANGENT,
    CHAOSI_UNIFORM, CHAOSI_NORMAL, /* random numbers */
    /* leaves of lattices: computed for each site before the step; a sum over all
     * sites, of states, and of tangents */
    CHAOSI_ROW, CHAOSI_TOTAL, CHAOSI_TANGENT_TOTAL,
    /* computed by fused instructions only */
    CHAOSI_ADD, CHAOSI_SUB, CHAOSI_MUL,
    /* one operand */
    CHAOSI_NEG, CHAOSI_ABS, CHAOSI_FLOOR, CHAOSI_SIGN, CHAOSI_SQRT, CHAOSI_EXP, CHAOSI_LOG,
    CHAOSI_SIN, CHAOSI_COS, CHAOSI_TAN, CHAOSI_ASIN, CHAOSI_ACOS, CHAOSI_ATAN,
    CHAOSI_SINH, CHAOSI_COSH, CHAOSI_TANH, CHAOSI_ASINH, CHAOSI_ACOSH, CHAOSI_ATANH,
    CHAOSI_EXPM1, CHAOSI_LOG1P, CHAOSI_LOG2, CHAOSI_LOG10, CHAOSI_CBRT, CHAOSI_ERF,
    CHAOSI_CEIL, CHAOSI_TRUNC, CHAOSI_ROUND,
    CHAOSI_SUM,        /* over the sites of a strip; from a block to one that is the same at all sites */
    /* two */
    CHAOSI_DIV, CHAOSI_MIN, CHAOSI_MAX, CHAOSI_MOD, CHAOSI_POW, CHAOSI_ATAN2, CHAOSI_HYPOT,
    CHAOSI_LT, CHAOSI_LE, CHAOSI_EQ, CHAOSI_NE,
    /* three */
    CHAOSI_SELECT,     /* a != 0 ? b : c */
    /* instructions only */
    CHAOSI_COPY,
    CHAOSI_MOD_CONST,  /* the period is the same in all lanes */
    CHAOSI_WRAP,       /* wraps `to`, an angle, by the period b; adds its turns to d, if not NULL */
    /* Fused: several operations, each with its rounding. o1, o2, o3 are 0 +, 1 -, 2 *,
     * and 3: the right operand minus the left one; add o1 + 4 o2 + 16 o3. Uniform: the
     * same in all lanes. */
    CHAOSI_ONE,                                                        /* a o1 b */
    CHAOSI_TWO = CHAOSI_ONE + CHAOSI_O1,                            /* (a o1 b) o2 c */
    CHAOSI_THREE = CHAOSI_TWO + CHAOSI_O2,                          /* ((a o1 b) o2 c) o3 d */
    CHAOSI_PAIR = CHAOSI_THREE + CHAOSI_O3,                         /* (a o1 b) o2 (c o3 d) */
    CHAOSI_TWICE = CHAOSI_PAIR + CHAOSI_O3,                         /* (a o1 b) o2 (c o3 a) */
    CHAOSI_AFFINE = CHAOSI_TWICE + CHAOSI_O3,                       /* a*b o1 c; uniform c */
    CHAOSI_SQUARE_ONE = CHAOSI_AFFINE + CHAOSI_O1,                  /* a*a o1 b */
    CHAOSI_SQUARE_TWO = CHAOSI_SQUARE_ONE + CHAOSI_O1,              /* (a*a o1 b) o2 c */
    CHAOSI_SQUARE_THREE = CHAOSI_SQUARE_TWO + CHAOSI_O2,            /* ((a*a o1 b) o2 c) o3 d */
    CHAOSI_SQUARES = CHAOSI_SQUARE_THREE + CHAOSI_O3,               /* (a*a o1 b*b) o2 c */
    CHAOSI_FIVE = CHAOSI_SQUARES + CHAOSI_O2,                       /* ((a o1 b) o2 c) o3 d*e */
    CHAOSI_HUMP = CHAOSI_FIVE + CHAOSI_O3,                          /* (a*b)*(c - a) o1 d*e */
    CHAOSI_COUPLED = CHAOSI_HUMP + CHAOSI_O1,                       /* a*b o1 c*(d o2 e) */
    CHAOSI_QUADRATIC = CHAOSI_COUPLED + CHAOSI_O2,                  /* ((a*a o1 b*b) o2 c*a) o3 d*b */
    CHAOSI_BILINEAR = CHAOSI_QUADRATIC + CHAOSI_O3,                 /* ((a*b)*c o1 d*b) o2 e*c */
    CHAOSI_PRODUCTS_THREE = CHAOSI_BILINEAR + CHAOSI_O2,            /* (a*b o1 c*d) o2 e*f */
    CHAOSI_PRODUCTS_TRIPLE = CHAOSI_PRODUCTS_THREE + CHAOSI_O2,     /* ((a*b)*c o1 d*e) o2 f*g */
    CHAOSI_PRODUCTS_FOUR = CHAOSI_PRODUCTS_TRIPLE + CHAOSI_O2,      /* ((a*b o1 c*d) o2 e*f) o3 g*h */
    CHAOSI_MULTIPLES_FOUR = CHAOSI_PRODUCTS_FOUR + CHAOSI_O3,       /* the same with uniform a, c, e, g */
    CHAOSI_OSCILLATOR = CHAOSI_MULTIPLES_FOUR + CHAOSI_O3,          /* (a*b o1 c*d) o2 (d*d)*d */
    CHAOSI_MIN_ONE = CHAOSI_OSCILLATOR + CHAOSI_O2,                 /* min(a, b o1 c) */
    CHAOSI_MAX_ONE = CHAOSI_MIN_ONE + CHAOSI_O1,                    /* max(a, b o1 c) */
    CHAOSI_SELECT_LT = CHAOSI_MAX_ONE + CHAOSI_O1,                  /* a < b ? c : d */
    CHAOSI_SELECT_LE = CHAOSI_SELECT_LT + 1,                /* a <= b ? c : d */
    CHAOSI_SELECT_EQ = CHAOSI_SELECT_LE + 1,                /* a == b ? c : d */
    CHAOSI_SELECT_BELOW = CHAOSI_SELECT_EQ + 1,             /* a < b ? c : d; uniform b */
    CHAOSI_SELECT_ABOVE = CHAOSI_SELECT_BELOW + 1,          /* b < a ? c : d; uniform b */
    CHAOSI_SELECT_BELOW_AFFINE = CHAOSI_SELECT_ABOVE + 1,   /* a < b ? c : d*e o1 f; uniform b, f */
    CHAOSI_SELECT_ABOVE_AFFINE = CHAOSI_SELECT_BELOW_AFFINE + CHAOSI_O1, /* b < a ? c : d*e o1 f; uniform b, f */
    CHAOSI_BELOW_BRANCHES = CHAOSI_SELECT_ABOVE_AFFINE + CHAOSI_O1, /* a < b ? c*a o1 d : e*a o2 f; uniform b, d, f */
    CHAOSI_BELOW_SLOPES = CHAOSI_BELOW_BRANCHES + CHAOSI_O2,        /* ((a < b ? c : d)*a o1 e) o2 f; uniform b */
    /* Of lattices, with a and c the same at all sites. */
    CHAOSI_SITE_HUMP = CHAOSI_BELOW_SLOPES + CHAOSI_O2,             /* (a*b)*(c - b) */
    CHAOSI_SITE_COUPLED = CHAOSI_SITE_HUMP + 1,             /* a*b o1 c*(d o2 e) */
    CHAOSI_SITE_AFFINE = CHAOSI_SITE_COUPLED + CHAOSI_O2,           /* a*b o1 c */
};
/* clang-format on */

typedef struct chaosk_instr {
    uint32_t op;
    uint32_t to, a, b, c, d, e, f, g, h; /* slots */
    uint32_t limit;                      /* index of the result's limit, or of infinity */
} chaosk_instr;

enum chaosk_slot_kind {
    CHAOSK_SLOT_STATE,   /* of variable `index`, `shift` sites to the right; */
    CHAOSK_SLOT_NEXT,    /* and its image */
    CHAOSK_SLOT_TANGENT, /* v, likewise; */
    CHAOSK_SLOT_IMAGE,   /* and Df v */
    CHAOSK_SLOT_PARAM,
    CHAOSK_SLOT_CONST,
    CHAOSK_SLOT_TEMP,
    CHAOSK_SLOT_ROW,   /* row `index`, `shift` sites to the right */
    CHAOSK_SLOT_TOTAL, /* sum `index`, the same at all sites */
    CHAOSK_SLOT_TURNS, /* of variable `index`; NULL if nobody counts */
    CHAOSK_SLOT_DRAW   /* row `index` of random numbers, `shift` sites to the right */
};

typedef struct chaosk_slot {
    uint32_t kind, index;
    int32_t shift;
} chaosk_slot;

/* The parts of a program, in the order in which they run. */
enum chaosk_segment {
    CHAOSK_ONCE,          /* from parameters alone: once per block */
    CHAOSK_TIME,          /* from the iterate number and random numbers, too: once per step */
    CHAOSK_SUMS,          /* of lattices, once per step: sums over sites, */
    CHAOSK_TOTALS,        /* what follows from them alone, */
    CHAOSK_ROWS,          /* and rows that sites share; each for all sites before the next */
    CHAOSK_VECTOR_SUMS,   /* once per step and vector: sums with a tangent vector in them, */
    CHAOSK_VECTOR_TOTALS, /* and what follows from them alone */
    CHAOSK_STEP,          /* from states: once per step */
    CHAOSK_VECTOR,        /* from a tangent vector: once per step and vector */
    CHAOSK_WRAP,          /* angles, at the end of a step */
    CHAOSK_NSEGMENTS,
};

#define CHAOSK_NO_SLOT UINT32_MAX

/* Random numbers, drawn anew before each step. */
typedef struct chaosk_draw {
    uint32_t op;     /* CHAOSI_UNIFORM or CHAOSI_NORMAL */
    uint32_t number; /* which of the formula's it is */
    uint32_t slot;   /* of the block; or, of those that each site has of its own, which row */
} chaosk_draw;

typedef struct chaosk_draws {
    chaosk_draw *draw; /* [count] by ascending numbers */
    uint32_t count;
} chaosk_draws;

typedef struct chaosk_code {
    chaosk_instr *instr;
    uint32_t begin[CHAOSK_NSEGMENTS + 1]; /* where each segment begins in instr */
    /* The last nmoves instructions of CHAOSK_STEP each copy a state to the image of
     * another, no state twice: their blocks can change places instead. */
    uint32_t nmoves;
    /* The first nvars are the states in order, the next ones their images. */
    chaosk_slot *slots;
    uint32_t nvars, nslots, ntemps, nconsts, nrows, ntotals;
    uint32_t time; /* the slot of the iterate number, or CHAOSK_NO_SLOT: it is not read */
    chaosk_draws draws, site_draws;
    double *consts;
} chaosk_code;

/* chaosk_tile.ctx. A variable is a state, or in a lattice a row of states. */
typedef struct chaosk_program {
    uint32_t nvars, nparams;
    size_t sites;        /* 0: no lattice */
    uint32_t halo;       /* how many sites away a site looks */
    const double *wrap;  /* [nvars] periods of angles, else 0 */
    chaosk_code value;   /* x' */
    chaosk_code tangent; /* x' and Df v */
} chaosk_program;

#endif

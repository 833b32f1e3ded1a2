/* The names of special points, and of ends.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

static const char *const kinds[] = {
    [CHAOS_FOLD] = "fold",
    [CHAOS_FLIP] = "flip",
    [CHAOS_NEIMARK_SACKER] = "neimark_sacker",
    [CHAOS_BRANCH_POINT] = "branch_point",
    [CHAOS_NEUTRAL_SADDLE] = "neutral_saddle",
    [CHAOS_RESONANCE_3] = "resonance_3",
    [CHAOS_RESONANCE_4] = "resonance_4",
    [CHAOS_CUSP] = "cusp",
    [CHAOS_GENERALIZED_FLIP] = "generalized_flip",
    [CHAOS_CHENCINER] = "chenciner",
    [CHAOS_RESONANCE_1] = "resonance_1",
    [CHAOS_RESONANCE_2] = "resonance_2",
    [CHAOS_FOLD_FLIP] = "fold_flip",
    [CHAOS_FOLD_NEIMARK_SACKER] = "fold_neimark_sacker",
    [CHAOS_FLIP_NEIMARK_SACKER] = "flip_neimark_sacker",
    [CHAOS_DOUBLE_NEIMARK_SACKER] = "double_neimark_sacker",
    [CHAOS_SUPERSTABLE] = "superstable",
};

const char *chaos_special_name(uint32_t kind)
{
    return kind < sizeof kinds / sizeof *kinds ? kinds[kind] : NULL;
}

static const char *const stops[] = {
    [CHAOS_STOP_BOX] = "box",           [CHAOS_STOP_STATE] = "state",   [CHAOS_STOP_CLOSED] = "closed",
    [CHAOS_STOP_STEP] = "step",         [CHAOS_STOP_PERIOD] = "period", [CHAOS_STOP_BUDGET] = "budget",
    [CHAOS_STOP_CANCELED] = "canceled",
};

const char *chaos_stop_name(uint32_t stop)
{
    return stop < sizeof stops / sizeof *stops ? stops[stop] : NULL;
}

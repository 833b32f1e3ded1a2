/* What the flags of a status mean.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

static const chaos_status_flag flags[] = {
    { CHAOS_ESCAPED, 0, "escaped", "left the bound or became non-finite" },
    { CHAOS_NONFINITE, 0, "nonfinite",
      "a state, a parameter in an array, a derivative, a value or a sum is NaN or infinite" },
    { CHAOS_UNRESOLVED, 0, "unresolved",
      "too little to tell it by, or there is no limit: distrust it; the measure's help says when" },
    { CHAOS_COLLAPSED, 0, "collapsed",
      "the state returns exactly, to a cycle that repels: binary arithmetic has eaten the orbit" },
    { CHAOS_ZERO_DERIVATIVE, 0, "zero_derivative", "a derivative factor was exactly 0: an exponent is -inf" },
    { CHAOS_NUMERIC_DERIVATIVE, 0, "numeric_derivative", "the derivative is a difference quotient" },
    { CHAOS_UNSETTLED, 0, "unsettled", "on its way: what period it tends to could not be shown" },
    { CHAOS_PENDING, 0, "pending", "not computed: the call was cancelled first" },
    { CHAOS_KICKED, 0, "kicked", "the state handed on lay on a cycle that repels, and was moved" },
};

const chaos_status_flag *chaos_status_flag_at(size_t i)
{
    return i < sizeof flags / sizeof flags[0] ? &flags[i] : NULL;
}

/* A step of jets, by formula or by differences.
 *
 * SPDX-License-Identifier: MIT */
#include "graph/formula.h"

#include "core/error.h"

#include <stdlib.h>

bool chaosi_jets_exact(const chaosi_jets *jets) { return jets->exact; }

int chaosi_jets_step(chaosi_jets *jets, unsigned k, const double *p, const double *x, uint64_t n, double *y,
                     chaos_error *error)
{
    if (!jets->exact)
        return chaosi_differences_step(jets, k, p, x, n, y, error);
    chaosi_formula_step(&jets->formula, k, p, x, n, y);
    return CHAOS_OK;
}

void chaosi_jets_free(chaosi_jets *jets)
{
    if (!jets)
        return;
    chaosi_formula_free(&jets->formula);
    chaosi_kernel_free(&jets->kernel);
    free(jets);
}

/* The largest multipliers of a map of many states: subspace iteration, which can be
 * stopped at any time. Some more vectors than multipliers go along, so that it is
 * their ratio to much smaller ones that says how fast it settles.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/product.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { VECTORS = 32, MAX_ITERATES = 1 << 14 };
static const double settled = 1e-10; /* relative */

/* Random vectors: a lattice has symmetric ones, which it would keep. */
static void scatter(chaosi_product *p)
{
    uint64_t state = 0x9e3779b97f4a7c15;
    for (size_t i = 0; i < p->m * p->k; i++) {
        state = state * 6364136223846793005 + 1442695040888963407;
        p->q[i] = (double)(int64_t)state * 0x1p-63;
    }
}

static int estimate(const chaosi_product *p, chaosi_multiplier *z, chaos_error *error)
{
    const int code = chaosi_product_block(p, 0, p->k, z, error);
    chaosi_multipliers_sort(z, p->k);
    return code;
}

static bool same_modulus(const chaosi_multiplier *a, const chaosi_multiplier *b)
{
    const double ratio = ldexp(a->modulus / b->modulus, (int)(a->modulus_exponent - b->modulus_exponent));
    return fabs(ratio - 1.0) <= settled;
}

/* Compared with half as many rounds: where errors shrink by a factor in each, what is
 * left then is less than what has changed. */
static int iterate(chaosi_product *p, chaosi_multiplier *now, chaosi_multiplier *before, bool *done,
                   chaos_error *error)
{
    const size_t most = MAX_ITERATES / p->c->n < 4 ? 4 : MAX_ITERATES / p->c->n;
    int code = CHAOS_OK;
    bool all = false;
    for (size_t rounds = 1; rounds <= most && !all && code == CHAOS_OK; rounds *= 2) {
        if (rounds > 2) /* as many as there were, and the last of them with all that it gives */
            code = chaosi_product_turn(p, rounds / 2 - 1, error);
        if (code == CHAOS_OK)
            code = chaosi_product_round(p, error);
        memcpy(before, now, p->k * sizeof *now);
        if (code == CHAOS_OK)
            code = estimate(p, now, error);
        all = rounds > 1;
        for (size_t i = 0; i < CHAOSI_LARGEST_MULTIPLIERS; i++) {
            done[i] = rounds > 1 && same_modulus(&now[i], &before[i]);
            all = all && done[i];
        }
    }
    return code;
}

int chaosi_cycle_subspace(chaosi_cycle *c, chaosi_multiplier *z, chaos_error *error)
{
    chaosi_product p;
    bool done[CHAOSI_LARGEST_MULTIPLIERS] = { false };
    chaosi_multiplier *now = chaosi_alloc(2 * VECTORS, sizeof *now);
    int code = CHAOS_ENOMEM;
    if (chaosi_product_init(&p, c, VECTORS) && now) {
        scatter(&p);
        code = chaosi_orthonormalise(p.q, p.r, p.m, p.k, p.work, &c->ticker, error);
        if (code == CHAOS_OK)
            code = iterate(&p, now, now + VECTORS, done, error);
    } else {
        chaosi_nomem(error);
    }
    for (size_t i = 0; i < CHAOSI_LARGEST_MULTIPLIERS && code == CHAOS_OK; i++)
        z[i] = done[i] ? now[i] : chaosi_multiplier_unknown();
    chaosi_product_free(&p);
    free(now);
    return code;
}
